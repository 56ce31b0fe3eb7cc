package gateway

import (
	"context"
	"errors"
	"fmt"
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
	call   *call
	res    *http.Response
	src    io.ReadCloser
	meter  usage.Meter
	length int64 // of the body, −1 where it is not known
	seen   int64
	idle   *time.Timer
	wait   time.Duration

	pending []byte // may go to the client
	err     error  // after pending
}

func newGate(c *call, res *http.Response, m usage.Meter, idle *time.Timer) *gate {
	return &gate{call: c, res: res, src: res.Body, meter: m, length: res.ContentLength, idle: idle, wait: c.g.cfg.Idle}
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
	g.idle.Reset(g.wait)
	n, err := g.src.Read(p)
	g.idle.Stop()
	g.seen += int64(n)
	out := g.meter.Feed(p[:n])
	complete := errors.Is(err, io.EOF) || g.length >= 0 && g.seen >= g.length || g.meter.Gated()
	switch {
	case complete:
		return g.finish(p, out)
	case g.tooLong():
		err = fmt.Errorf("reply exceeds the route's %d bytes", g.call.route.MaxBytes)
		fallthrough
	case err != nil:
		g.err = g.broken(err)
		return 0
	}
	return g.pass(p, out, nil)
}

// tooLong cuts a reply that is longer than what was held for.
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
	rec, err := g.call.post(endOf(r, metering.OutcomeOK, g.res.StatusCode))
	if err != nil {
		g.err = err
		return 0
	}
	g.announce(rec)
	g.err = io.EOF
	return g.pass(p, out, rest)
}

// announce puts what is known only now into the trailer, and keeps the
// upstream's own trailers out.
func (g *gate) announce(rec *metering.UsageRecord) {
	if g.res.Trailer == nil {
		return
	}
	for name := range g.res.Trailer {
		if name != headerCharge && name != headerReceipt {
			delete(g.res.Trailer, name)
		}
	}
	if rec == nil || g.call.route.header {
		return
	}
	g.res.Trailer.Set(headerCharge, rec.Charge.String())
	g.res.Trailer.Set(headerReceipt, rec.RequestID.String())
}

// broken ends a call whose reply stopped before its end, and returns what cuts
// the client's connection.
func (g *gate) broken(err error) error {
	r, _ := g.meter.Finish(false)
	end := endOf(r, metering.OutcomeUpstreamAborted, g.res.StatusCode)
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
// its end when the client is gone.
func (g *gate) Close() error {
	g.idle.Stop()
	if !g.call.over() {
		r, _ := g.meter.Finish(false)
		g.left(endOf(r, metering.OutcomeClientGone, g.res.StatusCode))
	}
	return g.src.Close()
}

func endOf(r usage.Result, outcome string, status int) metering.End {
	end := metering.End{Units: r.Units, UsageState: r.State, Outcome: outcome, Flags: r.Flags, Status: uint16(status)}
	if r.State == metering.UsageEstimated {
		end.Flags = append(slices.Clone(end.Flags), metering.FlagEstimated)
		slices.Sort(end.Flags)
	}
	return end
}

// detachedWriter goes on swallowing bytes after the client has left, so that
// the copy reads the upstream's reply to its end and its usage is seen. It
// hides http.CloseNotifier, which would cancel the upstream.
type detachedWriter struct {
	http.ResponseWriter
	gone func() // called once, when the client has left
	lost bool
}

// Write implements io.Writer; it never fails.
func (w *detachedWriter) Write(p []byte) (int, error) {
	if w.lost {
		return len(p), nil
	}
	_, err := w.ResponseWriter.Write(p)
	if err != nil {
		w.lost = true
		w.gone()
	}
	return len(p), nil
}

// FlushError implements what http.ResponseController looks for.
func (w *detachedWriter) FlushError() error {
	if w.lost {
		return nil
	}
	err := http.NewResponseController(w.ResponseWriter).Flush()
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		w.lost = true
		w.gone()
	}
	return nil
}
