package metering

import (
	"errors"

	"github.com/farebox/farebox/metering/money"
)

// Errors of admission: a call that gets one of them has not reached an
// upstream and costs nothing.
var (
	// ErrNoBound: the call has no upper bound for its usage, so nothing can be
	// held for it. Set an output cap or the meter's maximum.
	ErrNoBound = errors.New("usage has no upper bound")
	// ErrFunds: the balance, less what is held, does not cover the call's ceiling.
	ErrFunds = errors.New("insufficient funds")
	// ErrCap: the payer's unsettled payments reached a cap of this gateway.
	ErrCap = errors.New("unsettled payments reached their cap")
	// ErrUnknownAgent: no such agent.
	ErrUnknownAgent = errors.New("unknown agent")
	// ErrSuspended: the agent is suspended or blocked.
	ErrSuspended = errors.New("agent is suspended")
	// ErrNotOffered: the agent's plan is not offered by this version (postpaid).
	ErrNotOffered = errors.New("plan is not offered")
	// ErrPaymentUsed: the authorization paid for a call before, or was seen used
	// on chain. Sign a new one.
	ErrPaymentUsed = errors.New("payment authorization was used before")
	// ErrPaymentBusy: a call with the same authorization is in flight.
	ErrPaymentBusy = errors.New("payment authorization is in use by a call in flight")
	// ErrInFlight: the agent has its maximum of concurrent calls.
	ErrInFlight = errors.New("too many calls in flight")
	// ErrRate: the agent calls faster than its rate limit.
	ErrRate = errors.New("rate limit reached")
	// ErrUncharged: too many of the agent's calls ended without a charge.
	ErrUncharged = errors.New("too many uncharged calls")
)

// Errors of the store.
var (
	// ErrFull: the disk or the store's size limit is full. Calls are refused and
	// reads go on; admission resumes by itself when there is room.
	ErrFull = errors.New("ledger store is full")
	// ErrClosed: the ledger is closed or stopped after a failed fsync.
	ErrClosed = errors.New("ledger is closed")
	// ErrEnded: the hold was ended before, by Post or Release. Nothing was done.
	ErrEnded = errors.New("hold was ended before")
	// ErrInvalid: the call or event breaks a limit or rule of the ledger: an id
	// that is too long, a zero byte in a name, a body that is not what its type says.
	ErrInvalid = errors.New("not acceptable to the ledger")
	// ErrExists: an agent, price or invoice of that name exists already.
	ErrExists = errors.New("already exists")
	// ErrNotFound: no such record.
	ErrNotFound = errors.New("not found")
)

// ErrUnpriced: usage of a kind that the price has no figure for.
var ErrUnpriced = errors.New("usage has no price")

// FundsError is ErrFunds with the figures that a caller can act on.
type FundsError struct {
	Needed, Available, Held money.Amount
}

// Error implements error.
func (e *FundsError) Error() string {
	return "insufficient funds: " + e.Needed.String() + " needed, " + e.Available.String() + " available, " + e.Held.String() + " held"
}

// Unwrap makes errors.Is(err, ErrFunds) true.
func (e *FundsError) Unwrap() error { return ErrFunds }
