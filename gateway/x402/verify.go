package x402

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
)

const (
	// settleMargin is how long an authorization must still run: what it takes to
	// get a transaction into a block. It is that of the stock servers.
	settleMargin = 6
	// clockMargin is how far a payer's clock may be ahead.
	clockMargin = 60
	// minTimeoutSeconds leaves a client time to answer before settleMargin.
	minTimeoutSeconds = 10
)

// Verified is a payment that is signed by its payer for exactly one offer.
// Whether it was used, and whether the money is there, is not known yet.
type Verified struct {
	Offer         *Offer
	Header        string // the request header it came in
	Version       int    // of the protocol
	Authorization metering.Authorization
}

// Verify checks a payment against the offers of its route at the time now and
// returns the one it is for. The signature comes first, under the EIP-712 domain
// of each offer on the payment's network (and in its asset, where it says one);
// then everything signed and everything accepted must be the offer's; then the
// times must leave room to settle. It returns an Error. Payments of the scheme
// batch-settlement are VerifyVoucher's and refused with ErrScheme.
func Verify(p *Payment, offers []*Offer, now time.Time) (*Verified, error) {
	if p.Scheme != SchemeExact {
		return nil, fmt.Errorf("verify payment: scheme %s: %w", p.Scheme, ErrScheme)
	}
	refusal := error(ErrNetwork)
	for _, o := range offers {
		if !o.onNetwork(p) {
			continue
		}
		v, err := o.verify(p, now)
		if err == nil {
			return v, nil
		}
		// The refusal that is told is that of the offer the payment is nearest to.
		if nearness(err) > nearness(refusal) {
			refusal = err
		}
	}
	return nil, fmt.Errorf("verify payment: %w", refusal)
}

func (o *Offer) onNetwork(p *Payment) bool {
	if p.Version == Version1 {
		return o.scheme == p.Scheme && o.networkV1 != "" && o.networkV1 == p.Network
	}
	return o.scheme == p.Scheme && o.network == p.Network
}

func nearness(err error) int {
	order := []*Error{ErrNetwork, ErrOffer, ErrContractWallet, ErrSignature, ErrRecipient, ErrValue, ErrValidAfter, ErrValidBefore}
	return slices.IndexFunc(order, func(e *Error) bool { return errors.Is(err, e) })
}

func (o *Offer) verify(p *Payment, now time.Time) (*Verified, error) {
	a := p.Authorization
	if p.Version == Version1 {
		a.Token = o.exact.Asset
	}
	if a.Token != o.exact.Asset {
		return nil, fmt.Errorf("asset %s: %w", common.Address(a.Token), ErrOffer)
	}
	err := checkSignature(Digest(o.domain, &a), &a)
	if err != nil {
		return nil, err
	}
	err = o.checkTerms(p.Accepted, &a)
	if err != nil {
		return nil, err
	}
	err = o.checkTimes(&a, now)
	if err != nil {
		return nil, err
	}
	return &Verified{Offer: o, Header: p.Header, Version: p.Version, Authorization: a}, nil
}

// checkSignature wants the payer's own, in the form that recoverSigner takes.
func checkSignature(digest [32]byte, a *metering.Authorization) error {
	sig := a.Signature
	if len(sig) > crypto.SignatureLength {
		return ErrContractWallet
	}
	if len(sig) != crypto.SignatureLength {
		return fmt.Errorf("%d bytes: %w", len(sig), ErrSignature)
	}
	signer, err := recoverSigner(digest, sig)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if signer != common.Address(a.From) {
		return fmt.Errorf("signed by %s, from is %s: %w", signer, common.Address(a.From), ErrSignature)
	}
	return nil
}

// checkTerms compares what was signed and what was accepted with the offer.
// maxTimeoutSeconds is let differ: it may be that of the offer before a change
// of configuration, and what it means, validBefore, is checked by itself.
func (o *Offer) checkTerms(accepted *Accepted, a *metering.Authorization) error {
	switch {
	case a.To != o.exact.PayTo:
		return fmt.Errorf("to %s: %w", common.Address(a.To), ErrRecipient)
	case a.From == a.To:
		return fmt.Errorf("from and to are the same: %w", ErrRecipient)
	case a.Value != o.exact.Amount:
		return fmt.Errorf("value %s, offered %s: %w", a.Value, o.exact.Amount, ErrValue)
	}
	if accepted == nil { // Version 1 says no more than it signs.
		return nil
	}
	switch {
	case accepted.Amount != o.exact.Amount:
		return fmt.Errorf("amount %s: %w", accepted.Amount, ErrOffer)
	case accepted.PayTo != o.exact.PayTo:
		return fmt.Errorf("payTo %s: %w", accepted.PayTo, ErrOffer)
	case accepted.MaxTimeoutSeconds <= 0 || accepted.MaxTimeoutSeconds > MaxTimeoutSeconds:
		return fmt.Errorf("maxTimeoutSeconds %d: %w", accepted.MaxTimeoutSeconds, ErrOffer)
	}
	return o.checkExtra(accepted)
}

// checkExtra wants every member of the offer's extra unchanged, and none added
// that would change how the payment is made.
func (o *Offer) checkExtra(accepted *Accepted) error {
	for name, want := range o.echo {
		got, err := unquote(accepted.Extra[name])
		if err != nil || got != want {
			return fmt.Errorf("extra.%s: %w", name, ErrOffer)
		}
	}
	for _, name := range [...]string{"paymentFlow", "assetTransferMethod"} {
		_, ours := o.echo[name]
		if _, theirs := accepted.Extra[name]; theirs && !ours {
			return fmt.Errorf("extra.%s: %w", name, ErrOffer)
		}
	}
	return nil
}

func (o *Offer) checkTimes(a *metering.Authorization, now time.Time) error {
	t := uint64(max(now.Unix(), 0))
	switch {
	case a.ValidAfter > t:
		return fmt.Errorf("validAfter %d, now %d: %w", a.ValidAfter, t, ErrValidAfter)
	case a.ValidBefore < t+settleMargin:
		return fmt.Errorf("validBefore %d, now %d: %w", a.ValidBefore, t, ErrValidBefore)
	case a.ValidBefore > t+uint64(o.exact.MaxTimeoutSeconds)+clockMargin:
		return fmt.Errorf("validBefore %d, now %d, maxTimeoutSeconds %d: %w", a.ValidBefore, t, o.exact.MaxTimeoutSeconds, ErrValidBefore)
	}
	return nil
}
