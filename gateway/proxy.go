package gateway

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"time"

	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

// newTransport makes the connections of one route. Redirects do not concern a
// RoundTripper; a proxy from the environment would hide the address from the
// guard. How long an upstream may be silent is the watch's concern.
func newTransport(guard *dial.Guard) *http.Transport {
	return &http.Transport{
		DialContext:            guard.DialContext,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    512, // calls come in bursts: a reused connection is most of the speed
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // bytes are metered and passed on as they come
	}
}

// newProxy makes the proxy of all calls; each finds its own in the context.
func newProxy(quiet *log.Logger) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:        func(pr *httputil.ProxyRequest) { callOf(pr.Out.Context()).rewrite(pr) },
		Transport:      upstream{},
		ModifyResponse: func(res *http.Response) error { return callOf(res.Request.Context()).reply(res) },
		ErrorHandler:   func(w http.ResponseWriter, r *http.Request, err error) { callOf(r.Context()).failed(w, err) },
		BufferPool:     newBuffers(),
		ErrorLog:       quiet,
	}
}

// callContext is a context in which callOf finds a call.
type callContext struct {
	context.Context
	call *call
}

type callKey struct{}

// Value implements context.Context.
func (c callContext) Value(key any) any {
	if key == (callKey{}) {
		return c.call
	}
	return c.Context.Value(key)
}

// callOf returns the call that forward put into the context.
func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// upstream sends a call's request by the connections of its route. It takes
// ReverseProxy's trace out of the context, which would pass an upstream's 1xx
// replies on unread.
type upstream struct{}

// RoundTrip implements http.RoundTripper.
func (upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	c := callOf(r.Context())
	err := c.up.Err()
	if err != nil {
		return nil, err // the client left before its turn: the upstream hears nothing of it
	}
	c.reached.Store(true)
	return c.route.transport.RoundTrip(r.WithContext(c.up))
}

// forward proxies an admitted call. It may panic with http.ErrAbortHandler,
// which cuts the client's connection.
func (g *Gateway) forward(w http.ResponseWriter, r *http.Request, c *call) {
	ctx, stop := r.Context(), func() {}
	if c.route.Meter == MeterOpenAI {
		// Usage is still read when the client has left, for a bounded time.
		w, ctx, stop = detach(w, r, g.cfg.Drain)
	}
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c.watch.start(g.cfg.Idle, c.route.Timeout, cancel)
	defer c.watch.stop()
	// A client that does not read holds its call no longer than any other. A
	// writer without deadlines has no connection either.
	_ = http.NewResponseController(w).SetWriteDeadline(c.watch.end.Add(g.cfg.Idle))
	c.body.watch = &c.watch
	defer c.body.closed.Store(true)
	c.trailers = r.ProtoAtLeast(1, 1)
	c.up = callContext{ctx, c}
	g.proxy.ServeHTTP(w, r.WithContext(c.up))
}

// rewrite makes the request that the upstream gets.
func (c *call) rewrite(pr *httputil.ProxyRequest) {
	up, out := c.route.turn(), pr.Out
	out.URL.Scheme, out.URL.Host = up.Scheme, up.Host
	// The decoded path, which was matched and priced, encoded anew.
	out.URL.Path, out.URL.RawPath = strings.TrimSuffix(up.Path, "/")+pr.In.URL.Path, ""
	out.URL.RawQuery = pr.In.URL.RawQuery
	out.Host = ""
	stripRequest(out.Header)
	out.Header[headerAgent] = []string{string(c.hold.Agent)}
	out.Header[headerRequestID] = c.id
	if c.route.Meter == MeterOpenAI {
		out.Header.Set("Accept-Encoding", "identity")
	}
	for name, v := range c.route.Headers {
		out.Header[name] = v
	}
	c.body.attach(out)
}

