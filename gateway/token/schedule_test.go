package token_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

const day = 24 * time.Hour

// advance moves the clock and does what is then due.
func (f *fixture) advance(t *testing.T, d time.Duration) (kid string) {
	t.Helper()
	f.clock.add(d)
	kid, err := f.ring.Advance(f.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return kid
}

func (f *fixture) published() map[string]bool {
	kids := make(map[string]bool)
	for _, k := range f.JWKS().Keys {
		kids[k.Kid] = true
	}
	return kids
}

// kidOf returns the key that a new token is signed with.
func (f *fixture) kidOf(t *testing.T, ttl time.Duration) (kid, raw string) {
	t.Helper()
	raw, err := f.Issue("agent-1", ttl)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.SplitN(raw, ".", 2)[0])
	var header struct{ Kid string }
	if err == nil {
		err = json.Unmarshal(text, &header)
	}
	if err != nil {
		t.Fatal(err)
	}
	return header.Kid, raw
}

// A key signs for 30 days. The next one is published a day before, and the last
// one until its last token has expired, over restarts at every step.
func TestKeysRotateByAge(t *testing.T) {
	f := newFixture(t)
	first, old := f.kidOf(t, 90*day)
	for range 28 {
		f.advance(t, day)
	}
	if n := len(f.published()); n != 1 {
		t.Fatalf("%d keys after 28 days, want 1", n)
	}
	if kid := f.advance(t, day); kid != "" {
		t.Errorf("key %s signs as soon as it is published", kid)
	}
	f.open(t, token.Config{})
	if kid, _ := f.kidOf(t, time.Hour); kid != first || len(f.published()) != 2 {
		t.Fatalf("day 29: %s signs of %v, want %s of two", kid, f.published(), first)
	}
	if kid := f.advance(t, day-time.Second); kid != "" {
		t.Errorf("key %s signs before it was published for a day", kid)
	}
	ahead := f.published()
	second := f.advance(t, time.Second)
	if second == first || !ahead[second] {
		t.Fatalf("day 30: %q takes over; %v were published", second, ahead)
	}
	f.open(t, token.Config{})
	if kid, _ := f.kidOf(t, time.Hour); kid != second {
		t.Errorf("after a restart %s signs, want %s", kid, second)
	}
	if kid := f.advance(t, time.Hour); kid != "" {
		t.Errorf("rotated again an hour later, to %s", kid)
	}
	f.advance(t, 59*day)
	if _, err := f.Verify(context.Background(), old); err != nil || !f.published()[first] {
		t.Errorf("a day before its token expires: %v, published %v", err, f.published())
	}
	f.advance(t, 3*day)
	if f.published()[first] {
		t.Error("the first key is published after its last token")
	}
	data, err := os.ReadFile(filepath.Join(f.dir, "token-keys.json"))
	if err != nil || strings.Count(string(data), `"private"`) > 2 {
		t.Errorf("private halves on disk: %s, %v", data, err)
	}
}

// A gateway that stood still for a year publishes first all the same.
func TestRotateAfterStandstill(t *testing.T) {
	f := newFixture(t)
	first, _ := f.kidOf(t, time.Hour)
	f.clock.add(365 * day)
	f.open(t, token.Config{})
	if kid := f.advance(t, 0); kid != "" || len(f.published()) != 2 {
		t.Fatalf("%q signs of %v, want none yet of two", kid, f.published())
	}
	if kid := f.advance(t, 23*time.Hour); kid != "" {
		t.Errorf("%s signs after 23 hours", kid)
	}
	if kid := f.advance(t, time.Hour); kid == "" || kid == first {
		t.Errorf("%q takes over after a day", kid)
	}
}

// A clock that leaps ahead and is set back loses no key and stops no rotation.
func TestRotateWithBadClock(t *testing.T) {
	for _, steps := range []int{1, 2, 4} { // taken while the clock is wrong
		f := newFixture(t)
		_, raw := f.kidOf(t, 300*day)
		f.advance(t, 29*day) // the next key is published
		for range steps {
			f.advance(t, 10*365*day)
		}
		f.clock.add(-time.Duration(steps) * 10 * 365 * day)
		f.open(t, token.Config{})
		if _, err := f.Verify(context.Background(), raw); err != nil {
			t.Errorf("%d steps: %v", steps, err)
		}
		before, _ := f.kidOf(t, time.Hour)
		f.advance(t, 0)
		if kid := f.advance(t, 23*time.Hour); kid != "" {
			t.Errorf("%d steps: %s signs within a day of the clock's return", steps, kid)
		}
		f.advance(t, time.Hour)
		f.advance(t, time.Hour)
		after, _ := f.kidOf(t, time.Hour)
		if after == before {
			t.Errorf("%d steps: no rotation within a day of the clock's return", steps)
		}
		if _, err := f.Verify(context.Background(), raw); err != nil {
			t.Errorf("%d steps, after the rotation: %v", steps, err)
		}
	}
	t.Run("a second back", func(t *testing.T) {
		f := newFixture(t)
		f.advance(t, 29*day)
		f.advance(t, day)
		if kid := f.advance(t, -time.Second); kid != "" || len(f.published()) > 2 {
			t.Errorf("a second back rotates: %s, %v", kid, f.published())
		}
	})
}

