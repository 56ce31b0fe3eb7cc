package console_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

var update = flag.Bool("update", false, "write the golden files")

// batch is a settled batch.
func batch(id string) settlement.View {
	return settlement.View{
		ID: id, Seq: 1, State: settlement.StateBooked, TxHash: "0x" + strings.Repeat("ab", 32), From: 0, To: 12,
		UsageRoot: "0x" + strings.Repeat("cd", 32), Rows: 2, Skipped: []settlement.Skipped{{Ref: "7", Reason: "authorization is used"}},
		Total: money.MustParse("0.002"), Time: noon,
	}
}

// TestShapes: the replies that other programs read, byte for byte.
func TestShapes(t *testing.T) {
	h := newHarness(t, nil)
	h.chain.views = []settlement.View{batch("b00000001")}
	h.chain.run = func() (settlement.View, bool, error) { return h.chain.views[0], true, nil }
	h.chain.report = settlement.Report{OK: true, Block: 9, VaultSeq: 2, NextSeq: 2, Checks: []settlement.Drift{{Account: "chain"}}}
	h.do("POST", "/api/v1/agents", `{"id":"crawler-7","plan":"standard","credit":"5"}`, 201, nil)
	h.clock.add(time.Second)
	rid := h.call("crawler-7")
	h.clock.add(time.Second)
	h.call("crawler-7")
	for _, tt := range []struct{ name, method, path, body string }{
		{"agent_created", "POST", "/api/v1/agents", `{"id":"crawler-8","plan":"trial","credit":"0.000001"}`},
		{"agents", "GET", "/api/v1/agents?limit=1", ""},
		{"agent", "GET", "/api/v1/agents/crawler-7", ""},
		{"agent_token", "POST", "/api/v1/agents/crawler-7/token", `{"ttl":"24h"}`},
		{"usage", "GET", "/api/v1/usage?agent=crawler-7&route=quote&state=posted&limit=1", ""},
		{"usage_item", "GET", "/api/v1/usage/" + rid.String(), ""},
		{"summary", "GET", "/api/v1/summary", ""},
		{"invoices_closed", "POST", "/api/v1/invoices/close", `{"to":"now","issue":true}`},
		{"invoices", "GET", "/api/v1/invoices?agent=crawler-7", ""},
		{"invoice", "GET", "/api/v1/invoices/crawler-7.20260314T123010.000000000Z", ""},
		{"settlements", "GET", "/api/v1/settlements", ""},
		{"settlement", "GET", "/api/v1/settlements/b00000001", ""},
		{"settled", "POST", "/api/v1/settlements", `{}`},
		{"reconcile", "GET", "/api/v1/reconcile", ""},
		{"verify", "GET", "/api/v1/verify", ""},
		{"problem", "GET", "/api/v1/agents/nobody", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.clock.add(time.Second)
			w := h.serve(h.request(tt.method, tt.path, tt.body))
			golden(t, tt.name, hashes.ReplaceAll(w.Body.Bytes(), []byte(`"$1":"(hash)"`)))
		})
	}
}

// hashes are what the ledger makes of its own encoding, which is not this
// package's to freeze.
var hashes = regexp.MustCompile(`"(head|hash)":"[0-9a-f]{64}"`)

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".json")
	if *update {
		err := os.WriteFile(file, got, 0o644)
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s\n got %s\nwant %s", file, got, want)
	}
}

