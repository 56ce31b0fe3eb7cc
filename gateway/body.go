package gateway

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxBuffer is how much of a request's body is read before the upstream is
// called: enough to know that the framing of a common request is whole, to bind
// a payment to its body, and to price a chat completion.
const maxBuffer = 1 << 20

// body is a request's body, of which the first part is in memory.
type body struct {
	buffered []byte
	rest     io.ReadCloser // nil where all of it is buffered
	length   int64         // −1 where it is not known
}

// readBody reads the first part of the body. all asks for the whole of it, up
// to the limit.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, all bool) (*body, error) {
	if r.ContentLength > limit {
		return nil, errBodyTooLong
	}
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return &body{}, nil
	}
	in := http.MaxBytesReader(w, r.Body, limit)
	first := int64(maxBuffer)
	if all {
		first = limit
	}
	buf, err := readUpTo(in, first+1, r.ContentLength)
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return nil, errBodyTooLong
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errBodyRead, err)
	}
	if int64(len(buf)) <= first {
		return &body{buffered: buf, length: int64(len(buf))}, nil
	}
	return &body{buffered: buf, rest: in, length: r.ContentLength}, nil
}

// readUpTo reads at most n bytes, fewer at the end of the body.
func readUpTo(in io.Reader, n, length int64) ([]byte, error) {
	var buf bytes.Buffer
	if length > 0 {
		buf.Grow(int(min(n, length)) + bytes.MinRead)
	}
	_, err := io.CopyN(&buf, in, n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return buf.Bytes(), err
}

// hash returns the SHA-256 of the body, nil where it is too long to be bound.
func (b *body) hash() *[32]byte {
	if b.rest != nil || len(b.buffered) > maxBuffer {
		return nil
	}
	sum := sha256.Sum256(b.buffered)
	return &sum
}

// outgoing is the body that the upstream is sent. It is never http.NoBody and
// has no GetBody: http.Transport then sends a request once and does not repeat
// it by itself after a byte of it was written.
type outgoing struct {
	io.Reader
	closer io.Closer
}

// Close implements io.Closer.
func (o *outgoing) Close() error {
	if o.closer == nil {
		return nil
	}
	return o.closer.Close()
}

func (b *body) outgoing() (io.ReadCloser, int64) {
	if b.rest == nil {
		return &outgoing{Reader: bytes.NewReader(b.buffered)}, int64(len(b.buffered))
	}
	return &outgoing{Reader: io.MultiReader(bytes.NewReader(b.buffered), b.rest), closer: b.rest}, b.length
}
