package channel

import (
	"encoding/binary"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
)

// The types of EIP-712 of the settlement contract, and of the token for a
// deposit.
const (
	typeDomain     = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
	typeConfig     = "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
	typeVoucher    = "Voucher(bytes32 channelId,uint128 maxClaimableAmount)"
	typeRefund     = "Refund(bytes32 channelId,uint256 nonce,uint128 amount)"
	typeClaimEntry = "ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
	typeClaimBatch = "ClaimBatch(ClaimEntry[] claims)" + typeClaimEntry
	typeReceive    = "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"

	domainName    = "x402 Batch Settlement"
	domainVersion = "1"
)

const word = 32 // of the ABI, in bytes

// Domain is the EIP-712 domain of one settlement contract. It is immutable and
// safe for concurrent use.
type Domain struct {
	separator [32]byte
	// Hashes of the types that stand in every call.
	config, voucher [32]byte
}

// NewDomain returns the domain of the settlement contract at an address.
func NewDomain(chainID uint64, settlement common.Address) Domain {
	return Domain{
		separator: Separator(domainName, domainVersion, chainID, settlement),
		config:    crypto.Keccak256Hash([]byte(typeConfig)), voucher: crypto.Keccak256Hash([]byte(typeVoucher)),
	}
}

// Separator returns hashStruct(EIP712Domain).
func Separator(name, version string, chainID uint64, contract common.Address) [32]byte {
	var id [word]byte
	binary.BigEndian.PutUint64(id[word-8:], chainID)
	return crypto.Keccak256Hash(
		crypto.Keccak256([]byte(typeDomain)), crypto.Keccak256([]byte(name)), crypto.Keccak256([]byte(version)),
		id[:], common.LeftPadBytes(contract[:], word),
	)
}

// Separator returns the domain's separator.
func (d *Domain) Separator() [32]byte { return d.separator }

// ID returns the id of the channel with a configuration: the typed-data digest
// of ChannelConfig, not a plain hash of its encoding.
func (d *Domain) ID(c *Config) ID {
	var m [8 * word]byte
	copy(m[:], d.config[:])
	for i, a := range [...]*common.Address{&c.Payer, &c.PayerAuthorizer, &c.Receiver, &c.ReceiverAuthorizer, &c.Token} {
		copy(m[(i+1)*word+12:], a[:])
	}
	binary.BigEndian.PutUint64(m[7*word-8:], c.WithdrawDelay)
	copy(m[7*word:], c.Salt[:])
	return typedData(&d.separator, m[:])
}

// VoucherDigest returns what the payer's authorizer signs: all claims of the
// channel together may reach maxClaimable, in the token's base units.
func (d *Domain) VoucherDigest(id ID, maxClaimable metering.BaseUnits) [32]byte {
	var m [3 * word]byte
	amount := maxClaimable.Word()
	copy(m[:], d.voucher[:])
	copy(m[word:], id[:])
	copy(m[2*word:], amount[:])
	return typedData(&d.separator, m[:])
}

// RefundDigest returns what the receiver's authorizer signs to give amount back
// to the payer. nonce is the channel's refund nonce on chain, below 2^256.
func (d *Domain) RefundDigest(id ID, nonce *big.Int, amount metering.BaseUnits) [32]byte {
	var n [word]byte
	a := amount.Word()
	nonce.FillBytes(n[:])
	kind := crypto.Keccak256Hash([]byte(typeRefund))
	return typedData(&d.separator, join(kind, id, n, a))
}

// ClaimEntry is one row of a batch of claims.
type ClaimEntry struct {
	Channel      ID
	MaxClaimable metering.BaseUnits // of the voucher, signed by the payer
	TotalClaimed metering.BaseUnits // claimed after this batch; at most MaxClaimable
}

// ClaimBatchDigest returns what the receiver's authorizer signs for a batch of
// claims that anybody may send.
func (d *Domain) ClaimBatchDigest(entries []ClaimEntry) [32]byte {
	kind := crypto.Keccak256Hash([]byte(typeClaimEntry))
	hashes := make([]byte, 0, len(entries)*word)
	for _, e := range entries {
		h := crypto.Keccak256Hash(join(kind, e.Channel, e.MaxClaimable.Word(), e.TotalClaimed.Word()))
		hashes = append(hashes, h[:]...)
	}
	return typedData(&d.separator, join(crypto.Keccak256Hash([]byte(typeClaimBatch)), crypto.Keccak256Hash(hashes)))
}

func join(words ...[32]byte) []byte {
	b := make([]byte, 0, len(words)*word)
	for _, w := range words {
		b = append(b, w[:]...)
	}
	return b
}

// typedData returns keccak256(0x1901 ‖ separator ‖ keccak256(message)).
func typedData(separator *[32]byte, message []byte) [32]byte {
	var b [2 + 2*word]byte
	b[0], b[1] = 0x19, 0x01
	copy(b[2:], separator[:])
	h := crypto.Keccak256Hash(message)
	copy(b[2+word:], h[:])
	return crypto.Keccak256Hash(b[:])
}
