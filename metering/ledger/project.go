package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/farebox/farebox/metering"
)

// projector brings state.db after the journal. hand and pace are called by the
// writer; everything else under mu.
type projector struct {
	state *state

	inMu sync.Mutex
	in   []*op // committed, not yet in the delta
	head Hash  // of the last of in
	seq  uint64

	mu     sync.Mutex
	delta  *delta
	gen    uint32
	broken error // state.db can no longer be trusted: nothing is written to it

	done    atomic.Uint64 // sequence that state.db stands at
	pending atomic.Int64  // entries that are on disk and not in state.db
	waiting atomic.Bool   // the last checkpoint found no room
	halted  atomic.Bool   // nobody writes checkpoints any more
	limit   int64         // of pending
	kick    chan struct{} // wakes the projector early
	moved   chan struct{} // wakes the writer after a checkpoint
}

const (
	// maxAbsorb is how many entries are handed over before the projector is woken
	// to fold them into sums, which are far smaller.
	maxAbsorb = 4_000
	// maxPending is how many entries wait before a checkpoint is written early.
	maxPending = 20_000
	// maxBehind is how many entries state.db may be behind. Then the writer waits
	// for it; where it has no room, calls are refused. It bounds memory.
	maxBehind = 200_000
)

func (p *projector) init(st *state, seq uint64) error {
	gen, err := st.generation()
	if err != nil {
		return err
	}
	p.state, p.seq, p.gen, p.limit = st, seq, gen, maxBehind
	p.done.Store(seq)
	p.delta = newDelta(p.gen)
	p.kick = make(chan struct{}, 1)
	p.moved = make(chan struct{}, 1)
	return nil
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// hand takes over a committed group.
func (p *projector) hand(batch []*op, head Hash) {
	p.inMu.Lock()
	p.in = append(p.in, batch...)
	p.head, p.seq = head, batch[len(batch)-1].entry.Sequence
	n := len(p.in)
	p.inMu.Unlock()
	p.pending.Add(int64(len(batch)))
	if n >= maxAbsorb {
		signal(p.kick)
	}
}

// pace holds the writer back while state.db is far behind and moving.
func (p *projector) pace() {
	for p.pending.Load() >= p.limit && !p.waiting.Load() && !p.halted.Load() {
		signal(p.kick)
		<-p.moved
	}
}

// stuck reports whether state.db is far behind and has no room.
func (p *projector) stuck() bool {
	return p.waiting.Load() && p.pending.Load() >= p.limit
}

// add projects one entry of the journal, at start.
func (p *projector) add(e *metering.Entry, hash Hash) error {
	p.pending.Add(1)
	err := p.delta.add(e, hash)
	if err == nil && p.delta.count >= maxPending {
		err = p.flush()
	}
	return err
}

// absorb folds what was handed over into the delta.
func (p *projector) absorb() error {
	p.inMu.Lock()
	in, head := p.in, p.head
	p.in = nil
	p.inMu.Unlock()
	for i, o := range in {
		var h Hash
		if i == len(in)-1 {
			h = head
		}
		err := p.delta.add(&o.entry, h)
		if err != nil {
			return err
		}
	}
	return nil
}

// flush writes the delta. After an error it is as it was.
func (p *projector) flush() error {
	if p.delta.count == 0 {
		return nil
	}
	err := p.state.apply(p.delta)
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	p.gen = p.delta.gen
	p.done.Store(p.delta.seq)
	p.pending.Add(-int64(p.delta.count))
	p.delta = newDelta(p.gen)
	return nil
}

// follow writes a checkpoint each interval until ctx ends, then a last one.
func (s *Store) follow(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.Checkpoint)
	defer tick.Stop()
	defer func() {
		s.project.halted.Store(true)
		signal(s.project.moved)
	}()
	for {
		var err error
		select {
		case <-ctx.Done():
			return s.lastCheckpoint()
		case <-tick.C:
			err = s.checkpoint()
		case <-s.project.kick:
			err = s.absorb()
		}
		signal(s.project.moved)
		switch {
		case err == nil:
		case isFull(err):
			// state.db is only late: the delta is kept and written when there is room.
			s.cfg.Log.WarnContext(ctx, "checkpoint waits for room", slog.Any("error", err))
		default:
			return err
		}
	}
}

