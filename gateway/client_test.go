package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
)

// leaving is an upstream that begins a reply, waits until it is told that the
// client has left, and goes on.
func leaving(t *testing.T, begin, rest string) (up *upstream, left chan struct{}) {
	t.Helper()
	left = make(chan struct{})
	up = serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
		say(c, begin)
		select {
		case <-left:
		case <-time.After(patience):
			return false
		}
		say(c, rest)
		return wait(c)
	})
	return up, left
}

func TestClientLeaves(t *testing.T) {
	stream := ok("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n", "")
	for _, tc := range []struct {
		name, path   string
		begin, rest  string
		readsUntil   string // what the client waits for; empty: it leaves before the header
		state        metering.RecordState
		outcome      string
		charge       string
		status       uint16
		tokensOfRest bool
	}{
		{"before the header", "/call/x", "", ok("Content-Length: 5\r\n", "hello"), "", metering.RecordReleased, "client_gone", "0", 0, false},
		{
			"call, in the body", "/call/x", ok("Transfer-Encoding: chunked\r\n", chunk("hello")), chunk("world") + "0\r\n\r\n", "hello",
			metering.RecordPosted, "client_gone", "0.001", 200, false,
		},
		{
			"bytes, in the body", "/bytes/x", ok("Transfer-Encoding: chunked\r\n", chunk("hello")), chunk("world") + "0\r\n\r\n", "hello",
			metering.RecordPosted, "client_gone", "0.000000005", 200, false,
		},
		{
			"chat, before usage", "/chat", stream + chunk(chatEvent), chunk(chatUsage) + chunk(chatDone) + "0\r\n\r\n", "hello",
			metering.RecordPosted, "ok", chatCost, 200, true,
		},
		{
			"chat, before the header", "/chat", "", stream + chunk(chatEvent) + chunk(chatUsage) + chunk(chatDone) + "0\r\n\r\n", "",
			metering.RecordPosted, "ok", chatCost, 200, true,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up, left := leaving(t, tc.begin, tc.rest)
			w := newWorld(t, up, setup{})
			c := w.dial()
			method, body := "GET", ""
			if tc.path == "/chat" {
				method, body = "POST", chatBody
			}
			say(c, rawRequest(w, method, tc.path, body))
			waitFor(t, "the upstream", func() bool { return up.count() == 1 })
			if tc.readsUntil != "" {
				readUntil(t, c, tc.readsUntil)
			}
			w.mustDo(c.Close())
			if !tc.tokensOfRest { // the upstream is cancelled: it need not go on
				w.settled()
			}
			close(left)
			if r := w.ends(tc.state, tc.outcome, tc.charge); r.Status != tc.status {
				t.Errorf("status %d, want %d", r.Status, tc.status)
			}
		})
	}
}

func readUntil(t *testing.T, c net.Conn, want string) {
	t.Helper()
	var got strings.Builder
	buf := make([]byte, 512)
	for !strings.Contains(got.String(), want) {
		n, err := c.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			t.Fatalf("read %q and %v, want %q", got.String(), err, want)
		}
	}
}

// Usage is read for a bounded time after the client left.
func TestDrainIsBounded(t *testing.T) {
	up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
		say(c, ok("Content-Type: text/event-stream\r\n", chatEvent))
		return wait(c)
	})
	w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Drain = 20 * time.Millisecond }})
	c := w.dial()
	say(c, rawRequest(w, "POST", "/chat", chatBody))
	readUntil(t, c, "hello")
	w.mustDo(c.Close())
	r := w.one()
	if r.State != metering.RecordPosted || r.Outcome != metering.OutcomeClientGone || r.Charge.Sign() <= 0 || r.UsageState != metering.UsageEstimated {
		t.Errorf("record %s %s, charge %s, usage %s, want an estimate", r.State, r.Outcome, r.Charge, r.UsageState)
	}
}

func TestAllButTheLastByteIsNotFree(t *testing.T) {
	const size = 1 << 20
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(size))
		_, _ = w.Write(make([]byte, size)) // the reader leaves
	})
	release := make(chan struct{})
	w := newWorld(t, up, setup{post: func(metering.End) error { <-release; return nil }})
	res := w.do(w.request("GET", "/bytes/x", nil))
	n, err := io.CopyN(io.Discard, res.Body, size-64<<10)
	w.mustDo(err)
	_ = res.Body.Close() // leaves
	close(release)
	r := w.one()
	if q, _ := r.Units.Of(metering.KindBytes).Whole(); r.State != metering.RecordPosted || q < uint64(n) {
		t.Errorf("record %s of %d bytes, the client read %d", r.State, q, n)
	}
}

