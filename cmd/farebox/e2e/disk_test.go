package e2e_test

import (
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestDiskFull: when the disk is full, calls are refused before they reach the
// API, what is there can still be read, and room is all it takes to go on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small file system to fill up")
	}
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	err := os.Mkdir(data, 0o700)
	if err == nil {
		err = syscall.Mount("farebox-e2e", data, "tmpfs", 0, "size=160m,mode=0700")
	}
	if err != nil {
		t.Fatalf("mount a small file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(data, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	up := newCounter(t)
	s := startServe(t, dir, routeTo(up.URL, "0.001", "release"))
	token := s.newToken("bot", "1000")
	r := request{path: "/api/x", token: token}
	var served []string
	call := func() *reply {
		res := s.ask(r)
		if res.status == http.StatusOK {
			served = append(served, res.id())
		}
		return res
	}
	if res := call(); res.status != http.StatusOK {
		t.Fatalf("status %d: %s", res.status, res.body)
	}

	fill(t, filepath.Join(data, "others.bin"))
	// The pages that the journal has already are used first.
	var refused *reply
	s.await("the journal to be full", func() bool {
		refused = call()
		return refused.status != http.StatusOK
	})
	if refused.status != http.StatusServiceUnavailable || !strings.Contains(refused.body, "store_full") {
		t.Fatalf("status %d on a full disk: %s", refused.status, refused.body)
	}
	reached := up.calls.Load()
	for range 20 {
		if res := call(); res.status != http.StatusServiceUnavailable || res.header.Get("Farebox-Charge") != "" {
			t.Fatalf("status %d on a full disk: %s", res.status, res.body)
		}
	}
	if got := up.calls.Load(); got != reached {
		t.Errorf("%d refused calls reached the API", got-reached)
	}
	before := s.usage()
	if len(before) == 0 || s.agent("bot").Balance == "" {
		t.Errorf("reads on a full disk: %d records", len(before))
	}
	s.farebox(0, "invoice", "list")
	s.farebox(0, "usage", "--agent", "bot")
	s.exhaust()
	for path, status := range map[string]int{"/farebox/v1/me": 200, "/healthz": 200} {
		if res := s.ask(request{path: path, token: token}); res.status != status {
			t.Errorf("%s on a full disk: status %d: %s", path, res.status, res.body)
		}
	}

	err = os.Remove(filepath.Join(data, "others.bin"))
	if err != nil {
		t.Fatal(err)
	}
	s.await("calls to go on without a restart", func() bool { return call().status == http.StatusOK })
	// A call that was at the API when the last page went got no reply, and no charge.
	items := s.usage()
	checkEach(t, items, served)
	if len(items) != len(served) {
		t.Errorf("%d records of %d calls that were served", len(items), len(served))
	}
	if a := s.agent("bot"); a.Held != "0" || decimal(t, a.Balance).Cmp(new(big.Rat).Sub(decimal(t, "1000"), charges(t, items))) != 0 {
		t.Errorf("agent %+v after charges of %s", a, charges(t, items).FloatString(3))
	}
	if code := s.terminate(); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	s.farebox(0, "verify")
}

// exhaust makes agents, which may use the last of the reserve, until the disk
// has not a page left.
func (s *serving) exhaust() {
	s.t.Helper()
	for i := range 20_000 {
		status, text, err := s.tryAdmin(http.MethodPost, "agents", map[string]string{"id": fmt.Sprintf("filler-%d", i), "plan": "standard"})
		switch {
		case err != nil:
			s.t.Fatalf("make an agent on a full disk: %v", err)
		case status/100 == 2:
			continue
		case status != http.StatusServiceUnavailable || !strings.Contains(string(text), "store_full"):
			s.t.Fatalf("an agent on a full disk: status %d: %s", status, text)
		}
		s.t.Logf("no page was left after %d agents", i)
		return
	}
	s.t.Fatal("the disk is never full")
}

// counter is an API that counts its calls.
type counter struct {
	*httptest.Server
	calls atomic.Int64
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := new(counter)
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c.calls.Add(1)
		_, _ = io.WriteString(w, "ok")
	}))
	t.Cleanup(c.Close)
	return c
}

// fill writes a file until there is no room left.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 512; { // down to the last page
		_, err = f.Write(make([]byte, size))
		if err != nil {
			size /= 2
		}
	}
	if !strings.Contains(err.Error(), syscall.ENOSPC.Error()) {
		t.Fatalf("fill the disk: %v", err)
	}
}
