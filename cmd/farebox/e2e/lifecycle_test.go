package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestDevFile: dev.json is for its owner alone and says what the tools of others
// read; dev serves this machine alone.
func TestDevFile(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	info, err := os.Stat(filepath.Join(p.dir, "dev.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("dev.json: mode %v, %v; want 0600", info.Mode(), err)
	}
	for name, u := range map[string]string{"gateway_url": p.GatewayURL, "admin_url": p.AdminURL, "rpc_url": p.RPCURL} {
		if !strings.HasPrefix(u, "http://127.0.0.1:") || strings.HasSuffix(u, "/") {
			t.Errorf("%s is %q", name, u)
		}
	}
	if p.ChainID != 31337 || p.Asset.Decimals != 6 || len(p.PayTo) != 42 || len(p.AdminToken) < 32 {
		t.Errorf("dev.json: %+v", p.devFile)
	}
	for i, a := range p.Accounts {
		if p.chainBalance(a.Address).Cmp(big.NewInt(1_000_000_000)) < 0 { // 1,000 test dollars
			t.Errorf("account %d has %s base units", i, p.chainBalance(a.Address))
		}
	}
	for _, a := range p.Agents {
		if v := p.agent(a.ID); v.Balance != "1000" || v.State != "active" {
			t.Errorf("agent %+v, want a balance of 1000", v)
		}
	}
	for _, flag := range []string{"--listen", "--admin"} {
		if got := command(t, "dev", "--data-dir", t.TempDir(), flag, "0.0.0.0:0"); got.code != 2 || !strings.Contains(got.stderr, "loopback") {
			t.Errorf("dev %s 0.0.0.0:0: exit %d with %q, want 2 and a word on loopback", flag, got.code, got.stderr)
		}
	}
}

// TestSecondProcess: a second process on a data directory ends at once, says
// why, and disturbs nothing.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	var got result
	fastest := patience
	for range 3 { // the machine may be busy with other tests
		begin := time.Now()
		got = command(t, "dev", "--data-dir", p.dir, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
		fastest = min(fastest, time.Since(begin))
		if got.code != 1 || !strings.Contains(got.stderr, "another process") || !strings.Contains(got.stderr, p.dir) {
			t.Errorf("exit %d with %q, want 1 and a message that names another process and the directory", got.code, got.stderr)
		}
	}
	if fastest > time.Second {
		t.Errorf("it took %s to say so, want less than 1 s", fastest)
	}
	if strings.Contains(got.stderr, "goroutine ") {
		t.Errorf("the message is a trace: %s", got.stderr)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "dev.json")); err != nil {
		t.Errorf("the first process's dev.json: %v", err)
	}
	if res := p.ask(request{path: quotePath, token: p.Agents[0].Token}); res.status != http.StatusOK {
		t.Errorf("the first process answers %d: %s", res.status, res.body)
	}
}

// TestChangedChain: an old data directory refuses another chain id.
func TestChangedChain(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	if code := p.terminate(); code != 0 {
		t.Fatalf("exit code %d after SIGTERM", code)
	}
	got := command(t, "dev", "--data-dir", p.dir, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--chain-id", "84532")
	if got.code == 0 || !strings.Contains(got.stderr, "use a new --data-dir") {
		t.Errorf("exit %d with %q, want a fault that says: use a new --data-dir", got.code, got.stderr)
	}
}

// TestRestartGoesOn: an orderly stop removes dev.json, and the next start goes on
// where it was: balances, usage, tokens, chain.
func TestRestartGoesOn(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	agent, payer := p.Agents[1], p.wallet(7)
	if res := p.ask(request{path: quotePath, token: agent.Token}); res.status != http.StatusOK {
		t.Fatalf("status %d: %s", res.status, res.body)
	}
	r := request{path: quotePath}
	r.payment = payer.mustPay(t, p.offerFor(r))
	if res := p.ask(r); res.status != http.StatusOK {
		t.Fatalf("status %d: %s", res.status, res.body)
	}
	p.settleAll()
	usage, money, asset, vault := p.usage(), p.chainBalance(payer.address), p.Asset.Address, p.PayTo
	if code := p.terminate(); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "dev.json")); err == nil {
		t.Error("dev.json is there after the stop")
	}
	p = startDev(t, p.dir)
	if p.Asset.Address != asset || p.PayTo != vault || p.chainBalance(payer.address).Cmp(money) != 0 {
		t.Errorf("the chain began anew: asset %s, vault %s", p.Asset.Address, p.PayTo)
	}
	if got := p.usage(); len(got) != 2 || fmt.Sprint(got) != fmt.Sprint(usage) {
		t.Errorf("usage after the restart is\n%v, before it was\n%v", got, usage)
	}
	if a := p.agent(agent.ID); a.Balance != "999.999" {
		t.Errorf("balance %s after the restart, want 999.999", a.Balance)
	}
	if res := p.ask(request{path: quotePath, token: agent.Token}); res.status != http.StatusOK {
		t.Errorf("an earlier token is answered %d: %s", res.status, res.body)
	}
	p.checkBooks()
}

// TestDrain: SIGTERM lets 200 streams end, all of them recorded, and the exit
// code is 0.
func TestDrain(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 40
	p := startDev(t, t.TempDir())
	client := newClient(t, streams)
	var begun, wg sync.WaitGroup
	begun.Add(streams)
	var mu sync.Mutex
	var ids []string
	for range streams {
		wg.Go(func() {
			id, n, err := p.stream(client, p.Agents[2].Token, fmt.Sprintf("/demo/stream?n=%d&ms=50", events), begun.Done)
			if err != nil || n != events {
				t.Errorf("a stream ended after %d of %d events: %v", n, events, err)
				return
			}
			mu.Lock()
			ids = append(ids, id)
			mu.Unlock()
		})
	}
	begun.Wait()
	if code := p.terminate(); code != 0 {
		t.Errorf("exit code %d after SIGTERM with streams in flight", code)
	}
	wg.Wait()
	p = startDev(t, p.dir)
	items := p.usage("route", "demo-stream")
	if len(items) != streams {
		t.Errorf("%d usage records, want %d", len(items), streams)
	}
	checkEach(t, items, ids)
	for _, u := range items {
		if u.Outcome != "ok" || u.Charge != "0.001" {
			t.Fatalf("usage record %+v", u)
		}
	}
	if a := p.agent(p.Agents[2].ID); a.Balance != "999.8" || a.Held != "0" {
		t.Errorf("balance %s, held %s, want 999.8 and 0", a.Balance, a.Held)
	}
	p.checkBooks()
}

// stream reads an event stream to its end. begun is called once, after the first
// event or the first fault.
func (p *process) stream(c *http.Client, token, path string, begun func()) (id string, events int, err error) {
	var once sync.Once
	defer func() { once.Do(begun) }()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, p.GatewayURL+path, nil)
	if err != nil {
		return "", 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := c.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return "", 0, fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data: ") {
			events++
			once.Do(begun)
		}
	}
	return res.Header.Get("Request-Id"), events, lines.Err()
}
