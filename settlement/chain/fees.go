package chain

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/farebox/farebox/settlement"
)

// feeBlocks is how far back tips are looked at.
const feeBlocks = 10

// minTip is offered when blocks have nothing to compete for, in wei. Pools refuse
// less.
const minTip = 1_000_000

// feeHistory is the answer of eth_feeHistory, less the ratios of gas used.
type feeHistory struct {
	BaseFee []*hexutil.Big   `json:"baseFeePerGas"`
	Reward  [][]*hexutil.Big `json:"reward"`
}

// Fees implements settlement.Sender.
func (s *Sender) Fees(ctx context.Context) (settlement.Fees, error) {
	var fees settlement.Fees
	err := s.client.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		var h feeHistory
		err := e.call(ctx, readTimeout, &h, "eth_feeHistory",
			hexutil.EncodeUint64(feeBlocks), string(FinalityLatest), []int{50})
		if err == nil {
			fees, err = suggest(&h)
		}
		return err
	})
	if err != nil {
		return settlement.Fees{}, fmt.Errorf("suggest fees: %w", err)
	}
	return fees, nil
}

// suggest offers the median of the recent blocks' median tips, and a cap at which
// the base fee may double, which takes six full blocks, before the transaction has to
// wait.
func suggest(h *feeHistory) (settlement.Fees, error) {
	if len(h.BaseFee) == 0 || h.BaseFee[len(h.BaseFee)-1] == nil {
		return settlement.Fees{}, fmt.Errorf("no base fee: %w", ErrAnswer)
	}
	next := h.BaseFee[len(h.BaseFee)-1].ToInt() // of the block to come
	var tips []*big.Int
	for _, r := range h.Reward {
		// Empty blocks have no tips, and say zero.
		if len(r) > 0 && r[0] != nil && r[0].ToInt().Sign() > 0 {
			tips = append(tips, r[0].ToInt())
		}
	}
	tip := big.NewInt(minTip)
	if len(tips) > 0 {
		slices.SortFunc(tips, (*big.Int).Cmp)
		if median := tips[len(tips)/2]; median.Cmp(tip) > 0 {
			tip = median
		}
	}
	feeCap := new(big.Int).Lsh(next, 1)
	feeCap.Add(feeCap, tip)
	if next.Sign() < 0 || !feeCap.IsUint64() {
		return settlement.Fees{}, fmt.Errorf("base fee %s: %w", next, ErrAnswer)
	}
	return settlement.Fees{Tip: tip.Uint64(), Cap: feeCap.Uint64()}, nil
}
