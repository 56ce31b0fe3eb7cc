package token

import "strings"

const (
	// maxSubject bounds a foreign sub in bytes.
	maxSubject = 128
	// maxAgent bounds an agent id in bytes: a name of 64, a colon and a foreign
	// sub of 128, or an own or payer id.
	maxAgent = 200
	// maxText bounds iss, aud, kid and jti in bytes.
	maxText = 256
)

// agentName reports whether s can name an issuer, as ids of own agents do.
func agentName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i, c := range []byte(s) {
		if !lowerAlnum(c) && (i == 0 || c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return true
}

// subject reports whether a foreign sub can be part of an agent id. A colon is
// refused, so that issuer and sub never read as the id of a payer, which has
// two (eip155:84532:0x…); so are slashes, spaces and everything that a path, a
// log or a terminal would read as more than a name.
func subject(s string) bool {
	return s != "" && len(s) <= maxSubject && only(s, "._~@|+=-")
}

// agentID reports whether s can be the sub of an own token.
func agentID(s string) bool {
	return s != "" && len(s) <= maxAgent && only(s, "._~@|+=:-")
}

// fetchable reports whether an unknown kid may cause a fetch of the issuer's
// key set: what looks like a path, a query or a statement never does. A key
// already in the set is found whatever its kid.
func fetchable(kid string) bool {
	return only(kid, "._~@|+=:/-") && !strings.HasPrefix(kid, "/") && !strings.Contains(kid, "..")
}

// printable reports whether s is ASCII without spaces and control characters,
// of bounded length and not empty.
func printable(s string) bool {
	return s != "" && len(s) <= maxText && !strings.ContainsFunc(s, unprintable)
}

func unprintable(r rune) bool { return r <= ' ' || r >= 0x7f }

func only(s, punctuation string) bool {
	for _, c := range []byte(s) {
		if !lowerAlnum(c) && (c < 'A' || c > 'Z') && strings.IndexByte(punctuation, c) < 0 {
			return false
		}
	}
	return true
}

func lowerAlnum(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
