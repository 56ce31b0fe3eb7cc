package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/http2"
)

// streamCases are requests in frames whose translation to HTTP/1 could have two
// readings. Fields go after those of a request without a fault; replaced names
// take their place.
var streamCases = []struct {
	name   string
	fields []string // names and values
	drop   string   // a field that is left out
	data   string   // DATA, where there is any
	noEnd  bool     // neither HEADERS nor DATA end the stream: trailers do
	want   string   // status, or the code of RST_STREAM or GOAWAY
	path   string   // that the upstream got
	body   string
}{
	{name: "plain", want: "200", path: "/public/a"},
	{name: "body", data: "hello", want: "200", path: "/public/a", body: "hello"},
	{name: "body and length", data: "hello", fields: []string{"content-length", "5"}, want: "200", path: "/public/a", body: "hello"},
	{name: "trailers", data: "hello", noEnd: true, fields: []string{"trailer", "x-agent-id"}, want: "200", path: "/public/a", body: "hello"},
	{name: "host as well", fields: []string{"host", publicHost}, want: "200", path: "/public/a"},
	{name: "host alone", drop: ":authority", fields: []string{"host", publicHost}, want: "200", path: "/public/a"},
	{name: "port", drop: ":authority", fields: []string{":authority", publicHost + ":8402"}, want: "200", path: "/public/a"},
	{name: "case of the authority", drop: ":authority", fields: []string{":authority", "API.Example.com"}, want: "200", path: "/public/a"},

	{name: "CRLF in a value", fields: []string{"x-a", "b\r\nX-Agent-Id: evil"}, want: "PROTOCOL_ERROR"},
	{name: "LF in a value", fields: []string{"x-a", "b\n\nGET /admin/b HTTP/1.1"}, want: "PROTOCOL_ERROR"},
	{name: "NUL in a value", fields: []string{"x-a", "b\x00"}, want: "PROTOCOL_ERROR"},
	{name: "CRLF in a name", fields: []string{"x-a: b\r\nx-agent-id", "evil"}, want: "PROTOCOL_ERROR"},
	{name: "colon in a name", fields: []string{"x-a:", "evil"}, want: "PROTOCOL_ERROR"},
	{name: "space in a name", fields: []string{"transfer-encoding ", "chunked"}, want: "PROTOCOL_ERROR"},
	{name: "upper case in a name", fields: []string{"X-Agent-Id", "evil"}, want: "PROTOCOL_ERROR"},
	{name: "CRLF in the path", drop: ":path", fields: []string{":path", "/public/a HTTP/1.1\r\nX-Agent-Id: evil"}, want: "PROTOCOL_ERROR"},
	{name: "space in the path", drop: ":path", fields: []string{":path", "/public/a HTTP/1.1"}, want: "200", path: "/public/a%20HTTP/1.1"},
	{name: "CRLF in the method", drop: ":method", fields: []string{":method", "GET /admin/b HTTP/1.1\r\nX: "}, want: "PROTOCOL_ERROR"},
	{name: "space in the method", drop: ":method", fields: []string{":method", "GET /admin/b HTTP/1.1"}, want: "400"},
	{name: "CRLF in the authority", drop: ":authority", fields: []string{":authority", "h\r\nX-Agent-Id: evil"}, want: "PROTOCOL_ERROR"},

	{name: "chunked", data: "0\r\n\r\n", fields: []string{"transfer-encoding", "chunked"}, want: "400"},
	{name: "connection", fields: []string{"connection", "x-agent-id"}, want: "400"},
	{name: "keep-alive", fields: []string{"keep-alive", "1"}, want: "400"},
	{name: "proxy-connection", fields: []string{"proxy-connection", "close"}, want: "400"},
	{name: "upgrade", fields: []string{"upgrade", "websocket"}, want: "400"},
	{name: "h2c settings", fields: []string{"http2-settings", "AAMAAABkAAQAAP__"}, want: "426"},
	{name: "te", fields: []string{"te", "gzip"}, want: "400"},
	{name: "te trailers", fields: []string{"te", "trailers"}, want: "200", path: "/public/a"},

	{name: "length above the data", data: "hello", fields: []string{"content-length", "6"}, want: "400"},
	{name: "length below the data", data: "helloGET /admin/b HTTP/1.1\r\nHost: h\r\n\r\n", fields: []string{"content-length", "5"}, want: "PROTOCOL_ERROR"},
	{name: "length 0 with data", data: "hello", fields: []string{"content-length", "0"}, want: "PROTOCOL_ERROR"},
	{name: "length 0 and no data", noEnd: true, fields: []string{"content-length", "0"}, want: "200", path: "/public/a"},
	{name: "length without data", fields: []string{"content-length", "5"}, want: "400"},
	{name: "two lengths", data: "hello", fields: []string{"content-length", "5", "content-length", "3"}, want: "400 or PROTOCOL_ERROR"},
	{name: "two lengths, the same", data: "hello", fields: []string{"content-length", "5", "content-length", "5"}, want: "400"},
	{name: "length of no number", data: "hello", fields: []string{"content-length", "five"}, want: "400 or PROTOCOL_ERROR"},
	{name: "negative length", data: "hello", fields: []string{"content-length", "-5"}, want: "400 or PROTOCOL_ERROR"},
	{name: "signed length", data: "hello", fields: []string{"content-length", "+5"}, want: "400 or PROTOCOL_ERROR"},
	{name: "length with zeros", data: "hello", fields: []string{"content-length", "05"}, want: "400"},
	{name: "length above all", data: "hello", fields: []string{"content-length", "18446744073709551621"}, want: "400 or PROTOCOL_ERROR"},

	{name: "path twice", fields: []string{":path", "/admin/b"}, want: "PROTOCOL_ERROR"},
	{name: "method twice", fields: []string{":method", "POST"}, want: "PROTOCOL_ERROR"},
	{name: "authority twice", fields: []string{":authority", publicHost}, want: "PROTOCOL_ERROR"},
	{name: "unknown pseudo-header", fields: []string{":farebox", "x"}, want: "PROTOCOL_ERROR"},
	{name: "status in a request", fields: []string{":status", "200"}, want: "PROTOCOL_ERROR"},
	{name: "no path", drop: ":path", want: "PROTOCOL_ERROR"},
	{name: "empty path", drop: ":path", fields: []string{":path", ""}, want: "PROTOCOL_ERROR"},
	{name: "path without a slash", drop: ":path", fields: []string{":path", "public/a"}, want: "PROTOCOL_ERROR"},
	{name: "no method", drop: ":method", want: "PROTOCOL_ERROR"},
	{name: "no scheme", drop: ":scheme", want: "PROTOCOL_ERROR"},
	{name: "scheme http", drop: ":scheme", fields: []string{":scheme", "http"}, want: "200", path: "/public/a"},
	{name: "scheme http, host of another", drop: ":scheme", fields: []string{":scheme", "http", "host", "evil"}, want: "400"},
	{name: "scheme of another kind", drop: ":scheme", fields: []string{":scheme", "file"}, want: "PROTOCOL_ERROR"},
	{name: "asterisk", drop: ":path", fields: []string{":path", "*"}, want: "400"},
	{name: "absolute path", drop: ":path", fields: []string{":path", "https://" + publicHost + "/public/a"}, want: "400"},
	{name: "absolute path of another", drop: ":path", fields: []string{":path", "http://evil/admin/b"}, want: "400"},
	{name: "dot segments", drop: ":path", fields: []string{":path", "/public/../admin/b"}, want: "400"},
	{name: "encoded slash", drop: ":path", fields: []string{":path", "/public/..%2fadmin/b"}, want: "400"},
	{name: "doubled slash", drop: ":path", fields: []string{":path", "//evil/public/a"}, want: "400"},
	{name: "connect", drop: ":method", fields: []string{":method", "CONNECT"}, want: "PROTOCOL_ERROR"},
	{name: "extended connect", drop: ":method", fields: []string{":method", "CONNECT", ":protocol", "websocket"}, want: "PROTOCOL_ERROR"},

	{name: "no authority", drop: ":authority", want: "400"},
	{name: "empty authority", drop: ":authority", fields: []string{":authority", ""}, want: "400"},
	{name: "authority of another", drop: ":authority", fields: []string{":authority", "admin.example.com"}, want: "421"},
	{name: "authority below ours", drop: ":authority", fields: []string{":authority", "x." + publicHost}, want: "421"},
	{name: "authority is an address", drop: ":authority", fields: []string{":authority", "127.0.0.1"}, want: "421"},
	{name: "authority is an IPv6 address", drop: ":authority", fields: []string{":authority", "[::1]"}, want: "421"},
	{name: "authority with a user", drop: ":authority", fields: []string{":authority", publicHost + "@evil"}, want: "PROTOCOL_ERROR"},
	{name: "host of another beside the authority", fields: []string{"host", "evil"}, want: "400"},
	{name: "two hosts", drop: ":authority", fields: []string{"host", publicHost, "host", "evil"}, want: "400"},
	{name: "host of another", drop: ":authority", fields: []string{"host", "evil"}, want: "421"},
	{name: "101 fields", fields: many(101), want: "431"},
}

