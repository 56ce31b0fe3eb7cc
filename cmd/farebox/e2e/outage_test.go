package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// batched serves payers at once and settles by request alone.
const batched = `mode: batched, cap_per_payer: "1", cap_new_payer: "1", cap_total: "10"`

// owes makes a payer owe for one call, and returns its payment.
func (w *world) owes(payer *wallet) string {
	w.t.Helper()
	r := request{path: quotePath}
	r.payment = payer.mustPay(w.t, w.offerFor(r))
	if res := w.ask(r); res.status != http.StatusOK {
		w.t.Fatalf("a batched call: status %d: %s", res.status, res.body)
	}
	return r.payment
}

// settling asks for a settlement that the test does not wait for.
func (w *world) settling() (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		// It may be cut off by patience or by the chain: what was done counts.
		_, _, _ = w.tryAdmin(http.MethodPost, "settlements", struct{}{})
	}()
	return done
}

// sent is how many transactions the settler has in the chain.
func (w *world) sent() uint64 {
	w.t.Helper()
	var n hexutil.Uint64
	w.chain.call(&n, "eth_getTransactionCount", w.settlerAddress(), "latest")
	return uint64(n)
}

// TestChainDown: while no endpoint answers, calls of prepaid agents go on, calls
// by payment are refused before they cost anything, and settlement waits; then
// it goes on by itself, in one batch and one transaction. The second time the
// chain goes while the batch is on its way.
func TestChainDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{exact: batched})
	w.serve(t)
	token, payer := w.newAgent("shop", "1"), w.wallet(firstPayer)
	r := request{path: quotePath}
	unsent := payer.mustPay(t, w.offerFor(r))
	w.owes(payer)

	w.chain.cut.Store(true)
	done := w.settling()
	w.awaitSaid("settlement waits")
	served := w.served.Load()
	if res := w.ask(request{path: quotePath, token: token}); res.status != http.StatusOK {
		t.Errorf("a prepaid call without a chain: status %d: %s", res.status, res.body)
	}
	if res := w.ask(request{path: quotePath, payment: unsent}); res.status != http.StatusServiceUnavailable {
		t.Errorf("a payment without a chain: status %d: %s", res.status, res.body)
	}
	if now := w.served.Load(); now != served+1 {
		t.Errorf("%d calls reached the API while the chain was away, want the prepaid one", now-served)
	}
	if n := w.sent(); n != 1 {
		t.Errorf("the settler has %d transactions in the chain, want the vault's alone", n)
	}
	w.chain.cut.Store(false)
	w.awaitBatch("b1", "mined")
	<-done

	w.owes(payer)
	w.chain.hold()
	done = w.settling()
	w.await("the batch to be in the pool", func() bool { return w.chain.pooled() > 0 })
	w.chain.cut.Store(true)
	w.chain.mine(1)
	if res := w.ask(request{path: quotePath, token: token}); res.status != http.StatusOK {
		t.Errorf("a prepaid call without a chain: status %d: %s", res.status, res.body)
	}
	w.chain.cut.Store(false)
	w.awaitBatch("b2", "mined")
	<-done
	w.finish()
	w.awaitBatch("b2", "booked")
	w.checkBooks()
	w.checkBatches(2)
	if n := w.sent(); n != 3 {
		t.Errorf("the settler has %d transactions in the chain, want the vault's and two batches", n)
	}
	if a := w.agent("shop"); a.Balance != "0.998" {
		t.Errorf("balance %s, want 0.998", a.Balance)
	}
}

// TestNoGasMoney: a settler that cannot pay for gas says so and keeps the batch,
// calls go on, and money for gas is all it takes to go on.
func TestNoGasMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{exact: batched})
	w.serve(t)
	token, payer := w.newAgent("shop", "1"), w.wallet(firstPayer)
	w.owes(payer)
	w.chain.setEther(w.settlerAddress(), 0)
	done := w.settling()
	w.awaitSaid("level=WARN", "sending a batch met an error", "b1")
	w.awaitSaid("nsufficient funds")
	b := w.awaitBatch("b1", "sent")
	if n := w.chain.pooled(); n != 0 || w.chain.receipt(b.TxHash) != nil {
		t.Errorf("%d transactions in the pool of a settler without money", n)
	}
	if res := w.ask(request{path: quotePath, token: token}); res.status != http.StatusOK {
		t.Errorf("a prepaid call: status %d: %s", res.status, res.body)
	}
	w.owes(payer)
	w.chain.setEther(w.settlerAddress(), 1e18)
	mined := w.awaitBatch("b1", "mined")
	if mined.TxHash != b.TxHash {
		t.Errorf("transaction %s was sent again as %s", b.TxHash, mined.TxHash)
	}
	<-done
	if again := w.settle(); again.Rows != 1 {
		t.Errorf("the call after it is settled by %+v", again)
	}
	w.finish()
	w.checkBooks()
	w.checkBatches(2)
}

// awaitSaid waits for a line of the log that has all the words.
func (w *world) awaitSaid(words ...string) {
	w.t.Helper()
	w.await("the log to say "+strings.Join(words, ", "), func() bool {
		for line := range strings.Lines(w.stderr.String()) {
			all := true
			for _, word := range words {
				all = all && strings.Contains(line, word)
			}
			if all {
				return true
			}
		}
		return false
	})
}
