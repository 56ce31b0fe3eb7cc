package settlement

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Report compares the books with the chain as of one final block. It corrects
// nothing: drift is for an operator to explain.
type Report struct {
	OK       bool         `json:"ok"` // no check drifts
	Block    uint64       `json:"block"`
	Checks   []Drift      `json:"checks"`
	VaultSeq uint64       `json:"vault_seq"` // the vault's next number
	NextSeq  uint64       `json:"next_seq"`  // what our batches make of it
	Pending  money.Amount `json:"pending"`   // owed for served calls, not settled
	Payments int          `json:"pending_payments"`
	Suspense money.Amount `json:"suspense"` // money on its way or unmatched; below zero while counted payments wait for finality
}

// Drift is one figure that books and chain must agree on.
type Drift struct {
	Account string       `json:"account"`
	Ledger  money.Amount `json:"ledger"`
	Chain   money.Amount `json:"chain"`
	Drift   money.Amount `json:"drift"` // chain − ledger
}

// Reconcile compares what the vault holds with the chain account, what it owes
// to payees with the payable accounts, and its number with our batches. It runs
// between two looks at the chain, so nothing final is left unbooked. It needs
// Run, and an endpoint that keeps the state of the newest final block. It
// returns ErrNotFinal while the vault's own block is not final.
func (s *Settler) Reconcile(ctx context.Context) (Report, error) {
	type reply struct {
		report Report
		err    error
	}
	replies := make(chan reply, 1)
	op := func(run context.Context) {
		err := s.tick(run)
		if err != nil {
			replies <- reply{err: err}
			return
		}
		report, err := s.reconcile(run)
		replies <- reply{report, err}
	}
	select {
	case s.ops <- op:
	case <-ctx.Done():
		return Report{}, fmt.Errorf("reconcile: %w", ErrDown)
	}
	select {
	case r := <-replies:
		if r.err != nil {
			return Report{}, fmt.Errorf("reconcile: %w", r.err)
		}
		return r.report, nil
	case <-ctx.Done():
		return Report{}, fmt.Errorf("reconcile: %w", ctx.Err())
	}
}

func (s *Settler) reconcile(ctx context.Context) (Report, error) {
	r := Report{Block: s.books.cursor.Block, NextSeq: 1}
	_, _, err := s.cfg.Books.Sync(ctx)
	if err != nil {
		return r, fmt.Errorf("sync books: %w", err)
	}
	held, err := s.balance(ctx, metering.AccountChain)
	if err != nil {
		return r, err
	}
	held, err = held.Neg() // The chain account is negative by what the vault holds.
	if err != nil {
		return r, fmt.Errorf("read chain account: %w", err)
	}
	r.Suspense, err = s.balance(ctx, metering.AccountSuspense)
	if err != nil {
		return r, err
	}
	owed, err := s.payablesTotal(ctx)
	if err != nil {
		return r, err
	}
	r.Pending, err = s.unsettled(ctx)
	if err != nil {
		return r, err
	}
	debts, err := s.cfg.Payments.Owed(ctx)
	if err != nil {
		return r, fmt.Errorf("read debts: %w", err)
	}
	for _, d := range debts {
		r.Payments += d.Count
	}
	state, err := s.cfg.Vault.State(ctx, r.Block)
	if errors.Is(err, ErrUnknown) {
		return r, fmt.Errorf("read vault at block %d: %w", r.Block, ErrNotFinal)
	}
	if err != nil {
		return r, fmt.Errorf("read vault at block %d: %w", r.Block, err)
	}
	r.VaultSeq = state.Seq
	if n := len(s.books.tail); n > 0 {
		r.NextSeq = s.books.tail[n-1].sealed.VaultSeq + 1
	}
	r.OK = r.VaultSeq == r.NextSeq
	for _, check := range []struct {
		account string
		ledger  money.Amount
		chain   metering.BaseUnits
	}{
		{string(metering.AccountChain), held, state.Balance},
		{"provider:*:payable", owed, state.TotalOwed},
	} {
		d, err := s.drift(check.account, check.ledger, check.chain)
		if err != nil {
			return r, err
		}
		r.OK = r.OK && d.Drift.IsZero()
		r.Checks = append(r.Checks, d)
	}
	return r, nil
}

func (s *Settler) drift(account string, ledger money.Amount, chain metering.BaseUnits) (Drift, error) {
	amount, err := chain.Amount(s.cfg.Decimals)
	if err != nil {
		return Drift{}, fmt.Errorf("read %s on chain: %w", account, err)
	}
	diff, err := amount.Sub(ledger)
	if err != nil {
		return Drift{}, fmt.Errorf("compare %s: %w", account, err)
	}
	return Drift{Account: account, Ledger: ledger, Chain: amount, Drift: diff}, nil
}

func (s *Settler) balance(ctx context.Context, account metering.Account) (money.Amount, error) {
	all, err := s.cfg.Books.Balances(ctx, string(account))
	if err != nil {
		return money.Amount{}, fmt.Errorf("read %s: %w", account, err)
	}
	return all[account], nil
}

func (s *Settler) payablesTotal(ctx context.Context) (money.Amount, error) {
	all, err := s.cfg.Books.Balances(ctx, "provider:")
	if err != nil {
		return money.Amount{}, fmt.Errorf("read payables: %w", err)
	}
	var sum money.Amount
	for account, balance := range all {
		if !strings.HasSuffix(string(account), ":payable") {
			continue
		}
		sum, err = sum.Add(balance)
		if err != nil {
			return money.Amount{}, fmt.Errorf("sum payables: %w", err)
		}
	}
	return sum, nil
}
