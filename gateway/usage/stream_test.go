package usage_test

import (
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

const (
	hello     = `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"12345678"}}],"usage":null}` + "\n\n"
	stop      = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}` + "\n\n"
	last      = `data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}` + "\n\n"
	done      = "data: [DONE]\n\n"
	lastUnits = `{"input":"5","output":"6"}`
	guess     = `{"input":"100","output":"2"}`
)

func TestStream(t *testing.T) {
	tests := []struct {
		name          string
		asked         bool
		body          string
		complete      bool
		before, after string
		state         metering.UsageState
		units         string
		flags         []string
	}{
		{"asked", true, hello + stop + last + done, true, hello + stop + last, done, reported, lastUnits, nil},
		{"not asked", false, hello + stop + last + done, true, hello + stop, done, reported, lastUnits, nil},
		{"no space", true, hello + last + "data:[DONE]\n\n", true, hello + last, "data:[DONE]\n\n", reported, lastUnits, nil},
		{"done without a line end", true, hello + last + "data: [DONE]", true, hello + last, "data: [DONE]", reported, lastUnits, nil},
		{"done with a name", true, last + "event: end\nid: 7\n" + done, true, last, "event: end\nid: 7\n" + done, reported, lastUnits, nil},
		{
			"garbage behind done", true, hello + last + done + `data: {"usage":{"prompt_tokens":0,"completion_tokens":0}}` + "\n\ngarbage\x00", true,
			hello + last, done + `data: {"usage":{"prompt_tokens":0,"completion_tokens":0}}` + "\n\ngarbage\x00", reported, lastUnits, nil,
		},
		{
			"done in content", true, `data: {"choices":[{"delta":{"content":"data: [DONE]"}}]}` + "\n\n" + last, true,
			`data: {"choices":[{"delta":{"content":"data: [DONE]"}}]}` + "\n\n" + last, "", reported, lastUnits, nil,
		},
		{"no done", true, hello + last, true, hello + last, "", reported, lastUnits, nil},
		{"no last empty line", true, hello + strings.TrimSuffix(last, "\n\n"), true, hello, strings.TrimSuffix(last, "\n\n"), reported, lastUnits, nil},
		{"no last empty line, not asked", false, hello + strings.TrimSuffix(last, "\n\n"), true, hello, "", reported, lastUnits, nil},
		{
			"cut before usage", true, hello + `data: {"choi`, false, hello, `data: {"choi`, estimated, guess,
			[]string{usage.FlagMalformed, usage.FlagTruncated, usage.FlagMissing},
		},
		{"no usage", true, hello + stop + done, true, hello + stop, done, estimated, guess, []string{usage.FlagMissing}},
		{"cut after usage", true, hello + last, false, hello + last, "", reported, lastUnits, []string{usage.FlagTruncated}},
		{
			"usage with choices", false, `data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n" + done, true,
			`data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n", done, reported, lastUnits, nil,
		},
		{
			"cut after usage with choices", true, `data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n", false,
			`data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n", "", partial, lastUnits,
			[]string{usage.FlagTruncated},
		},
		{
			"last usage wins, null ignored", true, `data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}` + "\n\n" + last + hello, true,
			`data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}` + "\n\n" + last + hello, "", reported, lastUnits, nil,
		},
		{
			"last usage is invalid", true, last + `data: {"usage":{"prompt_tokens":-1,"completion_tokens":1}}` + "\n\n", true,
			last + `data: {"usage":{"prompt_tokens":-1,"completion_tokens":1}}` + "\n\n", "", estimated, `{"input":"100"}`,
			[]string{usage.FlagInvalid},
		},
		{
			"empty choices without usage", false, `data: {"choices":[],"prompt_filter_results":[]}` + "\n\n" + last + done, true,
			`data: {"choices":[],"prompt_filter_results":[]}` + "\n\n", done, reported, lastUnits, nil,
		},
		{
			"comments and other fields", false, "\xef\xbb\xbf: hi\n\n:\nretry: 10\n\n" + last + ": bye\n\n" + done, true,
			"\xef\xbb\xbf: hi\n\n:\nretry: 10\n\n: bye\n\n", done, reported, lastUnits, nil,
		},
		{"byte order mark", true, "\xef\xbb\xbf" + last + done, true, "\xef\xbb\xbf" + last, done, reported, lastUnits, nil},
		{
			"error with usage is not dropped", false, `data: {"error":{},"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n" + done, true,
			`data: {"error":{},"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}}` + "\n\n", done, reported, lastUnits,
			[]string{usage.FlagStreamError},
		},
		{
			"data on two lines", true, "data: {\"usage\":\ndata: {\"prompt_tokens\":5,\ndata:\"completion_tokens\":6}}\n\n" + done, true,
			"data: {\"usage\":\ndata: {\"prompt_tokens\":5,\ndata:\"completion_tokens\":6}}\n\n", done, reported, lastUnits, nil,
		},
		{"malformed event", true, "data: {not json\n\n" + last + done, true, "data: {not json\n\n" + last, done, reported, lastUnits, []string{usage.FlagMalformed}},
		{
			"error event", true, hello + `data: {"error":{"message":"overloaded"}}` + "\n\n", true,
			hello + `data: {"error":{"message":"overloaded"}}` + "\n\n", "", estimated, guess,
			[]string{usage.FlagStreamError, usage.FlagMissing},
		},
	}
	for _, tt := range tests {
		for eolName, eol := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
			t.Run(tt.name+" "+eolName, func(t *testing.T) {
				with := func(s string) string { return strings.ReplaceAll(s, "\n", eol) }
				body := with(tt.body)
				cutsets := [][]int{nil, everyByte(body)}
				for i := 1; i < len(body); i++ {
					cutsets = append(cutsets, []int{i})
				}
				for _, cuts := range cutsets {
					r := feed(stream(tt.asked), body, tt.complete, cuts...)
					if r.before+r.after != with(tt.before+tt.after) {
						t.Fatalf("cuts %v: released %q, want %q", cuts, r.before+r.after, with(tt.before+tt.after))
					}
					if strings.Contains(r.before, "data: [DONE]"+eol) || strings.HasSuffix(r.before, "[DONE]") {
						t.Fatalf("cuts %v: released [DONE]: %q", cuts, r.before)
					}
					if eolName == "LF" && (r.before != tt.before || r.after != tt.after) {
						t.Fatalf("cuts %v: released %q before and %q after, want %q and %q", cuts, r.before, r.after, tt.before, tt.after)
					}
					if check(t, r.result, tt.state, tt.units, tt.flags...); t.Failed() {
						t.Fatalf("cuts %v", cuts)
					}
				}
			})
		}
	}
}

