package rating_test

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

func parse(t interface {
	Helper()
	Fatalf(string, ...any)
}, def string,
) metering.Rater {
	t.Helper()
	r, err := rating.Parse([]byte(def))
	if err != nil {
		t.Fatalf("Parse(%s): %v", def, err)
	}
	return r
}

// units builds usage from "input=3 output=0.5".
func units(text string) metering.Units {
	var u metering.Units
	for _, part := range strings.Fields(text) {
		name, q, _ := strings.Cut(part, "=")
		k, ok := metering.ParseKind(name)
		if !ok {
			panic(part)
		}
		u = append(u, metering.Unit{Kind: k, Quantity: money.MustParse(q)})
	}
	return u
}

const (
	perCall = `{"model":"unit","unit":"0.001"}`
	tokens  = `{"model":"components","prices":{"input":"0.0000025","cache_read":"0.00000125","output":"0.00001"}}`
	full    = `{"model":"components","prices":{"input":"1","cache_write":"3","output":"5","audio_out":"7"}}`
)

func TestRate(t *testing.T) {
	tests := []struct{ name, def, cum, q, want string }{
		{"nothing", perCall, "", "", "0"},
		{"one call", perCall, "call=41", "call=1", "0.001"},
		{"half a unit", perCall, "", "call=0.5", "0.0005"},
		{"unit rates the total of kinds", perCall, "", "input=10 output=5 reasoning=3", "0.015"},
		{"below a pico, first", `{"model":"unit","unit":"0.0000000000004"}`, "call=1", "call=1", "0"},
		{"below a pico, adds up", `{"model":"unit","unit":"0.0000000000004"}`, "call=2", "call=1", "0.000000000001"},
		{"disjoint tokens", tokens, "", "input=86 cache_read=1920 output=300 reasoning=200", "0.005615"},
		{"a 1-hour write falls back to cache_write", full, "", "cache_write_1h=2", "6"},
		{"cache_read borrows input", full, "", "cache_read=2", "2"},
		{"image borrows input", full, "", "image_in=2", "2"},
		{"tool call borrows output", full, "", "tool_call=2", "10"},
		{"large", perCall, "", "bytes=18446744073709551615", "18446744073709551.615"},
		{"larger than 64 bits", perCall, "", "bytes=18446744073709551616", "18446744073709551.616"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse(t, tt.def).Rate(units(tt.cum), units(tt.q))
			if err != nil || got.String() != tt.want {
				t.Errorf("Rate(%s, %s) = %s, %v, want %s", tt.cum, tt.q, got, err, tt.want)
			}
		})
	}
}

func TestRateRefuses(t *testing.T) {
	inputOnly := `{"model":"components","prices":{"input":"1"}}`
	tests := []struct {
		name, def, q string
		err          error
	}{
		{"call under components", tokens, "call=1", metering.ErrUnpriced},
		{"bytes under components", tokens, "bytes=1", metering.ErrUnpriced},
		{"nothing to borrow from", inputOnly, "output=1", metering.ErrUnpriced},
		{"negative", perCall, "call=-1", rating.ErrQuantity},
		{"product overflows", `{"model":"unit","unit":"99999999999999999999999999"}`, "call=99", money.ErrRange},
		{"exact product overflows", `{"model":"unit","unit":"99999999999999999999999999"}`, "call=99.5", money.ErrRange},
		{"sum overflows", `{"model":"unit","unit":"99999999999999999999999999"}`, "input=1 output=1", money.ErrRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse(t, tt.def).Rate(nil, units(tt.q))
			if !errors.Is(err, tt.err) {
				t.Errorf("Rate(%s) = %s, %v, want %v", tt.q, got, err, tt.err)
			}
		})
	}
}

