package token

import (
	"sync"
	"time"
)

// minPrune is the length of the list from which on expired entries are looked for.
const minPrune = 1024

// revocations are the ids of revoked tokens that have not expired.
type revocations struct {
	mu      sync.RWMutex
	until   map[string]time.Time
	pruneAt int
}

func newRevocations() *revocations {
	return &revocations{until: make(map[string]time.Time), pruneAt: minPrune}
}

// add lists an id until the token has expired, skew included. Expired entries
// are dropped each time the list has doubled, so it stays within twice what is
// needed and an addition costs the same on average.
func (r *revocations) add(jti string, until, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until.After(r.until[jti]) {
		r.until[jti] = until
	}
	if len(r.until) < r.pruneAt {
		return
	}
	for id, t := range r.until {
		if now.After(t.Add(skew)) {
			delete(r.until, id)
		}
	}
	r.pruneAt = max(minPrune, 2*len(r.until))
}

// has reports whether an id is listed.
func (r *revocations) has(jti string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.until[jti]
	return ok
}

// size is how many ids are listed.
func (r *revocations) size() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.until)
}
