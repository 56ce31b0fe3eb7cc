package devnet

import (
	"context"
	"log/slog"
)

// nodeErrors passes on a node's errors. Its warnings are about peers that this chain
// does without, and its everyday messages would bury the gateway's.
type nodeErrors struct {
	inner slog.Handler
}

var _ slog.Handler = nodeErrors{}

func (h nodeErrors) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && h.inner.Enabled(ctx, level)
}

func (h nodeErrors) Handle(ctx context.Context, r slog.Record) error { return h.inner.Handle(ctx, r) }

func (h nodeErrors) WithAttrs(attrs []slog.Attr) slog.Handler {
	return nodeErrors{h.inner.WithAttrs(attrs)}
}

func (h nodeErrors) WithGroup(name string) slog.Handler { return nodeErrors{h.inner.WithGroup(name)} }
