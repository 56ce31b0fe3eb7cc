package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
	"github.com/farebox/farebox/settlement"
)

const adminToken = "0123456789abcdef0123456789abcdef"

// noon is when every test happens.
var noon = time.Date(2026, 3, 14, 12, 30, 0, 0, time.UTC)

// The ledger is what the console is wired to.
var (
	_ console.Agents     = (*ledger.Store)(nil)
	_ console.Usage      = (*ledger.Store)(nil)
	_ console.Invoices   = (*ledger.Store)(nil)
	_ console.Books      = (*ledger.Store)(nil)
	_ console.Auditor    = (*ledger.Store)(nil)
	_ console.Tokens     = (*token.Authority)(nil)
	_ console.Settlement = (*settlement.Settler)(nil)
)

// fakeTokens issues tokens that say what they are for.
type fakeTokens struct {
	mu      sync.Mutex
	issued  int
	revoked map[string]time.Time
	epochs  map[string]uint64
	rotated int
	fail    error
}

func (f *fakeTokens) IssueIdentity(agent string, ttl time.Duration) (string, token.Identity, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return "", token.Identity{}, f.fail
	}
	f.issued++
	jti := fmt.Sprintf("jti-%d", f.issued)
	return "token-of-" + agent + "-" + jti, token.Identity{Agent: agent, Issuer: "farebox", JTI: jti, Expires: noon.Add(ttl)}, nil
}

func (f *fakeTokens) Verify(_ context.Context, raw string) (token.Identity, error) {
	rest, ok := strings.CutPrefix(raw, "token-of-")
	agent, n, ok2 := strings.Cut(rest, "-jti-")
	if !ok || !ok2 {
		return token.Identity{}, token.ErrMalformed
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, gone := f.revoked["jti-"+n]; gone {
		return token.Identity{}, token.ErrRevoked
	}
	return token.Identity{Agent: agent, JTI: "jti-" + n, Expires: noon.Add(time.Hour)}, nil
}

func (f *fakeTokens) Revoke(jti string, until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.revoked[jti] = until
}

func (f *fakeTokens) Epoch(agent string) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.epochs[agent]
}

func (f *fakeTokens) RevokeAgent(agent string, epoch uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.epochs[agent] = epoch
}

func (f *fakeTokens) Rotate(time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rotated++
	return f.fail
}

// fakeSettlement has the views that a test gives it.
type fakeSettlement struct {
	views  []settlement.View // newest first
	run    func() (settlement.View, bool, error)
	report settlement.Report
}

func (f *fakeSettlement) RunNow(context.Context) (settlement.View, bool, error) { return f.run() }

func (f *fakeSettlement) List(_ context.Context, cursor string, limit int) ([]settlement.View, string, error) {
	if limit > settlement.MaxPage {
		return nil, "", errors.New("limit is above the page")
	}
	from := 0
	for i, v := range f.views {
		if v.ID == cursor {
			from = i + 1
		}
	}
	page := f.views[from:]
	if len(page) > limit {
		return page[:limit], page[limit-1].ID, nil
	}
	return page, "", nil
}

func (f *fakeSettlement) Get(_ context.Context, id string) (settlement.View, error) {
	for _, v := range f.views {
		if v.ID == id {
			return v, nil
		}
	}
	return settlement.View{}, fmt.Errorf("get batch %q: %w", id, settlement.ErrNotFound)
}

func (f *fakeSettlement) Reconcile(context.Context) (settlement.Report, error) { return f.report, nil }

// clock stands still until a test moves it. The ledger reads it at any time.
type clock struct{ nanos atomic.Int64 }

func newClock() *clock {
	c := new(clock)
	c.set(noon)
	return c
}

func (c *clock) now() time.Time      { return time.Unix(0, c.nanos.Load()).UTC() }
func (c *clock) set(t time.Time)     { c.nanos.Store(t.UnixNano()) }
func (c *clock) add(d time.Duration) { c.nanos.Add(int64(d)) }

// harness is a console on a real ledger.
type harness struct {
	t      testing.TB
	store  *ledger.Store
	price  metering.Price
	tokens *fakeTokens
	chain  *fakeSettlement
	clock  *clock
	log    *bytes.Buffer
	random io.Reader
	cfg    console.Config
	http.Handler
}

