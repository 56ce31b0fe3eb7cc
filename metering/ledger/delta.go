package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// delta is what some consecutive entries change in the projections. Nearly all
// of it is sums, so a thousand entries of an agent cost state.db one write.
type delta struct {
	seq   uint64
	hash  Hash
	count int

	agents   map[metering.AgentID]*agentDelta
	accounts map[metering.Account]money.Amount
	revenue  map[string]routeAccounts
	owed     money.Amount
	requests []requestRef
	nonces   []nonceRef
	payments []metering.Payment
	marks    []metering.Mark
	lines    map[lineKey]*lineDelta
	traffic  map[trafficKey]*trafficDelta
	opened   []*metering.Entry // journalled holds
	ended    []metering.RequestID
	events   []eventRef
	prices   []metering.PriceBody
	revoked  []metering.TokenBody
	epochs   []metering.AgentTokensBody
	closed   []metering.Invoice
	issued   []metering.InvoiceIssuedBody
	gen      uint32 // generation of unbilled usage
}

type agentDelta struct {
	created  *metering.AgentBody
	state    metering.AgentState
	money    agentState // sums to add
	postings []uint64
	queued   int // entries that account.queued counts
	claims   [][32]byte
}

type requestRef struct {
	id  metering.RequestID
	seq uint64
}

type nonceRef struct {
	payer metering.AgentID
	nonce [32]byte
	seq   uint64
}

type eventRef struct {
	class string
	seq   uint64
}

// lineKey names a future invoice line in one hour.
type lineKey struct {
	agent   metering.AgentID
	hour    int64 // Unix seconds
	gen     uint32
	route   string
	price   string
	version uint32
}

type lineDelta struct {
	units  metering.Units
	charge money.Amount
	calls  uint64
	first  uint64
	last   uint64
}

type trafficKey struct {
	hour  int64
	route string
}

type trafficDelta struct {
	Calls   uint64       `json:"calls"`
	Charged uint64       `json:"charged"`
	Charge  money.Amount `json:"charge"`
}

func newDelta(gen uint32) *delta {
	return &delta{
		agents: make(map[metering.AgentID]*agentDelta), accounts: make(map[metering.Account]money.Amount),
		lines: make(map[lineKey]*lineDelta), traffic: make(map[trafficKey]*trafficDelta), gen: gen,
		revenue: make(map[string]routeAccounts),
	}
}

func (d *delta) agent(id metering.AgentID) *agentDelta {
	a := d.agents[id]
	if a == nil {
		a = &agentDelta{}
		d.agents[id] = a
	}
	return a
}

// add adds an entry.
func (d *delta) add(e *metering.Entry, hash Hash) error {
	var err error
	switch {
	case e.Usage != nil:
		err = d.addUsage(e.Usage)
	case e.Hold != nil:
		d.opened = append(d.opened, e)
		d.agent(e.Hold.Agent).queued++
	case e.Event != nil:
		err = d.addEvent(e)
	}
	if err != nil {
		return fmt.Errorf("project entry %d: %w", e.Sequence, err)
	}
	d.seq, d.hash = e.Sequence, hash
	d.count++
	return nil
}

func (d *delta) addUsage(u *metering.UsageRecord) error {
	a := d.agent(u.Agent)
	a.queued++
	a.postings = append(a.postings, u.Sequence)
	d.requests = append(d.requests, requestRef{u.RequestID, u.Sequence})
	if u.HoldSeq != 0 {
		d.ended = append(d.ended, u.RequestID)
	}
	if u.Payer != "" && u.Payer != u.Agent {
		d.agent(u.Payer).queued++
	}
	err := d.addTraffic(u)
	if err != nil || u.State == metering.RecordReleased {
		return err
	}
	if counts(u) {
		acc := accumulator{u.Price, u.PriceVersion, metering.Period(u.Time).Unix()}
		sum := a.money.Used[acc]
		err = addable(sum, u.Units)
		if err != nil {
			return err
		}
		a.money.use(acc, addUnits(sum, u.Units))
	}
	err = d.addCharge(u)
	if err != nil {
		return err
	}
	d.addAuth(u)
	return d.addLine(u)
}

