package token

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// MaxTTL is the longest life of an own token.
	MaxTTL = 10 * 365 * 24 * time.Hour
	// typAccess is the type of own tokens (RFC 9068, section 2.1). No other
	// document that this gateway signs has it.
	typAccess = "at+jwt"
	// claimEpoch is the private claim that counts how often all tokens of the agent
	// were revoked before this one was issued; absent for never.
	claimEpoch = "farebox_epoch"
)

// Issue signs a token for an agent, valid from now for ttl (whole seconds, at
// most MaxTTL). Who may have one is the caller's to decide.
func (a *Authority) Issue(agent string, ttl time.Duration) (string, error) {
	raw, _, err := a.IssueIdentity(agent, ttl)
	return raw, err
}

// IssueIdentity is Issue, and returns what the token says, so that the caller
// can keep its JTI and expiry for a revocation.
func (a *Authority) IssueIdentity(agent string, ttl time.Duration) (string, Identity, error) {
	if !agentID(agent) {
		return "", Identity{}, errors.New("issue token: the agent id must be 1 to 200 characters of A-Z a-z 0-9 . _ ~ @ | + = : -")
	}
	if ttl < time.Second || ttl > MaxTTL {
		return "", Identity{}, fmt.Errorf("issue token: lifetime %s must be between 1 second and %s", ttl, MaxTTL)
	}
	var id [16]byte
	if _, err := io.ReadFull(a.rand, id[:]); err != nil {
		return "", Identity{}, fmt.Errorf("issue token: read randomness: %w", err)
	}
	now := a.now().Truncate(time.Second)
	who := Identity{
		Agent: agent, Issuer: DefaultIssuer, JTI: base64.RawURLEncoding.EncodeToString(id[:]),
		Expires: now.Add(ttl).Truncate(time.Second).UTC(), Epoch: a.revoked.epoch(agent),
	}
	key, err := a.ring.signer(who.Expires)
	if err != nil {
		return "", Identity{}, fmt.Errorf("issue token: %w", err)
	}
	claims := jwt.MapClaims{
		"iss": a.issuer, "sub": agent, "client_id": agent, "aud": Audience, "jti": who.JTI,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": who.Expires.Unix(),
	}
	if who.Epoch > 0 {
		claims[claimEpoch] = who.Epoch
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
	t.Header["typ"], t.Header["kid"] = typAccess, key.kid
	raw, err := t.SignedString(key.private)
	if err != nil {
		return "", Identity{}, fmt.Errorf("issue token: sign: %w", err)
	}
	return raw, who, nil
}
