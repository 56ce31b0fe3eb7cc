package x402_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

func mustUnmarshal(t testing.TB, text string, v any) {
	t.Helper()
	err := json.Unmarshal([]byte(text), v)
	if err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
}

func parseText(text string) (*x402.Payment, error) {
	return x402.Parse(x402.HeaderSignature, base64.StdEncoding.EncodeToString([]byte(text)))
}

func TestParseChannel(t *testing.T) {
	o := mustBatch(t, batchConfig())
	for _, kind := range []string{"voucher", "deposit", "refund"} {
		t.Run(kind, func(t *testing.T) {
			k := goodTicket(t, o, kind, 16_000)
			if kind == "refund" {
				k.refund = "12"
			}
			p := k.parse(t)
			c := p.Channel
			if c == nil || c.Kind.String() != kind || c.Config != k.config || c.ClaimedID != k.id || c.MaxClaimable != k.max || string(c.Signature) != string(k.signature) {
				t.Fatalf("parsed %+v", c)
			}
			if (c.Deposit != nil) != (kind == "deposit") || (c.RefundAmount != nil) != (kind == "refund") {
				t.Fatalf("deposit %v, refund %v", c.Deposit, c.RefundAmount)
			}
			if c.Deposit != nil && (c.Deposit.Amount != k.deposit.Amount || c.Deposit.Salt != k.deposit.Salt || c.Deposit.ValidBefore != k.deposit.ValidBefore) {
				t.Errorf("deposit %+v", c.Deposit)
			}
			if c.RefundAmount != nil && *c.RefundAmount != units(12) {
				t.Errorf("refund %s", c.RefundAmount)
			}
			if !strings.Contains(string(c.RawConfig), token.Hex()) {
				t.Errorf("letter case is lost: %s", c.RawConfig)
			}
		})
	}
}

