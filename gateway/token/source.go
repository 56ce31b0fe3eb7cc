package token

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// refreshEvery is the age from which a use of the keys starts a fetch of
	// newer ones beside it.
	refreshEvery = 10 * time.Minute
	// keysLife is the age from which keys are not used any more: an issuer
	// whose endpoint is gone for a day is not trusted on old keys.
	keysLife = 24 * time.Hour
	// retryEvery bounds fetches for refreshing, and for a kid not in the set:
	// anyone can write a token with an unknown kid.
	retryEvery = time.Minute
	// coldEvery bounds fetches while there are no keys at all.
	coldEvery = 5 * time.Second
)

// source holds the keys of one foreign issuer. At most one fetch of it runs.
type source struct {
	name  string
	fetch func(context.Context) (map[string]*verifyKey, error)
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	keys    map[string]*verifyKey // replaced whole, never changed
	fetched time.Time             // start of the last good fetch
	tried   time.Time             // start of the last fetch
	running *flight
	closed  bool
}

// flight is a fetch that runs.
type flight struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when its outcome is stored
}

func newSource(is Issuer, dial DialFunc, now func() time.Time, log *slog.Logger) *source {
	return &source{name: is.Name, fetch: newFetcher(is.JWKSURL, dial).fetch, now: now, log: log}
}

// key returns the issuer's key of a kid. A known key is returned at once, and
// refreshed in the background when it is old. For an unknown one the caller
// waits for a fetch, if one is due. The error wraps ErrKey where the issuer has
// no such key, and ErrUnavailable where that cannot be said.
func (s *source) key(ctx context.Context, kid string) (*verifyKey, error) {
	now := s.now()
	s.mu.Lock()
	k, err := s.find(kid, now)
	if k != nil {
		if elapsed(now, s.fetched, refreshEvery) && elapsed(now, s.tried, retryEvery) {
			s.start(now)
		}
		s.mu.Unlock()
		return k, nil
	}
	if !fetchable(kid) {
		s.mu.Unlock()
		return nil, ErrKey
	}
	wait := retryEvery
	if !s.usable(now) {
		wait = coldEvery
	}
	if s.running == nil && elapsed(now, s.tried, wait) {
		s.start(now)
	}
	f := s.running
	s.mu.Unlock()
	if f == nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for keys of issuer %s: %w: %w", s.name, ErrUnavailable, ctx.Err())
	case <-f.done:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(kid, s.now())
}

// find looks a kid up among the keys at hand. The caller holds the lock.
func (s *source) find(kid string, now time.Time) (*verifyKey, error) {
	if !s.usable(now) {
		return nil, fmt.Errorf("find keys of issuer %s: %w", s.name, ErrUnavailable)
	}
	if k := s.keys[kid]; k != nil {
		return k, nil
	}
	return nil, ErrKey
}

func (s *source) usable(now time.Time) bool {
	return s.keys != nil && now.Sub(s.fetched) < keysLife
}

// start begins a fetch unless one runs. It has a life of its own: the caller
// that caused it may go, others wait for it. The caller holds the lock.
func (s *source) start(now time.Time) {
	if s.closed || s.running != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	f := &flight{cancel: cancel, done: make(chan struct{})}
	s.running, s.tried = f, now
	go func() {
		defer close(f.done)
		defer cancel()
		keys, err := s.fetch(ctx)
		if err != nil {
			s.log.WarnContext(ctx, "issuer's keys not refreshed", slog.String("issuer", s.name), slog.Any("error", err))
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.running = nil
		if err == nil {
			s.keys, s.fetched = keys, now
		}
	}()
}

// close cancels a running fetch, waits for it and permits no other.
func (s *source) close() {
	s.mu.Lock()
	s.closed = true
	f := s.running
	s.mu.Unlock()
	if f != nil {
		f.cancel()
		<-f.done
	}
}

// elapsed reports whether d has passed since t. A clock that was set back
// counts as passed, else it would stop fetches for as long.
func elapsed(now, t time.Time, d time.Duration) bool {
	since := now.Sub(t)
	return since < 0 || since >= d
}
