package x402_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// openChannel is a channel of 100,000 with 5,000 charged and 2,000 claimed.
func openChannel() x402.ChannelState {
	return x402.ChannelState{
		Charged: units(5000), Highest: units(16_000), HighestSignature: make([]byte, 65),
		Balance: units(100_000), TotalClaimed: units(2000), RefundNonce: 3,
	}
}

func TestAdmit(t *testing.T) {
	ceiling := mustBatch(t, batchConfig())
	config := batchConfig()
	config.Strict = true
	strict := mustBatch(t, config)
	huge := metering.BaseUnits{Hi: math.MaxUint64, Lo: math.MaxUint64}
	for _, c := range []struct {
		name   string
		offer  *x402.Offer
		most   uint64
		change func(s *x402.ChannelState)
		price  metering.BaseUnits
		keep   bool
		want   *x402.Error
	}{
		{"first call", ceiling, 16_000, func(s *x402.ChannelState) { *s = x402.ChannelState{Balance: units(16_000)} }, units(1000), true, nil},
		{"no channel", ceiling, 16_000, func(s *x402.ChannelState) { *s = x402.ChannelState{} }, units(1000), false, x402.ErrCumulative},
		{"higher than the kept", ceiling, 16_001, nil, units(1000), true, nil},
		{"the kept one", ceiling, 16_000, nil, units(1000), false, nil},
		{"lower than the kept", ceiling, 6000, nil, units(1000), false, nil},
		{"one short", ceiling, 5999, nil, units(1000), false, x402.ErrCumulative},
		{"held calls fit", ceiling, 16_000, func(s *x402.ChannelState) { s.Held = units(10_000) }, units(1000), false, nil},
		{"held calls do not fit", ceiling, 16_000, func(s *x402.ChannelState) { s.Held = units(10_001) }, units(1000), false, x402.ErrCumulative},
		{"lost state", ceiling, 16_000, func(s *x402.ChannelState) { s.Charged = units(40_000) }, units(1000), false, x402.ErrCumulative},
		{"all of the balance", ceiling, 100_000, nil, units(1000), true, nil},
		{"above the balance", ceiling, 100_001, nil, units(1000), false, x402.ErrCumulative},
		{"equal to the claimed", ceiling, 6000, func(s *x402.ChannelState) { s.TotalClaimed = units(6000) }, units(1000), false, x402.ErrBelowClaimed},
		{"above the claimed", ceiling, 6000, func(s *x402.ChannelState) { s.TotalClaimed = units(5999) }, units(1000), false, nil},
		{"within what a withdrawal leaves", ceiling, 16_000, func(s *x402.ChannelState) { s.PendingWithdrawal = units(84_000) }, units(1000), false, nil},
		{"above what a withdrawal leaves", ceiling, 16_000, func(s *x402.ChannelState) { s.PendingWithdrawal = units(84_001) }, units(1000), false, x402.ErrExceedsBalance},
		{"withdrawal of more than there is", ceiling, 16_000, func(s *x402.ChannelState) { s.PendingWithdrawal = huge }, units(1000), false, x402.ErrExceedsBalance},
		{"price above the accepted", ceiling, 90_000, nil, units(16_001), false, x402.ErrOffer},
		{"sum beyond 128 bits", ceiling, 16_000, func(s *x402.ChannelState) { s.Held = huge }, units(1000), false, x402.ErrCumulative},
		{"free call", ceiling, 5000, nil, units(0), false, nil},
		{"strict", strict, 6000, nil, units(1000), false, nil},
		{"strict, cheaper call", strict, 6000, nil, units(1), false, nil},
		{"strict, higher", strict, 6001, nil, units(1000), false, x402.ErrCumulative},
		{"strict, lower", strict, 5999, nil, units(1), false, x402.ErrCumulative},
		{"strict, call in flight", strict, 6000, func(s *x402.ChannelState) { s.Held = units(1) }, units(1), false, x402.ErrChannelBusy},
		{"strict, above the balance", strict, 6000, func(s *x402.ChannelState) { s.Balance = units(5999) }, units(1), false, x402.ErrCumulative},
		{"strict, charged at the end of the range", strict, 6000, func(s *x402.ChannelState) { s.Charged = huge }, units(1), false, x402.ErrCumulative},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openChannel()
			if c.change != nil {
				c.change(&s)
			}
			keep, err := goodTicket(t, c.offer, "voucher", c.most).verified(t).Admit(&s, c.price)
			switch {
			case c.want == nil && (err != nil || keep != c.keep):
				t.Errorf("keep %v, %v; want keep %v", keep, err, c.keep)
			case c.want != nil && (!errors.Is(err, c.want) || keep):
				t.Errorf("keep %v, %v; want %v", keep, err, c.want)
			case x402.Corrective(err) != (c.want == x402.ErrCumulative || c.want == x402.ErrBelowClaimed):
				t.Errorf("corrective: %v", err)
			}
		})
	}
}

