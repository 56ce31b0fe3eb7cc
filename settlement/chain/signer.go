package chain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Signer holds the operator's key, or reaches one. SignTx signs what it is given and
// nothing else, and is safe for concurrent use.
type Signer interface {
	Address() common.Address
	SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error)
}

// maxKeyFile bounds a key file and a password file.
const maxKeyFile = 64 << 10

// KeySigner signs with a key in memory.
type KeySigner struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

var _ Signer = (*KeySigner)(nil)

// OpenKeystore decrypts a key file (Web3 Secret Storage, version 3) with the first
// line of a password file. With the standard scrypt parameters it takes about a
// second and 256 MiB.
func OpenKeystore(keyFile, passwordFile string) (*KeySigner, error) {
	keyJSON, err := readSmall(keyFile)
	if err != nil {
		return nil, fmt.Errorf("open keystore: %w: %w", ErrSigner, err)
	}
	password, err := readSmall(passwordFile)
	if err != nil {
		return nil, fmt.Errorf("open password file: %w: %w", ErrSigner, err)
	}
	line, _, _ := strings.Cut(string(password), "\n")
	key, err := keystore.DecryptKey(keyJSON, strings.TrimSuffix(line, "\r"))
	if err != nil {
		return nil, fmt.Errorf("decrypt keystore %s: %w: %w", keyFile, ErrSigner, err)
	}
	return &KeySigner{key: key.PrivateKey, address: key.Address}, nil
}

// NewDevSigner signs with a plain key: for development chains, whose keys are public.
func NewDevSigner(key *ecdsa.PrivateKey) (*KeySigner, error) {
	if key == nil {
		return nil, fmt.Errorf("%w: no key", ErrSigner)
	}
	return &KeySigner{key: key, address: crypto.PubkeyToAddress(key.PublicKey)}, nil
}

// Address implements Signer.
func (s *KeySigner) Address() common.Address { return s.address }

// SignTx implements Signer.
func (s *KeySigner) SignTx(_ context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(chainID), s.key)
}

// signTx has a transaction signed and trusts the signer with nothing: what comes
// back must be what went in, signed by the signer's address.
func signTx(ctx context.Context, s Signer, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	signed, err := s.SignTx(ctx, tx, chainID)
	if err != nil {
		return nil, fmt.Errorf("sign transaction: %w: %w", ErrSigner, err)
	}
	rules := types.LatestSignerForChainID(chainID)
	if rules.Hash(signed) != rules.Hash(tx) {
		return nil, fmt.Errorf("sign transaction: %w: it signed another transaction", ErrSigner)
	}
	from, err := types.Sender(rules, signed)
	if err != nil || from != s.Address() {
		return nil, fmt.Errorf("sign transaction: %w: the signature is not of %s", ErrSigner, s.Address())
	}
	return signed, nil
}

// errLargeFile says that a file is no key and no password.
var errLargeFile = errors.New("the file is too large")

func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(data) > maxKeyFile {
		err = fmt.Errorf("%s: %w", path, errLargeFile)
	}
	return data, err
}
