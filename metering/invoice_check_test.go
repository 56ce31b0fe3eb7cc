package metering_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/farebox/farebox/metering"
)

// FuzzParseInvoice: what is accepted is written as it was read, so that the hash
// covers all of it.
func FuzzParseInvoice(f *testing.F) {
	v := invoiceOf("0.0014", "0.0006")
	err := v.Seal(6)
	if err != nil {
		f.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(text), "", "{}", "null", "[]", `{"id":"a","ID":"b"}`, strings.Replace(string(text), `"total"`, `"TOTAL"`, 1)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := metering.ParseInvoice(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		w, err := metering.ParseInvoice(again)
		if err != nil {
			t.Fatalf("not read again: %v", err)
		}
		a, errA := v.ContentHash()
		b, errB := w.ContentHash()
		if a != b || errA != nil || errB != nil {
			t.Errorf("hash %s, then %s (%v, %v)", a, b, errA, errB)
		}
		_ = v.Check() // never panics
	})
}

func TestParseInvoiceTooLong(t *testing.T) {
	_, err := metering.ParseInvoice([]byte(`{"id":"` + strings.Repeat("x", metering.MaxInvoiceText) + `"}`))
	if err == nil || !strings.Contains(err.Error(), "longer") {
		t.Errorf("error %v", err)
	}
}
