package gateway_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

// patience bounds every wait of these tests; none of them takes it.
const patience = 10 * time.Second

// world is a gateway between real sockets, on a real ledger.
type world struct {
	t       testing.TB
	cfg     gateway.Config
	store   *ledger.Store
	holds   *watchedHolds
	tokens  *token.Authority
	reg     *prometheus.Registry
	log     *lockedLog
	gateway *gateway.Gateway
	addr    string
	url     string
	client  *http.Client

	up      *upstream
	granted money.Amount
	bearer  string // of agent "a"
}

// agent is the one that most tests call as.
const agent = "a"

// setup changes a world before it is made.
type setup struct {
	config func(*gateway.Config)
	post   func(metering.End) error // before each post
	store  func(*ledger.Config)
}

// newWorld serves the upstream through a gateway until the test ends, and then
// asks that every hold was ended once.
func newWorld(t testing.TB, up *upstream, s setup) *world {
	t.Helper()
	w := &world{t: t, up: up, reg: prometheus.NewRegistry(), log: &lockedLog{}, granted: money.Units(1000)}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	w.openStore(log, s)
	w.openTokens()
	w.holds = &watchedHolds{Store: w.store, post: s.post, open: make(map[metering.RequestID]int)}
	w.cfg = gateway.Config{
		Holds: w.holds, Books: w.store, Tokens: w.tokens, PublicURL: "https://api.example.com",
		Idle: patience, Drain: patience, Now: time.Now, Log: log, Reg: w.reg, Routes: w.routes(),
	}
	if s.config != nil {
		s.config(&w.cfg)
	}
	var err error
	if w.gateway, err = gateway.New(w.cfg); err != nil {
		t.Fatal(err)
	}
	w.serve()
	return w
}

func (w *world) openStore(log *slog.Logger, s setup) {
	w.t.Helper()
	cfg := ledger.Config{
		Dir: w.t.TempDir(), Now: time.Now, Log: log, Checkpoint: 20 * time.Millisecond, FileSize: 256 << 20,
		Compile: func(def json.RawMessage) (metering.Rater, error) { return rating.Parse(def) },
	}
	if s.store != nil {
		s.store(&cfg)
	}
	store, err := ledger.Open(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- store.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-done, store.Close()); err != nil {
			w.t.Error(err)
		}
	})
	w.store = store
	w.mustDo(store.CreateAgent(w.t.Context(), agent, "standard", w.granted))
}

func (w *world) openTokens() {
	w.t.Helper()
	ring, err := token.OpenRing(token.RingConfig{Dir: filepath.Join(w.t.TempDir(), "keys"), Now: time.Now})
	w.mustDo(err)
	w.tokens, err = token.New(token.Config{Ring: ring, Now: time.Now})
	w.mustDo(err)
	w.t.Cleanup(w.tokens.Close)
	w.bearer = w.issue(agent)
}

func (w *world) issue(id string) string {
	w.t.Helper()
	raw, err := w.tokens.Issue(id, time.Hour)
	w.mustDo(err)
	return raw
}

