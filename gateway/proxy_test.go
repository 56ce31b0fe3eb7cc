package gateway_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
)

// A request of which a byte was sent is never sent again: one that the upstream
// took and did not answer is one call.
func TestNothingIsSentTwice(t *testing.T) {
	for _, tc := range []struct{ name, method, body string }{
		{"GET", "GET", ""},
		{"HEAD", "HEAD", ""},
		{"OPTIONS", "OPTIONS", ""},
		{"GET with body", "GET", "hello"},
		{"DELETE", "DELETE", ""},
		{"POST", "POST", "hello"},
		{"empty POST", "POST", ""},
		{"long PUT", "PUT", strings.Repeat("x", 2<<20)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			first := true
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
				if first {
					first = false
					return say(c, ok("Content-Length: 0\r\n", "")) // the next comes on a reused connection
				}
				return false
			})
			w := newWorld(t, up, setup{})
			w.fetch(w.request("GET", "/call/x", nil), 200)
			r := w.request(tc.method, "/call/x", strings.NewReader(tc.body))
			r.Header.Set("Idempotency-Key", "k")
			res, text, err := w.call(r)
			if err != nil || res.StatusCode != 502 {
				t.Errorf("%d %q, %v, want 502", res.StatusCode, text, err)
			}
			if list := w.records(); len(list) != 2 || up.count() != 2 {
				t.Errorf("%d entries of %d upstream requests, want 2", len(list), up.count())
			}
			if got, body := up.last(t); got.Header.Get("Idempotency-Key") != "k" || body != tc.body || got.Method != tc.method {
				t.Errorf("the upstream got %s %v and %d bytes", got.Method, got.Header, len(body))
			}
		})
	}
}

// An upstream may close idle connections at any time; a call that finds one so
// is sent on another.
func TestClosedIdleConnectionIsNoFault(t *testing.T) {
	for _, tc := range []struct{ name, method, body string }{{"GET", "GET", ""}, {"POST", "POST", "hello"}, {"empty POST", "POST", ""}} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
				say(c, ok("Content-Length: 0\r\n", ""))
				return false // without saying so before
			})
			w := newWorld(t, up, setup{})
			const n = 20
			for range n {
				w.fetch(w.request(tc.method, "/call/x", strings.NewReader(tc.body)), 200)
				time.Sleep(2 * time.Millisecond) // until the gateway has seen that it is closed
			}
			if list := w.records(); len(list) != n || up.count() != n {
				t.Errorf("%d entries of %d upstream requests, want %d", len(list), up.count(), n)
			}
		})
	}
}

// What http.Transport repeats by itself needs the body again: it gets it as long
// as nothing of it was read.
func TestBodyIsGivenAgainUnread(t *testing.T) {
	t.Run("body", func(t *testing.T) {
		b := gateway.NewOutgoing("hello")
		again, err := b.Again()
		if err != nil {
			t.Fatalf("a body that was not read: %v", err)
		}
		text, err := io.ReadAll(again)
		if err != nil || string(text) != "hello" {
			t.Errorf("got %q, %v", text, err)
		}
		if _, err = b.Again(); err == nil {
			t.Error("a body that was read is given again")
		}
	})
}

func TestRoundRobinAndReuse(t *testing.T) {
	var conns [2]atomic.Int64
	ups := make([]*upstream, 2)
	for i := range ups {
		seen := sync.Map{}
		ups[i] = serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			if _, old := seen.LoadOrStore(r.RemoteAddr, true); !old {
				conns[i].Add(1)
			}
			if r.URL.Path == "/base/chat" {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, chatEvent+chatUsage+chatDone)
				_ = http.NewResponseController(w).Flush() // the last chunk comes by itself
				time.Sleep(2 * time.Millisecond)
				return
			}
			_, _ = io.WriteString(w, "hello")
		})
	}
	w := newWorld(t, ups[0], setup{config: func(c *gateway.Config) {
		for i := range c.Routes {
			c.Routes[i].URLs = nil
			for _, up := range ups {
				u := *up.url()
				u.Path = "/base/"
				c.Routes[i].URLs = append(c.Routes[i].URLs, &u)
			}
		}
	}})
	for range 20 {
		w.fetch(w.request("GET", "/call/x", nil), 200)
	}
	if ups[0].count() != 10 || ups[1].count() != 10 || conns[0].Load() != 1 || conns[1].Load() != 1 {
		t.Errorf("requests %d and %d, connections %d and %d", ups[0].count(), ups[1].count(), conns[0].Load(), conns[1].Load())
	}
	if r, _ := ups[0].last(t); r.URL.Path != "/base/call/x" {
		t.Errorf("path %s", r.URL.Path)
	}
	for range 20 { // a stream's connection is used again too
		w.fetch(w.request("POST", "/chat", strings.NewReader(chatBody)), 200)
	}
	if conns[0].Load() > 2 || conns[1].Load() > 2 {
		t.Errorf("connections %d and %d after streams", conns[0].Load(), conns[1].Load())
	}
}

