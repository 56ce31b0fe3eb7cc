package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

// harness is an open ledger with one published price.
type harness struct {
	t     testing.TB
	store *ledger.Store
	cfg   ledger.Config
	price *metering.Price
	stop  func() error

	ended  chan struct{} // closed when Run has returned
	runErr error         // what it returned
}

const perCall = `{"model":"unit","unit":"0.001"}`

func compile(def json.RawMessage) (metering.Rater, error) {
	if string(def) == fallingDefinition {
		return falling{}, nil
	}
	return rating.Parse(def)
}

func config(t testing.TB) ledger.Config {
	return ledger.Config{
		Dir: t.TempDir(), Compile: compile, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Checkpoint: 20 * time.Millisecond, FileSize: 256 << 20,
	}
}

func open(t testing.TB, cfg ledger.Config) *harness {
	t.Helper()
	return openWith(t, cfg, func(*ledger.Store) {})
}

// openWith opens a ledger and prepares it before it runs.
func openWith(t testing.TB, cfg ledger.Config, prepare func(*ledger.Store)) *harness {
	t.Helper()
	s, err := ledger.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	prepare(s)
	h := &harness{t: t, store: s, cfg: cfg, ended: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		h.runErr = s.Run(ctx)
		close(h.ended)
	}()
	h.stop = sync.OnceValue(func() error {
		cancel()
		<-h.ended
		return errors.Join(h.runErr, s.Close())
	})
	t.Cleanup(func() { _ = h.stop() })
	_, err = s.Resolve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h.price = h.publish("per-call", perCall)
	return h
}

// reopen stops the ledger and opens it again.
func (h *harness) reopen() *harness {
	h.t.Helper()
	err := h.stop()
	if err != nil {
		h.t.Fatal(err)
	}
	return open(h.t, h.cfg)
}

func (h *harness) publish(name, def string) *metering.Price {
	h.t.Helper()
	rater, err := rating.Parse([]byte(def))
	if err != nil {
		h.t.Fatal(err)
	}
	ps, err := h.store.PublishPrices(context.Background(), []metering.Price{{Name: name, Definition: []byte(def), Rater: rater}})
	if err != nil {
		h.t.Fatal(err)
	}
	return &ps[0]
}

