package gateway_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
)

// Each event of a stream reaches the client when the upstream sends it, and the
// charge comes in announced trailers.
func TestStreamEventsOverHTTP2(t *testing.T) {
	next := make(chan struct{})
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 3 {
			_, _ = fmt.Fprintf(w, "data: %d\n\n", i)
			_ = http.NewResponseController(w).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
			}
		}
	})
	w := newTLSWorld(t, up, setup{})
	res := w.do(w.request("GET", "/bytes/x", nil))
	if _, ok := res.Trailer["Farebox-Charge"]; !ok || res.ProtoMajor != 2 || res.ContentLength != -1 {
		t.Errorf("%s with trailers %v and length %d", res.Proto, res.Trailer, res.ContentLength)
	}
	for i := range 3 {
		event := make([]byte, len("data: 0\n\n"))
		_, err := io.ReadFull(res.Body, event) // in vain while the upstream waits, if it were kept back
		w.mustDo(err)
		if string(event) != fmt.Sprintf("data: %d\n\n", i) {
			t.Errorf("event %d is %q", i, event)
		}
		next <- struct{}{}
	}
	rest, err := io.ReadAll(res.Body)
	w.mustDo(err)
	rec := w.ends(metering.RecordPosted, metering.OutcomeOK, "0.000000027")
	if got := res.Trailer; len(rest) != 0 || got.Get("Farebox-Charge") != "0.000000027" || got.Get("Farebox-Receipt") != rec.RequestID.String() {
		t.Errorf("trailers %v after %q", got, rest)
	}
}

// The last DATA, or what ends the stream, waits until the charge is on disk.
func TestGateOverHTTP2(t *testing.T) {
	stream := ok("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n", "")
	for _, tc := range []struct {
		name, method, path, body string
		reply                    string
		before, all              string // what the client has before the charge, and in the end
	}{
		{"length, charge in the header", "GET", "/call/x", "", ok("Content-Length: 10\r\n", "helloworld"), "", "helloworld"},
		{"length, charge in trailers", "GET", "/bytes/x", "", ok("Content-Length: 10\r\n", "helloworld"), "", "helloworld"},
		{"chunks", "GET", "/bytes/x", "", ok("Transfer-Encoding: chunked\r\n", chunk("hello")+chunk("world")+"0\r\n\r\n"), "helloworld", "helloworld"},
		{"until closed", "GET", "/bytes/x", "", ok("Connection: close\r\n", "helloworld"), "helloworld", "helloworld"},
		{"chat", "POST", "/chat", chatBody, stream + chunk(chatEvent) + chunk(chatUsage) + chunk(chatDone) + "0\r\n\r\n", chatEvent, chatEvent + chatDone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
				say(c, tc.reply)
				return false
			})
			posting, post := make(chan struct{}), make(chan struct{})
			w := newTLSWorld(t, up, setup{post: func(metering.End) error {
				close(posting)
				<-post
				return nil
			}})
			f := w.frames()
			id := f.open(tc.body == "", f.fields(tc.method, tc.path)...)
			if tc.body != "" {
				_ = f.WriteData(id, true, []byte(tc.body))
			}
			// The answer to a PING that was sent when the charge had begun comes after
			// all that was sent before it.
			await(t, "the charge", posting)
			w.mustDo(f.WritePing(false, [8]byte{1}))
			a := f.untilPong(id)
			if strings.Contains(a.body, "world") && tc.before != "helloworld" || a.whole || !strings.HasPrefix(tc.before, a.body) {
				t.Errorf("before the charge the client has %+v, want no more than %q", a, tc.before)
			}
			close(post)
			b := f.answer(id)
			if a.body+b.body != tc.all || !b.whole {
				t.Errorf("the client has %q and %+v, want %q", a.body, b, tc.all)
			}
			w.one()
		})
	}
}

