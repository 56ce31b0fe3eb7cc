package token_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/token"
)

// foreignToken is a good token of an issuer, distinct by id.
func foreignToken(f *fixture, is token.Issuer, kid, id string) string {
	return forge(fmt.Sprintf(`{"alg":"EdDSA","kid":%q}`, kid),
		claims(f.clock, is.Issuer, map[string]any{"jti": id, "exp": f.clock.Now().Add(90 * 24 * time.Hour).Unix()}), signEd(keyPairs().ed))
}

func verify(f *fixture, raw string) error {
	_, err := f.Verify(context.Background(), raw)
	return err
}

// With no keys at hand and an endpoint that answers wrongly, tokens are
// refused as unavailable, and the endpoint is not hammered.
func TestKeySetFaultsFailClosed(t *testing.T) {
	ed := jwkEd("ed", keyPairs().ed)
	var zipped bytes.Buffer
	zw := gzip.NewWriter(&zipped)
	fmt.Fprint(zw, keySet(ed))
	zw.Close()
	text := func(s string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, s) }
	}
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
	}
	elsewhere := newKeyServer(t, keySet(ed))
	var streamed atomic.Int64
	for _, c := range []struct {
		name   string
		handle http.HandlerFunc
	}{
		{"status 500", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, keySet(ed))
		}},
		{"status 203", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(203); io.WriteString(w, keySet(ed)) }},
		{"cut connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"redirect to metadata", redirect("http://169.254.169.254/latest/meta-data")},
		{"redirect to a good key set", redirect(elsewhere.URL)},
		{"1 GB announced", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "1073741824") }},
		{"1 GB streamed", func(w http.ResponseWriter, _ *http.Request) {
			block := bytes.Repeat([]byte(" "), 1<<16)
			for sent := 0; sent < 1<<30; sent += len(block) {
				if _, err := w.Write(block); err != nil {
					return
				}
				streamed.Add(int64(len(block)))
			}
			io.WriteString(w, keySet(ed))
		}},
		{"one byte over the cap", text(keySet(ed) + strings.Repeat(" ", 1<<20+1-len(keySet(ed))))},
		{"encoded", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zipped.Bytes())
		}},
		{"not JSON", text("<html>")},
		{"empty", text("")},
		{"no keys", text(`{"keys":[]}`)},
		{"null keys", text(`{"keys":null}`)},
		{"duplicate member", text(`{"keys":[],"keys":[` + ed + `]}`)},
		{"two keys of one kid", text(keySet(ed, jwkEd("ed", keyPairs().other)))},
		{"too many keys", text(keySet(append(many(64), ed)...))},
		{"private key published", text(strings.Replace(keySet(ed), `"kty"`, `"d":"AAAA","kty"`, 1))},
		{"key for encryption", text(strings.Replace(keySet(ed), `"sig"`, `"enc"`, 1))},
		{"symmetric key", text(`{"keys":[{"kty":"oct","kid":"ed","k":"AAAA"}]}`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := newKeyServer(t, "")
			srv.answer(c.handle)
			f := newFixture(t, srv.issuer("acme"))
			for range 3 {
				if err := verify(f, foreignToken(f, srv.issuer("acme"), "ed", "a")); !errors.Is(err, token.ErrUnavailable) || errors.Is(err, token.ErrInvalid) {
					t.Fatalf("got %v, want ErrUnavailable", err)
				}
			}
			if n := srv.fetches.Load(); n != 1 {
				t.Errorf("%d fetches, want 1", n)
			}
			srv.publish(keySet(ed))
			f.clock.add(5 * time.Second)
			if err := verify(f, foreignToken(f, srv.issuer("acme"), "ed", "a")); err != nil {
				t.Errorf("after the endpoint came back: %v", err)
			}
		})
	}
	if n := streamed.Load(); n > 64<<20 { // the cap and what sockets buffer
		t.Errorf("%d bytes of the endless reply were taken", n)
	}
	if n := elsewhere.fetches.Load(); n != 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
}

func many(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = jwkEd(fmt.Sprint("k", i), keyPairs().ed)
	}
	return out
}

