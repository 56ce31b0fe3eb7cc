package usage

import (
	"fmt"
	"strconv"

	"github.com/farebox/farebox/metering"
)

// maxCount is the largest count that is believed: the largest integer that every
// JSON reader holds exactly (RFC 8259, section 6). Sums of a few cannot overflow.
const maxCount = 1<<53 - 1

// count is a figure that a provider may leave out.
type count struct {
	n   uint64
	set bool
}

// chatUsage is OpenAI's usage object of a chat completion.
type chatUsage struct {
	prompt, completion, total               count
	cached, cacheWrite, audioIn, imageIn    count
	reasoning, audioOut, accepted, rejected count
}

// parseChatUsage reads a usage object. Members that it does not know may hold
// anything; a count that is not a whole number from 0 to maxCount, and a member
// that stands twice, are errUsage.
func parseChatUsage(raw []byte) (chatUsage, error) {
	var u chatUsage
	err := eachMember(raw, func(name string, value member) error {
		switch name {
		case "prompt_tokens":
			return parseCount(name, value, &u.prompt)
		case "completion_tokens":
			return parseCount(name, value, &u.completion)
		case "total_tokens":
			return parseCount(name, value, &u.total)
		case "prompt_tokens_details":
			return parseCounts(value, map[string]*count{
				"cached_tokens": &u.cached, "cache_write_tokens": &u.cacheWrite,
				"audio_tokens": &u.audioIn, "image_tokens": &u.imageIn,
			})
		case "completion_tokens_details":
			return parseCounts(value, map[string]*count{
				"reasoning_tokens": &u.reasoning, "audio_tokens": &u.audioOut,
				"accepted_prediction_tokens": &u.accepted, "rejected_prediction_tokens": &u.rejected,
			})
		}
		return nil
	})
	if err != nil {
		return chatUsage{}, fmt.Errorf("read usage: %w: %w", errUsage, err)
	}
	return u, nil
}

// parseCounts reads an object of details; null is none.
func parseCounts(value member, counts map[string]*count) error {
	if value.isNull() {
		return nil
	}
	return eachMember(value.raw, func(name string, v member) error {
		c, ok := counts[name]
		if !ok {
			return nil
		}
		return parseCount(name, v, c)
	})
}

// parseCount reads one figure; null is none.
func parseCount(name string, value member, c *count) error {
	if value.isNull() {
		return nil
	}
	n, err := strconv.ParseUint(string(value.raw), 10, 64)
	if err != nil || n > maxCount {
		return fmt.Errorf("read %s: %.40q is not a whole number from 0 to %d", name, value.raw, uint64(maxCount))
	}
	*c = count{n, true}
	return nil
}

// verdict is what units a usage object stands for, and how far it is believed.
type verdict struct {
	units metering.Units
	state metering.UsageState
	flags []string
}

// bill turns OpenAI's overlapping figures into disjoint units by the rules of the
// package comment. estimate holds what to take for a total that is missing.
func (u chatUsage) bill(estIn, estOut uint64) verdict {
	v := verdict{state: metering.UsageReported}
	u.complete(estIn, estOut, &v)
	in, out := u.prompt.n, u.completion.n
	consistent := true
	if u.total.set && u.total.n != in+out {
		consistent = false
		out = max(out, u.total.n-min(u.total.n, in))
	}
	cached, write, audioIn, imageIn := u.cached.n, u.cacheWrite.n, u.audioIn.n, u.imageIn.n
	parts := cached + write + audioIn + imageIn
	if parts > in {
		consistent = false
		cached, write, audioIn, imageIn, parts = 0, 0, 0, 0, 0
	}
	audioOut, reasoning := u.audioOut.n, u.reasoning.n
	if audioOut > out {
		consistent = false
		audioOut = 0
	}
	if reasoning > out-audioOut {
		consistent = false
		reasoning = out - audioOut
	}
	if u.accepted.n+u.rejected.n > out {
		consistent = false
	}
	if !consistent {
		v.state = metering.UsagePartial
		v.flags = append(v.flags, FlagInconsistent)
	}
	v.units = join(
		metering.Count(metering.KindInput, in-parts),
		metering.Count(metering.KindCacheRead, cached),
		metering.Count(metering.KindCacheWrite, write),
		metering.Count(metering.KindOutput, out-audioOut),
		metering.Count(metering.KindReasoning, reasoning),
		metering.Count(metering.KindAudioIn, audioIn),
		metering.Count(metering.KindAudioOut, audioOut),
		metering.Count(metering.KindImageIn, imageIn),
	)
	return v
}

// complete fills in a total that is missing: from the sum if that was reported,
// else by the estimate. It never credits, so the larger of the two counts.
func (u *chatUsage) complete(estIn, estOut uint64, v *verdict) {
	if u.prompt.set && u.completion.set {
		return
	}
	v.state = metering.UsagePartial
	v.flags = append(v.flags, FlagIncomplete)
	rest := func(other count) uint64 {
		if !u.total.set || !other.set {
			return 0
		}
		return u.total.n - min(u.total.n, other.n)
	}
	prompt, completion := u.prompt, u.completion
	if !prompt.set {
		u.prompt.n = max(estIn, rest(completion))
	}
	if !completion.set {
		u.completion.n = max(estOut, rest(prompt))
	}
	if !prompt.set || !completion.set {
		u.total.set = u.total.set && u.total.n > u.prompt.n+u.completion.n
	}
}

// join concatenates units that are in ascending order of kind.
func join(parts ...metering.Units) metering.Units {
	var all metering.Units
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
