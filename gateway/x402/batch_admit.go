package x402

import (
	"fmt"

	"github.com/farebox/farebox/metering"
)

// ChannelState is what the ledger and the chain know of one channel, in base
// units of its token.
type ChannelState struct {
	// Charged is the sum of all charges since the channel was opened. Held is what
	// calls in flight may add to it.
	Charged, Held metering.BaseUnits
	// Highest is the amount of the voucher that is kept, HighestSignature its
	// signature, empty where none was kept yet.
	Highest          metering.BaseUnits
	HighestSignature []byte
	// Balance and TotalClaimed are the contract's, as of the confirmations that
	// the gateway waits for: no deposit counts before.
	Balance, TotalClaimed metering.BaseUnits
	// PendingWithdrawal is what the payer started to withdraw at
	// WithdrawRequestedAt, in Unix seconds; both zero where it did not.
	PendingWithdrawal   metering.BaseUnits
	WithdrawRequestedAt uint64
	RefundNonce         uint64 // counts the channel's refunds
}

// Admit says whether the voucher pays for a call that costs at most price. The
// channel's state must not change between this and the hold that follows.
//
// In ceiling mode a call is good while charged + held + price ≤ the voucher's
// amount ≤ balance, so that calls in flight may share a voucher; in strict mode
// the amount must be charged + the amount accepted and nothing may be held. keep
// says that the voucher is higher than the one kept and must be on disk, with
// the call that needs it, before the call's answer leaves.
//
// It returns ErrCumulative or ErrBelowClaimed, which are corrective, else
// ErrExceedsBalance, ErrChannelBusy, or ErrOffer for a price above what the
// client accepted.
func (v *SignedVoucher) Admit(s *ChannelState, price metering.BaseUnits) (keep bool, err error) {
	err = v.admit(s, s.Balance, price)
	if err != nil {
		return false, fmt.Errorf("admit voucher: %w", err)
	}
	return less(s.Highest, v.MaxClaimable), nil
}

// AdmitDeposit says whether the call would be good once the payment's deposit is
// in the channel, so that the deposit is worth executing. It keeps nothing:
// Admit decides, with the balance that the deposit led to. Where Admit is good
// at once no deposit is needed; calls that start together open one channel with
// one of their deposits.
func (v *SignedVoucher) AdmitDeposit(s *ChannelState, price metering.BaseUnits) error {
	if v.Deposit == nil {
		return fmt.Errorf("admit deposit: %s: %w", v.Kind, ErrPayloadType)
	}
	balance, ok := add(s.Balance, v.Deposit.Amount)
	if !ok {
		return fmt.Errorf("admit deposit: balance does not fit 128 bits: %w", ErrExceedsBalance)
	}
	err := v.admit(s, balance, price)
	if err != nil {
		return fmt.Errorf("admit deposit: %w", err)
	}
	return nil
}

func (v *SignedVoucher) admit(s *ChannelState, balance, price metering.BaseUnits) error {
	strict := v.offer.batch.config.Strict
	held, inRange := add(s.Charged, s.Held)
	need, ok := add(held, price)
	exact, fits := add(s.Charged, v.Amount)
	switch {
	case v.Kind == KindRefund:
		return fmt.Errorf("%s: %w", v.Kind, ErrPayloadType)
	case less(v.Amount, price):
		return fmt.Errorf("price %s, accepted %s: %w", price, v.Amount, ErrOffer)
	case !less(s.TotalClaimed, v.MaxClaimable):
		return fmt.Errorf("voucher %s, claimed %s: %w", v.MaxClaimable, s.TotalClaimed, ErrBelowClaimed)
	case strict && !s.Held.IsZero():
		return fmt.Errorf("held %s: %w", s.Held, ErrChannelBusy)
	case strict && (!fits || v.MaxClaimable != exact):
		return fmt.Errorf("voucher %s, charged %s + %s: %w", v.MaxClaimable, s.Charged, v.Amount, ErrCumulative)
	case !inRange || !ok || less(v.MaxClaimable, need):
		return fmt.Errorf("voucher %s, charged %s + held %s + price %s: %w", v.MaxClaimable, s.Charged, s.Held, price, ErrCumulative)
	case less(balance, v.MaxClaimable):
		return fmt.Errorf("voucher %s, balance %s: %w", v.MaxClaimable, balance, ErrCumulative)
	case less(sub(balance, s.PendingWithdrawal), v.MaxClaimable):
		return fmt.Errorf("voucher %s, balance %s, in withdrawal %s: %w", v.MaxClaimable, balance, s.PendingWithdrawal, ErrExceedsBalance)
	}
	return nil
}

// AdmitRefund returns how much of the channel goes back to its payer: what it
// asked, at most what is neither charged nor given back. Its voucher must be
// over exactly what was charged, and no call may be in flight: wait for those
// first. It returns ErrCumulative or ErrBelowClaimed, which are corrective, else
// ErrChannelBusy or ErrRefundBalance.
func (v *SignedVoucher) AdmitRefund(s *ChannelState) (metering.BaseUnits, error) {
	left := sub(s.Balance, s.Charged)
	var err error
	switch {
	case v.Kind != KindRefund:
		err = fmt.Errorf("%s: %w", v.Kind, ErrPayloadType)
	case less(v.MaxClaimable, s.TotalClaimed):
		err = fmt.Errorf("voucher %s, claimed %s: %w", v.MaxClaimable, s.TotalClaimed, ErrBelowClaimed)
	case !s.Held.IsZero():
		err = fmt.Errorf("held %s: %w", s.Held, ErrChannelBusy)
	case v.MaxClaimable != s.Charged:
		err = fmt.Errorf("voucher %s, charged %s: %w", v.MaxClaimable, s.Charged, ErrCumulative)
	case left.IsZero():
		err = fmt.Errorf("balance %s, charged %s: %w", s.Balance, s.Charged, ErrRefundBalance)
	}
	if err != nil {
		return metering.BaseUnits{}, fmt.Errorf("admit refund: %w", err)
	}
	if v.RefundAmount != nil && less(*v.RefundAmount, left) {
		return *v.RefundAmount, nil
	}
	return left, nil
}
