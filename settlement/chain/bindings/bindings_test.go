package bindings_test

import (
	"crypto/ecdsa"
	"math/big"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"

	"github.com/farebox/farebox/settlement/chain/bindings"
)

// chain is a simulated chain with a test dollar and a vault on it.
type chain struct {
	t       *testing.T
	backend *simulated.Backend
	key     *ecdsa.PrivateKey // owner, minter and operator
	owner   common.Address
	token   common.Address
	vault   common.Address
}

var chainID = big.NewInt(1337) // The simulated chain's, fixed by go-ethereum.

func newChain(t *testing.T) *chain {
	t.Helper()
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("owner")))
	if err != nil {
		t.Fatal(err)
	}
	owner := crypto.PubkeyToAddress(key.PublicKey)
	backend := simulated.NewBackend(types.GenesisAlloc{owner: {Balance: big.NewInt(1e18)}})
	t.Cleanup(func() {
		if err := backend.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &chain{t: t, backend: backend, key: key, owner: owner}
	c.token = c.deploy(bindings.TestDollarMetaData.Bin, bindings.NewTestDollar().PackConstructor(owner))
	c.vault = c.deploy(bindings.VaultMetaData.Bin, bindings.NewVault().PackConstructor(
		c.token, owner, common.Address{0x72}, common.Address{}, owner, common.Address{}, big.NewInt(0)))
	return c
}

func (c *chain) deploy(bin string, args []byte) common.Address {
	c.t.Helper()
	return c.send(nil, append(common.FromHex(bin), args...)).ContractAddress
}

// send mines one transaction of the owner and requires that it succeeds.
func (c *chain) send(to *common.Address, data []byte) *types.Receipt {
	c.t.Helper()
	client := c.backend.Client()
	nonce, err := client.NonceAt(c.t.Context(), c.owner, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	tx, err := types.SignNewTx(c.key, types.LatestSignerForChainID(chainID), &types.DynamicFeeTx{
		ChainID: chainID, Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 5_000_000, To: to, Data: data,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := client.SendTransaction(c.t.Context(), tx); err != nil {
		c.t.Fatal(err)
	}
	c.backend.Commit()
	// The node indexes transactions in the background; until it is done, it
	// answers with an error of its own.
	receipt, err := client.TransactionReceipt(c.t.Context(), tx.Hash())
	for deadline := time.Now().Add(10 * time.Second); err != nil && time.Now().Before(deadline); {
		runtime.Gosched()
		receipt, err = client.TransactionReceipt(c.t.Context(), tx.Hash())
	}
	if err != nil {
		c.t.Fatal(err)
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		c.t.Fatalf("transaction reverted: %+v", receipt)
	}
	return receipt
}

// authorize signs an EIP-3009 transfer to the vault, with go-ethereum's own
// EIP-712 code as the independent reference.
func (c *chain) authorize(key *ecdsa.PrivateKey, value int64, nonce byte) bindings.Authorization {
	c.t.Helper()
	const year2100 = 4102444800
	v := sign(c.t, vector{
		PrivateKey: hexutil.Encode(crypto.FromECDSA(key)), From: crypto.PubkeyToAddress(key.PublicKey).Hex(), To: c.vault.Hex(),
		Value: strconv.FormatInt(value, 10), ValidAfter: "0", ValidBefore: strconv.Itoa(year2100), Nonce: common.Hash{nonce}.Hex(),
	}, vectorDomain{Name: "Test Dollar", Version: "1", ChainID: chainID.String(), VerifyingContract: c.token.Hex()})
	return bindings.Authorization{
		From: common.HexToAddress(v.From), Value: big.NewInt(value), ValidAfter: new(big.Int), ValidBefore: big.NewInt(year2100),
		Nonce: [32]byte{nonce}, Signature: hexutil.MustDecode(v.Signature),
	}
}

func TestSettleBatch(t *testing.T) {
	c := newChain(t)
	vault, dollar := bindings.NewVault(), bindings.NewTestDollar()
	payer, err := crypto.ToECDSA(crypto.Keccak256([]byte("payer")))
	if err != nil {
		t.Fatal(err)
	}
	c.send(&c.token, dollar.PackMint(crypto.PubkeyToAddress(payer.PublicKey), big.NewInt(1_000)))

	tampered := c.authorize(payer, 400, 2)
	tampered.Value = big.NewInt(399)
	usage := bindings.Usage{From: 0, To: 7, Root: [32]byte{1}, Head: [32]byte{2}}
	data, err := vault.TryPackSettleBatch(1, usage, nil,
		[]bindings.Authorization{c.authorize(payer, 600, 1), tampered, c.authorize(payer, 400, 3)},
		nil, []bindings.Allocation{{SplitId: 0, Amount: big.NewInt(1_001)}})
	if err != nil {
		t.Fatal(err)
	}
	receipt := c.send(&c.vault, data)

	var skipped []*bindings.VaultRowSkipped
	var short []*bindings.VaultAllocationShort
	for _, log := range receipt.Logs {
		if log.Address != c.vault {
			continue
		}
		if e, err := vault.UnpackRowSkippedEvent(log); err == nil {
			skipped = append(skipped, e)
		}
		if e, err := vault.UnpackAllocationShortEvent(log); err == nil {
			short = append(short, e)
		}
	}
	if len(skipped) != 1 || skipped[0].Rail != 1 || skipped[0].Index != 1 || skipped[0].Key != tampered.Nonce || skipped[0].Payer != tampered.From {
		for _, s := range skipped {
			t.Logf("skipped row %d: %x", s.Index, s.Reason)
		}
		t.Fatal("want the tampered row skipped, alone")
	}
	if reason, err := dollar.UnpackError(skipped[0].Reason); err != nil {
		t.Errorf("decode reason %x: %v", skipped[0].Reason, err)
	} else if _, ok := reason.(*bindings.TestDollarInvalidSignature); !ok {
		t.Errorf("reason is %T, want an invalid signature", reason)
	}
	if len(short) != 1 || short[0].Missing.Int64() != 1 {
		t.Errorf("allocation short: %+v, want 1 missing", short)
	}
	batch, err := vault.UnpackBatchEvent(receipt.Logs[len(receipt.Logs)-1])
	if err != nil {
		t.Fatalf("the last event is not Batch: %v", err)
	}
	if batch.Seq != 1 || batch.From != 0 || batch.To != 7 || batch.UsageRoot != usage.Root || batch.JournalHead != usage.Head ||
		batch.Rows != 4 || batch.Skipped != 1 || batch.Total.Int64() != 1_000 {
		t.Errorf("batch event %+v", batch)
	}

	owed, err := bind.Call(vault.Instance(c.backend.Client(), c.vault), nil, vault.PackOwed(common.Address{0x72}), vault.UnpackOwed)
	if err != nil {
		t.Fatal(err)
	}
	if owed.Int64() != 1_000 {
		t.Errorf("treasury is owed %s, want 1000", owed)
	}
}
