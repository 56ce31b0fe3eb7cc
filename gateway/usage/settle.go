package usage

import (
	"slices"

	"github.com/farebox/farebox/metering"
)

// settle decides the units.
func (m *chat) settle(complete bool) Result {
	r := Result{State: metering.UsageAbsent, Bytes: m.bytes, Events: m.events, Content: m.content}
	in, out := m.estimate()
	u, err := chatUsage{}, error(nil)
	if m.usage != nil {
		u, err = parseChatUsage(m.usage)
	}
	switch {
	case m.bytes == 0 || m.format == formatUnread:
	case m.usage == nil || m.badLast || err != nil:
		if m.usage == nil {
			m.flag(FlagMissing)
		} else {
			m.flag(FlagInvalid)
		}
		r.State = metering.UsageEstimated
		r.Units = join(metering.Count(metering.KindInput, in), metering.Count(metering.KindOutput, out))
	default:
		v := u.bill(in, out)
		r.Units, r.State = v.units, v.state
		for _, f := range v.flags {
			m.flag(f)
		}
		if m.broken || !m.final && (!complete || m.format == formatJSON) {
			r.State = metering.UsagePartial
		}
		if m.reply.Request.exceeded(r.Units) {
			m.flag(FlagOverBound)
		}
	}
	if len(m.usage) > 0 && len(m.usage) <= MaxRaw {
		r.Raw = m.usage
	}
	slices.Sort(m.flags)
	r.Flags = slices.Compact(m.flags)
	return r
}

// estimate returns the tokens to take where the provider reports none, by the
// rule of the package comment.
func (m *chat) estimate() (in, out uint64) {
	info := m.reply.Request
	in = min(quarter(uint64(max(info.Bytes, 0))), info.input())
	out = min(quarter(m.content+m.unread), info.output())
	return in, out
}

// quarter returns the estimated tokens of n bytes of text.
func quarter(n uint64) uint64 { return n/4 + min(n%4, 1) }
