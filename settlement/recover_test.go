package settlement_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// TestCorruptEvents: events that contradict each other stop the engine; it never
// guesses about money.
func TestCorruptEvents(t *testing.T) {
	type ev struct{ typ, ref, body string }
	sealed := ev{settlement.EventSealed, "b1", `{"vault_seq":"1","from":"0","to":"3","root":"0x` + strings.Repeat("0", 64) + `"}`}
	attempt := ev{settlement.EventSigned, "b1", `{"nonce":"0","raw":"0x"}`}
	tests := map[string][]ev{
		"signed, not sealed":    {attempt},
		"mined, not signed":     {sealed, {settlement.EventMined, "b1", `{}`}},
		"booked, not mined":     {sealed, attempt, {settlement.EventBooked, "b1", `{}`}},
		"sealed twice":          {sealed, sealed},
		"a number left out":     {{settlement.EventSealed, "b2", sealed.body}},
		"no batch's reference":  {{settlement.EventSealed, "x", sealed.body}},
		"body is no batch":      {{settlement.EventSealed, "b1", `[]`}},
		"hash too short":        {{settlement.EventSealed, "b1", `{"root":"0x00"}`}},
		"attempt is no attempt": {sealed, {settlement.EventSigned, "b1", `{"nonce":1}`}},
		"raw without 0x":        {sealed, {settlement.EventSigned, "b1", `{"nonce":"1","raw":"00"}`}},
		"after its end":         {sealed, {settlement.EventReverted, "b1", `{}`}, attempt},
		"movement is none":      {{settlement.EventMoved, "", `{"items":3}`}},
	}
	for name, events := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for _, e := range events {
				_, err := w.ledger.apply(metering.Event{Type: e.typ, Ref: e.ref, Body: json.RawMessage(e.body)})
				if err != nil {
					t.Fatal(err)
				}
			}
			err := w.engine.Tick(t.Context())
			if !errors.Is(err, settlement.ErrCorrupt) {
				t.Errorf("Tick: %v, want ErrCorrupt", err)
			}
		})
	}
}

// FuzzRecover: no journal makes recovery or a look fail other than by an error.
func FuzzRecover(f *testing.F) {
	w := mixed(f)
	for range 12 {
		w.round()
	}
	for _, j := range w.ledger.events {
		f.Add(j.e.Type, j.e.Ref, []byte(j.e.Body))
	}
	f.Add(settlement.EventMined, "b1", []byte(`{"skipped":[{"seq":"1"}],"allocated":[{"split":0,"amount":"9"}],"total":"99"}`))
	f.Fuzz(func(t *testing.T, typ, ref string, body []byte) {
		if typ == metering.EventPaymentClaimed || typ == metering.EventAgentState || !json.Valid(body) {
			return
		}
		for cut := range 5 {
			w := newWorld(t)
			for _, e := range seeds()[:cut] {
				_, _ = w.ledger.apply(e)
			}
			_, err := w.ledger.apply(metering.Event{Type: typ, Ref: ref, Body: body})
			if err != nil {
				t.Fatal(err)
			}
			w.clock = w.clock.Add(time.Minute)
			for range 3 {
				_ = w.tick()
				w.chain.mine()
			}
		}
	})
}

// seeds are the events of a small batch, without what the ledger does with them.
func seeds() []metering.Event {
	hash := strings.Repeat("0", 64)
	return []metering.Event{
		{Type: settlement.EventSealed, Ref: "b1", Body: json.RawMessage(`{"vault_seq":"1","from":"0","to":"3","root":"0x` + hash + `","head":"0x` + hash + `","leaves":"0","rows":[],"portions":[]}`)},
		{Type: settlement.EventSigned, Ref: "b1", Body: json.RawMessage(`{"nonce":"0","gas":"1","fees":{"tip":"1","cap":"1"},"hash":"0x` + hash + `","raw":"0x00"}`)},
		{Type: settlement.EventMined, Ref: "b1", Body: json.RawMessage(`{"tx_hash":"0x` + hash + `","block":"0","block_hash":"0x` + hash + `","total":"0","skipped":[],"allocated":[]}`)},
		{Type: settlement.EventBooked, Ref: "b1", Body: json.RawMessage(`{"cursor":{"block":"0","hash":"0x` + hash + `"},"total":"0"}`)},
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t)
	reg := prometheus.NewRegistry()
	w.cfg.Reg = reg
	w.restart()
	w.fund("ann", 700)
	w.call("ann", "weather", 700, time.Hour)
	w.call("cyd", "weather", 50, 2*time.Minute) // has nothing
	got := func() string {
		families, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, f := range families {
			switch name := strings.TrimPrefix(f.GetName(), "farebox_settlement_"); name {
			case "unsettled":
				text = append(text, fmt.Sprint(name, "=", f.GetMetric()[0].GetGauge().GetValue()))
			case "booked_total", "lost_payments_total":
				text = append(text, fmt.Sprint(name, "=", f.GetMetric()[0].GetCounter().GetValue()))
			}
		}
		return strings.Join(text, " ")
	}
	w.round()
	if want := "booked_total=0 lost_payments_total=0 unsettled=0.00075"; got() != want {
		t.Errorf("before: %s, want %s", got(), want)
	}
	for range 200 {
		w.round()
	}
	if want := "booked_total=1 lost_payments_total=1 unsettled=0"; got() != want {
		t.Errorf("after: %s, want %s", got(), want)
	}
	_, err := settlement.New(w.cfg)
	if err == nil {
		t.Error("metrics registered twice without an error")
	}
}
