package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

// parts is everything that a gateway is made of.
type parts struct {
	cfg     *config.Config
	log     *slog.Logger
	now     func() time.Time
	reg     *prometheus.Registry
	store   *ledger.Store
	tokens  *token.Authority
	client  *chain.Client       // nil without a chain
	sender  *chain.Sender       // nil without a chain
	settler *settlement.Settler // nil without a chain
	gateway *gateway.Gateway
	console *console.Console

	certificate *certificate // nil behind a terminator

	postpaid atomic.Pointer[map[string]bool] // plans by name
}

// compilePrice makes a rater of a journalled definition.
func compilePrice(def json.RawMessage) (metering.Rater, error) { return rating.Parse(def) }

// openStore opens the ledger of the configuration.
func (p *parts) openStore() (err error) {
	p.offer(p.cfg)
	p.store, err = ledger.Open(ledger.Config{
		Dir: p.cfg.DataDir, Compile: compilePrice, Offered: p.offered, Now: p.now, Log: p.log.With(slog.String("part", "ledger")), Reg: p.reg,
	})
	return err
}

// offer takes over which plans may call.
func (p *parts) offer(cfg *config.Config) {
	postpaid := make(map[string]bool)
	for _, plan := range cfg.Plans {
		postpaid[plan.Name] = plan.Billing == "postpaid"
	}
	p.postpaid.Store(&postpaid)
}

// offered reports whether agents of a plan may call: this version has no
// postpaid billing.
func (p *parts) offered(plan string) bool { return !(*p.postpaid.Load())[plan] }

func newRegistry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return reg
}

// openTokens opens the signing keys. issuer is the iss of own tokens; empty for
// a gateway whose address changes from start to start.
func (p *parts) openTokens(issuer string) error {
	ring, err := token.OpenRing(token.RingConfig{Dir: filepath.Join(p.cfg.DataDir, "keys", "token"), Now: p.now})
	if err != nil {
		return err
	}
	guards := make(map[string]*dial.Guard)
	var issuers []token.Issuer
	for _, is := range p.cfg.Issuers {
		issuers = append(issuers, token.Issuer{
			Name: is.Name, Issuer: is.Issuer, JWKSURL: is.JWKSURL, Audience: is.Audience, Plan: is.Plan,
		})
		guards[is.Name] = &dial.Guard{Allowed: dial.Literal(hostname(is.JWKSURL))}
	}
	p.tokens, err = token.New(token.Config{
		Ring: ring, Issuer: issuer, Issuers: issuers, Now: p.now, Log: p.log.With(slog.String("part", "tokens")),
		Dialer: func(is token.Issuer) token.DialFunc { return guards[is.Name].DialContext },
	})
	if err != nil {
		return err
	}
	return errors.Join(p.store.Revoked(p.tokens.Revoke), p.store.RevokedAgents(p.tokens.RevokeAgent))
}

// openChain connects to the chain, where there is one with a vault.
func (p *parts) openChain(ctx context.Context, signer chain.Signer) error {
	c := p.cfg.Chain
	if c == nil || c.Vault == [20]byte{} {
		return nil
	}
	var err error
	p.client, err = newChainClient(p.cfg, p.log, p.now)
	if err != nil {
		return err
	}
	p.sender, err = chain.NewSender(p.client, signer)
	if err != nil {
		return err
	}
	err = p.client.Verify(ctx, p.sender.Address())
	if err != nil {
		return chainError(fmt.Errorf("check the chain against the configuration: %w", err))
	}
	start, err := p.startBlock(ctx)
	if err != nil {
		return err
	}
	p.settler, err = settlement.New(settlement.Config{
		Journal: books{p.store}, Books: books{p.store}, Payments: books{p.store}, Chain: p.client, Vault: p.client, Sender: p.sender,
		Token: c.Asset.Address, Decimals: c.Asset.Decimals, VaultAddress: c.Vault, StartBlock: start,
		Every: p.cfg.Settle.Every, Value: p.cfg.Settle.Value, Confirmations: c.Confirmations,
		Poll: pollFor(c.Finality), Log: p.log.With(slog.String("part", "settlement")), Now: p.now, Reg: p.reg,
	})
	return err
}

