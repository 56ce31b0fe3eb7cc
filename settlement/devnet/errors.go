package devnet

import "errors"

var (
	// ErrOtherGenesis says that the data directory holds a chain with another
	// genesis block: another chain id, other accounts or other contracts.
	ErrOtherGenesis = errors.New("the data directory holds another chain (its chain id, accounts or contracts differ): use a new --data-dir")

	// ErrInUse says that another process has the data directory open.
	ErrInUse = errors.New("the chain's data directory is in use by another process: stop it, or use another --data-dir")

	// ErrRunning says that Run was called twice.
	ErrRunning = errors.New("the chain is sealing blocks already")

	// ErrNotSealed says that the node refused to make a block. The chain is as it was.
	ErrNotSealed = errors.New("the node made no block")

	// ErrConfig is the parent of every refused Config.
	ErrConfig = errors.New("devnet config")
)
