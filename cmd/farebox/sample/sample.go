package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Limits of the sample API.
const (
	maxBytes    = 1 << 30          // of /demo/bytes
	maxSlow     = 60 * time.Second // of /demo/slow
	maxEvents   = 10_000           // of /demo/stream
	maxInterval = 10 * time.Second // between events
	maxBody     = 16 << 20         // of a chat completion request
	maxChoices  = 128              // of a chat completion
)

// DefaultInterval is the time between events where nothing else is said: short,
// yet to be seen on a terminal.
const DefaultInterval = 20 * time.Millisecond

// Config of the sample API.
type Config struct {
	// Interval is the time between the events of a stream; a request overrides it
	// with the query parameter ms. Zero means DefaultInterval.
	Interval time.Duration
}

// API is the sample API, safe for concurrent use.
type API struct {
	mux      *http.ServeMux
	interval time.Duration

	mu   sync.Mutex
	seen map[string]uint64
}

var _ http.Handler = (*API)(nil)

// New returns the sample API.
func New(c Config) (*API, error) {
	if c.Interval < 0 || c.Interval > maxInterval {
		return nil, fmt.Errorf("configure sample api: interval %s is not from 0 to %s", c.Interval, maxInterval)
	}
	if c.Interval == 0 {
		c.Interval = DefaultInterval
	}
	a := &API{mux: http.NewServeMux(), interval: c.Interval, seen: map[string]uint64{}}
	a.handle("GET", "/demo/quote", quote)
	a.handle("POST", "/demo/v1/chat/completions", a.chat)
	a.handle("GET", "/demo/bytes", sendBytes)
	a.handle("GET", "/demo/fail", fail)
	a.handle("GET", "/demo/slow", slow)
	a.handle("GET", "/demo/stream", a.stream)
	return a, nil
}

// ServeHTTP implements http.Handler.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Requests returns how many requests each path has seen, counted before they are
// answered. Paths that do not exist are not counted.
func (a *API) Requests() map[string]uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.seen)
}

func (a *API) handle(method, path string, h http.HandlerFunc) {
	a.mux.HandleFunc(method+" "+path, func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.seen[path]++
		a.mu.Unlock()
		h(w, r)
	})
}

func quote(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{
		"symbol": "FARE", "price": "101.25", "currency": "USD", "as_of": "2026-01-01T00:00:00Z",
	})
}

func fail(w http.ResponseWriter, _ *http.Request) {
	writeError(w, http.StatusInternalServerError, "this endpoint always fails")
}

// sendBytes writes the digits 0 to 9 over and over.
func sendBytes(w http.ResponseWriter, r *http.Request) {
	n, err := parameter(r, "n", -1, maxBytes)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	block := make([]byte, 32_000) // a multiple of 10, so that blocks join
	for i := range block {
		block[i] = '0' + byte(i%10)
	}
	for n > 0 {
		k, err := w.Write(block[:min(n, int64(len(block)))])
		if err != nil {
			return // the client is gone
		}
		n -= int64(k)
	}
}

func slow(w http.ResponseWriter, r *http.Request) {
	ms, err := parameter(r, "ms", -1, maxSlow.Milliseconds())
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	if wait(r.Context(), time.Duration(ms)*time.Millisecond) {
		writeJSON(w, http.StatusOK, map[string]int64{"slept_ms": ms})
	}
}

// stream sends n events with their number, from 1 on.
func (a *API) stream(w http.ResponseWriter, r *http.Request) {
	n, err := parameter(r, "n", 10, maxEvents)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	e, err := a.newEvents(w, r)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	for i := int64(1); i <= n && e.send(r.Context(), map[string]int64{"event": i, "of": n}); i++ {
	}
}

// parameter reads a query parameter that is a whole number from 0 to limit.
// Where it is absent it is def, or an error if that is negative.
func parameter(r *http.Request, name string, def, limit int64) (int64, error) {
	values := r.URL.Query()[name]
	if len(values) == 0 && def >= 0 {
		return def, nil
	}
	if len(values) == 1 {
		n, err := strconv.ParseInt(values[0], 10, 64)
		if err == nil && n >= 0 && n <= limit {
			return n, nil
		}
	}
	return 0, fmt.Errorf("query parameter %s must stand once and be a whole number from 0 to %d", name, limit)
}

// wait returns true after d, or false as soon as ctx ends.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// events writes server-sent events, each flushed at once.
type events struct {
	w        http.ResponseWriter
	flush    *http.ResponseController
	interval time.Duration
	sent     bool
}

// newEvents begins a stream. An error means that nothing was written.
func (a *API) newEvents(w http.ResponseWriter, r *http.Request) (*events, error) {
	ms, err := parameter(r, "ms", a.interval.Milliseconds(), maxInterval.Milliseconds())
	if err != nil {
		return nil, err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	return &events{w: w, flush: http.NewResponseController(w), interval: time.Duration(ms) * time.Millisecond}, nil
}

// send writes one event with v as JSON, an interval after the one before. It
// returns false when the client is gone.
func (e *events) send(ctx context.Context, v any) bool {
	b, err := json.Marshal(v)
	if err != nil { // only plain values are sent
		panic(err)
	}
	return e.sendText(ctx, b)
}

func (e *events) sendText(ctx context.Context, data []byte) bool {
	if e.sent && !wait(ctx, e.interval) {
		return false
	}
	e.sent = true
	_, err := fmt.Fprintf(e.w, "data: %s\n\n", data)
	if err != nil {
		return false
	}
	return e.flush.Flush() == nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // only plain values are sent
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)+1))
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n')) // an error means that the client is gone
}

// writeError answers in OpenAI's shape of an error.
func writeError(w http.ResponseWriter, status int, message string) {
	kind := "invalid_request_error"
	if status >= http.StatusInternalServerError {
		kind = "server_error"
	}
	writeJSON(w, status, map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": nil}})
}
