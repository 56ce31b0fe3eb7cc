package x402

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

// SignedVoucher is a payment of the scheme batch-settlement whose voucher its
// payer's authorizer signed, for a channel as one offer wants it. Only
// VerifyVoucher makes one. Whether the channel can bear it is not known yet:
// Admit, AdmitDeposit and AdmitRefund say so.
type SignedVoucher struct {
	Kind         ChannelKind
	Header       string // the request header it came in
	ID           channel.ID
	Config       channel.Config
	MaxClaimable metering.BaseUnits
	// Signature is the voucher's: 65 bytes r ‖ s ‖ v, low s, v 27 or 28.
	Signature [crypto.SignatureLength]byte
	// Amount is the amount of the offer that the client accepted: no charge may be
	// above it.
	Amount metering.BaseUnits
	// Deposit is signed by the payer. It is set for KindDeposit.
	Deposit *channel.Deposit
	// RefundAmount is set for KindRefund, nil for all that is left. It is not
	// signed: whoever can send the voucher sets it.
	RefundAmount *metering.BaseUnits

	offer *Offer
}

// Offer returns the offer that the payment is for.
func (v *SignedVoucher) Offer() *Offer { return v.offer }

// VerifyVoucher checks a payment of the scheme batch-settlement against the
// offers of its route at the time now. First the channel id is recomputed and
// the voucher's signature checked, so that a stranger to the channel learns
// nothing of it; then the channel and what was accepted must be as one of the
// offers has it; then a deposit must be signed by the payer, large enough and in
// time. seen may be nil. It returns an Error.
//
// An earlier offer stays good for as long as the caller passes it. One that
// differs in its amount alone need not be passed while that amount covers the
// price: what a client may be charged is bounded by what it signed.
func VerifyVoucher(p *Payment, offers []*Offer, seen *VoucherCache, now time.Time) (*SignedVoucher, error) {
	switch {
	case p.Scheme != SchemeBatch || p.Channel == nil:
		return nil, fmt.Errorf("verify voucher: scheme %.40q: %w", p.Scheme, ErrScheme)
	case p.Accepted == nil:
		return nil, fmt.Errorf("verify voucher: %w", ErrVersion)
	}
	refusal := error(ErrChannelNetwork)
	var checked [32]byte // the domain in which the signature is good already
	for _, o := range offers {
		if o.batch == nil || o.network != p.Network {
			continue
		}
		v, err := o.verifyVoucher(p, checked, seen, now)
		if err == nil {
			return v, nil
		}
		if v != nil {
			checked = o.batch.domain.Separator()
		}
		// The refusal that is told is that of the offer the payment is nearest to.
		if batchNearness(err) > batchNearness(refusal) {
			refusal = err
		}
	}
	return nil, fmt.Errorf("verify voucher: %w", refusal)
}

// batchNearness orders refusals by how far the checks came.
func batchNearness(err error) int {
	order := []*Error{
		ErrChannelNetwork, ErrChannelMismatch, ErrVoucherWallet, ErrVoucherSignature, ErrChannelToken, ErrChannelReceiver, ErrChannelAuthorizer,
		ErrDelayRange, ErrChannelDelay, ErrOffer, ErrDepositSignature, ErrDepositMin, ErrDepositAfter, ErrDepositBefore,
	}
	return slices.IndexFunc(order, func(e *Error) bool { return errors.Is(err, e) })
}

// verifyVoucher checks against one offer. With an error it returns the voucher
// too where its signature is good.
func (o *Offer) verifyVoucher(p *Payment, checked [32]byte, seen *VoucherCache, now time.Time) (*SignedVoucher, error) {
	in := p.Channel
	domain := &o.batch.domain
	v := &SignedVoucher{
		Kind: in.Kind, Header: p.Header, ID: domain.ID(&in.Config), Config: in.Config, MaxClaimable: in.MaxClaimable,
		Amount: p.Accepted.Amount, Deposit: in.Deposit, RefundAmount: in.RefundAmount, offer: o,
	}
	if v.ID != in.ClaimedID {
		return nil, fmt.Errorf("channelId %s, that of channelConfig is %s: %w", in.ClaimedID, v.ID, ErrChannelMismatch)
	}
	if checked == domain.Separator() {
		copy(v.Signature[:], in.Signature)
	} else {
		err := v.checkSignature(domain, in.Signature, seen)
		if err != nil {
			return nil, err
		}
	}
	err := o.checkChannel(&v.Config)
	if err != nil {
		return v, err
	}
	err = o.checkBatchEcho(p.Accepted)
	if err != nil {
		return v, err
	}
	if v.Deposit != nil {
		err = o.checkDeposit(v, now)
	}
	return v, err
}

// checkSignature wants that of the payer's authorizer. A voucher that was good
// before, to the last byte, is good again.
func (v *SignedVoucher) checkSignature(domain *channel.Domain, sig []byte, seen *VoucherCache) error {
	switch {
	case v.Config.PayerAuthorizer == common.Address{} || len(sig) > len(v.Signature):
		return ErrVoucherWallet
	case len(sig) != len(v.Signature):
		return fmt.Errorf("%d bytes: %w", len(sig), ErrVoucherSignature)
	}
	copy(v.Signature[:], sig)
	key := voucherKey{id: v.ID, max: v.MaxClaimable, signature: v.Signature}
	if seen.contains(key) {
		return nil
	}
	signer, err := recoverSigner(domain.VoucherDigest(v.ID, v.MaxClaimable), sig)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrVoucherSignature, err)
	case signer != v.Config.PayerAuthorizer:
		return fmt.Errorf("signed by %s, payerAuthorizer is %s: %w", signer, v.Config.PayerAuthorizer, ErrVoucherSignature)
	}
	seen.add(key)
	return nil
}

// checkDeposit wants an authorization by the payer itself, in the token's
// domain, over this channel and to the collector.
func (o *Offer) checkDeposit(v *SignedVoucher, now time.Time) error {
	d, c := v.Deposit, &o.batch.config
	signer, err := recoverSigner(d.Digest(o.domain, v.Config.Payer, c.Contracts.Collector, v.ID), d.Signature)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrDepositSignature, err)
	case signer != v.Config.Payer:
		return fmt.Errorf("signed by %s, payer is %s: %w", signer, v.Config.Payer, ErrDepositSignature)
	case d.Amount.IsZero() || less(d.Amount, c.DepositFloor):
		return fmt.Errorf("amount %s, at least %s: %w", d.Amount, c.DepositFloor, ErrDepositMin)
	}
	t := uint64(max(now.Unix(), 0))
	switch {
	case d.ValidAfter > t:
		return fmt.Errorf("validAfter %d, now %d: %w", d.ValidAfter, t, ErrDepositAfter)
	case d.ValidBefore < t+settleMargin:
		return fmt.Errorf("validBefore %d, now %d: %w", d.ValidBefore, t, ErrDepositBefore)
	case d.ValidBefore > t+uint64(o.timeout)+clockMargin:
		return fmt.Errorf("validBefore %d, now %d, maxTimeoutSeconds %d: %w", d.ValidBefore, t, o.timeout, ErrDepositBefore)
	}
	return nil
}
