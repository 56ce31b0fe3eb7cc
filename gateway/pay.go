package gateway

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// plan of agents that pay by themselves and have no token.
const payerPlan = "payer"

// hasPayment reports whether a payment header came, good or not.
func hasPayment(h http.Header) bool {
	return len(h["Payment-Signature"]) > 0 || len(h["X-Payment"]) > 0
}

// paid reads and verifies the payment of a request: no payment is no error. The
// signature is checked before anything is read from the chain.
func (g *Gateway) paid(r *http.Request, rt *route) (*x402.Verified, error) {
	if rt.challenge == nil || !hasPayment(r.Header) {
		return nil, nil // not what this route is paid with: a token pays, or nobody
	}
	p, err := x402.FromHeader(r.Header)
	if errors.Is(err, x402.ErrNoPayment) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return x402.Verify(p, rt.challenge.Offers(), g.cfg.Now())
}

// admitPaid admits a call that came with a verified authorization. Credit of an
// earlier payment is drawn first; the authorization stays unspent then, but is
// used up as far as this gateway is concerned.
func (g *Gateway) admitPaid(ctx context.Context, mc *metering.Call, rt *route, v *x402.Verified, binding [32]byte) (*call, error) {
	e := g.cfg.Exact
	a := &v.Authorization
	mc.Rail, mc.Payer, mc.Auth = metering.RailExact, metering.PayerID(e.Network, a.From), a
	credit, err := g.parties(ctx, mc)
	if err != nil {
		return nil, err
	}
	price, _ := mc.Price.Rater.Flat()
	funded := !credit.Less(price)
	w, err := g.wallets.wallet(ctx, a, funded)
	switch {
	case err != nil:
		return nil, err
	case w.Used:
		return nil, metering.ErrPaymentUsed
	case w.Code:
		return nil, x402.ErrContractWallet
	}
	if funded {
		mc.Funding = metering.FundPayerPrepaid
		c, err := g.admit(ctx, mc, rt)
		if !errors.Is(err, metering.ErrFunds) {
			return c.paidBy(&proof{verified: v}), err
		}
		// Another call of the payer drew the credit first.
	}
	switch {
	case w.Paused:
		return nil, errPaused
	case w.Balance.Less(price):
		g.wallets.noteBroke(a.From)
		return nil, &metering.FundsError{Needed: price, Available: w.Balance}
	case e.Before:
		return g.admitSettled(ctx, mc, rt, v, binding)
	}
	mc.Funding, mc.Caps = metering.FundPayerReceivable, e.Caps
	mc.Caps.Balance = w.Balance
	c, err := g.admit(ctx, mc, rt)
	return c.paidBy(&proof{verified: v}), err
}

// parties checks who owns a paid call and who pays for it before any money
// moves, and returns the payer's credit. A payment makes its payer known, never
// the agent of a token.
func (g *Gateway) parties(ctx context.Context, mc *metering.Call) (credit money.Amount, err error) {
	if mc.Agent != "" {
		owner, err := g.cfg.Books.Agent(ctx, mc.Agent)
		switch {
		case errors.Is(err, metering.ErrUnknownAgent) && mc.Plan != "": // of a foreign issuer
		case err != nil:
			return money.Amount{}, err
		case owner.State != metering.AgentActive:
			return money.Amount{}, metering.ErrSuspended
		default:
			mc.Plan = payerPlan
		}
	} else {
		mc.Agent, mc.Plan = mc.Payer, payerPlan
	}
	payer, err := g.cfg.Books.Agent(ctx, mc.Payer)
	switch {
	case errors.Is(err, metering.ErrUnknownAgent):
		return money.Amount{}, nil
	case err != nil:
		return money.Amount{}, err
	case payer.State != metering.AgentActive:
		return money.Amount{}, metering.ErrSuspended
	}
	return payer.Available, nil
}

// admitSettled moves the payment on chain before the call is served: it becomes
// the payer's credit, which the call then draws. The limits come before, so that
// nobody pays to be told to call more slowly.
func (g *Gateway) admitSettled(ctx context.Context, mc *metering.Call, rt *route, v *x402.Verified, binding [32]byte) (*call, error) {
	err := g.limits.begin(mc.Agent)
	if err != nil {
		return nil, err
	}
	p, err := g.settleFirst(ctx, mc, v, binding)
	var c *call
	if err == nil {
		c, err = g.reserve(ctx, mc, rt)
		if err != nil {
			err = &movedError{err, p}
		}
	}
	if err != nil {
		g.limits.end(mc.Agent, false)
		return nil, err
	}
	return c.paidBy(p), nil
}

func (g *Gateway) settleFirst(ctx context.Context, mc *metering.Call, v *x402.Verified, binding [32]byte) (*proof, error) {
	price, _ := mc.Price.Rater.Flat()
	s, err := g.cfg.Exact.Settler.Settle(ctx, metering.PaymentBody{
		Purpose: metering.PurposeFirst, Agent: mc.Agent, Payer: mc.Payer, Route: mc.Route, Amount: price,
		Binding: hex.EncodeToString(binding[:]), Auth: v.Authorization,
	})
	if err != nil {
		return nil, settleError(err)
	}
	mc.Funding, mc.Auth = metering.FundPayerPrepaid, nil
	return &proof{verified: v, settled: hex0x(s.TxHash)}, nil
}

// paidBy notes what a call was paid with; no call is no call.
func (c *call) paidBy(p *proof) *call {
	if c != nil {
		c.proof = p
	}
	return c
}

// movedError is an error of a call whose payment was settled: its money is the
// payer's credit now.
type movedError struct {
	error
	proof *proof
}

// Unwrap makes the cause visible.
func (e *movedError) Unwrap() error { return e.error }

// sayMoved tells a client whose call failed that its payment was settled, and
// that nothing was charged of it.
func (g *Gateway) sayMoved(w http.ResponseWriter, p *proof) {
	if p == nil || p.settled == "" {
		return
	}
	err := p.head(w.Header(), false)
	if err != nil {
		g.cfg.Log.Error("tell of a settled payment", slog.Any("error", err))
	}
}

func hex0x(h [32]byte) string { return "0x" + hex.EncodeToString(h[:]) }

// settleError puts settlement's errors into this package's words.
func settleError(err error) error {
	var refused *settlement.RefusedError
	var pending *settlement.PendingError
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%w: %w", errRefused, err)
	case errors.Is(err, settlement.ErrPayment):
		return fmt.Errorf("%w: %w", errRefused, err)
	case errors.As(err, &pending):
		return fmt.Errorf("%w: %w", errPending, err)
	case errors.Is(err, settlement.ErrPaused):
		return errPaused
	case errors.Is(err, settlement.ErrBusy), errors.Is(err, settlement.ErrDown):
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
	case errors.Is(err, metering.ErrPaymentUsed), errors.Is(err, metering.ErrCap), errors.Is(err, errRefused):
		return x402.CodeInvalidState
	}
	return ""
}
