package chain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// batchWindow is how many blocks one search for batches covers: what most
// servers allow. A server that allows fewer is asked for halves.
const batchWindow = 10_000

var (
	_ settlement.Batches = (*Client)(nil)
	_ settlement.Batches = (*Reader)(nil)
)

// Batches implements settlement.Batches. How many batches there are is the
// vault's number at a final block; the search goes back from there, so it needs
// neither the block of the vault's creation nor a server that keeps old states.
// With several endpoints two must say the same.
func (c *Client) Batches(ctx context.Context, fn func(settlement.Posted) error) (settlement.Block, error) {
	return c.batches(ctx, batchWindow, fn)
}

func (c *Client) batches(ctx context.Context, window uint64, fn func(settlement.Posted) error) (settlement.Block, error) {
	_, final, err := c.Head(ctx)
	if err != nil {
		return settlement.Block{}, err
	}
	want, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) (uint64, error) {
		return c.applied(ctx, e, final.Number)
	}, func(n uint64) string { return fmt.Sprint(n) })
	if err != nil {
		return settlement.Block{}, fmt.Errorf("read number of vault %s: %w", c.cfg.Vault, err)
	}
	to := final.Number
	for want > 0 {
		from := to - min(to, window-1)
		page, err := agreed(ctx, c.pool, func(ctx context.Context, e *endpoint) ([]settlement.Posted, error) {
			return c.batchesAt(ctx, e, from, to)
		}, func(p []settlement.Posted) string { return fmt.Sprint(p) })
		if err != nil {
			return final, fmt.Errorf("read batches in blocks %d to %d: %w", from, to, err)
		}
		for i := len(page) - 1; i >= 0; i-- {
			if page[i].Seq != want {
				return final, fmt.Errorf("read batches in blocks %d to %d: batch %d where %d belongs: %w", from, to, page[i].Seq, want, ErrAnswer)
			}
			want--
			err = fn(page[i])
			if errors.Is(err, settlement.ErrStop) {
				return final, nil
			}
			if err != nil {
				return final, err
			}
		}
		if from == 0 {
			break
		}
		to = from - 1
	}
	if want > 0 {
		return final, fmt.Errorf("read batches: no event of batch %d in any block; use an endpoint that keeps old logs: %w", want, ErrAnswer)
	}
	return final, nil
}

// applied is how many batches the vault had applied by a block; none where it is
// younger than that.
func (c *Client) applied(ctx context.Context, e *endpoint, number uint64) (uint64, error) {
	var next uint64
	err := e.views(ctx, hexutil.EncodeUint64(number), []view{
		viewOf(c.cfg.Vault, c.vault.PackSeq(), c.vault.UnpackSeq, &next),
	})
	if err == nil && next > 0 {
		return next - 1, nil // the first is number 1
	}
	if err != nil && !isForeign(err) {
		return 0, err
	}
	var then, now hexutil.Bytes
	for block, code := range map[string]*hexutil.Bytes{hexutil.EncodeUint64(number): &then, string(FinalityLatest): &now} {
		unread := e.call(ctx, readTimeout, code, "eth_getCode", c.cfg.Vault, block)
		if unread != nil {
			return 0, unread
		}
	}
	switch {
	case len(now) == 0:
		return 0, fmt.Errorf("there is no contract at this address on chain %d: %w", c.cfg.ChainID, ErrContracts)
	case len(then) == 0:
		return 0, nil
	}
	return 0, fmt.Errorf("the contract at this address is not a vault: %w", ErrContracts)
}

// batchesAt returns the batches in blocks from … to, ascending.
func (c *Client) batchesAt(ctx context.Context, e *endpoint, from, to uint64) ([]settlement.Posted, error) {
	logs, err := e.logs(ctx, c.cfg.Vault, []any{c.topic(bindings.VaultBatchEventName)}, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]settlement.Posted, 0, len(logs))
	for i := range logs {
		b, err := c.vault.UnpackBatchEvent(&logs[i])
		if err != nil {
			return nil, badEvent(bindings.VaultBatchEventName, err)
		}
		out = append(out, settlement.Posted{
			Seq: b.Seq, From: b.From, To: b.To, Root: b.UsageRoot, Head: b.JournalHead,
			Block: logs[i].BlockNumber, TxHash: logs[i].TxHash,
		})
	}
	return out, nil
}

// ReaderConfig says which vault a Reader reads and from where.
type ReaderConfig struct {
	URLs  []string // as in Config
	Vault common.Address
	// Finality is empty for the chain's own: latest on development chains, else
	// finalized.
	Finality  Finality
	Log       *slog.Logger
	Now       func() time.Time
	Transport http.RoundTripper // as in Config
}

// Chain ids of development chains, which call no block final (or all).
const (
	devChainGeth  = 1337
	devChainAnvil = 31337
)

// Reader reads a vault's batches and nothing else: all that it needs to know is
// the vault's address. For those who check a journal and run no gateway.
type Reader struct{ client *Client }

// OpenReader asks the endpoints which chain they serve; they must serve the same.
func OpenReader(ctx context.Context, cfg ReaderConfig) (*Reader, error) {
	if cfg.Vault == (common.Address{}) {
		return nil, fmt.Errorf("%w: vault address is required", ErrConfig)
	}
	if cfg.Finality == "" {
		cfg.Finality = FinalityFinalized
	}
	c, err := New(Config{
		URLs: cfg.URLs, Vault: cfg.Vault, Finality: cfg.Finality, Log: cfg.Log, Now: cfg.Now, Transport: cfg.Transport,
		// Never asked for: the one that counts is found below, and no token is read.
		ChainID: devChainGeth, Token: Token{Address: cfg.Vault},
	})
	if err != nil {
		return nil, err
	}
	r := &Reader{client: c}
	id, err := c.pool.serves(ctx)
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("read chain id: %w", err)
	}
	c.cfg.ChainID, c.pool.chainID = id, id
	if id == devChainGeth || id == devChainAnvil {
		c.cfg.Finality = FinalityLatest
	}
	return r, nil
}

// serves asks for the chain id that the endpoints have. Those that do not answer
// are compared with it when they do.
func (p *pool) serves(ctx context.Context) (uint64, error) {
	faults := []error{ErrNoEndpoint}
	for _, e := range p.endpoints {
		var id hexutil.Uint64
		err := e.call(ctx, probeTimeout, &id, "eth_chainId")
		if err == nil && id != 0 {
			return uint64(id), nil
		}
		faults = append(faults, err)
	}
	return 0, errors.Join(faults...)
}

// Batches implements settlement.Batches.
func (r *Reader) Batches(ctx context.Context, fn func(settlement.Posted) error) (settlement.Block, error) {
	return r.client.Batches(ctx, fn)
}

// Close ends idle connections.
func (r *Reader) Close() { r.client.Close() }
