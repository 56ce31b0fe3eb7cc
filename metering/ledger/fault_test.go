package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
)

func noSpace() error { return &fs.PathError{Op: "write", Path: "journal", Err: syscall.ENOSPC} }

// fault fails commits while it is set; before it fails one, it waits until enough
// callers stand in the queue.
type fault struct {
	err   atomic.Pointer[error]
	count atomic.Int64
	nth   int64
}

func (f *fault) set(err error) { f.err.Store(&err) }

func (f *fault) hook() error {
	n := f.count.Add(1)
	p := f.err.Load()
	if p == nil || *p == nil || f.nth != 0 && n != f.nth {
		return nil
	}
	return *p
}

// picture is all that a failed commit must leave as it was.
type picture struct {
	agents   []metering.Agent
	balances map[metering.Account]money.Amount
	owed     money.Amount
	head     uint64
}

func (h *harness) picture() picture {
	h.t.Helper()
	ctx := context.Background()
	agents, _, err := h.store.Agents(ctx, "", 0)
	if err != nil {
		h.t.Fatal(err)
	}
	balances, err := h.store.Balances(ctx, "")
	if err != nil {
		h.t.Fatal(err)
	}
	head, _ := h.store.Head()
	return picture{agents, balances, h.store.Owed(), head}
}

const payerID = metering.AgentID("eip155:1:0x00000000000000000000000000000000000000aa")

func (h *harness) exact(payer metering.AgentID, nonce byte) *metering.Call {
	c := h.call(payer)
	c.Payer, c.Plan, c.Rail, c.Funding = payer, "payers", metering.RailExact, metering.FundPayerReceivable
	c.Auth = &metering.Authorization{Nonce: [32]byte{nonce}, Signature: make([]byte, 65)}
	most := money.MustParse("100")
	c.Caps = metering.Caps{Balance: most, PerPayer: most, NewPayer: most, Total: most}
	return c
}

