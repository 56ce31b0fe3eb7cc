package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// assumedDecimals are those of a token that dev.json does not describe: USDC's.
const assumedDecimals = 6

// payer signs payments of the scheme exact with one key.
type payer struct {
	key   *ecdsa.PrivateKey
	limit money.Amount
	asset *common.Address // the only token to pay in; nil is any
	dev   *devFile
}

func (c *caller) newPayer(o *callOptions) (*payer, error) {
	p := &payer{dev: c.dev}
	var err error
	p.limit, err = parseLimit(o.limit)
	if err != nil {
		return nil, err
	}
	if o.asset != "" {
		if !common.IsHexAddress(o.asset) {
			return nil, usageError(errors.New("--asset must be an address, 0x and 40 hex digits"))
		}
		a := common.HexToAddress(o.asset)
		p.asset = &a
	}
	p.key, err = readKey(o.keyFile)
	if err != nil {
		return nil, usageError(err)
	}
	return p, nil
}

// parseLimit reads --max.
func parseLimit(text string) (money.Amount, error) {
	limit, err := money.Parse(text)
	if err != nil || limit.Sign() <= 0 {
		return limit, usageError(fmt.Errorf("--max %s must be an amount above zero, such as 0.10", printable(text)))
	}
	return limit, nil
}

// readKey reads a private key: 64 hex digits after 0x, in a file that only its
// owner reads. Errors hold nothing of what the file holds.
func readKey(file string) (*ecdsa.PrivateKey, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s can be read by others: chmod 600 it", file)
	}
	text, err := readSmall(file)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	digits, ok := strings.CutPrefix(strings.TrimSpace(string(text)), "0x")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != 32 {
		return nil, fmt.Errorf("key file %s must hold 0x and 64 hex digits", file)
	}
	key, err := crypto.ToECDSA(raw)
	if err != nil {
		return nil, fmt.Errorf("key file %s holds no key of the curve secp256k1", file)
	}
	return key, nil
}

// required is PaymentRequired with what a payment echoes kept as it came.
type required struct {
	Version    int               `json:"x402Version"`
	Error      string            `json:"error"`
	Accepts    []json.RawMessage `json:"accepts"`
	Resource   json.RawMessage   `json:"resource"`
	Extensions json.RawMessage   `json:"extensions"`
}

// offer is one of its offers.
type offer struct {
	x402.PaymentRequirements
	raw json.RawMessage
}

// maxOffers bounds how many offers of a stranger are looked at.
const maxOffers = 64

func (r *required) offers() []offer {
	var list []offer
	for _, raw := range r.Accepts[:min(len(r.Accepts), maxOffers)] {
		o := offer{raw: raw}
		if json.Unmarshal(raw, &o.PaymentRequirements) == nil {
			list = append(list, o)
		}
	}
	return list
}

// readRequired reads the header PAYMENT-REQUIRED.
func readRequired(header string) (*required, error) {
	if header == "" {
		return nil, errors.New("the 402 has no header " + x402.HeaderRequired + ": it takes no x402 payment of version 2")
	}
	text, err := decode64(header)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", x402.HeaderRequired, err)
	}
	r := new(required)
	err = json.Unmarshal(text, r)
	if err != nil || r.Version != x402.Version2 {
		return nil, fmt.Errorf("read %s: not x402 of version 2", x402.HeaderRequired)
	}
	return r, nil
}

func decode64(header string) ([]byte, error) {
	if len(header) > maxSmallFile {
		return nil, errors.New("longer than 64 KiB")
	}
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(header, "="))
	if err != nil {
		return nil, errors.New("not base64")
	}
	return text, nil
}

// payment is one signed payment.
type payment struct {
	header, amount, nonce string
}

// pay signs a payment for the first offer that it can and may pay.
func (p *payer) pay(header string, now time.Time) (*payment, error) {
	r, err := readRequired(header)
	if err != nil {
		return nil, err
	}
	var refusals []string
	for _, o := range r.offers() {
		terms, amount, err := p.consider(&o)
		if err != nil {
			refusals = append(refusals, fmt.Sprintf("%s on %s: %v", printable(o.Scheme), printable(o.Network), err))
			continue
		}
		return p.sign(r, &o, terms, amount, now)
	}
	if len(refusals) == 0 {
		return nil, errors.New("the 402 makes no offer")
	}
	return nil, fmt.Errorf("no offer can be paid: %s", strings.Join(refusals, "; "))
}

