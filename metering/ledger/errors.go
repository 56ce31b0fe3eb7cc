package ledger

import "errors"

// Errors of Open.
var (
	// ErrLocked: another process has the data directory open.
	ErrLocked = errors.New("another process holds the ledger")
	// ErrCorrupt: a file is not what this package wrote. A damaged journal file is
	// restored from a copy; a damaged state.db is set aside and made again.
	ErrCorrupt = errors.New("ledger file is damaged")
	// ErrNetwork: the directory is on a network file system, where neither locks
	// nor mapped files can be trusted.
	ErrNetwork = errors.New("a ledger cannot live on a network file system")
)

// errPeriodEdge asks the caller to rate again: the entry's time fell into the
// next period while it waited for its place in the queue.
var errPeriodEdge = errors.New("period edge passed")

// stateError marks damage of state.db, which the journal can heal.
type stateError struct{ err error }

func (e *stateError) Error() string { return e.err.Error() }
func (e *stateError) Unwrap() error { return e.err }
