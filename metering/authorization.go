package metering

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"strings"

	"github.com/farebox/farebox/metering/money"
)

// ErrAuthorization reports bytes or text that are no authorization.
var ErrAuthorization = errors.New("not an authorization")

// BaseUnits is an unsigned 128-bit count of a token's smallest units, as it is
// signed and moved on chain. It is a type of its own so that it is never taken
// for a money.Amount. Values are comparable with ==; the zero value is zero.
type BaseUnits struct {
	Hi, Lo uint64
}

// BaseUnitsOf returns the base units of an amount in an asset with the given
// decimals (at most 12). ok is false where the amount is negative or no whole
// number of them.
func BaseUnitsOf(a money.Amount, decimals uint8) (u BaseUnits, ok bool) {
	n, exact := a.BaseUnits(decimals)
	if !exact || n.Sign() < 0 {
		return BaseUnits{}, false
	}
	var b [16]byte
	n.FillBytes(b[:]) // An Amount has 127 bits and base units are never finer than picos.
	return baseUnits(b[:]), true
}

// ParseBaseUnits reads decimal digits without sign or leading zeros. It returns
// money.ErrSyntax, or money.ErrRange for what does not fit 128 bits.
func ParseBaseUnits(s string) (BaseUnits, error) {
	var u BaseUnits
	if s == "" || len(s) > 1 && s[0] == '0' {
		return BaseUnits{}, money.ErrSyntax
	}
	inRange := true
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return BaseUnits{}, money.ErrSyntax
		}
		over, hi := bits.Mul64(u.Hi, 10)
		carry, lo := bits.Mul64(u.Lo, 10)
		lo, c1 := bits.Add64(lo, uint64(c-'0'), 0)
		hi, c2 := bits.Add64(hi, carry, c1)
		inRange = inRange && over == 0 && c2 == 0
		u = BaseUnits{Hi: hi, Lo: lo}
	}
	if !inRange {
		return BaseUnits{}, money.ErrRange
	}
	return u, nil
}

// Amount returns the value in the asset's unit. It returns money.ErrPrecision
// for more than 12 decimals and money.ErrRange for what an Amount cannot hold.
func (u BaseUnits) Amount(decimals uint8) (money.Amount, error) {
	return money.FromBaseUnits(u.Big(), decimals)
}

// Big returns the value as a new big.Int.
func (u BaseUnits) Big() *big.Int {
	b := u.bytes()
	return new(big.Int).SetBytes(b[:])
}

// Word returns the value as a big-endian 256-bit word of the chain's ABI.
func (u BaseUnits) Word() (w [32]byte) {
	b := u.bytes()
	copy(w[16:], b[:])
	return w
}

// IsZero reports whether the value is zero.
func (u BaseUnits) IsZero() bool { return u == BaseUnits{} }

// String returns the value in decimal digits.
func (u BaseUnits) String() string { return u.Big().String() }

// MarshalText implements encoding.TextMarshaler: JSON carries base units as
// decimal strings.
func (u BaseUnits) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler with ParseBaseUnits' rules.
func (u *BaseUnits) UnmarshalText(text []byte) error {
	v, err := ParseBaseUnits(string(text))
	if err != nil {
		return fmt.Errorf("parse base units: %w", err)
	}
	*u = v
	return nil
}

func (u BaseUnits) bytes() (b [16]byte) {
	binary.BigEndian.PutUint64(b[:8], u.Hi)
	binary.BigEndian.PutUint64(b[8:], u.Lo)
	return b
}

func baseUnits(b []byte) BaseUnits {
	return BaseUnits{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}
}

// Authorization is a payer's signed permission to move a token once: the
// message TransferWithAuthorization of EIP-3009. Token, From and Nonce identify
// it: the token takes a nonce of a payer once, whatever else is signed with it.
type Authorization struct {
	Token       [20]byte // the token's contract
	From        [20]byte // the payer, who signed
	To          [20]byte
	Value       BaseUnits
	ValidAfter  uint64 // Unix seconds; usable in blocks later than this
	ValidBefore uint64 // Unix seconds; usable in blocks earlier than this
	Nonce       [32]byte
	// Signature is r ‖ s ‖ v, 65 bytes with v 27 or 28, for a payer with a key.
	Signature []byte
}

// The binary form of an Authorization, version 1, is frozen, for it stands in
// journal entries: version byte, Token, From, To, Value (16 bytes), ValidAfter,
// ValidBefore, Nonce, length of Signature (2 bytes), Signature; integers big
// endian. With a payer's own key that is 192 bytes.
const (
	authorizationVersion = 1
	authorizationFixed   = 1 + 3*20 + 16 + 2*8 + 32 + 2
	maxSignature         = 1024
)

