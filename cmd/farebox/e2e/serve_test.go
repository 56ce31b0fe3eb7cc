package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// serving is a running `farebox serve`.
type serving struct {
	*process
	file string
}

var (
	agentsURL = regexp.MustCompile(`agents=(http://\S+)`)
	adminURL  = regexp.MustCompile(`admin=(http://\S+)`)
)

// startServe runs a configuration on dir/data; text is what stands after the
// listeners, and env what it may name.
func startServe(t *testing.T, dir, text string, env ...string) *serving {
	t.Helper()
	file := writeConfig(t, dir, text)
	cmd := exec.Command(binary, "serve", "--config", file)
	cmd.Env = append(os.Environ(), env...)
	s := &serving{process: spawn(t, filepath.Join(dir, "data"), cmd), file: file}
	s.GatewayURL, s.AdminURL = s.awaitOutput(agentsURL), s.awaitOutput(adminURL)
	secret, err := os.ReadFile(filepath.Join(s.dir, "admin.token"))
	if err != nil {
		t.Fatal(err)
	}
	s.AdminToken = strings.TrimSpace(string(secret))
	return s
}

// writeConfig writes dir/farebox.yaml and returns its path.
func writeConfig(t *testing.T, dir, text string) string {
	t.Helper()
	file := filepath.Join(dir, "farebox.yaml")
	head := fmt.Sprintf("listen: \"127.0.0.1:0\"\nadmin: {listen: \"127.0.0.1:0\"}\ndata_dir: %q\n", filepath.Join(dir, "data"))
	err := os.WriteFile(file, []byte(head+text), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// write changes the configuration.
func (s *serving) write(text string) {
	s.t.Helper()
	writeConfig(s.t, filepath.Dir(s.file), text)
}

// reload sends SIGHUP and waits for what the log says then, once more than
// before.
func (s *serving) reload(word string) {
	s.t.Helper()
	before := strings.Count(s.stderr.String(), word)
	err := s.cmd.Process.Signal(syscall.SIGHUP)
	if err != nil {
		s.t.Fatal(err)
	}
	s.await(word, func() bool { return strings.Count(s.stderr.String(), word) > before })
}

// newToken creates an agent by command and returns its token.
func (s *serving) newToken(id, credit string) string {
	s.t.Helper()
	got := command(s.t, "agent", "create", id, "--credit", credit, "--data-dir", s.dir, "--json")
	var a struct{ Token string }
	err := json.Unmarshal([]byte(got.stdout), &a)
	if err != nil || got.code != 0 || a.Token == "" {
		s.t.Fatalf("agent create: exit %d, %v: %s%s", got.code, err, got.stdout, got.stderr)
	}
	return a.Token
}

func (s *serving) get(token, path string) (status int, charge string, err error) {
	req, err := http.NewRequest(http.MethodGet, s.GatewayURL+path, nil)
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Header.Get("Farebox-Charge"), err
}

func routeTo(upstream, price, crash string) string {
	return fmt.Sprintf(`prices:
  per-call: {model: unit, unit: %q}
limits: {rate_per_agent: off}
routes:
  - {name: api, match: {path: "/api/*"}, upstream: {urls: [%q]}, meter: call, price: per-call, accept: [token], on_crash: %s}
`, price, upstream, crash)
}

// TestReload: SIGHUP with a faulty file under load changes nothing and fails no
// call; with a good one the next call pays the new price.
func TestReload(t *testing.T) {
	t.Parallel()
	up := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }))
	defer up.Close()
	s := startServe(t, t.TempDir(), routeTo(up.URL, "0.001", "release"))
	token := s.newToken("bot", "1000")

	var wg sync.WaitGroup
	var stop atomic.Bool
	var calls, failed atomic.Int64
	for range 8 {
		wg.Go(func() {
			for !stop.Load() {
				status, _, err := s.get(token, "/api/x")
				calls.Add(1)
				if err != nil || status != http.StatusOK {
					failed.Add(1)
				}
			}
		})
	}
	for range 3 {
		s.write(routeTo(up.URL, "-1", "sometimes"))
		s.reload("configuration is not taken over")
		s.write(routeTo(up.URL, "0.001", "release"))
		s.reload("configuration taken over")
	}
	enough := calls.Load() + 100
	s.await("calls after the last reload", func() bool { return calls.Load() > enough })
	stop.Store(true)
	wg.Wait()
	if failed.Load() != 0 {
		t.Errorf("%d of %d calls failed over six reloads", failed.Load(), calls.Load())
	}
	if _, charge, err := s.get(token, "/api/x"); err != nil || charge != "0.001" {
		t.Errorf("charge %q, %v; want the old price", charge, err)
	}
	s.write(routeTo(up.URL, "0.25", "release"))
	s.reload("configuration taken over")
	if _, charge, err := s.get(token, "/api/x"); err != nil || charge != "0.25" {
		t.Errorf("charge %q, %v; want the new price", charge, err)
	}
	if code := s.terminate(); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	if got := command(t, "usage", "--data-dir", s.dir); got.code != 3 || !strings.Contains(got.stderr, "no gateway is running") {
		t.Errorf("a command after SIGTERM: exit %d, %s", got.code, got.stderr)
	}
	if got := command(t, "verify", "--data-dir", s.dir); got.code != 0 {
		t.Errorf("verify: %s%s", got.stdout, got.stderr)
	}
}

// TestCrashIsChargedByPolicy: kill -9 while the upstream works, on a route that
// charges interrupted calls: one record, indeterminate and flagged, charged
// once, however often the gateway starts again.
func TestCrashIsChargedByPolicy(t *testing.T) {
	t.Parallel()
	working, finish := make(chan struct{}), make(chan struct{})
	up := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		working <- struct{}{}
		select {
		case <-finish:
		case <-r.Context().Done():
		}
	}))
	defer up.Close()
	defer close(finish)
	dir := t.TempDir()
	text := routeTo(up.URL, "0.5", "ceiling")
	s := startServe(t, dir, text)
	token := s.newToken("bot", "2")
	cut := make(chan error, 1)
	go func() {
		_, _, err := s.get(token, "/api/slow")
		cut <- err
	}()
	<-working
	s.kill()
	if err := <-cut; err == nil {
		t.Error("the client saw an end of the call that was cut")
	}
	for range 2 {
		s = startServe(t, dir, text)
		got := command(t, "usage", "--data-dir", s.dir, "--json")
		var list page[usageItem]
		err := json.Unmarshal([]byte(got.stdout), &list)
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("usage after the crash: %v: %s%s", err, got.stdout, got.stderr)
		}
		if u := list.Items[0]; u.State != "indeterminate" || u.Charge != "0.5" || !strings.Contains(got.stdout, `"recovered"`) {
			t.Errorf("record after the crash: %s", got.stdout)
		}
		show := command(t, "agent", "show", "bot", "--data-dir", s.dir, "--json")
		if !strings.Contains(show.stdout, `"balance":"1.5"`) && !strings.Contains(show.stdout, `"balance": "1.5"`) {
			t.Errorf("agent after the crash: %s%s", show.stdout, show.stderr)
		}
		s.kill()
	}
	if got := command(t, "verify", "--data-dir", s.dir); got.code != 0 {
		t.Errorf("verify: %s%s", got.stdout, got.stderr)
	}
}
