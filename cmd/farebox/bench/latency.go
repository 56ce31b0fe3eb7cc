package bench

import (
	"context"
	"errors"
	"time"
)

// latency compares the proxies at a rate that all of them serve with ease.
func (b *bench) latency(ctx context.Context) (err error) {
	f, err := b.startFleet(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.stop()) }()
	parts := []*child{f.bare, f.farebox}
	sums := []*histogram{new(histogram), new(histogram)}
	var added []float64
	for round := range b.cfg.Rounds {
		b.say("latency at %d calls/s: round %d of %d", b.cfg.Rate, round+1, b.cfg.Rounds)
		var p50 [2]time.Duration
		for i := range parts {
			k := (round + i) % len(parts)
			h, err := b.latencyRound(ctx, f, parts[k])
			if err != nil {
				return err
			}
			sums[k].merge(h)
			p50[k] = h.quantile(.5)
		}
		added = append(added, millis(p50[1]-p50[0]))
	}
	r, bare, farebox := b.report, sums[0], sums[1]
	for i, name := range []string{"bare ReverseProxy", "Farebox, metered token call"} {
		r.add(Latency, name+", p50", millis(sums[i].quantile(.5)), unitMillis).note("%d calls at %d/s", sums[i].n, b.cfg.Rate)
		row := r.add(Latency, name+", p99", millis(sums[i].quantile(.99)), unitMillis)
		if i == 1 {
			row.atMost(8)
		}
	}
	r.addRounds(Latency, "added, p50", added, unitMillis).atMost(1.5)
	r.add(Latency, "added, p99", millis(farebox.quantile(.99)-bare.quantile(.99)), unitMillis)
	return f.audit()
}

func (b *bench) latencyRound(ctx context.Context, f *fleet, c *child) (h *histogram, err error) {
	_, err = f.counted(c, false, func() (uint64, error) {
		h, err = b.openLoop(ctx, f.target(c.name, c), b.cfg.Connections, b.cfg.Rate, b.cfg.Duration)
		if err != nil {
			return 0, err
		}
		return h.n, nil
	})
	return h, err
}
