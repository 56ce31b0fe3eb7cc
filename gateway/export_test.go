package gateway

import (
	"io"
	"net/http"
	"time"
)

// Outgoing is a request body as http.Transport sees it.
type Outgoing struct{ r *http.Request }

// NewOutgoing makes the body of a request to an upstream.
func NewOutgoing(text string) *Outgoing {
	b := &body{buffered: []byte(text), length: int64(len(text)), watch: new(watch)}
	b.watch.start(time.Hour, time.Hour, func() {})
	o := &Outgoing{r: &http.Request{Method: http.MethodPost, Header: http.Header{}}}
	b.attach(o.r)
	return o
}

// Again asks for the body as a repetition does.
func (o *Outgoing) Again() (io.ReadCloser, error) { return o.r.GetBody() }
