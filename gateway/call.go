package gateway

import (
	"context"
	"net/http"
	"sync"

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

	mu      sync.Mutex
	ended   bool
	reached bool // the upstream was called
}

// identity is who calls, as far as it is known.
type identity struct {
	agent metering.AgentID // of a bearer token, else empty
	plan  string           // of a foreign issuer
}

// proof is a payment that came with the request.
type proof struct {
	verified *x402.Verified
	funding  metering.Funding
	auth     *metering.Authorization // claimed by the hold; nil where it settled before
	settled  string                  // transaction hash, where it settled before
}

// admit holds money for a request and counts it in. On an error nothing is
// held.
func (g *Gateway) admit(ctx context.Context, c *metering.Call, r *route) (*call, error) {
	hold, err := g.cfg.Holds.Hold(ctx, c)
	if err != nil {
		return nil, err
	}
	err = g.limits.begin(c.Agent)
	if err != nil {
		g.metrics.dropped.Inc()
		relErr := g.cfg.Holds.Release(hold, metering.End{})
		if relErr != nil {
			g.cfg.Log.Error("release a refused hold", "request_id", c.RequestID.String(), "error", relErr)
		}
		return nil, err
	}
	g.metrics.inFlight.Inc()
	return &call{g: g, route: r, hold: hold, ctx: ctx}, nil
}

// take marks the call as ended and reports whether this is the first time: a
// hold ends once, whoever comes first.
func (c *call) take() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	c.ended = true
	return true
}

func (c *call) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// reach notes that the upstream is called now.
func (c *call) reach() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reached = true
}

// post charges the call and returns when the charge is on disk.
func (c *call) post(end metering.End) (*metering.UsageRecord, error) {
	if !c.take() {
		return nil, nil
	}
	start := c.g.cfg.Now()
	rec, err := c.g.cfg.Holds.Post(context.WithoutCancel(c.ctx), c.hold, end)
	c.count(end, err != nil)
	if err != nil {
		c.g.cfg.Log.Error("charge could not be recorded: the reply is cut", "request_id", c.hold.RequestID.String(), "error", err)
		return nil, err
	}
	c.g.metrics.posted(c.g.cfg.Now().Sub(start))
	c.g.metrics.states.WithLabelValues(rec.UsageState.String()).Inc()
	for _, f := range rec.Flags {
		c.g.metrics.flagged.WithLabelValues(f).Inc()
	}
	return rec, nil
}

// release ends the call without a charge.
func (c *call) release(end metering.End) {
	if !c.take() {
		return
	}
	c.mu.Lock()
	if !c.reached {
		end.Outcome = ""
	}
	c.mu.Unlock()
	err := c.g.cfg.Holds.Release(c.hold, end)
	c.count(end, true)
	if err != nil {
		c.g.cfg.Log.Error("release a hold", "request_id", c.hold.RequestID.String(), "error", err)
	}
}

func (c *call) count(end metering.End, uncharged bool) {
	c.g.metrics.inFlight.Dec()
	c.g.limits.end(c.hold.Agent, uncharged && end.Outcome != "")
	if end.Outcome != "" {
		c.g.metrics.calls.WithLabelValues(c.route.Name, end.Outcome).Inc()
		return
	}
	c.g.metrics.dropped.Inc()
}

// end is the fallback of every path that did not end the call itself.
func (c *call) end() {
	if c.over() {
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
