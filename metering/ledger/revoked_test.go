package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
)

// TestRevokedKept: what was revoked is shown after a restart; a revocation for
// some time after its token's expiry, since clocks differ and are set back, an
// epoch for ever, and never a lower one.
func TestRevokedKept(t *testing.T) {
	cfg := config(t)
	h := open(t, cfg)
	now := cfg.Now()
	for _, e := range []metering.Event{
		{Type: metering.EventTokenRevoked, Body: fmt.Appendf(nil, `{"jti":"lately","until":%d}`, now.Add(-time.Hour).Unix())},
		{Type: metering.EventTokenRevoked, Body: fmt.Appendf(nil, `{"jti":"long ago","until":%d}`, now.Add(-48*time.Hour).Unix())},
		{Type: metering.EventTokenRevoked, Body: fmt.Appendf(nil, `{"jti":"valid","until":%d}`, now.Add(time.Hour).Unix())},
		{Type: metering.EventTokensRevoked, Ref: "ann", Body: []byte(`{"agent":"ann","epoch":2}`)},
		{Type: metering.EventTokensRevoked, Ref: "ann", Body: []byte(`{"agent":"ann","epoch":1}`)},
		{Type: metering.EventTokensRevoked, Ref: "bob", Body: []byte(`{"agent":"bob","epoch":1}`)},
	} {
		_, err := h.store.Append(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
	}
	h = h.reopen()
	got := make(map[string]uint64)
	err := h.store.Revoked(func(jti string, _ time.Time) { got[jti] = 0 })
	if err == nil {
		err = h.store.RevokedAgents(func(agent string, epoch uint64) { got[agent] = epoch })
	}
	if want := "map[ann:2 bob:1 lately:0 valid:0]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("revoked: %v, %v, want %s", got, err, want)
	}
}
