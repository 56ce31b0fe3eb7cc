package devnet

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/rpc"
)

// Defaults of Config.
const (
	DefaultChainID  uint64 = 31337
	DefaultPeriod          = time.Second
	DefaultAccounts        = 10
)

// Config says what chain to run and where.
type Config struct {
	// DataDir holds the chain and nothing else; it is made if absent. Empty keeps
	// the chain in memory, for tests.
	DataDir string
	// ChainID is part of the genesis block; DefaultChainID when 0.
	ChainID uint64
	// HTTPAddr is where JSON-RPC listens: a loopback address; 127.0.0.1:0 when empty.
	HTTPAddr string
	// Period is the time between blocks when there is nothing to put in them: at
	// least a second, which is DefaultPeriod.
	Period time.Duration
	// Accounts is the number of plain accounts with money; DefaultAccounts when 0.
	Accounts int
	// Alloc adds accounts and code to the genesis block.
	Alloc types.GenesisAlloc
	// Log takes the errors of the node and of sealing; required.
	Log *slog.Logger
	// Now is the clock that paces blocks; required.
	Now func() time.Time
}

// Chain is a running node. Its methods may be called from many goroutines. Blocks
// are sealed only while Run runs.
type Chain struct {
	cfg      Config
	node     *node.Node
	eth      *eth.Ethereum
	beacon   *catalyst.SimulatedBeacon
	setup    setup
	roles    roles
	accounts []Account
	running  atomic.Bool
	closed   atomic.Bool
}

// roles are the keys that hold the contracts' offices.
type roles struct {
	settler, treasury, guardian, deployer Account
}

func (r roles) all() []Account {
	return []Account{r.settler, r.treasury, r.guardian, r.deployer}
}

// New opens or makes the chain in the data directory and starts its JSON-RPC
// server. It fails with ErrOtherGenesis or ErrInUse, leaving the directory as it was.
// The caller closes the chain.
func New(cfg Config) (*Chain, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	c := &Chain{cfg: cfg}
	if err := c.deriveAccounts(); err != nil {
		return nil, err
	}
	if c.setup, err = prepare(cfg.ChainID, c.roles, c.accounts, cfg.Alloc); err != nil {
		return nil, fmt.Errorf("prepare genesis block: %w", err)
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	if err := c.settleIn(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// complete fills in the defaults and names every fault at once.
func (cfg Config) complete() (Config, error) {
	if cfg.ChainID == 0 {
		cfg.ChainID = DefaultChainID
	}
	if cfg.HTTPAddr == "" {
		cfg.HTTPAddr = "127.0.0.1:0"
	}
	if cfg.Period == 0 {
		cfg.Period = DefaultPeriod
	}
	if cfg.Accounts == 0 {
		cfg.Accounts = DefaultAccounts
	}
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%w: "+format, append([]any{ErrConfig}, args...)...))
	}
	if cfg.Log == nil {
		fault("Log is required")
	}
	if cfg.Now == nil {
		fault("Now is required")
	}
	if cfg.Period < time.Second {
		fault("Period: %s is shorter than a second, the resolution of block times", cfg.Period)
	}
	if cfg.Accounts < 0 || cfg.Accounts > maxAccounts {
		fault("Accounts: %d is not between 1 and %d", cfg.Accounts, maxAccounts)
	}
	if _, _, err := loopback(cfg.HTTPAddr); err != nil {
		fault("HTTPAddr: %w", err)
	}
	return cfg, errors.Join(faults...)
}

// loopback splits an address. Every key of this chain is public, so nothing but
// this machine may reach it.
func loopback(addr string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", 0, fmt.Errorf("%q is not a loopback address: a development chain listens on this machine only", host)
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("%q is not a port", text)
	}
	return host, int(n), nil
}

func (c *Chain) deriveAccounts() error {
	ring, err := newKeyring(Mnemonic)
	if err != nil {
		return err
	}
	for i := range c.cfg.Accounts {
		a, err := ring.account(uint32(i))
		if err != nil {
			return err
		}
		c.accounts = append(c.accounts, a)
	}
	for index, role := range map[uint32]*Account{
		settlerIndex: &c.roles.settler, treasuryIndex: &c.roles.treasury,
		guardianIndex: &c.roles.guardian, deployerIndex: &c.roles.deployer,
	} {
		if *role, err = ring.account(index); err != nil {
			return err
		}
	}
	return nil
}

// URL is where JSON-RPC answers, without a trailing slash.
func (c *Chain) URL() string { return c.node.HTTPEndpoint() }

// ChainID is the EIP-155 chain id.
func (c *Chain) ChainID() uint64 { return c.cfg.ChainID }

// Accounts are the plain accounts: each has ether for gas and a million test dollars.
func (c *Chain) Accounts() []Account { return slices.Clone(c.accounts) }

// Settler owns the test dollar, and owns and operates the vault. It holds ether
// and no test dollars.
func (c *Chain) Settler() Account { return c.roles.settler }

// Treasury receives split 0 of the vault.
func (c *Chain) Treasury() Account { return c.roles.treasury }

// Token is the test dollar.
func (c *Chain) Token() Token {
	return Token{Address: c.setup.token, Symbol: "TUSD", Name: "Test Dollar", Version: "1", Decimals: 6}
}

// Vault is the vault's address, which is where payments go.
func (c *Chain) Vault() common.Address { return c.setup.vault }

// Head is the number of the newest block.
func (c *Chain) Head() uint64 { return c.eth.BlockChain().CurrentBlock().Number.Uint64() }

// Attach returns a JSON-RPC client that reaches the node without a network. The
// caller closes it.
func (c *Chain) Attach() *rpc.Client { return c.node.Attach() }

// Close stops the node and releases the data directory. Run must have returned.
// A second call does nothing.
func (c *Chain) Close() error {
	if !c.closed.CompareAndSwap(false, true) {
		return nil
	}
	if err := errors.Join(c.beacon.Stop(), c.node.Close()); err != nil {
		return fmt.Errorf("close chain: %w", err)
	}
	return nil
}
