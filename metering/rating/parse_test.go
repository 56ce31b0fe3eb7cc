package rating_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/farebox/farebox/metering/rating"
)

func TestParseRefuses(t *testing.T) {
	long := strings.Repeat(" ", 65<<10)
	tests := []struct {
		name, def, text string
		err             error
	}{
		{"empty", ``, "not JSON", rating.ErrDefinition},
		{"not an object", `"unit"`, "want an object", rating.ErrDefinition},
		{"two values", `{"model":"unit","unit":"1"} {}`, "after the JSON value", rating.ErrDefinition},
		{"too long", `{"model":"unit","unit":"1"}` + long, "longer than", rating.ErrDefinition},
		{"too deep", strings.Repeat("[", 40), "nested deeper", rating.ErrDefinition},
		{"no model", `{"unit":"1"}`, `"model" is missing`, rating.ErrDefinition},
		{"unknown model", `{"model":"unti","unit":"1"}`, "unknown model unti", rating.ErrDefinition},
		{"model of another type", `{"model":1,"unit":"1"}`, "unknown model 1", rating.ErrDefinition},
		{"unknown member", `{"model":"unit","unit":"1","fee":"2"}`, `"fee": unknown member`, rating.ErrDefinition},
		{"member in other case", `{"model":"unit","Unit":"1"}`, `"Unit": unknown member`, rating.ErrDefinition},
		{"member twice", `{"model":"unit","unit":"1","unit":"2"}`, `"unit" stands twice`, rating.ErrDefinition},
		{"no price", `{"model":"unit"}`, `"unit" is missing`, rating.ErrDefinition},
		{"price as a number", `{"model":"unit","unit":0.001}`, "in quotes", rating.ErrDefinition},
		{"negative price", `{"model":"unit","unit":"-1"}`, "negative", rating.ErrDefinition},
		{"exponent", `{"model":"unit","unit":"1e-3"}`, "not a plain decimal", rating.ErrDefinition},
		{"nan", `{"model":"unit","unit":"NaN"}`, "not a plain decimal", rating.ErrDefinition},
		{"octal look", `{"model":"unit","unit":"010"}`, "leading zero", rating.ErrDefinition},
		{"19 decimals", `{"model":"unit","unit":"0.0000000000000000001"}`, "more than 18", rating.ErrDefinition},
		{"overflow", `{"model":"unit","unit":"999999999999999999999999999"}`, "does not fit", rating.ErrDefinition},
		{"no components", `{"model":"components","prices":{}}`, "at least one", rating.ErrDefinition},
		{"reasoning priced", `{"model":"components","prices":{"reasoning":"1"}}`, `"reasoning": unknown member`, rating.ErrDefinition},
		{"wrong tiers", `{"model":"graduated","tiers":[{"up_to":"5","unit":"1"}]}`, "last tier", rating.ErrDefinition},
		{"descending tiers", `{"model":"volume","tiers":[{"up_to":"5"},{"up_to":"4"},{"up_to":null}]}`, "ascend", rating.ErrDefinition},
		{"both conversions", `{"model":"unit","unit":"1","convert":{"divide_by":"2","multiply_by":"3"}}`, "want one of", rating.ErrDefinition},
		{"zero package", `{"model":"package","size":"0","amount":"1"}`, "above zero", rating.ErrDefinition},
		{"discount", `{"model":"unit","unit":"1","percent_discount":"101"}`, "above 100", rating.ErrDefinition},
		{"matrix row", `{"model":"matrix","rows":[{"when":{"model":"m"},"price":{"model":"x"}}]}`, "unknown model", rating.ErrDefinition},
		{"computation", `{"model":"grants","grants":[]}`, "unknown model grants", rating.ErrDefinition},

		{"graduated", `{"model":"graduated","tiers":[{"up_to":null,"unit":"1"}]}`, `"graduated"`, rating.ErrUnsupported},
		{"matrix", `{"model":"matrix","rows":[{"when":{"model":"m"},"price":{"model":"unit","unit":"1"}}]}`, `"matrix"`, rating.ErrUnsupported},
		{"minimum", `{"model":"unit","unit":"1","min":"5"}`, `"min": modifier of model "unit"`, rating.ErrUnsupported},
		{"conversion", `{"model":"unit","unit":"1","convert":{"divide_by":"2","round":"ceil"}}`, `"convert"`, rating.ErrUnsupported},
		{"dynamic", `{"model":"dynamic","multiplier":"1.2","currency_decimals":2}`, `"dynamic"`, rating.ErrUnsupported},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := rating.Parse([]byte(tt.def))
			if !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("Parse = %v, want %v with %q", err, tt.err, tt.text)
			}
			if _, err := rating.Canonical([]byte(tt.def)); !errors.Is(err, tt.err) {
				t.Errorf("Canonical = %v, want %v", err, tt.err)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	tests := []struct{ name, def, want string }{
		{"unit", `{ "unit" : "0.0010" , "model":"unit"}`, `{"model":"unit","unit":"0.001"}`},
		{
			"components", `{"prices":{"output":"1.0","input":"0.500000000000000001"},"model":"components"}`,
			`{"model":"components","prices":{"input":"0.500000000000000001","output":"1"}}`,
		},
		{
			"borrowed figures are not written", `{"model":"components","prices":{"input":"1","cache_write":"2","output":"3"}}`,
			`{"model":"components","prices":{"cache_write":"2","input":"1","output":"3"}}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rating.Canonical([]byte(tt.def))
			if err != nil || string(got) != tt.want {
				t.Fatalf("Canonical = %s, %v, want %s", got, err, tt.want)
			}
			again, err := rating.Canonical(got)
			if err != nil || string(again) != tt.want {
				t.Errorf("Canonical twice = %s, %v", again, err)
			}
		})
	}
}

func TestSimulateRefuses(t *testing.T) {
	const unit = `{"model":"unit","unit":"0.1"}`
	const parts = `{"model":"components","prices":{"input":"1"}}`
	tests := []struct {
		name, def, quantity string
		err                 error
	}{
		{"empty", unit, ``, rating.ErrQuantity},
		{"exponent", unit, `1e400`, rating.ErrQuantity},
		{"nan", unit, `NaN`, rating.ErrQuantity},
		{"unknown member", unit, `{"quantity":"1","total":"2"}`, rating.ErrQuantity},
		{"no quantity", unit, `{"pre":"1"}`, rating.ErrQuantity},
		{"list", unit, `["1"]`, rating.ErrQuantity},
		{"decimal for components", parts, `3`, rating.ErrQuantity},
		{"unknown kind", parts, `{"inputs":"3"}`, rating.ErrQuantity},
		{"computation", `{"model":"split","parts":2}`, `99`, rating.ErrUnsupported},
		{"wrong definition", `{"model":"unit"}`, `1`, rating.ErrDefinition},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rating.Simulate([]byte(tt.def), []byte(tt.quantity))
			if !errors.Is(err, tt.err) {
				t.Errorf("Simulate = %q, %v, want %v", got, err, tt.err)
			}
		})
	}
}

func TestSimulateIsExact(t *testing.T) {
	tests := []struct{ def, quantity, want string }{
		{`{"model":"unit","unit":"0.0000000000001"}`, `1`, "0.0000000000001"}, // below a pico
		{`{"model":"unit","unit":"0.000000000000000001"}`, `0.000000000000000001`, "0.000000000000000000000000000000000001"},
		{`{"model":"unit","unit":"10"}`, `{"pre":"7","quantity":"20","previously_billed":"35"}`, "200"},
		{`{"model":"unit","unit":"0.50"}`, `"2.0"`, "1"},
		{`{"model":"unit","unit":"0.1"}`, `{"quantity":0.3}`, "0.03"},
		{`{"model":"unit","unit":"0.1"}`, `-3`, "-0.3"},
		{
			`{"model":"components","prices":{"input":"0.0000025","cache_read":"0.00000125","output":"0.00001"}}`,
			`{"input":"86","cache_read":"1920","output":"300","reasoning":"200"}`, "0.005615",
		},
	}
	for _, tt := range tests {
		got, err := rating.Simulate([]byte(tt.def), []byte(tt.quantity))
		if err != nil || got != tt.want {
			t.Errorf("Simulate(%s, %s) = %s, %v, want %s", tt.def, tt.quantity, got, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`{"model":"unit","unit":"0.001"}`,
		`{"model":"components","prices":{"input":"0.0000025","output":"0.00001"}}`,
		`{"model":"graduated","tiers":[{"up_to":"5","unit":"1"},{"up_to":null,"flat":"2"}]}`,
		`{"model":"matrix","rows":[{"price":{"model":"unit","unit":"1"}}]}`,
		`{"model":"unit","unit":"1","convert":{"divide_by":"2"}}`, `[[[`, `{"model":"unit","unit":null}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, def []byte) {
		r, err := rating.Parse(def)
		if err != nil {
			if !errors.Is(err, rating.ErrDefinition) && !errors.Is(err, rating.ErrUnsupported) {
				t.Fatalf("Parse(%q): %v is of no known kind", def, err)
			}
			return
		}
		canonical, err := rating.Canonical(def)
		if err != nil {
			t.Fatalf("Canonical(%q): %v", def, err)
		}
		again, err := rating.Canonical(canonical)
		if err != nil || string(again) != string(canonical) {
			t.Fatalf("Canonical(%s) = %s, %v", canonical, again, err)
		}
		if a, ok := r.Flat(); ok && a.Sign() < 0 {
			t.Fatalf("Flat(%q) = %s", def, a)
		}
	})
}
