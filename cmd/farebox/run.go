package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// drainTime is how long calls in flight may take to end after SIGTERM.
const drainTime = 30 * time.Second

// serveAll serves agents and operators until ctx ends, then lets the calls in
// flight end. It returns the first fault of any part.
func (p *parts) serveAll(ctx context.Context, agents, admin net.Listener) error {
	data := p.gateway.Server()
	p.present(data)
	ops := &http.Server{Handler: p.console.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: time.Minute}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.serveOne(data, agents) })
	g.Go(func() error { return ignoreClosed(ops.Serve(admin)) })
	g.Go(func() error {
		<-ctx.Done()
		p.gateway.Drain()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		err := errors.Join(data.Shutdown(stop), ops.Shutdown(stop))
		if errors.Is(err, context.DeadlineExceeded) {
			// What did not end in time is cut; its hold ends with it.
			return errors.Join(data.Close(), ops.Close())
		}
		return err
	})
	err := g.Wait()
	// Commands say "no gateway is running" then, which is what is so.
	err = errors.Join(err, removeFile(filepath.Join(p.cfg.DataDir, adminFileName)))
	p.log.InfoContext(ctx, "stopped serving")
	return err
}

// removeFile removes a file that may not be there.
func removeFile(path string) error {
	err := os.Remove(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

func (p *parts) serveOne(s *http.Server, l net.Listener) error {
	if p.certificate != nil {
		return ignoreClosed(s.ServeTLS(l, "", "")) // the configuration has the certificate
	}
	return ignoreClosed(s.Serve(l))
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// background runs the ledger, and what stands on it, until the returned stop is
// called. stop returns the first fault. fault is done when a part stopped by
// itself.
func (p *parts) background(ctx context.Context) (fault context.Context, start func(name string, run func(context.Context) error), stop func() error) {
	store := make(chan error, 1)
	storeCtx, stopStore := context.WithCancel(context.WithoutCancel(ctx))
	fault, cancel := context.WithCancel(ctx)
	go func() {
		store <- p.store.Run(storeCtx)
		cancel()
	}()
	rest, restCtx := errgroup.WithContext(context.WithoutCancel(ctx))
	restCtx, stopRest := context.WithCancel(restCtx)
	start = func(name string, run func(context.Context) error) {
		rest.Go(func() error {
			err := run(restCtx)
			if err != nil && restCtx.Err() == nil {
				cancel()
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	stop = func() error {
		stopRest()
		err := rest.Wait()
		if p.tokens != nil {
			p.tokens.Close()
		}
		if p.client != nil {
			p.client.Close()
		}
		stopStore()
		return errors.Join(err, <-store, p.store.Close())
	}
	return fault, start, stop
}

// adminToken returns the operator's secret, made with mode 0600 where absent.
func adminToken(path string) (string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var b [32]byte
		_, _ = rand.Read(b[:]) // it never fails
		secret := hex.EncodeToString(b[:])
		return secret, writeSecret(path, []byte(secret+"\n"))
	}
	if err != nil {
		return "", fmt.Errorf("read admin token: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("read admin token: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("admin token %s can be read by others: chmod 600 it", path)
	}
	return strings.TrimSpace(string(text)), nil
}

// writeSecret writes a file that only its owner reads, in one step.
func writeSecret(path string, text []byte) error {
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// adminFile tells commands on the same machine where the gateway is.
type adminFile struct {
	URL       string `json:"url"`
	TokenFile string `json:"token_file"`
}

func writeAdminFile(dir, url, tokenFile string) error {
	abs, err := filepath.Abs(tokenFile)
	if err != nil {
		return fmt.Errorf("write admin.json: %w", err)
	}
	text, err := json.MarshalIndent(adminFile{URL: url, TokenFile: abs}, "", "  ")
	if err != nil {
		return fmt.Errorf("write admin.json: %w", err)
	}
	return writeSecret(filepath.Join(dir, adminFileName), append(text, '\n'))
}

// listen opens a listener and says what to do where the address is taken.
func listen(ctx context.Context, addr, flag string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another with %s", addr, err, flag)
	}
	return l, nil
}

// urlOf returns the URL of a listener for callers on this machine.
func urlOf(l net.Listener, tls bool) string {
	scheme := "http"
	if tls {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return scheme + "://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

func hostname(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
