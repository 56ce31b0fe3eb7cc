package config

import "log/slog"

// Secret is a value that no output shows: formatting, logging and marshalling
// it yield its masked form.
type Secret struct {
	value string
	shown string
}

// NewSecret returns a secret that is shown as ***.
func NewSecret(value string) Secret { return Secret{value: value, shown: mask} }

const mask = "***"

// Reveal returns the value.
func (s Secret) Reveal() string { return s.value }

// String returns the masked form.
func (s Secret) String() string { return s.shown }

// GoString returns the masked form, for %#v.
func (s Secret) GoString() string { return s.shown }

// MarshalText returns the masked form, for JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown), nil }

// LogValue returns the masked form, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.shown) }
