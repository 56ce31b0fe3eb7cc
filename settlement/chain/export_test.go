package chain

import (
	"context"
	"encoding/json"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/farebox/farebox/settlement"
)

// MaxResponse is the limit of an answer.
const MaxResponse = maxResponse

// Suggest reads an answer of eth_feeHistory.
func Suggest(answer []byte) (settlement.Fees, error) {
	var h feeHistory
	if err := json.Unmarshal(answer, &h); err != nil {
		return settlement.Fees{}, err
	}
	return suggest(&h)
}

// CodeKind reads an account's code.
func CodeKind(code []byte) (Code, [20]byte) { return codeKind(code) }

// Reason says revert data in words.
func (c *Client) Reason(data []byte) string { return c.reason(data) }

// Outcome reads the logs of a transaction.
func (c *Client) Outcome(logs []*types.Log) (settlement.Outcome, bool, error) { return c.outcome(logs) }

// BatchesIn is Batches with another number of blocks for each search.
func (c *Client) BatchesIn(ctx context.Context, window uint64, fn func(settlement.Posted) error) (settlement.Block, error) {
	return c.batches(ctx, window, fn)
}
