package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Verify reads the whole journal again: every row's checksum, the hash chain,
// the encoding, every charge (rated again with the definition that it was rated
// with), and every projection in state.db against one made anew. The error is
// for what kept it from looking; what it found wrong is in the report.
func (s *Store) Verify(ctx context.Context) (metering.Report, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return metering.Report{}, err
	}
	dir, err := os.MkdirTemp("", "farebox-verify-")
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	live := filepath.Join(dir, "live.db")
	err = s.state.view(func(tx *bolt.Tx) error { return tx.CopyFile(live, 0o600) })
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: copy state.db: %w", err)
	}
	return verify(ctx, s.journal, live, dir, s.cfg.Compile)
}

// VerifyDir verifies a data directory that no process has open. It changes
// nothing in it. It returns an error that wraps ErrLocked where it is open.
func VerifyDir(ctx context.Context, dataDir string, compile func(json.RawMessage) (metering.Rater, error)) (metering.Report, error) {
	j, err := openJournal(filepath.Join(dataDir, "journal"), 2<<30, true)
	if err != nil {
		return damaged(err)
	}
	defer func() { _ = j.close() }()
	dir, err := os.MkdirTemp("", "farebox-verify-")
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return verify(ctx, j, filepath.Join(dataDir, "state.db"), dir, compile)
}

// damaged makes a report of a file that cannot even be opened.
func damaged(err error) (metering.Report, error) {
	if !errors.Is(err, ErrCorrupt) {
		return metering.Report{}, err
	}
	r := metering.Report{Reason: err.Error()}
	var bad *rowError
	if errors.As(err, &bad) {
		r.FirstBad = bad.seq
	}
	return r, nil
}

// verify checks a journal and the projections in statePath.
func verify(ctx context.Context, j *journal, statePath, tmp string, compile func(json.RawMessage) (metering.Rater, error)) (metering.Report, error) {
	anew, err := openStateFile(filepath.Join(tmp, "anew.db"))
	if err != nil {
		return metering.Report{}, err
	}
	defer func() { _ = anew.close() }()
	mark, err := readMark(statePath)
	if err != nil {
		return damaged(err)
	}
	v := &verifier{
		audit: audit{compile: compile, prices: make(map[string]metering.Rater), used: make(map[metering.AgentID]*agentState)},
		mark:  mark,
	}
	v.project.init(anew, 0)
	report, err := v.walk(ctx, j)
	if err != nil || !report.OK {
		return report, err
	}
	if mark > report.Entries {
		report.OK = false
		report.Reason = fmt.Sprintf("the journal ends at entry %d and state.db stands at %d: the journal's tail is missing", report.Entries, mark)
		return report, nil
	}
	diff, err := v.compare(anew, statePath)
	if err != nil {
		return damaged(err)
	}
	if diff != "" {
		report.OK, report.Reason = false, diff+"; the journal is right: move state.db away and start again to rebuild it"
	}
	return report, nil
}

type verifier struct {
	audit   audit
	project projector
	mark    uint64 // state.db stands here; the new projections are made up to it
}

func (v *verifier) walk(ctx context.Context, j *journal) (metering.Report, error) {
	var head Hash
	var last uint64
	err := j.scan(1, func(prev, hash Hash, e *metering.Entry) (bool, error) {
		if prev != head {
			return false, &rowError{seq: e.Sequence, err: fmt.Errorf("its previous hash is not the hash of the row before it: %w", ErrCorrupt)}
		}
		err := v.audit.check(e)
		if err == nil && e.Sequence <= v.mark {
			err = v.project.add(e, hash)
		}
		if err != nil {
			return false, &rowError{seq: e.Sequence, err: err}
		}
		head, last = hash, e.Sequence
		return true, ctx.Err()
	})
	if err == nil {
		err = v.project.flush()
	}
	r := metering.Report{Entries: last, Head: hex.EncodeToString(head[:])}
	var bad *rowError
	switch {
	case errors.As(err, &bad):
		r.FirstBad, r.Reason = bad.seq, bad.err.Error()
	case errors.Is(err, ErrCorrupt):
		r.FirstBad, r.Reason = last+1, err.Error()
	case err != nil:
		return metering.Report{}, err
	default:
		r.OK = true
		if end, _ := j.last(); end > last {
			r.OK, r.FirstBad, r.Reason = false, last+1, "the row is missing"
		}
	}
	return r, nil
}

