package chain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// Finality says which block cannot be lost any more.
type Finality string

// The kinds of finality, named as JSON-RPC names blocks.
const (
	FinalityLatest    Finality = "latest" // development chains only
	FinalitySafe      Finality = "safe"
	FinalityFinalized Finality = "finalized"
)

// Token is the token that the vault takes. Name and Version are its EIP-712 domain.
type Token struct {
	Address  common.Address
	Name     string
	Version  string
	Decimals uint8
}

// Config names the chain and the contracts on it.
type Config struct {
	// URLs are the JSON-RPC endpoints, http or https; at least one, at most maxURLs.
	URLs    []string
	ChainID uint64
	Token   Token
	// Vault is zero where none is deployed yet; then only DeployVault is of use.
	Vault    common.Address
	Finality Finality
	Log      *slog.Logger
	Now      func() time.Time
	// Transport carries the requests; one of the client's own when nil.
	Transport http.RoundTripper
}

// maxURLs bounds the endpoints: every one is asked about every final block.
const maxURLs = 8

// Client reads the chain. Its methods may be called from many goroutines.
type Client struct {
	cfg    Config
	pool   *pool
	vault  *bindings.Vault
	token  *bindings.PaymentToken
	dollar *bindings.TestDollar // for its errors' names
}

var (
	_ settlement.Chain = (*Client)(nil)
	_ settlement.Vault = (*Client)(nil)
)

// New makes a client. It sends nothing: Verify does.
func New(cfg Config) (*Client, error) {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%w: "+format, append([]any{ErrConfig}, args...)...))
	}
	if len(cfg.URLs) == 0 || len(cfg.URLs) > maxURLs {
		fault("rpc urls: %d given, want 1 to %d", len(cfg.URLs), maxURLs)
	}
	if cfg.ChainID == 0 {
		fault("chain id is required")
	}
	if cfg.Token.Address == (common.Address{}) {
		fault("token address is required")
	}
	switch cfg.Finality {
	case FinalityLatest, FinalitySafe, FinalityFinalized:
	default:
		fault("finality %q: want latest, safe or finalized", cfg.Finality)
	}
	if cfg.Log == nil || cfg.Now == nil {
		fault("Log and Now are required")
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	if cfg.Transport == nil {
		cfg.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: probeTimeout,
			ForceAttemptHTTP2:   true,
		}
	}
	p, err := newPool(cfg.URLs, cfg.ChainID, cfg.Transport, cfg.Log)
	if err != nil {
		return nil, err
	}
	return &Client{
		cfg: cfg, pool: p,
		vault: bindings.NewVault(), token: bindings.NewPaymentToken(), dollar: bindings.NewTestDollar(),
	}, nil
}

// Run watches the endpoints' health until ctx is done, and returns nil then. A
// client works without it, but changes endpoints only when one fails.
func (c *Client) Run(ctx context.Context) error { return c.pool.run(ctx) }

// Close ends idle connections. Calls under way fail.
func (c *Client) Close() {
	c.pool.close()
	if t, ok := c.cfg.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// ChainID is the configured chain id, which every endpoint in use has.
func (c *Client) ChainID() uint64 { return c.cfg.ChainID }
