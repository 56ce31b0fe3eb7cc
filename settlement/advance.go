package settlement

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// heads are the newest and the newest final block of one look at the chain.
type heads struct {
	latest, final Block
}

// depth returns how many blocks a block is deep; the newest is 1 deep.
func (h heads) depth(block uint64) uint64 {
	if block > h.latest.Number {
		return 0
	}
	return h.latest.Number - block + 1
}

// resendAfter is how long a sent batch may stay unmined before the same bytes
// are handed to the endpoints again: a pool may have dropped them.
const resendAfter = 10 * time.Second

// advance takes the batch as far as it goes now. It is the one path for new,
// retried and recovered batches.
func (s *Settler) advance(ctx context.Context, b *batch, h heads) error {
	for {
		before := b.state
		err := s.step(ctx, b, h)
		if err != nil {
			return err
		}
		if b.state == before || b.state.Terminal() {
			return nil
		}
		s.log.LogAttrs(ctx, slog.LevelInfo, "batch advanced", slog.String("batch", b.ref()),
			slog.Uint64("vault_seq", b.sealed.VaultSeq), slog.String("from", string(before)), slog.String("state", string(b.state)))
	}
}

func (s *Settler) step(ctx context.Context, b *batch, h heads) error {
	switch b.state {
	case StateSealed:
		return s.sign(ctx, b)
	case StateSigned:
		// If we crashed after the attempt was saved, it may or may not be out:
		// look first, and send the same bytes only where the chain has none.
		err := s.look(ctx, b, h)
		if err != nil || b.state != StateSigned {
			return err
		}
		s.send(ctx, b)
		b.state, b.sentAt = StateSent, b.lastSend
		return nil
	case StateSent:
		err := s.look(ctx, b, h)
		if err != nil || b.state != StateSent {
			return err
		}
		return s.press(ctx, b)
	case StateMined:
		return s.follow(ctx, b, h)
	case StateBooked, StateReverted:
	}
	return nil
}

// look asks the chain what became of the batch's attempts.
func (s *Settler) look(ctx context.Context, b *batch, h heads) error {
	hashes := make([][32]byte, 0, len(b.attempts)+1)
	for _, a := range b.attempts {
		hashes = append(hashes, a.Hash)
	}
	failed := make(map[[32]byte]Block)
	for _, hash := range hashes {
		r, err := s.cfg.Chain.Receipt(ctx, hash)
		switch {
		case errors.Is(err, ErrUnknown):
			continue
		case err != nil:
			return fmt.Errorf("read receipt: %w", err)
		}
		if r.OK && r.Outcome.Seq == b.sealed.VaultSeq {
			return s.mined(ctx, b, r)
		}
		failed[hash] = r.Block
	}
	return s.lookDead(ctx, b, h, failed)
}

// lookDead reverts the batch where no attempt can ever apply: each failed in a
// final block, or its nonce is spent in one, and the vault's number was not
// taken by an attempt whose receipt an endpoint does not show.
func (s *Settler) lookDead(ctx context.Context, b *batch, h heads, failed map[[32]byte]Block) error {
	state, err := s.cfg.Vault.State(ctx, LatestBlock)
	if err != nil {
		return fmt.Errorf("read vault: %w", err)
	}
	if len(failed) == 0 && state.Seq <= b.sealed.VaultSeq && s.cfg.Now().Before(b.sentAt.Add(s.cfg.BumpAfter)) {
		return nil // The common case: waiting for its block.
	}
	_, spent, err := s.cfg.Sender.Nonces(ctx)
	if err != nil {
		return fmt.Errorf("read nonces: %w", err)
	}
	for _, a := range b.attempts {
		block, bad := failed[a.Hash]
		if bad && block.Number <= h.final.Number || !bad && a.Nonce < spent {
			continue
		}
		return nil // This one can still apply.
	}
	tx, err := s.cfg.Vault.Applied(ctx, b.sealed.VaultSeq)
	switch {
	case errors.Is(err, ErrUnknown):
	case err != nil:
		return fmt.Errorf("read applied batch: %w", err)
	default:
		for _, a := range b.attempts {
			if a.Hash == tx {
				return nil // Ours applied: its receipt will show.
			}
		}
	}
	reason := "the vault refused it"
	if len(failed) == 0 {
		reason = "another transaction took its nonce"
	}
	return s.revert(ctx, b, reason)
}

// revert gives the batch's rows, allocations and range back to the planner.
func (s *Settler) revert(ctx context.Context, b *batch, reason string) error {
	err := s.reverse(ctx, b, counted(b), "its batch was reverted")
	if err != nil {
		return err
	}
	_, err = s.append(ctx, EventReverted, b.ref(), revertedBody{Reason: reason}, nil, nil)
	if err != nil {
		return err
	}
	b.state, b.reason, b.mined = StateReverted, reason, nil
	s.giveBack(b)
	s.metrics.reverted.Inc()
	s.log.LogAttrs(ctx, slog.LevelError, "batch reverted", slog.String("batch", b.ref()), slog.String("reason", reason))
	return nil
}

// giveBack makes the batch's payments that must settle first urgent again.
func (s *Settler) giveBack(b *batch) {
	for i := range b.sealed.Rows {
		if row := &b.sealed.Rows[i]; mustSettleFirst(row.Purpose) {
			s.setUrgent(row.Seq)
		}
	}
}

// follow watches a mined batch until it is final, or a reorganisation loses it.
func (s *Settler) follow(ctx context.Context, b *batch, h heads) error {
	block, err := s.cfg.Chain.Block(ctx, b.mined.Block)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return fmt.Errorf("read block: %w", err)
	}
	if err != nil || block.Hash != b.mined.BlockHash {
		// Not a revert: the same bytes go out again, with the same range.
		s.log.LogAttrs(ctx, slog.LevelWarn, "reorganisation lost a batch's block", slog.String("batch", b.ref()), slog.Uint64("block", b.mined.Block))
		s.metrics.reorgs.Inc()
		b.mined, b.state = nil, StateSigned
		return nil
	}
	err = s.count(ctx, b, h)
	if err != nil {
		return err
	}
	if b.mined.Block > h.final.Number || b.mined.Block > s.books.cursor.Block {
		return nil
	}
	return s.book(ctx, b)
}
