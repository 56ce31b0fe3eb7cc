package bench_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/cmd/farebox/bench"
)

// orders runs a part over some orders and returns its answers.
func orders(t *testing.T, name string, lines ...string) ([]map[string]any, error) {
	t.Helper()
	var out strings.Builder
	err := bench.Part(t.Context(), bench.PartConfig{Name: name, In: strings.NewReader(strings.Join(lines, "\n")), Out: &out, Now: time.Now})
	var answers []map[string]any
	for dec := json.NewDecoder(strings.NewReader(out.String())); ; {
		var a map[string]any
		decErr := dec.Decode(&a)
		if decErr == io.EOF {
			return answers, err
		}
		if decErr != nil {
			t.Fatal(decErr)
		}
		answers = append(answers, a)
	}
}

// TestLedgerPartCounts: the audit holds for the calls that were made, and for no
// other number.
func TestLedgerPartCounts(t *testing.T) {
	open := fmt.Sprintf(`{"do":"open","dir":%q,"agents":3}`, t.TempDir())
	answers, err := orders(t, "ledger", open, `{"do":"append","callers":5,"calls":40}`,
		`{"do":"audit","calls":40}`, `{"do":"audit","calls":39}`, `{"do":"audit","calls":41}`)
	if err != nil || len(answers) != 5 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	if answers[0]["entries"] != 4.0 { // a price and three agents
		t.Errorf("entries at the start: %v, want 4", answers[0]["entries"])
	}
	if answers[1]["calls"] != 40.0 || answers[2]["error"] != nil {
		t.Errorf("append %v, audit %v", answers[1], answers[2])
	}
	for _, a := range answers[3:] {
		if msg, _ := a["error"].(string); !strings.Contains(msg, "the ledger has 40 entries for") {
			t.Errorf("audit of a wrong number: %v", a)
		}
	}
}

func TestPartFaults(t *testing.T) {
	tests := []struct {
		name, part string
		lines      []string
		answer     string // error of the last answer
		want       string // error of the part
	}{
		{"unknown part", "nope", nil, "", `unknown part "nope"`},
		{"not open", "upstream", []string{`{"do":"stats"}`}, "the part is not open", ""},
		{"unknown order", "upstream", []string{`{"do":"open"}`, `{"do":"dance"}`}, `unknown order "dance"`, ""},
		{"twice open", "upstream", []string{`{"do":"open"}`, `{"do":"open"}`}, `unknown order "open"`, ""},
		{"no order", "upstream", []string{`{"do":"open"}`, `[]`}, "", "read order"},
		{"no directory", "ledger", []string{`{"do":"open"}`}, "Dir", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answers, err := orders(t, tt.part, tt.lines...)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("part ended with %v, want %q", err, tt.want)
			}
			if tt.answer == "" {
				return
			}
			if msg, _ := answers[len(answers)-1]["error"].(string); !strings.Contains(msg, tt.answer) {
				t.Errorf("answers %v, want %q", answers, tt.answer)
			}
		})
	}
}
