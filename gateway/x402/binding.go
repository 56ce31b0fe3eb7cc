package x402

import (
	"crypto/sha256"
	"encoding/binary"
)

// bindingTag keeps digests of a Binding apart from all others; the version in
// it changes with the layout.
const bindingTag = "farebox request binding v1"

// Binding is the request that a payment is claimed for. A payment that was
// claimed for one request is refused for every other.
type Binding struct {
	Method string
	Path   string // escaped, as it is priced and forwarded
	Query  string // raw, without "?"
	Agent  string // id of the agent whose record it is
	// Body is the SHA-256 of the body, nil where the body is too large to be
	// buffered and is not bound.
	Body *[32]byte
}

// Digest returns the SHA-256 over the tag and every field, each with its length
// before it, so that no two requests share one text.
func (b Binding) Digest() [32]byte {
	text := make([]byte, 0, 512)
	for _, field := range [...]string{bindingTag, b.Method, b.Path, b.Query, b.Agent} {
		text = binary.BigEndian.AppendUint32(text, uint32(len(field)))
		text = append(text, field...)
	}
	if b.Body == nil {
		return sha256.Sum256(append(text, 0))
	}
	text = append(text, 1)
	return sha256.Sum256(append(text, b.Body[:]...))
}
