package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// noPeriod is for entries that are not rated.
var noPeriod time.Time

// maxBody bounds an event's body.
const maxBody = 1 << 20

// Append journals an event and returns its sequence when it is on disk. What an
// event takes from an agent it takes at once with its place in the journal; what
// it gives can be spent when it is on disk.
//
// It refuses what may not happen twice: an agent of a known id
// (metering.ErrExists) and a claim of a used authorization
// (metering.ErrPaymentUsed, ErrPaymentBusy); and, with metering.ErrInvalid, what
// could not be read again or is for a method of its own: prices and invoices.
func (s *Store) Append(_ context.Context, e metering.Event) (uint64, error) {
	switch e.Type {
	case metering.EventPrice, metering.EventInvoiceCut, metering.EventInvoiceClosed, metering.EventInvoiceIssued:
		return 0, fmt.Errorf("append %s: the ledger alone makes such events: %w", e.Type, metering.ErrInvalid)
	}
	if len(e.Body) > maxBody {
		return 0, fmt.Errorf("append %s: body of %d bytes, at most %d: %w", e.Type, len(e.Body), maxBody, metering.ErrInvalid)
	}
	return s.appendEvent(e)
}

func (s *Store) appendEvent(e metering.Event) (uint64, error) {
	if len(e.Body) > 0 {
		text, err := canonical(e.Body)
		if err != nil {
			return 0, fmt.Errorf("append %s: %w", e.Type, err)
		}
		e.Body = text
	}
	o := &op{done: s.queue.wait(), entry: metering.Entry{Event: &e}}
	change, err := s.pushEvent(o)
	if err == nil {
		err = s.await(o.done)
	}
	if err != nil {
		return 0, fmt.Errorf("append %s: %w", e.Type, err)
	}
	change.finish(s)
	return o.entry.Sequence, nil
}

// canonical returns JSON in the form of RFC 8785.
func canonical(text []byte) ([]byte, error) {
	out, err := jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w: %w", metering.ErrInvalid, err)
	}
	return out, nil
}

func (s *Store) pushEvent(o *op) (*eventChange, error) {
	e := o.entry.Event
	err := checkEvent(e)
	if err != nil {
		return nil, err
	}
	ids := touched(e)
	c := &eventChange{transfers: e.Transfers, accounts: make(map[metering.AgentID]*account, len(ids))}
	for _, id := range ids {
		c.set |= s.shardsOf(id, "")
	}
	s.lock(c.set)
	defer s.unlock(c.set)
	for _, id := range ids {
		c.accounts[id], err = s.account(id)
		if err != nil {
			return nil, err
		}
	}
	err = c.prepare(s, e)
	if err != nil {
		return nil, err
	}
	o.undo = func() { c.undo(s) }
	_, err = s.queue.push(o, s.cfg.Now(), noPeriod)
	if err != nil {
		c.unclaim()
		return nil, err
	}
	c.take(s)
	return c, nil
}

// checkEvent refuses an event that the projections could not take: once it is on
// disk it would stop every start of the ledger.
func checkEvent(e *metering.Event) error {
	class, _, _ := strings.Cut(e.Type, ".")
	if class == "" || len(e.Type) > maxName || strings.IndexByte(e.Type, 0) >= 0 || len(e.Ref) > maxRef {
		return fmt.Errorf("type %q or reference of %d bytes: %w", e.Type[:min(len(e.Type), maxName)], len(e.Ref), metering.ErrInvalid)
	}
	for _, t := range e.Transfers {
		err := errors.Join(checkAccount(t.From), checkAccount(t.To))
		if err != nil {
			return err
		}
	}
	d := newDelta(0)
	err := d.add(&metering.Entry{Event: e}, Hash{})
	if err != nil {
		return fmt.Errorf("%w: %w", metering.ErrInvalid, err)
	}
	for _, t := range d.revoked {
		if t.JTI == "" || len(t.JTI) > maxRef {
			return fmt.Errorf("token id of %d bytes: %w", len(t.JTI), metering.ErrInvalid)
		}
	}
	for _, t := range d.epochs {
		err = checkAgentID(t.Agent)
		if err == nil && t.Epoch == 0 {
			err = fmt.Errorf("epoch 0 of %q: %w", t.Agent, metering.ErrInvalid)
		}
		if err != nil {
			return err
		}
	}
	for id := range d.agents {
		err = checkAgentID(id)
		if err != nil {
			return err
		}
	}
	return nil
}

