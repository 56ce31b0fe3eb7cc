package ledger

import (
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
)

// op is an entry on its way to the disk.
type op struct {
	entry metering.Entry
	done  chan error // gets one error or nil; nil channel: nobody waits
	undo  func()     // takes back what the append changed in memory; may be nil
}

// queue gives entries their place: sequence and time in one step, so that the
// journal's order, its times and the order of changes in memory agree.
type queue struct {
	mu       sync.Mutex
	ops      []*op
	next     uint64 // sequence of the next entry
	lastTime time.Time
	full     bool
	closed   error
	wake     chan struct{} // capacity 1
}

func (q *queue) init(last uint64) {
	q.next = last + 1
	q.wake = make(chan struct{}, 1)
}

// push gives the entry its sequence and time and queues it. Where the time
// falls into another period than the one the caller rated for, it queues nothing
// and returns errPeriodEdge. The caller holds the locks of every account that
// the entry changes, so nothing comes between its place and its effect.
func (q *queue) push(o *op, now time.Time, period time.Time) error {
	q.mu.Lock()
	if q.closed != nil {
		q.mu.Unlock()
		return metering.ErrClosed
	}
	if q.full {
		q.mu.Unlock()
		return metering.ErrFull
	}
	t := now.UTC().Round(0)
	if t.Before(q.lastTime) {
		t = q.lastTime
	}
	if !period.IsZero() && !metering.Period(t).Equal(period) {
		q.mu.Unlock()
		return errPeriodEdge
	}
	q.lastTime = t
	o.entry.Sequence, o.entry.Time, o.entry.Asset = q.next, t, metering.AssetDefault
	if o.entry.Usage != nil {
		o.entry.Usage.Sequence, o.entry.Usage.Time = q.next, t
	}
	q.next++
	q.ops = append(q.ops, o)
	first := len(q.ops) == 1
	q.mu.Unlock()
	if first {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

// take moves up to n operations to batch.
func (q *queue) take(batch []*op, n int) []*op {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = min(n, len(q.ops))
	batch = append(batch[:0], q.ops[:n]...)
	rest := copy(q.ops, q.ops[n:])
	clear(q.ops[rest:])
	q.ops = q.ops[:rest]
	return batch
}

// refuse closes the queue for the time being and returns what was in it. The
// next entry will get the sequence after last.
func (q *queue) refuse(last uint64, closed error) []*op {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.full = true
	if closed != nil {
		q.closed = closed
	}
	ops := q.ops
	q.ops = nil
	q.next = last + 1
	return ops
}

func (q *queue) admit() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.full = false
}

func (q *queue) isFull() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.full
}

func (q *queue) close(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed == nil {
		q.closed = err
	}
}
