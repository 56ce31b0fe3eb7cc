package ledger

import "errors"

// Errors of Open.
var (
	// ErrLocked: another process has the data directory open.
	ErrLocked = errors.New("another process holds the ledger")
	// ErrCorrupt: a file is not what this package wrote.
	ErrCorrupt = errors.New("ledger file is damaged")
)

// errPeriodEdge asks the caller to rate again: the entry's time fell into the
// next period while it waited for its place in the queue.
var errPeriodEdge = errors.New("period edge passed")
