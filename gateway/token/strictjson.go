package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// maxDepth bounds the nesting of JSON in tokens and key sets.
const maxDepth = 8

var errJSON = errors.New("not strict json")

// object is a JSON object whose members are looked up by their exact name.
type object map[string]json.RawMessage

// parseObject reads exactly one JSON object (RFC 8259) and refuses what two
// readers could read differently: duplicate members at any depth, invalid
// UTF-8, trailing data, deep nesting. encoding/json alone takes the last
// duplicate and folds the case of names.
func parseObject(data []byte) (object, error) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, errJSON
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	first, err := dec.Token()
	if err != nil || first != json.Delim('{') {
		return nil, errJSON
	}
	if err := walk(dec, first, 1); err != nil {
		return nil, err
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, errJSON
	}
	return o, nil
}

// walk reads the rest of a value whose first token was read.
func walk(dec *json.Decoder, first json.Token, depth int) error {
	open, nested := first.(json.Delim)
	if !nested {
		return nil
	}
	if depth > maxDepth {
		return errJSON
	}
	seen := make(map[string]bool)
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return errJSON
		}
		if open == '{' {
			name, ok := t.(string)
			if !ok || seen[name] {
				return errJSON
			}
			seen[name] = true
			if t, err = dec.Token(); err != nil {
				return errJSON
			}
		}
		if err := walk(dec, t, depth+1); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func (o object) has(name string) bool {
	_, ok := o[name]
	return ok
}

// text returns a member that must be a JSON string; ok is false if it is
// absent or of another type, null included.
func (o object) text(name string) (s string, ok bool) {
	return text(o[name])
}

func text(raw json.RawMessage) (s string, ok bool) {
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", false
	}
	return s, true
}

// seconds returns a member that must be a NumericDate written as a plain
// integer between 0 and the year 9999: no sign, fraction, exponent or string.
func (o object) seconds(name string) (n int64, ok bool) {
	raw := string(o[name])
	if raw == "" || raw[0] < '0' || raw[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n > maxSeconds {
		return 0, false
	}
	return n, true
}

// maxSeconds is the last second of the year 9999, the last that RFC 3339 can say.
const maxSeconds = 253402300799

// list returns a member that must be an array of at most limit values.
func (o object) list(name string, limit int) ([]json.RawMessage, bool) {
	raw := o[name]
	if len(raw) == 0 || raw[0] != '[' {
		return nil, false
	}
	var out []json.RawMessage
	if json.Unmarshal(raw, &out) != nil || len(out) > limit {
		return nil, false
	}
	return out, true
}
