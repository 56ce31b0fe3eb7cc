package settlement

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// maxAttempts bounds the signed transactions of one batch. At 12.5 % each, the
// last pays six times the fees of the first.
const maxAttempts = 16

// sign makes the first attempt of a sealed batch.
func (s *Settler) sign(ctx context.Context, b *batch) error {
	fees, err := s.cfg.Sender.Fees(ctx)
	if err != nil {
		return fmt.Errorf("suggest fees: %w", err)
	}
	if fees.Cap > s.cfg.MaxFeeCap {
		s.holdFees(ctx, b, fees)
		return nil
	}
	latest, _, err := s.cfg.Sender.Nonces(ctx)
	if err != nil {
		return fmt.Errorf("read nonces: %w", err)
	}
	return s.attempt(ctx, b, max(s.books.nonce, latest), fees)
}

// attempt signs the batch's call with a nonce and fees and saves the bytes. The
// nonce is reserved by what is saved and by nothing else: if we crash before, it
// is free; if we crash after, the same bytes are sent.
func (s *Settler) attempt(ctx context.Context, b *batch, nonce uint64, fees Fees) error {
	tx := Tx{Call: b.call(), Nonce: nonce, Gas: s.gas(b), Fees: fees}
	signed, err := s.cfg.Sender.Sign(ctx, tx)
	if err != nil {
		return fmt.Errorf("sign batch: %w", err)
	}
	a := Attempt{Nonce: nonce, Gas: tx.Gas, Fees: fees, Hash: signed.Hash, Raw: signed.Raw}
	_, err = s.append(ctx, EventSigned, b.ref(), a, nil, nil)
	if err != nil {
		return err
	}
	b.attempts = append(b.attempts, a)
	b.state = StateSigned
	s.books.nonce = max(s.books.nonce, nonce+1)
	return nil
}

// gas is the batch's gas limit: by its rows, and more where the batch before it
// found too little for any.
func (s *Settler) gas(b *batch) uint64 {
	return min(s.cfg.Limits.gasOf(len(b.sealed.Rows), len(b.sealed.Portions))+s.gasBoost, s.cfg.Limits.Gas)
}

// send hands the newest attempt of each nonce to the chain. Errors are logged
// and decide nothing: "already known" and "nonce too low" are not truth.
func (s *Settler) send(ctx context.Context, b *batch) {
	sent := make(map[uint64]bool)
	for _, a := range slices.Backward(b.attempts) {
		if sent[a.Nonce] {
			continue
		}
		sent[a.Nonce] = true
		err := s.cfg.Sender.Send(ctx, a.Raw)
		if err != nil {
			s.log.LogAttrs(ctx, slog.LevelWarn, "sending a batch met an error", slog.String("batch", b.ref()),
				slog.String("tx", a.Hash.String()), slog.Any("error", err))
		}
	}
	b.lastSend = s.cfg.Now()
}

// press moves a sent batch that is not mined: the same bytes again, higher fees,
// or, where an earlier nonce was never used, the batch itself in the gap. All
// attempts carry the same vault number, so one of them applies at most.
func (s *Settler) press(ctx context.Context, b *batch) error {
	now := s.cfg.Now()
	if now.Sub(b.sentAt) >= s.cfg.BumpAfter && len(b.attempts) < maxAttempts {
		latest, _, err := s.cfg.Sender.Nonces(ctx)
		if err != nil {
			return fmt.Errorf("read nonces: %w", err)
		}
		last := b.attempts[len(b.attempts)-1]
		if latest > last.Nonce {
			return nil // The nonce is spent: a receipt will say by what.
		}
		suggested, err := s.cfg.Sender.Fees(ctx)
		if err != nil {
			return fmt.Errorf("suggest fees: %w", err)
		}
		nonce := min(last.Nonce, max(latest, s.lowestOpen(b, latest)))
		fees := bump(last.Fees, suggested)
		if fees.Cap <= s.cfg.MaxFeeCap {
			return s.attempt(ctx, b, nonce, fees)
		}
		s.holdFees(ctx, b, fees)
		b.sentAt = now // Ask again after another wait.
	}
	if now.Sub(b.lastSend) >= resendAfter {
		s.send(ctx, b)
	}
	return nil
}

// lowestOpen returns the nonce that the batch should be mined with: the chain's
// next where no live older batch is to use it.
func (s *Settler) lowestOpen(b *batch, latest uint64) uint64 {
	for _, older := range s.books.live {
		if older.id >= b.id || older.state == StateMined {
			continue
		}
		for _, a := range older.attempts {
			latest = max(latest, a.Nonce+1)
		}
	}
	return latest
}

// bump raises both fees by 12.5 %, which is what pools ask of a replacement
// (10 %) with room for rounding, and at least to what is suggested now.
func bump(last, suggested Fees) Fees {
	up := func(v uint64) uint64 { return v + v/8 + 1 }
	f := Fees{Tip: max(up(last.Tip), suggested.Tip), Cap: max(up(last.Cap), suggested.Cap)}
	f.Cap = max(f.Cap, f.Tip)
	return f
}

// holdFees alerts that gas costs more than the operator allows: the batch waits.
func (s *Settler) holdFees(ctx context.Context, b *batch, fees Fees) {
	s.metrics.held.Inc()
	s.log.LogAttrs(ctx, slog.LevelError, "fees are above the ceiling: the batch waits", slog.String("batch", b.ref()),
		slog.Uint64("cap", fees.Cap), slog.Uint64("ceiling", s.cfg.MaxFeeCap))
}

// restore hands booked batches to a chain that lost them: its vault's number is
// below theirs. The books stay as they are; the same bytes do the same again.
func (s *Settler) restore(ctx context.Context, vaultSeq uint64) {
	for _, b := range s.books.tail {
		if b.sealed.VaultSeq >= vaultSeq && s.cfg.Now().Sub(b.lastSend) >= restoreAfter {
			s.log.LogAttrs(ctx, slog.LevelError, "the chain lost a booked batch: it is sent again", slog.String("batch", b.ref()))
			s.send(ctx, b)
		}
	}
}

// restoreAfter paces restore: an endpoint that lags looks like a chain that lost
// blocks, and the same bytes do no harm.
const restoreAfter = 2 * time.Second
