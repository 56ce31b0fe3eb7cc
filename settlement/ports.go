package settlement

import (
	"context"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Journal is the gateway's journal as far as settlement writes and reads it.
type Journal interface {
	// Append is durable before it returns, and atomic: the event, its transfers
	// and its marks, or nothing. An error says nothing about whether the event is
	// on disk; the engine then stops and recovers from Events.
	// A second EventPaymentClaimed of the same (token, payer, nonce) is refused
	// with metering.ErrPaymentUsed.
	Append(ctx context.Context, e metering.Event) (seq uint64, err error)
	// Events calls fn for each event whose type starts with prefix and whose
	// sequence is at least from, in ascending order. It returns fn's error;
	// ErrStop ends the walk and is not returned. It shows every event that
	// Append has acknowledged.
	Events(ctx context.Context, prefix string, from uint64, fn func(seq uint64, at time.Time, e metering.Event) error) error
}

// Books are the journal's projections.
type Books interface {
	// Sync brings the projections up to the journal's newest entry and returns
	// that entry's sequence and chained hash. What other methods return reflects
	// at least that entry.
	Sync(ctx context.Context) (head uint64, hash [32]byte, err error)
	// Balances returns the balances that are not zero of all accounts whose name
	// starts with prefix.
	Balances(ctx context.Context, prefix string) (map[metering.Account]money.Amount, error)
	// Leaves calls fn for the leaf of each usage record with a sequence in
	// (from, to], ascending. The bytes are valid during the call only.
	Leaves(ctx context.Context, from, to uint64, fn func(leaf []byte) error) error
}

// Payments are the payments that are not yet booked or skipped.
type Payments interface {
	// Open calls fn for each payment that is pending or counted and has Seq >
	// after, in ascending order of Seq. ErrStop ends the walk and is not returned.
	Open(ctx context.Context, after uint64, fn func(metering.Payment) error) error
	// Owed returns, by route, the sum of the pending payments of PurposeCall. A
	// call of Owed is never behind an earlier call of Books.Balances.
	Owed(ctx context.Context) (map[string]Debt, error)
}

// Debt is what the pending payments for calls of a route come to.
type Debt struct {
	Count  int
	Amount money.Amount
}

// Chain reads the chain. Every method may be called from several goroutines
// and obeys its context.
type Chain interface {
	// Head returns the newest block and the newest final one (they are the same
	// block on a development chain).
	Head(ctx context.Context) (latest, final Block, err error)
	// Block returns the canonical block at a height, or ErrUnknown.
	Block(ctx context.Context, number uint64) (Block, error)
	// Receipt returns what became of a transaction in the canonical chain, or
	// ErrUnknown while it is not mined.
	Receipt(ctx context.Context, tx [32]byte) (Receipt, error)
	// Movements returns every movement of the token to or from the vault in
	// blocks from … to (both included, to ≥ from, at most MaxMovementBlocks of
	// them), ordered by block and position. Transfers of the vault's own batches
	// are among them.
	Movements(ctx context.Context, from, to uint64) ([]Movement, error)
}

// MaxMovementBlocks bounds one call of Chain.Movements.
const MaxMovementBlocks = 500

// Vault reads the vault and its token.
type Vault interface {
	// State returns the vault as of the canonical block at a height;
	// LatestBlock asks for the newest. ErrUnknown: the vault is younger than the
	// block.
	State(ctx context.Context, number uint64) (VaultState, error)
	// Check says for each authorization whether the token would take it now, if
	// they were pulled in this order: one answer for each.
	Check(ctx context.Context, auths []metering.Authorization) ([]Check, error)
	// Applied returns the transaction that emitted Batch with this number in the
	// canonical chain, or ErrUnknown.
	Applied(ctx context.Context, seq uint64) (tx [32]byte, err error)
	// Use returns how the nonce of an authorization was spent, in the newest
	// state. Use.State is NonceUnused where it was not.
	Use(ctx context.Context, auth metering.Authorization) (Use, error)
}

// LatestBlock asks Vault.State for the newest state.
const LatestBlock uint64 = 0

// Sender signs and sends with the vault's operator key. Nobody else uses it.
type Sender interface {
	// Nonces returns the operator's next nonce in the newest and in the newest
	// final state.
	Nonces(ctx context.Context) (latest, final uint64, err error)
	// Fees suggests fees for a transaction that should be mined soon.
	Fees(ctx context.Context) (Fees, error)
	// Sign builds the transaction that calls settleBatch and signs it. It sends
	// nothing. A returned error leaves no trace.
	Sign(ctx context.Context, tx Tx) (Signed, error)
	// Send hands a raw transaction to every endpoint. Its error is logged and
	// decides nothing: the transaction may be in a pool all the same.
	Send(ctx context.Context, raw []byte) error
}

// Block names a block.
type Block struct {
	Number uint64   `json:"number"`
	Hash   [32]byte `json:"hash"`
	Time   uint64   `json:"time"` // Unix seconds
}

// Receipt is what the chain did with a transaction of ours.
type Receipt struct {
	TxHash  [32]byte
	Block   Block
	OK      bool    // the transaction did not revert and emitted Batch
	Outcome Outcome // where OK
}

// Outcome is what a batch's transaction did: its Batch, RowSkipped, RowsOutOfGas
// and Allocated events.
type Outcome struct {
	Seq       uint64
	Total     metering.BaseUnits // what came in, measured by the vault's balance
	Skipped   []SkippedRow       // authorizations that were not pulled, by index
	Allocated []Allocation       // what was divided: less than asked where it did not fit
}

// SkippedRow is an authorization that moved no money.
type SkippedRow struct {
	Index    int // in Call.Authorizations
	Reason   string
	OutOfGas bool // the row was not tried, as the gas ran short
}

// Call is the content of a settleBatch transaction.
type Call struct {
	Seq            uint64
	From, To       uint64
	Root, Head     [32]byte
	Authorizations []metering.Authorization
	Allocations    []Allocation
}

// Allocation divides an amount by a split of the vault.
type Allocation struct {
	Split  uint32             `json:"split"`
	Amount metering.BaseUnits `json:"amount"`
}

// Fees are prices of gas in wei.
type Fees struct {
	Tip uint64 `json:"tip,string"` // maxPriorityFeePerGas
	Cap uint64 `json:"cap,string"` // maxFeePerGas
}

// Tx is a transaction to sign.
type Tx struct {
	Call  Call
	Nonce uint64
	Gas   uint64
	Fees  Fees
}

// Signed is a signed transaction in its EIP-2718 encoding.
type Signed struct {
	Raw  []byte
	Hash [32]byte
}

// VaultState is the vault at one block.
type VaultState struct {
	Seq       uint64 // the number that the next batch must carry; the first is 1
	Paused    bool
	Balance   metering.BaseUnits // of the token
	TotalOwed metering.BaseUnits // allocated to payees and not withdrawn
}

// Fault says why the token would not take an authorization.
type Fault uint8

// The faults. FaultNone: it would.
const (
	FaultNone     Fault = iota
	FaultUsed           // the nonce is used or cancelled
	FaultExpired        // not before validBefore any more
	FaultUnfunded       // the payer's balance does not cover it
	FaultRefused        // anything else: not yet valid, bad signature, blacklisted payer, paused token
)

// Check is the answer for one authorization.
type Check struct {
	Fault  Fault
	Reason string // of the token, in words; empty for FaultNone
}

// NonceState says whether an authorization's nonce is spent.
type NonceState uint8

// The states of a nonce.
const (
	NonceUnused   NonceState = iota
	NonceUsed                // money moved by it
	NonceCanceled            // withdrawn by the payer
)

// Use is how a nonce was spent.
type Use struct {
	State  NonceState
	TxHash [32]byte
	Block  Block
	// Paid: the receipt has AuthorizationUsed of the payer and nonce and, by it,
	// a Transfer of exactly the authorized value from the payer to the vault.
	Paid bool
}

// MovementKind says what a movement is.
type MovementKind uint8

// The kinds of movement.
const (
	MovedIn      MovementKind = 1 // Transfer of the token to the vault
	MovedPayee   MovementKind = 2 // Paid: a payee took, or was sent, what it is owed
	MovedPaidOut MovementKind = 3 // PaidOut: the owner paid out free money
)

// Movement is one movement of the token to or from the vault. TxHash and
// Position name it for ever: a log's block-wide index changes when its
// transaction is mined again.
type Movement struct {
	Kind     MovementKind
	TxHash   [32]byte
	Position uint32 // of the log within its receipt
	Block    uint64
	Party    [20]byte // who sent, or received
	Amount   metering.BaseUnits
}
