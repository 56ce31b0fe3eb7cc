package settlement_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

var (
	theToken = [20]byte{0x70}
	theVault = [20]byte{0xfa}
)

// fakeChain is Chain, Vault and Sender over a chain in memory: it keeps the
// whole state with every block, so that blocks can be lost.
type fakeChain struct {
	mu         sync.Mutex
	now        func() time.Time
	blocks     []fakeBlock
	pool       map[[32]byte]settlement.Tx
	finalDepth uint64
	salt       int // makes the hashes of a fork differ
	fees       settlement.Fees
	deadGas    int                               // rows past this index find no gas; 0: all find it, below: none
	sending    func(raw []byte, sent bool) error // as fakeLedger.appending
	offline    bool
	dropAll    bool // pools take nothing
}

type fakeBlock struct {
	settlement.Block
	state    fakeState
	receipts map[[32]byte]settlement.Receipt
	moves    []settlement.Movement
}

type fakeState struct {
	seq      uint64
	paused   bool
	nonce    uint64
	vault    uint64
	owed     uint64
	balances map[[20]byte]uint64
	used     map[[32]byte]settlement.Use
	applied  map[uint64][32]byte
}

func (st fakeState) clone() fakeState {
	st.balances, st.used, st.applied = maps.Clone(st.balances), maps.Clone(st.used), maps.Clone(st.applied)
	return st
}

func newChain(now func() time.Time) *fakeChain {
	c := &fakeChain{now: now, pool: map[[32]byte]settlement.Tx{}, fees: settlement.Fees{Tip: 1_000_000_000, Cap: 10_000_000_000}}
	c.push(fakeState{seq: 1, balances: map[[20]byte]uint64{}, used: map[[32]byte]settlement.Use{}, applied: map[uint64][32]byte{}}, nil, nil)
	return c
}

func (c *fakeChain) tip() *fakeBlock { return &c.blocks[len(c.blocks)-1] }

func (c *fakeChain) push(st fakeState, receipts map[[32]byte]settlement.Receipt, moves []settlement.Movement) {
	n := uint64(len(c.blocks))
	var parent [32]byte
	if n > 0 {
		parent = c.tip().Hash
	}
	block := settlement.Block{Number: n, Time: uint64(c.now().Unix()), Hash: sha256.Sum256(fmt.Appendf(nil, "%x %d %d", parent, n, c.salt))}
	for hash, r := range receipts {
		r.Block = block
		receipts[hash] = r
	}
	for k, use := range st.used {
		if use.State != settlement.NonceUnused && use.Block == (settlement.Block{}) {
			use.Block = block
			st.used[k] = use
		}
	}
	for i := range moves {
		moves[i].Block = n
	}
	c.blocks = append(c.blocks, fakeBlock{Block: block, state: st, receipts: receipts, moves: moves})
}

// mine makes a block of all that the pool can give in order of nonce.
func (c *fakeChain) mine(others ...func(st *fakeState) []settlement.Movement) {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.tip().state.clone()
	receipts := map[[32]byte]settlement.Receipt{}
	var moves []settlement.Movement
	for _, other := range others {
		moves = append(moves, other(&st)...)
	}
	for {
		hash, tx, ok := c.best(st.nonce)
		if !ok {
			break
		}
		delete(c.pool, hash)
		r, in := c.execute(&st, hash, tx)
		receipts[hash] = r
		moves = append(moves, in...)
	}
	for hash, tx := range c.pool {
		if tx.Nonce < st.nonce {
			delete(c.pool, hash)
		}
	}
	c.push(st, receipts, moves)
}

// best returns the pool's transaction with this nonce that pays most.
func (c *fakeChain) best(nonce uint64) (best [32]byte, tx settlement.Tx, ok bool) {
	for hash, t := range c.pool {
		if t.Nonce == nonce && (!ok || t.Fees.Cap > tx.Fees.Cap) {
			best, tx, ok = hash, t, true
		}
	}
	return best, tx, ok
}

