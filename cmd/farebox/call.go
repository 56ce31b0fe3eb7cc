package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/gateway/x402"
)

const (
	devFileName = "dev.json"
	// maxCallBody bounds the body that farebox call sends: it is kept, for a 402
	// makes it go twice.
	maxCallBody = 10 << 20
	// maxProblem bounds what is read of a refusal.
	maxProblem = 1 << 20

	headerCharge  = "Farebox-Charge"
	headerReceipt = "Farebox-Receipt"
)

// callOptions are the flags of farebox call.
type callOptions struct {
	dataDir, method, data, token, keyFile, limit, asset string
	headers                                             []string
	limited                                             bool // limit was given
}

func newCallCmd(e *env) *cobra.Command {
	var o callOptions
	cmd := &cobra.Command{
		Use:   "call URL",
		Short: "Call a priced URL, and pay",
		Long: `Call a priced URL, like curl, and pay. The reply's body goes to standard output;
what was charged and the receipt go to standard error. A reply that is not a
success exits 1.

It pays with --token (a bearer token) or --key-file (x402: on a 402 it signs one
payment of at most --max and asks again). With neither it uses the token of the
first agent in dev.json, and sends it to that gateway alone. A URL that is only
a path is one of that gateway.

--max counts in the asset's unit, taken to have 6 decimals unless dev.json says
otherwise. Name the token's contract with --asset to pay in no other.`,
		Example: `  farebox call /demo/quote
  farebox call http://127.0.0.1:8402/demo/quote --key-file ./payer.key --max 0.01
  farebox call /demo/v1/chat/completions -d '{"model":"demo","messages":[{"role":"user","content":"hi"}]}'`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.limited = cmd.Flags().Changed("max")
			return runCall(cmd.Context(), e, &o, args[0])
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&o.dataDir, "data-dir", defaultDataDir, "the `directory` with dev.json")
	fl.StringVarP(&o.method, "request", "X", "", "the `method`; GET, or POST with a body")
	fl.StringVarP(&o.data, "data", "d", "", "the `body`; @FILE reads a file, @- standard input")
	fl.StringArrayVarP(&o.headers, "header", "H", nil, "a `header`, as 'Name: value'; may be repeated")
	fl.StringVar(&o.token, "token", "", "pay with a bearer `token`")
	fl.StringVar(&o.keyFile, "key-file", "", "pay with the private key in a `file` (0x hex, mode 0600)")
	fl.StringVar(&o.limit, "max", "0.10", "with --key-file: the most to sign for, an `amount`")
	fl.StringVar(&o.asset, "asset", "", "the `address` of the only token to pay in")
	cmd.MarkFlagsMutuallyExclusive("token", "key-file")
	return cmd
}

// caller makes one call.
type caller struct {
	env     *env
	client  *http.Client
	method  string
	url     *url.URL
	header  http.Header
	body    []byte
	token   string
	payer   *payer // nil without a key
	dev     *devFile
	devPath string
}

func runCall(ctx context.Context, e *env, o *callOptions, target string) error {
	c, err := newCaller(e, o, target)
	if err != nil {
		return err
	}
	res, err := c.send(ctx, "")
	if err != nil {
		return err
	}
	if res.StatusCode == http.StatusPaymentRequired && c.payer != nil {
		required := res.Header.Get(x402.HeaderRequired)
		_ = res.Body.Close() // its header says all
		payment, err := c.payer.pay(required, e.now())
		if err != nil {
			return fmt.Errorf("pay for %s: %w", printable(c.url.Redacted()), err)
		}
		res, err = c.send(ctx, payment.header)
		if err != nil {
			return fmt.Errorf("%w; the payment of %s (nonce %s) may have been taken", err, payment.amount, payment.nonce)
		}
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or an error is returned already
	return c.show(res)
}

func newCaller(e *env, o *callOptions, target string) (*caller, error) {
	c := &caller{env: e, token: o.token, header: make(http.Header), devPath: filepath.Join(o.dataDir, devFileName)}
	var err error
	c.dev, err = readDev(c.devPath)
	if err != nil {
		return nil, err
	}
	err = c.setURL(target)
	if err != nil {
		return nil, usageError(err)
	}
	err = c.setRequest(o)
	if err != nil {
		return nil, usageError(err)
	}
	switch {
	case o.keyFile == "" && o.limited:
		// The price of a call that a token pays is known when it is over.
		err = usageError(errors.New("--max bounds what --key-file signs; a token's agent pays what the route charges: leave --max out"))
	case o.keyFile != "":
		c.payer, err = c.newPayer(o)
	case o.token == "":
		err = c.useDevToken()
	case strings.ContainsAny(o.token, " \t\r\n"):
		err = usageError(errors.New("--token must be one word"))
	}
	if err != nil {
		return nil, err
	}
	// A redirect is an answer like another: neither a token nor a payment follows
	// it to where it points. Connections are not used twice, so that nothing is
	// sent again without us: a second copy of a payment would be refused.
	c.client = &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: dialTimeout}).DialContext, DisableKeepAlives: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// readDev reads dev.json, nil where there is none.
