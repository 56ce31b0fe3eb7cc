package settlement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/farebox/farebox/metering"
)

// droppedBody lists payments that end without a batch.
type droppedBody struct {
	Items []droppedItem `json:"items"`
}

type droppedItem struct {
	Seq    uint64 `json:"seq,string"`
	Reason string `json:"reason"`
	TxHash *Hash  `json:"tx_hash,omitempty"` // somebody else's transaction that paid it
}

// maxVerdicts bounds the payments that are looked up in one pass.
const maxVerdicts = 64

// Reasons of payments that end without a batch.
const (
	reasonExpired  = "expired before it was settled"
	reasonCanceled = "the payer withdrew the authorization"
	reasonUsed     = "the authorization was used and paid nothing to the vault"
	reasonFrontRun = "somebody else's transaction paid it"
)

// drop collects payments that end, with their transfers.
type drop struct {
	items  []droppedItem
	marks  []metering.Mark
	moves  transfers
	losses int
}

func (d *drop) lose(p *metering.Payment, reason string) {
	d.items = append(d.items, droppedItem{Seq: p.Seq, Reason: reason})
	d.marks = append(d.marks, metering.Mark{Seq: p.Seq, State: metering.PaymentSkipped, Reason: reason})
	if p.Purpose == metering.PurposeCall {
		// The call was served and is not paid: its revenue is taken back.
		d.moves.move(metering.RevenueAccount(p.Route), metering.ReceivableAccount(p.Payer), p.Amount)
		d.losses++
	}
}

// recognise books a payment that somebody else's transaction brought. That money
// is in suspense already, as every transfer outside our batches.
func (d *drop) recognise(p *metering.Payment, tx [32]byte) {
	h := Hash(tx)
	d.items = append(d.items, droppedItem{Seq: p.Seq, Reason: reasonFrontRun, TxHash: &h})
	d.marks = append(d.marks, metering.Mark{Seq: p.Seq, State: metering.PaymentBooked})
	row := rowOf(*p)
	to := metering.PrepaidAccount(row.credited())
	if p.Purpose == metering.PurposeCall {
		to = metering.ReceivableAccount(p.Payer)
	}
	d.moves.move(metering.AccountSuspense, to, p.Amount)
}

// judge ends those doubtful payments that the final chain decides: an
// authorization used elsewhere is paid where its money reached the vault, and
// lost otherwise; an expired one is lost. The others stay pending.
func (s *Settler) judge(ctx context.Context, h heads, doubtful []metering.Payment) error {
	var d drop
	for i := range doubtful {
		if len(d.items) >= maxVerdicts || i >= maxVerdicts {
			break
		}
		p := &doubtful[i]
		use, err := s.cfg.Vault.Use(ctx, p.Auth)
		if err != nil {
			return fmt.Errorf("look up payment %d: %w", p.Seq, err)
		}
		settled := use.Block.Number <= h.final.Number && use.Block.Number <= s.books.cursor.Block
		switch {
		case use.State == NonceUnused && h.final.Time >= p.Auth.ValidBefore:
			d.lose(p, reasonExpired)
		case use.State == NonceUnused || !settled:
			s.rest(p.Seq)
		case use.State == NonceCanceled:
			d.lose(p, reasonCanceled)
		case s.books.owns(use.TxHash):
			return fmt.Errorf("look up payment %d: batch transaction 0x%x paid it, and it is pending: %w", p.Seq, use.TxHash, ErrOutcome)
		case use.Paid && use.Block.Number >= s.cfg.StartBlock:
			d.recognise(p, use.TxHash)
		default:
			d.lose(p, reasonUsed)
		}
	}
	return s.bookDrop(ctx, &d)
}

func (s *Settler) bookDrop(ctx context.Context, d *drop) error {
	if len(d.items) == 0 {
		return nil
	}
	list, err := d.moves.list()
	if err != nil {
		return err
	}
	_, err = s.append(ctx, EventDropped, "", droppedBody{Items: d.items}, list, d.marks)
	if err != nil {
		return err
	}
	for i, item := range d.items {
		s.log.LogAttrs(ctx, slog.LevelWarn, "payment ended without a batch", slog.Uint64("payment", item.Seq), slog.String("reason", item.Reason))
		s.forget(item.Seq)
		if d.marks[i].State == metering.PaymentBooked {
			s.answer(item.Seq, outcome{settled: Settled{Seq: item.Seq, TxHash: *item.TxHash, State: metering.PaymentBooked}})
		} else {
			s.answer(item.Seq, outcome{err: &RefusedError{Seq: item.Seq, Reason: item.Reason}})
		}
	}
	for range d.losses {
		s.metrics.losses.Inc()
	}
	return nil
}

// rest leaves a payment that the token refused alone for a while.
func (s *Settler) rest(payment uint64) { s.restFor(payment, refusedFor) }

func (s *Settler) restFor(payment uint64, d time.Duration) {
	if len(s.refused) >= maxRefused {
		clear(s.refused)
	}
	s.refused[payment] = s.cfg.Now().Add(d)
}

// forget removes a payment that ended from the urgent ones.
func (s *Settler) forget(payment uint64) {
	delete(s.refused, payment)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.urgent, payment)
}
