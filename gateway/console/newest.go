package console

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

const (
	// newestAge is how old the newest invoices may be. What this API makes or
	// issues shows at once.
	newestAge = 30 * time.Second
	// maxSearched bounds the invoices that are looked through for the newest.
	maxSearched = 10 * metering.MaxPage
	maxNewest   = 100
)

// newest caches the newest invoices: the ledger lists them by agent, so finding
// them reads all.
type newest struct {
	mu    sync.Mutex
	until time.Time // when to read again
	items []metering.Invoice
	rest  string // where the search stopped; empty where it saw all
}

// drop makes the next request read again.
func (n *newest) drop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.until = time.Time{}
}

// listNewest answers with the invoices that end last, newest first, in one page.
// Its next_cursor says, in the order of agents, where a bounded search stopped.
func (c *Console) listNewest(g *gin.Context, limit int) error {
	n := &c.newest
	n.mu.Lock()
	defer n.mu.Unlock()
	now := c.cfg.Now()
	if !now.Before(n.until) || n.until.Sub(now) > newestAge { // too far off where the clock went back
		err := c.searchNewest(g.Request.Context(), n)
		if err != nil {
			return err
		}
		n.until = now.Add(newestAge)
	}
	writeList(g, n.items[:min(len(n.items), limit)], n.rest)
	return nil
}

func (c *Console) searchNewest(ctx context.Context, n *newest) error {
	var best []metering.Invoice
	cursor := ""
	for seen := 0; seen < maxSearched; {
		page, next, err := c.cfg.Invoices.Invoices(ctx, "", cursor, metering.MaxPage)
		if err != nil {
			return err
		}
		seen += len(page)
		best = append(best, page...)
		slices.SortStableFunc(best, func(a, b metering.Invoice) int {
			return cmp.Or(b.To.Compare(a.To), cmp.Compare(a.ID, b.ID))
		})
		best = slices.Clone(best[:min(len(best), maxNewest)])
		cursor = next
		if next == "" {
			break
		}
	}
	n.items, n.rest = best, cursor
	return nil
}
