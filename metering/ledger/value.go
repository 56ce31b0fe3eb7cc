package ledger

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// A value in state.db ends in the CRC-32C of its key and itself: bbolt has no
// checksums, and a flipped bit in a balance must not pass for money.

// seal returns a value with its checksum.
func seal(key, value []byte) []byte {
	return appendSealed(make([]byte, 0, len(value)+4), key, value)
}

func appendSealed(b, key, value []byte) []byte {
	return binary.BigEndian.AppendUint32(append(b, value...), sumOf(key, value))
}

func sumOf(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}

// unseal checks a value and returns it without its checksum.
func unseal(key, sealed []byte) ([]byte, error) {
	n := len(sealed) - 4
	if n < 0 || binary.BigEndian.Uint32(sealed[n:]) != sumOf(key, sealed[:n]) {
		return nil, fmt.Errorf("record %q: checksum differs: %w", clip(key), ErrCorrupt)
	}
	return sealed[:n:n], nil
}

func putValue(b *bolt.Bucket, key, value []byte) error { return b.Put(key, seal(key, value)) }

// getValue returns a value; found is false where there is none.
func getValue(b *bolt.Bucket, key []byte) (value []byte, found bool, err error) {
	sealed := b.Get(key)
	if sealed == nil {
		return nil, false, nil
	}
	value, err = unseal(key, sealed)
	return value, err == nil, err
}

// getUint returns a number, zero where there is none.
func getUint(b *bolt.Bucket, key []byte) (uint64, error) {
	v, _, err := getValue(b, key)
	return binary.BigEndian.Uint64(pad8(v)), err
}

func putJSON(b *bolt.Bucket, key []byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("record %q: %w", clip(key), err)
	}
	return putValue(b, key, text)
}

func getJSON(b *bolt.Bucket, key []byte, v any) (found bool, err error) {
	sealed := b.Get(key)
	if sealed == nil {
		return false, nil
	}
	return true, readJSON(key, sealed, v)
}

// readJSON reads a sealed JSON value.
func readJSON(key, sealed []byte, v any) error {
	text, err := unseal(key, sealed)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return fmt.Errorf("record %q: %w", clip(key), err)
	}
	return nil
}

func clip(b []byte) []byte { return b[:min(len(b), 200)] }