func (h *harness) agent(id metering.AgentID, credit string) {
	h.t.Helper()
	err := h.store.CreateAgent(context.Background(), id, "standard", money.MustParse(credit))
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *harness) call(id metering.AgentID) *metering.Call {
	rid, err := metering.NewRequestID(h.cfg.Now(), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &metering.Call{
		RequestID: rid, Agent: id, Route: "quote", Meter: "call", Price: h.price, Bound: metering.Count(metering.KindCall, 1),
		Least: metering.Count(metering.KindCall, 1), Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
	}
}

func ok() metering.End {
	return metering.End{
		Units: metering.Count(metering.KindCall, 1), UsageState: metering.UsageReported, Outcome: metering.OutcomeOK, Status: 200,
	}
}

func (h *harness) pay(id metering.AgentID) *metering.UsageRecord {
	h.t.Helper()
	hold, err := h.store.Hold(context.Background(), h.call(id))
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := h.store.Post(context.Background(), hold, ok())
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *harness) balance(id metering.AgentID) string {
	h.t.Helper()
	a, err := h.store.Agent(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return a.Balance.String()
}

func (h *harness) verify() metering.Report {
	h.t.Helper()
	r, err := h.store.Verify(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *harness) wantWhole() {
	h.t.Helper()
	if r := h.verify(); !r.OK {
		h.t.Fatalf("verify: %+v", r)
	}
}

func TestPostSurvivesRestart(t *testing.T) {
	h := open(t, config(t))
	h.agent("a1", "10")
	r := h.pay("a1")
	if r.Charge.String() != "0.001" || r.Sequence == 0 {
		t.Fatalf("record %+v", r)
	}
	hold, err := h.store.Hold(context.Background(), h.call("a1"))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := h.store.Agent(context.Background(), "a1")
	if a.Held.String() != "0.001" || a.Available.String() != "9.998" || a.Balance.String() != "9.999" {
		t.Errorf("with a call in flight: %+v", a)
	}
	err = h.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError, Status: 502})
	if err != nil {
		t.Fatal(err)
	}
	h.wantWhole()
	h = h.reopen()
	if got := h.balance("a1"); got != "9.999" {
		t.Errorf("balance after restart = %s, want 9.999", got)
	}
	got, err := h.store.UsageByID(context.Background(), r.RequestID)
	if err != nil || got.Sequence != r.Sequence || got.Charge != r.Charge {
		t.Errorf("UsageByID = %+v, %v", got, err)
	}
	list, next, err := h.store.Usage(context.Background(), metering.UsageFilter{Agent: "a1"}, 0, 10)
	if err != nil || len(list) != 1 || next != 0 {
		t.Errorf("Usage = %d records, next %d, %v", len(list), next, err)
	}
	released, _, err := h.store.Usage(context.Background(), metering.UsageFilter{State: metering.RecordReleased}, 0, 10)
	if err != nil || len(released) != 1 || !released[0].Charge.IsZero() {
		t.Errorf("released = %+v, %v", released, err)
	}
	h.wantWhole()
}

func TestBalanceForTen(t *testing.T) {
	h := open(t, config(t))
	h.agent("poor", "0.01")
	var wg sync.WaitGroup
	var mu sync.Mutex
	served, refused := 0, 0
	for range 1000 {
		wg.Go(func() {
			hold, err := h.store.Hold(context.Background(), h.call("poor"))
			if err == nil {
				_, err = h.store.Post(context.Background(), hold, ok())
			}
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				served++
			case errors.Is(err, metering.ErrFunds):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if served != 10 || refused != 990 || h.balance("poor") != "0" {
		t.Errorf("served %d, refused %d, balance %s; want 10, 990, 0", served, refused, h.balance("poor"))
	}
	h.wantWhole()
}

func TestInvoiceClose(t *testing.T) {
	h := open(t, config(t))
	for i := range 3 {
		id := metering.AgentID(fmt.Sprintf("a%d", i))
		h.agent(id, "1")
		for range 5 + i {
			h.pay(id)
		}
	}
	ctx := context.Background()
	made, err := h.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil || len(made) != 3 {
		t.Fatalf("closed %d invoices, %v", len(made), err)
	}
	if made[2].Total.String() != "0.007" || made[2].Lines[0].Calls != 7 {
		t.Errorf("invoice %+v", made[2])
	}
	h.pay("a0")
	again, err := h.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil || len(again) != 1 || again[0].Total.String() != "0.001" || !again[0].From.Equal(made[0].To) {
		t.Fatalf("second close: %+v, %v", again, err)
	}
	for i, v := range append(made, again...) {
		got, err := h.store.IssueInvoice(ctx, v.ID)
		if err != nil || got.Number != metering.InvoiceNumber(uint64(i+1)) || got.State != metering.InvoicePaid || got.Hash != v.Hash {
			t.Fatalf("issue %s: %+v, %v", v.ID, got, err)
		}
	}
	h.wantWhole()
	h = h.reopen()
	none, err := h.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil || len(none) != 0 {
		t.Errorf("close with nothing to bill made %d invoices, %v", len(none), err)
	}
	h.wantWhole()
}

func BenchmarkAppend(b *testing.B) {
	for _, callers := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			cfg := config(b)
			cfg.Checkpoint = time.Second
			h := open(b, cfg)
			h.agent("a1", "100000000")
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			per := b.N/callers + 1
			for range callers {
				wg.Go(func() {
					for range per {
						hold, err := h.store.Hold(context.Background(), h.call("a1"))
						if err == nil {
							_, err = h.store.Post(context.Background(), hold, ok())
						}
						if err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(per*callers)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}

// BenchmarkOpen1M opens a ledger of a million entries, with state.db and without.
func BenchmarkOpen1M(b *testing.B) {
	cfg := config(b)
	cfg.Checkpoint = time.Second
	h := open(b, cfg)
	h.agent("a1", "100000000")
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			for range 1000 {
				hold, err := h.store.Hold(context.Background(), h.call("a1"))
				if err == nil {
					_, err = h.store.Post(context.Background(), hold, ok())
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	err := h.stop()
	if err != nil {
		b.Fatal(err)
	}
	for _, rebuild := range []bool{false, true} {
		b.Run(fmt.Sprintf("rebuild=%v", rebuild), func(b *testing.B) {
			for range b.N {
				if rebuild {
					err := os.Remove(filepath.Join(cfg.Dir, "state.db"))
					if err != nil {
						b.Fatal(err)
					}
				}
				s, err := ledger.Open(cfg)
				if err != nil {
					b.Fatal(err)
				}
				err = s.Close()
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestRowFrozen pins the bytes of a journal row and its hash.
func TestRowFrozen(t *testing.T) {
	e := &metering.Entry{Sequence: 7, Time: time.Unix(1_800_000_000, 5).UTC(), Asset: 1, Event: &metering.Event{
		Type: "credit.given", Ref: "ann", Transfers: []metering.Transfer{{From: "promo", To: "agent:ann:prepaid", Amount: money.Units(3)}},
	}}
	row, hash, err := ledger.Row(ledger.Hash{1, 31: 2}, e)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%x\n%x\n", row, hash)
	path := filepath.Join("testdata", "row.hex")
	if *update {
		err = os.WriteFile(path, []byte(got), 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("row %s, want, frozen, %s, %v", got, want, err)
	}
	prev, again, back, err := ledger.ParseRow(row)
	if err != nil || prev != (ledger.Hash{1, 31: 2}) || again != hash || back.Sequence != 7 {
		t.Errorf("read back %x, %x, %+v, %v", prev, again, back, err)
	}
	for i := range row {
		bad := append([]byte(nil), row...)
		bad[i] ^= 1
		if _, _, _, err := ledger.ParseRow(bad); !errors.Is(err, ledger.ErrCorrupt) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
}

// update rewrites the golden file of the frozen row.
var update = flag.Bool("update", false, "rewrite golden files of frozen encodings")
