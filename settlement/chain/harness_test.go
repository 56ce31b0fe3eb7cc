package chain_test

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"os"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
	"github.com/holiman/uint256"
	"go.uber.org/goleak"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

func TestMain(m *testing.M) {
	// go-ethereum starts the first once for the life of the process; its table of
	// peers, which is a database in memory, lets the second end a second late.
	goleak.VerifyTestMain(m, goleak.Cleanup(os.Exit),
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

// rig is a development chain with a client and a sender of the vault's operator.
type rig struct {
	*chain.Client
	*chain.Sender
	chain *devnet.Chain
}

// newRig starts a chain that seals only when asked to.
func newRig(t *testing.T) *rig {
	t.Helper()
	c, err := devnet.New(devnet.Config{Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	client := newClient(t, config(c, c.URL()))
	signer, err := chain.NewDevSigner(c.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{Client: client, Sender: sender, chain: c}
}

// config describes a development chain that is reached at the given URLs.
func config(c *devnet.Chain, urls ...string) chain.Config {
	token := c.Token()
	return chain.Config{
		URLs: urls, ChainID: c.ChainID(), Vault: c.Vault(), Finality: chain.FinalityLatest,
		Token: chain.Token{Address: token.Address, Name: token.Name, Version: token.Version, Decimals: token.Decimals},
		Log:   slog.New(slog.DiscardHandler), Now: time.Now,
	}
}

func newClient(t *testing.T, cfg chain.Config) *chain.Client {
	t.Helper()
	client, err := chain.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// seal adds a block.
func (r *rig) seal(t *testing.T) {
	t.Helper()
	if _, err := r.chain.Seal(); err != nil {
		t.Fatal(err)
	}
}

// authorize signs a payment to the vault that is valid for an hour.
func (r *rig) authorize(t *testing.T, payer int, value uint64, nonce byte) metering.Authorization {
	t.Helper()
	return r.sign(t, payer, metering.Authorization{
		Token: r.chain.Token().Address, To: r.chain.Vault(),
		Value: metering.BaseUnits{Lo: value}, ValidBefore: uint64(time.Now().Add(time.Hour).Unix()),
		Nonce: [32]byte{31: nonce},
	})
}

func (r *rig) sign(t *testing.T, payer int, a metering.Authorization) metering.Authorization {
	t.Helper()
	account := r.chain.Accounts()[payer]
	a.From = account.Address
	token := r.chain.Token()
	data := apitypes.TypedData{
		PrimaryType: "TransferWithAuthorization",
		Types: apitypes.Types{
			"EIP712Domain": {
				{Name: "name", Type: "string"},
				{Name: "version", Type: "string"},
				{Name: "chainId", Type: "uint256"},
				{Name: "verifyingContract", Type: "address"},
			},
			"TransferWithAuthorization": {
				{Name: "from", Type: "address"},
				{Name: "to", Type: "address"},
				{Name: "value", Type: "uint256"},
				{Name: "validAfter", Type: "uint256"},
				{Name: "validBefore", Type: "uint256"},
				{Name: "nonce", Type: "bytes32"},
			},
		},
		Domain: apitypes.TypedDataDomain{
			Name: token.Name, Version: token.Version, VerifyingContract: token.Address.Hex(),
			ChainId: (*math.HexOrDecimal256)(new(big.Int).SetUint64(r.chain.ChainID())),
		},
		Message: apitypes.TypedDataMessage{
			"from": common.Address(a.From).Hex(), "to": common.Address(a.To).Hex(), "value": a.Value.String(),
			"validAfter": hexutil.EncodeUint64(a.ValidAfter), "validBefore": hexutil.EncodeUint64(a.ValidBefore),
			"nonce": hexutil.Encode(a.Nonce[:]),
		},
	}
	hash, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		t.Fatal(err)
	}
	if a.Signature, err = crypto.Sign(hash, account.Key); err != nil {
		t.Fatal(err)
	}
	a.Signature[64] += 27
	return a
}

// settle signs and sends a batch, mines it and returns its receipt.
func (r *rig) settle(t *testing.T, call settlement.Call) settlement.Receipt {
	t.Helper()
	ctx := t.Context()
	state, err := r.State(ctx, settlement.LatestBlock)
	if err != nil {
		t.Fatal(err)
	}
	call.Seq = state.Seq
	nonce, _, err := r.Nonces(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fees, err := r.Fees(ctx)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := r.Sign(ctx, settlement.Tx{Call: call, Nonce: nonce, Gas: 2_000_000, Fees: fees})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Receipt(ctx, signed.Hash); !errors.Is(err, settlement.ErrUnknown) {
		t.Fatalf("receipt before sending: %v, want ErrUnknown", err)
	}
	if err := r.Send(ctx, signed.Raw); err != nil {
		t.Fatal(err)
	}
	r.seal(t)
	receipt, err := r.Receipt(ctx, signed.Hash)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// transact sends a call by an account of the chain and mines it.
func (r *rig) transact(t *testing.T, from devnet.Account, to common.Address, data []byte) {
	t.Helper()
	client := r.chain.Attach()
	defer client.Close()
	var nonce hexutil.Uint64
	if err := client.CallContext(t.Context(), &nonce, "eth_getTransactionCount", from.Address, "latest"); err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(from.Key, types.LatestSignerForChainID(new(big.Int).SetUint64(r.chain.ChainID())), &types.DynamicFeeTx{
		Nonce: uint64(nonce), To: &to, Data: data, Gas: 500_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(2_000_000_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.CallContext(context.Background(), nil, "eth_sendRawTransaction", hexutil.Bytes(raw)); err != nil {
		t.Fatal(err)
	}
	r.seal(t)
}

// delegate points an account at code (EIP-7702).
func (r *rig) delegate(t *testing.T, account devnet.Account, code common.Address) {
	t.Helper()
	id := uint256.NewInt(r.chain.ChainID())
	auth, err := types.SignSetCode(account.Key, types.SetCodeAuthorization{ChainID: *id, Address: code, Nonce: 1})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(account.Key, types.LatestSignerForChainID(id.ToBig()), &types.SetCodeTx{
		ChainID: id, To: account.Address, Gas: 200_000, Value: new(uint256.Int),
		GasTipCap: uint256.NewInt(1), GasFeeCap: uint256.NewInt(2_000_000_000), AuthList: []types.SetCodeAuthorization{auth},
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	r.seal(t)
}
