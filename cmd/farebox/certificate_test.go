package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/farebox/farebox/cmd/farebox/config"
)

// certified is the day on which these tests begin.
var certified = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// pemPair makes a certificate of a serial number and its key.
func pemPair(t *testing.T, serial int64, from, until time.Time) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "api.example.com"}, DNSNames: []string{"api.example.com"},
		NotBefore: from, NotAfter: until,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}

// yearPair is a pair for the year of the tests.
func yearPair(t *testing.T, serial int64) (cert, key []byte) {
	t.Helper()
	return pemPair(t, serial, certified.AddDate(0, -1, 0), certified.AddDate(1, 0, 0))
}

// clock is a time that tests move.
type clock struct{ nanos atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(0, c.nanos.Load()).UTC() }

func (c *clock) move(d time.Duration) { c.nanos.Add(int64(d)) }

// certFiles is a pair of files and a certificate that was opened on them.
type certFiles struct {
	t         *testing.T
	cert, key string
	clock     *clock
	log       *bytes.Buffer
	served    *certificate
	written   int
}

func newCertFiles(t *testing.T) *certFiles {
	t.Helper()
	dir := t.TempDir()
	f := &certFiles{t: t, cert: filepath.Join(dir, "tls.crt"), key: filepath.Join(dir, "tls.key"), clock: &clock{}, log: &bytes.Buffer{}}
	f.clock.nanos.Store(certified.UnixNano())
	return f
}

func (f *certFiles) open() error {
	var err error
	f.served, err = newCertificate(f.cert, f.key, f.clock.now, slog.New(slog.NewTextHandler(f.log, nil)))
	return err
}

// write replaces files as a renewal does; nil leaves one. The time of each
// writing differs, whatever the file system's clock.
func (f *certFiles) write(cert, key []byte) {
	f.t.Helper()
	for file, text := range map[string][]byte{f.cert: cert, f.key: key} {
		if text == nil {
			continue
		}
		f.written++
		at := certified.Add(time.Duration(f.written) * time.Second)
		err := os.WriteFile(file, text, 0o600)
		if err == nil {
			err = os.Chtimes(file, at, at)
		}
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

// serial is the number of the certificate that a client sees.
func (f *certFiles) serial() int64 {
	f.t.Helper()
	c, err := f.served.get(&tls.ClientHelloInfo{})
	if err != nil {
		f.t.Fatal(err)
	}
	return c.Leaf.SerialNumber.Int64()
}

func (f *certFiles) want(step string, serial int64) {
	f.t.Helper()
	if got := f.serial(); got != serial {
		f.t.Errorf("%s: certificate %d is served, want %d\n%s", step, got, serial, f.log)
	}
}

// TestRenewal: a renewed certificate is served without a restart, and one that
// cannot be served leaves the old one.
func TestRenewal(t *testing.T) {
	f := newCertFiles(t)
	f.write(yearPair(t, 1))
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	f.want("at start", 1)

	f.write(yearPair(t, 2))
	f.clock.move(lookEvery - 1)
	f.want("before the files are looked at", 1)
	f.clock.move(1)
	f.want("after a minute", 2)

	cert, key := yearPair(t, 3)
	f.write(cert, nil)
	f.clock.move(lookEvery)
	f.want("when one file of two is new", 2)
	if !strings.Contains(f.log.String(), "certificate is not taken over") {
		t.Errorf("the log does not tell of files that do not fit:\n%s", f.log)
	}
	f.write(nil, key)
	f.clock.move(lookEvery)
	f.want("when both are", 3)

	f.write([]byte("no certificate"), nil)
	f.clock.move(lookEvery)
	f.want("when the file is broken", 3)
	if err := os.Remove(f.cert); err != nil {
		t.Fatal(err)
	}
	f.clock.move(lookEvery)
	f.want("when the file is gone", 3)

	f.write(yearPair(t, 4))
	f.served.refresh(t.Context(), true)
	f.want("at SIGHUP", 4)

	f.write(yearPair(t, 5))
	f.clock.move(-24 * time.Hour)
	f.want("after the clock was set back", 5)

	f.write(yearPair(t, 6))
	if err := os.Chmod(f.key, 0o644); err != nil {
		t.Fatal(err)
	}
	f.served.refresh(t.Context(), true)
	f.want("when others can read the key", 5)
	if strings.Contains(f.log.String(), "PRIVATE KEY") {
		t.Error("the log holds a key")
	}
}

// TestFilesAreLookedAtOnceAMinute: many connections at once cost one look, and
// files that did not change are not read again.
func TestFilesAreLookedAtOnceAMinute(t *testing.T) {
	f := newCertFiles(t)
	f.write(yearPair(t, 1))
	if err := f.open(); err != nil {
		t.Fatal(err)
	}
	first := f.served.pair.Load()
	for range 5 {
		f.clock.move(lookEvery)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _, _ = f.served.get(&tls.ClientHelloInfo{}) }) // it never fails
		}
		all.Wait()
	}
	if f.served.pair.Load() != first || f.log.Len() != 0 {
		t.Errorf("files that did not change were read again\n%s", f.log)
	}
}

