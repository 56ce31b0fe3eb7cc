package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"sort"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
)

// journalFormat is the format of a journal file. It is frozen.
const journalFormat = 1

// journal is the sequence of rows over one or more files. Append is for the
// writer alone; everything else is safe for concurrent use.
type journal struct {
	dir      string
	fileSize int // a file is closed when it has grown beyond this

	mu    sync.RWMutex
	files []*journalFile // ascending
	seq   uint64         // of the last row on disk
	head  Hash           // of the last row on disk

	// beforeCommit and onRead are hooks of tests: onRead sees each row that is read.
	beforeCommit func(*bolt.Tx) error
	onRead       func()
}

type journalFile struct {
	path  string
	swap  sync.RWMutex // held to read, and exclusively to change db
	db    *bolt.DB
	first uint64
	prev  Hash
	rows  int64 // bytes of the file, as far as rows make it, to know when to roll
}

func journalPath(dir string, n int) string { return filepath.Join(dir, fmt.Sprintf("%06d.db", n)) }

// openJournal opens the journal for appending, or makes it.
func openJournal(dir string, fileSize int) (*journal, error) {
	names, err := journalFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if len(names) == 0 {
		names = []string{journalPath(dir, 1)}
	}
	j := &journal{dir: dir, fileSize: fileSize}
	for i, name := range names {
		err := j.openFile(name, fileOptions{closed: i < len(names)-1})
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open journal: %w", err), j.close())
		}
	}
	return j, nil
}

// journalFiles returns the paths of the files. Where one is missing it returns
// those before it and an error.
func journalFiles(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "[0-9][0-9][0-9][0-9][0-9][0-9].db"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	for i, name := range names {
		if want := journalPath(dir, i+1); name != want {
			return names[:i], fmt.Errorf("%w: %s is missing; put it back", ErrCorrupt, want)
		}
	}
	return names, nil
}

// openFile opens the next file and moves seq and head to its end.
func (j *journal) openFile(path string, opts fileOptions) (err error) {
	opts = j.options(opts)
	opts.make = func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket(bucketEntries)
		m := tx.Bucket(bucketMeta)
		return errors.Join(err, m.Put(keyFirst, seqKey(j.seq+1)), m.Put(keyPrev, j.head[:]))
	}
	db, err := openBolt(path, opts)
	if err != nil {
		return journalDamage(err)
	}
	f := &journalFile{path: path, db: db}
	seq, head := j.seq, j.head
	err = f.view(func(tx *bolt.Tx) error {
		var err error
		seq, head, err = f.ends(tx, seq, head)
		return err
	})
	if err != nil && (!opts.readOnly || f.first != j.seq+1) {
		return errors.Join(journalDamage(err), db.Close())
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.files = append(j.files, f)
	if err != nil {
		return err // The rows before the damage can be read.
	}
	j.seq, j.head = seq, head
	return nil
}

// options completes how a file is opened.
func (j *journal) options(opts fileOptions) fileOptions {
	opts.format = journalFormat
	// A file is closed beyond fileSize; one group, and what bbolt needs for it, may
	// come on top.
	opts.maxSize = 2*j.fileSize + 4*maxGroupBytes
	return opts
}

// finish opens a file anew that will not grow any more: its map need not be
// larger than it is, and bbolt forgets what it remembers of each page that it
// wrote, which is memory in proportion to the file.
func (f *journalFile) finish(opts fileOptions) error {
	f.swap.Lock()
	defer f.swap.Unlock()
	err := f.db.Close()
	if err != nil {
		return fmt.Errorf("close %s: %w", f.path, err)
	}
	db, err := openBolt(f.path, opts)
	if err != nil {
		return journalDamage(err)
	}
	f.db = db
	return nil
}

// journalDamage says what to do about a damaged journal file.
func journalDamage(err error) error {
	if errors.Is(err, ErrCorrupt) {
		return fmt.Errorf("%w; run `farebox verify`, then restore the file from a copy", err)
	}
	return err
}

// ends reads where the file starts, which must be where the one before it ends,
// and returns where it ends itself.
func (f *journalFile) ends(tx *bolt.Tx, seq uint64, head Hash) (uint64, Hash, error) {
	m := tx.Bucket(bucketMeta)
	f.first = binary.BigEndian.Uint64(pad8(m.Get(keyFirst)))
	copy(f.prev[:], m.Get(keyPrev))
	if f.first != seq+1 || f.prev != head {
		return 0, Hash{}, &rowError{seq: seq + 1, err: fmt.Errorf("%w: %s does not continue the file before it: it starts at entry %d", ErrCorrupt, f.path, f.first)}
	}
	f.rows = tx.Size()
	b := tx.Bucket(bucketEntries)
	if b == nil {
		return 0, Hash{}, fmt.Errorf("%s has no entries: %w", f.path, ErrCorrupt)
	}
	k, v := b.Cursor().Last()
	if k == nil {
		return seq, head, nil
	}
	at := binary.BigEndian.Uint64(pad8(k))
	_, hash, e, err := parseRow(v)
	if err == nil && e.Sequence != at {
		err = fmt.Errorf("entry %d stands in its place: %w", e.Sequence, ErrCorrupt)
	}
	if err != nil {
		return 0, Hash{}, &rowError{seq: at, err: err}
	}
	return at, hash, nil
}

