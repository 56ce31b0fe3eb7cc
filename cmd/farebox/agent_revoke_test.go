package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/gateway/token"
)

// operated is a gateway as far as its operator sees it, on real files.
type operated struct {
	*parts
	dir  string // of the commands
	stop func()
}

func newOperated(t *testing.T, data string) *operated {
	t.Helper()
	cfg := config.Defaults()
	cfg.DataDir = data
	cfg.Plans = []config.Plan{{Name: "standard", Billing: "prepaid"}}
	p := &parts{cfg: cfg, log: slog.New(slog.DiscardHandler), now: time.Now, reg: newRegistry()}
	err := p.openStore()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.store.Run(ctx) }()
	err = p.openTokens("")
	if err == nil {
		err = p.openConsole(testSecret, "http://127.0.0.1/")
	}
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(p.console.Handler())
	o := &operated{parts: p, dir: adminDir(t, s.URL)}
	stopped := false
	o.stop = func() {
		if stopped {
			return
		}
		stopped = true
		s.Close()
		p.tokens.Close()
		cancel()
		if err := errors.Join(<-done, p.store.Close()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(o.stop)
	return o
}

// run runs a command and wants its exit code.
func (o *operated) run(t *testing.T, code int, args ...string) result {
	t.Helper()
	got := runAdmin(t, nil, append(args, "--data-dir", o.dir)...)
	if got.code != code {
		t.Fatalf("%v: exit %d, want %d: %s%s", args, got.code, code, got.stdout, got.stderr)
	}
	return got
}

// issue returns a token and its id.
func (o *operated) issue(t *testing.T, agent string) (raw, jti string) {
	t.Helper()
	var v struct{ Token, JTI string }
	err := json.Unmarshal([]byte(o.run(t, 0, "agent", "token", agent, "--json").stdout), &v)
	if err != nil || v.Token == "" || v.JTI == "" {
		t.Fatalf("token: %+v, %v", v, err)
	}
	return v.Token, v.JTI
}

// TestAgentRevoke: a revocation takes effect on tokens that are cached, and holds
// over a restart.
func TestAgentRevoke(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	o := newOperated(t, data)
	o.run(t, 0, "agent", "create", "demo")
	o.run(t, 0, "agent", "create", "other")
	byToken, _ := o.issue(t, "demo")
	byID, jti := o.issue(t, "demo")
	byAll, _ := o.issue(t, "demo")
	kept, _ := o.issue(t, "other")
	refused, fine := []string(nil), []string{byToken, byID, byAll, kept}
	check := func() {
		t.Helper()
		for _, raw := range fine {
			if _, err := o.tokens.Verify(t.Context(), raw); err != nil {
				t.Error(err)
			}
		}
		for _, raw := range refused {
			if _, err := o.tokens.Verify(t.Context(), raw); !errors.Is(err, token.ErrRevoked) {
				t.Errorf("a revoked token: %v, want ErrRevoked", err)
			}
		}
	}
	check() // all are cached now

	got := o.run(t, 0, "agent", "revoke", "demo", "--token", byToken)
	if !strings.Contains(got.stdout, "revoked  ") || strings.Contains(got.stdout, byToken) {
		t.Errorf("revoke prints %s", got.stdout)
	}
	refused, fine = []string{byToken}, []string{byID, byAll, kept}
	check()
	o.run(t, 0, "agent", "revoke", "demo", "--token", byToken) // again
	got = o.run(t, 0, "agent", "revoke", "demo", "--jti", jti, "--json")
	if got.stdout != `{"agent":"demo","jti":"`+jti+`","revoked":true}`+"\n" {
		t.Errorf("revoke --json prints %s", got.stdout)
	}
	refused, fine = []string{byToken, byID}, []string{byAll, kept}
	check()
	o.run(t, 0, "agent", "revoke", "demo", "--all")
	fresh, _ := o.issue(t, "demo") // within the same second
	refused, fine = []string{byToken, byID, byAll}, []string{fresh, kept}
	check()

	o.stop()
	o = newOperated(t, data)
	check()
	o.run(t, 0, "agent", "revoke", "demo", "--all")
	second, _ := o.issue(t, "demo")
	refused, fine = append(refused, fresh), []string{second, kept}
	check()
	o.run(t, 0, "agent", "rotate-keys")
	third, _ := o.issue(t, "demo")
	fine = append(fine, third)
	check()
	o.stop()
	if v := runAdmin(t, nil, "verify", "--data-dir", data); v.code != 0 {
		t.Errorf("verify: exit %d, %s", v.code, v.stderr)
	}
	o = newOperated(t, data)
	check()
}

func TestAgentRevokeRefuses(t *testing.T) {
	o := newOperated(t, filepath.Join(t.TempDir(), "data"))
	o.run(t, 0, "agent", "create", "demo")
	o.run(t, 0, "agent", "create", "other")
	raw, _ := o.issue(t, "demo")
	for _, tt := range []struct {
		line string
		code int
		text string
	}{
		{"agent revoke demo", exitUsage, "token"},
		{"agent revoke", exitUsage, ""},
		{"agent revoke demo --all --jti x", exitUsage, "all"},
		{"agent revoke demo --all=false", exitUsage, "revokes nothing"},
		{"agent revoke demo --token -", exitUsage, "not accepted"}, // standard input is no token
		{"agent revoke demo --token junk", exitUsage, "not accepted"},
		{"agent revoke other --token " + raw, exitUsage, "another agent's"},
		{"agent revoke nobody --jti x", exitFault, "no such agent"},
		{"agent revoke nobody --all", exitFault, "no such agent"},
	} {
		got := o.run(t, tt.code, strings.Fields(tt.line)...)
		if !strings.Contains(got.stderr, tt.text) {
			t.Errorf("%s: %s", tt.line, got.stderr)
		}
	}
	if _, err := o.tokens.Verify(t.Context(), raw); err != nil {
		t.Errorf("after refused revocations: %v", err)
	}
	if got := runAdmin(t, nil, "agent", "revoke", "demo", "--all", "--data-dir", t.TempDir()); got.code != exitUnreachable {
		t.Errorf("without a gateway: exit %d, %s", got.code, got.stderr)
	}
	if got := runAdmin(t, nil, "agent", "revoke", "demo", "--token", "", "--data-dir", o.dir); got.code != exitUsage {
		t.Errorf("an empty token: exit %d, %s", got.code, got.stderr)
	}
}