func many(n int) []string {
	var fields []string
	for range n {
		fields = append(fields, "x-a", "b")
	}
	return fields
}

// request is the header of a case, pseudo-headers first.
func (f *frames) request(extra []string, drop string, body bool) []string {
	method := "GET"
	if body {
		method = "POST"
	}
	var pseudo, plain []string
	for i, all := 0, f.fields(method, "/public/a", extra...); i < len(all); i += 2 {
		switch {
		case all[i] == drop && i < 10: // of the request without a fault
		case strings.HasPrefix(all[i], ":"):
			pseudo = append(pseudo, all[i:i+2]...)
		default:
			plain = append(plain, all[i:i+2]...)
		}
	}
	return append(pseudo, plain...)
}

// The master property over HTTP/2: what frames say and HTTP/1 cannot is refused,
// and what is forwarded is one request under the route that is charged.
func TestOneStreamInIsOneOutIsOneEntry(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{})
	for _, tc := range streamCases {
		t.Run(tc.name, func(t *testing.T) {
			before := up.count()
			f := w.frames()
			id := f.open(tc.data == "" && !tc.noEnd, f.request(tc.fields, tc.drop, tc.data != "")...)
			if tc.data != "" {
				_ = f.WriteData(id, !tc.noEnd, []byte(tc.data))
			}
			if tc.noEnd {
				_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: f.block("x-agent-id", "evil"), EndStream: true, EndHeaders: true})
			}
			a := f.answer(id)
			got := a.status
			for _, code := range []http2.ErrCode{a.reset, a.goaway} {
				if code != 0 && got == "" {
					got = code.String()
				}
			}
			// The refusal and the excess of DATA are a race where both are named.
			if got == "" || !strings.Contains(tc.want, got) {
				t.Errorf("%+v, want %s", a, tc.want)
			}
			_ = f.conn.Close()
			list := w.records() // waits until all of it has ended
			if tc.path == "" && up.count() != before {
				r, body := up.last(t)
				t.Errorf("it reached the upstream: %s %s %q", r.Method, r.URL, body)
			}
			if tc.path != "" {
				r, body := up.last(t)
				if up.count() != before+1 || r.URL.EscapedPath() != tc.path || body != tc.body || r.Header.Get("X-Agent-Id") != agent ||
					len(r.Header["X-Agent-Id"]) != 1 || len(r.Trailer) != 0 || r.Host != up.url().Host {
					t.Errorf("the upstream got %s %s of %s with %v and %q", r.Method, r.URL.EscapedPath(), r.Host, r.Header, body)
				}
			}
			up.routed(t, list)
		})
	}
	w.balanced(t)
}

