package gateway_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
)

// shortIdle gives up silent upstreams soon.
func shortIdle(c *gateway.Config) { c.Idle = 50 * time.Millisecond }

func ok(header, body string) string { return "HTTP/1.1 200 OK\r\n" + header + "\r\n" + body }

func TestUpstreamFaults(t *testing.T) {
	const (
		posted, released = metering.RecordPosted, metering.RecordReleased
		aborted          = metering.OutcomeUpstreamAborted
		refused          = metering.OutcomeUpstreamRefused
		failed           = metering.OutcomeUpstreamError
		late             = metering.OutcomeUpstreamTimeout
	)
	stop := func(text string) func(*net.TCPConn) bool {
		return func(c *net.TCPConn) bool { say(c, text); return false }
	}
	hang := func(text string) func(*net.TCPConn) bool {
		return func(c *net.TCPConn) bool { say(c, text); return wait(c) }
	}
	long := strings.Repeat("x", 1<<16)
	for _, tc := range []struct {
		name, path string
		reply      func(*net.TCPConn) bool
		status     int // 0: the body is cut
		code       string
		state      metering.RecordState
		outcome    string
		charge     string
	}{
		{"closes before the header", "/call/x", stop(""), 502, "upstream_unreachable", released, refused, "0"},
		{"resets before the header", "/call/x", reset, 502, "upstream_unreachable", released, refused, "0"},
		{"speaks no HTTP", "/call/x", stop("SSH-2.0-x\r\n"), 502, "upstream_unreachable", released, refused, "0"},
		{"never answers", "/call/x", hang(""), 504, "upstream_timeout", released, late, "0"},
		{"hangs in the header", "/call/x", hang("HTTP/1.1 200 OK\r\nX-A: b\r\n"), 504, "upstream_timeout", released, late, "0"},
		{"header too long", "/call/x", stop(ok("X-A: "+strings.Repeat(long, 2)+"\r\n", "")), 502, "upstream_unreachable", released, refused, "0"},
		{"1xx without end", "/call/x", func(c *net.TCPConn) bool {
			for say(c, "HTTP/1.1 103 Early Hints\r\n\r\n") {
			}
			return false
		}, 502, "upstream_unreachable", released, refused, "0"},
		{"hangs in the body", "/call/x", hang(ok("Content-Length: 5\r\n", "hell")), 0, "", released, late, "0"},
		{"hangs in a chunk", "/bytes/x", hang(ok("Transfer-Encoding: chunked\r\n", "5\r\nhel")), 0, "", released, late, "0"},
		{"hangs in a stream", "/chat", hang(ok("Content-Type: text/event-stream\r\n", chatEvent)), 0, "", released, late, "0"},
		{"hangs after usage", "/chat", hang(ok("Content-Type: text/event-stream\r\n", chatEvent+chatUsage)), 0, "", posted, late, chatCost},
		{"hangs after the end", "/chat", hang(ok("Content-Type: text/event-stream\r\n", chatEvent+chatUsage+chatDone)), 200, "", posted, "ok", chatCost},
		{"ends short", "/call/x", stop(ok("Content-Length: 5\r\n", "hell")), 0, "", released, aborted, "0"},
		{"ends short, by bytes", "/bytes/x", stop(ok("Content-Length: 5\r\n", "hell")), 0, "", released, aborted, "0"},
		{"resets in the body", "/call/x", func(c *net.TCPConn) bool {
			say(c, ok("Content-Length: 100000\r\n", long))
			return reset(c)
		}, 0, "", released, aborted, "0"},
		{"bad chunk", "/call/x", stop(ok("Transfer-Encoding: chunked\r\n", chunk("hello")+"zz\r\n")), 0, "", released, aborted, "0"},
		{"no last chunk", "/bytes/x", stop(ok("Transfer-Encoding: chunked\r\n", chunk("hello"))), 0, "", released, aborted, "0"},
		{"stream without usage cut", "/chat", stop(ok("Content-Type: text/event-stream\r\nContent-Length: 999\r\n", chatEvent)), 0, "", released, aborted, "0"},
		{"stream with usage cut", "/chat", stop(ok("Content-Type: text/event-stream\r\nContent-Length: 999\r\n", chatEvent+chatUsage)), 0, "", posted, aborted, chatCost},
		{"wants money", "/call/x", stop("HTTP/1.1 402 Payment Required\r\nPAYMENT-REQUIRED: e30=\r\nContent-Length: 2\r\n\r\nhi"), 502, "upstream_payment", released, failed, "0"},
		{"switches protocols", "/call/x", hang("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"), 502, "upstream_upgrade", released, failed, "0"},
		{"fails", "/call/x", stop("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"), 500, "", released, failed, "0"},
		{"fails without body", "/call/x", stop("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), 404, "", released, failed, "0"},
		{"fails and hangs", "/call/x", hang("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noo"), 0, "", released, failed, "0"},
		{"redirects", "/call/x", stop("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"), 302, "", posted, "ok", "0.001"},
		{"declares too much", "/bytes/x", stop(ok("Content-Length: 99999999999\r\n", "")), 502, "upstream_too_long", released, failed, "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool { return tc.reply(c) })
			w := newWorld(t, up, setup{config: shortIdle})
			w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			r := w.request("GET", tc.path, nil)
			if tc.path == "/chat" {
				r = w.request("POST", tc.path, strings.NewReader(chatBody))
			}
			res, text, err := w.tryCall(r)
			switch {
			case tc.status == 0 && err == nil:
				t.Errorf("%q ended clean", text)
			case tc.status != 0 && (err != nil || res.StatusCode != tc.status):
				t.Errorf("%d %q, %v, want %d", res.StatusCode, text, err, tc.status)
			case tc.code != "":
				checkProblem(t, res, text, tc.status, tc.code)
			case tc.status == 404 && (text != "" || res.Header.Get("Content-Type") != ""):
				t.Errorf("an empty 404 got the body %q and %v", text, res.Header)
			}
			if res.StatusCode >= 400 && res.Header.Get("Farebox-Charge") != "" {
				t.Error("a failed call names a charge")
			}
			rec := w.ends(tc.state, tc.outcome, tc.charge)
			if tc.status != 0 && int(rec.Status) != tc.status {
				t.Errorf("recorded status %d, want %d", rec.Status, tc.status)
			}
		})
	}
}

func TestUpstreamThatIsNotThere(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	for name, to := range map[string]string{"refuses": "127.0.0.1:1", "forbidden": "169.254.169.254:80"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, up, setup{config: func(c *gateway.Config) {
				for i := range c.Routes {
					c.Routes[i].URLs = []*url.URL{{Scheme: "http", Host: to}}
				}
			}})
			w.problem(w.request("GET", "/call/x", nil), 502, "upstream_unreachable")
			list := w.records()
			if len(list) != 1 || list[0].Outcome != metering.OutcomeUpstreamRefused || up.count() != 0 {
				t.Errorf("records %+v, %d upstream requests", list, up.count())
			}
		})
	}
}

