package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Hold admits a call: it reserves the call's ceiling and claims its
// authorization, in memory and at once for all calls of the agent. On routes
// that charge interrupted calls it returns when the hold is on disk.
//
// It returns metering.ErrFull, ErrUnknownAgent, ErrSuspended, ErrNotOffered,
// ErrNoBound, ErrFunds, ErrCap, ErrPaymentUsed or ErrPaymentBusy for a call
// that is not admitted; then nothing is reserved. Every hold must be ended by
// Post or Release, once.
func (s *Store) Hold(_ context.Context, c *metering.Call) (*metering.Hold, error) {
	if s.low.Load() || s.Full() {
		return nil, metering.ErrFull
	}
	h, wait, err := s.reserve(c)
	if err != nil {
		return nil, fmt.Errorf("hold for %s: %w", c.Agent, err)
	}
	if wait == nil {
		return h, nil
	}
	err = s.await(wait)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("hold for %s: %w", c.Agent, err), s.Release(h, metering.End{}))
	}
	return h, nil
}

func (s *Store) reserve(c *metering.Call) (*metering.Hold, chan error, error) {
	unlock := s.lock(c.Agent, c.Payer)
	defer unlock()
	owner, payer, err := s.parties(c)
	if err != nil {
		return nil, nil, err
	}
	now := s.cfg.Now()
	acc := accumulator{c.Price.Name, c.Price.Version, metering.Period(now).Unix()}
	amount, err := c.Price.Rater.Ceiling(owner.Used[acc], c.Bound)
	if err != nil {
		return nil, nil, err
	}
	h := &metering.Hold{Call: *c, Amount: amount}
	funder := owner
	if c.Funding != metering.FundAgentPrepaid {
		funder = payer
	}
	h.Available, err = s.fund(funder, h)
	if err != nil {
		return nil, nil, err
	}
	if c.Auth != nil {
		err = s.claim(payer, c.Auth.Nonce)
		if err != nil {
			s.unfund(funder, h)
			return nil, nil, err
		}
	}
	owner.holds++
	if payer != owner {
		payer.holds++
	}
	if c.OnCrash == metering.OnCrashRelease {
		return h, nil, nil
	}
	wait, err := s.journalHold(owner, h)
	if err != nil {
		s.drop(owner, payer, funder, h)
		return nil, nil, err
	}
	return h, wait, nil
}

// parties returns the accounts of a call's agent and of its payer, which are
// the same where the payer has no token. Both shards are locked.
func (s *Store) parties(c *metering.Call) (owner, payer *account, err error) {
	owner, err = s.account(&s.shards[shardOf(c.Agent)], c.Agent)
	if err != nil {
		return nil, nil, err
	}
	payer = owner
	if c.Payer != "" && c.Payer != c.Agent {
		payer, err = s.account(&s.shards[shardOf(c.Payer)], c.Payer)
		if err != nil {
			return nil, nil, err
		}
	}
	for _, a := range []*account{owner, payer} {
		switch {
		case !a.known && c.Plan == "":
			return nil, nil, metering.ErrUnknownAgent
		case a.known && a.State != metering.AgentActive:
			return nil, nil, metering.ErrSuspended
		case s.cfg.Offered != nil && !s.cfg.Offered(planOf(a, c)):
			return nil, nil, metering.ErrNotOffered
		}
		if !a.known {
			err = s.introduce(a, c.Plan)
			if err != nil {
				return nil, nil, err
			}
		}
	}
	return owner, payer, nil
}

func planOf(a *account, c *metering.Call) string {
	if a.known {
		return a.Plan
	}
	return c.Plan
}

// introduce makes an agent at its first verified payment or foreign token. The
// entry stands before everything that the agent does.
func (s *Store) introduce(a *account, plan string) error {
	body, err := json.Marshal(metering.AgentBody{ID: a.id, Plan: plan, State: metering.AgentActive})
	if err != nil {
		return fmt.Errorf("create agent %s: %w", a.id, err)
	}
	o := &op{entry: metering.Entry{Event: &metering.Event{Type: metering.EventAgentCreated, Ref: string(a.id), Body: body}}}
	o.undo = func() {
		s.locked(a.id, func() { a.known, a.queued = false, a.queued-1 })
	}
	err = s.queue.push(o, s.cfg.Now(), noPeriod)
	if err != nil {
		return err
	}
	a.known, a.Plan, a.State = true, plan, metering.AgentActive
	a.queued++
	return nil
}

