package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Post ends a hold with a charge for what was used, at most what was held, and
// returns when the usage entry is on disk. After an error the charge was not
// taken and the hold is free; after metering.ErrClosed, which ends the store,
// only a restart tells which of the last entries are on disk. A hold that was
// ended before gets metering.ErrEnded. The record is for reading alone.
func (s *Store) Post(_ context.Context, h *metering.Hold, end metering.End) (*metering.UsageRecord, error) {
	o := newUsage(h, end, metering.RecordPosted)
	o.done = s.queue.wait()
	err := s.end(h, o)
	if err == nil {
		err = s.await(o.done)
	}
	if err != nil {
		return nil, fmt.Errorf("post %s: %w", h.RequestID, err)
	}
	return &o.record, nil
}

// Release ends a hold without a charge. A call that reached an upstream
// (end.Outcome is set) leaves a record, which Release does not wait for; any
// other leaves no trace, but for the end of a hold that was journalled. After an
// error the hold is free as well, unless it is metering.ErrEnded.
func (s *Store) Release(h *metering.Hold, end metering.End) error {
	if end.Outcome == "" && h.HoldSeq == 0 {
		if !h.Finish() {
			return fmt.Errorf("release %s: %w", h.RequestID, metering.ErrEnded)
		}
		s.forgo(h)
		return nil
	}
	if end.Outcome == "" {
		end.Outcome = metering.OutcomeNotStarted
	}
	err := s.end(h, newUsage(h, end, metering.RecordReleased))
	if err != nil {
		return fmt.Errorf("release %s: %w", h.RequestID, err)
	}
	return nil
}

func newUsage(h *metering.Hold, end metering.End, state metering.RecordState) *op {
	o := &op{hold: h, record: metering.UsageRecord{
		RequestID: h.RequestID, Agent: h.Agent, Payer: h.Payer, Route: h.Route, Meter: h.Meter,
		Price: h.Price.Name, PriceVersion: h.Price.Version, Units: end.Units, UsageState: end.UsageState,
		Hold: h.Amount, State: state, Outcome: end.Outcome, Flags: end.Flags, Status: end.Status,
		Rail: h.Rail, Funding: h.Funding, HoldSeq: h.HoldSeq,
	}}
	o.entry.Usage = &o.record
	return o
}

// end rates the record, gives it its place in the journal and changes the
// accounts, all under their locks. After an error the hold is free and nothing
// else has changed.
func (s *Store) end(h *metering.Hold, o *op) error {
	if !h.Finish() {
		return metering.ErrEnded
	}
	set := s.shardsOf(h.Agent, h.Payer)
	s.lock(set)
	defer s.unlock(set)
	owner, payer := s.holders(h)
	err := s.reintroduce(h, owner, payer)
	if err == nil {
		err = s.place(h, o, owner, funderOf(h, owner, payer))
	}
	if err != nil {
		s.drop(owner, payer, h)
		return err
	}
	s.settle(owner, payer, o)
	return nil
}

// reintroduce makes an agent anew whose first entry the hold was admitted on and
// a full disk then took back.
func (s *Store) reintroduce(h *metering.Hold, owner, payer *account) error {
	for _, a := range [...]*account{owner, payer} {
		if a.known {
			continue
		}
		if h.Plan == "" {
			return metering.ErrUnknownAgent
		}
		err := s.introduce(a, h.Plan)
		if err != nil {
			return err
		}
	}
	return nil
}

// place rates the record for the period that its place in the journal falls
// into, and takes that place.
func (s *Store) place(h *metering.Hold, o *op, owner, funder *account) error {
	for now := s.cfg.Now(); ; {
		period := metering.Period(now)
		o.acc = accumulator{o.record.Price, o.record.PriceVersion, period.Unix()}
		err := rate(h, &o.record, owner.Used[o.acc], funder)
		if err == nil {
			err = s.queue.encode(o)
		}
		if err != nil {
			return err
		}
		var at time.Time
		at, err = s.queue.push(o, now, period)
		if !errors.Is(err, errPeriodEdge) {
			return err
		}
		now = at
	}
}

