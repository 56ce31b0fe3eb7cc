package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
)

// openLedger opens a ledger with two agents; stop closes it.
func openLedger(t *testing.T, dir string) (stop func()) {
	t.Helper()
	store, err := ledger.Open(ledger.Config{Dir: dir, Compile: compilePrice, Now: time.Now, Log: slog.New(slog.DiscardHandler), FileSize: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- store.Run(ctx) }()
	for _, id := range []metering.AgentID{"demo", "other"} {
		err = store.CreateAgent(ctx, id, "standard", money.Units(5))
		if err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		cancel()
		err := errors.Join(<-done, store.Close())
		if err != nil {
			t.Error(err)
		}
	}
}

func TestVerify(t *testing.T) {
	dir := t.TempDir()
	if got := runAdmin(t, nil, "verify", "--data-dir", dir); got.code != exitUsage || !strings.Contains(got.stderr, "there is no journal in "+dir) {
		t.Errorf("verify of nothing: exit %d, %s", got.code, got.stderr)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) > 0 {
		t.Errorf("verify of nothing left %v, %v", names, err)
	}
	stop := openLedger(t, dir)

	// The gateway has the file open and answers.
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/verify" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true,"entries":77,"head":"ab","first_bad_sequence":null,"reason":"","chain":null}`))
	}))
	defer s.Close()
	if got := runAdmin(t, nil, "verify", "--data-dir", dir); got.code != exitUnreachable || !strings.Contains(got.stderr, "another process has the journal open") {
		t.Errorf("verify of a locked ledger without admin.json: exit %d, %s", got.code, got.stderr)
	}
	write(t, filepath.Join(dir, adminFileName), `{"url":"`+s.URL+`","token_file":"admin.token"}`)
	write(t, filepath.Join(dir, "admin.token"), testSecret)
	if got := runAdmin(t, nil, "verify", "--data-dir", dir); got.code != 0 || !strings.Contains(got.stdout, "entries  77") {
		t.Errorf("verify of a running gateway: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}

	// The gateway is gone; admin.json is stale, and nobody asks it.
	stop()
	s.Close()
	got := runAdmin(t, nil, "verify", "--data-dir", dir, "--json")
	var v map[string]any
	err := json.Unmarshal([]byte(got.stdout), &v)
	if err != nil || got.code != 0 || v["ok"] != true || v["entries"] != 2.0 || len(v) != 6 || v["chain"] != nil || v["first_bad_sequence"] != nil || v["reason"] != "" {
		t.Errorf("verify --json: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}

	flipByte(t, filepath.Join(dir, "journal", "000001.db"), []byte(`"id":"demo"`))
	got = runAdmin(t, nil, "verify", "--data-dir", dir, "--json")
	err = json.Unmarshal([]byte(got.stdout), &v)
	if err != nil || got.code != exitCheck || v["ok"] != false || v["first_bad_sequence"] != 1.0 || v["reason"] == "" {
		t.Errorf("verify of a flipped byte: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
	got = runAdmin(t, nil, "verify", "--data-dir", dir)
	if got.code != exitCheck || !strings.Contains(got.stdout, "first bad  1") || !strings.Contains(got.stderr, "is not right") {
		t.Errorf("verify of a flipped byte: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
}

// flipByte changes one bit wherever a file holds a text: a page that is no
// longer in use may hold it too.
func flipByte(t *testing.T, file string, at []byte) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(at)
	changed[len(changed)/2] ^= 1
	flipped := bytes.ReplaceAll(text, at, changed)
	if bytes.Equal(flipped, text) {
		t.Fatalf("%s does not hold %q", file, at)
	}
	err = os.WriteFile(file, flipped, 0o600)
	if err != nil {
		t.Fatal(err)
	}
}
