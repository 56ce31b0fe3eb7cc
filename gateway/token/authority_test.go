package token_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

func TestIssueAndVerify(t *testing.T) {
	f := newFixture(t)
	f.open(t, token.Config{Issuer: "https://api.example.com"})
	raw, issued, err := f.IssueIdentity("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, pass := range []string{"verified", "cached"} {
		got, err := f.Verify(context.Background(), raw)
		if err != nil || got != issued {
			t.Errorf("%s: %+v, %v; want %+v", pass, got, err, issued)
		}
	}
	if issued.Agent != "agent-1" || issued.Issuer != "farebox" || len(issued.JTI) != 22 || !issued.Expires.Equal(f.clock.Now().Add(time.Hour)) {
		t.Errorf("issued %+v", issued)
	}
	again, err := f.Issue("agent-1", time.Hour)
	if err != nil || again == raw {
		t.Errorf("a second token is the first one (%v)", err)
	}
}

// A gateway that gets its public URL later keeps the tokens it issued without.
func TestTokensOutliveANewPublicURL(t *testing.T) {
	f := newFixture(t)
	raw, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, token.Config{Issuer: "https://api.example.com"})
	if err := verify(f, raw); err != nil {
		t.Error(err)
	}
}

func TestIssueRefuses(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct {
		name, agent string
		ttl         time.Duration
	}{
		{"no agent", "", time.Hour},
		{"agent with a space", "a b", time.Hour},
		{"agent with a line break", "a\n", time.Hour},
		{"agent too long", strings.Repeat("a", 201), time.Hour},
		{"no lifetime", "a", 0},
		{"negative lifetime", "a", -time.Hour},
		{"lifetime over the cap", "a", token.MaxTTL + time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			if raw, err := f.Issue(c.agent, c.ttl); err == nil || raw != "" {
				t.Errorf("issued %q", raw)
			}
		})
	}
	if _, err := f.Issue("eip155:84532:0x00000000000000000000000000000000000000aa", token.MaxTTL); err != nil {
		t.Errorf("a payer's agent: %v", err)
	}
}

func TestClockSkew(t *testing.T) {
	for _, c := range []struct {
		name  string
		shift time.Duration // of the verifier, from issue; the token lives an hour
		want  error
	}{
		{"same clock", 0, nil},
		{"60 s behind", -60 * time.Second, nil},
		{"61 s behind", -61 * time.Second, token.ErrNotYet},
		{"10 min behind", -10 * time.Minute, token.ErrNotYet},
		{"at expiry", time.Hour, nil},
		{"60 s past expiry", time.Hour + 60*time.Second, nil},
		{"61 s past expiry", time.Hour + 61*time.Second, token.ErrExpired},
		{"10 min past expiry", time.Hour + 10*time.Minute, token.ErrExpired},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			raw, err := f.Issue("agent-1", time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			f.clock.add(c.shift)
			if err := verify(f, raw); !errors.Is(err, c.want) {
				t.Errorf("not cached: %v, want %v", err, c.want)
			}
			f.clock.add(-c.shift)
			if err := verify(f, raw); err != nil {
				t.Fatal(err)
			}
			f.clock.add(c.shift)
			if err := verify(f, raw); !errors.Is(err, c.want) {
				t.Errorf("cached: %v, want %v", err, c.want)
			}
		})
	}
}

func TestRevoke(t *testing.T) {
	srv := newKeyServer(t, keySet(jwkEd("ed", keyPairs().ed)))
	is := srv.issuer("acme")
	f := newFixture(t, is)
	own, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	other, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	noID := forge(`{"alg":"EdDSA","kid":"ed"}`, claims(f.clock, is.Issuer, map[string]any{"jti": nil}), signEd(keyPairs().ed))
	for name, raw := range map[string]string{"own": own, "foreign": foreignToken(f, is, "ed", "a"), "foreign without jti": noID} {
		t.Run(name, func(t *testing.T) {
			id, err := f.Verify(context.Background(), raw)
			if err != nil {
				t.Fatal(err)
			}
			f.Revoke(id.JTI, id.Expires)
			if err := verify(f, raw); !errors.Is(err, token.ErrRevoked) {
				t.Errorf("right after: %v", err)
			}
			f.clock.add(60 * time.Second)
			if err := verify(f, raw); !errors.Is(err, token.ErrRevoked) {
				t.Errorf("later: %v", err)
			}
		})
	}
	if err := verify(f, other); err != nil {
		t.Errorf("another token of the agent: %v", err)
	}

	t.Run("unknown expiry", func(t *testing.T) {
		id, _ := f.Verify(context.Background(), other)
		f.Revoke(id.JTI, time.Time{})
		if err := verify(f, other); !errors.Is(err, token.ErrRevoked) {
			t.Error(err)
		}
	})
}

