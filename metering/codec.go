package metering

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/farebox/farebox/metering/money"
)

// ErrEncoding reports bytes that are not the canonical encoding of an entry.
// There is exactly one encoding of an entry, so re-encoding proves a decoding.
var ErrEncoding = errors.New("not a canonical journal entry")

// Fields of an entry are written in ascending order of tag, each as
//
//	tag    1 byte, 1 … 255
//	length uvarint, shortest form
//	value  that many bytes
//
// and left out where they are zero or empty. Integers are unsigned big-endian
// without leading zeros; amounts are two's complement big-endian, as short as
// keeps the sign; text is UTF-8.
type fieldWriter struct{ b []byte }

func (w *fieldWriter) bytes(tag byte, v []byte) {
	if len(v) == 0 {
		return
	}
	w.b = append(w.b, tag)
	w.b = binary.AppendUvarint(w.b, uint64(len(v)))
	w.b = append(w.b, v...)
}

func (w *fieldWriter) text(tag byte, v string) {
	if v == "" {
		return
	}
	w.b = append(w.b, tag)
	w.b = binary.AppendUvarint(w.b, uint64(len(v)))
	w.b = append(w.b, v...)
}

func (w *fieldWriter) uint(tag byte, v uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], v)
	i := 0
	for i < 8 && b[i] == 0 {
		i++
	}
	w.bytes(tag, b[i:])
}

func (w *fieldWriter) amount(tag byte, a money.Amount) {
	if a.IsZero() {
		return
	}
	b := a.Bytes()
	w.bytes(tag, b[trimAmount(&b):])
}

// trimAmount returns the index of the first byte that a two's complement
// number needs.
func trimAmount(b *[16]byte) int {
	i := 0
	for i < 15 && (b[i] == 0 && b[i+1]&0x80 == 0 || b[i] == 0xff && b[i+1]&0x80 != 0) {
		i++
	}
	return i
}

func (w *fieldWriter) units(tag byte, us Units) {
	if len(us) == 0 {
		return
	}
	size := 0
	for _, u := range us {
		b := u.Quantity.Bytes()
		size += 2 + 16 - trimAmount(&b)
	}
	w.b = binary.AppendUvarint(append(w.b, tag), uint64(size))
	for _, u := range us {
		b := u.Quantity.Bytes()
		i := trimAmount(&b)
		w.b = append(w.b, byte(u.Kind), byte(16-i))
		w.b = append(w.b, b[i:]...)
	}
}

func (w *fieldWriter) list(tag byte, vs []string) {
	if len(vs) == 0 {
		return
	}
	var v []byte
	for _, s := range vs {
		v = binary.AppendUvarint(v, uint64(len(s)))
		v = append(v, s...)
	}
	w.bytes(tag, v)
}

// fieldReader reads what fieldWriter wrote. The first fault sticks; done
// returns it. A reader is lenient about redundant forms: DecodeEntry encodes
// again and compares, which refuses every one of them.
type fieldReader struct {
	rest []byte
	last byte
	err  error
}

// next returns the value of the field with the tag, nil where it is left out.
func (r *fieldReader) next(tag byte) []byte {
	if r.err != nil || len(r.rest) == 0 || r.rest[0] != tag {
		return nil
	}
	n, k := binary.Uvarint(r.rest[1:])
	if k <= 0 || n > uint64(len(r.rest)-1-k) || n == 0 || tag <= r.last {
		r.err = fmt.Errorf("field %d: %w", tag, ErrEncoding)
		return nil
	}
	r.last = tag
	v := r.rest[1+k : 1+k+int(n)]
	r.rest = r.rest[1+k+int(n):]
	return v
}

func (r *fieldReader) text(tag byte) string { return string(r.next(tag)) }

func (r *fieldReader) uint(tag byte, limit uint64) uint64 {
	v := r.next(tag)
	if len(v) > 8 {
		r.fail(tag)
		return 0
	}
	var n uint64
	for _, c := range v {
		n = n<<8 | uint64(c)
	}
	if n > limit {
		r.fail(tag)
	}
	return n
}

func (r *fieldReader) amount(tag byte) money.Amount {
	v := r.next(tag)
	if len(v) == 0 {
		return money.Amount{}
	}
	a, ok := readAmount(v)
	if !ok {
		r.fail(tag)
	}
	return a
}

func readAmount(v []byte) (money.Amount, bool) {
	if len(v) == 0 || len(v) > 16 {
		return money.Amount{}, false
	}
	var b [16]byte
	if v[0]&0x80 != 0 {
		for i := range b {
			b[i] = 0xff
		}
	}
	copy(b[16-len(v):], v)
	return money.FromBytes(b), true
}

func (r *fieldReader) units(tag byte) Units {
	v := r.next(tag)
	var us Units
	for len(v) > 0 {
		if len(v) < 2 || int(v[1]) > len(v)-2 {
			r.fail(tag)
			return nil
		}
		q, ok := readAmount(v[2 : 2+v[1]])
		k := Kind(v[0])
		if !ok || q.Sign() <= 0 || len(us) > 0 && us[len(us)-1].Kind >= k {
			r.fail(tag)
			return nil
		}
		us = append(us, Unit{Kind: k, Quantity: q})
		v = v[2+int(v[1]):]
	}
	return us
}

func (r *fieldReader) list(tag byte) []string {
	v := r.next(tag)
	var l []string
	for len(v) > 0 {
		n, k := binary.Uvarint(v)
		if k <= 0 || n > uint64(len(v)-k) {
			r.fail(tag)
			return nil
		}
		l = append(l, string(v[k:k+int(n)]))
		v = v[k+int(n):]
	}
	return l
}

func (r *fieldReader) fail(tag byte) {
	if r.err == nil {
		r.err = fmt.Errorf("field %d: %w", tag, ErrEncoding)
	}
}

func (r *fieldReader) done() error {
	if r.err == nil && len(r.rest) > 0 {
		r.fail(r.rest[0])
	}
	return r.err
}

const maxUint = math.MaxUint64
