package console_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// TestChangesAreLogged: each change is logged once and names whom it is about;
// what changed nothing is not logged.
func TestChangesAreLogged(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("user", "1")
	h.call("user")
	for _, tt := range []struct {
		name, path, body string
		status           int
		want             []string // a part of each line, in order
	}{
		{"create", "agents", `{"id":"demo","plan":"trial","credit":"5"}`, 201, []string{`change="agent created" subject=demo`, `change="token issued" subject=demo`}},
		{"create again", "agents", `{"id":"demo","plan":"trial"}`, 409, nil},
		{"token", "agents/demo/token", `{}`, 201, []string{`change="token issued" subject=demo`}},
		{"suspend", "agents/demo/suspend", `{}`, 200, []string{`change="agent set to suspended" subject=demo`}},
		{"suspend again", "agents/demo/suspend", `{}`, 200, nil},
		{"revoke", "agents/demo/revoke", `{"token":"token-of-demo-jti-1"}`, 200, []string{`change="token revoked" subject=demo`}},
		{"revoke again", "agents/demo/revoke", `{"token":"token-of-demo-jti-1"}`, 200, nil},
		{"revoke all", "agents/demo/revoke", `{"all":true}`, 200, []string{`change="all tokens revoked" subject=demo`}},
		{"close", "invoices/close", `{"to":"now"}`, 200, []string{`change="invoice made" subject=user.20260314T123009.000000000Z`}},
		{"issue", "invoices/user.20260314T123009.000000000Z/issue", `{}`, 200, []string{`change="invoice issued" subject=user.20260314T123009.000000000Z`}},
		{"issue again", "invoices/user.20260314T123009.000000000Z/issue", `{}`, 200, nil},
		{"close again", "invoices/close", `{"to":"now","issue":true}`, 200, nil},
		{"rotate", "keys/rotate", `{}`, 200, []string{`change="signing key added"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inner := *h
			inner.t = t
			h.log.Reset()
			h.clock.add(time.Second)
			inner.do("POST", "/api/v1/"+tt.path, tt.body, tt.status, nil)
			var lines []string
			for line := range strings.Lines(h.log.String()) {
				if strings.Contains(line, "operator changed something") {
					lines = append(lines, line)
				}
			}
			if len(lines) != len(tt.want) {
				t.Fatalf("logged %q, want %d changes", lines, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("logged %s, want %s", lines[i], want)
				}
			}
		})
	}
}

// TestSummaryMoney: what credit paid for is told apart from money, and
// suspense shows.
func TestSummaryMoney(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "0.001") // one call in given credit, the next in money
	_, err := h.store.Append(t.Context(), metering.Event{
		Type: metering.EventPaymentCounted, Ref: "1",
		Transfers: []metering.Transfer{{From: metering.AccountSuspense, To: metering.PrepaidAccount("demo"), Amount: money.MustParse("2")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.call("demo")
	h.call("demo")
	type split struct{ Revenue, Paid, Granted money.Amount }
	var s struct {
		split
		Suspense money.Amount
		Routes   []split
	}
	h.do("GET", "/api/v1/summary", "", 200, &s)
	got := fmt.Sprint(s.Revenue, s.Paid, s.Granted, s.Suspense, s.Routes)
	if want := "0.002 0.001 0.001 -2 [{0.002 0.001 0.001}]"; got != want {
		t.Errorf("revenue, paid, granted, suspense, routes = %s, want %s", got, want)
	}
}

// TestNewestInvoices: the newest come first, whoever's they are, and what was
// just made shows at once.
func TestNewestInvoices(t *testing.T) {
	h := newHarness(t, nil)
	var page struct {
		Items []metering.Invoice
		Next  string `json:"next_cursor"`
	}
	read := func(query, want string) {
		t.Helper()
		h.do("GET", "/api/v1/invoices?order=newest"+query, "", 200, &page)
		var agents []metering.AgentID
		for _, v := range page.Items {
			agents = append(agents, v.Agent)
		}
		if fmt.Sprint(agents) != want || page.Next != "" {
			t.Errorf("newest invoices are of %v, next %q, want %s", agents, page.Next, want)
		}
	}
	read("", "[]")
	for _, id := range []metering.AgentID{"b", "c", "a"} {
		h.agent(id, "1")
		h.call(id)
		h.clock.add(time.Second)
		h.do("POST", "/api/v1/invoices/close", `{"to":"now"}`, 200, nil)
	}
	read("", "[a c b]")
	read("&limit=2", "[a c]")
	h.refused("GET", "/api/v1/invoices?order=oldest", "", 422, "invalid")
	h.refused("GET", "/api/v1/invoices?order=newest&agent=a", "", 422, "invalid")
	h.refused("GET", "/api/v1/invoices?order=newest&cursor=a", "", 422, "invalid")
}

// TestPageNamesUnits: every column of money says in what.
func TestPageNamesUnits(t *testing.T) {
	h := newHarness(t, func(cfg *console.Config) { cfg.Symbol = "XYZ" })
	page := h.do("GET", "/", "", 200, nil).Body.String()
	for _, column := range []string{"Charge", "Revenue", "From given credit", "Balance", "Held", "Total", "Due"} {
		if !strings.Contains(page, column+" (XYZ)</th>") {
			t.Errorf("the column %s has no unit", column)
		}
	}
	if !strings.Contains(page, ">Time (UTC)</th>") {
		t.Error("the times do not name their zone")
	}
}
