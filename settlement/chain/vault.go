package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// callArgs is the argument of eth_call.
type callArgs struct {
	From *common.Address `json:"from,omitempty"`
	To   common.Address  `json:"to"`
	Gas  *hexutil.Uint64 `json:"gas,omitempty"`
	Data hexutil.Bytes   `json:"input"`
}

// view is a call of a contract's view function: what to ask, and what to do with
// the answer.
type view struct {
	to    common.Address
	input []byte
	take  func(out []byte) error
}

// viewOf pairs a packed call with its unpacker.
func viewOf[T any](to common.Address, input []byte, unpack func([]byte) (T, error), into *T) view {
	return view{to: to, input: input, take: func(out []byte) error {
		v, err := unpack(out)
		if err == nil {
			*into = v
		}
		return err
	}}
}

// maxBatch bounds the calls in one request; servers refuse more.
const maxBatch = 100

// views makes view calls as of one block.
func (e *endpoint) views(ctx context.Context, block string, views []view) error {
	for start := 0; start < len(views); start += maxBatch {
		part := views[start:min(start+maxBatch, len(views))]
		outs := make([]hexutil.Bytes, len(part))
		elems := make([]rpc.BatchElem, len(part))
		for i, v := range part {
			elems[i] = rpc.BatchElem{
				Method: "eth_call", Args: []any{callArgs{To: v.to, Data: v.input}, block}, Result: &outs[i],
			}
		}
		if err := e.batch(ctx, readTimeout, elems); err != nil {
			return err
		}
		for i, v := range part {
			if err := elems[i].Error; err != nil {
				return fmt.Errorf("call %#x of %s: %w", v.input[:4], v.to, err)
			}
			if err := v.take(outs[i]); err != nil {
				return fmt.Errorf("call %#x of %s: %w: %w", v.input[:4], v.to, ErrAnswer, err)
			}
		}
	}
	return nil
}

// State implements settlement.Vault. All of it is read as of one block. The error
// wraps settlement.ErrUnknown where the vault is younger than that block.
func (c *Client) State(ctx context.Context, number uint64) (settlement.VaultState, error) {
	var out settlement.VaultState
	var err error
	if number == settlement.LatestBlock {
		err = c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
			head, err := e.block(ctx, string(FinalityLatest))
			if err != nil {
				return err
			}
			out, err = c.stateAt(ctx, e, head.Number)
			return err
		})
	} else {
		out, err = agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (settlement.VaultState, error) {
			return c.stateAt(ctx, e, number)
		}, func(s settlement.VaultState) string { return fmt.Sprint(s) })
	}
	if err != nil {
		return settlement.VaultState{}, fmt.Errorf("read vault: %w", err)
	}
	return out, nil
}

func (c *Client) stateAt(ctx context.Context, e *endpoint, number uint64) (settlement.VaultState, error) {
	var s settlement.VaultState
	var balance, owed *big.Int
	at := hexutil.EncodeUint64(number)
	err := e.views(ctx, at, []view{
		viewOf(c.cfg.Vault, c.vault.PackSeq(), c.vault.UnpackSeq, &s.Seq),
		viewOf(c.cfg.Vault, c.vault.PackPaused(), c.vault.UnpackPaused, &s.Paused),
		viewOf(c.cfg.Vault, c.vault.PackTotalOwed(), c.vault.UnpackTotalOwed, &owed),
		viewOf(c.cfg.Token.Address, c.token.PackBalanceOf(c.cfg.Vault), c.token.UnpackBalanceOf, &balance),
	})
	if errors.Is(err, ErrAnswer) {
		var code hexutil.Bytes
		unread := e.call(ctx, readTimeout, &code, "eth_getCode", c.cfg.Vault, at)
		if unread == nil && len(code) == 0 {
			return s, fmt.Errorf("vault at block %d: %w", number, settlement.ErrUnknown)
		}
	}
	if err != nil {
		return s, err
	}
	if s.Balance, err = baseUnits(balance); err != nil {
		return s, err
	}
	s.TotalOwed, err = baseUnits(owed)
	return s, err
}

// Owed returns what the vault owes a payee, in the newest state.
func (c *Client) Owed(ctx context.Context, payee [20]byte) (metering.BaseUnits, error) {
	var owed *big.Int
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		return e.views(ctx, string(FinalityLatest), []view{
			viewOf(c.cfg.Vault, c.vault.PackOwed(payee), c.vault.UnpackOwed, &owed),
		})
	})
	if err != nil {
		return metering.BaseUnits{}, fmt.Errorf("read what is owed to %s: %w", common.Address(payee), err)
	}
	return baseUnits(owed)
}

// baseUnits narrows a token's 256-bit amount. No token that is worth anything has
// more than 2^128 units.
func baseUnits(n *big.Int) (metering.BaseUnits, error) {
	if n == nil || n.Sign() < 0 || n.BitLen() > 128 {
		return metering.BaseUnits{}, fmt.Errorf("amount %v is over 128 bits: %w", n, ErrAnswer)
	}
	var w [16]byte
	n.FillBytes(w[:])
	lo := new(big.Int).SetBytes(w[8:]).Uint64()
	return metering.BaseUnits{Hi: new(big.Int).SetBytes(w[:8]).Uint64(), Lo: lo}, nil
}
