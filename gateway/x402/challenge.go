package x402

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
)

// errorV1 is the error of a 402 of version 1 to a request without payment;
// version 2 has none there.
const errorV1 = "X-PAYMENT header is required"

// openV2 is how PaymentRequired starts; an error follows here.
const openV2 = `{"x402Version":2`

// maxCode is the longest error code that is written; errorRoom is what a header
// without an error leaves free for one, in bytes of base64.
const (
	maxCode   = 96
	errorRoom = 144
)

// ResourceURL returns publicURL (absolute http or https, no query, fragment or
// user) with an escaped path, for ResourceInfo.URL. What stands in the path and
// is not a path character is percent-encoded, so no query can ride along.
func ResourceURL(publicURL, path string) (string, error) {
	base, err := baseURL(publicURL)
	if err != nil {
		return "", err
	}
	return string(appendPath([]byte(base), path)), nil
}

// Required is one encoded 402. The gateway sends it with Cache-Control:
// no-store.
type Required struct {
	// Header is the value of HeaderRequired.
	Header string
	// V1 is `"x402Version":1,"error":…,"accepts":[…]`: members for the body's JSON
	// object, without braces or outer commas. It is empty where no offer can be
	// made to version 1. It is shared: do not modify it.
	V1 []byte
}

// Challenge is a route's offers, encoded. It is immutable and safe for
// concurrent use.
type Challenge struct {
	base   string // public URL, no trailing slash
	url    string // base and the route's own path
	offers []*Offer
	v2     [2][]byte   // what stands between openV2 and resource.url, and after it
	v1     [][2][]byte // the same of each element of accepts
	plain  Required    // for url, without error
}

// Compile encodes offers, the preferred first. publicURL is the address that
// agents use, never the Host a request came with; path is the route's own, used
// where Required is given none. resource.URL is set from these. Compile returns
// ErrConfig, or ErrTooLarge where the header would exceed MaxRequiredHeader.
func Compile(publicURL, path string, resource ResourceInfo, offers ...*Offer) (*Challenge, error) {
	base, err := baseURL(publicURL)
	if err != nil {
		return nil, err
	}
	if len(offers) == 0 {
		return nil, fmt.Errorf("compile offers: none given: %w", ErrConfig)
	}
	c := &Challenge{base: base, url: string(appendPath([]byte(base), path)), offers: append([]*Offer(nil), offers...)}
	resource.URL = ""
	required := PaymentRequired{X402Version: Version2, Resource: resource}
	for _, o := range offers {
		required.Accepts = append(required.Accepts, o.Requirements())
		v1, ok := o.RequirementsV1(resource)
		if !ok {
			continue
		}
		parts, err := split(v1, `"resource":"`)
		if err != nil {
			return nil, err
		}
		c.v1 = append(c.v1, parts)
	}
	c.v2, err = split(required, `"resource":{"url":"`)
	if err != nil {
		return nil, err
	}
	c.v2[0] = bytes.TrimPrefix(c.v2[0], []byte(openV2))
	c.plain = Required{Header: c.header(c.url, ""), V1: c.members(c.url, "")}
	if n := len(c.plain.Header); n > MaxRequiredHeader-errorRoom {
		return nil, fmt.Errorf("compile offers: %d bytes of header, %d at most: %w", n, MaxRequiredHeader-errorRoom, ErrTooLarge)
	}
	return c, nil
}

// Offers returns the offers, the preferred first; do not modify the slice.
func (c *Challenge) Offers() []*Offer { return c.offers }

// Required returns the 402 for a request's escaped path (without query; "" for
// the route's own) and the code of the error it answers ("" for none). A path
// that would make the header too long is replaced by the route's own.
func (c *Challenge) Required(path, code string) Required {
	if path == "" && code == "" {
		return c.plain
	}
	target := c.url
	if path != "" && len(path) <= MaxRequiredHeader {
		var room [256]byte
		b := appendPath(append(room[:0], c.base...), path)
		if string(b) == c.url && code == "" {
			return c.plain
		}
		if base64.StdEncoding.EncodedLen(len(openV2)+len(c.v2[0])+len(b)+len(c.v2[1])) <= MaxRequiredHeader-errorRoom {
			target = string(b)
		}
	}
	return Required{Header: c.header(target, code), V1: c.members(target, code)}
}

func (c *Challenge) header(target, code string) string {
	b := make([]byte, 0, len(openV2)+len(c.v2[0])+len(target)+len(c.v2[1])+len(code)+16)
	b = append(b, openV2...)
	if code != "" {
		b = appendText(append(b, `,"error":`...), code)
	}
	b = append(b, c.v2[0]...)
	b = append(b, target...)
	b = append(b, c.v2[1]...)
	return base64.StdEncoding.EncodeToString(b)
}

func (c *Challenge) members(target, code string) []byte {
	if len(c.v1) == 0 {
		return nil
	}
	if code == "" {
		code = errorV1
	}
	size := 64 + len(code)
	for _, p := range c.v1 {
		size += len(p[0]) + len(target) + len(p[1]) + 1
	}
	b := append(make([]byte, 0, size), `"x402Version":1,"error":`...)
	b = append(appendText(b, code), `,"accepts":[`...)
	for i, p := range c.v1 {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, p[0]...), target...), p[1]...)
	}
	return append(b, ']')
}

// split encodes v and cuts it behind the marker, where a URL is to stand.
func split(v any, marker string) (parts [2][]byte, err error) {
	text, err := encode(v)
	if err != nil {
		return parts, err
	}
	i := bytes.Index(text, []byte(marker))
	if i < 0 {
		return parts, fmt.Errorf("encode offers: no %s: %w", marker, ErrConfig)
	}
	i += len(marker)
	return [2][]byte{text[:i], text[i:]}, nil
}

// appendText appends a code as a JSON string of at most maxCode bytes of
// printable ASCII; codes are nothing else, and whatever else came in is dropped.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range min(len(s), maxCode) {
		if c := s[i]; c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func baseURL(publicURL string) (string, error) {
	u, err := url.Parse(publicURL)
	if err != nil {
		return "", fmt.Errorf("parse public URL: %w", err)
	}
	ok := (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		!strings.ContainsAny(publicURL, "?#\"\\<>") && u.Opaque == ""
	if !ok {
		return "", fmt.Errorf("parse public URL %q: want http(s)://host[:port][/path] without query, fragment or user: %w", publicURL, ErrConfig)
	}
	base := u.Scheme + "://" + u.Host
	return string(appendPath([]byte(base), strings.TrimRight(u.EscapedPath(), "/"))), nil
}

// appendPath appends an escaped path, with a leading slash unless it is empty.
// Bytes that cannot stand in a URL's path (RFC 3986 pchar and "/") are
// percent-encoded, so the result needs no escapes in JSON either.
func appendPath(b []byte, path string) []byte {
	const hexDigits = "0123456789ABCDEF"
	if path != "" && path[0] != '/' {
		b = append(b, '/')
	}
	for i := range len(path) {
		c := path[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~!$&'()*+,;=:@/%", c) >= 0:
			b = append(b, c)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}
