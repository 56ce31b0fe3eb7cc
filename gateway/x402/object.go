package x402

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// object is a JSON object with its members unread, in their order.
// encoding/json would match member names without regard to case and let the last
// of two members of one name win; for signed money either is a way to show two
// readers two payments.
type object []member

type member struct {
	name []byte
	raw  []byte // one JSON value, without space around it
}

// maxMembers bounds an object, so that the search for names that stand twice
// stays cheap. The protocol's own have at most fewMembers.
const maxMembers = 64

// fewMembers is what an object of the protocol has at most.
const fewMembers = 8

var errNoObject = errors.New("not a JSON object")

// parseObject reads one object of text that json.Valid has passed: it looks only
// for where values end. Members of one name are refused.
func parseObject(valid []byte) (object, error) {
	rest := bytes.TrimLeft(valid, space)
	if len(rest) == 0 || rest[0] != '{' {
		return nil, errNoObject
	}
	o := make(object, 0, fewMembers)
	rest = bytes.TrimLeft(rest[1:], space)
	for len(rest) > 0 && rest[0] != '}' {
		var raw []byte
		raw, rest = cutValue(rest)
		name, err := plain(raw)
		if err != nil {
			return nil, errNoObject
		}
		rest = bytes.TrimLeft(rest, ":"+space)
		raw, rest = cutValue(rest)
		if o.has(name) {
			return nil, fmt.Errorf("member %.40q stands twice", name)
		}
		if len(o) == maxMembers {
			return nil, fmt.Errorf("more than %d members", maxMembers)
		}
		o = append(o, member{name: name, raw: raw})
		rest = bytes.TrimLeft(rest, ","+space)
	}
	return o, nil
}

const space = " \t\r\n"

// cutValue cuts the first value off valid JSON text that starts with one.
func cutValue(text []byte) (value, rest []byte) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			i = endOfString(text, i)
			if depth == 0 {
				return text[:i+1], text[i+1:]
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 { // The end of what a number or a word stands in.
				return text[:i], text[i:]
			}
			depth--
			if depth == 0 {
				return text[:i+1], text[i+1:]
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return text[:i], text[i:]
			}
		}
	}
	return text, nil
}

// endOfString returns the index of the quote that ends the string starting at i.
func endOfString(text []byte, i int) int {
	for i++; i < len(text) && text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return min(i, len(text)-1)
}

func unquote(raw []byte) (string, error) {
	b, err := plain(raw)
	return string(b), err
}

// plain returns the text of a string: a part of raw, unless it holds escapes.
func plain(raw []byte) ([]byte, error) {
	if len(raw) < 2 || raw[0] != '"' {
		return nil, errNoObject
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return []byte(s), err
}

// get returns a member's value, nil where there is none.
func (o object) get(name string) []byte {
	for _, m := range o {
		if string(m.name) == name {
			return m.raw
		}
	}
	return nil
}

func (o object) has(name []byte) bool {
	return slices.ContainsFunc(o, func(m member) bool { return bytes.Equal(m.name, name) })
}

// text returns a member that must be a string.
func (o object) text(name string) (string, error) {
	s, err := unquote(o.get(name))
	if err != nil {
		return "", fmt.Errorf("%s is not a string", name)
	}
	return s, nil
}

// integer returns a member that must be a whole number without exponent.
func (o object) integer(name string) (int64, error) {
	raw := o.get(name)
	var n int64
	if len(raw) == 0 || raw[0] == 'n' || json.Unmarshal(raw, &n) != nil {
		return 0, fmt.Errorf("%s is not a whole number", name)
	}
	return n, nil
}

// object returns a member that must be an object.
func (o object) object(name string) (object, error) {
	inner, err := parseObject(o.get(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return inner, nil
}

// tooDeep reports whether arrays and objects nest deeper than limit. It looks at
// brackets only and is right for every text that is JSON.
func tooDeep(text []byte, limit int) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = endOfString(text, i)
		case '{', '[':
			depth++
			if depth > limit {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}
