package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// TestWithdraw takes prepaid money off an agent: never what was only given.
func TestWithdraw(t *testing.T) {
	h := newHarness(t, func(c *console.Config) {
		store, ok := c.Audit.(console.Withdrawals)
		if !ok {
			t.Fatal("the ledger takes no withdrawals")
		}
		c.Withdrawals = store
	})
	h.agent("a1", "5")
	ctx := context.Background()
	_, err := h.store.Append(ctx, metering.Event{Type: metering.EventPaymentCounted, Ref: "p1", Transfers: []metering.Transfer{
		{From: metering.AccountSuspense, To: metering.PrepaidAccount("a1"), Amount: money.Units(10)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	const to = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
	for name, bad := range map[string]string{
		"no address":        `{"amount":"1","to":"home"}`,
		"a digit mistyped":  `{"amount":"1","to":"` + to[:41] + `9"}`,
		"the zero address":  `{"amount":"1","to":"0x` + strings.Repeat("0", 40) + `"}`,
		"zero":              `{"amount":"0","to":"` + to + `"}`,
		"below a base unit": `{"amount":"0.0000001","to":"` + to + `"}`,
		"negative":          `{"amount":"-1","to":"` + to + `"}`,
	} {
		t.Run(name, func(*testing.T) { h.refused(http.MethodPost, "/api/v1/agents/a1/withdraw", bad, 422, "invalid") })
	}
	h.refused(http.MethodPost, "/api/v1/agents/nobody/withdraw", `{"amount":"1","to":"`+to+`"}`, 404, "unknown_agent")
	h.refused(http.MethodPost, "/api/v1/agents/a1/withdraw", `{"amount":"10.000001","to":"`+to+`"}`, 409, "insufficient_funds")
	var got struct {
		Balance   string `json:"balance"`
		BaseUnits string `json:"base_units"`
	}
	h.do(http.MethodPost, "/api/v1/agents/a1/withdraw", `{"amount":"4.5","to":"`+to+`"}`, 200, &got)
	if got.Balance != "10.5" || got.BaseUnits != "4500000" {
		t.Errorf("withdrawal left %+v, want a balance of 10.5 and 4500000 base units", got)
	}
	balances, err := h.store.Balances(ctx, "suspense")
	if err != nil || balances[metering.AccountSuspense].String() != "-5.5" {
		t.Errorf("suspense = %v, %v; want −5.5: ten counted, 4.5 on its way back", balances, err)
	}
	bare := newHarness(t, nil)
	bare.agent("a1", "5")
	bare.refused(http.MethodPost, "/api/v1/agents/a1/withdraw", `{"amount":"1","to":"`+to+`"}`, 404, "no_chain")
}
