package settlement

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/farebox/farebox/metering"
)

// Settled is what became of a payment that settles first.
type Settled struct {
	Seq    uint64                // the payment's name: the journal sequence of its claim
	TxHash [32]byte              // of the transaction that paid it
	Batch  string                // empty where somebody else's transaction paid it
	State  metering.PaymentState // counted, or booked where it was final at once
}

// How long callers wait. What is not done then goes on without them.
const (
	// settleWait leaves a client's own limit of 60 s room for the answer.
	settleWait = 50 * time.Second
	runWait    = 60 * time.Second
	// minValidity is the least time that an authorization must still be valid
	// for: it has to be mined before.
	minValidity = 6 * time.Second
)

// Settle claims and settles a payment that must settle first, and returns when
// it is credited: at one mined block for PurposeFirst, at Confirmations for
// PurposeTopUp. The claim is on disk before anything is sent.
//
// Errors: metering.ErrPaymentUsed where the authorization was claimed before or
// is used on chain; ErrPayment where it is not for this vault, token or amount;
// a *RefusedError where the chain does not take it; ErrPaused; ErrBusy; and a
// *PendingError after 50 s or when ctx ends: the payment goes on and its money
// becomes credit when it lands.
func (s *Settler) Settle(ctx context.Context, body metering.PaymentBody) (Settled, error) {
	err := s.acceptable(ctx, body)
	if err != nil {
		return Settled{}, fmt.Errorf("settle payment: %w", err)
	}
	encoded, err := encodeBody(body)
	if err != nil {
		return Settled{}, fmt.Errorf("encode claim: %w", err)
	}
	wait := make(chan outcome, 1)
	seq, err := s.cfg.Journal.Append(ctx, metering.Event{Type: metering.EventPaymentClaimed, Ref: string(body.Agent), Body: encoded})
	if err != nil {
		return Settled{}, fmt.Errorf("claim payment: %w", err)
	}
	s.mu.Lock()
	s.urgent[seq] = struct{}{}
	s.waiters[seq] = append(s.waiters[seq], wait)
	s.mu.Unlock()
	s.poke()

	timeout, stop := context.WithTimeout(ctx, settleWait)
	defer stop()
	select {
	case o := <-wait:
		return o.settled, o.err
	case <-timeout.Done():
		return Settled{}, s.leave(seq, wait)
	}
}

// acceptable refuses before the claim what could never be settled.
func (s *Settler) acceptable(ctx context.Context, body metering.PaymentBody) error {
	s.mu.Lock()
	waiting := len(s.waiters)
	s.mu.Unlock()
	if waiting >= maxWaiting {
		return ErrBusy
	}
	p := metering.Payment{Purpose: body.Purpose, Amount: body.Amount, Auth: body.Auth}
	if !mustSettleFirst(body.Purpose) || !s.fits(&p) || body.Agent == "" || body.Payer == "" {
		return fmt.Errorf("it is not for this vault, token or amount: %w", ErrPayment)
	}
	deadline := s.cfg.Now().Add(minValidity).Unix()
	if deadline > 0 && body.Auth.ValidBefore <= uint64(deadline) {
		return fmt.Errorf("it expires too soon to be mined: %w", ErrPayment)
	}
	state, err := s.cfg.Vault.State(ctx, LatestBlock)
	if err != nil {
		return fmt.Errorf("read vault: %w", err)
	}
	if state.Paused {
		return ErrPaused
	}
	checks, err := s.check(ctx, []metering.Payment{p})
	if err != nil {
		return err
	}
	switch checks[0].Fault {
	case FaultNone:
		return nil
	case FaultUsed:
		return metering.ErrPaymentUsed
	case FaultExpired, FaultUnfunded, FaultRefused:
	}
	return &RefusedError{Reason: cut(checks[0].Reason)}
}

// leave ends a wait for a payment that goes on.
func (s *Settler) leave(seq uint64, wait chan outcome) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := slices.DeleteFunc(s.waiters[seq], func(c chan outcome) bool { return c == wait })
	if len(left) == 0 {
		delete(s.waiters, seq)
	} else {
		s.waiters[seq] = left
	}
	pending := &PendingError{Seq: seq}
	if at, ok := s.riding[seq]; ok {
		pending.Batch, pending.TxHash = at.batch, at.tx
	}
	return pending
}

// answer tells all that wait for a payment what became of it.
func (s *Settler) answer(seq uint64, o outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, wait := range s.waiters[seq] {
		wait <- o
	}
	delete(s.waiters, seq)
}

// RunNow seals a batch of all that is pending and returns it when it is mined.
// With nothing to settle it returns the batch that was on its way when it was
// called, or ok = false. It waits up to 60 s, then returns a *PendingError.
func (s *Settler) RunNow(ctx context.Context) (v View, ok bool, err error) {
	ctx, stop := context.WithTimeout(ctx, runWait)
	defer stop()
	reply := make(chan runReply, 1)
	register := func(context.Context) { s.register(reply) }
	select {
	case s.ops <- register:
	case <-ctx.Done():
		return View{}, false, fmt.Errorf("run settlement: %w", ErrDown)
	}
	select {
	case r := <-reply:
		return r.view, r.view.ID != "", r.err
	case <-ctx.Done():
		return View{}, false, s.pendingRun()
	}
}

