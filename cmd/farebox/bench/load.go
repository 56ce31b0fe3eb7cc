package bench

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// patience is how long a round may take beyond its own time.
const patience = 30 * time.Second

// warmUp is driven before each round and not counted in its figures.
const warmUp = 200 * time.Millisecond

// closed is the result of a closed loop.
type closed struct {
	calls   uint64 // all of them, warm-up included
	counted uint64 // within the measured time
	took    time.Duration
}

// perSecond is the rate within the measured time.
func (c closed) perSecond() float64 { return float64(c.counted) / c.took.Seconds() }

// closedLoop sends the target's request over so many connections, each as soon
// as its last was answered. Every call that was begun is read to its end.
func (b *bench) closedLoop(ctx context.Context, t *target, connections int, d time.Duration) (closed, error) {
	start := b.cfg.Now()
	begin, end := start.Add(warmUp), start.Add(warmUp+d)
	var calls, counted atomic.Uint64
	err := b.onEach(ctx, t, connections, end.Add(patience), func(ctx context.Context, c *client) error {
		var all, in uint64
		defer func() { calls.Add(all); counted.Add(in) }()
		for ctx.Err() == nil {
			err := c.do()
			if err != nil {
				return err
			}
			all++
			now := b.cfg.Now()
			if now.After(end) {
				return nil
			}
			if now.After(begin) {
				in++
			}
		}
		return ctx.Err()
	})
	return closed{calls: calls.Load(), counted: counted.Load(), took: d}, err
}

// openLoop sends perSecond requests a second, evenly spread, whether or not
// those before were answered, and counts each latency from the time that the
// call was due.
func (b *bench) openLoop(ctx context.Context, t *target, connections, perSecond int, d time.Duration) (*histogram, error) {
	start := b.cfg.Now().Add(warmUp)
	due := make(chan time.Time, maxWaiting)
	results := make(chan *histogram, connections)
	paceCtx, stop := context.WithCancel(ctx)
	defer stop()
	go b.pace(paceCtx, start, perSecond, d, due)
	err := b.onEach(ctx, t, connections, start.Add(d+patience), func(ctx context.Context, c *client) error {
		h := new(histogram)
		defer func() { results <- h }()
		for {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case at, more := <-due:
				if !more {
					return nil
				}
				err := c.do()
				if err != nil {
					return err
				}
				h.add(b.cfg.Now().Sub(at))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	sum := new(histogram)
	for range connections {
		sum.merge(<-results)
	}
	return sum, nil
}

// maxWaiting bounds the calls that are due and have no connection yet. When it
// is reached the schedule waits, but latencies still count from it.
const maxWaiting = 1 << 16

// pace says when each call is due, at that time, and closes due after the last.
// It has a thread to itself: the runtime's timers wake an idle process up to a
// millisecond late, which is more than what is measured.
func (b *bench) pace(ctx context.Context, start time.Time, perSecond int, d time.Duration, due chan<- time.Time) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(due)
	step := time.Second / time.Duration(perSecond)
	for i := range int64(d / step) {
		at := start.Add(time.Duration(i) * step)
		if wait := at.Sub(b.cfg.Now()); wait > 0 {
			nap(wait)
		}
		select {
		case <-ctx.Done():
			return
		case due <- at:
		}
	}
}

// onEach opens the connections first, then runs fn on each at once.
func (b *bench) onEach(ctx context.Context, t *target, n int, deadline time.Time, fn func(context.Context, *client) error) (err error) {
	clients := make([]*client, 0, n)
	defer func() {
		for _, c := range clients {
			_ = c.conn.Close() // what matters of it was read
		}
	}()
	for i := range n {
		c, err := t.connect(ctx, i, deadline)
		if err != nil {
			return err
		}
		clients = append(clients, c)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, c := range clients {
		g.Go(func() error { return fn(ctx, c) })
	}
	err = g.Wait()
	if err != nil {
		return fmt.Errorf("drive %s: %w", t.name, err)
	}
	return nil
}
