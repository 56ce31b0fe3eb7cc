package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// maxHeaderFields bounds the fields of a request: each costs the upstream too.
const maxHeaderFields = 100

// clean refuses what client, gateway and upstream could read in different ways,
// so that the path that is priced is the path that is forwarded, and one request
// in is one request out.
func clean(r *http.Request) error {
	if r.Method == http.MethodConnect || r.Header.Get("Upgrade") != "" || r.Header.Get("Http2-Settings") != "" {
		return errUpgrade
	}
	if r.ProtoMajor == 1 && r.ProtoMinor > 1 || r.ProtoMajor == 1 && r.ProtoMinor == 0 && len(r.TransferEncoding) > 0 {
		return fmt.Errorf("%w: protocol version or framing", errUnclear)
	}
	if r.URL.IsAbs() || r.URL.Host != "" || r.URL.Opaque != "" {
		return fmt.Errorf("%w: absolute request target", errUnclear)
	}
	if r.ProtoMajor > 1 {
		err := cleanStream(r)
		if err != nil {
			return err
		}
	}
	n := 0
	for _, vs := range r.Header {
		n += len(vs)
	}
	if n > maxHeaderFields {
		return errHeaderCount
	}
	return cleanPath(r.URL)
}

// cleanStream refuses what the frames of HTTP/2 let through and what would have
// two readings in the HTTP/1 that is sent on (RFC 9113, section 8). net/http
// answers for the rest: repeated pseudo-headers, line breaks in values,
// Connection and Transfer-Encoding, more or fewer bytes than Content-Length.
func cleanStream(r *http.Request) error {
	if !httpguts.ValidHeaderFieldName(r.Method) { // the same alphabet
		return fmt.Errorf("%w: method", errUnclear)
	}
	if r.Host == "" {
		return fmt.Errorf("%w: no authority", errUnclear)
	}
	// Host stays among the fields, beside an :authority that went before it.
	hosts := r.Header["Host"]
	if len(hosts) > 1 || len(hosts) == 1 && hosts[0] != r.Host {
		return fmt.Errorf("%w: host is not the authority", errUnclear)
	}
	// The server reads the first length, takes one that is no number for none, and
	// does not compare a request without DATA.
	lengths := r.Header["Content-Length"]
	if len(lengths) > 1 || len(lengths) == 1 && lengths[0] != strconv.FormatInt(r.ContentLength, 10) {
		return fmt.Errorf("%w: content length", errUnclear)
	}
	return nil
}

// errMisdirected: the request came on a connection that was made for another
// host (RFC 9110, section 15.5.20).
var errMisdirected = errors.New("the connection was made for another host")

// cleanHost refuses a request for a host that the client's TLS handshake did
// not name: what stands between may have chosen this gateway by the one name
// and its policy by the other. A client that names an address sends no name. A
// trusted proxy names the gateway in its handshake and passes the host on.
func (g *Gateway) cleanHost(r *http.Request) error {
	if r.TLS == nil || r.TLS.ServerName == "" || r.Host == "" || sameHost(r.Host, r.TLS.ServerName) || g.fromProxy(r) {
		return nil
	}
	return errMisdirected
}

// sameHost compares a Host with a TLS server name, which has neither port nor
// final dot.
func sameHost(host, name string) bool {
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return strings.EqualFold(strings.TrimSuffix(host, "."), name)
}

// fromProxy reports a request of one of the trusted proxies.
func (g *Gateway) fromProxy(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(g.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(peer.Addr().Unmap()) })
}

