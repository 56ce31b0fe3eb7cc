package settlement

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farebox/farebox/metering"
)

// tailSize is how many booked batches are kept whole: a chain that loses blocks
// it called final (a development chain after a kill) gets them again.
const tailSize = 8

// history is what the journal says about batches: the live ones whole, the
// youngest booked ones whole, of the others only where their events begin.
type history struct {
	sealedAt []uint64          // journal sequence of batch.sealed, by id − 1
	live     map[uint64]*batch // not terminal
	tail     []*batch          // booked, oldest first
	nonce    uint64            // one above the highest nonce of any attempt
	lastSeal time.Time         // of any batch
	cursor   cursor            // up to which the vault's movements are booked
	keys     keyring           // of the movements booked last
}

// cursor is the last block whose movements are in the books.
type cursor struct {
	Block uint64 `json:"block,string"`
	Hash  Hash   `json:"hash"`
}

func (h *history) liveInOrder() []*batch {
	return slices.SortedFunc(maps.Values(h.live), func(a, b *batch) int { return cmp.Compare(a.id, b.id) })
}

// unmined returns the oldest batch that the chain has not mined, or nil.
func (h *history) unmined() *batch {
	for _, b := range h.liveInOrder() {
		if b.state != StateMined {
			return b
		}
	}
	return nil
}

// newest returns the youngest batch that is not reverted, or nil.
func (h *history) newest() *batch {
	live := h.liveInOrder()
	if len(live) > 0 {
		return live[len(live)-1]
	}
	if len(h.tail) > 0 {
		return h.tail[len(h.tail)-1]
	}
	return nil
}

// retire moves a terminal batch out of the live ones.
func (h *history) retire(b *batch) {
	delete(h.live, b.id)
	if b.state != StateBooked {
		return
	}
	h.tail = append(h.tail, b)
	if len(h.tail) > tailSize {
		h.tail = slices.Delete(h.tail, 0, len(h.tail)-tailSize)
	}
}

// has reports whether a live batch holds the payment.
func (h *history) has(payment uint64) bool {
	for _, b := range h.live {
		for i := range b.sealed.Rows {
			if b.sealed.Rows[i].Seq == payment {
				return true
			}
		}
	}
	return false
}

// owns reports whether a transaction is one of our batches'.
func (h *history) owns(tx [32]byte) bool {
	ours := func(b *batch) bool {
		return slices.ContainsFunc(b.attempts, func(a Attempt) bool { return a.Hash == tx })
	}
	for _, b := range h.live {
		if ours(b) {
			return true
		}
	}
	return slices.ContainsFunc(h.tail, ours)
}

// reader rebuilds a history from events. Bodies of batches that are over are
// not decoded but for the tail's.
type reader struct {
	h      *history
	raw    map[uint64][]event // of batches that are not reverted and not out of the tail
	booked []uint64
}

type event struct {
	at   time.Time
	typ  string
	body json.RawMessage
}

// recover rebuilds the engine's state from the journal alone.
func (s *Settler) recover(ctx context.Context) error {
	h := history{live: make(map[uint64]*batch)}
	r := reader{h: &h, raw: make(map[uint64][]event)}
	err := s.cfg.Journal.Events(ctx, "batch.", 0, r.take)
	if err != nil {
		return fmt.Errorf("read batch events: %w", err)
	}
	err = r.finish()
	if err != nil {
		return err
	}
	err = s.cfg.Journal.Events(ctx, EventMoved, 0, h.takeMoved)
	if err != nil {
		return fmt.Errorf("read movements: %w", err)
	}
	err = s.recoverCounted(ctx, &h)
	if err != nil {
		return err
	}
	s.books = h
	err = s.recoverUrgent(ctx)
	if err != nil {
		return err
	}
	s.recovered = true
	s.nextPlan = time.Time{}
	return nil
}

// take reads one batch event. It decodes only what every batch is needed for.
func (r *reader) take(seq uint64, at time.Time, e metering.Event) error {
	id, err := parseBatchRef(e.Ref)
	if err != nil {
		return fmt.Errorf("read %s at %d: %w: %w", e.Type, seq, err, ErrCorrupt)
	}
	known := r.raw[id] != nil
	switch e.Type {
	case EventSealed:
		if id != uint64(len(r.h.sealedAt))+1 {
			return fmt.Errorf("read batch %d at %d: out of order: %w", id, seq, ErrCorrupt)
		}
		r.h.sealedAt = append(r.h.sealedAt, seq)
		r.h.lastSeal = at
		r.raw[id] = []event{{at, e.Type, e.Body}}
		return nil
	case EventSigned:
		var a Attempt
		err = json.Unmarshal(e.Body, &a)
		if err != nil {
			return fmt.Errorf("read attempt at %d: %w: %w", seq, err, ErrCorrupt)
		}
		r.h.nonce = max(r.h.nonce, a.Nonce+1)
	case EventReverted:
		delete(r.raw, id)
		return nil
	case EventBooked:
		r.booked = append(r.booked, id)
		if len(r.booked) > tailSize {
			delete(r.raw, r.booked[0])
			r.booked = r.booked[1:]
		}
	}
	if !known {
		return fmt.Errorf("read %s of batch %d at %d: not sealed, or over: %w", e.Type, id, seq, ErrCorrupt)
	}
	if r.raw[id] != nil {
		r.raw[id] = append(r.raw[id], event{at, e.Type, e.Body})
	}
	return nil
}

