package bench

import (
	"context"
	"errors"
	"fmt"
)

// agentCount is how many agents the connections belong to.
const agentCount = 16

// fleet is the proxies and the upstream behind them.
type fleet struct {
	upstream, bare, gin, farebox *child
	metered                      uint64 // calls that the gateway charged
}

// startFleet starts the upstream, the gateway and, where wanted, the others.
func (b *bench) startFleet(ctx context.Context, others bool) (_ *fleet, err error) {
	f := &fleet{}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.stop())
		}
	}()
	f.upstream, err = b.startPart(ctx, partUpstream, order{})
	if err != nil {
		return nil, err
	}
	addr := f.upstream.opened.Addr
	if others {
		f.bare, err = b.startPart(ctx, partBare, order{Upstream: addr})
		if err != nil {
			return nil, err
		}
		f.gin, err = b.startPart(ctx, partGin, order{Upstream: addr})
		if err != nil {
			return nil, err
		}
	}
	dir, err := b.data("gateway")
	if err != nil {
		return nil, err
	}
	f.farebox, err = b.startPart(ctx, partFarebox, order{Upstream: addr, Dir: dir, Agents: agentCount})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (f *fleet) stop() error {
	return errors.Join(f.farebox.stop(), f.gin.stop(), f.bare.stop(), f.upstream.stop())
}

// target returns the quote through a part. Every proxy gets the same bytes.
func (f *fleet) target(name string, c *child) *target {
	t := &target{name: name, addr: c.opened.Addr, status: 200, body: len(quoteBody)}
	for _, token := range f.farebox.opened.Tokens {
		t.raw = append(t.raw, request(t.addr, quotePath, token))
	}
	return t
}

// unpaid returns the quote asked for without a token: a 402 with its offers.
func (f *fleet) unpaid() *target {
	addr := f.farebox.opened.Addr
	return &target{name: "unpaid", addr: addr, status: 402, body: -1, raw: [][]byte{request(addr, quotePath, "")}}
}

// counted drives a load and returns what it cost the part, after checking that
// each call reached the upstream once, and the journal once where it is metered.
func (f *fleet) counted(c *child, unpaid bool, drive func() (calls uint64, err error)) (stats, error) {
	upstream, err := f.upstream.stats()
	if err != nil {
		return stats{}, err
	}
	before, err := c.stats()
	if err != nil {
		return stats{}, err
	}
	calls, err := drive()
	if err != nil {
		return stats{}, err
	}
	after, err := c.stats()
	if err != nil {
		return stats{}, err
	}
	reached, err := f.upstream.stats()
	if err != nil {
		return stats{}, err
	}
	want := calls
	if unpaid {
		want = 0
	}
	if got := reached.Calls - upstream.Calls; got != want {
		return stats{}, fmt.Errorf("%d calls through %s reached the upstream %d times, want %d", calls, c.name, got, want)
	}
	if c == f.farebox {
		f.metered += want
		if got := after.Calls - before.Calls; got != want {
			return stats{}, fmt.Errorf("%d calls made %d usage entries, want %d", calls, got, want)
		}
	}
	return after.Stats.since(before.Stats), nil
}

// audit asks the ledger whether it charged the sum of all calls.
func (f *fleet) audit() error {
	_, err := f.farebox.ask(order{Do: doAudit, Calls: f.metered})
	return err
}
