package metering_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// update rewrites the golden files. The encodings are frozen: money has moved on
// them. A version byte comes before any change.
var update = flag.Bool("update", false, "rewrite golden files of frozen encodings")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		err := os.WriteFile(path, got, 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is\n%s\nwant, frozen,\n%s", name, got, want)
	}
}

func sampleUsage() *metering.UsageRecord {
	a := sampleAuthorization()
	at := time.Date(2026, 3, 31, 23, 59, 59, 999_999_999, time.UTC)
	return &metering.UsageRecord{
		RequestID: metering.RequestID{1, 2, 3, 21: 255}, Agent: "acme:user-1", Payer: "eip155:84532:0x2222222222222222222222222222222222222222",
		Route: "chat", Meter: "openai", Price: "gpt-tokens", PriceVersion: 3,
		Units:      metering.Units{{Kind: metering.KindInput, Quantity: money.Units(86)}, {Kind: metering.KindOutput, Quantity: money.MustParse("300.5")}},
		UsageState: metering.UsageReported, Hold: money.Units(1), Charge: money.MustParse("0.005615"), Granted: money.Pico(1),
		State: metering.RecordPosted, Outcome: metering.OutcomeOK, Flags: []string{"capped", "estimated"}, Status: 200,
		Rail: metering.RailExact, Funding: metering.FundPayerReceivable, HoldSeq: 41, Auth: &a, Sequence: 42, Time: at,
	}
}

func samples() map[string]*metering.Entry {
	u := sampleUsage()
	at := u.Time
	return map[string]*metering.Entry{
		"usage":   {Sequence: 42, Time: at, Asset: 1, Usage: u},
		"minimal": {Sequence: 1, Time: time.Unix(0, 0).UTC(), Asset: 1, Usage: &metering.UsageRecord{Sequence: 1, Time: time.Unix(0, 0).UTC()}},
		"hold": {Sequence: 41, Time: at, Asset: 1, Hold: &metering.HoldRecord{
			RequestID: u.RequestID, Agent: u.Agent, Payer: u.Payer, Route: "chat", Meter: "openai", Price: "gpt-tokens", PriceVersion: 3,
			Amount: money.Units(1), Minimum: money.Pico(7), OnCrash: metering.OnCrashCeiling, Rail: metering.RailExact,
			Funding: metering.FundPayerReceivable, Auth: u.Auth,
		}},
		"event": {Sequence: 1 << 40, Time: at, Asset: 1, Event: &metering.Event{
			Type: "batch.booked", Ref: "7", Body: json.RawMessage(`{"a":1}`),
			Transfers: []metering.Transfer{
				{From: "chain", To: "agent:ann:receivable", Amount: money.MustParse("12.5")}, {From: "promo", To: "agent:ann:grant", Amount: money.Pico(1)},
			},
			Marks: []metering.Mark{{Seq: 42, State: metering.PaymentBooked}, {Seq: 43, State: metering.PaymentSkipped, Reason: "expired"}},
		}},
	}
}

// TestEntryFrozen pins the bytes that stand in journals.
func TestEntryFrozen(t *testing.T) {
	for name, e := range samples() {
		t.Run(name, func(t *testing.T) {
			b, err := metering.AppendEntry(nil, e)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, "entry-"+name+".hex", []byte(hex.EncodeToString(b)+"\n"))
			back, err := metering.DecodeEntry(b)
			if err != nil || !reflect.DeepEqual(back, e) {
				t.Errorf("read back %+v, %v; want %+v", back, err, e)
			}
		})
	}
}

// TestLeafFrozen pins the usage item and the leaf, on which roots on chain stand.
func TestLeafFrozen(t *testing.T) {
	item, err := sampleUsage().Item()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "usage-item.json", append(text, '\n'))
	leaf, err := item.Leaf()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "usage-leaf.hex", []byte(hex.EncodeToString(leaf)+"\n"))
	if leaf[0] != metering.LeafVersion || !json.Valid(leaf[1:]) {
		t.Errorf("leaf %q", leaf)
	}
}

