package settlement_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

var errCrash = errors.New("the process died here")

// failer is what testing.T and rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// world is a gateway's books, a chain and an engine that can be killed.
type world struct {
	t      failer
	clock  time.Time
	ledger *fakeLedger
	chain  *fakeChain
	cfg    settlement.Config
	engine *settlement.Settler
	serial int
	lastly map[uint64]metering.Authorization // every authorization by payment
	died   bool
	live   bool // the clock is time.Now, of a synctest bubble
}

func newWorld(t failer) *world {
	w := &world{t: t, clock: time.Unix(1_800_000_000, 0).UTC(), lastly: map[uint64]metering.Authorization{}}
	now := func() time.Time {
		if w.live {
			return time.Now()
		}
		return w.clock
	}
	w.ledger, w.chain = newLedger(now), newChain(now)
	w.chain.finalDepth = 3
	w.cfg = settlement.Config{
		Journal: w.ledger, Books: w.ledger, Payments: w.ledger, Chain: w.chain, Vault: w.chain, Sender: w.chain,
		Token: theToken, VaultAddress: theVault, Decimals: 6, StartBlock: 1,
		Every: time.Minute, Confirmations: 2, Now: now, Log: slog.New(slog.DiscardHandler),
	}
	w.restart()
	return w
}

// restart is a new process on the same journal and chain.
func (w *world) restart() {
	w.t.Helper()
	engine, err := settlement.New(w.cfg)
	if err != nil {
		w.t.Fatalf("New: %v", err)
	}
	w.engine, w.died = engine, false
}

func address(name string) [20]byte {
	h := sha256.Sum256([]byte(name))
	return [20]byte(h[:20])
}

func payerID(name string) metering.AgentID { return metering.PayerID("eip155:31337", address(name)) }

// authorize signs a payment of base units.
func (w *world) authorize(payer string, units uint64, valid time.Duration) metering.Authorization {
	w.serial++
	return metering.Authorization{
		Token: theToken, From: address(payer), To: theVault, Value: metering.BaseUnits{Lo: units},
		ValidBefore: uint64(w.clock.Add(valid).Unix()), Nonce: sha256.Sum256(fmt.Append(nil, w.serial)), Signature: make([]byte, 65),
	}
}

func (w *world) fund(payer string, units uint64) {
	w.chain.mine(change(func(st *fakeState) { st.balances[address(payer)] += units }))
}

// age makes blocks, so that what was before is final.
func (w *world) age() {
	for range 4 {
		w.chain.mine()
	}
}

// call serves a call that the payer owes for.
func (w *world) call(payer, route string, units uint64, valid time.Duration) uint64 {
	auth := w.authorize(payer, units, valid)
	seq := w.ledger.served(payerID(payer), route, usd(units), auth)
	w.lastly[seq] = auth
	return seq
}

// claim journals a payment that must settle first, as Settle does.
func (w *world) claim(purpose metering.Purpose, payer string, agent metering.AgentID, units uint64) uint64 {
	w.t.Helper()
	auth := w.authorize(payer, units, 10*time.Minute)
	body, err := json.Marshal(metering.PaymentBody{Purpose: purpose, Agent: agent, Payer: payerID(payer), Amount: usd(units), Auth: auth})
	if err != nil {
		w.t.Fatalf("encode claim: %v", err)
	}
	seq, err := w.ledger.apply(metering.Event{Type: metering.EventPaymentClaimed, Ref: string(agent), Body: body})
	if err != nil {
		w.t.Fatalf("claim: %v", err)
	}
	w.lastly[seq] = auth
	return seq
}

func usd(units uint64) money.Amount { return money.Pico(int64(units) * 1_000_000) }

// tick lets the engine look once; a killed one is replaced.
func (w *world) tick() error {
	err := w.engine.Tick(context.Background())
	if w.died {
		w.restart()
	}
	return err
}

// round is a second of a chain's life: the engine looks, a block is made.
func (w *world) round() {
	_ = w.tick()
	w.chain.mine()
	w.clock = w.clock.Add(time.Second)
}

