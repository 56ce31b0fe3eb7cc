package e2e_test

import (
	"math/big"
	"net/http"
	"strings"
	"testing"
)

// TestServeOnAChain: an operator's whole way on a chain that is not ours: a key
// in a keystore, a vault of a cold owner, genuine USDC, a checked configuration,
// and an unmodified client that pays before it is served.
func TestServeOnAChain(t *testing.T) {
	t.Parallel()
	const calls = 2
	w := newWorld(t, setup{confirmations: 2})
	if got := command(t, "check", "--config", writeConfig(t, w.dir, w.config())); got.code != 0 || !strings.Contains(got.stdout, w.vault.Hex()) {
		t.Fatalf("check: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	w.chain.mineEachSecond()
	w.serve(t)
	payer := w.Accounts[firstPayer]
	before, height := w.chainBalance(payer.Address), w.chain.height()
	for _, c := range w.stockClient(clientTask{Client: "v2", Key: payer.PrivateKey, URL: w.GatewayURL + quotePath, Times: calls}) {
		if c.Status != http.StatusOK || !strings.Contains(c.Body, `"symbol":"FARE"`) {
			t.Fatalf("status %d: %s", c.Status, c.Body)
		}
		if c.Response == nil || !c.Response.Success || c.Response.Amount != "1000" || !strings.EqualFold(c.Response.Payer, payer.Address) {
			t.Fatalf("payment response %+v", c.Response)
		}
		// The reply came after the payment was in a block.
		r := w.chain.receipt(c.Response.Transaction)
		if r == nil || r.Status != 1 || uint64(r.BlockNumber) <= height {
			t.Errorf("transaction %s has the receipt %+v", c.Response.Transaction, r)
		}
	}
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.Address)); fell.Int64() != 1000*calls {
		t.Errorf("the payer's balance fell by %s base units, want %d", fell, 1000*calls)
	}
	if items := w.usage("agent", w.wallet(firstPayer).agentID()); len(items) != calls || charges(t, items).Cmp(big.NewRat(calls, 1000)) != 0 {
		t.Errorf("usage %+v, want %d calls of 0.001", items, calls)
	}

	// Blocks go on by the clock until the batches are final.
	for _, b := range w.batches() {
		booked := w.awaitBatch(b.ID, "booked")
		if booked.Rows != 1 || booked.Total != "0.001" || len(booked.Skipped) != 0 {
			t.Errorf("batch %+v, want one payment of 0.001", booked)
		}
		says(t, w.farebox(0, "settle", "show", b.ID).stdout, "booked", b.TxHash)
	}
	w.checkBatches(calls)
	w.checkBooks()
	says(t, w.farebox(0, "reconcile").stdout, "chain ", "0 in suspense")
	if code := w.terminate(); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
}

// TestBatchedOnAChain: a client of version 1 is served at once, and its payments
// move in one transaction when the operator settles.
func TestBatchedOnAChain(t *testing.T) {
	t.Parallel()
	const calls = 3
	w := newWorld(t, setup{chainID: 84532, external: true, exact: `mode: batched, cap_per_payer: "1", cap_new_payer: "0.003", cap_total: "10"`})
	w.serve(t)
	payer := w.Accounts[firstPayer]
	before := w.chainBalance(payer.Address)
	for _, c := range w.stockClient(clientTask{Client: "v1", Key: payer.PrivateKey, URL: w.GatewayURL + quotePath, Times: calls}) {
		if c.Status != http.StatusOK || c.Response == nil || !c.Response.Success || c.Response.Transaction != "" {
			t.Fatalf("status %d, payment response %+v: %s", c.Status, c.Response, c.Body)
		}
	}
	// A payer that is new may owe 0.003: the fourth call waits for settlement.
	r := request{path: quotePath}
	r.payment = w.wallet(firstPayer).mustPay(t, w.offerFor(r))
	if res := w.ask(r); res.status != http.StatusPaymentRequired || !strings.Contains(res.body, "unsettled_cap") {
		t.Errorf("a call above the cap: status %d: %s", res.status, res.body)
	}
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.Address)); fell.Sign() != 0 {
		t.Errorf("the payer's balance fell by %s before anything was settled", fell)
	}
	b := fromJSON[batch](w.process, "settle", "run")
	if b.Rows != calls || b.Total != "0.003" || w.chain.receipt(b.TxHash) == nil {
		t.Errorf("settle run: %+v, want one batch of %d payments", b, calls)
	}
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.Address)); fell.Int64() != 1000*calls {
		t.Errorf("the payer's balance fell by %s base units, want %d", fell, 1000*calls)
	}
	w.finish()
	w.awaitBatch(b.ID, "booked")
	w.checkBooks()
}

// inFlight is a request that is not answered yet.
type inFlight struct {
	reply *reply
	err   error
	done  chan struct{}
}