// Rotate discards a next key that may have been seen with the one in use.
func TestRotateDiscardsNext(t *testing.T) {
	f := newFixture(t)
	f.advance(t, 29*day)
	ahead := f.published()
	if err := f.Rotate(f.clock.Now()); err != nil {
		t.Fatal(err)
	}
	kid, _ := f.kidOf(t, time.Hour)
	if ahead[kid] {
		t.Errorf("%s signs, which was in the file before", kid)
	}
	f.open(t, token.Config{})
	if again, _ := f.kidOf(t, time.Hour); again != kid {
		t.Errorf("%s signs after a restart, want %s", again, kid)
	}
}

// The first version of the key file, which knew no next key, is read.
func TestFirstKeyFileVersion(t *testing.T) {
	f := newFixture(t)
	kid, raw := f.kidOf(t, day)
	path := filepath.Join(f.dir, "token-keys.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	err = json.Unmarshal(data, &doc)
	if err != nil {
		t.Fatal(err)
	}
	doc["version"] = 1
	delete(doc["keys"].([]any)[0].(map[string]any), "signs_from")
	data, err = json.Marshal(doc)
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, token.Config{})
	if again, _ := f.kidOf(t, 2*day); again != kid {
		t.Errorf("%s signs, want %s", again, kid)
	}
	f.open(t, token.Config{})
	if _, err := f.Verify(context.Background(), raw); err != nil {
		t.Error(err)
	}
}

// Run takes each step by itself, and goes on after a fault.
func TestRunRotates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "keys")
		ring, err := token.OpenRing(token.RingConfig{Dir: dir, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		a, err := token.New(token.Config{Ring: ring, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		f := &fixture{Authority: a, ring: ring, dir: dir}
		first, _ := f.kidOf(t, time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx) }()
		blocked := filepath.Join(dir, "token-keys.json.tmp", "in-the-way")
		if err := os.MkdirAll(blocked, 0o700); err != nil {
			t.Fatal(err)
		}
		time.Sleep(29*day + 90*time.Minute) // of the bubble's clock
		synctest.Wait()
		if n := len(f.published()); n != 1 {
			t.Errorf("%d keys while the file cannot be written", n)
		}
		if err := os.RemoveAll(filepath.Dir(blocked)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * day)
		synctest.Wait()
		if kid, _ := f.kidOf(t, time.Hour); kid == first {
			t.Error("the first key signs after 31 days")
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// All tokens of an agent are refused at once, cached ones too, and later ones are
// not, within the same second and whatever the clock does.
func TestRevokeAgent(t *testing.T) {
	f := newFixture(t)
	var raws []string
	for range 3 {
		_, raw := f.kidOf(t, day)
		raws = append(raws, raw)
	}
	other, err := f.Issue("agent-2", day)
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range append(raws[:2:2], other) { // the third is not cached
		if err := verify(f, raw); err != nil {
			t.Fatal(err)
		}
	}
	if f.Epoch("agent-1") != 0 {
		t.Errorf("epoch %d before", f.Epoch("agent-1"))
	}
	f.RevokeAgent("agent-1", 1)
	_, fresh := f.kidOf(t, day)
	check := func() {
		t.Helper()
		for i, raw := range raws {
			if err := verify(f, raw); !errors.Is(err, token.ErrRevoked) {
				t.Errorf("token %d: %v, want ErrRevoked", i, err)
			}
		}
		for _, raw := range []string{fresh, other} {
			if err := verify(f, raw); err != nil {
				t.Error(err)
			}
		}
	}
	check()
	f.clock.add(-30 * time.Second)
	check()
	f.open(t, token.Config{})
	f.RevokeAgent("agent-1", 1)
	check()
	f.RevokeAgent("agent-1", 0) // never back
	if f.Epoch("agent-1") != 1 {
		t.Errorf("epoch %d, want 1", f.Epoch("agent-1"))
	}
}

// An epoch that was never reached, or is no number, is not accepted.
func TestForgedEpoch(t *testing.T) {
	f := newFixture(t)
	key, kid := f.signingKey(t)
	for name, c := range map[string]struct {
		epoch any
		want  error
	}{
		"later": {7, token.ErrRevoked}, "negative": {-1, token.ErrClaims}, "text": {"1", token.ErrClaims}, "half": {0.5, token.ErrClaims},
	} {
		raw := forge(`{"alg":"EdDSA","typ":"at+jwt","kid":"`+kid+`"}`,
			claims(f.clock, "farebox", map[string]any{"farebox_epoch": c.epoch}), signEd(key))
		if err := verify(f, raw); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
