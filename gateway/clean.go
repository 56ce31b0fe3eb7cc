package gateway

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
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
	n := 0
	for _, vs := range r.Header {
		n += len(vs)
	}
	if n > maxHeaderFields {
		return errHeaderCount
	}
	return cleanPath(r.URL)
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
