package settlement_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// inLife runs a test while an engine runs and a block is made each second, in a
// bubble of fake time. Money of ann and bob is final before.
func inLife(t *testing.T, setup func(*world), test func(*testing.T, *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.live, w.clock = true, time.Now()
		w.fund("ann", 10_000)
		w.fund("bob", 10_000)
		w.age()
		if setup != nil {
			setup(w)
		}
		w.restart()
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			err := w.engine.Run(ctx)
			if err != nil {
				t.Errorf("Run: %v", err)
			}
		})
		wg.Go(func() {
			for ctx.Err() == nil {
				time.Sleep(time.Second) // of the bubble
				w.chain.mine()
			}
		})
		test(t, w)
		stop()
		wg.Wait()
	})
}

func (w *world) body(purpose metering.Purpose, payer string, units uint64) metering.PaymentBody {
	w.clock = time.Now()
	return metering.PaymentBody{
		Purpose: purpose, Agent: "crawler", Payer: payerID(payer), Amount: usd(units), Auth: w.authorize(payer, units, 10*time.Minute),
	}
}

func TestSettle(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		start := time.Now()
		first, err := w.engine.Settle(t.Context(), w.body(metering.PurposeFirst, "ann", 700))
		if err != nil || first.State != metering.PaymentCounted || first.TxHash == [32]byte{} || first.Batch != "b1" {
			t.Fatalf("Settle: %+v, %v", first, err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("a call that settles first took %s, want about a block", took)
		}
		body := w.body(metering.PurposeTopUp, "bob", 3000)
		topUp, err := w.engine.Settle(t.Context(), body)
		if err != nil || topUp.State != metering.PaymentCounted {
			t.Fatalf("Settle: %+v, %v", topUp, err)
		}
		if got := w.ledger.balance(metering.PrepaidAccount("crawler")); got != "0.003" {
			t.Errorf("credited %s, want 0.003", got)
		}
		_, err = w.engine.Settle(t.Context(), body)
		if !errors.Is(err, metering.ErrPaymentUsed) {
			t.Errorf("the same authorization again: %v, want ErrPaymentUsed", err)
		}
	})
}

// TestSettleTogether: callers that come while a batch is on its way share the
// next one.
func TestSettleTogether(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		bodies := make([]metering.PaymentBody, 12)
		for i := range bodies {
			bodies[i] = w.body(metering.PurposeFirst, []string{"ann", "bob"}[i%2], 100)
		}
		var wg sync.WaitGroup
		for _, body := range bodies {
			wg.Go(func() {
				_, err := w.engine.Settle(t.Context(), body)
				if err != nil {
					t.Errorf("Settle: %v", err)
				}
			})
		}
		wg.Wait()
		if n := w.ledger.count(settlement.EventSealed); n > 2 {
			t.Errorf("%d batches for 12 callers at once, want at most 2", n)
		}
		if n := w.ledger.count(metering.EventPaymentClaimed); n != 12 {
			t.Errorf("%d claims, want 12", n)
		}
	})
}

// TestSettleSameRace: one authorization, many copies: one is paid.
func TestSettleSameRace(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		body := w.body(metering.PurposeFirst, "ann", 700)
		var wg sync.WaitGroup
		results := make(chan error, 50)
		for range cap(results) {
			wg.Go(func() {
				_, err := w.engine.Settle(t.Context(), body)
				results <- err
			})
		}
		wg.Wait()
		paid := 0
		for range cap(results) {
			err := <-results
			switch {
			case err == nil:
				paid++
			case !errors.Is(err, metering.ErrPaymentUsed):
				t.Errorf("Settle: %v", err)
			}
		}
		if paid != 1 || w.chain.tip().state.vault != 700 {
			t.Errorf("%d copies paid and %d in the vault, want 1 and 700", paid, w.chain.tip().state.vault)
		}
	})
}

