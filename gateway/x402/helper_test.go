package x402_test

import (
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// payer is the account that vectors were recorded with, the second well-known
// one of local development chains.
var payer = common.HexToAddress("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")

func payerKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.HexToECDSA("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// draft is a payment before it is encoded: what a case changes.
type draft struct {
	auth     metering.Authorization
	network  string
	scheme   string
	accepted map[string]any // nil for version 1
}

// goodDraft is a valid, signed payment for the offer at the test's clock.
func goodDraft(t testing.TB, o *x402.Offer, version int) *draft {
	t.Helper()
	c := o.Config()
	d := &draft{network: o.Network(), scheme: x402.SchemeExact, auth: metering.Authorization{
		Token: c.Asset, From: payer, To: c.PayTo, Value: c.Amount,
		ValidBefore: nowUnix + uint64(c.MaxTimeoutSeconds), Nonce: [32]byte{1, 2, 3},
	}}
	if version == x402.Version1 {
		d.network, _ = x402.NetworkV1(c.ChainID)
	} else {
		err := json.Unmarshal(mustJSON(t, o.Requirements()), &d.accepted)
		if err != nil {
			t.Fatal(err)
		}
	}
	d.sign(t, o.DomainSeparator())
	return d
}

func (d *draft) sign(t testing.TB, separator [32]byte) {
	t.Helper()
	digest := x402.Digest(separator, &d.auth)
	d.signDigest(t, digest)
}

func (d *draft) signDigest(t testing.TB, digest [32]byte) {
	t.Helper()
	sig, err := crypto.Sign(digest[:], payerKey(t))
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	d.auth.Signature = sig
}

func (d *draft) members() map[string]any {
	a := d.auth
	payload := map[string]any{
		"signature": fmt.Sprintf("0x%x", a.Signature),
		"authorization": map[string]any{
			"from": common.Address(a.From).Hex(), "to": common.Address(a.To).Hex(), "value": a.Value.String(),
			"validAfter": fmt.Sprint(a.ValidAfter), "validBefore": fmt.Sprint(a.ValidBefore), "nonce": fmt.Sprintf("0x%x", a.Nonce),
		},
	}
	if d.accepted == nil {
		return map[string]any{"x402Version": 1, "scheme": d.scheme, "network": d.network, "payload": payload}
	}
	return map[string]any{"x402Version": 2, "payload": payload, "accepted": d.accepted}
}

func (d *draft) header(t testing.TB) (name, value string) {
	t.Helper()
	name = x402.HeaderSignature
	if d.accepted == nil {
		name = x402.HeaderPaymentV1
	}
	return name, base64.StdEncoding.EncodeToString(mustJSON(t, d.members()))
}

func (d *draft) parse(t testing.TB) *x402.Payment {
	t.Helper()
	name, value := d.header(t)
	p, err := x402.Parse(name, value)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
