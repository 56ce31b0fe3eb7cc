package e2e_test

import (
	"context"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestKillWhileSettling kills the process after a settlement was asked for, at a
// random moment of it, and starts it again, again and again. Each batch is
// applied once; nobody pays twice.
func TestKillWhileSettling(t *testing.T) {
	t.Parallel()
	const calls = 4 // a round
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	p := startDev(t, dir)
	payer := p.wallet(1)
	payerBefore, vaultBefore := p.chainBalance(payer.address), p.chainBalance(p.PayTo)
	rounds := killRounds(t)
	for range rounds {
		r := request{path: quotePath}
		o := p.offerFor(r)
		for range calls {
			r.payment = payer.mustPay(t, o)
			if res := p.ask(r); res.status != http.StatusOK {
				t.Fatalf("status %d: %s", res.status, res.body)
			}
		}
		// The cut-off answer is not looked at: what was done counts.
		p.killDuring(random.IntN(150), func() { _, _, _ = p.tryAdmin(http.MethodPost, "settlements", struct{}{}) })
		p = startDev(t, dir)
		if got := p.usage("agent", payer.agentID()); len(got) == 0 {
			t.Fatal("the usage is gone")
		}
	}
	p.settleAll()
	p.checkBooks()

	want := big.NewInt(int64(1000 * calls * rounds))
	if fell := new(big.Int).Sub(payerBefore, p.chainBalance(payer.address)); fell.Cmp(want) != 0 {
		t.Errorf("the payer's balance fell by %s base units, want %s", fell, want)
	}
	if rose := new(big.Int).Sub(p.chainBalance(p.PayTo), vaultBefore); rose.Cmp(want) != 0 {
		t.Errorf("the vault's balance rose by %s base units, want %s", rose, want)
	}
	if got := p.usage("agent", payer.agentID()); len(got) != calls*rounds {
		t.Errorf("%d usage records, want %d", len(got), calls*rounds)
	}
	p.checkBatches(calls * rounds)
}

// killDuring kills the process while it works on something, after so many
// questions to its chain: the chain's answers are what time is measured by.
func (p *process) killDuring(questions int, work func()) {
	p.t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	for range questions {
		res, err := http.Post(p.RPCURL, "application/json", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber"}`))
		if err != nil {
			p.t.Fatalf("ask the chain: %v", err)
		}
		_ = res.Body.Close()
	}
	p.kill()
	<-done
}

// checkBatches asserts that the batches follow one another without a gap, each in
// a transaction of its own, and together settle so many payments.
func (p *process) checkBatches(payments int) {
	p.t.Helper()
	list := admin[page[batch]](p, http.MethodGet, "settlements?limit=1000", nil).Items
	seqs, txs, rows := map[uint64]bool{}, map[string]bool{}, 0
	for _, b := range list {
		if b.State != "booked" {
			p.t.Errorf("batch %s is %s", b.ID, b.State)
		}
		seqs[b.Seq], txs[b.TxHash] = true, true
		rows += b.Rows
	}
	if len(seqs) != len(list) || len(txs) != len(list) {
		p.t.Errorf("%d batches have %d numbers and %d transactions", len(list), len(seqs), len(txs))
	}
	for i := range list {
		if !seqs[uint64(i)+1] {
			p.t.Errorf("the vault's numbers have a gap at %d", i+1)
		}
	}
	if rows != payments {
		p.t.Errorf("batches settled %d payments, want %d", rows, payments)
	}
	var r struct {
		VaultSeq uint64 `json:"vault_seq"`
	}
	raw := admin[json.RawMessage](p, http.MethodGet, "reconcile", nil)
	if err := json.Unmarshal(raw, &r); err != nil || r.VaultSeq != uint64(len(list))+1 {
		p.t.Errorf("the vault expects batch %d after %d batches (%v)", r.VaultSeq, len(list), err)
	}
}

// TestKillDuringTopUp kills the process while it settles a top-up, starts it and
// sends the same payment again, again and again. What the agent is credited is
// what the payer paid: once for each payment that was taken.
func TestKillDuringTopUp(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	p := startDev(t, dir)
	payer, agent := p.wallet(6), p.Agents[1]
	before := p.chainBalance(payer.address)
	rounds := killRounds(t)
	for round := range rounds {
		r := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"2.5"}`, token: agent.Token}
		r.payment = payer.mustPay(t, p.offerFor(r))
		p.killDuring(random.IntN(60), func() { _, _ = p.do(context.Background(), newClient(t, 1), r) })
		p = startDev(t, dir)
		want := big.NewInt(int64(2_500_000 * (round + 1)))
		// Taken before the kill, or now: in the end it was taken once.
		var last *reply
		p.await("the top-up to be settled", func() bool {
			last = p.ask(r)
			return new(big.Int).Sub(before, p.chainBalance(payer.address)).Cmp(want) == 0
		})
		p.await("the agent to be credited", func() bool {
			rose := new(big.Rat).Sub(decimal(t, p.agent(agent.ID).Balance), big.NewRat(1000, 1))
			return inBaseUnits(t, rose).Cmp(want) == 0
		})
		if again := p.ask(r); again.status != http.StatusPaymentRequired && again.status != http.StatusConflict {
			t.Errorf("round %d: the payment, settled with %d, is answered %d: %s", round, last.status, again.status, again.body)
		}
	}
	p.settleAll()
	p.checkBooks()
	want := big.NewInt(int64(2_500_000 * rounds))
	if fell := new(big.Int).Sub(before, p.chainBalance(payer.address)); fell.Cmp(want) != 0 {
		t.Errorf("the payer's balance fell by %s base units, want %s", fell, want)
	}
	if rose := new(big.Rat).Sub(decimal(t, p.agent(agent.ID).Balance), big.NewRat(1000, 1)); inBaseUnits(t, rose).Cmp(want) != 0 {
		t.Errorf("the agent's balance rose by %s, want %s base units", rose.FloatString(6), want)
	}
}
