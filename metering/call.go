package metering

import (
	"sync/atomic"

	"github.com/farebox/farebox/metering/money"
)

// Call is what a caller asks for, before admission.
type Call struct {
	RequestID RequestID
	Agent     AgentID // who owns the record
	// Plan admits an agent that is not known yet and becomes its plan: a foreign
	// issuer's, or the one for payers. Empty: unknown agents are refused.
	Plan    string
	Payer   AgentID // on a payment rail, else empty
	Route   string
	Meter   string
	Price   *Price
	Bound   Units // the most that the call can use
	Least   Units // the least that a served call uses, for OnCrashMinimum
	Rail    Rail
	Funding Funding
	OnCrash OnCrash
	Auth    *Authorization // of an exact payment
	Caps    Caps           // of FundPayerReceivable
}

// Caps bound what a payer may owe before its authorizations are settled.
type Caps struct {
	Balance  money.Amount // the payer's own money on chain
	PerPayer money.Amount
	NewPayer money.Amount // instead of PerPayer, for one who never settled
	Total    money.Amount // over all payers
}

// Hold is an admitted call: Amount is reserved until the hold ends, once, in a
// post or a release.
type Hold struct {
	Call
	Amount  money.Amount
	HoldSeq uint64 // journal sequence, 0 when the hold is only in memory
	// Available is what was left of the funding account's money when the call was
	// admitted, this hold already taken off.
	Available money.Amount

	ended uint32
}

// Finish marks the hold as ended and reports whether this call did it: of any
// number of racing calls one gets true. It is for the store that made the hold.
func (h *Hold) Finish() bool { return atomic.CompareAndSwapUint32(&h.ended, 0, 1) }

// End is how an admitted call ended.
type End struct {
	Units      Units
	UsageState UsageState
	Outcome    string
	Flags      []string // sorted
	Status     uint16
}

// Words for End.Outcome.
const (
	OutcomeOK              = "ok"
	OutcomeClientGone      = "client_gone"         // the client left before the end
	OutcomeUpstreamError   = "upstream_error"      // the upstream answered with an error status
	OutcomeUpstreamRefused = "upstream_refused"    // no connection, or none of its answers was HTTP
	OutcomeUpstreamTimeout = "upstream_timeout"    // it went silent
	OutcomeUpstreamAborted = "upstream_aborted"    // it died in the middle of the body
	OutcomeNotStarted      = "not_started"         // a journalled hold whose call never reached the upstream
	OutcomeInterrupted     = "gateway_interrupted" // the gateway died while the call was in flight
)

// Words for End.Flags.
const (
	FlagCapped     = "capped"    // usage cost more than the hold; the hold was charged
	FlagEstimated  = "estimated" // the charge stands on an estimate
	FlagUnpriced   = "unpriced"  // a kind without a price was billed at the input or output price
	FlagRecovered  = "recovered" // resolved by policy after a crash
	FlagLateSettle = "late"      // the payment landed after its call had given up
)
