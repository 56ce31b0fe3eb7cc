package main

import (
	"context"
	"errors"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

// books shows the ledger to the settlement engine.
type books struct{ *ledger.Store }

var (
	_ settlement.Journal  = books{}
	_ settlement.Books    = books{}
	_ settlement.Payments = books{}
)

// Events implements settlement.Journal.
func (b books) Events(ctx context.Context, prefix string, from uint64, fn func(seq uint64, at time.Time, e metering.Event) error) error {
	return unlessStopped(b.Store.Events(ctx, prefix, from, fn))
}

// Open implements settlement.Payments.
func (b books) Open(ctx context.Context, after uint64, fn func(metering.Payment) error) error {
	for {
		page, err := b.Payments(ctx, after, metering.MaxPage)
		if err != nil {
			return err
		}
		for _, p := range page {
			err = fn(p)
			if err != nil {
				return unlessStopped(err)
			}
			after = p.Seq
		}
		if len(page) < metering.MaxPage {
			return nil
		}
	}
}

// Owed implements settlement.Payments.
func (b books) Owed(ctx context.Context) (map[string]settlement.Debt, error) {
	debts := make(map[string]settlement.Debt)
	err := b.Open(ctx, 0, func(p metering.Payment) error {
		if p.Purpose != metering.PurposeCall || p.State != metering.PaymentPending {
			return nil
		}
		d := debts[p.Route]
		sum, err := d.Amount.Add(p.Amount)
		if err != nil {
			return err
		}
		debts[p.Route] = settlement.Debt{Count: d.Count + 1, Amount: sum}
		return nil
	})
	return debts, err
}

func unlessStopped(err error) error {
	if errors.Is(err, settlement.ErrStop) {
		return nil
	}
	return err
}

// wallets shows payers on chain to the gateway.
type wallets struct {
	client   *chain.Client
	decimals uint8
	paused   *pauseWatch
}

// Wallet implements gateway.Wallets.
func (w wallets) Wallet(ctx context.Context, a *metering.Authorization) (gateway.Wallet, error) {
	p, err := w.client.Payer(ctx, a.From, a.Nonce)
	if err != nil {
		return gateway.Wallet{}, err
	}
	balance, err := p.Balance.Amount(w.decimals)
	if err != nil {
		return gateway.Wallet{}, err
	}
	paused, err := w.paused.get(ctx)
	if err != nil {
		return gateway.Wallet{}, err
	}
	return gateway.Wallet{Balance: balance, Used: p.NonceUsed, Code: p.Code != chain.CodeNone, Paused: paused}, nil
}
