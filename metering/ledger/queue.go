package ledger

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/farebox/farebox/metering"
)

// op is an entry on its way to the disk.
type op struct {
	entry  metering.Entry
	record metering.UsageRecord // what entry.Usage points to
	row    *rowBuffer           // the entry encoded; nil once it is on disk
	done   chan error           // gets one error or nil; nil channel: nobody waits

	// What takes back the change in memory: undo, or for a usage record its hold
	// and accumulator.
	undo func()
	hold *metering.Hold
	acc  accumulator
}

type rowBuffer struct{ b []byte }

// queue gives entries their place: sequence and time in one step, so that the
// journal's order, its times and the order of changes in memory agree.
type queue struct {
	mu       sync.Mutex
	ops      []*op
	next     uint64 // sequence of the next entry
	lastTime time.Time
	closed   atomic.Bool // closed and full are written under mu
	full     atomic.Bool
	wake     chan struct{} // capacity 1

	rows  sync.Pool // of *rowBuffer
	waits sync.Pool // of chan error, empty
}

func (q *queue) init(last uint64) {
	q.next = last + 1
	q.wake = make(chan struct{}, 1)
}

// encode makes the op's row, but for its place: an entry that cannot be encoded
// is refused here, where it harms nobody else.
func (q *queue) encode(o *op) error {
	r, _ := q.rows.Get().(*rowBuffer)
	if r == nil {
		r = &rowBuffer{b: make([]byte, 0, 512)}
	}
	o.entry.Asset = metering.AssetDefault
	var err error
	r.b, err = appendRow(r.b[:0], &o.entry)
	if err != nil {
		return err
	}
	o.row = r
	return nil
}

// maxPooledRow keeps the rare large row from staying in memory.
const maxPooledRow = 4 << 10

// recycle takes back the row of an op that is on disk.
func (q *queue) recycle(o *op) {
	if cap(o.row.b) <= maxPooledRow {
		q.rows.Put(o.row)
	}
	o.row = nil
}

// wait returns a channel for one answer.
func (q *queue) wait() chan error {
	c, ok := q.waits.Get().(chan error)
	if !ok {
		c = make(chan error, 1)
	}
	return c
}

// push gives the entry its sequence and time and queues it. Times ascend
// strictly, so that an instant divides the journal as a sequence does. Where the
// time falls into another period than the one the caller rated for, push queues
// nothing and returns errPeriodEdge and the time. The caller holds the locks of
// every account that the entry changes, so nothing comes between its place and
// its effect.
func (q *queue) push(o *op, now, period time.Time) (time.Time, error) {
	if o.row == nil {
		err := q.encode(o)
		if err != nil {
			return now, err
		}
	}
	q.mu.Lock()
	if q.closed.Load() {
		q.mu.Unlock()
		return now, metering.ErrClosed
	}
	if q.full.Load() {
		q.mu.Unlock()
		return now, metering.ErrFull
	}
	t := now.UTC().Round(0)
	if !t.After(q.lastTime) {
		t = q.lastTime.Add(1)
	}
	if !period.IsZero() && !metering.Period(t).Equal(period) {
		q.mu.Unlock()
		return t, errPeriodEdge
	}
	q.lastTime = t
	o.entry.Sequence, o.entry.Time = q.next, t
	o.record.Sequence, o.record.Time = q.next, t
	stampRow(o.row.b, &o.entry)
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
	return t, nil
}

// take moves up to n operations, and no more than maxGroupBytes beyond the
// first, to batch.
func (q *queue) take(batch []*op, n int) []*op {
	q.mu.Lock()
	defer q.mu.Unlock()
	n = min(n, len(q.ops))
	size := 0
	for i := range n {
		size += len(q.ops[i].row.b)
		if size > maxGroupBytes && i > 0 {
			n = i
			break
		}
	}
	batch = append(batch[:0], q.ops[:n]...)
	rest := copy(q.ops, q.ops[n:])
	clear(q.ops[rest:])
	q.ops = q.ops[:rest]
	return batch
}

// refuse closes the queue, for the time being or for good, and returns what was
// in it. The next entry will get the sequence after last.
func (q *queue) refuse(last uint64, forGood bool) []*op {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.full.Store(true)
	if forGood {
		q.closed.Store(true)
	}
	ops := q.ops
	q.ops = nil
	q.next = last + 1
	return ops
}

func (q *queue) admit() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.full.Store(false)
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed.Store(true)
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.ops)
}
