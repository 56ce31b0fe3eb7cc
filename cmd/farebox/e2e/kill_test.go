package e2e_test

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// killRounds is how often the process is killed; set FAREBOX_KILL_ROUNDS for
// more.
func killRounds(t *testing.T) int {
	t.Helper()
	text, ok := os.LookupEnv("FAREBOX_KILL_ROUNDS")
	if !ok {
		return 6
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("FAREBOX_KILL_ROUNDS=%q is no count", text)
	}
	return n
}

// load calls a gateway from many clients at once until it is gone, and notes
// which calls it saw complete: status 200 and the body read to its end.
type load struct {
	p       *process
	client  *http.Client
	offer   offer
	reached func() // called once limit calls are complete
	limit   int

	mu       sync.Mutex
	complete []string
	strange  map[string]int
}

// run drives the load until the gateway does not answer any more.
func (l *load) run(tokens []string, payers []*wallet) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	for _, token := range tokens {
		for _, path := range []string{quotePath, quotePath, "/demo/stream?n=3&ms=1", "/demo/bytes?n=70000"} {
			wg.Go(func() { l.loop(ctx, func() (request, error) { return request{path: path, token: token}, nil }) })
		}
	}
	for _, w := range payers {
		for range 2 {
			wg.Go(func() {
				l.loop(ctx, func() (request, error) {
					header, err := w.pay(l.offer)
					return request{path: quotePath, payment: header}, err
				})
			})
		}
	}
	wg.Go(func() { // batches are made while calls come in
		for ctx.Err() == nil {
			status, text, err := l.p.tryAdmin(http.MethodPost, "settlements", struct{}{})
			if err != nil {
				return
			}
			if status/100 != 2 {
				l.note(fmt.Sprintf("settlement: %d %s", status, text))
			}
		}
	})
	wg.Wait()
}

func (l *load) loop(ctx context.Context, next func() (request, error)) {
	for {
		r, err := next()
		if err != nil {
			l.note("sign: " + err.Error())
			return
		}
		res, err := l.p.do(ctx, l.client, r)
		if err != nil {
			return // the gateway is gone
		}
		if res.status != http.StatusOK {
			l.note(fmt.Sprintf("%s: status %d: %s", r.path, res.status, res.body))
			continue
		}
		l.mu.Lock()
		l.complete = append(l.complete, res.id())
		if len(l.complete) == l.limit {
			l.reached()
		}
		l.mu.Unlock()
	}
}

func (l *load) note(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.strange[what]++
}

// TestKillUnderLoad kills the process with SIGKILL at random moments under load
// and starts it again on the same directory, again and again. Every call that a
// client saw complete is in usage exactly once, no record is there twice, the
// charges are what the balances fell by, in the ledger and on chain.
func TestKillUnderLoad(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	p := startDev(t, dir)
	var tokens, complete []string
	for _, a := range p.Agents {
		tokens = append(tokens, a.Token)
	}
	payers := []*wallet{p.wallet(5), p.wallet(6)}
	before := map[string]*big.Int{}
	for _, w := range payers {
		before[w.address] = p.chainBalance(w.address)
	}
	rounds := killRounds(t)
	for round := range rounds {
		process := p
		l := &load{
			p: p, client: newClient(t, 64), offer: p.offerFor(request{path: quotePath}), limit: 1 + random.IntN(400),
			// The process dies at once: its threads are stopped wherever they are.
			reached: func() { _ = process.cmd.Process.Kill() }, strange: map[string]int{},
		}
		l.run(tokens, payers)
		p.kill()
		for what, n := range l.strange {
			t.Errorf("round %d: %d times %s", round, n, what)
		}
		complete = append(complete, l.complete...)
		if got := command(t, "verify", "--data-dir", dir, "--json"); got.code != 0 || !strings.Contains(got.stdout, `"ok":true`) {
			t.Errorf("round %d: farebox verify on what the kill left: exit %d: %s%s", round, got.code, got.stdout, got.stderr)
		}
		killAtStart(t, dir, time.Duration(random.Int64N(int64(300*time.Millisecond))))
		p = startDev(t, dir)
		checkEach(t, p.usage(), complete)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d rounds, %d calls seen complete", rounds, len(complete))
	p.settleAll()
	p.checkBooks()
	checkEach(t, p.usage(), complete)
	for _, a := range p.Agents {
		charged := charges(t, p.usage("agent", a.ID))
		balance, held := decimal(t, p.agent(a.ID).Balance), p.agent(a.ID).Held
		if sum := new(big.Rat).Add(balance, charged); sum.Cmp(big.NewRat(1000, 1)) != 0 || held != "0" {
			t.Errorf("%s: balance %s and charges %s are not 1000; held %s", a.ID, balance.FloatString(12), charged.FloatString(12), held)
		}
	}
	for _, w := range payers {
		charged := charges(t, p.usage("agent", w.agentID()))
		fell := new(big.Int).Sub(before[w.address], p.chainBalance(w.address))
		if fell.Cmp(inBaseUnits(t, charged)) != 0 || fell.Sign() == 0 {
			t.Errorf("%s: charged %s, and %s base units left the wallet", w.address, charged.FloatString(6), fell)
		}
	}
}

// killAtStart starts the process and kills it a moment later, wherever that
// finds it: recovery must stand being cut off.
func killAtStart(t *testing.T, dir string, moment time.Duration) {
	t.Helper()
	p := launch(t, dir)
	select {
	case <-time.After(moment):
	case <-p.exited:
		t.Fatalf("farebox dev ended by itself: %v\n%s", p.err, p.stderr)
	}
	p.kill()
}

// TestKillWhileTheUpstreamWorks: the client saw no end, so nothing is charged,
// and the payment that it sent is unspent: the same one pays for the same
// request after the restart.
func TestKillWhileTheUpstreamWorks(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	agent, payer := p.Agents[0], p.wallet(2)
	byToken := request{path: "/demo/slow?ms=60000", token: agent.Token}
	byPayment := request{path: "/demo/slow?ms=2000"}
	byPayment.payment = payer.mustPay(t, p.offerFor(byPayment))
	var wg sync.WaitGroup
	for _, r := range []request{byToken, byPayment} {
		wg.Go(func() {
			if res, err := p.do(context.Background(), newClient(t, 1), r); err == nil {
				t.Errorf("%s was answered %d: %s", r.path, res.status, res.body)
			}
		})
	}
	p.await("both calls to be in flight", func() bool { return p.metric("farebox_calls_in_flight") == "2" })
	if a := p.agent(agent.ID); a.Balance != "1000" || a.Held != "0.001" || a.Available != "999.999" {
		t.Errorf("while the upstream works: %+v", a)
	}
	p.kill()
	wg.Wait()
	p = startDev(t, p.dir)
	if got := p.usage(); len(got) != 0 {
		t.Errorf("usage after the kill: %+v", got)
	}
	if a := p.agent(agent.ID); a.Balance != "1000" || a.Held != "0" {
		t.Errorf("after the kill: %+v", a)
	}
	if res := p.ask(byPayment); res.status != http.StatusOK {
		t.Errorf("the unspent payment is answered %d: %s", res.status, res.body)
	}
	if made := p.settleAll(); len(made) != 1 || made[0].Rows != 1 || made[0].Total != "0.001" {
		t.Errorf("settled %+v, want the one call that was served", made)
	}
	p.checkBooks()
}
