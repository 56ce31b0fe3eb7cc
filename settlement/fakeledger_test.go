package settlement_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// fakeLedger is Journal, Books and Payments in memory. It applies transfers and
// marks as the real ledger does and notes what may never happen.
type fakeLedger struct {
	mu       sync.Mutex
	now      func() time.Time
	head     uint64
	events   []journalled
	leaves   map[uint64][]byte
	balances map[metering.Account]money.Amount
	open     []metering.Payment // ascending
	all      map[uint64]metering.Payment
	final    map[uint64]string // how payments ended
	nonces   map[[32]byte]bool
	states   map[metering.AgentID]metering.AgentState
	faults   []string
	// append is asked around each append of the engine; an error before loses the
	// event, an error after is a lost response.
	appending func(e metering.Event, persisted bool) error
}

type journalled struct {
	seq uint64
	at  time.Time
	e   metering.Event
}

func newLedger(now func() time.Time) *fakeLedger {
	return &fakeLedger{
		now: now, leaves: map[uint64][]byte{}, balances: map[metering.Account]money.Amount{},
		all: map[uint64]metering.Payment{}, final: map[uint64]string{}, nonces: map[[32]byte]bool{},
		states: map[metering.AgentID]metering.AgentState{},
	}
}

func (l *fakeLedger) Append(_ context.Context, e metering.Event) (uint64, error) {
	l.mu.Lock()
	hook := l.appending
	l.mu.Unlock()
	if hook != nil {
		err := hook(e, false)
		if err != nil {
			return 0, err
		}
	}
	seq, err := l.apply(e)
	if err != nil {
		return 0, err
	}
	if hook != nil {
		err := hook(e, true)
		if err != nil {
			return 0, err
		}
	}
	return seq, nil
}

func (l *fakeLedger) apply(e metering.Event) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(e.Body) > 1<<20 || len(e.Body) > 0 && !json.Valid(e.Body) {
		l.fault("event %s: body of %d bytes", e.Type, len(e.Body))
	}
	if e.Type == metering.EventPaymentClaimed {
		var body metering.PaymentBody
		err := json.Unmarshal(e.Body, &body)
		if err != nil {
			return 0, err
		}
		if l.nonces[body.Auth.Nonce] {
			return 0, metering.ErrPaymentUsed
		}
		l.add(metering.Payment{
			Seq: l.head + 1, Purpose: body.Purpose, Agent: body.Agent, Payer: body.Payer, Route: body.Route, Amount: body.Amount, Auth: body.Auth,
		})
	}
	if e.Type == metering.EventAgentState {
		var body metering.AgentBody
		err := json.Unmarshal(e.Body, &body)
		if err != nil {
			return 0, err
		}
		l.states[body.ID] = body.State
	}
	l.head++
	l.events = append(l.events, journalled{l.head, l.now(), e})
	l.transfer(e.Transfers...)
	for _, m := range e.Marks {
		l.mark(e.Type, m)
	}
	return l.head, nil
}

func (l *fakeLedger) fault(format string, args ...any) {
	l.faults = append(l.faults, fmt.Sprintf(format, args...))
}

func (l *fakeLedger) add(p metering.Payment) {
	p.State = metering.PaymentPending
	l.nonces[p.Auth.Nonce] = true
	l.open = append(l.open, p)
	l.all[p.Seq] = p
}

func (l *fakeLedger) transfer(ts ...metering.Transfer) {
	for _, t := range ts {
		if t.Amount.Sign() <= 0 {
			l.fault("transfer of %s from %s to %s", t.Amount, t.From, t.To)
		}
		from, err := l.balances[t.From].Sub(t.Amount)
		if err != nil {
			l.fault("transfer: %v", err)
		}
		l.balances[t.From] = from
		to, err := l.balances[t.To].Add(t.Amount)
		if err != nil {
			l.fault("transfer: %v", err)
		}
		l.balances[t.To] = to
	}
}

