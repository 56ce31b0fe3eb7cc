package rating

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"

	"github.com/farebox/farebox/metering"
)

// Simulate prices one quantity and returns the exact amount as a plain decimal
// without trailing zeros. It does not round, not even below 10^-12: that is the
// business of a charge. The quantity is a decimal, or a JSON object:
// {"pre":"1000","quantity":"10"} prices 10 on top of 1000 (with
// previously_billed and independent_endpoints, which change nothing here), and
// for components {"input":"3","output":"550"} gives each kind its own.
//
// The error wraps ErrDefinition, ErrUnsupported, ErrQuantity or
// metering.ErrUnpriced.
func Simulate(def, quantity []byte) (string, error) {
	object, err := decodeComputation(def)
	if err != nil {
		return "", err
	}
	l, err := newLinear(object)
	if err != nil {
		return "", err
	}
	amounts, err := readQuantity(quantity, l.unit)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrQuantity, err)
	}
	sum := new(big.Int)
	for k, d := range amounts {
		r := l.rate(k)
		if k == metering.KindReasoning {
			continue
		}
		if !r.known {
			return "", fmt.Errorf("price %s: %w", k, metering.ErrUnpriced)
		}
		sum.Add(sum, new(big.Int).Mul(r.price.scaled, d.scaled))
	}
	return formatScaled(sum, 2*priceDecimals), nil
}

// decodeComputation is decodeDefinition that also knows the computations that
// are not prices.
func decodeComputation(def []byte) (map[string]any, error) {
	v, err := decodeStrict(def)
	if err == nil {
		object, _ := v.(map[string]any)
		model, _ := object["model"].(string)
		known := []string{"grants", "credit_draw", "split", "invoice", "sum_lines", "round_fee"}
		if slices.Contains(known, model) {
			return nil, fmt.Errorf("computation %q: %w", model, ErrUnsupported)
		}
	}
	return decodeDefinition(def)
}

// readQuantity reads the usage to price, by kind; under model unit all of it
// stands under KindCall, since only the total counts.
func readQuantity(text []byte, unit bool) (map[metering.Kind]decimal, error) {
	plain, err := parseDecimal(string(text))
	if err == nil {
		return single(plain, unit)
	}
	v, decodeErr := decodeStrict(text)
	if decodeErr != nil {
		return nil, err
	}
	switch v := v.(type) {
	case string, json.Number:
		plain, err = decimalOf(v)
		if err != nil {
			return nil, err
		}
		return single(plain, unit)
	case map[string]any:
		if unit {
			return unitQuantity(v)
		}
		return kindQuantities(v)
	default:
		return nil, fmt.Errorf("want a decimal or an object, got %s", jsonType(v))
	}
}

func single(d decimal, unit bool) (map[metering.Kind]decimal, error) {
	if !unit {
		return nil, fmt.Errorf("model components wants an object by kind, such as {\"input\":\"3\",\"output\":\"550\"}")
	}
	return map[metering.Kind]decimal{metering.KindCall: d}, nil
}

// unitQuantity reads {"pre":…,"quantity":…}. What came before does not change
// a linear price; it is checked all the same.
func unitQuantity(object map[string]any) (map[metering.Kind]decimal, error) {
	err := checkObject(object, map[string]member{
		"quantity": {required: true, check: isDecimal}, "pre": {check: isDecimal},
		"previously_billed": {check: isDecimal}, "independent_endpoints": {check: isBool},
	})
	if err != nil {
		return nil, err
	}
	d, err := decimalOf(object["quantity"])
	return map[metering.Kind]decimal{metering.KindCall: d}, err
}

func kindQuantities(object map[string]any) (map[metering.Kind]decimal, error) {
	amounts := map[metering.Kind]decimal{}
	for name, v := range object {
		k, ok := metering.ParseKind(name)
		if !ok {
			return nil, fmt.Errorf("unknown kind of usage %q", name)
		}
		d, err := decimalOf(v)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		amounts[k] = d
	}
	return amounts, nil
}

func isDecimal(v any) error {
	_, err := decimalOf(v)
	return err
}

func decimalOf(v any) (decimal, error) {
	switch v := v.(type) {
	case string:
		return parseDecimal(v)
	case json.Number: // its very text: no float is made of it
		return parseDecimal(v.String())
	default:
		return decimal{}, fmt.Errorf("want a decimal, got %s", jsonType(v))
	}
}