// finish decodes the batches that are kept.
func (r *reader) finish() error {
	for id, events := range r.raw {
		b := &batch{id: id, counted: make(map[uint64]bool)}
		for _, e := range events {
			err := b.apply(e.at, e.typ, e.body)
			if err != nil {
				return fmt.Errorf("read batch %d: %w", id, err)
			}
		}
		if b.state != StateBooked {
			r.h.live[id] = b
		}
		if b.state == StateBooked {
			r.h.tail = append(r.h.tail, b)
			if b.cursor.Block > r.h.cursor.Block {
				r.h.cursor = b.cursor
			}
		}
	}
	slices.SortFunc(r.h.tail, func(a, b *batch) int { return cmp.Compare(a.id, b.id) })
	return nil
}

// apply brings the batch to where an event says it is. Recovery, and views of
// batches that are over, read events by it.
func (b *batch) apply(at time.Time, typ string, body json.RawMessage) error {
	legal := map[string][]State{
		EventSealed: {""}, EventSigned: {StateSealed, StateSigned, StateMined}, EventMined: {StateSigned, StateMined},
		EventBooked: {StateMined}, EventReverted: {StateSealed, StateSigned, StateMined},
	}
	if !slices.Contains(legal[typ], b.state) {
		return fmt.Errorf("read %s after %q: %w", typ, b.state, ErrCorrupt)
	}
	var err error
	switch typ {
	case EventSealed:
		b.sealedAt, b.state = at, StateSealed
		err = json.Unmarshal(body, &b.sealed)
	case EventSigned:
		var a Attempt
		err = json.Unmarshal(body, &a)
		b.attempts = append(b.attempts, a)
		b.state, b.mined = StateSigned, nil
	case EventMined:
		var m minedBody
		err = json.Unmarshal(body, &m)
		b.mined, b.state = &m, StateMined
	case EventBooked:
		var k bookedBody
		err = json.Unmarshal(body, &k)
		b.cursor, b.total, b.state = k.Cursor, k.Total, StateBooked
	case EventReverted:
		var k revertedBody
		err = json.Unmarshal(body, &k)
		b.reason, b.state, b.mined = k.Reason, StateReverted, nil
	}
	if err != nil {
		return fmt.Errorf("decode %s: %w: %w", typ, err, ErrCorrupt)
	}
	return nil
}

// recoverCounted finds the payments of live batches that are credited already.
func (s *Settler) recoverCounted(ctx context.Context, h *history) error {
	live := h.liveInOrder()
	if len(live) == 0 {
		return nil
	}
	type change struct {
		seq     uint64
		batch   uint64
		counted bool
		marks   []metering.Mark
	}
	var changes []change
	collect := func(seq uint64, _ time.Time, e metering.Event) error {
		id, err := parseBatchRef(e.Ref)
		if err == nil && h.live[id] != nil { // else of a batch that is over, or of none
			changes = append(changes, change{seq, id, e.Type == metering.EventPaymentCounted, e.Marks})
		}
		return nil
	}
	from := h.sealedAt[live[0].id-1]
	for _, typ := range []string{metering.EventPaymentCounted, EventReversed} {
		err := s.cfg.Journal.Events(ctx, typ, from, collect)
		if err != nil {
			return fmt.Errorf("read %s events: %w", typ, err)
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(a.seq, b.seq) })
	for _, c := range changes {
		for _, m := range c.marks {
			h.live[c.batch].counted[m.Seq] = c.counted
		}
	}
	return nil
}

// recoverUrgent finds the payments that must settle first and are in no live
// batch: claimed before a crash, or given back by a revert.
func (s *Settler) recoverUrgent(ctx context.Context) error {
	_, _, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return fmt.Errorf("sync books: %w", err)
	}
	var found []uint64
	err = s.cfg.Payments.Open(ctx, 0, func(p metering.Payment) error {
		if p.State == metering.PaymentPending && mustSettleFirst(p.Purpose) && !s.books.has(p.Seq) {
			found = append(found, p.Seq)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read open payments: %w", err)
	}
	s.setUrgent(found...)
	return nil
}

// setUrgent asks for payments to be settled at once. Whether they are still
// pending is asked of the books when a batch is planned.
func (s *Settler) setUrgent(payments ...uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seq := range payments {
		s.urgent[seq] = struct{}{}
	}
}

func parseBatchRef(ref string) (uint64, error) {
	digits, ok := strings.CutPrefix(ref, "b")
	id, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil || id == 0 || batchRef(id) != ref {
		return 0, fmt.Errorf("parse batch id %q: %w", ref, ErrNotFound)
	}
	return id, nil
}
