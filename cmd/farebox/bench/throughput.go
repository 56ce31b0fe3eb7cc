package bench

import (
	"context"
	"errors"
	"time"
)

// contender is one of what is compared, and what its rounds gave.
type contender struct {
	name   string
	part   *child
	target *target
	rates  []float64
	calls  uint64
	used   stats
}

// throughput compares what the proxies serve at full load.
func (b *bench) throughput(ctx context.Context) (err error) {
	f, err := b.startFleet(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.stop()) }()
	bare := &contender{name: "bare ReverseProxy", part: f.bare, target: f.target("bare", f.bare)}
	gin := &contender{name: "gin + ReverseProxy, unmetered", part: f.gin, target: f.target("gin", f.gin)}
	metered := &contender{name: "Farebox, metered token call", part: f.farebox, target: f.target("farebox", f.farebox)}
	unpaid := &contender{name: "Farebox, unpaid: 402", part: f.farebox, target: f.unpaid()}
	all := []*contender{bare, gin, metered, unpaid}
	for round := range b.cfg.Rounds {
		b.say("throughput: round %d of %d", round+1, b.cfg.Rounds)
		for i := range all { // each round begins with another: the first has no advantage
			err = b.throughputRound(ctx, f, all[(round+i)%len(all)])
			if err != nil {
				return err
			}
		}
	}
	for _, c := range all {
		b.reportContender(c)
	}
	r := b.report
	r.addRounds(Throughput, "gin / bare", ratios(gin.rates, bare.rates), unitRatio)
	r.addRounds(Throughput, "metered / bare", ratios(metered.rates, bare.rates), unitRatio).atLeast(0.65)
	r.addRounds(Throughput, "unpaid / metered", ratios(unpaid.rates, metered.rates), unitRatio).atLeast(2)
	r.add(Throughput, "bare / metered, by CPU of the proxy", perCall(bare)/perCall(metered), unitRatio).
		note("what is left where load and upstream are on other machines")
	r.add(Throughput, "metered calls", float64(f.metered), unitCount).note("each with one usage entry; the sum charged is theirs")
	err = f.audit()
	if err != nil {
		return err
	}
	return b.profile(ctx)
}

func (b *bench) throughputRound(ctx context.Context, f *fleet, c *contender) error {
	var got closed
	used, err := f.counted(c.part, c.target.status == 402, func() (uint64, error) {
		var err error
		got, err = b.closedLoop(ctx, c.target, b.cfg.Connections, b.cfg.Duration)
		return got.calls, err
	})
	if err != nil {
		return err
	}
	c.rates = append(c.rates, got.perSecond())
	c.calls += got.calls
	c.used = c.used.add(used)
	return nil
}

func (b *bench) reportContender(c *contender) {
	n := float64(c.calls)
	b.report.addRounds(Throughput, c.name, c.rates, unitRate).
		note("CPU %.1f µs, %.0f allocations, %s a call", perCall(c), float64(c.used.Mallocs)/n, bytesText(float64(c.used.Bytes)/n))
}

// perCall is the processor time of a call in µs.
func perCall(c *contender) float64 {
	return float64(c.used.CPU.Nanoseconds()) / 1000 / float64(c.calls)
}

// ratios divides round by round.
func ratios(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return out
}

// profile writes the profiles that were asked for: of a gateway that serves
// metered calls and nothing else, after the rounds, whose figures they would
// change.
func (b *bench) profile(ctx context.Context) (err error) {
	if b.cfg.CPUProfile == "" && b.cfg.MemProfile == "" {
		return nil
	}
	b.say("throughput: profiles")
	f, err := b.startFleet(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.stop()) }()
	if b.cfg.CPUProfile != "" {
		_, err = f.farebox.ask(order{Do: doProfile, File: b.cfg.CPUProfile})
		if err != nil {
			return err
		}
	}
	_, err = b.closedLoop(ctx, f.target("farebox", f.farebox), b.cfg.Connections, time.Duration(b.cfg.Rounds)*b.cfg.Duration)
	if err != nil {
		return err
	}
	if b.cfg.CPUProfile != "" {
		_, err = f.farebox.ask(order{Do: doProfile})
		if err != nil {
			return err
		}
	}
	if b.cfg.MemProfile != "" {
		_, err = f.farebox.ask(order{Do: doAllocs, File: b.cfg.MemProfile})
	}
	return err
}
