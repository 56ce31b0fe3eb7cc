package config

import (
	"net/netip"
	"net/textproto"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/http/httpguts"

	"github.com/farebox/farebox/gateway/dial"
)

// maxUpstreams bounds the addresses of one route.
const maxUpstreams = 64

func (r *reader) upstream(n *yaml.Node, at string) Upstream {
	up := Upstream{Timeout: defaultUpstreamTimeout}
	o := r.open(n, at)
	o.require("urls")
	o.boolean("allow_private", &up.AllowPrivate)
	o.duration("timeout", &up.Timeout, time.Second, time.Hour)
	if list := o.get("urls"); list != nil {
		if list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
			r.fault(list, "%s.urls: empty; name at least one address", at)
		}
		for i, item := range r.list(list, at+".urls", maxUpstreams) {
			u := r.upstreamURL(item, index(at+".urls", i))
			if u != nil {
				up.URLs = append(up.URLs, u)
			}
		}
	}
	if headers := o.get("headers"); headers != nil {
		up.Headers = r.headers(headers, at+".headers")
	}
	o.close()
	return up
}

func (r *reader) upstreamURL(n *yaml.Node, at string) *url.URL {
	s, ok := r.text(n, at)
	if !ok {
		return nil
	}
	u, why := parseURL(s)
	if why == "" {
		switch clean := path.Clean("/" + u.Path); {
		case u.Path != "" && u.Path != "/" && clean != strings.TrimSuffix(u.Path, "/"), u.RawPath != "":
			why = "the path has empty or dot segments or escapes; write it plainly"
		}
	}
	if why != "" {
		r.fault(n, "%s: %s: %s", at, quote(n), why)
		return nil
	}
	if !r.neverDialled(n, at, u) {
		return nil
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return u
}

// neverDialled refuses a literal address that the gateway never connects to:
// better here, with its line, than at the first call. It reports whether the
// address may stay. Names are judged when they are dialled.
func (r *reader) neverDialled(n *yaml.Node, at string, u *url.URL) bool {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if host == "metadata.google.internal" || host == "metadata" {
		r.fault(n, "%s: %s is a cloud's metadata service; it is never called", at, quote(n))
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return true
	}
	guard := dial.Guard{AllowPrivate: true, Allowed: dial.Literal(u.Hostname())}
	if guard.Check(addr) != nil {
		r.fault(n, "%s: %s is a link-local, metadata or reserved address; it is never called", at, quote(n))
		return false
	}
	return true
}

// headers reads what is set on every upstream request. The values are secrets:
// no message and no output repeats them.
func (r *reader) headers(n *yaml.Node, at string) map[string]Secret {
	o := r.open(n, at)
	headers := map[string]Secret{}
	if len(o.values) > 64 {
		r.fault(n, "%s: more than 64 headers", at)
		return headers
	}
	for _, name := range o.order {
		key, value := o.keys[name], o.values[name]
		canonical := textproto.CanonicalMIMEHeaderKey(name)
		s, ok := r.secret(value, o.at(name))
		_, twice := headers[canonical]
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			r.fault(key, "%s: %s is no header name", at, quote(key))
		case reservedHeader(canonical):
			r.fault(key, "%s: %s is set by the gateway itself; remove it", at, quote(key))
		case twice:
			r.fault(key, "%s: %s stands twice in different case; remove one", at, quote(key))
		case !ok:
		case s.value == "" || len(s.value) > 8192 || !httpguts.ValidHeaderFieldValue(s.value):
			r.fault(value, "%s: the value must be 1 to 8192 characters without line breaks", o.at(name))
		default:
			if s.shown == s.value {
				s.shown = mask // written literally: a secret all the same
			}
			headers[canonical] = s
		}
	}
	return headers
}

// reservedHeader reports headers that frame the message or that carry the
// gateway's own word, by canonical name.
func reservedHeader(name string) bool {
	return strings.HasPrefix(name, "Farebox-") || strings.HasPrefix(name, "X-Forwarded-") || slices.Contains([]string{
		"Connection", "Content-Encoding", "Content-Length", "Expect", "Forwarded", "Host", "Keep-Alive", "Payment-Signature",
		"Proxy-Authorization", "Proxy-Connection", "Request-Id", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "X-Payment",
		"Accept-Encoding", "Cookie",
	}, name)
}
