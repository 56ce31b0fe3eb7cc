package token

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// skew is how far clocks may differ for exp, nbf and iat.
const skew = 60 * time.Second

// recheck bounds how long a foreign token is served from the cache before its
// signature is verified again: that is how a key that its issuer withdrew
// stops working before the tokens it signed expire.
const recheck = refreshEvery

// maxAudiences bounds the members of a foreign aud.
const maxAudiences = 16

// Verify says who sent a token. The error wraps ErrInvalid, or ErrUnavailable
// where the keys of its issuer cannot be had; its text holds nothing of the
// token. ctx bounds the wait for a key set, nothing else waits.
func (a *Authority) Verify(ctx context.Context, raw string) (Identity, error) {
	if !wellFormed(raw) {
		return Identity{}, fmt.Errorf("read token: not three parts within %d bytes: %w", maxRaw, ErrMalformed)
	}
	sum := sha256.Sum256([]byte(raw))
	now := a.now()
	if id, ok := a.cache.get(sum, now.Unix()); ok {
		return id, nil
	}
	p, err := parse(raw)
	if err != nil {
		return Identity{}, err
	}
	e, err := a.verify(ctx, p, sum, now)
	if err != nil {
		return Identity{}, err
	}
	// The cache looks at the list of revoked tokens under its own lock, so a
	// revocation during the verification is not missed.
	if !a.cache.put(sum, e) {
		return Identity{}, ErrRevoked
	}
	return e.id, nil
}

// verify judges a parsed token by its issuer's rules.
func (a *Authority) verify(ctx context.Context, p parsed, sum [32]byte, now time.Time) (*entry, error) {
	iss, ok := p.claims.text("iss")
	if !ok {
		return nil, fmt.Errorf("read token: iss must be a string: %w", ErrClaims)
	}
	f := a.foreign[iss]
	switch {
	case iss == a.issuer, iss == DefaultIssuer, f == nil && a.ring.public(p.kid) != nil:
		// The name of this gateway changes when its public URL does; tokens that were
		// given out before stay good, since their keys are its own.
		return a.verifyOwn(p, now)
	case f != nil:
		return a.verifyForeign(ctx, f, p, sum, now)
	}
	return nil, ErrIssuer
}

func (a *Authority) verifyOwn(p parsed, now time.Time) (*entry, error) {
	if p.alg.name != algEdDSA {
		return nil, fmt.Errorf("verify own token: alg must be EdDSA: %w", ErrAlgorithm)
	}
	if p.typ != typAccess {
		return nil, fmt.Errorf("verify own token: typ must be %s: %w", typAccess, ErrType)
	}
	if aud, ok := p.claims.text("aud"); !ok || aud != Audience {
		return nil, ErrAudience
	}
	e, err := p.times(now)
	if err != nil {
		return nil, err
	}
	agent, ok := p.claims.text("sub")
	if !ok || !agentID(agent) {
		return nil, ErrSubject
	}
	jti, ok := p.claims.text("jti")
	if !ok || !printable(jti) {
		return nil, fmt.Errorf("verify own token: jti must be a printable string: %w", ErrClaims)
	}
	e.id.Agent, e.id.Issuer, e.id.JTI = agent, DefaultIssuer, jti
	if p.claims.has(claimEpoch) {
		epoch, ok := p.claims.seconds(claimEpoch)
		if !ok {
			return nil, fmt.Errorf("verify own token: %s must be a whole number: %w", claimEpoch, ErrClaims)
		}
		e.id.Epoch = uint64(epoch)
	}
	if a.revoked.refuses(&e.id) {
		return nil, ErrRevoked
	}
	pub := a.ring.public(p.kid)
	if pub == nil {
		return nil, ErrKey
	}
	if err := p.alg.method.Verify(p.signed, p.sig, pub); err != nil {
		return nil, ErrSignature
	}
	return e, nil
}

func (a *Authority) verifyForeign(ctx context.Context, f *foreign, p parsed, sum [32]byte, now time.Time) (*entry, error) {
	// Other documents of the same issuer and key (logout tokens, security
	// events, proofs of possession) say what they are in typ (RFC 8725, 3.11).
	if p.typ != "" && p.typ != "jwt" && p.typ != typAccess {
		return nil, fmt.Errorf("verify token: typ must be absent, JWT or %s: %w", typAccess, ErrType)
	}
	if !p.audience(f.Audience) {
		return nil, ErrAudience
	}
	e, err := p.times(now)
	if err != nil {
		return nil, err
	}
	sub, ok := p.claims.text("sub")
	if !ok || !subject(sub) {
		return nil, fmt.Errorf("verify token: sub must be 1 to %d characters of A-Z a-z 0-9 . _ ~ @ | + = -: %w", maxSubject, ErrSubject)
	}
	// A token bound to its holder's key (RFC 7800) is no bearer token.
	if p.claims.has("cnf") {
		return nil, fmt.Errorf("verify token: cnf is refused, since its proof cannot be checked: %w", ErrClaims)
	}
	jti := "sha256:" + hex.EncodeToString(sum[:])
	if p.claims.has("jti") {
		if jti, ok = p.claims.text("jti"); !ok || !printable(jti) {
			return nil, fmt.Errorf("verify token: jti must be a printable string: %w", ErrClaims)
		}
	}
	e.id = Identity{Agent: f.Name + ":" + sub, Issuer: f.Name, JTI: f.Name + ":" + jti, Expires: e.id.Expires, Plan: f.Plan}
	e.until = min(e.until, now.Add(recheck).Unix())
	if a.revoked.refuses(&e.id) {
		return nil, ErrRevoked
	}
	k, err := f.keys.key(ctx, p.kid)
	if err != nil {
		return nil, err
	}
	if !k.permits(p.alg) {
		return nil, fmt.Errorf("verify token: alg is not the one of its key: %w", ErrAlgorithm)
	}
	if err := p.alg.method.Verify(p.signed, p.sig, k.public); err != nil {
		return nil, ErrSignature
	}
	return e, nil
}

// audience reports whether aud is the wanted text, or an array of texts that
// holds it (RFC 7519, section 4.1.3).
func (p parsed) audience(want string) bool {
	if one, ok := p.claims.text("aud"); ok {
		return one == want
	}
	all, ok := p.claims.list("aud", maxAudiences)
	found := false
	for _, raw := range all {
		one, isText := text(raw)
		ok = ok && isText
		found = found || one == want
	}
	return ok && found
}

// times checks exp (required), nbf and iat (optional, each a plain integer)
// and returns the entry's window, the skew on both sides.
func (p parsed) times(now time.Time) (*entry, error) {
	exp, ok := p.claims.seconds("exp")
	if !ok {
		return nil, fmt.Errorf("verify token: exp must be a whole number of seconds: %w", ErrClaims)
	}
	e := &entry{until: exp + int64(skew/time.Second)}
	e.id.Expires = time.Unix(exp, 0).UTC()
	for _, name := range []string{"nbf", "iat"} {
		at, ok := p.claims.seconds(name)
		if !ok && p.claims.has(name) {
			return nil, fmt.Errorf("verify token: %s must be a whole number of seconds: %w", name, ErrClaims)
		}
		e.from = max(e.from, at-int64(skew/time.Second))
	}
	switch at := now.Unix(); {
	case at > e.until:
		return nil, ErrExpired
	case at < e.from:
		return nil, ErrNotYet
	}
	return e, nil
}
