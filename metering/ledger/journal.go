package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
)

// journal is the sequence of rows over one or more files. Append is for the
// writer alone; everything else is safe for concurrent use.
type journal struct {
	dir      string
	fileSize int // a file is closed when it has grown beyond this

	mu    sync.RWMutex
	files []*journalFile // ascending
	seq   uint64         // of the last row on disk
	head  Hash           // of the last row on disk

	buf []byte // the writer's scratch space
	// beforeCommit is a fault hook of tests.
	beforeCommit func(*bolt.Tx) error
}

type journalFile struct {
	path  string
	db    *bolt.DB
	first uint64
	prev  Hash
	rows  int64 // bytes of rows appended since open, to know when to roll
}

func openJournal(dir string, fileSize int, readOnly bool) (*journal, error) {
	if !readOnly {
		err := os.MkdirAll(dir, 0o700)
		if err != nil {
			return nil, fmt.Errorf("open journal: %w", err)
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "[0-9][0-9][0-9][0-9][0-9][0-9].db"))
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	sort.Strings(names)
	j := &journal{dir: dir, fileSize: fileSize}
	if len(names) == 0 {
		if readOnly {
			return nil, fmt.Errorf("open journal: %s has no journal files: %w", dir, os.ErrNotExist)
		}
		names = []string{filepath.Join(dir, "000001.db")}
	}
	for i, name := range names {
		want := filepath.Join(dir, fmt.Sprintf("%06d.db", i+1))
		if name != want {
			return nil, errors.Join(fmt.Errorf("open journal: %w: %s is missing; put it back", ErrCorrupt, want), j.close())
		}
		err := j.openFile(name, readOnly)
		if err != nil {
			return nil, errors.Join(err, j.close())
		}
	}
	return j, nil
}

// openFile opens the next file and moves seq and head to its end.
func (j *journal) openFile(path string, readOnly bool) (err error) {
	// Twice the roll size leaves room for the last group and bbolt's copies.
	db, err := openBolt(path, 2*j.fileSize, readOnly, func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket(bucketEntries)
		m := tx.Bucket(bucketMeta)
		return errors.Join(err, m.Put(keyFirst, seqKey(j.seq+1)), m.Put(keyPrev, j.head[:]))
	})
	if err != nil {
		return err
	}
	f := &journalFile{path: path, db: db}
	defer guardFault(path, &err)()
	seq, head := j.seq, j.head
	err = db.View(func(tx *bolt.Tx) error {
		m := tx.Bucket(bucketMeta)
		f.first = binary.BigEndian.Uint64(pad8(m.Get(keyFirst)))
		copy(f.prev[:], m.Get(keyPrev))
		if f.first != seq+1 || f.prev != head {
			return fmt.Errorf("open journal: %w: %s does not continue the file before it (it starts at %d, not %d)", ErrCorrupt, path, f.first, seq+1)
		}
		f.rows = tx.Size()
		k, v := tx.Bucket(bucketEntries).Cursor().Last()
		if k == nil {
			return nil
		}
		_, hash, e, err := parseRow(v)
		if err != nil {
			return fmt.Errorf("open journal: last row of %s: %w; run `farebox verify`", path, err)
		}
		seq, head = e.Sequence, hash
		return nil
	})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	j.mu.Lock()
	j.files = append(j.files, f)
	j.seq, j.head = seq, head
	j.mu.Unlock()
	return nil
}

