package chain

import (
	"fmt"
	"math/big"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// encode is the calldata of settleBatch. It is a function of the call alone, so that
// every attempt at a batch has the same.
func (c *Client) encode(call *settlement.Call) ([]byte, error) {
	auths := make([]bindings.Authorization, len(call.Authorizations))
	for i := range call.Authorizations {
		a := &call.Authorizations[i]
		if a.To != c.cfg.Vault || a.Token != c.cfg.Token.Address {
			return nil, fmt.Errorf("encode batch %d: row %d: %w: it is not for this vault or not of this token", call.Seq, i, ErrConfig)
		}
		auths[i] = bindings.Authorization{
			From: a.From, Value: a.Value.Big(),
			ValidAfter:  new(big.Int).SetUint64(a.ValidAfter),
			ValidBefore: new(big.Int).SetUint64(a.ValidBefore),
			Nonce:       a.Nonce, Signature: a.Signature,
		}
	}
	allocations := make([]bindings.Allocation, len(call.Allocations))
	for i, a := range call.Allocations {
		allocations[i] = bindings.Allocation{SplitId: a.Split, Amount: a.Amount.Big()}
	}
	usage := bindings.Usage{From: call.From, To: call.To, Root: call.Root, Head: call.Head}
	data, err := c.vault.TryPackSettleBatch(call.Seq, usage, nil, auths, nil, allocations)
	if err != nil {
		return nil, fmt.Errorf("encode batch %d: %w", call.Seq, err)
	}
	return data, nil
}
