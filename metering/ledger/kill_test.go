package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
)

// killDir is the environment variable that makes the test binary a child which
// works on a ledger until it is killed.
const killDir = "FAREBOX_TEST_KILL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		err := work(dir)
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// work appends from many callers, checkpoints all the time, closes and issues
// invoices, and says on standard output what was acknowledged, one line each.
func work(dir string) error {
	store, err := ledger.Open(ledger.Config{
		Dir: dir, Compile: compile, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Checkpoint: time.Millisecond, FileSize: 256 << 10,
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- store.Run(context.Background()) }()
	ctx := context.Background()
	rater, err := compile([]byte(perCall))
	if err != nil {
		return err
	}
	prices, err := store.PublishPrices(ctx, []metering.Price{{Name: "per-call", Definition: []byte(perCall), Rater: rater}})
	if err != nil {
		return err
	}
	h := &harness{store: store, price: &prices[0], cfg: ledger.Config{Now: time.Now}}
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Printf(format+"\n", args...)
	}
	for i := range 24 {
		id := metering.AgentID(fmt.Sprintf("agent-%d", i%5))
		err := store.CreateAgent(ctx, id, "standard", money.Units(1000))
		if err != nil && !errors.Is(err, metering.ErrExists) {
			return err
		}
		go func() { ended <- callUntilKilled(h, id, i, say) }()
	}
	go func() { ended <- invoiceUntilKilled(store, say) }()
	say("ready")
	return <-ended
}

func callUntilKilled(h *harness, id metering.AgentID, caller int, say func(string, ...any)) error {
	ctx := context.Background()
	for n := 0; ; n++ {
		c := h.call(id)
		if caller%3 == 0 {
			c.OnCrash = metering.OnCrashCeiling
		}
		if caller%4 == 0 {
			payer := h.exact(payerID, 0)
			c.Payer, c.Plan, c.Rail, c.Funding, c.Auth, c.Caps = payerID, "payers", payer.Rail, payer.Funding, payer.Auth, payer.Caps
			copy(c.Auth.Nonce[:], c.RequestID[:])
		}
		hold, err := h.store.Hold(ctx, c)
		if err != nil {
			return err
		}
		if n%7 == 6 {
			err = h.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError, Status: 502})
			if err != nil {
				return err
			}
			continue
		}
		r, err := h.store.Post(ctx, hold, ok())
		if err != nil {
			return err
		}
		say("posted %s %d", r.RequestID, r.Sequence)
	}
}

func invoiceUntilKilled(store *ledger.Store, say func(string, ...any)) error {
	ctx := context.Background()
	for {
		made, err := store.CloseInvoices(ctx, time.Time{}, 6)
		if err != nil {
			return err
		}
		for _, v := range made {
			got, err := store.IssueInvoice(ctx, v.ID)
			if err != nil {
				return err
			}
			say("issued %s %s %s", got.ID, got.Number, got.Hash)
		}
	}
}

// TestKill kills a working process again and again: in the middle of commits,
// checkpoints, new journal files, closes and issues.
func TestKill(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	acked := newAcked()
	// A busy machine may need more rounds until a child gets anything done.
	for round := 0; round < rounds || round < 100 && acked.tooFew(); round++ {
		acked.killOne(t, dir, time.Duration(random.IntN(150))*time.Millisecond)
		cfg := config(t)
		cfg.Dir, cfg.FileSize = dir, 256<<10
		h := open(t, cfg)
		h.wantWhole()
		acked.check(t, h)
		again, err := h.store.Resolve(context.Background())
		if err != nil || again != 0 {
			t.Fatalf("%d holds resolved a second time, %v", again, err)
		}
		err = h.stop()
		if err != nil {
			t.Fatal(err)
		}
	}
	if acked.tooFew() {
		t.Errorf("only %d calls and %d invoices were acknowledged: the test tried nothing", len(acked.posted), len(acked.issued))
	}
}

// acked is what the killed processes said they had done.
type acked struct {
	posted map[string]string // request id → sequence
	issued map[string]string // invoice id → number and hash
}

func (a *acked) tooFew() bool { return len(a.posted) < 100 || len(a.issued) < 1 }

func newAcked() *acked { return &acked{make(map[string]string), make(map[string]string)} }

func (a *acked) killOne(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killDir+"="+dir)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for started := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // A line that was cut short acknowledges nothing.
		}
		if !started {
			started = true
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		f := strings.Fields(line)
		switch f[0] {
		case "posted":
			a.posted[f[1]] = f[2]
		case "issued":
			a.issued[f[1]] = f[2] + " " + f[3]
		}
	}
	_ = cmd.Wait()
	if complaint.Len() > 0 {
		t.Fatalf("the process ended by itself: %s", complaint.String())
	}
}

// check compares what was acknowledged with what is in the ledger.
func (a *acked) check(t *testing.T, h *harness) {
	t.Helper()
	ctx := context.Background()
	found := make(map[string]string)
	var charged money.Amount
	for before := uint64(0); ; {
		list, next, err := h.store.Usage(ctx, metering.UsageFilter{}, before, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			id := r.RequestID.String()
			if found[id] != "" {
				t.Fatalf("call %s is in the ledger twice", id)
			}
			found[id] = fmt.Sprint(r.Sequence)
			charged, err = charged.Add(r.Charge)
			if err != nil {
				t.Fatal(err)
			}
		}
		if next == 0 {
			break
		}
		before = next
	}
	for id, seq := range a.posted {
		if found[id] != seq {
			t.Fatalf("acknowledged call %s at entry %s is in the ledger at %q", id, seq, found[id])
		}
	}
	balances, err := h.store.Balances(ctx, "revenue:")
	if err != nil {
		t.Fatal(err)
	}
	var revenue money.Amount
	for _, b := range balances {
		revenue, err = revenue.Add(b)
		if err != nil {
			t.Fatal(err)
		}
	}
	if revenue != charged {
		t.Fatalf("revenue is %s, charges are %s", revenue, charged)
	}
	a.checkInvoices(t, h)
}

func (a *acked) checkInvoices(t *testing.T, h *harness) {
	t.Helper()
	numbers := make(map[string]bool)
	have := make(map[string]string)
	for cursor := ""; ; {
		list, next, err := h.store.Invoices(context.Background(), "", cursor, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			have[v.ID] = v.Number + " " + v.Hash
			if v.Number != "" && numbers[v.Number] {
				t.Fatalf("number %s was given twice", v.Number)
			}
			if v.Number != "" {
				numbers[v.Number] = true
			}
		}
		if next == "" {
			break
		}
		cursor = next
	}
	for n := range len(numbers) {
		if !numbers[metering.InvoiceNumber(uint64(n+1))] {
			t.Fatalf("number %d of %d is missing", n+1, len(numbers))
		}
	}
	for id, want := range a.issued {
		if have[id] != want {
			t.Fatalf("invoice %s was issued as %q and is %q", id, want, have[id])
		}
	}
}
