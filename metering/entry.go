package metering

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"github.com/farebox/farebox/metering/money"
)

// EntryVersion is the first byte of an encoded entry. The encoding of a version
// is frozen: the hash chain and every proof stand on it.
const EntryVersion = 1

// AssetDefault is the asset id of a gateway's one asset.
const AssetDefault = 1

// EntryKind says what an entry carries. Frozen numbers.
type EntryKind uint8

// The kinds of entry.
const (
	EntryUsage EntryKind = 1
	EntryHold  EntryKind = 2
	EntryEvent EntryKind = 3
)

// Entry is one row of the journal: exactly one of Usage, Hold and Event is set.
type Entry struct {
	Sequence uint64    // 1, 2, 3, … without gaps
	Time     time.Time // UTC; never before an earlier entry of the same agent
	Asset    uint8
	Usage    *UsageRecord
	Hold     *HoldRecord
	Event    *Event
}

// HoldRecord is a hold that is journalled before the upstream is called, on
// routes that charge interrupted calls. It carries all that the call's usage
// record will need if the gateway dies.
type HoldRecord struct {
	RequestID    RequestID
	Agent        AgentID
	Payer        AgentID
	Route        string
	Meter        string
	Price        string
	PriceVersion uint32
	Amount       money.Amount // the ceiling that is held
	Minimum      money.Amount // what policy "minimum" charges
	OnCrash      OnCrash
	Rail         Rail
	Funding      Funding
	Auth         *Authorization
}

// OnCrash says what an interrupted call costs. Frozen numbers.
type OnCrash uint8

// The policies. The zero value releases.
const (
	OnCrashRelease OnCrash = 0 // nothing: the hold is not journalled
	OnCrashMinimum OnCrash = 1 // the price of the least usage that a served call has
	OnCrashCeiling OnCrash = 2 // all that was held
)

// entryHeader is version, kind, asset, sequence and time.
const entryHeader = 1 + 1 + 1 + 8 + 8

// AppendEntry appends the canonical encoding of an entry.
//
//	byte  0      version
//	byte  1      kind
//	byte  2      asset
//	bytes 3-10   sequence, big-endian
//	bytes 11-18  time, Unix nanoseconds, big-endian
//	bytes 19-    fields
//
// It returns an error that wraps ErrEncoding, and b as it was, for an entry that
// could not be read again: one that carries nothing or two things, units out of
// order or not above zero, a signature that is too long, a body that is not JSON.
func AppendEntry(b []byte, e *Entry) ([]byte, error) {
	w := fieldWriter{b: append(b, EntryVersion, 0, e.Asset)}
	w.b = binary.BigEndian.AppendUint64(w.b, e.Sequence)
	w.b = binary.BigEndian.AppendUint64(w.b, uint64(e.Time.UnixNano()))
	var kind EntryKind
	var err error
	switch {
	case e.Usage != nil && e.Hold == nil && e.Event == nil:
		kind, err = EntryUsage, writeUsage(&w, e.Usage)
	case e.Hold != nil && e.Usage == nil && e.Event == nil:
		kind, err = EntryHold, writeHold(&w, e.Hold)
	case e.Event != nil && e.Usage == nil && e.Hold == nil:
		kind, err = EntryEvent, writeEvent(&w, e.Event)
	default:
		err = fmt.Errorf("it carries nothing, or more than one thing: %w", ErrEncoding)
	}
	if err != nil {
		return b, fmt.Errorf("encode entry %d: %w", e.Sequence, err)
	}
	w.b[len(b)+1] = byte(kind)
	return w.b, nil
}

// StampEntry sets the sequence and the time of an encoded entry: an entry is
// encoded before it has its place in the journal.
func StampEntry(b []byte, sequence uint64, at time.Time) {
	binary.BigEndian.PutUint64(b[3:], sequence)
	binary.BigEndian.PutUint64(b[11:], uint64(at.UnixNano()))
}