// chainError marks what only another configuration mends, and says which part of
// it. A chain that does not answer is a fault that passes.
func chainError(err error) error {
	switch {
	case errors.Is(err, chain.ErrWrongChain):
		return usageError(fmt.Errorf("%w; correct chain.network or chain.rpc_urls", err))
	case errors.Is(err, chain.ErrContracts):
		return usageError(fmt.Errorf("%w; correct chain.vault or chain.asset", err))
	case errors.Is(err, chain.ErrSigner):
		return usageError(fmt.Errorf("%w; correct chain.signer", err))
	}
	return err
}

// pollFor is how often the engine looks at the chain: a development chain mines
// at once, a public one every few seconds.
func pollFor(finality string) time.Duration {
	if finality == string(chain.FinalityLatest) {
		return 100 * time.Millisecond
	}
	return 2 * time.Second
}

func newChainClient(cfg *config.Config, log *slog.Logger, now func() time.Time) (*chain.Client, error) {
	c := cfg.Chain
	urls := make([]string, 0, len(c.RPCURLs))
	for _, u := range c.RPCURLs {
		urls = append(urls, u.Reveal())
	}
	return chain.New(chain.Config{
		URLs: urls, ChainID: c.ID.Uint64(), Vault: c.Vault, Finality: chain.Finality(c.Finality), Log: log.With(slog.String("part", "chain")), Now: now,
		Token: chain.Token{Address: c.Asset.Address, Name: c.Asset.Name, Version: c.Asset.Version, Decimals: c.Asset.Decimals},
	})
}

// eventAttached notes from which block on a vault's movements are read.
const eventAttached = "vault.attached"

type attachedBody struct {
	Vault string `json:"vault"`
	Block uint64 `json:"block"`
}

// startBlock returns the block at which this ledger met its vault, and journals
// it the first time: money that came before is not this ledger's.
func (p *parts) startBlock(ctx context.Context) (uint64, error) {
	vault := p.cfg.Chain.Vault.Hex()
	var found *attachedBody
	err := p.store.Events(ctx, eventAttached, 0, func(_ uint64, _ time.Time, e metering.Event) error {
		var b attachedBody
		err := json.Unmarshal(e.Body, &b)
		if err == nil && b.Vault == vault {
			found = &b
		}
		return err
	})
	if err != nil || found != nil {
		return found.block(), err
	}
	_, final, err := p.client.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the chain's head: %w", err)
	}
	body, err := json.Marshal(attachedBody{Vault: vault, Block: final.Number})
	if err != nil {
		return 0, fmt.Errorf("note the vault: %w", err)
	}
	_, err = p.store.Append(ctx, metering.Event{Type: eventAttached, Ref: vault, Body: body})
	return final.Number, err
}

func (b *attachedBody) block() uint64 {
	if b == nil {
		return 0
	}
	return b.Block
}

// openGateway publishes the prices and compiles the routes.
func (p *parts) openGateway(ctx context.Context, publicURL string, exact *gateway.Exact) error {
	routes, err := p.routes(ctx, p.cfg)
	if err != nil {
		return err
	}
	l := p.cfg.Limits
	p.gateway, err = gateway.New(gateway.Config{
		Holds: p.store, Books: p.store, Tokens: p.tokens, Exact: exact, Routes: routes, PublicURL: publicURL,
		TrustedProxies: p.cfg.TrustedProxies,
		Limits: gateway.Limits{
			Body: l.Body, Header: int(l.Header), InFlight: l.InFlightPerAgent,
			Rate: gateway.Rate(l.RatePerAgent), Uncharged: gateway.Rate(l.UnchargedPerAgent),
		},
		Now: p.now, Log: p.log.With(slog.String("part", "gateway")), Reg: p.reg,
	})
	return err
}

// exactDoor is the door of single x402 payments; nil without a chain.
func (p *parts) exactDoor() *gateway.Exact {
	if p.settler == nil {
		return nil
	}
	c, e := p.cfg.Chain, p.cfg.Exact
	door := &gateway.Exact{
		Network: c.Network, ChainID: c.ID.Uint64(), Asset: c.Asset.Address, PayTo: c.Vault, Decimals: c.Asset.Decimals,
		TokenName: c.Asset.Name, TokenVersion: c.Asset.Version, Before: e.Mode == "before", MaxTimeout: e.MaxTimeout,
		Caps:     metering.Caps{PerPayer: e.CapPerPayer, NewPayer: e.CapNewPayer, Total: e.CapTotal},
		MinTopUp: money.MustParse("0.01"), MaxTopUp: money.Units(100_000),
		Wallets: wallets{client: p.client, decimals: c.Asset.Decimals, paused: &pauseWatch{client: p.client, now: p.now}},
		Settler: p.settler,
	}
	if !door.Before {
		// The authorization must outlive its batch: its age, and an hour for the chain.
		door.MaxTimeout = p.cfg.Settle.Every + time.Hour
	}
	return door
}

