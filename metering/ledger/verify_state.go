package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// readMark returns the sequence that a state.db stands at, zero where there is
// none yet.
func readMark(path string) (seq uint64, err error) {
	if _, statErr := os.Stat(path); errors.Is(statErr, os.ErrNotExist) {
		return 0, nil
	}
	st, err := openStateForReading(path)
	if err != nil {
		return 0, err
	}
	seq, _, err = st.mark()
	return seq, errors.Join(err, st.close())
}

// compare returns the first difference between two projections, empty where
// there is none.
func (v *verifier) compare(anew *state, path string) (diff string, err error) {
	if v.mark == 0 {
		return "", nil
	}
	kept, err := openStateForReading(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = kept.close() }()
	err = anew.view(func(want *bolt.Tx) error {
		return kept.view(func(got *bolt.Tx) error {
			for _, name := range append(stateBuckets(), bucketMeta) {
				if bytes.Equal(name, bucketPostings) {
					diff, err = diffPostings(want, got)
				} else {
					diff = diffBucket(want, got, name)
				}
				if diff != "" || err != nil {
					return err
				}
			}
			return nil
		})
	})
	return diff, err
}

func diffBucket(want, got *bolt.Tx, name []byte) string {
	wb, gb := want.Bucket(name), got.Bucket(name)
	if gb == nil {
		return fmt.Sprintf("state.db has no bucket %s", name)
	}
	wc, gc := wb.Cursor(), gb.Cursor()
	wk, wv := wc.First()
	gk, gv := gc.First()
	for wk != nil || gk != nil {
		switch c := bytes.Compare(wk, gk); {
		case gk == nil || wk != nil && c < 0:
			return fmt.Sprintf("state.db lacks %s %q", name, wk)
		case wk == nil || c > 0:
			return fmt.Sprintf("state.db has %s %q, which the journal does not", name, gk)
		case !bytes.Equal(wv, gv):
			return fmt.Sprintf("state.db has %s %q as %q; the journal says %q", name, wk, clip(gv), clip(wv))
		}
		wk, wv = wc.Next()
		gk, gv = gc.Next()
	}
	return ""
}

// diffPostings compares posting lists by what they say: how they are cut into
// blocks depends on when checkpoints were written.
func diffPostings(want, got *bolt.Tx) (string, error) {
	w := postingReader{c: want.Bucket(bucketPostings).Cursor()}
	g := postingReader{c: got.Bucket(bucketPostings).Cursor()}
	for {
		wa, ws, err := w.next()
		if err != nil {
			return "", err
		}
		ga, gs, err := g.next()
		if err != nil {
			return "", err
		}
		if !bytes.Equal(wa, ga) || ws != gs {
			return fmt.Sprintf("state.db lists usage %d of %q; the journal has %d of %q", gs, ga, ws, wa), nil
		}
		if wa == nil {
			return "", nil
		}
	}
}

type postingReader struct {
	c     *bolt.Cursor
	begun bool
	agent []byte
	rest  []uint64
}

func (r *postingReader) next() (agent []byte, seq uint64, err error) {
	if len(r.rest) == 0 {
		var k, v []byte
		if r.begun {
			k, v = r.c.Next()
		} else {
			k, v = r.c.First()
			r.begun = true
		}
		if k == nil {
			return nil, 0, nil
		}
		if len(k) < 9 {
			return nil, 0, fmt.Errorf("read postings: %w", ErrCorrupt)
		}
		r.agent = k[:len(k)-9]
		v, err = unseal(k, v)
		if err == nil {
			r.rest, err = decodePostings(binary.BigEndian.Uint64(k[len(k)-8:]), v)
		}
		if err != nil {
			return nil, 0, err
		}
	}
	seq = r.rest[0]
	r.rest = r.rest[1:]
	return r.agent, seq, nil
}
