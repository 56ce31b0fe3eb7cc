package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func clocked(t *testing.T, at string) (*harness, *clock) {
	t.Helper()
	c := &clock{}
	c.set(instant(at))
	cfg := config(t)
	cfg.Now = c.now
	return open(t, cfg), c
}

func instant(s string) time.Time {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return at
}

func (h *harness) closeTo(to time.Time) []metering.Invoice {
	h.t.Helper()
	made, err := h.store.CloseInvoices(context.Background(), to, 6)
	if err != nil {
		h.t.Fatal(err)
	}
	return made
}

// TestPeriodEdge: a period holds its first instant and not its end.
func TestPeriodEdge(t *testing.T) {
	h, c := clocked(t, "2026-01-31T22:00:00Z")
	h.agent("ann", "1")
	edge := instant("2026-02-01T00:00:00Z")
	for _, at := range []time.Time{edge.Add(-time.Hour), edge.Add(-1), edge, edge.Add(1)} {
		c.set(at)
		if r := h.pay("ann"); !r.Time.Equal(at) {
			t.Fatalf("posted at %s, want %s", r.Time, at)
		}
	}
	c.set(edge.Add(time.Hour))
	first := h.closeTo(edge)
	if len(first) != 1 || first[0].Lines[0].Calls != 2 || !first[0].To.Equal(edge) || !first[0].From.Equal(instant("2026-01-01T00:00:00Z")) {
		t.Fatalf("january: %+v", first)
	}
	if again := h.closeTo(edge); len(again) != 0 {
		t.Errorf("january twice: %+v", again)
	}
	second := h.closeTo(edge.Add(time.Hour))
	if len(second) != 1 || second[0].Lines[0].Calls != 2 || !second[0].From.Equal(edge) {
		t.Errorf("february: %+v", second)
	}
	h.wantWhole()
}

func TestCloseRefusesOddTimes(t *testing.T) {
	h, _ := clocked(t, "2026-01-31T22:30:00Z")
	for name, to := range map[string]time.Time{
		"not an hour's edge": instant("2026-01-31T22:10:00Z"), "the future": instant("2026-01-31T23:00:00Z"),
	} {
		if _, err := h.store.CloseInvoices(context.Background(), to, 6); err == nil {
			t.Errorf("%s: closed", name)
		}
	}
	if _, err := h.store.CloseInvoices(context.Background(), time.Time{}, 13); !errors.Is(err, money.ErrPrecision) {
		t.Errorf("13 decimals: %v", err)
	}
}

// TestCutWithinTheFirstSecond: a cut bills what came before it in the same
// second of a new hour, and the next invoice goes on there.
func TestCutWithinTheFirstSecond(t *testing.T) {
	h, c := clocked(t, "2026-01-31T22:00:00Z")
	h.agent("ann", "1")
	c.set(instant("2026-01-31T23:00:00.2Z"))
	h.pay("ann")
	c.set(instant("2026-01-31T23:00:00.5Z"))
	first := h.closeTo(time.Time{})
	h.pay("ann") // the clock stands still
	c.set(instant("2026-02-01T00:00:00Z"))
	second := h.closeTo(c.now())
	if len(first) != 1 || len(second) != 1 || first[0].Lines[0].Calls != 1 || second[0].Lines[0].Calls != 1 || !second[0].From.Equal(first[0].To) {
		t.Fatalf("%+v, then %+v", first, second)
	}
	r, _, err := h.store.Usage(context.Background(), metering.UsageFilter{}, 0, 1)
	if err != nil || r[0].Time.Before(second[0].From) {
		t.Errorf("usage of %s billed from %s on, %v", r[0].Time, second[0].From, err)
	}
	h.wantWhole()
}

// TestClockStepsBack: the journal's clock does not, and nothing waits for it.
func TestClockStepsBack(t *testing.T) {
	h, c := clocked(t, "2026-03-01T00:00:00Z")
	h.tiered()
	h.agent("ann", "1")
	first := h.pay("ann")
	c.set(instant("2026-02-28T23:00:00Z")) // over the edge of a month
	second := h.pay("ann")
	if !second.Time.After(first.Time) {
		t.Errorf("posted at %s after %s", second.Time, first.Time)
	}
	h.wantWhole()
	h = h.reopen()
	if third := h.pay("ann"); !third.Time.After(second.Time) {
		t.Errorf("after a restart posted at %s after %s", third.Time, second.Time)
	}
	h.wantWhole()
}