// What only the gateway may say does not come from an upstream: not in headers,
// not in 1xx replies, not in trailers, charged or not.
func TestUpstreamCannotSpeakForTheGateway(t *testing.T) {
	ours := "PAYMENT-RESPONSE: x\r\nX-PAYMENT-RESPONSE: x\r\nPAYMENT-REQUIRED: x\r\nFarebox-Charge: 9\r\nFarebox-Receipt: 9\r\nRequest-Id: 9\r\n" +
		"Settlement-Overrides: x\r\nEXTENSION-RESPONSES: x\r\nWWW-Authenticate: x\r\n"
	head := ours + "Connection: Request-Id, Cache-Control\r\nCache-Control: public\r\nSet-Cookie: farebox=1\r\nSet-Cookie: __Host-farebox_s=1\r\nSet-Cookie: own=1\r\n"
	trailers := "0\r\n" + ours + "X-Own: 1\r\n\r\n"
	for _, tc := range []struct{ name, path, status, body, charge string }{
		{"call", "/call/x", "200 OK", chunk("hello"), "0.001"},
		{"bytes", "/bytes/x", "200 OK", chunk("hello"), ""},
		{"failed", "/call/x", "500 Oops", chunk("hello"), ""},
		{"empty", "/call/x", "200 OK", "", "0.001"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
				say(c, "HTTP/1.1 103 Early Hints\r\n"+ours+"Link: </x>\r\n\r\n")
				return say(c, "HTTP/1.1 "+tc.status+"\r\n"+head+"Transfer-Encoding: chunked\r\nTrailer: Farebox-Charge, X-Own\r\n\r\n"+tc.body+trailers)
			})
			w := newWorld(t, up, setup{})
			res, _, err := w.call(w.request("GET", tc.path, nil))
			if err != nil {
				t.Fatal(err)
			}
			rec := w.one()
			want := map[string]string{
				"Payment-Response": "", "X-Payment-Response": "", "Payment-Required": "", "Settlement-Overrides": "", "Extension-Responses": "",
				"Www-Authenticate": "", "Set-Cookie": "own=1", "Cache-Control": "private, no-store", "Link": "",
				"Request-Id": rec.RequestID.String(), "Farebox-Charge": "",
			}
			if tc.name == "call" {
				want["Farebox-Charge"], want["Farebox-Receipt"] = tc.charge, rec.RequestID.String()
			}
			if tc.name == "empty" { // an upstream that sends chunks may still send some
				delete(want, "Farebox-Charge")
			}
			for name, v := range want {
				if got := strings.Join(res.Header.Values(name), "|"); got != v {
					t.Errorf("%s: %q, want %q", name, got, v)
				}
			}
			if v := res.Header.Get("Vary"); !strings.Contains(v, "Authorization") {
				t.Errorf("Vary: %q", v)
			}
			wantTrailers := 0
			if tc.name == "bytes" {
				wantTrailers = 2
				if res.Trailer.Get("Farebox-Charge") != rec.Charge.String() || res.Trailer.Get("Farebox-Receipt") != rec.RequestID.String() {
					t.Errorf("trailers %v", res.Trailer)
				}
			}
			if len(res.Trailer) != wantTrailers {
				t.Errorf("trailers %v, want %d", res.Trailer, wantTrailers)
			}
		})
	}
}

