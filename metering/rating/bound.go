package rating

import (
	"fmt"
	"math/big"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Ceiling implements metering.Rater. For components, a bound of KindInput
// bounds the input side as a whole (input, cache and image and audio input)
// less the kinds that have a bound of their own, and is rated at the highest
// price among them; KindOutput does the same for the output side. Calls of tools
// have no place in a bound of tokens: where they have a price they need a bound
// of their own.
//
// The result is rounded up, which covers the rounding of Rate at every cum:
// floor(x+y) − floor(x) ≤ ceil(y).
func (l *linear) Ceiling(_, bound metering.Units) (money.Amount, error) {
	if len(bound) == 0 {
		return money.Amount{}, metering.ErrNoBound
	}
	if l.unit && l.rates[0].whole && wholeUnits(bound) {
		return l.Rate(nil, bound) // exact: there is nothing to round up
	}
	sum := new(big.Int)
	for _, u := range bound {
		if u.Kind == metering.KindReasoning {
			continue
		}
		if u.Quantity.Sign() < 0 {
			return money.Amount{}, fmt.Errorf("bound %s of %s: %w: negative", u.Quantity, u.Kind, ErrQuantity)
		}
		price, err := l.highest(u.Kind, bound)
		if err != nil {
			return money.Amount{}, err
		}
		sum.Add(sum, new(big.Int).Mul(price, u.Quantity.Big()))
	}
	if err := l.allBounded(bound); err != nil {
		return money.Amount{}, err
	}
	n := new(big.Int).Neg(floorSum(new(big.Int).Neg(sum)))
	a, err := money.FromBig(n)
	if err != nil {
		return money.Amount{}, fmt.Errorf("rate ceiling: %w", err)
	}
	return a, nil
}

// wholeUnits reports whether every quantity is a whole number that a call's
// fast path takes.
func wholeUnits(q metering.Units) bool {
	for i := range q {
		if _, ok := q[i].Quantity.Whole(); !ok || q[i].Kind == metering.KindReasoning {
			return false
		}
	}
	return true
}

// highest returns the highest price that a unit under this kind's bound can have.
func (l *linear) highest(k metering.Kind, bound metering.Units) (*big.Int, error) {
	r := l.rate(k)
	if !r.known {
		return nil, fmt.Errorf("bound %s: %w", k, metering.ErrUnpriced)
	}
	top := r.price.scaled
	if l.unit || family(k) != k {
		return top, nil
	}
	for _, sibling := range componentKinds() {
		s := &l.rates[sibling]
		covered := family(sibling) == k && sibling != metering.KindToolCall && bound.Of(sibling).IsZero()
		if covered && s.known && s.price.scaled.Cmp(top) > 0 {
			top = s.price.scaled
		}
	}
	return top, nil
}

// allBounded checks that each kind with a figure of its own is under some bound.
func (l *linear) allBounded(bound metering.Units) error {
	if l.unit {
		return nil // one price: the bound's total bounds the total
	}
	for _, k := range componentKinds() {
		if !l.listed[k] || !bound.Of(k).IsZero() {
			continue
		}
		if k == metering.KindToolCall || bound.Of(family(k)).IsZero() {
			return fmt.Errorf("bound %s: %w", k, metering.ErrNoBound)
		}
	}
	return nil
}

// Flat implements metering.Rater: the price of one call under model unit, where
// it is a whole number of picos. It is the price of a call only on a route whose
// meter counts calls; the caller checks that.
func (l *linear) Flat() (money.Amount, bool) {
	if !l.unit || !l.rates[0].whole {
		return money.Amount{}, false
	}
	return l.rates[0].pico, true
}

// Unit implements metering.Rater.
func (l *linear) Unit(k metering.Kind) (string, bool) {
	r := l.rate(k)
	if k == metering.KindReasoning || !r.known {
		return "", false
	}
	return r.price.text, true
}

// definition returns the definition with its figures in canonical form, for
// JSON.
func (l *linear) definition() map[string]any {
	if l.unit {
		return map[string]any{"model": modelUnit, "unit": l.rates[0].price.text}
	}
	prices := map[string]string{}
	for k, listed := range l.given {
		if listed {
			prices[metering.Kind(k).String()] = l.rates[k].price.text
		}
	}
	return map[string]any{"model": modelComponents, "prices": prices}
}

// Borrowed returns the kinds of usage in q that the price has no figure for and
// rates at another kind's; their record is flagged. Kinds that it refuses, and
// raters of other packages, have none.
func Borrowed(r metering.Rater, q metering.Units) []metering.Kind {
	l, ok := r.(*linear)
	if !ok || l.unit {
		return nil
	}
	var kinds []metering.Kind
	for _, u := range q {
		if u.Kind != metering.KindReasoning && l.rate(u.Kind).known && !l.listed[u.Kind] {
			kinds = append(kinds, u.Kind)
		}
	}
	return kinds
}

// Require checks a price against the usage that a route's meter is known to
// report: each kind must have a figure of its own, else the error wraps
// metering.ErrUnpriced and names it.
func Require(r metering.Rater, kinds ...metering.Kind) error {
	for _, k := range kinds {
		_, priced := r.Unit(k)
		borrowed := Borrowed(r, metering.Count(k, 1))
		if !priced || len(borrowed) > 0 {
			return fmt.Errorf("usage of kind %s: %w", k, metering.ErrUnpriced)
		}
	}
	return nil
}
