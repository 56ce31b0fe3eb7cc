package usage_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

// read is what a client and a ledger saw of one reply.
type read struct {
	before string // released before the result was out
	after  string // withheld until then
	gated  bool
	result usage.Result
}

// feed runs a body through a meter as a proxy does, in chunks that end at cuts.
func feed(m usage.Meter, body string, complete bool, cuts ...int) read {
	var r read
	var before, after strings.Builder
	from := 0
	for _, c := range append(slices.Clone(cuts), len(body)) {
		chunk := []byte(body[from:c])
		from = c
		if r.gated {
			after.Write(m.Feed(chunk))
			continue
		}
		before.Write(m.Feed(chunk))
		if m.Gated() {
			var rest []byte
			r.gated = true
			r.result, rest = m.Finish(true)
			after.Write(rest)
		}
	}
	if !r.gated {
		var rest []byte
		r.result, rest = m.Finish(complete)
		after.Write(rest)
	}
	r.before, r.after = before.String(), after.String()
	return r
}

// everyByte are the cuts that make every chunk one byte.
func everyByte(body string) []int {
	cuts := make([]int, 0, len(body))
	for i := 1; i < len(body); i++ {
		cuts = append(cuts, i)
	}
	return cuts
}

// request is the request that the replies of these tests answer: 400 bytes, so
// 100 estimated tokens of input, and at most 1000 of output.
func request(stream, asked bool) usage.ChatInfo {
	return usage.ChatInfo{
		Model: "m", Stream: stream, IncludeUsage: asked, N: 1, OutputCap: 1000, Bytes: 400,
		Bound: metering.Units{
			metering.Count(metering.KindInput, 4000)[0], metering.Count(metering.KindOutput, 1000)[0],
		},
	}
}

func stream(asked bool) usage.Meter {
	return usage.NewChat(usage.ChatReply{Request: request(true, asked), ContentType: "text/event-stream; charset=utf-8"})
}

func whole() usage.Meter {
	return usage.NewChat(usage.ChatReply{Request: request(false, false), ContentType: "application/json"})
}

// unitsText returns units as JSON, "{}" for none.
func unitsText(t *testing.T, u metering.Units) string {
	t.Helper()
	b, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func check(t *testing.T, r usage.Result, state metering.UsageState, units string, flags ...string) {
	t.Helper()
	if got := unitsText(t, r.Units); r.State != state || got != units || !slices.Equal(r.Flags, flags) {
		t.Errorf("got %s %s %q, want %s %s %q", r.State, got, r.Flags, state, units, flags)
	}
	for i := 1; i < len(r.Units); i++ {
		if r.Units[i-1].Kind >= r.Units[i].Kind {
			t.Errorf("units %v are not in ascending order of kind", r.Units)
		}
	}
}

func zip(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := strings.NewReader(s).WriteTo(z)
	if err != nil {
		t.Fatal(err)
	}
	err = z.Close()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
