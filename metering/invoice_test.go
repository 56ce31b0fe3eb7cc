package metering_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

func invoiceOf(exact ...string) *metering.Invoice {
	v := &metering.Invoice{ID: "ann.x", Agent: "ann", State: metering.InvoiceDraft}
	for i, e := range exact {
		v.Lines = append(v.Lines, metering.InvoiceLine{Route: string(rune('a' + i)), Exact: money.MustParse(e)})
	}
	return v
}

func TestSealRounds(t *testing.T) {
	for _, tc := range []struct {
		name         string
		exact        []string
		total, lines string
	}{
		{"nothing", nil, "0", ""},
		{"a zero line", []string{"0"}, "0", "0"},
		{"whole", []string{"1.5", "2"}, "3.5", "1.5 2"},
		{"half up", []string{"0.0000005"}, "0.000001", "0.000001"},
		{"below half", []string{"0.000000499999"}, "0", "0"},
		{"largest remainder", []string{"0.0000004", "0.0000006", "0.0000005"}, "0.000002", "0 0.000001 0.000001"},
		{"equal remainders go to the first", []string{"0.0000005", "0.0000005"}, "0.000001", "0.000001 0"},
		{"thirds", []string{"0.333333333333", "0.333333333333", "0.333333333334"}, "1", "0.333333 0.333333 0.333334"},
	} {
		v := invoiceOf(tc.exact...)
		err := v.Seal(6)
		var lines []string
		for _, l := range v.Lines {
			lines = append(lines, l.Amount.String())
		}
		if err != nil || v.Total.String() != tc.total || strings.Join(lines, " ") != tc.lines {
			t.Errorf("%s: total %s, lines %v, %v; want %s, %s", tc.name, v.Total, lines, err, tc.total, tc.lines)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	if err := invoiceOf("1", "-0.1").Seal(6); !errors.Is(err, metering.ErrInvalid) {
		t.Errorf("a line below zero: %v", err)
	}
	if err := invoiceOf("1").Seal(13); !errors.Is(err, money.ErrPrecision) {
		t.Errorf("13 decimals: %v", err)
	}
}

func TestSealAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimals := rapid.Uint8Range(0, 12).Draw(t, "decimals")
		v := &metering.Invoice{}
		var exact, sum money.Amount
		for range rapid.IntRange(0, 20).Draw(t, "lines") {
			e := money.Pico(rapid.Int64Range(0, 1<<50).Draw(t, "exact"))
			v.Lines = append(v.Lines, metering.InvoiceLine{Route: rapid.StringN(1, 3, 9).Draw(t, "route"), Exact: e})
			exact, _ = exact.Add(e)
		}
		err := v.Seal(decimals)
		if err != nil {
			t.Fatal(err)
		}
		unit, err := money.FromBaseUnits(big.NewInt(1), decimals)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range v.Lines {
			sum, _ = sum.Add(l.Amount)
			off, _ := l.Amount.Sub(l.Exact)
			if off.Sign() < 0 {
				off, _ = off.Neg()
			}
			if !off.Less(unit) || l.Amount.Sign() < 0 {
				t.Fatalf("line of %s became %s", l.Exact, l.Amount)
			}
		}
		if sum != v.Total || v.Total != exact.Round(decimals) {
			t.Fatalf("lines add up to %s, total %s, exact %s", sum, v.Total, exact)
		}
	})
}

// TestContentHash: number, state and hash say nothing of what is billed;
// everything else does, in whatever order the lines came.
func TestContentHash(t *testing.T) {
	v := invoiceOf("1", "2", "3")
	v.To = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	err := v.Seal(6)
	if err != nil {
		t.Fatal(err)
	}
	w := *v
	w.Lines = []metering.InvoiceLine{v.Lines[2], v.Lines[0], v.Lines[1]}
	w.Number, w.State, w.Hash = "INV-000001", metering.InvoicePaid, ""
	err = w.Seal(6)
	if err != nil || w.Hash != v.Hash {
		t.Errorf("hash %s, %v, want %s", w.Hash, err, v.Hash)
	}
	w.Lines[0].Calls++
	if other, err := w.ContentHash(); err != nil || other == v.Hash {
		t.Errorf("a call more hashes to the same: %s, %v", other, err)
	}
	golden(t, "invoice-hash.txt", []byte(v.Hash+"\n"))
}

func TestRequestID(t *testing.T) {
	now := time.UnixMilli(1_700_000_000_123)
	random := bytes.NewReader(bytes.Repeat([]byte{0xab}, 16))
	id, err := metering.NewRequestID(now, random)
	if err != nil || id.String() != "018bcfe5687b"+strings.Repeat("ab", 16) {
		t.Fatalf("id %s, %v", id, err)
	}
	later, err := metering.NewRequestID(now.Add(time.Millisecond), nil)
	if err != nil || later.String() <= id.String() {
		t.Errorf("a later id %s does not follow %s, %v", later, id, err)
	}
	_, err = metering.NewRequestID(now, random)
	if err == nil {
		t.Error("made of no randomness")
	}
	back, err := metering.ParseRequestID(id.String())
	if err != nil || back != id {
		t.Errorf("read back %s, %v", back, err)
	}
	for _, bad := range []string{"", "00", strings.Repeat("g", 44), id.String() + "0", strings.Repeat("é", 22)} {
		if _, err := metering.ParseRequestID(bad); err == nil {
			t.Errorf("%q is an id", bad)
		}
	}
}

func TestUnitsJSON(t *testing.T) {
	us := metering.Units{{Kind: metering.KindInput, Quantity: money.Units(3)}, {Kind: metering.KindOutput, Quantity: money.MustParse("0.5")}}
	text, err := json.Marshal(us)
	if err != nil || string(text) != `{"input":"3","output":"0.5"}` {
		t.Fatalf("%s, %v", text, err)
	}
	var back metering.Units
	err = json.Unmarshal(text, &back)
	if err != nil || len(back) != 2 || back[0] != us[0] || back[1] != us[1] {
		t.Errorf("read back %v, %v", back, err)
	}
	text, err = json.Marshal(metering.Units(nil))
	if err != nil || string(text) != "{}" {
		t.Errorf("no usage is %s, %v", text, err)
	}
	for _, bad := range []string{`{"nothing":"1"}`, `{"call":"-1"}`, `{"call":1}`, `{"call":"1e3"}`, `[]`, `{"":"1"}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s is units: %v", bad, back)
		}
	}
}

func TestHoldFinishesOnce(t *testing.T) {
	var h metering.Hold
	if !h.Finish() || h.Finish() {
		t.Error("a hold ends once")
	}
}