func (w *world) mustDo(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// definitions are the prices of the routes.
var definitions = map[string]string{
	"call":  `{"model":"unit","unit":"0.001"}`,
	"dear":  `{"model":"unit","unit":"1"}`,
	"byte":  `{"model":"unit","unit":"0.000000001"}`,
	"token": `{"model":"components","prices":{"cache_read":"0.000001","input":"0.000002","output":"0.00001"}}`,
}

// routes are those that tests call: one for each meter, and a cheap and a dear
// one for tricks with paths.
func (w *world) routes() []gateway.Route {
	w.t.Helper()
	var list []metering.Price
	for name, def := range definitions {
		rater, err := rating.Parse(json.RawMessage(def))
		w.mustDo(err)
		list = append(list, metering.Price{Name: name, Definition: json.RawMessage(def), Rater: rater})
	}
	published, err := w.store.PublishPrices(w.t.Context(), list)
	w.mustDo(err)
	route := func(name, path, meter, price string) gateway.Route {
		i := slices.IndexFunc(published, func(p metering.Price) bool { return p.Name == price })
		return gateway.Route{
			Name: name, Path: path, URLs: []*url.URL{w.up.url()}, Guard: &dial.Guard{Allowed: dial.Literal("127.0.0.1")},
			Headers: http.Header{"X-Upstream-Key": {"secret"}}, Meter: meter, Price: &published[i], Token: true,
			Charges: func(status int) bool { return status < 400 }, MaxBytes: 2 << 30, MaxOutput: 1000,
		}
	}
	return []gateway.Route{
		route("call", "/call/*", gateway.MeterCall, "call"),
		route("bytes", "/bytes/*", gateway.MeterBytes, "byte"),
		route("chat", "/chat", gateway.MeterOpenAI, "token"),
		route("public", "/public/*", gateway.MeterCall, "call"),
		route("admin", "/admin/*", gateway.MeterCall, "dear"),
	}
}

func (w *world) serve() {
	w.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	w.mustDo(err)
	w.addr = l.Addr().String()
	w.url = "http://" + w.addr
	srv := w.gateway.Server()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // ends with the test
	}()
	transport := &http.Transport{DisableCompression: true}
	w.client = &http.Client{Transport: transport, Timeout: patience}
	w.t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			w.t.Errorf("calls are still in flight: %v", err)
		}
		<-done
		w.holds.check(w.t)
		// Connections of the gateway to the upstream.
		_ = w.gateway.Reload(nil)
	})
}

// request makes a request with the agent's token.
func (w *world) request(method, path string, body io.Reader) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(w.t.Context()), method, w.url+path, body)
	w.mustDo(err)
	r.Header.Set("Authorization", "Bearer "+w.bearer)
	return r
}

func (w *world) do(r *http.Request) *http.Response {
	w.t.Helper()
	res, err := w.client.Do(r)
	w.mustDo(err)
	w.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// call makes a request and reads its reply. err is that of the body.
func (w *world) call(r *http.Request) (res *http.Response, text string, err error) {
	w.t.Helper()
	res = w.do(r)
	b, err := io.ReadAll(res.Body)
	return res, string(b), err
}

// tryCall is call for replies that may be cut before their header is sent; the
// reply is never nil.
func (w *world) tryCall(r *http.Request) (res *http.Response, text string, err error) {
	w.t.Helper()
	res, err = w.client.Do(r)
	if err != nil {
		return &http.Response{Header: http.Header{}}, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res, string(b), err
}

// fetch is call for replies that must be whole, of a status.
func (w *world) fetch(r *http.Request, status int) (*http.Response, string) {
	w.t.Helper()
	res, text, err := w.call(r)
	if err != nil || res.StatusCode != status {
		w.t.Fatalf("%s %s: %d %q, %v, want %d", r.Method, r.URL.Path, res.StatusCode, text, err, status)
	}
	return res, text
}

// problem is fetch for a problem, which it checks.
func (w *world) problem(r *http.Request, status int, code string) gateway.Problem {
	w.t.Helper()
	res, text := w.fetch(r, status)
	return checkProblem(w.t, res, text, status, code)
}

func checkProblem(t testing.TB, res *http.Response, text string, status int, code string) gateway.Problem {
	t.Helper()
	var p gateway.Problem
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("%q is no problem: %v", text, err)
	}
	h := res.Header
	if p.Code != code || p.Status != status || p.Title == "" || p.RequestID == "" || p.RequestID != h.Get("Request-Id") ||
		!strings.HasSuffix(p.Type, "/farebox/v1/problems/"+code) || h.Get("Content-Type") != "application/problem+json" ||
		h.Get("Cache-Control") != "no-store" || h.Get("Farebox-Charge") != "" || h.Get("Farebox-Receipt") != "" {
		t.Errorf("problem %+v with %v, want status %d and code %s", p, h, status, code)
	}
	return p
}

// raw sends bytes on a connection of its own and returns all that comes back
// until the gateway closes it.
func (w *world) raw(payload string) string {
	w.t.Helper()
	c := w.dial()
	_, err := io.WriteString(c, payload)
	w.mustDo(err)
	b, err := io.ReadAll(c)
	if err != nil && !errors.Is(err, net.ErrClosed) && !isReset(err) {
		w.t.Fatalf("read reply to %.80q: %v", payload, err)
	}
	return string(b)
}

func isReset(err error) bool { return strings.Contains(err.Error(), "connection reset") }

func (w *world) dial() *net.TCPConn {
	w.t.Helper()
	c, err := net.Dial("tcp", w.addr)
	w.mustDo(err)
	w.t.Cleanup(func() { _ = c.Close() })
	w.mustDo(c.SetDeadline(time.Now().Add(patience)))
	tcp, _ := c.(*net.TCPConn)
	return tcp
}

// await waits for a channel to be closed.
func await(t testing.TB, what string, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
	}
}

