package gateway

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// plan of agents that pay by themselves and have no token.
const payerPlan = "payer"

// paid reads and verifies the payment of a request: no payment is no error. The
// signature is checked before anything is read from the chain.
func (g *Gateway) paid(r *http.Request, rt *route) (*x402.Verified, error) {
	p, err := x402.FromHeader(r.Header)
	if errors.Is(err, x402.ErrNoPayment) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if rt.challenge == nil {
		return nil, errIdentity
	}
	return x402.Verify(p, rt.challenge.Offers(), g.cfg.Now())
}

// fundExact decides what pays for a call that came with a verified
// authorization, and adds it to the call.
func (g *Gateway) fundExact(ctx context.Context, c *metering.Call, v *x402.Verified, binding [32]byte) (*proof, error) {
	e := g.cfg.Exact
	a := v.Authorization
	c.Rail, c.Payer = metering.RailExact, metering.PayerID(e.Network, a.From)
	if c.Agent == "" {
		c.Agent = c.Payer
	}
	c.Plan = payerPlan
	p := &proof{verified: v, auth: &a}
	credit, err := g.credit(ctx, c.Payer)
	if err != nil {
		return nil, err
	}
	price, _ := c.Price.Rater.Flat()
	if !credit.Less(price) {
		// Credit of an earlier payment is drawn first; this authorization stays
		// unspent, but is used up as far as this gateway is concerned.
		c.Funding, c.Auth = metering.FundPayerPrepaid, &a
		p.funding = c.Funding
		return p, nil
	}
	w, err := g.wallets.wallet(ctx, &a)
	if err != nil {
		return nil, err
	}
	switch {
	case w.Paused:
		return nil, errPaused
	case w.Used:
		return nil, metering.ErrPaymentUsed
	case w.Code:
		return nil, x402.ErrContractWallet
	case w.Balance.Less(price):
		g.wallets.noteBroke(a.From)
		return nil, &metering.FundsError{Needed: price, Available: w.Balance}
	}
	if e.Before {
		return p, g.settleFirst(ctx, c, p, binding, price)
	}
	c.Funding, c.Auth, c.Caps = metering.FundPayerReceivable, &a, e.Caps
	c.Caps.Balance = w.Balance
	p.funding = c.Funding
	return p, nil
}

// credit returns the prepaid money of a payer.
func (g *Gateway) credit(ctx context.Context, payer metering.AgentID) (money.Amount, error) {
	a, err := g.cfg.Books.Agent(ctx, payer)
	if errors.Is(err, metering.ErrUnknownAgent) {
		return money.Amount{}, nil
	}
	return a.Available, err
}

// settleFirst moves the payment on chain before the call is served: it becomes
// the payer's credit, which the call then draws.
func (g *Gateway) settleFirst(ctx context.Context, c *metering.Call, p *proof, binding [32]byte, price money.Amount) error {
	s, err := g.cfg.Exact.Settler.Settle(ctx, metering.PaymentBody{
		Purpose: metering.PurposeFirst, Agent: c.Agent, Payer: c.Payer, Route: c.Route, Amount: price,
		Binding: hex.EncodeToString(binding[:]), Auth: *p.auth,
	})
	if err != nil {
		return settleError(err)
	}
	c.Funding, c.Auth = metering.FundPayerPrepaid, nil
	p.funding, p.settled = c.Funding, hex0x(s.TxHash)
	return nil
}

func hex0x(h [32]byte) string { return "0x" + hex.EncodeToString(h[:]) }

// settleError puts settlement's errors into this package's words.
func settleError(err error) error {
	var refused *settlement.RefusedError
	var pending *settlement.PendingError
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%w: %w", metering.ErrFunds, err)
	case errors.As(err, &pending):
		return fmt.Errorf("%w: %w", errPending, err)
	case errors.Is(err, settlement.ErrPaused):
		return errPaused
	case errors.Is(err, settlement.ErrBusy):
		return fmt.Errorf("%w: %w", errChain, err)
	}
	return err
}

// head puts the payment's outcome into the reply's header.
func (p *proof) head(h http.Header, charged bool) error {
	res := p.verified.Settled(p.settled)
	if !charged {
		res = res.WithExtra(json.RawMessage(`{"chargedAmount":"0"}`))
	}
	name, value, err := res.Encode(p.verified)
	if err != nil {
		return fmt.Errorf("encode payment response: %w", err)
	}
	h.Set(name, value)
	return nil
}

// x402Code is the code of an error in the 402's own words.
func x402Code(err error) string {
	var pay *x402.Error
	switch {
	case errors.As(err, &pay):
		return x402.Code(err)
	case errors.Is(err, metering.ErrFunds):
		return x402.CodeInsufficientFunds
	case errors.Is(err, metering.ErrPaymentUsed), errors.Is(err, metering.ErrCap):
		return x402.CodeInvalidState
	}
	return ""
}