// rate fills in the charge and the part that given credit covers.
func rate(h *metering.Hold, r *metering.UsageRecord, used metering.Units, funder *account) error {
	if r.State == metering.RecordReleased {
		return nil
	}
	charge, err := h.Price.Rater.Rate(used, r.Units)
	if err == nil {
		err = addable(used, r.Units)
	}
	if err != nil {
		return err
	}
	if charge.Sign() < 0 {
		return fmt.Errorf("a charge of %s: %w", charge, metering.ErrInvalid)
	}
	if h.Amount.Less(charge) {
		charge = h.Amount
		addFlag(r, metering.FlagCapped)
	}
	r.Charge = charge
	r.Auth = h.Auth // its nonce is used up, also where the payer's credit covers the charge
	r.Granted = money.Amount{}
	if h.Funding != metering.FundPayerReceivable && funder.Granted.Sign() > 0 {
		r.Granted = money.Min(funder.Granted, charge)
	}
	return nil
}

func addFlag(r *metering.UsageRecord, flag string) {
	if !slices.Contains(r.Flags, flag) {
		r.Flags = append(slices.Clone(r.Flags), flag)
		slices.Sort(r.Flags)
	}
}

// settle moves the money of a record that has its place in the journal, and
// frees its hold.
func (s *Store) settle(owner, payer *account, o *op) {
	h, r := o.hold, &o.record
	funder := funderOf(h, owner, payer)
	if counts(r) {
		owner.use(o.acc, addUnits(owner.Used[o.acc], r.Units))
	}
	s.unfund(funder, h)
	if r.Funding == metering.FundPayerReceivable {
		funder.Owed = mustAdd(funder.Owed, r.Charge)
		s.owed.move(r.Charge, money.Amount{})
	} else {
		funder.Granted = mustSub(funder.Granted, r.Granted)
		funder.Prepaid = mustSub(funder.Prepaid, mustSub(r.Charge, r.Granted))
	}
	if h.Auth != nil {
		if r.State != metering.RecordReleased {
			payer.claims[h.Auth.Nonce] = claim{used: true}
		} else {
			delete(payer.claims, h.Auth.Nonce)
		}
	}
	owner.holds--
	owner.queued++
	if payer != owner {
		payer.holds--
		payer.queued++
	}
}

// counts reports whether a record's units add to the agent's accumulators.
func counts(r *metering.UsageRecord) bool {
	return r.State == metering.RecordPosted && len(r.Units) > 0
}

// unpost takes back what settle did when the entry could not be committed. The
// hold stays free: its call has failed.
func (s *Store) unpost(o *op) {
	h, r := o.hold, &o.record
	set := s.shardsOf(h.Agent, h.Payer)
	s.lock(set)
	defer s.unlock(set)
	owner, payer := s.holders(h)
	funder := funderOf(h, owner, payer)
	if counts(r) {
		owner.use(o.acc, subtract(owner.Used[o.acc], r.Units))
	}
	if r.Funding == metering.FundPayerReceivable {
		funder.Owed = mustSub(funder.Owed, r.Charge)
		s.owed.move(mustSub(money.Amount{}, r.Charge), money.Amount{})
	} else {
		funder.Granted = mustAdd(funder.Granted, r.Granted)
		funder.Prepaid = mustAdd(funder.Prepaid, mustSub(r.Charge, r.Granted))
	}
	if h.Auth != nil && r.State != metering.RecordReleased {
		// A released record freed the nonce; another call may hold it by now.
		delete(payer.claims, h.Auth.Nonce)
	}
	owner.queued--
	if payer != owner {
		payer.queued--
	}
}

// addable returns an error where addUnits would leave the range.
func addable(sum, part metering.Units) error {
	for _, u := range part {
		_, err := sum.Of(u.Kind).Add(u.Quantity)
		if err != nil {
			return fmt.Errorf("add up usage of %s: %w", u.Kind, err)
		}
	}
	return nil
}

// addUnits adds part to sum in place and returns it; part is not kept. It must
// be addable.
func addUnits(sum, part metering.Units) metering.Units {
	i := 0
	for _, u := range part {
		for i < len(sum) && sum[i].Kind < u.Kind {
			i++
		}
		if i < len(sum) && sum[i].Kind == u.Kind {
			sum[i].Quantity = mustAdd(sum[i].Quantity, u.Quantity)
			continue
		}
		sum = slices.Insert(sum, i, u)
	}
	return sum
}

// subtract takes back a sum that addUnits made.
func subtract(sum, part metering.Units) metering.Units {
	var rest metering.Units
	for _, u := range sum {
		q := mustSub(u.Quantity, part.Of(u.Kind))
		if !q.IsZero() {
			rest = append(rest, metering.Unit{Kind: u.Kind, Quantity: q})
		}
	}
	return rest
}
