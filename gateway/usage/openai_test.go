package usage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

const (
	reported  = metering.UsageReported
	partial   = metering.UsagePartial
	estimated = metering.UsageEstimated
	absent    = metering.UsageAbsent
)

// TestUsageObject bills one usage object of a whole reply whose message carries
// eight bytes of text.
func TestUsageObject(t *testing.T) {
	const guess = `{"input":"100","output":"2"}`
	tests := []struct {
		name  string
		usage string
		state metering.UsageState
		units string
		flags []string
	}{
		{
			"cached and reasoning", `{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920},"completion_tokens_details":{"reasoning_tokens":200}}`,
			reported, `{"input":"86","cache_read":"1920","output":"300","reasoning":"200"}`, nil,
		},
		{
			"cache write", `{"prompt_tokens":100,"completion_tokens":1,"total_tokens":101,"prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":20}}`,
			reported, `{"input":"70","cache_read":"10","cache_write":"20","output":"1"}`, nil,
		},
		{
			"audio and image", `{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"audio_tokens":30,"image_tokens":20,"text_tokens":50},"completion_tokens_details":{"audio_tokens":40}}`,
			reported, `{"input":"50","output":"10","audio_in":"30","audio_out":"40","image_in":"20"}`, nil,
		},
		{
			"rejected prediction", `{"prompt_tokens":10,"completion_tokens":50,"total_tokens":60,"completion_tokens_details":{"accepted_prediction_tokens":10,"rejected_prediction_tokens":20}}`,
			reported, `{"input":"10","output":"50"}`, nil,
		},
		{"explicit zero", `{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}`, reported, `{}`, nil},
		{
			"null details", `{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}`,
			reported, `{"input":"1","output":"2"}`, nil,
		},
		{"unknown members", `{"prompt_tokens":1,"completion_tokens":2,"cost":-1.5e3,"details":[{}]}`, reported, `{"input":"1","output":"2"}`, nil},
		{"null", `null`, estimated, guess, []string{usage.FlagMissing}},

		{
			"cached above prompt", `{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":11}}`,
			partial, `{"input":"10","output":"1"}`,
			[]string{usage.FlagInconsistent},
		},
		{
			"parts above prompt", `{"prompt_tokens":10,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":6,"audio_tokens":6}}`,
			partial, `{"input":"10","output":"1"}`,
			[]string{usage.FlagInconsistent},
		},
		{
			"audio above completion", `{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"audio_tokens":6}}`,
			partial, `{"input":"10","output":"5"}`,
			[]string{usage.FlagInconsistent},
		},
		{
			"total above sum is output", `{"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}}`,
			partial, `{"input":"10","output":"105","reasoning":"100"}`,
			[]string{usage.FlagInconsistent},
		},
		{
			"total below sum credits nothing", `{"prompt_tokens":10,"completion_tokens":5,"total_tokens":0}`,
			partial, `{"input":"10","output":"5"}`,
			[]string{usage.FlagInconsistent},
		},
		{
			"over bound", `{"prompt_tokens":4000,"completion_tokens":1001}`,
			reported, `{"input":"4000","output":"1001"}`,
			[]string{usage.FlagOverBound},
		},

		{"empty", `{}`, partial, guess, []string{usage.FlagIncomplete}},
		{"no completion", `{"prompt_tokens":7}`, partial, `{"input":"7","output":"2"}`, []string{usage.FlagIncomplete}},
		{"no completion but total", `{"prompt_tokens":7,"total_tokens":57}`, partial, `{"input":"7","output":"50"}`, []string{usage.FlagIncomplete}},
		{"no prompt", `{"completion_tokens":7}`, partial, `{"input":"100","output":"7"}`, []string{usage.FlagIncomplete}},

		{"negative", `{"prompt_tokens":-5,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"negative cached", `{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":-1}}`, estimated, guess, []string{usage.FlagInvalid}},
		{"2^63", `{"prompt_tokens":9223372036854775808,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"2^64", `{"prompt_tokens":18446744073709551616,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"2^53", `{"prompt_tokens":1,"completion_tokens":9007199254740992}`, estimated, guess, []string{usage.FlagInvalid}},
		{"1e400", `{"prompt_tokens":1e400,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"fraction", `{"prompt_tokens":1.5,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"string", `{"prompt_tokens":"1,000","completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"duplicate", `{"prompt_tokens":1000,"prompt_tokens":1,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"duplicate by escape", `{"prompt_tokens":1000,"prompt\u005ftokens":1,"completion_tokens":1}`, estimated, guess, []string{usage.FlagInvalid}},
		{"details of no object", `{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":7}`, estimated, guess, []string{usage.FlagInvalid}},
		{"number", `5`, estimated, guess, []string{usage.FlagInvalid}},
		{"array", `[{"prompt_tokens":1,"completion_tokens":1}]`, estimated, guess, []string{usage.FlagInvalid}},
		{"too large", `{"prompt_tokens":1,"completion_tokens":1,"x":"` + strings.Repeat("x", 17<<10) + `"}`, estimated, guess, []string{usage.FlagInvalid}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := fmt.Sprintf(`{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"12345678"}}],"usage":%s}`, tt.usage)
			r := feed(whole(), body, true)
			check(t, r.result, tt.state, tt.units, tt.flags...)
			if r.before != body || r.after != "" {
				t.Errorf("released %q and then %q", r.before, r.after)
			}
			if tt.state == reported && string(r.result.Raw) != tt.usage {
				t.Errorf("raw is %q", r.result.Raw)
			}
			bytewise := feed(whole(), body, true, everyByte(body)...)
			check(t, bytewise.result, tt.state, tt.units, tt.flags...)
			events := "data: " + body + "\n\ndata: [DONE]\n\n"
			check(t, feed(stream(true), events, true).result, tt.state, tt.units, tt.flags...)
		})
	}
}

func TestNaNUsageIsMalformed(t *testing.T) {
	r := feed(whole(), `{"choices":[{"message":{"content":"12345678"}}],"usage":{"prompt_tokens":NaN,"completion_tokens":1}}`, true)
	check(t, r.result, estimated, `{"input":"100","output":"2"}`, usage.FlagMalformed, usage.FlagInvalid)
}

// TestWholeReply reads bodies around a usage object.
func TestWholeReply(t *testing.T) {
	const u = `{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}`
	tests := []struct {
		name     string
		body     string
		complete bool
		state    metering.UsageState
		units    string
		flags    []string
	}{
		{
			"usage in content", `{"choices":[{"message":{"content":"\"usage\":{\"prompt_tokens\":999,\"completion_tokens\":999}"}}],"usage":` + u + `}`,
			true, reported, `{"input":"5","output":"6"}`, nil,
		},
		{
			"usage in content alone", `{"choices":[{"message":{"content":"\"usage\":` + strings.ReplaceAll(u, `"`, `\"`) + `"}}]}`,
			true, estimated, `{"input":"100","output":"17"}`,
			[]string{usage.FlagMissing},
		},
		{
			"nested usage", `{"choices":[{"usage":` + u + `}],"x":{"usage":` + u + `}}`,
			true, estimated, `{"input":"100"}`,
			[]string{usage.FlagMissing},
		},
		{"usage in an array", `[{"usage":` + u + `}]`, true, estimated, `{"input":"100"}`, []string{usage.FlagMissing}},
		{"escaped key", `{"\u0075sage":` + u + `}`, true, reported, `{"input":"5","output":"6"}`, nil},
		{
			"two usages", `{"usage":` + u + `,"usage":{"prompt_tokens":0,"completion_tokens":0}}`,
			true, estimated, `{"input":"100"}`,
			[]string{usage.FlagInvalid},
		},
		{"null and usage", `{"usage":null,"usage":` + u + `}`, true, reported, `{"input":"5","output":"6"}`, nil},
		{"spaces around", " \r\n\t{ \"usage\" :\n" + u + "\t} \n", true, reported, `{"input":"5","output":"6"}`, nil},
		{"cut after usage", `{"usage":` + u + `,"choi`, false, partial, `{"input":"5","output":"6"}`, []string{usage.FlagMalformed, usage.FlagTruncated}},
		{"ends after usage", `{"usage":` + u + `,"choi`, true, partial, `{"input":"5","output":"6"}`, []string{usage.FlagMalformed}},
		{"cut within usage", `{"usage":{"prompt_tokens":5,"completion_tokens":6`, false, estimated, `{"input":"100"}`, []string{usage.FlagMalformed, usage.FlagTruncated, usage.FlagInvalid}},
		{"garbage behind", `{"usage":` + u + `}{}`, true, partial, `{"input":"5","output":"6"}`, []string{usage.FlagMalformed}},
		{"not JSON", `<html>"usage":` + u + `</html>`, true, estimated, `{"input":"100"}`, []string{usage.FlagMalformed, usage.FlagMissing}},
		{"too deep", strings.Repeat(`{"a":`, 300) + `1` + strings.Repeat(`}`, 300), true, estimated, `{"input":"100"}`, []string{usage.FlagMalformed, usage.FlagMissing}},
		{"nothing", ``, true, absent, `{}`, nil},
		{"nothing, cut", ``, false, absent, `{}`, []string{usage.FlagTruncated}},
		{
			"estimate within the bound", `{"choices":[{"message":{"content":"` + strings.Repeat("x", 5000) + `"}}]}`,
			true, estimated, `{"input":"100","output":"1000"}`,
			[]string{usage.FlagMissing},
		},
		{
			"estimate counts decoded text", `{"choices":[{"message":{"role":"assistant","content":"\u0061\u00e9\u20ac\ud83d\ude00\n\"","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}},{"text":"abcd"}]}`,
			true, estimated, `{"input":"100","output":"5"}`,
			[]string{usage.FlagMissing},
		}, // 1+2+3+4+1+1, 1+2, 4 bytes
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, cuts := range [][]int{nil, everyByte(tt.body)} {
				r := feed(whole(), tt.body, tt.complete, cuts...)
				check(t, r.result, tt.state, tt.units, tt.flags...)
				if r.before != tt.body || r.result.Bytes != uint64(len(tt.body)) {
					t.Errorf("released %q, counted %d", r.before, r.result.Bytes)
				}
			}
		})
	}
}
