package token

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	// Audience is the aud of the gateway's own tokens.
	Audience = "farebox"
	// DefaultIssuer is the iss of own tokens where no public URL is set, and
	// the Issuer in the Identity of every own token.
	DefaultIssuer = "farebox"

	// defaultCacheSize bounds the verified tokens in memory: about 30 MB.
	defaultCacheSize = 65536
	// maxIssuers bounds the foreign issuers of a configuration.
	maxIssuers = 64
)

// Issuer is one foreign issuer of the configuration (tokens.issuers).
type Issuer struct {
	Name     string // [a-z0-9][a-z0-9._-]{0,63}; the agent is Name:<sub>
	Issuer   string // its iss claim, compared byte by byte
	JWKSURL  string // https, or http on a loopback host
	Audience string // the aud claim that names this gateway
	Plan     string // plan of agents seen first; empty: unknown agents are refused by the gateway
}

// DialFunc opens a connection, as http.Transport.DialContext does.
type DialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// Config is what New needs. Ring is required; Dialer too where there are
// foreign issuers.
type Config struct {
	Ring    *Ring
	Issuer  string   // iss of own tokens: the public URL; empty is DefaultIssuer
	Issuers []Issuer // foreign issuers
	// Dialer returns what opens the connections to an issuer's key set. It must
	// refuse addresses that the operator did not permit: see package dial. One
	// dialer for each issuer keeps what was permitted for one from the others.
	Dialer    func(Issuer) DialFunc
	CacheSize int              // verified tokens kept; zero is 65,536
	Now       func() time.Time // nil is time.Now
	Rand      io.Reader        // nil is crypto/rand; ids of tokens
	Log       *slog.Logger     // nil discards
}

// Authority issues, verifies and revokes tokens. It is safe for concurrent use.
type Authority struct {
	ring    *Ring
	issuer  string
	foreign map[string]*foreign // by iss
	cache   *cache
	revoked *revocations
	now     func() time.Time
	rand    io.Reader
	log     *slog.Logger
}

// foreign is a configured issuer with its keys.
type foreign struct {
	Issuer
	keys *source
}

// Identity is what a verified token says. Every field is bounded and holds
// neither spaces nor control characters.
type Identity struct {
	Agent   string    // own: sub; foreign: name:<sub>
	Issuer  string    // the configured name; DefaultIssuer for own tokens
	JTI     string    // id for Revoke, unique over all issuers
	Expires time.Time // the exp claim, without the skew
	Plan    string    // the foreign issuer's plan; empty for own tokens
	Epoch   uint64    // of own tokens: how often all of the agent's were revoked before
}