// TestStreamIsPrompt asks that a whole event is released at once.
func TestStreamIsPrompt(t *testing.T) {
	m := stream(true)
	for _, event := range []string{hello, ": keep-alive\n", stop, "\n", last} {
		if got := string(m.Feed([]byte(event))); got != event {
			t.Errorf("fed %q, released %q", event, got)
		}
	}
	if got := m.Feed([]byte("data: [DO")); len(got) > 0 || m.Gated() {
		t.Errorf("released %q, gated %t", got, m.Gated())
	}
	if got := m.Feed([]byte("NE]\n")); len(got) > 0 || !m.Gated() {
		t.Errorf("released %q, gated %t", got, m.Gated())
	}
	_, rest := m.Finish(true)
	if string(rest) != "data: [DONE]\n" {
		t.Errorf("withheld %q", rest)
	}
	if got := string(m.Feed([]byte("\n"))); got != "\n" {
		t.Errorf("after the end released %q", got)
	}
	again, rest := m.Finish(false)
	if rest != nil || again.State != reported {
		t.Errorf("second Finish: %v and %q", again, rest)
	}
}

func TestOversizeEvent(t *testing.T) {
	big := `data: {"choices":[{"delta":{"content":"` + strings.Repeat("data: [DONE]", 200_000) + `"}}]}` + "\n"
	for name, chunk := range map[string]int{"small chunks": 13, "large chunks": 64 << 10} {
		t.Run(name, func(t *testing.T) {
			body := hello + big + "\n" + last + done
			var cuts []int
			for i := chunk; i < len(body); i += chunk {
				cuts = append(cuts, i)
			}
			r := feed(stream(true), body, true, cuts...)
			if r.before != hello+big+"\n"+last || r.after != done || !r.gated {
				t.Errorf("released %d of %d bytes, then %q", len(r.before), len(body), r.after)
			}
			check(t, r.result, reported, lastUnits, usage.FlagOversize)

			noUsage := hello + big + done // [DONE] as a line of the large event is withheld too
			r = feed(stream(true), noUsage, true, cuts[:len(cuts)-20]...)
			if r.after != done || !r.gated {
				t.Errorf("released %d of %d bytes, then %q", len(r.before), len(noUsage), r.after)
			}
			check(t, r.result, estimated, `{"input":"100","output":"1000"}`, usage.FlagOversize, usage.FlagMissing)
		})
	}
}

// TestFormat tells events from JSON where the upstream labels them wrongly.
func TestFormat(t *testing.T) {
	tests := []struct {
		name        string
		stream      bool
		contentType string
		body        string
		gated       bool
	}{
		{"stream labelled JSON", true, "application/json", " \n" + last + done, true},
		{"stream without a label", true, "", last + done, true},
		{"JSON to a stream request", true, "application/json", "\n" + `{"usage":{"prompt_tokens":5,"completion_tokens":6}}`, false},
		{"stream that nobody asked for", false, "text/event-stream", last + done, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, cuts := range [][]int{nil, everyByte(tt.body)} {
				m := usage.NewChat(usage.ChatReply{Request: request(tt.stream, true), ContentType: tt.contentType})
				r := feed(m, tt.body, true, cuts...)
				if r.gated != tt.gated || r.before+r.after != tt.body {
					t.Errorf("gated %t, released %q and %q", r.gated, r.before, r.after)
				}
				check(t, r.result, reported, lastUnits)
			}
		})
	}
}

func TestCallAndBytes(t *testing.T) {
	r := feed(usage.NewCall(), "hello", true, 2)
	check(t, r.result, reported, `{"call":"1"}`)
	if r.before != "hello" || r.result.Bytes != 5 {
		t.Errorf("released %q, counted %d", r.before, r.result.Bytes)
	}
	check(t, feed(usage.NewBytes(), "hello", true, 2).result, reported, `{"bytes":"5"}`)
	check(t, feed(usage.NewBytes(), "hello", false).result, reported, `{"bytes":"5"}`, usage.FlagTruncated)
	check(t, feed(usage.NewBytes(), "", true).result, reported, `{}`)
}
