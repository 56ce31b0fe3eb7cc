package token

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// maxRaw bounds a token in bytes. It is the first thing checked.
const maxRaw = 8 << 10

// parsed is a token whose form is right. Nothing in it is verified.
type parsed struct {
	signed string // the signing input: header, dot, payload as sent
	sig    []byte
	alg    algorithm
	typ    string // lower case, without "application/"
	kid    string
	claims object
}

// wellFormed is the check before any decoding: size and two dots (a splitter
// without it allocates for every dot of the input, CVE-2025-30204).
func wellFormed(raw string) bool {
	return raw != "" && len(raw) <= maxRaw && strings.Count(raw, ".") == 2
}

// parse decodes a well-formed token. The alphabet is checked by hand, since
// base64 decoders skip line breaks and so read many texts as one token.
func parse(raw string) (parsed, error) {
	for _, c := range []byte(raw) {
		if !lowerAlnum(c) && (c < 'A' || c > 'Z') && c != '-' && c != '_' && c != '.' {
			return parsed{}, fmt.Errorf("decode token: a character outside base64url: %w", ErrMalformed)
		}
	}
	head, rest, _ := strings.Cut(raw, ".")
	body, sig, _ := strings.Cut(rest, ".")
	p := parsed{signed: raw[:len(head)+1+len(body)]}
	header, err := decodeObject(head)
	if err != nil {
		return parsed{}, fmt.Errorf("decode token header: %w", err)
	}
	if err := p.readHeader(header); err != nil {
		return parsed{}, err
	}
	if p.claims, err = decodeObject(body); err != nil {
		return parsed{}, fmt.Errorf("decode token claims: %w", err)
	}
	if p.sig, err = base64.RawURLEncoding.Strict().DecodeString(sig); err != nil {
		return parsed{}, fmt.Errorf("decode token signature: not base64url: %w", ErrMalformed)
	}
	if !p.alg.shaped(p.sig) {
		return parsed{}, fmt.Errorf("decode token signature: empty or of the wrong form for its algorithm: %w", ErrSignature)
	}
	return p, nil
}

func decodeObject(part string) (object, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, fmt.Errorf("not base64url: %w", ErrMalformed)
	}
	o, err := parseObject(data)
	if err != nil {
		return nil, fmt.Errorf("not one JSON object with distinct members: %w", ErrMalformed)
	}
	return o, nil
}

// readHeader takes alg, typ and kid, and refuses members that bring or name a
// key of the token's own choosing, ask for extensions, or change the encoding
// (RFC 7515, section 4.1; RFC 7797; RFC 7516). Others say nothing and are ignored.
func (p *parsed) readHeader(h object) error {
	for _, name := range []string{"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty"} {
		if h.has(name) {
			return fmt.Errorf("read token header: member %s is refused: %w", name, ErrHeader)
		}
	}
	alg, ok := h.text("alg")
	if !ok {
		return fmt.Errorf("read token header: alg must be a string: %w", ErrHeader)
	}
	if p.alg, ok = algorithmOf(alg); !ok {
		return fmt.Errorf("read token header: only EdDSA, ES256/384/512, RS256/384/512 and PS256/384/512 are accepted: %w", ErrAlgorithm)
	}
	if p.kid, ok = h.text("kid"); !ok || !printable(p.kid) {
		return fmt.Errorf("read token header: kid must be a string of 1 to %d printable characters: %w", maxText, ErrHeader)
	}
	if h.has("typ") {
		if p.typ, ok = h.text("typ"); !ok {
			return fmt.Errorf("read token header: typ must be a string: %w", ErrHeader)
		}
		p.typ = strings.TrimPrefix(strings.ToLower(p.typ), "application/")
	}
	return nil
}