// addCharge moves what UsageRecord.Transfers says, without naming the agent's
// accounts: it runs once a call.
func (d *delta) addCharge(u *metering.UsageRecord) error {
	if u.Charge.Sign() <= 0 {
		return nil
	}
	funder, sub := u.Payer, subPrepaid
	switch u.Funding {
	case metering.FundAgentPrepaid:
		funder = u.Agent
	case metering.FundPayerReceivable:
		sub = subReceivable
	case metering.FundPayerPrepaid:
	default:
		return fmt.Errorf("unknown funding %d", u.Funding)
	}
	rest, err := u.Charge.Sub(u.Granted)
	if err != nil || rest.Sign() < 0 || u.Granted.Sign() < 0 {
		return fmt.Errorf("granted part %s of a charge of %s", u.Granted, u.Charge)
	}
	own := d.revenueOf(u.Route)
	return errors.Join(
		d.moveAgent(funder, subGrant, mustSub(money.Amount{}, u.Granted)), d.moveOwn(own.granted, u.Granted),
		d.moveAgent(funder, sub, mustSub(money.Amount{}, rest)), d.moveOwn(own.earned, rest),
	)
}

// routeAccounts are a route's accounts, named once.
type routeAccounts struct{ earned, granted metering.Account }

func (d *delta) revenueOf(route string) routeAccounts {
	a, ok := d.revenue[route]
	if !ok {
		a = routeAccounts{metering.RevenueAccount(route), metering.GrantedRevenueAccount(route)}
		d.revenue[route] = a
	}
	return a
}

func (d *delta) addAuth(u *metering.UsageRecord) {
	if u.Auth == nil {
		return
	}
	p := d.agent(u.Payer)
	p.claims = append(p.claims, u.Auth.Nonce)
	d.nonces = append(d.nonces, nonceRef{u.Payer, u.Auth.Nonce, u.Sequence})
	if u.Funding == metering.FundPayerReceivable && u.Charge.Sign() > 0 {
		d.payments = append(d.payments, metering.Payment{
			Seq: u.Sequence, Purpose: metering.PurposeCall, State: metering.PaymentPending, Agent: u.Agent, Payer: u.Payer,
			Route: u.Route, Amount: u.Charge, Auth: *u.Auth,
		})
	}
}

func (d *delta) addTraffic(u *metering.UsageRecord) error {
	k := trafficKey{u.Time.Truncate(time.Hour).Unix(), u.Route}
	t := d.traffic[k]
	if t == nil {
		t = &trafficDelta{}
		d.traffic[k] = t
	}
	t.Calls++
	if u.Charge.Sign() > 0 {
		t.Charged++
	}
	var err error
	t.Charge, err = t.Charge.Add(u.Charge)
	return err
}

func (d *delta) addLine(u *metering.UsageRecord) error {
	k := lineKey{u.Agent, u.Time.Truncate(time.Hour).Unix(), d.gen, u.Route, u.Price, u.PriceVersion}
	l := d.lines[k]
	if l == nil {
		l = &lineDelta{first: u.Sequence}
		d.lines[k] = l
	}
	err := addable(l.units, u.Units)
	if err != nil {
		return err
	}
	l.units = addUnits(l.units, u.Units)
	l.charge, err = l.charge.Add(u.Charge)
	l.calls++
	l.last = u.Sequence
	return err
}

// transfer moves both sides. The sum over all accounts stays zero.
func (d *delta) transfer(t metering.Transfer) error {
	minus, err := t.Amount.Neg()
	if err != nil || t.Amount.Sign() <= 0 {
		return fmt.Errorf("transfer of %s from %s to %s: an amount above zero is needed", t.Amount, t.From, t.To)
	}
	err = d.move(t.From, minus)
	if err != nil {
		return err
	}
	err = d.move(t.To, t.Amount)
	if err != nil {
		return err
	}
	if id, ok := settles(t); ok {
		d.agent(id).money.Settled = true
	}
	return nil
}

