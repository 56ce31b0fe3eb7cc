package x402_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// foreign returns the separator of the same token with a change.
func foreign(t *testing.T, change func(*x402.ExactConfig)) [32]byte {
	t.Helper()
	c := exactConfig(84532)
	change(&c)
	return mustOffer(t, c).DomainSeparator()
}

// digestAs signs the members of an authorization in the given order, from first
// or to first, under the name of a type: what Digest does for one type only.
func digestAs(typ string, separator [32]byte, a *metering.Authorization, first, second [20]byte) [32]byte {
	value := a.Value.Word()
	word := func(n uint64) []byte { return common.LeftPadBytes(new(big.Int).SetUint64(n).Bytes(), 32) }
	message := crypto.Keccak256(crypto.Keccak256([]byte(typ)), common.LeftPadBytes(first[:], 32), common.LeftPadBytes(second[:], 32),
		value[:], word(a.ValidAfter), word(a.ValidBefore), a.Nonce[:])
	return crypto.Keccak256Hash([]byte("\x19\x01"), separator[:], message)
}

const (
	typeRest      = "uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
	typeTransfer  = "TransferWithAuthorization(address from,address to," + typeRest
	typeReordered = "TransferWithAuthorization(address to,address from," + typeRest
	typeReceive   = "ReceiveWithAuthorization(address from,address to," + typeRest
)

// highS turns a signature into its other valid form.
func highS(sig []byte) {
	n := crypto.S256().Params().N
	new(big.Int).Sub(n, new(big.Int).SetBytes(sig[32:64])).FillBytes(sig[32:64])
	sig[64] ^= 27 ^ 28
}

