package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// quoteBody is the upstream's reply: about the size of a quote.
const quoteBody = `{"symbol":"FARE","price":"101.25","currency":"USD","as_of":"2026-01-02T03:04:05Z","source":"bench","note":"the same bytes for every call, as long as a small answer of a real API would be"}` + "\n"

// quotePath is what is asked of it.
const quotePath = "/bench/quote"

// upstream answers every request on bare connections: the least that an API
// could cost, and the same for every proxy.
type upstream struct {
	listener net.Listener
	reply    []byte
	requests atomic.Uint64
	wg       sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	done  bool
}

func openUpstream(ctx context.Context, _ order, _ func() time.Time) (*service, error) {
	l, err := listenLoopback(ctx)
	if err != nil {
		return nil, err
	}
	u := &upstream{listener: l, conns: make(map[net.Conn]struct{}), reply: fmt.Appendf(nil,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nContent-Length: %d\r\n\r\n%s", len(quoteBody), quoteBody)}
	u.wg.Go(u.accept)
	return &service{
		opened: answer{Addr: l.Addr().String()},
		close:  u.close,
		do: map[string]func(context.Context, order) (answer, error){
			doStats: func(context.Context, order) (answer, error) { return answer{Calls: u.requests.Load()}, nil },
		},
	}, nil
}

func (u *upstream) accept() {
	for {
		c, err := u.listener.Accept()
		if err != nil {
			return // closed
		}
		u.mu.Lock()
		if u.done {
			u.mu.Unlock()
			_ = c.Close() // it came too late
			return
		}
		u.conns[c] = struct{}{}
		u.mu.Unlock()
		u.wg.Go(func() { u.serve(c) })
	}
}

// serve answers one request after the other. They have no body, so each ends
// with its header.
func (u *upstream) serve(c net.Conn) {
	defer func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.conns, c)
		_ = c.Close() // the peer is gone, or we are closing
	}()
	buf := make([]byte, 16<<10)
	have := 0
	for have < len(buf) {
		n, err := c.Read(buf[have:])
		if err != nil {
			return
		}
		from := max(0, have-3)
		have += n
		if !bytes.Contains(buf[from:have], crlf2) {
			continue
		}
		have = 0 // a proxy sends the next request after this reply
		u.requests.Add(1)
		_, err = c.Write(u.reply)
		if err != nil {
			return
		}
	}
}

func (u *upstream) close() error {
	u.mu.Lock()
	u.done = true
	errs := []error{u.listener.Close()}
	for c := range u.conns {
		errs = append(errs, c.Close())
	}
	u.mu.Unlock()
	u.wg.Wait()
	return errors.Join(errs...)
}
