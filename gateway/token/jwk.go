package token

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
)

// JWK is one public key as published (RFC 7517, RFC 8037). Receipt keys are
// published in the same document with a Use and kids of their own; a Ring
// verifies tokens with its own keys alone, whatever the document says.
type JWK struct {
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Use string `json:"use"`
	Alg string `json:"alg"`
	Kid string `json:"kid"`
}

// JWKS is the document of /.well-known/jwks.json.
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// NewJWK describes an Ed25519 public key for a use ("sig" for tokens).
func NewJWK(pub ed25519.PublicKey, use string) JWK {
	return JWK{
		Kty: "OKP", Crv: "Ed25519", Use: use, Alg: algEdDSA,
		X:   base64.RawURLEncoding.EncodeToString(pub),
		Kid: Thumbprint(pub),
	}
}

// Thumbprint is the RFC 7638 thumbprint of an Ed25519 public key (members of
// RFC 8037, section 2, in lexical order), in base64url: its kid.
func Thumbprint(pub ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(pub)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
