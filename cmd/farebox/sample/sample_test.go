package sample_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebox/farebox/cmd/farebox/sample"
)

func newAPI(t testing.TB) *sample.API {
	t.Helper()
	a, err := sample.New(sample.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func serve(t testing.TB, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body)))
	return w
}

func TestReplies(t *testing.T) {
	const chat = "/demo/v1/chat/completions"
	const tooBig = `{"model":"m","messages":[{"role":"user","content":"`
	tests := []struct {
		name, method, target, body string
		status                     int
		want                       string // a part of the body
	}{
		{"quote", "GET", "/demo/quote", "", 200, `"price":"101.25"`},
		{"quote by POST", "POST", "/demo/quote", "", 405, ""},
		{"fail", "GET", "/demo/fail", "", 500, "always fails"},
		{"bytes", "GET", "/demo/bytes?n=12", "", 200, "012345678901"},
		{"no bytes", "GET", "/demo/bytes?n=0", "", 200, ""},
		{"bytes without n", "GET", "/demo/bytes", "", 400, "query parameter n"},
		{"negative bytes", "GET", "/demo/bytes?n=-1", "", 400, "query parameter n"},
		{"too many bytes", "GET", "/demo/bytes?n=1073741825", "", 400, "1073741824"},
		{"two n", "GET", "/demo/bytes?n=1&n=2", "", 400, "stand once"},
		{"not a number", "GET", "/demo/bytes?n=1e3", "", 400, "whole number"},
		{"slow", "GET", "/demo/slow?ms=1", "", 200, `"slept_ms":1`},
		{"too slow", "GET", "/demo/slow?ms=60001", "", 400, "query parameter ms"},
		{"stream", "GET", "/demo/stream?n=2&ms=0", "", 200, "data: {\"event\":1,\"of\":2}\n\ndata: {\"event\":2,\"of\":2}\n\n"},
		{"too many events", "GET", "/demo/stream?n=10001", "", 400, "query parameter n"},
		{"too long between events", "GET", "/demo/stream?n=1&ms=10001", "", 400, "query parameter ms"},
		{"no such path", "GET", "/demo/other", "", 404, ""},

		{"chat", "POST", chat, `{"model":"m","messages":[{"role":"user","content":"12345"}]}`, 200, `"prompt_tokens":6,"completion_tokens":24,"total_tokens":30`},
		{"chat capped", "POST", chat, `{"model":"m","max_tokens":3,"messages":[{"role":"user","content":[{"type":"text","text":"1234"}]}]}`, 200, `"prompt_tokens":5,"completion_tokens":3,"total_tokens":8`},
		{"chat capped twice", "POST", chat, `{"model":"m","max_tokens":3,"max_completion_tokens":2,"n":3,"messages":[{"role":"user"}]}`, 200, `"prompt_tokens":4,"completion_tokens":6,"total_tokens":10`},
		{"chat reason", "POST", chat, `{"model":"m","max_tokens":2,"messages":[{"role":"user","content":""}]}`, 200, `"content":"The fare"},"finish_reason":"length"`},
		{"chat cached", "POST", chat, tooBig + strings.Repeat("x", 4800) + `"}]}`, 200, `"cached_tokens":1152`},
		{"chat no model", "POST", chat, `{"messages":[{"role":"user"}]}`, 400, "model"},
		{"chat no messages", "POST", chat, `{"model":"m"}`, 400, "messages"},
		{"chat n", "POST", chat, `{"model":"m","n":129,"messages":[{"role":"user"}]}`, 400, "n must be"},
		{"chat cap of zero", "POST", chat, `{"model":"m","max_tokens":0,"messages":[{"role":"user"}]}`, 400, "max_tokens"},
		{"chat image", "POST", chat, `{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}`, 400, "image_url"},
		{"chat options without stream", "POST", chat, `{"model":"m","stream_options":{"include_usage":true},"messages":[{"role":"user"}]}`, 400, "stream_options"},
		{"chat not JSON", "POST", chat, `{`, 400, "not a chat completion"},
		{"chat too large", "POST", chat, tooBig + strings.Repeat("x", 16<<20) + `"}]}`, 413, "at most"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := serve(t, tt.method, tt.target, tt.body)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) {
				t.Errorf("got %d %.300s, want %d with %s", w.Code, w.Body, tt.status, tt.want)
			}
			if tt.status == http.StatusBadRequest && !json.Valid(w.Body.Bytes()) {
				t.Errorf("the error is not JSON: %s", w.Body)
			}
			again := serve(t, tt.method, tt.target, tt.body)
			if again.Body.String() != w.Body.String() {
				t.Errorf("a second reply differs: %.300s", again.Body)
			}
		})
	}
}

