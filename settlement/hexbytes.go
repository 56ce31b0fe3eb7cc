package settlement

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// Hash is 32 bytes that JSON shows as 0x and lower-case hex.
type Hash [32]byte

// String returns 0x and 64 lower-case hex digits.
func (h Hash) String() string { return "0x" + hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	var b Bytes
	err := b.UnmarshalText(text)
	if err != nil || len(b) != len(h) {
		return fmt.Errorf("parse hash: want 0x and 64 hex digits, got %d characters", len(text))
	}
	copy(h[:], b)
	return nil
}

// Bytes are bytes that JSON shows as 0x and lower-case hex.
type Bytes []byte

// MarshalText implements encoding.TextMarshaler.
func (b Bytes) MarshalText() ([]byte, error) { return []byte("0x" + hex.EncodeToString(b)), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (b *Bytes) UnmarshalText(text []byte) error {
	digits, ok := strings.CutPrefix(string(text), "0x")
	if !ok {
		return fmt.Errorf("parse bytes: want 0x and hex digits")
	}
	v, err := hex.DecodeString(digits)
	if err != nil {
		return fmt.Errorf("parse bytes: %w", err)
	}
	*b = v
	return nil
}