// New checks the configuration, all faults at once, and makes an Authority. It
// fetches nothing: keys come with the first token of an issuer.
func New(cfg Config) (*Authority, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	a := &Authority{
		ring: cfg.Ring, issuer: cfg.Issuer, foreign: make(map[string]*foreign),
		revoked: newRevocations(), now: cfg.Now, rand: cfg.Rand,
	}
	if a.issuer == "" {
		a.issuer = DefaultIssuer
	}
	if a.now == nil {
		a.now = time.Now //nolint:forbidigo // the documented default of an injected clock
	}
	if a.rand == nil {
		a.rand = rand.Reader
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	size := cfg.CacheSize
	if size == 0 {
		size = defaultCacheSize
	}
	a.log = log
	a.cache = newCache(size, a.revoked)
	for _, is := range cfg.Issuers {
		a.foreign[is.Issuer] = &foreign{Issuer: is, keys: newSource(is, cfg.Dialer(is), a.now, log)}
	}
	return a, nil
}

// Close ends fetches of key sets and waits for them. Verify still works with
// the keys at hand.
func (a *Authority) Close() {
	for _, f := range a.foreign {
		f.keys.close()
	}
}

// JWKS returns the public keys that own tokens verify with.
func (a *Authority) JWKS() JWKS { return a.ring.JWKS() }

// Rotate makes a new signing key at once; tokens of the older ones stay valid.
func (a *Authority) Rotate(now time.Time) error { return a.ring.Rotate(now) }

// Revoke refuses the token of this id from now on, a cached one too. until is
// the token's expiry: the entry is dropped after it; the zero time, where the
// expiry is not known, keeps it for MaxTTL. The list is in memory; the caller
// journals revocations and calls Revoke for each at start.
func (a *Authority) Revoke(jti string, until time.Time) {
	now := a.now()
	if until.IsZero() {
		until = now.Add(MaxTTL)
	}
	a.revoked.add(jti, until, now)
	a.cache.drop(func(id *Identity) bool { return id.JTI == jti })
}

// RevokeAgent refuses all own tokens of an agent that were issued in an earlier
// epoch than this, cached ones too. Those issued from now on are of this one. As
// with Revoke, the caller journals it and calls RevokeAgent at start.
func (a *Authority) RevokeAgent(agent string, epoch uint64) {
	a.revoked.raise(agent, epoch)
	a.cache.drop(func(id *Identity) bool { return id.Agent == agent && a.revoked.refuses(id) })
}

// Epoch is the epoch of tokens that are issued to an agent now: RevokeAgent with
// the next one refuses them all.
func (a *Authority) Epoch(agent string) uint64 { return a.revoked.epoch(agent) }

func (cfg Config) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if cfg.Ring == nil {
		fault("configure tokens: no key ring")
	}
	if len(cfg.Issuer) > maxText || strings.ContainsFunc(cfg.Issuer, unprintable) {
		fault("configure tokens: own issuer must be printable and at most %d bytes", maxText)
	}
	if cfg.CacheSize < 0 {
		fault("configure tokens: cache size %d is negative", cfg.CacheSize)
	}
	if len(cfg.Issuers) > maxIssuers {
		fault("configure tokens: %d issuers, at most %d", len(cfg.Issuers), maxIssuers)
	}
	if len(cfg.Issuers) > 0 && cfg.Dialer == nil {
		fault("configure tokens: foreign issuers need a guarded dialer")
	}
	names, urls := map[string]bool{DefaultIssuer: true}, map[string]bool{DefaultIssuer: true, cfg.Issuer: cfg.Issuer != ""}
	for i, is := range cfg.Issuers {
		if err := is.Check(); err != nil {
			fault("configure tokens.issuers[%d]: %w", i, err)
		}
		if names[is.Name] {
			fault("configure tokens.issuers[%d]: name %q is taken; give each issuer its own", i, is.Name)
		}
		if urls[is.Issuer] {
			fault("configure tokens.issuers[%d]: issuer %q is taken; one entry per issuer, and not this gateway", i, is.Issuer)
		}
		names[is.Name], urls[is.Issuer] = true, true
	}
	return errors.Join(faults...)
}

// Check says what is wrong with the entry, all faults at once, or nil.
func (is Issuer) Check() error {
	var faults []error
	if !agentName(is.Name) {
		faults = append(faults, fmt.Errorf("name %q must match [a-z0-9][a-z0-9._-]{0,63}", is.Name))
	}
	if is.Issuer == "" || len(is.Issuer) > maxText || strings.ContainsFunc(is.Issuer, unprintable) {
		faults = append(faults, fmt.Errorf("issuer must be 1 to %d printable characters", maxText))
	}
	if is.Audience == "" || len(is.Audience) > maxText || strings.ContainsFunc(is.Audience, unprintable) {
		faults = append(faults, fmt.Errorf("audience must be 1 to %d printable characters", maxText))
	}
	if err := checkURL(is.JWKSURL); err != nil {
		faults = append(faults, fmt.Errorf("jwks_url %w", err))
	}
	return errors.Join(faults...)
}

// checkURL accepts https addresses, and http where the host is loopback as
// written: keys fetched in the clear could be anyone's.
func checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "" {
		return errors.New("must be an absolute https URL")
	}
	if u.User != nil || u.Fragment != "" {
		return errors.New("must not hold credentials or a fragment")
	}
	switch u.Scheme {
	case "https":
		return nil
	case "http":
		ip, err := netip.ParseAddr(u.Hostname())
		if u.Hostname() == "localhost" || err == nil && ip.Unmap().IsLoopback() {
			return nil
		}
		return errors.New("must be https; http is accepted for a loopback host only")
	}
	return errors.New("must be an absolute https URL")
}
