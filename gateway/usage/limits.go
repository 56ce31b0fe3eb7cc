package usage

import (
	"fmt"

	"github.com/farebox/farebox/metering"
)

// Defaults of ChatLimits.
const (
	DefaultBody   = 10 << 20
	DefaultDepth  = 64
	DefaultOutput = 4096
	DefaultMax    = 32768
	DefaultN      = 8
	DefaultMember = memberCompletion
)

// The members that cap the output, and the largest limits that make sense: with
// them no bound can overflow.
const (
	memberCompletion = "max_completion_tokens"
	memberTokens     = "max_tokens"

	maxOutput = 1 << 32
	maxN      = 1 << 16
)

// ChatLimits bounds a chat completion request. The zero value means the defaults.
type ChatLimits struct {
	Body   int      // bytes of the body
	Depth  int      // containers within each other
	Output uint64   // output tokens per choice where the request names none
	Max    uint64   // output tokens per choice at most; a higher figure is lowered to it
	N      uint64   // choices at most
	Member string   // the member that Output is sent as: max_completion_tokens or max_tokens
	Refuse []string // top-level members to refuse besides those that are known to have no bound
}

// Validate returns what is wrong with the limits, so that a configuration can be
// refused before it serves.
func (l ChatLimits) Validate() error {
	switch {
	case l.Body < 0 || l.Depth < 0:
		return fmt.Errorf("check chat limits: body %d and depth %d must not be negative", l.Body, l.Depth)
	case l.Max > maxOutput || l.N > maxN:
		return fmt.Errorf("check chat limits: max %d and n %d must be at most %d and %d", l.Max, l.N, maxOutput, maxN)
	case l.Output > l.orDefaults().Max:
		return fmt.Errorf("check chat limits: output %d exceeds max %d", l.Output, l.orDefaults().Max)
	case l.Member != "" && l.Member != memberCompletion && l.Member != memberTokens:
		return fmt.Errorf("check chat limits: member %.40q must be %s or %s", l.Member, memberCompletion, memberTokens)
	}
	return nil
}

// orDefaults replaces what is absent, and what Validate refuses, so that a bound
// is true whatever the configuration.
func (l ChatLimits) orDefaults() ChatLimits {
	if l.Body <= 0 {
		l.Body = DefaultBody
	}
	if l.Depth <= 0 {
		l.Depth = DefaultDepth
	}
	if l.Max == 0 {
		l.Max = DefaultMax
	}
	if l.Output == 0 {
		l.Output = DefaultOutput
	}
	if l.N == 0 {
		l.N = DefaultN
	}
	if l.Member != memberTokens {
		l.Member = DefaultMember
	}
	l.Max, l.N = min(l.Max, maxOutput), min(l.N, maxN)
	l.Output = min(l.Output, l.Max)
	return l
}

// ChatInfo is what a chat completion request asks for.
type ChatInfo struct {
	Model        string
	Stream       bool
	IncludeUsage bool   // the client asked for usage in the stream
	N            uint64 // choices
	OutputCap    uint64 // output tokens per choice at most
	Bytes        int    // of the body as forwarded
	// Bound is the most that the call can use: KindInput is one token per byte of
	// the body and covers every kind of input, KindOutput every kind of output.
	Bound metering.Units
}

func (i ChatInfo) input() uint64  { return whole(i.Bound.Of(metering.KindInput)) }
func (i ChatInfo) output() uint64 { return whole(i.Bound.Of(metering.KindOutput)) }

// exceeded reports whether the provider counts more than the bound.
func (i ChatInfo) exceeded(u metering.Units) bool {
	var in, out uint64
	for _, x := range u {
		switch x.Kind {
		case metering.KindOutput, metering.KindAudioOut:
			out += whole(x.Quantity)
		case metering.KindReasoning: // is part of the output
		default:
			in += whole(x.Quantity)
		}
	}
	return in > i.input() || out > i.output()
}

// whole returns a quantity of tokens, which this package makes of integers only.
func whole(q metering.Quantity) uint64 {
	n, _ := q.Whole()
	return n
}
