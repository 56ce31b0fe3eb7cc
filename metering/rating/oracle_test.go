package rating_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

// oracleRow is a worked example with its exact answer.
type oracleRow struct {
	ID         string          `json:"id"`
	Model      string          `json:"model"`
	Definition json.RawMessage `json:"definition"`
	Quantity   json.RawMessage `json:"quantity"`
	Expected   json.RawMessage `json:"expected"`
}

// TestOracle prices every example whose model this version offers, and asserts
// that all the others are known and refused as not offered.
func TestOracle(t *testing.T) {
	text, err := os.ReadFile("testdata/pricing.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []oracleRow
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	exact, refused := 0, 0
	for _, row := range rows {
		t.Run(row.ID, func(t *testing.T) {
			got, err := rating.Simulate(row.Definition, row.Quantity)
			if errors.Is(err, rating.ErrUnsupported) {
				refused++
				return
			}
			if err != nil {
				t.Fatalf("Simulate(%s, %s): %v", row.Definition, row.Quantity, err)
			}
			var want string
			if err := json.Unmarshal(row.Expected, &want); err != nil {
				t.Fatal(err)
			}
			if money.MustParse(got) != money.MustParse(want) {
				t.Errorf("Simulate(%s, %s) = %s, want %s", row.Definition, row.Quantity, got, want)
			}
			exact++
		})
	}
	if exact != 5 || refused != 104 {
		t.Errorf("ran %d rows exactly and refused %d, want 5 and 104", exact, refused)
	}
}