// A stream that is refused does not take the others of its connection with it:
// they may be those of a proxy's other clients.
func TestRefusedStreamLeavesTheConnection(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{})
	f := w.frames()
	for _, tc := range []struct{ drop, name, value, want string }{
		{":path", ":path", "/public/../a", "400"},
		{":authority", ":authority", "evil", "421"},
		{"", "x-a", "b\nc", ""},
		{"", "x-a", "b", "200"},
	} {
		a := f.answer(f.open(true, f.request([]string{tc.name, tc.value}, tc.drop, false)...))
		if a.status != tc.want || a.goaway != 0 || a.closed {
			t.Errorf("%s %q: %+v, want %s", tc.name, tc.value, a, tc.want)
		}
	}
	w.balanced(t)
}

// A stream that announces no bytes is forwarded when it has ended, and not when
// it sends some.
func TestNoLengthIsAwaited(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{})
	f := w.frames()
	id := f.open(false, f.request([]string{"content-length", "0"}, "", true)...)
	for range 3 { // the first would have got there by now
		f.answer(f.open(true, f.request(nil, "", false)...))
	}
	_ = f.WriteData(id, true, []byte("hello"))
	if a := f.answer(id); a.reset != http2.ErrCodeProtocol || up.count() != 3 {
		t.Errorf("%+v, %d at the upstream", a, up.count())
	}
	w.balanced(t)
}