// cleanPath refuses every path with a second reading. What is left decodes
// without loss, so the upstream gets the decoded path encoded anew.
func cleanPath(u *url.URL) error {
	p := u.Path
	if p == "" || p[0] != '/' {
		return fmt.Errorf("%w: path", errUnclear)
	}
	for i := range len(p) {
		if p[i] == '%' && i+2 < len(p) && isHex(p[i+1]) && isHex(p[i+2]) {
			return fmt.Errorf("%w: path is encoded twice", errUnclear)
		}
		if c := p[i]; c < 0x20 || c == 0x7f || c == '\\' || c == ';' {
			return fmt.Errorf("%w: character %q in the path", errUnclear, c)
		}
	}
	if strings.Contains(p, "//") {
		return fmt.Errorf("%w: doubled slash in the path", errUnclear)
	}
	if u.RawPath != "" && hasEncodedSlash(u.RawPath) {
		return fmt.Errorf("%w: encoded slash in the path", errUnclear)
	}
	for rest := p[1:]; ; {
		seg, tail, more := strings.Cut(rest, "/")
		if seg != "" && strings.Trim(seg, ". ") == "" {
			// Some servers drop dots and spaces at the end of a segment.
			return fmt.Errorf("%w: dot segment in the path", errUnclear)
		}
		if !more {
			return nil
		}
		rest = tail
	}
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

// plainPath is the one encoding of a decoded path in which it is forwarded.
func plainPath(decoded string) string { return (&url.URL{Path: decoded}).EscapedPath() }

func hasEncodedSlash(raw string) bool {
	for i := 0; i+2 < len(raw); i++ {
		if raw[i] == '%' && (raw[i+1] == '2' && (raw[i+2] == 'f' || raw[i+2] == 'F') || raw[i+1] == '5' && (raw[i+2] == 'c' || raw[i+2] == 'C')) {
			return true
		}
	}
	return false
}

// Headers of ours, and those of payment and identity, which end at the gateway.
const (
	headerRequestID = "Request-Id"
	headerCharge    = "Farebox-Charge"
	headerReceipt   = "Farebox-Receipt"
	headerAgent     = "X-Agent-Id"
)

// stripRequest removes what is meant for the gateway, and what only the gateway
// may say, before the upstream sees the request.
func stripRequest(h http.Header) {
	for name := range h {
		if private(name) || strings.Contains(name, "_") {
			// An underscore is read as a hyphen by CGI-style upstreams.
			delete(h, name)
		}
	}
	for _, name := range []string{
		"Authorization", "Proxy-Authorization", "Forwarded", "X-Real-Ip", headerAgent, headerRequestID, "X-Request-Id", "Trailer",
		"Sign-In-With-X", "Accept-Payment",
		// The server has answered it, and an upstream's own 100 would be waited for.
		"Expect",
		// Some frameworks take path or method from these: they were not priced.
		"X-Original-Url", "X-Rewrite-Url", "X-Http-Method", "X-Http-Method-Override", "X-Method-Override",
	} {
		delete(h, name)
	}
	for name := range h {
		if strings.HasPrefix(name, "X-Forwarded-") {
			delete(h, name)
		}
	}
}

// stripReply removes what only the gateway may say from an upstream's reply.
func stripReply(h http.Header) {
	for name := range h {
		if private(name) {
			delete(h, name)
		}
	}
	delete(h, "Settlement-Overrides")
	delete(h, "Extension-Responses")
	delete(h, "Www-Authenticate")
	delete(h, "Proxy-Authenticate")
	delete(h, headerRequestID)
	delete(h, "Alt-Svc")
	keepForeignCookies(h)
}

// private reports a header of payment or of ours, in canonical form.
func private(name string) bool {
	return strings.HasPrefix(name, "Payment-") || strings.HasPrefix(name, "X-Payment") || strings.HasPrefix(name, "Farebox-")
}

// keepForeignCookies drops cookies that an upstream would set in our name.
func keepForeignCookies(h http.Header) {
	in := h["Set-Cookie"]
	if len(in) == 0 {
		return
	}
	var out []string
	for _, v := range in {
		name := strings.ToLower(strings.TrimSpace(v))
		name = strings.TrimPrefix(strings.TrimPrefix(name, "__host-"), "__secure-")
		if !strings.HasPrefix(name, "farebox") {
			out = append(out, v)
		}
	}
	h["Set-Cookie"] = out
}