// endless is a reader of n bytes.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.n)
	e.n -= n
	return int(n), nil
}

func TestGigabyteReplyInFlatMemory(t *testing.T) {
	const size = 1 << 30
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.CopyBuffer(struct{ io.Writer }{w}, &endless{size}, make([]byte, 64<<10)) // the reader counts
	})
	w := newWorld(t, up, setup{})
	w.client.Timeout = time.Minute
	res := w.do(w.request("GET", "/bytes/x", nil))
	var peak, total uint64
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	base := stats.HeapAlloc
	buf := make([]byte, 256<<10)
	for next := uint64(0); ; {
		n, err := res.Body.Read(buf)
		total += uint64(n)
		if total >= next {
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapAlloc)
			next += 128 << 20
		}
		if errors.Is(err, io.EOF) {
			break
		}
		w.mustDo(err)
	}
	if total != size || peak > base+32<<20 {
		t.Errorf("read %d bytes; the heap grew from %d to %d", total, base, peak)
	}
	w.ends(metering.RecordPosted, metering.OutcomeOK, "1.073741824")
}

func TestReplyLongerThanTheMaximumIsCutAndCharged(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			_, _ = w.Write(make([]byte, 1000)) // cut by the gateway
			_ = http.NewResponseController(w).Flush()
		}
	})
	w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Routes[1].MaxBytes = 10_000 }})
	_, text, err := w.call(w.request("GET", "/bytes/x", nil))
	if err == nil || len(text) > 10_000 {
		t.Errorf("got %d bytes, %v", len(text), err)
	}
	r := w.ends(metering.RecordPosted, metering.OutcomeUpstreamAborted, "0.00001")
	if !strings.Contains(strings.Join(r.Flags, " "), metering.FlagCapped) {
		t.Errorf("flags %v", r.Flags)
	}
}

