package gateway

import (
	"context"
	"errors"
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
// guard.
func newTransport(guard *dial.Guard, idle time.Duration) *http.Transport {
	return &http.Transport{
		DialContext:            guard.DialContext,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    512, // calls come in bursts: a reused connection is most of the speed
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  idle,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // bytes are metered and passed on as they come
	}
}

// forward proxies an admitted call. It may panic with http.ErrAbortHandler,
// which cuts the client's connection.
func (g *Gateway) forward(w http.ResponseWriter, r *http.Request, c *call) {
	ctx := r.Context()
	if c.route.Meter == MeterOpenAI {
		// Usage is still read when the client has left, for a bounded time.
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, c.route.Timeout)
	defer cancel()
	if c.route.Meter == MeterOpenAI {
		w = &detachedWriter{ResponseWriter: w, gone: func() { time.AfterFunc(g.cfg.Drain, cancel) }}
	}
	idle := time.AfterFunc(g.cfg.Idle, cancel)
	idle.Stop()
	rp := &httputil.ReverseProxy{
		Rewrite:        func(pr *httputil.ProxyRequest) { rewrite(pr, c) },
		Transport:      c.route.transport,
		ModifyResponse: func(res *http.Response) error { return c.reply(res, idle) },
		ErrorHandler:   func(w http.ResponseWriter, _ *http.Request, err error) { c.failed(w, err) },
		BufferPool:     g.buffers,
		ErrorLog:       g.quiet,
	}
	c.reach()
	rp.ServeHTTP(w, r.WithContext(ctx))
}

// rewrite makes the request that the upstream gets.
func rewrite(pr *httputil.ProxyRequest, c *call) {
	up, out := c.route.upstream(), pr.Out
	out.URL.Scheme, out.URL.Host = up.Scheme, up.Host
	// The decoded path, which was matched and priced, encoded anew.
	out.URL.Path, out.URL.RawPath = strings.TrimSuffix(up.Path, "/")+pr.In.URL.Path, ""
	out.URL.RawQuery = pr.In.URL.RawQuery
	out.Host = ""
	stripRequest(out.Header)
	out.Header.Set(headerAgent, string(c.hold.Agent))
	out.Header.Set(headerRequestID, c.hold.RequestID.String())
	if c.route.Meter == MeterOpenAI {
		out.Header.Set("Accept-Encoding", "identity")
	}
	for name, v := range c.route.Headers {
		out.Header[name] = v
	}
	out.Trailer = nil
	out.Body, out.ContentLength = c.body.outgoing()
	out.GetBody = nil
	out.TransferEncoding = nil
}

// reply looks at the upstream's header and puts the gate before the body.
func (c *call) reply(res *http.Response, idle *time.Timer) error {
	stripReply(res.Header)
	if res.StatusCode == http.StatusPaymentRequired {
		return errUpstream402
	}
	if res.StatusCode == http.StatusSwitchingProtocols {
		return errUpgrade
	}
	res.Header.Set("Cache-Control", "private, no-store")
	res.Header.Add("Vary", "Authorization, PAYMENT-SIGNATURE, X-PAYMENT")
	if !c.route.Charges(res.StatusCode) {
		c.release(metering.End{Outcome: metering.OutcomeUpstreamError, Status: uint16(res.StatusCode), UsageState: metering.UsageAbsent})
		res.Trailer = nil
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
	if c.route.header {
		price, _ := c.hold.Price.Rater.Flat()
		c.charged(res.Header, price.String())
		res.Trailer = http.Header{}
	} else {
		res.Header.Del("Content-Length")
		res.Trailer = http.Header{headerCharge: nil, headerReceipt: nil}
	}
	res.Body = newGate(c, res, meter, idle)
	if !c.route.header {
		res.ContentLength = -1 // chunked, for the trailer; the gate knows the length
	}
	return nil
}

func (c *call) charged(h http.Header, charge string) {
	h.Set(headerCharge, charge)
	h.Set(headerReceipt, c.hold.RequestID.String())
}

// whole charges a reply without a body before its header is sent.
func (c *call) whole(res *http.Response, meter usage.Meter) error {
	r, _ := meter.Finish(true)
	rec, err := c.post(endOf(r, metering.OutcomeOK, res.StatusCode))
	if err != nil {
		return err
	}
	res.Trailer = nil
	c.charged(res.Header, rec.Charge.String())
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

// failed answers for an upstream that gave no usable reply.
func (c *call) failed(w http.ResponseWriter, err error) {
	outcome, answer := metering.OutcomeUpstreamRefused, errUpstream
	var timeout net.Error
	switch {
	case errors.Is(err, errUpstream402), errors.Is(err, errUpgrade):
		outcome, answer = metering.OutcomeUpstreamError, errUpstream402
	case errors.Is(err, metering.ErrFull), errors.Is(err, metering.ErrClosed):
		answer = err
	case c.ctx.Err() != nil:
		outcome = metering.OutcomeClientGone
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.As(err, &timeout) && timeout.Timeout():
		outcome, answer = metering.OutcomeUpstreamTimeout, errTimeout
	case errors.Is(err, errBodyRead):
		answer = errBodyRead
	}
	status := c.g.problems.of(answer).Status
	c.release(metering.End{Outcome: outcome, Status: uint16(status), UsageState: metering.UsageAbsent})
	if c.proof != nil && c.proof.settled != "" {
		headErr := c.proof.head(w.Header(), false)
		if headErr != nil {
			c.g.cfg.Log.Error("encode payment response", "error", headErr)
		}
	}
	c.g.cfg.Log.Warn("upstream failed", "route", c.route.Name, "request_id", c.hold.RequestID.String(), "error", err)
	c.g.writeError(w, answer)
}
