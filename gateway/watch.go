package gateway

import (
	"context"
	"time"
)

// watch gives up a call whose upstream is silent, or whose time is over. Silence
// counts while the gateway waits for the upstream, and not while it waits for
// the client. It is safe for concurrent use once started.
type watch struct {
	timer *time.Timer
	idle  time.Duration
	end   time.Time // of the call
}

// start begins to wait for the upstream.
func (w *watch) start(idle, whole time.Duration, giveUp context.CancelFunc) {
	w.idle, w.end = idle, time.Now().Add(whole) //nolint:forbidigo // timers and deadlines of connections are in real time
	w.timer = time.AfterFunc(min(idle, whole), giveUp)
}

func (w *watch) resume() { w.hurry(w.idle) }

func (w *watch) pause() { w.timer.Reset(time.Until(w.end)) }

func (w *watch) stop() { w.timer.Stop() }

// hurry waits no longer than this for what is still to come.
func (w *watch) hurry(d time.Duration) { w.timer.Reset(min(d, w.idle, time.Until(w.end))) }
