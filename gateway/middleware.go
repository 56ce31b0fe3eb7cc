package gateway

import (
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

// recoverer turns a panic into a 500. It re-panics http.ErrAbortHandler so that
// net/http severs the connection: swallowing it would end a truncated upstream
// body as if it were complete.
func (g *Gateway) recoverer(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		g.cfg.Log.ErrorContext(c.Request.Context(), "handler panicked", slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		h := c.Writer.Header()
		id := h[headerRequestID]
		clear(h) // of the reply that was being made
		h[headerRequestID] = id
		g.writeError(c.Writer, errors.New("panic"))
	}()
	c.Next()
}

// begin names the request, and refuses what has two readings.
func (g *Gateway) begin(c *gin.Context) {
	id, err := metering.NewRequestID(g.cfg.Now(), g.cfg.Random)
	if err != nil {
		g.writeError(c.Writer, err)
		c.Abort()
		return
	}
	var text [2 * len(id)]byte
	hex.Encode(text[:], id[:])
	c.Writer.Header()[headerRequestID] = []string{string(text[:])}
	// A stream that was reset before its turn came is not begun.
	err = c.Request.Context().Err()
	if err == nil {
		err = clean(c.Request)
	}
	if err == nil {
		err = g.cleanHost(c.Request)
	}
	if err != nil {
		if c.Request.ProtoMajor == 1 {
			// What follows an unclear request on the connection is not trusted either.
			// Streams have frames, and may be those of a proxy's many clients.
			c.Writer.Header().Set("Connection", "close")
		}
		g.writeError(c.Writer, err)
		c.Abort()
		return
	}
	if r := c.Request; r.ProtoMajor == 1 && r.ProtoMinor == 0 && r.ContentLength != 0 {
		// HTTP/1.0 has no chunks: where its body ends is a matter of opinion.
		c.Writer.Header().Set("Connection", "close")
	}
}

// requestID returns what begin named the request.
func requestID(w http.ResponseWriter) metering.RequestID {
	id, err := metering.ParseRequestID(w.Header().Get(headerRequestID))
	if err != nil { // begin wrote it
		panic(err)
	}
	return id
}

// buffers lends the proxy its copy buffers.
type buffers struct{ pool sync.Pool }

type buffer [32 << 10]byte

func newBuffers() *buffers { return &buffers{pool: sync.Pool{New: func() any { return new(buffer) }}} }

// Get implements httputil.BufferPool.
func (b *buffers) Get() []byte {
	p, ok := b.pool.Get().(*buffer)
	if !ok {
		p = new(buffer)
	}
	return p[:]
}

// Put implements httputil.BufferPool.
func (b *buffers) Put(p []byte) { b.pool.Put((*buffer)(p)) }
