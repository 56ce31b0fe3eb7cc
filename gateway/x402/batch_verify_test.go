package x402_test

import (
	"encoding/base64"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/gateway/x402/channel"
)

func TestVerifyVoucher(t *testing.T) {
	o := mustBatch(t, batchConfig())
	for _, kind := range []string{"voucher", "deposit", "refund"} {
		k := goodTicket(t, o, kind, 16_000)
		v := k.verified(t)
		if v.Kind.String() != kind || v.ID != k.id || v.Config != k.config || v.MaxClaimable != k.max || string(v.Signature[:]) != string(k.signature) ||
			v.Amount != units(16_000) || v.Offer() != o || v.Header != x402.HeaderSignature || (v.Deposit != nil) != (kind == "deposit") {
			t.Errorf("%s: verified %+v", kind, v)
		}
	}
}

// verifyCases change a good payment; sign says whether before signing.
var verifyCases = []struct {
	name, kind string
	sign       bool
	change     func(k *ticket)
	want       *x402.Error
}{
	{"id of another channel", "voucher", false, func(k *ticket) { k.id[0]++ }, x402.ErrChannelMismatch},
	{"configuration changed", "voucher", false, func(k *ticket) { k.config.Salt[0]++ }, x402.ErrChannelMismatch},
	{"other network", "voucher", false, func(k *ticket) { k.accepted["network"] = "eip155:1" }, x402.ErrChannelNetwork},
	{"amount raised", "voucher", false, func(k *ticket) { k.max = units(16_001) }, x402.ErrVoucherSignature},
	{"signature of another", "voucher", true, func(k *ticket) { k.config.PayerAuthorizer = vault }, x402.ErrVoucherSignature},
	{"payer is another", "voucher", true, func(k *ticket) { k.config.Payer[0]++ }, nil},
	{"v of 0", "voucher", false, func(k *ticket) { k.signature[64] -= 27 }, x402.ErrVoucherSignature},
	{"v of 29", "voucher", false, func(k *ticket) { k.signature[64] = 29 }, x402.ErrVoucherSignature},
	{"high s", "voucher", false, func(k *ticket) { highS(k.signature) }, x402.ErrVoucherSignature},
	{"zero signature", "voucher", false, func(k *ticket) { clear(k.signature) }, x402.ErrVoucherSignature},
	{"short signature", "voucher", false, func(k *ticket) { k.signature = k.signature[:64] }, x402.ErrVoucherSignature},
	{"no signature", "voucher", false, func(k *ticket) { k.signature = nil }, x402.ErrVoucherSignature},
	{"long signature", "voucher", false, func(k *ticket) { k.signature = append(k.signature, 0) }, x402.ErrVoucherWallet},
	{"no authorizer", "voucher", true, func(k *ticket) { k.config.PayerAuthorizer = common.Address{} }, x402.ErrVoucherWallet},
	{"other token", "voucher", true, func(k *ticket) { k.config.Token[0]++ }, x402.ErrChannelToken},
	{"other receiver", "voucher", true, func(k *ticket) { k.config.Receiver[0]++ }, x402.ErrChannelReceiver},
	{"pays itself", "voucher", true, func(k *ticket) { k.config.Payer = vault }, x402.ErrChannelReceiver},
	{"other receiver authorizer", "voucher", true, func(k *ticket) { k.config.ReceiverAuthorizer[0]++ }, x402.ErrChannelAuthorizer},
	{"other delay", "voucher", true, func(k *ticket) { k.config.WithdrawDelay++ }, x402.ErrChannelDelay},
	{"delay too short", "voucher", true, func(k *ticket) { k.config.WithdrawDelay = 899 }, x402.ErrDelayRange},
	{"delay too long", "voucher", true, func(k *ticket) { k.config.WithdrawDelay = 2_592_001 }, x402.ErrDelayRange},
	{"another salt", "voucher", true, func(k *ticket) { k.config.Salt[0]++ }, nil},
	{"accepts another asset", "voucher", false, func(k *ticket) { k.accepted["asset"] = vault.Hex() }, x402.ErrOffer},
	{"accepts another receiver", "voucher", false, func(k *ticket) { k.accepted["payTo"] = token.Hex() }, x402.ErrOffer},
	{"accepts less than the price", "voucher", false, func(k *ticket) { k.accepted["amount"] = "999" }, x402.ErrOffer},
	{"accepts the amount of an earlier offer", "voucher", false, func(k *ticket) { k.accepted["amount"] = "1000" }, nil},
	{"accepts a longer time", "voucher", false, func(k *ticket) { k.accepted["maxTimeoutSeconds"] = 86_401 }, x402.ErrOffer},
	{"accepts no time", "voucher", false, func(k *ticket) { k.accepted["maxTimeoutSeconds"] = 0 }, x402.ErrOffer},
	{"accepts permit2", "voucher", false, func(k *ticket) { k.extra()["assetTransferMethod"] = "permit2" }, x402.ErrOffer},
	{"accepts another flow", "voucher", false, func(k *ticket) { k.extra()["paymentFlow"] = "upfront" }, x402.ErrOffer},
	{"accepts another token name", "voucher", false, func(k *ticket) { k.extra()["name"] = "USDC" }, x402.ErrOffer},
	{"echoes a corrective offer", "voucher", false, func(k *ticket) { k.extra()["channelState"] = map[string]any{"balance": "1"} }, nil},
	{"echoes an earlier minimum", "voucher", false, func(k *ticket) { k.extra()["minDeposit"] = "1" }, nil},
	{"deposit of another amount", "deposit", false, func(k *ticket) { k.deposit.Amount = units(99_999) }, x402.ErrDepositSignature},
	{"deposit with another salt", "deposit", false, func(k *ticket) { k.deposit.Salt[0]++ }, x402.ErrDepositSignature},
	{"deposit by another payer", "deposit", true, func(k *ticket) { k.config.Payer[0]++ }, x402.ErrDepositSignature},
	{"deposit with high s", "deposit", false, func(k *ticket) { highS(k.deposit.Signature) }, x402.ErrDepositSignature},
	{"deposit with a long signature", "deposit", false, func(k *ticket) { k.deposit.Signature = append(k.deposit.Signature, 0) }, x402.ErrDepositSignature},
	{"deposit of nothing", "deposit", true, func(k *ticket) { k.deposit.Amount = units(0) }, x402.ErrDepositMin},
	{"deposit below the floor", "deposit", true, func(k *ticket) { k.deposit.Amount = units(19_999) }, x402.ErrDepositMin},
	{"deposit at the floor", "deposit", true, func(k *ticket) { k.deposit.Amount = units(20_000) }, nil},
	{"deposit not valid yet", "deposit", true, func(k *ticket) { k.deposit.ValidAfter = nowUnix + 1 }, x402.ErrDepositAfter},
	{"deposit ends now", "deposit", true, func(k *ticket) { k.deposit.ValidBefore = nowUnix + 5 }, x402.ErrDepositBefore},
	{"deposit ends in time", "deposit", true, func(k *ticket) { k.deposit.ValidBefore = nowUnix + 6 }, nil},
	{"deposit ends late", "deposit", true, func(k *ticket) { k.deposit.ValidBefore = nowUnix + 121 }, x402.ErrDepositBefore},
}

