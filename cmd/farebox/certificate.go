package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// lookEvery is how often the files are looked at for a renewed certificate,
	// while connections come.
	lookEvery = time.Minute
	// expirySoon is when check begins to warn: renewals of public certificates
	// come weeks before.
	expirySoon = 7 * 24 * time.Hour
)

// certificate is the key pair that agents see. A renewed one is taken over
// without a restart; one with a fault leaves the old one in place. It is safe
// for concurrent use.
type certificate struct {
	certFile, keyFile string
	now               func() time.Time
	log               *slog.Logger

	pair   atomic.Pointer[keyPair]
	looked atomic.Int64 // when the files were looked at, in Unix nanoseconds
	mu     sync.Mutex   // of reading the files
}

// keyPair is what the files held at one time.
type keyPair struct {
	tls    tls.Certificate
	stamps [2]stamp // of the files when they were read
}

// stamp tells a changed file from an unchanged one.
type stamp struct {
	changed time.Time
	size    int64
}

// openCertificate reads the certificate of the configuration, if it has one.
func (p *parts) openCertificate() (err error) {
	t := p.cfg.TLS
	if t.CertFile == "" {
		return nil
	}
	p.certificate, err = newCertificate(t.CertFile, t.KeyFile, p.now, p.log.With(slog.String("part", "tls")))
	if err != nil {
		return usageError(err)
	}
	p.reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "farebox_tls_certificate_expiry_seconds", Help: "When the served TLS certificate ends, in Unix seconds.",
	}, func() float64 { return float64(p.certificate.pair.Load().tls.Leaf.NotAfter.Unix()) }))
	return nil
}

func newCertificate(certFile, keyFile string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, now: now, log: log}
	pair, err := readKeyPair(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	c.pair.Store(pair)
	c.looked.Store(now().UnixNano())
	return c, nil
}

// present gives a server the certificate, if there is one.
func (p *parts) present(s *http.Server) {
	if p.certificate != nil {
		s.TLSConfig.GetCertificate = p.certificate.get
	}
}

// get implements tls.Config.GetCertificate.
func (c *certificate) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	last, now := c.looked.Load(), c.now().UnixNano()
	// A clock that was set back counts as a minute that has passed.
	if (now-last >= int64(lookEvery) || now < last) && c.looked.CompareAndSwap(last, now) {
		c.refresh(hello.Context(), false)
	}
	return &c.pair.Load().tls, nil
}

// reloadCertificate reads the files at once.
func (p *parts) reloadCertificate(ctx context.Context) {
	if p.certificate != nil {
		p.certificate.refresh(ctx, true)
	}
}

// refresh takes over what the files hold, if they have changed or anyway. While
// a renewal has written one file of the two, they do not fit: the next look
// finds both.
func (c *certificate) refresh(ctx context.Context, anyway bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.pair.Load()
	stamps, err := stampsOf(c.certFile, c.keyFile)
	if err == nil && stamps == old.stamps && !anyway {
		return
	}
	pair, err := readKeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.log.ErrorContext(ctx, "certificate is not taken over: the old one stays",
			slog.Time("old_ends", old.tls.Leaf.NotAfter), slog.Any("error", err))
		return
	}
	c.pair.Store(pair)
	if warning := expiry(pair.tls.Leaf, c.now()); warning != "" {
		c.log.WarnContext(ctx, "certificate", slog.String("warning", warning))
	}
	c.log.InfoContext(ctx, "certificate taken over", slog.Time("ends", pair.tls.Leaf.NotAfter))
}

// readKeyPair reads a certificate and its key, which only its owner may read.
// Its errors say what to do.
func readKeyPair(certFile, keyFile string) (*keyPair, error) {
	// Before the files: what changes in between is seen at the next look.
	stamps, err := stampsOf(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("%w; correct the path in tls, or remove tls behind a terminator", err)
	}
	info, err := os.Stat(keyFile)
	if err != nil {
		return nil, fmt.Errorf("read TLS key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("TLS key %s can be read by others: chmod 600 it", keyFile)
	}
	cert, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("read TLS certificate: %w; let this user read it", err)
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, fmt.Errorf("read TLS key: %w; let this user read it", err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		// crypto/tls says which of the two it is, and never what is in them.
		return nil, fmt.Errorf("certificate %s with key %s: %w; want PEM, the certificate of this key first, then its chain", certFile, keyFile, err)
	}
	return &keyPair{tls: pair, stamps: stamps}, nil
}

func stampsOf(certFile, keyFile string) (s [2]stamp, err error) {
	for i, file := range [2]string{certFile, keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return s, fmt.Errorf("read TLS certificate and key: %w", err)
		}
		if info.IsDir() {
			return s, fmt.Errorf("read TLS certificate and key: %s is a directory", file)
		}
		s[i] = stamp{info.ModTime(), info.Size()}
	}
	return s, nil
}

// keyPair says what is wrong with the key pair of a configuration.
func (e *env) keyPair(certFile, keyFile string) (warning string, err error) {
	pair, err := readKeyPair(certFile, keyFile)
	if err != nil {
		return "", err
	}
	return expiry(pair.tls.Leaf, e.now()), nil
}

// expiry warns of a certificate that agents refuse by its dates, or soon will.
func expiry(leaf *x509.Certificate, now time.Time) string {
	const mend = "; renew it: the gateway takes the new files over by itself"
	day := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
	switch {
	case now.After(leaf.NotAfter):
		return "the certificate ended on " + day(leaf.NotAfter) + " and agents refuse it" + mend
	case now.Before(leaf.NotBefore):
		return "the certificate begins on " + day(leaf.NotBefore) + " and agents refuse it before; look at this machine's clock"
	case now.Add(expirySoon).After(leaf.NotAfter):
		return "the certificate ends on " + day(leaf.NotAfter) + mend
	}
	return ""
}
