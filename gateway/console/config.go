package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// Agents are the accounts. Reads show what is journalled; writes return when
// they are on disk. All are safe for concurrent use.
type Agents interface {
	// Agent returns metering.ErrUnknownAgent where there is none of the id.
	Agent(ctx context.Context, id metering.AgentID) (metering.Agent, error)
	// Agents returns up to limit agents with ids after the cursor, and the next
	// page's cursor, empty at the end.
	Agents(ctx context.Context, cursor string, limit int) ([]metering.Agent, string, error)
	// CreateAgent creates an agent, credit included, in one step or not at all. It
	// returns metering.ErrExists for a known id.
	CreateAgent(ctx context.Context, id metering.AgentID, plan string, credit money.Amount) error
	SetAgentState(ctx context.Context, id metering.AgentID, state metering.AgentState, reason string) error
}

// Usage reads usage records.
type Usage interface {
	// Usage returns up to limit records before a sequence (zero: from the newest
	// on), newest first, and where the next page starts, zero at the end.
	Usage(ctx context.Context, f metering.UsageFilter, before uint64, limit int) ([]metering.UsageRecord, uint64, error)
	// UsageByID returns metering.ErrNotFound where there is none of the id.
	UsageByID(ctx context.Context, id metering.RequestID) (*metering.UsageRecord, error)
}

// Invoices reads, closes and issues invoices.
type Invoices interface {
	Invoice(ctx context.Context, id string) (metering.Invoice, error)
	Invoices(ctx context.Context, agent metering.AgentID, cursor string, limit int) ([]metering.Invoice, string, error)
	// CloseInvoices makes a draft for each agent with usage before to, an hour's
	// edge in the past, or now where to is zero. Repeating it is safe.
	CloseInvoices(ctx context.Context, to time.Time, decimals uint8) ([]metering.Invoice, error)
	// IssueInvoice changes nothing about an invoice that is issued already.
	IssueInvoice(ctx context.Context, id string) (metering.Invoice, error)
}

// Books are the ledger's totals.
type Books interface {
	Head() (sequence uint64, hash [32]byte)
	Full() bool
	// Owed is what payers owe by payments that are not settled.
	Owed() money.Amount
	// Balances returns the balances that are not zero of the accounts whose names
	// start with prefix, all as of one entry of the journal.
	Balances(ctx context.Context, prefix string) (map[metering.Account]money.Amount, error)
	// Traffic returns calls and charges by route and hour, from the hour of since on.
	Traffic(ctx context.Context, since time.Time) ([]metering.Traffic, error)
}

// Auditor checks the journal and takes notes in it.
type Auditor interface {
	// Verify reads the whole journal, and compares it with the chain where there
	// is one; it may take minutes.
	Verify(ctx context.Context) (metering.Report, error)
	// Append returns when the event is on disk.
	Append(ctx context.Context, e metering.Event) (uint64, error)
}

// Withdrawals take prepaid money off agents.
type Withdrawals interface {
	// Withdraw returns the sequence of its entry when it is on disk. It returns an
	// error that wraps metering.ErrFunds where there is not as much that is
	// neither held nor given credit.
	Withdraw(ctx context.Context, id metering.AgentID, amount money.Amount, to string) (uint64, error)
}

// Tokens issues and revokes the gateway's own tokens.
type Tokens interface {
	IssueIdentity(agent string, ttl time.Duration) (string, token.Identity, error)
	Verify(ctx context.Context, raw string) (token.Identity, error)
	Revoke(jti string, until time.Time)
	// Epoch and RevokeAgent: see token.Authority.
	Epoch(agent string) uint64
	RevokeAgent(agent string, epoch uint64)
	Rotate(now time.Time) error
}

// Settlement moves money on chain in batches.
type Settlement interface {
	// RunNow settles all that is pending and waits up to 60 s until it is mined; ok
	// is false where there is nothing to settle.
	RunNow(ctx context.Context) (view settlement.View, ok bool, err error)
	List(ctx context.Context, cursor string, limit int) ([]settlement.View, string, error)
	Get(ctx context.Context, id string) (settlement.View, error)
	Reconcile(ctx context.Context) (settlement.Report, error)
}

// Config is what New needs. All but Settlement, Withdrawals, Hosts, Metrics, TokenTTL,
// ExampleURL and Rand is required.
type Config struct {
	Agents   Agents
	Usage    Usage
	Invoices Invoices
	Books    Books
	Audit    Auditor
	Tokens   Tokens
	// Settlement is nil where the gateway has no chain: its endpoints answer
	// with a problem that says so.
	Settlement Settlement
	// Withdrawals is nil where the gateway has no chain to pay back on.
	Withdrawals Withdrawals
	Metrics     prometheus.Gatherer // nil: /metrics is not there

	// AdminToken is the secret of operators, at least 16 bytes.
	AdminToken string
	// Hosts are names, without port, that requests may give as Host beside
	// loopback and the address of the listener.
	Hosts []string
	// Plans are the names of the configured plans.
	Plans []string
	// TokenTTL is the life of a new token where none is asked for; zero is a year.
	TokenTTL time.Duration
	// Symbol and Decimals are those of the asset that the gateway charges in.
	Symbol   string
	Decimals uint8
	// ExampleURL is a priced URL of the gateway, for the status page's empty states.
	ExampleURL string

	Log  *slog.Logger
	Now  func() time.Time
	Rand io.Reader // nil is crypto/rand; ids of requests
}

// minAdminToken is the shortest admin token that is accepted: 16 bytes hold 128
// random bits.
const minAdminToken = 16

// defaultTTL is the life of a token where nobody says otherwise.
const defaultTTL = 365 * 24 * time.Hour

func (cfg *Config) check() error {
	var faults []error
	need := func(ok bool, name string) {
		if !ok {
			faults = append(faults, fmt.Errorf("configure console: %s is needed", name))
		}
	}
	need(cfg.Agents != nil, "Agents")
	need(cfg.Usage != nil, "Usage")
	need(cfg.Invoices != nil, "Invoices")
	need(cfg.Books != nil, "Books")
	need(cfg.Audit != nil, "Audit")
	need(cfg.Tokens != nil, "Tokens")
	need(cfg.Log != nil, "Log")
	need(cfg.Now != nil, "Now")
	need(len(cfg.Plans) > 0, "Plans")
	need(cfg.Symbol != "", "Symbol")
	if len(cfg.AdminToken) < minAdminToken {
		faults = append(faults, fmt.Errorf("configure console: the admin token has %d bytes, %d at least", len(cfg.AdminToken), minAdminToken))
	}
	if cfg.Decimals > money.Decimals {
		faults = append(faults, fmt.Errorf("configure console: %d decimals, %d at most", cfg.Decimals, money.Decimals))
	}
	if cfg.TokenTTL < 0 || cfg.TokenTTL > token.MaxTTL {
		faults = append(faults, fmt.Errorf("configure console: token lifetime %s must be between 0 and %s", cfg.TokenTTL, token.MaxTTL))
	}
	return errors.Join(faults...)
}
