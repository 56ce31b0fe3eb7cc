package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"os"
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
	// default 256 MiB, a million usage entries.
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
	dirLock *os.File     // keeps other processes out
	seed    maphash.Seed // spreads agents over shards
	start   uint64       // the journal's last sequence at Open

	closeMu sync.Mutex // one close of invoices at a time
	issueMu sync.Mutex // one invoice number at a time
	priceMu sync.Mutex // one version of a price at a time

	low    atomic.Bool // free space is below MinFree: no call is admitted
	failMu sync.Mutex
	failed chan struct{} // closed when nothing more will be committed
}

// Open opens the ledger in Config.Dir and brings state.db up to date with the
// journal. A damaged state.db is set aside and made again. Open returns an error
// that wraps ErrLocked where another process has the ledger open, ErrCorrupt
// where a journal file is damaged or missing, and ErrNetwork on a network file
// system. Nothing is committed before Run.
func Open(cfg Config) (*Store, error) {
	if cfg.Dir == "" || cfg.Now == nil || cfg.Log == nil || cfg.Compile == nil {
		return nil, errors.New("open ledger: Dir, Now, Log and Compile are needed")
	}
	err := setDefaults(&cfg)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	s := &Store{cfg: cfg, failed: make(chan struct{})}
	err = s.open()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger: %w", err), s.closeFiles())
	}
	s.metrics = newMetrics(cfg.Reg)
	return s, nil
}

func (s *Store) open() error {
	journalDir := filepath.Join(s.cfg.Dir, "journal")
	err := makeDir(s.cfg.Dir)
	if err == nil {
		err = makeDir(journalDir)
	}
	if err == nil {
		err = checkFilesystem(s.cfg.Dir)
	}
	if err != nil {
		return err
	}
	s.dirLock, err = lockDir(s.cfg.Dir, false)
	if err != nil {
		return err
	}
	err = clearScratch(s.cfg.Dir)
	if err != nil {
		return err
	}
	s.journal, err = openJournal(journalDir, s.cfg.FileSize)
	if err != nil {
		return err
	}
	err = s.openState()
	var damage *stateError
	if errors.As(err, &damage) {
		s.cfg.Log.Warn("state.db is damaged: it is set aside and made again from the journal", slog.Any("error", err))
		err = s.remakeState()
	}
	return err
}

// openState opens state.db and brings it to the journal's head.
func (s *Store) openState() error {
	var err error
	s.state, err = openState(filepath.Join(s.cfg.Dir, "state.db"), false)
	if err != nil {
		return err
	}
	return s.recover()
}

func (s *Store) remakeState() error {
	if s.state != nil {
		err := s.state.close()
		s.state = nil
		if err != nil {
			return err
		}
	}
	err := setAside(filepath.Join(s.cfg.Dir, "state.db"))
	if err != nil {
		return err
	}
	return s.openState()
}

// minFileSize keeps a journal file larger than its own overhead.
const minFileSize = 64 << 10

// defaultFileSize is a million usage entries. bbolt keeps some 20 bytes in memory
// for each page of the file that is written.
const defaultFileSize = 256 << 20

func setDefaults(cfg *Config) error {
	if cfg.FileSize == 0 {
		cfg.FileSize = defaultFileSize
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
	if cfg.FileSize < minFileSize || cfg.Checkpoint < 0 || cfg.MaxAccounts < 0 {
		return fmt.Errorf("FileSize is %d, at least %d is needed; Checkpoint and MaxAccounts must not be negative", cfg.FileSize, minFileSize)
	}
	return nil
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
	s.start = last
	err = s.project.init(s.state, seq)
	if err == nil {
		err = s.replay(seq, hash)
	}
	if err == nil {
		s.owed.posted, err = s.state.owed()
	}
	if err != nil {
		return err
	}
	s.initShards()
	return s.restoreTime(last)
}

// replay projects the journal after a sequence, whose hash is head.
func (s *Store) replay(seq uint64, head Hash) error {
	err := s.journal.scan(seq+1, func(prev, h Hash, e *metering.Entry) (bool, error) {
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
	last, _ := s.journal.last()
	if end := s.project.delta.seq; s.project.delta.count > 0 && end != last || s.project.delta.count == 0 && s.project.done.Load() != last {
		return &rowError{seq: max(end, s.project.done.Load()) + 1, err: fmt.Errorf("the row is missing: %w", ErrCorrupt)}
	}
	return s.project.flush()
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

// Run commits what is appended until ctx ends; then it commits what is queued
// and returns. It returns the error of a failed commit, after which the process
// should exit and let the next start verify. Run is called once.
func (s *Store) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	followCtx, stopFollow := context.WithCancel(context.WithoutCancel(ctx))
	defer stopFollow()
	g := new(errgroup.Group)
	g.Go(func() error {
		defer stopFollow()
		return s.write(ctx)
	})
	g.Go(func() error {
		err := s.follow(followCtx)
		if err != nil {
			stop() // The writer commits what is queued and answers everybody.
		}
		return err
	})
	err := errors.Join(g.Wait(), s.abandonState())
	s.queue.close()
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
	s.queue.close()
	s.fail()
	err := s.closeFiles()
	if err != nil {
		return fmt.Errorf("close ledger: %w", err)
	}
	return nil
}

// closeFiles closes what is open.
func (s *Store) closeFiles() error {
	var errs []error
	if s.state != nil {
		errs = append(errs, s.state.close())
	}
	if s.journal != nil {
		errs = append(errs, s.journal.close())
	}
	if s.dirLock != nil {
		errs = append(errs, s.dirLock.Close())
	}
	return errors.Join(errs...)
}

// Head returns the sequence and hash of the newest entry on disk.
func (s *Store) Head() (uint64, Hash) { return s.journal.last() }

// Full reports whether the last commit found no room and appends are refused.
func (s *Store) Full() bool { return s.queue.full.Load() }
