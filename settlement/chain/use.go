package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// The search for an event goes back from the head in windows. What is looked for is
// recent: authorizations live for minutes, and the batch in doubt is the last one.
const (
	searchWindow  = 1_000
	searchWindows = 100
)

// Use implements settlement.Vault.
func (c *Client) Use(ctx context.Context, auth metering.Authorization) (settlement.Use, error) {
	use, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (settlement.Use, error) {
		return c.useAt(ctx, e, &auth)
	}, func(u settlement.Use) string { return fmt.Sprint(u) })
	if err != nil {
		return settlement.Use{}, fmt.Errorf("read use of nonce %#x: %w", auth.Nonce, err)
	}
	return use, nil
}

func (c *Client) useAt(ctx context.Context, e *endpoint, auth *metering.Authorization) (settlement.Use, error) {
	var spent bool
	token := common.Address(auth.Token)
	err := e.views(ctx, string(FinalityLatest), []view{
		viewOf(token, c.token.PackAuthorizationState(auth.From, auth.Nonce), c.token.UnpackAuthorizationState, &spent),
	})
	if err != nil || !spent {
		return settlement.Use{}, err
	}
	head, err := e.block(ctx, string(FinalityLatest))
	if err != nil {
		return settlement.Use{}, err
	}
	topics := []any{
		[]common.Hash{
			c.tokenTopic(bindings.PaymentTokenAuthorizationUsedEventName),
			c.tokenTopic(bindings.PaymentTokenAuthorizationCanceledEventName),
		},
		common.BytesToHash(auth.From[:]), common.Hash(auth.Nonce),
	}
	l, err := e.newestLog(ctx, token, topics, head.Number)
	if errors.Is(err, settlement.ErrUnknown) {
		return settlement.Use{}, fmt.Errorf("the nonce is spent and no event says by what: %w", ErrAnswer)
	}
	if err != nil {
		return settlement.Use{}, err
	}
	return c.useOf(ctx, e, auth, l)
}

// newestLog searches back from a block, as far as searchWindows go, and returns
// ErrUnknown if there is no such log.
func (e *endpoint) newestLog(ctx context.Context, address common.Address, topics []any, to uint64) (*types.Log, error) {
	for range searchWindows {
		from := to - min(to, searchWindow-1)
		logs, err := e.logs(ctx, address, topics, from, to)
		if err != nil {
			return nil, err
		}
		if len(logs) > 0 {
			return &logs[len(logs)-1], nil
		}
		if from == 0 {
			break
		}
		to = from - 1
	}
	return nil, settlement.ErrUnknown
}

// Applied implements settlement.Vault.
func (c *Client) Applied(ctx context.Context, seq uint64) ([32]byte, error) {
	tx, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (common.Hash, error) {
		head, err := e.block(ctx, string(FinalityLatest))
		if err != nil {
			return common.Hash{}, err
		}
		var next uint64
		err = e.views(ctx, hexutil.EncodeUint64(head.Number), []view{
			viewOf(c.cfg.Vault, c.vault.PackSeq(), c.vault.UnpackSeq, &next),
		})
		if err != nil {
			return common.Hash{}, err
		}
		if seq >= next { // nothing to look for
			return common.Hash{}, settlement.ErrUnknown
		}
		topics := []any{c.topic(bindings.VaultBatchEventName), common.BigToHash(new(big.Int).SetUint64(seq))}
		l, err := e.newestLog(ctx, c.cfg.Vault, topics, head.Number)
		if err != nil {
			return common.Hash{}, err
		}
		return l.TxHash, nil
	}, common.Hash.Hex)
	if err != nil {
		return [32]byte{}, fmt.Errorf("read transaction of batch %d: %w", seq, err)
	}
	return tx, nil
}

// useOf reads what the transaction that spent the nonce did.
func (c *Client) useOf(ctx context.Context, e *endpoint, auth *metering.Authorization, l *types.Log) (settlement.Use, error) {
	mined, err := e.receipt(ctx, l.TxHash)
	if err != nil {
		return settlement.Use{}, err
	}
	use := settlement.Use{State: settlement.NonceUsed, TxHash: l.TxHash, Block: mined.block}
	if l.Topics[0] == c.tokenTopic(bindings.PaymentTokenAuthorizationCanceledEventName) {
		use.State = settlement.NonceCanceled
		return use, nil
	}
	use.Paid = c.paid(mined.receipt.Logs, auth)
	return use, nil
}

// paid reports whether an authorization moved its money to the vault: the token
// emits AuthorizationUsed and then, as its very next event, the Transfer.
func (c *Client) paid(logs []*types.Log, auth *metering.Authorization) bool {
	token := common.Address(auth.Token)
	used := false
	for _, l := range logs {
		if l.Address != token || len(l.Topics) == 0 {
			continue
		}
		if used {
			t, err := c.token.UnpackTransferEvent(l)
			return err == nil && t.From == auth.From && t.To == c.cfg.Vault &&
				t.Value != nil && t.Value.Cmp(auth.Value.Big()) == 0
		}
		if l.Topics[0] == c.tokenTopic(bindings.PaymentTokenAuthorizationUsedEventName) {
			u, err := c.token.UnpackAuthorizationUsedEvent(l)
			used = err == nil && u.Authorizer == auth.From && u.Nonce == auth.Nonce
		}
	}
	return false
}
