package x402_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// goodText is the JSON of a valid payment.
func goodText(t testing.TB, version int) string {
	t.Helper()
	return string(mustJSON(t, goodDraft(t, mustOffer(t, exactConfig(84532)), version).members()))
}

func TestParseRefuses(t *testing.T) {
	two256 := new(big.Int).Lsh(big.NewInt(1), 256).String()
	max256 := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)).String()
	replace := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	sig := `"signature":"0x`
	cases := []struct {
		name   string
		change func(string) string
		want   *x402.Error
	}{
		{"not JSON", func(string) string { return "pay" }, x402.ErrMalformed},
		{"empty", func(string) string { return "" }, x402.ErrMalformed},
		{"array", func(s string) string { return "[" + s + "]" }, x402.ErrMalformed},
		{"null", func(string) string { return "null" }, x402.ErrMalformed},
		{"two objects", func(s string) string { return s + s }, x402.ErrMalformed},
		{"cut", func(s string) string { return s[:len(s)-1] }, x402.ErrMalformed},
		{"not UTF-8", replace(`"payload"`, "\"x\":\"\xff\",\"payload\""), x402.ErrMalformed},
		{"33 deep", replace(`"payload"`, `"x":`+strings.Repeat("[", 33)+strings.Repeat("]", 33)+`,"payload"`), x402.ErrMalformed},
		{"member twice", replace(`"payload"`, `"payload":{},"payload"`), x402.ErrMalformed},
		{"member twice inside", replace(`"value":"1000"`, `"value":"1000","value":"1"`), x402.ErrMalformed},
		{"member twice, escaped", replace(`"value":"1000"`, `"value":"1000","v\u0061lue":"1"`), x402.ErrMalformed},
		{"member in another case only", replace(`"value"`, `"Value"`), x402.ErrMalformed},
		{"version 3", replace(`"x402Version":2`, `"x402Version":3`), x402.ErrVersion},
		{"version 1 in PAYMENT-SIGNATURE", replace(`"x402Version":2`, `"x402Version":1`), x402.ErrVersion},
		{"version a text", replace(`"x402Version":2`, `"x402Version":"2"`), x402.ErrMalformed},
		{"version null", replace(`"x402Version":2`, `"x402Version":null`), x402.ErrMalformed},
		{"no version", replace(`"x402Version":2`, `"x":2`), x402.ErrMalformed},
		{"no accepted", replace(`"accepted"`, `"x"`), x402.ErrMalformed},
		{"no payload", replace(`"payload"`, `"x"`), x402.ErrMalformed},
		{"no authorization", replace(`"authorization"`, `"x"`), x402.ErrMalformed},
		{"permit2", replace(`"authorization"`, `"permit2Authorization"`), x402.ErrScheme},
		{"other scheme", replace(`"scheme":"exact"`, `"scheme":"upto"`), x402.ErrScheme},
		{"scheme a number", replace(`"scheme":"exact"`, `"scheme":7`), x402.ErrMalformed},
		{"amount a number", replace(`"amount":"1000"`, `"amount":1000`), x402.ErrMalformed},
		{"amount with exponent", replace(`"amount":"1000"`, `"amount":"1e3"`), x402.ErrMalformed},
		{"timeout a fraction", replace(`"maxTimeoutSeconds":60`, `"maxTimeoutSeconds":60.5`), x402.ErrMalformed},
		{"timeout huge", replace(`"maxTimeoutSeconds":60`, `"maxTimeoutSeconds":1e400`), x402.ErrMalformed},
		{"extra a text", replace(`"extra":{`, `"extra":"x","y":{`), x402.ErrMalformed},
		{"value a number", replace(`"value":"1000"`, `"value":1000`), x402.ErrMalformed},
		{"value hex", replace(`"value":"1000"`, `"value":"0x3e8"`), x402.ErrMalformed},
		{"value signed", replace(`"value":"1000"`, `"value":"-1000"`), x402.ErrMalformed},
		{"value with a leading zero", replace(`"value":"1000"`, `"value":"01000"`), x402.ErrMalformed},
		{"value 2^256", replace(`"value":"1000"`, `"value":"`+two256+`"`), x402.ErrMalformed},
		{"value of 10 kB", replace(`"value":"1000"`, `"value":"`+strings.Repeat("9", 10_000)+`"`), x402.ErrMalformed},
		{"value 2^256-1", replace(`"value":"1000"`, `"value":"`+max256+`"`), x402.ErrValue},
		{"validBefore 2^256", replace(`"validBefore":"1800000060"`, `"validBefore":"`+two256+`"`), x402.ErrMalformed},
		{"validBefore 2^256-1", replace(`"validBefore":"1800000060"`, `"validBefore":"`+max256+`"`), x402.ErrValidBefore},
		{"validBefore wraps 64 bits", replace(`"validBefore":"1800000060"`, `"validBefore":"18446744075509551676"`), x402.ErrValidBefore},
		{"validAfter 2^64", replace(`"validAfter":"0"`, `"validAfter":"18446744073709551616"`), x402.ErrValidAfter},
		{"from short", replace(`"from":"0x70`, `"from":"0x`), x402.ErrMalformed},
		{"from without 0x", replace(`"from":"0x70`, `"from":"7070`), x402.ErrMalformed},
		{"from with 0X", replace(`"from":"0x`, `"from":"0X`), x402.ErrMalformed},
		{"to not hex", replace(`"to":"0x90`, `"to":"0xzz`), x402.ErrMalformed},
		{"asset long", replace(`"asset":"0x`, `"asset":"0x00`), x402.ErrMalformed},
		{"nonce short", replace(`"nonce":"0x01`, `"nonce":"0x`), x402.ErrMalformed},
		{"nonce a number", replace(`"nonce":"0x`, `"nonce":1,"n":"0x`), x402.ErrMalformed},
		{"signature without 0x", replace(sig, `"signature":"`), x402.ErrMalformed},
		{"signature of odd length", replace(sig, sig+"0"), x402.ErrMalformed},
		{"signature null", replace(sig, `"signature":null,"x":"0x`), x402.ErrMalformed},
	}
	good := goodText(t, x402.Version2)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := c.change(good)
			if text == good {
				t.Fatal("the case changes nothing")
			}
			p, err := x402.Parse(x402.HeaderSignature, b64(text))
			if p != nil || !errors.Is(err, c.want) || x402.Code(err) != c.want.Code {
				t.Fatalf("parsed %+v, %v, want %v", p, err, c.want)
			}
			if len(err.Error()) > 300 {
				t.Errorf("error text of %d bytes", len(err.Error()))
			}
		})
	}
}

