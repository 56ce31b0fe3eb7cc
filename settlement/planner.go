package settlement

import (
	"cmp"
	"slices"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Gas of a batch, by rows (measured with genuine USDC). What is not used is not
// paid for; a row that finds too little gas is not lost, it comes again.
//
// gasBase is 100,000 for the transaction and the Batch event, and what the vault
// wants at hand before it tries a row: 466,000 for an authorization, and
// 110,000 for each line and two more of an allocation.
const (
	gasBase       = 100_000 + 1_200_000
	gasRow        = 60_000
	gasAllocation = 30_000
	gasShare      = 25_000
	sharesGuess   = 8 // lines of a split table that the formula provides for
)

// bytesBase is the calldata of a batch without rows, bytesRow that of a row
// without its signature, bytesAllocation that of an allocation.
const (
	bytesBase       = 4 + 32*14
	bytesRow        = 32 * 8
	bytesAllocation = 64
)

// mustSettleFirst reports whether somebody waits for the payment.
func mustSettleFirst(p metering.Purpose) bool {
	return p == metering.PurposeFirst || p == metering.PurposeTopUp
}

// inDueOrder sorts payments as batches take them: what must settle first, then
// what expires first, then the oldest.
func inDueOrder(ps []metering.Payment) {
	slices.SortFunc(ps, func(a, b metering.Payment) int {
		if first := mustSettleFirst(a.Purpose); first != mustSettleFirst(b.Purpose) {
			if first {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Auth.ValidBefore, b.Auth.ValidBefore), cmp.Compare(a.Seq, b.Seq))
	})
}

// room is what is left of a batch's limits.
type room struct {
	rows  int
	gas   uint64
	bytes int
	row   uint64 // gas of one row
}

func (l Limits) room(allocations int) room {
	r := room{rows: l.Rows, bytes: l.Bytes - bytesBase - allocations*bytesAllocation, row: l.RowGas}
	used := l.gasOf(0, allocations)
	if l.Gas > used {
		r.gas = l.Gas - used
	}
	return r
}

// take makes room smaller by a payment and reports whether it fitted.
func (r *room) take(p *metering.Payment) bool {
	size := bytesRow + (len(p.Auth.Signature)+31)/32*32
	if r.rows < 1 || r.gas < r.row || r.bytes < size {
		return false
	}
	r.rows--
	r.gas -= r.row
	r.bytes -= size
	return true
}

// gasOf returns the gas limit of a batch.
func (l Limits) gasOf(rows, allocations int) uint64 {
	return gasBase + uint64(rows)*l.RowGas + uint64(allocations)*(gasAllocation+sharesGuess*gasShare)
}

// demand is what the planner knows when it asks whether a batch is due.
type demand struct {
	now        time.Time
	waiting    bool         // a payment that must settle first
	asked      bool         // by the operator
	nextExpiry uint64       // the earliest validBefore, Unix seconds; 0 when nothing is pending
	unsettled  money.Amount // what payers owe
	lastBatch  time.Time    // when the last batch was sealed, or the engine started
}

// due says why a batch is due now, or returns the empty string.
func (c *Config) due(d demand) string {
	expires := time.Unix(int64(min(d.nextExpiry, 1<<40)), 0)
	switch {
	case d.asked:
		return "asked"
	case d.waiting:
		return "waiting"
	case d.nextExpiry > 0 && !d.now.Before(expires.Add(-c.Margin)):
		return "expiry"
	case c.Value.Sign() > 0 && !d.unsettled.Less(c.Value):
		return "value"
	case c.Every > 0 && !d.now.Before(d.lastBatch.Add(c.Every)):
		return "age"
	}
	return ""
}
