package settlement

import (
	"errors"
	"fmt"
)

// Errors that ports return.
var (
	// ErrUnknown: the chain does not know such a block, or no receipt of such a
	// transaction. It says nothing about the future.
	ErrUnknown = errors.New("not known to the chain")
	// ErrUnreachable: no endpoint answered, or too few agree. Nothing follows about
	// the chain, and what is pending is kept.
	ErrUnreachable = errors.New("chain cannot be read")
	// ErrStop ends a walk early; the walker returns nil.
	ErrStop = errors.New("stop")
)

// Errors of the service.
var (
	// ErrConfig: a Config that cannot work.
	ErrConfig = errors.New("settlement is not configured right")
	// ErrNotFound: no batch of that id.
	ErrNotFound = errors.New("no such batch")
	// ErrPaused: the vault is paused by its guardian; nothing settles until the
	// owner unpauses it.
	ErrPaused = errors.New("vault is paused")
	// ErrNotFinal: the vault is deployed in a block that is not final yet, so there
	// is no final state to compare the books with.
	ErrNotFinal = errors.New("vault is not final yet")
	// ErrPayment: a payment that the engine does not take: wrong token, payee,
	// amount or validity.
	ErrPayment = errors.New("payment cannot be settled")
	// ErrCorrupt: the journal's batch events contradict each other.
	ErrCorrupt = errors.New("batch events contradict each other")
	// ErrOutcome: the chain reports what the vault cannot have done. Nothing is
	// booked until its endpoints agree with the contract.
	ErrOutcome = errors.New("outcome contradicts the batch")
	// ErrBusy: too many callers wait already.
	ErrBusy = errors.New("too many callers wait for settlement")
	// ErrDown: the engine is not running, or stopped.
	ErrDown = errors.New("settlement is not running")
)

// PendingError says that a payment or batch is on its way and did not arrive in
// the time that its caller waits. It will not be sent twice: ask again later by
// the sequence or the hash.
type PendingError struct {
	Seq    uint64   // the payment's journal sequence; 0 for a batch
	Batch  string   // empty while no batch is sealed for it
	TxHash [32]byte // of the newest attempt; zero while none is signed
}

// Error implements error.
func (e *PendingError) Error() string {
	return fmt.Sprintf("settlement is pending: payment %d, batch %q, transaction 0x%x", e.Seq, e.Batch, e.TxHash)
}

// RefusedError says that the chain would not, or did not, take a payment. It
// moved no money and will not be tried again.
type RefusedError struct {
	Seq    uint64 // 0 when it was refused before it was claimed
	Reason string
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("payment %d is refused by the chain: %s", e.Seq, e.Reason)
}
