package money

import (
	"encoding/binary"
	"errors"
	"math/big"
	"math/bits"
)

// Decimals is the fixed scale of every Amount: 10^-12 of the asset's unit.
const Decimals = 12

// Errors of this package. Parse wraps ErrSyntax, ErrPrecision and ErrRange;
// arithmetic returns ErrRange.
var (
	// ErrSyntax reports text that is not a plain decimal number.
	ErrSyntax = errors.New("not a plain decimal number")
	// ErrPrecision reports a number with more than 12 decimals.
	ErrPrecision = errors.New("more than 12 decimals")
	// ErrRange reports a number or a result that does not fit 128 bits.
	ErrRange = errors.New("amount out of range")
)

// Amount is a signed number of picos (10^-12). The zero value is zero. Amounts
// are comparable with ==.
type Amount struct {
	hi int64
	lo uint64
}

// Pico returns n picos.
func Pico(n int64) Amount {
	return Amount{hi: n >> 63, lo: uint64(n)}
}

// Units returns n whole units (n · 10^12 picos).
func Units(n int64) Amount {
	neg := n < 0
	u := uint64(n)
	if neg {
		u = -u
	}
	hi, lo := bits.Mul64(u, 1_000_000_000_000)
	a := Amount{hi: int64(hi), lo: lo} // hi < 2^40: the product fits 104 bits.
	if neg {
		a = a.negate()
	}
	return a
}

// Add returns a + b, or ErrRange.
func (a Amount) Add(b Amount) (Amount, error) {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi := a.hi + b.hi + int64(carry)
	if (a.hi < 0) == (b.hi < 0) && (hi < 0) != (a.hi < 0) {
		return Amount{}, ErrRange
	}
	return Amount{hi: hi, lo: lo}, nil
}

// Sub returns a − b, or ErrRange.
func (a Amount) Sub(b Amount) (Amount, error) {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi := a.hi - b.hi - int64(borrow)
	if (a.hi < 0) != (b.hi < 0) && (hi < 0) != (a.hi < 0) {
		return Amount{}, ErrRange
	}
	return Amount{hi: hi, lo: lo}, nil
}

// Neg returns −a, or ErrRange for the one value that has no negative.
func (a Amount) Neg() (Amount, error) {
	return Amount{}.Sub(a)
}

// Mul returns a · n, or ErrRange.
func (a Amount) Mul(n uint64) (Amount, error) {
	neg := a.hi < 0
	m := a
	if neg {
		m = a.negate()
		if m.hi < 0 {
			if n == 1 {
				return a, nil
			}
			if n == 0 {
				return Amount{}, nil
			}
			return Amount{}, ErrRange
		}
	}
	carry, lo := bits.Mul64(m.lo, n)
	over, hi := bits.Mul64(uint64(m.hi), n)
	hi, c := bits.Add64(hi, carry, 0)
	if over != 0 || c != 0 || hi > 1<<63-1 {
		return Amount{}, ErrRange
	}
	r := Amount{hi: int64(hi), lo: lo}
	if neg {
		r = r.negate()
	}
	return r, nil
}

// Cmp returns −1, 0 or +1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int {
	switch {
	case a == b:
		return 0
	case a.hi < b.hi, a.hi == b.hi && a.lo < b.lo:
		return -1
	default:
		return 1
	}
}

// Less reports whether a < b.
func (a Amount) Less(b Amount) bool { return a.Cmp(b) < 0 }

// Sign returns −1, 0 or +1.
func (a Amount) Sign() int {
	switch {
	case a.hi < 0:
		return -1
	case a.hi == 0 && a.lo == 0:
		return 0
	default:
		return 1
	}
}

// IsZero reports whether a is zero.
func (a Amount) IsZero() bool { return a == Amount{} }

// Min returns the smaller of a and b.
func Min(a, b Amount) Amount {
	if b.Less(a) {
		return b
	}
	return a
}

// Whole returns the amount as a number of whole units where it is one that
// fits a uint64; ok is false for fractions and negative or larger numbers.
func (a Amount) Whole() (n uint64, ok bool) {
	if a.hi < 0 || a.hi >= 1_000_000_000_000 {
		return 0, false
	}
	q, r := bits.Div64(uint64(a.hi), a.lo, 1_000_000_000_000)
	return q, r == 0
}

// Big returns the number of picos.
func (a Amount) Big() *big.Int {
	b := new(big.Int).SetInt64(a.hi)
	b.Lsh(b, 64)
	return b.Add(b, new(big.Int).SetUint64(a.lo))
}

// FromBig returns n picos, or ErrRange.
func FromBig(n *big.Int) (Amount, error) {
	if n.BitLen() > 127 {
		return Amount{}, ErrRange
	}
	var b [16]byte
	new(big.Int).Abs(n).FillBytes(b[:])
	a := FromBytes(b)
	if n.Sign() < 0 {
		a = a.negate()
	}
	return a, nil
}

// Rat returns the amount as an exact rational number of units.
func (a Amount) Rat() *big.Rat {
	return new(big.Rat).SetFrac(a.Big(), pow10(Decimals))
}

// FromBaseUnits returns n base units of an asset with the given decimals, at
// most 12 (ErrPrecision otherwise).
func FromBaseUnits(n *big.Int, decimals uint8) (Amount, error) {
	if decimals > Decimals {
		return Amount{}, ErrPrecision
	}
	return FromBig(new(big.Int).Mul(n, pow10(Decimals-decimals)))
}

// BaseUnits returns the whole base units of an asset with the given decimals
// (at most 12) that are in a, rounded towards minus infinity. exact is false
// when something was rounded off.
func (a Amount) BaseUnits(decimals uint8) (n *big.Int, exact bool) {
	if decimals > Decimals {
		panic("money: asset with more than 12 decimals")
	}
	d := pow10(Decimals - decimals)
	p := a.Big()
	n = floorDiv(p, d)
	return n, new(big.Int).Mul(n, d).Cmp(p) == 0
}

// Round rounds to the given decimals (at most 12), half away from zero.
func (a Amount) Round(decimals uint8) Amount {
	d := pow10(Decimals - decimals)
	p := a.Big()
	neg := p.Sign() < 0
	p.Abs(p)
	p.Add(p, new(big.Int).Rsh(d, 1))
	p.Sub(p, new(big.Int).Mod(p, d))
	if neg {
		p.Neg(p)
	}
	r, err := FromBig(p)
	if err != nil {
		return a // only within one unit of 2^127 picos, which no sum reaches
	}
	return r
}

// Bytes returns the 16-byte big-endian two's complement form.
func (a Amount) Bytes() [16]byte {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(a.hi))
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return b
}

// FromBytes is the inverse of Bytes.
func FromBytes(b [16]byte) Amount {
	return Amount{hi: int64(binary.BigEndian.Uint64(b[:8])), lo: binary.BigEndian.Uint64(b[8:])}
}

func (a Amount) negate() Amount {
	lo, borrow := bits.Sub64(0, a.lo, 0)
	return Amount{hi: -a.hi - int64(borrow), lo: lo}
}

func pow10(n uint8) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// floorDiv divides by a positive d, rounding towards minus infinity.
func floorDiv(n, d *big.Int) *big.Int {
	return new(big.Int).Div(n, d) // Euclidean, equal to floor for d > 0
}