func TestCeiling(t *testing.T) {
	withTools := `{"model":"components","prices":{"input":"1","output":"2","tool_call":"9"}}`
	cached := `{"model":"components","prices":{"input":"1","cache_write":"1.25","cache_write_1h":"2","output":"5"}}`
	tests := []struct {
		name, def, bound, want string
		err                    error
	}{
		{"call", perCall, "call=1", "0.001", nil},
		{"no bound", perCall, "", "", metering.ErrNoBound},
		{"rounded up", `{"model":"unit","unit":"0.0000000000001"}`, "bytes=1", "0.000000000001", nil},
		{"tokens", tokens, "input=1000 output=100", "0.0035", nil},
		{"no output cap", tokens, "input=1000", "", metering.ErrNoBound},
		{"highest of the input side", cached, "input=10 output=1", "25", nil},
		{"own bound of a kind", cached, "input=10 cache_write_1h=1 output=1", "19.5", nil},
		{"tool calls need their own", withTools, "input=1 output=1", "", metering.ErrNoBound},
		{"tool calls with their own", withTools, "input=1 output=1 tool_call=2", "21", nil},
		{"unpriced bound", tokens, "bytes=1", "", metering.ErrUnpriced},
		{"overflow", `{"model":"unit","unit":"99999999999999999999999999"}`, "bytes=99", "", money.ErrRange},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse(t, tt.def).Ceiling(nil, units(tt.bound))
			if !errors.Is(err, tt.err) || err == nil && got.String() != tt.want {
				t.Errorf("Ceiling(%s) = %s, %v, want %s, %v", tt.bound, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestFlatAndUnit(t *testing.T) {
	if a, ok := parse(t, perCall).Flat(); !ok || a.String() != "0.001" {
		t.Errorf("Flat = %s, %v, want 0.001", a, ok)
	}
	for _, def := range []string{tokens, `{"model":"unit","unit":"0.0000000000001"}`} {
		if a, ok := parse(t, def).Flat(); ok {
			t.Errorf("Flat of %s = %s, want none", def, a)
		}
	}
	r := parse(t, full)
	for k, want := range map[metering.Kind]string{
		metering.KindInput: "1", metering.KindCacheWrite1h: "3", metering.KindCacheRead: "1",
		metering.KindReasoning: "", metering.KindCall: "",
	} {
		if got, ok := r.Unit(k); got != want || ok != (want != "") {
			t.Errorf("Unit(%s) = %q, %v, want %q", k, got, ok, want)
		}
	}
}

func TestBorrowedAndRequire(t *testing.T) {
	r := parse(t, full)
	got := rating.Borrowed(r, units("input=1 cache_read=1 cache_write_1h=1 output=1 reasoning=1 audio_out=1 image_in=1"))
	if len(got) != 2 || got[0] != metering.KindCacheRead || got[1] != metering.KindImageIn {
		t.Errorf("Borrowed = %v, want [cache_read image_in]", got)
	}
	if err := rating.Require(r, metering.KindInput, metering.KindOutput, metering.KindCacheWrite1h); err != nil {
		t.Errorf("Require of priced kinds = %v", err)
	}
	for _, k := range []metering.Kind{metering.KindCacheRead, metering.KindCall} {
		if err := rating.Require(r, k); !errors.Is(err, metering.ErrUnpriced) || !strings.Contains(err.Error(), k.String()) {
			t.Errorf("Require(%s) = %v, want ErrUnpriced that names it", k, err)
		}
	}
	if err := rating.Require(parse(t, perCall), metering.KindCall, metering.KindBytes); err != nil {
		t.Errorf("Require of unit = %v", err)
	}
}

// TestTenMillionTokens: calls of one token at 10^-7 must make exactly 1.
func TestTenMillionTokens(t *testing.T) {
	r := parse(t, `{"model":"unit","unit":"0.0000001"}`)
	var sum money.Amount
	one := metering.Count(metering.KindInput, 1)
	for i := range uint64(10_000_000) {
		charge, err := r.Rate(nil, one)
		if err == nil {
			sum, err = sum.Add(charge)
		}
		if err != nil {
			t.Fatalf("token %d: %v", i, err)
		}
	}
	if sum != money.Units(1) {
		t.Errorf("10^7 tokens cost %s, want 1", sum)
	}
}

// drawPlan draws a definition, its prices by kind and the kinds that it rates.
func drawPlan(t *rapid.T) (string, map[metering.Kind]*big.Rat, []metering.Kind) {
	figure := func(label string) (string, *big.Rat) {
		n := rapid.Uint64Range(0, 1e9).Draw(t, label)
		scale := rapid.IntRange(0, 18).Draw(t, label+" scale")
		text := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
		return text.FloatString(18), text
	}
	prices := map[metering.Kind]*big.Rat{}
	if rapid.Bool().Draw(t, "unit") {
		text, p := figure("unit")
		kinds := []metering.Kind{metering.KindCall, metering.KindBytes, metering.KindOutput}
		for _, k := range kinds {
			prices[k] = p
		}
		return `{"model":"unit","unit":` + strconv.Quote(text) + `}`, prices, kinds
	}
	in, inPrice := figure("input")
	read, readPrice := figure("cache_read")
	out, outPrice := figure("output")
	prices[metering.KindInput], prices[metering.KindCacheRead], prices[metering.KindOutput] = inPrice, readPrice, outPrice
	prices[metering.KindCacheWrite], prices[metering.KindAudioOut] = inPrice, outPrice
	def := `{"model":"components","prices":{"input":"` + in + `","cache_read":"` + read + `","output":"` + out + `"}}`
	return def, prices, []metering.Kind{
		metering.KindInput, metering.KindCacheRead, metering.KindCacheWrite, metering.KindOutput, metering.KindAudioOut,
	}
}

func drawUnits(t *rapid.T, label string, kinds []metering.Kind, fractions bool) metering.Units {
	var u metering.Units
	for _, k := range kinds {
		q := money.Units(int64(rapid.IntRange(0, 1e9).Draw(t, label+k.String())))
		if fractions {
			q, _ = q.Add(money.Pico(rapid.Int64Range(0, 1e12).Draw(t, label+" picos")))
		}
		if !q.IsZero() {
			u = append(u, metering.Unit{Kind: k, Quantity: q})
		}
	}
	return u
}

// naive is R(q) by the definition alone: a second evaluator in rationals.
func naive(t *rapid.T, prices map[metering.Kind]*big.Rat, u metering.Units) money.Amount {
	sum := new(big.Rat)
	for _, x := range u {
		sum.Add(sum, new(big.Rat).Mul(prices[x.Kind], x.Quantity.Rat()))
	}
	picos := new(big.Int).Mul(sum.Num(), money.Units(1).Big())
	a, err := money.FromBig(picos.Div(picos, sum.Denom()))
	if err != nil {
		t.Fatalf("naive: %v", err)
	}
	return a
}

func TestAgainstNaiveEvaluator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def, prices, kinds := drawPlan(t)
		r := parse(t, def)
		fractions := rapid.Bool().Draw(t, "fractions")
		cum, q := drawUnits(t, "cum", kinds, fractions), drawUnits(t, "q", kinds, fractions)
		both, err := cum.Add(q)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := naive(t, prices, both).Sub(naive(t, prices, cum))
		got, err := r.Rate(cum, q)
		if err != nil || got != want {
			t.Fatalf("%s: Rate(%v, %v) = %s, %v, want %s", def, cum, q, got, err, want)
		}
		if len(q) == len(kinds) {
			top, err := r.Ceiling(cum, q)
			if err != nil || top.Less(got) {
				t.Fatalf("%s: Ceiling(%v) = %s, %v, below the charge %s", def, q, top, err, got)
			}
		}
	})
}

// TestSplitting: however usage is split, the parts cost what the whole costs.
func TestSplitting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def, _, kinds := drawPlan(t)
		r := parse(t, def)
		fractions := rapid.Bool().Draw(t, "fractions")
		var cum metering.Units
		var sum money.Amount
		for range rapid.IntRange(1, 8).Draw(t, "parts") {
			part := drawUnits(t, "part", kinds, fractions)
			charge, err := r.Rate(cum, part)
			if err != nil {
				t.Fatal(err)
			}
			sum, _ = sum.Add(charge)
			cum, _ = cum.Add(part)
		}
		whole, err := r.Rate(nil, cum)
		if err != nil || whole != sum {
			t.Fatalf("%s: parts cost %s, the whole %s (%v)", def, sum, whole, err)
		}
	})
}

