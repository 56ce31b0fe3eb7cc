package powerloss_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

const (
	perCall = `{"model":"unit","unit":"0.001"}`
	payerID = metering.AgentID("eip155:1:0x00000000000000000000000000000000000000aa")
)

func compile(def json.RawMessage) (metering.Rater, error) { return rating.Parse(def) }

// config has small files and frequent checkpoints, so that a short load has many
// of each.
func config(dir string) ledger.Config {
	return ledger.Config{
		Dir: dir, Compile: compile, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Checkpoint: 5 * time.Millisecond, FileSize: 64 << 10,
	}
}

// running is a ledger that runs.
type running struct {
	store  *ledger.Store
	price  *metering.Price
	cancel context.CancelFunc
	ended  chan error
}

// start opens a ledger and settles what a crash left open.
func start(cfg ledger.Config) (*running, error) {
	store, err := ledger.Open(cfg)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &running{store: store, cancel: cancel, ended: make(chan error, 1)}
	go func() { l.ended <- store.Run(ctx) }()
	_, err = store.Resolve(ctx)
	if err == nil {
		l.price, err = l.publish()
	}
	if err != nil {
		return nil, errors.Join(err, l.stop())
	}
	return l, nil
}

func (l *running) stop() error {
	l.cancel()
	return errors.Join(<-l.ended, l.store.Close())
}

func (l *running) publish() (*metering.Price, error) {
	rater, err := compile([]byte(perCall))
	if err != nil {
		return nil, err
	}
	prices, err := l.store.PublishPrices(context.Background(), []metering.Price{{Name: "per-call", Definition: []byte(perCall), Rater: rater}})
	if err != nil {
		return nil, err
	}
	return &prices[0], nil
}

// call makes the n-th call of a caller: some are paid by a payer's authorization,
// some are journalled when they begin, some are released.
func (l *running) call(id metering.AgentID, caller, n int, say sayer) error {
	rid, err := metering.NewRequestID(time.Now(), nil)
	if err != nil {
		return err
	}
	c := &metering.Call{
		RequestID: rid, Agent: id, Route: "quote", Meter: "call", Price: l.price, Bound: metering.Count(metering.KindCall, 1),
		Least: metering.Count(metering.KindCall, 1), Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
	}
	if caller%3 == 1 {
		c.OnCrash = metering.OnCrashCeiling
	}
	if caller%4 == 2 {
		most := money.Units(100)
		c.Payer, c.Plan, c.Rail, c.Funding = payerID, "payers", metering.RailExact, metering.FundPayerReceivable
		c.Auth = &metering.Authorization{Signature: make([]byte, 65)}
		copy(c.Auth.Nonce[:], rid[:])
		c.Caps = metering.Caps{Balance: most, PerPayer: most, NewPayer: most, Total: most}
	}
	hold, err := l.store.Hold(context.Background(), c)
	if err != nil {
		return err
	}
	if n%7 == 6 {
		return l.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError, Status: 502})
	}
	r, err := l.store.Post(context.Background(), hold, metering.End{
		Units: metering.Count(metering.KindCall, 1), UsageState: metering.UsageReported, Outcome: metering.OutcomeOK, Status: 200,
	})
	if err != nil {
		return err
	}
	return say("posted", r.RequestID, r.Sequence)
}

// credit gives an agent credit by an event.
func (l *running) credit(id metering.AgentID, say sayer) error {
	seq, err := l.store.Append(context.Background(), metering.Event{
		Type: metering.EventCredit, Ref: string(id),
		Transfers: []metering.Transfer{{From: metering.AccountPromo, To: metering.GrantAccount(id), Amount: money.Units(1)}},
	})
	if err != nil {
		return err
	}
	return say("event", seq, metering.EventCredit)
}

// sayer says that something was acknowledged; it returns when that has its place
// in the record.
type sayer func(word string, args ...any) error

func sayTo(f *os.File) sayer {
	return func(word string, args ...any) error {
		line := append([]any{word}, args...)
		_, err := f.WriteString(fmt.Sprintln(line...))
		return err
	}
}

// workOn makes a load of all kinds and ends in order.
func workOn(dir, acks, calls string) error {
	n, err := strconv.Atoi(calls)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(acks, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	say := sayTo(f)
	l, err := start(config(dir))
	if err != nil {
		return err
	}
	err = say("price", l.price.Name, l.price.Version)
	if err == nil {
		err = l.load(n, say)
	}
	return errors.Join(err, l.stop(), f.Close())
}

func (l *running) load(n int, say sayer) error {
	const agents, callers = 5, 12
	for i := range agents {
		id := metering.AgentID(fmt.Sprint("agent-", i))
		err := l.store.CreateAgent(context.Background(), id, "standard", money.Units(10))
		if err != nil && !errors.Is(err, metering.ErrExists) {
			return err
		}
		err = say("agent", id)
		if err != nil {
			return err
		}
	}
	// One after the other: each call is a commit of its own.
	for i := range n {
		err := l.call("agent-0", i%callers, i, say)
		if err != nil {
			return err
		}
	}
	var g errgroup.Group
	for c := range callers {
		id := metering.AgentID(fmt.Sprint("agent-", c%agents))
		g.Go(func() error {
			for i := range n {
				err := l.call(id, c, i, say)
				if err == nil && i%10 == c%10 {
					err = l.credit(id, say)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		for range 3 {
			err := l.invoice(say)
			if err != nil {
				return err
			}
		}
		return nil
	})
	err := g.Wait()
	if err != nil {
		return err
	}
	report, err := l.store.Verify(context.Background())
	if err == nil && !report.OK {
		err = errors.New(report.Reason)
	}
	return err
}

func (l *running) invoice(say sayer) error {
	made, err := l.store.CloseInvoices(context.Background(), time.Time{}, 6)
	if err != nil {
		return err
	}
	for _, v := range made {
		got, err := l.store.IssueInvoice(context.Background(), v.ID)
		if err == nil {
			err = say("issued", got.ID, got.Number, got.Hash)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
