package x402

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// ChannelKind is what a payment of the scheme batch-settlement asks for.
type ChannelKind uint8

// The kinds that buyers send; servers send others to facilitators.
const (
	KindVoucher ChannelKind = iota + 1 // a call, paid from the channel
	KindDeposit                        // the same, and a deposit into the channel first
	KindRefund                         // what is left of the channel
)

// String returns the kind as payload.type has it.
func (k ChannelKind) String() string {
	switch k {
	case KindVoucher:
		return "voucher"
	case KindDeposit:
		return "deposit"
	case KindRefund:
		return "refund"
	}
	return fmt.Sprintf("ChannelKind(%d)", uint8(k))
}

// ChannelPayload is a parsed payload of the scheme batch-settlement. Nothing in
// it is true until VerifyVoucher says so.
type ChannelPayload struct {
	Kind   ChannelKind
	Config channel.Config
	// RawConfig is channelConfig as it came: addresses keep their letter case.
	RawConfig    json.RawMessage
	ClaimedID    channel.ID // voucher.channelId
	MaxClaimable metering.BaseUnits
	Signature    []byte              // of the voucher
	Deposit      *channel.Deposit    // KindDeposit
	RefundAmount *metering.BaseUnits // KindRefund; nil for all that is left
}

// readChannel reads deposit, voucher and refund payloads.
func readChannel(payload object) (*ChannelPayload, error) {
	p := &ChannelPayload{}
	kind, err := payload.text("type")
	switch {
	case err == nil && kind == "voucher":
		p.Kind = KindVoucher
	case err == nil && kind == "deposit":
		p.Kind = KindDeposit
	case err == nil && kind == "refund":
		p.Kind = KindRefund
	default:
		return nil, fmt.Errorf("type %.40q: %w", kind, ErrPayloadType)
	}
	err = p.readConfig(payload)
	if err != nil {
		return nil, err
	}
	err = p.readVoucher(payload)
	if err != nil {
		return nil, err
	}
	if p.Kind == KindDeposit {
		return p, p.readDeposit(payload)
	}
	if p.Kind == KindRefund {
		return p, p.readRefund(payload)
	}
	return p, nil
}

func (p *ChannelPayload) readConfig(payload object) error {
	o, err := payload.object("channelConfig")
	if err != nil {
		return err
	}
	p.RawConfig = payload.get("channelConfig")
	c := &p.Config
	c.Payer, err = o.address("payer")
	if err != nil {
		return err
	}
	c.PayerAuthorizer, err = o.address("payerAuthorizer")
	if err != nil {
		return err
	}
	c.Receiver, err = o.address("receiver")
	if err != nil {
		return err
	}
	c.ReceiverAuthorizer, err = o.address("receiverAuthorizer")
	if err != nil {
		return err
	}
	c.Token, err = o.address("token")
	if err != nil {
		return err
	}
	delay, err := o.integer("withdrawDelay")
	if err != nil {
		return err
	}
	if delay < 0 || delay >= 1<<40 {
		return fmt.Errorf("withdrawDelay %d: %w", delay, ErrDelayRange)
	}
	c.WithdrawDelay = uint64(delay)
	c.Salt, err = o.bytes32("salt")
	return err
}

func (p *ChannelPayload) readVoucher(payload object) error {
	o, err := payload.object("voucher")
	if err != nil {
		return err
	}
	p.ClaimedID, err = o.bytes32("channelId")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChannelID, err)
	}
	p.MaxClaimable, err = o.uint128("maxClaimableAmount")
	if err != nil {
		return err
	}
	p.Signature, err = o.hex("signature")
	return err
}

func (p *ChannelPayload) readDeposit(payload object) error {
	o, err := payload.object("deposit")
	if err != nil {
		return err
	}
	d := &channel.Deposit{}
	p.Deposit = d
	d.Amount, err = o.uint128("amount")
	if err != nil {
		return err
	}
	methods, err := o.object("authorization")
	if err != nil {
		return err
	}
	if methods.get("erc3009Authorization") == nil {
		return fmt.Errorf("deposit.authorization: %w", ErrDepositMethod)
	}
	auth, err := methods.object("erc3009Authorization")
	if err != nil {
		return err
	}
	d.ValidAfter, err = auth.seconds("validAfter", ErrDepositAfter)
	if err != nil {
		return err
	}
	d.ValidBefore, err = auth.seconds("validBefore", ErrDepositBefore)
	if err != nil {
		return err
	}
	d.Salt, err = auth.word("salt")
	if err != nil {
		return err
	}
	d.Signature, err = auth.hex("signature")
	return err
}

func (p *ChannelPayload) readRefund(payload object) error {
	if payload.get("amount") == nil {
		return nil
	}
	amount, err := payload.uint128("amount")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefundAmount, err)
	}
	if amount.IsZero() {
		return fmt.Errorf("amount is zero: %w", ErrRefundAmount)
	}
	p.RefundAmount = &amount
	return nil
}

// uint128 reads a decimal string that must fit the contract's uint128.
func (o object) uint128(name string) (metering.BaseUnits, error) {
	s, err := o.text(name)
	if err != nil {
		return metering.BaseUnits{}, err
	}
	u, err := metering.ParseBaseUnits(s)
	switch {
	case errors.Is(err, money.ErrRange):
		return metering.BaseUnits{}, fmt.Errorf("%s does not fit 128 bits", name)
	case err != nil:
		return metering.BaseUnits{}, fmt.Errorf("%s is not a decimal number", name)
	}
	return u, nil
}

func (o object) bytes32(name string) (w [32]byte, err error) {
	if !o.fixed(name, w[:]) {
		return w, fmt.Errorf("%s is not 0x and 64 hex digits", name)
	}
	return w, nil
}

// word reads a uint256 in the two forms that clients' number parsers take: 0x
// and 1 to 64 hex digits, or decimal digits.
func (o object) word(name string) (w [32]byte, err error) {
	s, err := o.text(name)
	if err != nil {
		return w, err
	}
	base, digits := 10, s
	if cut, ok := strings.CutPrefix(s, "0x"); ok {
		base, digits = 16, cut
	}
	if digits == "" || len(digits) > 78 || strings.ContainsAny(digits, "+-_") { // 2^256 has 78 digits.
		return w, fmt.Errorf("%s is not a number of 256 bits", name)
	}
	n, ok := new(big.Int).SetString(digits, base)
	if !ok || n.BitLen() > 256 {
		return w, fmt.Errorf("%s is not a number of 256 bits", name)
	}
	n.FillBytes(w[:])
	return w, nil
}