// newHarness makes a console; change, where it is not nil, changes its
// configuration first.
func newHarness(t testing.TB, change func(*console.Config)) *harness {
	t.Helper()
	h := &harness{
		t: t, clock: newClock(), tokens: &fakeTokens{revoked: make(map[string]time.Time), epochs: make(map[string]uint64)}, chain: &fakeSettlement{},
		log: new(bytes.Buffer), random: rand.NewChaCha8([32]byte{1}),
	}
	store, err := ledger.Open(ledger.Config{
		Dir: t.TempDir(), Compile: func(def json.RawMessage) (metering.Rater, error) { return rating.Parse(def) },
		Now: h.clock.now, Log: slog.New(slog.DiscardHandler), Checkpoint: 10 * time.Millisecond, FileSize: 64 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- store.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		err := errors.Join(<-done, store.Close())
		if err != nil {
			t.Error(err)
		}
	})
	h.store = store
	rater, err := rating.Parse([]byte(`{"model":"unit","unit":"0.001"}`))
	if err != nil {
		t.Fatal(err)
	}
	ps, err := store.PublishPrices(ctx, []metering.Price{{Name: "per-call", Definition: []byte(`{"model":"unit","unit":"0.001"}`), Rater: rater}})
	if err != nil {
		t.Fatal(err)
	}
	h.price = ps[0]
	h.cfg = console.Config{
		Agents: store, Usage: store, Invoices: store, Books: store, Audit: store, Tokens: h.tokens, Settlement: h.chain,
		Metrics: prometheus.NewRegistry(), AdminToken: adminToken, Plans: []string{"standard", "trial"}, Symbol: "TUSD",
		Decimals: 6, ExampleURL: "http://127.0.0.1:8402/demo/quote", Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Now: h.clock.now, Rand: rand.NewChaCha8([32]byte{2}),
	}
	if change != nil {
		change(&h.cfg)
	}
	c, err := console.New(h.cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.Handler = c.Handler()
	return h
}

// agent creates an agent in the ledger.
func (h *harness) agent(id metering.AgentID, credit string) {
	h.t.Helper()
	err := h.store.CreateAgent(context.Background(), id, "standard", money.MustParse(credit))
	if err != nil {
		h.t.Fatal(err)
	}
}

// call meters one call of an agent and returns its request id.
func (h *harness) call(id metering.AgentID) metering.RequestID {
	h.t.Helper()
	ctx := context.Background()
	rid, err := metering.NewRequestID(h.clock.now(), h.random)
	if err != nil {
		h.t.Fatal(err)
	}
	one := metering.Count(metering.KindCall, 1)
	hold, err := h.store.Hold(ctx, &metering.Call{
		RequestID: rid, Agent: id, Route: "quote", Meter: "call", Price: &h.price, Bound: one, Least: one,
		Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	_, err = h.store.Post(ctx, hold, metering.End{Units: one, UsageState: metering.UsageReported, Outcome: metering.OutcomeOK, Status: 200})
	if err != nil {
		h.t.Fatal(err)
	}
	_, _, err = h.store.Sync(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return rid
}

// request makes a request as a well-behaved operator's program does.
func (h *harness) request(method, path, body string) *http.Request {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://127.0.0.1:8403"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+adminToken)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func (h *harness) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// do makes a request, wants its status, and reads its reply into out.
func (h *harness) do(method, path, body string, status int, out any) *httptest.ResponseRecorder {
	h.t.Helper()
	w := h.serve(h.request(method, path, body))
	if w.Code != status {
		h.t.Fatalf("%s %s = %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	if out != nil {
		err := json.Unmarshal(w.Body.Bytes(), out)
		if err != nil {
			h.t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return w
}

// refused makes a request and wants a problem.
func (h *harness) refused(method, path, body string, status int, code string) {
	h.t.Helper()
	var p struct {
		Code, Title, Hint, Type string
		Status                  int
		RequestID               string `json:"request_id"`
	}
	w := h.do(method, path, body, status, &p)
	if p.Code != code || p.Status != status || p.Title == "" || p.Hint == "" || p.Type != "/problems#"+code ||
		p.RequestID == "" || p.RequestID != w.Header().Get("Request-Id") {
		h.t.Errorf("%s %s %s = %s, want a whole problem %s", method, path, body, w.Body, code)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		h.t.Errorf("%s %s: Content-Type %q", method, path, got)
	}
}
