package channel

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
)

// Deposit is a payer's signed permission to move money into its channel once, by
// EIP-3009. It names the channel through its nonce and the collector through its
// recipient, so whoever sends it, the money ends in this channel.
type Deposit struct {
	Amount      metering.BaseUnits
	ValidAfter  uint64 // Unix seconds; usable in blocks later than this
	ValidBefore uint64 // Unix seconds; usable in blocks earlier than this
	// Salt is drawn by the payer for each deposit. It is not the channel's salt.
	Salt [32]byte
	// Signature is the payer's, r ‖ s ‖ v.
	Signature []byte
}

// Nonce returns the authorization's nonce: keccak256(abi.encode(id, salt)). The
// token takes it once.
func (p *Deposit) Nonce(id ID) [32]byte {
	return crypto.Keccak256Hash(id[:], p.Salt[:])
}

// Digest returns what the payer signs: ReceiveWithAuthorization to the collector
// in the EIP-712 domain of the token, which separator is the separator of.
func (p *Deposit) Digest(separator [32]byte, payer, collector common.Address, id ID) [32]byte {
	var m [7 * word]byte
	kind := crypto.Keccak256Hash([]byte(typeReceive))
	value, nonce := p.Amount.Word(), p.Nonce(id)
	copy(m[:], kind[:])
	copy(m[word+12:], payer[:])
	copy(m[2*word+12:], collector[:])
	copy(m[3*word:], value[:])
	binary.BigEndian.PutUint64(m[5*word-8:], p.ValidAfter)
	binary.BigEndian.PutUint64(m[6*word-8:], p.ValidBefore)
	copy(m[6*word:], nonce[:])
	return typedData(&separator, m[:])
}

// CollectorData returns the argument of that name of the contract's deposit:
// abi.encode(uint256 validAfter, uint256 validBefore, uint256 salt, bytes signature).
func (p *Deposit) CollectorData() []byte {
	const head = 5 * word // four arguments and the length of the last
	padded := (len(p.Signature) + word - 1) / word * word
	b := make([]byte, head+padded)
	binary.BigEndian.PutUint64(b[word-8:], p.ValidAfter)
	binary.BigEndian.PutUint64(b[2*word-8:], p.ValidBefore)
	copy(b[2*word:], p.Salt[:])
	b[4*word-1] = 4 * word // where the bytes start
	binary.BigEndian.PutUint64(b[head-8:], uint64(len(p.Signature)))
	copy(b[head:], p.Signature)
	return b
}
