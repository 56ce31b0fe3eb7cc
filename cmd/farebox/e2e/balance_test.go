package e2e_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

const quotePath = "/demo/quote"

// tally counts the statuses of many answers.
type tally struct {
	mu       sync.Mutex
	statuses map[int]int
	served   []string // ids of the calls with status 200
}

func (s *tally) add(r *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.statuses == nil {
		s.statuses = make(map[int]int)
	}
	s.statuses[r.status]++
	if r.status == http.StatusOK {
		s.served = append(s.served, r.id())
	}
}

// parallel sends n requests as close together as it can and counts the answers.
func (p *process) parallel(n int, r request) *tally {
	p.t.Helper()
	client := newClient(p.t, n)
	var wg sync.WaitGroup
	var failed atomic.Int64
	out := new(tally)
	begin := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-begin
			res, err := p.do(context.Background(), client, r)
			if err != nil {
				failed.Add(1)
				p.t.Errorf("%s: %v", r.path, err)
				return
			}
			out.add(res)
		})
	}
	close(begin)
	wg.Wait()
	if failed.Load() > 0 {
		p.t.FailNow()
	}
	return out
}

// TestBalanceForTen: 1,000 concurrent calls on a balance for 10.
func TestBalanceForTen(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	token := p.newAgent("ten", "0.01")
	got := p.parallel(1000, request{path: quotePath, token: token})
	if got.statuses[200] != 10 || got.statuses[402] != 990 {
		t.Errorf("statuses %v, want 10 times 200 and 990 times 402", got.statuses)
	}
	a := p.agent("ten")
	if decimal(t, a.Balance).Sign() != 0 || decimal(t, a.Held).Sign() != 0 {
		t.Errorf("balance %s, held %s, want 0 and 0", a.Balance, a.Held)
	}
	items := p.usage("agent", "ten")
	if len(items) != 10 {
		t.Errorf("%d usage records, want 10", len(items))
	}
	checkEach(t, items, got.served)
	p.checkBooks()
}