// execute is the vault's settleBatch.
func (c *fakeChain) execute(st *fakeState, hash [32]byte, tx settlement.Tx) (settlement.Receipt, []settlement.Movement) {
	r := settlement.Receipt{TxHash: hash}
	st.nonce++
	if st.paused || tx.Call.Seq != st.seq {
		return r, nil
	}
	st.seq++
	st.applied[tx.Call.Seq] = hash
	r.OK = true
	r.Outcome.Seq = tx.Call.Seq
	var total uint64
	var moves []settlement.Movement
	for i, a := range tx.Call.Authorizations {
		if c.deadGas < 0 || c.deadGas > 0 && i >= c.deadGas {
			r.Outcome.Skipped = append(r.Outcome.Skipped, settlement.SkippedRow{Index: i, OutOfGas: true, Reason: "out of gas"})
			continue
		}
		switch fault := c.pull(st, a, hash); {
		case fault != "":
			r.Outcome.Skipped = append(r.Outcome.Skipped, settlement.SkippedRow{Index: i, Reason: fault})
		default:
			total += a.Value.Lo
			moves = append(moves, settlement.Movement{Kind: settlement.MovedIn, TxHash: hash, Position: uint32(2 * i), Party: a.From, Amount: a.Value})
		}
	}
	for _, a := range tx.Call.Allocations {
		amount := min(a.Amount.Lo, st.vault-st.owed)
		if amount > 0 {
			st.owed += amount
			r.Outcome.Allocated = append(r.Outcome.Allocated, settlement.Allocation{Split: a.Split, Amount: metering.BaseUnits{Lo: amount}})
		}
	}
	r.Outcome.Total = metering.BaseUnits{Lo: total}
	return r, moves
}

// pull is the token's transferWithAuthorization.
func (c *fakeChain) pull(st *fakeState, a metering.Authorization, tx [32]byte) string {
	now := uint64(c.now().Unix())
	switch {
	case st.used[a.Nonce].State != settlement.NonceUnused:
		return "authorization is used"
	case now >= a.ValidBefore:
		return "authorization is expired"
	case st.balances[a.From] < a.Value.Lo:
		return "transfer amount exceeds balance"
	}
	st.balances[a.From] -= a.Value.Lo
	st.vault += a.Value.Lo
	st.used[a.Nonce] = settlement.Use{State: settlement.NonceUsed, TxHash: tx, Paid: a.To == theVault}
	return ""
}

// strangerPulls is somebody else's transaction with an authorization.
func (c *fakeChain) strangerPulls(a metering.Authorization) func(*fakeState) []settlement.Movement {
	return func(st *fakeState) []settlement.Movement {
		hash := sha256.Sum256(append([]byte("stranger"), a.Nonce[:]...))
		if c.pull(st, a, hash) != "" {
			return nil
		}
		return []settlement.Movement{{Kind: settlement.MovedIn, TxHash: hash, Position: 1, Party: a.From, Amount: a.Value}}
	}
}

// moves is somebody's transaction that moves the vault's money.
func (c *fakeChain) moves(kind settlement.MovementKind, amount uint64, name string) func(*fakeState) []settlement.Movement {
	return func(st *fakeState) []settlement.Movement {
		switch kind {
		case settlement.MovedIn:
			st.vault += amount
		case settlement.MovedPayee:
			amount = min(amount, st.owed)
			st.vault -= amount
			st.owed -= amount
		case settlement.MovedPaidOut:
			amount = min(amount, st.vault-st.owed)
			st.vault -= amount
		}
		if amount == 0 {
			return nil
		}
		return []settlement.Movement{{Kind: kind, TxHash: sha256.Sum256([]byte(name)), Position: 3, Amount: metering.BaseUnits{Lo: amount}}}
	}
}

// lose drops the newest blocks and mines as many others, without transactions.
// Those that were in them go back to the pool, or are forgotten.
func (c *fakeChain) lose(depth int, forget bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	depth = min(depth, len(c.blocks)-1)
	gone := c.blocks[len(c.blocks)-depth:]
	c.blocks = slices.Clone(c.blocks[:len(c.blocks)-depth])
	c.salt++
	for _, b := range gone {
		for hash := range b.receipts {
			if tx, ok := c.registry(hash); ok && !forget {
				c.pool[hash] = tx
			}
		}
	}
	for range depth {
		c.push(c.tip().state.clone(), nil, nil)
	}
}

// cut drops the newest blocks and makes none: a development chain after a kill.
func (c *fakeChain) cut(depth int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blocks = slices.Clone(c.blocks[:len(c.blocks)-min(depth, len(c.blocks)-1)])
	c.salt++
	clear(c.pool)
}

var signed sync.Map // every signed transaction by hash, as a pool would hold it

