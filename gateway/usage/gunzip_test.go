package usage_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/farebox/farebox/gateway/usage"
)

func encoded(isStream bool, encoding string) usage.Meter {
	reply := usage.ChatReply{Request: request(isStream, false), ContentType: "application/json", ContentEncoding: encoding}
	if isStream {
		reply.ContentType = "text/event-stream"
	}
	return usage.NewChat(reply)
}

func TestGzip(t *testing.T) {
	defer goleak.VerifyNone(t)
	const body = `{"choices":[{"message":{"content":"12345678"}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}`
	whole, events := zip(t, body), zip(t, hello+stop+last+done+"behind")
	huge := zip(t, `{"usage":{"prompt_tokens":5,"completion_tokens":6},"x":"`+strings.Repeat("x", 8<<20)+`"}`)
	tests := []struct {
		name   string
		m      func() usage.Meter
		body   string
		want   string
		units  string
		flags  []string
		ending bool
	}{
		{"whole", func() usage.Meter { return encoded(false, "gzip") }, whole, "reported", lastUnits, []string{usage.FlagEncoded}, true},
		{"stream", func() usage.Meter { return encoded(true, " GZIP ") }, events, "reported", lastUnits, []string{usage.FlagEncoded}, true},
		{"identity", func() usage.Meter { return encoded(false, "identity") }, body, "reported", lastUnits, nil, true},
		{"cut", func() usage.Meter { return encoded(false, "gzip") }, whole[:len(whole)-9], "partial", lastUnits, []string{usage.FlagEncoded, usage.FlagMalformed, usage.FlagTruncated}, false},
		{"wrong checksum", func() usage.Meter { return encoded(false, "gzip") }, whole[:len(whole)-8] + "\x00\x00\x00\x00\x00\x00\x00\x00", "partial", lastUnits, []string{usage.FlagEncoded, usage.FlagMalformed}, true},
		{"not gzip", func() usage.Meter { return encoded(false, "gzip") }, body, "estimated", `{"input":"100"}`, []string{usage.FlagEncoded, usage.FlagMalformed, usage.FlagMissing}, true},
		{"bomb", func() usage.Meter { return encoded(false, "gzip") }, huge, "partial", lastUnits, []string{usage.FlagEncoded, usage.FlagBomb, usage.FlagMalformed}, true},
		{"empty", func() usage.Meter { return encoded(false, "gzip") }, "", "absent", `{}`, []string{usage.FlagEncoded}, true},
		{"br", func() usage.Meter { return encoded(false, "br") }, "\x0b\x02\x80", "absent", `{}`, []string{usage.FlagEncoding}, true},
		{"zstd stream", func() usage.Meter { return encoded(true, "zstd") }, "data: [DONE]\n\n", "absent", `{}`, []string{usage.FlagEncoding}, true},
		{"twice", func() usage.Meter { return encoded(false, "gzip, gzip") }, whole, "absent", `{}`, []string{usage.FlagEncoding}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cuts := [][]int{nil}
			if len(tt.body) < 1000 {
				cuts = append(cuts, everyByte(tt.body))
			}
			for _, c := range cuts {
				r := feed(tt.m(), tt.body, tt.ending, c...)
				if r.result.State.String() != tt.want || r.before != tt.body || r.after != "" || r.gated {
					t.Errorf("got %s, gated %t, released %d and %d of %d bytes", r.result.State, r.gated, len(r.before), len(r.after), len(tt.body))
				}
				check(t, r.result, r.result.State, tt.units, tt.flags...)
			}
		})
	}
}

// TestGzipIsFreed leaves meters in the middle of a reply, as a lost client does.
func TestGzipIsFreed(t *testing.T) {
	defer goleak.VerifyNone(t)
	body := []byte(zip(t, strings.Repeat(hello, 1000)))
	for _, n := range []int{0, 1, 20, len(body) / 2} {
		m := encoded(true, "gzip")
		m.Feed(body[:n])
		r, _ := m.Finish(false)
		if r.Bytes != uint64(n) {
			t.Errorf("counted %d of %d bytes", r.Bytes, n)
		}
	}
}

// TestFlatMemory feeds much to each parser and measures what it allocates.
func TestFlatMemory(t *testing.T) {
	const chunkSize, large, huge = 32 << 10, 64 << 20 / slowdown, 1 << 30 / slowdown
	tests := []struct {
		name  string
		m     usage.Meter
		first string
		chunk string
		total int    // bytes fed
		limit uint64 // bytes allocated in all
	}{
		{"one string", whole(), `{"choices":[{"message":{"content":"`, strings.Repeat("x", chunkSize), huge, 64 << 10},
		{"many members", whole(), `{"a":[0`, strings.Repeat(`,{"usage":{"a":[1,2]}}`, chunkSize/22), large, 64 << 10},
		{"within usage", whole(), `{"usage":{"x":"`, strings.Repeat("x", chunkSize), large, 128 << 10},
		{"long key", whole(), `{"`, strings.Repeat("usage", chunkSize/5), large, 64 << 10},
		{"garbage", whole(), `x`, strings.Repeat("\x00", chunkSize), large, 64 << 10},
		{"one line of a stream", stream(true), "data: ", strings.Repeat("x", chunkSize), large, 16 << 20},
		{"one event of a stream", stream(true), "data: ", strings.Repeat("data: x\n", chunkSize/8), large, 16 << 20},
		{"many events", stream(true), ":\n\n", strings.Repeat("data: 12345678901234567890123456789012345678901234567890\n\n", chunkSize/58), large, 2 << 20},
		{"bytes", usage.NewBytes(), "", strings.Repeat("x", chunkSize), huge, 1 << 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			chunk := []byte(tt.chunk)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			tt.m.Feed([]byte(tt.first))
			for n := 0; n < tt.total; n += len(chunk) {
				tt.m.Feed(chunk)
			}
			r, _ := tt.m.Finish(false)
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > tt.limit {
				t.Errorf("allocated %d bytes, want at most %d", got, tt.limit)
			}
			if r.Bytes < uint64(tt.total) {
				t.Errorf("counted %d bytes", r.Bytes)
			}
		})
	}
}

// BenchmarkChat meters replies as they come from an upstream.
func BenchmarkChat(b *testing.B) {
	text := strings.Repeat("word ", 4000)
	for _, bb := range []struct {
		name, body string
		meter      func() usage.Meter
	}{
		{"whole", fmt.Sprintf(`{"choices":[{"message":{"content":%q}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}`, text), whole},
		{"stream", strings.Repeat(hello, 100) + last + done, func() usage.Meter { return stream(false) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			body := []byte(bb.body)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				m := bb.meter()
				m.Feed(body)
				m.Finish(true)
			}
		})
	}
}
