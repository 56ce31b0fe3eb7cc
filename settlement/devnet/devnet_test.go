package devnet_test

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/farebox/farebox/settlement/chain/bindings"
	"github.com/farebox/farebox/settlement/devnet"
)

// TestAccountsAreTheWellKnownOnes pins the first and tenth account that anvil and
// hardhat print for the same mnemonic.
func TestAccountsAreTheWellKnownOnes(t *testing.T) {
	accounts := open(t, devnet.Config{}).Accounts()
	if len(accounts) != 10 {
		t.Fatalf("%d accounts, want 10", len(accounts))
	}
	for index, want := range map[int]string{
		0: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
		1: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8 59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
		9: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6",
	} {
		got := accounts[index].Address.Hex() + " " + common.Bytes2Hex(crypto.FromECDSA(accounts[index].Key))
		if got != want {
			t.Errorf("account %d is %s, want %s", index, got, want)
		}
	}
}

func TestConfigNamesEveryFault(t *testing.T) {
	_, err := devnet.New(devnet.Config{HTTPAddr: "0.0.0.0:8545", Period: time.Millisecond, Accounts: 501})
	if !errors.Is(err, devnet.ErrConfig) {
		t.Fatalf("error %v, want ErrConfig", err)
	}
	for _, want := range []string{"Log", "Now", "Period", "Accounts", "not a loopback address"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not name %s: %v", want, err)
		}
	}
}

