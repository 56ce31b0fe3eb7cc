package rating

import (
	"encoding/json"
	"fmt"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering"
)

// Parse compiles a price definition. Its error wraps ErrDefinition, or
// ErrUnsupported where the definition is right and this version cannot rate it.
func Parse(def []byte) (metering.Rater, error) {
	object, err := decodeDefinition(def)
	if err != nil {
		return nil, err
	}
	return newLinear(object)
}

// Canonical returns the definition in its one canonical form: RFC 8785 JSON
// with every figure stripped of needless zeros. Two definitions that charge
// alike by their text alone have the same one. It is what the journal keeps;
// it returns the errors of Parse.
func Canonical(def []byte) (json.RawMessage, error) {
	object, err := decodeDefinition(def)
	if err != nil {
		return nil, err
	}
	l, err := newLinear(object)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(l.definition())
	if err != nil {
		return nil, fmt.Errorf("write price definition: %w", err)
	}
	text, err = jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("write canonical price definition: %w", err)
	}
	return text, nil
}

// decodeDefinition reads a definition and checks its shape and that this
// version offers it.
func decodeDefinition(def []byte) (map[string]any, error) {
	v, err := decodeStrict(def)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDefinition, err)
	}
	model, used, err := checkShape(v)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDefinition, err)
	case model != modelUnit && model != modelComponents:
		return nil, &MemberError{Name: "model", Err: fmt.Errorf("%q is %w", model, ErrUnsupported)}
	case len(used) > 0:
		return nil, &MemberError{Name: used[0], Err: fmt.Errorf("modifier of model %q is %w", model, ErrUnsupported)}
	}
	return v.(map[string]any), nil
}
