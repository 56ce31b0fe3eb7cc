package metering

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/farebox/farebox/metering/money"
)

// RequestID names one call: 48 bits of milliseconds since 1970 and 128 random
// bits. The time makes ids nearly ascending, which keeps their index cheap; the
// random part makes an id a secret that its caller alone knows.
type RequestID [22]byte

// NewRequestID returns a fresh id; random is crypto/rand in production.
func NewRequestID(now time.Time, random io.Reader) (RequestID, error) {
	var id RequestID
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(id[:6], ms[2:])
	if random == nil {
		random = rand.Reader
	}
	_, err := io.ReadFull(random, id[6:])
	if err != nil {
		return RequestID{}, fmt.Errorf("make request id: %w", err)
	}
	return id, nil
}

// String returns 44 lower-case hex digits.
func (id RequestID) String() string { return hex.EncodeToString(id[:]) }

// ParseRequestID is the inverse of String.
func ParseRequestID(s string) (RequestID, error) {
	var id RequestID
	if len(s) != 2*len(id) {
		return RequestID{}, fmt.Errorf("parse request id: want %d hex digits, got %d characters", 2*len(id), len(s))
	}
	_, err := hex.Decode(id[:], []byte(s))
	if err != nil {
		return RequestID{}, fmt.Errorf("parse request id: %w", err)
	}
	return id, nil
}

// MarshalText implements encoding.TextMarshaler.
func (id RequestID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *RequestID) UnmarshalText(text []byte) error {
	v, err := ParseRequestID(string(text))
	*id = v
	return err
}

// Rail is the door through which a call was paid. Frozen numbers.
type Rail uint8

// The rails.
const (
	RailToken Rail = 1 // prepaid money of the agent that a bearer token names
	RailExact Rail = 2 // x402 exact: one EIP-3009 authorization
	RailBatch Rail = 3 // x402 batch-settlement: a channel's voucher
	RailMPP   Rail = 4
)

var railNames = [...]string{RailToken: "token", RailExact: "exact", RailBatch: "batch-settlement", RailMPP: "mpp"}

// String returns the rail's name in usage items.
func (r Rail) String() string { return nameOf(railNames[:], uint8(r)) }

// Funding says which account pays a charge. Frozen numbers.
type Funding uint8

// The sources of a charge.
const (
	FundAgentPrepaid    Funding = 1 // the record's agent's prepaid account
	FundPayerReceivable Funding = 2 // the payer owes it: its authorization is settled later
	FundPayerPrepaid    Funding = 3 // the payer's credit: settled before, or left from a failed call
)

// UsageState says how well the quantity is known. Frozen numbers.
type UsageState uint8

// The states of usage: an explicit zero is reported, a missing one is not.
const (
	UsageReported  UsageState = 1 // counted by us, or reported by the upstream in full
	UsagePartial   UsageState = 2 // reported, but not in a way that adds up
	UsageEstimated UsageState = 3 // not reported: counted from what went by
	UsageAbsent    UsageState = 4 // not known
)

var usageStateNames = [...]string{
	UsageReported: "reported", UsagePartial: "partial", UsageEstimated: "estimated", UsageAbsent: "absent",
}

// String returns the state's name in usage items.
func (s UsageState) String() string { return nameOf(usageStateNames[:], uint8(s)) }

// RecordState is the state of a usage record. Frozen numbers.
type RecordState uint8

// The states of a record.
const (
	RecordPosted        RecordState = 1 // charged (the charge may be zero)
	RecordReleased      RecordState = 2 // reached an upstream and is not charged
	RecordIndeterminate RecordState = 3 // interrupted by a crash, resolved by the route's policy
	RecordHeld          RecordState = 4 // in flight; never in a record on disk
)

var recordStateNames = [...]string{
	RecordPosted: "posted", RecordReleased: "released", RecordIndeterminate: "indeterminate", RecordHeld: "held",
}

// String returns the state's name in usage items.
func (s RecordState) String() string { return nameOf(recordStateNames[:], uint8(s)) }

// ParseRecordState is the inverse of RecordState.String.
func ParseRecordState(name string) (RecordState, bool) {
	for i, n := range recordStateNames {
		if n != "" && n == name {
			return RecordState(i), true
		}
	}
	return 0, false
}

func nameOf(names []string, i uint8) string {
	if int(i) < len(names) && names[i] != "" {
		return names[i]
	}
	return fmt.Sprintf("unknown-%d", i)
}

// UsageRecord is how one call ended: the row that is charged, invoiced and
// proved. It never changes once it is on disk.
type UsageRecord struct {
	RequestID    RequestID
	Agent        AgentID
	Payer        AgentID // the payer's agent id on a payment rail, else empty
	Route        string
	Meter        string
	Price        string
	PriceVersion uint32
	Units        Units
	UsageState   UsageState
	Hold         money.Amount // what was reserved
	Charge       money.Amount
	Granted      money.Amount // the part of Charge that came from given credit
	State        RecordState
	Outcome      string   // "ok", or why it ended otherwise: a short fixed word
	Flags        []string // what an auditor should look at, fixed words, sorted
	Status       uint16   // the HTTP status the client got, 0 when there was none
	Rail         Rail
	Funding      Funding
	HoldSeq      uint64         // journal sequence of the hold, 0 when it was only in memory
	Auth         *Authorization // the evidence of an exact payment that is still to be settled

	// Set by the journal.
	Sequence uint64
	Time     time.Time // of posting, UTC
}

// Transfers returns the movements of money that the record stands for: none
// where nothing is charged, two where given credit covers a part.
func (r *UsageRecord) Transfers() ([]Transfer, error) {
	if r.Charge.Sign() <= 0 {
		return nil, nil
	}
	var from, granted Account
	switch r.Funding {
	case FundAgentPrepaid:
		from, granted = PrepaidAccount(r.Agent), GrantAccount(r.Agent)
	case FundPayerReceivable:
		from, granted = ReceivableAccount(r.Payer), GrantAccount(r.Payer)
	case FundPayerPrepaid:
		from, granted = PrepaidAccount(r.Payer), GrantAccount(r.Payer)
	default:
		return nil, fmt.Errorf("read usage %s: unknown funding %d", r.RequestID, r.Funding)
	}
	rest, err := r.Charge.Sub(r.Granted)
	if err != nil || rest.Sign() < 0 || r.Granted.Sign() < 0 {
		return nil, fmt.Errorf("read usage %s: granted part %s of a charge of %s", r.RequestID, r.Granted, r.Charge)
	}
	var ts []Transfer
	if r.Granted.Sign() > 0 {
		ts = append(ts, Transfer{From: granted, To: GrantedRevenueAccount(r.Route), Amount: r.Granted})
	}
	if rest.Sign() > 0 {
		ts = append(ts, Transfer{From: from, To: RevenueAccount(r.Route), Amount: rest})
	}
	return ts, nil
}

// Period returns the start of the UTC month that a time falls in: accumulators
// of graduated prices start again there.
func Period(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}
