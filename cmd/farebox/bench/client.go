package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// maxReply bounds a reply, header and body.
const maxReply = 64 << 10

// target is one request, sent over and over, and what its answer must be.
type target struct {
	name   string
	addr   string
	raw    [][]byte // the requests of the connections, in turn
	status int
	body   int // length of the body, −1 for any
}

// request returns the bytes of a GET. An empty token sends none.
func request(addr, path, token string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: farebox-bench\r\nAccept: */*\r\n", path, addr)
	if token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", token)
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// client is one kept connection. It costs its process two system calls a
// request and nothing on the heap.
type client struct {
	conn   net.Conn
	raw    []byte
	status int
	body   int
	buf    []byte
}

// connect opens the n-th connection of a target; every answer must have come by
// the deadline.
func (t *target) connect(ctx context.Context, n int, deadline time.Time) (*client, error) {
	d := net.Dialer{Timeout: 5 * time.Second}
	conn, err := d.DialContext(ctx, "tcp", t.addr)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", t.name, err)
	}
	err = conn.SetDeadline(deadline)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("connect to %s: %w", t.name, err), conn.Close())
	}
	return &client{conn: conn, raw: t.raw[n%len(t.raw)], status: t.status, body: t.body, buf: make([]byte, maxReply)}, nil
}

// do sends the request and reads its answer to the end.
func (c *client) do() error {
	_, err := c.conn.Write(c.raw)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	have, end := 0, -1
	for end < 0 {
		if have == len(c.buf) {
			return fmt.Errorf("read reply: header is longer than %d bytes", maxReply)
		}
		n, err := c.conn.Read(c.buf[have:])
		if err != nil {
			return fmt.Errorf("read reply: %w", err)
		}
		from := max(0, have-3)
		have += n
		if i := bytes.Index(c.buf[from:have], crlf2); i >= 0 {
			end = from + i + len(crlf2)
		}
	}
	h, err := parseHead(c.buf[:end])
	if err != nil {
		return fmt.Errorf("read reply: %w", err)
	}
	if h.status != c.status || c.body >= 0 && h.length != c.body {
		return fmt.Errorf("reply is %d with %d bytes, want %d with %d: %q", h.status, h.length, c.status, c.body, c.buf[:min(have, 600)])
	}
	for have < end+h.length {
		if have == len(c.buf) {
			return fmt.Errorf("read reply: longer than %d bytes", maxReply)
		}
		n, err := c.conn.Read(c.buf[have:])
		if err != nil {
			return fmt.Errorf("read reply: %w", err)
		}
		have += n
	}
	if have > end+h.length {
		return fmt.Errorf("read reply: %d bytes after its end", have-end-h.length)
	}
	return nil
}

// head is what the client reads of a reply's header.
type head struct {
	status int
	length int
}

var (
	crlf2     = []byte("\r\n\r\n")
	crlf      = []byte("\r\n")
	headOK    = []byte("HTTP/1.1 ")
	nameSize  = []byte("Content-Length:")
	nameClose = []byte("Connection:")
)

// parseHead reads a header of HTTP/1.1 up to its empty line. A reply without a
// Content-Length, or one that ends the connection, is an error: none of our
// parts should send it.
func parseHead(b []byte) (head, error) {
	h := head{length: -1}
	if len(b) < len(headOK)+3 || !bytes.HasPrefix(b, headOK) {
		return h, errors.New("no HTTP/1.1 status line")
	}
	status, ok := digits(b[len(headOK) : len(headOK)+3])
	if !ok {
		return h, errors.New("status is not a number")
	}
	h.status = status
	for {
		i := bytes.Index(b, crlf)
		if i < 0 {
			return h, errors.New("header has no end")
		}
		b = b[i+len(crlf):]
		switch {
		case bytes.HasPrefix(b, crlf) && h.length < 0:
			return h, errors.New("header has no Content-Length")
		case bytes.HasPrefix(b, crlf):
			return h, nil
		case bytes.HasPrefix(b, nameClose):
			return h, errors.New("the connection is not kept")
		case bytes.HasPrefix(b, nameSize):
			v, _, _ := bytes.Cut(b[len(nameSize):], crlf)
			h.length, ok = digits(bytes.TrimSpace(v))
			if !ok {
				return h, errors.New("Content-Length is not a number in bounds")
			}
		}
	}
}

// digits reads a number of at most seven digits.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 7 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(string(b)) // does not allocate: the string does not escape
	return n, err == nil
}
