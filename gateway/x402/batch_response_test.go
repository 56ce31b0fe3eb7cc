package x402_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

const transaction = "0xabababababababababababababababababababababababababababababababab"

// wireState is openChannel as clients read it.
func wireState(id string) map[string]any {
	return map[string]any{
		"channelId": id, "balance": "100000", "totalClaimed": "2000", "withdrawRequestedAt": 0, "refundNonce": "3", "chargedCumulativeAmount": "5000",
	}
}

func TestReply(t *testing.T) {
	o := mustBatch(t, batchConfig())
	s := openChannel()
	payerText := strings.ToLower(payer.Hex())
	for _, c := range []struct {
		name, kind string
		reply      x402.ChannelReply
		amount     string
		hash       string
		extra      func(id string) map[string]any
	}{
		{"voucher", "voucher", x402.ChannelReply{Charged: units(250), State: &s}, "", "", func(id string) map[string]any {
			return map[string]any{"chargedAmount": "250", "channelState": wireState(id)}
		}},
		{"charged later, no state", "voucher", x402.ChannelReply{}, "", "", func(string) map[string]any {
			return map[string]any{"chargedAmount": "0"}
		}},
		{"deposit", "deposit", x402.ChannelReply{Charged: units(16_000), Transaction: transaction, State: &s}, "100000", transaction, func(id string) map[string]any {
			return map[string]any{"chargedAmount": "16000", "channelState": wireState(id)}
		}},
		{"refund", "refund", x402.ChannelReply{Refunded: units(77), Transaction: transaction, State: &s}, "77", transaction, func(id string) map[string]any {
			return map[string]any{"channelState": wireState(id)}
		}},
		{"refund, no state", "refund", x402.ChannelReply{Refunded: units(77), Transaction: transaction}, "77", transaction, func(string) map[string]any { return map[string]any{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := goodTicket(t, o, c.kind, 16_000).verified(t)
			header, value, err := v.Reply(c.reply)
			if err != nil || header != x402.HeaderResponse {
				t.Fatalf("%s: %v", header, err)
			}
			sameJSON(t, "reply", mustJSON(t, decoded(t, value)), map[string]any{
				"success": true, "payer": payerText, "transaction": c.hash, "network": "eip155:31337", "amount": c.amount, "extra": c.extra(v.ID.String()),
			})
			v.Header = x402.HeaderPaymentV1
			header, _, err = v.Reply(c.reply)
			if err != nil || header != x402.HeaderResponseV1 {
				t.Errorf("to %s: %s, %v", v.Header, header, err)
			}
		})
	}
	v := goodTicket(t, o, "deposit", 16_000).verified(t)
	_, value, err := v.Reply(x402.ChannelReply{Charged: units(1), State: &s})
	if err != nil || value != "" {
		t.Errorf("deposit that was not executed: %q, %v", value, err)
	}
	_, _, err = v.Reply(x402.ChannelReply{Charged: units(16_001), Transaction: transaction})
	if err == nil {
		t.Error("charge above the accepted amount")
	}
	_, value, err = v.Failed(x402.CodeDepositFailed, transaction)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, "failure", mustJSON(t, decoded(t, value)), map[string]any{
		"success": false, "errorReason": x402.CodeDepositFailed, "payer": payerText, "transaction": transaction, "network": "eip155:31337",
	})
}

func TestCorrective(t *testing.T) {
	exact := mustOffer(t, exactConfig(84532))
	other := batchConfig()
	other.ChainID = 8453
	o := mustBatch(t, batchConfig())
	resource := x402.ResourceInfo{Description: strings.Repeat("long ", 30), MimeType: "application/json"}
	c := mustCompile(t, quotePath, resource, mustBatch(t, other), o, exact)
	v := goodTicket(t, o, "voucher", 16_000).verified(t)
	s := openChannel()
	s.HighestSignature = v.Signature[:]
	wrapped := fmt.Errorf("admit: %w", x402.ErrCumulative)

	r := c.Corrective("/demo/a b", wrapped, v, &s)
	want := map[string]any{}
	mustUnmarshal(t, string(mustJSON(t, o.Requirements())), &want)
	extra := want["extra"].(map[string]any)
	extra["channelState"] = wireState(v.ID.String())
	extra["voucherState"] = map[string]any{"signedMaxClaimable": "16000", "signature": fmt.Sprintf("0x%x", v.Signature)}
	sameJSON(t, "corrective 402", mustJSON(t, decoded(t, r.Header)), map[string]any{
		"x402Version": 2, "error": x402.CodeCumulativeMismatch, "resource": map[string]any{"url": publicURL + "/demo/a%20b"}, "accepts": []any{want},
	})
	if string(r.V1) != string(c.Required("/demo/a b", x402.CodeCumulativeMismatch).V1) {
		t.Errorf("version 1 is told %s", r.V1)
	}

	// Without a kept voucher there is no voucherState.
	s.HighestSignature = nil
	delete(extra, "voucherState")
	r = c.Corrective("", x402.ErrBelowClaimed, v, &s)
	sameJSON(t, "without a voucher", mustJSON(t, decoded(t, r.Header)), map[string]any{
		"x402Version": 2, "error": x402.CodeCumulativeBelowClaimed, "resource": map[string]any{"url": publicURL + quotePath}, "accepts": []any{want},
	})

	// Refusals that no state mends show none.
	for _, err := range []error{x402.ErrExceedsBalance, x402.ErrChannelBusy, x402.ErrRefundBalance, x402.ErrOffer, errors.New("disk is full")} {
		got := c.Corrective("/x", err, v, &s)
		if got.Header != c.Required("/x", x402.Code(err)).Header || strings.Contains(string(mustJSON(t, decoded(t, got.Header))), "channelState") {
			t.Errorf("%v shows the state", err)
		}
	}
}

// TestCorrectiveFits: the longest numbers and paths stay within the header.
func TestCorrectiveFits(t *testing.T) {
	config := batchConfig()
	huge := metering.BaseUnits{Hi: math.MaxUint64, Lo: math.MaxUint64}
	config.Price, config.HeadroomMax, config.MinDeposit = huge, huge, huge
	config.TokenName, config.TokenVersion, config.ChainID = strings.Repeat("n", 64), strings.Repeat("v", 64), math.MaxUint64
	o := mustBatch(t, config)
	c := mustCompile(t, quotePath, x402.ResourceInfo{}, o)
	k := goodTicket(t, o, "voucher", 0)
	k.max = huge
	k.sign(t)
	v := k.verified(t)
	s := x402.ChannelState{
		Charged: huge, Highest: huge, HighestSignature: v.Signature[:], Balance: huge, TotalClaimed: huge,
		WithdrawRequestedAt: math.MaxUint64, RefundNonce: math.MaxUint64,
	}
	for _, path := range []string{"", "/a", "/" + strings.Repeat("\xff", 600), "/" + strings.Repeat("a", 5000)} {
		r := c.Corrective(path, x402.ErrCumulative, v, &s)
		if len(r.Header) > x402.MaxRequiredHeader {
			t.Errorf("path of %d: %d bytes", len(path), len(r.Header))
		}
		if decoded(t, r.Header)["error"] != x402.CodeCumulativeMismatch {
			t.Errorf("path of %d: %s", len(path), r.Header)
		}
	}
}
