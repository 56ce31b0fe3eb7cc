package rating

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	maxDefinition = 64 << 10 // bytes of one definition
	maxDepth      = 16       // nesting: matrix rows hold whole definitions
)

// decodeStrict reads one JSON value. Unlike encoding/json it refuses duplicate
// members, so that no two readers of a journalled price can disagree.
// Objects become map[string]any, arrays []any, numbers json.Number.
func decodeStrict(text []byte) (any, error) {
	if len(text) > maxDefinition {
		return nil, fmt.Errorf("longer than %d bytes", maxDefinition)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	v, err := decodeValue(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

func decodeValue(dec *json.Decoder, depth int) (any, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return tok, nil
	}
	if depth >= maxDepth {
		return nil, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	if delim == '[' {
		return decodeArray(dec, depth)
	}
	return decodeObject(dec, depth)
}

func decodeArray(dec *json.Decoder, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := decodeValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return list, nil
}

func decodeObject(dec *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		name, ok := tok.(string)
		if !ok {
			return nil, fmt.Errorf("not JSON: member name %v", tok)
		}
		if _, twice := object[name]; twice {
			return nil, fmt.Errorf("member %q stands twice", name)
		}
		object[name], err = decodeValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	if err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return object, nil
}