// consider returns the terms of an offer and its price, or why it is not paid.
func (p *payer) consider(o *offer) (*x402.Offer, money.Amount, error) {
	var none money.Amount
	var extra struct {
		Name, Version, PaymentFlow, AssetTransferMethod string
	}
	chainID, ok := x402.ParseNetwork(o.Network)
	switch {
	case o.Scheme != x402.SchemeExact:
		return nil, none, errors.New("only the scheme exact is paid")
	case !ok:
		return nil, none, errors.New("not an EVM chain")
	case json.Unmarshal(o.Extra, &extra) != nil:
		return nil, none, errors.New("it does not name the token's EIP-712 domain")
	case extra.AssetTransferMethod != "" && extra.AssetTransferMethod != "eip3009":
		return nil, none, errors.New("only transfers by EIP-3009 are signed")
	case extra.PaymentFlow != "" && extra.PaymentFlow != "authorization" && extra.PaymentFlow != x402.FlowUpfront:
		return nil, none, errors.New("unknown payment flow")
	case !common.IsHexAddress(o.Asset) || !common.IsHexAddress(o.PayTo):
		return nil, none, errors.New("asset or payTo is no address")
	}
	asset := common.HexToAddress(o.Asset)
	if p.asset != nil && *p.asset != asset {
		return nil, none, fmt.Errorf("it wants the token %s, not the one of --asset", asset)
	}
	units, err := metering.ParseBaseUnits(o.Amount)
	if err != nil {
		return nil, none, errors.New("its amount is no number of base units")
	}
	amount, err := units.Amount(p.decimals(asset))
	if err != nil {
		return nil, none, errors.New("its amount is out of range")
	}
	if p.limit.Less(amount) {
		return nil, none, fmt.Errorf("it costs %s, more than --max %s", amount, p.limit)
	}
	terms, err := x402.NewExact(x402.ExactConfig{
		ChainID: chainID, Asset: asset, PayTo: common.HexToAddress(o.PayTo), Amount: units, MaxTimeoutSeconds: o.MaxTimeoutSeconds,
		TokenName: extra.Name, TokenVersion: extra.Version,
	})
	if err != nil {
		return nil, none, err
	}
	return terms, amount, nil
}

func (p *payer) decimals(asset common.Address) uint8 {
	if p.dev != nil && common.HexToAddress(p.dev.Asset.Address) == asset {
		return p.dev.Asset.Decimals
	}
	return assumedDecimals
}

// sign makes the payment: an authorization with a fresh nonce that is valid as
// long as the offer asks for.
func (p *payer) sign(r *required, o *offer, terms *x402.Offer, amount money.Amount, now time.Time) (*payment, error) {
	from := crypto.PubkeyToAddress(p.key.PublicKey)
	t := terms.Config()
	auth := metering.Authorization{
		Token: t.Asset, From: from, To: t.PayTo, Value: t.Amount, ValidBefore: uint64(now.Unix() + t.MaxTimeoutSeconds),
	}
	_, _ = rand.Read(auth.Nonce[:]) // it never fails
	digest := x402.Digest(terms.DomainSeparator(), &auth)
	signature, err := crypto.Sign(digest[:], p.key)
	if err != nil {
		return nil, fmt.Errorf("sign payment: %w", err)
	}
	signature[64] += 27 // Ethereum's v
	nonce := "0x" + hex.EncodeToString(auth.Nonce[:])
	payload, err := json.Marshal(x402.ExactPayload{
		Signature: "0x" + hex.EncodeToString(signature),
		Authorization: x402.ExactAuthorization{
			From: from.Hex(), To: o.PayTo, Value: o.Amount, ValidAfter: "0", ValidBefore: strconv.FormatUint(auth.ValidBefore, 10), Nonce: nonce,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("encode payment: %w", err)
	}
	text, err := json.Marshal(struct {
		Version    int             `json:"x402Version"`
		Payload    json.RawMessage `json:"payload"`
		Accepted   json.RawMessage `json:"accepted"`
		Resource   json.RawMessage `json:"resource,omitempty"`
		Extensions json.RawMessage `json:"extensions,omitempty"`
	}{x402.Version2, payload, o.raw, r.Resource, r.Extensions})
	if err != nil {
		return nil, fmt.Errorf("encode payment: %w", err)
	}
	return &payment{header: base64.StdEncoding.EncodeToString(text), amount: amount.String(), nonce: nonce}, nil
}
