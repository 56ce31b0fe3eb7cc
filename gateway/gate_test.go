package gateway_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/farebox/farebox/metering"
)

const chatBody = `{"model":"m","messages":[{"role":"user","content":"hello"}],"stream":true,"max_tokens":10}`

const (
	chatEvent = `data: {"choices":[{"delta":{"content":"hello"}}]}` + "\n\n"
	chatUsage = `data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}` + "\n\n"
	chatDone  = "data: [DONE]\n\n"
	chatReply = `{"usage":{"prompt_tokens":5,"completion_tokens":2}}`
	chatCost  = "0.00003"
)

func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }

// gateCases are replies in every framing, and the bytes of each that a client
// must not have before the charge is on disk.
var gateCases = []struct {
	name, method, path, body, reply string
	end                             string // what the gate withholds
	charge                          string
}{
	{"content length", "GET", "/call/x", "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", "0.001"},
	{"chunked", "GET", "/call/x", "", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("hello") + "0\r\n\r\n", "\r\n0\r\n", "0.001"},
	{"until close", "GET", "/call/x", "", "HTTP/1.0 200 OK\r\n\r\nhello", "\r\n0\r\n", "0.001"},
	{"head", "HEAD", "/call/x", "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1", "0.001"},
	{"no content", "GET", "/call/x", "", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1", "0.001"},
	{"not modified", "GET", "/call/x", "", "HTTP/1.1 304 Not Modified\r\n\r\n", "HTTP/1.1", "0.001"},
	{"empty", "POST", "/call/x", "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1", "0.001"},
	{"empty chunked", "GET", "/bytes/x", "", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "\r\n0\r\n", "0"},
	{"bytes", "GET", "/bytes/x", "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", "0.000000005"},
	{
		"stream", "POST", "/chat", chatBody,
		"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" +
			chunk(chatEvent) + chunk(chatUsage) + chunk(chatDone) + "0\r\n\r\n",
		"[DONE]", chatCost,
	},
	{
		"completion", "POST", "/chat", strings.Replace(chatBody, "true", "false", 1),
		fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(chatReply), chatReply), "}}", chatCost,
	},
}

func rawRequest(w *world, method, path, body string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: api\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
		method, path, w.bearer, len(body), body)
}

// drip serves text in pieces of a few bytes, so that a gate that looks at reads
// alone would let the end through.
func drip(c net.Conn, text string) bool {
	for len(text) > 0 {
		n := min(len(text), 16)
		if !say(c, text[:n]) {
			return false
		}
		text = text[n:]
	}
	return false
}

func TestEndIsWithheldUntilTheChargeIsOnDisk(t *testing.T) {
	for _, tc := range gateCases {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool { return drip(c, tc.reply) })
			posting, goOn := make(chan struct{}), make(chan struct{})
			w := newWorld(t, up, setup{post: func(metering.End) error {
				close(posting)
				<-goOn
				return nil
			}})
			c := w.dial()
			say(c, rawRequest(w, tc.method, tc.path, tc.body))
			var got lockedLog
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = io.Copy(&got, c) // the deadline of the connection is its error
			}()
			await(t, "the charge", posting)
			early := got.String()
			if strings.Contains(early, tc.end) {
				t.Errorf("the client had %q before the charge was on disk", early)
			}
			close(goOn)
			await(t, "the reply", done)
			if !strings.Contains(got.String(), tc.end) {
				t.Errorf("the client got %q in the end, without %q", got.String(), tc.end)
			}
			r := w.ends(metering.RecordPosted, metering.OutcomeOK, tc.charge)
			if !strings.Contains(got.String(), "Farebox-Charge: "+tc.charge) || !strings.Contains(got.String(), "Farebox-Receipt: "+r.RequestID.String()) {
				t.Errorf("reply %q names neither charge nor receipt", got.String())
			}
		})
	}
}

func TestFailedPostCutsTheReply(t *testing.T) {
	for _, tc := range gateCases {
		t.Run(tc.name, func(t *testing.T) {
			up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool { return drip(c, tc.reply) })
			w := newWorld(t, up, setup{post: func(metering.End) error { return metering.ErrFull }})
			text := w.raw(rawRequest(w, tc.method, tc.path, tc.body))
			res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(text)), &http.Request{Method: tc.method})
			if err != nil {
				if !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Fatalf("%q: %v", text, err)
				}
			} else if res.StatusCode != http.StatusServiceUnavailable {
				_, err = io.ReadAll(res.Body)
				if !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%q: the client read to %v, want a cut", text, err)
				}
			}
			if w.settled(); len(w.records()) != 0 || w.up.count() != 1 {
				t.Errorf("%d records, %d upstream requests, want 0 and 1", len(w.records()), w.up.count())
			}
		})
	}
}

func TestReplyWithoutBodyAnswers503WhereItCannotBePosted(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Upstream", "1")
		w.WriteHeader(http.StatusNoContent)
	})
	for _, tc := range []struct {
		name string
		err  error
		code string
	}{
		{"full", metering.ErrFull, "store_full"},
		{"closed", metering.ErrClosed, "draining"},
		{"else", errors.New("rate"), "not_recorded"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, up, setup{post: func(metering.End) error { return tc.err }})
			w.problem(w.request("GET", "/call/x", nil), http.StatusServiceUnavailable, tc.code)
		})
	}
}

// A panic, in the ledger or in a handler, ends the hold once, answers 500 where
// nothing was sent, and cuts the connection where something was.
func TestPanics(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		size       int
		panics     any
		cut        bool
	}{
		{"before the header is sent", "/call/x", 5, "boom", false},
		{"after it is sent", "/call/x", 1 << 20, "boom", true},
		{"abort", "/call/x", 5, http.ErrAbortHandler, true},
		{"empty reply", "/call/x", 0, "boom", false},
		{"trailers", "/bytes/x", 1 << 20, "boom", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Upstream", "1")
				w.Header().Set("Content-Length", fmt.Sprint(tc.size))
				_, _ = w.Write(make([]byte, tc.size))
			})
			w := newWorld(t, up, setup{post: func(metering.End) error { panic(tc.panics) }})
			// The panicking ledger leaves the hold to nobody: this test frees it.
			defer func() {
				if w.holds.inFlight() != 0 {
					t.Errorf("%d holds open", w.holds.inFlight())
				}
			}()
			res, err := w.client.Do(w.request("GET", tc.path, nil))
			if err != nil {
				if !tc.cut {
					t.Fatal(err)
				}
				return
			}
			defer res.Body.Close()
			text, err := io.ReadAll(res.Body)
			switch {
			case tc.cut && err == nil:
				t.Errorf("got a clean end after %d bytes", len(text))
			case !tc.cut && err != nil:
				t.Error(err)
			case !tc.cut:
				checkProblem(t, res, string(text), http.StatusInternalServerError, "internal")
				if res.Header.Get("X-Upstream") != "" {
					t.Error("the 500 carries headers of the reply that was being made")
				}
			}
		})
	}
}