func TestSettleRefuses(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		tests := map[string]struct {
			spoil func(*metering.PaymentBody)
			want  error
		}{
			"other payee":   {func(b *metering.PaymentBody) { b.Auth.To = [20]byte{1} }, settlement.ErrPayment},
			"other token":   {func(b *metering.PaymentBody) { b.Auth.Token = [20]byte{1} }, settlement.ErrPayment},
			"other amount":  {func(b *metering.PaymentBody) { b.Amount = usd(701) }, settlement.ErrPayment},
			"served call":   {func(b *metering.PaymentBody) { b.Purpose = metering.PurposeCall }, settlement.ErrPayment},
			"no agent":      {func(b *metering.PaymentBody) { b.Agent = "" }, settlement.ErrPayment},
			"about expired": {func(b *metering.PaymentBody) { b.Auth.ValidBefore = uint64(time.Now().Unix()) + 5 }, settlement.ErrPayment},
		}
		for name, tt := range tests {
			body := w.body(metering.PurposeTopUp, "ann", 700)
			tt.spoil(&body)
			_, err := w.engine.Settle(t.Context(), body)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		var refused *settlement.RefusedError
		_, err := w.engine.Settle(t.Context(), w.body(metering.PurposeTopUp, "poor", 700))
		if !errors.As(err, &refused) || refused.Seq != 0 {
			t.Errorf("empty wallet: %v, want RefusedError before the claim", err)
		}
		w.chain.mine(change(func(st *fakeState) { st.paused = true }))
		_, err = w.engine.Settle(t.Context(), w.body(metering.PurposeTopUp, "ann", 700))
		if !errors.Is(err, settlement.ErrPaused) {
			t.Errorf("paused vault: %v, want ErrPaused", err)
		}
		if n := w.ledger.count(metering.EventPaymentClaimed); n != 0 {
			t.Errorf("%d claims, want none", n)
		}
	})
}

// TestSettlePending: nothing is mined for 50 s. The caller is told the hash, and
// the money becomes credit when it lands; it is never sent by a second batch.
func TestSettlePending(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		w.chain.mu.Lock()
		w.chain.dropAll = true
		w.chain.mu.Unlock()
		start := time.Now()
		_, err := w.engine.Settle(t.Context(), w.body(metering.PurposeTopUp, "ann", 700))
		var pending *settlement.PendingError
		if !errors.As(err, &pending) || pending.TxHash == [32]byte{} || pending.Batch != "b1" || time.Since(start) != 50*time.Second {
			t.Fatalf("Settle after %s: %v", time.Since(start), err)
		}
		w.chain.mu.Lock()
		w.chain.dropAll = false
		w.chain.mu.Unlock()
		time.Sleep(30 * time.Second)
		if got := w.ledger.balance(metering.PrepaidAccount("crawler")); got != "0.0007" {
			t.Errorf("credited %s, want 0.0007", got)
		}
		if n := w.ledger.count(settlement.EventSealed); n != 1 {
			t.Errorf("%d batches, want 1", n)
		}
	})
}

// TestSettleSkipped: the wallet is emptied after the claim.
func TestSettleSkipped(t *testing.T) {
	inLife(t, nil, func(t *testing.T, w *world) {
		hook := func(e metering.Event, persisted bool) error {
			if e.Type == settlement.EventSealed && persisted {
				w.chain.mine(change(func(st *fakeState) { st.balances[address("ann")] = 0 }))
			}
			return nil
		}
		w.ledger.mu.Lock()
		w.ledger.appending = hook
		w.ledger.mu.Unlock()
		_, err := w.engine.Settle(t.Context(), w.body(metering.PurposeFirst, "ann", 700))
		var refused *settlement.RefusedError
		if !errors.As(err, &refused) || refused.Seq == 0 {
			t.Errorf("Settle: %v, want RefusedError of the claim", err)
		}
	})
}

