package x402_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/farebox/farebox/gateway/x402"
)

func TestParseObject(t *testing.T) {
	many := "{"
	for i := range 65 {
		many += `"` + strings.Repeat("x", i) + `":0,`
	}
	cases := []struct {
		name, text string
		want       map[string]string
	}{
		{"empty", " {\n}\t", map[string]string{}},
		{"spaces", "{ \"a\" : 1 ,\t\"b\":\r\n[ 1 , {\"c\":2} ] }", map[string]string{"a": "1", "b": `[ 1 , {"c":2} ]`}},
		{"brackets in strings", `{"a":"}]{[\"","b":{"c":"\\"},"d":-1.5e3}`, map[string]string{"a": `"}]{[\""`, "b": `{"c":"\\"}`, "d": "-1.5e3"}},
		{"words at the end", `{"a":null,"b":true}`, map[string]string{"a": "null", "b": "true"}},
		{"escaped name", `{"\u0061\"":1}`, map[string]string{`a"`: "1"}},
		{"empty name", `{"":""}`, map[string]string{"": `""`}},
		{"names that differ in case", `{"a":1,"A":2}`, map[string]string{"a": "1", "A": "2"}},
		{"name twice", `{"a":1,"a":1}`, nil},
		{"name twice, escaped", `{"a":1,"\u0061":1}`, nil},
		{"65 members", strings.TrimSuffix(many, ",") + "}", nil},
		{"array", "[]", nil},
		{"string", `"{}"`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := x402.ParseObject([]byte(c.text))
			if (err == nil) != (c.want != nil) || !reflect.DeepEqual(got, c.want) {
				t.Fatalf("%v, %v, want %v", got, err, c.want)
			}
		})
	}
}

// FuzzParseObject compares with encoding/json: the same members, or a refusal.
func FuzzParseObject(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"}"}],"c":"\\\"","d":null , "e":{}}`))
	f.Add([]byte(`{"a":1,"\u0061":2}`))
	f.Add([]byte(` { } `))
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			return
		}
		got, err := x402.ParseObject(text)
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		err = json.Unmarshal(text, &want)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: %v, encoding/json has %v, %v", text, got, want, err)
		}
		for name, raw := range want {
			if got[name] != string(raw) {
				t.Fatalf("%q: member %q is %q, encoding/json has %q", text, name, got[name], raw)
			}
		}
	})
}
