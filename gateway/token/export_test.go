package token

// CacheLen is how many entries the cache holds in both generations.
func (a *Authority) CacheLen() int {
	n := 0
	for i := range a.cache.shard {
		s := &a.cache.shard[i]
		s.mu.RLock()
		n += len(s.young) + len(s.old)
		s.mu.RUnlock()
	}
	return n
}

// RevokedLen is how many revoked ids are listed.
func (a *Authority) RevokedLen() int { return a.revoked.size() }

// ParseKeySet reads a key set and returns how many keys of it are usable.
func ParseKeySet(data []byte) (int, error) {
	keys, err := parseKeySet(data)
	return len(keys), err
}

// Settle waits until no fetch of a key set runs.
func (a *Authority) Settle() {
	for _, f := range a.foreign {
		f.keys.mu.Lock()
		running := f.keys.running
		f.keys.mu.Unlock()
		if running != nil {
			<-running.done
		}
	}
}
