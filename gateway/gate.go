package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

// gate is the body of a reply on its way to the client. The read that reaches
// the end of the reply charges the call before it returns those bytes, so a
// client never sees the end of a reply whose charge is not on disk.
type gate struct {
	call    *call
	res     *http.Response
	src     io.ReadCloser
	meter   usage.Meter
	length  int64 // of the body, −1 where it is not known
	seen    int64
	ended   bool // src was read to its end
	trailer http.Header

	pending []byte // may go to the client
	err     error  // after pending
}

// errTooLong cuts a reply that is longer than what was held for.
var errTooLong = errors.New("the reply is longer than the route's maximum")

func newGate(c *call, res *http.Response, m usage.Meter) *gate {
	return &gate{call: c, res: res, src: res.Body, meter: m, length: res.ContentLength}
}

// Read implements io.Reader.
func (g *gate) Read(p []byte) (int, error) {
	for {
		if len(g.pending) > 0 {
			n := copy(p, g.pending)
			g.pending = g.pending[n:]
			return n, nil
		}
		if g.err != nil {
			g.clear(p)
			return 0, g.err
		}
		n := g.fill(p)
		if n > 0 {
			return n, nil
		}
	}
}

// fill reads once from the upstream and returns how many bytes of p may go to
// the client.
func (g *gate) fill(p []byte) int {
	g.call.watch.resume()
	n, err := g.src.Read(p)
	g.call.watch.pause()
	g.seen += int64(n)
	g.ended = err != nil
	out := g.meter.Feed(p[:n])
	switch {
	case g.tooLong():
		g.err = g.cut(errTooLong)
		return 0
	case errors.Is(err, io.EOF), g.length >= 0 && g.seen >= g.length, g.meter.Gated():
		return g.finish(p, out)
	case err != nil:
		g.err = g.broken(err)
		return 0
	}
	return g.pass(p, out, nil)
}

func (g *gate) tooLong() bool {
	r := g.call.route
	return r.Meter == MeterBytes && g.seen > r.MaxBytes
}

// pass returns out and then rest: as much as fits by p, the remainder later.
func (g *gate) pass(p, out, rest []byte) int {
	n := copy(p, out)
	if n < len(out) || len(rest) > 0 {
		g.pending = append(slices.Clone(out[n:]), rest...)
	}
	return n
}

// finish charges for a whole reply.
func (g *gate) finish(p, out []byte) int {
	r, rest := g.meter.Finish(true)
	rec, err := g.call.post(g.call.endOf(r, metering.OutcomeOK, g.res.StatusCode))
	if err != nil {
		g.err = err
		return 0
	}
	if g.trailer != nil {
		g.trailer.Set(headerCharge, rec.Charge.String())
		g.trailer[headerReceipt] = g.call.id
	}
	g.err = io.EOF
	return g.pass(p, out, rest)
}

// What may follow the [DONE] of a stream: the end of its framing. It is read so
// that the connection can be used again, and the client has the end by then.
const (
	lingerBytes = 4 << 10
	lingerTime  = 100 * time.Millisecond
)

// clear reads what follows the end that was seen. p is scratch.
func (g *gate) clear(p []byte) {
	if g.ended || !errors.Is(g.err, io.EOF) {
		return
	}
	g.call.watch.hurry(lingerTime)
	for n := 0; !g.ended && n < lingerBytes; {
		k, err := g.src.Read(p)
		n += k
		g.ended = err != nil
	}
	g.ended = true
	g.call.watch.pause()
}

// cut ends a reply that the gateway itself does not let go on. What was read
// is charged, up to the hold: a reply that is too long is not free.
func (g *gate) cut(why error) error {
	r, _ := g.meter.Finish(false)
	_, err := g.call.post(g.call.endOf(r, metering.OutcomeUpstreamAborted, g.res.StatusCode))
	return errors.Join(why, err)
}

// broken ends a call whose reply stopped before its end, and returns what cuts
// the client's connection.
func (g *gate) broken(err error) error {
	r, _ := g.meter.Finish(false)
	end := g.call.endOf(r, metering.OutcomeUpstreamAborted, g.res.StatusCode)
	switch {
	case g.call.ctx.Err() != nil:
		g.left(end)
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		end.Outcome = metering.OutcomeUpstreamTimeout
	}
	// Cut by the upstream: what it reported, or nothing.
	if g.call.route.Meter == MeterOpenAI && (r.State == metering.UsageReported || r.State == metering.UsagePartial) {
		_, postErr := g.call.post(end)
		return errors.Join(err, postErr)
	}
	end.Units = nil
	g.call.release(end)
	return err
}

// left charges a call whose client went away in the middle of the reply:
// reading all but the last byte is not free.
func (g *gate) left(end metering.End) {
	end.Outcome = metering.OutcomeClientGone
	if end.UsageState == metering.UsageAbsent && len(end.Units) == 0 {
		end.Units = nil
		g.call.release(end)
		return
	}
	_, err := g.call.post(end)
	if err != nil {
		return // logged; the client is gone anyway
	}
}

// Close implements io.Closer. ReverseProxy closes the body without reading to
// its end when the client is gone, and reads the trailers after it.
func (g *gate) Close() error {
	g.call.watch.pause()
	if !g.call.ended.Load() {
		r, _ := g.meter.Finish(false)
		g.left(g.call.endOf(r, metering.OutcomeClientGone, g.res.StatusCode))
	}
	err := g.src.Close()
	g.res.Trailer = g.trailer // whatever the upstream put there stays out
	return err
}

// endOf turns what the meter saw into the call's end.
func (c *call) endOf(r usage.Result, outcome string, status int) metering.End {
	end := metering.End{Units: r.Units, UsageState: r.State, Outcome: outcome, Flags: r.Flags, Status: uint16(status)}
	if c.route.Meter == MeterOpenAI && r.State == metering.UsageAbsent && r.Bytes > 0 {
		// A reply that could not be read was still delivered: its bytes count as
		// text.
		end.UsageState = metering.UsageEstimated
		end.Units = slices.Concat(metering.Count(metering.KindInput, tokens(uint64(max(c.chat.Bytes, 0)))),
			metering.Count(metering.KindOutput, min(tokens(r.Bytes), c.chat.N*c.chat.OutputCap)))
	}
	if end.UsageState == metering.UsageEstimated {
		end.Flags = append(slices.Clone(end.Flags), metering.FlagEstimated)
		slices.Sort(end.Flags)
	}
	return end
}

// tokens is the estimate for n bytes of text: one for four bytes, rounded up.
func tokens(n uint64) uint64 { return n/4 + min(n%4, 1) }

// uncharged is the body of a reply that costs nothing.
type uncharged struct {
	call *call
	res  *http.Response
	src  io.ReadCloser
}

// Read implements io.Reader.
func (u *uncharged) Read(p []byte) (int, error) {
	u.call.watch.resume()
	defer u.call.watch.pause()
	return u.src.Read(p)
}

// Close implements io.Closer.
func (u *uncharged) Close() error {
	u.call.watch.pause()
	err := u.src.Close()
	u.res.Trailer = nil
	return err
}