// badPairs are key pairs that cannot be served, and what the operator is told.
var badPairs = []struct {
	name string
	make func(t *testing.T, f *certFiles)
	want string
}{
	{"a key of another", func(t *testing.T, f *certFiles) {
		cert, _ := yearPair(t, 1)
		_, key := yearPair(t, 2)
		f.write(cert, key)
	}, "private key does not match public key; want PEM, the certificate of this key first"},
	{"no PEM", func(_ *testing.T, f *certFiles) { f.write([]byte("x"), []byte("y")) }, "want PEM"},
	{"exchanged", func(t *testing.T, f *certFiles) {
		cert, key := yearPair(t, 1)
		f.write(key, cert)
	}, "want PEM"},
	{"empty", func(_ *testing.T, f *certFiles) { f.write([]byte{}, []byte{}) }, "want PEM"},
	{"readable key", func(t *testing.T, f *certFiles) {
		f.write(yearPair(t, 1))
		if err := os.Chmod(f.key, 0o644); err != nil {
			t.Fatal(err)
		}
	}, "others can read this secret; chmod 600 it"},
	{"certificate is a directory", func(t *testing.T, f *certFiles) {
		f.write(yearPair(t, 1))
		if err := os.Remove(f.cert); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(f.cert, 0o700); err != nil {
			t.Fatal(err)
		}
	}, "is a directory"},
}

func (f *certFiles) config() string {
	f.t.Helper()
	file := filepath.Join(filepath.Dir(f.cert), "farebox.yaml")
	text := fmt.Sprintf("listen: \"127.0.0.1:0\"\nadmin: {listen: \"127.0.0.1:0\"}\ndata_dir: %q\ntls: {cert_file: %q, key_file: %q}\n",
		filepath.Join(filepath.Dir(f.cert), "data"), f.cert, f.key) +
		"prices:\n  p: {model: unit, unit: \"1\"}\nroutes:\n" +
		"  - {name: r, match: {path: \"/r/*\"}, upstream: {urls: [\"http://127.0.0.1:1\"]}, meter: call, price: p, accept: [token]}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return file
}

// TestBadKeyPairs: check and serve say what is wrong with a pair, where it
// stands in the file, and what to do; no private key is shown.
func TestBadKeyPairs(t *testing.T) {
	for _, tc := range badPairs {
		t.Run(tc.name, func(t *testing.T) {
			f := newCertFiles(t)
			tc.make(t, f)
			file := f.config()
			for _, cmd := range []string{"check", "serve"} {
				got := runLine(t, "", cmd, "--config", file)
				if got.code != 2 || !strings.Contains(got.stderr, tc.want) || !strings.Contains(got.stderr, file+":4:") {
					t.Errorf("%s: exit %d\n%s\nwant 2 and %q", cmd, got.code, got.stderr, tc.want)
				}
				if strings.Contains(got.stderr, "PRIVATE") || strings.Contains(got.stderr, "-----") {
					t.Errorf("%s shows what is in the files:\n%s", cmd, got.stderr)
				}
			}
			if err := f.open(); err == nil {
				t.Error("it was opened")
			}
		})
	}
}

