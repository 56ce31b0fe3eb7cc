package chain

import (
	"errors"
	"fmt"

	"github.com/farebox/farebox/settlement"
)

// Errors of configuration.
var (
	// ErrConfig is the parent of every refused configuration.
	ErrConfig = errors.New("chain config")
	// ErrWrongChain: an endpoint serves another chain than the configured one.
	ErrWrongChain = errors.New("endpoint serves another chain")
	// ErrContracts: the token or the vault on chain is not what is configured.
	ErrContracts = errors.New("contracts do not match the configuration")
	// ErrSigner: the signer's key cannot be used.
	ErrSigner = errors.New("signer cannot be used")
)

// Errors of reading.
var (
	// ErrNoEndpoint: no endpoint answered. Nothing follows about the chain.
	ErrNoEndpoint = fmt.Errorf("%w: no endpoint answered", settlement.ErrUnreachable)
	// ErrDisagree: no two endpoints say the same about a final block. Nothing may be
	// booked until they do.
	ErrDisagree = fmt.Errorf("%w: too few endpoints agree", settlement.ErrUnreachable)
	// ErrAnswer: an endpoint's answer is not what the protocol allows.
	ErrAnswer = errors.New("answer of the endpoint makes no sense")
	// ErrTooLarge: an endpoint's answer is larger than maxResponse.
	ErrTooLarge = errors.New("answer of the endpoint is too large")
)

// Errors of sending.
var (
	// ErrTooBig: the transaction is larger, or asks for more gas, than a chain takes.
	ErrTooBig = errors.New("transaction is over the chain's limits")
	// ErrReverted: a transaction was mined and did nothing.
	ErrReverted = errors.New("transaction reverted")
)