// fund reserves the hold's amount on the funding account.
func (s *Store) fund(a *account, h *metering.Hold) (money.Amount, error) {
	if h.Funding == metering.FundPayerReceivable {
		return money.Amount{}, s.fundOwed(a, h)
	}
	left, err := a.available()
	if err != nil {
		return money.Amount{}, err
	}
	if left.Less(h.Amount) {
		return money.Amount{}, &metering.FundsError{Needed: h.Amount, Available: left, Held: a.held}
	}
	a.held = mustAdd(a.held, h.Amount)
	return mustSub(left, h.Amount), nil
}

// fundOwed admits a payment that is settled later: what the payer owes already
// and this must be in its own hands, and below the caps.
func (s *Store) fundOwed(a *account, h *metering.Hold) error {
	owed, err := a.heldOwed.Add(h.Amount)
	if err != nil {
		return err
	}
	owed, err = owed.Add(a.Owed)
	if err != nil {
		return err
	}
	limit := h.Caps.NewPayer
	if a.Settled {
		limit = h.Caps.PerPayer
	}
	if h.Caps.Balance.Less(owed) {
		return &metering.FundsError{Needed: owed, Available: h.Caps.Balance, Held: a.heldOwed}
	}
	if limit.Less(owed) {
		return metering.ErrCap
	}
	err = s.owed.reserve(h.Amount, h.Caps.Total)
	if err != nil {
		return err
	}
	a.heldOwed = mustAdd(a.heldOwed, h.Amount)
	return nil
}

// unfund frees what fund reserved.
func (s *Store) unfund(a *account, h *metering.Hold) {
	if h.Funding == metering.FundPayerReceivable {
		a.heldOwed = mustSub(a.heldOwed, h.Amount)
		s.owed.move(money.Amount{}, mustSub(money.Amount{}, h.Amount))
		return
	}
	a.held = mustSub(a.held, h.Amount)
}

// claim takes an authorization for one call: nonces are unique by payer, as the
// token sees them.
func (s *Store) claim(a *account, nonce [32]byte) error {
	c, ok := a.claims[nonce]
	switch {
	case ok && c.used:
		return metering.ErrPaymentUsed
	case ok:
		return metering.ErrPaymentBusy
	}
	used, err := s.state.nonceUsed(a.id, nonce)
	if err != nil {
		return err
	}
	if used {
		return metering.ErrPaymentUsed
	}
	if a.claims == nil {
		a.claims = make(map[[32]byte]claim)
	}
	a.claims[nonce] = claim{}
	return nil
}

// drop ends a hold without a trace. The accounts are locked.
func (s *Store) drop(owner, payer, funder *account, h *metering.Hold) {
	s.unfund(funder, h)
	if h.Auth != nil {
		delete(payer.claims, h.Auth.Nonce)
	}
	owner.holds--
	if payer != owner {
		payer.holds--
	}
}

func (s *Store) journalHold(owner *account, h *metering.Hold) (chan error, error) {
	least, err := h.Price.Rater.Rate(nil, h.Least)
	if err != nil {
		return nil, err
	}
	o := &op{done: make(chan error, 1), entry: metering.Entry{Hold: &metering.HoldRecord{
		RequestID: h.RequestID, Agent: h.Agent, Payer: h.Payer, Route: h.Route, Meter: h.Meter,
		Price: h.Price.Name, PriceVersion: h.Price.Version, Amount: h.Amount, Minimum: money.Min(least, h.Amount),
		OnCrash: h.OnCrash, Rail: h.Rail, Funding: h.Funding, Auth: h.Auth,
	}}}
	o.undo = func() { s.locked(h.Agent, func() { owner.queued-- }) }
	err = s.queue.push(o, s.cfg.Now(), noPeriod)
	if err != nil {
		return nil, err
	}
	owner.queued++
	h.HoldSeq = o.entry.Sequence
	return o.done, nil
}

// Post ends a hold with a charge for what was used, at most what was held, and
// returns when the usage entry is on disk. After an error the charge was not
// taken and the hold is free.
func (s *Store) Post(_ context.Context, h *metering.Hold, end metering.End) (*metering.UsageRecord, error) {
	r := record(h, end, metering.RecordPosted)
	wait, err := s.post(h, r)
	if err == nil {
		err = s.await(wait)
	}
	if err != nil {
		return nil, fmt.Errorf("post %s: %w", h.RequestID, err)
	}
	return r, nil
}

// Release ends a hold without a charge. A call that reached an upstream
// (end.Outcome is set) leaves a record, which Release does not wait for; any
// other leaves no trace, but for the end of a hold that was journalled.
func (s *Store) Release(h *metering.Hold, end metering.End) error {
	if end.Outcome == "" && h.HoldSeq == 0 {
		defer s.lock(h.Agent, h.Payer)()
		owner, payer, funder := s.holders(h)
		s.drop(owner, payer, funder, h)
		return nil
	}
	if end.Outcome == "" {
		end.Outcome = metering.OutcomeNotStarted
	}
	r := record(h, end, metering.RecordReleased)
	_, err := s.post(h, r)
	if err != nil {
		return fmt.Errorf("release %s: %w", h.RequestID, err)
	}
	return nil
}

