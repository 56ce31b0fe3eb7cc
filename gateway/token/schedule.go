package token

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

const (
	// rotateEvery is how long a key signs. A stolen key is of use until the last
	// token that it signed has expired, not for ever; with tokens of a year, the
	// default, about fourteen keys are published, which is a small document.
	rotateEvery = 30 * 24 * time.Hour
	// publishAhead is how long the next key is published before it signs. Who keeps
	// the key set for no longer than a day knows every key before its first token.
	publishAhead = 24 * time.Hour
	// checkEvery is how often Run looks at the keys' ages.
	checkEvery = time.Hour
	// clockSlack is how far a key's time may lie ahead before the clock counts as
	// set back.
	clockSlack = time.Hour
)

// Run rotates the signing keys by their age until ctx is done. What fails is
// logged and tried again: the key in use goes on signing.
func (a *Authority) Run(ctx context.Context) error {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		kid, err := a.ring.Advance(a.now())
		switch {
		case err != nil:
			a.log.ErrorContext(ctx, "signing keys not rotated", slog.Any("error", err))
		case kid != "":
			a.log.InfoContext(ctx, "new tokens are signed with another key", slog.String("kid", kid))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Advance does what is due at a time: it makes and publishes the next key, or,
// publishAhead later, begins to sign with it and returns its kid. It does one
// step at most, so a gateway that stood still for months publishes before it
// signs all the same. Each step is on disk when it returns; on an error nothing
// changed.
//
// Times that lie ahead of now are of a clock that was set back since: a key's
// publication is then counted from now, and a signing key's age is taken as
// over, since it may never become so.
func (r *Ring) Advance(now time.Time) (kid string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.signing()
	current := r.keys[at]
	if at == len(r.keys)-1 {
		if !due(current.signs, now, rotateEvery-publishAhead) {
			return "", nil
		}
		next, err := r.generate(now)
		if err != nil {
			return "", fmt.Errorf("make next token key: %w", err)
		}
		return "", r.replace(append(r.keys[:at+1:at+1], next))
	}
	next := *r.keys[at+1]
	switch {
	case next.created.After(now.Add(clockSlack)):
		next.created, next.expiry = now.UTC(), now.UTC()
		return "", r.replace(append(r.keys[:at+1:at+1], &next))
	case now.Sub(next.created) < publishAhead || !due(current.signs, now, rotateEvery):
		return "", nil
	}
	past, err := r.past(now)
	if err != nil {
		return "", fmt.Errorf("rotate token keys: %w", err)
	}
	next.signs = now.UTC()
	return next.kid, r.replace(append(past, &next))
}

// due reports whether a key has signed for long enough.
func due(since, now time.Time, d time.Duration) bool {
	return now.Sub(since) >= d || since.After(now.Add(clockSlack))
}
