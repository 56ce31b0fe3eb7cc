package chain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/settlement"
)

// Time limits of single calls, by what they wait for.
const (
	probeTimeout = 3 * time.Second  // a head: an endpoint slower than this is no use
	readTimeout  = 10 * time.Second // a read of state
	logsTimeout  = 20 * time.Second // a search, which servers do slowly
	sendTimeout  = 10 * time.Second // a transaction handed over
)

// probeEvery is how often Run looks at every endpoint's head.
const probeEvery = 5 * time.Second

// maxLag is how many blocks an endpoint may be behind the best and still be read.
const maxLag = 3

// quorum is how many endpoints have to say the same about a final block.
const quorum = 2

// pool is the set of endpoints.
type pool struct {
	chainID   uint64
	endpoints []*endpoint
	log       *slog.Logger

	mu        sync.Mutex
	preferred *endpoint // where reads of the newest state go; nil before the first
	seen      uint64    // the highest head at the last probe
}

func newPool(urls []string, chainID uint64, base http.RoundTripper, log *slog.Logger) (*pool, error) {
	p := &pool{chainID: chainID, log: log}
	var faults []error
	for _, raw := range urls {
		e, err := newEndpoint(raw, base)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		p.endpoints = append(p.endpoints, e)
	}
	return p, errors.Join(faults...)
}

func (p *pool) close() {
	for _, e := range p.endpoints {
		e.client.Close()
	}
}

// run looks at every endpoint until ctx is done.
func (p *pool) run(ctx context.Context) error {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for {
		if err := p.probe(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "chain endpoints have faults", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// probe asks every endpoint for its head and returns the faults of all.
func (p *pool) probe(ctx context.Context) error {
	faults := make([]error, len(p.endpoints))
	var group errgroup.Group
	for i, e := range p.endpoints {
		group.Go(func() error {
			faults[i] = e.probe(ctx, p.chainID)
			return nil
		})
	}
	_ = group.Wait() // the functions return nil; faults has what happened

	// What was seen counts until the next look only: an endpoint that once claimed a
	// head far off must not shut out the others for ever.
	var seen uint64
	for _, e := range p.endpoints {
		if h := e.health(); h.ok {
			seen = max(seen, h.head)
		}
	}
	p.mu.Lock()
	p.seen = seen
	p.mu.Unlock()
	return errors.Join(faults...)
}

// ready makes sure that every endpoint was probed at least once since it last
// failed, so that none is read whose chain id is unknown. It fails when none can be.
func (p *pool) ready(ctx context.Context) ([]*endpoint, error) {
	ok := p.usable()
	if len(ok) > 0 {
		return ok, nil
	}
	err := p.probe(ctx)
	if ok = p.usable(); len(ok) == 0 {
		return nil, errors.Join(ErrNoEndpoint, err)
	}
	return ok, nil
}

// usable lists endpoints that may be read, the one to read first in front.
func (p *pool) usable() []*endpoint {
	p.mu.Lock()
	defer p.mu.Unlock()
	heads := make(map[*endpoint]uint64)
	var best *endpoint
	for _, e := range p.endpoints {
		h := e.health()
		if !h.verified || !h.ok {
			continue
		}
		heads[e] = h.head
		if best == nil || h.head > heads[best] {
			best = e
		}
	}
	if head, ok := heads[p.preferred]; !ok || head+maxLag < heads[best] {
		p.preferred = best
	}
	var out []*endpoint
	// One that is far behind what the last probe saw would undo it. With a single
	// endpoint there is no other truth.
	add := func(e *endpoint) {
		if head, ok := heads[e]; ok && (len(p.endpoints) == 1 || head+maxLag >= p.seen) {
			out = append(out, e)
		}
	}
	add(p.preferred)
	for _, e := range p.endpoints {
		if e != p.preferred {
			add(e)
		}
	}
	return out
}

// read tries fn on the endpoints in order, until one answers.
func (p *pool) read(ctx context.Context, fn func(ctx context.Context, e *endpoint) error) error {
	endpoints, err := p.ready(ctx)
	if err != nil {
		return err
	}
	var faults []error
	for _, e := range endpoints {
		err := fn(ctx, e)
		if err == nil || isFinding(err) {
			return err
		}
		faults = append(faults, err)
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(append([]error{ErrNoEndpoint}, faults...)...)
}

// agreed asks all endpoints and returns what two of them say; with one endpoint,
// what that says. Two answers are the same if their keys are. A finding counts as an
// answer.
func agreed[T any](ctx context.Context, p *pool, fn func(context.Context, *endpoint) (T, error), key func(T) string) (T, error) {
	type answer struct {
		value T
		err   error
	}
	answers := make([]answer, len(p.endpoints))
	if _, err := p.ready(ctx); err != nil {
		return answers[0].value, err
	}
	var group errgroup.Group
	for i, e := range p.endpoints {
		group.Go(func() error {
			if !e.health().verified {
				answers[i].err = e.probe(ctx, p.chainID)
			}
			if answers[i].err == nil {
				answers[i].value, answers[i].err = fn(ctx, e)
			}
			return nil
		})
	}
	_ = group.Wait() // the functions return nil; answers has what happened

	var faults []error
	count := make(map[string]int)
	for _, a := range answers {
		var k string
		switch {
		case a.err == nil:
			k = "value " + key(a.value)
		case isFinding(a.err):
			k = "finding " + settlement.ErrUnknown.Error()
		default:
			faults = append(faults, a.err)
			continue
		}
		if count[k]++; count[k] == min(quorum, len(p.endpoints)) {
			return a.value, a.err
		}
	}
	var none T
	if len(count) == 0 {
		return none, errors.Join(append([]error{ErrNoEndpoint}, faults...)...)
	}
	return none, errors.Join(append([]error{fmt.Errorf("%w: %d of %d answered, no two the same",
		ErrDisagree, len(p.endpoints)-len(faults), len(p.endpoints))}, faults...)...)
}

// isFinding tells what an endpoint says about the chain from its failure to say
// anything.
func isFinding(err error) bool { return errors.Is(err, settlement.ErrUnknown) }