func readDev(file string) (*devFile, error) {
	text, err := readSmall(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read dev.json: %w", err)
	}
	d := new(devFile)
	err = json.Unmarshal(text, d)
	if err != nil {
		return nil, fmt.Errorf("read %s: it is not what farebox dev writes; restart it", file)
	}
	return d, nil
}

func (c *caller) setURL(target string) error {
	if strings.HasPrefix(target, "/") {
		if c.dev == nil {
			return fmt.Errorf("%s is only a path, and there is no %s that names a gateway; give the whole URL, or --data-dir", printable(target), c.devPath)
		}
		target = c.dev.GatewayURL + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%s is no http(s) URL", printable(target))
	}
	u.Fragment = ""
	c.url = u
	return nil
}

func (c *caller) setRequest(o *callOptions) error {
	for _, h := range o.headers {
		name, value, ok := strings.Cut(h, ":")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(h, "\r\n\x00") {
			return fmt.Errorf("header %s must be 'Name: value'", printable(h))
		}
		c.header.Add(name, strings.TrimSpace(value))
	}
	var err error
	c.body, err = readData(c.env, o.data)
	if err != nil {
		return err
	}
	c.method = strings.ToUpper(o.method)
	if c.method == "" {
		c.method = http.MethodGet
		if o.data != "" {
			c.method = http.MethodPost
		}
	}
	if o.data != "" && c.header.Get("Content-Type") == "" {
		c.header.Set("Content-Type", "application/json")
	}
	return nil
}

// readData returns the body that -d names.
func readData(e *env, data string) ([]byte, error) {
	name, isFile := strings.CutPrefix(data, "@")
	if !isFile {
		return []byte(data), nil
	}
	in := e.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open body: %w", err)
		}
		defer func() { _ = f.Close() }() // opened for reading: nothing to lose
		in = f
	}
	body, err := io.ReadAll(io.LimitReader(in, maxCallBody+1))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	if len(body) > maxCallBody {
		return nil, errors.New("read body: longer than 10 MiB")
	}
	return body, nil
}

// useDevToken takes the token of dev.json's first agent, for its gateway alone.
func (c *caller) useDevToken() error {
	switch {
	case c.dev == nil:
		return usageError(fmt.Errorf("nothing to pay with: there is no %s; give --token, --key-file or --data-dir", c.devPath))
	case len(c.dev.Agents) == 0 || c.dev.Agents[0].Token == "":
		return usageError(fmt.Errorf("nothing to pay with: %s has no agents; give --token or --key-file", c.devPath))
	case !sameOrigin(c.url, c.dev.GatewayURL):
		return usageError(fmt.Errorf("the token of %s is for %s and is not sent to %s; give --token or --key-file", c.devPath, printable(c.dev.GatewayURL), printable(c.url.Host)))
	}
	c.token = c.dev.Agents[0].Token
	return nil
}

// sameOrigin compares scheme, host and port; all names of loopback are one host.
func sameOrigin(u *url.URL, gateway string) bool {
	g, err := url.Parse(gateway)
	return err == nil && g.Scheme == u.Scheme && g.Port() == u.Port() && hostName(g.Hostname()) == hostName(u.Hostname())
}

func hostName(host string) string {
	ip, err := netip.ParseAddr(host)
	if strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback() {
		return "localhost"
	}
	return strings.ToLower(host)
}

// send makes the request, with a payment where there is one.
func (c *caller) send(ctx context.Context, payment string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, c.method, c.url.String(), bytes.NewReader(c.body))
	if err != nil {
		return nil, usageError(fmt.Errorf("make request: %w", err))
	}
	r.Header = c.header.Clone()
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if payment != "" {
		r.Header.Set(x402.HeaderSignature, payment)
	}
	res, err := c.client.Do(r)
	if err != nil {
		var at *url.Error // names the URL, credentials and all
		if errors.As(err, &at) {
			err = at.Err
		}
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, unreachableError(fmt.Errorf("%s does not answer: %w", printable(c.url.Host), err))
	}
	return res, nil
}
