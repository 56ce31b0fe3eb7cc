package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

const (
	// defaultDataDir is where a gateway keeps its data unless it is told otherwise.
	defaultDataDir = "./data"
	// adminFileName is the file in the data directory by which commands find a
	// running gateway.
	adminFileName = "admin.json"

	envAdminURL   = "FAREBOX_ADMIN_URL"
	envAdminToken = "FAREBOX_ADMIN_TOKEN" // #nosec G101: the name of a variable, not a secret

	maxSmallFile = 64 << 10
	// maxReply bounds a reply of the admin API: a thousand invoices of many lines.
	maxReply = 64 << 20

	dialTimeout = 5 * time.Second
	// slowTimeout bounds answers that wait for the chain or read the whole journal.
	slowTimeout = 30 * time.Minute
	fastTimeout = 30 * time.Second
)

// gatewayFlags say which gateway a command talks to and how it prints.
type gatewayFlags struct {
	dataDir string
	json    bool
	cmd     *cobra.Command
}

// addGatewayFlags adds the flags of every command that talks to a gateway.
func addGatewayFlags(cmd *cobra.Command) *gatewayFlags {
	f := &gatewayFlags{cmd: cmd}
	cmd.Flags().StringVar(&f.dataDir, "data-dir", defaultDataDir, "the gateway's data `directory`, which holds admin.json")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the admin API's JSON")
	return f
}

// adminClient calls the admin API of one gateway.
type adminClient struct {
	base   *url.URL
	token  string
	source string // where the address came from, for error texts
	http   *http.Client
}

// client finds the gateway: by --data-dir where it is given, else by the
// environment, else in the default data directory.
func (f *gatewayFlags) client(e *env) (*adminClient, error) {
	address, ok := e.getenv(envAdminURL)
	if ok && address != "" && !f.cmd.Flags().Changed("data-dir") {
		secret, ok := e.getenv(envAdminToken)
		if !ok || secret == "" {
			return nil, usageError(fmt.Errorf("%s is set and %s is not; set both, or name --data-dir", envAdminURL, envAdminToken))
		}
		return newAdminClient(address, secret, envAdminURL)
	}
	return clientOf(f.dataDir)
}

// clientOf reads admin.json of a data directory.
func clientOf(dataDir string) (*adminClient, error) {
	file := filepath.Join(dataDir, adminFileName)
	text, err := readSmall(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, unreachableError(fmt.Errorf("no gateway is running in %s (there is no %s); start one with farebox dev or farebox serve, name its --data-dir, or set %s and %s",
			dataDir, adminFileName, envAdminURL, envAdminToken))
	}
	if err != nil {
		return nil, fmt.Errorf("find gateway: %w", err)
	}
	var a adminFile
	err = json.Unmarshal(text, &a)
	if err != nil || a.URL == "" || a.TokenFile == "" {
		return nil, fmt.Errorf(`find gateway: %s is not {"url","token_file"}; restart the gateway to write it again`, file)
	}
	if !filepath.IsAbs(a.TokenFile) { // relative to the data directory
		a.TokenFile = filepath.Join(dataDir, a.TokenFile)
	}
	secret, err := readSmall(a.TokenFile)
	if err != nil {
		return nil, fmt.Errorf("read admin token that %s names: %w", file, err)
	}
	return newAdminClient(a.URL, strings.TrimSpace(string(secret)), file)
}

// readSmall reads a file of at most 64 KiB.
func readSmall(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // opened for reading: nothing to lose
	text, err := io.ReadAll(io.LimitReader(f, maxSmallFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxSmallFile {
		return nil, fmt.Errorf("%s is longer than 64 KiB", file)
	}
	return text, nil
}

func newAdminClient(address, secret, source string) (*adminClient, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" || base.User != nil {
		return nil, usageError(fmt.Errorf("%s: the admin URL must be http(s)://host:port", source))
	}
	if secret == "" || strings.ContainsAny(secret, " \t\r\n") {
		return nil, usageError(fmt.Errorf("%s: the admin token must be one word", source))
	}
	// No proxy and no redirects: the token goes to this address alone.
	return &adminClient{base: base, token: secret, source: source, http: &http.Client{
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: dialTimeout}).DialContext, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// get asks for a path with a query.
func (c *adminClient) get(ctx context.Context, path string, query url.Values) (json.RawMessage, error) {
	return c.do(ctx, http.MethodGet, path, query, nil, fastTimeout)
}

// post sends a body as JSON.
func (c *adminClient) post(ctx context.Context, path string, body any) (json.RawMessage, error) {
	return c.do(ctx, http.MethodPost, path, nil, body, fastTimeout)
}

// do returns the body of a 2xx reply. Its other errors are of exit code 3 where
// no gateway answers, 2 where the gateway finds the request wrong (422), else 1.
func (c *adminClient) do(ctx context.Context, method, path string, query url.Values, body any, wait time.Duration) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	r, err := c.request(ctx, method, path, query, body)
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or an error is returned already
	text, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	if len(text) > maxReply {
		return nil, errors.New("read reply: longer than 64 MiB; ask for a smaller page with --limit")
	}
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case res.StatusCode < 300 && media == "application/json" && json.Valid(text):
		return bytes.TrimSpace(text), nil
	case media == "application/problem+json":
		return nil, c.problem(res.StatusCode, text)
	}
	return nil, unreachableError(fmt.Errorf("what answers at %s is no Farebox admin API (status %d); %s", c.base, res.StatusCode, c.stale()))
}

func (c *adminClient) request(ctx context.Context, method, path string, query url.Values, body any) (*http.Request, error) {
	var in io.Reader
	if method == http.MethodPost {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		in = bytes.NewReader(text)
	}
	u := strings.TrimSuffix(c.base.String(), "/") + "/api/v1/" + path
	if len(query) > 0 {
		u += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, u, in)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Accept", "application/json")
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

func (c *adminClient) unreachable(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var at *url.Error // names the URL once more
	if errors.As(err, &at) {
		err = at.Err
	}
	return unreachableError(fmt.Errorf("the gateway at %s does not answer: %w; %s", c.base, err, c.stale()))
}

// stale says what to do about an address with no gateway behind it.
func (c *adminClient) stale() string {
	if c.source == envAdminURL {
		return "check " + envAdminURL
	}
	return c.source + " may be left from a gateway that was killed: start it again"
}

// problemText is what commands show of a problem (RFC 9457).
type problemText struct {
	Title, Detail, Code, Hint string
	RequestID                 string `json:"request_id"`
}

func (p *problemText) String() string {
	s := p.Title
	if p.Detail != "" {
		s += ": " + p.Detail
	}
	if p.Code != "" {
		s += " (" + p.Code + ")"
	}
	if p.Hint != "" {
		s += ". " + p.Hint
	}
	if p.RequestID != "" {
		s += " [request " + p.RequestID + "]"
	}
	return printable(s)
}

func (c *adminClient) problem(status int, text []byte) error {
	var p problemText
	err := json.Unmarshal(text, &p)
	if err != nil || p.Title == "" {
		return fmt.Errorf("the gateway at %s answered %d without saying why", c.base, status)
	}
	if status == http.StatusUnauthorized {
		return fmt.Errorf("the gateway at %s does not accept the admin token of %s; is it another gateway's?", c.base, c.source)
	}
	if status == http.StatusUnprocessableEntity {
		return usageError(&apiError{problem: p})
	}
	return &apiError{problem: p}
}

// apiError is a refusal of the admin API.
type apiError struct{ problem problemText }

func (e *apiError) Error() string { return e.problem.String() }
