package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// Holds admits calls and ends them.
type Holds interface {
	// Hold reserves a call's ceiling at once for all calls of the agent; after an
	// error nothing is reserved. Each hold is ended once, by Post or Release.
	Hold(ctx context.Context, c *metering.Call) (*metering.Hold, error)
	// Post charges what was used and returns when that is on disk. After an error
	// nothing was charged and the hold is free.
	Post(ctx context.Context, h *metering.Hold, end metering.End) (*metering.UsageRecord, error)
	// Release charges nothing and does not wait.
	Release(h *metering.Hold, end metering.End) error
}

// Books is what agents may read of the ledger.
type Books interface {
	Agent(ctx context.Context, id metering.AgentID) (metering.Agent, error)
	Usage(ctx context.Context, f metering.UsageFilter, before uint64, limit int) ([]metering.UsageRecord, uint64, error)
	UsageByID(ctx context.Context, id metering.RequestID) (*metering.UsageRecord, error)
	Invoices(ctx context.Context, agent metering.AgentID, cursor string, limit int) ([]metering.Invoice, string, error)
}

// Tokens says who sent a bearer token.
type Tokens interface {
	Verify(ctx context.Context, raw string) (token.Identity, error)
	JWKS() token.JWKS
}

// Wallets reads what the chain knows of a payer.
type Wallets interface {
	// Wallet returns the payer's money and whether the chain would take its
	// authorization. It may be a few seconds old, but for Used.
	Wallet(ctx context.Context, a *metering.Authorization) (Wallet, error)
}

// Wallet is a payer as the chain knows it.
type Wallet struct {
	Balance money.Amount
	Used    bool // the authorization's nonce is spent or cancelled
	// Code is true for a payer with code at its address, an EIP-7702 delegation
	// included: the token asks that code about the signature, so a key's
	// signature is not enough.
	Code   bool
	Paused bool // the vault takes no batches
}

// Settler settles what must be on chain before it counts.
type Settler interface {
	// Settle journals the claim of an authorization and returns when it is mined.
	// It returns metering.ErrPaymentUsed or ErrPaymentBusy where it was claimed
	// before, a *settlement.RefusedError where the chain does not take it, and a
	// *settlement.PendingError where it is not mined after 50 seconds: its money
	// becomes credit when it lands.
	Settle(ctx context.Context, p metering.PaymentBody) (settlement.Settled, error)
}

// Config makes a Gateway.
type Config struct {
	Holds  Holds
	Books  Books
	Tokens Tokens
	Exact  *Exact // nil: no payments on chain
	Routes []Route
	Limits Limits
	// PublicURL is the gateway's URL as agents see it.
	PublicURL      string
	TrustedProxies []netip.Prefix
	// Idle is how long an upstream may be silent; default 60 s.
	Idle time.Duration
	// Upload is how long a request may take to arrive; default 5 minutes.
	Upload time.Duration
	// Drain is how long usage is still read after the client left; default 30 s.
	Drain time.Duration

	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger
	Reg    prometheus.Registerer
}

// Exact is the door of single x402 payments.
type Exact struct {
	Network      string // CAIP-2
	ChainID      uint64
	Asset, PayTo [20]byte
	Decimals     uint8
	TokenName    string // of the token's EIP-712 domain
	TokenVersion string
	// Before settles each payment before its call is served; else a batch settles
	// them later.
	Before     bool
	MaxTimeout time.Duration
	Caps       metering.Caps // Balance is filled in for each payer
	MinTopUp   money.Amount
	MaxTopUp   money.Amount
	Wallets    Wallets
	Settler    Settler
}

// Limits bound requests and agents; zero members are off, but for Body and
// Header, which have defaults of 10 MiB and 16 KiB.
type Limits struct {
	Body      int64
	Header    int
	InFlight  int
	Rate      Rate
	Uncharged Rate
}

// Rate is a number of events in a time.
type Rate struct {
	Count int
	Per   time.Duration
}

