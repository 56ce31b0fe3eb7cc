package gateway

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// maxBuffer is how much of a request's body is read before the upstream is
// called: enough to know that the framing of a common request is whole, to bind
// a payment to its body, and to price a chat completion.
const maxBuffer = 1 << 20

// firstBuffer is what is allocated for a body by its declared length alone: what
// a client says costs no memory until it sends it.
const firstBuffer = 64 << 10

// body is a request's body, of which the first part is in memory.
type body struct {
	buffered []byte
	rest     io.Reader // nil where all of it is buffered
	length   int64     // −1 where it is not known

	watch    *watch      // of the call that sends it
	sent     atomic.Bool // the transport began to read it
	answered atomic.Bool // the reply's header is there
	closed   atomic.Bool // the handler has returned: the rest must not be read
}

// readBody reads the first part of the body. all asks for the whole of it, up
// to the limit.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, all bool) (*body, error) {
	if r.ContentLength > limit {
		return nil, errBodyTooLong
	}
	// A stream that says it has no bytes may send some: its end is awaited.
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 && (r.ProtoMajor == 1 || len(r.Header["Content-Length"]) == 0) {
		arrived(w)
		return &body{}, nil
	}
	in := http.MaxBytesReader(w, r.Body, limit)
	first := int64(maxBuffer)
	if all {
		first = limit
	}
	buf, err := readUpTo(in, first+1, r.ContentLength)
	if err != nil {
		return nil, bodyError(err)
	}
	if int64(len(buf)) <= first {
		arrived(w)
		return &body{buffered: buf, length: int64(len(buf))}, nil
	}
	return &body{buffered: buf, rest: &tail{in, w}, length: r.ContentLength}, nil
}

// bodyError puts what went wrong with a client's body into this package's words.
func bodyError(err error) error {
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return errBodyTooLong
	}
	return fmt.Errorf("%w: %w", errBodyRead, err)
}

// arrived lifts the deadline that the server set for the request: it would end
// the reply otherwise, since net/http goes on reading to notice a client that
// leaves.
func arrived(w http.ResponseWriter) {
	// A writer without deadlines has none to lift.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
}

// readUpTo reads at most n bytes, fewer at the end of the body.
func readUpTo(in io.Reader, n, length int64) ([]byte, error) {
	var buf bytes.Buffer
	if length > 0 {
		buf.Grow(int(min(n, length, firstBuffer)) + bytes.MinRead)
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

// tail is what of a long body is still to come from the client.
type tail struct {
	in io.Reader
	w  http.ResponseWriter
}

// Read implements io.Reader.
func (t *tail) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		arrived(t.w)
	default:
		err = bodyError(err)
	}
	return n, err
}

// errResend keeps http.Transport from repeating a request.
var errResend = errors.New("the upstream closed the connection after the request was sent")

// attach makes the body that of a request to the upstream. http.Transport
// repeats requests by itself: always where nothing was written, and where it
// takes them for idempotent also after they were sent. The first must stay (an
// upstream may close an idle connection at any time), the second would be two
// calls for one charge. So GetBody gives the body again only as long as it was
// not read, and no request goes without a body that can tell.
func (b *body) attach(out *http.Request) {
	out.Trailer, out.TransferEncoding = nil, nil
	out.ContentLength = b.length
	out.GetBody = func() (io.ReadCloser, error) {
		if b.sent.Load() {
			return nil, errResend
		}
		return b.reader(), nil
	}
	if b.length != 0 {
		out.Body = b.reader()
		return
	}
	switch out.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		// Servers expect Content-Length: 0, which needs http.NoBody. These methods
		// are repeated for one header alone, which is looked up in this form.
		out.Body, out.GetBody = http.NoBody, nil
		for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
			if v, ok := out.Header[name]; ok {
				delete(out.Header, name)
				out.Header[strings.ToLower(name)] = v
			}
		}
	default:
		// Neither a length nor chunks: the body is empty, and nothing says so but
		// that it is read.
		out.Body, out.TransferEncoding = b.reader(), []string{"identity"}
	}
}

func (b *body) reader() io.ReadCloser {
	switch {
	case b.length == 0:
		return nothing{b}
	case b.rest == nil:
		return &outgoing{b, bytes.NewReader(b.buffered)}
	}
	return &outgoing{b, io.MultiReader(bytes.NewReader(b.buffered), b.rest)}
}

// nothing is an empty body that tells whether it was read.
type nothing struct{ body *body }

// Read implements io.Reader.
func (n nothing) Read([]byte) (int, error) {
	n.body.sent.Store(true)
	return 0, io.EOF
}

// WriteTo implements io.WriterTo, so that no copy buffer is made for it.
func (n nothing) WriteTo(io.Writer) (int64, error) {
	n.body.sent.Store(true)
	return 0, nil
}

// Close implements io.Closer.
func (nothing) Close() error { return nil }

// outgoing is the body on its way to the upstream.
type outgoing struct {
	body *body
	src  io.Reader
}

// Read implements io.Reader. An upstream that takes nothing for a while is
// given up; time spent on waiting for the client is not its fault.
func (o *outgoing) Read(p []byte) (int, error) {
	b := o.body
	b.sent.Store(true)
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	if b.answered.Load() {
		return o.src.Read(p)
	}
	b.watch.pause()
	defer b.watch.resume()
	return o.src.Read(p)
}

// Close implements io.Closer. The server closes the client's body by itself.
func (o *outgoing) Close() error { return nil }
