package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
)

// maxForeignKeys bounds one key set. Issuers publish two or three.
const maxForeignKeys = 64

// maxKeyOps bounds key_ops of one key; RFC 7517 knows eight operations.
const maxKeyOps = 8

// verifyKey is one public key of a foreign issuer.
type verifyKey struct {
	public crypto.PublicKey // ed25519.PublicKey, *ecdsa.PublicKey or *rsa.PublicKey
	kty    string
	crv    string
	alg    string // the one algorithm the issuer names for it; empty where it names none
}

// permits reports whether the key may verify signatures of an algorithm: its
// type and curve fit, and its own alg, where given, is the same.
func (k *verifyKey) permits(a algorithm) bool {
	return k.kty == a.kty && k.crv == a.crv && (k.alg == "" || k.alg == a.name)
}

// parseKeySet reads a key set (RFC 7517). Keys that this package cannot use
// are passed over, as its section 5 asks; a set without a usable key, or with
// two of one kid, is an error, and so the keys known before stay.
func parseKeySet(data []byte) (map[string]*verifyKey, error) {
	doc, err := parseObject(data)
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	list, ok := doc.list("keys", maxForeignKeys)
	if !ok {
		return nil, fmt.Errorf("read key set: keys must be an array of at most %d", maxForeignKeys)
	}
	out := make(map[string]*verifyKey)
	for _, raw := range list {
		o, err := parseObject(raw)
		if err != nil {
			return nil, fmt.Errorf("read key set: a key is no object: %w", err)
		}
		kid, k, ok := parseJWK(o)
		if !ok {
			continue
		}
		if out[kid] != nil {
			return nil, errors.New("read key set: two keys have the same kid")
		}
		out[kid] = k
	}
	if len(out) == 0 {
		return nil, errors.New("read key set: no usable key (a kid, use sig, and RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519 are needed)")
	}
	return out, nil
}

// parseJWK reads one key; ok is false if it is not to verify signatures, of a
// kind not supported, malformed, or published with its private half.
func parseJWK(o object) (kid string, k *verifyKey, ok bool) {
	kid, ok = o.text("kid")
	if !ok || !printable(kid) || o.has("d") || !forVerifying(o) {
		return "", nil, false
	}
	k = &verifyKey{}
	k.kty, _ = o.text("kty")
	k.crv, _ = o.text("crv")
	if o.has("alg") {
		k.alg, _ = o.text("alg")
		if a, known := algorithmOf(k.alg); !known || !k.permits(a) {
			return "", nil, false
		}
	}
	switch k.kty {
	case ktyRSA:
		k.crv = ""
		k.public, ok = rsaKey(o)
	case ktyEC:
		k.public, ok = ecKey(o, k.crv)
	case ktyOKP:
		var x []byte
		x, ok = o.bytes("x", ed25519.PublicKeySize)
		k.public, ok = ed25519.PublicKey(x), ok && k.crv == "Ed25519"
	default:
		ok = false
	}
	return kid, k, ok
}

// forVerifying reads use and key_ops (RFC 7517, sections 4.2 and 4.3).
func forVerifying(o object) bool {
	if use, ok := o.text("use"); o.has("use") && (!ok || use != "sig") {
		return false
	}
	if !o.has("key_ops") {
		return true
	}
	ops, _ := o.list("key_ops", maxKeyOps)
	for _, raw := range ops {
		if op, ok := text(raw); ok && op == "verify" {
			return true
		}
	}
	return false
}

func rsaKey(o object) (*rsa.PublicKey, bool) {
	n, ok := o.bytes("n", 0)
	if !ok || len(n) > maxRSABytes {
		return nil, false
	}
	e, ok := o.bytes("e", 0)
	if !ok || len(e) > 4 {
		return nil, false
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e).Int64()
	if modulus.BitLen() < minRSABytes*8 || modulus.Bit(0) == 0 || exponent < 3 || exponent&1 == 0 || exponent > 1<<31-1 {
		return nil, false
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent)}, true
}

func ecKey(o object, crv string) (*ecdsa.PublicKey, bool) {
	var curve elliptic.Curve
	switch crv {
	case "P-256":
		curve = elliptic.P256()
	case "P-384":
		curve = elliptic.P384()
	case "P-521":
		curve = elliptic.P521()
	default:
		return nil, false
	}
	size := (curve.Params().BitSize + 7) / 8
	x, okX := o.bytes("x", size)
	y, okY := o.bytes("y", size)
	if !okX || !okY {
		return nil, false
	}
	point := append(append([]byte{4}, x...), y...)
	k, err := ecdsa.ParseUncompressedPublicKey(curve, point) // refuses points off the curve
	return k, err == nil
}

// bytes returns a member that must be base64url of exactly size bytes, or of
// at least one where size is 0.
func (o object) bytes(name string, size int) ([]byte, bool) {
	s, ok := o.text(name)
	if !ok {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return b, err == nil && len(b) > 0 && (size == 0 || len(b) == size)
}