// Events are passed on one by one, as they come.
func TestEventsAreFlushed(t *testing.T) {
	step := make(chan struct{})
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for range 3 {
			_, _ = io.WriteString(w, chatEvent)
			_ = http.NewResponseController(w).Flush()
			<-step
		}
		_, _ = io.WriteString(w, chatUsage+chatDone)
	})
	w := newWorld(t, up, setup{})
	res := w.do(w.request("POST", "/chat", strings.NewReader(chatBody)))
	for range 3 {
		got := make([]byte, len(chatEvent))
		if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != chatEvent {
			t.Fatalf("%q, %v", got, err)
		}
		step <- struct{}{}
	}
	rest, err := io.ReadAll(res.Body)
	if err != nil || string(rest) != chatDone { // the client did not ask for usage
		t.Errorf("the rest is %q, %v", rest, err)
	}
	if res.Trailer.Get("Farebox-Charge") != chatCost {
		t.Errorf("trailers %v", res.Trailer)
	}
	if _, body := up.last(t); !strings.Contains(body, `"include_usage":true`) {
		t.Errorf("the upstream was not asked for usage: %s", body)
	}
}

// HTTP/1.0 has neither chunks nor trailers: a length that is known stays.
func TestOldClient(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	w := newWorld(t, up, setup{})
	for _, path := range []string{"/call/x", "/bytes/x"} {
		got := w.raw("GET " + path + " HTTP/1.0\r\nHost: h\r\nAuthorization: Bearer " + w.bearer + "\r\n\r\n")
		if !strings.Contains(got, "Content-Length: 5\r\n") || !strings.HasSuffix(got, "\r\n\r\nhello") || strings.Contains(got, "Trailer") {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestReload(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	w.fetch(w.request("GET", "/call/x", nil), 200)
	for name, routes := range map[string][]gateway.Route{
		"no price":  {{Name: "x", Path: "/x", URLs: []*url.URL{up.url()}, Meter: gateway.MeterCall}},
		"no bound":  {func() gateway.Route { r := w.cfg.Routes[1]; r.MaxBytes = 0; return r }()},
		"no cap":    {func() gateway.Route { r := w.cfg.Routes[2]; r.MaxOutput = 0; return r }()},
		"no meter":  {func() gateway.Route { r := w.cfg.Routes[0]; r.Meter = "seconds"; return r }()},
		"one of 2":  {w.cfg.Routes[0], {Name: "y"}},
		"no target": {func() gateway.Route { r := w.cfg.Routes[0]; r.URLs = nil; return r }()},
	} {
		if err := w.gateway.Reload(routes); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	w.fetch(w.request("GET", "/call/x", nil), 200)
	w.mustDo(w.gateway.Reload(w.cfg.Routes[1:]))
	w.problem(w.request("GET", "/call/x", nil), 404, "no_route")
}

func TestDrain(t *testing.T) {
	hold, release := make(chan struct{}), make(chan struct{})
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) { close(hold); <-release })
	w := newWorld(t, up, setup{})
	done := make(chan error, 1)
	go func() {
		res, err := w.client.Do(w.request("GET", "/call/x", nil))
		if err == nil {
			err = res.Body.Close()
			if res.StatusCode != 200 {
				err = errors.New(res.Status)
			}
		}
		done <- err
	}()
	await(t, "the call", hold)
	w.gateway.Drain()
	w.problem(w.request("GET", "/call/x", nil), 503, "draining")
	w.problem(w.request("GET", "/readyz", nil), 503, "draining")
	w.fetch(w.request("GET", "/healthz", nil), 200)
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the call in flight: %v", err)
	}
	w.ends(metering.RecordPosted, metering.OutcomeOK, "0.001")
}
