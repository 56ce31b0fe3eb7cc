package x402

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Payment is a parsed payment header. Nothing in it is true until Verify says
// so.
type Payment struct {
	Header  string // the request header it came in, HeaderSignature or HeaderPaymentV1
	Version int    // Version1 or Version2
	Scheme  string
	Network string // CAIP-2 in version 2, a name in version 1

	// Accepted is the offer that the client says it accepts; nil in version 1,
	// which does not say.
	Accepted *Accepted
	// Authorization is set for the scheme exact. Its Token is the accepted asset,
	// and zero in version 1 until Verify knows the offer.
	Authorization metering.Authorization
	// Channel is set for the scheme batch-settlement.
	Channel *ChannelPayload
}

// Accepted is a client's echo of an offer.
type Accepted struct {
	Amount            metering.BaseUnits
	Asset, PayTo      common.Address
	MaxTimeoutSeconds int64
	Extra             map[string]json.RawMessage
}

// FromHeader parses the payment of a request: HeaderSignature, else
// HeaderPaymentV1. It returns ErrNoPayment where there is neither, and ErrMalformed
// where one of them stands twice.
func FromHeader(h http.Header) (*Payment, error) {
	for _, name := range [...]string{HeaderSignature, HeaderPaymentV1} {
		values := h.Values(name)
		if len(values) > 1 {
			return nil, fmt.Errorf("parse %s: it stands %d times: %w", name, len(values), ErrMalformed)
		}
		if len(values) == 1 {
			return Parse(name, values[0])
		}
	}
	return nil, ErrNoPayment
}

