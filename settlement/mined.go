package settlement

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/farebox/farebox/metering"
)

// mined journals what a block did with the batch.
func (s *Settler) mined(ctx context.Context, b *batch, r Receipt) error {
	body := minedBody{
		TxHash: r.TxHash, Block: r.Block.Number, BlockHash: r.Block.Hash, Total: r.Outcome.Total,
		Skipped: []skip{}, Allocated: append([]Allocation{}, r.Outcome.Allocated...),
	}
	for _, row := range r.Outcome.Skipped {
		if row.Index < 0 || row.Index >= len(b.sealed.Rows) {
			return fmt.Errorf("read outcome: row %d of %d was skipped: %w", row.Index, len(b.sealed.Rows), ErrOutcome)
		}
		p := &b.sealed.Rows[row.Index]
		k := skip{Seq: p.Seq, Reason: cut(row.Reason), OutOfGas: row.OutOfGas}
		if mustSettleFirst(p.Purpose) && !k.OutOfGas {
			// To call it refused where it was paid would make its payer pay twice.
			use, err := s.cfg.Vault.Use(ctx, p.Auth)
			if err != nil {
				return fmt.Errorf("look up payment %d: %w", p.Seq, err)
			}
			k.Paid = use.Paid
		}
		body.Skipped = append(body.Skipped, k)
	}
	_, err := s.append(ctx, EventMined, b.ref(), body, nil, nil)
	if err != nil {
		return err
	}
	b.mined, b.state = &body, StateMined
	for _, k := range body.Skipped {
		s.log.LogAttrs(ctx, slog.LevelWarn, "the chain skipped a payment", slog.String("batch", b.ref()),
			slog.Uint64("payment", k.Seq), slog.String("reason", k.Reason))
	}
	return nil
}

// maxReason bounds what a token says about a refusal.
const maxReason = 200

func cut(reason string) string {
	if len(reason) > maxReason {
		return reason[:maxReason]
	}
	return reason
}

// count credits what was paid and need not wait for finality: a call that
// settles first at its block, a top-up when it is deep enough. A payment that
// was counted in a block that is lost, and is skipped now, is taken back.
func (s *Settler) count(ctx context.Context, b *batch, h heads) error {
	skipped := b.skips()
	deep := h.depth(b.mined.Block) >= s.cfg.Confirmations || b.mined.Block <= h.final.Number
	var lost, rows []*Row
	for i := range b.sealed.Rows {
		row := &b.sealed.Rows[i]
		_, gone := skipped[row.Seq]
		switch {
		case gone && b.counted[row.Seq]:
			lost = append(lost, row)
		case gone || b.counted[row.Seq]:
		case row.Purpose == metering.PurposeFirst, row.Purpose == metering.PurposeTopUp && deep:
			rows = append(rows, row)
		}
	}
	err := s.reverse(ctx, b, lost, "the chain lost its payment")
	if err != nil || len(rows) == 0 {
		return err
	}
	var t transfers
	marks := make([]metering.Mark, 0, len(rows))
	for _, row := range rows {
		t.move(metering.AccountSuspense, metering.PrepaidAccount(row.credited()), row.Amount)
		marks = append(marks, metering.Mark{Seq: row.Seq, State: metering.PaymentCounted})
	}
	list, err := t.list()
	if err != nil {
		return err
	}
	_, err = s.append(ctx, metering.EventPaymentCounted, b.ref(), countedBody{TxHash: b.mined.TxHash, Block: b.mined.Block}, list, marks)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.counted[row.Seq] = true
	}
	return nil
}

// countedBody says by which transaction payments were counted.
type countedBody struct {
	TxHash Hash   `json:"tx_hash"`
	Block  uint64 `json:"block,string"`
}

// counted returns the batch's rows that are credited.
func counted(b *batch) []*Row {
	var rows []*Row
	for i := range b.sealed.Rows {
		if b.counted[b.sealed.Rows[i].Seq] {
			rows = append(rows, &b.sealed.Rows[i])
		}
	}
	return rows
}

// reverse takes credit back that the chain no longer covers. This is the one
// way for a prepaid account to go below zero, so its agent is blocked, first: if
// we crash in between, it is blocked again and then reversed.
func (s *Settler) reverse(ctx context.Context, b *batch, rows []*Row, reason string) error {
	if len(rows) == 0 {
		return nil
	}
	var t transfers
	marks := make([]metering.Mark, 0, len(rows))
	blocked := make(map[metering.AgentID]bool)
	for _, row := range rows {
		agent := row.credited()
		t.move(metering.PrepaidAccount(agent), metering.AccountSuspense, row.Amount)
		marks = append(marks, metering.Mark{Seq: row.Seq, State: metering.PaymentPending})
		if blocked[agent] {
			continue
		}
		blocked[agent] = true
		_, err := s.append(ctx, metering.EventAgentState, string(agent),
			metering.AgentBody{ID: agent, State: metering.AgentBlocked, Reason: reason}, nil, nil)
		if err != nil {
			return err
		}
	}
	list, err := t.list()
	if err != nil {
		return err
	}
	_, err = s.append(ctx, EventReversed, b.ref(), revertedBody{Reason: reason}, list, marks)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.counted[row.Seq] = false
	}
	s.metrics.reversed.Inc()
	s.log.LogAttrs(ctx, slog.LevelError, "counted payments were reversed", slog.String("batch", b.ref()), slog.Int("payments", len(rows)))
	return nil
}

// credited returns whose prepaid money the payment becomes.
func (r *Row) credited() metering.AgentID {
	if r.Purpose == metering.PurposeTopUp {
		return r.Agent
	}
	return r.Payer
}

func rowOf(p metering.Payment) Row {
	return Row{Seq: p.Seq, Purpose: p.Purpose, Agent: p.Agent, Payer: p.Payer, Route: p.Route, Amount: p.Amount, Auth: p.Auth}
}