// TestCeilingCoversEverySplitOfInput: the input bound covers cached input too.
func TestCeilingCoversEverySplitOfInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		def, _, _ := drawPlan(t)
		r := parse(t, def)
		in := rapid.Uint64Range(1, 1e6).Draw(t, "in")
		cached := rapid.Uint64Range(0, in).Draw(t, "cached")
		out := rapid.Uint64Range(1, 1e6).Draw(t, "out")
		bound, _ := metering.Count(metering.KindInput, in).Add(metering.Count(metering.KindOutput, out))
		top, err := r.Ceiling(nil, bound)
		if err != nil {
			t.Fatal(err)
		}
		q, _ := metering.Count(metering.KindInput, in-cached).Add(metering.Count(metering.KindCacheRead, cached))
		q, _ = q.Add(metering.Count(metering.KindOutput, out))
		charge, err := r.Rate(nil, q)
		if err != nil || top.Less(charge) {
			t.Fatalf("%s: charge %s above the ceiling %s (%v)", def, charge, top, err)
		}
	})
}

func TestRateDoesNotAllocate(t *testing.T) {
	for _, def := range []string{perCall, tokens} {
		r := parse(t, def)
		q := units("input=1000 output=300")
		n := testing.AllocsPerRun(100, func() {
			if _, err := r.Rate(q, q); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("Rate under %s allocates %v times, want 0", def, n)
		}
	}
}

func BenchmarkRate(b *testing.B) {
	for name, c := range map[string]struct{ def, q string }{
		"unit": {perCall, "call=1"}, "components": {tokens, "input=1000 cache_read=10 output=300"},
		"exact": {`{"model":"unit","unit":"0.0000000000001"}`, "call=1"},
	} {
		b.Run(name, func(b *testing.B) {
			r := parse(b, c.def)
			cum, q := units("call=1000"), units(c.q)
			if name == "components" {
				cum = q
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Rate(cum, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
