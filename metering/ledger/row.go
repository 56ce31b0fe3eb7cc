package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/farebox/farebox/metering"
)

// Hash is the SHA-256 that chains a row to the one before.
type Hash = [32]byte

const (
	rowVersion = 1
	rowHeader  = 1 + 4 + 32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendRow appends a row: version, CRC-32C of what follows it, previous hash,
// entry. The checksum and the previous hash are for sealRow to fill in.
func appendRow(b []byte, e *metering.Entry) ([]byte, error) {
	var header [rowHeader]byte
	header[0] = rowVersion
	return metering.AppendEntry(append(b, header[:]...), e)
}

// stampRow gives the row's entry its place in the journal.
func stampRow(row []byte, e *metering.Entry) {
	metering.StampEntry(row[rowHeader:], e.Sequence, e.Time)
}

// sealRow chains a row to the one before and returns its hash.
func sealRow(row []byte, prev *Hash) Hash {
	copy(row[5:], prev[:])
	binary.BigEndian.PutUint32(row[1:], crc32.Checksum(row[5:], castagnoli))
	return sha256.Sum256(row[5:]) // previous hash ‖ entry
}

// parseRow reads a row and checks its CRC. The entry aliases nothing of row.
func parseRow(row []byte) (prev, hash Hash, e *metering.Entry, err error) {
	if len(row) < rowHeader || row[0] != rowVersion {
		return prev, hash, nil, fmt.Errorf("unknown version or cut short: %w", ErrCorrupt)
	}
	if crc32.Checksum(row[5:], castagnoli) != binary.BigEndian.Uint32(row[1:]) {
		return prev, hash, nil, fmt.Errorf("checksum differs: %w", ErrCorrupt)
	}
	copy(prev[:], row[5:])
	e, err = metering.DecodeEntry(row[rowHeader:])
	if err != nil {
		return prev, hash, nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return prev, sha256.Sum256(row[5:]), e, nil
}

func seqKey(seq uint64) []byte {
	return binary.BigEndian.AppendUint64(nil, seq)
}