// TestMonthEdgeBetweenHoldAndPost: usage counts, and is rated, in the month that
// it is posted in; the hold caps it.
func TestMonthEdgeBetweenHoldAndPost(t *testing.T) {
	h, c := clocked(t, "2026-01-31T23:59:59Z")
	h.tiered()
	h.agent("ann", "1")
	for range 3 {
		h.pay("ann")
	}
	hold, err := h.store.Hold(context.Background(), h.call("ann"))
	if err != nil || hold.Amount.String() != "0.001" {
		t.Fatalf("hold %+v, %v", hold, err)
	}
	c.set(instant("2026-02-01T00:00:00Z"))
	r, err := h.store.Post(context.Background(), hold, ok())
	if err != nil || r.Charge.String() != "0.001" || len(r.Flags) != 1 || r.Flags[0] != metering.FlagCapped {
		t.Fatalf("the first call of the month costs more than was held: %+v, %v", r, err)
	}
	if r := h.pay("ann"); r.Charge.String() != "0.002" {
		t.Errorf("second call of the month cost %s", r.Charge)
	}
	h.wantWhole()
}

// TestCloseUnderLoad closes from several sides while calls are posted: every
// charge is billed once.
func TestCloseUnderLoad(t *testing.T) {
	h := open(t, config(t))
	for i := range 4 {
		h.agent(metering.AgentID(fmt.Sprint("a", i)), "100")
	}
	var callers, closers sync.WaitGroup
	stop := make(chan struct{})
	for i := range 16 {
		callers.Go(func() {
			for range 60 {
				hold, err := h.store.Hold(context.Background(), h.call(metering.AgentID(fmt.Sprint("a", i%4))))
				if err == nil {
					_, err = h.store.Post(context.Background(), hold, ok())
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	var mu sync.Mutex
	var billed money.Amount
	var calls uint64
	add := func(made []metering.Invoice) {
		mu.Lock()
		defer mu.Unlock()
		for _, v := range made {
			billed, _ = billed.Add(v.Total)
			for _, l := range v.Lines {
				calls += l.Calls
			}
		}
	}
	for range 3 {
		closers.Go(func() {
			for {
				made, err := h.store.CloseInvoices(context.Background(), time.Time{}, 6)
				if err != nil {
					t.Error(err)
					return
				}
				add(made)
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	callers.Wait()
	close(stop)
	closers.Wait()
	add(h.closeTo(time.Time{}))
	if calls != 960 || billed.String() != "0.96" {
		t.Errorf("%d calls billed with %s, want 960 with 0.96", calls, billed)
	}
	h.wantWhole()
}

// TestNumbersGapless issues from many sides at once.
func TestNumbersGapless(t *testing.T) {
	h := open(t, config(t))
	for i := range 20 {
		id := metering.AgentID(fmt.Sprint("a", i))
		h.agent(id, "1")
		h.pay(id)
	}
	made := h.closeTo(time.Time{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	numbers := make(map[string]string)
	for range 3 {
		for _, v := range made {
			wg.Go(func() {
				got, err := h.store.IssueInvoice(context.Background(), v.ID)
				mu.Lock()
				defer mu.Unlock()
				if err != nil || numbers[got.Number] != "" && numbers[got.Number] != v.ID {
					t.Errorf("%s for %s and %s, %v", got.Number, v.ID, numbers[got.Number], err)
				}
				numbers[got.Number] = v.ID
			})
		}
	}
	wg.Wait()
	for i := range 20 {
		if numbers[metering.InvoiceNumber(uint64(i+1))] == "" {
			t.Errorf("number %d is missing", i+1)
		}
	}
	h.wantWhole()
}

// TestCloseReadsNoCalls: the work of a close grows with lines.
func TestCloseReadsNoCalls(t *testing.T) {
	var reads ledger.Reads
	h := openWith(t, config(t), reads.Count)
	h.agent("ann", "100")
	cost := func(calls int) int64 {
		for range calls {
			h.pay("ann")
		}
		before := reads.Load()
		if made := h.closeTo(time.Time{}); len(made) != 1 || made[0].Lines[0].Calls != uint64(calls) {
			t.Fatalf("%+v", made)
		}
		return reads.Load() - before
	}
	few, many := cost(2), cost(300)
	if many != few || many > 3 {
		t.Errorf("a close of 300 calls read %d entries, of 2 calls %d", many, few)
	}
}
