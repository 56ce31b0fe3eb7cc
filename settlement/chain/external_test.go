package chain_test

import (
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

// signArgs is a transaction as an external signer is asked to sign it.
type signArgs struct {
	From                 common.Address
	To                   *common.Address
	Gas, Nonce           hexutil.Uint64
	MaxFeePerGas         *hexutil.Big
	MaxPriorityFeePerGas *hexutil.Big
	Value, ChainID       *hexutil.Big
	Data                 hexutil.Bytes
}

// keeper keeps a key and signs by JSON-RPC, as clef and web3signer do.
type keeper struct {
	account *devnet.Account
	deny    error
	change  func(*types.DynamicFeeTx)
}

func (k *keeper) sign(a *signArgs) (hexutil.Bytes, error) {
	if k.deny != nil {
		return nil, k.deny
	}
	inner := &types.DynamicFeeTx{
		ChainID: a.ChainID.ToInt(), Nonce: uint64(a.Nonce), Gas: uint64(a.Gas), To: a.To, Data: a.Data, Value: a.Value.ToInt(),
		GasTipCap: a.MaxPriorityFeePerGas.ToInt(), GasFeeCap: a.MaxFeePerGas.ToInt(),
	}
	if k.change != nil {
		k.change(inner)
	}
	tx, err := types.SignNewTx(k.account.Key, types.LatestSignerForChainID(inner.ChainID), inner)
	if err != nil {
		return nil, err
	}
	return tx.MarshalBinary()
}

// clef answers account_signTransaction.
type clef struct{ *keeper }

func (c clef) SignTransaction(a signArgs) (map[string]any, error) {
	raw, err := c.sign(&a)
	return map[string]any{"raw": raw, "tx": map[string]any{}}, err
}

// plain answers eth_signTransaction.
type plain struct{ *keeper }

func (p plain) SignTransaction(a signArgs) (hexutil.Bytes, error) { return p.sign(&a) }

// serveSigner serves an API under a name and returns its URL.
func serveSigner(t *testing.T, name string, api any) string {
	t.Helper()
	s := rpc.NewServer()
	if err := s.RegisterName(name, api); err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		h.Close()
		s.Stop()
	})
	return h.URL
}

func TestExternalSigner(t *testing.T) {
	r := newRig(t)
	settler := r.chain.Settler()
	honest, err := chain.NewDevSigner(settler.Key)
	if err != nil {
		t.Fatal(err)
	}
	byKey, err := chain.NewSender(r.Client, honest)
	if err != nil {
		t.Fatal(err)
	}
	tx := settlement.Tx{Call: settlement.Call{Seq: 1}, Nonce: 7, Gas: 500_000, Fees: settlement.Fees{Tip: 1_000_000, Cap: 3_000_000_000}}
	want, err := byKey.Sign(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		url  string
		text string // of the refusal; empty: signed
	}{
		"clef":             {serveSigner(t, "account", clef{&keeper{account: &settler}}), ""},
		"web3signer":       {serveSigner(t, "eth", plain{&keeper{account: &settler}}), ""},
		"denied":           {serveSigner(t, "account", clef{&keeper{account: &settler, deny: errors.New("request denied")}}), "request denied"},
		"another payee":    {serveSigner(t, "account", clef{&keeper{account: &settler, change: func(tx *types.DynamicFeeTx) { tx.To = &common.Address{1} }}}), "another transaction"},
		"another's key":    {serveSigner(t, "account", clef{&keeper{account: &r.chain.Accounts()[0]}}), "not of"},
		"value added":      {serveSigner(t, "eth", plain{&keeper{account: &settler, change: func(tx *types.DynamicFeeTx) { tx.Value = big.NewInt(1) }}}), "another transaction"},
		"signs nothing":    {serveSigner(t, "net", plain{&keeper{account: &settler}}), "eth_signTransaction"},
		"nobody listening": {"http://127.0.0.1:1/s3cretkey", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			signer, err := chain.NewExternalSigner(test.url, settler.Address, nil)
			if err != nil {
				t.Fatal(err)
			}
			sender, err := chain.NewSender(r.Client, signer)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time it knows the method
				got, err := sender.Sign(t.Context(), tx)
				if test.text == "" {
					if err != nil || got.Hash != want.Hash || string(got.Raw) != string(want.Raw) {
						t.Errorf("signed %x, %v; want %x", got.Hash, err, want.Hash)
					}
					continue
				}
				if !errors.Is(err, chain.ErrSigner) || !strings.Contains(err.Error(), test.text) || strings.Contains(err.Error(), "s3cretkey") {
					t.Errorf("%v, want %v that says %q", err, chain.ErrSigner, test.text)
				}
			}
		})
	}
}

func TestExternalSignerAnswers(t *testing.T) {
	for _, answer := range []string{`null`, `"0x"`, `"junk"`, `{}`, `{"raw":"0x02"}`, `{"raw":7}`, `[]`, `"0x02c0"`} {
		s := httptest.NewServer(reply(`{"jsonrpc":"2.0","id":1,"result":` + answer + `}`))
		signer, err := chain.NewExternalSigner(s.URL, common.Address{1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = signer.SignTx(t.Context(), types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(1), Value: new(big.Int), GasFeeCap: new(big.Int), GasTipCap: new(big.Int)}), big.NewInt(1))
		if !errors.Is(err, chain.ErrAnswer) {
			t.Errorf("%s: %v, want %v", answer, err, chain.ErrAnswer)
		}
		s.Close()
	}
	for _, u := range []string{"", "ftp://x", "clef.ipc", "http://"} {
		if _, err := chain.NewExternalSigner(u, common.Address{1}, nil); !errors.Is(err, chain.ErrSigner) {
			t.Errorf("%q: %v, want %v", u, err, chain.ErrSigner)
		}
	}
	if _, err := chain.NewExternalSigner("http://127.0.0.1", common.Address{}, nil); !errors.Is(err, chain.ErrSigner) {
		t.Errorf("no address: %v", err)
	}
}

// reply answers every request with the same text.
type reply string

func (a reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, string(a))
}
