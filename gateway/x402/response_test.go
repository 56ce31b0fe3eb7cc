package x402_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

func TestSettlementResponse(t *testing.T) {
	offer := mustOffer(t, exactConfig(84532))
	v, err := x402.Verify(goodDraft(t, offer, x402.Version2).parse(t), []*x402.Offer{offer}, now)
	if err != nil {
		t.Fatal(err)
	}
	v1 := &x402.Verified{Offer: offer, Header: x402.HeaderPaymentV1, Version: x402.Version1, Authorization: v.Authorization}
	v2InX := &x402.Verified{Offer: offer, Header: x402.HeaderPaymentV1, Version: x402.Version2, Authorization: v.Authorization}
	const from = `"payer":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8"`
	cases := []struct {
		name         string
		v            *x402.Verified
		r            x402.SettlementResponse
		header, want string
	}{
		{"batched", v, v.Settled(""), "PAYMENT-RESPONSE", `{"success":true,` + from + `,"transaction":"","network":"eip155:84532","amount":"1000"}`},
		{"settled", v, v.Settled("0xab"), "PAYMENT-RESPONSE", `{"success":true,` + from + `,"transaction":"0xab","network":"eip155:84532","amount":"1000"}`},
		{
			"failed", v, v.Failed(x402.CodeInsufficientFunds, ""), "PAYMENT-RESPONSE",
			`{"success":false,"errorReason":"insufficient_funds",` + from + `,"transaction":"","network":"eip155:84532"}`,
		},
		{
			"not charged", v, v.Settled("0xab").WithExtra(json.RawMessage(`{"chargedAmount":"0"}`)), "PAYMENT-RESPONSE",
			`{"success":true,` + from + `,"transaction":"0xab","network":"eip155:84532","amount":"1000","extra":{"chargedAmount":"0"}}`,
		},
		{"version 1", v1, v1.Settled("0xab"), "X-PAYMENT-RESPONSE", `{"success":true,"transaction":"0xab","network":"base-sepolia",` + from + `}`},
		{
			"version 1 failed", v1, v1.Failed(x402.CodeSettleError, "0xab"), "X-PAYMENT-RESPONSE",
			`{"success":false,"errorReason":"unexpected_settle_error","transaction":"0xab","network":"base-sepolia",` + from + `}`,
		},
		{"version 2 in X-PAYMENT", v2InX, v2InX.Settled(""), "X-PAYMENT-RESPONSE", `{"success":true,` + from + `,"transaction":"","network":"eip155:84532","amount":"1000"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			header, value, err := c.r.Encode(c.v)
			if err != nil {
				t.Fatal(err)
			}
			text, err := base64.StdEncoding.DecodeString(value)
			if err != nil || header != c.header || string(text) != c.want {
				t.Errorf("%s: %s, %v\nwant %s: %s", header, text, err, c.header, c.want)
			}
		})
	}
}

// TestBindingFrozen pins the digest that stands in journals, and that it tells
// requests apart which differ in one field or in where a field ends.
func TestBindingFrozen(t *testing.T) {
	body := sha256.Sum256([]byte("body"))
	other := sha256.Sum256([]byte("Body"))
	requests := map[string]x402.Binding{
		"as is":           {Method: "POST", Path: "/a", Query: "b=c", Agent: "x", Body: &body},
		"other method":    {Method: "PUT", Path: "/a", Query: "b=c", Agent: "x", Body: &body},
		"other path":      {Method: "POST", Path: "/A", Query: "b=c", Agent: "x", Body: &body},
		"other query":     {Method: "POST", Path: "/a", Query: "b=d", Agent: "x", Body: &body},
		"other agent":     {Method: "POST", Path: "/a", Query: "b=c", Agent: "y", Body: &body},
		"other body":      {Method: "POST", Path: "/a", Query: "b=c", Agent: "x", Body: &other},
		"body not bound":  {Method: "POST", Path: "/a", Query: "b=c", Agent: "x"},
		"query into path": {Method: "POST", Path: "/ab=c", Agent: "x", Body: &body},
		"agent in query":  {Method: "POST", Path: "/a", Query: "b=cx", Body: &body},
	}
	seen := map[[32]byte]string{}
	for name, b := range requests {
		d := b.Digest()
		if seen[d] != "" {
			t.Errorf("%s and %s have one digest", name, seen[d])
		}
		seen[d] = name
		if b.Digest() != d {
			t.Errorf("%s: two digests", name)
		}
	}
	text := "0000001a" + hex.EncodeToString([]byte("farebox request binding v1")) + "00000004" + hex.EncodeToString([]byte("POST")) +
		"00000002" + hex.EncodeToString([]byte("/a")) + "00000003" + hex.EncodeToString([]byte("b=c")) + "00000001" + "78" + "01" + hex.EncodeToString(body[:])
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	if seen[sha256.Sum256(raw)] != "as is" {
		t.Error("the layout of a binding changed: journals hold digests of it")
	}
}