func (k *ticket) extra() map[string]any { return k.accepted["extra"].(map[string]any) }

func TestVerifyVoucherRefuses(t *testing.T) {
	config := batchConfig()
	config.DepositFloor = units(20_000)
	o := mustBatch(t, config)
	for _, c := range verifyCases {
		t.Run(c.name, func(t *testing.T) {
			k := goodTicket(t, o, c.kind, 16_000)
			c.change(k)
			if c.sign {
				k.sign(t)
			}
			v, err := x402.VerifyVoucher(k.parse(t), []*x402.Offer{o}, nil, now)
			switch {
			case c.want == nil && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != nil && (!errors.Is(err, c.want) || v != nil):
				t.Errorf("got %v, %v; want %v", v, err, c.want)
			case c.want != nil && x402.Corrective(err):
				t.Errorf("%v shows the state", err)
			}
		})
	}
}

func TestVerifyVoucherOtherSchemes(t *testing.T) {
	o, exact := mustBatch(t, batchConfig()), mustOffer(t, exactConfig(31337))
	all := []*x402.Offer{o, exact}
	_, err := x402.VerifyVoucher(goodDraft(t, exact, x402.Version2).parse(t), all, nil, now)
	if !errors.Is(err, x402.ErrScheme) {
		t.Errorf("exact as a voucher: %v", err)
	}
	k := goodTicket(t, o, "voucher", 16_000)
	_, err = x402.Verify(k.parse(t), all, now)
	if !errors.Is(err, x402.ErrScheme) {
		t.Errorf("voucher as exact: %v", err)
	}
	_, err = x402.VerifyVoucher(k.parse(t), []*x402.Offer{exact}, nil, now)
	if !errors.Is(err, x402.ErrChannelNetwork) {
		t.Errorf("voucher where only exact is offered: %v", err)
	}
	v1 := mustJSON(t, map[string]any{"x402Version": 1, "scheme": "batch-settlement", "network": "eip155:31337", "payload": k.payload()})
	p, err := x402.Parse(x402.HeaderPaymentV1, base64.StdEncoding.EncodeToString(v1))
	if err != nil {
		t.Fatal(err)
	}
	_, err = x402.VerifyVoucher(p, all, nil, now)
	if !errors.Is(err, x402.ErrVersion) {
		t.Errorf("voucher of version 1: %v", err)
	}
}

