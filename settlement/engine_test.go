package settlement_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// mixed is a scenario with every purpose: four calls of two payers on two
// routes, one call that settles first and one top-up.
func mixed(t failer) *world {
	w := newWorld(t)
	w.fund("ann", 10_000)
	w.fund("bob", 10_000)
	w.age()
	w.call("ann", "weather", 1000, time.Hour)
	w.call("ann", "weather", 1000, time.Hour)
	w.call("bob", "weather", 500, time.Hour)
	w.call("bob", "chat", 2500, time.Hour)
	w.claim(metering.PurposeFirst, "ann", payerID("ann"), 700)
	w.claim(metering.PurposeTopUp, "bob", "crawler", 3000)
	return w
}

func mixedEnds(w *world) {
	w.t.Helper()
	w.settleAll()
	w.check()
	for account, want := range map[metering.Account]string{
		metering.PrepaidAccount(payerID("ann")): "0.0007",
		metering.PrepaidAccount("crawler"):      "0.003",
		metering.AccountSuspense:                "0",
		metering.RevenueAccount("weather"):      "0",
		metering.RevenueAccount("chat"):         "0",
		metering.PayableAccount("0"):            "0.005",
		metering.AccountChain:                   "-0.0087",
	} {
		if got := w.ledger.balance(account); got != want {
			w.t.Fatalf("%s = %s, want %s", account, got, want)
		}
	}
}