// DecodeEntry reads an entry. It returns an error that wraps ErrEncoding for
// anything but the one canonical encoding.
func DecodeEntry(b []byte) (*Entry, error) {
	if len(b) < entryHeader || b[0] != EntryVersion {
		return nil, fmt.Errorf("decode entry: unknown version or cut short: %w", ErrEncoding)
	}
	e := &Entry{
		Asset:    b[2],
		Sequence: binary.BigEndian.Uint64(b[3:]),
		Time:     time.Unix(0, int64(binary.BigEndian.Uint64(b[11:]))).UTC(),
	}
	r := fieldReader{rest: b[entryHeader:]}
	switch EntryKind(b[1]) {
	case EntryUsage:
		e.Usage = readUsage(&r)
		e.Usage.Sequence, e.Usage.Time = e.Sequence, e.Time
	case EntryHold:
		e.Hold = readHold(&r)
	case EntryEvent:
		e.Event = readEvent(&r)
	default:
		return nil, fmt.Errorf("decode entry: unknown kind %d: %w", b[1], ErrEncoding)
	}
	err := r.done()
	if err != nil {
		return nil, fmt.Errorf("decode entry %d: %w", e.Sequence, err)
	}
	again, err := AppendEntry(make([]byte, 0, len(b)), e)
	if err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("decode entry %d: %w", e.Sequence, ErrEncoding)
	}
	return e, nil
}

func writeUsage(w *fieldWriter, u *UsageRecord) error {
	err := u.Units.Check()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	w.bytes(1, u.RequestID[:])
	w.text(2, string(u.Agent))
	w.text(3, string(u.Payer))
	w.text(4, u.Route)
	w.text(5, u.Meter)
	w.text(6, u.Price)
	w.uint(7, uint64(u.PriceVersion))
	w.units(8, u.Units)
	w.uint(9, uint64(u.UsageState))
	w.amount(10, u.Hold)
	w.amount(11, u.Charge)
	w.amount(12, u.Granted)
	w.uint(13, uint64(u.State))
	w.text(14, u.Outcome)
	w.list(15, u.Flags)
	w.uint(16, uint64(u.Status))
	w.uint(17, uint64(u.Rail))
	w.uint(18, uint64(u.Funding))
	w.uint(19, u.HoldSeq)
	return writeAuth(w, 20, u.Auth)
}

func readUsage(r *fieldReader) *UsageRecord {
	u := &UsageRecord{}
	readRequestID(r, 1, &u.RequestID)
	u.Agent = AgentID(r.text(2))
	u.Payer = AgentID(r.text(3))
	u.Route = r.text(4)
	u.Meter = r.text(5)
	u.Price = r.text(6)
	u.PriceVersion = uint32(r.uint(7, 1<<32-1))
	u.Units = r.units(8)
	u.UsageState = UsageState(r.uint(9, 255))
	u.Hold = r.amount(10)
	u.Charge = r.amount(11)
	u.Granted = r.amount(12)
	u.State = RecordState(r.uint(13, 255))
	u.Outcome = r.text(14)
	u.Flags = r.list(15)
	u.Status = uint16(r.uint(16, 1<<16-1))
	u.Rail = Rail(r.uint(17, 255))
	u.Funding = Funding(r.uint(18, 255))
	u.HoldSeq = r.uint(19, maxUint)
	u.Auth = readAuth(r, 20)
	return u
}

func writeHold(w *fieldWriter, h *HoldRecord) error {
	w.bytes(1, h.RequestID[:])
	w.text(2, string(h.Agent))
	w.text(3, string(h.Payer))
	w.text(4, h.Route)
	w.text(5, h.Meter)
	w.text(6, h.Price)
	w.uint(7, uint64(h.PriceVersion))
	w.amount(8, h.Amount)
	w.amount(9, h.Minimum)
	w.uint(10, uint64(h.OnCrash))
	w.uint(11, uint64(h.Rail))
	w.uint(12, uint64(h.Funding))
	return writeAuth(w, 13, h.Auth)
}