// until waits for a condition that another goroutine brings about.
func until(t testing.TB, what string, cond func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	for !cond() {
		select {
		case <-poll.C:
		case <-deadline.C:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// TestFullUndoesEverything fails a commit of calls, payments, credits, new agents
// and journalled holds at once: all callers hear of it, nothing is left of it, and
// the same calls work when there is room.
func TestFullUndoesEverything(t *testing.T) {
	var f fault
	h := openWith(t, config(t), func(s *ledger.Store) { s.OnCommit(f.hook) })
	h.tiered()
	h.agent("ann", "10")
	h.pay("ann")
	h.post(h.exact(payerID, 1))
	ctx := context.Background()
	before := h.picture()
	var holds []*metering.Hold
	for range 20 {
		hold, err := h.store.Hold(ctx, h.call("ann"))
		if err != nil {
			t.Fatal(err)
		}
		holds = append(holds, hold)
	}
	paid, err := h.store.Hold(ctx, h.exact(payerID, 2))
	if err != nil {
		t.Fatal(err)
	}
	f.set(noSpace())
	var wg sync.WaitGroup
	want := func(what string, do func() error) {
		wg.Go(func() {
			err := do()
			if !errors.Is(err, metering.ErrFull) {
				t.Errorf("%s on a full disk: %v", what, err)
			}
		})
	}
	for _, hold := range append(holds, paid) {
		want("post", func() error { _, err := h.store.Post(ctx, hold, ok()); return err })
	}
	want("credit", func() error {
		_, err := h.store.Append(ctx, metering.Event{Type: metering.EventCredit, Ref: "ann", Transfers: []metering.Transfer{
			{From: metering.AccountPromo, To: metering.PrepaidAccount("ann"), Amount: money.Units(1)},
		}})
		return err
	})
	want("create", func() error { return h.store.CreateAgent(ctx, "new", "standard", money.Units(1)) })
	want("withdraw", func() error { _, err := h.store.Withdraw(ctx, "ann", money.Amount{}, "0x"); return orFull(err) })
	want("journalled hold", func() error {
		c := h.call("ann")
		c.OnCrash = metering.OnCrashCeiling
		_, err := h.store.Hold(ctx, c)
		return err
	})
	wg.Wait()
	f.set(nil)
	until(t, "room again", func() bool { return !h.store.Full() })
	if after := h.picture(); !reflect.DeepEqual(before, after) {
		t.Errorf("after a failed commit:\n%+v\nbefore:\n%+v", after, before)
	}
	h.post(h.exact(payerID, 2)) // its authorization is free again
	if r := h.pay("ann"); r.Sequence != before.head+2 {
		t.Errorf("sequence %d, want %d: no gap", r.Sequence, before.head+2)
	}
	h.agent("new", "1")
	h.wantWhole() // accumulators as well: the price falls with use
	h = h.reopen()
	h.wantWhole()
}

// orFull passes over what is refused before it gets as far as the disk.
func orFull(err error) error {
	if errors.Is(err, metering.ErrInvalid) {
		return metering.ErrFull
	}
	return err
}

// falling is a price that falls with use, so that a lost accumulator shows in a
// charge: the first three calls of a month cost 0.002, the rest 0.001.
type falling struct{}

const fallingDefinition = `{"model":"falling"}`

func total(n uint64) money.Amount {
	a, err := money.MustParse("0.001").Mul(n + min(n, 3))
	if err != nil {
		panic(err)
	}
	return a
}

func (falling) Rate(cum, q metering.Units) (money.Amount, error) {
	a := mustWhole(cum.Of(metering.KindCall))
	return total(a + mustWhole(q.Of(metering.KindCall))).Sub(total(a))
}

func (f falling) Ceiling(cum, bound metering.Units) (money.Amount, error) { return f.Rate(cum, bound) }

func (falling) Flat() (money.Amount, bool)        { return money.Amount{}, false }
func (falling) Unit(metering.Kind) (string, bool) { return "", false }

func (h *harness) tiered() {
	h.t.Helper()
	ps, err := h.store.PublishPrices(context.Background(), []metering.Price{{Name: "falling", Definition: []byte(fallingDefinition), Rater: falling{}}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.price = &ps[0]
}

func (h *harness) post(c *metering.Call) *metering.UsageRecord {
	h.t.Helper()
	hold, err := h.store.Hold(context.Background(), c)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := h.store.Post(context.Background(), hold, ok())
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// TestNewPayerOutlivesFull: an agent whose first entry a full disk took back is
// made anew by the post of the call that it was admitted for.
func TestNewPayerOutlivesFull(t *testing.T) {
	var f fault
	h := openWith(t, config(t), func(s *ledger.Store) { s.OnCommit(f.hook) })
	f.set(noSpace())
	hold, err := h.store.Hold(context.Background(), h.exact(payerID, 1))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the store to run full", h.store.Full)
	f.set(nil)
	until(t, "room again", func() bool { return !h.store.Full() })
	_, err = h.store.Post(context.Background(), hold, ok())
	if err != nil {
		t.Fatal(err)
	}
	h = h.reopen()
	a, err := h.store.Agent(context.Background(), payerID)
	if err != nil || a.Plan != "payers" || a.State != metering.AgentActive {
		t.Errorf("agent %+v, %v", a, err)
	}
	h.wantWhole()
}

// TestCreditCountsOnceOnDisk: nobody is admitted on credit that a full disk may
// still take back.
func TestCreditCountsOnceOnDisk(t *testing.T) {
	gate, entered := make(chan struct{}), make(chan struct{}, 100)
	var hold atomic.Bool
	h := openWith(t, config(t), func(s *ledger.Store) {
		s.OnCommit(func() error {
			if hold.Load() {
				entered <- struct{}{}
				<-gate
			}
			return nil
		})
	})
	h.agent("ann", "0")
	hold.Store(true)
	done := make(chan error, 1)
	go func() {
		_, err := h.store.Append(context.Background(), metering.Event{Type: metering.EventCredit, Ref: "ann", Transfers: []metering.Transfer{
			{From: metering.AccountPromo, To: metering.PrepaidAccount("ann"), Amount: money.Units(1)},
		}})
		done <- err
	}()
	<-entered
	_, err := h.store.Hold(context.Background(), h.call("ann"))
	if !errors.Is(err, metering.ErrFunds) {
		t.Errorf("hold on credit that is not on disk: %v", err)
	}
	hold.Store(false)
	close(gate)
	err = <-done
	if err != nil {
		t.Fatal(err)
	}
	h.pay("ann")
}

// TestFailNthCommit fails each commit of a working ledger in turn, once for want
// of room and once for good.
func TestFailNthCommit(t *testing.T) {
	for nth := int64(1); nth <= 12; nth++ {
		t.Run(fmt.Sprint(nth), func(t *testing.T) {
			f := fault{nth: nth}
			f.set(noSpace())
			cfg := config(t)
			s := scenario{f: &f}
			s.run(t, cfg)
			if s.failed != 1 {
				t.Errorf("%d steps failed, want 1", s.failed)
			}
			h := open(t, cfg)
			h.wantWhole()
			s.wantAll(t, h)
		})
	}
}

// scenario is one life of a ledger; each step may fail once and is then done
// again.
type scenario struct {
	f      *fault
	failed int
	posted []metering.RequestID
}

func (s *scenario) run(t *testing.T, cfg ledger.Config) {
	h := &harness{t: t, cfg: cfg}
	store, err := ledger.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	store.OnCommit(s.f.hook)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- store.Run(ctx) }()
	h.store = store
	retry := func(what string, do func() error) {
		for range 2 {
			err := do()
			if err == nil {
				return
			}
			if !errors.Is(err, metering.ErrFull) {
				t.Fatalf("%s: %v", what, err)
			}
			s.failed++
			until(t, "room again", func() bool { return !store.Full() })
		}
		t.Fatalf("%s failed twice", what)
	}
	retry("publish", func() error {
		ps, err := store.PublishPrices(ctx, []metering.Price{{Name: "per-call", Definition: []byte(perCall), Rater: mustRater(t)}})
		if err == nil {
			h.price = &ps[0]
		}
		return err
	})
	retry("create", func() error { return store.CreateAgent(ctx, "ann", "standard", money.Units(1)) })
	for i := range byte(3) {
		retry("post", func() error { return s.call(h, h.call("ann")) })
		retry("exact", func() error { return s.call(h, h.exact(payerID, i)) })
	}
	var made []metering.Invoice
	retry("close", func() error {
		part, err := store.CloseInvoices(ctx, time.Time{}, 6)
		made = append(made, part...)
		return err
	})
	for i, v := range made {
		retry("issue", func() error {
			got, err := store.IssueInvoice(ctx, v.ID)
			if err == nil && got.Number != metering.InvoiceNumber(uint64(i+1)) {
				t.Errorf("number %s, want %d", got.Number, i+1)
			}
			return err
		})
	}
	cancel()
	err = errors.Join(<-ended, store.Close())
	if err != nil {
		t.Fatal(err)
	}
}

func (s *scenario) call(h *harness, c *metering.Call) error {
	hold, err := h.store.Hold(context.Background(), c)
	if err != nil {
		return err
	}
	_, err = h.store.Post(context.Background(), hold, ok())
	if err == nil {
		s.posted = append(s.posted, c.RequestID)
	}
	return err
}

// wantAll checks that what was acknowledged, and nothing else, is there.
func (s *scenario) wantAll(t *testing.T, h *harness) {
	for _, id := range s.posted {
		_, err := h.store.UsageByID(context.Background(), id)
		if err != nil {
			t.Error(err)
		}
	}
	list, _, err := h.store.Usage(context.Background(), metering.UsageFilter{}, 0, 0)
	if err != nil || len(list) != 6 || len(s.posted) != 6 {
		t.Errorf("%d records for %d acknowledged calls, %v; want 6", len(list), len(s.posted), err)
	}
	if got := h.balance("ann"); got != "0.997" {
		t.Errorf("balance %s, want 0.997", got)
	}
	if got := h.store.Owed().String(); got != "0.003" {
		t.Errorf("owed %s, want 0.003", got)
	}
}

func mustRater(t *testing.T) metering.Rater {
	r, err := compile([]byte(perCall))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestFailedSyncEndsTheStore: after a failed fsync nothing is acknowledged, Run
// returns the cause, and the next start finds what was acknowledged before.
func TestFailedSyncEndsTheStore(t *testing.T) {
	var f fault
	cfg := config(t)
	h := openWith(t, cfg, func(s *ledger.Store) { s.OnCommit(f.hook) })
	h.agent("ann", "1")
	h.pay("ann")
	ctx := context.Background()
	inFlight, err := h.store.Hold(ctx, h.call("ann"))
	if err != nil {
		t.Fatal(err)
	}
	f.set(syscall.EIO)
	_, err = h.store.Post(ctx, inFlight, ok())
	if !errors.Is(err, metering.ErrClosed) || !errors.Is(err, syscall.EIO) {
		t.Errorf("post over a failed fsync: %v", err)
	}
	<-h.ended
	if !errors.Is(h.runErr, syscall.EIO) {
		t.Errorf("Run returned %v", h.runErr)
	}
	f.set(nil)
	_, err = h.store.Hold(ctx, h.call("ann"))
	if !errors.Is(err, metering.ErrClosed) {
		t.Errorf("hold after the end: %v", err)
	}
	err = h.store.CreateAgent(ctx, "late", "standard", money.Amount{})
	if !errors.Is(err, metering.ErrClosed) {
		t.Errorf("append after the end: %v", err)
	}
	_ = h.stop()
	h = open(t, cfg)
	if got := h.balance("ann"); got != "0.999" {
		t.Errorf("balance %s, want 0.999", got)
	}
	h.wantWhole()
}

// TestFailedCheckpointEndsTheStore: a state.db in doubt is set aside and made
// again; what is in the journal is answered for.
func TestFailedCheckpointEndsTheStore(t *testing.T) {
	var f fault
	cfg := config(t)
	h := openWith(t, cfg, func(s *ledger.Store) { s.OnCheckpoint(f.hook) })
	h.agent("ann", "1")
	h.pay("ann")
	f.set(syscall.EIO)
	h.pay("ann") // the journal goes on until the next checkpoint
	<-h.ended
	if !errors.Is(h.runErr, syscall.EIO) {
		t.Errorf("Run returned %v", h.runErr)
	}
	_, err := h.store.Hold(context.Background(), h.call("ann"))
	if !errors.Is(err, metering.ErrClosed) {
		t.Errorf("hold after the end: %v", err)
	}
	_ = h.stop()
	h = open(t, cfg)
	if got := h.balance("ann"); got != "0.998" {
		t.Errorf("balance %s, want 0.998", got)
	}
	h.wantWhole()
}

// TestStateWithoutRoom: while state.db cannot be written, calls and what is
// shown go on; decisions that need it wait; far behind, calls are refused.
func TestStateWithoutRoom(t *testing.T) {
	var f fault
	h := openWith(t, config(t), func(s *ledger.Store) { s.OnCheckpoint(f.hook) })
	h.agent("ann", "1000000")
	h.pay("ann")
	_, _, err := h.store.Sync(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f.set(noSpace())
	h.pay("ann")
	ctx := context.Background()
	list, _, err := h.store.Usage(ctx, metering.UsageFilter{}, 0, 0)
	if err != nil || len(list) != 1 {
		t.Errorf("%d records, %v; want the one before", len(list), err)
	}
	_, err = h.store.CloseInvoices(ctx, time.Time{}, 6)
	if !errors.Is(err, metering.ErrFull) {
		t.Errorf("close: %v", err)
	}
	_, err = h.store.Payments(ctx, 0, 0)
	if !errors.Is(err, metering.ErrFull) {
		t.Errorf("payments that may be settled already: %v", err)
	}
	f.set(nil)
	until(t, "a checkpoint", func() bool { return h.store.Pending() == 0 })
	h.wantWhole()
}

func TestFarBehindRefusesCalls(t *testing.T) {
	const limit = 5000
	var f fault
	h := openWith(t, config(t), func(s *ledger.Store) { s.OnCheckpoint(f.hook); s.LimitBehind(limit) })
	h.agent("ann", "1000000")
	f.set(noSpace())
	var wg sync.WaitGroup
	var refused atomic.Bool
	for range 500 {
		wg.Go(func() {
			for i := 0; i < limit && !refused.Load(); i++ {
				hold, err := h.store.Hold(context.Background(), h.call("ann"))
				if errors.Is(err, metering.ErrFull) {
					refused.Store(true)
					return
				}
				if err == nil {
					_, err = h.store.Post(context.Background(), hold, ok())
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := h.store.Pending(); n < limit || n > limit+2000 || !refused.Load() {
		t.Errorf("%d entries behind, refused %v", n, refused.Load())
	}
	f.set(nil)
	until(t, "a checkpoint", func() bool { return h.store.Pending() == 0 })
	h.pay("ann")
}

func TestIsFull(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"write":     {&fs.PathError{Op: "write", Err: syscall.ENOSPC}, true},
		"quota":     {fmt.Errorf("x: %w", &fs.PathError{Op: "write", Err: syscall.EDQUOT}), true},
		"resize":    {errors.New("file resize error: truncate /x: no space left on device"), true},
		"fsync":     {&fs.PathError{Op: "sync", Err: syscall.ENOSPC}, false},
		"fdatasync": {syscall.ENOSPC, false},
		"grow sync": {errors.New("file sync error: sync /x: no space left on device"), false},
		"other":     {&fs.PathError{Op: "write", Err: syscall.EIO}, false},
	} {
		if got := ledger.IsFull(tc.err); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
