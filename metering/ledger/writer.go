package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"syscall"
	"time"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/farebox/farebox/metering"
)

const (
	// maxGroup bounds one commit, and with it the wait of the first in the group.
	maxGroup = 1000
	// roomPoll is how often a full store looks for room.
	roomPoll = 250 * time.Millisecond
)

// write commits groups of queued entries until ctx ends, then what is left.
func (s *Store) write(ctx context.Context) error {
	room := time.NewTicker(roomPoll)
	defer room.Stop()
	var batch []*op
	var entries []*metering.Entry
	for {
		select {
		case <-ctx.Done():
			s.queue.close(metering.ErrClosed)
		case <-s.queue.wake:
		case <-room.C:
			s.watchRoom()
		}
		for {
			batch = s.queue.take(batch, maxGroup)
			if len(batch) == 0 {
				break
			}
			entries = entries[:0]
			for _, o := range batch {
				entries = append(entries, &o.entry)
			}
			err := s.journal.append(entries)
			if err != nil {
				err = s.abort(batch, err)
				if err != nil {
					return err
				}
				continue
			}
			s.metrics.group(len(batch))
			s.committed(batch)
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// committed hands the group to the projector, then tells the callers: one who
// was told finds its entry in every read that syncs first.
func (s *Store) committed(batch []*op) {
	_, head := s.journal.last()
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
	var closed error
	answer := fmt.Errorf("%w: %w", metering.ErrFull, cause)
	if !full {
		closed = metering.ErrClosed
		answer = fmt.Errorf("%w: %w", metering.ErrClosed, cause)
	}
	last, _ := s.journal.last()
	ops := append(append([]*op(nil), batch...), s.queue.refuse(last, closed)...)
	// Nothing is admitted until refuse is lifted, so nobody builds on what is undone here.
	for i := len(ops) - 1; i >= 0; i-- {
		if ops[i].undo != nil {
			ops[i].undo()
		}
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
	s.metrics.full.Set(1)
	return nil
}

// isFull tells want of room from every other failed commit. An fsync that
// reports want of room counts as failed: its pages may be lost.
func isFull(err error) bool {
	if errors.Is(err, bolterrors.ErrMaxSizeReached) {
		return true
	}
	var pe *fs.PathError
	return errors.As(err, &pe) && pe.Op != "sync" &&
		(errors.Is(pe.Err, syscall.ENOSPC) || errors.Is(pe.Err, syscall.EDQUOT))
}

// watchRoom refuses appends of calls before the disk is really full, and admits
// again when there is room.
func (s *Store) watchRoom() {
	free, err := s.cfg.Free(s.cfg.Dir)
	if err != nil {
		s.cfg.Log.Warn("free space is not known", slog.Any("error", err))
		return
	}
	low := free < s.cfg.MinFree
	was := s.queue.isFull()
	s.low.Store(low)
	if was && !low {
		s.queue.admit()
		s.metrics.full.Set(0)
		s.cfg.Log.Info("ledger store has room again: calls are admitted", slog.Uint64("free_bytes", free))
	}
}

func freeSpace(dir string) (uint64, error) {
	var st syscall.Statfs_t
	err := syscall.Statfs(dir, &st)
	if err != nil {
		return 0, fmt.Errorf("statfs %s: %w", dir, err)
	}
	return st.Bavail * uint64(st.Bsize), nil
}
