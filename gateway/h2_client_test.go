package gateway_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// publicHost is the name in the certificate of these tests.
const publicHost = "api.example.com"

// newTLSWorld is newWorld over TLS: with the server that the gateway makes, and
// a client of HTTP/2.
func newTLSWorld(t *testing.T, up *upstream, s setup) *world {
	t.Helper()
	w := newWorld(t, up, s)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	w.mustDo(err)
	cert, roots := newCertificate(t)
	srv := w.gateway.Server()
	srv.TLSConfig.Certificates = []tls.Certificate{cert}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.ServeTLS(l, "", "") // ends with the test
	}()
	w.addr = l.Addr().String()
	w.url = "https://" + publicHost
	transport := &http.Transport{
		ForceAttemptHTTP2: true, DisableCompression: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: publicHost},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", w.addr)
		},
	}
	w.client = &http.Client{Transport: transport, Timeout: patience}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := srv.Shutdown(ctx); err != nil {
			t.Errorf("calls are still in flight: %v", err)
		}
		<-done
	})
	return w
}

// newCertificate makes a certificate for publicHost, and a pool that trusts it.
func newCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: publicHost}, DNSNames: []string{publicHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, roots
}

// dialTLS connects without a look at the certificate.
func (w *world) dialTLS(name string, protocols ...string) *tls.Conn {
	w.t.Helper()
	c := tls.Client(w.dial(), &tls.Config{InsecureSkipVerify: true, ServerName: name, NextProtos: protocols})
	w.mustDo(c.HandshakeContext(w.t.Context()))
	return c
}

// frames is a connection of HTTP/2, frame by frame. Its writer does not care for
// errors: a flood is cut while it is sent.
type frames struct {
	*http2.Framer
	w    *world
	conn *tls.Conn
	next uint32 // stream
	enc  *hpack.Encoder
	text bytes.Buffer
	// silent answers no PING.
	silent bool
}

// frames begins a connection with settings.
func (w *world) frames(settings ...http2.Setting) *frames {
	w.t.Helper()
	c := w.dialTLS(publicHost, "h2")
	if got := c.ConnectionState().NegotiatedProtocol; got != "h2" {
		w.t.Fatalf("negotiated %q", got)
	}
	f := &frames{Framer: http2.NewFramer(c, c), w: w, conn: c, next: 1}
	f.AllowIllegalWrites = true
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	f.enc = hpack.NewEncoder(&f.text)
	_, err := io.WriteString(c, http2.ClientPreface)
	w.mustDo(err)
	w.mustDo(f.WriteSettings(settings...))
	return f
}

// fields is a header: names and values in turn. What the request needs is put
// before them: at names a pseudo-header of its own.
func (f *frames) fields(method, path string, more ...string) []string {
	return append([]string{
		":method", method, ":scheme", "https", ":authority", publicHost, ":path", path, "authorization", "Bearer " + f.w.bearer,
	}, more...)
}

// block encodes a header.
func (f *frames) block(fields ...string) []byte {
	f.text.Reset()
	for i := 0; i < len(fields); i += 2 {
		_ = f.enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]}) // into memory
	}
	return bytes.Clone(f.text.Bytes())
}

// open begins a stream and returns its number.
func (f *frames) open(end bool, fields ...string) uint32 {
	_ = f.begin(f.block(fields...), end) // a refused one is seen by its answer
	return f.next - 2
}

// begin sends an encoded header as the one HEADERS frame of the next stream.
func (f *frames) begin(block []byte, end bool) error {
	id := f.next
	f.next += 2
	return f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block, EndStream: end, EndHeaders: true})
}

// answer is how a stream or its connection ended.
type answer struct {
	status  string // of the reply; empty without one
	header  map[string]string
	body    string
	trailer map[string]string
	reset   http2.ErrCode // of the stream
	goaway  http2.ErrCode // of the connection
	closed  bool          // the connection
	whole   bool          // END_STREAM was seen
}

// answer reads until a stream has ended, acknowledging what asks for it. Stream
// 0 reads until the connection has.
func (f *frames) answer(id uint32) answer {
	f.w.t.Helper()
	a := answer{header: map[string]string{}, trailer: map[string]string{}}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				f.w.t.Fatalf("the connection stays open: %v", err)
			}
			a.closed = true
			return a
		}
		f.take(frame, id, &a)
		if id != 0 && (a.whole || a.reset != 0) {
			return a
		}
	}
}

func (f *frames) take(frame http2.Frame, id uint32, a *answer) {
	switch frame := frame.(type) {
	case *http2.SettingsFrame:
		if !frame.IsAck() {
			_ = f.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !frame.IsAck() && !f.silent {
			_ = f.WritePing(true, frame.Data)
		}
	case *http2.GoAwayFrame:
		a.goaway = frame.ErrCode
	case *http2.RSTStreamFrame:
		if frame.StreamID == id {
			a.reset = frame.ErrCode
		}
	case *http2.MetaHeadersFrame:
		if frame.StreamID != id {
			return
		}
		a.whole = frame.StreamEnded()
		into := a.header
		if a.status != "" {
			into = a.trailer
		}
		for _, h := range frame.Fields {
			into[h.Name] = h.Value
		}
		a.status = a.header[":status"]
	case *http2.DataFrame:
		if frame.StreamID == id {
			a.body += string(frame.Data())
			a.whole = frame.StreamEnded()
		}
	}
}

// balanced asks for the master property: the upstream's requests are the
// entries, each under its route, and nothing is held.
func (w *world) balanced(t *testing.T) {
	t.Helper()
	list := w.records()
	if len(list) != w.up.count() {
		t.Errorf("%d entries of %d upstream requests", len(list), w.up.count())
	}
	w.up.routed(t, list)
}

// long is a header value of n bytes that does not compress.
func long(n int) string { return strings.Repeat("~", n) }