// settles returns the payer whose authorization a transfer books.
func settles(t metering.Transfer) (metering.AgentID, bool) {
	if t.From != metering.AccountChain {
		return "", false
	}
	id, sub, ok := t.To.Agent()
	return id, ok && sub == subReceivable
}

func (d *delta) move(acc metering.Account, by money.Amount) error {
	id, sub, ok := acc.Agent()
	if !ok {
		return d.moveOwn(acc, by)
	}
	return d.moveAgent(id, sub, by)
}

func (d *delta) moveOwn(acc metering.Account, by money.Amount) error {
	if by.IsZero() {
		return nil
	}
	sum, err := d.accounts[acc].Add(by)
	d.accounts[acc] = sum
	return err
}

func (d *delta) moveAgent(id metering.AgentID, sub string, by money.Amount) error {
	if sub == subReceivable {
		var err error
		d.owed, err = d.owed.Sub(by)
		if err != nil {
			return err
		}
	}
	return d.agent(id).money.apply(sub, by)
}

func (d *delta) addEvent(e *metering.Entry) error {
	ev := e.Event
	class, _, _ := strings.Cut(ev.Type, ".")
	d.events = append(d.events, eventRef{class, e.Sequence})
	for _, t := range ev.Transfers {
		err := d.transfer(t)
		if err != nil {
			return err
		}
	}
	for _, id := range touched(ev) {
		d.agent(id).queued++
	}
	d.marks = append(d.marks, ev.Marks...)
	return d.addBody(e.Sequence, ev)
}

// addBody adds the events that this package owns.
func (d *delta) addBody(seq uint64, ev *metering.Event) error {
	switch ev.Type {
	case metering.EventAgentCreated, metering.EventAgentState:
		b, err := body[metering.AgentBody](ev)
		if err != nil {
			return err
		}
		a := d.agent(b.ID)
		if ev.Type == metering.EventAgentCreated {
			a.created = &b
		}
		a.state = b.State
	case metering.EventPaymentClaimed:
		b, err := body[metering.PaymentBody](ev)
		if err != nil {
			return err
		}
		p := d.agent(b.Payer)
		p.claims = append(p.claims, b.Auth.Nonce)
		d.nonces = append(d.nonces, nonceRef{b.Payer, b.Auth.Nonce, seq})
		d.payments = append(d.payments, metering.Payment{
			Seq: seq, Purpose: b.Purpose, State: metering.PaymentPending, Agent: b.Agent, Payer: b.Payer,
			Route: b.Route, Amount: b.Amount, Auth: b.Auth,
		})
	case metering.EventPrice:
		return appendBody(&d.prices, ev)
	case metering.EventTokenRevoked:
		return appendBody(&d.revoked, ev)
	case metering.EventTokensRevoked:
		return appendBody(&d.epochs, ev)
	case metering.EventInvoiceCut:
		d.gen++
	case metering.EventInvoiceClosed:
		return appendBody(&d.closed, ev)
	case metering.EventInvoiceIssued:
		return appendBody(&d.issued, ev)
	}
	return nil
}

func appendBody[T any](list *[]T, ev *metering.Event) error {
	b, err := body[T](ev)
	*list = append(*list, b)
	return err
}

func body[T any](ev *metering.Event) (b T, err error) {
	err = json.Unmarshal(ev.Body, &b)
	if err != nil {
		return b, fmt.Errorf("read body of %s: %w", ev.Type, err)
	}
	return b, nil
}

// touched returns the agents whose account an event changes, each once.
func touched(ev *metering.Event) []metering.AgentID {
	var ids []metering.AgentID
	add := func(id metering.AgentID) {
		for _, x := range ids {
			if x == id {
				return
			}
		}
		ids = append(ids, id)
	}
	for _, t := range ev.Transfers {
		for _, acc := range []metering.Account{t.From, t.To} {
			if id, _, ok := acc.Agent(); ok {
				add(id)
			}
		}
	}
	switch ev.Type {
	case metering.EventAgentCreated, metering.EventAgentState:
		add(metering.AgentID(ev.Ref))
	case metering.EventPaymentClaimed:
		b, err := body[metering.PaymentBody](ev)
		if err == nil {
			add(b.Payer)
		}
	}
	return ids
}
