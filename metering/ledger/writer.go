package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"runtime"
	"strings"
	"syscall"
	"time"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/farebox/farebox/metering"
)

const (
	// maxGroup and maxGroupBytes bound one commit, and with it the wait of the
	// first in the group.
	maxGroup      = 1000
	maxGroupBytes = 16 << 20
	// busyGroup is the size of a group from which on the writer expects more
	// callers soon; maxGather bounds how often it lets them go first.
	busyGroup = 4
	maxGather = 8
	// roomPoll is how often the writer looks for room.
	roomPoll = 250 * time.Millisecond
)

// write commits groups of queued entries until ctx ends, then what is left.
func (s *Store) write(ctx context.Context) error {
	room := time.NewTicker(roomPoll)
	defer room.Stop()
	s.watchRoom()
	var batch []*op
	for {
		select {
		case <-ctx.Done():
			s.queue.close()
		case <-s.queue.wake:
		case <-room.C:
			s.watchRoom()
		}
		for {
			s.project.pace()
			s.gather(len(batch))
			batch = s.queue.take(batch, maxGroup)
			if len(batch) == 0 {
				break
			}
			err := s.journal.append(batch)
			if err == nil {
				s.committed(batch)
				continue
			}
			err = s.abort(batch, err)
			if err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// gather lets callers that are about to queue make the next group larger: a
// commit costs the same for one entry as for fifty. A writer whose last group
// was of one caller waits for nobody.
func (s *Store) gather(last int) {
	runtime.Gosched()
	if last < busyGroup {
		return
	}
	for range maxGather {
		n := s.queue.len()
		runtime.Gosched()
		if s.queue.len() == n {
			return
		}
	}
}

// committed hands the group to the projector, then tells the callers: one who
// was told finds its entry in every read that syncs first.
func (s *Store) committed(batch []*op) {
	s.metrics.group(len(batch))
	_, head := s.journal.last()
	for _, o := range batch {
		s.queue.recycle(o)
	}
	s.project.hand(batch, head)
	for i, o := range batch {
		if o.done != nil {
			o.done <- nil
		}
		batch[i] = nil
	}
}

// abort undoes a group that was not committed and everything queued behind it,
// which was computed on top of it. It returns nil where the store is only full,
// and otherwise the reason to stop for good.
func (s *Store) abort(batch []*op, cause error) error {
	full := isFull(cause)
	answer := fmt.Errorf("%w: %w", metering.ErrClosed, cause)
	if full {
		answer = fmt.Errorf("%w: %w", metering.ErrFull, cause)
	}
	last, _ := s.journal.last()
	ops := append(append([]*op(nil), batch...), s.queue.refuse(last, !full)...)
	// Nothing gets a place until refuse is lifted, and it is lifted by this same
	// goroutine: no entry can be computed on what is undone here.
	for i := len(ops) - 1; i >= 0; i-- {
		s.undo(ops[i])
	}
	for _, o := range ops {
		if o.done != nil {
			o.done <- answer
		}
	}
	if !full {
		return fmt.Errorf("commit journal: %w; what is on disk is not known: restart to verify it", cause)
	}
	s.cfg.Log.Error("ledger store is full: calls are refused until there is room", slog.Any("error", cause), slog.Int("undone", len(ops)))
	s.metrics.setFull(true)
	return nil
}

func (s *Store) undo(o *op) {
	switch {
	case o.hold != nil:
		s.unpost(o)
	case o.undo != nil:
		o.undo()
	}
}

// isFull tells want of room from every other failed commit. An fsync that
// reports want of room counts as failed: its pages may be lost.
func isFull(err error) bool {
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return true
	}
	// bbolt gives the cause of a failed ftruncate as text alone; it comes before
	// anything was written.
	text := err.Error()
	if strings.Contains(text, "file resize error") && strings.Contains(text, syscall.ENOSPC.Error()) {
		return true
	}
	var pe *fs.PathError
	return errors.As(err, &pe) && pe.Op != "sync" &&
		(errors.Is(pe.Err, syscall.ENOSPC) || errors.Is(pe.Err, syscall.EDQUOT))
}

// watchRoom refuses calls before the disk is really full, so that calls in
// flight, invoices and batches can still be written, and admits again when there
// is room. A store that did run full takes entries again at an eighth of the
// reserve, and calls at the whole.
func (s *Store) watchRoom() {
	free, err := s.cfg.Free(s.cfg.Dir)
	if err != nil {
		s.cfg.Log.Warn("free space is not known", slog.Any("error", err))
		return
	}
	low := free < s.cfg.MinFree
	if s.low.Swap(low) != low && low {
		s.cfg.Log.Error("disk is nearly full: calls are refused until there is room", slog.Uint64("free_bytes", free), slog.Uint64("min_free_bytes", s.cfg.MinFree))
	}
	if s.queue.full.Load() && free >= s.cfg.MinFree/8 {
		s.queue.admit()
		s.cfg.Log.Info("ledger store has room again", slog.Uint64("free_bytes", free))
	}
	s.metrics.setFull(low || s.Full())
}

func freeSpace(dir string) (uint64, error) {
	var st syscall.Statfs_t
	err := syscall.Statfs(dir, &st)
	if err != nil {
		return 0, fmt.Errorf("statfs %s: %w", dir, err)
	}
	return st.Bavail * uint64(st.Bsize), nil
}
