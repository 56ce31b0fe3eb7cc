package token

import (
	"sync"
	"time"
)

// minPrune is the length of the list from which on expired entries are looked for.
const minPrune = 1024

// revocations are the ids of revoked tokens that have not expired, and the
// agents whose own tokens of earlier epochs are revoked.
type revocations struct {
	mu      sync.RWMutex
	until   map[string]time.Time
	pruneAt int
	epochs  map[string]uint64 // one for each agent that an operator ever revoked all of
}

func newRevocations() *revocations {
	return &revocations{until: make(map[string]time.Time), pruneAt: minPrune, epochs: make(map[string]uint64)}
}

// raise sets an agent's epoch, which never falls.
func (r *revocations) raise(agent string, epoch uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if epoch > r.epochs[agent] {
		r.epochs[agent] = epoch
	}
}

// epoch is the epoch of tokens that are issued to an agent now.
func (r *revocations) epoch(agent string) uint64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.epochs[agent]
}

// refuses reports whether a token is revoked, by its id or with all of its
// agent. A later epoch than the agent's is none that was ever issued.
func (r *revocations) refuses(id *Identity) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, listed := r.until[id.JTI]
	return listed || id.Issuer == DefaultIssuer && id.Epoch != r.epochs[id.Agent]
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

// size is how many ids are listed.
func (r *revocations) size() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.until)
}
