package ledger

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
)

// projector brings state.db after the journal. hand is called by the writer;
// everything else under mu.
type projector struct {
	state *state

	inMu sync.Mutex
	in   []*op // committed, not yet in the delta
	head Hash  // of the last of in
	seq  uint64

	mu    sync.Mutex
	delta *delta
	gen   uint32
	done  uint64 // sequence that state.db stands at
	kick  chan struct{}
}

// maxPending is how many entries may wait for the projector before it is woken
// early: it bounds the memory of a burst.
const maxPending = 20_000

func (p *projector) init(st *state, seq uint64) {
	p.state, p.done, p.seq = st, seq, seq
	p.gen = st.generation()
	p.delta = newDelta(p.gen)
	p.kick = make(chan struct{}, 1)
}

// hand takes over a committed group.
func (p *projector) hand(batch []*op, head Hash) {
	p.inMu.Lock()
	p.in = append(p.in, batch...)
	p.head, p.seq = head, batch[len(batch)-1].entry.Sequence
	n := len(p.in)
	p.inMu.Unlock()
	if n >= maxPending {
		select {
		case p.kick <- struct{}{}:
		default:
		}
	}
}

// add projects one entry of the journal, at start.
func (p *projector) add(e *metering.Entry, hash Hash) error {
	err := p.delta.add(e, hash)
	if err == nil && p.delta.count >= maxPending {
		err = p.flush()
	}
	return err
}

// flush writes the delta.
func (p *projector) flush() error {
	if p.delta.count == 0 {
		return nil
	}
	err := p.state.apply(p.delta)
	if err != nil {
		return fmt.Errorf("write checkpoint: %w", err)
	}
	p.done, p.gen = p.delta.seq, p.delta.gen
	p.delta = newDelta(p.gen)
	return nil
}

// follow writes a checkpoint each interval until ctx ends, then a last one.
func (s *Store) follow(ctx context.Context) error {
	tick := time.NewTicker(s.cfg.Checkpoint)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return s.checkpoint()
		case <-tick.C:
		case <-s.project.kick:
		}
		err := s.checkpoint()
		if err != nil && !isFull(err) {
			return err
		}
		if err != nil {
			// state.db is only late: the delta is kept and written when there is room.
			s.cfg.Log.Warn("checkpoint waits for room", "error", err)
		}
	}
}

// checkpoint brings state.db to the newest entry on disk, then tells the
// accounts in memory what is now safe to forget.
func (s *Store) checkpoint() error {
	p := &s.project
	p.mu.Lock()
	defer p.mu.Unlock()
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
	d := p.delta
	start := s.cfg.Now()
	err := p.flush()
	if err != nil {
		return err
	}
	s.metrics.checkpoint(s.cfg.Now().Sub(start))
	s.forget(d)
	return nil
}

// forget drops from memory what state.db has now.
func (s *Store) forget(d *delta) {
	for id, ad := range d.agents {
		s.locked(id, func() {
			a := s.shards[shardOf(id)].accounts[id]
			if a == nil {
				return
			}
			a.queued -= ad.queued
			for _, nonce := range ad.claims {
				if a.claims[nonce].used {
					delete(a.claims, nonce)
				}
			}
		})
	}
}

// Sync brings the projections to the newest entry on disk and returns its
// sequence and hash: a read after it sees everything that was acknowledged
// before it.
func (s *Store) Sync(context.Context) (uint64, Hash, error) {
	s.project.inMu.Lock()
	seq := s.project.seq
	s.project.inMu.Unlock()
	s.project.mu.Lock()
	done := s.project.done
	s.project.mu.Unlock()
	if done < seq {
		err := s.checkpoint()
		if err != nil {
			return 0, Hash{}, fmt.Errorf("sync ledger: %w", err)
		}
	}
	return s.state.mark()
}
