package config

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"net/url"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Config is a valid configuration: defaults filled in, references resolved.
type Config struct {
	// Listen is the address for agents, host:port; an empty host is every
	// interface. Default ":8402".
	Listen string
	// TLS names the certificate; without it the gateway speaks plain HTTP, behind
	// a terminator or on loopback.
	TLS TLS
	// PublicURL is the gateway's URL as agents see it, absolute, without a
	// trailing slash. Payments name it, so a route that accepts exact needs it
	// unless the gateway listens on loopback. Default: the loopback address.
	PublicURL string
	// TrustedProxies are the peers whose X-Forwarded-For is believed. Default none.
	TrustedProxies []netip.Prefix
	// Admin is the operator's listener: console, admin API and /metrics.
	Admin Admin
	// DataDir holds journal, state, keys and admin.json. Default "./data".
	DataDir string
	// Limits bound what one agent and one request may take.
	Limits Limits
	// Chain is where money settles; nil without a chain section: then only tokens
	// are accepted and nothing settles.
	Chain *Chain
	// Exact rules single x402 payments.
	Exact Exact
	// Settle says when a batch is made.
	Settle Settle
	// Issuers are the foreign token issuers, in the order of the file.
	Issuers []Issuer
	// Prices are the offered price definitions, in the order of the file.
	Prices []Price
	// Plans are the agents' plans, in the order of the file. Default: one prepaid
	// plan named "standard". A postpaid plan is kept, so that its agents are
	// refused by name.
	Plans []Plan
	// Routes are the routes that this version serves, in the order of the file.
	// No two of them match the same request.
	Routes []Route

	masks map[string]string // path of a value from the environment → what Effective prints
}

// TLS names a certificate and its key, both or none.
type TLS struct {
	CertFile string // PEM, the leaf first
	KeyFile  string // PEM; mode 0600
}

// Admin is the operator's listener.
type Admin struct {
	Listen    string // host:port, default "127.0.0.1:8403"
	TokenFile string // bearer token; made with mode 0600 if absent. Default <data_dir>/admin.token
}

// Limits bound one agent and one request.
type Limits struct {
	Body              int64 // bytes of a request body, default 10MiB
	Header            int64 // bytes of a request header, default 16KiB
	InFlightPerAgent  int   // concurrent calls of one agent, default 64; 0 is off
	RatePerAgent      Rate  // calls, default 200/s
	UnchargedPerAgent Rate  // calls that reached an upstream and ended without a charge, default 60/min
}

// Rate is a number of events per period; the zero Rate is off.
type Rate struct {
	Count int
	Per   time.Duration // a second, a minute or an hour
}

// Chain is the EVM chain that money settles on.
type Chain struct {
	Network       string         // CAIP-2, "eip155:<chain id>"
	ID            *big.Int       // the chain id out of Network
	RPCURLs       []Secret       // JSON-RPC endpoints, tried in order
	Confirmations uint64         // blocks until a deposit or top-up counts, default 3
	Finality      string         // latest, safe or finalized (default): when it is booked
	Signer        Signer         // the settler's key
	Asset         Asset          // the one asset of this gateway
	Vault         common.Address // payTo; zero until it is deployed and written here
}

// Signer is the key that sends transactions: a file, or a program that keeps it.
type Signer struct {
	Keystore     string // Ethereum keystore file (v3 JSON); mode 0600
	PasswordFile string // its password; mode 0600

	URL     Secret         // JSON-RPC of clef or web3signer; empty with a keystore
	Address common.Address // that it signs for
}

// Asset is an ERC-20 token with EIP-3009.
type Asset struct {
	Symbol   string
	Address  common.Address
	Decimals uint8  // at most 12
	Name     string // of the token's EIP-712 domain
	Version  string // of the token's EIP-712 domain
}

// Exact rules single x402 payments.
type Exact struct {
	Mode        string        // before (default): settled before the call; batched: settled with the next batch
	MaxTimeout  time.Duration // longest validity a payment may have left, default 60s
	CapPerPayer money.Amount  // batched: unsettled payments of one payer, default 1
	CapNewPayer money.Amount  // batched: the same of a payer without a settled payment, default 0
	CapTotal    money.Amount  // batched: unsettled payments in all, default 100
}

// Settle says when a batch is made: whichever comes first.
type Settle struct {
	Every time.Duration // default 15m
	Value money.Amount  // default 50
}

// Issuer is a foreign token issuer. Its agents are called <name>:<sub>.
type Issuer struct {
	Name     string
	Issuer   string // the iss claim, exactly
	JWKSURL  string // https, or http on a literal loopback address
	Audience string // the aud claim
	Plan     string // plan of an agent seen first; empty: unknown agents get 401
}

// Price is a named price.
type Price struct {
	Name       string
	Definition json.RawMessage // canonical JSON
	Rater      metering.Rater
}

// Plan is how an agent pays.
type Plan struct {
	Name        string
	Billing     string       // prepaid, or postpaid (not offered)
	CreditLimit money.Amount // postpaid
	Period      string       // postpaid: day, week or month
	DueDays     int          // postpaid
}

// Meters of this version.
const (
	MeterCall   = "call"   // one per call
	MeterBytes  = "bytes"  // bytes of the response body
	MeterOpenAI = "openai" // tokens of OpenAI chat completions
)

// Ways to pay for a call, as a route accepts them.
const (
	AcceptToken = "token"
	AcceptExact = "exact"
)

// What an interrupted call is charged (Route.OnCrash).
const (
	OnCrashRelease = "release" // nothing
	OnCrashMinimum = "minimum" // the least that the call can have cost
	OnCrashCeiling = "ceiling" // all that was held
)

// Route is one priced piece of an upstream's API.
type Route struct {
	Name     string
	Match    Match
	Upstream Upstream
	Meter    string   // call, bytes or openai
	Price    string   // a name in Prices
	Accept   []string // ways to pay that are offered; default token
	// OnCrash is what a call is charged that a crash of the gateway interrupted:
	// release (default), minimum or ceiling.
	OnCrash string
	// ChargeOn are the upstream statuses that are charged; default below 400.
	ChargeOn []StatusRange
	// MaxBytes bounds one response body; meter bytes needs it. Longer replies are cut.
	MaxBytes int64
	// MaxOutputTokens is the highest output cap per choice that a request may
	// name, and what a higher one is lowered to; meter openai, default 32768. A
	// request that names none gets a cap put in, so that its hold is a true bound.
	MaxOutputTokens uint64
}

// Charges reports whether a call that the upstream answered with this status
// is charged.
func (r *Route) Charges(status int) bool {
	for _, s := range r.ChargeOn {
		if s.First <= status && status <= s.Last {
			return true
		}
	}
	return false
}

// StatusRange is one HTTP status or one class of them, both ends included.
type StatusRange struct{ First, Last int }

// Match says which requests a route takes.
type Match struct {
	// Path is an exact path, or a prefix that ends in "/*": "/weather/*" takes
	// every path that begins with "/weather/".
	Path string
	// Methods are the methods taken; empty is any.
	Methods []string
}

// Upstream is where a route's calls go.
type Upstream struct {
	URLs    []*url.URL        // taken in turn: http or https, without query; a path is a prefix
	Headers map[string]Secret // set on every request, by canonical name
	Timeout time.Duration     // of a whole call, default 10m: it ends the call's hold
	// AllowPrivate permits names that resolve to loopback and private addresses.
	// Addresses that URLs write literally are permitted without it; link-local and
	// metadata addresses are refused whatever it says.
	AllowPrivate bool
}