func TestAdmitDeposit(t *testing.T) {
	o := mustBatch(t, batchConfig())
	huge := metering.BaseUnits{Hi: math.MaxUint64, Lo: math.MaxUint64}
	for _, c := range []struct {
		name  string
		kind  string
		most  uint64
		state x402.ChannelState
		want  *x402.Error
	}{
		{"opens a channel", "deposit", 16_000, x402.ChannelState{}, nil},
		{"tops up", "deposit", 21_000, x402.ChannelState{Charged: units(5000), Balance: units(6000)}, nil},
		{"is not enough", "deposit", 106_001, x402.ChannelState{Charged: units(5000), Balance: units(6000)}, x402.ErrCumulative},
		{"lost state", "deposit", 16_000, x402.ChannelState{Charged: units(50_000), Balance: units(60_000)}, x402.ErrCumulative},
		{"below the claimed", "deposit", 16_000, x402.ChannelState{Charged: units(50_000), TotalClaimed: units(50_000), Balance: units(60_000)}, x402.ErrBelowClaimed},
		{"beyond 128 bits", "deposit", 16_000, x402.ChannelState{Balance: huge}, x402.ErrExceedsBalance},
		{"voucher", "voucher", 16_000, x402.ChannelState{Balance: units(60_000)}, x402.ErrPayloadType},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := goodTicket(t, o, c.kind, c.most).verified(t)
			err := v.AdmitDeposit(&c.state, units(1000))
			if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.want != nil {
				return
			}
			_, err = v.Admit(&c.state, units(1000))
			if !errors.Is(err, x402.ErrCumulative) {
				t.Errorf("credited before it is confirmed: %v", err)
			}
			c.state.Balance.Lo += v.Deposit.Amount.Lo
			keep, err := v.Admit(&c.state, units(1000))
			if err != nil || !keep {
				t.Errorf("after the deposit: %v, keep %v", err, keep)
			}
		})
	}
}

func TestAdmitRefund(t *testing.T) {
	o := mustBatch(t, batchConfig())
	for _, c := range []struct {
		name, kind, amount string
		most               uint64
		change             func(s *x402.ChannelState)
		give               uint64
		want               *x402.Error
	}{
		{"all", "refund", "", 5000, nil, 95_000, nil},
		{"some", "refund", "10", 5000, nil, 10, nil},
		{"more than is left", "refund", "95001", 5000, nil, 95_000, nil},
		{"nothing charged", "refund", "", 0, func(s *x402.ChannelState) { *s = x402.ChannelState{Balance: units(7)} }, 7, nil},
		{"all claimed", "refund", "", 5000, func(s *x402.ChannelState) { s.TotalClaimed = units(5000) }, 95_000, nil},
		{"below the claimed", "refund", "", 5000, func(s *x402.ChannelState) { s.Charged, s.TotalClaimed = units(6000), units(5001) }, 0, x402.ErrBelowClaimed},
		{"behind", "refund", "", 4999, nil, 0, x402.ErrCumulative},
		{"ahead", "refund", "", 5001, nil, 0, x402.ErrCumulative},
		{"calls in flight", "refund", "", 5000, func(s *x402.ChannelState) { s.Held = units(1) }, 0, x402.ErrChannelBusy},
		{"nothing left", "refund", "", 5000, func(s *x402.ChannelState) { s.Balance = units(5000) }, 0, x402.ErrRefundBalance},
		{"no channel", "refund", "", 0, func(s *x402.ChannelState) { *s = x402.ChannelState{} }, 0, x402.ErrRefundBalance},
		{"voucher", "voucher", "", 5000, nil, 0, x402.ErrPayloadType},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openChannel()
			if c.change != nil {
				c.change(&s)
			}
			k := goodTicket(t, o, c.kind, c.most)
			k.refund = c.amount
			v := k.verified(t)
			amount, err := v.AdmitRefund(&s)
			if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) || amount != units(c.give) {
				t.Errorf("gives %s, %v; want %d, %v", amount, err, c.give, c.want)
			}
			if c.kind != "refund" {
				return
			}
			_, err = v.Admit(&s, units(0))
			if !errors.Is(err, x402.ErrPayloadType) {
				t.Errorf("refund pays for a call: %v", err)
			}
		})
	}
}