// TestParseChannelForms: what clients may write in more than one way.
func TestParseChannelForms(t *testing.T) {
	text := string(goodTicket(t, mustBatch(t, batchConfig()), "deposit", 16_000).text(t))
	salt := `"salt":"0x` + strings.Repeat("0", 63) + `9","sig`
	if !strings.Contains(text, salt) {
		t.Fatalf("no deposit salt in %s", text)
	}
	for name, form := range map[string]string{"short hex": "0x9", "decimal": "9"} {
		p, err := parseText(strings.Replace(text, salt, `"salt":"`+form+`","sig`, 1))
		if err != nil || p.Channel.Deposit.Salt != [32]byte{31: 9} {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, err := parseText(strings.Replace(text, `"type":"deposit"`, `"type":"deposit","unknown":{"a":[1]}`, 1))
	if err != nil || p.Channel.Kind != x402.KindDeposit {
		t.Errorf("unknown member: %v", err)
	}
	p, err = parseText(strings.ReplaceAll(text, token.Hex(), strings.ToLower(token.Hex())))
	if err != nil || p.Channel.Config.Token != token {
		t.Errorf("lower case: %v", err)
	}
}

func TestParseChannelRefuses(t *testing.T) {
	o := mustBatch(t, batchConfig())
	const over128 = "340282366920938463463374607431768211456"
	for _, c := range []struct {
		name, kind, old, new string
		want                 *x402.Error
	}{
		{"no type", "voucher", `"type":"voucher"`, `"kind":"voucher"`, x402.ErrPayloadType},
		{"type of a server", "voucher", `"type":"voucher"`, `"type":"claim"`, x402.ErrPayloadType},
		{"type is no string", "voucher", `"type":"voucher"`, `"type":1`, x402.ErrPayloadType},
		{"no configuration", "voucher", `"channelConfig":`, `"config":`, x402.ErrMalformed},
		{"configuration twice", "voucher", `"channelConfig":`, `"channelConfig":{},"channelConfig":`, x402.ErrMalformed},
		{"short payer", "voucher", `"payer":"0x70`, `"payer":"0x`, x402.ErrMalformed},
		{"no token", "voucher", `"token":`, `"Token":`, x402.ErrMalformed},
		{"delay is a string", "voucher", `"withdrawDelay":86400},"type"`, `"withdrawDelay":"86400"},"type"`, x402.ErrMalformed},
		{"delay is a fraction", "voucher", `"withdrawDelay":86400},"type"`, `"withdrawDelay":86400.5},"type"`, x402.ErrMalformed},
		{"negative delay", "voucher", `"withdrawDelay":86400},"type"`, `"withdrawDelay":-1},"type"`, x402.ErrDelayRange},
		{"delay beyond 40 bits", "voucher", `"withdrawDelay":86400},"type"`, `"withdrawDelay":1099511627776},"type"`, x402.ErrDelayRange},
		{"short salt", "voucher", `"salt":"0x00`, `"salt":"0x`, x402.ErrMalformed},
		{"short channel id", "voucher", `"channelId":"0x`, `"channelId":"0x00`, x402.ErrChannelID},
		{"channel id without 0x", "voucher", `"channelId":"0x`, `"channelId":"`, x402.ErrChannelID},
		{"no voucher", "voucher", `"voucher":{`, `"vouchers":{`, x402.ErrMalformed},
		{"amount is a number", "voucher", `"maxClaimableAmount":"16000"`, `"maxClaimableAmount":16000`, x402.ErrMalformed},
		{"amount with a sign", "voucher", `"maxClaimableAmount":"`, `"maxClaimableAmount":"-`, x402.ErrMalformed},
		{"amount in hex", "voucher", `"maxClaimableAmount":"`, `"maxClaimableAmount":"0x`, x402.ErrMalformed},
		{"amount beyond 128 bits", "voucher", `"maxClaimableAmount":"16000"`, `"maxClaimableAmount":"` + over128 + `"`, x402.ErrMalformed},
		{"signature is no hex", "voucher", `,"signature":"0x`, `,"signature":"0xzz`, x402.ErrMalformed},
		{"no deposit", "deposit", `"deposit":{`, `"deposits":{`, x402.ErrMalformed},
		{"deposit beyond 128 bits", "deposit", `"amount":"100000"`, `"amount":"` + over128 + `"`, x402.ErrMalformed},
		{"permit2", "deposit", `"erc3009Authorization":`, `"permit2Authorization":`, x402.ErrDepositMethod},
		{"authorization is null", "deposit", `"erc3009Authorization":{`, `"erc3009Authorization":null,"x":{`, x402.ErrMalformed},
		{"validAfter of 256 bits", "deposit", `"validAfter":"0"`, `"validAfter":"` + over128 + `"`, x402.ErrDepositAfter},
		{"validBefore of 256 bits", "deposit", `"validBefore":"1`, `"validBefore":"1` + over128, x402.ErrDepositBefore},
		{"salt beyond 256 bits", "deposit", `"salt":"0x0000000000000000000000000000000000000000000000000000000000000009"`, `"salt":"0x1` + strings.Repeat("0", 64) + `"`, x402.ErrMalformed},
		{"salt with underscores", "deposit", `"salt":"0x0000000000000000000000000000000000000000000000000000000000000009"`, `"salt":"0x0_9"`, x402.ErrMalformed},
		{"salt is empty", "deposit", `"salt":"0x0000000000000000000000000000000000000000000000000000000000000009"`, `"salt":"0x"`, x402.ErrMalformed},
		{"refund of nothing", "refund", `"type":"refund"`, `"type":"refund","amount":"0"`, x402.ErrRefundAmount},
		{"refund of no number", "refund", `"type":"refund"`, `"type":"refund","amount":"all"`, x402.ErrRefundAmount},
		{"refund is null", "refund", `"type":"refund"`, `"type":"refund","amount":null`, x402.ErrRefundAmount},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := string(goodTicket(t, o, c.kind, 16_000).text(t))
			if !strings.Contains(text, c.old) {
				t.Fatalf("%s is not in %s", c.old, text)
			}
			_, err := parseText(strings.Replace(text, c.old, c.new, 1))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func FuzzParseChannel(f *testing.F) {
	o := mustBatch(f, batchConfig())
	for _, kind := range []string{"voucher", "deposit", "refund"} {
		f.Add(goodTicket(f, o, kind, 16_000).text(f))
	}
	offers := []*x402.Offer{o}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parseText(string(text))
		if err != nil {
			if x402.Code(err) == x402.CodeVerifyError {
				t.Errorf("refused without a code: %v", err)
			}
			return
		}
		if (p.Scheme == x402.SchemeBatch) != (p.Channel != nil) {
			t.Fatalf("scheme %s, channel %v", p.Scheme, p.Channel)
		}
		v, err := x402.VerifyVoucher(p, offers, nil, now)
		switch {
		case err == nil && (v.Config.PayerAuthorizer != payer || v.Config.Receiver != vault):
			t.Errorf("took a voucher of %s for %s", v.Config.PayerAuthorizer, v.Config.Receiver)
		case err != nil && x402.Code(err) == x402.CodeVerifyError:
			t.Errorf("refused without a code: %v", err)
		}
	})
}
