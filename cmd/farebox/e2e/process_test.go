package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that is not itself measured: the
// machine may be busy with other tests.
const patience = 60 * time.Second

// devFile is dev.json, as far as the tests read it.
type devFile struct {
	GatewayURL string `json:"gateway_url"`
	AdminURL   string `json:"admin_url"`
	RPCURL     string `json:"rpc_url"`
	ChainID    uint64 `json:"chain_id"`
	Asset      struct {
		Address, Name, Version string
		Decimals               int
	} `json:"asset"`
	PayTo      string `json:"pay_to"`
	AdminToken string `json:"admin_token"`
	Accounts   []struct {
		Address    string `json:"address"`
		PrivateKey string `json:"private_key"`
	} `json:"accounts"`
	Agents []struct{ ID, Token string } `json:"agents"`
}

// process is a running `farebox dev`.
type process struct {
	devFile
	t      *testing.T
	dir    string
	cmd    *exec.Cmd
	stderr *lockedBuffer
	exited chan struct{} // closed when the process is gone
	err    error         // of Wait, once exited is closed
}

// startDev starts `farebox dev` on dir and waits for its dev.json. The process
// is killed at the end of the test.
func startDev(t *testing.T, dir string, flags ...string) *process {
	t.Helper()
	p := launch(t, dir, flags...)
	p.await("dev.json", func() bool {
		select {
		case <-p.exited:
			t.Fatalf("farebox dev ended before it was ready: %v\n%s", p.err, p.stderr)
		default:
		}
		text, err := os.ReadFile(filepath.Join(dir, "dev.json"))
		if errors.Is(err, fs.ErrNotExist) {
			return false
		}
		if err == nil {
			err = json.Unmarshal(text, &p.devFile)
		}
		if err != nil {
			t.Fatalf("read dev.json: %v", err)
		}
		return true
	})
	if len(p.Accounts) < 8 || len(p.Agents) < 3 {
		t.Fatalf("dev.json has %d accounts and %d agents, want at least 8 and 3", len(p.Accounts), len(p.Agents))
	}
	return p
}

// launch starts the process and waits for nothing.
func launch(t *testing.T, dir string, flags ...string) *process {
	t.Helper()
	err := os.Remove(filepath.Join(dir, "dev.json")) // left by a process that was killed
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	p := &process{t: t, dir: dir, stderr: new(lockedBuffer), exited: make(chan struct{})}
	args := append([]string{"dev", "--quiet", "--data-dir", dir, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, flags...)
	p.cmd = exec.Command(binary, args...)
	p.cmd.Stderr = p.stderr
	err = p.cmd.Start()
	if err != nil {
		t.Fatalf("start farebox dev: %v", err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		p.kill()
		if text := p.stderr.tail(4_000); t.Failed() && text != "" {
			t.Logf("farebox dev, which ended with %v:\n%s", p.err, text)
		}
	})
	return p
}

// kill is kill -9; it returns when the process is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	<-p.exited
}

// terminate sends SIGTERM and returns the exit code.
func (p *process) terminate() int {
	p.t.Helper()
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	if err != nil {
		p.t.Fatalf("send SIGTERM: %v", err)
	}
	return p.wait()
}

// wait returns the exit code of a process that ends by itself.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(patience):
		p.t.Fatalf("farebox dev did not end within %s\n%s", patience, p.stderr.tail(8_000))
	}
	return p.cmd.ProcessState.ExitCode()
}

// await looks again and again until done says so.
func (p *process) await(what string, done func() bool) {
	p.t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	limit := time.After(patience)
	for !done() {
		select {
		case <-look.C:
		case <-limit:
			p.t.Fatalf("waited %s for %s", patience, what)
		}
	}
}

// result is what a command left behind.
type result struct {
	code           int
	stdout, stderr string
}

// command runs one farebox command to its end.
func command(t *testing.T, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	// Commands must find the gateway by --data-dir, not by what the developer's
	// shell says.
	cmd.Env = append(os.Environ(), "FAREBOX_ADMIN_URL=", "FAREBOX_ADMIN_TOKEN=")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("run farebox %q: %v", args, err)
	}
	return result{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

// lockedBuffer keeps what a child writes while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string { return b.tail(1 << 20) }

// tail returns the last n bytes.
func (b *lockedBuffer) tail(n int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.b.Bytes()
	return string(text[max(0, len(text)-n):])
}