// Requests that are not whole, too large or too slow never reach an upstream.
func TestBadUploads(t *testing.T) {
	head := "POST /call/x HTTP/1.1\r\nHost: api\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
	for _, tc := range []struct{ name, text, want string }{
		{"declared too large", head + "Content-Length: 5000\r\n\r\n", "HTTP/1.1 413"},
		{"too large in chunks", head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(strings.Repeat("x", 5000)) + "0\r\n\r\n", "HTTP/1.1 413"},
		{"bad chunk length", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"chunk without end", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n", "HTTP/1.1 400"},
		{"slow body", head + "Content-Length: 10\r\n\r\nhel", "HTTP/1.1 400"},
		{"slow header", "POST /call/x HTTP/1.1\r\nHost: api\r\n", ""},
		{"slow body of a refused call", "POST /call/x HTTP/1.1\r\nHost: api\r\nContent-Length: 10\r\n\r\nhel", "HTTP/1.1 401"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
			w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Limits.Body, c.Upload = 4000, 50*time.Millisecond }})
			text := tc.text
			if strings.Contains(text, "%s") {
				text = fmt.Sprintf(text, w.bearer)
			}
			if got := w.raw(text); !strings.HasPrefix(got, tc.want) {
				t.Errorf("%q, want %s", got, tc.want)
			}
			if len(w.records()) != 0 || up.count() != 0 {
				t.Errorf("%d records, %d upstream requests, want none", len(w.records()), up.count())
			}
		})
	}
}

// The deadline for the upload does not end the reply.
func TestReplyMayTakeLongerThanTheUpload(t *testing.T) {
	const upload = 30 * time.Millisecond
	for _, size := range []int{0, 100, 2 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "a")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(4 * upload) // the reply's length is what is tested
				_, _ = io.WriteString(w, "b")
			})
			w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Upload = 10 * upload }})
			var body io.Reader
			if size > 0 {
				body = strings.NewReader(strings.Repeat("x", size))
			}
			if _, text := w.fetch(w.request("POST", "/call/x", body), 200); text != "ab" {
				t.Errorf("got %q", text)
			}
			if _, got := up.last(t); len(got) != size {
				t.Errorf("the upstream got %d bytes of %d", len(got), size)
			}
		})
	}
}

// A body too long to be buffered goes through while it comes; what is wrong with
// its end is the client's fault, and leaves a record of the call that began.
func TestLongUpload(t *testing.T) {
	first := strings.Repeat("x", 3<<20)
	for _, tc := range []struct {
		name, head, rest string
		status           string
	}{
		{"cut chunk", "Transfer-Encoding: chunked\r\n\r\n" + chunk(first), "zz\r\n", "HTTP/1.1 400"},
		{"too long", "Transfer-Encoding: chunked\r\n\r\n" + chunk(first), chunk(first), "HTTP/1.1 413"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
			w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Limits.Body = 4 << 20 }})
			got := w.raw(fmt.Sprintf("POST /call/x HTTP/1.1\r\nHost: api\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s%s", w.bearer, tc.head, tc.rest))
			if !strings.HasPrefix(got, tc.status) {
				t.Errorf("got %.300q, want %s", got, tc.status)
			}
			list := w.records()
			if len(list) != 1 || list[0].State != metering.RecordReleased || list[0].Outcome != metering.OutcomeClientGone {
				t.Errorf("records %+v", list)
			}
		})
	}
}

// A client that does not read frees its call when the route's time is over.
func TestClientThatDoesNotRead(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.CopyBuffer(struct{ io.Writer }{w}, &endless{1 << 30}, make([]byte, 64<<10)) // the reader does not
	})
	w := newWorld(t, up, setup{config: func(c *gateway.Config) {
		c.Idle = 20 * time.Millisecond
		c.Routes[1].Timeout = 50 * time.Millisecond
	}})
	c := w.dial()
	say(c, rawRequest(w, "GET", "/bytes/x", ""))
	waitFor(t, "the upstream", func() bool { return up.count() == 1 })
	r := w.one()
	if r.State != metering.RecordPosted || r.Charge.Sign() <= 0 {
		t.Errorf("record %s %s of %s", r.State, r.Outcome, r.Charge)
	}
}

func TestExpectContinue(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	r := w.request("POST", "/call/x", strings.NewReader("hello"))
	r.Header.Set("Expect", "100-continue")
	start := time.Now()
	w.fetch(r, 200)
	if took := time.Since(start); took > 900*time.Millisecond {
		t.Errorf("took %s: the gateway waited for the upstream's 100", took)
	}
	req, body := up.last(t)
	if body != "hello" || req.Header.Get("Expect") != "" {
		t.Errorf("the upstream got %q with %v", body, req.Header)
	}
	w.ends(metering.RecordPosted, metering.OutcomeOK, "0.001")
}

func TestManyClientsLeaveAtOnce(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "data: x\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	w := newWorld(t, up, setup{})
	const n = 50
	for range n {
		ctx, cancel := context.WithCancel(t.Context())
		res := w.do(w.request("GET", "/call/x", nil).WithContext(ctx))
		_, err := io.ReadFull(res.Body, make([]byte, 4))
		w.mustDo(err)
		cancel()
	}
	list := w.records()
	if len(list) != n || up.count() != n {
		t.Errorf("%d records of %d upstream requests, want %d", len(list), up.count(), n)
	}
	for _, r := range list {
		if r.State != metering.RecordPosted || r.Outcome != metering.OutcomeClientGone {
			t.Errorf("record %s %s", r.State, r.Outcome)
		}
	}
}