// maxRef bounds an event's reference and a token's id, in bytes.
const maxRef = 1024

// checkAccount refuses a name that is no account.
func checkAccount(a metering.Account) error {
	if a == "" || len(a) > 2*maxName || !utf8.ValidString(string(a)) || strings.IndexByte(string(a), 0) >= 0 {
		return fmt.Errorf("account %q: %w", a[:min(len(a), maxName)], metering.ErrInvalid)
	}
	_, _, ok := a.Agent()
	if !ok && strings.HasPrefix(string(a), "agent:") {
		return fmt.Errorf("account %q of an agent names no part: %w", a, metering.ErrInvalid)
	}
	return nil
}

// eventChange is what an event changes in memory. What makes an agent poorer
// counts when the event has its place (take); what makes it richer when it is on
// disk (finish): nobody may be admitted on money that a full disk then takes back.
// Until then each account is pinned in memory by a hold.
type eventChange struct {
	set       shardSet
	accounts  map[metering.AgentID]*account
	transfers []metering.Transfer
	claim     *metering.PaymentBody
	agent     *metering.AgentBody
	before    agentState
	known     bool
}

// prepare checks an event against the accounts, which are locked, and claims its
// authorization.
func (c *eventChange) prepare(s *Store, e *metering.Event) error {
	for _, t := range e.Transfers {
		err := c.inRange(t)
		if err != nil {
			return err
		}
	}
	switch e.Type {
	case metering.EventAgentCreated, metering.EventAgentState:
		b, err := body[metering.AgentBody](e)
		if err != nil {
			return err
		}
		a := c.accounts[b.ID]
		if a == nil || b.ID != metering.AgentID(e.Ref) || b.State == "" {
			return fmt.Errorf("reference %q and agent %q in state %q: %w", e.Ref, b.ID, b.State, metering.ErrInvalid)
		}
		if a.known && e.Type == metering.EventAgentCreated {
			return fmt.Errorf("agent %s: %w", b.ID, metering.ErrExists)
		}
		if !a.known && e.Type == metering.EventAgentState {
			return fmt.Errorf("agent %s: %w", b.ID, metering.ErrUnknownAgent)
		}
		c.agent, c.before, c.known = &b, a.agentState, a.known
	case metering.EventWithdrawn:
		return c.checkWithdrawal(e)
	case metering.EventPaymentClaimed:
		b, err := body[metering.PaymentBody](e)
		if err != nil {
			return err
		}
		err = s.claim(c.accounts[b.Payer], b.Auth.Nonce)
		if err != nil {
			return err
		}
		c.claim = &b
	}
	return nil
}

func (c *eventChange) checkWithdrawal(e *metering.Event) error {
	b, err := body[metering.WithdrawnBody](e)
	if err != nil {
		return err
	}
	want := metering.Transfer{From: metering.PrepaidAccount(b.Agent), To: metering.AccountSuspense, Amount: b.Amount}
	if len(e.Transfers) != 1 || e.Transfers[0] != want {
		return fmt.Errorf("a withdrawal of %s moves something else: %w", b.Amount, metering.ErrInvalid)
	}
	return withdrawable(c.accounts[b.Agent], b.Amount)
}

// inRange refuses a transfer that would take a balance out of the range.
func (c *eventChange) inRange(t metering.Transfer) error {
	for _, acc := range []metering.Account{t.From, t.To} {
		id, sub, ok := acc.Agent()
		if !ok {
			continue
		}
		for _, by := range []money.Amount{t.Amount, mustSub(money.Amount{}, t.Amount)} {
			a := c.accounts[id].agentState
			err := a.apply(sub, by)
			if err != nil {
				return fmt.Errorf("transfer of %s: %w: %w", t.Amount, metering.ErrInvalid, err)
			}
		}
	}
	return nil
}

// unclaim frees the authorization of an event that got no place.
func (c *eventChange) unclaim() {
	if c.claim != nil {
		delete(c.accounts[c.claim.Payer].claims, c.claim.Auth.Nonce)
	}
}

// take applies what makes agents poorer. The accounts are locked.
func (c *eventChange) take(s *Store) {
	for _, a := range c.accounts {
		a.queued++
		a.holds++
	}
	for _, t := range c.transfers {
		c.move(s, t.From, mustSub(money.Amount{}, t.Amount))
	}
	if c.claim != nil {
		c.accounts[c.claim.Payer].claims[c.claim.Auth.Nonce] = claim{used: true}
	}
	if c.agent != nil {
		a := c.accounts[c.agent.ID]
		if !a.known {
			a.Plan = c.agent.Plan
		}
		a.known, a.State = true, c.agent.State
	}
}

