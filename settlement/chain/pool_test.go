package chain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

func TestConfigNamesEveryFault(t *testing.T) {
	_, err := chain.New(chain.Config{Finality: "soon"})
	if !errors.Is(err, chain.ErrConfig) {
		t.Fatalf("error %v, want ErrConfig", err)
	}
	for _, want := range []string{"rpc urls", "chain id", "token address", "finality", "Log and Now"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not name %s: %v", want, err)
		}
	}
}

// TestBadURLIsNotShown: what is not a URL may be a key that was pasted in its place.
func TestBadURLIsNotShown(t *testing.T) {
	r := newRig(t)
	for _, raw := range []string{"s3cretkey", "ftp://host/s3cretkey", "wss://host/s3cretkey", "http://%zz/s3cretkey"} {
		_, err := chain.New(config(r.chain, raw))
		if !errors.Is(err, chain.ErrConfig) || strings.Contains(err.Error(), "s3cretkey") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// TestSecretsOfURLAreNotShown makes every kind of failure at URLs with a key in them.
func TestSecretsOfURLAreNotShown(t *testing.T) {
	r := newRig(t)
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Query().Has("redirect") {
			http.Redirect(w, req, "http://127.0.0.1:1/?s3cretkey", http.StatusTemporaryRedirect)
			return
		}
		http.Error(w, "no access for "+req.URL.String(), http.StatusTooManyRequests)
	}))
	defer echo.Close()
	down := httptest.NewServer(nil)
	down.Close()
	for name, raw := range map[string]string{
		"refused in the path":  echo.URL + "/v2/s3cretkey",
		"refused in the query": echo.URL + "/?apikey=s3cretkey",
		"redirected":           echo.URL + "/?redirect=1&apikey=s3cretkey",
		"password":             strings.Replace(echo.URL, "http://", "http://user:s3cretkey@", 1),
		"server is down":       down.URL + "/v2/s3cretkey",
	} {
		var log bytes.Buffer
		cfg := config(r.chain, raw)
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
		client := newClient(t, cfg)
		_, _, err := client.Head(t.Context())
		if !errors.Is(err, chain.ErrNoEndpoint) || strings.Contains(err.Error(), "s3cretkey") {
			t.Errorf("%s: %v", name, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := client.Run(ctx); err != nil || strings.Contains(log.String(), "s3cretkey") {
			t.Errorf("%s: run %v, log %s", name, err, &log)
		}
		u, _ := url.Parse(raw)
		if err := client.Verify(t.Context(), r.Address()); err == nil || !strings.Contains(err.Error(), u.Host) {
			t.Errorf("%s: error does not name the host: %v", name, err)
		}
	}
}

func TestWrongChain(t *testing.T) {
	r := newRig(t)
	cfg := config(r.chain, r.chain.URL())
	cfg.ChainID = 1
	client := newClient(t, cfg)
	if err := client.Verify(t.Context(), r.Address()); !errors.Is(err, chain.ErrWrongChain) {
		t.Errorf("verify: %v, want ErrWrongChain", err)
	}
	if _, err := client.State(t.Context(), settlement.LatestBlock); !errors.Is(err, chain.ErrWrongChain) {
		t.Errorf("state: %v, want ErrWrongChain", err)
	}
}

// TestAnswerIsBounded answers without end.
func TestAnswerIsBounded(t *testing.T) {
	r := newRig(t)
	var sent atomic.Int64
	flood := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := bytes.Repeat([]byte("x"), 1<<20)
		_, err := w.Write([]byte(`{"jsonrpc":"2.0","id":1,"result":"`))
		for err == nil {
			var n int
			n, err = w.Write(chunk)
			sent.Add(int64(n))
		}
	}))
	defer flood.Close()
	_, _, err := newClient(t, config(r.chain, flood.URL)).Head(t.Context())
	if !errors.Is(err, chain.ErrTooLarge) {
		t.Errorf("error %v, want ErrTooLarge", err)
	}
	if got := sent.Load(); got > 2*chain.MaxResponse {
		t.Errorf("%d bytes were taken", got)
	}
}

// TestFailover puts a broken endpoint first.
func TestFailover(t *testing.T) {
	r := newRig(t)
	var broken atomic.Bool
	var asked atomic.Int64
	first := proxy(t, r.chain.URL(), func(w http.ResponseWriter, _ rpcRequest) any {
		asked.Add(1)
		if broken.Load() {
			panic(http.ErrAbortHandler)
		}
		return nil
	})
	client := newClient(t, config(r.chain, first, r.chain.URL()))
	if _, err := client.Balance(t.Context(), r.Address()); err != nil {
		t.Fatal(err)
	}
	broken.Store(true)
	if _, err := client.GasMoney(t.Context(), r.Address()); err != nil {
		t.Errorf("with one endpoint down: %v", err)
	}
	before := asked.Load()
	if _, err := client.GasMoney(t.Context(), r.Address()); err != nil || asked.Load() != before {
		t.Errorf("broken endpoint was asked again: %v", err)
	}
	// A transaction goes to all; one that takes it is enough.
	signed, err := r.Sign(t.Context(), settlement.Tx{Call: settlement.Call{Seq: 1}, Gas: 500_000, Fees: settlement.Fees{Tip: 1, Cap: 3_000_000_000}})
	if err != nil {
		t.Fatal(err)
	}
	signer, err := chain.NewDevSigner(r.chain.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), signed.Raw); err != nil {
		t.Errorf("send: %v", err)
	}
	// What is final needs two.
	if _, _, err := client.Head(t.Context()); !errors.Is(err, chain.ErrDisagree) {
		t.Errorf("final block by one of two: %v, want ErrDisagree", err)
	}
}