// settled waits until every hold has ended.
func (w *world) settled() {
	w.t.Helper()
	waitFor(w.t, "holds to end", func() bool { return w.holds.inFlight() == 0 })
}

func waitFor(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// records returns the usage of all agents, the oldest first, after checking what
// must hold always: nothing is held, balances are what was charged.
func (w *world) records() []metering.UsageRecord {
	w.t.Helper()
	w.settled()
	var list []metering.UsageRecord
	waitFor(w.t, "the records of released calls, and a balance that is their sum with nothing held", func() bool {
		list = w.listed()
		want := w.granted
		for _, r := range list {
			if r.Agent == agent && r.Rail == metering.RailToken {
				left, err := want.Sub(r.Charge)
				w.mustDo(err)
				want = left
			}
		}
		a, err := w.store.Agent(context.Background(), agent)
		w.mustDo(err)
		return len(list) >= w.holds.recorded() && a.Balance == want && a.Held.IsZero()
	})
	slices.SortFunc(list, func(a, b metering.UsageRecord) int { return int(a.Sequence) - int(b.Sequence) })
	return list
}

func (w *world) listed() []metering.UsageRecord {
	w.t.Helper()
	seen := make(map[metering.RequestID]bool)
	var list []metering.UsageRecord
	for _, f := range []metering.UsageFilter{{}, {State: metering.RecordReleased}} {
		page, _, err := w.store.Usage(context.Background(), f, 0, metering.MaxPage)
		w.mustDo(err)
		for _, r := range page {
			if !seen[r.RequestID] {
				seen[r.RequestID] = true
				list = append(list, r)
			}
		}
	}
	return list
}

// one returns the only record, of the only request that reached the upstream.
func (w *world) one() metering.UsageRecord {
	w.t.Helper()
	list := w.records()
	if len(list) != 1 || w.up.count() != 1 {
		w.t.Fatalf("%d records of %d upstream requests, want 1: %+v", len(list), w.up.count(), list)
	}
	return list[0]
}

// ends checks the only record.
func (w *world) ends(state metering.RecordState, outcome, charge string) metering.UsageRecord {
	w.t.Helper()
	r := w.one()
	if r.State != state || r.Outcome != outcome || r.Charge != money.MustParse(charge) {
		w.t.Errorf("record %s %s of %s, flags %v, want %s %s of %s", r.State, r.Outcome, r.Charge, r.Flags, state, outcome, charge)
	}
	return r
}

// watchedHolds is the ledger, and counts how often each hold is ended.
type watchedHolds struct {
	*ledger.Store
	post func(metering.End) error

	mu   sync.Mutex
	open map[metering.RequestID]int
	live int
	rows int // records that the ended holds left
}

func (h *watchedHolds) Hold(ctx context.Context, c *metering.Call) (*metering.Hold, error) {
	hold, err := h.Store.Hold(ctx, c)
	if err == nil {
		h.mu.Lock()
		h.live++
		h.open[c.RequestID]--
		h.mu.Unlock()
	}
	return hold, err
}

func (h *watchedHolds) Post(ctx context.Context, hold *metering.Hold, end metering.End) (*metering.UsageRecord, error) {
	defer h.ended(hold)
	if h.post != nil {
		if err := h.post(end); err != nil {
			return nil, errors.Join(err, h.Store.Release(hold, metering.End{}))
		}
	}
	rec, err := h.Store.Post(ctx, hold, end)
	if err == nil {
		h.left()
	}
	return rec, err
}

func (h *watchedHolds) Release(hold *metering.Hold, end metering.End) error {
	defer h.ended(hold)
	if end.Outcome != "" {
		h.left()
	}
	return h.Store.Release(hold, end)
}

func (h *watchedHolds) left() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rows++
}