func TestChatStream(t *testing.T) {
	const ask = `{"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":2,"n":2,"messages":[{"role":"user","content":"hi"}]}`
	w := serve(t, "POST", "/demo/v1/chat/completions?ms=0", ask)
	events := strings.Split(strings.TrimSuffix(w.Body.String(), "\n\n"), "\n\n")
	if len(events) != 8 || events[7] != "data: [DONE]" { // 2 choices of 2 words and a stop, usage, end
		t.Fatalf("got %d events: %q", len(events), events)
	}
	for i, want := range []string{
		`"index":0,"delta":{"role":"assistant","content":"The"}`, `"index":0,"delta":{"content":" fare"}`,
		`"delta":{},"finish_reason":"length"}],"usage":null`, `"index":1`, `"index":1`, `"index":1`,
		`"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9`,
	} {
		if !strings.Contains(events[i], want) {
			t.Errorf("event %d is %s, want %s", i, events[i], want)
		}
	}
	if got := w.Header().Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("content type %q", got)
	}
	plain := serve(t, "POST", "/demo/v1/chat/completions?ms=0", strings.Replace(ask, `"include_usage":true`, `"include_usage":false`, 1))
	if strings.Contains(plain.Body.String(), "prompt_tokens") || !strings.HasSuffix(plain.Body.String(), "data: [DONE]\n\n") {
		t.Errorf("without usage: %s", plain.Body)
	}
}

// TestTiming runs on a fake clock.
func TestTiming(t *testing.T) {
	tests := []struct {
		name, target string
		cancelAfter  time.Duration
		want         time.Duration
		body         string
	}{
		{"slow", "/demo/slow?ms=60000", 0, time.Minute, "{\"slept_ms\":60000}\n"},
		{"slow, client gone", "/demo/slow?ms=60000", 3 * time.Second, 3 * time.Second, ""},
		{"stream at its interval", "/demo/stream?n=3", 0, 2 * sample.DefaultInterval, "data: {\"event\":1,\"of\":3}\n\ndata: {\"event\":2,\"of\":3}\n\ndata: {\"event\":3,\"of\":3}\n\n"},
		{"stream, client gone", "/demo/stream?n=100&ms=1000", 1500 * time.Millisecond, 1500 * time.Millisecond, "data: {\"event\":1,\"of\":100}\n\ndata: {\"event\":2,\"of\":100}\n\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancelAfter > 0 {
					time.AfterFunc(tt.cancelAfter, cancel)
				}
				begin := time.Now()
				w := httptest.NewRecorder()
				newAPI(t).ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", tt.target, nil))
				if took := time.Since(begin); took != tt.want || w.Body.String() != tt.body {
					t.Errorf("took %s, want %s; got %q", took, tt.want, w.Body)
				}
			})
		})
	}
}

// TestStreamFlushesEachEvent reads an event while the next is an hour away.
func TestStreamFlushesEachEvent(t *testing.T) {
	s := httptest.NewServer(newAPI(t))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/demo/stream?n=2&ms=10000", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil || line != "data: {\"event\":1,\"of\":2}\n" {
		t.Errorf("read %q, %v", line, err)
	}
}

// TestBytesOverHTTP reads a large body: its length is announced and kept.
func TestBytesOverHTTP(t *testing.T) {
	a := newAPI(t)
	s := httptest.NewServer(a)
	defer s.Close()
	const n = 64<<20 + 7
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/demo/bytes?n=67108871", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.Copy(io.Discard, res.Body)
	if err != nil || got != n || res.ContentLength != n {
		t.Errorf("read %d bytes of %d announced: %v", got, res.ContentLength, err)
	}
	head := serve(t, "HEAD", "/demo/bytes?n=1073741824", "")
	if head.Code != 200 || head.Header().Get("Content-Length") != "1073741824" || head.Body.Len() != 0 {
		t.Errorf("HEAD: %d %v with %d bytes", head.Code, head.Header(), head.Body.Len())
	}
	if seen := a.Requests(); seen["/demo/bytes"] != 1 || len(seen) != 1 {
		t.Errorf("requests seen: %v", seen)
	}
}

func TestConfig(t *testing.T) {
	for _, d := range []time.Duration{-1, 11 * time.Second} {
		_, err := sample.New(sample.Config{Interval: d})
		if err == nil {
			t.Errorf("an interval of %s was taken", d)
		}
	}
}

// FuzzChat asks that any body gets a reply or a clear refusal, and that usage
// adds up.
func FuzzChat(f *testing.F) {
	f.Add([]byte(`{"model":"m","n":2,"max_tokens":3,"messages":[{"role":"user","content":[{"type":"text","text":"é"}]}]}`))
	f.Add([]byte(`{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"content":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w := serve(t, "POST", "/demo/v1/chat/completions?ms=0", string(body))
		if w.Code == http.StatusBadRequest {
			return
		}
		if w.Code != http.StatusOK {
			t.Fatalf("got %d", w.Code)
		}
		if strings.HasPrefix(w.Body.String(), "data: ") {
			if !strings.HasSuffix(w.Body.String(), "data: [DONE]\n\n") {
				t.Fatal("the stream does not end in [DONE]")
			}
			return
		}
		var reply struct {
			Choices []json.RawMessage
			Usage   map[string]any
		}
		err := json.Unmarshal(w.Body.Bytes(), &reply)
		if err != nil {
			t.Fatal(err)
		}
		in, out := reply.Usage["prompt_tokens"].(float64), reply.Usage["completion_tokens"].(float64)
		if reply.Usage["total_tokens"] != in+out || in > float64(len(body)) || len(reply.Choices) == 0 {
			t.Fatalf("usage %v of %d bytes", reply.Usage, len(body))
		}
	})
}
