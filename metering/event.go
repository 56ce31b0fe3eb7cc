package metering

import (
	"encoding/json"

	"github.com/farebox/farebox/metering/money"
)

// Types of event. The part before the dot is the event's class; each class has
// one owner, who alone knows the body.
const (
	EventAgentCreated   = "agent.created"     // body AgentBody
	EventAgentState     = "agent.state"       // body AgentBody
	EventCredit         = "credit.given"      // transfers promo → prepaid
	EventWithdrawn      = "credit.withdrawn"  // body WithdrawnBody; transfers prepaid → suspense, until the owner's payOut moves it on chain
	EventTokenRevoked   = "token.revoked"     // body TokenBody
	EventTokensRevoked  = "token.all_revoked" // body AgentTokensBody
	EventPrice          = "price.published"   // body PriceBody
	EventPaymentClaimed = "payment.claimed"   // body PaymentBody; the authorization is claimed, nothing is broadcast yet
	EventPaymentCounted = "payment.counted"   // marks counted: transfers suspense → prepaid
	EventInvoiceCut     = "invoice.cut"       // usage after it belongs to the next invoice
	EventInvoiceClosed  = "invoice.closed"    // body Invoice
	EventInvoiceIssued  = "invoice.issued"    // body InvoiceIssuedBody
)

// Event is a journal entry that is not usage: a decision or a movement of
// money. Transfers and Marks are what the ledger applies; Body is for the owner
// of the event's class.
type Event struct {
	Type      string          `json:"type"`
	Ref       string          `json:"ref"` // what it is about: an agent's id, a batch's id, an invoice's id
	Transfers []Transfer      `json:"transfers,omitempty"`
	Marks     []Mark          `json:"marks,omitempty"`
	Body      json.RawMessage `json:"body,omitempty"` // canonical JSON (RFC 8785), at most 1 MiB
}

// PaymentState is where a payment stands. Frozen numbers.
type PaymentState uint8

// The states of a payment.
const (
	PaymentPending PaymentState = 1 // to be settled
	PaymentCounted PaymentState = 2 // moved on chain and credited, not final: still to be booked
	PaymentBooked  PaymentState = 3 // moved on chain, final
	PaymentSkipped PaymentState = 4 // the chain refused it: never paid
)

// Mark sets the state of the payment whose journal sequence is Seq.
type Mark struct {
	Seq    uint64       `json:"seq"`
	State  PaymentState `json:"state"`
	Reason string       `json:"reason,omitempty"` // of PaymentSkipped
}

// Purpose says what a payment is for. Frozen numbers.
type Purpose uint8

// The purposes of a payment.
const (
	PurposeCall  Purpose = 1 // a call that was served; settled in a batch later
	PurposeFirst Purpose = 2 // a call that is served once this is mined: becomes the payer's prepaid credit
	PurposeTopUp Purpose = 3 // prepaid credit of the agent that asked
)

// Payment is an authorization to be settled on chain. Its identity is the
// journal sequence of the entry that carries it: a usage record (PurposeCall)
// or an EventPaymentClaimed.
type Payment struct {
	Seq     uint64        `json:"seq"`
	Purpose Purpose       `json:"purpose"`
	State   PaymentState  `json:"state"`
	Agent   AgentID       `json:"agent"` // whose usage, or who is credited
	Payer   AgentID       `json:"payer"`
	Route   string        `json:"route,omitempty"`
	Amount  money.Amount  `json:"amount"`
	Auth    Authorization `json:"authorization"`
}

// PaymentBody is the body of EventPaymentClaimed.
type PaymentBody struct {
	Purpose Purpose       `json:"purpose"`
	Agent   AgentID       `json:"agent"`
	Payer   AgentID       `json:"payer"`
	Route   string        `json:"route,omitempty"`
	Amount  money.Amount  `json:"amount"`
	Binding string        `json:"binding"` // hex digest of the request it is bound to
	Auth    Authorization `json:"authorization"`
}

// AgentBody is the body of EventAgentCreated and EventAgentState.
type AgentBody struct {
	ID    AgentID    `json:"id"`
	Plan  string     `json:"plan,omitempty"`
	State AgentState `json:"state"`
	// Reason says why the state changed, in the operator's or the gateway's words.
	Reason string `json:"reason,omitempty"`
}

// WithdrawnBody is the body of EventWithdrawn.
type WithdrawnBody struct {
	Agent  AgentID      `json:"agent"`
	Amount money.Amount `json:"amount"`
	To     string       `json:"to"` // address that the vault's owner pays
}

// TokenBody is the body of EventTokenRevoked.
type TokenBody struct {
	JTI   string `json:"jti"`
	Until int64  `json:"until"` // Unix seconds: the token's own expiry
}

// AgentTokensBody is the body of EventTokensRevoked: of an agent's own tokens,
// those that were issued in an earlier epoch are refused. An epoch is a count,
// not a time: no clock decides which tokens it covers.
type AgentTokensBody struct {
	Agent AgentID `json:"agent"`
	Epoch uint64  `json:"epoch"` // from 1 on
}

// PriceBody is the body of EventPrice.
type PriceBody struct {
	Name       string          `json:"name"`
	Version    uint32          `json:"version"`
	Definition json.RawMessage `json:"definition"`
}
