package chain_test

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

func TestSuggest(t *testing.T) {
	const gwei = 1_000_000_000
	for _, test := range []struct {
		name, answer string
		want         settlement.Fees
		err          error
	}{
		{
			"median tip, twice the next base fee",
			`{"baseFeePerGas":["0x3b9aca00","0x77359400"],"reward":[["0x3b9aca00"],["0x77359400"],["0xb2d05e00"]]}`,
			settlement.Fees{Tip: 2 * gwei, Cap: 6 * gwei},
			nil,
		},
		{
			"empty blocks do not count", `{"baseFeePerGas":["0x1"],"reward":[["0x0"],["0x3b9aca00"],["0x0"]]}`,
			settlement.Fees{Tip: gwei, Cap: gwei + 2},
			nil,
		},
		{"no blocks", `{"baseFeePerGas":["0x7"]}`, settlement.Fees{Tip: 1_000_000, Cap: 1_000_014}, nil},
		{"no base fee", `{"reward":[["0x1"]]}`, settlement.Fees{}, chain.ErrAnswer},
		{"base fee is null", `{"baseFeePerGas":[null]}`, settlement.Fees{}, chain.ErrAnswer},
		{"base fee of the moon", `{"baseFeePerGas":["0xffffffffffffffff"]}`, settlement.Fees{}, chain.ErrAnswer},
		{"tip of the moon", `{"baseFeePerGas":["0x1"],"reward":[["0xfffffffffffffffff"]]}`, settlement.Fees{}, chain.ErrAnswer},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := chain.Suggest([]byte(test.answer))
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("%+v, %v; want %+v, %v", got, err, test.want, test.err)
			}
		})
	}
}

// TestReplacement holds the rule that a pool has for another attempt at the same
// nonce: tip and cap both at least a tenth higher. The engine raises both by an eighth.
func TestReplacement(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	send := func(fees settlement.Fees) (common.Hash, error) {
		signed, err := r.Sign(ctx, settlement.Tx{Call: settlement.Call{Seq: 1}, Gas: 500_000, Fees: fees})
		if err != nil {
			t.Fatal(err)
		}
		return signed.Hash, r.Send(ctx, signed.Raw)
	}
	if _, err := send(settlement.Fees{Tip: 1_000_000, Cap: 3_000_000_000}); err != nil {
		t.Fatal(err)
	}
	if _, err := send(settlement.Fees{Tip: 1_125_000, Cap: 3_000_000_001}); err == nil || !strings.Contains(err.Error(), "underpriced") {
		t.Errorf("only the tip raised: %v, want a refusal", err)
	}
	hash, err := send(settlement.Fees{Tip: 1_125_000, Cap: 3_375_000_000})
	if err != nil {
		t.Errorf("both raised by an eighth: %v", err)
	}
	r.seal(t)
	if receipt, err := r.Receipt(ctx, hash); err != nil || !receipt.OK {
		t.Errorf("replacement was not mined: %+v, %v", receipt, err)
	}
}

