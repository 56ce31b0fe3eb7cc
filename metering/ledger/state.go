package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
	bucketEpochs   = []byte("epochs")
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
		bucketTraffic, bucketHolds, bucketEvents, bucketPrices, bucketRevoked, bucketEpochs, bucketInvoices, bucketInvoiced,
	}
}

// state is the projections as of one journal sequence.
type state struct {
	db   *bolt.DB
	path string
	// beforeCommit is a fault hook of tests.
	beforeCommit func(*bolt.Tx) error
}

// stateFormat is the format of state.db. A file of another one is set aside and
// made again from the journal.
const stateFormat = 3

// openState opens state.db, or makes it. scratch is for one that no crash
// outlives.
func openState(path string, scratch bool) (*state, error) {
	db, err := openBolt(path, fileOptions{format: stateFormat, maxSize: stateSize, noSync: scratch, make: func(tx *bolt.Tx) error {
		var errs []error
		for _, name := range stateBuckets() {
			_, err := tx.CreateBucket(name)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	}})
	if err != nil {
		return nil, healable(err)
	}
	return &state{db: db, path: path}, nil
}

// openStateForReading opens a state.db that is not written meanwhile.
func openStateForReading(path string) (*state, error) {
	db, err := openBolt(path, fileOptions{format: stateFormat, maxSize: stateSize, readOnly: true})
	if err != nil {
		return nil, healable(err)
	}
	return &state{db: db, path: path}, nil
}

// healable marks damage of state.db.
func healable(err error) error {
	if errors.Is(err, ErrCorrupt) {
		return &stateError{err: err}
	}
	return err
}

func (st *state) close() error { return st.db.Close() }

// view reads in one short transaction.
func (st *state) view(fn func(tx *bolt.Tx) error) error {
	return healable(st.guarded(st.db.View, fn))
}

// update writes in one transaction.
func (st *state) update(fn func(tx *bolt.Tx) error) error {
	return healable(st.guarded(st.db.Update, func(tx *bolt.Tx) error {
		err := fn(tx)
		if err == nil && st.beforeCommit != nil {
			err = st.beforeCommit(tx)
		}
		return err
	}))
}

func (st *state) guarded(do func(func(*bolt.Tx) error) error, fn func(tx *bolt.Tx) error) (err error) {
	defer guardFault(st.path, &err)()
	return do(fn)
}

// mark returns the journal sequence and hash that the projections stand at.
func (st *state) mark() (seq uint64, hash Hash, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		m := tx.Bucket(bucketMeta)
		var err error
		seq, err = getUint(m, keySeq)
		if err != nil {
			return err
		}
		v, _, err := getValue(m, keyHash)
		copy(hash[:], v)
		return err
	})
	return seq, hash, err
}

// number returns a counter of the meta bucket.
func (st *state) number(key []byte) (n uint64, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		var err error
		n, err = getUint(tx.Bucket(bucketMeta), key)
		return err
	})
	return n, err
}

func (st *state) generation() (uint32, error) {
	n, err := st.number(keyGen)
	return uint32(n), err
}

func (st *state) owed() (total money.Amount, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		v, _, err := getValue(tx.Bucket(bucketMeta), keyOwed)
		total = amountOf(v)
		return err
	})
	return total, err
}

// agent returns an agent's money; known is false for one that was never created,
// who may have money all the same.
func (st *state) agent(id metering.AgentID) (a agentState, known bool, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		_, err := getJSON(tx.Bucket(bucketAgents), []byte(id), &a)
		return err
	})
	if err != nil {
		return agentState{}, false, fmt.Errorf("read agent %s: %w", id, err)
	}
	return a, a.State != "", nil
}

func (st *state) nonceUsed(payer metering.AgentID, nonce [32]byte) (used bool, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		var err error
		_, used, err = getValue(tx.Bucket(bucketNonces), nonceKey(payer, nonce))
		return err
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

// The accounts within an agent.
const (
	subPrepaid    = "prepaid"
	subGrant      = "grant"
	subReceivable = "receivable"
)

// apply moves one side of a transfer; sub is the account within the agent.
func (a *agentState) apply(sub string, d money.Amount) error {
	var err error
	switch sub {
	case subPrepaid:
		a.Prepaid, err = a.Prepaid.Add(d)
	case subGrant:
		a.Granted, err = a.Granted.Add(d)
	case subReceivable:
		a.Owed, err = a.Owed.Sub(d)
	default:
		err = fmt.Errorf("unknown account %q of an agent", sub)
	}
	return err
}