func TestVerifyRefuses(t *testing.T) {
	offer := mustOffer(t, exactConfig(84532))
	separator := offer.DomainSeparator()
	other := common.HexToAddress("0x00000000000000000000000000000000000000aa")
	resign := func(change func(a *metering.Authorization)) func(*testing.T, *draft) {
		return func(t *testing.T, d *draft) { change(&d.auth); d.sign(t, separator) }
	}
	under := func(change func(*x402.ExactConfig)) func(*testing.T, *draft) {
		return func(t *testing.T, d *draft) { d.sign(t, foreign(t, change)) }
	}
	sig := func(change func(s []byte) []byte) func(*testing.T, *draft) {
		return func(_ *testing.T, d *draft) { d.auth.Signature = change(d.auth.Signature) }
	}
	accept := func(member string, value any) func(*testing.T, *draft) {
		return func(_ *testing.T, d *draft) { d.accepted[member] = value }
	}
	extra := func(value map[string]any) func(*testing.T, *draft) { return accept("extra", value) }
	cases := []struct {
		name   string
		change func(*testing.T, *draft)
		want   *x402.Error
		v2only bool
	}{
		{"v 0", sig(func(s []byte) []byte { s[64] = 0; return s }), x402.ErrSignature, false},
		{"v 1", sig(func(s []byte) []byte { s[64] = 1; return s }), x402.ErrSignature, false},
		{"v 29", sig(func(s []byte) []byte { s[64] = 29; return s }), x402.ErrSignature, false},
		{"other v", sig(func(s []byte) []byte { s[64] ^= 27 ^ 28; return s }), x402.ErrSignature, false},
		{"high s", sig(func(s []byte) []byte { highS(s); return s }), x402.ErrSignature, false},
		{"zero r", sig(func(s []byte) []byte { clear(s[:32]); return s }), x402.ErrSignature, false},
		{"zero s", sig(func(s []byte) []byte { clear(s[32:64]); return s }), x402.ErrSignature, false},
		{"all zero", sig(func(s []byte) []byte { clear(s); s[64] = 27; return s }), x402.ErrSignature, false},
		{"r is the order", sig(func(s []byte) []byte { crypto.S256().Params().N.FillBytes(s[:32]); return s }), x402.ErrSignature, false},
		{"one bit off", sig(func(s []byte) []byte { s[5] ^= 1; return s }), x402.ErrSignature, false},
		{"EIP-2098, 64 bytes", sig(func(s []byte) []byte { s[32] |= (s[64] - 27) << 7; return s[:64] }), x402.ErrSignature, false},
		{"no signature", sig(func([]byte) []byte { return nil }), x402.ErrSignature, false},
		{"66 bytes", sig(func(s []byte) []byte { return append(s, 0) }), x402.ErrContractWallet, false},
		{"ERC-6492", sig(func(s []byte) []byte { return append(s, make([]byte, 512)...) }), x402.ErrContractWallet, false},
		{"wrong chain id", under(func(c *x402.ExactConfig) { c.ChainID = 8453 }), x402.ErrSignature, false},
		{"wrong verifying contract", under(func(c *x402.ExactConfig) { c.Asset = other }), x402.ErrSignature, false},
		{"wrong token name", under(func(c *x402.ExactConfig) { c.TokenName = "USD Coin" }), x402.ErrSignature, false},
		{"wrong token version", under(func(c *x402.ExactConfig) { c.TokenVersion = "1" }), x402.ErrSignature, false},
		{"type reordered", func(t *testing.T, d *draft) {
			d.signDigest(t, digestAs(typeReordered, separator, &d.auth, d.auth.To, d.auth.From))
		}, x402.ErrSignature, false},
		{"ReceiveWithAuthorization", func(t *testing.T, d *draft) {
			d.signDigest(t, digestAs(typeReceive, separator, &d.auth, d.auth.From, d.auth.To))
		}, x402.ErrSignature, false},
		{"from another", func(_ *testing.T, d *draft) { d.auth.From = other }, x402.ErrSignature, false},
		{"from zero", func(_ *testing.T, d *draft) { d.auth.From = [20]byte{} }, x402.ErrSignature, false},
		{"value changed after signing", func(_ *testing.T, d *draft) { d.auth.Value.Lo++ }, x402.ErrSignature, false},
		{"nonce changed after signing", func(_ *testing.T, d *draft) { d.auth.Nonce[0]++ }, x402.ErrSignature, false},
		{"pays another", resign(func(a *metering.Authorization) { a.To = other }), x402.ErrRecipient, false},
		{"pays one unit less", resign(func(a *metering.Authorization) { a.Value.Lo-- }), x402.ErrValue, false},
		{"pays one unit more", resign(func(a *metering.Authorization) { a.Value.Lo++ }), x402.ErrValue, false},
		{"value plus 2^64", resign(func(a *metering.Authorization) { a.Value.Hi = 1 }), x402.ErrValue, false},
		{"not yet valid", resign(func(a *metering.Authorization) { a.ValidAfter = nowUnix + 1 }), x402.ErrValidAfter, false},
		{"expired", resign(func(a *metering.Authorization) { a.ValidBefore = nowUnix - 1 }), x402.ErrValidBefore, false},
		{"5 s left", resign(func(a *metering.Authorization) { a.ValidBefore = nowUnix + 5 }), x402.ErrValidBefore, false},
		{"too long", resign(func(a *metering.Authorization) { a.ValidBefore = nowUnix + 60 + 61 }), x402.ErrValidBefore, false},
		{"for ever", resign(func(a *metering.Authorization) { a.ValidBefore = 1<<64 - 1 }), x402.ErrValidBefore, false},
		{"other network", func(_ *testing.T, d *draft) { d.network = "base"; d.set("network", "eip155:8453") }, x402.ErrNetwork, false},
		{"unknown network", func(_ *testing.T, d *draft) { d.network = ""; d.set("network", "eip155:084532") }, x402.ErrNetwork, false},
		{"accepted another amount", accept("amount", "999"), x402.ErrOffer, true},
		{"accepted another payTo", accept("payTo", other.Hex()), x402.ErrOffer, true},
		{"accepted another asset", accept("asset", other.Hex()), x402.ErrOffer, true},
		{"accepted a timeout of zero", accept("maxTimeoutSeconds", 0), x402.ErrOffer, true},
		{"accepted two days", accept("maxTimeoutSeconds", 172_800), x402.ErrOffer, true},
		{"accepted no extra", func(_ *testing.T, d *draft) { delete(d.accepted, "extra") }, x402.ErrOffer, true},
		{"accepted another name", extra(map[string]any{"name": "Fake", "version": "2"}), x402.ErrOffer, true},
		{"accepted a version that is a number", extra(map[string]any{"name": "USDC", "version": 2}), x402.ErrOffer, true},
		{"accepted a flow not offered", extra(map[string]any{"name": "USDC", "version": "2", "paymentFlow": "escrow"}), x402.ErrOffer, true},
		{"accepted permit2", extra(map[string]any{"name": "USDC", "version": "2", "assetTransferMethod": "permit2"}), x402.ErrOffer, true},
	}
	for _, c := range cases {
		for _, version := range []int{x402.Version2, x402.Version1} {
			if c.v2only && version == x402.Version1 {
				continue
			}
			t.Run(c.name+map[int]string{1: ", v1", 2: ""}[version], func(t *testing.T) {
				d := goodDraft(t, offer, version)
				c.change(t, d)
				v, err := x402.Verify(d.parse(t), []*x402.Offer{offer}, now)
				if !errors.Is(err, c.want) || v != nil {
					t.Fatalf("verified %v, %v, want %v", v, err, c.want)
				}
				if x402.Code(err) != c.want.Code {
					t.Errorf("code %s, want %s", x402.Code(err), c.want.Code)
				}
			})
		}
	}
}

