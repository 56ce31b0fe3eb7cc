package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxCallers is the most callers that the ledger is measured with.
const maxCallers = 256

// ledger measures appends, each a hold and a post that is on disk.
func (b *bench) ledger(ctx context.Context) (err error) {
	dir, err := b.data("ledger")
	if err != nil {
		return err
	}
	c, err := b.startPart(ctx, partLedger, order{Dir: dir, Agents: maxCallers})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop()) }()
	levels := []*level{{callers: 1}, {callers: 64}, {callers: maxCallers}}
	var calls uint64
	for round := range b.cfg.Rounds {
		b.say("ledger: round %d of %d", round+1, b.cfg.Rounds)
		for i := range levels {
			l := levels[(round+i)%len(levels)]
			n, err := l.round(c, max(b.cfg.Duration/time.Duration(len(levels)), 50*time.Millisecond))
			if err != nil {
				return err
			}
			calls += n
		}
	}
	for _, l := range levels {
		name := fmt.Sprintf("appends, %d callers", l.callers)
		row := b.report.addRounds(Ledger, name, l.rates, unitRate).
			note("p50 %.2f ms, p99 %.2f ms, CPU %.1f µs, %s written a record", median(l.p50), median(l.p99),
				float64(l.used.CPU.Nanoseconds())/1000/float64(l.calls), bytesText(float64(l.used.Written)/float64(l.calls)))
		if l.callers == maxCallers {
			row.atLeast(100_000)
		}
	}
	_, err = c.ask(order{Do: doAudit, Calls: calls})
	return err
}

// level is the ledger with so many callers.
type level struct {
	callers         int
	rates, p50, p99 []float64
	calls           uint64
	used            stats
}

func (l *level) round(c *child, d time.Duration) (calls uint64, err error) {
	before, err := c.stats()
	if err != nil {
		return 0, err
	}
	a, err := c.ask(order{Do: doAppend, Callers: l.callers, Time: d})
	if err != nil {
		return 0, err
	}
	l.rates = append(l.rates, float64(a.Calls)/a.Time.Seconds())
	l.p50 = append(l.p50, millis(a.P50))
	l.p99 = append(l.p99, millis(a.P99))
	l.calls += a.Calls
	l.used = l.used.add(a.Stats.since(before.Stats))
	return a.Calls, nil
}
