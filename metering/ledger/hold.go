package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Hold admits a call: it reserves the call's ceiling and claims its
// authorization, in memory and at once for all calls of the agent. On routes
// that charge interrupted calls it returns when the hold is on disk.
//
// It returns metering.ErrFull, ErrClosed, ErrUnknownAgent, ErrSuspended,
// ErrNotOffered, ErrNoBound, ErrFunds, ErrCap, ErrPaymentUsed, ErrPaymentBusy or ErrInvalid for
// a call that is not admitted; then nothing is reserved. Every hold must be
// ended by Post or Release, once.
func (s *Store) Hold(_ context.Context, c *metering.Call) (*metering.Hold, error) {
	switch {
	case s.queue.closed.Load():
		return nil, metering.ErrClosed
	case s.low.Load() || s.Full() || s.project.stuck():
		return nil, metering.ErrFull
	}
	err := checkCall(c)
	if err != nil {
		return nil, fmt.Errorf("hold for %s: %w", c.Agent, err)
	}
	h := &metering.Hold{Call: *c}
	wait, err := s.reserve(h)
	if err == nil && wait != nil {
		err = s.await(wait)
		if err != nil {
			s.forgo(h)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("hold for %s: %w", c.Agent, err)
	}
	return h, nil
}

// maxName bounds the names in an entry, in bytes: they are keys of state.db.
const maxName = 256

// maxSignature is what the encoding of an authorization takes.
const maxSignature = 1024

// checkCall refuses what could be admitted but not be written down later.
func checkCall(c *metering.Call) error {
	if c.Price == nil || c.Price.Rater == nil {
		return fmt.Errorf("the call has no price: %w", metering.ErrInvalid)
	}
	for _, name := range [...]string{c.Route, c.Meter, c.Price.Name} {
		if name == "" || len(name) > maxName || strings.IndexByte(name, 0) >= 0 {
			return fmt.Errorf("route, meter or price %q: %w", name[:min(len(name), maxName)], metering.ErrInvalid)
		}
	}
	switch {
	case c.Funding < metering.FundAgentPrepaid || c.Funding > metering.FundPayerPrepaid || c.OnCrash > metering.OnCrashCeiling:
		return fmt.Errorf("funding %d, policy %d: %w", c.Funding, c.OnCrash, metering.ErrInvalid)
	case c.Funding != metering.FundAgentPrepaid && c.Payer == "", c.Auth != nil && c.Payer == "":
		return fmt.Errorf("a payment without a payer: %w", metering.ErrInvalid)
	case c.Funding == metering.FundPayerReceivable && c.Auth == nil:
		return fmt.Errorf("a payment without its authorization: %w", metering.ErrInvalid)
	case c.Auth != nil && len(c.Auth.Signature) > maxSignature:
		return fmt.Errorf("a signature of %d bytes: %w", len(c.Auth.Signature), metering.ErrInvalid)
	}
	return nil
}

// checkAgentID refuses an id that cannot be a key of state.db or would not come
// back from JSON as it was.
func checkAgentID(id metering.AgentID) error {
	if id == "" || len(id) > metering.MaxAgentID || !utf8.ValidString(string(id)) || strings.IndexByte(string(id), 0) >= 0 {
		return fmt.Errorf("agent id %q: 1 to %d bytes of text are needed: %w", id[:min(len(id), metering.MaxAgentID)], metering.MaxAgentID, metering.ErrInvalid)
	}
	return nil
}

// reserve fills in what the hold reserves. wait is not nil where the hold counts
// only once it is on disk.
func (s *Store) reserve(h *metering.Hold) (wait chan error, err error) {
	set := s.shardsOf(h.Agent, h.Payer)
	s.lock(set)
	defer s.unlock(set)
	owner, payer, err := s.parties(&h.Call)
	if err != nil {
		return nil, err
	}
	acc := accumulator{h.Price.Name, h.Price.Version, metering.Period(s.cfg.Now()).Unix()}
	h.Amount, err = h.Price.Rater.Ceiling(owner.Used[acc], h.Bound)
	if err != nil {
		return nil, err
	}
	if h.Amount.Sign() < 0 {
		return nil, fmt.Errorf("a ceiling of %s: %w", h.Amount, metering.ErrInvalid)
	}
	funder := funderOf(h, owner, payer)
	h.Available, err = s.fund(funder, h)
	if err != nil {
		return nil, err
	}
	if h.Auth != nil {
		err = s.claim(payer, h.Auth.Nonce)
		if err != nil {
			s.unfund(funder, h)
			return nil, err
		}
	}
	owner.holds++
	if payer != owner {
		payer.holds++
	}
	if h.OnCrash == metering.OnCrashRelease {
		return nil, nil
	}
	wait, err = s.journalHold(owner, h)
	if err != nil {
		s.drop(owner, payer, h)
	}
	return wait, err
}

// funderOf returns which of the two accounts pays.
func funderOf(h *metering.Hold, owner, payer *account) *account {
	if h.Funding == metering.FundAgentPrepaid {
		return owner
	}
	return payer
}

// parties returns the accounts of a call's agent and of its payer, which are
// the same where the payer has no token. Both shards are locked.
func (s *Store) parties(c *metering.Call) (owner, payer *account, err error) {
	owner, err = s.party(c.Agent, c.Plan)
	if err != nil || c.Payer == "" || c.Payer == c.Agent {
		return owner, owner, err
	}
	payer, err = s.party(c.Payer, c.Plan)
	return owner, payer, err
}

func (s *Store) party(id metering.AgentID, plan string) (*account, error) {
	a, err := s.account(id)
	if err != nil {
		return nil, err
	}
	if a.known {
		plan = a.Plan
	}
	switch {
	case a.known && a.State != metering.AgentActive:
		return nil, metering.ErrSuspended
	case !a.known && plan == "":
		return nil, metering.ErrUnknownAgent
	case s.cfg.Offered != nil && !s.cfg.Offered(plan):
		return nil, metering.ErrNotOffered
	case !a.known:
		return a, s.introduce(a, plan)
	}
	return a, nil
}

// introduce makes an agent at its first verified payment or foreign token. The
// entry stands before everything that the agent does.
func (s *Store) introduce(a *account, plan string) error {
	err := checkAgentID(a.id)
	if err != nil {
		return err
	}
	body, err := json.Marshal(metering.AgentBody{ID: a.id, Plan: plan, State: metering.AgentActive})
	if err != nil {
		return fmt.Errorf("create agent %s: %w", a.id, err)
	}
	body, err = canonical(body)
	if err != nil {
		return fmt.Errorf("create agent %s: %w", a.id, err)
	}
	o := &op{entry: metering.Entry{Event: &metering.Event{Type: metering.EventAgentCreated, Ref: string(a.id), Body: body}}}
	o.undo = func() {
		set := s.shardsOf(a.id, "")
		s.lock(set)
		defer s.unlock(set)
		a.known = false
		a.queued--
	}
	_, err = s.queue.push(o, s.cfg.Now(), noPeriod)
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
func (s *Store) drop(owner, payer *account, h *metering.Hold) {
	s.unfund(funderOf(h, owner, payer), h)
	if h.Auth != nil {
		delete(payer.claims, h.Auth.Nonce)
	}
	owner.holds--
	if payer != owner {
		payer.holds--
	}
}

// forgo drops a hold that nobody got.
func (s *Store) forgo(h *metering.Hold) {
	set := s.shardsOf(h.Agent, h.Payer)
	s.lock(set)
	defer s.unlock(set)
	owner, payer := s.holders(h)
	s.drop(owner, payer, h)
}

func (s *Store) journalHold(owner *account, h *metering.Hold) (chan error, error) {
	least, err := h.Price.Rater.Rate(nil, h.Least)
	if err != nil {
		return nil, err
	}
	o := &op{done: s.queue.wait(), entry: metering.Entry{Hold: &metering.HoldRecord{
		RequestID: h.RequestID, Agent: h.Agent, Payer: h.Payer, Route: h.Route, Meter: h.Meter,
		Price: h.Price.Name, PriceVersion: h.Price.Version, Amount: h.Amount, Minimum: money.Min(least, h.Amount),
		OnCrash: h.OnCrash, Rail: h.Rail, Funding: h.Funding, Auth: h.Auth,
	}}}
	o.undo = func() {
		set := s.shardsOf(h.Agent, "")
		s.lock(set)
		defer s.unlock(set)
		owner.queued--
	}
	_, err = s.queue.push(o, s.cfg.Now(), noPeriod)
	if err != nil {
		return nil, err
	}
	owner.queued++
	h.HoldSeq = o.entry.Sequence
	return o.done, nil
}

// holders returns the accounts of an open hold, which are in memory as long as
// it is open or its entry is queued. Both shards are locked.
func (s *Store) holders(h *metering.Hold) (owner, payer *account) {
	owner = s.cached(h.Agent)
	if h.Payer == "" || h.Payer == h.Agent {
		return owner, owner
	}
	return owner, s.cached(h.Payer)
}

// await waits until an entry is on disk. No context ends the wait: the entry
// has its place in the journal, and only the disk knows how that ends.
func (s *Store) await(wait chan error) error {
	select {
	case err := <-wait:
		s.queue.waits.Put(wait)
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