// audit rates usage again.
type audit struct {
	compile func(json.RawMessage) (metering.Rater, error)
	prices  map[string]metering.Rater
	used    map[metering.AgentID]*agentState
}

func (a *audit) check(e *metering.Entry) error {
	if e.Event != nil && e.Event.Type == metering.EventPrice {
		b, err := body[metering.PriceBody](e.Event)
		if err != nil {
			return err
		}
		r, err := a.compile(b.Definition)
		if err != nil {
			return fmt.Errorf("compile price %s version %d: %w", b.Name, b.Version, err)
		}
		a.prices[string(priceKey(b.Name, b.Version))] = r
	}
	if e.Event != nil && e.Event.Type == metering.EventInvoiceClosed {
		return checkInvoice(e.Event)
	}
	if e.Usage == nil {
		return nil
	}
	return a.checkUsage(e.Usage)
}

func checkInvoice(ev *metering.Event) error {
	v, err := body[metering.Invoice](ev)
	if err != nil {
		return err
	}
	hash, err := v.ContentHash()
	if err != nil {
		return err
	}
	if hash != v.Hash {
		return fmt.Errorf("invoice %s hashes to %s, not %s", v.ID, hash, v.Hash)
	}
	return nil
}

func (a *audit) checkUsage(u *metering.UsageRecord) error {
	switch {
	case u.State == metering.RecordReleased && !u.Charge.IsZero():
		return fmt.Errorf("released record has a charge of %s", u.Charge)
	case u.Hold.Less(u.Charge):
		return fmt.Errorf("charge of %s is above the hold of %s", u.Charge, u.Hold)
	case u.State != metering.RecordPosted:
		return nil
	}
	r := a.prices[string(priceKey(u.Price, u.PriceVersion))]
	if r == nil {
		return fmt.Errorf("price %s version %d was never published", u.Price, u.PriceVersion)
	}
	st := a.used[u.Agent]
	if st == nil {
		st = &agentState{}
		a.used[u.Agent] = st
	}
	acc := accumulator{u.Price, u.PriceVersion, metering.Period(u.Time).Unix()}
	want, err := r.Rate(st.Used[acc], u.Units)
	if err != nil {
		return err
	}
	want = money.Min(want, u.Hold)
	if want != u.Charge {
		return fmt.Errorf("charge is %s, rated again it is %s", u.Charge, want)
	}
	if len(u.Units) > 0 {
		sum, err := st.Used[acc].Add(u.Units)
		if err != nil {
			return err
		}
		st.use(acc, sum)
	}
	return nil
}

// readMark returns the sequence that a state.db stands at, zero where there is
// none yet.
func readMark(path string) (seq uint64, err error) {
	if _, statErr := os.Stat(path); errors.Is(statErr, os.ErrNotExist) {
		return 0, nil
	}
	db, err := openBolt(path, stateSize, true, nil)
	if err != nil {
		return 0, err
	}
	st := &state{db: db, path: path}
	seq, _, err = st.mark()
	return seq, errors.Join(err, db.Close())
}

// compare returns the first difference between two projections, empty where
// there is none.
func (v *verifier) compare(anew *state, path string) (diff string, err error) {
	if v.mark == 0 {
		return "", nil
	}
	db, err := openBolt(path, stateSize, true, nil)
	if err != nil {
		return "", err
	}
	kept := &state{db: db, path: path}
	defer func() { _ = db.Close() }()
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

func clip(b []byte) []byte { return b[:min(len(b), 200)] }

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
		r.rest, err = decodePostings(binary.BigEndian.Uint64(k[len(k)-8:]), v)
		if err != nil {
			return nil, 0, err
		}
	}
	seq = r.rest[0]
	r.rest = r.rest[1:]
	return r.agent, seq, nil
}
