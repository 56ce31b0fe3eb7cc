package settlement

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// transfers sums movements by pair of accounts, so that a batch of many rows of
// one payer books one transfer. The first error sticks.
type transfers struct {
	sums map[[2]metering.Account]money.Amount
	err  error
}

func (t *transfers) move(from, to metering.Account, amount money.Amount) {
	if t.sums == nil {
		t.sums = make(map[[2]metering.Account]money.Amount)
	}
	pair := [2]metering.Account{from, to}
	sum, err := t.sums[pair].Add(amount)
	if t.err == nil {
		t.err = err
	}
	t.sums[pair] = sum
}

// list returns the transfers that are not zero, in order of account.
func (t *transfers) list() ([]metering.Transfer, error) {
	if t.err != nil {
		return nil, fmt.Errorf("sum transfers: %w", t.err)
	}
	var list []metering.Transfer
	for pair, sum := range t.sums {
		if sum.Sign() > 0 {
			list = append(list, metering.Transfer{From: pair[0], To: pair[1], Amount: sum})
		}
	}
	slices.SortFunc(list, func(a, b metering.Transfer) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return list, nil
}

// payable names the account of what a split's payees are owed.
func payable(split uint32) metering.Account {
	return metering.PayableAccount(strconv.FormatUint(uint64(split), 10))
}

// book moves what a final batch moved: one event, so it is booked once or not
// at all.
func (s *Settler) book(ctx context.Context, b *batch) error {
	list, marks, total, err := s.cfg.booking(b)
	if err != nil {
		return err
	}
	body := bookedBody{Cursor: s.books.cursor, Total: total}
	_, err = s.append(ctx, EventBooked, b.ref(), body, list, marks)
	if err != nil {
		return err
	}
	b.cursor, b.total, b.state = body.Cursor, total, StateBooked
	s.metrics.booked.Inc()
	s.log.LogAttrs(ctx, slog.LevelInfo, "batch booked", slog.String("batch", b.ref()), slog.Uint64("vault_seq", b.sealed.VaultSeq),
		slog.Int("rows", len(b.sealed.Rows)), slog.Int("skipped", len(b.mined.Skipped)), slog.String("total", total.String()))
	s.afterBook(ctx, b)
	return nil
}

// booking returns a mined batch's transfers, marks and total, a function of the
// batch alone. Skipped payments for calls stay pending: they are still signed
// and owed, and the planner tries them again until they are used or expired. A
// skipped payment that somebody waited for is over, unless it was paid by another
// transaction: then judge recognises it.
func (c *Config) booking(b *batch) ([]metering.Transfer, []metering.Mark, money.Amount, error) {
	var t transfers
	var marks []metering.Mark
	var paid money.Amount
	skipped := b.skips()
	for i := range b.sealed.Rows {
		row := &b.sealed.Rows[i]
		if k, gone := skipped[row.Seq]; gone {
			if mustSettleFirst(row.Purpose) && !k.OutOfGas && !k.Paid {
				marks = append(marks, metering.Mark{Seq: row.Seq, State: metering.PaymentSkipped, Reason: k.Reason})
			}
			continue
		}
		sum, err := paid.Add(row.Amount)
		if err != nil {
			return nil, nil, paid, fmt.Errorf("sum rows: %w", err)
		}
		paid = sum
		to := metering.AccountSuspense
		if row.Purpose == metering.PurposeCall {
			to = metering.ReceivableAccount(row.Payer)
		}
		t.move(metering.AccountChain, to, row.Amount)
		marks = append(marks, metering.Mark{Seq: row.Seq, State: metering.PaymentBooked})
	}
	total, err := b.mined.Total.Amount(c.Decimals)
	if err != nil {
		return nil, nil, paid, fmt.Errorf("read total: %w", err)
	}
	extra, err := total.Sub(paid)
	if err != nil || extra.Sign() < 0 {
		return nil, nil, paid, fmt.Errorf("book rows: the chain took in %s for rows of %s: %w", total, paid, ErrOutcome)
	}
	t.move(metering.AccountChain, metering.AccountSuspense, extra)
	shares, err := b.shares(c.Decimals)
	if err != nil {
		return nil, nil, paid, err
	}
	for _, share := range shares {
		t.move(metering.RevenueAccount(share.Route), payable(share.split), share.Amount)
	}
	list, err := t.list()
	return list, marks, total, err
}

// gasStep is what gas limits grow by, doubling, while they are too low.
const gasStep = 1_000_000

// afterBook makes urgent again what somebody waits for and ran out of gas, or was
// paid by another transaction. Where
// no row found enough, the next batch gets more, after a rest: a batch that does
// nothing must not be paid for in every block.
func (s *Settler) afterBook(ctx context.Context, b *batch) {
	short := 0
	for _, k := range b.mined.Skipped {
		switch {
		case k.OutOfGas:
			short++
			s.setUrgent(k.Seq)
		case k.Paid:
			s.setUrgent(k.Seq)
		default:
			s.restFor(k.Seq, skippedFor)
		}
	}
	if short == 0 || short < len(b.sealed.Rows) {
		s.gasBoost = 0
		return
	}
	for _, k := range b.mined.Skipped {
		s.rest(k.Seq)
	}
	s.gasBoost = min(max(gasStep, 2*s.gasBoost), maxGas)
	s.log.LogAttrs(ctx, slog.LevelError, "the gas limit was too low for any row: the next batch gets more",
		slog.String("batch", b.ref()), slog.Uint64("more", s.gasBoost))
}
