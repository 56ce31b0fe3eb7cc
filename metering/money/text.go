package money

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// maxText bounds the text Parse looks at: a sign, 27 digits, a point, 12
// decimals, and room for leading and trailing zeros.
const maxText = 64

// Parse reads a plain decimal number such as "12", "-0.5" or "0.000001": an
// optional minus, digits, and at most 12 decimals (further zeros are fine). No
// exponent, no plus, no spaces, no digit groups. It returns an error that wraps
// ErrSyntax, ErrPrecision or ErrRange.
func Parse(s string) (Amount, error) {
	digits, neg := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	if len(s) > maxText || whole == "" || (point && frac == "") {
		return Amount{}, parseError(s, ErrSyntax)
	}
	var a Amount
	var err error
	for i := range len(whole) {
		a, err = pushDigit(a, whole[i])
		if err != nil {
			return Amount{}, parseError(s, err)
		}
	}
	for i := range max(len(frac), Decimals) {
		c := byte('0')
		if i < len(frac) {
			c = frac[i]
		}
		if i >= Decimals {
			if c < '0' || c > '9' {
				return Amount{}, parseError(s, ErrSyntax)
			}
			if c != '0' {
				return Amount{}, parseError(s, ErrPrecision)
			}
			continue
		}
		a, err = pushDigit(a, c)
		if err != nil {
			return Amount{}, parseError(s, err)
		}
	}
	if neg {
		a = a.negate()
	}
	return a, nil
}

// MustParse is Parse for constants and tests; it panics on an error.
func MustParse(s string) Amount {
	a, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return a
}

func pushDigit(a Amount, c byte) (Amount, error) {
	if c < '0' || c > '9' {
		return Amount{}, ErrSyntax
	}
	a, err := a.Mul(10)
	if err != nil {
		return Amount{}, err
	}
	return a.Add(Pico(int64(c - '0')))
}

func parseError(s string, err error) error {
	if len(s) > maxText {
		s = s[:maxText] + "…"
	}
	return fmt.Errorf("parse amount %q: %w", s, err)
}

// String returns the amount in units: plain decimals, no exponent, no trailing
// zeros.
func (a Amount) String() string {
	return string(a.AppendText(nil))
}

// AppendText appends String's form to b.
func (a Amount) AppendText(b []byte) []byte {
	if a.hi < 0 {
		b = append(b, '-')
		a = a.negate() // −2^127 stays as it is and is read as unsigned below
	}
	// Two divisions by 10^12 split the 128 bits into whole units and picos.
	qhi, r := bits.Div64(0, uint64(a.hi), 1_000_000_000_000)
	qlo, frac := bits.Div64(r, a.lo, 1_000_000_000_000)
	if qhi == 0 {
		b = strconv.AppendUint(b, qlo, 10)
	} else {
		// Whole units beyond 64 bits: once more by 10^19, the largest power of ten below 2^64.
		top, rest := bits.Div64(qhi, qlo, 10_000_000_000_000_000_000)
		b = strconv.AppendUint(b, top, 10)
		b = append(b, fmt.Sprintf("%019d", rest)...)
	}
	if frac == 0 {
		return b
	}
	var d [Decimals]byte
	for i := Decimals - 1; i >= 0; i-- {
		d[i] = byte('0' + frac%10)
		frac /= 10
	}
	n := Decimals
	for d[n-1] == '0' {
		n--
	}
	b = append(b, '.')
	return append(b, d[:n]...)
}

// MarshalText implements encoding.TextMarshaler: JSON carries amounts as
// decimal strings.
func (a Amount) MarshalText() ([]byte, error) { return a.AppendText(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler with Parse's rules.
func (a *Amount) UnmarshalText(text []byte) error {
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*a = v
	return nil
}
