package settlement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering"
)

// Settler is the engine. Run owns all state but what mu guards; the other
// methods may be called from any goroutine, also before Run.
type Settler struct {
	cfg     Config
	log     *slog.Logger
	metrics *metrics
	wake    chan struct{}              // something new to look at
	ops     chan func(context.Context) // for Run's goroutine

	mu      sync.Mutex
	urgent  map[uint64]struct{}       // payments that must settle first and are in no live batch
	waiters map[uint64][]chan outcome // by payment
	views   []View                    // of live batches, as of the last look
	starts  []uint64                  // journal sequence of batch.sealed, by id − 1: the part that List read
	riding  map[uint64]ride           // payments in live batches

	// Owned by Run's goroutine.
	recovered bool
	books     history
	runs      []*run
	refused   map[uint64]time.Time // payments that the token refused, until when
	started   time.Time
	drainTo   uint64 // payments up to here are due: a batch by age or request did not take them all
	nextPlan  time.Time
	lastIdle  time.Time // when age asked for a batch and there was nothing to put in
	gasBoost  uint64    // added to gas limits while batches find too little for any row
	saved     uint64    // block of the last journalled cursor
	complaint string    // why the last look failed, as logged
	complains time.Time // when it is logged again
}

// outcome is what a waiter for a payment gets.
type outcome struct {
	settled Settled
	err     error
}

// run is a waiting RunNow.
type run struct {
	batch uint64 // that answers it; 0: none is sealed for it
	prior uint64 // unmined when it was asked
	reply chan runReply
}

type runReply struct {
	view View
	err  error
}

const (
	// maxWaiting bounds the callers that wait for a payment or a batch.
	maxWaiting = 4096
	// maxRefused bounds the memory of refusals; past it all are asked again.
	maxRefused = 10_000
	// refusedFor is how long a payment that the token refused rests.
	refusedFor = 30 * time.Second
	// skippedFor is how long a payment rests that passed the check and that the
	// chain skipped all the same: trying it costs gas.
	skippedFor = 10 * time.Minute
	// planEvery is how often the planner looks at what is pending when nobody
	// waits: it walks up to planWindow payments.
	planEvery  = 5 * time.Second
	planWindow = 8 * MaxRows
)

// New checks the config and returns a settler that does nothing before Run.
func New(cfg Config) (*Settler, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("make settler: %w", err)
	}
	m, err := newMetrics(cfg.Reg)
	if err != nil {
		return nil, fmt.Errorf("make settler: %w", err)
	}
	return &Settler{
		cfg: cfg, log: cfg.Log, metrics: m,
		wake: make(chan struct{}, 1), ops: make(chan func(context.Context)),
		urgent: make(map[uint64]struct{}), waiters: make(map[uint64][]chan outcome),
		refused: make(map[uint64]time.Time),
	}, nil
}

// Run recovers from the journal and then settles until ctx ends. It returns nil
// then; what is not finished is found again by the next Run. It returns an error
// only where the journal contradicts itself.
func (s *Settler) Run(ctx context.Context) error {
	s.started = s.cfg.Now()
	poll := time.NewTicker(s.cfg.Poll)
	defer poll.Stop()
	for {
		err := s.tick(ctx)
		switch {
		case ctx.Err() != nil:
			s.failRuns(ErrDown)
			return nil
		case errors.Is(err, ErrCorrupt):
			s.failRuns(err)
			return fmt.Errorf("settle: %w", err)
		case err != nil:
			s.metrics.faults.Inc()
			s.complain(ctx, err)
		}
		if err == nil {
			s.complaint = ""
		}
		s.publish(ctx)
		select {
		case <-ctx.Done():
		case <-poll.C:
		case <-s.wake:
		case op := <-s.ops:
			op(ctx)
		}
	}
}

// complainPeriod is how often an unchanged cause is logged again.
const complainPeriod = time.Minute

// complain logs why settlement waits: at once when the cause is new, then once a
// minute. The counter of faults counts every look.
func (s *Settler) complain(ctx context.Context, err error) {
	now := s.cfg.Now()
	if err.Error() == s.complaint && now.Before(s.complains) {
		return
	}
	s.complaint, s.complains = err.Error(), now.Add(complainPeriod)
	s.log.LogAttrs(ctx, slog.LevelWarn, "settlement waits", slog.Any("error", err))
}

// tick looks at the chain once and does all that can be done now.
func (s *Settler) tick(ctx context.Context) error {
	if !s.recovered {
		err := s.recover(ctx)
		if err != nil {
			return err
		}
	}
	latest, final, err := s.cfg.Chain.Head(ctx)
	if err != nil {
		return fmt.Errorf("read head: %w", err)
	}
	h := heads{latest: latest, final: final}
	// An endpoint that does not give logs delays booking, not sending.
	scanned := s.scan(ctx, h)
	for _, step := range []func(context.Context, heads) error{s.advanceAll, s.plan} {
		if !s.recovered {
			break // A journal error: what is in memory may be wrong.
		}
		err = step(ctx, h)
		if err != nil {
			break
		}
	}
	return errors.Join(scanned, err)
}

// advanceAll advances every live batch, the oldest first: a younger one can
// only apply after it.
func (s *Settler) advanceAll(ctx context.Context, h heads) error {
	for _, b := range s.books.liveInOrder() {
		err := s.advance(ctx, b, h)
		if err != nil {
			return fmt.Errorf("advance batch %s: %w", b.ref(), err)
		}
		if b.state.Terminal() {
			s.books.retire(b)
		}
	}
	return nil
}

// append journals an event. After an error nobody knows whether it is on disk,
// so the engine recovers from the journal before it does anything else.
func (s *Settler) append(ctx context.Context, typ, ref string, body any, transfers []metering.Transfer, marks []metering.Mark) (uint64, error) {
	encoded, err := encodeBody(body)
	if err != nil {
		return 0, fmt.Errorf("encode %s: %w", typ, err)
	}
	seq, err := s.cfg.Journal.Append(ctx, metering.Event{Type: typ, Ref: ref, Transfers: transfers, Marks: marks, Body: encoded})
	if err != nil {
		s.recovered = false
		return 0, fmt.Errorf("journal %s: %w", typ, err)
	}
	return seq, nil
}

// encodeBody returns the canonical JSON (RFC 8785) of an event's body.
func encodeBody(body any) (json.RawMessage, error) {
	plain, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(plain)
}

// poke makes Run look at once.
func (s *Settler) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// failRuns answers every waiting RunNow with an error.
func (s *Settler) failRuns(err error) {
	for _, r := range s.runs {
		r.reply <- runReply{err: err}
	}
	s.runs = nil
}
