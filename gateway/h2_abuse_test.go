package gateway_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Bounds of what one connection may cost, whatever it sends.
const (
	mostStreams = 100      // at the upstream at once
	mostMemory  = 48 << 20 // bytes of live heap; those of client and upstream count too
)

// flood is a connection that sends as fast as it can. send returns when the
// gateway has closed the connection (an error), or when all is sent.
type flood struct {
	name   string
	send   func(f *frames) (sent int, err error)
	reads  bool // the client reads what the gateway answers
	closed bool // the gateway closes the connection before all is sent
}

// floods are the attacks by frames that have names: CVE-2023-44487 (rapid
// reset), CVE-2023-45288 (CONTINUATION), CVE-2019-9512 (PING), CVE-2019-9515
// (SETTINGS), CVE-2019-9518 (empty frames), CVE-2019-9513 (PRIORITY),
// CVE-2016-6581 (header bomb).
var floods = []flood{
	{"rapid reset", rapidReset(""), true, false},
	{"rapid reset of refused requests", rapidReset("Bearer evil"), true, false},
	{"rapid reset, unread", rapidReset(""), false, false},
	{"100,000 streams", streams(100_000, "GET", true), true, false},
	{"streams, unread", streams(1_000_000, "GET", true), false, true},
	{"100,000 streams without end", streams(100_000, "POST", false), true, false},
	{"CONTINUATION", continuation(8 << 10), true, true},
	{"empty CONTINUATION", continuation(0), true, false},
	{"header bomb", headerBomb, true, true},
	{"PING", repeat(100_000, func(f *frames) error { return f.WritePing(false, [8]byte{}) }), true, false},
	{"PING, unread", repeat(1_000_000, func(f *frames) error { return f.WritePing(false, [8]byte{}) }), false, true},
	{"SETTINGS", repeat(100_000, func(f *frames) error { return f.WriteSettings() }), true, false},
	// One acknowledgement waits for them all.
	{"SETTINGS, unread", repeat(300_000, func(f *frames) error { return f.WriteSettings() }), false, false},
	{"empty DATA", onStream(100_000, "POST", false, func(f *frames) error { return f.WriteData(1, false, nil) }), true, false},
	{"WINDOW_UPDATE", onStream(100_000, "GET", true, func(f *frames) error { return f.WriteWindowUpdate(1, 1) }), true, false},
	{"PRIORITY", repeat(100_000, func(f *frames) error {
		f.next += 2
		return f.WritePriority(f.next, http2.PriorityParam{StreamDep: f.next - 2})
	}), true, false},
}

func repeat(n int, send func(f *frames) error) func(*frames) (int, error) {
	return func(f *frames) (int, error) {
		for i := range n {
			if err := send(f); err != nil {
				return i, err
			}
		}
		return n, nil
	}
}

// onStream floods with what belongs to one request that stays.
func onStream(n int, method string, end bool, send func(f *frames) error) func(*frames) (int, error) {
	return func(f *frames) (int, error) {
		f.open(end, f.fields(method, "/call/hang")...)
		return repeat(n, send)(f)
	}
}

// rapidReset begins requests and resets them at once. auth takes the place of
// the token.
func rapidReset(auth string) func(f *frames) (int, error) {
	return repeat(20_000, func(f *frames) error {
		fields := f.fields("GET", "/call/hang")
		if auth != "" {
			fields[len(fields)-1] = auth
		}
		if err := f.begin(f.block(fields...), true); err != nil {
			return err
		}
		return f.WriteRSTStream(f.next-2, http2.ErrCodeCancel)
	})
}

func streams(n int, method string, end bool) func(f *frames) (int, error) {
	return repeat(n, func(f *frames) error { return f.begin(f.block(f.fields(method, "/call/hang")...), end) })
}

// continuation sends a header that does not end, in pieces of one field.
func continuation(size int) func(f *frames) (int, error) {
	return func(f *frames) (int, error) {
		err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.block(f.fields("GET", "/call/hang")...), EndStream: true})
		if err != nil {
			return 0, err
		}
		var block []byte
		if size > 0 {
			block = f.block("x-a", long(size)) // too long to be indexed
		}
		return repeat(100_000, func(f *frames) error { return f.WriteContinuation(1, false, block) })(f)
	}
}

// headerBomb sends headers of 4 MB in 5 kB each.
func headerBomb(f *frames) (int, error) {
	first, again := f.block("x-a", long(4000)), f.block("x-a", long(4000))
	for range 1000 {
		first = append(first, again...)
	}
	return repeat(1000, func(f *frames) error {
		return f.begin(append(f.block(f.fields("GET", "/call/hang")...), first...), true)
	})(f)
}