// AppendBinary appends the frozen binary form. It returns ErrAuthorization for a
// signature of more than 1024 bytes.
func (a *Authorization) AppendBinary(b []byte) ([]byte, error) {
	if len(a.Signature) > maxSignature {
		return nil, fmt.Errorf("encode authorization: signature of %d bytes: %w", len(a.Signature), ErrAuthorization)
	}
	value := a.Value.bytes()
	b = append(b, authorizationVersion)
	b = append(b, a.Token[:]...)
	b = append(b, a.From[:]...)
	b = append(b, a.To[:]...)
	b = append(b, value[:]...)
	b = binary.BigEndian.AppendUint64(b, a.ValidAfter)
	b = binary.BigEndian.AppendUint64(b, a.ValidBefore)
	b = append(b, a.Nonce[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(a.Signature)))
	return append(b, a.Signature...), nil
}

// ParseAuthorization reads exactly what AppendBinary wrote; it keeps no
// reference to b. It returns ErrAuthorization for anything else.
func ParseAuthorization(b []byte) (Authorization, error) {
	if len(b) < authorizationFixed {
		return Authorization{}, fmt.Errorf("decode authorization: %d bytes: %w", len(b), ErrAuthorization)
	}
	if b[0] != authorizationVersion {
		return Authorization{}, fmt.Errorf("decode authorization: version %d is not known: %w", b[0], ErrAuthorization)
	}
	var a Authorization
	rest := b[1:]
	take := func(n int) []byte {
		var head []byte
		head, rest = rest[:n], rest[n:]
		return head
	}
	copy(a.Token[:], take(20))
	copy(a.From[:], take(20))
	copy(a.To[:], take(20))
	a.Value = baseUnits(take(16))
	a.ValidAfter = binary.BigEndian.Uint64(take(8))
	a.ValidBefore = binary.BigEndian.Uint64(take(8))
	copy(a.Nonce[:], take(32))
	size := int(binary.BigEndian.Uint16(take(2)))
	if size > maxSignature || size != len(rest) {
		return Authorization{}, fmt.Errorf("decode authorization: %d bytes of signature, %d stated: %w", len(rest), size, ErrAuthorization)
	}
	if size > 0 {
		a.Signature = append([]byte(nil), rest...)
	}
	return a, nil
}

// authorizationJSON has its members in the order of RFC 8785.
type authorizationJSON struct {
	From        string    `json:"from"`
	Nonce       string    `json:"nonce"`
	Signature   string    `json:"signature"`
	To          string    `json:"to"`
	Token       string    `json:"token"`
	ValidAfter  uint64    `json:"validAfter,string"`
	ValidBefore uint64    `json:"validBefore,string"`
	Value       BaseUnits `json:"value"`
}

// MarshalJSON writes byte strings as 0x and lower-case hex and integers as
// decimal strings, members in the order of RFC 8785.
func (a Authorization) MarshalJSON() ([]byte, error) {
	return json.Marshal(authorizationJSON{
		From: hex0x(a.From[:]), Nonce: hex0x(a.Nonce[:]), Signature: hex0x(a.Signature),
		To: hex0x(a.To[:]), Token: hex0x(a.Token[:]),
		ValidAfter: a.ValidAfter, ValidBefore: a.ValidBefore, Value: a.Value,
	})
}

// UnmarshalJSON reads MarshalJSON's form. It returns ErrAuthorization where a
// byte string is not of its length.
func (a *Authorization) UnmarshalJSON(text []byte) error {
	var j authorizationJSON
	err := json.Unmarshal(text, &j)
	if err != nil {
		return fmt.Errorf("parse authorization: %w", err)
	}
	v := Authorization{Value: j.Value, ValidAfter: j.ValidAfter, ValidBefore: j.ValidBefore}
	fields := []struct {
		name, text string
		into       []byte
	}{{"token", j.Token, v.Token[:]}, {"from", j.From, v.From[:]}, {"to", j.To, v.To[:]}, {"nonce", j.Nonce, v.Nonce[:]}}
	for _, f := range fields {
		b, err := unhex0x(f.text)
		if err != nil || len(b) != len(f.into) {
			return fmt.Errorf("parse authorization: %s is not 0x and %d hex digits: %w", f.name, 2*len(f.into), ErrAuthorization)
		}
		copy(f.into, b)
	}
	v.Signature, err = unhex0x(j.Signature)
	if err != nil || len(v.Signature) > maxSignature {
		return fmt.Errorf("parse authorization: signature is not 0x and at most %d hex digits: %w", 2*maxSignature, ErrAuthorization)
	}
	*a = v
	return nil
}

func hex0x(b []byte) string { return "0x" + hex.EncodeToString(b) }

func unhex0x(s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok {
		return nil, ErrAuthorization
	}
	if digits == "" {
		return nil, nil
	}
	return hex.DecodeString(digits)
}
