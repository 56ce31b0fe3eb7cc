package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// noPeriod is for entries that are not rated.
var noPeriod time.Time

// maxBody bounds an event's body.
const maxBody = 1 << 20

// Append journals an event and returns its sequence when it is on disk. It
// changes the accounts that the event's transfers name at once with its place
// in the journal.
//
// It refuses what may not happen twice: an agent of a known id
// (metering.ErrExists) and a claim of a used authorization
// (metering.ErrPaymentUsed, ErrPaymentBusy).
func (s *Store) Append(_ context.Context, e metering.Event) (uint64, error) {
	if len(e.Body) > maxBody {
		return 0, fmt.Errorf("append %s: body of %d bytes, at most %d", e.Type, len(e.Body), maxBody)
	}
	if len(e.Body) > 0 {
		canonical, err := jcs.Transform(e.Body)
		if err != nil {
			return 0, fmt.Errorf("append %s: %w", e.Type, err)
		}
		e.Body = canonical
	}
	o := &op{done: make(chan error, 1), entry: metering.Entry{Event: &e}}
	err := s.pushEvent(o)
	if err == nil {
		err = s.await(o.done)
	}
	if err != nil {
		return 0, fmt.Errorf("append %s: %w", e.Type, err)
	}
	return o.entry.Sequence, nil
}

func (s *Store) pushEvent(o *op) error {
	e := o.entry.Event
	ids := touched(e)
	unlock := s.lock(ids...)
	defer unlock()
	accounts := make(map[metering.AgentID]*account, len(ids))
	for _, id := range ids {
		a, err := s.account(&s.shards[shardOf(id)], id)
		if err != nil {
			return err
		}
		accounts[id] = a
	}
	change, err := s.effect(e, accounts)
	if err != nil {
		return err
	}
	o.undo = func() {
		defer s.lock(ids...)()
		change.undo(s)
		for _, a := range accounts {
			a.queued--
		}
	}
	err = s.queue.push(o, s.cfg.Now(), noPeriod)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		a.queued++
	}
	return change.do(s)
}

// eventChange is what an event changes in memory: the accounts as they were
// and as they will be, but for sums that others change meanwhile.
type eventChange struct {
	accounts  map[metering.AgentID]*account
	transfers []metering.Transfer
	claim     *metering.PaymentBody
	agent     *metering.AgentBody
	before    agentState
	known     bool
}

// effect checks an event against the accounts, which are locked.
func (s *Store) effect(e *metering.Event, accounts map[metering.AgentID]*account) (*eventChange, error) {
	c := &eventChange{accounts: accounts, transfers: e.Transfers}
	for _, t := range e.Transfers {
		if t.Amount.Sign() <= 0 || t.From == "" || t.To == "" {
			return nil, fmt.Errorf("transfer of %s from %q to %q: it needs two accounts and an amount above zero", t.Amount, t.From, t.To)
		}
	}
	switch e.Type {
	case metering.EventAgentCreated, metering.EventAgentState:
		b, err := body[metering.AgentBody](e)
		if err != nil {
			return nil, err
		}
		a := accounts[b.ID]
		if a == nil || b.ID != metering.AgentID(e.Ref) {
			return nil, errors.New("the event's reference is not its agent")
		}
		if a.known && e.Type == metering.EventAgentCreated {
			return nil, fmt.Errorf("agent %s: %w", b.ID, metering.ErrExists)
		}
		if !a.known && e.Type == metering.EventAgentState {
			return nil, fmt.Errorf("agent %s: %w", b.ID, metering.ErrUnknownAgent)
		}
		c.agent, c.before, c.known = &b, a.agentState, a.known
	case metering.EventWithdrawn:
		b, err := body[metering.WithdrawnBody](e)
		if err != nil {
			return nil, err
		}
		err = withdrawable(accounts[b.Agent], b.Amount)
		if err != nil {
			return nil, err
		}
	case metering.EventPaymentClaimed:
		b, err := body[metering.PaymentBody](e)
		if err != nil {
			return nil, err
		}
		err = s.claim(accounts[b.Payer], b.Auth.Nonce)
		if err != nil {
			return nil, err
		}
		c.claim = &b
	}
	return c, nil
}

func (c *eventChange) do(s *Store) error {
	for _, t := range c.transfers {
		err := c.transfer(s, t)
		if err != nil {
			return err
		}
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
	return nil
}

func (c *eventChange) undo(s *Store) {
	for _, t := range c.transfers {
		// The transfer was made, so its reverse is in range.
		_ = c.transfer(s, metering.Transfer{From: t.To, To: t.From, Amount: t.Amount})
	}
	if c.claim != nil {
		delete(c.accounts[c.claim.Payer].claims, c.claim.Auth.Nonce)
	}
	if c.agent != nil {
		a := c.accounts[c.agent.ID]
		a.known, a.Plan, a.State = c.known, c.before.Plan, c.before.State
	}
}

func (c *eventChange) transfer(s *Store, t metering.Transfer) error {
	minus, err := t.Amount.Neg()
	if err != nil {
		return err
	}
	for _, side := range []struct {
		acc metering.Account
		by  money.Amount
	}{{t.From, minus}, {t.To, t.Amount}} {
		id, sub, ok := side.acc.Agent()
		if !ok {
			continue
		}
		if sub == "receivable" {
			s.owed.move(mustSub(money.Amount{}, side.by), money.Amount{})
		}
		err = c.accounts[id].apply(sub, side.by)
		if err != nil {
			return err
		}
	}
	if id, ok := settles(t); ok {
		c.accounts[id].Settled = true
	}
	return nil
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
// given, journalling a new version of those that changed. Definitions are
// canonical JSON.
func (s *Store) PublishPrices(ctx context.Context, prices []metering.Price) ([]metering.Price, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]metering.Price, 0, len(prices))
	for _, p := range prices {
		version, definition, err := s.state.latestPrice(p.Name)
		if err != nil {
			return nil, err
		}
		p.Version = version
		if version == 0 || string(definition) != string(p.Definition) {
			p.Version++
			text, err := json.Marshal(metering.PriceBody{Name: p.Name, Version: p.Version, Definition: p.Definition})
			if err != nil {
				return nil, fmt.Errorf("publish price %s: %w", p.Name, err)
			}
			_, err = s.Append(ctx, metering.Event{Type: metering.EventPrice, Ref: p.Name, Body: text})
			if err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}