// untilPong reads until a PING is answered.
func (f *frames) untilPong(id uint32) answer {
	f.w.t.Helper()
	a := answer{header: map[string]string{}, trailer: map[string]string{}}
	for {
		frame, err := f.ReadFrame()
		f.w.mustDo(err)
		if ping, ok := frame.(*http2.PingFrame); ok && ping.IsAck() {
			return a
		}
		f.take(frame, id, &a)
	}
}

// A charge that cannot be recorded resets the stream: its end is not sent.
func TestChargeFailsOverHTTP2(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	w := newTLSWorld(t, up, setup{post: func(metering.End) error { return metering.ErrFull }})
	f := w.frames()
	if a := f.answer(f.open(true, f.fields("GET", "/bytes/x")...)); a.whole || a.body != "" || a.reset != http2.ErrCodeInternal {
		t.Errorf("%+v, want a reset", a)
	}
	w.settled()
}

// A client that resets its stream pays for what it was sent, and the others of
// its connection go on.
func TestResetInTheMiddle(t *testing.T) {
	left := make(chan struct{}, 1)
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/whole") {
			return
		}
		_, _ = io.WriteString(w, "data: x\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		left <- struct{}{}
	})
	w := newTLSWorld(t, up, setup{})
	f := w.frames()
	for _, tc := range []struct{ path, charge string }{{"/call/x", "0.001"}, {"/bytes/x", "0.000000009"}} {
		id := f.open(true, f.fields("GET", tc.path)...)
		for a := (answer{header: map[string]string{}}); a.body != "data: x\n\n"; {
			frame, err := f.ReadFrame()
			w.mustDo(err)
			f.take(frame, id, &a)
		}
		w.mustDo(f.WriteRSTStream(id, http2.ErrCodeCancel))
		await(t, "the upstream to be cancelled", left)
		list := w.records()
		if rec := list[len(list)-1]; rec.State != metering.RecordPosted || rec.Outcome != metering.OutcomeClientGone || rec.Charge.String() != tc.charge {
			t.Errorf("%s: record %s %s of %s, want %s", tc.path, rec.State, rec.Outcome, rec.Charge, tc.charge)
		}
	}
	if a := f.answer(f.open(true, f.fields("GET", "/call/whole")...)); a.status != "200" {
		t.Errorf("the connection's next stream: %+v", a)
	}
	w.balanced(t)
}

// A client that grants no window frees its call when the route's time is over,
// and its connection serves on.
func TestStreamThatIsNotRead(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/bytes/") {
			_, _ = io.CopyBuffer(struct{ io.Writer }{w}, &endless{1 << 30}, make([]byte, 64<<10)) // the reader does not
		}
	})
	w := newTLSWorld(t, up, setup{config: func(c *gateway.Config) {
		c.Idle = 500 * time.Millisecond // it bounds the answer to a PING too
		c.Routes[1].Timeout = 20 * time.Millisecond
	}})
	f := w.frames(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
	if a := f.answer(f.open(true, f.fields("GET", "/bytes/x")...)); a.whole || a.body != "" || a.reset == 0 {
		t.Errorf("%+v, want a reset", a)
	}
	if rec := w.one(); rec.State != metering.RecordPosted || rec.Charge.Sign() <= 0 {
		t.Errorf("record %s %s of %s", rec.State, rec.Outcome, rec.Charge)
	}
	if a := f.answer(f.open(true, f.fields("GET", "/call/x")...)); a.status != "200" {
		t.Errorf("the connection's next stream: %+v", a)
	}
	w.balanced(t)
}

// A peer whose machine is gone leaves no connection behind: nothing answers the
// gateway's PING.
func TestSilentPeer(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{config: shortIdle})
	f := w.frames()
	if a := f.answer(f.open(true, f.fields("GET", "/call/x")...)); a.status != "200" {
		t.Errorf("%+v", a)
	}
	f.silent = true
	if a := f.answer(0); !a.closed {
		t.Errorf("%+v, want the connection closed", a)
	}
	w.fetch(w.request("GET", "/call/y", nil), 200)
	w.balanced(t)
}