// Parse parses the value of one payment header. HeaderSignature carries version
// 2; HeaderPaymentV1 carries version 1, and version 2 is taken there too. Padding
// of the base64 may be missing. Unknown members are ignored. It returns an Error.
func Parse(header, value string) (*Payment, error) {
	p, err := parse(header, value)
	if err == nil {
		return p, nil
	}
	var refusal *Error
	if !errors.As(err, &refusal) {
		err = fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return nil, fmt.Errorf("parse %s: %w", header, err)
}

func parse(header, value string) (*Payment, error) {
	text, err := decodeHeader(value)
	if err != nil {
		return nil, err
	}
	envelope, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	version, err := envelope.integer("x402Version")
	if err != nil {
		return nil, err
	}
	p := &Payment{Header: header, Version: int(version)}
	switch {
	case version == Version2:
		err = p.readAccepted(envelope)
	case version == Version1 && header == HeaderPaymentV1:
		err = p.readNames(envelope)
	default:
		err = fmt.Errorf("x402Version %d: %w", version, ErrVersion)
	}
	if err != nil {
		return nil, err
	}
	payload, err := envelope.object("payload")
	if err != nil {
		return nil, err
	}
	switch p.Scheme {
	case SchemeExact:
		return p, p.readExact(payload)
	case SchemeBatch:
		p.Channel, err = readChannel(payload)
		return p, err
	default:
		return nil, fmt.Errorf("scheme %.40q: %w", p.Scheme, ErrScheme)
	}
}

func decodeHeader(value string) ([]byte, error) {
	if len(value) > MaxPaymentHeader {
		return nil, fmt.Errorf("%d bytes, %d at most", len(value), MaxPaymentHeader)
	}
	if strings.ContainsAny(value, "\r\n") { // The decoder would skip these.
		return nil, errors.New("line break")
	}
	alphabet := base64.RawStdEncoding
	if strings.HasSuffix(value, "=") {
		alphabet = base64.StdEncoding
	}
	text, err := alphabet.Strict().DecodeString(value)
	switch {
	case err != nil:
		return nil, errors.New("not base64 of the standard alphabet")
	case !utf8.Valid(text):
		return nil, errors.New("not UTF-8")
	case tooDeep(text, maxDepth):
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	case !json.Valid(text):
		return nil, errors.New("not JSON")
	}
	return text, nil
}

// readNames reads what version 1 says about the offer.
func (p *Payment) readNames(envelope object) (err error) {
	p.Scheme, err = envelope.text("scheme")
	if err != nil {
		return err
	}
	p.Network, err = envelope.text("network")
	return err
}

// readAccepted reads the accepted offer of version 2.
func (p *Payment) readAccepted(envelope object) error {
	accepted, err := envelope.object("accepted")
	if err != nil {
		return err
	}
	err = p.readNames(accepted)
	if err != nil {
		return err
	}
	a := &Accepted{}
	amount, err := accepted.text("amount")
	if err != nil {
		return err
	}
	a.Amount, err = metering.ParseBaseUnits(amount)
	if err != nil {
		return fmt.Errorf("amount: %w", err)
	}
	a.Asset, err = accepted.address("asset")
	if err != nil {
		return err
	}
	a.PayTo, err = accepted.address("payTo")
	if err != nil {
		return err
	}
	a.MaxTimeoutSeconds, err = accepted.integer("maxTimeoutSeconds")
	if err != nil {
		return err
	}
	if accepted.get("extra") != nil {
		extra, err := accepted.object("extra")
		if err != nil {
			return err
		}
		a.Extra = make(map[string]json.RawMessage, len(extra))
		for _, m := range extra {
			a.Extra[string(m.name)] = m.raw
		}
	}
	p.Accepted = a
	if p.Scheme == SchemeExact {
		p.Authorization.Token = a.Asset
	}
	return nil
}

// readExact reads an EIP-3009 authorization.
func (p *Payment) readExact(payload object) error {
	if payload.get("authorization") == nil && payload.get("permit2Authorization") != nil {
		return fmt.Errorf("permit2Authorization: %w", ErrScheme)
	}
	auth, err := payload.object("authorization")
	if err != nil {
		return err
	}
	a := &p.Authorization
	from, err := auth.address("from")
	if err != nil {
		return err
	}
	to, err := auth.address("to")
	if err != nil {
		return err
	}
	a.From, a.To = from, to
	a.Value, err = auth.uint256("value", ErrValue)
	if err != nil {
		return err
	}
	a.ValidAfter, err = auth.seconds("validAfter", ErrValidAfter)
	if err != nil {
		return err
	}
	a.ValidBefore, err = auth.seconds("validBefore", ErrValidBefore)
	if err != nil {
		return err
	}
	if !auth.fixed("nonce", a.Nonce[:]) {
		return errors.New("nonce is not 0x and 64 hex digits")
	}
	a.Signature, err = payload.hex("signature")
	return err
}

func (o object) address(name string) (a common.Address, err error) {
	if !o.fixed(name, a[:]) {
		return a, fmt.Errorf("%s is not 0x and 40 hex digits", name)
	}
	return a, nil
}

// fixed reads 0x and exactly the hex digits that fill b.
func (o object) fixed(name string, b []byte) bool {
	text, err := plain(o.get(name))
	digits, ok := bytes.CutPrefix(text, []byte("0x"))
	if err != nil || !ok || len(digits) != 2*len(b) {
		return false
	}
	_, err = hex.Decode(b, digits)
	return err == nil
}

func (o object) hex(name string) ([]byte, error) {
	text, err := plain(o.get(name))
	if err != nil {
		return nil, fmt.Errorf("%s is not a string", name)
	}
	digits, ok := bytes.CutPrefix(text, []byte("0x"))
	b := make([]byte, hex.DecodedLen(len(digits)))
	_, err = hex.Decode(b, digits)
	if !ok || err != nil {
		return nil, fmt.Errorf("%s is not 0x and hex digits", name)
	}
	return b, nil
}

// uint256 reads a decimal string. Every uint256 is well formed; of those beyond
// 128 bits none is ever valid, which is beyond's to say.
func (o object) uint256(name string, beyond *Error) (metering.BaseUnits, error) {
	s, err := o.text(name)
	if err != nil {
		return metering.BaseUnits{}, err
	}
	if len(s) > 78 { // 2^256 has 78 digits.
		return metering.BaseUnits{}, fmt.Errorf("%s does not fit 256 bits", name)
	}
	u, err := metering.ParseBaseUnits(s)
	if err == nil {
		return u, nil
	}
	if !errors.Is(err, money.ErrRange) {
		return metering.BaseUnits{}, fmt.Errorf("%s is not a decimal number", name)
	}
	n, ok := new(big.Int).SetString(s, 10)
	if !ok || n.BitLen() > 256 {
		return metering.BaseUnits{}, fmt.Errorf("%s does not fit 256 bits", name)
	}
	return metering.BaseUnits{}, fmt.Errorf("%s %s: %w", name, s, beyond)
}

// seconds reads a uint256 of Unix seconds; no valid one is beyond 64 bits.
func (o object) seconds(name string, beyond *Error) (uint64, error) {
	u, err := o.uint256(name, beyond)
	if err != nil {
		return 0, err
	}
	if u.Hi != 0 {
		return 0, fmt.Errorf("%s %s: %w", name, u, beyond)
	}
	return u.Lo, nil
}