func TestGarbageUsage(t *testing.T) {
	var bomb bytes.Buffer
	zw := gzip.NewWriter(&bomb)
	_, _ = zw.Write(bytes.Repeat([]byte(" "), 16<<20)) // memory does not fail
	_ = zw.Close()
	estimated := ""
	for _, tc := range []struct{ name, header, body, charge, flag string }{
		{"negative", "", `{"usage":{"prompt_tokens":-5,"completion_tokens":2}}`, estimated, "usage_invalid"},
		{"overflow", "", `{"usage":{"prompt_tokens":1e400,"completion_tokens":2}}`, estimated, "usage_invalid"},
		{"text", "", `{"usage":{"prompt_tokens":"1,000","completion_tokens":2}}`, estimated, "usage_invalid"},
		{"no JSON", "", `<html>`, estimated, "usage_missing"},
		{"inflated", "", `{"usage":{"prompt_tokens":5,"completion_tokens":9000000}}`, "0.010156", metering.FlagCapped},
		{"unreadable", "Content-Encoding: br\r\n", strings.Repeat("z", 100), "0.00029", "encoding_unreadable"},
		{"bomb", "Content-Encoding: gzip\r\n", bomb.String(), estimated, "encoding_bomb"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
				return say(c, ok(fmt.Sprintf("Content-Type: application/json\r\n%sContent-Length: %d\r\n", tc.header, len(tc.body)), tc.body))
			})
			w := newWorld(t, up, setup{})
			body := strings.Replace(chatBody, `"stream":true,"max_tokens":10`, `"max_tokens":1000`, 1)
			_, text := w.fetch(w.request("POST", "/chat", strings.NewReader(body)), 200)
			if text != tc.body {
				t.Errorf("the reply was changed: %d bytes of %d", len(text), len(tc.body))
			}
			r := w.one()
			if r.State != metering.RecordPosted || !strings.Contains(strings.Join(r.Flags, " "), tc.flag) || r.Charge.Sign() <= 0 {
				t.Errorf("record %s, charge %s, flags %v, want %s", r.State, r.Charge, r.Flags, tc.flag)
			}
			if tc.charge != estimated && r.Charge.String() != tc.charge {
				t.Errorf("charge %s, want %s", r.Charge, tc.charge)
			}
		})
	}
}

// Slow is not silent: bytes that come one at a time restart the watch.
func TestSlowUpstreamIsServed(t *testing.T) {
	const n = 20
	up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
		say(c, ok(fmt.Sprintf("Content-Length: %d\r\n", n), ""))
		for range n {
			time.Sleep(5 * time.Millisecond) // the upstream's slowness is what is tested
			say(c, "x")
		}
		return true
	})
	w := newWorld(t, up, setup{config: shortIdle})
	if _, text := w.fetch(w.request("GET", "/call/x", nil), 200); len(text) != n {
		t.Errorf("got %q", text)
	}
	w.ends(metering.RecordPosted, metering.OutcomeOK, "0.001")
}

func TestRouteTimeout(t *testing.T) {
	up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
		say(c, ok("Transfer-Encoding: chunked\r\n", ""))
		for say(c, chunk("x")) {
			time.Sleep(time.Millisecond) // a stream without end
		}
		return false
	})
	w := newWorld(t, up, setup{config: func(c *gateway.Config) { c.Routes[0].Timeout = 50 * time.Millisecond }})
	if _, text, err := w.tryCall(w.request("GET", "/call/x", nil)); err == nil {
		t.Errorf("%q ended clean", text)
	}
	w.ends(metering.RecordReleased, metering.OutcomeUpstreamTimeout, "0")
}
