package gateway

import (
	"context"
	"time"
)

// watch gives up a call whose upstream is silent. It runs while the gateway
// waits for the upstream, and not while it waits for the client.
type watch struct {
	timer *time.Timer
	idle  time.Duration
}

// newWatch returns a running watch.
func newWatch(idle time.Duration, giveUp context.CancelFunc) *watch {
	return &watch{timer: time.AfterFunc(idle, giveUp), idle: idle}
}

func (w *watch) resume() { w.timer.Reset(w.idle) }

func (w *watch) pause() { w.timer.Stop() }

// hurry waits no longer than this for what is still to come.
func (w *watch) hurry(d time.Duration) { w.timer.Reset(min(d, w.idle)) }
