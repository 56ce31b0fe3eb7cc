package ledger

import (
	"hash/maphash"
	"math/bits"
	"sync"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

const shardCount = 64

// shard holds the accounts of some agents. Its mutex guards them, and is held
// over the push of every entry that changes one of them.
type shard struct {
	mu       sync.Mutex
	accounts map[metering.AgentID]*account
}

func (s *Store) initShards() {
	s.seed = maphash.MakeSeed()
	for i := range s.shards {
		s.shards[i].accounts = make(map[metering.AgentID]*account)
	}
}

func (s *Store) shardOf(id metering.AgentID) int {
	return int(maphash.String(s.seed, string(id)) % shardCount)
}

// cached returns an agent's account where it is in memory, nil otherwise. The
// caller holds the shard's lock.
func (s *Store) cached(id metering.AgentID) *account {
	return s.shards[s.shardOf(id)].accounts[id]
}

// account is what admission needs to know of an agent: its state as of the last
// entry that has its place in the journal, and what is held on top of it.
type account struct {
	id    metering.AgentID
	known bool // created by an entry
	agentState
	held     money.Amount       // of prepaid money and given credit
	heldOwed money.Amount       // of authorizations in flight
	claims   map[[32]byte]claim // authorizations in flight, or used and not yet in state.db
	holds    int                // open holds and unfinished appends; like queued, they keep the account in memory
	queued   int                // entries that are not yet in state.db
}

// claim says what an authorization was taken for.
type claim struct {
	used bool // else a call in flight holds it
}

// accumulator names a running total of usage.
type accumulator struct {
	price   string
	version uint32
	period  int64 // Unix seconds of the month's start
}

// account returns the account of an agent, loading it from state.db where it is
// not in memory. The caller holds the shard's lock.
func (s *Store) account(id metering.AgentID) (*account, error) {
	sh := &s.shards[s.shardOf(id)]
	a := sh.accounts[id]
	if a != nil {
		return a, nil
	}
	st, known, err := s.state.agent(id)
	if err != nil {
		return nil, err
	}
	s.evict(sh)
	a = &account{id: id, known: known, agentState: st}
	sh.accounts[id] = a
	return a, nil
}

// evictLook bounds how many accounts one eviction looks at: where most of a
// shard is in use it must not cost every load a walk through all of it.
const evictLook = 64

// evict makes room in a shard that is at its bound. An account with nothing in
// flight and nothing queued is whole in state.db and can be read again.
func (s *Store) evict(sh *shard) {
	over := len(sh.accounts) - max(s.cfg.MaxAccounts/shardCount, 1) + 1
	look := evictLook
	for id, a := range sh.accounts { // map order is random enough for a cache
		if over <= 0 || look == 0 {
			return
		}
		look--
		if a.holds == 0 && a.queued == 0 && len(a.claims) == 0 {
			delete(sh.accounts, id)
			over--
		}
	}
}

// shardSet is a set of shards, one bit each.
type shardSet uint64

// shardsOf returns the shards of one or two agents; an empty id has none.
func (s *Store) shardsOf(a, b metering.AgentID) (set shardSet) {
	if a != "" {
		set = 1 << s.shardOf(a)
	}
	if b != "" && b != a {
		set |= 1 << s.shardOf(b)
	}
	return set
}

// lock locks a set of shards in ascending order, which all callers share, so
// none waits for another in a circle.
func (s *Store) lock(set shardSet) {
	for set != 0 {
		s.shards[bits.TrailingZeros64(uint64(set))].mu.Lock()
		set &= set - 1
	}
}

func (s *Store) unlock(set shardSet) {
	for set != 0 {
		s.shards[bits.TrailingZeros64(uint64(set))].mu.Unlock()
		set &= set - 1
	}
}

// available is what a hold may reserve: money less what is held, never below
// zero.
func (a *account) available() (money.Amount, error) {
	sum, err := a.balance()
	if err != nil {
		return money.Amount{}, err
	}
	sum, err = sum.Sub(a.held)
	if err != nil || sum.Sign() < 0 {
		return money.Amount{}, err
	}
	return sum, nil
}

func (a *account) balance() (money.Amount, error) { return a.Prepaid.Add(a.Granted) }

// exposure is what all payers owe: posted and not settled, and held.
type exposure struct {
	mu     sync.Mutex
	posted money.Amount
	held   money.Amount
}

// reserve holds an amount where the sum stays within the cap.
func (x *exposure) reserve(a, limit money.Amount) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	held, err := x.held.Add(a)
	if err != nil {
		return err
	}
	sum, err := held.Add(x.posted)
	if err != nil {
		return err
	}
	if limit.Less(sum) {
		return metering.ErrCap
	}
	x.held = held
	return nil
}

// move changes the posted and the held part. Both are sums of amounts that were
// checked before, so they cannot leave the range.
func (x *exposure) move(posted, held money.Amount) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.posted = mustAdd(x.posted, posted)
	x.held = mustAdd(x.held, held)
}

func (x *exposure) total() money.Amount {
	x.mu.Lock()
	defer x.mu.Unlock()
	return mustAdd(x.posted, x.held)
}

// mustAdd adds amounts of which every one went through a checked sum already;
// 128 bits hold 10^13 times all money there is.
func mustAdd(a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	if err != nil {
		panic("ledger: a sum of checked amounts left the range")
	}
	return sum
}

func mustSub(a, b money.Amount) money.Amount {
	d, err := a.Sub(b)
	if err != nil {
		panic("ledger: a difference of checked amounts left the range")
	}
	return d
}
