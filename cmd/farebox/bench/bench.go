package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// The sections of a run.
const (
	Throughput = "throughput" // requests a second, CPU and allocations a call, the 402 path
	Latency    = "latency"    // at a fixed rate of calls
	Ledger     = "ledger"     // appends a second
	Start      = "start"      // with many entries
	Memory     = "memory"     // under load
)

// Sections returns the names that Config.Only takes, in the order of a run.
func Sections() []string { return []string{Throughput, Latency, Ledger, Start, Memory} }

// Config is one run. Default and Quick make one; Self, Now and Progress are
// then still to be set.
type Config struct {
	// Self is the command line that serves as a part when the part's name is
	// appended to it.
	Self []string
	Now  func() time.Time // as time.Now: readings carry the monotonic clock
	// Progress gets a line before each piece of work, and what the parts say on
	// standard error.
	Progress io.Writer

	// Dir is where data directories are made, and removed afterwards; empty is the
	// system's for temporary files. Its file system decides what fsync costs.
	Dir         string
	Rounds      int
	Duration    time.Duration // of one round of one proxy
	Connections int
	Rate        int    // calls a second offered in Latency
	Entries     uint64 // of the journal in Start
	MemoryTime  time.Duration
	Soak        time.Duration // instead of everything: Memory for so long, with a verdict
	Only        []string      // sections; empty is all

	CPUProfile string // file for the gateway's profile over Throughput; empty is none
	MemProfile string // the same for its allocations
}

// Default is the run behind published figures; it takes under four minutes.
func Default() Config {
	return Config{
		Rounds: 5, Duration: 3 * time.Second, Connections: 64, Rate: 500, Entries: 1_000_000, MemoryTime: 20 * time.Second,
	}
}

// Quick shows in seconds that everything works. Its figures say little.
func Quick() Config {
	return Config{
		Rounds: 1, Duration: 300 * time.Millisecond, Connections: 16, Rate: 200, Entries: 20_000, MemoryTime: 2 * time.Second,
	}
}

// Bounds of a run: what one process on one machine can do.
const (
	maxRounds      = 1000
	maxConnections = 1000
	maxDuration    = time.Hour
	maxSoak        = 24 * time.Hour
)

// check names every fault.
func (c *Config) check() error {
	var errs []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	fault(len(c.Self) == 0 || c.Now == nil || c.Progress == nil, "Self, Now and Progress are needed")
	fault(c.Rounds < 1 || c.Rounds > maxRounds, "rounds are 1 to %d, not %d", maxRounds, c.Rounds)
	fault(c.Duration < 50*time.Millisecond || c.Duration > maxDuration, "duration is 50ms to %s, not %s", maxDuration, c.Duration)
	fault(c.Connections < 1 || c.Connections > maxConnections, "connections are 1 to %d, not %d", maxConnections, c.Connections)
	fault(c.Rate < 1 || c.Rate > 100_000, "rate is 1 to 100000 calls a second, not %d", c.Rate)
	fault(c.Entries < 1 || c.Entries > 100_000_000, "entries are 1 to 100000000, not %d", c.Entries)
	fault(c.MemoryTime < time.Second || c.MemoryTime > maxDuration, "memory time is 1s to %s, not %s", maxDuration, c.MemoryTime)
	fault(c.Soak != 0 && (c.Soak < 10*time.Second || c.Soak > maxSoak), "soak is 10s to %s, not %s", maxSoak, c.Soak)
	for _, name := range c.Only {
		fault(!slices.Contains(Sections(), name), "unknown section %q; want one of %s", name, strings.Join(Sections(), ", "))
	}
	return errors.Join(errs...)
}

// ErrConfig marks an error of the configuration.
var ErrConfig = errors.New("benchmark configuration")

// bench is one run.
type bench struct {
	cfg    Config
	dir    string
	report *Report
}

// Run measures. A missed goal is no error.
func Run(ctx context.Context, cfg Config) (_ *Report, err error) {
	err = cfg.check()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	dir, err := os.MkdirTemp(cfg.Dir, "farebox-bench-")
	if err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("make data directory: %w", err)
	}
	cfg.Progress = &progress{out: cfg.Progress}
	b := &bench{cfg: cfg, dir: dir, report: &Report{}}
	b.report.Machine, err = machine(dir, cfg.Now)
	if err != nil {
		return nil, err
	}
	sections := []struct {
		name string
		run  func(context.Context) error
	}{{Throughput, b.throughput}, {Latency, b.latency}, {Ledger, b.ledger}, {Start, b.start}, {Memory, b.memory}}
	for _, s := range sections {
		if !cfg.wants(s.name) {
			continue
		}
		err = s.run(ctx)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", s.name, err)
		}
	}
	return b.report, nil
}

func (c *Config) wants(section string) bool {
	if c.Soak > 0 {
		return section == Memory
	}
	return len(c.Only) == 0 || slices.Contains(c.Only, section)
}

// progress lets the parts write where the run writes.
type progress struct {
	mu  sync.Mutex
	out io.Writer
}

// Write implements io.Writer.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// say writes a line of progress.
func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.cfg.Progress, format+"\n", args...) // nothing depends on it
}

// data returns a new data directory.
func (b *bench) data(name string) (string, error) {
	dir, err := os.MkdirTemp(b.dir, name+"-")
	if err != nil {
		return "", fmt.Errorf("make data directory: %w", err)
	}
	return dir, nil
}