func (f *inFlight) over() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// begin sends a request that waits for a block, and waits until its transaction
// is in the chain's pool.
func (w *world) begin(r request) *inFlight {
	w.t.Helper()
	f := &inFlight{done: make(chan struct{})}
	client := newClient(w.t, 1)
	go func() {
		defer close(f.done)
		f.reply, f.err = w.do(w.t.Context(), client, r)
	}()
	w.await("the transaction to be in the pool", func() bool { return f.over() || w.chain.pooled() > 0 })
	if f.over() {
		w.t.Fatalf("%s was answered before its block: %+v, %v", r.path, f.reply, f.err)
	}
	return f
}

// end waits for the answer, which must be a success.
func (w *world) end(f *inFlight) *reply {
	w.t.Helper()
	<-f.done
	if f.err != nil || f.reply.status != http.StatusOK {
		w.t.Fatalf("%v, %+v; want status 200", f.err, f.reply)
	}
	return f.reply
}

// TestTopUpAndWithdrawOnAChain: a top-up counts when it is deep enough, is
// booked when it is final, and what is left goes back by the owner's hand.
func TestTopUpAndWithdrawOnAChain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{confirmations: 3})
	w.serve(t)
	says(t, w.farebox(1, "reconcile").stderr, "not final yet")
	w.finish()
	w.chain.hold()
	payer := w.wallet(firstPayer)
	r := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`, token: w.newAgent("shop", "0")}
	r.payment = payer.mustPay(t, w.offerFor(r))
	waiting := w.begin(r)

	w.chain.mine(1)
	w.awaitBatch("b1", "mined")
	if a := w.agent("shop"); a.Balance != "0" || waiting.over() {
		t.Errorf("balance %s at one confirmation of three, answered: %t", a.Balance, waiting.over())
	}
	w.awaitBooks("0")
	w.chain.mine(2)
	if res := w.end(waiting); res.payment(t).Transaction == "" {
		t.Errorf("the top-up's payment response: %+v", res.payment(t))
	}
	if a := w.agent("shop"); a.Balance != "10" {
		t.Errorf("balance %s at three confirmations, want 10", a.Balance)
	}
	w.awaitBooks("-10") // credited, and not final
	w.finish()
	w.awaitBatch("b1", "booked")
	w.checkBooks()

	if res := w.ask(request{path: quotePath, token: r.token}); res.status != http.StatusOK {
		t.Fatalf("a call of prepaid money: status %d: %s", res.status, res.body)
	}
	back := w.Accounts[stranger].Address
	printed := w.farebox(0, "agent", "withdraw", "shop", "--amount", "4", "--to", back).stdout
	says(t, printed, "payOut("+back+", 4000000)", "5.999")
	w.farebox(1, "agent", "withdraw", "shop", "--amount", "6", "--to", back)
	w.awaitBooks("4")
	says(t, w.farebox(0, "reconcile").stdout, "4 in suspense")
	w.chain.automine()
	w.ownerSends(printed)
	w.finish()
	w.checkBooks()
	if got := w.chainBalance(back); got.Int64() != 4_000_000 {
		t.Errorf("the payee has %s base units, want 4000000", got)
	}
	// What the call earned is allocated by the next batch.
	if b := w.settle(); b.Empty {
		t.Error("nothing was settled after a call of prepaid money")
	}
	w.finish()
	w.awaitBatch("b2", "booked")
	w.checkBooks()
}

// TestRestartOnAChain: after SIGTERM, and after kill -9 while a payment waits
// for its block, the next start goes on: the payer pays once, and what it paid
// for a call that nobody answered becomes its credit.
func TestRestartOnAChain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.serve(t)
	payer := w.wallet(firstPayer)
	before := w.chainBalance(payer.address)
	pay := func() request {
		r := request{path: quotePath}
		r.payment = payer.mustPay(t, w.offerFor(r))
		return r
	}
	if res := w.ask(pay()); res.status != http.StatusOK {
		t.Fatalf("status %d: %s", res.status, res.body)
	}
	if code := w.terminate(); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
	w.serve(t)
	w.chain.hold()
	r := pay()
	cut := w.begin(r)
	w.kill()
	<-cut.done
	if cut.err == nil {
		t.Errorf("a call that was cut is answered %+v", cut.reply)
	}
	w.serve(t)
	w.chain.mine(1)
	w.await("the payment to become credit", func() bool { return w.agent(payer.agentID()).Balance == "0.001" })
	if again := w.ask(r); again.status != http.StatusPaymentRequired && again.status != http.StatusConflict {
		t.Errorf("the payment is answered %d: %s", again.status, again.body)
	}
	w.finish()
	w.checkBooks()
	w.checkBatches(2)
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.address)); fell.Int64() != 2000 {
		t.Errorf("the payer's balance fell by %s base units, want 2000", fell)
	}
	if n := w.served.Load(); n != 1 {
		t.Errorf("%d calls reached the API, want 1", n)
	}
}
