package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

// anchored is a ledger that is open, and a development chain with its vault.
type anchored struct {
	t      *testing.T
	dir    string
	store  *ledger.Store
	stop   func()
	price  metering.Price
	chain  *devnet.Chain
	client *chain.Client
	sender *chain.Sender
	last   uint64 // where the newest batch ended
}

func newAnchored(t *testing.T) *anchored {
	t.Helper()
	c, err := devnet.New(devnet.Config{Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	token := c.Token()
	client, err := chain.New(chain.Config{
		URLs: []string{c.URL()}, ChainID: c.ChainID(), Vault: c.Vault(), Finality: chain.FinalityLatest,
		Token: chain.Token{Address: token.Address, Name: token.Name, Version: token.Version, Decimals: token.Decimals},
		Log:   slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	signer, err := chain.NewDevSigner(c.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		t.Fatal(err)
	}
	a := &anchored{t: t, chain: c, client: client, sender: sender}
	a.open(filepath.Join(t.TempDir(), "data"), "5")
	return a
}

// open opens a ledger, which the first time meets the vault and has an agent.
func (a *anchored) open(dir, credit string) {
	a.t.Helper()
	store, err := ledger.Open(ledger.Config{Dir: dir, Compile: compilePrice, Now: time.Now, Log: slog.New(slog.DiscardHandler), FileSize: 16 << 20})
	if err != nil {
		a.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- store.Run(ctx) }()
	stopped := false
	a.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-done, store.Close()); err != nil {
			a.t.Error(err)
		}
	}
	a.t.Cleanup(a.stop)
	a.dir, a.store = dir, store
	if seq, _ := store.Head(); seq == 0 {
		vault := a.chain.Vault().Hex()
		body, _ := json.Marshal(attachedBody{Vault: vault})
		_, err = store.Append(ctx, metering.Event{Type: eventAttached, Ref: vault, Body: body})
		if err == nil {
			err = store.CreateAgent(ctx, "demo", "standard", money.MustParse(credit))
		}
		if err != nil {
			a.t.Fatal(err)
		}
	}
	def := []byte(`{"model":"unit","unit":"0.001"}`)
	rater, err := rating.Parse(def)
	if err != nil {
		a.t.Fatal(err)
	}
	prices, err := store.PublishPrices(ctx, []metering.Price{{Name: "per-call", Definition: def, Rater: rater}})
	if err != nil {
		a.t.Fatal(err)
	}
	a.price = prices[0]
}

// calls meters calls of the agent.
func (a *anchored) calls(n int) {
	a.t.Helper()
	ctx := a.t.Context()
	one := metering.Count(metering.KindCall, 1)
	for range n {
		rid, err := metering.NewRequestID(time.Now(), rand.Reader)
		if err != nil {
			a.t.Fatal(err)
		}
		hold, err := a.store.Hold(ctx, &metering.Call{
			RequestID: rid, Agent: "demo", Route: "quote", Meter: "call", Price: &a.price, Bound: one, Least: one,
			Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
		})
		if err == nil {
			_, err = a.store.Post(ctx, hold, metering.End{Units: one, UsageState: metering.UsageReported, Outcome: metering.OutcomeOK, Status: 200})
		}
		if err != nil {
			a.t.Fatal(err)
		}
	}
}

// anchor puts the journal's head and the usage since the last batch on chain.
func (a *anchored) anchor() {
	a.t.Helper()
	ctx := a.t.Context()
	head, hash, err := a.store.Sync(ctx)
	if err != nil {
		a.t.Fatal(err)
	}
	var tree settlement.Tree
	err = a.store.Leaves(ctx, a.last, head, func(leaf []byte) error {
		tree.Add(leaf)
		return nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
	a.settle(settlement.Call{From: a.last, To: head, Root: tree.Root(), Head: hash})
	a.last = head
}

func (a *anchored) settle(call settlement.Call) {
	a.t.Helper()
	ctx := a.t.Context()
	state, err := a.client.State(ctx, settlement.LatestBlock)
	if err != nil {
		a.t.Fatal(err)
	}
	call.Seq = state.Seq
	nonce, _, err := a.sender.Nonces(ctx)
	if err != nil {
		a.t.Fatal(err)
	}
	fees, err := a.sender.Fees(ctx)
	if err != nil {
		a.t.Fatal(err)
	}
	signed, err := a.sender.Sign(ctx, settlement.Tx{Call: call, Nonce: nonce, Gas: 500_000, Fees: fees})
	if err == nil {
		err = a.sender.Send(ctx, signed.Raw)
	}
	if err == nil {
		_, err = a.chain.Seal()
	}
	if err != nil {
		a.t.Fatal(err)
	}
	r, err := a.client.Receipt(ctx, signed.Hash)
	if err != nil || !r.OK {
		a.t.Fatalf("batch: %+v, %v", r, err)
	}
}

// copyOf copies the data directory of a ledger that is stopped.
func (a *anchored) copyOf() string {
	a.t.Helper()
	dir := filepath.Join(a.t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(a.dir)); err != nil {
		a.t.Fatal(err)
	}
	return dir
}

// verified is what verify --json prints.
type verified struct {
	OK       bool
	Entries  uint64
	FirstBad uint64 `json:"first_bad_sequence"`
	Reason   string
	Chain    *metering.ChainCheck
}

func (a *anchored) verify(dir string, args ...string) (verified, result) {
	a.t.Helper()
	args = append([]string{"verify", "--json", "--data-dir", dir, "--rpc-url", a.chain.URL(), "--vault", a.chain.Vault().Hex()}, args...)
	got := runAdmin(a.t, nil, args...)
	var v verified
	if err := json.Unmarshal([]byte(got.stdout), &v); err != nil {
		a.t.Fatalf("verify: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
	return v, got
}

func TestVerifyAgainstChain(t *testing.T) {
	a := newAnchored(t)
	a.calls(3)
	a.anchor()
	a.stop()
	early := a.copyOf()
	a.open(a.dir, "")
	a.calls(2)
	a.anchor()
	a.anchor() // an empty range
	a.calls(1) // not on chain yet
	head, _ := a.store.Head()

	// The running gateway asks by its own client.
	live, err := auditor{a.store, a.chain.Vault().Hex(), a.client}.Verify(t.Context())
	if err != nil || !live.OK || live.Chain == nil || live.Chain.Batches != 3 || live.Chain.Last != head-1 || live.Chain.Earlier != 0 {
		t.Errorf("live: %+v %+v, %v", live, live.Chain, err)
	}
	if got := runAdmin(t, nil, "verify", "--data-dir", a.dir, "--rpc-url", a.chain.URL(), "--vault", a.chain.Vault().Hex()); got.code != exitUsage {
		t.Errorf("--rpc-url with a running gateway: exit %d, %s", got.code, got.stderr)
	}
	a.stop()

	t.Run("good", func(t *testing.T) {
		v, got := a.verify(a.dir)
		if got.code != 0 || !v.OK || v.Entries != head || v.Chain == nil || v.Chain.Batches != 3 || v.Chain.Last != head-1 {
			t.Errorf("exit %d, %s%s", got.code, got.stdout, got.stderr)
		}
		text := runAdmin(t, nil, "verify", "--data-dir", a.dir, "--rpc-url", a.chain.URL(), "--vault", a.chain.Vault().Hex())
		if text.code != 0 || !strings.Contains(text.stdout, "3 batches of vault "+a.chain.Vault().Hex()+" agree") {
			t.Errorf("exit %d, %s%s", text.code, text.stdout, text.stderr)
		}
		text = runAdmin(t, nil, "verify", "--data-dir", a.dir)
		if text.code != 0 || !strings.Contains(text.stdout, "not compared") {
			t.Errorf("without a chain: exit %d, %s%s", text.code, text.stdout, text.stderr)
		}
	})
	t.Run("cut tail", func(t *testing.T) {
		if got := runAdmin(t, nil, "verify", "--data-dir", early); got.code != 0 {
			t.Fatalf("the earlier copy is not right by itself: %s", got.stderr)
		}
		v, got := a.verify(early)
		if got.code != exitCheck || v.OK || v.FirstBad != v.Entries+1 || !strings.Contains(v.Reason, "tail is missing") {
			t.Errorf("exit %d, %s%s", got.code, got.stdout, got.stderr)
		}
	})
	t.Run("chain does not answer", func(t *testing.T) {
		down := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
		defer down.Close()
		got := runAdmin(t, nil, "verify", "--data-dir", a.dir, "--rpc-url", down.URL, "--vault", a.chain.Vault().Hex())
		if got.code != exitFault || !strings.Contains(got.stderr, "--rpc-url") || strings.Contains(got.stderr, "is not right") {
			t.Errorf("exit %d, %s", got.code, got.stderr)
		}
		v, got := a.verify(a.dir, "--vault", "0x00000000000000000000000000000000000000aa")
		if got.code != exitFault || !v.OK || v.Chain == nil || !strings.Contains(v.Chain.Fault, "no contract") {
			t.Errorf("a vault that is not there: exit %d, %s%s", got.code, got.stdout, got.stderr)
		}
	})
	t.Run("flags", func(t *testing.T) {
		for _, args := range [][]string{
			{"--rpc-url", a.chain.URL()},
			{"--vault", a.chain.Vault().Hex()},
			{"--rpc-url", a.chain.URL(), "--vault", "0x12"},
			{"--rpc-url", "ftp://x", "--vault", a.chain.Vault().Hex()},
			{"--rpc-url", a.chain.URL(), "--vault", a.chain.Vault().Hex(), "--invoice", "x"},
		} {
			if got := runAdmin(t, nil, append([]string{"verify", "--data-dir", a.dir}, args...)...); got.code != exitUsage {
				t.Errorf("%v: exit %d, %s", args, got.code, got.stderr)
			}
		}
	})
}

// TestVerifyRewrittenJournal: a journal with another credit, all of whose hashes
// are right, is not the one that the vault holds.
func TestVerifyRewrittenJournal(t *testing.T) {
	a := newAnchored(t)
	a.anchor() // agent and prices, no usage
	a.calls(3)
	a.anchor()
	a.stop()
	a.open(filepath.Join(t.TempDir(), "rewritten"), "500")
	a.calls(4)
	a.stop()
	if got := runAdmin(t, nil, "verify", "--data-dir", a.dir); got.code != 0 {
		t.Fatalf("the rewritten journal is not right by itself: %s", got.stderr)
	}
	v, got := a.verify(a.dir)
	if got.code != exitCheck || v.OK || v.FirstBad != 1 || !strings.Contains(v.Reason, "hash at entry") || !strings.Contains(got.stderr, "is not right") {
		t.Errorf("exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
}

// TestVerifyOtherBatches: what else may stand in a vault.
func TestVerifyOtherBatches(t *testing.T) {
	a := newAnchored(t)
	// Another journal settled here before this one.
	a.settle(settlement.Call{From: 0, To: 70, Root: [32]byte{1}, Head: [32]byte{2}})
	a.settle(settlement.Call{From: 70, To: 90, Root: [32]byte{1}, Head: [32]byte{2}})
	head, _, err := a.client.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(attachedBody{Vault: a.chain.Vault().Hex(), Block: head.Number})
	_, err = a.store.Append(t.Context(), metering.Event{Type: eventAttached, Ref: a.chain.Vault().Hex(), Body: body})
	if err != nil {
		t.Fatal(err)
	}
	check := func(want verified, batches int, earlier uint64) {
		t.Helper()
		r, err := auditor{a.store, a.chain.Vault().Hex(), a.client}.Verify(t.Context())
		v := console.ShowReport(r)
		if err != nil || v.OK != want.OK || !strings.Contains(v.Reason, want.Reason) || v.Chain.Batches != batches || v.Chain.Earlier != earlier {
			t.Errorf("%+v %+v, %v; want %+v, %d batches, %d earlier", v, v.Chain, err, want, batches, earlier)
		}
	}
	check(verified{OK: true}, 0, 2)
	a.anchor()
	check(verified{OK: true}, 1, 2)
	a.settle(settlement.Call{From: a.last - 1, To: a.last, Head: [32]byte{3}}) // somebody else
	check(verified{Reason: fmt.Sprintf("batch 4 (entries %d to %d", a.last, a.last)}, 1, 2)
}