func (h *watchedHolds) recorded() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rows
}

func (h *watchedHolds) ended(hold *metering.Hold) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live--
	h.open[hold.RequestID]++
}

func (h *watchedHolds) inFlight() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.live
}

func (h *watchedHolds) check(t testing.TB) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, n := range h.open {
		if n != 0 {
			t.Errorf("hold %s: ended %+d times more than taken", id, n)
		}
	}
}

// upstream is a server that counts what reaches it.
type upstream struct {
	requests atomic.Int64
	mu       sync.Mutex
	seen     []*http.Request
	bodies   []string
	listener net.Listener
}

func (u *upstream) url() *url.URL { return &url.URL{Scheme: "http", Host: u.listener.Addr().String()} }

func (u *upstream) count() int { return int(u.requests.Load()) }

func (u *upstream) note(r *http.Request, body []byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen, u.bodies = append(u.seen, r), append(u.bodies, string(body))
	u.requests.Add(1)
}

// last returns the newest request and its body.
func (u *upstream) last(t testing.TB) (*http.Request, string) {
	t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.seen) == 0 {
		t.Fatal("nothing reached the upstream")
	}
	return u.seen[len(u.seen)-1], u.bodies[len(u.bodies)-1]
}

// serveHTTP is an upstream of net/http.
func serveHTTP(t testing.TB, h http.HandlerFunc) *upstream {
	t.Helper()
	u := &upstream{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // an upload that the gateway cuts ends here
		u.note(r, body)
		h(w, r)
	}))
	u.listener = srv.Listener
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return u
}

// serveRaw is an upstream that writes what it likes: reply gets each request of
// a connection, and says whether another may follow.
func serveRaw(t testing.TB, reply func(c *net.TCPConn, r *http.Request) (again bool)) *upstream {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := &upstream{listener: l}
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
				tcp, _ := conn.(*net.TCPConn)
				u.converse(tcp, reply)
			})
		}
	})
	t.Cleanup(func() {
		cancel()
		_ = l.Close()
		wg.Wait()
	})
	return u
}

func (u *upstream) converse(c *net.TCPConn, reply func(*net.TCPConn, *http.Request) bool) {
	br := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(br)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(r.Body) // a cut upload ends here
		u.note(r, body)
		if !reply(c, r) {
			return
		}
	}
}

// say writes text on a connection; one that is closed is the reader's doing.
func say(c net.Conn, text string) bool {
	_, err := io.WriteString(c, text)
	return err == nil
}

// reset closes a connection with RST.
func reset(c *net.TCPConn) bool {
	_ = c.SetLinger(0)
	_ = c.Close()
	return false
}

// wait blocks until the other side closes.
func wait(c net.Conn) bool {
	_, _ = io.Copy(io.Discard, c)
	return false
}

// lockedLog is a log that tests may read while it is written.
type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
