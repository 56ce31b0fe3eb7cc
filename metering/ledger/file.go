package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is how long Open waits for another process's lock: long enough
// for one that is just exiting, short enough that a person gets a clear answer.
const lockTimeout = 500 * time.Millisecond

var (
	bucketMeta    = []byte("meta")
	bucketEntries = []byte("entries")

	keyFormat = []byte("format")
	keyFirst  = []byte("first") // journal: sequence of the first entry
	keyPrev   = []byte("prev")  // journal: hash before the first entry
)

// fileOptions says how a bbolt file is opened.
type fileOptions struct {
	format   uint64
	maxSize  int  // the file does not grow beyond it
	closed   bool // it grows no more, so its map need not be larger than it is
	readOnly bool
	noSync   bool // a scratch file, which no crash outlives
	make     func(*bolt.Tx) error
}

// openBolt opens a bbolt file, or makes it with opts.make. It turns what bbolt
// panics about (a damaged page) and what the kernel kills a process for (a map
// of a truncated file) into ErrCorrupt.
func openBolt(path string, opts fileOptions) (db *bolt.DB, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && !opts.readOnly:
		err = createBolt(path, opts)
	case err == nil && info.Size() == 0:
		// bbolt would make a new database of it.
		err = fmt.Errorf("%w: the file is empty", ErrCorrupt)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer guardFault(path, &err)()
	bo := &bolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bolt.FreelistMapType,
		MaxSize:         opts.maxSize,
		ReadOnly:        opts.readOnly,
		NoSync:          opts.noSync,
		PreLoadFreelist: !opts.readOnly,
	}
	if !opts.closed && !opts.readOnly {
		// The map is made once: growing it would make every writer wait for open
		// readers. It is virtual memory, not disk.
		bo.InitialMmapSize = opts.maxSize + opts.maxSize/4
	}
	db, err = bolt.Open(path, 0o600, bo)
	if err != nil {
		return nil, openError(path, err)
	}
	err = db.View(func(tx *bolt.Tx) error { return checkFile(tx, path, opts.format) })
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openError tells damage from what a person can repair without a copy: a lock,
// permissions, memory, file handles.
func openError(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("open %s: %w; stop it, or use its admin API", path, ErrLocked)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch),
		errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("open %s: %w: %w", path, ErrCorrupt, err)
	default:
		return fmt.Errorf("open %s: %w", path, err)
	}
}

// checkFile refuses a file of another format and one that was cut short.
func checkFile(tx *bolt.Tx, path string, format uint64) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("open %s: %w: it has %d bytes of %d: it was cut short", path, ErrCorrupt, info.Size(), tx.Size())
	}
	m := tx.Bucket(bucketMeta)
	if m == nil || binary.BigEndian.Uint64(pad8(m.Get(keyFormat))) != format {
		return fmt.Errorf("open %s: %w: not a ledger file of format %d", path, ErrCorrupt, format)
	}
	return nil
}

// createBolt makes a file under a temporary name and renames it, so that a
// crash in the middle leaves no half-made file under the real one.
func createBolt(path string, opts fileOptions) error {
	tmp := path + ".new"
	err := os.RemoveAll(tmp)
	if err != nil {
		return fmt.Errorf("create it: %w", err)
	}
	db, err := bolt.Open(tmp, 0o600, &bolt.Options{Timeout: lockTimeout, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("create it: %w", err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		m, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		err = m.Put(keyFormat, seqKey(opts.format))
		if err != nil {
			return err
		}
		return opts.make(tx)
	})
	err = errors.Join(err, db.Close())
	if err != nil {
		return fmt.Errorf("create it: %w", err)
	}
	err = os.Rename(tmp, path)
	if err != nil {
		return fmt.Errorf("create it: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// makeDir makes a directory and those that lead to it, and syncs the entry of
// each: what is synced in a directory is lost with it.
func makeDir(dir string) error {
	parent := filepath.Dir(dir)
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, os.ErrNotExist) && parent != dir {
		err = makeDir(parent)
		if err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if errors.Is(err, os.ErrExist) {
		// Who made it may not have synced it, but may have put it where its parent
		// cannot be: that is no reason to refuse it.
		_ = syncDir(parent)
		return nil
	}
	if err != nil {
		return err
	}
	return syncDir(parent)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	err = errors.Join(d.Sync(), d.Close())
	if err != nil {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}

// guardFault turns a panic and a memory fault of the calling goroutine into an
// error. Use: defer guardFault(path, &err)().
func guardFault(path string, err *error) func() {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		v := recover()
		if v == nil {
			return
		}
		*err = fmt.Errorf("read %s: %w: %v", path, ErrCorrupt, v)
	}
}

// lockDir takes the lock of a data directory. bbolt locks its files as well, but
// only once they exist: two processes that start on an empty directory would
// each make their own.
func lockDir(dir string, shared bool) (*os.File, error) {
	path := filepath.Join(dir, "ledger.lock")
	flags, how := os.O_RDWR|os.O_CREATE, syscall.LOCK_EX
	if shared {
		flags, how = os.O_RDONLY, syscall.LOCK_SH
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	poll := time.NewTicker(lockTimeout / 20)
	defer poll.Stop()
	for range 20 {
		err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
		}
		<-poll.C
	}
	return nil, errors.Join(fmt.Errorf("open %s: %w; stop it, or use its admin API", dir, ErrLocked), f.Close())
}

// pad8 returns an 8-byte value, zero where b has another length.
func pad8(b []byte) []byte {
	if len(b) != 8 {
		return make([]byte, 8)
	}
	return b
}
