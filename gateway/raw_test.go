package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/farebox/farebox/metering"
)

// rawCases are requests that parts of a chain of servers read differently. %[1]s
// is the token. want is how the first reply begins; path is what the upstream got
// where the request was forwarded.
var rawCases = []struct {
	name, text string
	want       string
	path       string
}{
	{"plain", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/a"},
	{"dot segments", "GET /public/../admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"encoded dots", "GET /public/%%2e%%2e/admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"encoded slash", "GET /public/..%%2fadmin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"encoded slash alone", "GET /public/%%2fadmin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"encoded backslash", "GET /public/..%%5cadmin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"backslash", "GET /public/..\\admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"double slash", "GET //admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"double slash inside", "GET /public//admin HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"path parameter", "GET /public/..;/admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"NUL", "GET /public/%%00 HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"line break in the path", "GET /public/%%0d%%0aX-Agent-Id:%%20b HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"double encoding", "GET /public/%%252e%%252e/admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"percent sign", "GET /public/100%%25 HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/100%25"},
	{"dots and spaces", "GET /public/..%%20/admin HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"case", "GET /PUBLIC/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "404", ""},
	{"unicode", "GET /public/%%c3%%a9 HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/%C3%A9"},
	{"overlong slash", "GET /public/%%c0%%af HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/%C0%AF"},
	{"odd encoding", "GET /%%70ublic/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/a"},
	{"no leading slash", "GET public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"absolute target", "GET http://h/public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"absolute target of another", "GET http://evil/admin/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"connect", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "426", ""},
	{"connect a path", "CONNECT /public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "426", ""},
	{"h2c", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", "426", ""},
	{"websocket", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "426", ""},
	{"h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "", ""},
	{"HTTP/1.9", "GET /public/a HTTP/1.9\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"HTTP/0.9", "GET /public/a\r\n\r\n", "400", ""},
	{"HTTP/3", "GET /public/a HTTP/3.0\r\nHost: h\r\n%[1]s\r\n", "505", ""},
	{"HTTP/1.0", "GET /public/a HTTP/1.0\r\nHost: h\r\n%[1]s\r\n", "200", "/public/a"},
	{"two hosts", "GET /public/a HTTP/1.1\r\nHost: h\r\nHost: g\r\n%[1]s\r\n", "400", ""},
	{"no host", "GET /public/a HTTP/1.1\r\n%[1]s\r\n", "400", ""},
	{"CL and TE", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "200", "/public/a"},
	{"TE.0", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "200", "/public/a"},
	{"TE in HTTP/1.0", "POST /public/a HTTP/1.0\r\nHost: h\r\n%[1]sContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\nGET /admin/b HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "200", "/public/a"},
	{"two lengths", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: 4\r\nContent-Length: 5\r\n\r\nhello", "400", ""},
	{"signed length", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: +5\r\n\r\nhello", "400", ""},
	{"unknown coding", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501", ""},
	{"coding before colon", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400", ""},
	{"chunk extension with a bare LF", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTransfer-Encoding: chunked\r\n\r\n5;a\nhello\r\n0\r\n\r\n", "", ""},
	{"obs-fold", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sX-A: b\r\n c\r\n\r\n", "200", "/public/a"},
	{"bare LF", "GET /public/a HTTP/1.1\nHost: h\n%[1]s\n", "200", "/public/a"},
	{"many fields", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]s" + strings.Repeat("A: b\r\n", 1000) + "\r\n", "431", ""},
	{"5,000 fields", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]s" + strings.Repeat("A: b\r\n", 5000) + "\r\n", "431", ""},
	{"long field", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sX: " + strings.Repeat("b", 40<<10) + "\r\n\r\n", "431", ""},
	{"bad name", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sX A: b\r\n\r\n", "400", ""},
	{"GET with body", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: 5\r\n\r\nhello", "200", "/public/a"},
	{"request in the body", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: 5\r\n\r\nhelloGET /admin/b HTTP/1.1\r\nHost: h\r\n\r\n", "200", "/public/a"},
	{"pipelined", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\nGET /public/b HTTP/1.1\r\nHost: h\r\n%[1]sConnection: close\r\n\r\n", "200", "/public/b"},
	{"request trailers", "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTrailer: X-Agent-Id\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Agent-Id: b\r\n\r\n", "200", "/public/a"},
	{"own paths", "GET /farebox/v1/nothing HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "404", ""},
	{"own paths by another case", "GET /farebox/../public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
}

// The master property: whatever comes in, every request of the upstream has one
// usage entry, and the route that was charged is that of the path that the
// upstream got.
func TestOneRequestInIsOneOutIsOneEntry(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	for _, tc := range rawCases {
		t.Run(tc.name, func(t *testing.T) {
			before := up.count()
			c := w.dial()
			_, _ = fmt.Fprintf(c, tc.text, "Authorization: Bearer "+w.bearer+"\r\n") // refused ones are cut while they are sent
			br := bufio.NewReader(c)
			head, err := br.Peek(1) // then the rest of what was sent is read
			if err == nil && !strings.Contains(tc.text, "Connection: close") {
				w.settled()
				w.mustDo(c.CloseWrite())
			}
			b, err := io.ReadAll(br)
			if err != nil && !isReset(err) {
				t.Fatalf("%q: %v", head, err)
			}
			if got := string(b); tc.want != "" && !strings.HasPrefix(got, "HTTP/1.1 "+tc.want) && !strings.HasPrefix(got, "HTTP/1.0 "+tc.want) {
				t.Errorf("%.200q, want %s", got, tc.want)
			}
			if tc.path == "" && up.count() != before {
				t.Error("it reached the upstream")
			}
			if tc.path != "" {
				r, _ := up.last(t)
				if r.URL.EscapedPath() != tc.path || len(r.Header["X-Agent-Id"]) != 1 || r.Header.Get("X-Agent-Id") != agent || len(r.Trailer) != 0 {
					t.Errorf("the upstream got %s %s with %v, want %s", r.Method, r.URL.EscapedPath(), r.Header, tc.path)
				}
			}
			up.routed(t, w.records())
		})
	}
	if n := len(w.records()); n != up.count() {
		t.Errorf("%d entries of %d upstream requests", n, up.count())
	}
}

// routed checks that the upstream got each entry's request, under its route.
func (u *upstream) routed(t *testing.T, list []metering.UsageRecord) {
	t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	paths := make(map[string]string)
	for _, r := range u.seen {
		paths[r.Header.Get("Request-Id")] = r.URL.Path
	}
	for _, rec := range list {
		if path := paths[rec.RequestID.String()]; !strings.HasPrefix(path, "/"+rec.Route+"/") {
			t.Errorf("an entry of route %s stands for %q", rec.Route, path)
		}
	}
}

// What the gateway says to the upstream cannot be said by a client, and what is
// meant for the gateway ends there.
func TestRequestHeaders(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	r := w.request("GET", "/call/x?a=b;c&d=%zz", nil)
	for _, name := range []string{
		"X-Agent-Id", "X_agent_id", "x_forwarded_for", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-User", "Forwarded", "X-Real-Ip",
		"Request-Id", "X-Request-Id", "Farebox-Charge", "Proxy-Authorization", "Proxy-Connection", "X-Original-Url", "X-Rewrite-Url",
		"X-Http-Method-Override", "Sign-In-With-X", "Te", "Keep-Alive", "X-Upstream-Key", "Payment-Anything",
	} {
		r.Header[name] = []string{"evil"}
	}
	r.Header.Set("Connection", "X-Agent-Id, X-Upstream-Key, Request-Id, X-Kept")
	r.Header.Set("X-Kept", "no")
	r.Header.Set("Accept", "text/plain")
	res, _ := w.fetch(r, 200)
	got, _ := up.last(t)
	for name, v := range got.Header {
		if strings.Contains(strings.Join(v, " "), "evil") {
			t.Errorf("the upstream got %s: %v", name, v)
		}
	}
	for name, want := range map[string]string{
		"X-Agent-Id": agent, "Request-Id": w.one().RequestID.String(), "X-Upstream-Key": "secret", "Authorization": "", "Accept": "text/plain", "X-Kept": "",
	} {
		if v := got.Header.Get(name); v != want {
			t.Errorf("the upstream got %s: %q, want %q", name, v, want)
		}
	}
	if got.URL.RawQuery != "a=b;c&d=%zz" || got.Host != up.url().Host {
		t.Errorf("query %q, host %q", got.URL.RawQuery, got.Host)
	}
	if strings.Contains(fmt.Sprint(res.Header), "secret") {
		t.Error("the upstream's key came back")
	}
}

// Neither log nor metrics hold what clients make up.
func TestLogsAndMetrics(t *testing.T) {
	up := serveRaw(t, func(c *net.TCPConn, _ *http.Request) bool {
		return say(c, "HTTP/1.1 500 \x1b[31mevil\r\nContent-Length: 0\r\n\r\n")
	})
	w := newWorld(t, up, setup{})
	for i := range 200 {
		r := w.request("GET", fmt.Sprintf("/call/evil-%d%%1b", i), nil)
		w.call(r)
		r = w.request("GET", fmt.Sprintf("/evil-%d", i), nil)
		r.Header.Set("User-Agent", "evil %1b \t")
		r.Header.Set("Authorization", "Bearer evil")
		w.call(r)
	}
	families, err := w.reg.Gather()
	w.mustDo(err)
	series := 0
	for _, f := range families {
		series += len(f.GetMetric())
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if strings.Contains(l.GetValue(), "evil") {
					t.Errorf("%s has a label %s", f.GetName(), l.GetValue())
				}
			}
		}
	}
	if series > 30 {
		t.Errorf("%d series", series)
	}
	log := w.log.String()
	for _, bad := range []string{"\x1b", "evil\n", w.bearer, "secret"} {
		if strings.Contains(log, bad) {
			t.Errorf("the log holds %q", bad)
		}
	}
}
