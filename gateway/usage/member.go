package usage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// member is a value within a JSON text.
type member struct {
	raw   json.RawMessage
	start int // where raw begins in the text
}

func (m member) isNull() bool { return string(m.raw) == "null" }

// end returns where the value ends in the text.
func (m member) end() int { return m.start + len(m.raw) }

// eachMember calls do for the members of a JSON object in their order. A name
// that stands twice is an error: readers differ in which of the two they take.
func eachMember(text []byte, do func(name string, value member) error) error {
	d := json.NewDecoder(bytes.NewReader(text))
	t, err := d.Token()
	if err != nil {
		return fmt.Errorf("read object: %w", err)
	}
	if t != json.Delim('{') {
		return errors.New("read object: not an object")
	}
	seen := make(map[string]struct{})
	for d.More() {
		t, err = d.Token()
		if err != nil {
			return fmt.Errorf("read object: %w", err)
		}
		name, _ := t.(string) // Token lets only strings stand for keys
		if _, dup := seen[name]; dup {
			return fmt.Errorf("read object: member %.40q stands twice", name)
		}
		seen[name] = struct{}{}
		var m member
		err = d.Decode(&m.raw)
		if err != nil {
			return fmt.Errorf("read member %.40q: %w", name, err)
		}
		m.start = int(d.InputOffset()) - len(m.raw)
		err = do(name, m)
		if err != nil {
			return err
		}
	}
	return nil
}
