package usage

import "errors"

// Errors of PrepareChat. A request that is well formed but has no upper bound
// gets metering.ErrNoBound.
var (
	// ErrRequest: the body is not a chat completion request, or one of its
	// members has a value that it cannot have.
	ErrRequest = errors.New("not a valid chat completion request")
	// ErrTooLarge: the body exceeds the route's limit.
	ErrTooLarge = errors.New("request body is too large")
)

// errUsage: the provider's usage object cannot be billed.
var errUsage = errors.New("usage is invalid")

// errRatio: a compressed reply expands beyond what is decoded for metering.
var errRatio = errors.New("compressed reply expands beyond the limit")
