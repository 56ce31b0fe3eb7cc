package token_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/token"
)

func TestRingFirstUse(t *testing.T) {
	f := newFixture(t)
	for path, want := range map[string]os.FileMode{f.dir: 0o700, filepath.Join(f.dir, "token-keys.json"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", filepath.Base(path), got, want)
		}
	}
	doc := f.JWKS()
	if len(doc.Keys) != 1 {
		t.Fatalf("%d keys published, want 1", len(doc.Keys))
	}
	k := doc.Keys[0]
	if k.Kty != "OKP" || k.Crv != "Ed25519" || k.Use != "sig" || k.Alg != "EdDSA" {
		t.Errorf("published %+v", k)
	}
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil || token.Thumbprint(x) != k.Kid {
		t.Errorf("kid %s is not the thumbprint of x (%v)", k.Kid, err)
	}
}

// The example of RFC 8037, appendix A.3.
func TestThumbprint(t *testing.T) {
	x, _ := base64.RawURLEncoding.DecodeString("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if got, want := token.Thumbprint(x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"; got != want {
		t.Errorf("thumbprint %s, want %s", got, want)
	}
}

func TestRotationAndRestart(t *testing.T) {
	f := newFixture(t)
	old, err := f.Issue("agent-1", 48*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	_, kid1 := f.signingKey(t)
	f.clock.add(time.Hour)
	if err := f.Rotate(f.clock.Now()); err != nil {
		t.Fatal(err)
	}
	fresh, err := f.Issue("agent-2", 24*365*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	_, kid2 := f.signingKey(t)
	if kid1 == kid2 {
		t.Fatal("rotation kept the signing key")
	}

	f.open(t, token.Config{}) // restart: nothing cached
	for raw, agent := range map[string]string{old: "agent-1", fresh: "agent-2"} {
		id, err := f.Verify(context.Background(), raw)
		if err != nil || id.Agent != agent {
			t.Fatalf("after restart: %+v, %v", id, err)
		}
	}
	if n := len(f.JWKS().Keys); n != 2 {
		t.Errorf("%d keys published, want 2", n)
	}
	data, _ := os.ReadFile(filepath.Join(f.dir, "token-keys.json"))
	if n := strings.Count(string(data), `"private"`); n != 1 {
		t.Errorf("%d private keys on disk after a rotation, want the signing key's alone", n)
	}

	f.clock.add(72 * time.Hour)
	if n := len(f.JWKS().Keys); n != 1 {
		t.Errorf("%d keys published after the old one's last token expired, want 1", n)
	}
	if err := f.Rotate(f.clock.Now()); err != nil {
		t.Fatal(err)
	}
	data, _ = os.ReadFile(filepath.Join(f.dir, "token-keys.json"))
	if !strings.Contains(string(data), kid1) || !strings.Contains(string(data), kid2) {
		t.Error("rotation must drop no key while there is room: the clock may be set back")
	}
	if _, err := f.Verify(context.Background(), fresh); err != nil {
		t.Errorf("token of the second key: %v", err)
	}
	if _, err := f.Verify(context.Background(), old); !errors.Is(err, token.ErrExpired) {
		t.Errorf("token of the dropped key: %v", err)
	}
}

// A crash between the temporary file and the rename leaves the old ring, and
// the leftover is no obstacle.
func TestRingLeftoverTemp(t *testing.T) {
	f := newFixture(t)
	raw, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.dir, "token-keys.json.tmp"), []byte(`{"version":1,"ke`), 0o644); err != nil {
		t.Fatal(err)
	}
	f.open(t, token.Config{})
	if _, err := f.Verify(context.Background(), raw); err != nil {
		t.Fatal(err)
	}
	if err := f.Rotate(f.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(f.dir, "token-keys.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("after the rotation: %v, %v", info.Mode(), err)
	}
}

// If the key file cannot be written, no token leaves and no key changes.
func TestRingWriteFault(t *testing.T) {
	f := newFixture(t)
	before := f.JWKS()
	temp := filepath.Join(f.dir, "token-keys.json.tmp")
	if err := os.MkdirAll(filepath.Join(temp, "in-the-way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Rotate(f.clock.Now()); err == nil {
		t.Error("rotation without a file succeeded")
	}
	if raw, err := f.Issue("agent-1", time.Hour); err == nil || raw != "" {
		t.Errorf("issued %q, %v without the key's expiry on disk", raw, err)
	}
	if got := f.JWKS(); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Errorf("keys changed: %v to %v", before, got)
	}
}

func TestRingRefusesWhatOthersCanRead(t *testing.T) {
	for _, c := range []struct {
		name      string
		dir, file os.FileMode
		want      string
	}{
		{"file readable by all", 0o700, 0o644, "chmod 600"},
		{"file readable by group", 0o700, 0o640, "chmod 600"},
		{"file writable by others", 0o700, 0o602, "chmod 600"},
		{"folder open to all", 0o755, 0o600, "chmod 700"},
		{"folder open to group", 0o750, 0o600, "chmod 700"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			if err := errors.Join(os.Chmod(filepath.Join(f.dir, "token-keys.json"), c.file), os.Chmod(f.dir, c.dir)); err != nil {
				t.Fatal(err)
			}
			_, err := token.OpenRing(token.RingConfig{Dir: f.dir})
			if !errors.Is(err, token.ErrKeyFile) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want ErrKeyFile that says %q", err, c.want)
			}
		})
	}
}

