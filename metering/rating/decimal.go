package rating

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/farebox/farebox/metering/money"
)

const (
	// priceDecimals is the finest scale of a price: 10^-18 of the asset's unit.
	priceDecimals = 18
	// maxDecimalText bounds the text of one decimal before it is looked at.
	maxDecimalText = 64
)

// decimal is an exact number, scaled by 10^18.
type decimal struct {
	scaled *big.Int
	text   string // canonical: no leading or trailing zeros
}

// parseDecimal reads a plain decimal number: an optional minus, digits, and at
// most 18 decimals. No exponent, plus, spaces or leading zeros, which other
// readers take for octal.
func parseDecimal(s string) (decimal, error) {
	digits, neg := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(digits, ".")
	switch {
	case len(s) > maxDecimalText:
		return decimal{}, fmt.Errorf("number is longer than %d characters", maxDecimalText)
	case whole == "", point && frac == "", !onlyDigits(whole), !onlyDigits(frac):
		return decimal{}, fmt.Errorf("%q is not a plain decimal number, such as \"0.001\"", s)
	case len(whole) > 1 && whole[0] == '0':
		return decimal{}, fmt.Errorf("%q has a leading zero", s)
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > priceDecimals {
		return decimal{}, fmt.Errorf("%q has more than %d decimals", s, priceDecimals)
	}
	n, ok := new(big.Int).SetString(whole+frac+strings.Repeat("0", priceDecimals-len(frac)), 10)
	if !ok {
		return decimal{}, fmt.Errorf("%q is not a plain decimal number", s)
	}
	if neg {
		n.Neg(n)
	}
	return decimal{scaled: n, text: formatScaled(n, priceDecimals)}, nil
}

// parsePrice reads a decimal that is not negative and, being one unit's price,
// fits an amount of money.
func parsePrice(s string) (decimal, error) {
	d, err := parseDecimal(s)
	if err != nil {
		return decimal{}, err
	}
	if d.scaled.Sign() < 0 {
		return decimal{}, fmt.Errorf("%q is negative", s)
	}
	if _, err := money.FromBig(floorPicos(d.scaled)); err != nil {
		return decimal{}, fmt.Errorf("%q does not fit an amount", s)
	}
	return d, nil
}

// pico returns the decimal as an amount; whole is false where it has more than
// 12 decimals.
func (d decimal) pico() (a money.Amount, whole bool) {
	q, r := new(big.Int).QuoRem(d.scaled, tenTo(priceDecimals-money.Decimals), new(big.Int))
	a, err := money.FromBig(q)
	return a, err == nil && r.Sign() == 0
}

// floorPicos rounds a number scaled by 10^18 down to picos.
func floorPicos(scaled *big.Int) *big.Int {
	return new(big.Int).Div(scaled, tenTo(priceDecimals-money.Decimals))
}

// formatScaled writes n·10^-scale without an exponent and without trailing zeros.
func formatScaled(n *big.Int, scale int) string {
	digits := new(big.Int).Abs(n).String()
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	point := len(digits) - scale
	text := digits[:point]
	if frac := strings.TrimRight(digits[point:], "0"); frac != "" {
		text += "." + frac
	}
	if n.Sign() < 0 {
		text = "-" + text
	}
	return text
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

func tenTo(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
