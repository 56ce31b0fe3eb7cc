package metering_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

func sampleAuthorization() metering.Authorization {
	a := metering.Authorization{
		Value: metering.BaseUnits{Hi: 1, Lo: 2}, ValidAfter: 3, ValidBefore: 1_800_000_000,
		Signature: bytes.Repeat([]byte{0xab}, 65),
	}
	for i := range 20 {
		a.Token[i], a.From[i], a.To[i] = 0x11, 0x22, byte(i)
	}
	a.Nonce[31] = 0xff
	return a
}

// TestAuthorizationFrozen pins the bytes that stand in journals.
func TestAuthorizationFrozen(t *testing.T) {
	want := "01" + strings.Repeat("11", 20) + strings.Repeat("22", 20) + "000102030405060708090a0b0c0d0e0f10111213" +
		"0000000000000001" + "0000000000000002" + "0000000000000003" + "000000006b49d200" +
		strings.Repeat("00", 31) + "ff" + "0041" + strings.Repeat("ab", 65)
	a := sampleAuthorization()
	got, err := a.AppendBinary(nil)
	if err != nil || hex.EncodeToString(got) != want {
		t.Fatalf("binary form %x, %v, want %s", got, err, want)
	}
	text, err := json.Marshal(a)
	wantText := `{"from":"0x` + strings.Repeat("22", 20) + `","nonce":"0x` + strings.Repeat("00", 31) + `ff","signature":"0x` +
		strings.Repeat("ab", 65) + `","to":"0x000102030405060708090a0b0c0d0e0f10111213","token":"0x` + strings.Repeat("11", 20) +
		`","validAfter":"3","validBefore":"1800000000","value":"18446744073709551618"}`
	if err != nil || string(text) != wantText {
		t.Fatalf("JSON %s, %v, want %s", text, err, wantText)
	}
	var back metering.Authorization
	err = json.Unmarshal(text, &back)
	if err != nil || !sameAuthorization(back, a) {
		t.Fatalf("read back %+v, %v", back, err)
	}
}

func sameAuthorization(a, b metering.Authorization) bool {
	return a.Token == b.Token && a.From == b.From && a.To == b.To && a.Value == b.Value && a.ValidAfter == b.ValidAfter &&
		a.ValidBefore == b.ValidBefore && a.Nonce == b.Nonce && bytes.Equal(a.Signature, b.Signature)
}

func TestParseAuthorizationRefuses(t *testing.T) {
	a := sampleAuthorization()
	good, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func([]byte) []byte) []byte { return f(bytes.Clone(good)) }
	cases := map[string][]byte{
		"empty":           {},
		"cut in fixed":    good[:50],
		"cut signature":   good[:len(good)-1],
		"trailing byte":   append(bytes.Clone(good), 0),
		"other version":   change(func(b []byte) []byte { b[0] = 2; return b }),
		"long signature":  change(func(b []byte) []byte { b[125], b[126] = 0x04, 0x01; return append(b, make([]byte, 1025-65)...) }),
		"length too big":  change(func(b []byte) []byte { b[126]++; return b }),
		"length too tiny": change(func(b []byte) []byte { b[126]--; return b }),
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := metering.ParseAuthorization(b)
			if !errors.Is(err, metering.ErrAuthorization) {
				t.Fatalf("parse: %v, want ErrAuthorization", err)
			}
		})
	}
	a.Signature = make([]byte, 1025)
	_, err = a.AppendBinary(nil)
	if !errors.Is(err, metering.ErrAuthorization) {
		t.Fatalf("encode a signature of 1025 bytes: %v", err)
	}
}

func TestAuthorizationJSONRefuses(t *testing.T) {
	good, err := json.Marshal(sampleAuthorization())
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string][2]string{
		"short address":   {`"from":"0x22`, `"from":"0x`},
		"no 0x":           {`"to":"0x`, `"to":"00`},
		"not hex":         {`"nonce":"0x00`, `"nonce":"0xzz`},
		"odd signature":   {`"signature":"0xab`, `"signature":"0xa`},
		"negative value":  {`"value":"1`, `"value":"-1`},
		"time not a text": {`"validAfter":"3"`, `"validAfter":3`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(good), c[0], c[1], 1)
			if text == string(good) {
				t.Fatal("the case changes nothing")
			}
			var a metering.Authorization
			err := json.Unmarshal([]byte(text), &a)
			if err == nil {
				t.Fatalf("accepted %s", text)
			}
		})
	}
}

func TestParseBaseUnits(t *testing.T) {
	top := new(big.Int).Lsh(big.NewInt(1), 128)
	cases := []struct {
		name, text string
		err        error
	}{
		{"zero", "0", nil},
		{"largest", new(big.Int).Sub(top, big.NewInt(1)).String(), nil},
		{"one too many", top.String(), money.ErrRange},
		{"256 bits", strings.Repeat("9", 77), money.ErrRange},
		{"empty", "", money.ErrSyntax},
		{"leading zero", "01", money.ErrSyntax},
		{"sign", "+1", money.ErrSyntax},
		{"exponent", "1e3", money.ErrSyntax},
		{"hex", "0x10", money.ErrSyntax},
		{"space", " 1", money.ErrSyntax},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			u, err := metering.ParseBaseUnits(c.text)
			if !errors.Is(err, c.err) || err == nil && u.String() != c.text {
				t.Fatalf("ParseBaseUnits(%q) = %s, %v, want error %v", c.text, u, err, c.err)
			}
		})
	}
}

// TestBaseUnitsAgainstBig compares parsing, words and conversions with big.Int.
func TestBaseUnitsAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := metering.BaseUnits{Hi: rapid.Uint64().Draw(t, "hi"), Lo: rapid.Uint64().Draw(t, "lo")}
		back, err := metering.ParseBaseUnits(u.Big().String())
		w := u.Word()
		if err != nil || back != u || new(big.Int).SetBytes(w[:]).Cmp(u.Big()) != 0 {
			t.Fatalf("%s: parsed %s, %v, word %x", u.Big(), back, err, w)
		}
		small := metering.BaseUnits{Lo: u.Lo}
		a, err := small.Amount(6)
		if err != nil {
			t.Fatal(err)
		}
		again, ok := metering.BaseUnitsOf(a, 6)
		if !ok || again != small {
			t.Fatalf("%s as an amount is %s, back %s %v", small, a, again, ok)
		}
	})
	for _, a := range []string{"-1", "0.0000001"} {
		_, ok := metering.BaseUnitsOf(money.MustParse(a), 6)
		if ok {
			t.Errorf("BaseUnitsOf(%s, 6) is exact", a)
		}
	}
}

func FuzzParseAuthorization(f *testing.F) {
	a := sampleAuthorization()
	good, err := a.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:127])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := metering.ParseAuthorization(b)
		if err != nil {
			if !errors.Is(err, metering.ErrAuthorization) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		again, err := a.AppendBinary(nil)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x encodes as %x, %v", b, again, err)
		}
	})
}