func TestRingRefusesDamage(t *testing.T) {
	f := newFixture(t)
	path := filepath.Join(f.dir, "token-keys.json")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	private, kid := f.signingKey(t)
	for _, c := range []struct{ name, content string }{
		{"empty", ""},
		{"cut", string(good[:len(good)/2])},
		{"other kid", strings.Replace(string(good), kid, strings.Repeat("A", 43), 1)},
		{"other private half", strings.Replace(string(good), b64(private.Seed()), b64([]byte(strings.Repeat("x", 32))), 1)},
		{"private half cut", strings.Replace(string(good), b64(private.Seed()), b64(private.Seed()[:31]), 1)},
		{"unknown member", strings.Replace(string(good), `"private"`, `"privat"`, 1)},
		{"no private half", strings.Replace(string(good), fmt.Sprintf(`"private": %q,`, b64(private.Seed())), "", 1)},
		{"later version", strings.Replace(string(good), `"version": 2`, `"version": 3`, 1)},
		{"no keys", `{"version":1,"keys":[]}`},
		{"next key alone", regexp.MustCompile(`"signs_from": "[^"]*",`).ReplaceAllString(string(good), "")},
		{"too large", string(good) + strings.Repeat(" ", 1<<20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.content == string(good) {
				t.Fatal("the case changes nothing")
			}
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := token.OpenRing(token.RingConfig{Dir: f.dir})
			if !errors.Is(err, token.ErrKeyFile) {
				t.Fatalf("got %v, want ErrKeyFile", err)
			}
			if strings.Contains(err.Error(), b64(private.Seed())) {
				t.Error("the error shows the private key")
			}
			if now, _ := os.ReadFile(path); string(now) != c.content {
				t.Error("the damaged file was written over")
			}
		})
	}
}

// No way of printing shows key bytes: not the values, not their containers,
// not the log of a failing fetch, not an error.
func TestKeyBytesNeverShow(t *testing.T) {
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	f := newFixture(t)
	srv := newKeyServer(t, "not a key set")
	f.open(t, token.Config{Issuers: []token.Issuer{srv.issuer("acme")}, Log: log})
	private, _ := f.signingKey(t)
	raw, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	out := new(strings.Builder)
	for _, v := range []any{f.ring, *f, f.Authority, token.Config{Ring: f.ring}, []any{f.ring}} {
		fmt.Fprintf(out, "%v %+v %#v %s %x\n", v, v, v, v, v)
		log.Error("dump", slog.Any("value", v))
	}
	bad := raw[:len(raw)-8] + "AAAAAAAA"
	_, err = f.Verify(context.Background(), bad)
	fmt.Fprintln(out, err)
	_, err = f.Verify(context.Background(), forge(`{"alg":"EdDSA","kid":"k"}`, claims(f.clock, "https://acme.example", nil), signEd(keyPairs().ed)))
	fmt.Fprintln(out, err)
	out.WriteString(logged.String())
	if !strings.Contains(out.String(), "issuer's keys not refreshed") {
		t.Fatal("the failing fetch was not logged")
	}
	seed := private.Seed()
	for name, needle := range map[string]string{
		"base64url": b64(seed), "base64": base64.StdEncoding.EncodeToString(seed)[:42], "hex": hex.EncodeToString(seed),
		"decimal": strings.Trim(fmt.Sprint(seed), "[]"), "raw": string(seed), "go syntax": strings.TrimSuffix(fmt.Sprintf("%#v", seed)[7:], "}"),
		"token": raw, "token's signature": raw[strings.LastIndex(raw, ".")+1:][:60],
	} {
		if strings.Contains(out.String(), needle) {
			t.Errorf("the output holds the %s form", name)
		}
	}
}
