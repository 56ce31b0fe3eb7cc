package token

import (
	"github.com/golang-jwt/jwt/v5"
)

const algEdDSA = "EdDSA"

// Key types of RFC 7518, section 6.1, and RFC 8037.
const (
	ktyRSA = "RSA"
	ktyEC  = "EC"
	ktyOKP = "OKP"
)

// algorithm is one permitted signature algorithm with what it demands of key
// and signature.
type algorithm struct {
	name   string
	method jwt.SigningMethod
	kty    string
	crv    string // curve of the key; empty for RSA
	half   int    // bytes of each half of the signature; 0 for RSA
}

// Signatures of RSA keys have the size of the modulus.
const (
	minRSABytes = 2048 / 8
	maxRSABytes = 8192 / 8
)

// algorithmOf returns the algorithm of a header's alg. none and the HMACs are
// not among them: nothing here has a secret to verify with.
func algorithmOf(name string) (algorithm, bool) {
	switch name {
	case algEdDSA:
		return algorithm{name, jwt.SigningMethodEdDSA, ktyOKP, "Ed25519", 32}, true
	case "ES256":
		return algorithm{name, jwt.SigningMethodES256, ktyEC, "P-256", 32}, true
	case "ES384":
		return algorithm{name, jwt.SigningMethodES384, ktyEC, "P-384", 48}, true
	case "ES512":
		return algorithm{name, jwt.SigningMethodES512, ktyEC, "P-521", 66}, true
	case "RS256":
		return algorithm{name, jwt.SigningMethodRS256, ktyRSA, "", 0}, true
	case "RS384":
		return algorithm{name, jwt.SigningMethodRS384, ktyRSA, "", 0}, true
	case "RS512":
		return algorithm{name, jwt.SigningMethodRS512, ktyRSA, "", 0}, true
	case "PS256":
		return algorithm{name, jwt.SigningMethodPS256, ktyRSA, "", 0}, true
	case "PS384":
		return algorithm{name, jwt.SigningMethodPS384, ktyRSA, "", 0}, true
	case "PS512":
		return algorithm{name, jwt.SigningMethodPS512, ktyRSA, "", 0}, true
	}
	return algorithm{}, false
}

// shaped reports whether sig can be a signature of the algorithm at all: its
// length, which a DER form or an empty one has not (RFC 7518, section 3.4),
// and no half that is zero (psychic signatures, CVE-2022-21449).
func (a algorithm) shaped(sig []byte) bool {
	if a.half == 0 {
		return len(sig) >= minRSABytes && len(sig) <= maxRSABytes
	}
	return len(sig) == 2*a.half && !zero(sig[:a.half]) && !zero(sig[a.half:])
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
