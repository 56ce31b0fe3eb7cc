package chain

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/settlement"
)

// header is what is read of a block. Its hash is the server's: chains add fields to
// their headers, and a hash computed without them would be wrong.
type header struct {
	Number hexutil.Uint64 `json:"number"`
	Hash   common.Hash    `json:"hash"`
	Time   hexutil.Uint64 `json:"timestamp"`
}

func (h *header) block() settlement.Block {
	return settlement.Block{Number: uint64(h.Number), Hash: h.Hash, Time: uint64(h.Time)}
}

// Head implements settlement.Chain. The newest block is that of the endpoint that
// state is read from; the final one is final for two endpoints.
func (c *Client) Head(ctx context.Context) (latest, final settlement.Block, err error) {
	err = c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		var err error
		latest, err = e.block(ctx, string(FinalityLatest))
		return err
	})
	if err != nil {
		return latest, final, fmt.Errorf("read head: %w", err)
	}
	if len(c.pool.endpoints) == 1 && c.cfg.Finality == FinalityLatest {
		return latest, latest, nil
	}
	number, err := c.finalNumber(ctx)
	if err != nil {
		return latest, final, fmt.Errorf("read final block: %w", err)
	}
	final, err = c.agreedBlock(ctx, number)
	if err != nil {
		return latest, final, fmt.Errorf("read final block: %w", err)
	}
	return latest, final, nil
}

// finalNumber is the highest number that enough endpoints call final.
func (c *Client) finalNumber(ctx context.Context) (uint64, error) {
	if _, err := c.pool.ready(ctx); err != nil {
		return 0, err
	}
	numbers := make([]uint64, len(c.pool.endpoints))
	faults := make([]error, len(c.pool.endpoints))
	var group errgroup.Group
	for i, e := range c.pool.endpoints {
		group.Go(func() error {
			var b settlement.Block
			b, faults[i] = e.block(ctx, string(c.cfg.Finality))
			numbers[i] = b.Number
			return nil
		})
	}
	_ = group.Wait() // the functions return nil; faults has what happened

	var known []uint64
	for i := range numbers {
		// The chain id of an endpoint that failed so far may be anything.
		if faults[i] == nil && c.pool.endpoints[i].health().verified {
			known = append(known, numbers[i])
		}
	}
	need := min(quorum, len(c.pool.endpoints))
	if len(known) < need {
		return 0, errors.Join(append([]error{ErrDisagree}, faults...)...)
	}
	slices.Sort(known)
	return known[len(known)-need], nil
}

// Block implements settlement.Chain.
func (c *Client) Block(ctx context.Context, number uint64) (settlement.Block, error) {
	b, err := c.agreedBlock(ctx, number)
	if err != nil {
		return b, fmt.Errorf("read block %d: %w", number, err)
	}
	return b, nil
}

func (c *Client) agreedBlock(ctx context.Context, number uint64) (settlement.Block, error) {
	return agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (settlement.Block, error) {
		return e.block(ctx, hexutil.EncodeUint64(number))
	}, func(b settlement.Block) string { return common.Hash(b.Hash).Hex() })
}

// block reads a block by number or tag.
func (e *endpoint) block(ctx context.Context, tag string) (settlement.Block, error) {
	var h *header
	if err := e.call(ctx, readTimeout, &h, "eth_getBlockByNumber", tag, false); err != nil {
		return settlement.Block{}, err
	}
	if h == nil {
		return settlement.Block{}, settlement.ErrUnknown
	}
	return h.block(), nil
}

// Receipt implements settlement.Chain. With several endpoints two must give the
// same receipt: a batch is booked by what stands in it.
func (c *Client) Receipt(ctx context.Context, tx [32]byte) (settlement.Receipt, error) {
	r, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (*minedTx, error) {
		return e.receipt(ctx, tx)
	}, (*minedTx).key)
	if err != nil {
		return settlement.Receipt{}, fmt.Errorf("read receipt of %s: %w", common.Hash(tx), err)
	}
	out := settlement.Receipt{TxHash: tx, Block: r.block}
	if r.receipt.Status != types.ReceiptStatusSuccessful {
		return out, nil
	}
	out.Outcome, out.OK, err = c.outcome(r.receipt.Logs)
	if err != nil {
		return settlement.Receipt{}, fmt.Errorf("read receipt of %s: %w", common.Hash(tx), err)
	}
	return out, nil
}

// minedTx is a receipt with the block that it stands in.
type minedTx struct {
	receipt *types.Receipt
	block   settlement.Block
}

// key is all that is believed of a receipt: where it stands, and its status and
// logs, which the bloom filter and the gas sum up too weakly.
func (m *minedTx) key() string {
	digest := make([]byte, 0, 1024)
	digest = append(digest, m.receipt.BlockHash[:]...)
	digest = append(digest, byte(m.receipt.Status))
	for _, l := range m.receipt.Logs {
		digest = append(digest, l.Address[:]...)
		digest = append(digest, byte(len(l.Topics)))
		for _, topic := range l.Topics {
			digest = append(digest, topic[:]...)
		}
		digest = fmt.Appendf(digest, "%d:", len(l.Data))
		digest = append(digest, l.Data...)
	}
	return string(digest)
}

// receipt reads a transaction's receipt, or returns ErrUnknown while it has none in
// the canonical chain.
func (e *endpoint) receipt(ctx context.Context, tx [32]byte) (*minedTx, error) {
	var r *types.Receipt
	if err := e.call(ctx, readTimeout, &r, "eth_getTransactionReceipt", common.Hash(tx)); err != nil {
		return nil, err
	}
	if r == nil {
		return nil, settlement.ErrUnknown
	}
	if r.TxHash != tx || r.BlockNumber == nil || !r.BlockNumber.IsUint64() {
		return nil, fmt.Errorf("receipt of %s: %w", common.Hash(tx), ErrAnswer)
	}
	b, err := e.block(ctx, hexutil.EncodeBig(r.BlockNumber))
	if err != nil {
		return nil, err
	}
	if b.Hash != [32]byte(r.BlockHash) { // reorganised between the two calls
		return nil, settlement.ErrUnknown
	}
	return &minedTx{receipt: r, block: b}, nil
}
