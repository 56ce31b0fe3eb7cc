package e2e_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// packages is where npm installs anvil and genuine USDC.
const packages = "../../../contracts/node_modules"

// anvil is a chain in a process of its own. It mines each transaction at once
// until it is told otherwise.
type anvil struct {
	*process
	rpc *rpc.Client
	// reach is where gateways reach it: a stretch of network that can be cut.
	reach string
	cut   atomic.Bool
}

// The offices of a test's chain, by account. Anvil signs for its own accounts.
const (
	deployer = iota
	owner
	treasury
	guardian
	stranger
	firstPayer
)

func startAnvil(t *testing.T, chainID uint64, epoch int) *anvil {
	t.Helper()
	dir := t.TempDir()
	keys := filepath.Join(dir, "accounts.json")
	file := filepath.Join(packages, "@foundry-rs/anvil-linux-amd64/bin/anvil")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Fatal("anvil is not installed: make e2e, or npm ci --ignore-scripts in contracts/")
	}
	a := &anvil{process: spawn(t, dir, exec.Command(file, "--port", "0", "--chain-id", strconv.FormatUint(chainID, 10),
		"--slots-in-an-epoch", strconv.Itoa(epoch), "--config-out", keys))}
	a.ChainID, a.RPCURL = chainID, "http://"+a.awaitOutput(regexp.MustCompile(`Listening on (\S+)`))
	var err error
	a.rpc, err = rpc.DialContext(t.Context(), a.RPCURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.rpc.Close)
	text, err := os.ReadFile(keys)
	var config struct {
		Addresses []string `json:"available_accounts"`
		Keys      []string `json:"private_keys"`
	}
	if err == nil {
		err = json.Unmarshal(text, &config)
	}
	if err != nil || len(config.Keys) <= firstPayer || len(config.Keys) != len(config.Addresses) {
		t.Fatalf("read anvil's accounts: %v: %s", err, text)
	}
	for i := range config.Keys {
		a.Accounts = append(a.Accounts, account{Address: common.HexToAddress(config.Addresses[i]).Hex(), PrivateKey: config.Keys[i]})
	}
	a.openReach()
	return a
}

// openReach serves the chain at a second address, whose connections break while
// cut is set.
func (a *anvil) openReach() {
	a.t.Helper()
	target, err := url.Parse(a.RPCURL)
	if err != nil {
		a.t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorLog: log.New(io.Discard, "", 0), // a killed gateway leaves requests behind
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.cut.Load() {
			panic(http.ErrAbortHandler)
		}
		r.URL.Path = "/" // what follows the address is a provider's key
		proxy.ServeHTTP(w, r)
	}))
	a.t.Cleanup(s.Close)
	a.reach = s.URL
}

// call asks the chain for something that must succeed.
func (a *anvil) call(result any, method string, args ...any) {
	a.t.Helper()
	err := a.rpc.CallContext(a.t.Context(), result, method, args...)
	if err != nil {
		a.t.Fatalf("%s: %v", method, err)
	}
}

// receipt is what became of a transaction.
type receipt struct {
	Status          hexutil.Uint64
	BlockNumber     hexutil.Uint64
	BlockHash       common.Hash
	ContractAddress *common.Address
}

// receipt returns nil while the transaction is in no block.
func (a *anvil) receipt(tx string) (r *receipt) {
	a.t.Helper()
	a.call(&r, "eth_getTransactionReceipt", tx)
	return r
}

// send sends a transaction of one of anvil's own accounts, waits for its block
// and asserts that it did what it says.
func (a *anvil) send(from int, to *common.Address, data []byte) *receipt {
	a.t.Helper()
	tx := map[string]any{"from": a.Accounts[from].Address, "data": hexutil.Bytes(data), "gas": hexutil.Uint64(6_000_000)}
	if to != nil {
		tx["to"] = to
	}
	var hash string
	a.call(&hash, "eth_sendTransaction", tx)
	return a.succeeded(hash)
}

// succeeded waits for a transaction's block.
func (a *anvil) succeeded(tx string) (r *receipt) {
	a.t.Helper()
	a.await("a transaction to be mined", func() bool {
		r = a.receipt(tx)
		return r != nil
	})
	if r.Status != 1 {
		a.t.Fatalf("transaction %s reverted", tx)
	}
	return r
}

func (a *anvil) height() uint64 {
	a.t.Helper()
	var n hexutil.Uint64
	a.call(&n, "eth_blockNumber")
	return uint64(n)
}

func (a *anvil) mine(blocks uint64) {
	a.t.Helper()
	a.call(nil, "anvil_mine", hexutil.Uint64(blocks))
}

// mineEachSecond is what public chains do: blocks come by the clock.
func (a *anvil) mineEachSecond() {
	a.t.Helper()
	a.call(nil, "evm_setIntervalMining", 1)
}

// reorg takes the newest blocks back and puts as many empty ones in their place.
func (a *anvil) reorg(blocks uint64) {
	a.t.Helper()
	a.call(nil, "anvil_reorg", blocks, []any{})
}

// hold lets transactions wait in the pool until mine is called.
func (a *anvil) hold() {
	a.t.Helper()
	a.call(nil, "evm_setAutomine", false)
	a.call(nil, "evm_setIntervalMining", 0)
}

// automine mines each transaction at once.
func (a *anvil) automine() {
	a.t.Helper()
	a.call(nil, "evm_setAutomine", true)
}

// pooled is how many transactions wait to be mined.
func (a *anvil) pooled() uint64 {
	a.t.Helper()
	var s struct{ Pending hexutil.Uint64 }
	a.call(&s, "txpool_status")
	return uint64(s.Pending)
}

// setEther sets what an account has for gas, in wei.
func (a *anvil) setEther(address string, wei uint64) {
	a.t.Helper()
	a.call(nil, "anvil_setBalance", address, hexutil.Uint64(wei))
}
