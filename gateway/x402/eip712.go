package x402

import (
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
)

// typeTransfer is the type of EIP-712 that exact payments are signed with.
const typeTransfer = "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"

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

var (
	errSignatureForm = errors.New("not canonical: 65 bytes, low s, v 27 or 28")
	errSignatureKey  = errors.New("recovers no key")
)

// recoverSigner returns the account whose key signed a digest. It takes one form
// of signature only: 65 bytes r ‖ s ‖ v, s in the lower half (EIP-2), v 27 or 28,
// as tokens and the settlement contract do.
func recoverSigner(digest [32]byte, sig []byte) (common.Address, error) {
	if len(sig) != crypto.SignatureLength {
		return common.Address{}, errSignatureForm
	}
	v := sig[64] - 27 // 0 and 1 wrap around and are refused.
	r, s := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64])
	if !crypto.ValidateSignatureValues(v, r, s, true) {
		return common.Address{}, errSignatureForm
	}
	var plain [crypto.SignatureLength]byte
	copy(plain[:], sig)
	plain[64] = v
	key, err := crypto.Ecrecover(digest[:], plain[:])
	if err != nil {
		return common.Address{}, errSignatureKey
	}
	signer := common.BytesToAddress(crypto.Keccak256(key[1:])[12:])
	if signer == (common.Address{}) {
		return common.Address{}, errSignatureKey
	}
	return signer, nil
}
