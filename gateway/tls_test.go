package gateway_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway"
)

// A request is for the host that its connection was made for.
func TestHostAndServerName(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{})
	for _, tc := range []struct {
		name, server, host string
		status             int
	}{
		{"the same", publicHost, publicHost, 200},
		{"another case", publicHost, "API.Example.COM", 200},
		{"another case of the server name", "API.example.com", publicHost, 200},
		{"a port", publicHost, publicHost + ":8402", 200},
		{"a final dot", publicHost, publicHost + ".", 200},
		{"no server name", "", publicHost, 200},
		{"an address, no server name", "127.0.0.1", "127.0.0.1", 200}, // clients send no address as a name
		{"another", publicHost, "admin.example.com", 421},
		{"an address", publicHost, "127.0.0.1:443", 421},
		{"a host that begins with it", publicHost, publicHost + ".evil.com", 421},
		{"a host that ends with it", publicHost, "x" + publicHost, 421},
		{"a name in the port", publicHost, "evil:" + publicHost, 421},
		{"two dots", publicHost, publicHost + "..", 421},
	} {
		t.Run(tc.name, func(t *testing.T) {
			before := up.count()
			c := w.dialTLS(tc.server)
			say(c, fmt.Sprintf("GET /call/x HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n", tc.host, w.bearer))
			res, err := http.ReadResponse(bufio.NewReader(c), nil)
			w.mustDo(err)
			b, err := io.ReadAll(res.Body)
			w.mustDo(err)
			if res.StatusCode != tc.status {
				t.Fatalf("%d %s, want %d", res.StatusCode, b, tc.status)
			}
			if tc.status == 421 {
				if p := checkProblem(t, res, string(b), 421, "misdirected_request"); !p.Retryable {
					t.Error("a client may try again on a connection of its own")
				}
			}
			if reached := up.count() > before; reached != (tc.status == 200) {
				t.Errorf("it reached the upstream: %t", reached)
			}
		})
	}
	w.balanced(t)
}

// A trusted proxy names the gateway in its handshake and passes on the host that
// it was asked for; without TLS there is nothing to compare.
func TestHostBehindATerminator(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	trusted := func(c *gateway.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }
	for _, tc := range []struct {
		name   string
		make   func(*testing.T, *upstream, setup) *world
		config func(*gateway.Config)
		status int
	}{
		{"plain", func(t *testing.T, up *upstream, s setup) *world { return newWorld(t, up, s) }, nil, 200},
		{"TLS of a trusted proxy", newTLSWorld, trusted, 200},
		{"TLS of another", newTLSWorld, func(c *gateway.Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		}, 421},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := tc.make(t, up, setup{config: tc.config})
			r := w.request("GET", "/call/x", nil)
			r.Host = "www.example.com"
			w.fetch(r, tc.status)
		})
	}
}

// Old versions of TLS are refused; HTTP/2 is offered, and HTTP/1.1.
func TestTLSVersions(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{})
	for _, tc := range []struct {
		name      string
		most      uint16
		protocols []string
		proto     string
		refused   bool
	}{
		{"TLS 1.0", tls.VersionTLS10, nil, "", true},
		{"TLS 1.1", tls.VersionTLS11, nil, "", true},
		{"TLS 1.2", tls.VersionTLS12, []string{"h2", "http/1.1"}, "h2", false},
		{"TLS 1.3", tls.VersionTLS13, []string{"h2", "http/1.1"}, "h2", false},
		{"HTTP/1.1", tls.VersionTLS13, []string{"http/1.1"}, "http/1.1", false},
		{"no protocol", tls.VersionTLS13, nil, "", false},
		{"unknown protocol", tls.VersionTLS13, []string{"spdy/3"}, "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := tls.Client(w.dial(), &tls.Config{
				InsecureSkipVerify: true, ServerName: publicHost, MinVersion: tls.VersionTLS10, MaxVersion: tc.most, NextProtos: tc.protocols,
			})
			err := c.HandshakeContext(t.Context())
			if got := c.ConnectionState().NegotiatedProtocol; (err != nil) != tc.refused || got != tc.proto {
				t.Errorf("%q and %v, want %q, refused %t", got, err, tc.proto, tc.refused)
			}
		})
	}
}

// A client that does not finish its handshake, or speaks no TLS, holds nothing
// for long.
func TestBadHandshakes(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newTLSWorld(t, up, setup{config: func(c *gateway.Config) { c.Upload = 50 * time.Millisecond }})
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"half a record", "\x16\x03\x01\x02\x00\x01\x00", ""},
		{"plain HTTP", "GET /call/x HTTP/1.1\r\nHost: " + publicHost + "\r\nAuthorization: Bearer x\r\n\r\n", "HTTP/1.0 400"},
		{"cleartext HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := w.raw(tc.text); !strings.HasPrefix(got, tc.want) { // read to the end
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
	if up.count() != 0 {
		t.Error("something reached the upstream")
	}
}
