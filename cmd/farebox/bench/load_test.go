package bench_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebox/farebox/cmd/farebox/bench"
)

// server answers every request on every connection by reply, which is told how
// many requests came before.
func server(t *testing.T, reply func(n uint64) string) (addr string, seen *atomic.Uint64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	seen = new(atomic.Uint64)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				buf := make([]byte, 4096)
				for {
					n, err := c.Read(buf)
					if err != nil {
						return
					}
					if !strings.HasSuffix(string(buf[:n]), "\r\n\r\n") {
						return // the client writes a request at once
					}
					text := reply(seen.Add(1) - 1)
					_, err = io.WriteString(c, text)
					if err != nil || text == "" {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String(), seen
}

func okReply(uint64) string { return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }

func TestClientChecksTheAnswer(t *testing.T) {
	tests := []struct{ name, reply, want string }{
		{"fine", okReply(0), ""},
		{"other status", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno", "reply is 502 with 2 bytes, want 200 with 2"},
		{"other length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nokk", "reply is 200 with 3 bytes"},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "no Content-Length"},
		{"closing", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "not kept"},
		{"more than said", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay", "after its end"},
		{"no HTTP", "SSH-2.0-OpenSSH_9.9\r\n\r\n", "no HTTP/1.1 status line"},
		{"endless header", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 70<<10), "header is longer"},
		{"hangs up", "", "read reply: EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			addr, _ := server(t, func(uint64) string { return tt.reply })
			err := bench.OneCall(t.Context(), addr, 200, 2)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("call = %v, want %q", err, tt.want)
			}
		})
	}
}

// TestClosedLoopCounts: what the load says it called is what the server saw.
func TestClosedLoopCounts(t *testing.T) {
	addr, seen := server(t, okReply)
	calls, counted, err := bench.ClosedLoop(t.Context(), addr, 4, 100*time.Millisecond)
	if err != nil || calls != seen.Load() || counted == 0 || counted >= calls {
		t.Errorf("%d calls, %d counted, the server saw %d, %v", calls, counted, seen.Load(), err)
	}
}

// TestLoadStopsAtTheFirstFault: a figure with an error in it is no figure.
func TestLoadStopsAtTheFirstFault(t *testing.T) {
	addr, _ := server(t, func(n uint64) string {
		if n == 10 {
			return "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
		}
		return okReply(n)
	})
	_, _, err := bench.ClosedLoop(t.Context(), addr, 4, time.Minute)
	if err == nil || !strings.Contains(err.Error(), "reply is 500") {
		t.Errorf("closed loop = %v", err)
	}
}

// TestOpenLoopCountsFromTheSchedule: one slow answer delays all calls that were
// due meanwhile on the only connection, and their latencies must say so. A load
// that counted from the sending would find a median near zero.
func TestOpenLoopCountsFromTheSchedule(t *testing.T) {
	const stall, rate = 300 * time.Millisecond, 200
	addr, seen := server(t, func(n uint64) string {
		if n == 0 {
			time.Sleep(stall) // it is what is measured
		}
		return okReply(n)
	})
	n, median, err := bench.OpenLoop(t.Context(), addr, 1, rate, stall)
	if err != nil {
		t.Fatal(err)
	}
	if want := uint64(stall.Seconds() * rate); n != want || seen.Load() != want {
		t.Errorf("%d calls and %d at the server, want %d", n, seen.Load(), want)
	}
	if median < stall/3 {
		t.Errorf("median latency %s, although half of the calls waited at least %s", median, stall/2)
	}
}

func FuzzParseHead(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n",
		"HTTP/1.1 402 Payment Required\r\nContent-Type: a\r\nContent-Length:7\r\n\r\n",
		"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 2x0 OK\r\nContent-Length: 1\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		status, length, err := bench.ParseHead(b)
		if err != nil {
			return
		}
		if status < 0 || status > 999 || length < 0 || length > 9_999_999 {
			t.Fatalf("%q: %d with %d bytes", b, status, length)
		}
		if !strings.HasPrefix(string(b), fmt.Sprintf("HTTP/1.1 %03d", status)) || !strings.Contains(string(b), "\r\n\r\n") {
			t.Fatalf("%q is taken for %d", b, status)
		}
	})
}
