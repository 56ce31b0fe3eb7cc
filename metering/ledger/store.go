package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/metering"
)

// Config opens a Store.
type Config struct {
	Dir string // holds journal/ and state.db; made if absent
	// Compile makes a rater of a price definition: Verify rates again with it.
	Compile func(definition json.RawMessage) (metering.Rater, error)
	// Offered reports whether agents of a plan may call; nil: all may.
	Offered func(plan string) bool
	Now     func() time.Time
	Log     *slog.Logger
	Reg     prometheus.Registerer // nil: no metrics

	// FileSize is the size at which a journal file is closed and the next begun;
	// default 2 GiB.
	FileSize int
	// MinFree is the free space in bytes below which calls are refused, so that
	// calls in flight, invoices and batches can still be written; default 64 MiB.
	MinFree uint64
	// Free returns the free bytes of the file system; default statfs.
	Free func(dir string) (uint64, error)
	// Checkpoint is how often state.db follows the journal; default 1 s.
	Checkpoint time.Duration
	// MaxAccounts bounds the agents kept in memory; those not seen lately are
	// read again from state.db. Default 100,000.
	MaxAccounts int
}

// Store is the open ledger. All methods are safe for concurrent use.
type Store struct {
	cfg     Config
	journal *journal
	state   *state
	shards  [shardCount]shard
	queue   queue
	project projector
	owed    exposure
	metrics *metrics

	closeMu sync.Mutex // one close of invoices at a time
	issueMu sync.Mutex // one invoice number at a time

	low    atomic.Bool // free space is below MinFree: no call is admitted
	failMu sync.Mutex
	failed chan struct{} // closed when nothing more will be committed
}

// Open opens the ledger in Config.Dir, brings state.db up to date with the
// journal. It returns
// an error that wraps ErrLocked where another process has it open and ErrCorrupt
// where a file is damaged. Nothing is
// committed before Run.
func Open(cfg Config) (*Store, error) {
	if cfg.Dir == "" || cfg.Now == nil || cfg.Log == nil || cfg.Compile == nil {
		return nil, errors.New("open ledger: Dir, Now, Log and Compile are needed")
	}
	setDefaults(&cfg)
	j, err := openJournal(filepath.Join(cfg.Dir, "journal"), cfg.FileSize, false)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	st, err := openState(cfg.Dir, cfg.Log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), j.close())
	}
	s := &Store{cfg: cfg, journal: j, state: st, failed: make(chan struct{}), metrics: newMetrics(cfg.Reg)}
	err = s.recover()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), st.close(), j.close())
	}
	return s, nil
}

func setDefaults(cfg *Config) {
	if cfg.FileSize == 0 {
		cfg.FileSize = 2 << 30
	}
	if cfg.MinFree == 0 {
		cfg.MinFree = 64 << 20
	}
	if cfg.Free == nil {
		cfg.Free = freeSpace
	}
	if cfg.Checkpoint == 0 {
		cfg.Checkpoint = time.Second
	}
	if cfg.MaxAccounts == 0 {
		cfg.MaxAccounts = 100_000
	}
}

// recover brings the projections to the journal's head.
func (s *Store) recover() error {
	seq, hash, err := s.state.mark()
	if err != nil {
		return err
	}
	last, _ := s.journal.last()
	if seq > last {
		return fmt.Errorf("journal ends at entry %d and state.db stands at %d: %w: the journal's tail is missing; put the newest journal file back", last, seq, ErrCorrupt)
	}
	if seq > 0 {
		err = s.journal.checkHash(seq, hash)
		if err != nil {
			return err
		}
	}
	s.queue.init(last)
	s.project.init(s.state, seq)
	head := hash
	err = s.journal.scan(seq+1, func(prev, h Hash, e *metering.Entry) (bool, error) {
		if prev != head {
			return false, &rowError{seq: e.Sequence, err: fmt.Errorf("it does not follow the row before it: %w", ErrCorrupt)}
		}
		head = h
		s.queue.lastTime = e.Time
		return true, s.project.add(e, h)
	})
	if err != nil {
		return err
	}
	err = s.project.flush()
	if err != nil {
		return err
	}
	total, err := s.state.owed()
	if err != nil {
		return err
	}
	s.owed.posted = total
	s.initShards()
	return s.restoreTime(last)
}

// restoreTime continues the journal's clock: an entry is never older than the
// one before it.
func (s *Store) restoreTime(last uint64) error {
	if last == 0 || !s.queue.lastTime.IsZero() {
		return nil
	}
	e, err := s.journal.entry(last)
	if err != nil {
		return err
	}
	s.queue.lastTime = e.Time
	return nil
}

// checkHash compares the hash of a row with the one that state.db stands on.
func (j *journal) checkHash(seq uint64, want Hash) error {
	var got Hash
	err := j.scan(seq, func(_, h Hash, _ *metering.Entry) (bool, error) {
		got = h
		return false, nil
	})
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("journal entry %d is not the one that state.db was made from: %w: if the journal is right, move state.db away and start again", seq, ErrCorrupt)
	}
	return nil
}

// Run commits what is appended until ctx ends; then it commits what is queued
// and returns. It returns the error of a failed commit, after which the process
// should exit and let the next start verify.
func (s *Store) Run(ctx context.Context) error {
	g := new(errgroup.Group)
	followCtx, stopFollow := context.WithCancel(context.WithoutCancel(ctx))
	g.Go(func() error {
		defer stopFollow()
		err := s.write(ctx)
		if err != nil {
			s.fail()
		}
		return err
	})
	g.Go(func() error {
		err := s.follow(followCtx)
		if err != nil {
			s.fail()
			s.queue.close(err)
		}
		return err
	})
	err := g.Wait()
	s.fail()
	if err != nil {
		return fmt.Errorf("run ledger: %w", err)
	}
	return nil
}

// fail wakes everybody who waits for a commit that will not come.
func (s *Store) fail() {
	s.failMu.Lock()
	defer s.failMu.Unlock()
	select {
	case <-s.failed:
	default:
		close(s.failed)
	}
}

// Close closes the files. Run must have returned, or never been called.
func (s *Store) Close() error {
	s.queue.close(metering.ErrClosed)
	err := errors.Join(s.state.close(), s.journal.close())
	if err != nil {
		return fmt.Errorf("close ledger: %w", err)
	}
	return nil
}

// Head returns the sequence and hash of the newest entry on disk.
func (s *Store) Head() (uint64, Hash) { return s.journal.last() }

// Full reports whether appends are refused for want of room.
func (s *Store) Full() bool { return s.queue.isFull() }
