package metering

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering/money"
)

// MaxInvoiceText bounds the text of one invoice, in bytes: what a journal's
// event may hold.
const MaxInvoiceText = 1 << 20

// ParseInvoice reads an invoice as the API shows and exports it. It refuses
// everything that the invoice's hash would not cover: members that are not an
// invoice's, members twice, and values written in another form than ours.
func ParseInvoice(text []byte) (Invoice, error) {
	var v Invoice
	if len(text) > MaxInvoiceText {
		return v, fmt.Errorf("read invoice: longer than %d bytes: %w", MaxInvoiceText, ErrInvalid)
	}
	given, err := jcs.Transform(text)
	if err != nil {
		return v, fmt.Errorf("read invoice: not one JSON object: %w", ErrInvalid)
	}
	err = json.Unmarshal(text, &v)
	if err != nil {
		return v, fmt.Errorf("read invoice: %w: %w", ErrInvalid, err)
	}
	ours, err := json.Marshal(&v)
	if err == nil {
		ours, err = jcs.Transform(ours)
	}
	if err != nil {
		return v, fmt.Errorf("read invoice: %w", err)
	}
	if !bytes.Equal(given, ours) {
		return v, fmt.Errorf("read invoice: it has members that are no invoice's, lacks some, or writes one in another form: %w", ErrInvalid)
	}
	return v, nil
}

// Check says what is wrong with an invoice by itself, all faults at once, or
// nil: its hash, its sums, its order, and that it was issued.
func (v *Invoice) Check() error {
	var faults []error
	fault := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	hash, err := v.ContentHash()
	if err != nil {
		return err
	}
	fault(hash == v.Hash, "its content hashes to %s, and it says %s", hash, v.Hash)
	var sum money.Amount
	for i := range v.Lines {
		l := &v.Lines[i]
		fault(l.Amount.Sign() >= 0 && l.Exact.Sign() >= 0, "line %d is below zero", i+1)
		fault(i == 0 || v.Lines[i-1].before(l), "line %d is not in its place by route, price and version", i+1)
		sum, err = sum.Add(l.Amount)
		if err != nil {
			return fmt.Errorf("sum lines of invoice %s: %w", v.ID, err)
		}
	}
	fault(sum == v.Total, "its lines come to %s, and its total is %s", sum, v.Total)
	fault(v.Due.Sign() >= 0 && !v.Total.Less(v.Due), "%s are due of a total of %s", v.Due, v.Total)
	fault(v.From.Before(v.To), "its period ends before it begins")
	fault(v.FirstSequence <= v.LastSequence && v.LastSequence <= v.Cut,
		"it bills entries %d to %d up to %d", v.FirstSequence, v.LastSequence, v.Cut)
	switch v.State {
	case InvoiceIssued, InvoicePaid:
		var n uint64
		_, err := fmt.Sscanf(v.Number, "INV-%d", &n)
		fault(err == nil && n > 0 && InvoiceNumber(n) == v.Number, "its number %q is none that is given", v.Number)
	case InvoiceDraft:
		fault(false, "it is a draft, which has no number yet")
	default:
		fault(false, "its state %q is none that an invoice has", v.State)
	}
	return errors.Join(faults...)
}

// before is the order of an invoice's lines.
func (l *InvoiceLine) before(m *InvoiceLine) bool {
	switch {
	case l.Route != m.Route:
		return l.Route < m.Route
	case l.Price != m.Price:
		return l.Price < m.Price
	}
	return l.PriceVersion < m.PriceVersion
}
