package x402_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

func units(n uint64) metering.BaseUnits { return metering.BaseUnits{Lo: n} }

// batchConfig offers 16,000 for calls of 1,000.
func batchConfig() x402.BatchConfig {
	return x402.BatchConfig{
		ChainID: 31337, Asset: token, PayTo: vault, ReceiverAuthorizer: vault, WithdrawDelay: 86_400,
		Price: units(1000), Headroom: 16, HeadroomMax: units(100_000), MinDeposit: units(50_000),
		MaxTimeoutSeconds: 60, TokenName: "Test Dollar", TokenVersion: "7",
	}
}

func mustBatch(t testing.TB, c x402.BatchConfig) *x402.Offer {
	t.Helper()
	o, err := x402.NewBatch(c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// ticket is a payment of the scheme batch-settlement before it is encoded: what
// a case changes.
type ticket struct {
	kind      string
	config    channel.Config
	id        channel.ID
	max       metering.BaseUnits
	signature []byte
	deposit   *channel.Deposit
	refund    string // "" for none
	accepted  map[string]any
	offer     *x402.Offer
}

// goodTicket is a valid, signed payment for the offer at the test's clock. A
// deposit is of 100,000.
func goodTicket(t testing.TB, o *x402.Offer, kind string, most uint64) *ticket {
	t.Helper()
	c, ok := o.Batch()
	if !ok {
		t.Fatal("not an offer of batch-settlement")
	}
	k := &ticket{kind: kind, max: units(most), offer: o, config: channel.Config{
		Payer: payer, PayerAuthorizer: payer, Receiver: c.PayTo, ReceiverAuthorizer: c.ReceiverAuthorizer,
		Token: c.Asset, WithdrawDelay: c.WithdrawDelay,
	}}
	err := json.Unmarshal(mustJSON(t, o.Requirements()), &k.accepted)
	if err != nil {
		t.Fatal(err)
	}
	if kind == "deposit" {
		k.deposit = &channel.Deposit{Amount: units(100_000), ValidBefore: nowUnix + 60, Salt: [32]byte{31: 9}}
	}
	k.sign(t)
	return k
}

// sign computes the id and signs what there is.
func (k *ticket) sign(t testing.TB) {
	t.Helper()
	c, _ := k.offer.Batch()
	d := channel.NewDomain(c.ChainID, c.Contracts.Settlement)
	k.id = d.ID(&k.config)
	k.signature = signed(t, d.VoucherDigest(k.id, k.max))
	if k.deposit != nil {
		k.deposit.Signature = signed(t, k.deposit.Digest(k.offer.DomainSeparator(), k.config.Payer, c.Contracts.Collector, k.id))
	}
}

func signed(t testing.TB, digest [32]byte) []byte {
	t.Helper()
	sig, err := crypto.Sign(digest[:], payerKey(t))
	if err != nil {
		t.Fatal(err)
	}
	sig[64] += 27
	return sig
}

func (k *ticket) payload() map[string]any {
	c := k.config
	payload := map[string]any{
		"type": k.kind,
		"channelConfig": map[string]any{
			"payer": c.Payer.Hex(), "payerAuthorizer": c.PayerAuthorizer.Hex(), "receiver": c.Receiver.Hex(),
			"receiverAuthorizer": c.ReceiverAuthorizer.Hex(), "token": c.Token.Hex(),
			"withdrawDelay": c.WithdrawDelay, "salt": common.Hash(c.Salt).Hex(),
		},
		"voucher": map[string]any{
			"channelId": k.id.String(), "maxClaimableAmount": k.max.String(), "signature": fmt.Sprintf("0x%x", k.signature),
		},
	}
	if d := k.deposit; d != nil {
		payload["deposit"] = map[string]any{"amount": d.Amount.String(), "authorization": map[string]any{
			"erc3009Authorization": map[string]any{
				"validAfter": fmt.Sprint(d.ValidAfter), "validBefore": fmt.Sprint(d.ValidBefore),
				"salt": common.Hash(d.Salt).Hex(), "signature": fmt.Sprintf("0x%x", d.Signature),
			},
		}}
	}
	if k.refund != "" {
		payload["amount"] = k.refund
	}
	return payload
}

func (k *ticket) text(t testing.TB) []byte {
	t.Helper()
	return mustJSON(t, map[string]any{"x402Version": 2, "payload": k.payload(), "accepted": k.accepted})
}

func (k *ticket) parse(t testing.TB) *x402.Payment {
	t.Helper()
	p, err := x402.Parse(x402.HeaderSignature, base64.StdEncoding.EncodeToString(k.text(t)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// verified is the payment after VerifyVoucher.
func (k *ticket) verified(t testing.TB) *x402.SignedVoucher {
	t.Helper()
	v, err := x402.VerifyVoucher(k.parse(t), []*x402.Offer{k.offer}, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// decoded returns the JSON of a header's value.
func decoded(t testing.TB, value string) map[string]any {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	err = json.Unmarshal(text, &m)
	if err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return m
}
