package gateway_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// framingCases are messages whose end, or whose header, servers disagree on.
// Each begins with head; smuggled is a request that one of two readings finds in
// what follows, and it names a dearer route. %s is the token's field.
const (
	head     = "POST /public/a HTTP/1.1\r\nHost: h\r\n%[1]s"
	smuggled = "GET /admin/b HTTP/1.1\r\nHost: h\r\n\r\n" // without a token: it is refused where it is seen
)

var framingCases = []struct {
	name, text string
	want       string // the first status; empty: any refusal, or a cut connection
	body       string // that the upstream got, where the request was forwarded
}{
	{"length", head + "Content-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},
	{"chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + smuggled, "200", "hello"},
	{"CL.TE", head + "Content-Length: 39\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "200", ""},
	{"TE.CL", head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunk(smuggled) + "0\r\n\r\n", "200", smuggled},
	{"CL.0", head + "Content-Length: 34\r\n\r\n" + smuggled, "200", smuggled},
	{"0.CL", head + "Content-Length: 0\r\n\r\n" + smuggled, "200", ""},
	{"TE.0", head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(smuggled) + "0\r\n\r\n", "200", smuggled},
	{"GET with chunks", "GET /public/a HTTP/1.1\r\nHost: h\r\n%[1]sTransfer-Encoding: chunked\r\n\r\n" + chunk(smuggled) + "0\r\n\r\n", "200", smuggled},
	{"DELETE with length", "DELETE /public/a HTTP/1.1\r\nHost: h\r\n%[1]sContent-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},

	{"coding twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, "", ""},
	{"coding twice in one field", head + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + smuggled, "", ""},
	{"coding with another before", head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + smuggled, "", ""},
	{"coding with another after", head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled, "", ""},
	{"identity", head + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello" + smuggled, "", ""},
	{"coding after a vertical tab", head + "Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n\r\nhello", "", ""},
	{"coding before a vertical tab", head + "Transfer-Encoding: chunked\x0b\r\nContent-Length: 5\r\n\r\nhello", "", ""},
	{"coding in quotes", head + "Transfer-Encoding: \"chunked\"\r\nContent-Length: 5\r\n\r\nhello", "", ""},
	{"coding with a parameter", head + "Transfer-Encoding: chunked;q=1\r\nContent-Length: 5\r\n\r\nhello", "", ""},
	{"coding after a fold", head + "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, "200", ""},
	{"coding after a bare LF", head + "X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, "200", ""},
	{"coding after a bare CR", head + "X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello", "", ""},
	{"coding with an underscore", head + "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},
	{"coding in upper case", head + "TRANSFER-ENCODING: CHUNKED\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, "200", ""},
	{"coding in HTTP/1.0", "POST /public/a HTTP/1.0\r\nHost: h\r\n%[1]sTransfer-Encoding: chunked\r\n\r\n" + chunk(smuggled) + "0\r\n\r\n", "200", ""},

	{"length of another", head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "400", ""},
	{"length twice", head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},
	{"length in a list", head + "Content-Length: 5, 5\r\n\r\nhello", "400", ""},
	{"negative length", head + "Content-Length: -1\r\n\r\nhello", "400", ""},
	{"hexadecimal length", head + "Content-Length: 0x5\r\n\r\nhello", "400", ""},
	{"length with an exponent", head + "Content-Length: 5e0\r\n\r\nhello", "400", ""},
	{"length with a space inside", head + "Content-Length: 1 5\r\n\r\nhello", "400", ""},
	{"empty length", head + "Content-Length:\r\n\r\n" + smuggled, "400", ""},
	{"length above all", head + "Content-Length: 18446744073709551621\r\n\r\nhello", "400", ""},
	{"length above 2^63", head + "Content-Length: 9223372036854775808\r\n\r\nhello", "400", ""},
	{"length above the limit", head + "Content-Length: 9223372036854775807\r\n\r\nhello", "413", ""},
	{"length with an underscore", head + "Content_Length: 34\r\n\r\n" + smuggled, "200", ""},
	{"length before the colon", head + "Content-Length : 5\r\n\r\nhello", "400", ""},
	{"length with zeros", head + "Content-Length: 005\r\n\r\nhello" + smuggled, "200", "hello"},

	{"chunk above all", head + "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n", "", ""},
	{"negative chunk", head + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", "", ""},
	{"chunk with 0x", head + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n", "", ""},
	{"chunk after a space", head + "Transfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n", "", ""},
	{"empty chunk size", head + "Transfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n", "", ""},
	{"chunk without its line break", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n" + smuggled, "", ""},
	{"chunk longer than said", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX\r\n0\r\n\r\n" + smuggled, "", ""},
	{"chunk extension", head + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0;c\r\n\r\n" + smuggled, "200", "hello"},
	{"chunk extension with a request", head + "Transfer-Encoding: chunked\r\n\r\n5;\r\nhello\r\n0;GET /admin/b HTTP/1.1\r\n\r\n" + smuggled, "200", "hello"},
	{"chunk extension with a bare CR", head + "Transfer-Encoding: chunked\r\n\r\n5;a\rb\r\nhello\r\n0\r\n\r\n", "", ""},
	{"long chunk extension", head + "Transfer-Encoding: chunked\r\n\r\n5;" + strings.Repeat("a", 64<<10) + "\r\nhello\r\n0\r\n\r\n", "", ""},
	{"bare LF between chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n" + smuggled, "", ""},
	{"trailer with a length", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nContent-Length: 60\r\n\r\n" + smuggled, "200", "hello"},
	{"trailer with a coding", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n" + smuggled, "200", "hello"},

	{"fold", head + "X-A: b\r\n Content-Length: 60\r\n\r\n" + smuggled, "200", ""},
	{"fold by a tab", head + "X-A: b\r\n\tTransfer-Encoding: chunked\r\n\r\n" + smuggled, "200", ""},
	{"fold of the first field", "POST /public/a HTTP/1.1\r\n Host: h\r\n%[1]sHost: h\r\n\r\n", "400", ""},
	{"bare LF", "POST /public/a HTTP/1.1\nHost: h\n%[1]sContent-Length: 5\n\nhello" + smuggled, "200", "hello"},
	{"bare CR", "POST /public/a HTTP/1.1\rHost: h\r%[1]s\r\r", "", ""},
	{"line break before", "\r\n\r\n" + head + "Content-Length: 5\r\n\r\nhello", "", ""},
	{"NUL in a value", head + "X-A: b\x00c\r\n\r\n", "400", ""},
	{"NUL in a name", head + "X-A\x00: b\r\n\r\n", "400", ""},
	{"no colon", head + "Content-Length 5\r\n\r\nhello", "400", ""},
	{"empty name", head + ": b\r\n\r\n", "400", ""},
	{"two spaces", "POST  /public/a HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"tab for a space", "POST\t/public/a\tHTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"space in the target", "POST /public/a /admin/b HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"version in lower case", "POST /public/a http/1.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"version with zeros", "POST /public/a HTTP/01.1\r\nHost: h\r\n%[1]s\r\n", "400", ""},
	{"fragment", "POST /public/a#/../../admin HTTP/1.1\r\nHost: h\r\n%[1]s\r\n", "", ""},
	{"upgrade without Connection", head + "Upgrade: h2c\r\n\r\n", "426", ""},
	{"upgrade with a body", head + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 34\r\n\r\n" + smuggled, "426", ""},
	{"expectation", head + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", "417", ""},
	{"agent by an underscore", head + "X_Agent_Id: evil\r\nContent-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},
	{"framing named by Connection", head + "Connection: Content-Length, X-Agent-Id\r\nContent-Length: 5\r\n\r\nhello" + smuggled, "200", "hello"},
}

// What is forwarded has one framing, whatever came: the upstream's bytes are
// read here with a parser that knows neither folds, nor bare line feeds, nor two
// lengths. One in is one out is one entry, and what was hidden in the rest is
// not among them.
func TestForwardedFraming(t *testing.T) {
	wire := &wire{conns: make(map[net.Conn]*bytes.Buffer)}
	up := wire.serve(t)
	w := newWorld(t, up, setup{})
	for _, tc := range framingCases {
		t.Run(tc.name, func(t *testing.T) {
			before := up.count()
			c := w.dial()
			_, _ = fmt.Fprintf(c, tc.text, "Authorization: Bearer "+w.bearer+"\r\n") // refused ones are cut while they are sent
			br := bufio.NewReader(c)
			_, err := br.Peek(1)
			if err == nil {
				w.settled()
				_ = c.CloseWrite() // it may have been closed by now
			}
			b, err := io.ReadAll(br)
			if err != nil && !isReset(err) {
				t.Fatal(err)
			}
			got := ""
			if len(b) > 12 {
				got = string(b[9:12])
			}
			forwarded := up.count() - before
			if tc.want != "" && got != tc.want || tc.want == "" && got == "200" || forwarded > 1 || (forwarded == 1) != (got == "200") {
				t.Errorf("%d reached the upstream, the answer is %.200q, want %s", forwarded, b, tc.want)
			}
			if forwarded == 1 && tc.want == "200" {
				if r, body := up.last(t); r.URL.Path != "/public/a" || body != tc.body || r.Header.Get("X-Agent-Id") != agent {
					t.Errorf("the upstream got %s with %q and %v, want %q", r.URL.Path, body, r.Header, tc.body)
				}
			}
			up.routed(t, w.records())
			if n, err := wire.requests(); err != nil || n != up.count() {
				t.Errorf("%d requests on the wire, %v; the upstream read %d", n, err, up.count())
			}
		})
	}
	w.balanced(t)
}

// wire is what a gateway sends to its upstream, byte by byte.
type wire struct {
	net.Listener
	mu    sync.Mutex
	conns map[net.Conn]*bytes.Buffer
}

func (l *wire) serve(t *testing.T) *upstream {
	t.Helper()
	u := &upstream{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what is cut is counted too
		u.note(r, body)
	}))
	l.Listener = srv.Listener
	srv.Listener = l
	srv.Start()
	u.listener = l.Listener
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return u
}

// Accept implements net.Listener.
func (l *wire) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = &bytes.Buffer{}
	return &tapped{c, l}, nil
}

// tapped is a connection that notes what is read.
type tapped struct {
	net.Conn
	wire *wire
}

// Read implements net.Conn.
func (c *tapped) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.wire.conns[c.Conn].Write(p[:n])
	return n, err
}

// requests counts the requests of all connections, strictly.
func (l *wire) requests() (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range slices.Collect(maps.Values(l.conns)) {
		for rest := conn.String(); rest != ""; n++ {
			rest, err = strictRequest(rest)
			if err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// strictRequest takes one request off the front of what was sent.
func strictRequest(text string) (rest string, err error) {
	header, rest, ok := strings.Cut(text, "\r\n\r\n")
	if !ok {
		return "", fmt.Errorf("%q does not end", text)
	}
	length, framings := "0", 0
	for i, line := range strings.Split(header, "\r\n") {
		name, value, ok := strings.Cut(line, ": ")
		switch {
		case strings.ContainsAny(line, "\r\n\x00\x0b\t"):
			return "", fmt.Errorf("%q has a line break", line)
		case i == 0 && (!strings.HasSuffix(line, " HTTP/1.1") || strings.Count(line, " ") != 2):
			return "", fmt.Errorf("%q is no request line", line)
		case i == 0:
		case !ok || strings.TrimSpace(name) != name || strings.Contains(name, "_"):
			return "", fmt.Errorf("%q is no field", line)
		case strings.EqualFold(name, "Content-Length"):
			length, framings = value, framings+1
		case strings.EqualFold(name, "Transfer-Encoding"):
			length, framings = value, framings+1
		}
	}
	if framings > 1 {
		return "", fmt.Errorf("%q has two framings", header)
	}
	if length == "chunked" {
		return strictChunks(rest)
	}
	n, err := strconv.Atoi(length)
	if err != nil || n > len(rest) {
		return "", fmt.Errorf("length %q of %q: %w", length, rest, err)
	}
	return rest[n:], nil
}

func strictChunks(text string) (rest string, err error) {
	for {
		size, after, _ := strings.Cut(text, "\r\n")
		n, err := strconv.ParseUint(size, 16, 31)
		if err != nil || len(after) < int(n)+2 || after[n:n+2] != "\r\n" {
			return "", fmt.Errorf("chunk %.40q: %w", text, err)
		}
		text = after[n+2:]
		if n == 0 {
			return text, nil
		}
	}
}
