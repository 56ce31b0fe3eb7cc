package x402

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

// maxTokenText bounds the token's EIP-712 name and version.
const maxTokenText = 64

// ExactConfig says what one payment of the scheme exact must be.
type ExactConfig struct {
	ChainID uint64
	Asset   common.Address     // the token, with EIP-3009
	PayTo   common.Address     // who is paid
	Amount  metering.BaseUnits // the price, above zero
	// MaxTimeoutSeconds is how long a payment stays valid, 10 to
	// MaxTimeoutSeconds: the age at which the last authorization must be settled.
	MaxTimeoutSeconds int64
	// TokenName and TokenVersion are the token's EIP-712 domain; a wrong one makes
	// every payment fail.
	TokenName, TokenVersion string
	// Upfront says that the payment is settled before the work.
	Upfront bool
}

// Offer is one way to pay. It is immutable and safe for concurrent use.
type Offer struct {
	scheme    string
	network   string // CAIP-2
	networkV1 string // "" where version 1 has no name, or not the scheme
	asset     common.Address
	payTo     common.Address
	amount    metering.BaseUnits
	timeout   int64           // maxTimeoutSeconds
	extra     json.RawMessage // version 2
	extraV1   json.RawMessage
	echo      map[string]string // members of extra that a buyer must echo
	domain    [32]byte          // separator of the token's EIP-712 domain

	exact ExactConfig // scheme exact
	batch *batchTerms // scheme batch-settlement
}

// NewExact returns an offer of the scheme exact, or ErrConfig.
func NewExact(c ExactConfig) (*Offer, error) {
	err := c.check()
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	o := &Offer{
		scheme: SchemeExact, network: Network(c.ChainID), asset: c.Asset, payTo: c.PayTo, amount: c.Amount,
		timeout: c.MaxTimeoutSeconds, exact: c,
	}
	o.networkV1, _ = NetworkV1(c.ChainID)
	extra := exactExtra{Name: c.TokenName, Version: c.TokenVersion}
	o.extraV1, err = encode(extra)
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	if c.Upfront {
		extra.PaymentFlow = FlowUpfront
	}
	o.extra, err = encode(extra)
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	err = json.Unmarshal(o.extra, &o.echo)
	if err != nil {
		return nil, fmt.Errorf("make offer: %w", err)
	}
	o.domain = channel.Separator(c.TokenName, c.TokenVersion, c.ChainID, c.Asset)
	return o, nil
}

func (c *ExactConfig) check() error {
	switch {
	case c.ChainID == 0:
		return fmt.Errorf("chain id is zero: %w", ErrConfig)
	case c.Asset == common.Address{} || c.PayTo == common.Address{}:
		return fmt.Errorf("asset or payTo is the zero address: %w", ErrConfig)
	case c.Asset == c.PayTo:
		return fmt.Errorf("payTo is the token itself: %w", ErrConfig)
	case c.Amount.IsZero():
		return fmt.Errorf("amount is zero: %w", ErrConfig)
	case c.MaxTimeoutSeconds < minTimeoutSeconds || c.MaxTimeoutSeconds > MaxTimeoutSeconds:
		return fmt.Errorf("timeout of %d s is not within %d to %d: %w", c.MaxTimeoutSeconds, minTimeoutSeconds, MaxTimeoutSeconds, ErrConfig)
	case !tokenText(c.TokenName) || !tokenText(c.TokenVersion):
		return fmt.Errorf("the token's EIP-712 name and version need 1 to %d bytes each: %w", maxTokenText, ErrConfig)
	}
	return nil
}

// WithAmount returns the same offer over another amount, as a top-up needs. The
// scheme must be exact.
func (o *Offer) WithAmount(amount metering.BaseUnits) (*Offer, error) {
	if amount.IsZero() || o.scheme != SchemeExact {
		return nil, fmt.Errorf("make offer: amount is zero or the scheme is not %s: %w", SchemeExact, ErrConfig)
	}
	other := *o
	other.amount, other.exact.Amount = amount, amount
	return &other, nil
}

// Scheme returns the offer's scheme.
func (o *Offer) Scheme() string { return o.scheme }

// Network returns the offer's network in CAIP-2.
func (o *Offer) Network() string { return o.network }

// Config returns what an exact offer was made from.
func (o *Offer) Config() ExactConfig { return o.exact }

// DomainSeparator returns the EIP-712 domain separator of the offer's token.
func (o *Offer) DomainSeparator() [32]byte { return o.domain }

// Requirements returns the offer on the wire of version 2.
func (o *Offer) Requirements() PaymentRequirements {
	return PaymentRequirements{
		Scheme: o.scheme, Network: o.network, Amount: o.amount.String(), Asset: o.asset.Hex(),
		PayTo: o.payTo.Hex(), MaxTimeoutSeconds: o.timeout, Extra: bytes.Clone(o.extra),
	}
}

// RequirementsV1 returns the offer on the wire of version 1; ok is false where
// version 1 has no name for the chain or does not know the scheme.
func (o *Offer) RequirementsV1(resource ResourceInfo) (r PaymentRequirementsV1, ok bool) {
	return PaymentRequirementsV1{
		Scheme: o.scheme, Network: o.networkV1, MaxAmountRequired: o.amount.String(), Resource: resource.URL,
		Description: resource.Description, MimeType: resource.MimeType, PayTo: o.payTo.Hex(),
		MaxTimeoutSeconds: o.timeout, Asset: o.asset.Hex(), Extra: bytes.Clone(o.extraV1),
	}, o.networkV1 != ""
}

func tokenText(s string) bool {
	return s != "" && len(s) <= maxTokenText && utf8.ValidString(s)
}

// encode is json.Marshal without the escapes for HTML, which would only make
// headers longer.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	if err != nil {
		return nil, fmt.Errorf("encode JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
