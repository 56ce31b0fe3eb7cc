package x402

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

// methodEIP3009 is the value of extra.assetTransferMethod.
const methodEIP3009 = "eip3009"

// BatchConfig says what a channel must be to pay for a route, and how much one
// call may take from it.
type BatchConfig struct {
	ChainID uint64
	Asset   common.Address // the token, with EIP-3009's receiveWithAuthorization
	PayTo   common.Address // the channel's receiver
	// ReceiverAuthorizer may claim and refund besides the receiver. Where a
	// contract does both it is PayTo.
	ReceiverAuthorizer common.Address
	// WithdrawDelay is how long a payer's withdrawal takes, in seconds: the time
	// there is to claim its vouchers. A change orphans every channel.
	WithdrawDelay uint64
	// Price is the most that one call of the route may cost, above zero.
	Price metering.BaseUnits
	// Headroom is how many calls one voucher shall cover at least: the amount
	// offered is Price times it, at most HeadroomMax unless Price is more. With
	// it, calls in flight at once need no voucher of their own. 1 is none.
	Headroom    uint64
	HeadroomMax metering.BaseUnits
	// Strict is the mode of the specification: the amount offered is Price, a
	// voucher must be over exactly what was charged plus that, and a channel
	// carries one call at a time.
	Strict bool
	// MinDeposit is what clients are asked to deposit. It is raised to the amount
	// offered, for they ignore a lower one, and some know only their own multiple
	// of the amount. DepositFloor is what a deposit must be to be worth its
	// transaction; zero takes every deposit.
	MinDeposit, DepositFloor metering.BaseUnits
	MaxTimeoutSeconds        int64 // of an offer and of a deposit's authorization
	// TokenName and TokenVersion are the token's EIP-712 domain; a wrong one makes
	// every deposit fail.
	TokenName, TokenVersion string
	// Contracts are channel.Canonical where they are zero. Stock clients use no
	// others.
	Contracts channel.Contracts
}

// batchTerms is what an Offer holds for the scheme batch-settlement.
type batchTerms struct {
	config BatchConfig // with what was left out filled in
	domain channel.Domain
	// open is the offer on the wire without the brackets that close extra and it:
	// a channel's state is written there.
	open []byte
}

// batchExtra is the extra of a batch-settlement offer.
type batchExtra struct {
	Name                string             `json:"name"`
	Version             string             `json:"version"`
	ReceiverAuthorizer  string             `json:"receiverAuthorizer"`
	WithdrawDelay       uint64             `json:"withdrawDelay"`
	MinDeposit          metering.BaseUnits `json:"minDeposit"`
	AssetTransferMethod string             `json:"assetTransferMethod"`
}

// NewBatch returns an offer of the scheme batch-settlement, or ErrConfig. Give it
// to Compile before offers of exact: the order is the server's preference.
func NewBatch(c BatchConfig) (*Offer, error) {
	err := c.fill()
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	o := &Offer{
		scheme: SchemeBatch, network: Network(c.ChainID), asset: c.Asset, payTo: c.PayTo, amount: c.amount(),
		timeout: c.MaxTimeoutSeconds, domain: channel.Separator(c.TokenName, c.TokenVersion, c.ChainID, c.Asset),
		echo: map[string]string{"name": c.TokenName, "version": c.TokenVersion},
	}
	if less(c.MinDeposit, o.amount) {
		c.MinDeposit = o.amount
	}
	o.extra, err = encode(batchExtra{
		Name: c.TokenName, Version: c.TokenVersion, ReceiverAuthorizer: c.ReceiverAuthorizer.Hex(),
		WithdrawDelay: c.WithdrawDelay, MinDeposit: c.MinDeposit, AssetTransferMethod: methodEIP3009,
	})
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	wire, err := encode(o.Requirements())
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	open, ok := bytes.CutSuffix(wire, []byte("}}"))
	if !ok {
		return nil, fmt.Errorf("make offer: extra does not stand last: %w", ErrConfig)
	}
	o.batch = &batchTerms{config: c, domain: channel.NewDomain(c.ChainID, c.Contracts.Settlement), open: open}
	return o, nil
}

// Batch returns what a batch-settlement offer was made from, with what was left
// out filled in; ok is false for an offer of another scheme.
func (o *Offer) Batch() (c BatchConfig, ok bool) {
	if o.batch == nil {
		return BatchConfig{}, false
	}
	return o.batch.config, true
}

// Amount returns what the offer asks: the price of exact, and the most that one
// request may take from a channel.
func (o *Offer) Amount() metering.BaseUnits { return o.amount }

