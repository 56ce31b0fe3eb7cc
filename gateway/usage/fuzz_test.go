package usage_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/metering"
)

// oracle reads a JSON text with encoding/json as the meter is meant to.
type oracle struct {
	d        *json.Decoder
	deepest  int
	found    int
	usage    string
	object   bool
	content  uint64
	keys     []string // the member or "" for an element, by depth
	elements []bool   // the container is an array, by depth
}

func (o *oracle) value(t *testing.T) {
	token, err := o.d.Token()
	if err != nil {
		t.Fatalf("valid JSON gives %v", err)
	}
	if s, ok := token.(string); ok && o.counts() {
		o.content += uint64(len(s))
	}
	d, ok := token.(json.Delim)
	if !ok {
		return
	}
	o.keys, o.elements = append(o.keys, ""), append(o.elements, d == '[')
	depth := len(o.keys)
	o.deepest = max(o.deepest, depth)
	for o.d.More() {
		if d == '{' {
			key, err := o.d.Token()
			if err != nil {
				t.Fatal(err)
			}
			o.keys[depth-1], _ = key.(string)
		}
		o.value(t)
	}
	o.keys, o.elements = o.keys[:depth-1], o.elements[:depth-1]
	_, err = o.d.Token()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *oracle) counts() bool {
	n := len(o.keys)
	if n < 3 || !slices.Equal(o.elements[:3], []bool{false, true, false}) || o.keys[0] != "choices" {
		return false
	}
	if n == 3 {
		return o.keys[2] == "text"
	}
	label := o.keys[n-1] == "role" || o.keys[n-1] == "type" || o.keys[n-1] == "id"
	return (o.keys[2] == "delta" || o.keys[2] == "message") && !label
}

// usages finds the usage members of the top level by offsets.
func (o *oracle) usages(t *testing.T, text []byte) {
	d := json.NewDecoder(bytes.NewReader(text))
	token, err := d.Token()
	if err != nil || token != json.Delim('{') {
		return
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var raw json.RawMessage
		err = d.Decode(&raw)
		if err != nil {
			t.Fatal(err)
		}
		if key == "usage" && string(raw) != "null" {
			o.found++
			o.usage, o.object = string(raw), raw[0] == '{'
		}
	}
}

// FuzzWhole compares the reader of JSON texts with encoding/json.
func FuzzWhole(f *testing.F) {
	for _, s := range []string{
		`{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"a\"\u20ac\n"},"logprobs":null}],"usage":{"prompt_tokens":-1.5e+3}}`,
		`{"\u0075sage":null,"usage":{"a":[{},[],""]},"choices":[{"delta":{"content":[{"type":"text","text":"x"},"y"]},"text":"z"}]}`,
		` [true,false,null,0,-0.10e-5,{"usage":{}}] `, `{"usage":5}`, `01`, `"\ud83d\ude00`, `{"choices":{"0":{"delta":"x"}}}`,
	} {
		f.Add([]byte(s), byte(0))
		f.Add([]byte(s), byte(7))
	}
	f.Fuzz(func(t *testing.T, text []byte, chunk byte) {
		got := usage.Extract(text, int(chunk)+1)
		valid := json.Valid(text)
		if !valid {
			if got.Complete {
				t.Fatalf("read %q, which is not JSON", text)
			}
			return
		}
		o := oracle{d: json.NewDecoder(bytes.NewReader(text))}
		o.value(t)
		if o.deepest > usage.MaxReplyDepth {
			if got.Complete {
				t.Fatal("read a text that is too deep")
			}
			return
		}
		o.usages(t, text)
		if !got.Complete || got.Found != o.found {
			t.Fatalf("got %+v of %q, want %d usages", got, text, o.found)
		}
		if billable := o.found == 0 || o.found == 1 && o.object && len(o.usage) <= usage.MaxUsage; got.OK != billable {
			t.Fatalf("billable is %t of %q", got.OK, text)
		}
		if o.object && len(o.usage) <= usage.MaxUsage && got.Usage != o.usage {
			t.Fatalf("got usage %q, want %q", got.Usage, o.usage)
		}
		lower := bytes.ToLower(text)
		if utf8.Valid(text) && !bytes.Contains(lower, []byte(`\ud`)) && got.Content != o.content {
			t.Fatalf("counted %d bytes of %q, want %d", got.Content, text, o.content)
		}
	})
}