// Keys at hand outlive an outage up to their hard age, then nothing verifies.
func TestKeySetOutage(t *testing.T) {
	srv := newKeyServer(t, keySet(jwkEd("ed", keyPairs().ed)))
	is := srv.issuer("acme")
	f := newFixture(t, is)
	first := foreignToken(f, is, "ed", "first")
	if err := verify(f, first); err != nil {
		t.Fatal(err)
	}
	srv.answer(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	f.clock.add(24*time.Hour - time.Second)
	for _, raw := range []string{first, foreignToken(f, is, "ed", "second")} {
		if err := verify(f, raw); err != nil {
			t.Fatalf("within the keys' life: %v", err)
		}
	}
	f.Settle()
	if n := srv.fetches.Load(); n != 2 {
		t.Errorf("%d fetches, want the first and one refresh", n)
	}
	f.clock.add(recheckAge)
	for _, raw := range []string{first, foreignToken(f, is, "ed", "third")} {
		if err := verify(f, raw); !errors.Is(err, token.ErrUnavailable) {
			t.Fatalf("past the keys' life: %v", err)
		}
	}
}

// recheckAge is past the time for which a foreign token stays cached.
const recheckAge = 10*time.Minute + time.Second

// A rotation is seen by the first token of the new key; the withdrawn key
// stops working for cached tokens too.
func TestKeySetRotates(t *testing.T) {
	srv := newKeyServer(t, keySet(jwkEd("one", keyPairs().ed)))
	is := srv.issuer("acme")
	f := newFixture(t, is)
	old := foreignToken(f, is, "one", "old")
	if err := verify(f, old); err != nil {
		t.Fatal(err)
	}
	srv.publish(keySet(jwkEd("two", keyPairs().ed)))
	fresh := foreignToken(f, is, "two", "new")
	if err := verify(f, fresh); !errors.Is(err, token.ErrKey) {
		t.Fatalf("within a minute of the last fetch: %v", err)
	}
	f.clock.add(time.Minute)
	if err := verify(f, fresh); err != nil {
		t.Fatalf("new key: %v", err)
	}
	if err := verify(f, old); err != nil {
		t.Fatalf("cached token of the old key: %v", err)
	}
	f.clock.add(recheckAge)
	if err := verify(f, old); !errors.Is(err, token.ErrKey) {
		t.Fatalf("token of the withdrawn key, cache aged: %v", err)
	}
}

// Use of old keys refreshes them beside the call, which does not wait.
func TestKeySetRefreshesInBackground(t *testing.T) {
	body := keySet(jwkEd("ed", keyPairs().ed))
	srv := newKeyServer(t, body)
	is := srv.issuer("acme")
	f := newFixture(t, is)
	if err := verify(f, foreignToken(f, is, "ed", "a")); err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	srv.answer(func(w http.ResponseWriter, _ *http.Request) { <-release; io.WriteString(w, body) })
	f.clock.add(10 * time.Minute)
	for i := range 20 { // would deadlock here if it waited
		if err := verify(f, foreignToken(f, is, "ed", fmt.Sprint("b", i))); err != nil {
			t.Fatal(err)
		}
	}
	close(release)
	f.Settle()
	if n := srv.fetches.Load(); n != 2 {
		t.Errorf("%d fetches, want 2", n)
	}
	if err := verify(f, foreignToken(f, is, "ed", "c")); err != nil {
		t.Fatal(err)
	}
	if f.Settle(); srv.fetches.Load() != 2 {
		t.Error("fresh keys were fetched again")
	}
}

// A hundred callers with cold keys cause one fetch; one that gives up waits no
// longer and takes nothing from the others.
func TestKeySetSingleFetch(t *testing.T) {
	srv := newKeyServer(t, "")
	asked, release := make(chan struct{}), make(chan struct{})
	srv.answer(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-release
		io.WriteString(w, keySet(jwkEd("ed", keyPairs().ed)))
	})
	is := srv.issuer("acme")
	f := newFixture(t, is)
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for i := range 100 {
		wg.Go(func() { errs <- verify(f, foreignToken(f, is, "ed", fmt.Sprint(i))) })
	}
	<-asked
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Verify(ctx, foreignToken(f, is, "ed", "gone")); !errors.Is(err, token.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("caller that gave up: %v", err)
	}
	close(release)
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := srv.fetches.Load(); n != 1 {
		t.Errorf("%d fetches, want 1", n)
	}
}

// A signature that cannot be one of its algorithm causes no fetch, even with
// cold keys.
func TestMisshapenSignatureCausesNoFetch(t *testing.T) {
	srv := newKeyServer(t, keySet(jwkEd("ed", keyPairs().ed)))
	is := srv.issuer("acme")
	f := newFixture(t, is)
	for _, c := range []struct {
		name, alg string
		sig       []byte
	}{
		{"empty", "EdDSA", nil},
		{"psychic", "ES256", make([]byte, 64)},
		{"psychic s", "ES384", append(bytes.Repeat([]byte{1}, 48), make([]byte, 48)...)},
		{"DER", "ES256", bytes.Repeat([]byte{0x30}, 70)},
		{"short RSA", "RS256", bytes.Repeat([]byte{1}, 128)},
		{"long RSA", "PS512", bytes.Repeat([]byte{1}, 2048)},
	} {
		raw := forge(fmt.Sprintf(`{"alg":%q,"kid":"ed"}`, c.alg), claims(f.clock, is.Issuer, nil), constant(c.sig))
		if err := verify(f, raw); !errors.Is(err, token.ErrSignature) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if f.Settle(); srv.fetches.Load() != 0 {
		t.Errorf("%d fetches", srv.fetches.Load())
	}
}

// A token revoked while it is being verified is refused, and not cached.
func TestRevokeDuringVerification(t *testing.T) {
	srv := newKeyServer(t, "")
	asked, release := make(chan struct{}), make(chan struct{})
	srv.answer(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-release
		io.WriteString(w, keySet(jwkEd("ed", keyPairs().ed)))
	})
	is := srv.issuer("acme")
	f := newFixture(t, is)
	raw := foreignToken(f, is, "ed", "a")
	done := make(chan error)
	go func() { done <- verify(f, raw) }()
	<-asked
	f.Revoke("acme:a", f.clock.Now().Add(90*24*time.Hour))
	close(release)
	if err := <-done; !errors.Is(err, token.ErrRevoked) {
		t.Errorf("got %v", err)
	}
	if n := f.CacheLen(); n != 0 {
		t.Errorf("%d entries cached", n)
	}
}

