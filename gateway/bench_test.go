package gateway_test

import (
	"io"
	"net/http"
	"testing"
)

// sink is a response writer in memory that can be used again.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Flush()                      {}

func benchmark(b *testing.B, w *world, path string, status int, bearer bool) {
	b.Helper()
	h := w.gateway.Handler()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		r := w.request("GET", path, nil)
		r.RequestURI, r.URL.Scheme, r.URL.Host = path, "", ""
		if !bearer {
			r.Header.Del("Authorization")
		}
		for pb.Next() {
			s := &sink{header: make(http.Header)}
			h.ServeHTTP(s, r)
			if s.status != status {
				b.Errorf("status %d", s.status)
				return
			}
		}
	})
}

// BenchmarkTokenCall is a call from the handler on: a loopback upstream and one
// entry on disk.
func BenchmarkTokenCall(b *testing.B) {
	up := serveHTTP(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	w := newWorld(b, up, setup{})
	b.SetParallelism(32)
	benchmark(b, w, "/call/x", http.StatusOK, true)
}

// BenchmarkUnpaid is the 402 that stock clients ask for before they pay.
func BenchmarkUnpaid(b *testing.B) {
	up := serveHTTP(b, func(http.ResponseWriter, *http.Request) {})
	w := newPaidWorld(b, up, setup{})
	for _, path := range []string{"/post", "/pay/x"} {
		b.Run(path[1:], func(b *testing.B) { benchmark(b, w.world, path, http.StatusPaymentRequired, false) })
	}
}
