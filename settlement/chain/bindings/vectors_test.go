package bindings_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// vectorFile is read by the Solidity tests too: one truth for both sides.
const vectorFile = "../../../contracts/test/vectors/eip712.json"

var update = flag.Bool("update", false, "write the shared vector file anew")

type vectors struct {
	Domain          vectorDomain `json:"domain"`
	DomainSeparator string       `json:"domainSeparator"`
	Cases           []vector     `json:"cases"`
}

type vectorDomain struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	ChainID           string `json:"chainId"`
	VerifyingContract string `json:"verifyingContract"`
}

// vector is one TransferWithAuthorization with a signature; amounts and times
// are decimal strings. A case with Valid false differs from a valid one in one
// thing, which its name says, and must be refused.
type vector struct {
	Name        string `json:"name"`
	PrivateKey  string `json:"privateKey"`
	From        string `json:"from"`
	To          string `json:"to"`
	Value       string `json:"value"`
	ValidAfter  string `json:"validAfter"`
	ValidBefore string `json:"validBefore"`
	Nonce       string `json:"nonce"`
	Digest      string `json:"digest"`
	Signature   string `json:"signature"`
	Valid       bool   `json:"valid"`
}

var sharedDomain = vectorDomain{Name: "Test Dollar", Version: "1", ChainID: "31337", VerifyingContract: "0x5FbDB2315678afecb367f032d93F642f64180aa3"}

// makeVectors computes the file's content with go-ethereum's EIP-712 code.
func makeVectors(t *testing.T) vectors {
	t.Helper()
	const maxUint256 = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
	zeroNonce := common.Hash{}.Hex()
	plain := []vector{
		{Name: "smallest", Value: "0", ValidAfter: "0", ValidBefore: "4102444800", Nonce: zeroNonce},
		{Name: "one cent", Value: "10000", ValidAfter: "0", ValidBefore: "4102444800", Nonce: crypto.Keccak256Hash([]byte("one cent")).Hex()},
		{Name: "with a start", Value: "123456789", ValidAfter: "1700000000", ValidBefore: "4102444800", Nonce: crypto.Keccak256Hash([]byte("start")).Hex()},
		{Name: "never expires", Value: "1000000", ValidAfter: "0", ValidBefore: maxUint256, Nonce: "0x" + common.Bytes2Hex(bytes.Repeat([]byte{0xff}, 32))},
	}
	out := vectors{Domain: sharedDomain}
	for i, v := range plain {
		key, err := crypto.ToECDSA(crypto.Keccak256([]byte("farebox vector"), []byte{byte(i)}))
		if err != nil {
			t.Fatal(err)
		}
		v.PrivateKey = hexutil.Encode(crypto.FromECDSA(key))
		v.From = crypto.PubkeyToAddress(key.PublicKey).Hex()
		v.To = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
		out.Cases = append(out.Cases, sign(t, v, sharedDomain))
	}
	base := out.Cases[1]
	sig := hexutil.MustDecode(base.Signature)
	refused := func(name string, change func(v *vector)) {
		v := base
		v.Name, v.Valid = name, false
		change(&v)
		out.Cases = append(out.Cases, v)
	}
	signature := func(b ...byte) func(*vector) {
		return func(v *vector) { v.Signature = hexutil.Encode(b) }
	}
	foreign := func(change func(d *vectorDomain)) func(*vector) {
		d := sharedDomain
		change(&d)
		return func(v *vector) { v.Signature = sign(t, *v, d).Signature }
	}
	highS := new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(sig[32:64]))
	refused("high s", signature(append(append(append([]byte{}, sig[:32]...), math.PaddedBigBytes(highS, 32)...), sig[64]^7)...))
	refused("v is 0 or 1", signature(append(append([]byte{}, sig[:64]...), sig[64]-27)...))
	refused("v is 29", signature(append(append([]byte{}, sig[:64]...), 29)...))
	compact := append([]byte{}, sig[:64]...)
	compact[32] |= (sig[64] - 27) << 7
	refused("64-byte form of EIP-2098", signature(compact...))
	refused("one byte too many", signature(append(append([]byte{}, sig...), 0)...))
	refused("empty", signature())
	refused("all zero", signature(make([]byte, 65)...))
	refused("other chain", foreign(func(d *vectorDomain) { d.ChainID = "1" }))
	refused("other contract", foreign(func(d *vectorDomain) { d.VerifyingContract = base.To }))
	refused("other name", foreign(func(d *vectorDomain) { d.Name = "USD Coin" }))
	refused("other version", foreign(func(d *vectorDomain) { d.Version = "2" }))
	refused("other value", func(v *vector) {
		other := *v
		other.Value = "10001"
		v.Signature = sign(t, other, sharedDomain).Signature
	})
	refused("other payer", func(v *vector) { v.From = out.Cases[0].From; v.Digest = digestOf(t, *v, sharedDomain).Hex() })

	typed := typedData(out.Cases[0], sharedDomain)
	separator, err := typed.HashStruct("EIP712Domain", typed.Domain.Map())
	if err != nil {
		t.Fatal(err)
	}
	out.DomainSeparator = separator.String()
	return out
}

func typedData(v vector, d vectorDomain) apitypes.TypedData {
	chain, _ := new(big.Int).SetString(d.ChainID, 10)
	return apitypes.TypedData{
		Types: apitypes.Types{
			"EIP712Domain": {{Name: "name", Type: "string"}, {Name: "version", Type: "string"}, {Name: "chainId", Type: "uint256"}, {Name: "verifyingContract", Type: "address"}},
			"TransferWithAuthorization": {
				{Name: "from", Type: "address"},
				{Name: "to", Type: "address"},
				{Name: "value", Type: "uint256"},
				{Name: "validAfter", Type: "uint256"},
				{Name: "validBefore", Type: "uint256"},
				{Name: "nonce", Type: "bytes32"},
			},
		},
		PrimaryType: "TransferWithAuthorization",
		Domain: apitypes.TypedDataDomain{
			Name: d.Name, Version: d.Version, ChainId: (*math.HexOrDecimal256)(chain), VerifyingContract: d.VerifyingContract,
		},
		Message: apitypes.TypedDataMessage{
			"from": v.From, "to": v.To, "value": v.Value, "validAfter": v.ValidAfter, "validBefore": v.ValidBefore, "nonce": v.Nonce,
		},
	}
}

func digestOf(t *testing.T, v vector, d vectorDomain) common.Hash {
	t.Helper()
	digest, _, err := apitypes.TypedDataAndHash(typedData(v, d))
	if err != nil {
		t.Fatal(err)
	}
	return common.BytesToHash(digest)
}

// sign fills digest and signature (r, s, v with v = 27 or 28) and marks the
// case valid.
func sign(t *testing.T, v vector, d vectorDomain) vector {
	t.Helper()
	key, err := crypto.ToECDSA(hexutil.MustDecode(v.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	digest := digestOf(t, v, d)
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	v.Digest, v.Signature, v.Valid = digest.Hex(), hexutil.Encode(sig), true
	return v
}

// TestVectors compares the committed file with what go-ethereum computes; the
// Solidity tests compare it with what the contract computes.
func TestVectors(t *testing.T) {
	want, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(vectorFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is computed; go test ./settlement/chain/bindings -run TestVectors -update writes it", vectorFile)
	}
}
