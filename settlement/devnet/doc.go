// Package devnet is the embedded EVM chain of `farebox dev` and of tests: a
// go-ethereum node in this process, on Osaka rules, that seals its own blocks.
//
// It owns the node, its data directory, the genesis block (funded accounts, the
// test dollar, the vault) and the clock by which blocks are sealed. It does not
// own how the gateway talks to a chain: that is package chain, which reaches
// this one by JSON-RPC like any other.
//
// # Blocks
//
// A block is sealed at once when a transaction becomes executable, and once per
// period otherwise. Block times are whole seconds and must grow, so a burst
// pushes the chain's time ahead of the clock. Blocks wait once it is
// maxAhead seconds ahead: authorizations that expire by the clock must not
// expire early on chain.
//
// # Crashes
//
// State is stored by hash with nothing pruned and written with every block. A
// process that is killed comes back at most a block or two behind; to the rest
// of the program that is a reorganisation, and it is handled as one. The pool of
// pending transactions is not kept.
//
// # Keys
//
// Every key is derived from a mnemonic that the whole world knows. The node
// listens on loopback only, and nothing here may ever hold real money.
package devnet
