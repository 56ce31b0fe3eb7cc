package rating

import (
	"fmt"
	"math/big"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// linear rates every kind of usage at a fixed price per unit: the models unit
// (one price for all kinds) and components (a price by kind).
type linear struct {
	unit   bool // model unit: rates[0] prices every kind
	rates  [metering.KindToolCall + 1]rate
	given  [metering.KindToolCall + 1]bool // components: the definition names this kind
	listed [metering.KindToolCall + 1]bool // given, or cache_write_1h under cache_write's figure
}

// rate is the price of one unit of one kind.
type rate struct {
	known bool // false: usage of the kind is refused
	price decimal
	// pico is the price where it is a whole number of picos. Then, for whole
	// quantities, R is exact, R(cum+q) − R(cum) = q·pico whatever cum is, and
	// neither big integers nor allocations are needed.
	pico  money.Amount
	whole bool
}

var _ metering.Rater = (*linear)(nil)

// newLinear compiles a definition whose shape was checked.
func newLinear(object map[string]any) (*linear, error) {
	l := &linear{}
	if object["model"] == modelUnit {
		r, err := newRate(object["unit"])
		if err != nil {
			return nil, err
		}
		l.unit, l.rates[0] = true, r
		return l, nil
	}
	for name, v := range object["prices"].(map[string]any) {
		k, ok := metering.ParseKind(name)
		if !ok {
			return nil, fmt.Errorf("%w: unknown kind of usage %q", ErrDefinition, name)
		}
		r, err := newRate(v)
		if err != nil {
			return nil, err
		}
		l.rates[k], l.given[k], l.listed[k] = r, true, true
	}
	// In this order, so that a 1-hour cache write borrows the 5-minute figure
	// before it borrows the input's.
	for _, k := range componentKinds() {
		if l.listed[k] {
			continue
		}
		l.rates[k] = l.rates[family(k)]
		if k == metering.KindCacheWrite1h && l.listed[metering.KindCacheWrite] {
			l.rates[k], l.listed[k] = l.rates[metering.KindCacheWrite], true
		}
	}
	return l, nil
}

func newRate(v any) (rate, error) {
	d, err := priceOf(v)
	if err != nil {
		return rate{}, fmt.Errorf("%w: %w", ErrDefinition, err)
	}
	r := rate{known: true, price: d}
	r.pico, r.whole = d.pico()
	return r, nil
}

// family is the kind whose price is borrowed, and whose bound is shared, by a
// kind that has none of its own.
func family(k metering.Kind) metering.Kind {
	switch k {
	case metering.KindOutput, metering.KindAudioOut, metering.KindToolCall:
		return metering.KindOutput
	default:
		return metering.KindInput
	}
}

// rate returns the price of a kind; known is false in it where there is none.
func (l *linear) rate(k metering.Kind) *rate {
	if l.unit || int(k) >= len(l.rates) {
		k = 0 // for components rates[0] is never known
	}
	return &l.rates[k]
}

// Rate implements metering.Rater.
func (l *linear) Rate(cum, q metering.Units) (money.Amount, error) {
	var sum money.Amount
	for i := range q {
		if q[i].Kind == metering.KindReasoning {
			continue
		}
		r := l.rate(q[i].Kind)
		n, whole := q[i].Quantity.Whole()
		if !whole || !r.whole {
			return l.rateExactly(cum, q)
		}
		charge, err := r.pico.Mul(n)
		if err != nil {
			return money.Amount{}, fmt.Errorf("rate %s: %w", q[i].Kind, err)
		}
		sum, err = sum.Add(charge)
		if err != nil {
			return money.Amount{}, fmt.Errorf("rate usage: %w", err)
		}
	}
	return sum, nil
}

// rateExactly is Rate for any price and quantity.
func (l *linear) rateExactly(cum, q metering.Units) (money.Amount, error) {
	before, err := l.sum(cum)
	if err != nil {
		return money.Amount{}, err
	}
	added, err := l.sum(q)
	if err != nil {
		return money.Amount{}, err
	}
	after := new(big.Int).Add(before, added)
	charge := new(big.Int).Sub(floorSum(after), floorSum(before))
	a, err := money.FromBig(charge)
	if err != nil {
		return money.Amount{}, fmt.Errorf("rate usage: %w", err)
	}
	return a, nil
}

// sum returns the exact price of usage, scaled by 10^30: 10^18 of the price
// times 10^12 of the quantity.
func (l *linear) sum(units metering.Units) (*big.Int, error) {
	sum := new(big.Int)
	for _, u := range units {
		if u.Kind == metering.KindReasoning {
			continue
		}
		if u.Quantity.Sign() < 0 {
			return nil, fmt.Errorf("rate %s of %s: %w: negative", u.Quantity, u.Kind, ErrQuantity)
		}
		r := l.rate(u.Kind)
		if !r.known {
			return nil, fmt.Errorf("rate %s: %w", u.Kind, metering.ErrUnpriced)
		}
		sum.Add(sum, new(big.Int).Mul(r.price.scaled, u.Quantity.Big()))
	}
	return sum, nil
}

// floorSum rounds a number scaled by 10^30 down to picos.
func floorSum(n *big.Int) *big.Int {
	return new(big.Int).Div(n, tenTo(priceDecimals))
}