// append commits entries, whose sequences continue the journal, in one
// transaction. When it returns an error nothing was appended.
func (j *journal) append(entries []*metering.Entry) error {
	f := j.files[len(j.files)-1]
	if f.rows >= int64(j.fileSize) {
		err := j.openFile(filepath.Join(j.dir, fmt.Sprintf("%06d.db", len(j.files)+1)), false)
		if err != nil {
			return err
		}
		f = j.files[len(j.files)-1]
	}
	tx, err := f.db.Begin(true)
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	head := j.head
	var size int64
	b := tx.Bucket(bucketEntries)
	b.FillPercent = 0.95 // keys only ascend: pages are filled once and never split again
	j.buf = j.buf[:0]
	for _, e := range entries {
		start := len(j.buf)
		j.buf, head, err = appendRow(j.buf, &head, e)
		if err == nil {
			err = b.Put(seqKey(e.Sequence), j.buf[start:])
		}
		if err != nil {
			return errors.Join(fmt.Errorf("append to journal: entry %d: %w", e.Sequence, err), tx.Rollback())
		}
		size += int64(len(j.buf) - start)
	}
	if j.beforeCommit != nil {
		err = j.beforeCommit(tx)
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	err = tx.Commit()
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	f.rows += size
	j.mu.Lock()
	j.seq, j.head = entries[len(entries)-1].Sequence, head
	j.mu.Unlock()
	return nil
}

// last returns the sequence and hash of the last row on disk.
func (j *journal) last() (uint64, Hash) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.seq, j.head
}

// file returns the file that holds a sequence; nil where none does.
func (j *journal) file(seq uint64) *journalFile {
	j.mu.RLock()
	defer j.mu.RUnlock()
	i := sort.Search(len(j.files), func(i int) bool { return j.files[i].first > seq })
	if i == 0 {
		return nil
	}
	return j.files[i-1]
}

// readPage bounds a read transaction: an open reader keeps old pages alive.
const readPage = 1000

// scan calls fn for the rows from a sequence on, ascending, until fn returns
// false or an error. It reads by pages, each in a short transaction.
func (j *journal) scan(from uint64, fn func(prev, hash Hash, e *metering.Entry) (bool, error)) error {
	for seq := max(from, 1); ; {
		f := j.file(seq)
		if f == nil {
			return nil
		}
		n, more, err := f.page(seq, fn)
		if err != nil || !more {
			return err
		}
		if n > 0 {
			seq += uint64(n)
			continue
		}
		if next := j.file(seq + 1); next == f || next == nil || next.first != seq {
			return nil
		}
	}
}

// page calls fn for up to readPage rows and returns how many it read.
func (f *journalFile) page(from uint64, fn func(prev, hash Hash, e *metering.Entry) (bool, error)) (n int, more bool, err error) {
	defer guardFault(f.path, &err)()
	more = true
	err = f.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketEntries).Cursor()
		want := from
		for k, v := c.Seek(seqKey(from)); k != nil && n < readPage && more; k, v = c.Next() {
			prev, hash, e, err := parseRow(v)
			if err != nil {
				return &rowError{seq: want, err: err}
			}
			if got := binary.BigEndian.Uint64(pad8(k)); got != want || e.Sequence != want {
				return &rowError{seq: want, err: fmt.Errorf("row %d stands in its place: %w", got, ErrCorrupt)}
			}
			want++
			n++
			more, err = fn(prev, hash, e)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return n, more, err
}

// rowError names the first bad row.
type rowError struct {
	seq uint64
	err error
}

func (e *rowError) Error() string { return fmt.Sprintf("journal entry %d: %v", e.seq, e.err) }
func (e *rowError) Unwrap() error { return e.err }

// entry returns one entry, or metering.ErrNotFound.
func (j *journal) entry(seq uint64) (e *metering.Entry, err error) {
	f := j.file(seq)
	if f == nil || seq == 0 {
		return nil, fmt.Errorf("read entry %d: %w", seq, metering.ErrNotFound)
	}
	defer guardFault(f.path, &err)()
	err = f.db.View(func(tx *bolt.Tx) error {
		v := tx.Bucket(bucketEntries).Get(seqKey(seq))
		if v == nil {
			return fmt.Errorf("read entry %d: %w", seq, metering.ErrNotFound)
		}
		var err error
		_, _, e, err = parseRow(v)
		return err
	})
	return e, err
}

// scanBack calls fn for the rows from a sequence downwards.
func (j *journal) scanBack(from uint64, fn func(*metering.Entry) (bool, error)) error {
	last, _ := j.last()
	for seq := min(from, last); seq > 0; seq-- {
		e, err := j.entry(seq)
		if err != nil {
			return err
		}
		more, err := fn(e)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func (j *journal) close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	var errs []error
	for _, f := range j.files {
		errs = append(errs, f.db.Close())
	}
	j.files = nil
	return errors.Join(errs...)
}