func TestBatchLife(t *testing.T) {
	w := mixed(t)
	states := ""
	for range 20 {
		w.round()
		views, _, err := w.engine.List(t.Context(), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(views) > 0 && !strings.HasSuffix(states, string(views[0].State)) {
			states += " " + string(views[0].State)
		}
	}
	if states != " sent mined booked" {
		t.Fatalf("states shown:%s", states)
	}
	mixedEnds(w)
	if n := w.ledger.count(settlement.EventSealed); n != 1 {
		t.Fatalf("%d batches, want 1", n)
	}
}

// TestCountedBeforeFinal: a call that settles first is credited at its block, a
// top-up at two confirmations, and chain money comes when it is final.
func TestCountedBeforeFinal(t *testing.T) {
	w := mixed(t)
	first, topUp := metering.PrepaidAccount(payerID("ann")), metering.PrepaidAccount("crawler")
	steps := []struct{ first, topUp, suspense, chain string }{
		{"0", "0", "0", "0"},                // sealed and sent
		{"0.0007", "0", "-0.0007", "0"},     // one block deep
		{"0.0007", "0.003", "-0.0037", "0"}, // two
		{"0.0007", "0.003", "-0.0037", "0"}, // three
		{"0.0007", "0.003", "0", "-0.0087"}, // final
	}
	for i, want := range steps {
		err := w.tick()
		if err != nil {
			t.Fatal(err)
		}
		got := []string{w.ledger.balance(first), w.ledger.balance(topUp), w.ledger.balance(metering.AccountSuspense), w.ledger.balance(metering.AccountChain)}
		if fmt.Sprint(got) != fmt.Sprint([]string{want.first, want.topUp, want.suspense, want.chain}) {
			t.Fatalf("after block %d: %v, want %v", i, got, want)
		}
		w.chain.mine()
	}
}

// TestCrashAtEveryStep kills the process before and after every durable step and
// every send, and lets another one, or the same one after an error, go on.
func TestCrashAtEveryStep(t *testing.T) {
	for _, dies := range []bool{true, false} {
		points := crashPoints(t, -1, dies)
		if points < 12 {
			t.Fatalf("%d crash points, want seal, signed, send, counted, mined and booked, before and after", points)
		}
		for at := range points {
			t.Run(fmt.Sprintf("point %d, process dies %v", at, dies), func(t *testing.T) { crashPoints(t, at, dies) })
		}
	}
}

// crashPoints runs the mixed scenario with one crash and returns how many points
// it passed.
func crashPoints(t *testing.T, at int, dies bool) int {
	w := mixed(t)
	n := 0
	point := func() error {
		n++
		if n-1 != at {
			return nil
		}
		w.died = dies
		return errCrash
	}
	w.ledger.appending = func(metering.Event, bool) error {
		if w.died {
			return errCrash // A dead process does nothing more.
		}
		return point()
	}
	w.chain.sending = func([]byte, bool) error {
		if w.died {
			return errCrash
		}
		return point()
	}
	mixedEnds(w)
	if sealed, booked := w.ledger.count(settlement.EventSealed), w.ledger.count(settlement.EventBooked); sealed != 1 || booked != 1 {
		t.Fatalf("%d batches sealed, %d booked, want 1", sealed, booked)
	}
	return n
}

// TestReorgAtEveryStep loses blocks at every moment of a batch's life; its
// transaction comes back by itself, or only by being sent again.
func TestReorgAtEveryStep(t *testing.T) {
	for _, forget := range []bool{false, true} {
		for depth := 1; depth <= 3; depth++ {
			for at := range 9 {
				t.Run(fmt.Sprintf("round %d, depth %d, forgotten %v", at, depth, forget), func(t *testing.T) {
					w := mixed(t)
					for i := range 12 {
						w.round()
						if i == at {
							w.chain.lose(depth, forget)
						}
					}
					mixedEnds(w)
					if n := w.ledger.count(settlement.EventSealed); n != 1 {
						t.Fatalf("%d batches, want 1: a reorganisation is no revert", n)
					}
					if n := w.ledger.count(settlement.EventReversed); n != 0 {
						t.Fatalf("%d reversals, want 0", n)
					}
				})
			}
		}
	}
}

// TestSkippedRow: a payer empties its wallet between check and block. The call
// stays owed until its authorization expires; then its revenue is taken back.
func TestSkippedRow(t *testing.T) {
	w := newWorld(t)
	w.fund("ann", 1000)
	w.fund("bob", 1000)
	lost := w.call("ann", "weather", 1000, 3*time.Minute)
	w.call("bob", "weather", 1000, 3*time.Minute)
	w.clock = w.clock.Add(61 * time.Second)
	_ = w.tick()
	w.chain.mine(change(func(st *fakeState) { st.balances[address("ann")] = 0 }))
	w.settleAll()
	if got := w.ledger.final[lost]; got != "4 expired before it was settled" {
		t.Fatalf("the lost call ended as %q", got)
	}
	st := w.chain.tip().state
	if st.vault != 1000 {
		t.Fatalf("vault holds %d, want 1000", st.vault)
	}
	w.check()
	views, _, _ := w.engine.List(t.Context(), "", 10)
	if v := views[len(views)-1]; len(v.Skipped) != 1 || v.Skipped[0].Reason != "transfer amount exceeds balance" || v.Total.String() != "0.001" {
		t.Fatalf("view %+v", v)
	}
}

// TestFundedAgain: a refused payment is tried again while it is valid.
func TestFundedAgain(t *testing.T) {
	w := newWorld(t)
	paid := w.call("ann", "weather", 1000, time.Hour)
	for range 70 {
		w.round()
	}
	w.fund("ann", 1000)
	w.settleAll()
	w.check()
	if got := w.ledger.final[paid]; got != "3 " {
		t.Fatalf("ended as %q, want booked", got)
	}
}

// TestFrontRun: somebody else's transaction uses authorizations of ours, before
// the batch is planned, and between its check and its block.
func TestFrontRun(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		t.Run(fmt.Sprintf("sealed %v", sealed), func(t *testing.T) {
			w := newWorld(t)
			w.fund("ann", 5000)
			owed := w.call("ann", "weather", 1000, 3*time.Minute)
			w.call("ann", "weather", 1500, 3*time.Minute)
			w.clock = w.clock.Add(61 * time.Second)
			if sealed {
				_ = w.tick()
			}
			w.chain.mine(w.chain.strangerPulls(w.lastly[owed]))
			w.settleAll()
			w.check()
			if got := w.ledger.final[owed]; got != "3 " {
				t.Fatalf("the front-run payment ended as %q, want booked", got)
			}
			if got := w.ledger.balance(metering.AccountSuspense); got != "0" {
				t.Fatalf("suspense = %s, want 0", got)
			}
		})
	}
}

// TestFrontRunTopUp: the stranger's transaction comes before the batch that
// somebody waits for: the payer paid, so it is credited, once, and not told that
// it was refused.
func TestFrontRunTopUp(t *testing.T) {
	w := newWorld(t)
	w.fund("ann", 5000)
	seq := w.claim(metering.PurposeTopUp, "ann", "crawler", 3000)
	_ = w.tick()
	w.chain.mine(w.chain.strangerPulls(w.lastly[seq]))
	w.settleAll()
	w.check()
	if got := w.ledger.final[seq]; got != "3 " {
		t.Fatalf("ended as %q, want booked", got)
	}
	if got := w.ledger.balance(metering.PrepaidAccount("crawler")); got != "0.003" {
		t.Fatalf("credited %s, want 0.003", got)
	}
	if got := w.ledger.balance(metering.AccountSuspense); got != "0" {
		t.Fatalf("suspense = %s, want 0", got)
	}
}