// reply looks at the upstream's header and puts the gate before the body.
func (c *call) reply(res *http.Response) error {
	c.body.answered.Store(true)
	c.watch.pause()
	stripReply(res.Header)
	if res.StatusCode == http.StatusPaymentRequired {
		return errUpstream402
	}
	if res.StatusCode == http.StatusSwitchingProtocols {
		return errUpstream101
	}
	if !c.route.Charges(res.StatusCode) {
		c.release(metering.End{Outcome: metering.OutcomeUpstreamError, Status: uint16(res.StatusCode), UsageState: metering.UsageAbsent})
		res.Trailer, res.Body = nil, &uncharged{c, res, res.Body}
		c.say(res.Header, "")
		if c.proof != nil && c.proof.settled != "" {
			return c.proof.head(res.Header, false)
		}
		return nil
	}
	if c.proof != nil {
		err := c.proof.head(res.Header, true)
		if err != nil {
			return err
		}
	}
	meter := c.meter(res)
	if res.Request.Method == http.MethodHead || res.ContentLength == 0 || res.Body == http.NoBody ||
		res.StatusCode == http.StatusNoContent || res.StatusCode == http.StatusNotModified {
		return c.whole(res, meter)
	}
	if c.route.Meter == MeterBytes && res.ContentLength > c.route.MaxBytes {
		return errReplyTooLong
	}
	c.say(res.Header, c.route.charge)
	gate := newGate(c, res, meter)
	c.meterEnd = func() { meter.Finish(false) }
	res.Body, res.Trailer = gate, nil
	switch {
	case c.route.charge != "": // said already
	case c.trailers:
		gate.trailer = make(http.Header, 2)
		res.Trailer = http.Header{headerCharge: nil, headerReceipt: nil}
		fallthrough
	case c.route.Meter == MeterOpenAI: // the meter may leave out an event
		res.Header.Del("Content-Length")
		res.ContentLength = -1 // chunked; the gate knows the length
	}
	return nil
}

// say sets what the gateway says in the header of a reply, beside which the
// proxy puts the upstream's. charge is empty where none is known by now.
func (c *call) say(theirs http.Header, charge string) {
	delete(theirs, "Cache-Control")
	v := [...]string{"private, no-store", headerVary, charge} // one allocation for all
	c.out["Cache-Control"], c.out["Vary"] = v[0:1:1], v[1:2:2]
	if charge != "" {
		c.out[headerCharge], c.out[headerReceipt] = v[2:3:3], c.id
	}
}

// whole charges a reply without a body before its header is sent.
func (c *call) whole(res *http.Response, meter usage.Meter) error {
	r, _ := meter.Finish(true)
	rec, err := c.post(c.endOf(r, metering.OutcomeOK, res.StatusCode))
	if err != nil {
		return fmt.Errorf("%w: %w", errNotRecorded, err)
	}
	res.Body, res.Trailer = &uncharged{c, res, res.Body}, nil // its trailers stay out too
	c.say(res.Header, rec.Charge.String())
	return nil
}

func (c *call) meter(res *http.Response) usage.Meter {
	switch c.route.Meter {
	case MeterBytes:
		return usage.NewBytes()
	case MeterOpenAI:
		return usage.NewChat(usage.ChatReply{
			Request: c.chat, ContentType: res.Header.Get("Content-Type"), ContentEncoding: res.Header.Get("Content-Encoding"),
		})
	default:
		return usage.NewCall()
	}
}

// failed answers for an upstream that gave no usable reply. Nothing of a reply
// was sent.
func (c *call) failed(w http.ResponseWriter, err error) {
	outcome, answer := c.blame(err)
	status := c.g.problems.of(answer).Status
	if outcome == metering.OutcomeClientGone {
		status = 0
	}
	c.release(metering.End{Outcome: outcome, Status: uint16(status), UsageState: metering.UsageAbsent})
	c.g.cfg.Log.WarnContext(c.ctx, "call failed", slog.String("route", c.route.Name), slog.String("request_id", c.hold.RequestID.String()),
		slog.String("outcome", outcome), slog.Any("error", err))
	c.g.sayMoved(w, c.proof)
	c.g.writeError(w, answer)
}

// blame says how a call without a usable reply ended, and what its client is
// told.
func (c *call) blame(err error) (outcome string, answer error) {
	for _, known := range []error{errUpstream402, errUpstream101, errReplyTooLong} {
		if errors.Is(err, known) {
			return metering.OutcomeUpstreamError, known
		}
	}
	var timeout net.Error
	switch {
	case errors.Is(err, errNotRecorded):
		return metering.OutcomeOK, err // ended already
	case c.ctx.Err() != nil:
		return metering.OutcomeClientGone, errGone
	case errors.Is(err, errBodyRead), errors.Is(err, errBodyTooLong):
		return metering.OutcomeClientGone, err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.As(err, &timeout) && timeout.Timeout():
		return metering.OutcomeUpstreamTimeout, errTimeout
	}
	return metering.OutcomeUpstreamRefused, errUpstream
}
