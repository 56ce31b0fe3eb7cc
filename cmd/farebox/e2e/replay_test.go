package e2e_test

import (
	"math/big"
	"net/http"
	"testing"
)

// TestOneAuthorizationOneCall: 248 copies of one payment race; one is served.
// Nor is a copy served after a restart, or after the money has moved.
func TestOneAuthorizationOneCall(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	payer := p.wallet(3)
	before := p.chainBalance(payer.address)
	r := request{path: quotePath}
	r.payment = payer.mustPay(t, p.offerFor(r))

	got := p.parallel(248, r)
	if got.statuses[200] != 1 || got.statuses[402]+got.statuses[409] != 247 {
		t.Errorf("statuses %v, want 200 once and 402 or 409 for the rest", got.statuses)
	}
	one := func(when string) {
		t.Helper()
		items := p.usage("agent", payer.agentID())
		if len(items) != 1 {
			t.Errorf("%s: %d usage records, want 1", when, len(items))
		}
		checkEach(t, items, got.served)
	}
	one("after the race")
	refused := func(when string) {
		t.Helper()
		if again := p.parallel(16, r); again.statuses[402]+again.statuses[409] != 16 {
			t.Errorf("%s: statuses %v, want 402 or 409 only", when, again.statuses)
		}
		one(when)
	}
	p.kill()
	p = startDev(t, p.dir)
	refused("after kill -9 and a restart")
	p.settleAll()
	refused("after the batch")
	if code := p.terminate(); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	p = startDev(t, p.dir)
	refused("after a stop and a restart")
	fell := new(big.Int).Sub(before, p.chainBalance(payer.address))
	if fell.Int64() != 1000 {
		t.Errorf("the payer's balance fell by %s base units, want 1000", fell)
	}
	p.checkBooks()
}

// TestPaymentIsBoundToItsRequest: what was signed for one request pays for no
// other: not for another path, query, method, agent or body, nor changed in
// itself.
func TestPaymentIsBoundToItsRequest(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	payer := p.wallet(4)
	first := request{path: "/demo/stream?n=2&ms=0"}
	first.payment = payer.mustPay(t, p.offerFor(first))
	if res := p.ask(first); res.status != http.StatusOK || !res.payment(t).Success {
		t.Fatalf("status %d: %s", res.status, res.body)
	}
	tests := []struct {
		name  string
		again request
	}{
		{"the same", first},
		{"another route", request{path: quotePath}},
		{"another query", request{path: "/demo/stream?n=3&ms=0"}},
		{"no query", request{path: "/demo/stream"}},
		{"another method", request{method: http.MethodPost, path: first.path}},
		{"a body", request{path: first.path, body: `{}`}},
		{"another agent", request{path: first.path, token: p.Agents[0].Token}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.again.payment = first.payment
			if res := p.ask(tt.again); res.status != http.StatusPaymentRequired && res.status != http.StatusConflict {
				t.Errorf("status %d, want 402 or 409: %s", res.status, res.body)
			}
		})
	}
	if items := p.usage("agent", payer.agentID()); len(items) != 1 {
		t.Errorf("%d usage records, want 1", len(items))
	}
	if a := p.agent(p.Agents[0].ID); a.Balance != "1000" {
		t.Errorf("a replay was charged to %s: %s", a.ID, a.Balance)
	}
	p.settleAll()
	p.checkBooks()
}

// TestTopUpsRace: copies of one top-up race; the agent is credited once, and the
// payer pays once.
func TestTopUpsRace(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	payer, agent := p.wallet(5), p.Agents[0]
	before := p.chainBalance(payer.address)
	r := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`, token: agent.Token}
	r.payment = payer.mustPay(t, p.offerFor(r))
	got := p.parallel(64, r)
	if got.statuses[200] != 1 || got.statuses[402]+got.statuses[409] != 63 {
		t.Errorf("statuses %v, want 200 once and 402 or 409 for the rest", got.statuses)
	}
	if a := p.agent(agent.ID); a.Balance != "1010" {
		t.Errorf("balance %s, want 1010", a.Balance)
	}
	if fell := new(big.Int).Sub(before, p.chainBalance(payer.address)); fell.Int64() != 10_000_000 {
		t.Errorf("the payer's balance fell by %s base units, want 10000000", fell)
	}
	p.checkBooks()
}
