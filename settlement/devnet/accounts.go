package devnet

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Mnemonic is the seed phrase that local chains share by custom (anvil and
// hardhat use it), so that every tool knows these accounts. Account i has the
// BIP-44 path m/44'/60'/0'/0/i.
const Mnemonic = "test test test test test test test test test test test junk"

// Indexes of the accounts with a role. They lie far above the plain accounts, so
// that asking for more of those does not change who settles.
const (
	settlerIndex uint32 = 1000 + iota
	treasuryIndex
	guardianIndex
	deployerIndex
)

// maxAccounts keeps plain accounts below the indexes with a role.
const maxAccounts = 500

// Account is a key of the chain's mnemonic.
type Account struct {
	Address common.Address
	Key     *ecdsa.PrivateKey
}

// keyring derives accounts from the mnemonic.
type keyring struct {
	parent extendedKey // m/44'/60'/0'/0
}

// extendedKey is a private key with its chain code (BIP-32).
type extendedKey struct {
	key   *big.Int
	chain [32]byte
}

// hardened marks a BIP-32 index whose child is derived from the private key.
const hardened uint32 = 1 << 31

// newKeyring computes the seed (BIP-39: PBKDF2, 2,048 rounds, no passphrase) and
// walks to the parent of all accounts.
func newKeyring(mnemonic string) (*keyring, error) {
	seed, err := pbkdf2.Key(sha512.New, mnemonic, []byte("mnemonic"), 2048, 64)
	if err != nil {
		return nil, fmt.Errorf("derive seed: %w", err)
	}
	k := masterKey(seed)
	for _, index := range accounts.DefaultRootDerivationPath { // m/44'/60'/0'/0
		if k, err = k.child(index); err != nil {
			return nil, err
		}
	}
	return &keyring{parent: k}, nil
}

// account returns account number index.
func (r *keyring) account(index uint32) (Account, error) {
	k, err := r.parent.child(index)
	if err != nil {
		return Account{}, err
	}
	key, err := crypto.ToECDSA(k.key.FillBytes(make([]byte, 32)))
	if err != nil {
		return Account{}, fmt.Errorf("derive account %d: %w", index, err)
	}
	return Account{Address: crypto.PubkeyToAddress(key.PublicKey), Key: key}, nil
}

func masterKey(seed []byte) extendedKey {
	sum := hmacSHA512([]byte("Bitcoin seed"), seed)
	k := extendedKey{key: new(big.Int).SetBytes(sum[:32])}
	copy(k.chain[:], sum[32:])
	return k
}

// child is CKDpriv of BIP-32. The one index in 2^127 that gives no valid key is an
// error.
func (k extendedKey) child(index uint32) (extendedKey, error) {
	secret := k.key.FillBytes(make([]byte, 32))
	var data []byte
	if index >= hardened {
		data = append([]byte{0}, secret...)
	} else {
		key, err := crypto.ToECDSA(secret)
		if err != nil {
			return extendedKey{}, fmt.Errorf("derive key %d: %w", index, err)
		}
		data = crypto.CompressPubkey(&key.PublicKey)
	}
	sum := hmacSHA512(k.chain[:], binary.BigEndian.AppendUint32(data, index))
	order := crypto.S256().Params().N
	tweak := new(big.Int).SetBytes(sum[:32])
	next := new(big.Int).Add(tweak, k.key)
	next.Mod(next, order)
	if tweak.Cmp(order) >= 0 || next.Sign() == 0 {
		return extendedKey{}, fmt.Errorf("derive key %d: no valid key at this index", index)
	}
	out := extendedKey{key: next}
	copy(out.chain[:], sum[32:])
	return out, nil
}

func hmacSHA512(key, data []byte) []byte {
	mac := hmac.New(sha512.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}
