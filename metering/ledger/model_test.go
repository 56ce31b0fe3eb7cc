package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// modelAgent is an agent as a plain map keeps it, in thousandths.
type modelAgent struct {
	prepaid, granted, owed int64
	reversed               bool
}

type modelHold struct {
	hold    *metering.Hold
	funder  metering.AgentID
	onCrash metering.OnCrash
}

// owedPayment is a payment that the model still has to book or skip.
type owedPayment struct {
	seq    uint64
	payer  metering.AgentID
	amount int64
}

// model is the ledger and what a plain map says it must be.
type model struct {
	h      *harness
	agents map[metering.AgentID]*modelAgent
	own    map[metering.Account]int64
	holds  []modelHold
	owing  []owedPayment
	topUps []metering.AgentID
	billed int64 // Σ of closed invoices
	spent  int64 // Σ of charges
	nonce  byte
	number int // of the last issued invoice
}

const milli = "0.001"

func amount(n int64) money.Amount {
	a, err := money.MustParse(milli).Mul(uint64(max(n, -n)))
	if err == nil && n < 0 {
		a, err = a.Neg()
	}
	if err != nil {
		panic(err)
	}
	return a
}

func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "model") //nolint:usetesting // each of rapid's cases needs a directory of its own
		if err != nil {
			rt.Fatal(err)
		}
		cfg := config(t)
		cfg.Dir, cfg.Checkpoint, cfg.FileSize, cfg.MaxAccounts = dir, 3*time.Millisecond, 128<<10, 1
		m := &model{h: open(t, cfg), agents: map[metering.AgentID]*modelAgent{}, own: map[metering.Account]int64{}}
		defer func() { _ = m.h.stop() }()
		rt.Repeat(map[string]func(*rapid.T){
			"": m.check, "create": m.create, "credit": m.credit, "hold": m.hold, "pay": m.payExact,
			"post": m.post, "release": m.release, "top up": m.topUp, "reverse": m.reverse,
			"book or skip": m.settle, "withdraw": m.withdraw, "invoice": m.invoice, "reopen": m.reopen,
		})
	})
}

func (m *model) ids() []metering.AgentID { return []metering.AgentID{"ann", "bob", "eip155:1:0xcc"} }

func (m *model) known(rt *rapid.T) metering.AgentID {
	var ids []metering.AgentID
	for _, id := range m.ids() {
		if m.agents[id] != nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		rt.Skip("no agent yet")
	}
	return rapid.SampledFrom(ids).Draw(rt, "agent")
}

func (m *model) append(rt *rapid.T, e metering.Event) uint64 {
	seq, err := m.h.store.Append(context.Background(), e)
	if err != nil {
		rt.Fatalf("append %s: %v", e.Type, err)
	}
	return seq
}