// Gateway serves agents. It is safe for concurrent use.
type Gateway struct {
	cfg      Config
	table    atomic.Pointer[table]
	limits   *limiter
	problems *problems
	proxy    *httputil.ReverseProxy
	metrics  *metrics
	wallets  *walletGuard
	drain    atomic.Bool
	handler  http.Handler
}

// New checks the configuration and compiles the routes.
func New(cfg Config) (*Gateway, error) {
	if cfg.Holds == nil || cfg.Books == nil || cfg.Tokens == nil || cfg.Now == nil || cfg.Log == nil {
		return nil, errors.New("make gateway: Holds, Books, Tokens, Now and Log are needed")
	}
	if cfg.Limits.Body == 0 {
		cfg.Limits.Body = 10 << 20
	}
	if cfg.Limits.Header == 0 {
		cfg.Limits.Header = 16 << 10
	}
	if cfg.Idle == 0 {
		cfg.Idle = time.Minute
	}
	if cfg.Upload == 0 {
		cfg.Upload = 5 * time.Minute
	}
	if cfg.Drain == 0 {
		cfg.Drain = 30 * time.Second
	}
	g := &Gateway{
		cfg: cfg, limits: newLimiter(cfg.Limits, cfg.Now), metrics: newMetrics(cfg.Reg),
		problems: newProblems(cfg.PublicURL), proxy: newProxy(slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug)),
	}
	if cfg.Exact != nil {
		if cfg.Exact.Wallets == nil || cfg.Exact.Settler == nil {
			return nil, errors.New("make gateway: payments on chain need Wallets and Settler")
		}
		g.wallets = newWalletGuard(cfg.Exact.Wallets, cfg.Now)
	}
	err := g.Reload(cfg.Routes)
	if err != nil {
		return nil, err
	}
	g.handler = g.routes()
	return g, nil
}

// Reload replaces the routes in one step, or not at all. Calls in flight keep
// the route that they began with.
func (g *Gateway) Reload(routes []Route) error {
	t, err := g.compile(routes)
	if err != nil {
		return fmt.Errorf("compile routes: %w", err)
	}
	if old := g.table.Swap(t); old != nil {
		old.closeIdle()
	}
	return nil
}

// Handler serves agents.
func (g *Gateway) Handler() http.Handler { return g.handler }

// Limits of one HTTP/2 connection. net/http has those of floods: it closes a
// connection that begins more than four times the streams that it may, whose
// header block outgrows the limit, or that owes more than 10,000 control frames.
const (
	maxStreams     = 100
	maxStreamBytes = 256 << 10 // of one request, received and not read yet
	maxConnBytes   = 1 << 20   // of all
)

// Server returns an http.Server with the limits and timeouts of the data plane.
// The caller serves and shuts it down, and gives TLSConfig its certificate.
func (g *Gateway) Server() *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true) // over TLS only
	return &http.Server{
		Handler: g.handler,
		// A client that does not finish its header in this time holds nothing but a
		// connection.
		ReadHeaderTimeout: min(10*time.Second, g.cfg.Upload),
		// It bounds the body too, and is lifted when the body is there.
		ReadTimeout: g.cfg.Upload,
		// It bounds our own replies; a call sets that of its route.
		WriteTimeout:   2 * time.Minute,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: g.cfg.Limits.Header,
		Protocols:      protocols,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams, MaxReceiveBufferPerStream: maxStreamBytes, MaxReceiveBufferPerConnection: maxConnBytes,
			// A peer that neither sends nor reads has gone, whatever its streams say.
			SendPingTimeout: g.cfg.Idle, PingTimeout: min(15*time.Second, g.cfg.Idle), WriteByteTimeout: g.cfg.Idle,
		},
		TLSConfig:                    &tls.Config{MinVersion: tls.VersionTLS12},
		DisableGeneralOptionsHandler: true, // OPTIONS * is no call, and gets a problem like any other
		ErrorLog:                     slog.NewLogLogger(g.cfg.Log.Handler(), slog.LevelDebug),
	}
}

// Drain refuses new calls with 503 from now on; those in flight go on.
func (g *Gateway) Drain() { g.drain.Store(true) }