// TestCanceled: a payer withdraws its authorization.
func TestCanceled(t *testing.T) {
	w := newWorld(t)
	w.fund("ann", 5000)
	seq := w.call("ann", "weather", 1000, time.Hour)
	w.chain.mine(change(func(st *fakeState) {
		st.used[w.lastly[seq].Nonce] = settlement.Use{State: settlement.NonceCanceled}
	}))
	for range 200 {
		w.round()
	}
	if got := w.ledger.final[seq]; got != "4 the payer withdrew the authorization" {
		t.Fatalf("ended as %q", got)
	}
	if got := w.ledger.balance(metering.RevenueAccount("weather")); got != "0" {
		t.Fatalf("revenue = %s, want 0", got)
	}
}

// TestReverted: the vault is paused between check and block. The batch is
// reverted only when that is final, and its rows settle in another one.
func TestReverted(t *testing.T) {
	w := mixed(t)
	_ = w.tick()
	w.chain.mine(change(func(st *fakeState) { st.paused = true }))
	for range 3 {
		_ = w.tick()
		if n := w.ledger.count(settlement.EventReverted); n != 0 {
			t.Fatal("reverted before the failed transaction was final")
		}
		w.chain.mine()
	}
	for range 5 {
		w.round()
	}
	if n := w.ledger.count(settlement.EventReverted); n != 1 {
		t.Fatalf("%d reverts, want 1", n)
	}
	if n := w.ledger.count(settlement.EventSealed); n != 1 {
		t.Fatalf("%d batches, want 1 while the vault is paused", n)
	}
	w.chain.mine(change(func(st *fakeState) { st.paused = false }))
	mixedEnds(w)
}

// TestReversed: a top-up is counted, its block is lost, and its payer's money is
// gone when the batch is mined again.
func TestReversed(t *testing.T) {
	w := newWorld(t)
	w.fund("bob", 3000)
	w.age()
	seq := w.claim(metering.PurposeTopUp, "bob", "crawler", 3000)
	for range 3 {
		w.round()
	}
	if got := w.ledger.balance(metering.PrepaidAccount("crawler")); got != "0.003" {
		t.Fatalf("credited %s, want 0.003", got)
	}
	w.ledger.spent("crawler", "chat", usd(1000))
	w.chain.lose(3, true)
	w.chain.mine(change(func(st *fakeState) { st.balances[address("bob")] = 0 }))
	w.settleAll()
	w.check()
	if got := w.ledger.balance(metering.PrepaidAccount("crawler")); got != "-0.001" {
		t.Fatalf("prepaid = %s, want -0.001", got)
	}
	if got := w.ledger.states["crawler"]; got != metering.AgentBlocked {
		t.Fatalf("agent is %q, want blocked", got)
	}
	if got := w.ledger.final[seq]; got != "4 transfer amount exceeds balance" {
		t.Fatalf("ended as %q", got)
	}
}

// TestStuck: pools forget the transaction, or want higher fees.
func TestStuck(t *testing.T) {
	w := mixed(t)
	w.chain.dropAll = true
	for range 35 {
		w.round()
	}
	if n := w.ledger.count(settlement.EventSigned); n != 2 {
		t.Fatalf("%d attempts after 35 s, want 2", n)
	}
	w.chain.dropAll = false
	mixedEnds(w)
}

// TestFeeCeiling: above the ceiling the batch waits, and goes on by itself.
func TestFeeCeiling(t *testing.T) {
	w := mixed(t)
	w.chain.fees = settlement.Fees{Tip: 1, Cap: 501_000_000_000}
	for range 40 {
		w.round()
	}
	if n := w.ledger.count(settlement.EventSigned); n != 0 {
		t.Fatalf("%d attempts above the ceiling", n)
	}
	w.chain.fees = settlement.Fees{Tip: 1, Cap: 400_000_000_000}
	mixedEnds(w)
}

// TestNonceGap: a transaction of the same key is lost, and the batch's nonce is
// one too high: the batch itself fills the gap.
func TestNonceGap(t *testing.T) {
	w := mixed(t)
	w.chain.mine(change(func(st *fakeState) { st.nonce = 7 }))
	_ = w.tick() // signs with 7
	w.chain.cut(1)
	mixedEnds(w)
	if n := w.ledger.count(settlement.EventSealed); n != 1 {
		t.Fatalf("%d batches, want 1", n)
	}
}

// TestNonceTaken: another transaction of the same key takes the nonce.
func TestNonceTaken(t *testing.T) {
	w := mixed(t)
	w.chain.dropAll = true
	_ = w.tick()
	w.chain.mine(change(func(st *fakeState) { st.nonce++ }))
	w.chain.dropAll = false
	mixedEnds(w)
	if n := w.ledger.count(settlement.EventReverted); n != 1 {
		t.Fatalf("%d reverts, want 1", n)
	}
}