func TestParseHeaderText(t *testing.T) {
	good := goodText(t, x402.Version2)
	for len(good)%3 == 0 {
		good += " "
	}
	padded := b64(good)
	if !strings.HasSuffix(padded, "=") {
		t.Fatal("the case needs padding")
	}
	fill := func(n int) string {
		return b64(strings.Replace(good, `"payload"`, `"x":"`+strings.Repeat("x", n)+`","payload"`, 1))
	}
	cases := []struct {
		name, value string
		ok          bool
	}{
		{"padded", padded, true},
		{"unpadded", strings.TrimRight(padded, "="), true},
		{"too much padding", padded + "=", false},
		{"URL alphabet", base64.URLEncoding.EncodeToString([]byte(strings.Replace(good, `"payload"`, `"x":"ÿÿÿ","payload"`, 1))), false},
		{"line break", padded[:76] + "\r\n" + padded[76:], false},
		{"space", padded[:76] + " " + padded[76:], false},
		{"plain JSON", good, false},
		{"empty", "", false},
		{"large", fill(10_000), true},
		{"above the limit", fill(12_000), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := x402.Parse(x402.HeaderSignature, c.value)
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, x402.ErrMalformed) {
				t.Fatalf("%d bytes: parsed %v, %v", len(c.value), p, err)
			}
		})
	}
	if len(fill(10_000)) > x402.MaxPaymentHeader || len(fill(12_000)) <= x402.MaxPaymentHeader {
		t.Error("the cases do not enclose the limit")
	}
}

