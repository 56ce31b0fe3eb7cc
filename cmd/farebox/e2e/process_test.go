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
	"regexp"
	"strings"
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
	PayTo      string                       `json:"pay_to"`
	AdminToken string                       `json:"admin_token"`
	Accounts   []account                    `json:"accounts"`
	Agents     []struct{ ID, Token string } `json:"agents"`
}

// account is a payer on chain, its key in hex.
type account struct {
	Address    string `json:"address"`
	PrivateKey string `json:"private_key"`
}

// process is a running farebox; of another program only what is not devFile.
type process struct {
	devFile
	t      *testing.T
	dir    string
	cmd    *exec.Cmd
	stderr *lockedBuffer // and its standard output
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
	args := append([]string{"dev", "--quiet", "--data-dir", dir, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, flags...)
	return spawn(t, dir, exec.Command(binary, args...))
}

// spawn starts a program, which is killed at the end of the test at the latest.
// dir is its data directory.
func spawn(t *testing.T, dir string, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{t: t, dir: dir, cmd: cmd, stderr: new(lockedBuffer), exited: make(chan struct{})}
	name := strings.Join(append([]string{filepath.Base(cmd.Path)}, cmd.Args[1:min(2, len(cmd.Args))]...), " ")
	cmd.Stdout, cmd.Stderr = p.stderr, p.stderr
	err := cmd.Start()
	if err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		p.kill()
		if text := p.stderr.tail(4_000); t.Failed() && text != "" {
			t.Logf("%s, which ended with %v:\n%s", name, p.err, text)
		}
	})
	return p
}

// awaitOutput waits until the process has said something and returns its first
// group.
func (p *process) awaitOutput(what *regexp.Regexp) (group string) {
	p.t.Helper()
	p.await(what.String(), func() bool {
		select {
		case <-p.exited:
			p.t.Fatalf("%s ended before it said %s: %v\n%s", p.cmd.Path, what, p.err, p.stderr)
		default:
		}
		m := what.FindStringSubmatch(p.stderr.String())
		if m != nil {
			group = m[1]
		}
		return m != nil
	})
	return group
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
		p.t.Fatalf("it did not end within %s\n%s", patience, p.stderr.tail(8_000))
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
	return commandIn(t, nil, args...)
}

// commandIn is command with variables of the environment.
func commandIn(t *testing.T, env []string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	// Commands must find the gateway by --data-dir, not by what the developer's
	// shell says.
	cmd.Env = append(append(os.Environ(), "FAREBOX_ADMIN_URL=", "FAREBOX_ADMIN_TOKEN="), env...)
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
