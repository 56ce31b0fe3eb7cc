package gateway

import (
	"errors"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

// keyRequest is where the middleware leaves the request's id for the handlers.
const keyRequest = "farebox.request"

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
		g.cfg.Log.Error("handler panicked", "panic", v, "stack", string(debug.Stack()))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
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
	c.Writer.Header()[headerRequestID] = []string{id.String()}
	c.Set(keyRequest, id)
	err = clean(c.Request)
	if err != nil {
		// What follows an unclear request on the connection is not trusted either.
		c.Writer.Header().Set("Connection", "close")
		g.writeError(c.Writer, err)
		c.Abort()
	}
}

// requestID returns what begin named the request.
func requestID(c *gin.Context) metering.RequestID {
	v, _ := c.Get(keyRequest)
	id, _ := v.(metering.RequestID)
	return id
}

// buffers lends the proxy its copy buffers.
type buffers struct{ pool sync.Pool }

const bufferSize = 32 << 10

func newBuffers() *buffers {
	return &buffers{pool: sync.Pool{New: func() any { b := make([]byte, bufferSize); return &b }}}
}

// Get implements httputil.BufferPool.
func (b *buffers) Get() []byte {
	p, ok := b.pool.Get().(*[]byte)
	if !ok {
		return make([]byte, bufferSize)
	}
	return *p
}

// Put implements httputil.BufferPool.
func (b *buffers) Put(p []byte) { b.pool.Put(&p) }