// TestGenesis reads through JSON-RPC what the genesis block promises.
func TestGenesis(t *testing.T) {
	for _, chainID := range []uint64{31337, 84532} {
		c := open(t, devnet.Config{ChainID: chainID})
		client := dial(t, c.URL())
		if id, err := client.ChainID(t.Context()); err != nil || id.Uint64() != chainID {
			t.Fatalf("chain id %v, %v; want %d", id, err, chainID)
		}
		dollar, vault := bindings.NewTestDollar(), bindings.NewVault()
		call := func(to common.Address, input []byte) []byte {
			t.Helper()
			out, err := client.CallContract(t.Context(), ethereum.CallMsg{To: &to, Data: input}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		for _, a := range c.Accounts() {
			got, err := dollar.UnpackBalanceOf(call(c.Token().Address, dollar.PackBalanceOf(a.Address)))
			if err != nil || got.Cmp(big.NewInt(1_000_000_000_000)) != 0 {
				t.Errorf("balance of %s is %v, %v; want a million dollars", a.Address, got, err)
			}
			if wei, err := client.BalanceAt(t.Context(), a.Address, nil); err != nil || wei.Sign() <= 0 {
				t.Errorf("%s has %v wei for gas, %v", a.Address, wei, err)
			}
		}
		domain, err := dollar.UnpackEip712Domain(call(c.Token().Address, dollar.PackEip712Domain()))
		if err != nil || domain.ChainId.Uint64() != chainID || domain.VerifyingContract != c.Token().Address ||
			domain.Name != c.Token().Name || domain.Version != c.Token().Version {
			t.Errorf("token's EIP-712 domain is %+v, %v", domain, err)
		}
		if got, err := vault.UnpackSeq(call(c.Vault(), vault.PackSeq())); err != nil || got != 1 {
			t.Errorf("vault's seq is %d, %v; want 1", got, err)
		}
		if got, err := vault.UnpackOperator(call(c.Vault(), vault.PackOperator())); err != nil || got != c.Settler().Address {
			t.Errorf("vault's operator is %s, %v; want %s", got, err, c.Settler().Address)
		}
		if got, err := vault.UnpackToken(call(c.Vault(), vault.PackToken())); err != nil || got != c.Token().Address {
			t.Errorf("vault's token is %s, %v; want %s", got, err, c.Token().Address)
		}
		if n, err := client.PendingNonceAt(t.Context(), c.Settler().Address); err != nil || n != 0 {
			t.Errorf("settler's nonce is %d, %v; want 0", n, err)
		}
	}
}

// TestTransactionIsMinedAtOnce sends one transaction to an idle chain whose period
// is far longer than the test waits.
func TestTransactionIsMinedAtOnce(t *testing.T) {
	c := start(t, devnet.Config{Period: time.Hour})
	client := dial(t, c.URL())
	tx := transfer(t, c, 0)
	begin := time.Now()
	if err := client.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	if r := receipt(t, client, tx.Hash()); r.Status != types.ReceiptStatusSuccessful {
		t.Fatal("transfer reverted")
	}
	t.Logf("mined after %s", time.Since(begin))
}

// TestBurstDoesNotRunAwayFromTheClock mines more transactions, one after the
// other, than there are seconds, and compares the chain's time with the clock.
func TestBurstDoesNotRunAwayFromTheClock(t *testing.T) {
	c := start(t, devnet.Config{})
	client := dial(t, c.URL())
	for nonce := range uint64(6) {
		tx := transfer(t, c, nonce)
		if err := client.SendTransaction(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
		receipt(t, client, tx.Hash())
		head, err := client.HeaderByNumber(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if ahead := int64(head.Time) - time.Now().Unix(); ahead > 2 {
			t.Fatalf("block %v is %d seconds ahead of the clock", head.Number, ahead)
		}
	}
}

// TestEmptyBlocks watches the chain advance with nothing to do.
func TestEmptyBlocks(t *testing.T) {
	c := start(t, devnet.Config{})
	await(t, "two empty blocks", func() bool { return c.Head() >= 3 })
}

// TestUnknownReceiptOfNewChain asks a chain without history for a receipt: the answer
// is that there is none, not an error.
func TestUnknownReceiptOfNewChain(t *testing.T) {
	client := dial(t, open(t, devnet.Config{}).URL())
	if _, err := client.TransactionReceipt(t.Context(), common.Hash{1}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("error %v, want not found", err)
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	c := open(t, devnet.Config{DataDir: dir})
	client := dial(t, c.URL())
	tx := transfer(t, c, 0)
	if err := client.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	hash, err := c.Seal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := devnet.New(devnet.Config{DataDir: dir, Log: slog.New(slog.DiscardHandler), Now: time.Now}); !errors.Is(err, devnet.ErrInUse) {
		t.Fatalf("second opening: %v, want ErrInUse", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}

	for name, other := range map[string]devnet.Config{
		"chain id":  {DataDir: dir, ChainID: 84532},
		"accounts":  {DataDir: dir, Accounts: 11},
		"contracts": {DataDir: dir, Alloc: types.GenesisAlloc{{1: 1}: {Balance: new(big.Int), Code: []byte{1}}}},
	} {
		other.Log, other.Now = slog.New(slog.DiscardHandler), time.Now
		_, err := devnet.New(other)
		if !errors.Is(err, devnet.ErrOtherGenesis) || !strings.Contains(err.Error(), "use a new --data-dir") {
			t.Errorf("other %s: %v, want ErrOtherGenesis", name, err)
		}
	}

	begin := time.Now()
	c = open(t, devnet.Config{DataDir: dir})
	t.Logf("reopened after %s", time.Since(begin))
	r := receipt(t, dial(t, c.URL()), tx.Hash())
	if r.BlockHash != hash || c.Head() != 2 {
		t.Errorf("transaction in %s, head %d; want %s and 2", r.BlockHash, c.Head(), hash)
	}
}

// TestServerIsClosedToBrowsersAndModules checks what JSON-RPC does not offer.
func TestServerIsClosedToBrowsersAndModules(t *testing.T) {
	c := open(t, devnet.Config{})
	rpcClient := dial(t, c.URL()).Client()
	for _, method := range []string{"debug_traceBlockByNumber", "admin_nodeInfo", "miner_setExtra", "personal_listAccounts", "dev_setFeeRecipient"} {
		if err := rpcClient.CallContext(t.Context(), new(any), method); err == nil || !strings.Contains(err.Error(), "does not exist") {
			t.Errorf("%s: %v, want it not to exist", method, err)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, c.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Access-Control-Request-Method", "POST")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("origin %q is allowed", got)
	}
}

func dial(t *testing.T, url string) *ethclient.Client {
	t.Helper()
	client, err := ethclient.DialContext(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return client
}

// transfer signs a payment of one wei with the first account.
func transfer(t *testing.T, c *devnet.Chain, nonce uint64) *types.Transaction {
	t.Helper()
	tx, err := types.SignNewTx(c.Accounts()[0].Key, types.LatestSignerForChainID(new(big.Int).SetUint64(c.ChainID())),
		&types.DynamicFeeTx{
			Nonce: nonce, To: &common.Address{0x42}, Value: big.NewInt(1), Gas: 21_000,
			GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2_000_000_000),
		})
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func receipt(t *testing.T, client *ethclient.Client, hash common.Hash) *types.Receipt {
	t.Helper()
	var out *types.Receipt
	await(t, "receipt of "+hash.Hex(), func() bool {
		r, err := client.TransactionReceipt(context.Background(), hash)
		out = r
		return err == nil
	})
	return out
}

// await polls a condition that another process or goroutine brings about.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.After(15 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}