// TestParseStrictBits refuses the second spelling of the same bytes.
func TestParseStrictBits(t *testing.T) {
	value := b64(goodText(t, x402.Version2) + " ")
	for !strings.HasSuffix(value, "==") {
		text, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			t.Fatal(err)
		}
		value = b64(string(text) + " ")
	}
	last := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", value[len(value)-3])
	twin := value[:len(value)-3] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[last+1]) + "=="
	_, err := x402.Parse(x402.HeaderSignature, value)
	if err != nil {
		t.Fatal(err)
	}
	_, err = x402.Parse(x402.HeaderSignature, twin)
	if !errors.Is(err, x402.ErrMalformed) {
		t.Fatalf("other spelling: %v", err)
	}
}

func TestFromHeader(t *testing.T) {
	v1, v2 := b64(goodText(t, x402.Version1)), b64(goodText(t, x402.Version2))
	cases := []struct {
		name    string
		header  http.Header
		version int
		from    string
		err     error
	}{
		{"none", http.Header{}, 0, "", x402.ErrNoPayment},
		{"version 2", http.Header{"Payment-Signature": {v2}}, 2, x402.HeaderSignature, nil},
		{"version 1", http.Header{"X-Payment": {v1}}, 1, x402.HeaderPaymentV1, nil},
		{"version 2 in X-PAYMENT", http.Header{"X-Payment": {v2}}, 2, x402.HeaderPaymentV1, nil},
		{"version 1 in PAYMENT-SIGNATURE", http.Header{"Payment-Signature": {v1}}, 0, "", x402.ErrVersion},
		{"both", http.Header{"X-Payment": {v1}, "Payment-Signature": {v2}}, 2, x402.HeaderSignature, nil},
		{"a bad first is not skipped", http.Header{"X-Payment": {v1}, "Payment-Signature": {"?"}}, 0, "", x402.ErrMalformed},
		{"twice", http.Header{"Payment-Signature": {v2, v2}}, 0, "", x402.ErrMalformed},
		{"empty", http.Header{"X-Payment": {""}}, 0, "", x402.ErrMalformed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := x402.FromHeader(c.header)
			if !errors.Is(err, c.err) || (p == nil) != (c.err != nil) {
				t.Fatalf("parsed %+v, %v, want error %v", p, err, c.err)
			}
			if p != nil && (p.Version != c.version || p.Header != c.from) {
				t.Errorf("version %d in %s", p.Version, p.Header)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, r := range recordings(f) {
		if s := r.httpHeader().Get(x402.HeaderSignature); s != "" {
			f.Add(true, s)
		}
		if s := r.httpHeader().Get(x402.HeaderPaymentV1); s != "" {
			f.Add(false, s)
		}
	}
	f.Add(true, b64(`{"x402Version":2,"accepted":{},"payload":{}}`))
	f.Add(false, "====")
	offers := []*x402.Offer{mustOffer(f, exactConfig(84532)), mustOffer(f, exactConfig(8453))}
	f.Fuzz(func(t *testing.T, signature bool, value string) {
		header := x402.HeaderPaymentV1
		if signature {
			header = x402.HeaderSignature
		}
		checkParsed(t, header, value, offers)
		// The same bytes as JSON, so that the fuzzer gets behind the base64.
		checkParsed(t, header, b64(value), offers)
	})
}

// checkParsed wants a typed refusal, or a payment that is what any JSON reader
// finds in the header.
func checkParsed(t *testing.T, header, value string, offers []*x402.Offer) {
	t.Helper()
	p, err := x402.Parse(header, value)
	var refusal *x402.Error
	if err != nil {
		if p != nil || !errors.As(err, &refusal) {
			t.Fatalf("parsed %v, untyped error %v", p, err)
		}
		return
	}
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	err = json.Unmarshal(text, &plain)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := plain["payload"].(map[string]any)
	auth, _ := payload["authorization"].(map[string]any)
	if got := p.Authorization.Value.String(); auth["value"] != got {
		t.Fatalf("value %s, JSON says %v", got, auth["value"])
	}
	_, err = x402.Verify(p, offers, now)
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("untyped error %v", err)
	}
}