func record(h *metering.Hold, end metering.End, state metering.RecordState) *metering.UsageRecord {
	return &metering.UsageRecord{
		RequestID: h.RequestID, Agent: h.Agent, Payer: h.Payer, Route: h.Route, Meter: h.Meter,
		Price: h.Price.Name, PriceVersion: h.Price.Version, Units: end.Units, UsageState: end.UsageState,
		Hold: h.Amount, State: state, Outcome: end.Outcome, Flags: end.Flags, Status: end.Status,
		Rail: h.Rail, Funding: h.Funding, HoldSeq: h.HoldSeq,
	}
}

// post rates the record, gives it its place in the journal and changes the
// accounts, all under their locks.
func (s *Store) post(h *metering.Hold, r *metering.UsageRecord) (chan error, error) {
	defer s.lock(h.Agent, h.Payer)()
	owner, payer, funder := s.holders(h)
	o := &op{entry: metering.Entry{Usage: r}}
	if r.State != metering.RecordReleased {
		o.done = make(chan error, 1)
	}
	for {
		now := s.cfg.Now()
		period := metering.Period(now)
		acc := accumulator{r.Price, r.PriceVersion, period.Unix()}
		err := rate(h, r, owner.Used[acc], funder)
		if err == nil {
			o.undo = s.unpost(h, r, acc)
			err = s.queue.push(o, now, period)
		}
		if errors.Is(err, errPeriodEdge) {
			continue
		}
		if err == nil {
			err = s.settle(owner, payer, funder, h, r, acc)
		}
		if err != nil {
			s.drop(owner, payer, funder, h)
			return nil, err
		}
		return o.done, nil
	}
}

// rate fills in the charge and the part that given credit covers.
func rate(h *metering.Hold, r *metering.UsageRecord, used metering.Units, funder *account) error {
	if r.State == metering.RecordReleased {
		return nil
	}
	charge, err := h.Price.Rater.Rate(used, r.Units)
	if err != nil {
		return err
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
func (s *Store) settle(owner, payer, funder *account, h *metering.Hold, r *metering.UsageRecord, acc accumulator) error {
	if r.State == metering.RecordPosted && len(r.Units) > 0 {
		sum, err := owner.Used[acc].Add(r.Units)
		if err != nil {
			return err
		}
		owner.use(acc, sum)
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
	return nil
}

// unpost returns what takes settle back when the entry could not be committed.
// The hold stays free: its call has failed.
func (s *Store) unpost(h *metering.Hold, r *metering.UsageRecord, acc accumulator) func() {
	return func() {
		defer s.lock(h.Agent, h.Payer)()
		owner, payer, funder := s.holders(h)
		if r.State == metering.RecordPosted && len(r.Units) > 0 {
			owner.use(acc, subtract(owner.Used[acc], r.Units))
		}
		if r.Funding == metering.FundPayerReceivable {
			funder.Owed = mustSub(funder.Owed, r.Charge)
			s.owed.move(mustSub(money.Amount{}, r.Charge), money.Amount{})
		} else {
			funder.Granted = mustAdd(funder.Granted, r.Granted)
			funder.Prepaid = mustAdd(funder.Prepaid, mustSub(r.Charge, r.Granted))
		}
		if h.Auth != nil {
			delete(payer.claims, h.Auth.Nonce)
		}
		owner.queued--
		if payer != owner {
			payer.queued--
		}
	}
}

// holders returns the accounts of an open hold, which are in memory as long as
// it is open or its entry is queued.
func (s *Store) holders(h *metering.Hold) (owner, payer, funder *account) {
	owner = s.shards[shardOf(h.Agent)].accounts[h.Agent]
	payer, funder = owner, owner
	if h.Payer != "" && h.Payer != h.Agent {
		payer = s.shards[shardOf(h.Payer)].accounts[h.Payer]
	}
	if h.Funding != metering.FundAgentPrepaid {
		funder = payer
	}
	return owner, payer, funder
}

// subtract takes back a sum that Units.Add made.
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

// locked runs fn under the lock of one agent's shard.
func (s *Store) locked(id metering.AgentID, fn func()) {
	sh := &s.shards[shardOf(id)]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	fn()
}

// await waits until an entry is on disk. No context ends the wait: the entry
// has its place in the journal, and only the disk knows how that ends.
func (s *Store) await(wait chan error) error {
	select {
	case err := <-wait:
		return err
	case <-s.failed:
		select {
		case err := <-wait:
			return err
		default:
			return metering.ErrClosed
		}
	}
}
