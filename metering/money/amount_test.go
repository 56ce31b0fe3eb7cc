package money_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering/money"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in, want string
		err            error
	}{
		{name: "zero", in: "0", want: "0"},
		{name: "minus zero", in: "-0", want: "0"},
		{name: "one pico", in: "0.000000000001", want: "0.000000000001"},
		{name: "trailing zeros", in: "1.5000000000000000", want: "1.5"},
		{name: "leading zeros", in: "0001.05", want: "1.05"},
		{name: "negative", in: "-12.25", want: "-12.25"},
		{name: "beyond 64 bits of units", in: "36893488147419103232.5", want: "36893488147419103232.5"},
		{name: "largest", in: "170141183460469231731687303.715884105727", want: "170141183460469231731687303.715884105727"},
		{name: "thirteenth decimal", in: "0.0000000000001", err: money.ErrPrecision},
		{name: "too large", in: "170141183460469231731687303.715884105728", err: money.ErrRange},
		{name: "empty", in: "", err: money.ErrSyntax},
		{name: "exponent", in: "1e3", err: money.ErrSyntax},
		{name: "plus", in: "+1", err: money.ErrSyntax},
		{name: "no whole part", in: ".5", err: money.ErrSyntax},
		{name: "no decimals after the point", in: "1.", err: money.ErrSyntax},
		{name: "two points", in: "1.2.3", err: money.ErrSyntax},
		{name: "digit groups", in: "1,000", err: money.ErrSyntax},
		{name: "space", in: " 1", err: money.ErrSyntax},
		{name: "not a number", in: "NaN", err: money.ErrSyntax},
		{name: "letter past the scale", in: "0.000000000000x", err: money.ErrSyntax},
		{name: "too long", in: strings.Repeat("0", 100), err: money.ErrSyntax},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Parse(tt.in)
			if !errors.Is(err, tt.err) {
				t.Fatalf("Parse(%q) error = %v, want %v", tt.in, err, tt.err)
			}
			if err == nil && got.String() != tt.want {
				t.Errorf("Parse(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

// TestAgainstBig compares every operation with big.Int on random values near
// and beyond the edges of 128 bits.
func TestAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		n := rapid.Uint64().Draw(t, "n")
		check(t, "add", new(big.Int).Add(a.Big(), b.Big()))(a.Add(b))
		check(t, "sub", new(big.Int).Sub(a.Big(), b.Big()))(a.Sub(b))
		check(t, "mul", new(big.Int).Mul(a.Big(), new(big.Int).SetUint64(n)))(a.Mul(n))
		check(t, "neg", new(big.Int).Neg(a.Big()))(a.Neg())
		if got, want := a.Cmp(b), a.Big().Cmp(b.Big()); got != want {
			t.Fatalf("Cmp(%s, %s) = %d, want %d", a, b, got, want)
		}
		if got := money.FromBytes(a.Bytes()); got != a {
			t.Fatalf("FromBytes(Bytes(%s)) = %s", a, got)
		}
		back, err := money.Parse(a.String())
		if err != nil || back != a {
			if a.Big().BitLen() <= 127 {
				t.Fatalf("Parse(%q) = %s, %v", a.String(), back, err)
			}
		}
	})
}

func draw(t *rapid.T, label string) money.Amount {
	var b [16]byte
	copy(b[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
	shift := rapid.IntRange(0, 15).Draw(t, label+" shift")
	fill := byte(0)
	if b[0]&0x80 != 0 {
		fill = 0xff
	}
	for i := range shift {
		b[i] = fill
	}
	return money.FromBytes(b)
}

func check(t *rapid.T, op string, want *big.Int) func(money.Amount, error) {
	return func(got money.Amount, err error) {
		low := new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), 127))
		fits := want.Cmp(low) >= 0 && want.BitLen() <= 127 || want.Cmp(low) == 0
		switch {
		case fits && err != nil:
			t.Fatalf("%s: %v, want %s", op, err, want)
		case fits && got.Big().Cmp(want) != 0:
			t.Fatalf("%s = %s picos, want %s", op, got.Big(), want)
		case !fits && !errors.Is(err, money.ErrRange):
			t.Fatalf("%s error = %v, want ErrRange", op, err)
		}
	}
}

func TestBaseUnits(t *testing.T) {
	tests := []struct {
		in, floor, round string
		exact            bool
	}{
		{"1.5", "1500000", "1.5", true},
		{"0.0000005", "0", "0.000001", false},
		{"0.00000049", "0", "0", false},
		{"-0.0000005", "-1", "-0.000001", false},
		{"0.0010005", "1000", "0.001001", false},
	}
	for _, tt := range tests {
		a := money.MustParse(tt.in)
		n, exact := a.BaseUnits(6)
		if n.String() != tt.floor || exact != tt.exact {
			t.Errorf("BaseUnits(%s) = %s, %v, want %s, %v", tt.in, n, exact, tt.floor, tt.exact)
		}
		if got := a.Round(6).String(); got != tt.round {
			t.Errorf("Round(%s) = %s, want %s", tt.in, got, tt.round)
		}
	}
	if _, err := money.FromBaseUnits(big.NewInt(1), 18); !errors.Is(err, money.ErrPrecision) {
		t.Errorf("FromBaseUnits with 18 decimals: %v, want ErrPrecision", err)
	}
}

func TestJSON(t *testing.T) {
	var v struct{ A money.Amount }
	err := json.Unmarshal([]byte(`{"A":"0.001"}`), &v)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(v); string(got) != `{"A":"0.001"}` {
		t.Errorf("round trip = %s", got)
	}
	if err := json.Unmarshal([]byte(`{"A":0.001}`), &v); err == nil {
		t.Error("a JSON number was taken as an amount; only strings are exact")
	}
}

func TestWhole(t *testing.T) {
	if n, ok := money.Units(7).Whole(); n != 7 || !ok {
		t.Errorf("Whole(7) = %d, %v", n, ok)
	}
	for _, s := range []string{"0.5", "-1", "36893488147419103232"} {
		if n, ok := money.MustParse(s).Whole(); ok {
			t.Errorf("Whole(%s) = %d, want not whole", s, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "1e9", "170141183460469231731687303.715884105727", "0.0000000000001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(s)
		if !ok || want.Cmp(a.Rat()) != 0 {
			t.Fatalf("Parse(%q) = %s", s, a)
		}
		if back, err := money.Parse(a.String()); err != nil || back != a {
			t.Fatalf("Parse(String(%s)) = %s, %v", a, back, err)
		}
	})
}
