package bench

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// openFarebox is the gateway as `farebox serve` runs it: signed tokens, a priced
// route, metrics, the ledger with fsync. The limits of each agent are lifted.
func openFarebox(ctx context.Context, o order, now func() time.Time) (_ *service, err error) {
	b, err := openBooks(ctx, o.Dir, o.Agents, now)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.stop())
		}
	}()
	ring, err := token.OpenRing(token.RingConfig{Dir: filepath.Join(o.Dir, "keys"), Now: now})
	if err != nil {
		return nil, err
	}
	tokens, err := token.New(token.Config{Ring: ring, Now: now})
	if err != nil {
		return nil, err
	}
	l, err := listenLoopback(ctx)
	if err != nil {
		return nil, err
	}
	gw, err := newGateway(b, tokens, o.Upstream, l)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	s := serveOn(l, gw.Server(), func() error {
		tokens.Close()
		return b.stop()
	})
	for _, id := range b.agents {
		t, err := tokens.Issue(string(id), 24*time.Hour)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.opened.Tokens = append(s.opened.Tokens, t)
	}
	s.do = map[string]func(context.Context, order) (answer, error){
		doStats: func(context.Context, order) (answer, error) { return answer{Calls: b.entries()}, nil },
		doAudit: func(ctx context.Context, o order) (answer, error) { return answer{}, b.audit(ctx, o.Calls) },
	}
	return s, nil
}

func newGateway(b *books, tokens *token.Authority, upstream string, l net.Listener) (*gateway.Gateway, error) {
	address := func(last byte) (a [20]byte) { a[19] = last; return a }
	return gateway.New(gateway.Config{
		Holds: b.store, Books: b.store, Tokens: tokens,
		Exact: &gateway.Exact{ // offered, so that the 402 is a real one; nobody pays by it here
			Network: "eip155:31337", ChainID: 31337, Asset: address(1), PayTo: address(2), Decimals: 6,
			TokenName: "Test Dollar", TokenVersion: "2", MaxTimeout: time.Hour,
			MinTopUp: money.Units(1), MaxTopUp: money.Units(100), Wallets: noChain{}, Settler: noChain{},
		},
		Routes: []gateway.Route{{
			Name: routeName, Path: "/bench/*", URLs: []*url.URL{{Scheme: "http", Host: upstream}}, Guard: &dial.Guard{Allowed: dial.Literal("127.0.0.1")},
			Headers: http.Header{}, Meter: gateway.MeterCall, Price: b.price, Token: true, Exact: true,
			Charges: func(status int) bool { return status < 400 },
		}},
		Limits:    gateway.Limits{InFlight: 10_000},
		PublicURL: "http://" + l.Addr().String(), Now: b.now, Log: slog.New(slog.DiscardHandler), Reg: b.reg,
	})
}

// errNoChain: a benchmark makes no payments on chain.
var errNoChain = errors.New("a benchmark has no chain")

// noChain stands where the gateway would ask a chain.
type noChain struct{}

var (
	_ gateway.Wallets = noChain{}
	_ gateway.Settler = noChain{}
)

// Wallet implements gateway.Wallets.
func (noChain) Wallet(context.Context, *metering.Authorization) (gateway.Wallet, error) {
	return gateway.Wallet{}, errNoChain
}

// Settle implements gateway.Settler.
func (noChain) Settle(context.Context, metering.PaymentBody) (settlement.Settled, error) {
	return settlement.Settled{}, errNoChain
}