// TestMissingKeyPair: a configuration may be checked on another machine, but not
// served there.
func TestMissingKeyPair(t *testing.T) {
	for _, name := range []string{"tls.crt", "tls.key"} {
		t.Run(name, func(t *testing.T) {
			f := newCertFiles(t)
			f.write(yearPair(t, 1))
			if err := os.Remove(filepath.Join(filepath.Dir(f.cert), name)); err != nil {
				t.Fatal(err)
			}
			file := f.config()
			if got := runLine(t, "", "check", "--config", file); got.code != 0 || !strings.Contains(got.stderr, "no such file") || !strings.Contains(got.stderr, name) {
				t.Errorf("check: exit %d\n%s", got.code, got.stderr)
			}
			if got := runLine(t, "", "serve", "--config", file); got.code != 2 || !strings.Contains(got.stderr, "correct the path in tls, or remove tls behind a terminator") {
				t.Errorf("serve: exit %d\n%s", got.code, got.stderr)
			}
		})
	}
}

// TestExpiry: what agents refuse by its dates is a warning: the gateway serves
// it, since a restart must not wait for a renewal.
func TestExpiry(t *testing.T) {
	day := 24 * time.Hour
	for _, tc := range []struct {
		name        string
		from, until time.Duration
		want        string
	}{
		{"good", -day, 90 * day, ""},
		{"soon", -day, 6 * day, "the certificate ends on 2026-01-07 00:00 UTC; renew it: the gateway takes the new files over by itself"},
		{"ended", -60 * day, -time.Hour, "the certificate ended on 2025-12-31 23:00 UTC and agents refuse it; renew it"},
		{"not yet", day, 90 * day, "the certificate begins on 2026-01-02 00:00 UTC and agents refuse it before; look at this machine's clock"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newCertFiles(t)
			f.write(pemPair(t, 1, certified.Add(tc.from), certified.Add(tc.until)))
			got := runLine(t, "", "check", "--config", f.config())
			if got.code != 0 || !strings.Contains(got.stderr, tc.want) || (tc.want == "") != !strings.Contains(got.stderr, "tls:") {
				t.Errorf("check: exit %d\n%s\nwant %q", got.code, got.stderr, tc.want)
			}
			if err := f.open(); err != nil {
				t.Error(err)
			}
			f.served.refresh(t.Context(), true)
			if warned := strings.Contains(f.log.String(), "level=WARN"); warned != (tc.want != "") {
				t.Errorf("the log:\n%s", f.log)
			}
		})
	}
}

// TestServeTLS: the server of the command serves the pair of the files, and the
// next connection has a renewed one.
func TestServeTLS(t *testing.T) {
	f := newCertFiles(t)
	f.write(yearPair(t, 1))
	p := &parts{
		cfg: &config.Config{TLS: config.TLS{CertFile: f.cert, KeyFile: f.key}}, now: f.clock.now, reg: newRegistry(),
		log: slog.New(slog.DiscardHandler),
	}
	if err := p.openCertificate(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12}, ReadHeaderTimeout: time.Minute}
	p.present(srv)
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := p.serveOne(srv, l); err != nil {
			t.Error(err)
		}
	})
	defer serving.Wait()
	defer srv.Close()
	for serial := int64(1); serial < 4; serial++ {
		c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatal(err)
		}
		state := c.ConnectionState()
		if got := state.PeerCertificates[0].SerialNumber.Int64(); got != serial || state.NegotiatedProtocol != "h2" {
			t.Errorf("certificate %d by %q, want %d", got, state.NegotiatedProtocol, serial)
		}
		_ = c.Close()
		f.write(yearPair(t, serial+1))
		p.reloadCertificate(t.Context())
	}
	if got := gauge(t, p, "farebox_tls_certificate_expiry_seconds"); got != float64(certified.AddDate(1, 0, 0).Unix()) {
		t.Errorf("the metric says %f", got)
	}
}

func gauge(t *testing.T, p *parts, name string) float64 {
	t.Helper()
	families, err := p.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}