func (s *Settler) register(reply chan runReply) {
	if len(s.runs) >= maxWaiting {
		reply <- runReply{err: ErrBusy}
		return
	}
	r := &run{reply: reply}
	if b := s.books.unmined(); b != nil {
		r.prior = b.id
	}
	s.runs = append(s.runs, r)
}

// pendingRun names the batch that a run waits for.
func (s *Settler) pendingRun() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.views) == 0 {
		return &PendingError{}
	}
	last := s.views[len(s.views)-1]
	var tx Hash
	if last.TxHash != "" && tx.UnmarshalText([]byte(last.TxHash)) != nil {
		tx = Hash{}
	}
	return &PendingError{Batch: last.ID, TxHash: tx}
}

// asked reports whether a run waits for a batch that is not sealed yet.
func (s *Settler) asked() bool {
	return slices.ContainsFunc(s.runs, func(r *run) bool { return r.batch == 0 })
}

// failAsked ends the runs for which no batch can be sealed.
func (s *Settler) failAsked(err error) {
	s.runs = slices.DeleteFunc(s.runs, func(r *run) bool {
		if r.batch != 0 {
			return false
		}
		r.reply <- runReply{err: err}
		return true
	})
}

// answerIdle ends the runs that found nothing to settle.
func (s *Settler) answerIdle() {
	for _, r := range s.runs {
		if r.batch == 0 && r.prior != 0 {
			r.batch = r.prior
		}
	}
	s.runs = slices.DeleteFunc(s.runs, func(r *run) bool {
		if r.batch == 0 {
			r.reply <- runReply{}
		}
		return r.batch == 0
	})
}

// ride is the batch that a payment is in.
type ride struct {
	batch string
	tx    [32]byte
}

// publish shows what the last look found, and answers who waits for it.
func (s *Settler) publish(ctx context.Context) {
	live := s.books.liveInOrder()
	views := make([]View, 0, len(live))
	riding := make(map[uint64]ride)
	states := map[State]int{StateSealed: 0, StateSigned: 0, StateSent: 0, StateMined: 0}
	for _, b := range live {
		views = append(views, s.cfg.view(b))
		states[b.state]++
		for i := range b.sealed.Rows {
			riding[b.sealed.Rows[i].Seq] = ride{batch: b.ref(), tx: b.newest()}
		}
	}
	s.mu.Lock()
	s.views, s.riding = views, riding
	waiting := len(s.waiters) > 0
	s.mu.Unlock()
	for state, n := range states {
		set(s.metrics.batches.WithLabelValues(string(state)), strconv.Itoa(n))
	}
	age := time.Duration(0)
	if len(live) > 0 {
		age = s.cfg.Now().Sub(live[0].sealedAt)
	}
	set(s.metrics.unminedAge, strconv.FormatInt(int64(age/time.Second), 10))
	if waiting {
		for _, b := range append(live, s.books.tail...) {
			s.answerRows(b)
		}
	}
	s.answerRuns(ctx)
}

// answerRows answers who waits for a batch's payments.
func (s *Settler) answerRows(b *batch) {
	if b.mined == nil {
		return
	}
	skipped := b.skips()
	for i := range b.sealed.Rows {
		row := &b.sealed.Rows[i]
		k, gone := skipped[row.Seq]
		switch {
		case !mustSettleFirst(row.Purpose) || k.OutOfGas || k.Paid: // Not decided yet.
		case gone:
			s.answer(row.Seq, outcome{err: &RefusedError{Seq: row.Seq, Reason: k.Reason}})
		case b.state == StateBooked:
			s.answer(row.Seq, outcome{settled: Settled{Seq: row.Seq, TxHash: b.mined.TxHash, Batch: b.ref(), State: metering.PaymentBooked}})
		case b.counted[row.Seq]:
			s.answer(row.Seq, outcome{settled: Settled{Seq: row.Seq, TxHash: b.mined.TxHash, Batch: b.ref(), State: metering.PaymentCounted}})
		}
	}
}

// answerRuns answers the runs whose batch is mined or over.
func (s *Settler) answerRuns(ctx context.Context) {
	var left []*run
	for _, r := range s.runs {
		b := s.books.live[r.batch]
		switch {
		case r.batch == 0 || b != nil && b.state != StateMined:
			left = append(left, r)
		case b != nil:
			r.reply <- runReply{view: s.cfg.view(b)}
		default:
			view, err := s.Get(ctx, batchRef(r.batch))
			if err != nil && !errors.Is(err, ErrNotFound) {
				left = append(left, r) // Asked again after the next look.
				continue
			}
			r.reply <- runReply{view: view, err: err}
		}
	}
	s.runs = left
}