func TestCreateAgent(t *testing.T) {
	h := newHarness(t, nil)
	h.do("POST", "/api/v1/agents", `{"id":"demo","plan":"standard","credit":"1000"}`, 201, nil)
	for _, tt := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"again", `{"id":"demo","plan":"standard"}`, 409, "agent_exists"},
		{"foreign id", `{"id":"acme:user","plan":"standard"}`, 422, "invalid_agent_id"},
		{"payer id", `{"id":"eip155:1:0xab","plan":"standard"}`, 422, "invalid_agent_id"},
		{"upper case", `{"id":"Demo","plan":"standard"}`, 422, "invalid_agent_id"},
		{"line break", `{"id":"a\nb","plan":"standard"}`, 422, "invalid_agent_id"},
		{"no id", `{"plan":"standard"}`, 422, "invalid_agent_id"},
		{"long id", `{"id":"` + strings.Repeat("a", 65) + `","plan":"standard"}`, 422, "invalid_agent_id"},
		{"unknown plan", `{"id":"x","plan":"gold"}`, 422, "unknown_plan"},
		{"no plan of two", `{"id":"x"}`, 422, "unknown_plan"},
		{"negative credit", `{"id":"x","plan":"trial","credit":"-1"}`, 422, "invalid"},
		{"number as credit", `{"id":"x","plan":"trial","credit":5}`, 422, "invalid"},
		{"exponent as credit", `{"id":"x","plan":"trial","credit":"1e3"}`, 422, "invalid"},
		{"thirteen decimals", `{"id":"x","plan":"trial","credit":"0.0000000000001"}`, 422, "invalid"},
		{"endless credit", `{"id":"x","plan":"trial","credit":"` + strings.Repeat("9", 60) + `"}`, 422, "invalid"},
		{"unknown member", `{"id":"x","plan":"trial","credti":"1"}`, 422, "invalid"},
		{"array", `[]`, 422, "invalid"},
		{"two objects", `{"id":"x","plan":"trial"}{}`, 422, "invalid"},
		{"cut off", `{"id":"x"`, 422, "invalid"},
		{"not JSON", `id=x`, 422, "invalid"},
		{"empty", ``, 422, "invalid_agent_id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inner := *h
			inner.t = t
			inner.refused("POST", "/api/v1/agents", tt.body, tt.status, tt.code)
		})
	}
	if h.tokens.issued != 1 {
		t.Errorf("%d tokens were issued, want 1", h.tokens.issued)
	}
	var all struct{ Items []metering.Agent }
	h.do("GET", "/api/v1/agents", "", 200, &all)
	if len(all.Items) != 1 || all.Items[0].Balance.String() != "1000" {
		t.Errorf("agents = %+v", all.Items)
	}
}

// TestLostReply: an agent whose token was never seen gets one, and money once.
func TestLostReply(t *testing.T) {
	h := newHarness(t, nil)
	h.tokens.fail = errors.New("disk on fire at /secret/path")
	w := h.do("POST", "/api/v1/agents", `{"id":"demo","plan":"standard","credit":"10"}`, 500, nil)
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("the problem shows the cause: %s", w.Body)
	}
	if !strings.Contains(h.log.String(), "disk on fire") {
		t.Errorf("the log does not hold the cause: %s", h.log)
	}
	h.tokens.fail = nil
	w = h.do("POST", "/api/v1/agents", `{"id":"demo","plan":"standard","credit":"10"}`, 409, nil)
	if !strings.Contains(w.Body.String(), "POST /api/v1/agents/demo/token") {
		t.Errorf("the problem does not say how to get a token: %s", w.Body)
	}
	var got struct{ Agent, Token, JTI string }
	h.do("POST", "/api/v1/agents/demo/token", "", 201, &got)
	if got.Agent != "demo" || got.Token == "" || got.JTI == "" {
		t.Errorf("token = %+v", got)
	}
	var a metering.Agent
	h.do("GET", "/api/v1/agents/demo", "", 200, &a)
	if a.Balance.String() != "10" {
		t.Errorf("balance %s, want 10", a.Balance)
	}
}

