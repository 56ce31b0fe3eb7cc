package token_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/token"
)

// clock is a clock that moves when told.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fixture is an Authority with its clock and key folder.
type fixture struct {
	*token.Authority
	ring  *token.Ring
	clock *clock
	dir   string
}

func newFixture(t testing.TB, issuers ...token.Issuer) *fixture {
	t.Helper()
	f := &fixture{clock: newClock(), dir: filepath.Join(t.TempDir(), "keys")}
	f.open(t, token.Config{Issuers: issuers})
	return f
}

// open opens the folder again, as a restart does.
func (f *fixture) open(t testing.TB, cfg token.Config) {
	t.Helper()
	ring, err := token.OpenRing(token.RingConfig{Dir: f.dir, Now: f.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Ring, cfg.Now = ring, f.clock.Now
	if cfg.Dialer == nil {
		cfg.Dialer = func(token.Issuer) token.DialFunc {
			return (&dial.Guard{Allowed: dial.Literal("127.0.0.1")}).DialContext
		}
	}
	if f.Authority, err = token.New(cfg); err != nil {
		t.Fatal(err)
	}
	f.ring = ring
	t.Cleanup(f.Close)
}

// signingKey reads the ring's private key and kid from its file: the forger
// of some cases holds them, so that only one thing is wrong with the token.
func (f *fixture) signingKey(t testing.TB) (ed25519.PrivateKey, string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(f.dir, "token-keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Keys []struct{ Kid, Private string }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	last := doc.Keys[len(doc.Keys)-1]
	seed, err := base64.RawURLEncoding.DecodeString(last.Private)
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.NewKeyFromSeed(seed), last.Kid
}

// signFunc signs a signing input.
type signFunc func(input string) []byte

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// forge assembles a token from JSON texts, right or wrong.
func forge(header, claims string, sign signFunc) string {
	input := b64([]byte(header)) + "." + b64([]byte(claims))
	return input + "." + b64(sign(input))
}

func signEd(k ed25519.PrivateKey) signFunc {
	return func(in string) []byte { return ed25519.Sign(k, []byte(in)) }
}

func signES256(k *ecdsa.PrivateKey) signFunc {
	return func(in string) []byte {
		sum := sha256.Sum256([]byte(in))
		r, s, err := ecdsa.Sign(rand.Reader, k, sum[:])
		if err != nil {
			panic(err)
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	}
}

func signES256DER(k *ecdsa.PrivateKey) signFunc {
	return func(in string) []byte {
		sum := sha256.Sum256([]byte(in))
		sig, err := ecdsa.SignASN1(rand.Reader, k, sum[:])
		if err != nil {
			panic(err)
		}
		return sig
	}
}

func signRS256(k *rsa.PrivateKey) signFunc {
	return func(in string) []byte {
		sum := sha256.Sum256([]byte(in))
		sig, err := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
		if err != nil {
			panic(err)
		}
		return sig
	}
}

func signPS256(k *rsa.PrivateKey) signFunc {
	return func(in string) []byte {
		sum := sha256.Sum256([]byte(in))
		sig, err := rsa.SignPSS(rand.Reader, k, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		if err != nil {
			panic(err)
		}
		return sig
	}
}

// keyPairs are made once: RSA keys are slow to make.
var keyPairs = sync.OnceValue(func() (k struct {
	rsa   *rsa.PrivateKey
	ec    *ecdsa.PrivateKey
	ed    ed25519.PrivateKey
	other ed25519.PrivateKey
},
) {
	var err error
	if k.rsa, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		panic(err)
	}
	if k.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		panic(err)
	}
	k.ed = ed25519.NewKeyFromSeed([]byte(strings.Repeat("e", 32)))
	k.other = ed25519.NewKeyFromSeed([]byte(strings.Repeat("o", 32)))
	return k
})

func jwkRSA(kid, alg string, k *rsa.PublicKey) string {
	return fmt.Sprintf(`{"kty":"RSA","kid":%q,"use":"sig","alg":%q,"e":"AQAB","n":%q}`, kid, alg, b64(k.N.Bytes()))
}

func jwkEC(kid string, k *ecdsa.PublicKey) string {
	point, err := k.Bytes()
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"kty":"EC","crv":"P-256","kid":%q,"x":%q,"y":%q}`, kid, b64(point[1:33]), b64(point[33:]))
}

func jwkEd(kid string, k ed25519.PrivateKey) string {
	return fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","kid":%q,"use":"sig","alg":"EdDSA","x":%q}`, kid, b64(k.Public().(ed25519.PublicKey)))
}

func keySet(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

// keyServer publishes a key set and counts who asked.
type keyServer struct {
	*httptest.Server
	fetches atomic.Int64
	mu      sync.Mutex
	handle  http.HandlerFunc
}

func newKeyServer(t testing.TB, body string) *keyServer {
	t.Helper()
	s := &keyServer{}
	s.publish(body)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fetches.Add(1)
		s.mu.Lock()
		h := s.handle
		s.mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *keyServer) answer(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handle = h
}

func (s *keyServer) publish(body string) {
	s.answer(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
}

func (s *keyServer) issuer(name string) token.Issuer {
	return token.Issuer{Name: name, Issuer: "https://" + name + ".example", JWKSURL: s.URL + "/jwks.json", Audience: "farebox", Plan: "standard"}
}

// claims is a good set of claims at the clock's time, with members replaced or
// (nil) removed, as JSON.
func claims(c *clock, iss string, change map[string]any) string {
	now := c.Now().Unix()
	m := map[string]any{"iss": iss, "sub": "robot-1", "aud": "farebox", "iat": now, "nbf": now, "exp": now + 3600, "jti": "j1"}
	for k, v := range change {
		if m[k] = v; v == nil {
			delete(m, k)
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// refusingDialer refuses every connection, as a guard does.
type refusingDialer struct{}

func (refusingDialer) DialContext(context.Context, string, string) (net.Conn, error) {
	return nil, dial.ErrRefused
}