// TestSign: the same transaction has the same bytes, and what no chain
// takes is refused.
func TestSign(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	tx := settlement.Tx{
		Call: settlement.Call{Seq: 1, Authorizations: []metering.Authorization{r.authorize(t, 1, 5, 1)}},
		Gas:  500_000, Fees: settlement.Fees{Tip: 1, Cap: 2},
	}
	first, err := r.Sign(ctx, tx)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Sign(ctx, tx)
	if err != nil || string(second.Raw) != string(first.Raw) || second.Hash != first.Hash || crypto.Keccak256Hash(first.Raw) != first.Hash {
		t.Errorf("signed twice: %x and %x, %v", first.Hash, second.Hash, err)
	}
	large := tx.Call.Authorizations[0]
	large.Signature = make([]byte, 1024)
	foreign := tx.Call.Authorizations[0]
	foreign.To = common.Address{1}
	for name, test := range map[string]struct {
		change func(*settlement.Tx)
		want   error
	}{
		"gas over the limit":   {func(tx *settlement.Tx) { tx.Gas = 1<<24 + 1 }, chain.ErrTooBig},
		"bytes over the limit": {func(tx *settlement.Tx) { tx.Call.Authorizations = repeat(large, 120) }, chain.ErrTooBig},
		"tip over cap":         {func(tx *settlement.Tx) { tx.Fees.Tip = 3 }, chain.ErrConfig},
		"row of another vault": {func(tx *settlement.Tx) { tx.Call.Authorizations = repeat(foreign, 1) }, chain.ErrConfig},
	} {
		bad := tx
		test.change(&bad)
		if _, err := r.Sign(ctx, bad); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func repeat(a metering.Authorization, n int) []metering.Authorization {
	out := make([]metering.Authorization, n)
	for i := range out {
		out[i] = a
	}
	return out
}

// crooked signs, but not what it was asked to.
type crooked struct {
	chain.Signer
	change func(*types.DynamicFeeTx)
	as     *devnet.Account
}

func (s crooked) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	inner := types.DynamicFeeTx{
		ChainID: tx.ChainId(), Nonce: tx.Nonce(), Gas: tx.Gas(), To: tx.To(), Data: tx.Data(), Value: tx.Value(),
		GasTipCap: tx.GasTipCap(), GasFeeCap: tx.GasFeeCap(),
	}
	if s.change != nil {
		s.change(&inner)
	}
	if s.as != nil {
		return types.SignNewTx(s.as.Key, types.LatestSignerForChainID(chainID), &inner)
	}
	return s.Signer.SignTx(ctx, types.NewTx(&inner), chainID)
}

func TestCrookedSigner(t *testing.T) {
	r := newRig(t)
	honest, err := chain.NewDevSigner(r.chain.Settler().Key)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		signer crooked
		want   error
	}{
		"honest":        {crooked{Signer: honest}, nil},
		"other payee":   {crooked{Signer: honest, change: func(tx *types.DynamicFeeTx) { tx.To = &common.Address{1} }}, chain.ErrSigner},
		"other nonce":   {crooked{Signer: honest, change: func(tx *types.DynamicFeeTx) { tx.Nonce++ }}, chain.ErrSigner},
		"other fees":    {crooked{Signer: honest, change: func(tx *types.DynamicFeeTx) { tx.GasFeeCap = big.NewInt(99) }}, chain.ErrSigner},
		"sends value":   {crooked{Signer: honest, change: func(tx *types.DynamicFeeTx) { tx.Value = big.NewInt(1) }}, chain.ErrSigner},
		"somebody else": {crooked{Signer: honest, as: &r.chain.Accounts()[0]}, chain.ErrSigner},
	} {
		sender, err := chain.NewSender(r.Client, test.signer)
		if err != nil {
			t.Fatal(err)
		}
		_, err = sender.Sign(t.Context(), settlement.Tx{Gas: 21_000, Fees: settlement.Fees{Tip: 1, Cap: 2}})
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestOpenKeystore(t *testing.T) {
	dir := t.TempDir()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	store := keystore.NewKeyStore(dir, keystore.LightScryptN, keystore.LightScryptP)
	account, err := store.ImportECDSA(key, "pass word")
	if err != nil {
		t.Fatal(err)
	}
	file := account.URL.Path
	for name, test := range map[string]struct {
		file, password string
		want           error
	}{
		"right":             {file, write("right", "pass word\n"), nil},
		"Windows line end":  {file, write("windows", "pass word\r\n"), nil},
		"no line end":       {file, write("bare", "pass word"), nil},
		"wrong password":    {file, write("wrong", "password"), chain.ErrSigner},
		"no key file":       {filepath.Join(dir, "none"), write("right", "pass word"), os.ErrNotExist},
		"no password file":  {file, filepath.Join(dir, "none"), os.ErrNotExist},
		"key file is large": {write("large", strings.Repeat(" ", 1<<17)), write("right", "pass word"), chain.ErrSigner},
		"not a key file":    {write("junk", "{}"), write("right", "pass word"), chain.ErrSigner},
	} {
		t.Run(name, func(t *testing.T) {
			signer, err := chain.OpenKeystore(test.file, test.password)
			if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
				t.Fatalf("error %v, want %v", err, test.want)
			}
			if err == nil && signer.Address() != crypto.PubkeyToAddress(key.PublicKey) {
				t.Errorf("address %s, want %s", signer.Address(), crypto.PubkeyToAddress(key.PublicKey))
			}
			if err != nil && strings.Contains(err.Error(), "pass word") {
				t.Errorf("error shows the password: %v", err)
			}
		})
	}
}

// TestDeployVault deploys a second vault and settles a batch on it.
func TestDeployVault(t *testing.T) {
	r := newRig(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.chain.Run(ctx) }()
	owner := r.chain.Accounts()[0].Address
	made, err := r.DeployVault(t.Context(), chain.VaultParams{Owner: owner, Treasury: owner, RefundCap: units(1)})
	stop()
	if runErr := <-done; runErr != nil {
		t.Error(runErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	cfg := config(r.chain, r.chain.URL())
	cfg.Vault = made.Vault
	client := newClient(t, cfg)
	if err := client.Verify(t.Context(), r.Address()); err != nil {
		t.Error(err)
	}
	if state, err := client.State(t.Context(), made.Block.Number); err != nil || state.Seq != 1 {
		t.Errorf("new vault %+v, %v", state, err)
	}
	if _, err := r.DeployVault(t.Context(), chain.VaultParams{Owner: owner}); !errors.Is(err, chain.ErrConfig) {
		t.Errorf("without a treasury: %v, want ErrConfig", err)
	}
}
