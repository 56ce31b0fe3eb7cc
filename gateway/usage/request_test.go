package usage_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

// limits of these tests: small, so that requests can exceed them.
func limits() usage.ChatLimits {
	return usage.ChatLimits{Body: 2000, Depth: 16, Output: 50, Max: 100, N: 4, Refuse: []string{"costly"}}
}

func TestPrepareChat(t *testing.T) {
	const msgs = `"messages":[{"role":"user","content":"hi"}]`
	tests := []struct {
		name, body, want string
		info             usage.ChatInfo // without Bytes and Bound
		output           uint64         // bound
	}{
		{
			"cap is added", `{"model":"m",` + msgs + `}`, `{"model":"m",` + msgs + `,"max_completion_tokens":50}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 50},
			50,
		},
		{
			"all else stays", " {\t\"x\" : 1.50e+1 ,\"model\":\"\\u006d\", " + msgs + ",\r\n\"max_tokens\": 7 , \"seed\":[ ] } \n",
			" {\t\"x\" : 1.50e+1 ,\"model\":\"\\u006d\", " + msgs + ",\r\n\"max_tokens\": 7 , \"seed\":[ ] } \n",
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 7},
			7,
		},
		{
			"cap is lowered", `{"max_tokens": 9000,"model":"m",` + msgs + `}`, `{"max_tokens": 100,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 100},
			100,
		},
		{
			"the higher cap counts", `{"max_tokens":101,"max_completion_tokens":5,"model":"m",` + msgs + `}`, `{"max_tokens":100,"max_completion_tokens":5,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 100},
			100,
		},
		{
			"cap of null", `{"max_completion_tokens":null,"model":"m",` + msgs + `}`, `{"max_completion_tokens":50,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 50},
			50,
		},
		{
			"cap of null beside a cap", `{"max_completion_tokens":null,"max_tokens":5,"model":"m",` + msgs + `}`, `{"max_completion_tokens":null,"max_tokens":5,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 5},
			5,
		},
		{
			"other cap of null", `{"max_tokens":null,"model":"m",` + msgs + `}`, `{"max_tokens":null,"model":"m",` + msgs + `,"max_completion_tokens":50}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 50},
			50,
		},
		{
			"n multiplies", `{"n":4,"max_tokens":10,"model":"m",` + msgs + `}`, `{"n":4,"max_tokens":10,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 4, OutputCap: 10},
			40,
		},
		{
			"prediction adds", `{"prediction":"1234567","max_tokens":10,"model":"m",` + msgs + `}`, `{"prediction":"1234567","max_tokens":10,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 10},
			19,
		},
		{
			"stream", `{"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream":true,"max_tokens":1,"model":"m",` + msgs + `,"stream_options":{"include_usage":true}}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"stream and cap", `{"stream":true,"model":"m",` + msgs + `}`, `{"stream":true,"model":"m",` + msgs + `,"max_completion_tokens":50,"stream_options":{"include_usage":true}}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 50},
			50,
		},
		{
			"stream asked", `{"stream":true,"stream_options":{"include_usage" : true},"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream":true,"stream_options":{"include_usage" : true},"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", Stream: true, IncludeUsage: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"stream declined", `{"stream":true,"stream_options": { "a":1,"include_usage" : false},"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream":true,"stream_options": { "a":1,"include_usage" : true},"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"stream options null", `{"stream_options":null,"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream_options":{"include_usage":true},"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"stream options empty", `{"stream_options":{ },"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream_options":{"include_usage":true },"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"stream options of others", `{"stream_options":{"include_obfuscation":false},"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true,"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", Stream: true, N: 1, OutputCap: 1},
			1,
		},
		{
			"no stream, options stay", `{"stream_options":{"include_usage":true},"stream":false,"max_tokens":1,"model":"m",` + msgs + `}`, `{"stream_options":{"include_usage":true},"stream":false,"max_tokens":1,"model":"m",` + msgs + `}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 1},
			1,
		},
		{
			"text parts and tools", `{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":null,"audio":null,"tool_calls":[{}]}],"tools":[{"type":"function","function":{"name":"f"}}],"modalities":["text"],"service_tier":"auto","web_search_options":null}`,
			`{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":null,"audio":null,"tool_calls":[{}]}],"tools":[{"type":"function","function":{"name":"f"}}],"modalities":["text"],"service_tier":"auto","web_search_options":null}`,
			usage.ChatInfo{Model: "m", N: 1, OutputCap: 1},
			1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, info, err := usage.PrepareChat([]byte(tt.body), limits())
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			tt.info.Bytes = len(tt.want)
			tt.info.Bound = append(metering.Count(metering.KindInput, uint64(len(tt.want))), metering.Count(metering.KindOutput, tt.output)...)
			gotText, wantText := infoText(t, info), infoText(t, tt.info)
			if gotText != wantText {
				t.Errorf("got %s, want %s", gotText, wantText)
			}
			again, _, err := usage.PrepareChat(got, limits())
			if err != nil || string(again) != string(got) {
				t.Errorf("prepared again: %s, %v", again, err)
			}
		})
	}
}

