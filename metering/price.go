package metering

import (
	"encoding/json"

	"github.com/farebox/farebox/metering/money"
)

// Price is one version of a named price. A usage record keeps the version it
// was rated with; a change never re-rates history.
type Price struct {
	Name    string
	Version uint32 // 1 for the first definition of a name, then +1 for each change
	// Definition is the canonical JSON (RFC 8785) of the price definition; it is
	// journalled, so that anybody can rate again.
	Definition json.RawMessage
	Rater      Rater // compiled from Definition
}

// Rater rates usage. Implementations are pure and safe for concurrent use.
type Rater interface {
	// Rate returns the charge for using q on top of cum in the same period:
	// R(cum+q) − R(cum), each rounded down to 10^-12, so that splitting usage
	// never changes its price.
	Rate(cum, q Units) (money.Amount, error)
	// Ceiling returns an upper bound of Rate(c, q) over every q with at most the
	// bound's quantity of each kind and every c from cum on. It returns
	// ErrNoBound where a kind that the price knows has no bound.
	Ceiling(cum, bound Units) (money.Amount, error)
	// Flat returns the price of one call where it is the same for every call and
	// known before it, as single payments need; ok is false otherwise.
	Flat() (charge money.Amount, ok bool)
	// Unit returns the price of one unit of the kind for display; ok is false
	// where there is no single one.
	Unit(k Kind) (price string, ok bool)
}
