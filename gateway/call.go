package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// call is one admitted call, from its hold to its one end.
type call struct {
	g     *Gateway
	route *route
	hold  *metering.Hold
	chat  usage.ChatInfo // of meter openai
	proof *proof         // of a payment rail
	body  *body
	ctx   context.Context // the client's: done when it left

	id       []string        // Request-Id, as a header's value
	out      http.Header     // of the reply to the client
	up       context.Context // of the request to the upstream
	watch    watch
	trailers bool   // the client can be told in trailers
	meterEnd func() // frees the meter; nil without one

	ended   atomic.Bool
	reached atomic.Bool // the upstream was called
}

// identity is who calls, as far as it is known.
type identity struct {
	agent metering.AgentID // of a bearer token, else empty
	plan  string           // of a foreign issuer
}

// proof is a payment that came with the request.
type proof struct {
	verified *x402.Verified
	settled  string // transaction hash, where it settled before the call
}

// admit holds money for a request and counts it in: money before rate. On an
// error nothing is held.
func (g *Gateway) admit(ctx context.Context, mc *metering.Call, r *route) (*call, error) {
	if mc.OnCrash != metering.OnCrashRelease {
		return g.admitJournalled(ctx, mc, r)
	}
	c, err := g.reserve(ctx, mc, r)
	if err != nil {
		return nil, err
	}
	err = g.limits.begin(mc.Agent)
	if err != nil {
		c.drop()
		return nil, err
	}
	return c, nil
}

// admitJournalled admits a call whose hold is written to disk. Calls above the
// limits must not fill the journal, so the limits are asked first; where they
// refuse, a hold in memory tells whether the money would not have sufficed
// either.
func (g *Gateway) admitJournalled(ctx context.Context, mc *metering.Call, r *route) (*call, error) {
	limited := g.limits.begin(mc.Agent)
	if limited == nil {
		c, err := g.reserve(ctx, mc, r)
		if err != nil {
			g.limits.end(mc.Agent, false)
		}
		return c, err
	}
	trial := *mc
	trial.OnCrash = metering.OnCrashRelease
	c, err := g.reserve(ctx, &trial, r)
	if err != nil {
		return nil, err
	}
	c.drop()
	return nil, limited
}

// reserve takes the hold. The limits are the caller's.
func (g *Gateway) reserve(ctx context.Context, mc *metering.Call, r *route) (*call, error) {
	hold, err := g.cfg.Holds.Hold(ctx, mc)
	if err != nil {
		return nil, err
	}
	g.metrics.inFlight.Inc()
	return &call{g: g, route: r, hold: hold, ctx: ctx}, nil
}

// drop takes a hold back that the limits refuse.
func (c *call) drop() {
	c.ended.Store(true)
	c.g.metrics.inFlight.Dec()
	c.g.metrics.dropped.Inc()
	err := c.g.cfg.Holds.Release(c.hold, metering.End{})
	if err != nil {
		c.g.cfg.Log.ErrorContext(c.ctx, "release a refused hold", slog.String("request_id", c.hold.RequestID.String()), slog.Any("error", err))
	}
}

// errEnded: a call ends once, and something tried to end it again.
var errEnded = errors.New("the call has ended")

// post charges the call and returns when the charge is on disk.
func (c *call) post(end metering.End) (rec *metering.UsageRecord, err error) {
	if !c.ended.CompareAndSwap(false, true) {
		return nil, errEnded
	}
	defer func() { c.count(end, rec == nil) }() // also where the ledger panics
	start := c.g.cfg.Now()
	rec, err = c.g.cfg.Holds.Post(context.WithoutCancel(c.ctx), c.hold, end)
	if err != nil {
		c.g.cfg.Log.ErrorContext(c.ctx, "charge could not be recorded: the reply is cut", slog.String("request_id", c.hold.RequestID.String()), slog.Any("error", err))
		return nil, err
	}
	c.g.metrics.posted(c.g.cfg.Now().Sub(start), rec)
	return rec, nil
}

// release ends the call without a charge.
func (c *call) release(end metering.End) {
	if !c.ended.CompareAndSwap(false, true) {
		return
	}
	if !c.reached.Load() {
		end.Outcome = ""
	}
	defer c.count(end, true)
	err := c.g.cfg.Holds.Release(c.hold, end)
	if err != nil {
		c.g.cfg.Log.ErrorContext(c.ctx, "release a hold", slog.String("request_id", c.hold.RequestID.String()), slog.Any("error", err))
	}
}

func (c *call) count(end metering.End, uncharged bool) {
	c.g.metrics.inFlight.Dec()
	c.g.limits.end(c.hold.Agent, uncharged && end.Outcome != "")
	c.g.metrics.ended(c.route.Name, end.Outcome)
}

// end is the fallback of every path that did not end the call itself.
func (c *call) end() {
	if c.meterEnd != nil {
		c.meterEnd()
	}
	if c.ended.Load() {
		return
	}
	outcome := metering.OutcomeUpstreamAborted
	if c.ctx.Err() != nil {
		outcome = metering.OutcomeClientGone
	}
	c.release(metering.End{Outcome: outcome, UsageState: metering.UsageAbsent})
}

// identify reads the bearer token. No token is no error.
func (g *Gateway) identify(r *http.Request) (identity, error) {
	auth := r.Header["Authorization"]
	if len(auth) == 0 {
		return identity{}, nil
	}
	if len(auth) > 1 {
		return identity{}, errIdentity
	}
	raw, ok := bearer(auth[0])
	if !ok {
		return identity{}, errIdentity
	}
	id, err := g.cfg.Tokens.Verify(r.Context(), raw)
	if err != nil {
		return identity{}, err
	}
	return identity{agent: metering.AgentID(id.Agent), plan: id.Plan}, nil
}

// bearer returns the token of an Authorization header (RFC 6750, section 2.1;
// the scheme's case does not matter, RFC 9110, section 11.1).
func bearer(v string) (string, bool) {
	const scheme = "bearer "
	if len(v) <= len(scheme) {
		return "", false
	}
	for i := range len(scheme) {
		c := v[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != scheme[i] {
			return "", false
		}
	}
	return v[len(scheme):], true
}
