package gateway

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
)

const (
	// walletReads bounds concurrent reads of the chain by callers' requests.
	walletReads = 32
	// walletTimeout bounds one read: a call waits for it.
	walletTimeout = 5 * time.Second
	// brokePeriod is how long a payer without money is not read again.
	brokePeriod = 2 * time.Second
	// maxBroke bounds the payers remembered for that.
	maxBroke = 10_000
)

// walletGuard keeps callers from making the gateway read the chain at will. Only
// requests with a valid signature get this far.
type walletGuard struct {
	wallets Wallets
	now     func() time.Time
	slots   chan struct{}

	mu    sync.Mutex
	broke map[[20]byte]time.Time // payers that could not pay lately
}

func newWalletGuard(w Wallets, now func() time.Time) *walletGuard {
	return &walletGuard{wallets: w, now: now, slots: make(chan struct{}, walletReads), broke: make(map[[20]byte]time.Time)}
}

// wallet reads a payer's wallet. funded says that its money on chain does not
// matter.
func (g *walletGuard) wallet(ctx context.Context, a *metering.Authorization, funded bool) (Wallet, error) {
	if !funded && g.isBroke(a.From) {
		return Wallet{}, fmt.Errorf("read payer a moment ago: %w", metering.ErrFunds)
	}
	ctx, cancel := context.WithTimeout(ctx, walletTimeout)
	defer cancel()
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-ctx.Done():
		return Wallet{}, errors.Join(errChain, ctx.Err())
	}
	w, err := g.wallets.Wallet(ctx, a)
	if err != nil {
		return Wallet{}, errors.Join(errChain, err)
	}
	return w, nil
}

func (g *walletGuard) isBroke(payer [20]byte) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	until, ok := g.broke[payer]
	if ok && g.now().After(until) {
		delete(g.broke, payer)
		return false
	}
	return ok
}

// noteBroke remembers a payer that could not pay.
func (g *walletGuard) noteBroke(payer [20]byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.broke) >= maxBroke {
		clear(g.broke)
	}
	g.broke[payer] = g.now().Add(brokePeriod)
}