func TestDigest(t *testing.T) {
	offer := mustOffer(t, exactConfig(84532))
	a := goodDraft(t, offer, x402.Version2).auth
	want := digestAs(typeTransfer, offer.DomainSeparator(), &a, a.From, a.To)
	got := x402.Digest(offer.DomainSeparator(), &a)
	if got != want {
		t.Fatalf("digest %x, want %x", got, want)
	}
}

func (d *draft) set(member string, value any) {
	if d.accepted != nil {
		d.accepted[member] = value
	}
}

func TestVerifyAccepts(t *testing.T) {
	offer := mustOffer(t, exactConfig(84532))
	upfront := exactConfig(84532)
	upfront.Upfront = true
	cases := []struct {
		name   string
		offers []*x402.Offer
		change func(d *draft)
	}{
		{"as sent", nil, func(*draft) {}},
		{"valid from now", nil, func(d *draft) { d.auth.ValidAfter = nowUnix }},
		{"6 s left", nil, func(d *draft) { d.auth.ValidBefore = nowUnix + 6 }},
		{"clock a minute ahead", nil, func(d *draft) { d.auth.ValidBefore = nowUnix + 60 + 60 }},
		{"timeout of an earlier offer", nil, func(d *draft) { d.set("maxTimeoutSeconds", 120) }},
		{"addresses in lower case", nil, func(d *draft) {
			d.set("asset", strings.ToLower(token.Hex()))
			d.set("payTo", strings.ToLower(vault.Hex()))
		}},
		{"more extra", nil, func(d *draft) {
			d.set("extra", map[string]any{"name": "USDC", "version": "2", "note": []int{1}})
		}},
		{"second of two offers", []*x402.Offer{mustOffer(t, upfront), offer}, func(*draft) {}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			offers := c.offers
			if offers == nil {
				offers = []*x402.Offer{offer}
			}
			d := goodDraft(t, offer, x402.Version2)
			c.change(d)
			d.sign(t, offer.DomainSeparator())
			v, err := x402.Verify(d.parse(t), offers, now)
			if err != nil || v.Offer != offer || v.Authorization.From != payer {
				t.Fatalf("verified %+v, %v", v, err)
			}
		})
	}
}

// TestVerifyEarlierOffer accepts what an old offer asked for while the caller
// still passes it, and not any longer.
func TestVerifyEarlierOffer(t *testing.T) {
	old := mustOffer(t, exactConfig(84532))
	fresh, err := old.WithAmount(metering.BaseUnits{Lo: 2000})
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []int{x402.Version1, x402.Version2} {
		p := goodDraft(t, old, version).parse(t)
		v, err := x402.Verify(p, []*x402.Offer{fresh, old}, now)
		if err != nil || v.Offer != old {
			t.Errorf("version %d with the earlier offer: %+v, %v", version, v, err)
		}
		_, err = x402.Verify(p, []*x402.Offer{fresh}, now)
		if !errors.Is(err, x402.ErrValue) {
			t.Errorf("version %d without it: %v", version, err)
		}
		_, err = x402.Verify(p, nil, now)
		if !errors.Is(err, x402.ErrNetwork) {
			t.Errorf("version %d without offers: %v", version, err)
		}
	}
	_, err = x402.Verify(goodDraft(t, old, x402.Version2).parse(t), []*x402.Offer{old}, time.Unix(-1, 0))
	if !errors.Is(err, x402.ErrValidBefore) {
		t.Errorf("with a clock before 1970: %v", err)
	}
}
