package metering

import (
	"regexp"
	"strings"

	"github.com/farebox/farebox/metering/money"
)

// AgentID names who pays. It has one of three forms, which cannot collide:
// an operator's own agent ("crawler-7"), a foreign issuer's subject
// ("acme:user-1"), or a payer without a token, "<caip2>:<address>" in lower case
// ("eip155:8453:0x…").
type AgentID string

// MaxAgentID bounds an agent's id in bytes.
const MaxAgentID = 256

var ownAgentID = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// ValidOwnAgentID reports whether an operator may create an agent of this id:
// no colon, so that no foreign or payer id can be taken.
func ValidOwnAgentID(id AgentID) bool { return ownAgentID.MatchString(string(id)) }

// PayerID returns the agent id of a payer address on a chain.
func PayerID(caip2 string, address [20]byte) AgentID {
	return AgentID(caip2 + ":" + hex0x(address[:]))
}

// IsPayer reports whether the id is that of a payer address.
func (id AgentID) IsPayer() bool { return strings.HasPrefix(string(id), "eip155:") }

// AgentState says whether an agent may call.
type AgentState string

// The states of an agent.
const (
	AgentActive    AgentState = "active"
	AgentSuspended AgentState = "suspended" // by the operator
	AgentBlocked   AgentState = "blocked"   // by the gateway: its payment was lost or reversed
)

// Agent is one who pays, with its money as of now.
type Agent struct {
	ID        AgentID      `json:"id"`
	Plan      string       `json:"plan"`
	State     AgentState   `json:"state"`
	Balance   money.Amount `json:"balance"`   // prepaid money and given credit, held part included
	Held      money.Amount `json:"held"`      // reserved for calls in flight
	Available money.Amount `json:"available"` // balance − held, never below zero
}

// Account names one side of a transfer.
type Account string

// The gateway's own accounts. The chain account mirrors the vault: it goes
// negative by what the vault holds, as every transfer sums to zero.
const (
	AccountChain    Account = "chain"
	AccountPromo    Account = "promo"    // contra of credit that an operator gives
	AccountSuspense Account = "suspense" // money on its way: counted, not final; or unmatched
	AccountFees     Account = "fees:chain"
	AccountRounding Account = "rounding"
	AccountBreakage Account = "breakage"
)

// PrepaidAccount is an agent's prepaid money.
func PrepaidAccount(id AgentID) Account { return Account("agent:" + string(id) + ":prepaid") }

// GrantAccount is credit that the operator gave an agent. It is drawn before
// prepaid money, and no chain backs it.
func GrantAccount(id AgentID) Account { return Account("agent:" + string(id) + ":grant") }

// ReceivableAccount is what an agent owes: a payer's unsettled authorizations.
// It is negative by the debt.
func ReceivableAccount(id AgentID) Account { return Account("agent:" + string(id) + ":receivable") }

// RevenueAccount is what a route earned in money that a chain backs; it is what
// settlement allocates.
func RevenueAccount(route string) Account { return Account("revenue:" + route) }

// GrantedRevenueAccount is what a route earned in credit that the operator gave.
func GrantedRevenueAccount(route string) Account { return Account("revenue:" + route + ":granted") }

// PayableAccount is what is allocated to the payees of a split.
func PayableAccount(split string) Account { return Account("provider:" + split + ":payable") }

// Agent returns the agent and the sub-account of an agent's account; ok is
// false for the gateway's own accounts.
func (a Account) Agent() (id AgentID, sub string, ok bool) {
	rest, ok := strings.CutPrefix(string(a), "agent:")
	i := strings.LastIndexByte(rest, ':')
	if !ok || i < 0 {
		return "", "", false
	}
	return AgentID(rest[:i]), rest[i+1:], true
}

// Transfer moves an amount from one account to another.
type Transfer struct {
	From   Account      `json:"from"`
	To     Account      `json:"to"`
	Amount money.Amount `json:"amount"` // above zero
}