// mark follows the states that a payment may take.
func (l *fakeLedger) mark(typ string, m metering.Mark) {
	for i := range l.open {
		p := &l.open[i]
		if p.Seq != m.Seq {
			continue
		}
		legal := map[metering.PaymentState][]metering.PaymentState{
			metering.PaymentPending: {metering.PaymentCounted, metering.PaymentBooked, metering.PaymentSkipped},
			metering.PaymentCounted: {metering.PaymentPending, metering.PaymentBooked},
		}
		ok := false
		for _, next := range legal[p.State] {
			ok = ok || next == m.State
		}
		if !ok {
			l.fault("%s marks payment %d: %d → %d", typ, m.Seq, p.State, m.State)
		}
		p.State = m.State
		if m.State == metering.PaymentBooked || m.State == metering.PaymentSkipped {
			l.final[m.Seq] = fmt.Sprintf("%d %s", m.State, m.Reason)
			l.open = append(l.open[:i:i], l.open[i+1:]...)
		}
		return
	}
	l.fault("%s marks payment %d, which is not open (%s)", typ, m.Seq, l.final[m.Seq])
}

// served journals a usage record: a call that a payer owes for.
func (l *fakeLedger) served(payer metering.AgentID, route string, amount money.Amount, auth metering.Authorization) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head++
	l.leaves[l.head] = fmt.Appendf(nil, "leaf %d", l.head)
	l.add(metering.Payment{Seq: l.head, Purpose: metering.PurposeCall, Agent: payer, Payer: payer, Route: route, Amount: amount, Auth: auth})
	l.transfer(metering.Transfer{From: metering.ReceivableAccount(payer), To: metering.RevenueAccount(route), Amount: amount})
	return l.head
}

// spent journals a usage record that prepaid money pays.
func (l *fakeLedger) spent(agent metering.AgentID, route string, amount money.Amount) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head++
	l.leaves[l.head] = fmt.Appendf(nil, "leaf %d", l.head)
	l.transfer(metering.Transfer{From: metering.PrepaidAccount(agent), To: metering.RevenueAccount(route), Amount: amount})
}

func (l *fakeLedger) Events(_ context.Context, prefix string, from uint64, fn func(uint64, time.Time, metering.Event) error) error {
	l.mu.Lock()
	events := l.events
	l.mu.Unlock()
	for _, j := range events {
		if j.seq < from || !strings.HasPrefix(j.e.Type, prefix) {
			continue
		}
		err := fn(j.seq, j.at, j.e)
		if errors.Is(err, settlement.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *fakeLedger) Sync(context.Context) (uint64, [32]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head, sha256.Sum256(fmt.Append(nil, l.head)), nil
}

func (l *fakeLedger) Balances(_ context.Context, prefix string) (map[metering.Account]money.Amount, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := map[metering.Account]money.Amount{}
	for a, b := range l.balances {
		if strings.HasPrefix(string(a), prefix) && !b.IsZero() {
			m[a] = b
		}
	}
	return m, nil
}

func (l *fakeLedger) Leaves(_ context.Context, from, to uint64, fn func([]byte) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for seq := from + 1; seq <= to; seq++ {
		if leaf, ok := l.leaves[seq]; ok {
			err := fn(leaf)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *fakeLedger) Open(_ context.Context, after uint64, fn func(metering.Payment) error) error {
	l.mu.Lock()
	open := append([]metering.Payment(nil), l.open...)
	l.mu.Unlock()
	for _, p := range open {
		if p.Seq <= after {
			continue
		}
		err := fn(p)
		if errors.Is(err, settlement.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *fakeLedger) Owed(context.Context) (map[string]settlement.Debt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := map[string]settlement.Debt{}
	for _, p := range l.open {
		if p.State == metering.PaymentPending && p.Purpose == metering.PurposeCall {
			d := m[p.Route]
			d.Count++
			d.Amount, _ = d.Amount.Add(p.Amount)
			m[p.Route] = d
		}
	}
	return m, nil
}

func (l *fakeLedger) balance(a metering.Account) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.balances[a].String()
}

// count returns how many events of a type there are.
func (l *fakeLedger) count(typ string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, j := range l.events {
		if j.e.Type == typ {
			n++
		}
	}
	return n
}
