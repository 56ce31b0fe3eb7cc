package x402

import (
	"math/bits"
	"strconv"

	"github.com/farebox/farebox/metering"
)

// add returns a + b; ok is false where the sum does not fit 128 bits.
func add(a, b metering.BaseUnits) (sum metering.BaseUnits, ok bool) {
	lo, carry := bits.Add64(a.Lo, b.Lo, 0)
	hi, over := bits.Add64(a.Hi, b.Hi, carry)
	return metering.BaseUnits{Hi: hi, Lo: lo}, over == 0
}

// sub returns a − b, and zero where b is the larger.
func sub(a, b metering.BaseUnits) metering.BaseUnits {
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, under := bits.Sub64(a.Hi, b.Hi, borrow)
	if under != 0 {
		return metering.BaseUnits{}
	}
	return metering.BaseUnits{Hi: hi, Lo: lo}
}

// times returns a · n; ok is false where the product does not fit 128 bits.
func times(a metering.BaseUnits, n uint64) (product metering.BaseUnits, ok bool) {
	over, mid := bits.Mul64(a.Hi, n)
	carry, lo := bits.Mul64(a.Lo, n)
	hi, c := bits.Add64(mid, carry, 0)
	return metering.BaseUnits{Hi: hi, Lo: lo}, over == 0 && c == 0
}

func less(a, b metering.BaseUnits) bool {
	return a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo
}

// appendUnits appends u as a JSON string of decimal digits.
func appendUnits(b []byte, u metering.BaseUnits) []byte {
	b = append(b, '"')
	if u.Hi == 0 {
		b = strconv.AppendUint(b, u.Lo, 10)
	} else {
		b = append(b, u.String()...)
	}
	return append(b, '"')
}
