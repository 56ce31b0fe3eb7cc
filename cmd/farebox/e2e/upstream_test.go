package e2e_test

import (
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestUpstreamFailureIsNotCharged: an upstream's 500 costs nothing, by token and
// by payment; the authorization stays unspent on chain.
func TestUpstreamFailureIsNotCharged(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	agent, payer := p.Agents[0], p.wallet(3)
	before := p.chainBalance(payer.address)
	fail := request{path: "/demo/fail", token: agent.Token}
	if res := p.ask(fail); res.status != http.StatusInternalServerError || res.header.Get("Farebox-Charge") != "" {
		t.Errorf("by token: status %d, charge %q: %s", res.status, res.header.Get("Farebox-Charge"), res.body)
	}
	fail.token = ""
	fail.payment = payer.mustPay(t, p.offerFor(fail))
	if res := p.ask(fail); res.status != http.StatusInternalServerError {
		t.Errorf("by payment: status %d: %s", res.status, res.body)
	}
	if got := p.usage(); len(got) != 0 {
		t.Errorf("charged usage: %+v", got)
	}
	p.await("both calls to be released", func() bool { return len(p.usage("state", "released")) == 2 })
	for _, u := range p.usage("state", "released") {
		if u.Charge != "0" || u.Route != "demo-fail" {
			t.Errorf("released record %+v", u)
		}
	}
	if a := p.agent(agent.ID); a.Balance != "1000" || a.Held != "0" {
		t.Errorf("the agent after the failure: %+v", a)
	}
	for _, b := range p.settleAll() {
		if b.Rows != 0 || b.Total != "0" {
			t.Errorf("settled %+v, want no payment", b)
		}
	}
	if fell := new(big.Int).Sub(before, p.chainBalance(payer.address)); fell.Sign() != 0 {
		t.Errorf("the payer's balance fell by %s base units", fell)
	}
	p.checkBooks()
}

// TestMeters: each meter of the sample API charges what its price says.
func TestMeters(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	token := p.Agents[0].Token
	tests := []struct {
		name string
		request
		charge string // exact
		body   string
	}{
		{"a call", request{path: quotePath}, "0.001", `"symbol":"FARE"`},
		{"a stream", request{path: "/demo/stream?n=3&ms=0"}, "0.001", `{"event":3,"of":3}`},
		{"bytes", request{path: "/demo/bytes?n=12345"}, "0.00012345", "0123456789"},
	}
	want := new(big.Rat)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.token = token
			res := p.ask(tt.request)
			if res.status != http.StatusOK || !strings.Contains(res.body, tt.body) {
				t.Fatalf("status %d: %s", res.status, res.body)
			}
			u := admin[usageItem](p, http.MethodGet, "usage/"+res.id(), nil)
			if u.Charge != tt.charge || u.State != "posted" || u.Outcome != "ok" {
				t.Errorf("usage record %+v, want a charge of %s", u, tt.charge)
			}
			want.Add(want, decimal(t, u.Charge))
		})
	}
	for _, body := range []string{
		`{"model":"demo","messages":[{"role":"user","content":"hello there"}]}`,
		`{"model":"demo","stream":true,"messages":[{"role":"user","content":"hello there"}]}`,
	} {
		res := p.ask(request{method: http.MethodPost, path: "/demo/v1/chat/completions", body: body, token: token})
		u := admin[usageItem](p, http.MethodGet, "usage/"+res.id(), nil)
		if res.status != http.StatusOK || decimal(t, u.Charge).Sign() <= 0 || u.State != "posted" {
			t.Errorf("%s: status %d, usage record %+v", body, res.status, u)
		}
		want.Add(want, decimal(t, u.Charge))
	}
	if spent := new(big.Rat).Sub(big.NewRat(1000, 1), decimal(t, p.agent(p.Agents[0].ID).Balance)); spent.Cmp(want) != 0 {
		t.Errorf("the balance fell by %s, the charges are %s", spent.FloatString(12), want.FloatString(12))
	}
	p.checkBooks()
}

// TestLongBodyStaysFlat: a reply of 1 GiB passes through without being kept.
func TestLongBodyStaysFlat(t *testing.T) {
	t.Parallel()
	const length, most = 1 << 30, 96 << 10 // bytes; KiB more than before
	p := startDev(t, t.TempDir())
	before := p.peakMemory()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.GatewayURL+"/demo/bytes?n="+strconv.Itoa(length), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+p.Agents[0].Token)
	res, err := newClient(t, 1).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil || n != length || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %d bytes, %v", res.StatusCode, n, err)
	}
	if grew := p.peakMemory() - before; grew > most {
		t.Errorf("memory grew by %d KiB, want at most %d", grew, most)
	}
	if u := admin[usageItem](p, http.MethodGet, "usage/"+res.Header.Get("Request-Id"), nil); u.Charge != "10.73741824" {
		t.Errorf("usage record %+v, want a charge of 10.73741824", u)
	}
}

// peakMemory returns the most memory, in KiB, that the process has had.
func (p *process) peakMemory() int {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				p.t.Fatal(err)
			}
			return n
		}
	}
	p.t.Fatal("the system does not say what memory a process has")
	return 0
}

// TestRefusals: what must not pass is refused with the status that says why.
func TestRefusals(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	token := p.Agents[0].Token
	parts := strings.Split(token, ".")
	none := "eyJhbGciOiJub25lIn0." + parts[1] + "."
	tests := []struct {
		name string
		request
		status int
	}{
		{"nothing to pay with", request{path: quotePath}, 402},
		{"no such route", request{path: "/demo/none", token: token}, 404},
		{"a token that is none", request{path: quotePath, token: "x"}, 401},
		{"a token without a signature", request{path: quotePath, token: none}, 401},
		{"a token with another's claims", request{path: quotePath, token: parts[0] + "." + strings.Split(p.Agents[1].Token, ".")[1] + "." + parts[2]}, 401},
		{"the admin token", request{path: quotePath, token: p.AdminToken}, 401},
		{"a payment that is no base64", request{path: quotePath, payment: "%%%"}, 400},
		{"a path that climbs", request{path: "/demo/x/../quote", token: token}, 400},
		{"an encoded slash", request{path: "/demo%2fquote", token: token}, 400},
		{"a top-up without a token", request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`}, 401},
		{"a top-up of nothing", request{method: http.MethodPost, path: topUpPath, body: `{"amount":"0"}`, token: token}, 400},
		{"a top-up below zero", request{method: http.MethodPost, path: topUpPath, body: `{"amount":"-10"}`, token: token}, 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := p.ask(tt.request)
			if res.status != tt.status {
				t.Errorf("status %d, want %d: %s", res.status, tt.status, res.body)
			}
			if !strings.HasPrefix(res.header.Get("Content-Type"), "application/problem+json") || !strings.Contains(res.body, `"code":`) {
				t.Errorf("%s is no problem: %s", res.header.Get("Content-Type"), res.body)
			}
		})
	}
	if got := p.usage(); len(got) != 0 {
		t.Errorf("usage records of refused calls: %+v", got)
	}
	if a := p.agent(p.Agents[0].ID); a.Balance != "1000" {
		t.Errorf("balance %s after refusals", a.Balance)
	}
}
