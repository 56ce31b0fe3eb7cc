package settlement

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// plan ends payments that are over and seals the next batch when one is due. At
// most one batch is unmined, so it does nothing while one is.
func (s *Settler) plan(ctx context.Context, h heads) error {
	if s.books.unmined() != nil {
		return nil
	}
	now := s.cfg.Now()
	asked := s.asked()
	waiting, err := s.urgentPayments(ctx)
	if err != nil {
		return err
	}
	if len(waiting) == 0 && !asked && now.Before(s.nextPlan) {
		return nil
	}
	s.nextPlan = now.Add(planEvery)
	head, _, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return fmt.Errorf("sync books: %w", err)
	}
	w, err := s.walk(ctx, h)
	if err != nil {
		return err
	}
	err = s.judge(ctx, h, w.doubtful)
	if err != nil {
		return err
	}
	waiting, err = s.urgentPayments(ctx) // Some may just have ended.
	if err != nil {
		return err
	}
	unsettled, err := s.unsettled(ctx)
	if err != nil {
		return err
	}
	reason := s.cfg.due(demand{
		now: now, waiting: len(waiting) > 0, asked: asked, nextExpiry: w.nextExpiry, unsettled: unsettled,
		lastBatch: s.lastBatch(),
	})
	switch {
	case reason == "asked", reason == "age":
		s.drainTo = head
	case reason == "" && w.oldest != 0 && w.oldest <= s.drainTo:
		reason = "rest"
	case reason == "":
		return nil
	}
	return s.seal(ctx, h, append(waiting, w.payments...), reason)
}

// lastBatch returns when age began to count: at the last batch, of whichever
// process, or when there was nothing to put in one.
func (s *Settler) lastBatch() time.Time {
	last := s.books.lastSeal
	if last.IsZero() {
		last = s.started
	}
	if s.lastIdle.After(last) {
		last = s.lastIdle
	}
	return last
}

// urgentPayments returns the payments that must settle first and are pending.
func (s *Settler) urgentPayments(ctx context.Context) ([]metering.Payment, error) {
	s.mu.Lock()
	seqs := make([]uint64, 0, len(s.urgent))
	for seq := range s.urgent {
		seqs = append(seqs, seq)
	}
	s.mu.Unlock()
	if len(seqs) == 0 {
		return nil, nil
	}
	_, _, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return nil, fmt.Errorf("sync books: %w", err)
	}
	var ps []metering.Payment
	for _, seq := range seqs {
		var p metering.Payment
		err := s.cfg.Payments.Open(ctx, seq-1, func(first metering.Payment) error {
			p = first
			return ErrStop
		})
		if err != nil {
			return nil, fmt.Errorf("read payment %d: %w", seq, err)
		}
		switch {
		case p.Seq != seq || p.State != metering.PaymentPending || !mustSettleFirst(p.Purpose) || s.books.has(seq):
			s.forget(seq)
		case !s.resting(seq):
			ps = append(ps, p)
		}
	}
	return ps, nil
}

func (s *Settler) resting(payment uint64) bool {
	until, ok := s.refused[payment]
	return ok && s.cfg.Now().Before(until)
}

// judged reports whether judge looked at the payment a moment ago: a rest of its
// kind is short, and ends a longer one.
func (s *Settler) judged(payment uint64) bool {
	until := s.refused[payment]
	now := s.cfg.Now()
	return now.Before(until) && !until.After(now.Add(refusedFor))
}

// window is what one walk over the pending payments found.
type window struct {
	payments   []metering.Payment // that may be settled, the oldest first
	doubtful   []metering.Payment // that look over
	nextExpiry uint64
	oldest     uint64
}

