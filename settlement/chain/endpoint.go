package chain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// maxResponse bounds the answer to one request. The largest are the logs of
// MaxMovementBlocks blocks.
const maxResponse = 32 << 20

// endpoint is one JSON-RPC server and what is known of its health.
type endpoint struct {
	name    string   // scheme and host: safe to show
	secrets []string // parts of the URL that may not be shown
	client  *rpc.Client

	mu    sync.Mutex
	state health
}

// health is the outcome of the last probe or call.
type health struct {
	verified bool // its chain id was checked
	ok       bool
	head     uint64
}

// newEndpoint reads a URL. It opens no connection.
func newEndpoint(raw string, base http.RoundTripper) (*endpoint, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		// The URL stays out of the message: it may hold a key.
		return nil, fmt.Errorf("%w: rpc url: want http:// or https:// and a host", ErrConfig)
	}
	e := &endpoint{name: u.Scheme + "://" + u.Host, secrets: secretsOf(u)}
	httpClient := &http.Client{
		Transport: limited{base},
		// A redirect would hand the key to a stranger.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	e.client, err = rpc.DialOptions(context.Background(), raw, rpc.WithHTTPClient(httpClient))
	if err != nil {
		return nil, fmt.Errorf("%w: rpc url %s: %w", ErrConfig, e.name, e.redact(err))
	}
	return e, nil
}

// secretsOf lists what may be a key: user, password, and every longer part of the
// path and the query.
func secretsOf(u *url.URL) []string {
	var out []string
	add := func(s string) {
		if len(s) >= 6 {
			out = append(out, s)
		}
	}
	if u.User != nil {
		add(u.User.Username())
		password, _ := u.User.Password()
		if password != "" {
			out = append(out, password)
		}
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		add(part)
	}
	for _, values := range u.Query() {
		for _, v := range values {
			add(v)
		}
	}
	add(u.RawQuery)
	return out
}

// call makes one call within a time limit and keeps account of the endpoint's
// health. A server's refusal of the call is an answer, not a fault of the endpoint.
func (e *endpoint) call(ctx context.Context, limit time.Duration, result any, method string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := e.client.CallContext(ctx, result, method, args...)
	return e.account(ctx, method, err)
}

// batch makes several calls in one request. The error of a single call is in its
// element.
func (e *endpoint) batch(ctx context.Context, limit time.Duration, elems []rpc.BatchElem) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := e.client.BatchCallContext(ctx, elems)
	for i := range elems {
		if elems[i].Error != nil {
			elems[i].Error = e.redact(elems[i].Error)
		}
	}
	return e.account(ctx, "batch", err)
}

func (e *endpoint) account(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	if !isAnswer(err) && !errors.Is(ctx.Err(), context.Canceled) {
		e.mu.Lock()
		e.state.ok = false
		e.mu.Unlock()
	}
	return fmt.Errorf("%s at %s: %w", method, e.name, e.redact(err))
}

// probe checks the chain id, once, and reads the head.
func (e *endpoint) probe(ctx context.Context, chainID uint64) error {
	if !e.health().verified {
		var id hexutil.Uint64
		if err := e.call(ctx, probeTimeout, &id, "eth_chainId"); err != nil {
			return err
		}
		if uint64(id) != chainID {
			return fmt.Errorf("%s: %w: its chain id is %d, configured is %d", e.name, ErrWrongChain, id, chainID)
		}
	}
	var head hexutil.Uint64
	if err := e.call(ctx, probeTimeout, &head, "eth_blockNumber"); err != nil {
		return err
	}
	e.mu.Lock()
	e.state = health{verified: true, ok: true, head: uint64(head)}
	e.mu.Unlock()
	return nil
}

func (e *endpoint) health() health {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state
}

// isAnswer tells a refusal by the server's program (the call reverts, the method
// does not exist) from a server that is out of order.
func isAnswer(err error) bool {
	var coded rpc.Error
	return errors.As(err, &coded)
}

// redacted is an error whose text shows no secret. The error within is for
// errors.Is and As only.
type redacted struct {
	text  string
	inner error
}

func (r *redacted) Error() string { return r.text }
func (r *redacted) Unwrap() error { return r.inner }

// redact removes the URL from an error's text, and the body of an HTTP error, in
// which servers echo the request.
func (e *endpoint) redact(err error) error {
	if err == nil {
		return nil
	}
	inner := err
	var asURL *url.Error
	if errors.As(err, &asURL) {
		inner = asURL.Err
	}
	text := inner.Error()
	var asHTTP rpc.HTTPError
	if errors.As(err, &asHTTP) {
		text = "HTTP status " + asHTTP.Status
	}
	for _, s := range e.secrets {
		text = strings.ReplaceAll(text, s, "***")
	}
	return &redacted{text: text, inner: inner}
}

// limited bounds the size of every answer.
type limited struct{ base http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t limited) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	res.Body = &limitedBody{ReadCloser: res.Body, left: maxResponse}
	return res, nil
}

// limitedBody fails once the limit is passed, unlike io.LimitReader, whose end
// looks like the end of the answer.
type limitedBody struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}
