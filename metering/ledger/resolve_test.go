package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// TestResolve: a journalled hold that stands open at start is resolved once by
// its policy, flagged.
func TestResolve(t *testing.T) {
	for policy, charge := range map[metering.OnCrash]string{metering.OnCrashMinimum: "0.001", metering.OnCrashCeiling: "0.005"} {
		t.Run(charge, func(t *testing.T) {
			h := open(t, config(t))
			h.agent("ann", "1")
			c := h.call("ann")
			c.OnCrash, c.Bound = policy, metering.Count(metering.KindCall, 5)
			_, err := h.store.Hold(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			exact := h.exact(payerID, 9)
			exact.OnCrash, exact.Bound = policy, c.Bound
			_, err = h.store.Hold(context.Background(), exact)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := h.store.Resolve(context.Background()); n != 0 || err != nil {
				t.Errorf("%d calls in flight resolved, %v", n, err)
			}
			for range 2 {
				h = h.reopen() // resolves
				r, err := h.store.UsageByID(context.Background(), c.RequestID)
				if err != nil || r.State != metering.RecordIndeterminate || r.Charge.String() != charge || r.Outcome != metering.OutcomeInterrupted ||
					len(r.Flags) != 1 || r.Flags[0] != metering.FlagRecovered {
					t.Fatalf("record %+v, %v", r, err)
				}
				if a, err := h.store.Agent(context.Background(), "ann"); err != nil || a.Balance != mustMinus("1", charge) || !a.Held.IsZero() {
					t.Errorf("agent %+v, %v", a, err)
				}
				if got := h.store.Owed().String(); got != charge {
					t.Errorf("owed %s, want %s", got, charge)
				}
				payments, err := h.store.Payments(context.Background(), 0, 0)
				if err != nil || len(payments) != 1 || payments[0].Auth.Nonce != exact.Auth.Nonce {
					t.Errorf("payments %+v, %v", payments, err)
				}
				_, err = h.store.Hold(context.Background(), exact)
				if !errors.Is(err, metering.ErrPaymentUsed) {
					t.Errorf("the interrupted call's authorization again: %v", err)
				}
				h.wantWhole()
			}
		})
	}
}

func mustMinus(a, b string) money.Amount {
	d, err := money.MustParse(a).Sub(money.MustParse(b))
	if err != nil {
		panic(err)
	}
	return d
}

// TestNonces: an authorization pays for one call, in flight, used, and after a
// restart; a released call gives it back.
func TestNonces(t *testing.T) {
	h := open(t, config(t))
	ctx := context.Background()
	hold, err := h.store.Hold(ctx, h.exact(payerID, 1))
	if err != nil {
		t.Fatal(err)
	}
	busy := func(want error) {
		t.Helper()
		_, err := h.store.Hold(ctx, h.exact(payerID, 1))
		if !errors.Is(err, want) {
			t.Errorf("the same authorization: %v, want %v", err, want)
		}
	}
	busy(metering.ErrPaymentBusy)
	err = h.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError})
	if err != nil {
		t.Fatal(err)
	}
	h.post(h.exact(payerID, 1))
	busy(metering.ErrPaymentUsed)
	_, _, err = h.store.Sync(ctx)
	if err != nil {
		t.Fatal(err)
	}
	busy(metering.ErrPaymentUsed)
	h = h.reopen()
	busy(metering.ErrPaymentUsed)
	h.post(h.exact("eip155:1:0x00000000000000000000000000000000000000bb", 1)) // another payer's nonces are its own

	_, err = h.store.Append(ctx, metering.Event{Type: metering.EventCredit, Ref: string(payerID), Transfers: []metering.Transfer{
		{From: metering.AccountSuspense, To: metering.PrepaidAccount(payerID), Amount: money.Units(1)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	// What the payer has left pays for the call; its authorization is used up all the same.
	c := h.exact(payerID, 2)
	c.Funding = metering.FundPayerPrepaid
	h.post(c)
	_, err = h.store.Hold(ctx, h.exact(payerID, 2))
	if !errors.Is(err, metering.ErrPaymentUsed) {
		t.Errorf("an authorization that credit stood in for: %v", err)
	}
	if got := h.balance(payerID); got != "0.999" {
		t.Errorf("balance %s", got)
	}
	h.wantWhole()
}

// TestSameNonceAtOnce races 248 calls with one authorization.
func TestSameNonceAtOnce(t *testing.T) {
	h := open(t, config(t))
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 248 {
		wg.Go(func() {
			hold, err := h.store.Hold(context.Background(), h.exact(payerID, 1))
			if err == nil {
				_, err = h.store.Post(context.Background(), hold, ok())
			}
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, metering.ErrPaymentBusy) && !errors.Is(err, metering.ErrPaymentUsed) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || h.store.Owed().String() != "0.001" {
		t.Errorf("%d calls were paid with one authorization, %s owed", won.Load(), h.store.Owed())
	}
}

func TestCaps(t *testing.T) {
	h := open(t, config(t))
	ctx := context.Background()
	for name, tc := range map[string]struct {
		caps metering.Caps
		want error
	}{
		"wallet too small": {metering.Caps{Balance: amount(0), PerPayer: amount(9), NewPayer: amount(9), Total: amount(9)}, metering.ErrFunds},
		"new payer":        {metering.Caps{Balance: amount(9), PerPayer: amount(9), NewPayer: amount(0), Total: amount(9)}, metering.ErrCap},
		"all payers":       {metering.Caps{Balance: amount(9), PerPayer: amount(9), NewPayer: amount(9), Total: amount(0)}, metering.ErrCap},
	} {
		c := h.exact(payerID, 1)
		c.Caps = tc.caps
		_, err := h.store.Hold(ctx, c)
		if !errors.Is(err, tc.want) || !h.store.Owed().IsZero() {
			t.Errorf("%s: %v, %s owed", name, err, h.store.Owed())
		}
	}
}

// TestRefusals: what could not be written down later is not admitted.
func TestRefusals(t *testing.T) {
	h := open(t, config(t))
	h.agent("ann", "1")
	ctx := context.Background()
	for name, change := range map[string]func(*metering.Call){
		"no price":          func(c *metering.Call) { c.Price = nil },
		"no route":          func(c *metering.Call) { c.Route = "" },
		"zero byte":         func(c *metering.Call) { c.Route = "a\x00b" },
		"long meter":        func(c *metering.Call) { c.Meter = string(make([]byte, 300)) },
		"unknown funding":   func(c *metering.Call) { c.Funding = 0 },
		"payment, no payer": func(c *metering.Call) { c.Funding = metering.FundPayerPrepaid },
		"long signature": func(c *metering.Call) {
			c.Payer, c.Auth = payerID, &metering.Authorization{Signature: make([]byte, 1025)}
		},
		"agent of zero byte": func(c *metering.Call) { c.Agent, c.Plan = "acme:\x00", "standard" },
		"agent of no text":   func(c *metering.Call) { c.Agent, c.Plan = "acme:\xff", "standard" },
	} {
		c := h.call("ann")
		change(c)
		_, err := h.store.Hold(ctx, c)
		if !errors.Is(err, metering.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	one := money.Units(1)
	for name, e := range map[string]metering.Event{
		"no type":           {},
		"own event":         {Type: metering.EventInvoiceIssued, Body: []byte(`{"id":"x","number":7}`)},
		"body not JSON":     {Type: "a.b", Body: []byte(`{`)},
		"wrong body":        {Type: metering.EventTokenRevoked, Body: []byte(`{"jti":7}`)},
		"token without id":  {Type: metering.EventTokenRevoked, Body: []byte(`{"jti":"","until":1}`)},
		"epoch of nobody":   {Type: metering.EventTokensRevoked, Body: []byte(`{"agent":"","epoch":1}`)},
		"epoch zero":        {Type: metering.EventTokensRevoked, Body: []byte(`{"agent":"ann","epoch":0}`)},
		"zero transfer":     {Type: "a.b", Transfers: []metering.Transfer{{From: "chain", To: "promo"}}},
		"negative transfer": {Type: "a.b", Transfers: []metering.Transfer{{From: "chain", To: "promo", Amount: amount(-1)}}},
		"unknown part":      {Type: "a.b", Transfers: []metering.Transfer{{From: "chain", To: "agent:ann:pocket", Amount: one}}},
		"agent without id":  {Type: "a.b", Transfers: []metering.Transfer{{From: "chain", To: "agent::prepaid", Amount: one}}},
		"no account":        {Type: "a.b", Transfers: []metering.Transfer{{From: "chain", Amount: one}}},
		"agent, other ref":  {Type: metering.EventAgentCreated, Ref: "bob", Body: []byte(`{"id":"eve","plan":"p","state":"active"}`)},
		"withdrawal, moved": {Type: metering.EventWithdrawn, Ref: "ann", Body: []byte(`{"agent":"ann","amount":"1","to":"x"}`), Transfers: []metering.Transfer{{From: "agent:ann:prepaid", To: "suspense", Amount: amount(1)}}},
	} {
		_, err := h.store.Append(ctx, e)
		if !errors.Is(err, metering.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.pay("ann") // nothing of it stopped the store
	h = h.reopen()
	h.wantWhole()
}

// TestMoneyBeforeTheAgent: a payer is credited before it was ever admitted; it
// may call all the same, also after a restart.
func TestMoneyBeforeTheAgent(t *testing.T) {
	h := open(t, config(t))
	ctx := context.Background()
	_, err := h.store.Append(ctx, metering.Event{Type: "payment.counted", Ref: string(payerID), Transfers: []metering.Transfer{
		{From: metering.AccountSuspense, To: metering.PrepaidAccount(payerID), Amount: money.Units(1)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	h = h.reopen()
	agents, _, err := h.store.Agents(ctx, "", 0)
	if err != nil || len(agents) != 0 {
		t.Errorf("agents %+v, %v", agents, err)
	}
	c := h.exact(payerID, 1)
	c.Funding = metering.FundPayerPrepaid
	h.post(c)
	if got := h.balance(payerID); got != "0.999" {
		t.Errorf("balance %s", got)
	}
	h = h.reopen()
	h.wantWhole()
}

// TestEviction keeps far fewer accounts than there are agents.
func TestEviction(t *testing.T) {
	agents := 10_000
	if testing.Short() {
		agents = 1000
	}
	cfg := config(t)
	cfg.MaxAccounts = 128
	h := open(t, cfg)
	each := func(fn func(i int, id metering.AgentID)) {
		var wg sync.WaitGroup
		for w := range 100 {
			wg.Go(func() {
				for i := w; i < agents; i += 100 {
					fn(i, metering.AgentID(fmt.Sprint("agent-", i)))
				}
			})
		}
		wg.Wait()
	}
	each(func(i int, id metering.AgentID) {
		err := h.store.CreateAgent(context.Background(), id, "standard", amount(int64(i%7+2)))
		if err != nil {
			t.Error(err)
		}
	})
	for range 2 {
		each(func(_ int, id metering.AgentID) {
			hold, err := h.store.Hold(context.Background(), h.call(id))
			if err == nil {
				_, err = h.store.Post(context.Background(), hold, ok())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	until(t, "nothing to be pinned", func() bool { return h.store.Pinned() == 0 })
	each(func(i int, id metering.AgentID) {
		a, err := h.store.Agent(context.Background(), id)
		if err != nil || milliOf(a.Balance) != int64(i%7) || !a.Held.IsZero() {
			t.Errorf("agent %+v, %v; want %d", a, err, i%7)
		}
	})
	// Room is made when somebody else comes.
	each(func(i int, _ metering.AgentID) {
		_, err := h.store.Agent(context.Background(), metering.AgentID(fmt.Sprint("stranger-", i)))
		if !errors.Is(err, metering.ErrUnknownAgent) {
			t.Errorf("stranger: %v, want ErrUnknownAgent", err)
		}
	})
	if n := h.store.InMemory(); n > 2*cfg.MaxAccounts {
		t.Errorf("%d accounts in memory, want about %d", n, cfg.MaxAccounts)
	}
	h.wantWhole()
}

// TestExportWhileWriting reads everything by pages while calls go on: neither
// side waits long for the other.
func TestExportWhileWriting(t *testing.T) {
	h := open(t, config(t))
	h.agent("ann", "1000")
	for range 40 {
		h.fill(50)
	}
	_, _, err := h.store.Sync(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	stop, slowest := make(chan struct{}), time.Duration(0)
	var writer sync.WaitGroup
	writer.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			begin := time.Now()
			h.pay("ann")
			slowest = max(slowest, time.Since(begin))
		}
	})
	for range 20 {
		for before, pages := uint64(0), 0; ; pages++ {
			_, next, err := h.store.Usage(context.Background(), metering.UsageFilter{State: metering.RecordReleased}, before, 100)
			if err != nil {
				t.Fatal(err)
			}
			if next == 0 {
				break
			}
			before = next
		}
	}
	head, _ := h.store.Head()
	err = h.store.Leaves(context.Background(), 0, head, func([]byte) error {
		// A slow reader of a page holds no transaction: an append completes meanwhile.
		return nil
	})
	close(stop)
	writer.Wait()
	if err != nil || slowest > 5*time.Second {
		t.Errorf("slowest call took %s, %v", slowest, err)
	}
	h.wantWhole()
}

// TestAppendWithinScan: what reads the journal may append to it, so no
// transaction is open while it looks.
func TestAppendWithinScan(t *testing.T) {
	h := open(t, config(t))
	h.agent("ann", "1")
	h.pay("ann")
	head, _ := h.store.Head()
	seen := 0
	err := h.store.Leaves(context.Background(), 0, head, func([]byte) error {
		seen++
		h.pay("ann")
		return nil
	})
	if err != nil || seen != 1 {
		t.Errorf("%d leaves, %v", seen, err)
	}
}

// TestLinearizable checks holds and ends of a small balance against a sequential
// account: no interleaving admits what no order would.
func TestLinearizable(t *testing.T) {
	h := open(t, config(t))
	h.agent("ann", "0.003")
	type in struct{ end bool } // else a hold
	type out struct{ ok, charged bool }
	account := porcupine.Model{
		Init: func() any { return 3 },
		Step: func(state, input, output any) (bool, any) {
			left, i, o := state.(int), input.(in), output.(out)
			switch {
			case !i.end && o.ok:
				return left > 0, left - 1
			case !i.end:
				return left == 0, left
			case !o.charged:
				return true, left + 1
			default:
				return true, left
			}
		},
	}
	var mu sync.Mutex
	var history []porcupine.Operation
	begin := time.Now()
	record := func(client int, i in, do func() out) out {
		call := time.Since(begin).Nanoseconds()
		o := do()
		mu.Lock()
		defer mu.Unlock()
		history = append(history, porcupine.Operation{ClientId: client, Input: i, Call: call, Output: o, Return: time.Since(begin).Nanoseconds()})
		return o
	}
	var wg sync.WaitGroup
	for client := range 6 {
		wg.Go(func() {
			for n := range 8 {
				var hold *metering.Hold
				o := record(client, in{}, func() out {
					var err error
					hold, err = h.store.Hold(context.Background(), h.call("ann"))
					return out{ok: err == nil}
				})
				if !o.ok {
					continue
				}
				record(client, in{end: true}, func() out {
					if n%3 != 0 {
						return out{ok: h.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError}) == nil}
					}
					_, err := h.store.Post(context.Background(), hold, ok())
					return out{ok: err == nil, charged: true}
				})
			}
		})
	}
	wg.Wait()
	if !porcupine.CheckOperations(account, history) {
		t.Error("no order of these calls explains what they got")
	}
}