func TestTokens(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "1")
	h.agent("other", "1")
	h.agent("acme:user-1", "1")
	h.refused("POST", "/api/v1/agents/nobody/token", `{}`, 404, "unknown_agent")
	h.refused("POST", "/api/v1/agents/acme:user-1/token", `{}`, 422, "foreign_agent")
	h.refused("POST", "/api/v1/agents/demo/token", `{"ttl":"forever"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/token", `{"ttl":"-1h"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/token", `{"ttl":"100000h"}`, 422, "invalid")

	h.refused("POST", "/api/v1/agents/other/revoke", `{"token":"token-of-demo-jti-1"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/revoke", `{"token":"junk"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/revoke", `{}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/revoke", `{"token":"a","jti":"b"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/revoke", `{"jti":"a\u001b[0m"}`, 422, "invalid")
	h.do("POST", "/api/v1/agents/demo/revoke", `{"token":"token-of-demo-jti-1"}`, 200, nil)
	h.do("POST", "/api/v1/agents/demo/revoke", `{"token":"token-of-demo-jti-1"}`, 200, nil)
	h.do("POST", "/api/v1/agents/demo/revoke", `{"jti":"jti-9"}`, 200, nil)
	h.refused("POST", "/api/v1/agents/demo/revoke", `{"all":true,"jti":"b"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/nobody/revoke", `{"jti":"b"}`, 404, "unknown_agent")
	h.refused("POST", "/api/v1/agents/nobody/revoke", `{"all":true}`, 404, "unknown_agent")
	h.refused("POST", "/api/v1/agents/acme:user-1/revoke", `{"all":true}`, 422, "foreign_agent")
	for range 2 {
		h.do("POST", "/api/v1/agents/demo/revoke", `{"all":true}`, 200, nil)
	}
	if fmt.Sprint(h.tokens.epochs) != "map[demo:2]" {
		t.Errorf("epochs after revoking all twice: %v", h.tokens.epochs)
	}
	if until := h.tokens.revoked["jti-1"]; !until.Equal(noon.Add(time.Hour)) {
		t.Errorf("jti-1 is revoked until %s, want its expiry", until)
	}
	// The journal keeps revocations over a restart.
	var kept []string
	_, _, err := h.store.Sync(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = h.store.Revoked(func(jti string, _ time.Time) { kept = append(kept, jti) })
	if err != nil || fmt.Sprint(kept) != "[jti-1 jti-9]" {
		t.Errorf("journalled revocations: %v, %v", kept, err)
	}
	epochs := make(map[string]uint64)
	err = h.store.RevokedAgents(func(agent string, epoch uint64) { epochs[agent] = epoch })
	if err != nil || fmt.Sprint(epochs) != "map[demo:2]" {
		t.Errorf("journalled epochs: %v, %v", epochs, err)
	}

	h.do("POST", "/api/v1/keys/rotate", `{}`, 200, nil)
	h.refused("POST", "/api/v1/keys/rotate", `{"kid":"x"}`, 422, "invalid")
	if h.tokens.rotated != 1 {
		t.Errorf("keys rotated %d times", h.tokens.rotated)
	}
}

func TestSuspend(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "1")
	before, _ := h.store.Head()
	var a metering.Agent
	for range 2 { // the second is repeated and leaves no entry
		h.do("POST", "/api/v1/agents/demo/suspend", `{"reason":"unpaid"}`, 200, &a)
	}
	if a.State != metering.AgentSuspended {
		t.Errorf("state %s after suspend", a.State)
	}
	h.do("POST", "/api/v1/agents/demo/resume", ``, 200, &a)
	if a.State != metering.AgentActive || a.Plan != "standard" {
		t.Errorf("agent after resume: %+v", a)
	}
	if after, _ := h.store.Head(); after != before+2 {
		t.Errorf("%d entries, want 2", after-before)
	}
	h.refused("POST", "/api/v1/agents/nobody/suspend", `{}`, 404, "unknown_agent")
	h.refused("POST", "/api/v1/agents/demo/suspend", `{"reason":"a\u001b[31m"}`, 422, "invalid")
	h.refused("POST", "/api/v1/agents/demo/suspend", `{"reason":"`+strings.Repeat("x", 201)+`"}`, 422, "invalid")
}

// TestPages: following next_cursor shows every item once.
func TestPages(t *testing.T) {
	h := newHarness(t, nil)
	for i := range 5 {
		h.agent(metering.AgentID(fmt.Sprintf("agent-%d", i)), "1")
		h.call(metering.AgentID(fmt.Sprintf("agent-%d", i)))
		h.chain.views = append(h.chain.views, batch(fmt.Sprintf("b0000000%d", 5-i)))
	}
	h.do("POST", "/api/v1/invoices/close", `{"to":"now"}`, 200, nil)
	for _, tt := range []struct{ path, member string }{
		{"/api/v1/agents", "id"}, {"/api/v1/usage", "request_id"}, {"/api/v1/invoices", "id"}, {"/api/v1/settlements", "id"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			seen := make(map[string]int)
			cursor := ""
			for pages := 0; ; pages++ {
				var page struct {
					Items []map[string]any
					Next  *string `json:"next_cursor"`
				}
				h.do("GET", tt.path+"?limit=2&cursor="+cursor, "", 200, &page)
				for _, item := range page.Items {
					seen[item[tt.member].(string)]++
				}
				if page.Next == nil || pages > 5 {
					t.Fatal("no next_cursor, or no end")
				}
				cursor = *page.Next
				if cursor == "" {
					break
				}
			}
			if len(seen) != 5 {
				t.Errorf("saw %v, want 5 items", seen)
			}
			for id, n := range seen {
				if n != 1 {
					t.Errorf("%s was seen %d times", id, n)
				}
			}
		})
	}
	var none struct{ Items []any }
	h.do("GET", "/api/v1/usage?agent=nobody", "", 200, &none)
	if none.Items == nil {
		t.Error("an empty list is null, want []")
	}
}

func TestUsage(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "1")
	h.call("demo")
	h.refused("GET", "/api/v1/usage/xyz", "", 404, "not_found")
	h.refused("GET", "/api/v1/usage/"+strings.Repeat("0", 44), "", 404, "not_found")
	var page struct{ Items []metering.UsageItem }
	h.do("GET", "/api/v1/usage?state=released", "", 200, &page)
	if len(page.Items) != 0 {
		t.Errorf("released usage: %+v", page.Items)
	}
}

func TestCloseInvoices(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "1")
	h.agent("other", "1")
	h.call("demo")
	for body, code := range map[string]string{
		`{}`:                              "invalid",
		`{"period":"2026-02","to":"now"}`: "invalid",
		`{"period":"2026-3"}`:             "invalid",
		`{"period":"2026-03"}`:            "not_over",
		`{"to":"2026-03-14T12:01:00Z"}`:   "invalid",
		`{"to":"2026-03-14T13:00:00Z"}`:   "not_over",
		`{"to":"tomorrow"}`:               "invalid",
		`{"to":"1960-01-01T00:00:00Z"}`:   "invalid",
	} {
		h.refused("POST", "/api/v1/invoices/close", body, 422, code)
	}
	type reply struct {
		Items []metering.Invoice
		Count int
	}
	var got reply
	h.do("POST", "/api/v1/invoices/close", `{"period":"2026-02"}`, 200, &got)
	if got.Count != 0 || got.Items == nil {
		t.Errorf("closing an empty month = %+v", got)
	}
	h.do("POST", "/api/v1/invoices/close", `{"to":"now"}`, 200, &got)
	if got.Count != 1 || got.Items[0].State != metering.InvoiceDraft || got.Items[0].Total.String() != "0.001" {
		t.Fatalf("close = %+v", got)
	}
	// A close whose issuing was cut short is finished by the next one.
	h.call("other")
	h.clock.add(time.Second)
	h.do("POST", "/api/v1/invoices/close", `{"to":"now","issue":true}`, 200, &got)
	if got.Count != 2 || got.Items[0].Number != "INV-000001" || got.Items[1].Number != "INV-000002" {
		t.Errorf("close and issue = %+v, want both drafts issued", got)
	}
	for _, v := range got.Items {
		if v.State != metering.InvoicePaid {
			t.Errorf("%s is %s; nothing is due, so it is paid", v.ID, v.State)
		}
	}
	other := got.Items[1].ID
	h.do("POST", "/api/v1/invoices/close", `{"to":"now","issue":true}`, 200, &got)
	if got.Count != 0 {
		t.Errorf("closing again = %+v", got)
	}
	var v metering.Invoice
	h.do("POST", "/api/v1/invoices/"+other+"/issue", `{}`, 200, &v)
	if v.Number != "INV-000002" {
		t.Errorf("issuing again = %+v", v)
	}
	h.refused("GET", "/api/v1/invoices/nope", "", 404, "not_found")
	h.refused("POST", "/api/v1/invoices/nope/issue", "{}", 404, "not_found")
}

func TestSettlements(t *testing.T) {
	h := newHarness(t, nil)
	h.refused("GET", "/api/v1/settlements/b00000009", "", 404, "not_found")
	for _, tt := range []struct {
		name   string
		run    func() (settlement.View, bool, error)
		status int
		want   string
	}{
		{"nothing due", func() (settlement.View, bool, error) { return settlement.View{}, false, nil }, 200, `{"empty":true}`},
		{"pending", func() (settlement.View, bool, error) {
			h.chain.views = []settlement.View{batch("b00000001")}
			return settlement.View{}, false, fmt.Errorf("run: %w", &settlement.PendingError{Batch: "b00000001"})
		}, 202, `"id":"b00000001"`},
		{"pending before a batch", func() (settlement.View, bool, error) { return settlement.View{}, false, &settlement.PendingError{} }, 504, "settlement_pending"},
		{"paused", func() (settlement.View, bool, error) { return settlement.View{}, false, settlement.ErrPaused }, 409, "vault_paused"},
		{"chain away", func() (settlement.View, bool, error) { return settlement.View{}, false, settlement.ErrUnreachable }, 503, "chain_unreachable"},
		{"vault too young", func() (settlement.View, bool, error) { return settlement.View{}, false, settlement.ErrNotFinal }, 503, "vault_not_final"},
		{"busy", func() (settlement.View, bool, error) { return settlement.View{}, false, settlement.ErrBusy }, 503, "busy"},
		{"down", func() (settlement.View, bool, error) { return settlement.View{}, false, settlement.ErrDown }, 503, "settlement_down"},
		{"failed", func() (settlement.View, bool, error) { return settlement.View{}, false, errors.New("rpc key leaked") }, 500, "internal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.chain.run = tt.run
			w := h.serve(h.request("POST", "/api/v1/settlements", "{}"))
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || strings.Contains(w.Body.String(), "leaked") {
				t.Errorf("POST settlements = %d %s, want %d %s", w.Code, w.Body, tt.status, tt.want)
			}
		})
	}
}

