package settlement_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

// real is an engine over the development chain: real contracts, real
// signatures, a ledger in memory.
type real struct {
	chain  *devnet.Chain
	ledger *fakeLedger
	engine *settlement.Settler
	serial byte
}

func newReal(t *testing.T) *real {
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
	signer, err := chain.NewDevSigner(c.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		t.Fatal(err)
	}
	ledger := newLedger(time.Now)
	engine, err := settlement.New(settlement.Config{
		Journal: ledger, Books: ledger, Payments: ledger, Chain: client, Vault: client, Sender: sender,
		Token: token.Address, VaultAddress: c.Vault(), Decimals: token.Decimals,
		Every: time.Hour, Poll: 50 * time.Millisecond, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, run := range []func(context.Context) error{c.Run, engine.Run} {
		wg.Go(func() {
			err := run(ctx)
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("Run: %v", err)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		wg.Wait()
		client.Close()
		err := c.Close()
		if err != nil {
			t.Error(err)
		}
	})
	return &real{chain: c, ledger: ledger, engine: engine}
}

// authorize signs a payment to the vault with an account's key.
func (r *real) authorize(t *testing.T, key devnet.Account, units uint64) metering.Authorization {
	t.Helper()
	r.serial++
	token := r.chain.Token()
	a := metering.Authorization{
		Token: token.Address, From: key.Address, To: r.chain.Vault(), Value: metering.BaseUnits{Lo: units},
		ValidBefore: uint64(time.Now().Add(time.Hour).Unix()), Nonce: [32]byte{31: r.serial},
	}
	field := func(name, typ string) apitypes.Type { return apitypes.Type{Name: name, Type: typ} }
	hash, _, err := apitypes.TypedDataAndHash(apitypes.TypedData{
		PrimaryType: "TransferWithAuthorization",
		Types: apitypes.Types{
			"EIP712Domain": {field("name", "string"), field("version", "string"), field("chainId", "uint256"), field("verifyingContract", "address")},
			"TransferWithAuthorization": {
				field("from", "address"), field("to", "address"), field("value", "uint256"),
				field("validAfter", "uint256"), field("validBefore", "uint256"), field("nonce", "bytes32"),
			},
		},
		Domain: apitypes.TypedDataDomain{
			Name: token.Name, Version: token.Version, VerifyingContract: token.Address.Hex(),
			ChainId: (*math.HexOrDecimal256)(new(big.Int).SetUint64(r.chain.ChainID())),
		},
		Message: apitypes.TypedDataMessage{
			"from": common.Address(a.From).Hex(), "to": common.Address(a.To).Hex(), "value": a.Value.String(),
			"validAfter": "0x0", "validBefore": hexutil.EncodeUint64(a.ValidBefore), "nonce": hexutil.Encode(a.Nonce[:]),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	a.Signature, err = crypto.Sign(hash, key.Key)
	if err != nil {
		t.Fatal(err)
	}
	a.Signature[64] += 27
	return a
}

func (r *real) payer(key devnet.Account) metering.AgentID {
	return metering.PayerID("eip155:31337", key.Address)
}

// TestDevelopmentChain settles calls, a call that settles first and a top-up
// with the real contracts, and reconciles to the unit.
func TestDevelopmentChain(t *testing.T) {
	r := newReal(t)
	ann, bob := r.chain.Accounts()[0], r.chain.Accounts()[1]
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	poor := devnet.Account{Address: crypto.PubkeyToAddress(key.PublicKey), Key: key}
	r.ledger.served(r.payer(ann), "weather", usd(1000), r.authorize(t, ann, 1000))
	r.ledger.served(r.payer(ann), "chat", usd(2500), r.authorize(t, ann, 2500))
	r.ledger.served(r.payer(bob), "weather", usd(400), r.authorize(t, bob, 400))
	r.ledger.served(r.payer(poor), "weather", usd(90), r.authorize(t, poor, 90))

	v, ok, err := r.engine.RunNow(t.Context())
	if err != nil || !ok || v.Rows != 3 || v.Total.String() != "0.0039" || len(v.Skipped) != 0 {
		t.Fatalf("RunNow: %+v, %v, %v", v, ok, err)
	}
	first, err := r.engine.Settle(t.Context(), metering.PaymentBody{
		Purpose: metering.PurposeFirst, Agent: r.payer(bob), Payer: r.payer(bob), Amount: usd(700), Auth: r.authorize(t, bob, 700),
	})
	if err != nil || first.TxHash == [32]byte{} {
		t.Fatalf("Settle: %+v, %v", first, err)
	}
	topUp := metering.PaymentBody{
		Purpose: metering.PurposeTopUp, Agent: "crawler", Payer: r.payer(ann), Amount: usd(10_000_000), Auth: r.authorize(t, ann, 10_000_000),
	}
	_, err = r.engine.Settle(t.Context(), topUp)
	if err != nil {
		t.Fatalf("Settle: %v", err)
	}
	_, err = r.engine.Settle(t.Context(), topUp)
	if !errors.Is(err, metering.ErrPaymentUsed) {
		t.Errorf("the same again: %v, want ErrPaymentUsed", err)
	}
	var refused *settlement.RefusedError
	_, err = r.engine.Settle(t.Context(), metering.PaymentBody{
		Purpose: metering.PurposeTopUp, Agent: "crawler", Payer: r.payer(poor), Amount: usd(5), Auth: r.authorize(t, poor, 5),
	})
	if !errors.As(err, &refused) {
		t.Errorf("an empty wallet: %v, want RefusedError", err)
	}

	report, err := r.engine.Reconcile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report)
	if err != nil || !report.OK || report.Checks[0].Chain.String() != "10.0046" || report.Checks[1].Chain.String() != "0.0039" || report.Payments != 1 {
		t.Errorf("Reconcile: %s, %v", text, err)
	}
	for account, want := range map[metering.Account]string{
		metering.PrepaidAccount("crawler"):        "10",
		metering.PrepaidAccount(r.payer(bob)):     "0.0007",
		metering.ReceivableAccount(r.payer(ann)):  "0",
		metering.ReceivableAccount(r.payer(poor)): "-0.00009",
		metering.RevenueAccount("chat"):           "0",
		metering.PayableAccount("0"):              "0.0039",
		metering.AccountSuspense:                  "0",
	} {
		if got := r.ledger.balance(account); got != want {
			t.Errorf("%s = %s, want %s", account, got, want)
		}
	}
	if len(r.ledger.faults) > 0 {
		t.Errorf("ledger faults: %v", r.ledger.faults)
	}
}
