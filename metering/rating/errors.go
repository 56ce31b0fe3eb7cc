package rating

import (
	"errors"
	"fmt"
)

// Errors of Parse, Canonical and Simulate.
var (
	// ErrDefinition: the text is no price definition: not strict JSON, an unknown
	// model or member, a price that is negative or not a plain decimal, a shape
	// that its model does not have. The error's text names the member.
	ErrDefinition = errors.New("invalid price definition")
	// ErrUnsupported: the definition is well formed and its model or modifier is
	// known, but this version does not offer it.
	ErrUnsupported = errors.New("known, but not offered by this version")
	// ErrQuantity: a quantity that is not a plain decimal or not of the shape
	// that the model rates.
	ErrQuantity = errors.New("invalid quantity")
)

// MemberError says which member of a definition an error is about, so that a
// reader of files can name its line. They nest: errors.As on Err leads inward.
type MemberError struct {
	Name  string // the member, or empty for an item of a list
	Index int    // the item's place in its list, from 0
	Err   error
}

// Error implements error.
func (e *MemberError) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("item %d: %v", e.Index+1, e.Err)
	}
	return fmt.Sprintf("%q: %v", e.Name, e.Err)
}

// Unwrap returns the error about the member.
func (e *MemberError) Unwrap() error { return e.Err }
