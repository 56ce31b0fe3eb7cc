package token

import "sync"

// shards splits the cache so that calls on many cores do not wait for one lock.
const shards = 16

// entry is one verified token and the window in which it is served, in
// seconds of Unix time, both ends included. It is not changed once cached.
type entry struct {
	id          Identity
	from, until int64
}

// cache holds verified tokens by the SHA-256 of their text. Each shard has two
// generations: new and used entries are in the young one; when that is full it
// becomes the old one, and what was in the old one and not used since is gone.
type cache struct {
	half    int // entries of one generation of one shard
	revoked *revocations
	shard   [shards]shard
}

type shard struct {
	mu         sync.RWMutex
	young, old map[[32]byte]*entry
}

// newCache makes a cache of about size entries.
func newCache(size int, revoked *revocations) *cache {
	c := &cache{half: max(1, size/shards/2), revoked: revoked}
	for i := range c.shard {
		c.shard[i].young = make(map[[32]byte]*entry)
	}
	return c
}

// get returns the identity of a token that is cached and valid at now.
func (c *cache) get(sum [32]byte, now int64) (Identity, bool) {
	s := &c.shard[sum[0]%shards]
	s.mu.RLock()
	e, young := s.young[sum]
	if !young {
		e = s.old[sum]
	}
	s.mu.RUnlock()
	if e == nil || now < e.from || now > e.until {
		return Identity{}, false
	}
	if !young {
		s.mu.Lock()
		if s.old[sum] == e { // not dropped in between
			s.add(sum, e, c.half)
		}
		s.mu.Unlock()
	}
	return e.id, true
}

// put caches a verified token, unless it was revoked: then it returns false.
func (c *cache) put(sum [32]byte, e *entry) bool {
	s := &c.shard[sum[0]%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	// A revocation is listed first and the entries of each shard after: whoever
	// gets the shard's lock first, no revoked entry remains.
	if c.revoked.refuses(&e.id) {
		return false
	}
	s.add(sum, e, c.half)
	return true
}

// drop removes every entry that is revoked.
func (c *cache) drop(gone func(*Identity) bool) {
	for i := range c.shard {
		s := &c.shard[i]
		s.mu.Lock()
		for _, gen := range []map[[32]byte]*entry{s.young, s.old} {
			for sum, e := range gen {
				if gone(&e.id) {
					delete(gen, sum)
				}
			}
		}
		s.mu.Unlock()
	}
}

func (s *shard) add(sum [32]byte, e *entry, half int) {
	delete(s.old, sum)
	if _, known := s.young[sum]; !known && len(s.young) >= half {
		s.old, s.young = s.young, make(map[[32]byte]*entry, half)
	}
	s.young[sum] = e
}