// settleAll lives on until nothing is open, past every expiry if need be.
func (w *world) settleAll() {
	w.t.Helper()
	var err error
	for i := range 400 {
		err = w.tick()
		if err == nil && len(w.ledger.open) == 0 && w.idle() {
			return
		}
		w.chain.mine()
		w.clock = w.clock.Add(time.Second)
		if i > 100 {
			w.clock = w.clock.Add(20 * time.Second)
		}
	}
	w.t.Fatalf("still open: %+v, last error %v", w.ledger.open, err)
}

// idle reports whether every batch is over and every final movement booked.
func (w *world) idle() bool {
	views, _, err := w.engine.List(context.Background(), "", settlement.MaxPage)
	if err != nil {
		w.t.Fatalf("List: %v", err)
	}
	for _, v := range views {
		if !v.State.Terminal() {
			return false
		}
	}
	return len(w.chain.blocks) > 10 && w.chain.finalBlock().state.vault == w.chain.tip().state.vault &&
		w.chain.finalBlock().state.owed == w.chain.tip().state.owed
}

// check asserts what must hold whenever all is final and booked.
func (w *world) check() {
	w.t.Helper()
	if len(w.ledger.faults) > 0 {
		w.t.Fatalf("the ledger was asked for what cannot be: %s", strings.Join(w.ledger.faults, "; "))
	}
	var sum, payable money.Amount
	for account, b := range w.ledger.balances {
		sum, _ = sum.Add(b)
		if strings.HasPrefix(string(account), "provider:") {
			payable, _ = payable.Add(b)
		}
		if strings.HasSuffix(string(account), ":receivable") && !b.IsZero() {
			w.t.Fatalf("%s is %s, want 0: nothing is open", account, b)
		}
	}
	if !sum.IsZero() {
		w.t.Fatalf("balances sum to %s, want 0", sum)
	}
	st := w.chain.tip().state
	held, _ := w.ledger.balances[metering.AccountChain].Neg()
	if held != usd(st.vault) {
		w.t.Fatalf("books say the vault holds %s, the chain says %s", held, usd(st.vault))
	}
	if payable != usd(st.owed) {
		w.t.Fatalf("books owe payees %s, the vault %s", payable, usd(st.owed))
	}
	for seq, auth := range w.lastly {
		use := st.used[auth.Nonce]
		ended, p := w.ledger.final[seq], w.ledger.all[seq]
		paid := use.State == settlement.NonceUsed
		booked := strings.HasPrefix(ended, "3")
		if booked != paid && !(p.Purpose != metering.PurposeCall && paid) {
			w.t.Fatalf("payment %d (purpose %d): used on chain %v, ended as %q", seq, p.Purpose, paid, ended)
		}
	}
	w.ranges()
}

// ranges asserts that the batches that applied are contiguous, with numbers and
// roots that anyone can recompute.
func (w *world) ranges() {
	w.t.Helper()
	views, _, err := w.engine.List(context.Background(), "", settlement.MaxPage)
	if err != nil {
		w.t.Fatalf("List: %v", err)
	}
	var to uint64
	seq := uint64(1)
	for i := len(views) - 1; i >= 0; i-- {
		v := views[i]
		if v.State != settlement.StateBooked {
			continue
		}
		if v.From != to || v.Seq != seq {
			w.t.Fatalf("batch %s has number %d and range (%d, %d], want number %d from %d", v.ID, v.Seq, v.From, v.To, seq, to)
		}
		var tree settlement.Tree
		_ = w.ledger.Leaves(context.Background(), v.From, v.To, func(leaf []byte) error { tree.Add(leaf); return nil })
		if root := settlement.Hash(tree.Root()).String(); root != v.UsageRoot {
			w.t.Fatalf("batch %s has root %s, want %s", v.ID, v.UsageRoot, root)
		}
		to, seq = v.To, seq+1
	}
	if st := w.chain.tip().state; st.seq != seq {
		w.t.Fatalf("the vault's number is %d, want %d", st.seq, seq)
	}
}

var _ failer = (*testing.T)(nil)