func TestRunNow(t *testing.T) {
	var seq uint64
	setup := func(w *world) { seq = w.call("ann", "weather", 1000, time.Hour) }
	inLife(t, setup, func(t *testing.T, w *world) {
		v, ok, err := w.engine.RunNow(t.Context())
		if err != nil || !ok || v.State != settlement.StateMined || v.Rows != 1 || v.Total.String() != "0.001" || v.Seq != 1 || v.To != seq {
			t.Fatalf("RunNow: %+v, %v, %v", v, ok, err)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var shape map[string]any
		err = json.Unmarshal(text, &shape)
		if err != nil {
			t.Fatal(err)
		}
		for _, member := range []string{"id", "seq", "state", "tx_hash", "from", "to", "usage_root", "rows", "skipped", "total"} {
			if shape[member] == nil {
				t.Errorf("the view has no %s: %s", member, text)
			}
		}
		_, ok, err = w.engine.RunNow(t.Context())
		if err != nil || ok {
			t.Errorf("RunNow again: %v, %v, want nothing to settle", ok, err)
		}
		w.ledger.spent("crawler", "weather", usd(100)) // prepaid: usage and revenue, no row
		v, ok, err = w.engine.RunNow(t.Context())
		if err != nil || !ok || v.Rows != 0 || v.From != seq {
			t.Errorf("RunNow after prepaid usage: %+v, %v, %v", v, ok, err)
		}
		w.chain.mine(change(func(st *fakeState) { st.paused = true }))
		_, _, err = w.engine.RunNow(t.Context())
		if !errors.Is(err, settlement.ErrPaused) {
			t.Errorf("RunNow of a paused vault: %v, want ErrPaused", err)
		}
	})
}

func TestRunNowWithoutRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		_, _, err := w.engine.RunNow(t.Context())
		if !errors.Is(err, settlement.ErrDown) {
			t.Errorf("RunNow: %v, want ErrDown", err)
		}
	})
}

func TestReconcile(t *testing.T) {
	setup := func(w *world) { w.call("ann", "weather", 1000, time.Hour) }
	inLife(t, setup, func(t *testing.T, w *world) {
		_, _, err := w.engine.RunNow(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.engine.Settle(t.Context(), w.body(metering.PurposeTopUp, "bob", 3000))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		r, err := w.engine.Reconcile(t.Context())
		if err != nil || !r.OK || r.VaultSeq != 3 || r.NextSeq != 3 || len(r.Checks) != 2 || r.Checks[0].Chain.String() != "0.004" {
			t.Fatalf("Reconcile: %+v, %v", r, err)
		}
		w.chain.mine(change(func(st *fakeState) { st.vault -= 5 })) // no movement says so
		time.Sleep(5 * time.Second)
		r, err = w.engine.Reconcile(t.Context())
		if err != nil || r.OK || r.Checks[0].Drift.String() != "-0.000005" {
			t.Errorf("Reconcile with drift: %+v, %v", r, err)
		}
	})
}

func TestList(t *testing.T) {
	w := newWorld(t)
	w.fund("ann", 100_000)
	w.round()
	for range 5 {
		w.call("ann", "weather", 100, time.Hour)
		w.clock = w.clock.Add(2 * time.Minute)
		for range 6 {
			w.round()
		}
	}
	var ids string
	cursor := ""
	for range 3 {
		views, next, err := w.engine.List(t.Context(), cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			ids += v.ID + " "
		}
		cursor = next
	}
	if ids != "b5 b4 b3 b2 b1 " || cursor != "" {
		t.Errorf("listed %q, then cursor %q", ids, cursor)
	}
	v, err := w.engine.Get(t.Context(), "b2")
	if err != nil || v.Seq != 2 || v.State != settlement.StateBooked || v.TxHash == "" {
		t.Errorf("Get: %+v, %v", v, err)
	}
	for _, id := range []string{"b6", "b0", "", "2", "b02", "b99999999999999999999"} {
		_, err = w.engine.Get(t.Context(), id)
		if !errors.Is(err, settlement.ErrNotFound) {
			t.Errorf("Get(%q): %v, want ErrNotFound", id, err)
		}
	}
}
