package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
)

// What every call costs, and what every agent has.
const (
	callPrice = `{"model":"unit","unit":"0.001"}`
	credit    = 1_000_000_000
	routeName = "bench"
)

// books is an open ledger with one price and some agents.
type books struct {
	store  *ledger.Store
	reg    *prometheus.Registry
	price  *metering.Price
	agents []metering.AgentID
	base   uint64 // entries after setting up
	stop   func() error
	now    func() time.Time
}

func openBooks(ctx context.Context, dir string, agents int, now func() time.Time) (_ *books, err error) {
	b := &books{now: now, reg: prometheus.NewRegistry()}
	b.store, err = ledger.Open(ledger.Config{
		Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler), Reg: b.reg,
		Compile: func(def json.RawMessage) (metering.Rater, error) { return rating.Parse(def) },
	})
	if err != nil {
		return nil, err
	}
	runCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- b.store.Run(runCtx) }()
	b.stop = sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-done, b.store.Close())
	})
	err = b.setUp(ctx, agents)
	if err != nil {
		return nil, errors.Join(err, b.stop())
	}
	return b, nil
}

func (b *books) setUp(ctx context.Context, agents int) error {
	_, err := b.store.Resolve(ctx)
	if err != nil {
		return err
	}
	def, err := rating.Canonical([]byte(callPrice))
	if err != nil {
		return err
	}
	rater, err := rating.Parse(def)
	if err != nil {
		return err
	}
	prices, err := b.store.PublishPrices(ctx, []metering.Price{{Name: "per-call", Definition: def, Rater: rater}})
	if err != nil {
		return err
	}
	b.price = &prices[0]
	var g errgroup.Group // many at once share a commit
	for i := range agents {
		id := metering.AgentID(fmt.Sprintf("agent-%d", i+1))
		b.agents = append(b.agents, id)
		g.Go(func() error {
			err := b.store.CreateAgent(ctx, id, "standard", money.Units(credit))
			if errors.Is(err, metering.ErrExists) {
				return nil
			}
			return err
		})
	}
	err = g.Wait()
	b.base, _ = b.store.Head()
	return err
}

// call holds and posts one call: what the ledger does for a metered call.
func (b *books) call(ctx context.Context, agent metering.AgentID) error {
	id, err := metering.NewRequestID(b.now(), nil)
	if err != nil {
		return err
	}
	one := metering.Count(metering.KindCall, 1)
	h, err := b.store.Hold(ctx, &metering.Call{
		RequestID: id, Agent: agent, Route: routeName, Meter: "call", Price: b.price, Bound: one, Least: one,
		Rail: metering.RailToken, Funding: metering.FundAgentPrepaid,
	})
	if err != nil {
		return err
	}
	_, err = b.store.Post(ctx, h, metering.End{Units: one, UsageState: metering.UsageReported, Outcome: metering.OutcomeOK, Status: 200})
	return err
}

// audit reports an error unless the ledger has an entry for each of so many
// calls and earned exactly what they cost.
func (b *books) audit(ctx context.Context, calls uint64) error {
	head, _ := b.store.Head()
	if head-b.base != calls {
		return fmt.Errorf("the ledger has %d entries for %d calls", head-b.base, calls)
	}
	each, err := b.price.Rater.Rate(nil, metering.Count(metering.KindCall, 1))
	if err != nil {
		return err
	}
	want, err := each.Mul(calls)
	if err != nil {
		return err
	}
	accounts, err := b.store.Balances(ctx, "revenue:")
	if err != nil {
		return err
	}
	var sum money.Amount
	for _, a := range accounts {
		sum, err = sum.Add(a)
		if err != nil {
			return err
		}
	}
	if sum != want {
		return fmt.Errorf("%d calls cost %s and the ledger earned %s", calls, want, sum)
	}
	return nil
}

// entries is how many calls the ledger has seen since it was set up.
func (b *books) entries() uint64 {
	head, _ := b.store.Head()
	return head - b.base
}
