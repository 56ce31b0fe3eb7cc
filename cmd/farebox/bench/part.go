package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"time"
)

// order is what the parent asks of a part, one JSON object at a time on its
// standard input. The end of the input ends the part.
type order struct {
	Do       string        `json:"do"`
	Dir      string        `json:"dir,omitempty"`      // open: data directory
	Upstream string        `json:"upstream,omitempty"` // open: its address
	Agents   int           `json:"agents,omitempty"`   // open
	File     string        `json:"file,omitempty"`     // profile, allocs: what is written; profile: empty stops
	Callers  int           `json:"callers,omitempty"`  // append
	Calls    uint64        `json:"calls,omitempty"`    // append: how many; audit: how many there were
	Time     time.Duration `json:"time,omitempty"`     // append: how long, where Calls is zero
}

// The orders. Each part knows open, stats, profile and allocs.
const (
	doOpen    = "open"
	doStats   = "stats"
	doProfile = "profile"
	doAllocs  = "allocs"
	doAppend  = "append"
	doAudit   = "audit"
)

// answer is what a part says to an order.
type answer struct {
	Error   string        `json:"error,omitempty"`
	Addr    string        `json:"addr,omitempty"`
	Tokens  []string      `json:"tokens,omitempty"`
	Stats   stats         `json:"stats"`
	Calls   uint64        `json:"calls,omitempty"` // append: entries made; stats: requests or entries so far
	Time    time.Duration `json:"time,omitempty"`  // open, append: how long it took
	P50     time.Duration `json:"p50,omitempty"`
	P99     time.Duration `json:"p99,omitempty"`
	Entries uint64        `json:"entries,omitempty"` // open: in the journal, once the part is ready
}

// service is an opened part.
type service struct {
	opened answer
	do     map[string]func(context.Context, order) (answer, error) // beyond what all know
	close  func() error
}

// PartConfig runs one part.
type PartConfig struct {
	Name string
	In   io.Reader // orders; the part ends with it
	Out  io.Writer // answers
	Now  func() time.Time
}

// Part serves as one process of a benchmark until its input ends.
func Part(ctx context.Context, cfg PartConfig) (err error) {
	open := map[string]func(context.Context, order, func() time.Time) (*service, error){
		partUpstream: openUpstream, partBare: openBare, partGin: openGin, partFarebox: openFarebox, partLedger: openLedger,
	}[cfg.Name]
	if open == nil {
		return fmt.Errorf("unknown part %q", cfg.Name)
	}
	in, out := json.NewDecoder(cfg.In), json.NewEncoder(cfg.Out)
	var s *service
	defer func() {
		if s != nil {
			err = errors.Join(err, s.close())
		}
	}()
	for {
		var o order
		err := in.Decode(&o)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read order: %w", err)
		}
		var a answer
		switch {
		case o.Do == doOpen && s == nil:
			s, err = open(ctx, o, cfg.Now)
			if err == nil {
				a = s.opened
			}
		case s == nil:
			err = errors.New("the part is not open")
		default:
			a, err = s.obey(ctx, o)
		}
		if err != nil {
			a = answer{Error: err.Error()}
		}
		err = out.Encode(a)
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
	}
}

func (s *service) obey(ctx context.Context, o order) (a answer, err error) {
	if do := s.do[o.Do]; do != nil {
		a, err = do(ctx, o)
		if err != nil {
			return a, err
		}
	}
	switch o.Do {
	case doProfile:
		return a, profile(o.File)
	case doAllocs:
		return a, writeAllocs(o.File)
	}
	if s.do[o.Do] == nil && o.Do != doStats {
		return a, fmt.Errorf("unknown order %q", o.Do)
	}
	a.Stats, err = readStats()
	return a, err
}

// profile starts a profile of the processor into file, or stops it.
func profile(file string) error {
	if file == "" {
		pprof.StopCPUProfile()
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	return pprof.StartCPUProfile(f) // the file is closed by the end of the process
}

// writeAllocs writes a profile of all allocations since the start.
func writeAllocs(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("profile allocations: %w", err)
	}
	runtime.GC() // the profile is as of the last collection
	return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}

// listenLoopback opens a listener that only this machine reaches.
func listenLoopback(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	return l, nil
}