// The list stays in proportion to the revoked tokens that could still be used.
func TestRevocationsArePruned(t *testing.T) {
	f := newFixture(t)
	for i := range 20000 {
		f.Revoke(fmt.Sprint(i), f.clock.Now().Add(time.Hour))
		f.clock.add(time.Minute)
	}
	if n := f.RevokedLen(); n > 2048 {
		t.Errorf("%d entries for 61 live revocations", n)
	}
	f.Revoke("long", f.clock.Now().Add(time.Hour))
	f.Revoke("long", f.clock.Now()) // a shorter term does not shorten it
	f.clock.add(59 * time.Minute)
	private, kid := f.signingKey(t)
	raw := forge(fmt.Sprintf(`{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, kid), claims(f.clock, "farebox", map[string]any{"jti": "long"}), signEd(private))
	if err := verify(f, raw); !errors.Is(err, token.ErrRevoked) {
		t.Error(err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	f := newFixture(t)
	f.open(t, token.Config{CacheSize: 64})
	first, err := f.Issue("first", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		raw, err := f.Issue(fmt.Sprint("agent-", i), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []string{raw, first, raw} {
			if err := verify(f, r); err != nil {
				t.Fatal(err)
			}
		}
		if n := f.CacheLen(); n > 64 {
			t.Fatalf("%d entries in a cache of 64", n)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	f := newFixture(t)
	good := token.Issuer{Name: "acme", Issuer: "https://id.example.com", JWKSURL: "https://id.example.com/jwks.json", Audience: "farebox"}
	change := func(set func(*token.Issuer)) []token.Issuer {
		is := good
		set(&is)
		return []token.Issuer{is}
	}
	dialer := func(token.Issuer) token.DialFunc { return nil }
	if _, err := token.New(token.Config{Ring: f.ring, Dialer: dialer, Issuers: []token.Issuer{good}}); err != nil {
		t.Fatalf("the template of all cases: %v", err)
	}
	for _, c := range []struct {
		name, want string
		cfg        token.Config
	}{
		{"no ring", "key ring", token.Config{}},
		{"no dialer", "guarded dialer", token.Config{Ring: f.ring, Issuers: []token.Issuer{good}}},
		{"negative cache", "negative", token.Config{Ring: f.ring, CacheSize: -1}},
		{"own issuer with a line break", "own issuer", token.Config{Ring: f.ring, Issuer: "a\nb"}},
		{"name with a colon", "name", token.Config{Issuers: change(func(is *token.Issuer) { is.Name = "eip155:1" })}},
		{"name in capitals", "name", token.Config{Issuers: change(func(is *token.Issuer) { is.Name = "Acme" })}},
		{"name is ours", "taken", token.Config{Issuers: change(func(is *token.Issuer) { is.Name = "farebox" })}},
		{"issuer is ours", "taken", token.Config{Issuers: change(func(is *token.Issuer) { is.Issuer = "farebox" })}},
		{"issuer is our URL", "taken", token.Config{Issuer: good.Issuer, Issuers: []token.Issuer{good}}},
		{"name twice", "name", token.Config{Issuers: append(change(func(is *token.Issuer) { is.Issuer = "x" }), good)}},
		{"issuer twice", "issuer", token.Config{Issuers: append(change(func(is *token.Issuer) { is.Name = "x" }), good)}},
		{"no issuer", "issuer", token.Config{Issuers: change(func(is *token.Issuer) { is.Issuer = "" })}},
		{"no audience", "audience", token.Config{Issuers: change(func(is *token.Issuer) { is.Audience = "" })}},
		{"no key set", "jwks_url", token.Config{Issuers: change(func(is *token.Issuer) { is.JWKSURL = "" })}},
		{"key set from a file", "jwks_url", token.Config{Issuers: change(func(is *token.Issuer) { is.JWKSURL = "file:///etc/passwd" })}},
		{"key set in the clear", "https", token.Config{Issuers: change(func(is *token.Issuer) { is.JWKSURL = "http://id.example.com/jwks.json" })}},
		{"key set of a lookalike of localhost", "https", token.Config{Issuers: change(func(is *token.Issuer) { is.JWKSURL = "http://localhost.example.com/" })}},
		{"key set with credentials", "credentials", token.Config{Issuers: change(func(is *token.Issuer) { is.JWKSURL = "https://a:b@id.example.com/" })}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.cfg.Dialer == nil && c.want != "guarded dialer" {
				c.cfg.Dialer = dialer
			}
			if c.cfg.Ring == nil && c.want != "key ring" {
				c.cfg.Ring = f.ring
			}
			if _, err := token.New(c.cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error that says %q", err, c.want)
			}
		})
	}
	_, err := token.New(token.Config{CacheSize: -1, Issuers: []token.Issuer{{}}})
	if n := strings.Count(fmt.Sprint(err), "\n") + 1; n < 6 {
		t.Errorf("%d faults named at once, want 6 or more: %v", n, err)
	}
}

// A gateway that gets another public URL still takes the tokens that it gave out.
func TestTokensOutliveTheIssuersName(t *testing.T) {
	f := newFixture(t)
	f.open(t, token.Config{Issuer: "http://127.0.0.1:8402"})
	raw, err := f.Issue("ann", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, token.Config{Issuer: "https://api.example.com"})
	id, err := f.Verify(context.Background(), raw)
	if err != nil || id.Agent != "ann" || id.Issuer != token.DefaultIssuer {
		t.Errorf("after the change: %+v, %v", id, err)
	}
}
