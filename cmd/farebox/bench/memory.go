package bench

import (
	"context"
	"errors"
	"time"
)

const (
	soakStep = 30 * time.Second
	// judged is the shortest soak with a verdict: before, caches still fill.
	judged = 5 * time.Minute
	// flat is how much of its level private memory may grow over the last three
	// quarters of a soak.
	flat = 0.10
)

// sample is the gateway's memory at a time since the load began.
type sample struct {
	at             time.Duration
	private, files float64 // MiB
}

// memory looks at the gateway's memory while it serves at full load. Pages of
// the mapped journal are counted apart: the system takes them back when it
// wants to.
func (b *bench) memory(ctx context.Context) (err error) {
	f, err := b.startFleet(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.stop()) }()
	d, step := b.cfg.MemoryTime, max(b.cfg.MemoryTime/20, 100*time.Millisecond)
	if b.cfg.Soak > 0 {
		d, step = b.cfg.Soak, min(soakStep, b.cfg.Soak/10)
	}
	b.say("memory: %s of load", d)
	var samples []sample
	used, err := f.counted(f.farebox, false, func() (calls uint64, err error) {
		calls, samples, err = b.sampleUnderLoad(ctx, f, d, step)
		return calls, err
	})
	if err != nil {
		return err
	}
	if len(samples) < 4 {
		return errors.New("too few samples: memory was not measured")
	}
	rest := samples[len(samples)/4:] // after the caches have filled
	level, slope := line(rest)
	span := (rest[len(rest)-1].at - rest[0].at).Minutes()
	r := b.report
	r.add(Memory, "metered calls", float64(f.metered), unitCount).note("in %s at %d connections", d, b.cfg.Connections)
	r.add(Memory, "private, mean", level, unitMiB).note("at the end %.1f MiB, of files %.1f MiB", samples[len(samples)-1].private, samples[len(samples)-1].files)
	r.add(Memory, "private, slope", slope, unitMiB+"/min")
	growth := r.add(Memory, "private, growth", 100*slope*span/level, "%").note("over the last %.1f minutes; --soak 10m says whether it is flat", span)
	if b.cfg.Soak >= judged {
		growth.atMost(100*flat).note("over the last %.1f minutes", span)
	}
	r.add(Memory, "disk", float64(used.Written)/float64(f.metered), unitBytes).note("written a call")
	return f.audit()
}

// sampleUnderLoad drives the gateway for d and samples it meanwhile.
func (b *bench) sampleUnderLoad(ctx context.Context, f *fleet, d, step time.Duration) (calls uint64, samples []sample, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		closed
		err error
	}
	done := make(chan result, 1)
	start := b.cfg.Now()
	go func() {
		got, err := b.closedLoop(ctx, f.target("farebox", f.farebox), b.cfg.Connections, d)
		done <- result{got, err}
	}()
	tick := time.NewTicker(step)
	defer tick.Stop()
	for {
		select {
		case got := <-done:
			return got.calls, samples, got.err
		case <-tick.C:
		}
		a, err := f.farebox.stats()
		if err != nil {
			cancel()
			return 0, nil, errors.Join(err, (<-done).err)
		}
		s := sample{at: b.cfg.Now().Sub(start), private: mib(a.Stats.Private), files: mib(a.Stats.Files)}
		if a.Stats.Private == 0 { // the system does not say
			s.private = mib(a.Stats.Heap)
		}
		samples = append(samples, s)
		if b.cfg.Soak > 0 {
			b.say("memory: %8s  private %7.1f MiB  heap %7.1f MiB  files %8.1f MiB  %d calls", s.at.Round(time.Second), s.private, mib(a.Stats.Heap), s.files, a.Calls)
		}
	}
}

// line fits private memory by least squares: its mean in MiB and its slope in
// MiB a minute.
func line(samples []sample) (mean, slope float64) {
	n := float64(len(samples))
	var at float64
	for _, s := range samples {
		at += s.at.Minutes() / n
		mean += s.private / n
	}
	var xy, xx float64
	for _, s := range samples {
		dx := s.at.Minutes() - at
		xy += dx * (s.private - mean)
		xx += dx * dx
	}
	if xx == 0 {
		return mean, 0
	}
	return mean, xy / xx
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }
