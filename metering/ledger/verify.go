package ledger

import (
	"context"
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
//
// It works on a copy of state.db, which it makes beside it: on a live ledger the
// original moves on. It refuses to where that would take the room that calls need.
func (s *Store) Verify(ctx context.Context) (metering.Report, error) {
	return s.VerifyWith(ctx, nil)
}

// Witness sees every entry that a verification finds right, in order, with the
// chained hash up to it. It is called from one goroutine and keeps no entry.
type Witness func(e *metering.Entry, hash Hash)

// VerifyWith is Verify with a witness, which may be nil.
func (s *Store) VerifyWith(ctx context.Context, see Witness) (metering.Report, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	err = s.roomToVerify()
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	dir, err := os.MkdirTemp(s.cfg.Dir, scratchPattern)
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	live := filepath.Join(dir, "live.db")
	// The one long read transaction: state.db grows by what checkpoints write
	// while it is copied, and uses that room again afterwards.
	err = s.state.view(func(tx *bolt.Tx) error { return tx.CopyFile(live, 0o600) })
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: copy state.db: %w", err)
	}
	return verify(ctx, s.journal, nil, live, dir, auditOf(s.cfg.Compile, see))
}

// roomToVerify refuses a verification whose scratch files would fill the disk:
// the copy and the projections made anew are each about as large as state.db.
func (s *Store) roomToVerify() error {
	var size int64
	err := s.state.view(func(tx *bolt.Tx) error {
		size = tx.Size()
		return nil
	})
	if err != nil {
		return err
	}
	free, err := s.cfg.Free(s.cfg.Dir)
	if err != nil {
		return err
	}
	need := 2*uint64(size) + s.cfg.MinFree
	if free < need {
		return fmt.Errorf("%d bytes are free and %d are needed: %w; make room, or stop the gateway and verify with a larger TMPDIR", free, need, metering.ErrFull)
	}
	return nil
}

// VerifyDir verifies a data directory that no process has open, with a witness,
// which may be nil. It changes nothing in it. It returns an error that wraps
// ErrLocked where it is open.
func VerifyDir(ctx context.Context, dataDir string, compile func(json.RawMessage) (metering.Rater, error), see Witness) (metering.Report, error) {
	lock, err := lockDir(dataDir, true)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return metering.Report{}, err
	}
	if lock != nil {
		defer func() { _ = lock.Close() }()
	}
	j, broken, err := openJournalForReading(filepath.Join(dataDir, "journal"))
	if err != nil {
		return metering.Report{}, err
	}
	defer func() { _ = j.close() }()
	dir, err := os.MkdirTemp("", "farebox-verify-")
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	return verify(ctx, j, broken, filepath.Join(dataDir, "state.db"), dir, auditOf(compile, see))
}

// openJournalForReading opens what can be opened of a journal. broken says where
// it ends before its end; the rows before that can be read.
func openJournalForReading(dir string) (j *journal, broken *rowError, err error) {
	names, missing := journalFiles(dir)
	if len(names) == 0 && missing == nil {
		missing = fmt.Errorf("%s has no journal files: %w", dir, os.ErrNotExist)
	}
	j = &journal{dir: dir}
	for i := 0; i < len(names) && err == nil; i++ {
		err = j.openFile(names[i], fileOptions{readOnly: true})
	}
	if err == nil {
		err = missing
	}
	switch {
	case err == nil:
		return j, nil, nil
	case errors.As(err, &broken):
		return j, broken, nil
	case errors.Is(err, ErrCorrupt):
		return j, &rowError{seq: j.seq + 1, err: err}, nil
	default:
		return nil, nil, errors.Join(fmt.Errorf("open journal: %w", err), j.close())
	}
}

// verify checks a journal, which may be broken off, and the projections in
// statePath.
func verify(ctx context.Context, j *journal, broken *rowError, statePath, tmp string, a audit) (metering.Report, error) {
	anew, err := openState(filepath.Join(tmp, "anew.db"), true)
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	defer func() { _ = anew.close() }()
	mark, stateErr := readMark(statePath)
	if stateErr != nil && !errors.Is(stateErr, ErrCorrupt) {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", stateErr)
	}
	v := &verifier{audit: a, mark: mark}
	err = v.project.init(anew, 0)
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	report, err := v.walk(ctx, j, broken)
	if err != nil {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", err)
	}
	if report.OK && mark > report.Entries {
		report.OK, report.FirstBad = false, report.Entries+1
		report.Reason = fmt.Sprintf("the journal ends at entry %d and state.db stands at %d: the journal's tail is missing", report.Entries, mark)
	}
	if !report.OK {
		return report, nil
	}
	diff := ""
	if stateErr == nil {
		diff, stateErr = v.compare(anew, statePath)
	}
	if stateErr != nil && !errors.Is(stateErr, ErrCorrupt) {
		return metering.Report{}, fmt.Errorf("verify ledger: %w", stateErr)
	}
	if stateErr != nil {
		diff = stateErr.Error()
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

func (v *verifier) walk(ctx context.Context, j *journal, broken *rowError) (metering.Report, error) {
	var head Hash
	var last uint64
	end, _ := j.last() // A live journal grows meanwhile.
	err := j.scan(1, func(prev, hash Hash, e *metering.Entry) (bool, error) {
		if prev != head {
			return false, &rowError{seq: e.Sequence, err: fmt.Errorf("its previous hash is not the hash of the row before it: %w", ErrCorrupt)}
		}
		err := v.audit.check(e)
		if err == nil && e.Sequence <= v.mark {
			err = v.project.add(e, hash)
		}
		if err != nil && isFull(err) {
			return false, err // of the scratch files
		}
		if err != nil {
			return false, &rowError{seq: e.Sequence, err: err}
		}
		head, last = hash, e.Sequence
		if v.audit.see != nil {
			v.audit.see(e, hash)
		}
		return last < end || broken != nil, ctx.Err()
	})
	if err == nil {
		err = v.project.flush()
	}
	r := metering.Report{OK: true, Entries: last, Head: hex.EncodeToString(head[:])}
	var bad *rowError
	switch {
	case errors.As(err, &bad):
	case err != nil:
		return metering.Report{}, err
	case broken != nil:
		bad = broken
	case last < end:
		bad = &rowError{seq: last + 1, err: errors.New("the row is missing")}
	}
	if bad != nil {
		r.OK, r.FirstBad, r.Reason = false, bad.seq, bad.err.Error()
	}
	return r, nil
}

// audit rates usage again.
type audit struct {
	compile func(json.RawMessage) (metering.Rater, error)
	prices  map[string]metering.Rater
	used    map[metering.AgentID]*agentState
	see     Witness // may be nil
}

func auditOf(compile func(json.RawMessage) (metering.Rater, error), see Witness) audit {
	return audit{compile: compile, prices: make(map[string]metering.Rater), used: make(map[metering.AgentID]*agentState), see: see}
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
