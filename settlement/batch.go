package settlement

import (
	"fmt"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// State is where a batch stands.
type State string

// The states of a batch. Sent, final and planned are never on disk: they follow
// from what is, and from the chain.
const (
	StateSealed   State = "sealed"   // rows, range and vault number are frozen
	StateSigned   State = "signed"   // at least one attempt is saved
	StateSent     State = "sent"     // handed to the chain, by this process
	StateMined    State = "mined"    // in a block that can still be lost
	StateBooked   State = "booked"   // final, and in the books
	StateReverted State = "reverted" // will never apply; rows and range went back
)

// Terminal reports whether nothing follows the state.
func (s State) Terminal() bool { return s == StateBooked || s == StateReverted }

// Types of event that settlement owns. Ref is the batch's id, if there is one.
const (
	EventSealed   = "batch.sealed"   // body sealedBody
	EventSigned   = "batch.signed"   // body Attempt
	EventMined    = "batch.mined"    // body minedBody; a later one replaces it after a reorg
	EventBooked   = "batch.booked"   // body bookedBody; transfers and marks
	EventReverted = "batch.reverted" // body revertedBody
	// EventMoved: money moved at the vault outside our batches. Body movedBody.
	EventMoved = "vault.moved"
	// EventDropped: payments that can never be settled, or that a transaction of
	// somebody else settled. Body droppedBody; transfers and marks.
	EventDropped = "payment.dropped"
	// EventReversed: counted payments that the chain lost. Marks them pending;
	// transfers prepaid → suspense.
	EventReversed = "payment.reversed"
)

// Row is a payment in a batch, with all that booking it needs.
type Row struct {
	Seq     uint64                 `json:"seq,string"`
	Purpose metering.Purpose       `json:"purpose"`
	Agent   metering.AgentID       `json:"agent"`
	Payer   metering.AgentID       `json:"payer"`
	Route   string                 `json:"route,omitempty"`
	Amount  money.Amount           `json:"amount"`
	Auth    metering.Authorization `json:"authorization"`
}

// Share is what an allocation takes from one route's revenue.
type Share struct {
	Route  string       `json:"route"`
	Amount money.Amount `json:"amount"`
}

// Portion is an allocation with the revenue that it comes from; the shares sum
// to the allocation's amount.
type Portion struct {
	Allocation
	Shares []Share `json:"shares"`
}

// Attempt is one signed transaction of a batch, as it stands in batch.signed.
type Attempt struct {
	Nonce uint64 `json:"nonce,string"`
	Gas   uint64 `json:"gas,string"`
	Fees  Fees   `json:"fees"`
	Hash  Hash   `json:"hash"`
	Raw   Bytes  `json:"raw"`
}

// sealedBody freezes a batch.
type sealedBody struct {
	VaultSeq uint64    `json:"vault_seq,string"`
	From     uint64    `json:"from,string"`
	To       uint64    `json:"to,string"`
	Root     Hash      `json:"root"`
	Head     Hash      `json:"head"`
	Leaves   uint64    `json:"leaves,string"`
	Rows     []Row     `json:"rows"`
	Portions []Portion `json:"portions"`
}

// skip is a row that the chain passed over, named by its payment.
type skip struct {
	Seq      uint64 `json:"seq,string"`
	Reason   string `json:"reason"`
	OutOfGas bool   `json:"out_of_gas,omitempty"`
	// Paid: somebody else's transaction used the authorization and its money is in
	// the vault. Only looked up for payments that must settle first.
	Paid bool `json:"paid,omitempty"`
}

// minedBody is what the chain did with the batch in one block.
type minedBody struct {
	TxHash    Hash               `json:"tx_hash"`
	Block     uint64             `json:"block,string"`
	BlockHash Hash               `json:"block_hash"`
	Total     metering.BaseUnits `json:"total"`
	Skipped   []skip             `json:"skipped"`
	Allocated []Allocation       `json:"allocated"`
}

// bookedBody marks the block up to which the vault's movements were read when
// the batch was booked, and the totals that views show.
type bookedBody struct {
	Cursor cursor       `json:"cursor"`
	Total  money.Amount `json:"total"`
}

// revertedBody says why a batch will never apply.
type revertedBody struct {
	Reason string `json:"reason"`
}

// batch is one batch in memory. Only its engine's goroutine touches it.
type batch struct {
	id       uint64
	sealedAt time.Time
	state    State
	sealed   sealedBody
	attempts []Attempt
	mined    *minedBody
	counted  map[uint64]bool // rows credited before finality
	total    money.Amount    // booked
	cursor   cursor          // booked
	reason   string          // of a revert
	lastSend time.Time
	sentAt   time.Time // since when the newest attempt waits for its block, in this process
}

func (b *batch) ref() string { return batchRef(b.id) }

func batchRef(id uint64) string { return fmt.Sprintf("b%d", id) }

// call returns the transaction's content: a function of what was sealed alone,
// so every attempt does the same.
func (b *batch) call() Call {
	c := Call{
		Seq: b.sealed.VaultSeq, From: b.sealed.From, To: b.sealed.To,
		Root: b.sealed.Root, Head: b.sealed.Head,
	}
	for i := range b.sealed.Rows {
		c.Authorizations = append(c.Authorizations, b.sealed.Rows[i].Auth)
	}
	for _, p := range b.sealed.Portions {
		c.Allocations = append(c.Allocations, p.Allocation)
	}
	return c
}

// skips returns the skipped rows by payment.
func (b *batch) skips() map[uint64]skip {
	m := make(map[uint64]skip)
	if b.mined == nil {
		return m
	}
	for _, s := range b.mined.Skipped {
		m[s.Seq] = s
	}
	return m
}

// newest returns the hash of the newest attempt, or zero.
func (b *batch) newest() [32]byte {
	if b.mined != nil {
		return b.mined.TxHash
	}
	if len(b.attempts) == 0 {
		return [32]byte{}
	}
	return b.attempts[len(b.attempts)-1].Hash
}