// FuzzUsageObject bills any usage object and compares with encoding/json.
func FuzzUsageObject(f *testing.F) {
	f.Add([]byte(`{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920},"completion_tokens_details":{"reasoning_tokens":200}}`))
	f.Add([]byte(`{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"audio_tokens":30,"cache_write_tokens":1,"image_tokens":20},"completion_tokens_details":{"audio_tokens":40}}`))
	f.Add([]byte(`{"prompt_tokens":-1,"completion_tokens":1e400}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := feed(whole(), `{"usage":`+string(raw)+`}`, true).result
		sum := func(kinds ...metering.Kind) (n uint64) {
			for _, k := range kinds {
				q, ok := r.Units.Of(k).Whole()
				if !ok {
					t.Fatalf("%s is no whole number: %v", k, r.Units)
				}
				n += q
			}
			return n
		}
		in := sum(metering.KindInput, metering.KindCacheRead, metering.KindCacheWrite, metering.KindAudioIn, metering.KindImageIn)
		out := sum(metering.KindOutput, metering.KindAudioOut)
		if sum(metering.KindReasoning) > out {
			t.Fatalf("more reasoning than output: %v", r.Units)
		}
		switch r.State {
		case estimated:
			if in != 100 || out != 0 {
				t.Fatalf("estimated %v", r.Units)
			}
		case reported, partial:
			var u struct {
				P *uint64 `json:"prompt_tokens"`
				C *uint64 `json:"completion_tokens"`
				T *uint64 `json:"total_tokens"`
			}
			if !json.Valid(raw) {
				return // what follows usage is broken
			}
			err := json.Unmarshal(lowerOnly(raw), &u)
			if err != nil {
				return // names that differ by case
			}
			if r.State == reported && u.P != nil && u.C != nil && (in != *u.P || out != *u.C) {
				t.Fatalf("billed %v of %s", r.Units, raw)
			}
			if u.P != nil && in < *u.P || u.C != nil && out < *u.C {
				t.Fatalf("credited: %v of %s", r.Units, raw)
			}
		default:
			t.Fatalf("state %s", r.State)
		}
	})
}

// lowerOnly returns an object without the members that encoding/json would take
// for one of ours though their name differs by case.
func lowerOnly(raw []byte) []byte {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	for k := range m {
		for _, want := range []string{"prompt_tokens", "completion_tokens", "total_tokens"} {
			if k != want && strings.EqualFold(k, want) {
				delete(m, k)
			}
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil
	}
	return b
}

// FuzzStream asks that a stream goes through byte for byte but for what is
// dropped, however it is cut, and that [DONE] is never released early.
func FuzzStream(f *testing.F) {
	for _, s := range []string{hello + stop + last + done, ":\n\r\r\n" + last + "data:[DONE]\r\n\r\n", "data: {\ndata: }\r\rdata\nid: 1\n\n" + done + "x"} {
		f.Add([]byte(s), byte(0))
		f.Add([]byte(s), byte(9))
	}
	f.Fuzz(func(t *testing.T, body []byte, chunk byte) {
		var cuts []int
		for i := int(chunk) + 1; i < len(body); i += int(chunk) + 1 {
			cuts = append(cuts, i)
		}
		for _, asked := range []bool{true, false} {
			one, many := feed(stream(asked), string(body), true), feed(stream(asked), string(body), true, cuts...)
			if one.before+one.after != many.before+many.after || one.gated != many.gated {
				t.Fatalf("cut, it gives %q, else %q", many.before+many.after, one.before+one.after)
			}
			if a, b := resultText(t, one.result), resultText(t, many.result); a != b && !one.gated {
				t.Fatalf("cut, it is %s, else %s", b, a)
			}
			if asked && many.before+many.after != string(body) {
				t.Fatalf("changed %q to %q", body, many.before+many.after)
			}
			lines := strings.FieldsFunc(strings.TrimPrefix(many.before, "\xef\xbb\xbf"), func(r rune) bool { return r == '\r' || r == '\n' })
			for _, line := range lines {
				if v, ok := strings.CutPrefix(line, "data:"); ok && strings.HasPrefix(strings.TrimLeft(v, " \t"), "[DONE]") {
					t.Fatalf("released %q", many.before)
				}
			}
		}
	})
}

// resultText is a result without the count of bytes, which depends on the cuts
// where a stream is gated.
func resultText(t *testing.T, r usage.Result) string {
	t.Helper()
	r.Bytes = 0
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// FuzzGzip asks that a reply in gzip goes by untouched and is read alike however
// it is cut.
func FuzzGzip(f *testing.F) {
	f.Add([]byte(zip(f, hello+last+done)), byte(0))
	f.Add([]byte(zip(f, `{"usage":{"prompt_tokens":5,"completion_tokens":6}}`)), byte(5))
	f.Fuzz(func(t *testing.T, body []byte, chunk byte) {
		var cuts []int
		for i := int(chunk) + 1; i < len(body); i += int(chunk) + 1 {
			cuts = append(cuts, i)
		}
		for _, isStream := range []bool{true, false} {
			one, many := feed(encoded(isStream, "gzip"), string(body), true), feed(encoded(isStream, "gzip"), string(body), true, cuts...)
			if many.before != string(body) || many.after != "" || many.gated {
				t.Fatalf("changed %q to %q and %q", body, many.before, many.after)
			}
			if a, b := resultText(t, one.result), resultText(t, many.result); a != b {
				t.Fatalf("cut, it is %s, else %s", b, a)
			}
		}
	})
}

// FuzzPrepareChat asks that what is forwarded is what is priced, and that no
// other member changes.
func FuzzPrepareChat(f *testing.F) {
	f.Add([]byte(` { "model" : "m","messages":[{"content":[{"type":"text","text":"é"}]}],"stream":true,"stream_options":{"x":1}, "n":2,"max_tokens":null}`))
	f.Add([]byte(`{"stream_options":null,"stream":true,"max_completion_tokens":1000,"model":"m","messages":[],"prediction":{"a":"b"},"tools":[{"type":"function"}]} `))
	f.Add([]byte(`{"model":"m","messages":[],"Stream":true}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, info, err := usage.PrepareChat(body, limits())
		if err != nil {
			return
		}
		var r struct {
			Model   string  `json:"model"`
			Stream  *bool   `json:"stream"`
			N       *uint64 `json:"n"`
			A       *uint64 `json:"max_tokens"`
			B       *uint64 `json:"max_completion_tokens"`
			Options *struct {
				IncludeUsage *bool `json:"include_usage"`
			} `json:"stream_options"`
		}
		err = json.Unmarshal(got, &r)
		if err != nil {
			t.Fatalf("forwards %s: %v", got, err)
		}
		n, limit := uint64(1), uint64(0)
		if r.N != nil {
			n = *r.N
		}
		for _, c := range []*uint64{r.A, r.B} {
			if c != nil {
				limit = max(limit, *c)
			}
		}
		isStream := r.Stream != nil && *r.Stream
		if r.Model != info.Model || n != info.N || limit != info.OutputCap || limit == 0 || limit > 100 || n > 4 || isStream != info.Stream || len(got) != info.Bytes {
			t.Fatalf("forwards %s as %+v", got, info)
		}
		if isStream && (r.Options == nil || r.Options.IncludeUsage == nil || !*r.Options.IncludeUsage) {
			t.Fatalf("forwards a stream without usage: %s", got)
		}
		if out, ok := info.Bound.Of(metering.KindOutput).Whole(); !ok || out < n*limit {
			t.Fatalf("bounds %s by %v", got, info.Bound)
		}
		before, after := members(t, body), members(t, got)
		for i, m := range before {
			if i >= len(after) || after[i].name != m.name || after[i].value != m.value && !slices.Contains(changing(), m.name) {
				t.Fatalf("changed %s to %s", body, got)
			}
		}
		for _, m := range after[len(before):] {
			if !slices.Contains(changing(), m.name) {
				t.Fatalf("added %s", m.name)
			}
		}
		again, _, err := usage.PrepareChat(got, limits())
		if len(got) <= limits().Body && (err != nil || !bytes.Equal(again, got)) {
			t.Fatalf("prepared again, %s is %s: %v", got, again, err)
		}
	})
}

func changing() []string {
	return []string{"max_tokens", "max_completion_tokens", "stream_options"}
}

type namedValue struct{ name, value string }

func members(t *testing.T, text []byte) []namedValue {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	_, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	var all []namedValue
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var raw json.RawMessage
		err = d.Decode(&raw)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, namedValue{key.(string), string(raw)})
	}
	return all
}
