package main

import (
	"context"
	"sync"
	"time"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

// pausePeriod is how old the gateway's knowledge of the vault's pause may be.
const pausePeriod = 5 * time.Second

// pauseWatch remembers for a while whether the vault takes batches.
type pauseWatch struct {
	client *chain.Client
	now    func() time.Time

	mu     sync.Mutex
	paused bool
	read   time.Time
}

func (w *pauseWatch) get(ctx context.Context) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.read.IsZero() && w.now().Sub(w.read) < pausePeriod {
		return w.paused, nil
	}
	st, err := w.client.State(ctx, settlement.LatestBlock)
	if err != nil {
		return false, err
	}
	w.paused, w.read = st.Paused, w.now()
	return w.paused, nil
}
