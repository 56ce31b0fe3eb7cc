package chain_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

// batched applies batches with a block between any two.
func batched(t *testing.T, r *rig, n uint64) []settlement.Posted {
	t.Helper()
	var want []settlement.Posted
	for i := range n {
		call := settlement.Call{From: 10 * i, To: 10*i + 10, Root: [32]byte{1, byte(i)}, Head: [32]byte{2, byte(i)}}
		got := r.settle(t, call)
		r.seal(t)
		want = append(want, settlement.Posted{
			Seq: i + 1, From: call.From, To: call.To, Root: call.Root, Head: call.Head, Block: got.Block.Number, TxHash: got.TxHash,
		})
	}
	return want
}

func TestBatches(t *testing.T) {
	r := newRig(t)
	final, err := r.Batches(t.Context(), func(settlement.Posted) error { return errors.New("there is none") })
	if err != nil || final.Hash == [32]byte{} {
		t.Fatalf("no batches: %+v, %v", final, err)
	}
	want := batched(t, r, 5)
	for _, window := range []uint64{1, 2, 3, 7, 10_000} {
		t.Run(fmt.Sprint(window), func(t *testing.T) {
			at := len(want)
			_, err := r.BatchesIn(t.Context(), window, func(p settlement.Posted) error {
				at--
				if p != want[at] {
					t.Errorf("batch %+v, want %+v", p, want[at])
				}
				return nil
			})
			if err != nil || at != 0 {
				t.Errorf("%d batches not shown, %v", at, err)
			}
		})
	}
	t.Run("stop", func(t *testing.T) {
		n := 0
		_, err := r.Batches(t.Context(), func(settlement.Posted) error {
			n++
			return settlement.ErrStop
		})
		if err != nil || n != 1 {
			t.Errorf("%d batches, %v", n, err)
		}
		mine := errors.New("mine")
		_, err = r.Batches(t.Context(), func(settlement.Posted) error { return mine })
		if !errors.Is(err, mine) {
			t.Errorf("error %v, want the function's own", err)
		}
	})
	t.Run("reader", func(t *testing.T) {
		reader, err := chain.OpenReader(t.Context(), chain.ReaderConfig{
			URLs: []string{r.chain.URL()}, Vault: r.chain.Vault(), Log: slog.New(slog.DiscardHandler), Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		n := 0
		_, err = reader.Batches(t.Context(), func(p settlement.Posted) error {
			n++
			return nil
		})
		if err != nil || n != len(want) {
			t.Errorf("%d batches, %v", n, err)
		}
	})
}

// TestBatchesFaults: what endpoints do wrong never looks like a vault with fewer
// or other batches.
func TestBatchesFaults(t *testing.T) {
	r := newRig(t)
	batched(t, r, 3)
	none := func(settlement.Posted) error { return nil }
	forgets := proxy(t, r.chain.URL(), func(_ http.ResponseWriter, q rpcRequest) any {
		if q.Method == "eth_getLogs" {
			return result(q, []any{})
		}
		return nil
	})
	_, err := newClient(t, config(r.chain, forgets)).Batches(t.Context(), none)
	if !errors.Is(err, chain.ErrAnswer) || !strings.Contains(err.Error(), "batch 3") || !strings.Contains(err.Error(), "keeps old logs") {
		t.Errorf("logs are gone: %v", err)
	}
	_, err = newClient(t, config(r.chain, r.chain.URL(), forgets)).Batches(t.Context(), none)
	if !errors.Is(err, chain.ErrDisagree) {
		t.Errorf("one of two forgets: %v, want ErrDisagree", err)
	}
	for name, c := range map[string]struct {
		vault common.Address
		want  error
	}{
		"no contract": {common.Address{1}, chain.ErrContracts}, "another contract": {r.chain.Token().Address, chain.ErrContracts},
	} {
		cfg := config(r.chain, r.chain.URL())
		cfg.Vault = c.vault
		_, err := newClient(t, cfg).Batches(t.Context(), none)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for name, cfg := range map[string]chain.ReaderConfig{
		"no vault": {URLs: []string{r.chain.URL()}}, "no url": {Vault: r.chain.Vault()}, "not http": {URLs: []string{"ftp://x"}, Vault: r.chain.Vault()},
	} {
		cfg.Log, cfg.Now = slog.New(slog.DiscardHandler), time.Now
		if _, err := chain.OpenReader(t.Context(), cfg); !errors.Is(err, chain.ErrConfig) {
			t.Errorf("%s: %v, want ErrConfig", name, err)
		}
	}
}
