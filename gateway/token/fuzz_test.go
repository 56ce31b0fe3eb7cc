package token_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

// FuzzVerify: whatever the input, Verify neither panics nor asks anyone, and
// accepts nothing but the one token that was issued.
func FuzzVerify(f *testing.F) {
	fix := newFixture(f)
	fix.open(f, token.Config{
		Issuers: []token.Issuer{{Name: "acme", Issuer: "https://acme.example", JWKSURL: "https://acme.example/jwks.json", Audience: "farebox"}},
		Dialer: func(token.Issuer) token.DialFunc {
			return (&refusingDialer{}).DialContext
		},
	})
	raw, err := fix.Issue("agent-1", time.Hour)
	if err != nil {
		f.Fatal(err)
	}
	private, kid := fix.signingKey(f)
	f.Add(raw)
	f.Add(raw + ".")
	f.Add(strings.Repeat(".", 2))
	f.Add(forge(`{"alg":"none"}`, `{}`, constant(nil)))
	f.Add(forge(`{"alg":"ES256","kid":"ec"}`, claims(fix.clock, "https://acme.example", nil), constant(make([]byte, 64))))
	f.Add(forge(`{"typ":"at+jwt","alg":"EdDSA","kid":"`+kid+`"}`, claims(fix.clock, "farebox", map[string]any{"exp": 1e18}), signEd(private)))
	f.Fuzz(func(t *testing.T, in string) {
		id, err := fix.Verify(context.Background(), in)
		switch {
		case err == nil && in != raw:
			t.Fatalf("accepted %q as %+v", in, id)
		case err != nil && !errors.Is(err, token.ErrInvalid) && !errors.Is(err, token.ErrUnavailable):
			t.Fatalf("unclassed error %v", err)
		case err != nil && id != (token.Identity{}):
			t.Fatalf("an identity beside an error: %+v", id)
		}
	})
}

// FuzzClaims signs arbitrary header and claims with the right key: what is
// accepted names an agent of bounded length and safe characters.
func FuzzClaims(f *testing.F) {
	fix := newFixture(f)
	private, kid := fix.signingKey(f)
	good := `{"typ":"at+jwt","alg":"EdDSA","kid":"` + kid + `"}`
	f.Add(good, claims(fix.clock, "farebox", nil))
	f.Add(good, claims(fix.clock, "farebox", map[string]any{"aud": []string{"farebox"}}))
	f.Add(`{"alg":"EdDSA","alg":"none","kid":"`+kid+`"}`, `{"exp":1e400,"sub":"a","sub":"b"}`)
	f.Add(good, `{"iss":"farebox","aud":"farebox","sub":"\u001b[2J","exp":4102444800,"jti":"x"}`)
	f.Fuzz(func(t *testing.T, header, body string) {
		id, err := fix.Verify(context.Background(), forge(header, body, signEd(private)))
		if err != nil {
			if !errors.Is(err, token.ErrInvalid) {
				t.Fatalf("unclassed error %v", err)
			}
			return
		}
		if id.Agent == "" || len(id.Agent) > 200 || strings.ContainsFunc(id.Agent+id.JTI, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Fatalf("accepted %+v", id)
		}
		if id.Expires.Before(fix.clock.Now().Add(-time.Minute)) {
			t.Fatalf("accepted an expired token: %+v", id)
		}
	})
}

// FuzzKeySet: no document panics, and no error comes with keys.
func FuzzKeySet(f *testing.F) {
	k := keyPairs()
	f.Add([]byte(keySet(jwkRSA("r", "RS256", &k.rsa.PublicKey), jwkEC("e", &k.ec.PublicKey), jwkEd("d", k.ed))))
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"","y":""}]}`))
	f.Add([]byte(`{"keys":[{"kty":"RSA","kid":"a","n":"AA","e":"AA"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := token.ParseKeySet(data)
		if (err == nil) != (n > 0) || n > 64 {
			t.Fatalf("%d keys, %v", n, err)
		}
	})
}
