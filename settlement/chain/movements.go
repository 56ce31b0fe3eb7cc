package chain

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// logQuery is the argument of eth_getLogs.
type logQuery struct {
	From    string           `json:"fromBlock"`
	To      string           `json:"toBlock"`
	Address []common.Address `json:"address"`
	Topics  []any            `json:"topics"`
}

// logs searches blocks from … to. Servers allow ranges of very different length: a
// range that one refuses is halved.
func (e *endpoint) logs(ctx context.Context, address common.Address, topics []any, from, to uint64) ([]types.Log, error) {
	var found []types.Log
	err := e.call(ctx, logsTimeout, &found, "eth_getLogs", logQuery{
		From: hexutil.EncodeUint64(from), To: hexutil.EncodeUint64(to),
		Address: []common.Address{address}, Topics: topics,
	})
	if err == nil {
		return e.sane(found, address, from, to)
	}
	if !isAnswer(err) || from == to {
		return nil, err
	}
	middle := from + (to-from)/2
	older, err := e.logs(ctx, address, topics, from, middle)
	if err != nil {
		return nil, err
	}
	newer, err := e.logs(ctx, address, topics, middle+1, to)
	if err != nil {
		return nil, err
	}
	return append(older, newer...), nil
}

// sane refuses logs that were not asked for.
func (e *endpoint) sane(logs []types.Log, address common.Address, from, to uint64) ([]types.Log, error) {
	for i := range logs {
		l := &logs[i]
		if l.Address != address || l.BlockNumber < from || l.BlockNumber > to || l.Removed || len(l.Topics) == 0 {
			return nil, fmt.Errorf("logs of %s at %s: %w", address, e.name, ErrAnswer)
		}
	}
	return logs, nil
}

// Movements implements settlement.Chain. Transfers of nothing, which strangers send
// to litter histories, are left out.
func (c *Client) Movements(ctx context.Context, from, to uint64) ([]settlement.Movement, error) {
	if to < from || to-from >= settlement.MaxMovementBlocks {
		return nil, fmt.Errorf("read movements in blocks %d to %d: %w: want 1 to %d blocks",
			from, to, ErrConfig, settlement.MaxMovementBlocks)
	}
	out, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) ([]settlement.Movement, error) {
		return c.movementsAt(ctx, e, from, to)
	}, func(m []settlement.Movement) string { return fmt.Sprint(m) })
	if err != nil {
		return nil, fmt.Errorf("read movements in blocks %d to %d: %w", from, to, err)
	}
	return out, nil
}

func (c *Client) movementsAt(ctx context.Context, e *endpoint, from, to uint64) ([]settlement.Movement, error) {
	transfer := c.tokenTopic(bindings.PaymentTokenTransferEventName)
	in, err := e.logs(ctx, c.cfg.Token.Address, []any{transfer, nil, common.BytesToHash(c.cfg.Vault[:])}, from, to)
	if err != nil {
		return nil, err
	}
	paid, paidOut := c.topic(bindings.VaultPaidEventName), c.topic(bindings.VaultPaidOutEventName)
	out, err := e.logs(ctx, c.cfg.Vault, []any{[]common.Hash{paid, paidOut}}, from, to)
	if err != nil {
		return nil, err
	}
	logs := append(in, out...)
	positions, err := e.positions(ctx, logs)
	if err != nil {
		return nil, err
	}
	movements := make([]settlement.Movement, 0, len(logs))
	for i := range logs {
		m, err := c.movement(&logs[i])
		if err != nil {
			return nil, err
		}
		if m.Amount.IsZero() {
			continue
		}
		m.Position = positions[logID{logs[i].TxHash, logs[i].Index}]
		movements = append(movements, m)
	}
	order := make(map[common.Hash]uint)
	for i := range logs {
		order[logs[i].TxHash] = logs[i].TxIndex
	}
	slices.SortFunc(movements, func(a, b settlement.Movement) int {
		return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(order[a.TxHash], order[b.TxHash]),
			cmp.Compare(a.Position, b.Position))
	})
	return movements, nil
}

// movement reads one of the three events that move the token at the vault.
func (c *Client) movement(l *types.Log) (settlement.Movement, error) {
	m := settlement.Movement{TxHash: l.TxHash, Block: l.BlockNumber}
	var err error
	switch l.Topics[0] {
	case c.tokenTopic(bindings.PaymentTokenTransferEventName):
		t, unpackErr := c.token.UnpackTransferEvent(l)
		if unpackErr != nil {
			return m, badEvent(bindings.PaymentTokenTransferEventName, unpackErr)
		}
		m.Kind, m.Party = settlement.MovedIn, t.From
		m.Amount, err = baseUnits(t.Value)
	case c.topic(bindings.VaultPaidEventName):
		p, unpackErr := c.vault.UnpackPaidEvent(l)
		if unpackErr != nil {
			return m, badEvent(bindings.VaultPaidEventName, unpackErr)
		}
		m.Kind, m.Party = settlement.MovedPayee, p.Payee
		m.Amount, err = baseUnits(p.Amount)
	case c.topic(bindings.VaultPaidOutEventName):
		p, unpackErr := c.vault.UnpackPaidOutEvent(l)
		if unpackErr != nil {
			return m, badEvent(bindings.VaultPaidOutEventName, unpackErr)
		}
		m.Kind, m.Party = settlement.MovedPaidOut, p.To
		m.Amount, err = baseUnits(p.Amount)
	default:
		return m, fmt.Errorf("log with topic %s: %w", l.Topics[0], ErrAnswer)
	}
	return m, err
}

// logID names a log of one answer.
type logID struct {
	tx    common.Hash
	index uint
}

// positions finds each log's position within its receipt, which stays the same when
// the transaction is mined again.
func (e *endpoint) positions(ctx context.Context, logs []types.Log) (map[logID]uint32, error) {
	block := make(map[common.Hash]common.Hash)
	var txs []common.Hash
	for i := range logs {
		if _, seen := block[logs[i].TxHash]; !seen {
			txs = append(txs, logs[i].TxHash)
		}
		block[logs[i].TxHash] = logs[i].BlockHash
	}
	out := make(map[logID]uint32)
	for part := range slices.Chunk(txs, maxBatch) {
		receipts := make([]*types.Receipt, len(part))
		elems := make([]rpc.BatchElem, len(part))
		for i, tx := range part {
			elems[i] = rpc.BatchElem{Method: "eth_getTransactionReceipt", Args: []any{tx}, Result: &receipts[i]}
		}
		if err := e.batch(ctx, logsTimeout, elems); err != nil {
			return nil, err
		}
		for i, r := range receipts {
			if elems[i].Error != nil {
				return nil, elems[i].Error
			}
			if r == nil || r.BlockHash != block[part[i]] {
				return nil, fmt.Errorf("receipt of %s at %s was lost in a reorganisation: %w", part[i], e.name, ErrAnswer)
			}
			for position, l := range r.Logs {
				out[logID{part[i], l.Index}] = uint32(position)
			}
		}
	}
	for i := range logs {
		if _, ok := out[logID{logs[i].TxHash, logs[i].Index}]; !ok {
			return nil, fmt.Errorf("log %d of %s is not in its receipt: %w", logs[i].Index, logs[i].TxHash, ErrAnswer)
		}
	}
	return out, nil
}

// topic is the first topic of an event of the vault, tokenTopic of the token.
func (c *Client) topic(name string) common.Hash      { return c.vault.GetABI().Events[name].ID }
func (c *Client) tokenTopic(name string) common.Hash { return c.token.GetABI().Events[name].ID }