// view reads the file in one short transaction.
func (f *journalFile) view(fn func(tx *bolt.Tx) error) (err error) {
	defer guardFault(f.path, &err)()
	f.swap.RLock()
	defer f.swap.RUnlock()
	return f.db.View(fn)
}

// update writes the file in one transaction.
func (f *journalFile) update(fn func(tx *bolt.Tx) error) (err error) {
	defer guardFault(f.path, &err)()
	return f.db.Update(fn)
}

// append commits a group, whose sequences continue the journal, in one
// transaction. When it returns an error nothing was appended, as far as the disk
// can be believed.
func (j *journal) append(group []*op) error {
	f := j.files[len(j.files)-1]
	if f.rows >= int64(j.fileSize) {
		err := j.openFile(journalPath(j.dir, len(j.files)+1), fileOptions{})
		if err == nil {
			err = f.finish(j.options(fileOptions{closed: true}))
		}
		if err != nil {
			return err
		}
		f = j.files[len(j.files)-1]
	}
	head := j.head
	var size int64
	err := f.update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketEntries)
		b.FillPercent = 0.95 // keys only ascend: pages are filled once and never split again
		var key [8]byte
		for _, o := range group {
			row := o.row.b
			head = sealRow(row, &head)
			binary.BigEndian.PutUint64(key[:], o.entry.Sequence)
			err := b.Put(key[:], row)
			if err != nil {
				return fmt.Errorf("entry %d: %w", o.entry.Sequence, err)
			}
			size += int64(len(row))
		}
		if j.beforeCommit != nil {
			return j.beforeCommit(tx)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("append to journal: %w", err)
	}
	f.rows += size
	j.mu.Lock()
	j.seq, j.head = group[len(group)-1].entry.Sequence, head
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

// readPage and readBytes bound a read transaction: an open reader keeps old
// pages alive.
const (
	readPage  = 1000
	readBytes = 4 << 20
)

// visitor sees one row: the hash of the row before as the row states it, its own
// hash, and its entry. It returns false to stop.
type visitor func(prev, hash Hash, e *metering.Entry) (more bool, err error)

// scan calls fn for the rows from a sequence on, ascending, until fn returns
// false or an error, or a row is missing. It reads by pages, each in a short
// transaction, and calls fn outside of it.
func (j *journal) scan(from uint64, fn visitor) error {
	for seq := max(from, 1); ; {
		f := j.file(seq)
		if f == nil {
			return nil
		}
		rows, err := f.page(seq)
		for _, r := range rows {
			j.read()
			more, err := fn(r.prev, r.hash, r.entry)
			if err != nil || !more {
				return err
			}
		}
		if err != nil || len(rows) == 0 {
			return err
		}
		seq += uint64(len(rows))
	}
}

type readRow struct {
	prev, hash Hash
	entry      *metering.Entry
}

// page reads the rows from a sequence on, and stops at one that is damaged or
// missing: it returns what stands before that as well as the error.
func (f *journalFile) page(from uint64) (rows []readRow, err error) {
	err = f.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketEntries).Cursor()
		size, want := 0, from
		for k, v := c.Seek(seqKey(from)); k != nil && len(rows) < readPage && size < readBytes; k, v = c.Next() {
			prev, hash, e, err := parseRow(v)
			if err == nil && (binary.BigEndian.Uint64(pad8(k)) != want || e.Sequence != want) {
				err = fmt.Errorf("entry %d stands in its place: %w", e.Sequence, ErrCorrupt)
			}
			if err != nil {
				return &rowError{seq: want, err: err}
			}
			rows = append(rows, readRow{prev, hash, e})
			size += len(v)
			want++
		}
		return nil
	})
	if errors.Is(err, ErrCorrupt) && !isRowError(err) {
		err = &rowError{seq: from + uint64(len(rows)), err: err} // a damaged page
	}
	return rows, err
}

func isRowError(err error) bool {
	var e *rowError
	return errors.As(err, &e)
}

// rowError names the first bad row.
type rowError struct {
	seq uint64
	err error
}

func (e *rowError) Error() string { return fmt.Sprintf("journal entry %d: %v", e.seq, e.err) }
func (e *rowError) Unwrap() error { return e.err }

func (j *journal) read() {
	if j.onRead != nil {
		j.onRead()
	}
}

// entry returns one entry, or metering.ErrNotFound.
func (j *journal) entry(seq uint64) (e *metering.Entry, err error) {
	f := j.file(seq)
	if f == nil || seq == 0 {
		return nil, fmt.Errorf("read entry %d: %w", seq, metering.ErrNotFound)
	}
	j.read()
	err = f.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(bucketEntries).Get(seqKey(seq))
		if v == nil {
			return fmt.Errorf("read entry %d: %w", seq, metering.ErrNotFound)
		}
		var err error
		_, _, e, err = parseRow(v)
		if err == nil && e.Sequence != seq {
			err = fmt.Errorf("entry %d stands in its place: %w", e.Sequence, ErrCorrupt)
		}
		if err != nil {
			return &rowError{seq: seq, err: err}
		}
		return nil
	})
	return e, err
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
