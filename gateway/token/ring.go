package token

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"
)

const (
	// ringFile is the key file inside the ring's folder.
	ringFile = "token-keys.json"
	// maxKeys bounds the ring: a key every month with tokens of ten years fits.
	maxKeys = 256
	// expiryStep is what a key's last expiry is rounded up to, so that issuing
	// many tokens of one lifetime writes the file once an hour.
	expiryStep = time.Hour
)

// RingConfig is what OpenRing needs. One process owns the folder at a time;
// the lock of the data directory sees to it.
type RingConfig struct {
	Dir  string           // made with mode 0700 if absent
	Now  func() time.Time // nil is time.Now
	Rand io.Reader        // nil is crypto/rand
}

// Ring holds the gateway's signing key, the one that follows it, and the older
// keys that tokens in use were signed with. It is safe for concurrent use. Formatting a Ring in any
// way shows no key.
type Ring struct {
	dir  string
	path string
	now  func() time.Time
	rand io.Reader

	mu   sync.RWMutex
	keys []*ringKey // oldest first: past ones, the signing key, and the next one where it is published already
}

// ringKey is one key pair. Past keys keep their public half only.
type ringKey struct {
	kid     string
	public  ed25519.PublicKey
	private ed25519.PrivateKey // nil once rotated out
	created time.Time
	signs   time.Time // since when it signs; zero for the next one
	// expiry is when the last token signed with the key has expired, rounded
	// up; it is on disk before such a token leaves.
	expiry time.Time
}

// OpenRing reads the keys of a folder, and makes folder and first key where
// there are none. It refuses key files that group or others can read.
func OpenRing(cfg RingConfig) (*Ring, error) {
	if cfg.Dir == "" {
		return nil, errors.New("open token keys: no folder given")
	}
	r := &Ring{dir: cfg.Dir, path: filepath.Join(cfg.Dir, ringFile), now: cfg.Now, rand: cfg.Rand}
	if r.now == nil {
		r.now = time.Now //nolint:forbidigo // the documented default of an injected clock
	}
	if r.rand == nil {
		r.rand = rand.Reader
	}
	if err := prepareDir(r.dir); err != nil {
		return nil, err
	}
	keys, err := readKeys(r.path)
	if err != nil {
		return nil, err
	}
	r.keys = keys
	if len(keys) == 0 {
		if err := r.Rotate(r.now()); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Rotate makes a new signing key at once, for when the one in use, or the next,
// may have been seen: neither signs again. The one in use loses its private half
// and verifies until the last token it signed has expired. The file is on disk
// when Rotate returns; on an error nothing changed.
func (r *Ring) Rotate(now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	fresh, err := r.generate(now)
	if err != nil {
		return fmt.Errorf("rotate token keys: %w", err)
	}
	fresh.signs = now.UTC()
	past, err := r.past(now)
	if err != nil {
		return fmt.Errorf("rotate token keys: %w", err)
	}
	return r.replace(append(past, fresh))
}

// generate makes a key pair that the ring does not have. The caller holds the lock.
func (r *Ring) generate(now time.Time) (*ringKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(r.rand, seed); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	fresh := &ringKey{kid: Thumbprint(public), public: public, private: private, created: now.UTC(), expiry: now.UTC()}
	for _, k := range r.keys {
		if k.kid == fresh.kid {
			return nil, errors.New("the random source repeated itself")
		}
	}
	return fresh, nil
}

// past returns what is left of the keys when none of them signs any more: the
// public halves of those that did. A key is kept beyond its last token while
// there is room, so that a clock that ran ahead and is set back loses none; it
// does not verify meanwhile. The caller holds the lock.
func (r *Ring) past(now time.Time) ([]*ringKey, error) {
	var live, all []*ringKey
	for _, k := range r.keys {
		if k.signs.IsZero() {
			continue // it never signed
		}
		p := &ringKey{kid: k.kid, public: k.public, created: k.created, signs: k.signs, expiry: k.expiry}
		all = append(all, p)
		if k.live(now) {
			live = append(live, p)
		}
	}
	const room = maxKeys - 2 // the signing key and the next
	if len(live) > room {
		return nil, fmt.Errorf("%d keys still have tokens in use; rotate less often or issue shorter tokens", len(live))
	}
	if len(all) > room {
		return live, nil
	}
	return all, nil
}

// signing returns the index of the key that signs. The caller holds the lock.
func (r *Ring) signing() int {
	last := len(r.keys) - 1
	if r.keys[last].signs.IsZero() {
		last--
	}
	return last
}

// JWKS returns the public keys that verify tokens at this time.
func (r *Ring) JWKS() JWKS {
	now := r.now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	doc := JWKS{Keys: make([]JWK, 0, len(r.keys))}
	for _, k := range r.keys {
		if k.private != nil || k.live(now) {
			doc.Keys = append(doc.Keys, NewJWK(k.public, "sig"))
		}
	}
	return doc
}

// Format writes how many keys the ring has, for every verb: no key can slip
// into a log or a panic.
func (r *Ring) Format(s fmt.State, _ rune) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, _ = fmt.Fprintf(s, "token ring of %d keys", len(r.keys))
}

// Format writes the kid, for every verb.
func (k *ringKey) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "token key %s", k.kid)
}

// live reports whether a token of the key can still be valid, clock skew
// included.
func (k *ringKey) live(now time.Time) bool {
	return !now.After(k.expiry.Add(skew))
}

// signer returns the signing key for a token that expires at exp. The key's
// expiry is on disk when it returns: if we crash before the token leaves, the
// key is kept for a token that nobody has, which is harmless.
func (r *Ring) signer(exp time.Time) (*ringKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.signing()
	k := r.keys[at]
	if !exp.After(k.expiry) {
		return k, nil
	}
	longer := *k
	longer.expiry = exp.UTC().Truncate(expiryStep).Add(expiryStep)
	next := append([]*ringKey(nil), r.keys...)
	next[at] = &longer
	if err := r.replace(next); err != nil {
		return nil, err
	}
	return &longer, nil
}

// public returns the key of a kid, or nil if the ring has none that verifies now.
func (r *Ring) public(kid string) ed25519.PublicKey {
	now := r.now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.keys {
		if k.kid == kid && (k.private != nil || k.live(now)) {
			return k.public
		}
	}
	return nil
}

// replace writes the keys and, once they are on disk, uses them. The caller
// holds the lock.
func (r *Ring) replace(keys []*ringKey) error {
	if err := writeKeys(r.dir, r.path, keys); err != nil {
		return err
	}
	r.keys = keys
	return nil
}
