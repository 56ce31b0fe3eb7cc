package settlement_test

import (
	"errors"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

func TestDue(t *testing.T) {
	cfg := settlement.Config{Every: 15 * time.Minute, Value: money.Units(50), Margin: 5 * time.Minute}
	const last, validBefore = 10_000, 20_000
	tests := []struct {
		name   string
		cfg    settlement.Config
		demand settlement.Demand
		now    int64
		want   string
	}{
		{"nothing", cfg, settlement.NewDemand(false, false, 0, money.Amount{}), last + 899, ""},
		{"age", cfg, settlement.NewDemand(false, false, 0, money.Amount{}), last + 900, "age"},
		{"age is off", settlement.Config{}, settlement.NewDemand(false, false, 0, money.Units(9)), last + 1<<30, ""},
		{"value", cfg, settlement.NewDemand(false, false, validBefore, money.Units(50)), last, "value"},
		{"below value", cfg, settlement.NewDemand(false, false, validBefore, money.MustParse("49.999999")), last, ""},
		{"before the margin", cfg, settlement.NewDemand(false, false, last+400, money.Units(1)), last + 99, ""},
		{"at the margin", cfg, settlement.NewDemand(false, false, last+400, money.Units(1)), last + 100, "expiry"},
		{"endless validity", cfg, settlement.NewDemand(false, false, ^uint64(0), money.Units(1)), last, ""},
		{"waiting", cfg, settlement.NewDemand(true, false, 0, money.Amount{}), last, "waiting"},
		{"asked", cfg, settlement.NewDemand(true, true, 0, money.Amount{}), last, "asked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.cfg.Due(tt.demand, tt.now, last); got != tt.want {
				t.Errorf("due because of %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDueOrder(t *testing.T) {
	pay := func(seq uint64, purpose metering.Purpose, validBefore uint64) metering.Payment {
		return metering.Payment{Seq: seq, Purpose: purpose, Auth: metering.Authorization{ValidBefore: validBefore}}
	}
	ps := []metering.Payment{
		pay(1, metering.PurposeCall, 300), pay(2, metering.PurposeCall, 100), pay(4, metering.PurposeCall, 100),
		pay(3, metering.PurposeTopUp, 900), pay(5, metering.PurposeFirst, 800),
	}
	settlement.InDueOrder(ps)
	for i, want := range []uint64{5, 3, 2, 4, 1} {
		if ps[i].Seq != want {
			t.Errorf("place %d has payment %d, want %d", i, ps[i].Seq, want)
		}
	}
}

func TestLimits(t *testing.T) {
	plain := make([]metering.Payment, 400)
	long := make([]metering.Payment, 400)
	for i := range plain {
		plain[i].Auth.Signature = make([]byte, 65)
		long[i].Auth.Signature = make([]byte, 1024)
	}
	tests := []struct {
		name   string
		limits settlement.Limits
		ps     []metering.Payment
		want   int
	}{
		{"rows", settlement.Limits{Rows: 7, Gas: 1 << 24, RowGas: 60_000, Bytes: 110_000}, plain, 7},
		{"gas of a transaction", settlement.Limits{Rows: 300, Gas: 1 << 24, RowGas: 60_000, Bytes: 110_000}, plain, 257},
		{"bytes of long signatures", settlement.Limits{Rows: 300, Gas: 1 << 24, RowGas: 60_000, Bytes: 110_000}, long, 85},
		{"dear rows", settlement.Limits{Rows: 300, Gas: 1 << 24, RowGas: 160_000, Bytes: 110_000}, plain, 96},
		{"no gas", settlement.Limits{Rows: 300, Gas: 100_000, RowGas: 60_000, Bytes: 110_000}, plain, 0},
		{"fewer than fit", settlement.Limits{Rows: 300, Gas: 1 << 24, RowGas: 60_000, Bytes: 110_000}, plain[:5], 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.limits.Fit(tt.ps); got != tt.want {
				t.Errorf("%d rows, want %d", got, tt.want)
			}
		})
	}
}

func TestDivide(t *testing.T) {
	cfg := settlement.Config{Decimals: 6, SplitOf: func(route string) uint32 { return map[string]uint32{"a": 1, "b": 1, "c": 2}[route] }}
	got, err := cfg.Divide(map[string]money.Amount{
		"a": money.MustParse("1.0000004"), "b": money.MustParse("0.0000007"), // together 1.000001 and a rest
		"c": money.MustParse("-3"),        // a loss
		"d": money.MustParse("0.0000009"), // dust
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Split != 1 || got[0].Amount != (metering.BaseUnits{Lo: 1_000_001}) {
		t.Fatalf("portions %+v", got)
	}
	want := []settlement.Share{{Route: "a", Amount: money.MustParse("1.0000004")}, {Route: "b", Amount: money.MustParse("0.0000006")}}
	if len(got[0].Shares) != 2 || got[0].Shares[0] != want[0] || got[0].Shares[1] != want[1] {
		t.Errorf("shares %+v, want %+v", got[0].Shares, want)
	}
}

func TestBump(t *testing.T) {
	tests := []struct {
		name                  string
		last, suggested, want settlement.Fees
	}{
		{"an eighth", settlement.Fees{Tip: 800, Cap: 8000}, settlement.Fees{Tip: 1, Cap: 1}, settlement.Fees{Tip: 901, Cap: 9001}},
		{"suggested", settlement.Fees{Tip: 800, Cap: 8000}, settlement.Fees{Tip: 2000, Cap: 20_000}, settlement.Fees{Tip: 2000, Cap: 20_000}},
		{"cap covers the tip", settlement.Fees{Tip: 800, Cap: 800}, settlement.Fees{Tip: 5000, Cap: 900}, settlement.Fees{Tip: 5000, Cap: 5000}},
		{"zero", settlement.Fees{}, settlement.Fees{}, settlement.Fees{Tip: 1, Cap: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := settlement.Bump(tt.last, tt.suggested); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	good := newWorld(t).cfg
	tests := map[string]func(*settlement.Config){
		"no journal":        func(c *settlement.Config) { c.Journal = nil },
		"no chain":          func(c *settlement.Config) { c.Chain = nil },
		"no token":          func(c *settlement.Config) { c.Token = [20]byte{} },
		"no clock":          func(c *settlement.Config) { c.Now = nil },
		"13 decimals":       func(c *settlement.Config) { c.Decimals = 13 },
		"too many rows":     func(c *settlement.Config) { c.Limits.Rows = 301 },
		"too much gas":      func(c *settlement.Config) { c.Limits.Gas = 1<<24 + 1 },
		"negative duration": func(c *settlement.Config) { c.Every = -1 },
	}
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := good
			spoil(&cfg)
			_, err := settlement.New(cfg)
			if !errors.Is(err, settlement.ErrConfig) {
				t.Errorf("New: %v, want ErrConfig", err)
			}
		})
	}
}
