package devnet

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"golang.org/x/sync/errgroup"
)

// maxAhead is how many seconds the chain's time may run ahead of the clock before
// a burst of transactions has to wait for it.
const maxAhead = 2

// indexTimeout bounds the indexing of transactions at the start. A chain that was
// closed, or killed, has its index already.
const indexTimeout = 30 * time.Second

// txFeedBuffer holds announcements of transactions between two turns of the
// goroutine that reads them.
const txFeedBuffer = 256

// Run seals blocks until ctx is done, and returns nil then. It runs once.
func (c *Chain) Run(ctx context.Context) error {
	if !c.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	wake := make(chan struct{}, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return c.watchPool(ctx, wake) })
	group.Go(func() error { return c.sealLoop(ctx, wake) })
	return group.Wait()
}

// watchPool turns any number of announcements into one wake-up. It never waits for
// sealing: the pool blocks while its announcements are not read, and sealing waits
// for the pool.
func (c *Chain) watchPool(ctx context.Context, wake chan<- struct{}) error {
	txs := make(chan core.NewTxsEvent, txFeedBuffer)
	sub := c.eth.TxPool().SubscribeTransactions(txs, true)
	defer sub.Unsubscribe()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-sub.Err():
			return err
		case <-txs:
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	}
}

// sealLoop seals a block at once for a transaction, and once per period for none.
func (c *Chain) sealLoop(ctx context.Context, wake <-chan struct{}) error {
	tick := time.NewTicker(c.cfg.Period)
	defer tick.Stop()
	// What came while the chain was ahead of the clock waits for the next second.
	retry := time.NewTimer(0)
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if c.ahead() < 0 || c.hasPending() && c.ahead() < maxAhead {
				c.seal(ctx)
			}
		case <-wake:
			if c.ahead() < maxAhead {
				c.seal(ctx)
			} else {
				retry.Reset(time.Second)
			}
		case <-retry.C:
			switch {
			case !c.hasPending():
			case c.ahead() < maxAhead:
				c.seal(ctx)
			default:
				retry.Reset(time.Second)
			}
		}
	}
}

// ahead is by how many seconds the newest block's time is past the clock.
func (c *Chain) ahead() int64 {
	return int64(c.eth.BlockChain().CurrentBlock().Time) - c.cfg.Now().Unix()
}

func (c *Chain) hasPending() bool {
	pending, _ := c.eth.TxPool().Stats()
	return pending > 0
}

// seal adds one block and reports what goes wrong: the chain goes on with the next.
func (c *Chain) seal(ctx context.Context) {
	if _, err := c.commit(); err != nil {
		c.cfg.Log.ErrorContext(ctx, "development chain did not seal a block",
			slog.Uint64("head", c.Head()), slog.Any("error", err))
	}
}

// commit adds one block and makes it durable. Without the sync the database holds
// small writes in memory, and a kill would take back every block that fitted there.
func (c *Chain) commit() (common.Hash, error) {
	before := c.eth.BlockChain().CurrentBlock().Hash()
	hash := c.beacon.Commit()
	if hash == before { // the node gives the reason to its own log only
		return hash, ErrNotSealed
	}
	if err := c.eth.ChainDb().SyncKeyValue(); err != nil {
		return hash, fmt.Errorf("sync block: %w", err)
	}
	return hash, nil
}

// settleIn waits for the index of transactions, which a new chain has from its first
// block on. Without it the node answers "indexing is in progress" when it is asked
// for a receipt that does not exist.
func (c *Chain) settleIn() error {
	if c.Head() == 0 {
		if _, err := c.commit(); err != nil {
			return fmt.Errorf("seal first block: %w", err)
		}
	}
	limit := time.After(indexTimeout)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !c.eth.BlockChain().TxIndexDone() {
		select {
		case <-limit:
			return fmt.Errorf("index transactions: not done after %s", indexTimeout)
		case <-tick.C:
		}
	}
	return nil
}

// Seal adds one block now, pending transactions included, and returns its hash:
// for tests that do not Run the chain. Calls must not overlap.
func (c *Chain) Seal() (common.Hash, error) { return c.commit() }
