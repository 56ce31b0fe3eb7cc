package settlement

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/metering/money"
)

// Config is what a Settler needs. Fields without a stated default are required.
type Config struct {
	Journal  Journal
	Books    Books
	Payments Payments
	Chain    Chain
	Vault    Vault
	Sender   Sender

	Token        [20]byte // the one asset
	Decimals     uint8    // of the asset, at most 12
	VaultAddress [20]byte // payTo of every payment
	StartBlock   uint64   // in which the vault was deployed: movements are read from here

	// SplitOf names the vault's split that a route's revenue is divided by; nil
	// gives everything to split 0, the treasury's.
	SplitOf func(route string) uint32

	Every         time.Duration // a batch is due after this time; zero: never by age
	Value         money.Amount  // a batch is due at this much unsettled; zero: never by value
	Margin        time.Duration // a batch is due this long before a payment expires; default 5 minutes
	Confirmations uint64        // blocks after which a top-up counts; default 1
	MaxFeeCap     uint64        // hard ceiling of maxFeePerGas in wei; default 500 gwei
	BumpAfter     time.Duration // unmined for this long: higher fees; default 30 s
	Poll          time.Duration // between two looks at the chain; default 1 s
	Limits        Limits        // of one batch; zero fields take the defaults

	Log *slog.Logger
	Now func() time.Time
	Reg prometheus.Registerer // nil: metrics are kept and not registered
}

// Limits bound one batch.
type Limits struct {
	Rows int    // default and at most MaxRows
	Gas  uint64 // default and at most 16,777,216, the limit of EIP-7825
	// RowGas is what an authorization costs; default 60,000, as of USDC on a chain
	// with the prices of the Osaka fork. Payers that verify signatures in code, and
	// forks that charge more for a new slot, need more.
	RowGas uint64
	Bytes  int // of calldata; default and at most 110,000: pools take 128 KiB
}

// MaxRows is the most payments that one batch settles.
const MaxRows = 300

// Bounds of a transaction, and defaults.
const (
	maxGas        = 1 << 24 // EIP-7825
	maxBytes      = 110_000
	defaultMargin = 5 * time.Minute
	defaultBump   = 30 * time.Second
	defaultPoll   = time.Second
	defaultMaxFee = 500_000_000_000
)

// withDefaults returns the config with its defaults, or an error that wraps
// ErrConfig and names the first fault.
func (c Config) withDefaults() (Config, error) {
	required := []struct {
		name    string
		missing bool
	}{
		{"Journal", c.Journal == nil},
		{"Books", c.Books == nil},
		{"Payments", c.Payments == nil},
		{"Chain", c.Chain == nil},
		{"Vault", c.Vault == nil},
		{"Sender", c.Sender == nil},
		{"Token", c.Token == [20]byte{}},
		{"VaultAddress", c.VaultAddress == [20]byte{}},
		{"Log", c.Log == nil},
		{"Now", c.Now == nil},
	}
	for _, r := range required {
		if r.missing {
			return c, fmt.Errorf("check %s: it is required: %w", r.name, ErrConfig)
		}
	}
	if c.Decimals > money.Decimals {
		return c, fmt.Errorf("check Decimals: %d, at most %d: %w", c.Decimals, money.Decimals, ErrConfig)
	}
	if c.Every < 0 || c.Margin < 0 || c.BumpAfter < 0 || c.Poll < 0 || c.Value.Sign() < 0 {
		return c, fmt.Errorf("check durations and Value: below zero: %w", ErrConfig)
	}
	if c.Limits.Rows < 0 || c.Limits.Rows > MaxRows || c.Limits.Gas > maxGas || c.Limits.RowGas > maxGas/4 || c.Limits.Bytes < 0 || c.Limits.Bytes > maxBytes {
		return c, fmt.Errorf("check Limits: at most %d rows, %d gas, %d bytes: %w", MaxRows, maxGas, maxBytes, ErrConfig)
	}
	if c.SplitOf == nil {
		c.SplitOf = func(string) uint32 { return 0 }
	}
	c.Margin = orDefault(c.Margin, defaultMargin)
	c.BumpAfter = orDefault(c.BumpAfter, defaultBump)
	c.Poll = orDefault(c.Poll, defaultPoll)
	c.Confirmations = orDefault(c.Confirmations, 1)
	c.MaxFeeCap = orDefault(c.MaxFeeCap, defaultMaxFee)
	c.Limits.Rows = orDefault(c.Limits.Rows, MaxRows)
	c.Limits.Gas = orDefault(c.Limits.Gas, maxGas)
	c.Limits.RowGas = orDefault(c.Limits.RowGas, gasRow)
	c.Limits.Bytes = orDefault(c.Limits.Bytes, maxBytes)
	return c, nil
}

func orDefault[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