// TestVerifyVoucherEarlierOffer: the offer that fits is found, whatever stands
// before it, and the refusal is that of the nearest.
func TestVerifyVoucherEarlierOffer(t *testing.T) {
	before := mustBatch(t, batchConfig())
	config := batchConfig()
	config.WithdrawDelay, config.Price = 3600, units(20_000)
	after := mustBatch(t, config)
	offers := []*x402.Offer{mustOffer(t, exactConfig(31337)), after, before}
	v, err := x402.VerifyVoucher(goodTicket(t, before, "voucher", 16_000).parse(t), offers, nil, now)
	if err != nil || v.Offer() != before || v.Signature[64] < 27 {
		t.Errorf("got %v, %v", v, err)
	}
	_, err = x402.VerifyVoucher(goodTicket(t, before, "voucher", 16_000).parse(t), offers[:2], nil, now)
	if !errors.Is(err, x402.ErrChannelDelay) {
		t.Errorf("without the offer: %v", err)
	}
	k := goodTicket(t, before, "voucher", 16_000)
	k.accepted["amount"] = "1"
	_, err = x402.VerifyVoucher(k.parse(t), offers, nil, now)
	if !errors.Is(err, x402.ErrOffer) {
		t.Errorf("refusal is not the nearest: %v", err)
	}
}

func TestVerifyVoucherClock(t *testing.T) {
	o := mustBatch(t, batchConfig())
	p := goodTicket(t, o, "deposit", 16_000).parse(t)
	_, err := x402.VerifyVoucher(p, []*x402.Offer{o}, nil, now.Add(55*time.Second))
	if !errors.Is(err, x402.ErrDepositBefore) {
		t.Errorf("late: %v", err)
	}
}

// TestVoucherCache: a voucher is found again by its last byte, and one that is
// not good never enters.
func TestVoucherCache(t *testing.T) {
	for _, size := range []int{0, -1, x402.MaxVoucherCache + 1} {
		_, err := x402.NewVoucherCache(size)
		if !errors.Is(err, x402.ErrConfig) {
			t.Errorf("size %d: %v", size, err)
		}
	}
	cache, err := x402.NewVoucherCache(2)
	if err != nil {
		t.Fatal(err)
	}
	o := mustBatch(t, batchConfig())
	offers := []*x402.Offer{o}
	verify := func(k *ticket) error {
		_, err := x402.VerifyVoucher(k.parse(t), offers, cache, now)
		return err
	}
	bad := goodTicket(t, o, "voucher", 16_000)
	bad.signature[40] ^= 1
	for range 2 {
		if err := verify(bad); !errors.Is(err, x402.ErrVoucherSignature) || cache.Len() != 0 {
			t.Fatalf("bad: %v, %d kept", err, cache.Len())
		}
	}
	good := goodTicket(t, o, "voucher", 16_000)
	for range 3 {
		if err := verify(good); err != nil || cache.Len() != 1 {
			t.Fatalf("good: %v, %d kept", err, cache.Len())
		}
	}
	// A change of any part misses the cache and is refused.
	for name, change := range map[string]func(k *ticket){
		"signature": func(k *ticket) { k.signature[64] ^= 7 },
		"amount":    func(k *ticket) { k.max = units(16_001) },
		"channel": func(k *ticket) {
			d := channel.NewDomain(31337, channel.Canonical().Settlement)
			k.config.Salt[0]++
			k.id = d.ID(&k.config)
		},
	} {
		k := goodTicket(t, o, "voucher", 16_000)
		change(k)
		if err := verify(k); !errors.Is(err, x402.ErrVoucherSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The channel's terms are checked with every payment.
	k := goodTicket(t, o, "voucher", 16_000)
	k.accepted["amount"] = "1"
	if err := verify(k); !errors.Is(err, x402.ErrOffer) {
		t.Errorf("terms: %v", err)
	}
	for most := uint64(17_000); most < 20_000; most += 1000 {
		if err := verify(goodTicket(t, o, "voucher", most)); err != nil || cache.Len() > 2 {
			t.Fatalf("%v, %d kept", err, cache.Len())
		}
	}
}

// TestVoucherCacheConcurrently: many calls with one voucher, and with bad ones
// between, as a client with calls in flight and a stranger send them.
func TestVoucherCacheConcurrently(t *testing.T) {
	cache, err := x402.NewVoucherCache(4)
	if err != nil {
		t.Fatal(err)
	}
	o := mustBatch(t, batchConfig())
	offers := []*x402.Offer{o}
	good := goodTicket(t, o, "voucher", 16_000).parse(t)
	stranger := goodTicket(t, o, "voucher", 16_000)
	stranger.max = units(17_000)
	bad := stranger.parse(t)
	var calls sync.WaitGroup
	for range 8 {
		calls.Go(func() {
			for range 20 {
				_, err := x402.VerifyVoucher(good, offers, cache, now)
				if err != nil {
					t.Errorf("good: %v", err)
				}
				_, err = x402.VerifyVoucher(bad, offers, cache, now)
				if !errors.Is(err, x402.ErrVoucherSignature) {
					t.Errorf("bad: %v", err)
				}
			}
		})
	}
	calls.Wait()
	if cache.Len() != 1 {
		t.Errorf("%d kept", cache.Len())
	}
}
