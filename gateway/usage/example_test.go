package usage_test

import (
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/farebox/farebox/gateway/usage"
)

// The bound of a call is known before it reaches the upstream.
func ExamplePrepareChat() {
	body := `{"model":"gpt","stream":true,"messages":[{"role":"user","content":"Hello"}]}`
	forward, info, err := usage.PrepareChat([]byte(body), usage.ChatLimits{Output: 256})
	if err != nil {
		log.Fatal(err)
	}
	bound, err := info.Bound.MarshalJSON()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n%s\n", forward, bound)
	// Output:
	// {"model":"gpt","stream":true,"messages":[{"role":"user","content":"Hello"}],"max_completion_tokens":256,"stream_options":{"include_usage":true}}
	// {"input":"144","output":"256"}
}

// A proxy forwards what Feed releases. The event [DONE] waits for the record.
func ExampleNewChat() {
	upstream := strings.NewReader(`data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}

data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}

data: [DONE]

`)
	m := usage.NewChat(usage.ChatReply{Request: usage.ChatInfo{Stream: true}, ContentType: "text/event-stream"})
	record := func(complete bool) []byte {
		r, rest := m.Finish(complete)
		units, err := r.Units.MarshalJSON()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("recorded: %s %s\n", r.State, units)
		return rest
	}
	forward := func(p []byte) {
		if text := strings.TrimSpace(string(p)); text != "" {
			fmt.Println(text)
		}
	}
	chunk := make([]byte, 64)
	recorded := false
	for {
		n, err := upstream.Read(chunk)
		forward(m.Feed(chunk[:n]))
		if !recorded && (m.Gated() || err != nil) {
			forward(record(err == nil || err == io.EOF))
			recorded = true
		}
		if err != nil {
			return
		}
	}
	// Output:
	// data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}
	// recorded: reported {"input":"9","output":"1"}
	// data: [DONE]
}
