package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// openBare is what the gateway is compared with: httputil.ReverseProxy with the
// gateway's settings of server, transport and buffers, and nothing else.
func openBare(ctx context.Context, o order, _ func() time.Time) (*service, error) {
	return serveHTTP(ctx, bareProxy(o.Upstream))
}

func bareProxy(upstream string) *httputil.ReverseProxy {
	to := &url.URL{Scheme: "http", Host: upstream}
	return &httputil.ReverseProxy{
		Rewrite: func(pr *httputil.ProxyRequest) { pr.SetURL(to) },
		Transport: &http.Transport{
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			MaxIdleConns:           1024,
			MaxIdleConnsPerHost:    512,
			IdleConnTimeout:        90 * time.Second,
			ResponseHeaderTimeout:  time.Minute,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true,
		},
		BufferPool: &buffers{},
		ErrorLog:   slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}
}

// serveHTTP serves a handler with the gateway's settings of its server.
func serveHTTP(ctx context.Context, h http.Handler) (*service, error) {
	l, err := listenLoopback(ctx)
	if err != nil {
		return nil, err
	}
	return serveOn(l, &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}, func() error { return nil }), nil
}

// serveOn serves until the part ends; then it closes the server and what stands
// behind it.
func serveOn(l net.Listener, s *http.Server, behind func() error) *service {
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	return &service{opened: answer{Addr: l.Addr().String()}, close: func() error {
		err := s.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serve: %w", served))
		}
		return errors.Join(err, behind())
	}}
}

// buffers is the proxy's pool of copy buffers.
type buffers struct{ pool sync.Pool }

// Get implements httputil.BufferPool.
func (b *buffers) Get() []byte {
	p, ok := b.pool.Get().(*[]byte)
	if !ok {
		return make([]byte, 32<<10)
	}
	return *p
}

// Put implements httputil.BufferPool.
func (b *buffers) Put(p []byte) { b.pool.Put(&p) }