func TestNoChain(t *testing.T) {
	h := newHarness(t, func(cfg *console.Config) { cfg.Settlement, cfg.Metrics = nil, nil })
	for _, path := range []string{"/api/v1/settlements", "/api/v1/settlements/b00000001", "/api/v1/reconcile"} {
		h.refused("GET", path, "", 404, "no_chain")
	}
	h.refused("POST", "/api/v1/settlements", "{}", 404, "no_chain")
	h.refused("GET", "/metrics", "", 404, "not_found")
	var s struct {
		Chain bool
		Last  *struct{} `json:"last_batch"`
	}
	h.do("GET", "/api/v1/summary", "", 200, &s)
	if s.Chain || s.Last != nil {
		t.Errorf("summary without a chain: %+v", s)
	}
}

// slowAudit verifies when it is told to.
type slowAudit struct {
	console.Auditor
	started, proceed chan struct{}
}

func (s *slowAudit) Verify(context.Context) (metering.Report, error) {
	s.started <- struct{}{}
	<-s.proceed
	return metering.Report{Entries: 7, FirstBad: 8, Reason: "checksum"}, nil
}

func TestOneVerificationAtATime(t *testing.T) {
	slow := &slowAudit{started: make(chan struct{}), proceed: make(chan struct{})}
	h := newHarness(t, func(cfg *console.Config) { slow.Auditor, cfg.Audit = cfg.Audit, slow })
	first := make(chan string)
	r := h.request("GET", "/api/v1/verify", "")
	go func() { first <- h.serve(r).Body.String() }()
	<-slow.started
	h.refused("GET", "/api/v1/verify", "", 503, "busy")
	close(slow.proceed)
	if got := <-first; got != `{"ok":false,"entries":7,"head":"","first_bad_sequence":8,"reason":"checksum","chain":null}`+"\n" {
		t.Errorf("verify = %s", got)
	}
}

