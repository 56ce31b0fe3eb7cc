package ledger

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// stateSize bounds state.db; its map is made once for that size (virtual
// memory, not disk).
const stateSize = 32 << 30

var (
	bucketAgents   = []byte("agents")
	bucketAccounts = []byte("accounts")
	bucketRequests = []byte("requests")
	bucketPostings = []byte("postings")
	bucketNonces   = []byte("nonces")
	bucketPayments = []byte("payments")
	bucketUnbilled = []byte("unbilled")
	bucketTraffic  = []byte("traffic")
	bucketHolds    = []byte("holds")
	bucketEvents   = []byte("events")
	bucketPrices   = []byte("prices")
	bucketRevoked  = []byte("revoked")
	bucketInvoices = []byte("invoices")
	bucketInvoiced = []byte("invoiced")

	keySeq    = []byte("sequence")
	keyHash   = []byte("hash")
	keyOwed   = []byte("owed")       // Σ of what payers owe
	keyGen    = []byte("generation") // of unbilled usage: a cut in the middle of an hour adds one
	keyNumber = []byte("number")     // of the last issued invoice
)

func stateBuckets() [][]byte {
	return [][]byte{
		bucketAgents, bucketAccounts, bucketRequests, bucketPostings, bucketNonces, bucketPayments, bucketUnbilled,
		bucketTraffic, bucketHolds, bucketEvents, bucketPrices, bucketRevoked, bucketInvoices, bucketInvoiced,
	}
}

// state is the projections as of one journal sequence.
type state struct {
	db   *bolt.DB
	path string
}

// openState opens state.db. A damaged one is set aside, to be made again from
// the journal.
func openState(dir string, log *slog.Logger) (*state, error) {
	path := filepath.Join(dir, "state.db")
	st, err := openStateFile(path)
	if !errors.Is(err, ErrCorrupt) {
		return st, err
	}
	log.Warn("state.db is damaged: it is set aside and made again from the journal", slog.Any("error", err))
	err = setAside(path)
	if err != nil {
		return nil, err
	}
	return openStateFile(path)
}

func openStateFile(path string) (*state, error) {
	db, err := openBolt(path, stateSize, false, func(tx *bolt.Tx) error {
		var errs []error
		for _, name := range stateBuckets() {
			_, err := tx.CreateBucket(name)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
	if err != nil {
		return nil, err
	}
	return &state{db: db, path: path}, nil
}

func (st *state) close() error { return st.db.Close() }

// view reads in one short transaction.
func (st *state) view(fn func(tx *bolt.Tx) error) (err error) {
	defer guardFault(st.path, &err)()
	return st.db.View(fn)
}

// mark returns the journal sequence and hash that the projections stand at.
func (st *state) mark() (seq uint64, hash Hash, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		m := tx.Bucket(bucketMeta)
		seq = binary.BigEndian.Uint64(pad8(m.Get(keySeq)))
		copy(hash[:], m.Get(keyHash))
		return nil
	})
	return seq, hash, err
}

func (st *state) owed() (total money.Amount, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		total = amountOf(tx.Bucket(bucketMeta).Get(keyOwed))
		return nil
	})
	return total, err
}

func (st *state) agent(id metering.AgentID) (a agentState, known bool, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(bucketAgents).Get([]byte(id))
		if v == nil {
			return nil
		}
		known = true
		return json.Unmarshal(v, &a)
	})
	if err != nil {
		return agentState{}, false, fmt.Errorf("read agent %s: %w", id, err)
	}
	return a, known, nil
}

func (st *state) nonceUsed(payer metering.AgentID, nonce [32]byte) (used bool, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		used = tx.Bucket(bucketNonces).Get(nonceKey(payer, nonce)) != nil
		return nil
	})
	return used, err
}

func nonceKey(payer metering.AgentID, nonce [32]byte) []byte {
	return append(append([]byte(payer), 0), nonce[:]...)
}

func amountOf(b []byte) money.Amount {
	var v [16]byte
	copy(v[:], b)
	return money.FromBytes(v)
}

// agentState is an agent's money and accumulators, without what is held.
type agentState struct {
	Plan    string
	State   metering.AgentState
	Prepaid money.Amount
	Granted money.Amount
	Owed    money.Amount // by authorizations that are not settled
	Settled bool         // at least one authorization settled
	Used    map[accumulator]metering.Units
}

// agentJSON is agentState in state.db.
type agentJSON struct {
	Plan    string              `json:"plan"`
	State   metering.AgentState `json:"state"`
	Prepaid money.Amount        `json:"prepaid"`
	Granted money.Amount        `json:"granted"`
	Owed    money.Amount        `json:"owed"`
	Settled bool                `json:"settled,omitempty"`
	Used    []usedJSON          `json:"used,omitempty"`
}

type usedJSON struct {
	Price   string         `json:"price"`
	Version uint32         `json:"version"`
	Period  int64          `json:"period"`
	Units   metering.Units `json:"units"`
}

// MarshalJSON implements json.Marshaler; the order of accumulators is fixed.
func (a agentState) MarshalJSON() ([]byte, error) {
	j := agentJSON{Plan: a.Plan, State: a.State, Prepaid: a.Prepaid, Granted: a.Granted, Owed: a.Owed, Settled: a.Settled}
	keys := slices.SortedFunc(maps.Keys(a.Used), compareAccumulators)
	for _, k := range keys {
		j.Used = append(j.Used, usedJSON{k.price, k.version, k.period, a.Used[k]})
	}
	return json.Marshal(j)
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *agentState) UnmarshalJSON(text []byte) error {
	var j agentJSON
	err := json.Unmarshal(text, &j)
	if err != nil {
		return err
	}
	*a = agentState{Plan: j.Plan, State: j.State, Prepaid: j.Prepaid, Granted: j.Granted, Owed: j.Owed, Settled: j.Settled}
	for _, u := range j.Used {
		a.use(accumulator{u.Price, u.Version, u.Period}, u.Units)
	}
	return nil
}

func compareAccumulators(a, b accumulator) int {
	switch {
	case a.price != b.price:
		if a.price < b.price {
			return -1
		}
		return 1
	case a.version != b.version:
		return int(int64(a.version) - int64(b.version))
	default:
		return int((a.period - b.period) / 3600)
	}
}

// keepPeriods is how long an accumulator outlives the newest period of its
// agent: nothing is posted to an earlier month than the journal's clock is in.
const keepPeriods = 62 * 24 * time.Hour

// use sets an accumulator and forgets those of months that are over.
func (a *agentState) use(acc accumulator, sum metering.Units) {
	if a.Used == nil {
		a.Used = make(map[accumulator]metering.Units)
	}
	if _, ok := a.Used[acc]; !ok {
		for k := range a.Used {
			if k.period < acc.period-int64(keepPeriods/time.Second) {
				delete(a.Used, k)
			}
		}
	}
	a.Used[acc] = sum
}

// apply moves one side of a transfer; sub is the account within the agent.
func (a *agentState) apply(sub string, d money.Amount) error {
	var err error
	switch sub {
	case "prepaid":
		a.Prepaid, err = a.Prepaid.Add(d)
	case "grant":
		a.Granted, err = a.Granted.Add(d)
	case "receivable":
		a.Owed, err = a.Owed.Sub(d)
	default:
		err = fmt.Errorf("unknown account %q of an agent", sub)
	}
	return err
}
