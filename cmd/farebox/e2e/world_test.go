package e2e_test

import (
	"crypto/ecdsa"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
)

// password is the keystore's. The tests look for it in all that is written.
const password = "correct horse battery staple"

// world is what an operator has: a chain with genuine USDC, a settler's key in a
// keystore, a vault that a cold key owns, an API, and a gateway in front of it.
type world struct {
	*serving
	dir     string
	chain   *anvil
	usdc    *contract
	settler *ecdsa.PrivateKey
	vault   common.Address
	origin  *httptest.Server
	served  atomic.Int64 // calls that reached the API
	bearer  atomic.Value // of the last of them
	setup   setup
}

// setup is what differs between the worlds' configurations.
type setup struct {
	chainID       uint64 // default 31337
	finality      string // default finalized
	confirmations int    // default 1
	exact         string // of section exact, default mode before
	settle        string // of section settle, default every hour
	rpcKey        string // a path of the chain's address
	headers       string // that the gateway adds for the API
	env           []string
	epoch         int  // blocks; default 2: a block is final two epochs later
	external      bool // the settler's key is kept by a signer: the chain's own node
}

// newWorld prepares all but the running gateway.
func newWorld(t *testing.T, s setup) *world {
	t.Helper()
	if s.chainID == 0 {
		s.chainID = 31337
	}
	if s.epoch == 0 {
		s.epoch = 2
	}
	w := &world{dir: t.TempDir(), setup: s, chain: startAnvil(t, s.chainID, s.epoch)}
	w.usdc = w.chain.deployUSDC()
	for _, a := range w.chain.Accounts[firstPayer:] {
		w.usdc.send("mint", common.HexToAddress(a.Address), big.NewInt(1_000_000_000)) // 1,000 USDC
	}
	w.origin = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.served.Add(1)
		w.bearer.Store(r.Header.Get("Authorization"))
		_, _ = io.WriteString(rw, `{"symbol":"FARE"}`)
	}))
	t.Cleanup(w.origin.Close)
	w.makeKey(t)
	w.deployVault(t)
	return w
}

// makeKey makes the settler's key, in a keystore of version 3, and gives it
// money for gas.
func (w *world) makeKey(t *testing.T) {
	t.Helper()
	key, err := crypto.GenerateKey()
	if w.setup.external {
		key, err = crypto.HexToECDSA(strings.TrimPrefix(w.chain.Accounts[len(w.chain.Accounts)-1].PrivateKey, "0x"))
	}
	if err != nil {
		t.Fatal(err)
	}
	w.settler = key
	sealed, err := keystore.EncryptKey(&keystore.Key{Id: uuid.New(), Address: crypto.PubkeyToAddress(key.PublicKey), PrivateKey: key},
		password, keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"settler.json": sealed, "settler.pass": []byte(password + "\n")} {
		err := os.WriteFile(filepath.Join(w.dir, name), text, 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
	w.chain.setEther(w.settlerAddress(), 1e18)
}

func (w *world) settlerAddress() string { return crypto.PubkeyToAddress(w.settler.PublicKey).Hex() }

// deployVault does it as an operator does: by command, and with an owner that is
// not the settler.
func (w *world) deployVault(t *testing.T) {
	t.Helper()
	file := writeConfig(t, w.dir, w.config())
	accounts := w.chain.Accounts
	got := commandIn(t, w.setup.env, "vault", "deploy", "--config", file, "--owner", accounts[owner].Address, "--treasury", accounts[treasury].Address,
		"--guardian", accounts[guardian].Address)
	m := regexp.MustCompile(`vault: "(0x[0-9a-fA-F]{40})"`).FindStringSubmatch(got.stdout)
	if got.code != 0 || m == nil {
		t.Fatalf("vault deploy: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	w.vault = common.HexToAddress(m[1])
}

// config is the configuration behind the listeners.
func (w *world) config() string {
	s := w.setup
	or := func(text, fallback string) string {
		if text == "" {
			return fallback
		}
		return text
	}
	vault := ""
	if w.vault != (common.Address{}) {
		vault = fmt.Sprintf("\n  vault: %q", w.vault.Hex())
	}
	signer := fmt.Sprintf("keystore: %q, password_file: %q", filepath.Join(w.dir, "settler.json"), filepath.Join(w.dir, "settler.pass"))
	if s.external {
		signer = fmt.Sprintf("url: %q, address: %q", w.chain.reach, w.settlerAddress())
	}
	return fmt.Sprintf(`public_url: "http://api.example.test"
chain:
  network: "eip155:%d"
  rpc_urls: [%q]
  confirmations: %d
  finality: %s
  signer: {%s}
  asset: {symbol: "USDC", address: %q, decimals: 6, name: "USD Coin", version: "2"}%s
exact: {%s}
settle: {%s}
prices:
  per-call: {model: unit, unit: "0.001"}
routes:
  - {name: quote, match: {path: %q}, upstream: {urls: [%q], headers: {%s}}, meter: call, price: per-call, accept: [token, exact]}
`, s.chainID, w.chain.reach+s.rpcKey, max(1, s.confirmations), or(s.finality, "finalized"),
		signer, w.usdc.Hex(), vault,
		or(s.exact, "mode: before"), or(s.settle, "every: 1h"), quotePath, w.origin.URL, s.headers)
}

// serve starts the gateway, again where it ran before.
func (w *world) serve(t *testing.T) {
	t.Helper()
	w.serving = startServe(t, w.dir, w.config(), w.setup.env...)
	c := w.chain
	w.RPCURL, w.ChainID, w.Accounts, w.PayTo = c.RPCURL, c.ChainID, c.Accounts, w.vault.Hex()
	w.Asset.Address, w.Asset.Name, w.Asset.Version, w.Asset.Decimals = w.usdc.Hex(), "USD Coin", "2", 6
}

// finish mines until what happened so far is final.
func (w *world) finish() {
	w.t.Helper()
	w.chain.mine(uint64(2*w.setup.epoch + 1))
}

// ownerSends does what `farebox agent withdraw` printed for the vault's owner.
func (w *world) ownerSends(printed string) {
	w.t.Helper()
	m := regexp.MustCompile(`calldata\s+(0x[0-9a-f]+)`).FindStringSubmatch(printed)
	if m == nil {
		w.t.Fatalf("no calldata in %q", printed)
	}
	w.chain.send(owner, &w.vault, hexutil.MustDecode(m[1]))
}

// batches lists them, the newest first.
func (w *world) batches() []batch {
	w.t.Helper()
	return fromJSON[page[batch]](w.process, "settle", "list").Items
}

// awaitBatch waits for a state of a batch.
func (w *world) awaitBatch(id, state string) (b batch) {
	w.t.Helper()
	w.await("batch "+id+" to be "+state, func() bool {
		status, text, err := w.tryAdmin(http.MethodGet, "settlements/"+id, nil)
		if err != nil || status != http.StatusOK {
			return false
		}
		b = decoded[batch](w.t, text)
		return b.State == state
	})
	return b
}

// says asserts that a text has all the words.
func says(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q does not say %q", text, word)
		}
	}
}