// longAudit verifies for longer than the server's timeouts.
type longAudit struct{ console.Auditor }

func (l *longAudit) Verify(ctx context.Context) (metering.Report, error) {
	select {
	case <-ctx.Done():
		return metering.Report{}, ctx.Err()
	case <-time.After(8 * shortTimeout):
		return metering.Report{OK: true}, nil
	}
}

const shortTimeout = 50 * time.Millisecond

// TestLongAnswers: an answer that takes long is not cut by the server's
// timeouts.
func TestLongAnswers(t *testing.T) {
	h := newHarness(t, func(cfg *console.Config) { cfg.Audit = &longAudit{cfg.Audit} })
	s := httptest.NewUnstartedServer(h)
	s.Config.ReadTimeout, s.Config.WriteTimeout = shortTimeout, shortTimeout
	s.Start()
	defer s.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/v1/verify", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+adminToken)
	res, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("verify = %d %s, %v", res.StatusCode, text, err)
	}
}

// panicking panics when an agent is read.
type panicking struct {
	agents
	value any
}

// agents lets a fake hold the interface beside a method of the same name.
type agents = console.Agents

func (p *panicking) Agent(context.Context, metering.AgentID) (metering.Agent, error) { panic(p.value) }

func TestPanic(t *testing.T) {
	p := &panicking{value: "boom with a secret"}
	h := newHarness(t, func(cfg *console.Config) { p.agents, cfg.Agents = cfg.Agents, p })
	h.refused("GET", "/api/v1/agents/demo", "", 500, "internal")
	if !strings.Contains(h.log.String(), "boom") {
		t.Error("the panic is not logged")
	}
	p.value = http.ErrAbortHandler
	defer func() {
		v := recover()
		if err, ok := v.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("recovered %v, want http.ErrAbortHandler to pass", v)
		}
	}()
	h.serve(h.request("GET", "/api/v1/agents/demo", ""))
}
