package settlement

import (
	"context"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Tick makes the engine look once, as Run does.
func (s *Settler) Tick(ctx context.Context) error {
	if s.started.IsZero() {
		s.started = s.cfg.Now()
	}
	err := s.tick(ctx)
	s.publish(ctx)
	return err
}

// InDueOrder exposes the planner's order.
func InDueOrder(ps []metering.Payment) { inDueOrder(ps) }

// Demand is the planner's question.
type Demand = demand

// NewDemand makes a Demand.
func NewDemand(waiting, asked bool, nextExpiry uint64, unsettled money.Amount) Demand {
	return demand{waiting: waiting, asked: asked, nextExpiry: nextExpiry, unsettled: unsettled}
}

// Due asks the planner at an age after the last batch.
func (c Config) Due(d Demand, now, last int64) string {
	d.now, d.lastBatch = time.Unix(now, 0), time.Unix(last, 0)
	return c.due(d)
}

// Fit returns how many of the payments one batch takes.
func (l Limits) Fit(ps []metering.Payment) int {
	r := l.room(0)
	n := 0
	for n < len(ps) && r.take(&ps[n]) {
		n++
	}
	return n
}

// Divide exposes the division of revenue by splits.
func (c Config) Divide(byRoute map[string]money.Amount) ([]Portion, error) { return c.divide(byRoute) }

// Bump exposes the raise of fees.
func Bump(last, suggested Fees) Fees { return bump(last, suggested) }

// MaxItems is the most movements in one event.
const MaxItems = maxItems

// NodeHash exposes the hash of an inner node.
func NodeHash(left, right [32]byte) [32]byte { return nodeHash(left, right) }
