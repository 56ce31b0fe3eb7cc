package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is how long Open waits for another process's lock: long enough
// for one that is just exiting, short enough that a person gets a clear answer.
const lockTimeout = 500 * time.Millisecond

const fileFormat = 1

var (
	bucketMeta    = []byte("meta")
	bucketEntries = []byte("entries")

	keyFormat = []byte("format")
	keyFirst  = []byte("first") // journal: sequence of the first entry
	keyPrev   = []byte("prev")  // journal: hash before the first entry
)

// openBolt opens a bbolt file, or makes it with init. It turns what bbolt
// panics about (a damaged page) and what the kernel kills a process for (a map
// of a truncated file) into ErrCorrupt.
func openBolt(path string, maxSize int, readOnly bool, init func(*bolt.Tx) error) (db *bolt.DB, err error) {
	if _, statErr := os.Stat(path); errors.Is(statErr, os.ErrNotExist) && !readOnly {
		err := createBolt(path, init)
		if err != nil {
			return nil, err
		}
	}
	defer guardFault(path, &err)()
	opts := &bolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bolt.FreelistMapType,
		// The map is made once: growing it would make every writer wait for open readers.
		InitialMmapSize: maxSize + maxSize/4,
		MaxSize:         maxSize,
		ReadOnly:        readOnly,
		PreLoadFreelist: !readOnly,
	}
	db, err = bolt.Open(path, 0o600, opts)
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("open %s: %w; stop it, or use its admin API", path, ErrLocked)
	case err != nil:
		return nil, fmt.Errorf("open %s: %w: %w; restore it from a copy, or move it away if it is state.db", path, ErrCorrupt, err)
	}
	err = db.View(func(tx *bolt.Tx) error {
		m := tx.Bucket(bucketMeta)
		if m == nil || binary.BigEndian.Uint64(pad8(m.Get(keyFormat))) != fileFormat {
			return fmt.Errorf("open %s: %w: not a ledger file of format %d", path, ErrCorrupt, fileFormat)
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// createBolt makes a file under a temporary name and renames it, so that a
// crash in the middle leaves no half-made file under the real one.
func createBolt(path string, init func(*bolt.Tx) error) error {
	tmp := path + ".new"
	err := os.RemoveAll(tmp)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	db, err := bolt.Open(tmp, 0o600, &bolt.Options{Timeout: lockTimeout, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		m, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		err = m.Put(keyFormat, seqKey(fileFormat))
		if err != nil {
			return err
		}
		return init(tx)
	})
	err = errors.Join(err, db.Close())
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	err = os.Rename(tmp, path)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	return syncDir(filepath.Dir(path))
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
		*err = fmt.Errorf("read %s: %w: %v; run `farebox verify`, restore the file from a copy, or move it away if it is state.db", path, ErrCorrupt, v)
	}
}

// pad8 returns an 8-byte value, zero where b has another length.
func pad8(b []byte) []byte {
	if len(b) != 8 {
		return make([]byte, 8)
	}
	return b
}