func infoText(t *testing.T, i usage.ChatInfo) string {
	t.Helper()
	b, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPrepareChatRefuses(t *testing.T) {
	const msgs = `"model":"m","messages":[{"role":"user","content":"hi"}]`
	message := func(m string) string { return `{"model":"m","messages":[` + m + `]}` }
	tests := []struct {
		name, body string
		want       error
		text       string // a part of the error
	}{
		{"empty", ``, usage.ErrRequest, "not JSON"},
		{"not an object", `[{}]`, usage.ErrRequest, "not an object"},
		{"cut", `{` + msgs, usage.ErrRequest, "not JSON"},
		{"two texts", `{` + msgs + `}{}`, usage.ErrRequest, "not JSON"},
		{"not UTF-8", `{` + msgs + ",\"x\":\"\xff\"}", usage.ErrRequest, "UTF-8"},
		{"too deep", `{` + msgs + `,"x":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, usage.ErrRequest, "16 levels"},
		{"too large", `{` + msgs + `,"x":"` + strings.Repeat("x", 2000) + `"}`, usage.ErrTooLarge, "at most 2000"},
		{"no model", `{"messages":[]}`, usage.ErrRequest, "model"},
		{"model of null", `{"model":null,"messages":[]}`, usage.ErrRequest, "model"},
		{"model too long", `{"model":"` + strings.Repeat("m", 257) + `","messages":[]}`, usage.ErrRequest, "model"},
		{"no messages", `{"model":"m"}`, usage.ErrRequest, "messages"},
		{"messages of null", `{"model":"m","messages":null}`, usage.ErrRequest, "messages"},
		{"model twice", `{` + msgs + `,"model":"cheap"}`, usage.ErrRequest, "twice"},
		{"model twice by escape", `{` + msgs + `,"mode\u006c":"cheap"}`, usage.ErrRequest, "twice"},
		{"model by case", `{` + msgs + `,"Model":"cheap"}`, usage.ErrRequest, `write it \"model\"`},
		{"max_tokens by folding", `{` + msgs + `,"max_token` + "ſ" + `":9}`, usage.ErrRequest, "max_tokens"},
		{"options twice", `{` + msgs + `,"stream_options":{"include_usage":true,"include_usage":false}}`, usage.ErrRequest, "twice"},
		{"option by case", `{` + msgs + `,"stream_options":{"Include_usage":false}}`, usage.ErrRequest, "include_usage"},
		{"options of no object", `{` + msgs + `,"stream_options":true}`, usage.ErrRequest, "stream_options"},
		{"option of no boolean", `{` + msgs + `,"stream_options":{"include_usage":1}}`, usage.ErrRequest, "include_usage"},
		{"stream of no boolean", `{` + msgs + `,"stream":"true"}`, usage.ErrRequest, "stream"},
		{"n of zero", `{` + msgs + `,"n":0}`, usage.ErrRequest, "n must be"},
		{"n too high", `{` + msgs + `,"n":5}`, usage.ErrRequest, "from 1 to 4"},
		{"n of 2^64+1", `{` + msgs + `,"n":18446744073709551617}`, usage.ErrRequest, "n must be"},
		{"cap of zero", `{` + msgs + `,"max_tokens":0}`, usage.ErrRequest, "max_tokens"},
		{"cap negative", `{` + msgs + `,"max_tokens":-1}`, usage.ErrRequest, "max_tokens"},
		{"cap fraction", `{` + msgs + `,"max_completion_tokens":1.5}`, usage.ErrRequest, "max_completion_tokens"},
		{"cap string", `{` + msgs + `,"max_tokens":"9"}`, usage.ErrRequest, "max_tokens"},
		{"message of no object", message(`"hi"`), usage.ErrRequest, "messages[0]"},
		{"content twice", message(`{"content":"a","content":"b"}`), usage.ErrRequest, "twice"},
		{"content by case", message(`{"Content":[]}`), usage.ErrRequest, "content"},
		{"content of a number", message(`{"content":5}`), usage.ErrRequest, "content must be"},
		{"part without a type", message(`{"content":[{"text":"a"}]}`), usage.ErrRequest, "type is missing"},

		{"image", message(`{"content":[{"type":"image_url","image_url":{"url":"x"}}]}`), metering.ErrNoBound, "image_url"},
		{"image within text", message(`{"content":[{"type":"text","text":"","image_url":{"url":"x"}}]}`), metering.ErrNoBound, "image_url"},
		{"audio input", message(`{"content":[{"type":"input_audio"}]}`), metering.ErrNoBound, "input_audio"},
		{"file", message(`{"content":[{"type":"file"}]}`), metering.ErrNoBound, "file"},
		{"earlier audio", message(`{"audio":{"id":"a"}}`), metering.ErrNoBound, "audio"},
		{"web search", `{` + msgs + `,"web_search_options":{}}`, metering.ErrNoBound, "web_search_options"},
		{"web search by case", `{` + msgs + `,"Web_Search_Options":{}}`, metering.ErrNoBound, "web_search_options"},
		{"provider's tool", `{` + msgs + `,"tools":[{"type":"web_search"}]}`, metering.ErrNoBound, "tools[0]"},
		{"tool without a type", `{` + msgs + `,"tools":[{}]}`, metering.ErrNoBound, "tools[0]"},
		{"tools of no array", `{` + msgs + `,"tools":{}}`, usage.ErrRequest, "tools"},
		{"audio output", `{` + msgs + `,"modalities":["text","audio"]}`, metering.ErrNoBound, "modalities"},
		{"other models", `{` + msgs + `,"models":["a"]}`, metering.ErrNoBound, "models"},
		{"best of", `{` + msgs + `,"best_of":9}`, metering.ErrNoBound, "best_of"},
		{"stored input", `{` + msgs + `,"previous_response_id":"x"}`, metering.ErrNoBound, "previous_response_id"},
		{"priority", `{` + msgs + `,"service_tier":"priority"}`, metering.ErrNoBound, "service_tier"},
		{"of the route", `{` + msgs + `,"Costly":1}`, metering.ErrNoBound, "Costly"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body, _, err := usage.PrepareChat([]byte(tt.body), limits())
			if !errors.Is(err, tt.want) || body != nil {
				t.Fatalf("got %s and error %v, want %v", body, err, tt.want)
			}
			if !strings.Contains(err.Error(), strings.ReplaceAll(tt.text, `\"`, `"`)) {
				t.Errorf("error %q does not say %q", err, tt.text)
			}
			if !errors.Is(tt.want, metering.ErrNoBound) && errors.Is(err, metering.ErrNoBound) {
				t.Errorf("error %q is also for want of a bound", err)
			}
		})
	}
}

func TestPrepareChatDefaults(t *testing.T) {
	body := `{"model":"m","max_tokens":99999,"n":8,"messages":[{"content":"` + strings.Repeat("x", 1<<20) + `"}]}`
	got, info, err := usage.PrepareChat([]byte(body), usage.ChatLimits{})
	if err != nil || info.OutputCap != usage.DefaultMax || info.N != usage.DefaultN || len(got) != len(body) {
		t.Errorf("got %d bytes, %+v, %v", len(got), info, err)
	}
	_, _, err = usage.PrepareChat(make([]byte, usage.DefaultBody+1), usage.ChatLimits{})
	if !errors.Is(err, usage.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	got, info, err = usage.PrepareChat([]byte(`{"model":"m","messages":[]}`), usage.ChatLimits{Member: "max_tokens"})
	if err != nil || info.OutputCap != usage.DefaultOutput || string(got) != `{"model":"m","messages":[],"max_tokens":4096}` {
		t.Errorf("got %s, %+v, %v", got, info, err)
	}
}

func TestChatLimits(t *testing.T) {
	tests := []struct {
		name   string
		limits usage.ChatLimits
		ok     bool
	}{
		{"zero", usage.ChatLimits{}, true},
		{"own", limits(), true},
		{"max_tokens", usage.ChatLimits{Member: "max_tokens"}, true},
		{"other member", usage.ChatLimits{Member: `x":1,"n`}, false},
		{"negative body", usage.ChatLimits{Body: -1}, false},
		{"negative depth", usage.ChatLimits{Depth: -1}, false},
		{"max of 2^64-1", usage.ChatLimits{Max: 1<<64 - 1}, false},
		{"n of 2^64-1", usage.ChatLimits{N: 1<<64 - 1}, false},
		{"output above max", usage.ChatLimits{Output: 11, Max: 10}, false},
		{"output above the default max", usage.ChatLimits{Output: 1 << 20}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.limits.Validate()
			if (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
			// Whatever stands there, the cap that is sent is the cap that is priced.
			got, info, err := usage.PrepareChat([]byte(`{"model":"m","messages":[]}`), tt.limits)
			if err != nil {
				t.Fatal(err)
			}
			var sent map[string]any
			err = json.Unmarshal(got, &sent)
			_, either := sent["max_tokens"]
			_, other := sent["max_completion_tokens"]
			if out, whole := info.Bound.Of(metering.KindOutput).Whole(); err != nil || either == other || !whole || out != info.OutputCap {
				t.Errorf("sent %s as %+v: %v", got, info, err)
			}
		})
	}
}

func BenchmarkPrepareChat(b *testing.B) {
	body := []byte(`{"model":"m","stream":true,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"` + strings.Repeat("word ", 400) + `"}]}`)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		_, _, err := usage.PrepareChat(body, usage.ChatLimits{})
		if err != nil {
			b.Fatal(err)
		}
	}
}
