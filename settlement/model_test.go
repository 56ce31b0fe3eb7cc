package settlement_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// TestModel drives the engine through random calls, claims, front-runs, empty
// wallets, deposits, payouts, reorganisations, pauses, dead endpoints and kills.
// When all is over, books and chain agree to the unit, every payment ended as
// the chain says, and no mark or transfer was ever out of order.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		payers := []string{"ann", "bob", "cyd"}
		for _, p := range payers {
			w.fund(p, 6000)
		}
		w.age()
		left := -1 // effects until the process dies
		hook := func() error {
			if w.died {
				return errCrash
			}
			left--
			if left == 0 {
				w.died = true
				return errCrash
			}
			return nil
		}
		w.ledger.appending = func(metering.Event, bool) error { return hook() }
		w.chain.sending = func([]byte, bool) error { return hook() }
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			payer := rapid.SampledFrom(payers).Draw(t, "payer")
			units := rapid.Uint64Range(1, 900).Draw(t, "units")
			switch rapid.IntRange(0, 15).Draw(t, "step") {
			case 0, 1, 2:
				route := rapid.SampledFrom([]string{"weather", "chat"}).Draw(t, "route")
				valid := time.Duration(rapid.IntRange(5, 600).Draw(t, "valid")) * time.Second
				w.call(payer, route, units, valid)
			case 3:
				w.claim(metering.PurposeFirst, payer, payerID(payer), units)
			case 4:
				w.claim(metering.PurposeTopUp, payer, "crawler", units)
			case 5:
				left = rapid.IntRange(1, 6).Draw(t, "dies after")
			case 6:
				// At most what is not final: more is the business of TestChainLostFinal.
				w.chain.lose(rapid.IntRange(1, 3).Draw(t, "depth"), rapid.Bool().Draw(t, "forget"))
			case 7:
				keep := rapid.Uint64Range(0, 1500).Draw(t, "keep")
				w.chain.mine(change(func(st *fakeState) { st.balances[address(payer)] = keep }))
			case 8:
				for seq := range w.ledger.all {
					if p := w.ledger.all[seq]; p.Auth.Value.Lo%3 == units%3 {
						w.chain.mine(w.chain.strangerPulls(p.Auth))
						break
					}
				}
			case 9:
				kind := rapid.SampledFrom([]settlement.MovementKind{settlement.MovedIn, settlement.MovedPayee}).Draw(t, "kind")
				w.chain.mine(w.chain.moves(kind, units, fmt.Sprint("move", i)))
			case 10:
				paused := !w.chain.tip().state.paused
				w.chain.mine(change(func(st *fakeState) { st.paused = paused }))
			case 11:
				w.chain.offline = !w.chain.offline
			case 12:
				w.clock = w.clock.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "wait")) * time.Second)
			case 13:
				w.chain.dropAll = !w.chain.dropAll
			case 14:
				w.chain.deadGas = rapid.IntRange(0, 3).Draw(t, "gas")
			case 15:
				_ = w.tick()
			}
			for range rapid.IntRange(0, 3).Draw(t, "rounds") {
				w.round()
			}
		}
		left = -1
		w.chain.offline, w.chain.dropAll, w.chain.deadGas = false, false, 0
		w.chain.mine(change(func(st *fakeState) { st.paused = false }))
		w.age()
		w.settleAll()
		w.check()
	})
}
