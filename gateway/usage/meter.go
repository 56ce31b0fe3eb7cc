package usage

import (
	"github.com/farebox/farebox/metering"
)

// Flags of a Result.
const (
	// FlagInvalid: a usage object came that cannot be billed.
	FlagInvalid = "usage_invalid"
	// FlagInconsistent: the provider's figures contradict each other.
	FlagInconsistent = "usage_inconsistent"
	// FlagIncomplete: the usage object lacks one of its totals.
	FlagIncomplete = "usage_incomplete"
	// FlagMissing: bytes came, but no usage.
	FlagMissing = "usage_missing"
	// FlagOverBound: the provider reports more than the request allowed. The
	// charge is capped at the hold.
	FlagOverBound = "usage_over_bound"
	// FlagTruncated: the reply ended before it was complete.
	FlagTruncated = "truncated"
	// FlagMalformed: the reply, or an event of it, is not JSON.
	FlagMalformed = "malformed"
	// FlagOversize: an event exceeded MaxEvent and was passed on unread.
	FlagOversize = "event_too_large"
	// FlagEncoding: the reply came in a content encoding that is not read.
	FlagEncoding = "encoding_unreadable"
	// FlagEncoded: the reply came in gzip though identity was asked for. It was
	// read, but its end could be withheld only as the end of the body.
	FlagEncoded = "encoded"
	// FlagBomb: the gzip reply expands beyond the limit; the rest was not read.
	FlagBomb = "encoding_bomb"
	// FlagStreamError: the stream carried an error event.
	FlagStreamError = "stream_error"
)

// MaxRaw is how many bytes of the provider's usage object a Result keeps.
const MaxRaw = 4 << 10

// Result is what one call used. State says where the units come from:
//
//   - reported: the provider's own figures, an explicit zero included, or our count;
//   - partial: the provider's figures, incomplete, contradictory or from a reply
//     that was cut; what is missing is estimated;
//   - estimated: nothing came that can be billed; counted from what went by;
//   - absent: nothing came and nothing could be counted, since no byte came or the
//     reply cannot be read (FlagEncoding). There are no units, and the caller
//     charges by its own rule.
type Result struct {
	Units metering.Units
	State metering.UsageState
	Raw   []byte   // the provider's usage object as it came; nil if none or above MaxRaw
	Flags []string // sorted, each once; nil if none

	Bytes   uint64 // bytes of the body as they came from the upstream
	Events  uint64 // events with data, of a stream
	Content uint64 // bytes of text that the model's messages carried
}

// Meter reads one reply. It is not safe for concurrent use.
type Meter interface {
	// Feed takes the next bytes of the body and returns those that may go to the
	// client now. The result may alias chunk, and is valid until the next call.
	// After Finish it returns chunk as it is.
	Feed(chunk []byte) []byte
	// Gated reports that the end of the reply was seen within the body (for a
	// stream of chat completions the event [DONE]) and is withheld. The caller
	// forwards what Feed returned, calls Finish, and records the result. It feeds
	// nothing more before Finish: that would be withheld in memory.
	Gated() bool
	// Finish ends the metering: at Gated, at the end of the body, and on every
	// other way out, since it frees what the meter holds. complete says that the
	// body ended as the upstream promised; it counts as complete when Gated. The
	// bytes in rest were withheld: they may go to the client once the result is
	// recorded. A second call returns the same result and no rest.
	Finish(complete bool) (r Result, rest []byte)
}

// counter is the meter of calls and bytes: it withholds nothing, so that the
// caller's own hold on the last byte is the gate.
type counter struct {
	kind     metering.Kind
	bytes    uint64
	finished *Result
}

var _ Meter = (*counter)(nil)

// NewCall returns a meter that counts the call itself.
func NewCall() Meter { return &counter{kind: metering.KindCall} }

// NewBytes returns a meter that counts the bytes of the body as the upstream
// sent them.
func NewBytes() Meter { return &counter{kind: metering.KindBytes} }

func (c *counter) Feed(chunk []byte) []byte {
	if c.finished == nil {
		c.bytes += uint64(len(chunk))
	}
	return chunk
}

func (c *counter) Gated() bool { return false }

func (c *counter) Finish(complete bool) (Result, []byte) {
	if c.finished != nil {
		return *c.finished, nil
	}
	n := uint64(1)
	if c.kind == metering.KindBytes {
		n = c.bytes
	}
	c.finished = &Result{Units: metering.Count(c.kind, n), State: metering.UsageReported, Bytes: c.bytes}
	if !complete {
		c.finished.Flags = []string{FlagTruncated}
	}
	return *c.finished, nil
}
