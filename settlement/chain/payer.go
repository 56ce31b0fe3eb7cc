package chain

import (
	"bytes"
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/farebox/farebox/metering"
)

// Code says what stands at a payer's address, on which it depends how a token checks
// its signatures.
type Code uint8

// The kinds of code.
const (
	CodeNone      Code = iota // a plain key: ECDSA signatures
	CodeDelegated             // a key that delegates to code (EIP-7702): tokens ask that code (ERC-1271)
	CodeContract              // a contract: ERC-1271 signatures
)

// Payer is what the newest state says of an authorization's payer.
type Payer struct {
	Balance   metering.BaseUnits // of the token
	NonceUsed bool               // used or cancelled
	Code      Code
	Delegate  [20]byte // where CodeDelegated
}

// Payer reads, in one request, all that is needed before an authorization of a payer
// is accepted.
func (c *Client) Payer(ctx context.Context, from [20]byte, nonce [32]byte) (Payer, error) {
	var out Payer
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		var code, balance, used hexutil.Bytes
		token, latest := c.cfg.Token.Address, string(FinalityLatest)
		elems := []rpc.BatchElem{
			{Method: "eth_getCode", Args: []any{common.Address(from), latest}, Result: &code},
			{Method: "eth_call", Args: []any{callArgs{To: token, Data: c.token.PackBalanceOf(from)}, latest}, Result: &balance},
			{Method: "eth_call", Args: []any{callArgs{To: token, Data: c.token.PackAuthorizationState(from, nonce)}, latest}, Result: &used},
		}
		if err := e.batch(ctx, readTimeout, elems); err != nil {
			return err
		}
		for i := range elems {
			if elems[i].Error != nil {
				return elems[i].Error
			}
		}
		var n *big.Int
		n, err := c.token.UnpackBalanceOf(balance)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		if out.Balance, err = baseUnits(n); err != nil {
			return err
		}
		if out.NonceUsed, err = c.token.UnpackAuthorizationState(used); err != nil {
			return fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		out.Code, out.Delegate = codeKind(code)
		return nil
	})
	if err != nil {
		return Payer{}, fmt.Errorf("read payer %s: %w", common.Address(from), err)
	}
	return out, nil
}

// codeKind reads an account's code. A delegation is 0xef0100 and an address
// (EIP-7702); a delegation to the zero address was taken back.
func codeKind(code []byte) (kind Code, delegate [20]byte) {
	switch {
	case len(code) == 0:
		return CodeNone, delegate
	case len(code) == len(types.DelegationPrefix)+20 && bytes.HasPrefix(code, types.DelegationPrefix):
		return CodeDelegated, [20]byte(code[len(types.DelegationPrefix):])
	}
	return CodeContract, delegate
}

// Balance returns what an address holds of the token, in the newest state.
func (c *Client) Balance(ctx context.Context, of [20]byte) (metering.BaseUnits, error) {
	var n *big.Int
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		return e.views(ctx, string(FinalityLatest), []view{
			viewOf(c.cfg.Token.Address, c.token.PackBalanceOf(of), c.token.UnpackBalanceOf, &n),
		})
	})
	if err != nil {
		return metering.BaseUnits{}, fmt.Errorf("read balance of %s: %w", common.Address(of), err)
	}
	return baseUnits(n)
}

// GasMoney returns an account's native balance in wei.
func (c *Client) GasMoney(ctx context.Context, of [20]byte) (*big.Int, error) {
	var n hexutil.Big
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		return e.call(ctx, readTimeout, &n, "eth_getBalance", common.Address(of), string(FinalityLatest))
	})
	if err != nil {
		return nil, fmt.Errorf("read gas money of %s: %w", common.Address(of), err)
	}
	return n.ToInt(), nil
}
