package gateway

import (
	"hash/maphash"
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
)

// limiter bounds what one agent may do at once and in a time. Its memory is
// bounded: an agent that is idle for a while is as good as new.
type limiter struct {
	cfg    Limits
	off    bool
	now    func() time.Time
	seed   maphash.Seed
	shards [64]limitShard
}

type limitShard struct {
	mu     sync.Mutex
	agents map[metering.AgentID]*pace
}

// pace is an agent's use of its limits.
type pace struct {
	inFlight  int
	rate      bucket
	uncharged bucket
}

// bucket is a token bucket that is full at first.
type bucket struct {
	used float64 // events not yet forgotten
	at   time.Time
}

// maxPaces bounds the agents of a shard; idle ones are dropped first.
const maxPaces = 4096

func newLimiter(cfg Limits, now func() time.Time) *limiter {
	l := &limiter{
		cfg: cfg, off: cfg.InFlight == 0 && cfg.Rate.Count == 0 && cfg.Uncharged.Count == 0,
		now: now, seed: maphash.MakeSeed(),
	}
	for i := range l.shards {
		l.shards[i].agents = make(map[metering.AgentID]*pace)
	}
	return l
}

func (l *limiter) shard(id metering.AgentID) *limitShard {
	return &l.shards[maphash.String(l.seed, string(id))%uint64(len(l.shards))]
}

// begin counts a call in, or says which limit keeps it out.
func (l *limiter) begin(id metering.AgentID) error {
	if l.off {
		return nil
	}
	now := l.now()
	s := l.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.agents[id]
	if p == nil {
		s.makeRoom(now, l.cfg)
		p = &pace{}
		s.agents[id] = p
	}
	if l.cfg.InFlight > 0 && p.inFlight >= l.cfg.InFlight {
		return metering.ErrInFlight
	}
	if l.cfg.Uncharged.Count > 0 && p.uncharged.level(now, l.cfg.Uncharged)+1 > float64(l.cfg.Uncharged.Count) {
		return metering.ErrUncharged
	}
	if l.cfg.Rate.Count > 0 && !p.rate.take(now, l.cfg.Rate) {
		return metering.ErrRate
	}
	p.inFlight++
	return nil
}

// end counts a call out. uncharged says that it cost an upstream call and
// brought nothing.
func (l *limiter) end(id metering.AgentID, uncharged bool) {
	if l.off {
		return
	}
	s := l.shard(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.agents[id]
	if p == nil {
		return
	}
	p.inFlight--
	if uncharged && l.cfg.Uncharged.Count > 0 {
		p.uncharged.level(l.now(), l.cfg.Uncharged)
		p.uncharged.used++
	}
}

// makeRoom drops agents that are as good as new and, where that is not enough,
// some that have nothing in flight: their limits start again, which the in-flight
// limit bounds.
func (s *limitShard) makeRoom(now time.Time, cfg Limits) {
	if len(s.agents) < maxPaces {
		return
	}
	for id, p := range s.agents {
		if p.inFlight == 0 && p.rate.level(now, cfg.Rate) < 1 && p.uncharged.level(now, cfg.Uncharged) < 1 {
			delete(s.agents, id)
		}
	}
	for id, p := range s.agents {
		if len(s.agents) <= maxPaces-maxPaces/8 {
			return
		}
		if p.inFlight == 0 {
			delete(s.agents, id)
		}
	}
}

// level forgets what time has paid back and returns what is left.
func (b *bucket) level(now time.Time, r Rate) float64 {
	if d := now.Sub(b.at); d > 0 && r.Per > 0 {
		b.used = max(0, b.used-float64(r.Count)*d.Seconds()/r.Per.Seconds())
		b.at = now
	}
	return b.used
}

func (b *bucket) take(now time.Time, r Rate) bool {
	if b.level(now, r)+1 > float64(r.Count) {
		return false
	}
	b.used++
	return true
}