// undo takes back what take did.
func (c *eventChange) undo(s *Store) {
	s.lock(c.set)
	defer s.unlock(c.set)
	for _, t := range c.transfers {
		c.move(s, t.From, t.Amount)
	}
	c.unclaim()
	if c.agent != nil {
		a := c.accounts[c.agent.ID]
		a.known, a.Plan, a.State = c.known, c.before.Plan, c.before.State
	}
	for _, a := range c.accounts {
		a.queued--
		a.holds--
	}
}

// finish applies what makes agents richer.
func (c *eventChange) finish(s *Store) {
	s.lock(c.set)
	defer s.unlock(c.set)
	for _, t := range c.transfers {
		c.move(s, t.To, t.Amount)
		if id, ok := settles(t); ok {
			c.accounts[id].Settled = true
		}
	}
	for _, a := range c.accounts {
		a.holds--
	}
}

// move changes an agent's account; the gateway's own accounts are not kept in
// memory. prepare has seen that it stays in range.
func (c *eventChange) move(s *Store, acc metering.Account, by money.Amount) {
	id, sub, ok := acc.Agent()
	if !ok {
		return
	}
	if sub == subReceivable {
		s.owed.move(mustSub(money.Amount{}, by), money.Amount{})
	}
	err := c.accounts[id].apply(sub, by)
	if err != nil {
		panic("ledger: a checked transfer left the range")
	}
}

// CreateAgent creates an operator's agent, with given credit where credit is
// above zero, in one entry. It returns metering.ErrExists for a known id.
func (s *Store) CreateAgent(ctx context.Context, id metering.AgentID, plan string, credit money.Amount) error {
	text, err := json.Marshal(metering.AgentBody{ID: id, Plan: plan, State: metering.AgentActive})
	if err != nil {
		return fmt.Errorf("create agent %s: %w", id, err)
	}
	e := metering.Event{Type: metering.EventAgentCreated, Ref: string(id), Body: text}
	if credit.Sign() > 0 {
		e.Transfers = []metering.Transfer{{From: metering.AccountPromo, To: metering.GrantAccount(id), Amount: credit}}
	}
	_, err = s.Append(ctx, e)
	return err
}

// SetAgentState suspends, blocks or resumes an agent.
func (s *Store) SetAgentState(ctx context.Context, id metering.AgentID, state metering.AgentState, reason string) error {
	text, err := json.Marshal(metering.AgentBody{ID: id, State: state, Reason: reason})
	if err != nil {
		return fmt.Errorf("set state of agent %s: %w", id, err)
	}
	_, err = s.Append(ctx, metering.Event{Type: metering.EventAgentState, Ref: string(id), Body: text})
	return err
}

// PublishPrices returns the current version of each definition, in the order
// given and in canonical JSON, journalling a new version of those that changed.
func (s *Store) PublishPrices(ctx context.Context, prices []metering.Price) ([]metering.Price, error) {
	s.priceMu.Lock()
	defer s.priceMu.Unlock()
	out := make([]metering.Price, 0, len(prices))
	for _, p := range prices {
		_, _, err := s.Sync(ctx)
		if err == nil {
			err = s.publish(&p)
		}
		if err != nil {
			return nil, fmt.Errorf("publish price %q: %w", p.Name, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// publish sets the definition's canonical form and the version.
func (s *Store) publish(p *metering.Price) error {
	if p.Name == "" || len(p.Name) > maxName || strings.IndexByte(p.Name, 0) >= 0 || len(p.Definition) > maxBody {
		return metering.ErrInvalid
	}
	text, err := canonical(p.Definition)
	if err != nil {
		return err
	}
	p.Definition = text
	version, current, err := s.state.latestPrice(p.Name)
	if err != nil {
		return err
	}
	p.Version = version
	if version != 0 && bytes.Equal(current, text) {
		return nil
	}
	_, err = s.cfg.Compile(text)
	if err != nil {
		return err // Verify could not rate with it
	}
	p.Version++
	body, err := json.Marshal(metering.PriceBody{Name: p.Name, Version: p.Version, Definition: text})
	if err != nil {
		return err
	}
	_, err = s.appendEvent(metering.Event{Type: metering.EventPrice, Ref: p.Name, Body: body})
	return err
}