func drawUnits(t *rapid.T, label string) metering.BaseUnits {
	if rapid.IntRange(0, 9).Draw(t, label+" is wide") == 0 {
		return metering.BaseUnits{Hi: rapid.Uint64().Draw(t, label+" high"), Lo: rapid.Uint64().Draw(t, label)}
	}
	return units(rapid.Uint64Range(0, 40).Draw(t, label))
}

// TestAdmittedIsCovered: whatever the channel's state, what was admitted is
// within the signed amount and the balance, and what is corrective is decided by
// the code alone. The sums are big integers, so that an overflow would show.
func TestAdmittedIsCovered(t *testing.T) {
	config := batchConfig()
	config.Price, config.HeadroomMax = units(1), units(16)
	ceiling := mustBatch(t, config)
	config.Strict = true
	strict := mustBatch(t, config)
	rapid.Check(t, func(r *rapid.T) {
		o := ceiling
		if rapid.Bool().Draw(r, "strict") {
			o = strict
		}
		k := goodTicket(t, o, rapid.SampledFrom([]string{"voucher", "deposit", "refund"}).Draw(r, "kind"), 0)
		k.max = drawUnits(r, "max")
		if k.deposit != nil {
			k.deposit.Amount = metering.BaseUnits{Lo: rapid.Uint64Range(1, 40).Draw(r, "deposit")}
		}
		k.sign(t)
		k.accepted["amount"] = rapid.SampledFrom([]string{"1", "16", "20"}).Draw(r, "accepted")
		s := x402.ChannelState{
			Charged: drawUnits(r, "charged"), Held: drawUnits(r, "held"), Highest: drawUnits(r, "highest"), Balance: drawUnits(r, "balance"),
			TotalClaimed: drawUnits(r, "claimed"), PendingWithdrawal: drawUnits(r, "withdrawal"),
		}
		price := drawUnits(r, "price")
		v := k.verified(t)
		need := s.Charged.Big()
		need.Add(need, s.Held.Big()).Add(need, price.Big())
		keep, err := v.Admit(&s, price)
		if err == nil && (need.Cmp(k.max.Big()) > 0 || k.max.Big().Cmp(s.Balance.Big()) > 0 || v.Kind == x402.KindRefund) {
			r.Fatalf("admitted %s for %s with balance %s", k.max, need, s.Balance)
		}
		if keep && (err != nil || k.max.Big().Cmp(s.Highest.Big()) <= 0) {
			r.Fatalf("keeps %s over %s, %v", k.max, s.Highest, err)
		}
		if err == nil && price.Big().Cmp(v.Amount.Big()) > 0 {
			r.Fatalf("price %s above the accepted %s", price, v.Amount)
		}
		if err := v.AdmitDeposit(&s, price); err == nil {
			after := s.Balance.Big()
			after.Add(after, v.Deposit.Amount.Big())
			if need.Cmp(k.max.Big()) > 0 || k.max.Big().Cmp(after) > 0 {
				r.Fatalf("admitted a deposit to %s for %s, voucher %s", after, need, k.max)
			}
		}
		if give, err := v.AdmitRefund(&s); err == nil {
			left := s.Balance.Big()
			if give.IsZero() || give.Big().Cmp(left.Sub(left, s.Charged.Big())) > 0 || k.max != s.Charged {
				r.Fatalf("gives %s of %s, charged %s", give, s.Balance, s.Charged)
			}
		}
	})
}

// TestStateOnlyToTheSigner: whatever a stranger changes in a payment that is not
// its own, no voucher comes of it, and so nothing that Corrective would take.
func TestStateOnlyToTheSigner(t *testing.T) {
	o := mustBatch(t, batchConfig())
	rapid.Check(t, func(r *rapid.T) {
		k := goodTicket(t, o, rapid.SampledFrom([]string{"voucher", "deposit", "refund"}).Draw(r, "kind"), 16_000)
		switch rapid.IntRange(0, 3).Draw(r, "forged") {
		case 0: // The configuration is public; a key is not.
			k.signature = rapid.SliceOfN(rapid.Byte(), 0, 70).Draw(r, "signature")
		case 1:
			k.signature[rapid.IntRange(0, 64).Draw(r, "at")] ^= rapid.ByteRange(1, 255).Draw(r, "by")
		case 2:
			k.max = units(rapid.Uint64Range(16_001, math.MaxUint64).Draw(r, "max"))
		case 3: // One's own channel, and the voucher of another.
			k.config.Salt[rapid.IntRange(0, 31).Draw(r, "salt")]++
			sig := k.signature
			k.sign(t)
			k.signature = sig
		}
		v, err := x402.VerifyVoucher(k.parse(t), []*x402.Offer{o}, nil, now)
		if err == nil || v != nil || x402.Corrective(err) {
			r.Fatalf("got %v, %v", v, err)
		}
	})
}