// TestLiar puts an endpoint that invents a receipt, a block and a balance beside
// two honest ones, and beside a single one.
func TestLiar(t *testing.T) {
	r := newRig(t)
	receipt := r.settle(t, settlement.Call{})
	invented := map[string]any{
		"transactionHash": "0x" + strings.Repeat("11", 32), "transactionIndex": "0x0", "type": "0x2", "status": "0x1",
		"blockHash": "0x" + strings.Repeat("22", 32), "blockNumber": "0x1", "cumulativeGasUsed": "0x1", "gasUsed": "0x1",
		"effectiveGasPrice": "0x1", "logs": []any{}, "logsBloom": "0x" + strings.Repeat("00", 256),
	}
	liar := proxy(t, r.chain.URL(), func(_ http.ResponseWriter, call rpcRequest) any {
		switch call.Method {
		case "eth_getTransactionReceipt":
			return result(call, invented)
		case "eth_getBlockByNumber":
			return result(call, map[string]string{"hash": "0x" + strings.Repeat("22", 32), "number": "0x1", "timestamp": "0x1"})
		case "eth_blockNumber":
			return result(call, "0xffffff")
		}
		return nil
	})
	tx := [32]byte(bytes.Repeat([]byte{0x11}, 32))
	three := newClient(t, config(r.chain, liar, r.chain.URL(), r.chain.URL()))
	if _, err := three.Receipt(t.Context(), tx); !errors.Is(err, settlement.ErrUnknown) {
		t.Errorf("invented receipt against two: %v, want ErrUnknown", err)
	}
	if got, err := three.Receipt(t.Context(), receipt.TxHash); err != nil || got.Block != receipt.Block {
		t.Errorf("receipt %+v, %v; want the one of two", got, err)
	}
	if got, err := three.Block(t.Context(), receipt.Block.Number); err != nil || got != receipt.Block {
		t.Errorf("block %+v, %v; want the one of two", got, err)
	}
	two := newClient(t, config(r.chain, liar, r.chain.URL()))
	if _, err := two.Receipt(t.Context(), tx); !errors.Is(err, chain.ErrDisagree) {
		t.Errorf("invented receipt against one: %v, want ErrDisagree", err)
	}
}

// TestLaggingEndpoint prefers the endpoint with the newer head, and stays with it.
func TestLaggingEndpoint(t *testing.T) {
	r := newRig(t)
	for range 6 {
		r.seal(t)
	}
	stuck := proxy(t, r.chain.URL(), func(_ http.ResponseWriter, call rpcRequest) any {
		switch call.Method {
		case "eth_blockNumber":
			return result(call, "0x1")
		case "eth_getTransactionCount":
			return result(call, "0x63")
		}
		return nil
	})
	client := newClient(t, config(r.chain, stuck, r.chain.URL()))
	head, _, err := client.Head(t.Context())
	if err != nil || head.Number != r.chain.Head() {
		t.Errorf("head %d, %v; want %d", head.Number, err, r.chain.Head())
	}
	signer, err := chain.NewDevSigner(r.chain.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		t.Fatal(err)
	}
	if nonce, _, err := sender.Nonces(t.Context()); nonce != 0 || !errors.Is(err, chain.ErrDisagree) && err != nil {
		t.Errorf("nonce %d, %v; want that of the endpoint that keeps up", nonce, err)
	}
}

// TestLogRangesAreHalved reads movements from a server that allows few blocks.
func TestLogRangesAreHalved(t *testing.T) {
	r := newRig(t)
	receipt := r.settle(t, settlement.Call{Authorizations: []metering.Authorization{r.authorize(t, 1, 5, 1)}})
	for range 10 {
		r.seal(t)
	}
	narrow := proxy(t, r.chain.URL(), func(_ http.ResponseWriter, call rpcRequest) any {
		if call.Method != "eth_getLogs" {
			return nil
		}
		var q struct{ FromBlock, ToBlock string }
		if err := json.Unmarshal(call.Params[0], &q); err != nil || q.FromBlock == q.ToBlock {
			return nil
		}
		return map[string]any{"jsonrpc": "2.0", "id": call.ID, "error": map[string]any{"code": -32005, "message": "range too wide"}}
	})
	got, err := newClient(t, config(r.chain, narrow)).Movements(t.Context(), 0, 10)
	if err != nil || len(got) != 1 || got[0].TxHash != receipt.TxHash {
		t.Errorf("movements %+v, %v; want that of the batch", got, err)
	}
}