// routes compiles the configured routes, publishing the prices that they name.
func (p *parts) routes(ctx context.Context, cfg *config.Config) ([]gateway.Route, error) {
	prices := make([]metering.Price, 0, len(cfg.Prices))
	for _, pr := range cfg.Prices {
		prices = append(prices, metering.Price{Name: pr.Name, Definition: pr.Definition, Rater: pr.Rater})
	}
	published, err := p.store.PublishPrices(ctx, prices)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]*metering.Price, len(published))
	for i := range published {
		byName[published[i].Name] = &published[i]
	}
	routes := make([]gateway.Route, 0, len(cfg.Routes))
	for i := range cfg.Routes {
		routes = append(routes, routeOf(&cfg.Routes[i], byName))
	}
	return routes, nil
}

func routeOf(r *config.Route, prices map[string]*metering.Price) gateway.Route {
	guard := &dial.Guard{AllowPrivate: r.Upstream.AllowPrivate}
	for _, u := range r.Upstream.URLs {
		guard.Allowed = append(guard.Allowed, dial.Literal(u.Hostname())...)
	}
	headers := make(http.Header)
	for name, v := range r.Upstream.Headers {
		headers.Set(name, v.Reveal())
	}
	out := gateway.Route{
		Name: r.Name, Path: r.Match.Path, Methods: r.Match.Methods, URLs: r.Upstream.URLs, Headers: headers, Timeout: r.Upstream.Timeout,
		Guard: guard, Meter: r.Meter, Price: prices[r.Price], Charges: r.Charges, MaxBytes: r.MaxBytes, MaxOutput: r.MaxOutputTokens,
		OnCrash: onCrash(r.OnCrash),
	}
	for _, a := range r.Accept {
		out.Token = out.Token || a == config.AcceptToken
		out.Exact = out.Exact || a == config.AcceptExact
	}
	return out
}

func onCrash(policy string) metering.OnCrash {
	switch policy {
	case config.OnCrashMinimum:
		return metering.OnCrashMinimum
	case config.OnCrashCeiling:
		return metering.OnCrashCeiling
	}
	return metering.OnCrashRelease
}

// openConsole makes the admin API.
func (p *parts) openConsole(adminToken, exampleURL string) error {
	cfg := console.Config{
		Agents: p.store, Usage: p.store, Invoices: p.store, Books: p.store, Audit: p.auditor(), Tokens: p.tokens, Metrics: p.reg,
		AdminToken: adminToken, ExampleURL: exampleURL, Symbol: "USD", Decimals: 6, Log: p.log.With(slog.String("part", "console")), Now: p.now,
	}
	for _, plan := range p.cfg.Plans {
		cfg.Plans = append(cfg.Plans, plan.Name)
	}
	if p.cfg.Chain != nil {
		cfg.Symbol, cfg.Decimals = p.cfg.Chain.Asset.Symbol, p.cfg.Chain.Asset.Decimals
	}
	if p.settler != nil {
		cfg.Settlement, cfg.Withdrawals = p.settler, p.store
	}
	var err error
	p.console, err = console.New(cfg)
	return err
}

// auditor is the ledger as the admin API verifies it.
func (p *parts) auditor() auditor {
	a := auditor{Store: p.store}
	if p.client != nil {
		a.vault, a.batches = p.cfg.Chain.Vault.Hex(), p.client
	}
	return a
}

// reload takes over the routes, prices and plans of a new configuration, or
// keeps everything as it is.
func (p *parts) reload(ctx context.Context, next *config.Config) error {
	if next.DataDir != p.cfg.DataDir {
		return errors.New("data_dir cannot change without a restart")
	}
	routes, err := p.routes(ctx, next)
	if err != nil {
		return err
	}
	err = p.gateway.Reload(routes)
	if err == nil {
		p.offer(next)
	}
	return err
}
