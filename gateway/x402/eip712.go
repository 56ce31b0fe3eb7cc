package x402

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
)

// The types of EIP-712 that exact payments are signed with.
const (
	typeDomain   = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
	typeTransfer = "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)

// domainSeparator returns hashStruct(EIP712Domain) of a token.
func domainSeparator(name, version string, chainID uint64, token common.Address) [32]byte {
	var id [32]byte
	binary.BigEndian.PutUint64(id[24:], chainID)
	return crypto.Keccak256Hash(
		crypto.Keccak256([]byte(typeDomain)), crypto.Keccak256([]byte(name)), crypto.Keccak256([]byte(version)),
		id[:], common.LeftPadBytes(token[:], 32),
	)
}

// Digest returns what the payer of an authorization signs in the EIP-712 domain
// with the given separator.
func Digest(separator [32]byte, a *metering.Authorization) [32]byte {
	var m [7 * 32]byte
	value := a.Value.Word()
	copy(m[0:], crypto.Keccak256([]byte(typeTransfer)))
	copy(m[32+12:], a.From[:])
	copy(m[64+12:], a.To[:])
	copy(m[96:], value[:])
	binary.BigEndian.PutUint64(m[128+24:], a.ValidAfter)
	binary.BigEndian.PutUint64(m[160+24:], a.ValidBefore)
	copy(m[192:], a.Nonce[:])
	message := crypto.Keccak256Hash(m[:])
	return crypto.Keccak256Hash([]byte("\x19\x01"), separator[:], message[:])
}