// Close ends a fetch that hangs.
func TestCloseEndsFetch(t *testing.T) {
	srv := newKeyServer(t, "")
	asked := make(chan struct{})
	srv.answer(func(_ http.ResponseWriter, r *http.Request) { close(asked); <-r.Context().Done() })
	is := srv.issuer("acme")
	f := newFixture(t, is)
	done := make(chan error)
	go func() { done <- verify(f, foreignToken(f, is, "ed", "a")) }()
	<-asked
	f.Close()
	if err := <-done; !errors.Is(err, token.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	f.clock.add(time.Hour)
	if err := verify(f, foreignToken(f, is, "ed", "a")); !errors.Is(err, token.ErrUnavailable) || srv.fetches.Load() != 1 {
		t.Errorf("after Close: %v, %d fetches", err, srv.fetches.Load())
	}
}

// The dialer is the issuer's own, and the guard's refusal ends the fetch.
func TestKeySetDialIsGuarded(t *testing.T) {
	srv := newKeyServer(t, keySet(jwkEd("ed", keyPairs().ed)))
	is := srv.issuer("acme")
	f := newFixture(t)
	var asked []string
	f.open(t, token.Config{Issuers: []token.Issuer{is}, Dialer: func(is token.Issuer) token.DialFunc {
		return func(ctx context.Context, network, address string) (net.Conn, error) {
			asked = append(asked, is.Name+" "+address)
			return new(dial.Guard).DialContext(ctx, network, address)
		}
	}})
	if err := verify(f, foreignToken(f, is, "ed", "a")); !errors.Is(err, token.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if len(asked) != 1 || asked[0] != "acme "+srv.Listener.Addr().String() || srv.fetches.Load() != 0 {
		t.Errorf("dialled %q, %d requests served", asked, srv.fetches.Load())
	}
}

func TestParseKeySet(t *testing.T) {
	k := keyPairs()
	rsaKey, ec, ed := jwkRSA("r", "PS256", &k.rsa.PublicKey), jwkEC("e", &k.ec.PublicKey), jwkEd("d", k.ed)
	for _, c := range []struct {
		name, body string
		usable     int
	}{
		{"all kinds", keySet(rsaKey, ec, ed), 3},
		{"unknown kinds beside a good one", keySet(`{"kty":"AKP","kid":"x"}`, `{"kty":"EC","crv":"secp256k1","kid":"y","x":"AA","y":"AA"}`, ed), 1},
		{"no kid", keySet(strings.Replace(ed, `"kid":"d",`, ``, 1), ec), 1},
		{"alg of another kind", keySet(strings.Replace(ec, `"kty"`, `"alg":"RS256","kty"`, 1), ed), 1},
		{"alg none", keySet(strings.Replace(ec, `"kty"`, `"alg":"none","kty"`, 1), ed), 1},
		{"alg HS256 on a public key", keySet(strings.Replace(ec, `"kty"`, `"alg":"HS256","kty"`, 1), ed), 1},
		{"key_ops verify", keySet(strings.Replace(ec, `"kty"`, `"key_ops":["verify"],"kty"`, 1)), 1},
		{"key_ops encrypt", keySet(strings.Replace(ec, `"kty"`, `"key_ops":["encrypt"],"kty"`, 1), ed), 1},
		{"point off the curve", keySet(strings.Replace(ec, `"y":"`, `"y":"`+b64(make([]byte, 32))+`","was":"`, 1), ed), 1},
		{"RSA of 1024 bits", keySet(`{"kty":"RSA","kid":"s","e":"AQAB","n":"`+b64(bytes.Repeat([]byte{0xff}, 128))+`"}`, ed), 1},
		{"RSA of 16384 bits", keySet(`{"kty":"RSA","kid":"s","e":"AQAB","n":"`+b64(bytes.Repeat([]byte{0xff}, 2048))+`"}`, ed), 1},
		{"RSA with exponent 1", keySet(strings.Replace(rsaKey, "AQAB", "AQ", 1), ed), 1},
		{"RSA with a long exponent", keySet(strings.Replace(rsaKey, "AQAB", "AQABAQABAQAB", 1), ed), 1},
		{"Ed25519 of 31 bytes", keySet(`{"kty":"OKP","crv":"Ed25519","kid":"s","x":"`+b64(make([]byte, 31))+`"}`, ec), 1},
		{"X25519", keySet(strings.Replace(ed, "Ed25519", "X25519", 1), ec), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n, err := token.ParseKeySet([]byte(c.body)); err != nil || n != c.usable {
				t.Errorf("%d usable keys, %v; want %d", n, err, c.usable)
			}
		})
	}
}
