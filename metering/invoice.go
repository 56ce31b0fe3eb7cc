package metering

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering/money"
)

// InvoiceState is where an invoice stands.
type InvoiceState string

// The states of an invoice. Nothing is due on prepaid and x402 usage, so such an
// invoice is paid when it is issued.
const (
	InvoiceDraft  InvoiceState = "draft"
	InvoiceIssued InvoiceState = "issued"
	InvoicePaid   InvoiceState = "paid"
)

// InvoiceLine is what an agent used of one route at one version of one price.
type InvoiceLine struct {
	Route        string       `json:"route"`
	Price        string       `json:"price"`
	PriceVersion uint32       `json:"price_version"`
	Quantity     Quantity     `json:"quantity"`
	Units        Units        `json:"units"`
	Calls        uint64       `json:"calls"`
	Exact        money.Amount `json:"exact"`  // Σ of the charges
	Amount       money.Amount `json:"amount"` // rounded to base units; Σ over the lines = total
}

// Invoice bills an agent's usage in [From, To). Its numbers never change once
// it is closed; issuing adds the number and the state.
type Invoice struct {
	ID    string        `json:"id"`
	Agent AgentID       `json:"agent"`
	From  time.Time     `json:"from"`
	To    time.Time     `json:"to"`
	Lines []InvoiceLine `json:"lines"`
	Total money.Amount  `json:"total"`
	Due   money.Amount  `json:"due"`
	// FirstSequence and LastSequence bound the usage records that it bills, and
	// Cut is the journal sequence up to which usage was taken.
	FirstSequence uint64 `json:"first_sequence"`
	LastSequence  uint64 `json:"last_sequence"`
	Cut           uint64 `json:"cut"`
	// Generation bounds the usage taken in the hour of a cut.
	Generation uint32 `json:"generation"`

	Number string       `json:"number"`
	State  InvoiceState `json:"state"`
	Hash   string       `json:"hash"`
}

// InvoiceIssuedBody is the body of EventInvoiceIssued.
type InvoiceIssuedBody struct {
	ID     string       `json:"id"`
	Number uint64       `json:"number"`
	State  InvoiceState `json:"state"`
}

// InvoiceNumber returns the printed form of an issue number: gapless, from 1.
func InvoiceNumber(n uint64) string { return fmt.Sprintf("INV-%06d", n) }

// Seal sorts and rounds the lines, sums them up and sets the hash. decimals are
// those of the asset that is invoiced in, at most 12. It refuses a line below
// zero: what is charged is never taken back by an invoice.
func (v *Invoice) Seal(decimals uint8) error {
	if decimals > money.Decimals {
		return fmt.Errorf("round invoice %s: %w", v.ID, money.ErrPrecision)
	}
	for _, l := range v.Lines {
		if l.Exact.Sign() < 0 {
			return fmt.Errorf("round invoice %s: line %s at %s is %s: %w", v.ID, l.Route, l.Price, l.Exact, ErrInvalid)
		}
	}
	slices.SortFunc(v.Lines, func(a, b InvoiceLine) int {
		switch {
		case a.Route != b.Route:
			return compareText(a.Route, b.Route)
		case a.Price != b.Price:
			return compareText(a.Price, b.Price)
		default:
			return int(int64(a.PriceVersion) - int64(b.PriceVersion))
		}
	})
	err := v.round(decimals)
	if err != nil {
		return fmt.Errorf("round invoice %s: %w", v.ID, err)
	}
	v.Hash, err = v.ContentHash()
	return err
}

// round gives every line a whole number of base units by largest remainder: the
// total is the exact sum rounded once, half away from zero, and the lines add
// up to it.
func (v *Invoice) round(decimals uint8) error {
	var exact, floors money.Amount
	order := make([]int, len(v.Lines))
	rest := make([]money.Amount, len(v.Lines))
	for i := range v.Lines {
		l := &v.Lines[i]
		n, _ := l.Exact.BaseUnits(decimals)
		var errs [4]error
		l.Amount, errs[0] = money.FromBaseUnits(n, decimals)
		rest[i], errs[1] = l.Exact.Sub(l.Amount)
		exact, errs[2] = exact.Add(l.Exact)
		floors, errs[3] = floors.Add(l.Amount)
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		order[i] = i
	}
	v.Total = exact.Round(decimals)
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	missing, err := v.Total.Sub(floors)
	if err != nil {
		return err
	}
	n, _ := missing.BaseUnits(decimals)
	unit := baseUnit(decimals)
	for _, i := range order[:n.Int64()] { // fewer units are missing than there are lines
		v.Lines[i].Amount, err = v.Lines[i].Amount.Add(unit)
		if err != nil {
			return err
		}
	}
	return nil
}

func baseUnit(decimals uint8) money.Amount {
	n := int64(1)
	for range money.Decimals - decimals {
		n *= 10
	}
	return money.Pico(n)
}

func compareText(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

// ContentHash returns the SHA-256, in hex, of the invoice in canonical JSON (RFC
// 8785) without the members hash, number and state, which say nothing of what
// is billed.
func (v *Invoice) ContentHash() (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("hash invoice %s: %w", v.ID, err)
	}
	var m map[string]json.RawMessage
	err = json.Unmarshal(text, &m)
	if err != nil {
		return "", fmt.Errorf("hash invoice %s: %w", v.ID, err)
	}
	delete(m, "hash")
	delete(m, "number")
	delete(m, "state")
	text, err = json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("hash invoice %s: %w", v.ID, err)
	}
	text, err = jcs.Transform(text)
	if err != nil {
		return "", fmt.Errorf("hash invoice %s: %w", v.ID, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