// crowd is an upstream that counts how many requests are with it at once.
type crowd struct{ now, most atomic.Int64 }

// ServeHTTP implements http.Handler. Some requests stay until they are given up.
func (c *crowd) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for most := c.most.Load(); n > most && !c.most.CompareAndSwap(most, n); most = c.most.Load() {
	}
	if r.URL.Path == "/call/hang" {
		<-r.Context().Done()
	}
}

// A flood of frames ends, or is bounded, and is accounted for: the upstream has
// no more than the streams of a connection at once, memory stays small, other
// agents are served meanwhile, nothing stays held.
func TestFloods(t *testing.T) {
	for _, tc := range floods {
		t.Run(tc.name, func(t *testing.T) {
			c := &crowd{}
			up := serveHTTP(t, c.ServeHTTP)
			w := newTLSWorld(t, up, setup{config: func(c *gateway.Config) {
				// What a configuration has by default, but for its rate.
				c.Limits.Uncharged = gateway.Rate{Count: 60, Per: time.Minute}
			}})
			w.mustDo(w.store.CreateAgent(t.Context(), "b", "standard", money.Units(1)))
			other := "Bearer " + w.issue("b")
			before := liveHeap()

			f := w.frames()
			var flooding sync.WaitGroup
			var sent int
			var err error
			start := time.Now()
			flooding.Go(func() { sent, err = f.flood(tc) })
			for range 5 {
				r := w.request("GET", "/call/other", nil)
				r.Header.Set("Authorization", other)
				w.fetch(r, 200)
				if grown := liveHeap() - before; grown > mostMemory {
					t.Errorf("%d MiB are alive", grown>>20)
				}
			}
			flooding.Wait()
			t.Logf("%d sent in %s; %v; %d at the upstream, %d at once", sent, time.Since(start).Round(time.Millisecond), err, up.count(), c.most.Load())
			if (err != nil) != tc.closed {
				t.Errorf("%d sent, then %v; want the connection closed: %t", sent, err, tc.closed)
			}
			if grown := liveHeap() - before; grown > mostMemory {
				t.Errorf("%d MiB are alive", grown>>20)
			}
			_ = f.conn.NetConn().Close()
			w.accounted(t)
			if most := c.most.Load(); most > mostStreams+1 {
				t.Errorf("%d requests at the upstream at once", most)
			}
			waitFor(t, "the upstream to be given up", func() bool { return c.now.Load() == 0 })
		})
	}
}

// flood sends with a buffer, so that the client is not what is slow.
func (f *frames) flood(tc flood) (int, error) {
	_ = f.conn.SetDeadline(time.Now().Add(6 * patience)) // a closed connection fails sooner
	out := bufio.NewWriterSize(f.conn, 16<<10)
	f.Framer = http2.NewFramer(out, nil)
	f.AllowIllegalWrites = true
	f.enc = hpack.NewEncoder(&f.text)
	var reading sync.WaitGroup
	defer reading.Wait()
	if tc.reads {
		reading.Go(func() { _, _ = io.Copy(io.Discard, f.conn) }) // until it is closed
		defer f.conn.CloseWrite()
	} else if c, ok := f.conn.NetConn().(*net.TCPConn); ok {
		_ = c.SetReadBuffer(4 << 10) // what the gateway sends piles up there
	}
	_ = f.WriteSettingsAck()
	sent, err := tc.send(f)
	if err == nil {
		err = out.Flush()
	}
	return sent, err
}

func liveHeap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// accounted asks for the master property where calls are given up at any point:
// each request of the upstream has its entry, and an entry without one is of a
// client that left before the request was sent, and costs nothing.
func (w *world) accounted(t *testing.T) {
	t.Helper()
	entries := make(map[string]metering.UsageRecord)
	for _, rec := range w.records() {
		entries[rec.RequestID.String()] = rec
	}
	w.up.mu.Lock()
	defer w.up.mu.Unlock()
	for _, r := range w.up.seen {
		if _, ok := entries[r.Header.Get("Request-Id")]; !ok {
			t.Errorf("%s of the upstream has no entry", r.URL)
		}
		delete(entries, r.Header.Get("Request-Id"))
	}
	for _, rec := range entries {
		if rec.State != metering.RecordReleased || rec.Outcome != metering.OutcomeClientGone || !rec.Charge.IsZero() {
			t.Errorf("entry %s %s of %s stands for nothing", rec.State, rec.Outcome, rec.Charge)
		}
	}
}
