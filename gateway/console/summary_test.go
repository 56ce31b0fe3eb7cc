package console_test

import (
	"context"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// hours is traffic by the hour, and how often and since when it was asked for.
type hours struct {
	console.Books
	rows  []metering.Traffic
	since []time.Time
}

func (h *hours) Traffic(_ context.Context, since time.Time) (list []metering.Traffic, err error) {
	h.since = append(h.since, since)
	for _, row := range h.rows {
		if !row.Hour.Before(since) {
			list = append(list, row)
		}
	}
	return list, nil
}

type totals struct {
	Calls, Charged uint64
	Revenue        money.Amount
	Routes         []struct {
		Route   string
		Calls   uint64
		Revenue money.Amount
	}
}

// TestSummary: totals add up over hours, old hours are read once, and many pages
// cost one reading a second.
func TestSummary(t *testing.T) {
	books := &hours{}
	h := newHarness(t, func(cfg *console.Config) { books.Books, cfg.Books = cfg.Books, books })
	hour := noon.Truncate(time.Hour)
	traffic := func(ago time.Duration, route string, calls uint64, charge string) {
		books.rows = append(books.rows, metering.Traffic{
			Hour: hour.Add(-ago), Route: route, Calls: calls, Charged: calls - 1, Charge: money.MustParse(charge),
		})
	}
	traffic(1000*time.Hour, "quote", 10, "0.01")
	traffic(2*time.Hour, "quote", 5, "0.005")
	traffic(time.Hour, "chat", 2, "0.5")
	traffic(0, "quote", 1, "0.001")
	read := func(calls uint64, revenue string) {
		t.Helper()
		var s totals
		h.do("GET", "/api/v1/summary", "", 200, &s)
		var sum uint64
		for _, r := range s.Routes {
			sum += r.Calls
		}
		if s.Calls != calls || sum != calls || s.Revenue.String() != revenue || len(s.Routes) != 2 || s.Routes[0].Route != "chat" {
			t.Errorf("summary = %+v, want %d calls and %s", s, calls, revenue)
		}
	}
	read(18, "0.516")
	read(18, "0.516")
	if len(books.since) != 1 {
		t.Errorf("traffic was read %d times within a second", len(books.since))
	}
	traffic(0, "quote", 1, "0.001") // another row of the running hour
	h.clock.add(2 * time.Second)
	read(19, "0.517")
	if got, want := books.since[1], hour.Add(-time.Hour); !got.Equal(want) {
		t.Errorf("traffic was read since %s, want %s", got, want)
	}
	h.clock.add(5 * time.Hour)
	read(19, "0.517")
	h.clock.set(noon.Add(-time.Hour)) // a clock that went back reads everything again
	read(19, "0.517")
	if got := books.since[len(books.since)-1]; got.After(hour.Add(-1000 * time.Hour)) {
		t.Errorf("traffic was read since %s after the clock went back", got)
	}
}

// TestSummaryHeld: money for calls in flight shows.
func TestSummaryHeld(t *testing.T) {
	h := newHarness(t, nil)
	h.agent("demo", "5")
	rid, err := metering.NewRequestID(noon, h.random)
	if err != nil {
		t.Fatal(err)
	}
	one := metering.Count(metering.KindCall, 1)
	hold, err := h.store.Hold(t.Context(), &metering.Call{
		RequestID: rid, Agent: "demo", Route: "quote", Meter: "call", Price: &h.price, Bound: one, Least: one,
		Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
	})
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Held   money.Amount
		Agents struct {
			Count   int
			More    bool
			Balance money.Amount
		}
		Journal struct {
			Sequence uint64
			Head     string
			Full     bool
		}
	}
	h.do("GET", "/api/v1/summary", "", 200, &s)
	if s.Held.String() != "0.001" || s.Agents.Count != 1 || s.Agents.More || s.Agents.Balance.String() != "5" ||
		s.Journal.Sequence == 0 || len(s.Journal.Head) != 64 || s.Journal.Full {
		t.Errorf("summary = %+v", s)
	}
	err = h.store.Release(hold, metering.End{})
	if err != nil {
		t.Fatal(err)
	}
}
