package gateway

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// detachedWriter goes on swallowing bytes after the client has left, so that
// the copy reads the upstream's reply to its end and its usage is seen. It
// hides http.CloseNotifier, which would cancel the upstream.
type detachedWriter struct {
	http.ResponseWriter
	client context.Context // done when the client left
	gone   func()          // called once
	lost   bool
}

// detach returns a context that outlives the client by at most drain, and a
// writer that does not mind that it is gone. stop ends both.
func detach(w http.ResponseWriter, r *http.Request, drain time.Duration) (_ *detachedWriter, _ context.Context, stop func()) {
	client := r.Context()
	ctx, cancel := context.WithCancel(context.WithoutCancel(client))
	// The timer fires into a context that has ended where the call is over by then.
	leave := func() { time.AfterFunc(drain, cancel) }
	unwatch := context.AfterFunc(client, leave)
	d := &detachedWriter{ResponseWriter: w, client: client, gone: func() {
		if unwatch() {
			leave()
		}
	}}
	return d, ctx, func() {
		unwatch()
		cancel()
	}
}

// Write implements io.Writer; it never fails.
func (w *detachedWriter) Write(p []byte) (int, error) {
	if w.lost || w.client.Err() != nil {
		return len(p), nil
	}
	_, err := w.ResponseWriter.Write(p)
	w.note(err)
	return len(p), nil
}

// FlushError implements what http.ResponseController looks for.
func (w *detachedWriter) FlushError() error {
	if !w.lost && w.client.Err() == nil {
		err := http.NewResponseController(w.ResponseWriter).Flush()
		if !errors.Is(err, http.ErrNotSupported) {
			w.note(err)
		}
	}
	return nil
}

func (w *detachedWriter) note(err error) {
	if err != nil {
		w.lost = true
		w.gone()
	}
}
