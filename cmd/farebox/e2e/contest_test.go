package e2e_test

import (
	"fmt"
	"math/big"
	"net/http"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// authorization is what a payment header carries.
type authorization struct {
	Payload struct {
		Signature     hexutil.Bytes
		Authorization struct {
			From, To                       common.Address
			Value, ValidAfter, ValidBefore string
			Nonce                          common.Hash
		}
	}
}

// frontRun has a stranger spend the authorization of a payment: anyone may, who
// has seen it. It pays more for gas than others.
func (w *world) frontRun(payment string) (hash string) {
	w.t.Helper()
	var a authorization
	decode64(w.t, payment, &a)
	number := func(text string) *big.Int {
		n, ok := new(big.Int).SetString(text, 10)
		if !ok {
			w.t.Fatalf("%q is no number", text)
		}
		return n
	}
	method := ""
	for name, m := range w.usdc.Methods { // there is one for split signatures, too
		if m.RawName == "transferWithAuthorization" && len(m.Inputs) == 7 {
			method = name
		}
	}
	auth := a.Payload.Authorization
	data, err := w.usdc.Pack(method, auth.From, auth.To, number(auth.Value), number(auth.ValidAfter), number(auth.ValidBefore),
		[32]byte(auth.Nonce), []byte(a.Payload.Signature))
	if err != nil {
		w.t.Fatalf("encode the transfer: %v", err)
	}
	w.chain.call(&hash, "eth_sendTransaction", map[string]any{
		"from": w.Accounts[stranger].Address, "to": w.usdc.Address, "data": hexutil.Bytes(data), "gas": hexutil.Uint64(200_000),
		"maxFeePerGas": hexutil.Uint64(100e9), "maxPriorityFeePerGas": hexutil.Uint64(50e9),
	})
	return hash
}

// TestFrontRun: a stranger spends journalled authorizations before the gateway
// does: one that waits for its batch, and one whose batch waits for its block.
// Both count as paid, once; money that nobody owed stays in suspense, and other
// tokens are nobody's money.
func TestFrontRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{exact: batched})
	w.serve(t)
	payer := w.wallet(firstPayer)
	before := w.chainBalance(payer.address)
	first := w.owes(payer)
	w.owes(payer)
	w.chain.succeeded(w.frontRun(first))
	for again := range 2 {
		r := request{path: quotePath, payment: first}
		if res := w.ask(r); res.status != http.StatusPaymentRequired && res.status != http.StatusConflict {
			t.Errorf("replay %d of a payment: status %d: %s", again, res.status, res.body)
		}
	}
	if b := w.settle(); b.Rows != 1 || b.Total != "0.001" || len(b.Skipped) != 0 {
		t.Errorf("settled %+v, want the other payment alone", b)
	}

	// A top-up is settled at once: the stranger's transaction comes before it in
	// the same block.
	token := w.newAgent("shop", "0")
	w.chain.hold()
	r := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`, token: token}
	r.payment = payer.mustPay(t, w.offerFor(r))
	waiting := w.begin(r)
	stolen := w.frontRun(r.payment)
	w.chain.mine(1)
	w.finish()
	if res := w.end(waiting); res.payment(t).Transaction != stolen {
		t.Errorf("payment response %+v, want the stranger's transaction %s", res.payment(t), stolen)
	}
	if got := w.chain.receipt(w.batches()[0].TxHash); got == nil || got.BlockNumber != w.chain.receipt(stolen).BlockNumber {
		t.Errorf("the batch's receipt %+v is not of the stranger's block", got)
	}
	w.chain.automine()
	w.checkBooks() // and the first payment is recognised
	if a := w.agent("shop"); a.Balance != "10" {
		t.Errorf("balance %s after a top-up of 10", a.Balance)
	}
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.address)); fell.Int64() != 10_002_000 {
		t.Errorf("the payer's balance fell by %s base units, want 10002000", fell)
	}
	if items := w.usage(); len(items) != 2 {
		t.Errorf("%d usage records, want 2: %+v", len(items), items)
	}
	w.unasked(payer)
}

// TestFrontRunBeforeCall: a call that is served once its payment is in a block is
// served for the stranger's transaction, too, once that is final.
func TestFrontRunBeforeCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.serve(t)
	w.chain.hold()
	payer := w.wallet(firstPayer)
	before := w.chainBalance(payer.address)
	r := request{path: quotePath}
	r.payment = payer.mustPay(t, w.offerFor(r))
	waiting := w.begin(r)
	stolen := w.frontRun(r.payment)
	w.chain.mine(1)
	w.awaitBatch("b1", "mined")
	if waiting.over() || w.served.Load() != 0 {
		t.Errorf("answered before anybody knows for good that it is paid: %+v", waiting.reply)
	}
	w.finish()
	if res := w.end(waiting); res.payment(t).Transaction != stolen {
		t.Errorf("payment response %+v, want the stranger's transaction %s", res.payment(t), stolen)
	}
	if items := w.usage(); len(items) != 1 || items[0].Charge != "0.001" || w.served.Load() != 1 {
		t.Errorf("usage %+v of %d calls that reached the API, want one", items, w.served.Load())
	}
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.address)); fell.Int64() != 1000 {
		t.Errorf("the payer's balance fell by %s base units, want 1000", fell)
	}
	w.checkBooks()
}

// unasked sends the vault what nobody asked for.
func (w *world) unasked(payer *wallet) {
	w.t.Helper()
	lookalike := w.chain.deployUSDC()
	lookalike.send("mint", w.vault, big.NewInt(50_000_000))
	o := w.offerFor(request{path: quotePath})
	o.Asset = lookalike.Hex() // signed for it; accepted is what was offered
	if res := w.ask(request{path: quotePath, payment: payer.mustPay(w.t, o)}); res.status != http.StatusPaymentRequired {
		w.t.Errorf("a payment in another token: status %d: %s", res.status, res.body)
	}
	w.usdc.send("mint", w.vault, big.NewInt(5_000_000))
	w.finish()
	b := w.awaitBooks("5")
	if len(b.Checks) == 0 || b.Checks[0].Chain != "15.002" || b.Checks[0].Ledger != "15.002" {
		w.t.Errorf("reconcile: %+v, want 15.002 on both sides", b)
	}
	for _, id := range []string{"shop", payer.agentID()} {
		if a := w.agent(id); a.Balance != "10" && a.Balance != "0" {
			w.t.Errorf("agent %+v was credited what nobody paid", a)
		}
	}
}

// TestReorg: the chain takes back the block of a batch, one to five blocks deep.
// The batch comes again by the same transaction, each payment counts once, and
// books and chain agree.
func TestReorg(t *testing.T) {
	t.Parallel()
	depths := []uint64{1, 3, 5}
	w := newWorld(t, setup{exact: batched, confirmations: 2, epoch: 8})
	w.serve(t)
	token, payer := w.newAgent("shop", "0"), w.wallet(firstPayer)
	before := w.chainBalance(payer.address)
	for i, depth := range depths {
		w.owes(payer)
		w.chain.hold()
		r := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`, token: token}
		r.payment = payer.mustPay(t, w.offerFor(r))
		waiting := w.begin(r)
		w.chain.mine(1)
		id := fmt.Sprintf("b%d", i+1)
		mined := w.awaitBatch(id, "mined")
		lost := w.chain.receipt(mined.TxHash)
		w.chain.mine(depth - 1)
		want := fmt.Sprint(10 * (i + 1))
		if depth >= 2 { // confirmed, so credited; and still it can be lost
			w.end(waiting)
		}
		w.chain.reorg(depth)
		if r := w.chain.receipt(mined.TxHash); r != nil {
			t.Fatalf("depth %d: the batch is still in block %s", depth, r.BlockHash)
		}
		w.await("the batch to be sent again", func() bool { return w.chain.pooled() > 0 })
		w.chain.mine(2)
		again := w.awaitBatch(id, "mined")
		found := w.chain.receipt(again.TxHash)
		if again.TxHash != mined.TxHash || found == nil || found.Status != 1 || found.BlockHash == lost.BlockHash {
			t.Errorf("depth %d: batch %+v after %+v, in the block %+v", depth, again, mined, found)
		}
		w.end(waiting)
		w.await("the top-up to count once", func() bool { return w.agent("shop").Balance == want })
		w.chain.automine()
		w.finish()
		w.awaitBatch(id, "booked")
		w.checkBooks()
	}
	w.checkBatches(2 * len(depths)) // payments: a call and a top-up each time
	if fell := new(big.Int).Sub(before, w.chainBalance(payer.address)); fell.Int64() != 30_003_000 {
		t.Errorf("the payer's balance fell by %s base units, want 30003000", fell)
	}
	if a := w.agent("shop"); a.State != "active" || a.Balance != "30" {
		t.Errorf("agent after reorganisations: %+v", a)
	}
}
