package bench

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/metering"
)

// openLedger opens the ledger by itself. The answer says how long that took
// until calls are admitted.
func openLedger(ctx context.Context, o order, now func() time.Time) (*service, error) {
	start := now()
	b, err := openBooks(ctx, o.Dir, o.Agents, now)
	if err != nil {
		return nil, err
	}
	return &service{
		opened: answer{Time: now().Sub(start), Entries: b.base},
		close:  b.stop,
		do: map[string]func(context.Context, order) (answer, error){
			doAppend: b.appendCalls,
			doAudit:  func(ctx context.Context, o order) (answer, error) { return answer{}, b.audit(ctx, o.Calls) },
		},
	}, nil
}

// appendCalls makes calls from so many callers at once: so many calls in all,
// or for some time.
func (b *books) appendCalls(ctx context.Context, o order) (answer, error) {
	start := b.now()
	end := start.Add(o.Time)
	var begun atomic.Uint64
	results := make(chan *histogram, o.Callers)
	g, ctx := errgroup.WithContext(ctx)
	for i := range o.Callers {
		agent := b.agents[i%len(b.agents)]
		g.Go(func() error {
			h, err := b.caller(ctx, agent, func(now time.Time) bool {
				if o.Calls > 0 {
					return begun.Add(1) <= o.Calls
				}
				return now.Before(end)
			})
			results <- h
			return err
		})
	}
	err := g.Wait()
	took := b.now().Sub(start)
	sum := new(histogram)
	for range o.Callers {
		sum.merge(<-results)
	}
	return answer{Calls: sum.n, Time: took, P50: sum.quantile(.5), P99: sum.quantile(.99)}, err
}

func (b *books) caller(ctx context.Context, agent metering.AgentID, more func(time.Time) bool) (*histogram, error) {
	h := new(histogram)
	for now := b.now(); ctx.Err() == nil && more(now); {
		err := b.call(ctx, agent)
		if err != nil {
			return h, err
		}
		then := b.now()
		h.add(then.Sub(now))
		now = then
	}
	return h, ctx.Err()
}