func (m *model) create(rt *rapid.T) {
	id := rapid.SampledFrom(m.ids()).Draw(rt, "id")
	credit := rapid.Int64Range(0, 20).Draw(rt, "credit")
	err := m.h.store.CreateAgent(context.Background(), id, "standard", amount(credit))
	if m.agents[id] != nil {
		if !errors.Is(err, metering.ErrExists) {
			rt.Fatalf("create %s again: %v", id, err)
		}
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	m.agents[id] = &modelAgent{granted: credit}
	m.own[metering.AccountPromo] -= credit
}

func (m *model) credit(rt *rapid.T) {
	id, n := m.known(rt), rapid.Int64Range(1, 20).Draw(rt, "amount")
	m.append(rt, metering.Event{Type: metering.EventCredit, Ref: string(id), Transfers: []metering.Transfer{
		{From: metering.AccountPromo, To: metering.PrepaidAccount(id), Amount: amount(n)},
	}})
	m.agents[id].prepaid += n
	m.own[metering.AccountPromo] -= n
}

func (m *model) held(id metering.AgentID) (n int64) {
	for _, h := range m.holds {
		if h.funder == id && h.hold.Funding == metering.FundAgentPrepaid {
			n += milliOf(h.hold.Amount)
		}
	}
	return n
}

func milliOf(a money.Amount) int64 {
	n, _ := a.BaseUnits(3)
	return n.Int64()
}

func (m *model) hold(rt *rapid.T) {
	id := m.known(rt)
	c := m.h.call(id)
	c.Bound = metering.Count(metering.KindCall, rapid.Uint64Range(1, 10).Draw(rt, "bound"))
	c.OnCrash = metering.OnCrash(rapid.IntRange(0, 2).Draw(rt, "on crash"))
	want := milliOf(money.MustParse(milli)) * int64(mustWhole(c.Bound.Of(metering.KindCall)))
	h, err := m.h.store.Hold(context.Background(), c)
	a := m.agents[id]
	if a.prepaid+a.granted-m.held(id) < want {
		if !errors.Is(err, metering.ErrFunds) {
			rt.Fatalf("hold of %d over %+v: %v", want, a, err)
		}
		return
	}
	if err != nil || milliOf(h.Amount) != want {
		rt.Fatalf("hold %+v, %v; want %d", h, err, want)
	}
	m.holds = append(m.holds, modelHold{h, id, c.OnCrash})
}

func mustWhole(q metering.Quantity) uint64 {
	n, ok := q.Whole()
	if !ok {
		panic("not whole")
	}
	return n
}

// payExact holds by an authorization of a payer that need not be known.
func (m *model) payExact(rt *rapid.T) {
	const payer = metering.AgentID("eip155:1:0xcc")
	c := m.h.call(payer)
	m.nonce++
	c.Payer, c.Plan, c.Rail, c.Funding = payer, "payers", metering.RailExact, metering.FundPayerReceivable
	c.Auth = &metering.Authorization{Nonce: [32]byte{m.nonce}, Signature: make([]byte, 65)}
	c.Caps = metering.Caps{Balance: amount(1000), PerPayer: amount(1000), NewPayer: amount(1000), Total: amount(1000)}
	h, err := m.h.store.Hold(context.Background(), c)
	if err != nil {
		rt.Fatal(err)
	}
	if m.agents[payer] == nil {
		m.agents[payer] = &modelAgent{}
	}
	m.holds = append(m.holds, modelHold{h, payer, metering.OnCrashRelease})
	_, err = m.h.store.Hold(context.Background(), c)
	if !errors.Is(err, metering.ErrPaymentBusy) {
		rt.Fatalf("the same authorization twice: %v", err)
	}
}

func (m *model) take(rt *rapid.T) modelHold {
	if len(m.holds) == 0 {
		rt.Skip("no call in flight")
	}
	i := rapid.IntRange(0, len(m.holds)-1).Draw(rt, "which")
	h := m.holds[i]
	m.holds = append(m.holds[:i], m.holds[i+1:]...)
	return h
}

func (m *model) post(rt *rapid.T) {
	h := m.take(rt)
	used := rapid.Uint64Range(0, 12).Draw(rt, "used")
	end := ok()
	end.Units = metering.Count(metering.KindCall, used)
	r, err := m.h.store.Post(context.Background(), h.hold, end)
	want := min(int64(used), milliOf(h.hold.Amount))
	if err != nil || milliOf(r.Charge) != want {
		rt.Fatalf("post %+v, %v; want %d", r, err, want)
	}
	m.charge(h, want, r.Sequence)
	_, err = m.h.store.Post(context.Background(), h.hold, end)
	if !errors.Is(err, metering.ErrEnded) {
		rt.Fatalf("the same hold posted twice: %v", err)
	}
	if h.hold.Auth != nil {
		_, err = m.h.store.Hold(context.Background(), &h.hold.Call)
		if !errors.Is(err, metering.ErrPaymentUsed) {
			rt.Fatalf("used authorization: %v", err)
		}
	}
}

func (m *model) charge(h modelHold, n int64, seq uint64) {
	a := m.agents[h.funder]
	m.spent += n
	if h.hold.Funding == metering.FundPayerReceivable {
		a.owed += n
		m.own["revenue:quote"] += n
		if n > 0 {
			m.owing = append(m.owing, owedPayment{seq, h.funder, n})
		}
		return
	}
	g := min(a.granted, n)
	a.granted -= g
	a.prepaid -= n - g
	m.own["revenue:quote:granted"] += g
	m.own["revenue:quote"] += n - g
}

func (m *model) release(rt *rapid.T) {
	h := m.take(rt)
	end := metering.End{}
	if rapid.Bool().Draw(rt, "reached") {
		end.Outcome = metering.OutcomeUpstreamError
	}
	err := m.h.store.Release(h.hold, end)
	if err != nil {
		rt.Fatal(err)
	}
	err = m.h.store.Release(h.hold, end)
	if !errors.Is(err, metering.ErrEnded) {
		rt.Fatalf("the same hold released twice: %v", err)
	}
}

func (m *model) topUp(rt *rapid.T) {
	id := m.known(rt)
	m.nonce++
	b := metering.PaymentBody{
		Purpose: metering.PurposeTopUp, Agent: id, Payer: "eip155:1:0xdd", Amount: amount(5),
		Auth: metering.Authorization{Nonce: [32]byte{m.nonce}},
	}
	text, err := json.Marshal(b)
	if err != nil {
		rt.Fatal(err)
	}
	e := metering.Event{Type: metering.EventPaymentClaimed, Ref: string(id), Body: text}
	seq := m.append(rt, e)
	_, err = m.h.store.Append(context.Background(), e)
	if !errors.Is(err, metering.ErrPaymentUsed) {
		rt.Fatalf("claimed twice: %v", err)
	}
	m.append(rt, metering.Event{
		Type: metering.EventPaymentCounted, Ref: string(id), Marks: []metering.Mark{{Seq: seq, State: metering.PaymentCounted}},
		Transfers: []metering.Transfer{{From: metering.AccountSuspense, To: metering.PrepaidAccount(id), Amount: amount(5)}},
	})
	m.agents[id].prepaid += 5
	m.own[metering.AccountSuspense] -= 5
	m.topUps = append(m.topUps, id)
}

// reverse takes back a top-up that the chain lost: the one way below zero.
func (m *model) reverse(rt *rapid.T) {
	if len(m.topUps) == 0 {
		rt.Skip("no top-up")
	}
	id := m.topUps[0]
	m.topUps = m.topUps[1:]
	m.append(rt, metering.Event{Type: "payment.reversed", Ref: string(id), Transfers: []metering.Transfer{
		{From: metering.PrepaidAccount(id), To: metering.AccountSuspense, Amount: amount(5)},
	}})
	m.agents[id].prepaid -= 5
	m.agents[id].reversed = true
	m.own[metering.AccountSuspense] += 5
}

func (m *model) settle(rt *rapid.T) {
	if len(m.owing) == 0 {
		rt.Skip("nobody owes")
	}
	p := m.owing[0]
	m.owing = m.owing[1:]
	from, state := metering.AccountChain, metering.PaymentBooked
	if rapid.Bool().Draw(rt, "skip") {
		from, state = metering.RevenueAccount("quote"), metering.PaymentSkipped
	}
	m.append(rt, metering.Event{
		Type: "batch.booked", Ref: "1", Marks: []metering.Mark{{Seq: p.seq, State: state}},
		Transfers: []metering.Transfer{{From: from, To: metering.ReceivableAccount(p.payer), Amount: amount(p.amount)}},
	})
	m.agents[p.payer].owed -= p.amount
	m.own[from] -= p.amount
}

func (m *model) withdraw(rt *rapid.T) {
	id, n := m.known(rt), rapid.Int64Range(1, 10).Draw(rt, "amount")
	a := m.agents[id]
	_, err := m.h.store.Withdraw(context.Background(), id, amount(n), "0x00")
	if n > min(a.prepaid, a.prepaid+a.granted-m.held(id)) {
		if !errors.Is(err, metering.ErrFunds) {
			rt.Fatalf("withdraw %d of %+v: %v", n, a, err)
		}
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	a.prepaid -= n
	m.own[metering.AccountSuspense] += n
}

func (m *model) invoice(rt *rapid.T) {
	ctx := context.Background()
	made, err := m.h.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil {
		rt.Fatal(err)
	}
	for _, v := range made {
		m.billed += milliOf(v.Total)
		got, err := m.h.store.IssueInvoice(ctx, v.ID)
		m.number++
		if err != nil || got.Number != metering.InvoiceNumber(uint64(m.number)) {
			rt.Fatalf("issue: %+v, %v; want number %d", got, err, m.number)
		}
	}
	if m.billed != m.spent {
		rt.Fatalf("billed %d, charged %d", m.billed, m.spent)
	}
}

// reopen loses the holds in memory and resolves those on disk.
func (m *model) reopen(rt *rapid.T) {
	err := m.h.stop()
	if err != nil {
		rt.Fatal(err)
	}
	open1 := m.holds
	m.holds = nil
	for _, h := range open1 {
		switch h.onCrash {
		case metering.OnCrashMinimum:
			m.charge(h, 1, 0)
		case metering.OnCrashCeiling:
			m.charge(h, milliOf(h.hold.Amount), 0)
		case metering.OnCrashRelease:
		}
	}
	m.h = open(m.h.t, m.h.cfg)
}

func (m *model) check(rt *rapid.T) {
	ctx := context.Background()
	got, err := m.h.store.Balances(ctx, "")
	if err != nil {
		rt.Fatal(err)
	}
	want := make(map[metering.Account]money.Amount)
	put := func(a metering.Account, n int64) {
		if n != 0 {
			want[a] = amount(n)
		}
	}
	for a, n := range m.own {
		put(a, n)
	}
	for id, a := range m.agents {
		put(metering.PrepaidAccount(id), a.prepaid)
		put(metering.GrantAccount(id), a.granted)
		put(metering.ReceivableAccount(id), -a.owed)
		if a.prepaid < 0 && !a.reversed {
			rt.Fatalf("%s is below zero: %+v", id, a)
		}
		v, err := m.h.store.Agent(ctx, id)
		if err != nil || milliOf(v.Balance) != a.prepaid+a.granted || milliOf(v.Held) != m.held(id) {
			rt.Fatalf("agent %+v, %v; want %+v with %d held", v, err, a, m.held(id))
		}
	}
	var sum money.Amount
	for _, a := range got {
		sum, err = sum.Add(a)
		if err != nil {
			rt.Fatal(err)
		}
	}
	if !sum.IsZero() || fmt.Sprint(got) != fmt.Sprint(want) {
		rt.Fatalf("balances %v, sum %s; want %v", got, sum, want)
	}
	payments, err := m.h.store.Payments(ctx, 0, 0)
	open := 0
	for _, p := range payments {
		if p.Purpose == metering.PurposeCall {
			open++
		}
	}
	if err != nil || open != len(m.owing) {
		rt.Fatalf("%d payments to settle, %v; want %d", open, err, len(m.owing))
	}
	r, err := m.h.store.Verify(ctx)
	if err != nil || !r.OK {
		rt.Fatalf("verify: %+v, %v", r, err)
	}
}