// fill completes the configuration and checks it.
func (c *BatchConfig) fill() error {
	if c.Contracts == (channel.Contracts{}) {
		c.Contracts = channel.Canonical()
	}
	exact := ExactConfig{
		ChainID: c.ChainID, Asset: c.Asset, PayTo: c.PayTo, Amount: c.Price,
		MaxTimeoutSeconds: c.MaxTimeoutSeconds, TokenName: c.TokenName, TokenVersion: c.TokenVersion,
	}
	err := exact.check()
	switch {
	case err != nil:
		return err
	case c.ReceiverAuthorizer == common.Address{}:
		return fmt.Errorf("receiverAuthorizer is the zero address: %w", ErrConfig)
	case c.WithdrawDelay < channel.MinWithdrawDelay || c.WithdrawDelay > channel.MaxWithdrawDelay:
		return fmt.Errorf("withdraw delay of %d s is not within %d to %d: %w", c.WithdrawDelay, channel.MinWithdrawDelay, channel.MaxWithdrawDelay, ErrConfig)
	case c.Headroom == 0:
		return fmt.Errorf("headroom is zero: %w", ErrConfig)
	case less(c.MinDeposit, c.DepositFloor):
		return fmt.Errorf("deposit floor %s is above the minimum of %s that clients are told: %w", c.DepositFloor, c.MinDeposit, ErrConfig)
	case c.Contracts.Settlement == common.Address{} || c.Contracts.Collector == common.Address{}:
		return fmt.Errorf("settlement contract or collector is the zero address: %w", ErrConfig)
	}
	return nil
}

// amount returns the most that one request may take.
func (c *BatchConfig) amount() metering.BaseUnits {
	if c.Strict {
		return c.Price
	}
	amount, ok := times(c.Price, c.Headroom)
	if !ok || less(c.HeadroomMax, amount) {
		amount = c.HeadroomMax
	}
	if less(amount, c.Price) {
		return c.Price
	}
	return amount
}

// checkChannel compares a channel's configuration with the offer.
func (o *Offer) checkChannel(c *channel.Config) error {
	want := &o.batch.config
	switch {
	case c.Token != want.Asset:
		return fmt.Errorf("token %s: %w", c.Token, ErrChannelToken)
	case c.Receiver != want.PayTo || c.Payer == c.Receiver:
		return fmt.Errorf("receiver %s: %w", c.Receiver, ErrChannelReceiver)
	case c.ReceiverAuthorizer != want.ReceiverAuthorizer:
		return fmt.Errorf("receiverAuthorizer %s: %w", c.ReceiverAuthorizer, ErrChannelAuthorizer)
	case c.WithdrawDelay < channel.MinWithdrawDelay || c.WithdrawDelay > channel.MaxWithdrawDelay:
		return fmt.Errorf("withdrawDelay %d: %w", c.WithdrawDelay, ErrDelayRange)
	case c.WithdrawDelay != want.WithdrawDelay:
		return fmt.Errorf("withdrawDelay %d: %w", c.WithdrawDelay, ErrChannelDelay)
	}
	return nil
}

// checkBatchEcho compares what the client says it accepts. What was signed is
// checked by itself; of the rest the amount must cover the price and may be that
// of an earlier offer, and nothing may change how the payment is made.
func (o *Offer) checkBatchEcho(a *Accepted) error {
	switch {
	case a.Asset != o.asset:
		return fmt.Errorf("asset %s: %w", a.Asset, ErrOffer)
	case a.PayTo != o.payTo:
		return fmt.Errorf("payTo %s: %w", a.PayTo, ErrOffer)
	case less(a.Amount, o.batch.config.Price):
		return fmt.Errorf("amount %s, price %s: %w", a.Amount, o.batch.config.Price, ErrOffer)
	case a.MaxTimeoutSeconds <= 0 || a.MaxTimeoutSeconds > MaxTimeoutSeconds:
		return fmt.Errorf("maxTimeoutSeconds %d: %w", a.MaxTimeoutSeconds, ErrOffer)
	case !absentOr(a.Extra["assetTransferMethod"], methodEIP3009):
		return fmt.Errorf("extra.assetTransferMethod: %w", ErrOffer)
	case a.Extra["paymentFlow"] != nil:
		return fmt.Errorf("extra.paymentFlow: %w", ErrOffer)
	}
	for name, want := range o.echo {
		got, err := unquote(a.Extra[name])
		if err != nil || got != want {
			return fmt.Errorf("extra.%s: %w", name, ErrOffer)
		}
	}
	return nil
}

func absentOr(raw json.RawMessage, want string) bool {
	if raw == nil {
		return true
	}
	got, err := unquote(raw)
	return err == nil && got == want
}
