package ledger

import (
	"path/filepath"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
)

// OnCommit calls hook before each commit of the journal, and OnCheckpoint before
// each of state.db; an error of theirs takes the place of the commit. Both are set
// before Run.
func (s *Store) OnCommit(hook func() error) {
	s.journal.beforeCommit = func(*bolt.Tx) error { return hook() }
}

// OnCheckpoint: see OnCommit.
func (s *Store) OnCheckpoint(hook func() error) {
	s.state.beforeCommit = func(*bolt.Tx) error { return hook() }
}

// InMemory returns how many accounts are cached.
func (s *Store) InMemory() (n int) {
	for i := range s.shards {
		s.shards[i].mu.Lock()
		n += len(s.shards[i].accounts)
		s.shards[i].mu.Unlock()
	}
	return n
}

// Pinned returns how many accounts something in flight keeps in memory.
func (s *Store) Pinned() (n int) {
	for i := range s.shards {
		s.shards[i].mu.Lock()
		for _, a := range s.shards[i].accounts {
			if a.holds != 0 || a.queued != 0 || len(a.claims) != 0 {
				n++
			}
		}
		s.shards[i].mu.Unlock()
	}
	return n
}

// JournalFiles returns how many files the journal has.
func (s *Store) JournalFiles() int {
	s.journal.mu.RLock()
	defer s.journal.mu.RUnlock()
	return len(s.journal.files)
}

// Pending returns how many entries state.db is behind.
func (s *Store) Pending() int64 { return s.project.pending.Load() }

// EditRow changes a stored row of a closed ledger in place.
func EditRow(dir string, file int, seq uint64, edit func(row []byte) []byte) error {
	db, err := bolt.Open(journalPath(filepath.Join(dir, "journal"), file), 0o600, nil)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketEntries)
		row := edit(append([]byte(nil), b.Get(seqKey(seq))...))
		if row == nil {
			return b.Delete(seqKey(seq))
		}
		return b.Put(seqKey(seq), row)
	})
	closeErr := db.Close()
	if err != nil {
		return err
	}
	return closeErr
}

// Row encodes and seals a row.
func Row(prev Hash, e *metering.Entry) ([]byte, Hash, error) {
	row, err := appendRow(nil, e)
	if err != nil {
		return nil, Hash{}, err
	}
	hash := sealRow(row, &prev)
	return row, hash, nil
}

// ParseRow reads a row.
func ParseRow(row []byte) (prev, hash Hash, e *metering.Entry, err error) { return parseRow(row) }

// Names for tests.
var (
	NetworkFilesystem = networkFilesystem
	RefuseFilesystem  = refuseFilesystem
	IsFull            = isFull
)

// LimitBehind sets how far state.db may be behind, before Run.
func (s *Store) LimitBehind(n int64) { s.project.limit = n }

// FirstSequence returns the first sequence of a journal file of a closed ledger.
func FirstSequence(dir string, file int) (uint64, error) {
	j, _, err := openJournalForReading(filepath.Join(dir, "journal"))
	if err != nil {
		return 0, err
	}
	first := j.files[file-1].first
	return first, j.close()
}

// AddEmptyFile begins a new journal file of a closed ledger.
func AddEmptyFile(dir string) error {
	j, err := openJournal(filepath.Join(dir, "journal"), 1<<20)
	if err != nil {
		return err
	}
	err = j.openFile(journalPath(j.dir, len(j.files)+1), fileOptions{})
	closeErr := j.close()
	if err != nil {
		return err
	}
	return closeErr
}

// Reads counts the rows that are read of the journal.
type Reads struct{ n atomic.Int64 }

// Count is set before Run.
func (r *Reads) Count(s *Store) { s.journal.onRead = func() { r.n.Add(1) } }

// Load returns the number so far.
func (r *Reads) Load() int64 { return r.n.Load() }