// lastCheckpoint is a kindness to the next start, which would make the same
// from the journal: want of room must not turn an orderly end into a fault.
func (s *Store) lastCheckpoint() error {
	err := s.checkpoint()
	if err != nil && isFull(err) {
		s.cfg.Log.Warn("last checkpoint found no room: the next start makes it", slog.Any("error", err))
		return nil
	}
	return err
}

// absorb folds new entries into the delta and writes it where it has grown
// large.
func (s *Store) absorb() error {
	return s.fold(func(p *projector) bool {
		// Where there was no room the next interval tries again.
		return p.delta.count >= maxPending && !p.waiting.Load()
	})
}

// checkpoint brings state.db to the newest entry on disk.
func (s *Store) checkpoint() error { return s.fold(func(*projector) bool { return true }) }

// fold folds new entries into the delta and writes it if asked to.
func (s *Store) fold(write func(*projector) bool) error {
	p := &s.project
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return p.broken
	}
	err := p.absorb()
	if err != nil {
		return s.breakOff(err)
	}
	if !write(p) {
		return nil
	}
	return s.writeDelta()
}

// writeDelta writes the delta and tells the accounts in memory what is now safe to
// forget. mu is held.
func (s *Store) writeDelta() error {
	p := &s.project
	d, start := p.delta, s.cfg.Now()
	err := p.flush()
	switch {
	case err == nil:
	case isFull(err):
		p.waiting.Store(true)
		return err
	default:
		return s.breakOff(err)
	}
	p.waiting.Store(false)
	s.metrics.checkpoint(s.cfg.Now().Sub(start))
	s.forget(d)
	return nil
}

// breakOff ends all writing to state.db: after a failed fsync nobody knows what
// of it is on disk, and a part of the delta may be lost. Run ends with the error.
func (s *Store) breakOff(err error) error {
	s.project.broken = err
	signal(s.project.kick)
	return err
}

// abandonState sets a state.db aside that a failed write left in doubt, so that
// the next start makes it again from the journal.
func (s *Store) abandonState() error {
	s.project.mu.Lock()
	defer s.project.mu.Unlock()
	if s.project.broken == nil {
		return nil
	}
	return setAside(s.state.path)
}

// forget drops from memory what state.db has now.
func (s *Store) forget(d *delta) {
	for id, ad := range d.agents {
		set := s.shardsOf(id, "")
		s.lock(set)
		a := s.cached(id)
		if a != nil {
			a.queued -= ad.queued
			for _, nonce := range ad.claims {
				if a.claims[nonce].used {
					delete(a.claims, nonce)
				}
			}
		}
		s.unlock(set)
	}
}

// Sync brings the projections to the newest entry on disk and returns its
// sequence and hash: a read after it sees everything that was acknowledged
// before it. It returns metering.ErrFull where there is no room to write them.
func (s *Store) Sync(context.Context) (uint64, Hash, error) {
	s.project.inMu.Lock()
	seq := s.project.seq
	s.project.inMu.Unlock()
	if s.project.done.Load() < seq {
		err := s.checkpoint()
		if err != nil && isFull(err) {
			err = fmt.Errorf("%w: %w", metering.ErrFull, err)
		}
		if err != nil {
			return 0, Hash{}, fmt.Errorf("sync ledger: %w", err)
		}
	}
	return s.state.mark()
}

// refresh is Sync for what is only shown: where there is no room to write the
// projections they are shown as of the last checkpoint.
func (s *Store) refresh(ctx context.Context) (uint64, error) {
	seq, _, err := s.Sync(ctx)
	if errors.Is(err, metering.ErrFull) {
		seq, _, err = s.state.mark()
	}
	return seq, err
}