func (c *fakeChain) registry(hash [32]byte) (settlement.Tx, bool) {
	v, ok := signed.Load(hash)
	if !ok {
		return settlement.Tx{}, false
	}
	return v.(settlement.Tx), true
}

var errOffline = errors.New("endpoint does not answer")

func (c *fakeChain) up() error {
	if c.offline {
		return errOffline
	}
	return nil
}

func (c *fakeChain) finalBlock() *fakeBlock {
	n := len(c.blocks) - 1
	return &c.blocks[max(0, n-int(c.finalDepth))]
}

func (c *fakeChain) Head(context.Context) (settlement.Block, settlement.Block, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tip().Block, c.finalBlock().Block, c.up()
}

func (c *fakeChain) Block(_ context.Context, n uint64) (settlement.Block, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n >= uint64(len(c.blocks)) {
		return settlement.Block{}, fmt.Errorf("block %d: %w", n, settlement.ErrUnknown)
	}
	return c.blocks[n].Block, c.up()
}

func (c *fakeChain) Receipt(_ context.Context, tx [32]byte) (settlement.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.blocks {
		if r, ok := b.receipts[tx]; ok {
			return r, c.up()
		}
	}
	return settlement.Receipt{}, cmp.Or(c.up(), fmt.Errorf("receipt: %w", settlement.ErrUnknown))
}

func (c *fakeChain) Movements(_ context.Context, from, to uint64) ([]settlement.Movement, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []settlement.Movement
	for n := from; n <= to && n < uint64(len(c.blocks)); n++ {
		out = append(out, c.blocks[n].moves...)
	}
	return out, c.up()
}

func (c *fakeChain) State(_ context.Context, n uint64) (settlement.VaultState, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.tip().state
	if n != settlement.LatestBlock {
		st = c.blocks[n].state
	}
	return settlement.VaultState{
		Seq: st.seq, Paused: st.paused, Balance: metering.BaseUnits{Lo: st.vault}, TotalOwed: metering.BaseUnits{Lo: st.owed},
	}, c.up()
}

func (c *fakeChain) Check(_ context.Context, auths []metering.Authorization) ([]settlement.Check, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	st := c.tip().state.clone()
	checks := make([]settlement.Check, len(auths))
	kinds := map[string]settlement.Fault{
		"": settlement.FaultNone, "authorization is used": settlement.FaultUsed, "authorization is expired": settlement.FaultExpired,
		"transfer amount exceeds balance": settlement.FaultUnfunded,
	}
	for i, a := range auths {
		reason := c.pull(&st, a, [32]byte{})
		checks[i] = settlement.Check{Fault: kinds[reason], Reason: reason}
	}
	return checks, c.up()
}

func (c *fakeChain) Applied(_ context.Context, seq uint64) ([32]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash, ok := c.tip().state.applied[seq]
	if !ok {
		return hash, settlement.ErrUnknown
	}
	return hash, c.up()
}

func (c *fakeChain) Use(_ context.Context, a metering.Authorization) (settlement.Use, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tip().state.used[a.Nonce], c.up()
}

func (c *fakeChain) Nonces(context.Context) (uint64, uint64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tip().state.nonce, c.finalBlock().state.nonce, c.up()
}

func (c *fakeChain) Fees(context.Context) (settlement.Fees, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fees, c.up()
}

func (c *fakeChain) Sign(_ context.Context, tx settlement.Tx) (settlement.Signed, error) {
	raw, err := json.Marshal(tx)
	if err != nil {
		return settlement.Signed{}, err
	}
	hash := sha256.Sum256(raw)
	signed.Store(hash, tx)
	return settlement.Signed{Raw: raw, Hash: hash}, nil
}

func (c *fakeChain) Send(_ context.Context, raw []byte) error {
	if c.sending != nil {
		err := c.sending(raw, false)
		if err != nil {
			return err
		}
	}
	var tx settlement.Tx
	err := json.NewDecoder(bytes.NewReader(raw)).Decode(&tx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	if tx.Nonce >= c.tip().state.nonce && !c.dropAll {
		c.pool[sha256.Sum256(raw)] = tx
	}
	c.mu.Unlock()
	if c.sending != nil {
		return c.sending(raw, true)
	}
	return c.up()
}

// change edits the newest state, as a transaction in the next block would.
func change(edit func(st *fakeState)) func(*fakeState) []settlement.Movement {
	return func(st *fakeState) []settlement.Movement {
		edit(st)
		return nil
	}
}