func TestAppendEntryRefuses(t *testing.T) {
	unit := metering.Unit{Kind: metering.KindCall, Quantity: money.Units(1)}
	usage := func(us ...metering.Unit) *metering.Entry {
		return &metering.Entry{Usage: &metering.UsageRecord{Units: us}}
	}
	for name, e := range map[string]*metering.Entry{
		"nothing":         {},
		"two things":      {Usage: &metering.UsageRecord{}, Hold: &metering.HoldRecord{}},
		"a zero unit":     usage(metering.Unit{Kind: metering.KindCall}),
		"a negative unit": usage(metering.Unit{Kind: metering.KindCall, Quantity: money.Units(-1)}),
		"a kind twice":    usage(unit, unit),
		"kinds unsorted":  usage(metering.Unit{Kind: metering.KindInput, Quantity: money.Units(1)}, unit),
		"a long signature": {Usage: &metering.UsageRecord{
			Auth: &metering.Authorization{Signature: make([]byte, 1025)},
		}},
		"a body that is not JSON": {Event: &metering.Event{Type: "a.b", Body: json.RawMessage(`{`)}},
	} {
		b, err := metering.AppendEntry([]byte("x"), e)
		if !errors.Is(err, metering.ErrEncoding) || string(b) != "x" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}

func TestStampEntry(t *testing.T) {
	e := samples()["usage"]
	want, err := metering.AppendEntry(nil, e)
	if err != nil {
		t.Fatal(err)
	}
	unplaced := *e
	unplaced.Sequence, unplaced.Time = 0, time.Time{}
	got, err := metering.AppendEntry(nil, &unplaced)
	if err != nil {
		t.Fatal(err)
	}
	metering.StampEntry(got, e.Sequence, e.Time)
	if !bytes.Equal(got, want) {
		t.Errorf("stamped %x, want %x", got, want)
	}
}

func amounts() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		var b [16]byte
		copy(b[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bytes"))
		for i := range rapid.IntRange(0, 16).Draw(t, "short") {
			b[i] = 0
		}
		return money.FromBytes(b)
	})
}

func TestEntryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := &metering.UsageRecord{
			Agent: metering.AgentID(rapid.String().Draw(t, "agent")), Route: rapid.String().Draw(t, "route"),
			PriceVersion: rapid.Uint32().Draw(t, "version"), Hold: amounts().Draw(t, "hold"), Charge: amounts().Draw(t, "charge"),
			Granted: amounts().Draw(t, "granted"), State: metering.RecordState(rapid.Byte().Draw(t, "state")),
			Status: rapid.Uint16().Draw(t, "status"), HoldSeq: rapid.Uint64().Draw(t, "hold seq"),
			Sequence: rapid.Uint64().Draw(t, "sequence"), Time: time.Unix(0, rapid.Int64().Draw(t, "time")).UTC(),
		}
		copy(u.RequestID[:], rapid.SliceOfN(rapid.Byte(), 22, 22).Draw(t, "id"))
		u.Flags = rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "flags")
		for k := metering.KindCall; k <= metering.KindToolCall; k++ {
			if q := amounts().Draw(t, "quantity"); q.Sign() > 0 {
				u.Units = append(u.Units, metering.Unit{Kind: k, Quantity: q})
			}
		}
		e := &metering.Entry{Sequence: u.Sequence, Time: u.Time, Asset: rapid.Byte().Draw(t, "asset"), Usage: u}
		b, err := metering.AppendEntry(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := metering.DecodeEntry(b)
		if err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("read back %+v, %v; want %+v", back.Usage, err, u)
		}
	})
}

// TestMutatedEntry changes each byte of an entry: it is refused, or another entry.
func TestMutatedEntry(t *testing.T) {
	for name, e := range samples() {
		whole, err := metering.AppendEntry(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		for i := range whole {
			for bit := range 8 {
				b := bytes.Clone(whole)
				b[i] ^= 1 << bit
				got, err := metering.DecodeEntry(b)
				if err == nil && reflect.DeepEqual(got, e) {
					t.Fatalf("%s: the same entry with bit %d of byte %d flipped", name, bit, i)
				}
				if err != nil && !errors.Is(err, metering.ErrEncoding) {
					t.Fatalf("%s: %v", name, err)
				}
			}
			if _, err := metering.DecodeEntry(whole[:i]); i < 19 && err == nil {
				t.Fatalf("%s: cut at %d and read", name, i)
			}
		}
		if _, err := metering.DecodeEntry(append(whole, 0)); err == nil {
			t.Fatalf("%s: read with a byte more", name)
		}
	}
}

func FuzzDecodeEntry(f *testing.F) {
	for _, e := range samples() {
		b, err := metering.AppendEntry(nil, e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := metering.DecodeEntry(b)
		if err != nil {
			if !errors.Is(err, metering.ErrEncoding) {
				t.Fatal(err)
			}
			return
		}
		again, err := metering.AppendEntry(nil, e)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x read and written again is %x, %v", b, again, err)
		}
	})
}
