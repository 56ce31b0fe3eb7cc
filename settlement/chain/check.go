package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// rowGas is what the vault gives the token for one authorization.
const rowGas = 200_000

// rowsPerBlock is how many rows one simulated block holds: it stays below the gas
// limit of any chain's block.
const rowsPerBlock = 50

// codeNoMethod is JSON-RPC's code for a method that does not exist.
const codeNoMethod = -32601

// trial is what became of one row when it was tried.
type trial struct {
	ok     bool
	reason string
}

// Check implements settlement.Vault: the rows are run, one after the other, on top
// of the newest block. On servers without eth_simulateV1 each is run by itself.
func (c *Client) Check(ctx context.Context, auths []metering.Authorization) ([]settlement.Check, error) {
	if len(auths) == 0 {
		return nil, nil
	}
	var out []settlement.Check
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		head, err := e.block(ctx, string(FinalityLatest))
		if err != nil {
			return err
		}
		// The next block's time is at least this.
		now := max(head.Time+1, uint64(c.cfg.Now().Unix()))
		trials, err := c.simulate(ctx, e, head.Number, now, auths)
		var coded rpc.Error
		if errors.As(err, &coded) && coded.ErrorCode() == codeNoMethod {
			trials, err = c.tryEach(ctx, e, head.Number, auths)
		}
		if err != nil {
			return err
		}
		facts, err := c.facts(ctx, e, head.Number, auths)
		if err != nil {
			return err
		}
		out = c.judge(auths, trials, facts, now)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("check %d authorizations: %w", len(auths), err)
	}
	return out, nil
}

// pull is the call that the vault makes for a row.
func (c *Client) pull(a *metering.Authorization) []byte {
	return c.token.PackTransferWithAuthorization(a.From, c.cfg.Vault, a.Value.Big(),
		new(big.Int).SetUint64(a.ValidAfter), new(big.Int).SetUint64(a.ValidBefore), a.Nonce, a.Signature)
}

// gasOf adds what a transaction costs by itself, which a call within one does not.
func gasOf(data []byte) uint64 { return rowGas + 21_000 + 40*uint64(len(data)) }

func (c *Client) simulate(ctx context.Context, e *endpoint, number, now uint64, auths []metering.Authorization) ([]trial, error) {
	var opts ethclient.SimulateOptions
	for start := 0; start < len(auths); start += rowsPerBlock {
		block := ethclient.SimulateBlock{BlockOverrides: &ethereum.BlockOverrides{
			Number: new(big.Int).SetUint64(number + 1 + uint64(len(opts.BlockStateCalls))),
			Time:   now + uint64(len(opts.BlockStateCalls)),
		}}
		for i := start; i < min(start+rowsPerBlock, len(auths)); i++ {
			data := c.pull(&auths[i])
			block.Calls = append(block.Calls, ethereum.CallMsg{
				From: c.cfg.Vault, To: &c.cfg.Token.Address, Gas: gasOf(data), Data: data,
			})
		}
		opts.BlockStateCalls = append(opts.BlockStateCalls, block)
	}
	var results []ethclient.SimulateBlockResult
	if err := e.call(ctx, logsTimeout, &results, "eth_simulateV1", opts, hexutil.EncodeUint64(number)); err != nil {
		return nil, err
	}
	var trials []trial
	for _, block := range results {
		for i := range block.Calls {
			if len(trials) == len(auths) {
				return nil, fmt.Errorf("simulation at %s: %w", e.name, ErrAnswer)
			}
			trials = append(trials, c.trialOf(&block.Calls[i], &auths[len(trials)]))
		}
	}
	if len(trials) != len(auths) {
		return nil, fmt.Errorf("simulation at %s: %w", e.name, ErrAnswer)
	}
	return trials, nil
}

func (c *Client) trialOf(r *ethclient.SimulateCallResult, a *metering.Authorization) trial {
	switch {
	case r.Status != types.ReceiptStatusSuccessful && r.Error != nil && r.Error.Data != "":
		return trial{reason: c.reason(common.FromHex(r.Error.Data))}
	case r.Status != types.ReceiptStatusSuccessful:
		return trial{reason: c.reason(r.ReturnValue)}
	case !c.paid(r.Logs, a):
		return trial{reason: "the token takes it and moves no money"}
	}
	return trial{ok: true}
}

// tryEach runs every row by itself on the newest state.
func (c *Client) tryEach(ctx context.Context, e *endpoint, number uint64, auths []metering.Authorization) ([]trial, error) {
	trials := make([]trial, len(auths))
	for start := 0; start < len(auths); start += maxBatch {
		part := auths[start:min(start+maxBatch, len(auths))]
		elems := make([]rpc.BatchElem, len(part))
		for i := range part {
			data := c.pull(&part[i])
			gas := hexutil.Uint64(gasOf(data))
			elems[i] = rpc.BatchElem{Method: "eth_call", Result: new(hexutil.Bytes), Args: []any{
				callArgs{From: &c.cfg.Vault, To: c.cfg.Token.Address, Gas: &gas, Data: data}, hexutil.EncodeUint64(number),
			}}
		}
		if err := e.batch(ctx, logsTimeout, elems); err != nil {
			return nil, err
		}
		for i := range elems {
			t := &trials[start+i]
			if t.ok = elems[i].Error == nil; !t.ok {
				if !isAnswer(elems[i].Error) {
					return nil, elems[i].Error
				}
				t.reason = c.revertOf(elems[i].Error)
			}
		}
	}
	return trials, nil
}

// revertOf takes the reason out of the error of eth_call.
func (c *Client) revertOf(err error) string {
	var withData rpc.DataError
	if errors.As(err, &withData) {
		if text, ok := withData.ErrorData().(string); ok {
			return c.reason(common.FromHex(text))
		}
	}
	return printable(err.Error())
}
