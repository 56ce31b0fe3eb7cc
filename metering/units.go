package metering

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/farebox/farebox/metering/money"
)

// Quantity is what a meter counted, fixed point at 10^-12 like money: calls,
// bytes and tokens are whole, seconds and header quantities need not be.
type Quantity = money.Amount

// Kind says what a unit is. The numbers are frozen: they stand in journal
// entries. Token kinds are disjoint, so that no token is priced twice.
type Kind uint8

// The kinds of unit.
const (
	KindCall         Kind = 1  // one proxied call
	KindBytes        Kind = 2  // bytes of response body
	KindInput        Kind = 3  // input tokens that came from no cache
	KindCacheRead    Kind = 4  // input tokens read from a prompt cache
	KindCacheWrite   Kind = 5  // input tokens written to a 5-minute prompt cache
	KindCacheWrite1h Kind = 6  // input tokens written to a 1-hour prompt cache
	KindOutput       Kind = 7  // output tokens in all, reasoning included
	KindReasoning    Kind = 8  // reasoning tokens, part of KindOutput: for information, never priced
	KindAudioIn      Kind = 9  // audio input tokens
	KindAudioOut     Kind = 10 // audio output tokens
	KindImageIn      Kind = 11 // image input tokens
	KindToolCall     Kind = 12 // calls of tools that the provider runs
)

var kindNames = [...]string{
	KindCall: "call", KindBytes: "bytes", KindInput: "input", KindCacheRead: "cache_read",
	KindCacheWrite: "cache_write", KindCacheWrite1h: "cache_write_1h", KindOutput: "output",
	KindReasoning: "reasoning", KindAudioIn: "audio_in", KindAudioOut: "audio_out",
	KindImageIn: "image_in", KindToolCall: "tool_call",
}

// String returns the kind's name as it stands in JSON and in price components.
func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return fmt.Sprintf("kind-%d", uint8(k))
}

// ParseKind is the inverse of Kind.String.
func ParseKind(name string) (Kind, bool) {
	i := slices.Index(kindNames[:], name)
	return Kind(max(i, 0)), i > 0 && name != ""
}

// Unit is a quantity of one kind.
type Unit struct {
	Kind     Kind
	Quantity Quantity
}

// Units is what one call used: one Unit per kind, in ascending order of kind,
// none of them zero or negative. The nil slice is no usage.
type Units []Unit

// Count returns Units of one kind, n whole units; nil for zero.
func Count(k Kind, n uint64) Units {
	if n == 0 {
		return nil
	}
	q, err := money.Units(1).Mul(n)
	if err != nil { // 2^64 · 10^12 fits 127 bits
		panic(err)
	}
	return Units{{Kind: k, Quantity: q}}
}

// Check returns an error where the units are out of order or not above zero: such
// units have no encoding.
func (u Units) Check() error {
	for i, x := range u {
		if x.Kind == 0 || x.Quantity.Sign() <= 0 || i > 0 && u[i-1].Kind >= x.Kind {
			return fmt.Errorf("units of %s stand out of order or are not above zero: %s", x.Kind, x.Quantity)
		}
	}
	return nil
}

// Of returns the quantity of one kind, zero where there is none.
func (u Units) Of(k Kind) Quantity {
	for _, x := range u {
		if x.Kind == k {
			return x.Quantity
		}
	}
	return Quantity{}
}

// Add returns the sum of u and v by kind, in a new slice.
func (u Units) Add(v Units) (Units, error) {
	sum := make(Units, 0, len(u)+len(v))
	for len(u) > 0 || len(v) > 0 {
		switch {
		case len(v) == 0 || len(u) > 0 && u[0].Kind < v[0].Kind:
			sum, u = append(sum, u[0]), u[1:]
		case len(u) == 0 || v[0].Kind < u[0].Kind:
			sum, v = append(sum, v[0]), v[1:]
		default:
			q, err := u[0].Quantity.Add(v[0].Quantity)
			if err != nil {
				return nil, fmt.Errorf("add units of %s: %w", u[0].Kind, err)
			}
			sum, u, v = append(sum, Unit{Kind: u[0].Kind, Quantity: q}), u[1:], v[1:]
		}
	}
	return sum, nil
}

// Total returns the sum over all kinds but KindReasoning, which KindOutput
// holds already.
func (u Units) Total() (Quantity, error) {
	var sum Quantity
	var err error
	for _, x := range u {
		if x.Kind == KindReasoning {
			continue
		}
		sum, err = sum.Add(x.Quantity)
		if err != nil {
			return Quantity{}, fmt.Errorf("total units: %w", err)
		}
	}
	return sum, nil
}

// MarshalJSON writes {"kind":"quantity",…} in ascending order of kind.
func (u Units) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, x := range u {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, x.Kind.String()...)
		b = append(b, `":"`...)
		b = x.Quantity.AppendText(b)
		b = append(b, '"')
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads MarshalJSON's form.
func (u *Units) UnmarshalJSON(text []byte) error {
	var m map[string]Quantity
	err := json.Unmarshal(text, &m)
	if err != nil {
		return fmt.Errorf("parse units: %w", err)
	}
	*u = nil
	for name, q := range m {
		k, ok := ParseKind(name)
		if !ok || q.Sign() < 0 {
			return fmt.Errorf("parse units: no such kind of usage: %q", name)
		}
		if !q.IsZero() {
			*u = append(*u, Unit{Kind: k, Quantity: q})
		}
	}
	slices.SortFunc(*u, func(a, b Unit) int { return int(a.Kind) - int(b.Kind) })
	return nil
}
