package e2e_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// reply is an answer that was read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r *reply) id() string { return r.header.Get("Request-Id") }

// payment is a decoded PAYMENT-RESPONSE.
func (r *reply) payment(t *testing.T) (out struct {
	Success                             bool
	Transaction, Network, Payer, Amount string
},
) {
	t.Helper()
	decode64(t, r.header.Get("PAYMENT-RESPONSE"), &out)
	return out
}

func decode64(t *testing.T, text string, out any) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, out)
	}
	if err != nil {
		t.Fatalf("decode %q: %v", text, err)
	}
}

// request is one request to the gateway.
type request struct {
	method, path, body string
	token, payment     string
}

// newClient returns a client with connections of its own.
func newClient(t *testing.T, conns int) *http.Client {
	t.Helper()
	tr := &http.Transport{MaxIdleConnsPerHost: conns}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: patience}
}

// do sends a request once and reads the whole answer. An error means that the
// answer is not complete. The transport must not repeat it by itself.
func (p *process) do(ctx context.Context, c *http.Client, r request) (*reply, error) {
	if r.method == "" {
		r.method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, r.method, p.GatewayURL+r.path, strings.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	if r.payment != "" {
		req.Header.Set("PAYMENT-SIGNATURE", r.payment)
	}
	res, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	return &reply{status: res.StatusCode, header: res.Header, body: string(body)}, nil
}

// ask is do for a request that must be answered.
func (p *process) ask(r request) *reply {
	p.t.Helper()
	res, err := p.do(p.t.Context(), http.DefaultClient, r)
	if err != nil {
		p.t.Fatalf("%s %s: %v", r.method, r.path, err)
	}
	return res
}

// offer is what a 402 asks for. accepted and resource go back as they came.
type offer struct {
	accepted, resource json.RawMessage

	Network, Amount, Asset, PayTo string
	MaxTimeoutSeconds             int64
	Extra                         struct{ Name, Version string }
}

// offerFor asks without a payment and returns the first exact offer.
func (p *process) offerFor(r request) offer {
	p.t.Helper()
	res := p.ask(r)
	if res.status != http.StatusPaymentRequired {
		p.t.Fatalf("%s without a payment: status %d: %s", r.path, res.status, res.body)
	}
	var required struct {
		Resource json.RawMessage
		Accepts  []json.RawMessage
	}
	decode64(p.t, res.header.Get("PAYMENT-REQUIRED"), &required)
	if len(required.Accepts) == 0 {
		p.t.Fatalf("%s: nothing is offered", r.path)
	}
	o := offer{accepted: required.Accepts[0], resource: required.Resource}
	err := json.Unmarshal(o.accepted, &o)
	if err != nil {
		p.t.Fatal(err)
	}
	return o
}

// wallet is a payer on chain.
type wallet struct {
	address string
	chainID uint64
	key     *ecdsa.PrivateKey
}

func (p *process) wallet(i int) *wallet {
	p.t.Helper()
	key, err := crypto.HexToECDSA(strings.TrimPrefix(p.Accounts[i].PrivateKey, "0x"))
	if err != nil {
		p.t.Fatal(err)
	}
	return &wallet{address: p.Accounts[i].Address, chainID: p.ChainID, key: key}
}

// agentID is the name that a payer without a token has.
func (w *wallet) agentID() string {
	return fmt.Sprintf("eip155:%d:%s", w.chainID, strings.ToLower(w.address))
}

// pay signs a fresh authorization for an offer and returns the header that
// carries it.
func (w *wallet) pay(o offer) (string, error) {
	var nonce [32]byte
	_, _ = rand.Read(nonce[:]) // it never fails
	message := apitypes.TypedDataMessage{
		"from": w.address, "to": o.PayTo, "value": o.Amount, "validAfter": "0",
		"validBefore": fmt.Sprint(time.Now().Unix() + o.MaxTimeoutSeconds), "nonce": hexutil.Encode(nonce[:]),
	}
	digest, _, err := apitypes.TypedDataAndHash(apitypes.TypedData{
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
			Name: o.Extra.Name, Version: o.Extra.Version, VerifyingContract: o.Asset,
			ChainId: (*math.HexOrDecimal256)(new(big.Int).SetUint64(w.chainID)),
		},
		Message: message,
	})
	if err != nil {
		return "", err
	}
	sig, err := crypto.Sign(digest, w.key)
	if err != nil {
		return "", err
	}
	if len(sig) != 65 {
		return "", errors.New("signature has a strange length")
	}
	sig[64] += 27
	text, err := json.Marshal(map[string]any{
		"x402Version": 2, "accepted": o.accepted, "resource": o.resource,
		"payload": map[string]any{"signature": hexutil.Encode(sig), "authorization": message},
	})
	return base64.StdEncoding.EncodeToString(text), err
}

// mustPay is pay for the test's own goroutine.
func (w *wallet) mustPay(t *testing.T, o offer) string {
	t.Helper()
	header, err := w.pay(o)
	if err != nil {
		t.Fatalf("sign a payment: %v", err)
	}
	return header
}