// walk reads the oldest payments that are pending, in no live batch and not
// refused lately. It reads planWindow of them: payments expire in about the
// order in which they come.
func (s *Settler) walk(ctx context.Context, h heads) (window, error) {
	var w window
	err := s.cfg.Payments.Open(ctx, 0, func(p metering.Payment) error {
		switch {
		case p.State != metering.PaymentPending || s.books.has(p.Seq):
			return nil
		case h.final.Time >= p.Auth.ValidBefore && !s.judged(p.Seq):
			w.doubtful = append(w.doubtful, p)
		case s.resting(p.Seq) || h.final.Time >= p.Auth.ValidBefore:
			return nil
		case mustSettleFirst(p.Purpose):
			s.setUrgent(p.Seq) // A claim whose caller did not live to say so.
		case !s.fits(&p):
			s.log.LogAttrs(ctx, slog.LevelError, "a payment is not for this vault, token or amount", slog.Uint64("payment", p.Seq))
			s.rest(p.Seq)
		default:
			if w.nextExpiry == 0 || p.Auth.ValidBefore < w.nextExpiry {
				w.nextExpiry = p.Auth.ValidBefore
			}
			if w.oldest == 0 {
				w.oldest = p.Seq
			}
			w.payments = append(w.payments, p)
		}
		if len(w.payments) >= planWindow || len(w.doubtful) >= planWindow {
			return ErrStop
		}
		return nil
	})
	if err != nil {
		return window{}, fmt.Errorf("read open payments: %w", err)
	}
	return w, nil
}

// fits reports whether the vault can pull the payment for exactly its amount.
func (s *Settler) fits(p *metering.Payment) bool {
	units, ok := metering.BaseUnitsOf(p.Amount, s.cfg.Decimals)
	return ok && !units.IsZero() && units == p.Auth.Value && p.Auth.Token == s.cfg.Token && p.Auth.To == s.cfg.VaultAddress
}

// unsettled returns what payers owe for calls.
func (s *Settler) unsettled(ctx context.Context) (money.Amount, error) {
	owed, err := s.cfg.Payments.Owed(ctx)
	if err != nil {
		return money.Amount{}, fmt.Errorf("read debts: %w", err)
	}
	var sum money.Amount
	count := 0
	for _, d := range owed {
		sum, err = sum.Add(d.Amount)
		if err != nil {
			return money.Amount{}, fmt.Errorf("sum debts: %w", err)
		}
		count += d.Count
	}
	s.metrics.setUnsettled(sum, count)
	return sum, nil
}

// seal freezes a batch: one event, after which its rows, range and number never
// change. If we crash before it, nothing happened; if after, the batch is found
// and goes on.
func (s *Settler) seal(ctx context.Context, h heads, candidates []metering.Payment, why string) error {
	number, err := s.nextNumber(ctx)
	if err != nil || number == 0 {
		return err
	}
	rows, err := s.choose(ctx, h, candidates)
	if err != nil {
		return err
	}
	body, err := s.compose(ctx, number, rows)
	if err != nil {
		return err
	}
	if len(body.Rows) == 0 && len(body.Portions) == 0 && body.Leaves == 0 {
		s.lastIdle = s.cfg.Now()
		s.answerIdle()
		return nil
	}
	id := uint64(len(s.books.sealedAt)) + 1
	seq, err := s.append(ctx, EventSealed, batchRef(id), body, nil, nil)
	if err != nil {
		return err
	}
	b := &batch{id: id, sealedAt: s.cfg.Now(), state: StateSealed, sealed: body, counted: make(map[uint64]bool)}
	s.books.sealedAt = append(s.books.sealedAt, seq)
	s.books.live[id] = b
	s.books.lastSeal = b.sealedAt
	for i := range rows {
		s.forget(rows[i].Seq)
	}
	for _, r := range s.runs {
		if r.batch == 0 {
			r.batch = id
		}
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "batch sealed", slog.String("batch", b.ref()), slog.Uint64("vault_seq", number),
		slog.Int("rows", len(rows)), slog.Int("allocations", len(body.Portions)), slog.String("why", why))
	return s.advance(ctx, b, h)
}

// nextNumber returns the vault's number for the next batch, or 0 when nothing
// may be sealed now.
func (s *Settler) nextNumber(ctx context.Context) (uint64, error) {
	state, err := s.cfg.Vault.State(ctx, LatestBlock)
	if err != nil {
		return 0, fmt.Errorf("read vault: %w", err)
	}
	if state.Paused {
		s.failAsked(ErrPaused)
		return 0, fmt.Errorf("seal batch: %w", ErrPaused)
	}
	last := s.books.newest()
	if last == nil {
		return state.Seq, nil
	}
	expected := last.sealed.VaultSeq + 1
	if state.Seq < expected {
		// An endpoint lags, or the chain lost blocks: what is mined comes first.
		s.restore(ctx, state.Seq)
		return 0, nil
	}
	if state.Seq > expected {
		s.log.LogAttrs(ctx, slog.LevelWarn, "the vault's number is ahead: somebody else settled a batch",
			slog.Uint64("expected", expected), slog.Uint64("vault_seq", state.Seq))
	}
	return state.Seq, nil
}

