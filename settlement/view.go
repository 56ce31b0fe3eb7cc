package settlement

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// View is a batch as the admin API shows it.
type View struct {
	ID        string       `json:"id"`
	Seq       uint64       `json:"seq"` // the vault's number for it
	State     State        `json:"state"`
	TxHash    string       `json:"tx_hash"` // of the newest attempt; empty before the first
	From      uint64       `json:"from"`
	To        uint64       `json:"to"`
	UsageRoot string       `json:"usage_root"`
	Rows      int          `json:"rows"`
	Skipped   []Skipped    `json:"skipped"`
	Total     money.Amount `json:"total"` // what came in; before the batch is mined, what it asks for
	Time      time.Time    `json:"time"`  // of sealing
	// Reason of a reverted batch.
	Reason string `json:"reason,omitempty"`
}

// Skipped is a payment that the chain passed over. Ref is its journal sequence.
type Skipped struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
}

// MaxPage bounds List.
const MaxPage = 100

func (c *Config) view(b *batch) View {
	v := View{
		ID: b.ref(), Seq: b.sealed.VaultSeq, State: b.state, From: b.sealed.From, To: b.sealed.To,
		UsageRoot: b.sealed.Root.String(), Rows: len(b.sealed.Rows), Skipped: []Skipped{}, Total: b.total,
		Time: b.sealedAt.UTC(), Reason: b.reason,
	}
	if tx := b.newest(); tx != [32]byte{} {
		v.TxHash = Hash(tx).String()
	}
	if b.mined != nil {
		for _, k := range b.mined.Skipped {
			v.Skipped = append(v.Skipped, Skipped{Ref: strconv.FormatUint(k.Seq, 10), Reason: k.Reason})
		}
		total, err := b.mined.Total.Amount(c.Decimals)
		if err == nil {
			v.Total = total
		}
	} else if !b.state.Terminal() {
		for i := range b.sealed.Rows {
			sum, err := v.Total.Add(b.sealed.Rows[i].Amount)
			if err == nil {
				v.Total = sum
			}
		}
	}
	return v
}

// List returns up to limit batches, the youngest first, that are older than
// the cursor (an id; empty: from the youngest), and the cursor of the next page,
// empty at the end. It reads the journal, so it works without Run.
func (s *Settler) List(ctx context.Context, cursor string, limit int) (views []View, next string, err error) {
	if limit < 1 || limit > MaxPage {
		limit = MaxPage
	}
	before := uint64(0)
	if cursor != "" {
		before, err = parseBatchRef(cursor)
		if err != nil {
			return nil, "", fmt.Errorf("list batches: %w", err)
		}
	}
	starts, err := s.index(ctx)
	if err != nil {
		return nil, "", err
	}
	last := uint64(len(starts))
	if before != 0 {
		last = min(last, before-1)
	}
	first := uint64(1)
	if last > uint64(limit) {
		first = last - uint64(limit) + 1
		next = batchRef(first)
	}
	if last == 0 {
		return []View{}, "", nil
	}
	views, err = s.read(ctx, starts[first-1], first, last)
	return views, next, err
}

// Get returns one batch, or ErrNotFound.
func (s *Settler) Get(ctx context.Context, id string) (View, error) {
	n, err := parseBatchRef(id)
	if err != nil {
		return View{}, err
	}
	starts, err := s.index(ctx)
	if err != nil {
		return View{}, err
	}
	if n > uint64(len(starts)) {
		return View{}, fmt.Errorf("get batch %q: %w", id, ErrNotFound)
	}
	views, err := s.read(ctx, starts[n-1], n, n)
	if err != nil {
		return View{}, err
	}
	return views[0], nil
}

// index returns where each batch's events begin.
func (s *Settler) index(ctx context.Context) ([]uint64, error) {
	s.mu.Lock()
	known := slices.Clone(s.starts)
	s.mu.Unlock()
	from := uint64(0)
	if len(known) > 0 {
		from = known[len(known)-1] + 1
	}
	err := s.cfg.Journal.Events(ctx, EventSealed, from, func(seq uint64, _ time.Time, _ metering.Event) error {
		known = append(known, seq)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read batch index: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(known) > len(s.starts) {
		s.starts = slices.Clone(known)
	}
	return known, nil
}

// read folds the events of the batches first … last, the youngest first. It
// stops where all of them are over.
func (s *Settler) read(ctx context.Context, from, first, last uint64) ([]View, error) {
	batches := make([]*batch, last-first+1)
	open := len(batches)
	err := s.cfg.Journal.Events(ctx, "batch.", from, func(seq uint64, at time.Time, e metering.Event) error {
		id, err := parseBatchRef(e.Ref)
		if err != nil || id < first || id > last {
			return err
		}
		b := batches[id-first]
		if b == nil {
			b = &batch{id: id}
			batches[id-first] = b
		}
		err = b.apply(at, e.Type, e.Body)
		if err != nil {
			return fmt.Errorf("read event at %d: %w", seq, err)
		}
		if b.state.Terminal() {
			open--
		}
		if open == 0 {
			return ErrStop
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read batches: %w", err)
	}
	views := make([]View, 0, len(batches))
	for _, b := range slices.Backward(batches) {
		if b != nil && b.state != "" {
			views = append(views, s.liveView(s.cfg.view(b)))
		}
	}
	return views, nil
}

// liveView shows the state that is not on disk: sent, or lost by the chain.
func (s *Settler) liveView(v View) View {
	if v.State.Terminal() {
		return v
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, live := range s.views {
		if live.ID == v.ID {
			return live
		}
	}
	return v
}