func readHold(r *fieldReader) *HoldRecord {
	h := &HoldRecord{}
	readRequestID(r, 1, &h.RequestID)
	h.Agent = AgentID(r.text(2))
	h.Payer = AgentID(r.text(3))
	h.Route = r.text(4)
	h.Meter = r.text(5)
	h.Price = r.text(6)
	h.PriceVersion = uint32(r.uint(7, 1<<32-1))
	h.Amount = r.amount(8)
	h.Minimum = r.amount(9)
	h.OnCrash = OnCrash(r.uint(10, 255))
	h.Rail = Rail(r.uint(11, 255))
	h.Funding = Funding(r.uint(12, 255))
	h.Auth = readAuth(r, 13)
	return h
}

func writeEvent(w *fieldWriter, e *Event) error {
	w.text(1, e.Type)
	w.text(2, e.Ref)
	if len(e.Transfers) > 0 {
		w.bytes(3, encodeTransfers(e.Transfers))
	}
	if len(e.Marks) > 0 {
		w.bytes(4, encodeMarks(e.Marks))
	}
	if len(e.Body) > 0 && !json.Valid(e.Body) {
		return fmt.Errorf("the body of event %s is not JSON: %w", e.Type, ErrEncoding)
	}
	w.bytes(5, e.Body)
	return nil
}

func readEvent(r *fieldReader) *Event {
	e := &Event{}
	e.Type = r.text(1)
	e.Ref = r.text(2)
	e.Transfers = decodeTransfers(r, r.next(3))
	e.Marks = decodeMarks(r, r.next(4))
	if b := r.next(5); b != nil {
		e.Body = bytes.Clone(b)
	}
	return e
}

func readRequestID(r *fieldReader, tag byte, id *RequestID) {
	v := r.next(tag)
	if len(v) != len(id) {
		r.fail(tag)
		return
	}
	copy(id[:], v)
}

func writeAuth(w *fieldWriter, tag byte, a *Authorization) error {
	if a == nil {
		return nil
	}
	size := authorizationFixed + len(a.Signature)
	w.b = binary.AppendUvarint(append(w.b, tag), uint64(size))
	b, err := a.AppendBinary(w.b)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	w.b = b
	return nil
}

func readAuth(r *fieldReader, tag byte) *Authorization {
	v := r.next(tag)
	if v == nil {
		return nil
	}
	a, err := ParseAuthorization(v)
	if err != nil {
		r.fail(tag)
		return nil
	}
	return &a
}

func encodeTransfers(ts []Transfer) []byte {
	var w fieldWriter
	for _, t := range ts {
		w.text(1, string(t.From))
		w.text(2, string(t.To))
		w.amount(3, t.Amount)
		w.b = append(w.b, 0)
	}
	return w.b
}

func decodeTransfers(r *fieldReader, v []byte) []Transfer {
	var ts []Transfer
	for len(v) > 0 && r.err == nil {
		in := fieldReader{rest: v}
		t := Transfer{From: Account(in.text(1)), To: Account(in.text(2)), Amount: in.amount(3)}
		v = endOfItem(r, &in, 3)
		ts = append(ts, t)
	}
	return ts
}

func encodeMarks(ms []Mark) []byte {
	var w fieldWriter
	for _, m := range ms {
		w.uint(1, m.Seq)
		w.uint(2, uint64(m.State))
		w.text(3, m.Reason)
		w.b = append(w.b, 0)
	}
	return w.b
}

func decodeMarks(r *fieldReader, v []byte) []Mark {
	var ms []Mark
	for len(v) > 0 && r.err == nil {
		in := fieldReader{rest: v}
		m := Mark{Seq: in.uint(1, maxUint), State: PaymentState(in.uint(2, 255)), Reason: in.text(3)}
		v = endOfItem(r, &in, 4)
		ms = append(ms, m)
	}
	return ms
}

// endOfItem checks the zero byte that ends an item of a list and returns what
// follows it.
func endOfItem(r, in *fieldReader, tag byte) []byte {
	if in.err != nil || len(in.rest) == 0 || in.rest[0] != 0 {
		r.fail(tag)
		return nil
	}
	return in.rest[1:]
}
