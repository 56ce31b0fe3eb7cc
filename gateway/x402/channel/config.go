package channel

import (
	"encoding/hex"

	"github.com/ethereum/go-ethereum/common"
)

// The contracts of the scheme, deployed by CREATE2 at one address on every
// chain. Stock clients know these and no others.
const (
	CanonicalSettlement = "0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003" // x402BatchSettlement
	CanonicalCollector  = "0x4020806089470a89826cB9fB1f4059150b550004" // ERC3009DepositCollector
)

// The least and the longest withdraw delay that the contract takes, in seconds.
const (
	MinWithdrawDelay = 900
	MaxWithdrawDelay = 2_592_000
)

// Contracts are the addresses of the scheme on one chain.
type Contracts struct {
	Settlement common.Address // holds the channels; verifies vouchers
	Collector  common.Address // pulls deposits by EIP-3009
}

// Canonical returns the addresses that stock clients use.
func Canonical() Contracts {
	return Contracts{Settlement: common.HexToAddress(CanonicalSettlement), Collector: common.HexToAddress(CanonicalCollector)}
}

// Config is a channel's configuration. Its hash is the channel's id, so it never
// changes; a different salt is a different channel of the same payer.
type Config struct {
	Payer              common.Address // pays deposits, gets refunds
	PayerAuthorizer    common.Address // signs vouchers; zero means Payer by ERC-1271
	Receiver           common.Address // gets what is claimed
	ReceiverAuthorizer common.Address // may claim and refund, as Receiver may
	Token              common.Address
	WithdrawDelay      uint64 // seconds between a payer's withdrawal and its money; uint40 on chain
	Salt               [32]byte
}

// ID identifies a channel on its chain and settlement contract.
type ID [32]byte

// String returns the id as 0x and 64 lower-case hex digits.
func (id ID) String() string { return string(id.Append(nil)) }

// Append appends String.
func (id ID) Append(b []byte) []byte { return hex.AppendEncode(append(b, "0x"...), id[:]) }
