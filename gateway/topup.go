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

const topUpPath = "/farebox/v1/topup"

// topUpRequest is one request to top up: for how much, and what it costs to say
// so.
type topUpRequest struct {
	agent     metering.AgentID
	amount    money.Amount
	body      []byte
	challenge *x402.Challenge
}

// toppedUp is the answer to a top-up.
type toppedUp struct {
	Credited    money.Amount `json:"credited"`
	Balance     money.Amount `json:"balance"`
	Transaction string       `json:"transaction"`
	status      int
}

func (g *Gateway) topUpOf(raw []byte, id identity) (*topUpRequest, error) {
	e := g.cfg.Exact
	if e == nil {
		return nil, fmt.Errorf("%w: this gateway has no chain to top up from", errInput)
	}
	var in struct {
		Amount *money.Amount `json:"amount"`
	}
	err := json.Unmarshal(raw, &in)
	if err != nil || in.Amount == nil {
		return nil, fmt.Errorf(`%w: send {"amount":"10"}, a decimal string`, errInput)
	}
	units, whole := metering.BaseUnitsOf(*in.Amount, e.Decimals)
	if !whole || in.Amount.Less(e.MinTopUp) || e.MaxTopUp.Less(*in.Amount) {
		return nil, fmt.Errorf("%w: amount is %s to %s with at most %d decimals", errInput, e.MinTopUp, e.MaxTopUp, e.Decimals)
	}
	offer, err := x402.NewExact(x402.ExactConfig{
		ChainID: e.ChainID, Asset: e.Asset, PayTo: e.PayTo, Amount: units, MaxTimeoutSeconds: topUpTimeout,
		TokenName: e.TokenName, TokenVersion: e.TokenVersion, Upfront: true,
	})
	if err != nil {
		return nil, fmt.Errorf("offer top-up: %w", err)
	}
	ch, err := x402.Compile(g.cfg.PublicURL, topUpPath, x402.ResourceInfo{Description: "top-up", MimeType: "application/json"}, offer)
	if err != nil {
		return nil, fmt.Errorf("offer top-up: %w", err)
	}
	return &topUpRequest{agent: id.agent, amount: *in.Amount, body: raw, challenge: ch}, nil
}

// topUpTimeout is how long, in seconds, a top-up's authorization may be valid:
// it is settled at once, but blocks may be slow.
const topUpTimeout = 300

// askTopUp answers 402 with the offer for exactly the amount.
func (g *Gateway) askTopUp(w http.ResponseWriter, t *topUpRequest, err error) {
	p := g.problems.of(err)
	g.metrics.refused(p.Code)
	required := t.challenge.Required("", x402Code(err))
	head, tail := unpaidBody(p, required.V1)
	send402(w, required.Header, head, tail)
}

// payTopUp settles the payment and credits the agent.
func (g *Gateway) payTopUp(ctx context.Context, w http.ResponseWriter, t *topUpRequest, p *x402.Payment) (*toppedUp, error) {
	e := g.cfg.Exact
	v, err := x402.Verify(p, t.challenge.Offers(), g.cfg.Now())
	if err != nil {
		return nil, err
	}
	a, err := g.cfg.Books.Agent(ctx, t.agent)
	if err != nil {
		return nil, err
	}
	if a.State != metering.AgentActive {
		return nil, metering.ErrSuspended
	}
	wallet, err := g.wallets.wallet(ctx, &v.Authorization, false)
	switch {
	case err != nil:
		return nil, err
	case wallet.Used:
		return nil, metering.ErrPaymentUsed
	case wallet.Code:
		return nil, x402.ErrContractWallet
	case wallet.Balance.Less(t.amount):
		g.wallets.noteBroke(v.Authorization.From)
		return nil, &metering.FundsError{Needed: t.amount, Available: wallet.Balance}
	}
	b := &body{buffered: t.body}
	binding := x402.Binding{Method: http.MethodPost, Path: topUpPath, Agent: string(t.agent), Body: b.hash()}.Digest()
	s, err := e.Settler.Settle(ctx, metering.PaymentBody{
		Purpose: metering.PurposeTopUp, Agent: t.agent, Payer: metering.PayerID(e.Network, v.Authorization.From),
		Amount: t.amount, Binding: hex.EncodeToString(binding[:]), Auth: v.Authorization,
	})
	var pending *settlement.PendingError
	reply := &toppedUp{status: http.StatusOK, Credited: t.amount}
	switch {
	case errors.As(err, &pending):
		reply.status, reply.Credited = http.StatusAccepted, money.Amount{}
		s.TxHash = pending.TxHash
	case err != nil:
		return nil, settleError(err)
	}
	if s.TxHash != [32]byte{} {
		reply.Transaction = hex0x(s.TxHash)
	}
	outcome := v.Settled(reply.Transaction)
	if pending != nil {
		outcome = v.Failed(x402.CodeSettlementPending, reply.Transaction)
	}
	name, value, err := outcome.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("answer top-up: %w", err)
	}
	w.Header().Set(name, value)
	a, err = g.cfg.Books.Agent(ctx, t.agent)
	if err != nil {
		return nil, err
	}
	reply.Balance = a.Balance
	return reply, nil
}