// choose fills a batch with the candidates that the token would take now.
func (s *Settler) choose(ctx context.Context, h heads, candidates []metering.Payment) ([]Row, error) {
	inDueOrder(candidates)
	space := s.cfg.Limits.room(s.splitsGuess())
	var rows []Row
	var doubtful []metering.Payment
	var refused drop
	for len(candidates) > 0 {
		left := space // what does not pass the check gives its room back
		n := 0
		for n < len(candidates) && left.take(&candidates[n]) {
			n++
		}
		if n == 0 {
			break
		}
		chunk := candidates[:n]
		candidates = candidates[n:]
		checks, err := s.check(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for i := range chunk {
			p := &chunk[i]
			switch fault := checks[i].Fault; {
			case fault == FaultNone:
				space.take(p)
				rows = append(rows, rowOf(*p))
			case fault == FaultUsed || fault == FaultExpired && !mustSettleFirst(p.Purpose):
				doubtful = append(doubtful, *p)
			case mustSettleFirst(p.Purpose):
				refused.lose(p, cut(checks[i].Reason))
			default:
				s.rest(p.Seq) // It stays pending until it passes or expires.
				s.metrics.refused.Inc()
			}
		}
	}
	return rows, errors.Join(s.bookDrop(ctx, &refused), s.judge(ctx, h, doubtful))
}

func (s *Settler) check(ctx context.Context, ps []metering.Payment) ([]Check, error) {
	auths := make([]metering.Authorization, len(ps))
	for i := range ps {
		auths[i] = ps[i].Auth
	}
	checks, err := s.cfg.Vault.Check(ctx, auths)
	if err != nil {
		return nil, fmt.Errorf("check payments: %w", err)
	}
	if len(checks) != len(auths) {
		return nil, fmt.Errorf("check payments: %d answers for %d: %w", len(checks), len(auths), ErrOutcome)
	}
	return checks, nil
}

// splitsGuess is the number of allocations that a batch keeps room for: those
// of the newest batch and some more, for the real number follows from the rows.
func (s *Settler) splitsGuess() int {
	last := s.books.newest()
	if last == nil {
		return 4
	}
	return len(last.sealed.Portions) + 4
}

// compose makes the batch's content. Balances are read before debts: a call that
// comes in between is then owed and not yet earned, never the reverse.
func (s *Settler) compose(ctx context.Context, number uint64, rows []Row) (sealedBody, error) {
	head, hash, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return sealedBody{}, fmt.Errorf("sync books: %w", err)
	}
	balances, err := s.cfg.Books.Balances(ctx, "revenue:")
	if err != nil {
		return sealedBody{}, fmt.Errorf("read revenue: %w", err)
	}
	owed, err := s.cfg.Payments.Owed(ctx)
	if err != nil {
		return sealedBody{}, fmt.Errorf("read debts: %w", err)
	}
	live := s.books.liveInOrder()
	portions, err := s.cfg.allocate(balances, owed, rows, live)
	if err != nil {
		return sealedBody{}, err
	}
	space := s.cfg.Limits.room(0)
	for i := range portions {
		if s.cfg.Limits.gasOf(len(rows), i+1) > s.cfg.Limits.Gas || space.bytes < bytesAllocation {
			portions = portions[:i] // The rest joins the next batch.
			break
		}
	}
	body := sealedBody{
		VaultSeq: number, To: head, Head: hash, Rows: append([]Row{}, rows...), Portions: append([]Portion{}, portions...),
	}
	if last := s.books.newest(); last != nil {
		body.From = last.sealed.To
	}
	var tree Tree
	err = s.cfg.Books.Leaves(ctx, body.From, body.To, func(leaf []byte) error {
		tree.Add(leaf)
		return nil
	})
	if err != nil {
		return sealedBody{}, fmt.Errorf("read usage: %w", err)
	}
	body.Root, body.Leaves = tree.Root(), tree.Size()
	return body, nil
}
