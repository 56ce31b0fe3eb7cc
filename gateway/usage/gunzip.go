package usage

import (
	"compress/gzip"
	"errors"
	"io"
	"iter"
)

// Limits on what is decoded for metering. Deflate reaches 1032 to 1; chat
// completions stay well below 100.
const (
	maxDecoded = 1 << 30 // bytes decoded of one reply
	maxRatio   = 200     // decoded bytes per byte read
	freeRatio  = 1 << 20 // decoded bytes that may have any ratio
)

// gunzip decodes gzip that is pushed to it. The decoder pulls, so it runs as a
// coroutine that yields where it lacks input; it never runs by itself. close
// ends it.
type gunzip struct {
	sink func(p []byte)
	in   []byte // input not yet read
	eof  bool
	read uint64 // bytes of input so far
	err  error
	next func() (struct{}, bool)
	stop func()
	need func(struct{}) bool // asks for input; false when there is none to come
}

func newGunzip(sink func(p []byte)) *gunzip {
	g := &gunzip{sink: sink}
	g.next, g.stop = iter.Pull(func(need func(struct{}) bool) {
		g.need = need
		g.err = g.decode()
	})
	return g
}

// feed decodes what p allows. p is not kept.
func (g *gunzip) feed(p []byte) {
	g.in = p
	g.read += uint64(len(p))
	if len(p) > 0 {
		g.next()
	}
	g.in = nil
}

// close ends the input and returns why decoding ended early, nil if it did not.
func (g *gunzip) close() error {
	g.eof = true
	g.next()
	g.stop()
	return g.err
}

// Read gives the decoder its input.
func (g *gunzip) Read(p []byte) (int, error) {
	for len(g.in) == 0 {
		if g.eof || !g.need(struct{}{}) {
			return 0, io.EOF
		}
	}
	n := copy(p, g.in)
	g.in = g.in[n:]
	return n, nil
}

func (g *gunzip) decode() error {
	z, err := gzip.NewReader(g)
	if err != nil {
		return err
	}
	buf := make([]byte, 32<<10)
	var decoded uint64
	for {
		n, err := z.Read(buf)
		decoded += uint64(n)
		if decoded > maxDecoded || decoded > freeRatio && decoded/maxRatio > g.read {
			return errRatio
		}
		g.sink(buf[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