// TestOutOfGas: rows that found no gas come again.
func TestOutOfGas(t *testing.T) {
	w := mixed(t)
	w.chain.deadGas = 1
	for range 5 {
		w.round()
	}
	w.chain.deadGas = 0
	mixedEnds(w)
}

// TestNoGasAtAll: a batch that found gas for no row is not repeated in every
// block, and the next one has more.
func TestNoGasAtAll(t *testing.T) {
	w := mixed(t)
	var gas []uint64
	w.chain.sending = func(raw []byte, sent bool) error {
		var tx settlement.Tx
		err := json.Unmarshal(raw, &tx)
		if err == nil && !sent {
			gas = append(gas, tx.Gas)
		}
		return err
	}
	w.chain.deadGas = -1
	for range 20 {
		w.round()
	}
	if n := w.ledger.count(settlement.EventSealed); n != 1 {
		t.Fatalf("%d batches in 20 blocks, want 1", n)
	}
	w.chain.deadGas = 0
	mixedEnds(w)
	if gas[len(gas)-1] != gas[0]+1_000_000 {
		t.Fatalf("gas limits %v, want a million more in the end", gas)
	}
}

// TestChainLostFinal: a development chain loses the blocks of a booked batch.
// The same bytes go out again, and the books stay as they are.
func TestChainLostFinal(t *testing.T) {
	w := newWorld(t)
	w.chain.finalDepth = 0
	w.fund("ann", 10_000)
	w.call("ann", "weather", 1000, time.Hour)
	w.claim(metering.PurposeFirst, "ann", payerID("ann"), 700)
	w.round()
	w.chain.mine(w.chain.moves(settlement.MovedIn, 55, "gift"))
	_ = w.tick()
	if n := w.ledger.count(settlement.EventBooked); n != 1 {
		t.Fatalf("%d booked, want 1", n)
	}
	w.chain.cut(2)
	w.restart()
	w.round()
	w.chain.mine(w.chain.moves(settlement.MovedIn, 55, "gift")) // mined again
	w.call("ann", "weather", 300, time.Hour)
	w.settleAll()
	w.check()
	if got := w.ledger.balance(metering.AccountSuspense); got != "0.000055" {
		t.Fatalf("suspense = %s, want 0.000055: the gift counts once", got)
	}
}

// TestMovements: deposits, payouts to payees and refunds by the owner, once each.
func TestMovements(t *testing.T) {
	w := mixed(t)
	mixedEnds(w)
	w.chain.mine(w.chain.moves(settlement.MovedIn, 40, "deposit"))
	w.chain.mine(w.chain.moves(settlement.MovedPayee, 4000, "payee"))
	w.chain.mine(w.chain.moves(settlement.MovedPaidOut, 10, "refund"))
	w.restart()
	for range 6 {
		w.round()
	}
	w.restart()
	w.round()
	w.check()
	for account, want := range map[metering.Account]string{
		metering.AccountSuspense: "0.00003", metering.PayableAccount("0"): "0.001", metering.AccountChain: "-0.00473",
	} {
		if got := w.ledger.balance(account); got != want {
			t.Errorf("%s = %s, want %s", account, got, want)
		}
	}
}

// TestManyMovements: a block with more movements than one event takes.
func TestManyMovements(t *testing.T) {
	w := newWorld(t)
	const n = settlement.MaxItems + 500
	w.chain.mine(func(st *fakeState) []settlement.Movement {
		var moves []settlement.Movement
		for i := range n {
			st.vault++
			moves = append(moves, settlement.Movement{Kind: settlement.MovedIn, TxHash: [32]byte{9}, Position: uint32(i), Amount: metering.BaseUnits{Lo: 1}})
		}
		return moves
	})
	crashed := false
	w.ledger.appending = func(_ metering.Event, persisted bool) error {
		if persisted && !crashed {
			crashed, w.died = true, true
			return errCrash
		}
		return nil
	}
	for range 12 {
		w.round()
	}
	w.check()
}

// TestPayerOfManyRows: more payments than one batch takes settle in several.
func TestManyRows(t *testing.T) {
	w := newWorld(t)
	w.cfg.Limits.Rows = 7
	w.restart()
	w.fund("ann", 1_000_000)
	for range 30 {
		w.call("ann", "weather", 100, time.Hour)
	}
	w.settleAll()
	w.check()
	if n := w.ledger.count(settlement.EventBooked); n != 5 {
		t.Fatalf("%d batches, want 5", n)
	}
}
