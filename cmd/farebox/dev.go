package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/cmd/farebox/sample"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/metering/rating"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

// devOptions are the flags of `farebox dev`.
type devOptions struct {
	dataDir, listen, admin string
	chainID                uint64
	quiet                  bool
}

func newDevCmd(e *env) *cobra.Command {
	var o devOptions
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Run everything on this machine: chain, test dollar, vault, sample API, gateway, console",
		Long: `Run everything on this machine: an embedded EVM chain with a test dollar and
the vault, a sample API, the gateway before it, and the operator's console. All
listeners are on loopback. dev.json in the data directory names them, with
funded accounts and agents' tokens, once all of them answer. A restart on the
same data directory goes on where it was, chain included.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDev(cmd.Context(), e, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.dataDir, "data-dir", "./data", "where ledger, chain and keys are kept")
	f.StringVar(&o.listen, "listen", "127.0.0.1:8402", "address for agents")
	f.StringVar(&o.admin, "admin", "127.0.0.1:8403", "address for operators")
	f.Uint64Var(&o.chainID, "chain-id", devnet.DefaultChainID, "chain id of the embedded chain")
	f.BoolVar(&o.quiet, "quiet", false, "log warnings and errors only")
	return cmd
}

func runDev(ctx context.Context, e *env, o devOptions) (err error) {
	for _, addr := range []string{o.listen, o.admin} {
		host, _, splitErr := net.SplitHostPort(addr)
		ip := net.ParseIP(host)
		if splitErr != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return usageError(fmt.Errorf("dev serves this machine alone and its keys are public: %q is not a loopback address with a port", addr))
		}
	}
	level := slog.LevelInfo
	if o.quiet {
		level = slog.LevelWarn
	}
	log := slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: level}))
	err = os.MkdirAll(o.dataDir, 0o700)
	if err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	d := &dev{parts: parts{log: log, now: e.now, reg: newRegistry()}, options: o, env: e}
	return d.run(ctx)
}

// dev is one run of `farebox dev`.
type dev struct {
	parts
	options devOptions
	env     *env
	chain   *devnet.Chain
	sample  string // URL
}

func (d *dev) run(ctx context.Context) (err error) {
	d.cfg = config.Defaults()
	d.cfg.DataDir = d.options.dataDir
	err = d.openStore()
	if err != nil {
		return err
	}
	devFile := filepath.Join(d.options.dataDir, "dev.json")
	err = os.Remove(devFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("remove old dev.json: %w", err), d.store.Close())
	}
	fault, start, stop := d.background(ctx)
	defer func() {
		err = errors.Join(err, stop())
		if d.chain != nil { // its node closes last: everything else reads it until the end
			err = errors.Join(err, d.chain.Close())
		}
	}()
	_, err = d.store.Resolve(fault)
	if err != nil {
		return err
	}
	err = d.startChain(start)
	if err != nil {
		return err
	}
	agents, err := listen(fault, d.options.listen, "--listen")
	if err != nil {
		return err
	}
	admin, err := listen(fault, d.options.admin, "--admin")
	if err != nil {
		return errors.Join(err, agents.Close())
	}
	err = d.assemble(fault, start, urlOf(agents, false))
	if err != nil {
		return errors.Join(err, agents.Close(), admin.Close())
	}
	serve := make(chan error, 1)
	serveCtx, cancel := context.WithCancel(fault)
	defer cancel()
	go func() { serve <- d.serveAll(serveCtx, agents, admin) }()
	err = d.announce(fault, devFile, urlOf(agents, false), urlOf(admin, false))
	if err != nil {
		cancel()
		return errors.Join(err, <-serve)
	}
	err = <-serve
	return errors.Join(err, os.Remove(devFile))
}

func (d *dev) startChain(start func(string, func(context.Context) error)) error {
	chain, err := devnet.New(devnet.Config{
		DataDir: filepath.Join(d.options.dataDir, "chain"), ChainID: d.options.chainID, Log: d.log.With(slog.String("part", "devnet")), Now: d.now,
	})
	if err != nil {
		return err
	}
	d.chain = chain
	start("embedded chain", chain.Run)
	return nil
}

// assemble makes the configuration of the tour and everything that stands on
// it.
func (d *dev) assemble(ctx context.Context, start func(string, func(context.Context) error), publicURL string) error {
	api, err := sample.New(sample.Config{})
	if err != nil {
		return err
	}
	l, err := listen(ctx, "127.0.0.1:0", "--listen")
	if err != nil {
		return err
	}
	d.sample = urlOf(l, false)
	server := &http.Server{Handler: api, ReadHeaderTimeout: 10 * time.Second}
	start("sample API", func(ctx context.Context) error {
		context.AfterFunc(ctx, func() { _ = server.Close() })
		return ignoreClosed(server.Serve(l))
	})
	err = d.tourConfig(publicURL)
	if err != nil {
		return err
	}
	err = d.openTokens("") // the port may change between starts: tokens do not name it
	if err != nil {
		return err
	}
	start("token keys", d.tokens.Run)
	signer, err := chain.NewDevSigner(d.chain.Settler().Key)
	if err != nil {
		return err
	}
	err = d.openChain(ctx, signer)
	if err != nil {
		return err
	}
	start("chain client", d.client.Run)
	start("settlement", d.settler.Run)
	err = d.openGateway(ctx, publicURL, d.exactDoor())
	if err != nil {
		return err
	}
	secret, err := adminToken(d.cfg.Admin.TokenFile)
	if err != nil {
		return err
	}
	return d.openConsole(secret, publicURL+"/demo/quote")
}

// tourConfig is what an operator would write for the sample API.
func (d *dev) tourConfig(publicURL string) error {
	cfg, token := d.cfg, d.chain.Token()
	cfg.PublicURL = publicURL
	cfg.Admin.TokenFile = filepath.Join(cfg.DataDir, "admin.token")
	cfg.Plans = []config.Plan{{Name: "standard", Billing: "prepaid"}}
	cfg.Limits.InFlightPerAgent = 10_000
	cfg.Limits.RatePerAgent, cfg.Limits.UnchargedPerAgent = config.Rate{}, config.Rate{}
	cfg.Chain = &config.Chain{
		Network: fmt.Sprintf("eip155:%d", d.chain.ChainID()), ID: new(big.Int).SetUint64(d.chain.ChainID()),
		RPCURLs: []config.Secret{config.NewSecret(d.chain.URL())}, Confirmations: 1, Finality: string(chain.FinalityLatest), Vault: d.chain.Vault(),
		Asset: config.Asset{Symbol: token.Symbol, Address: token.Address, Decimals: token.Decimals, Name: token.Name, Version: token.Version},
	}
	cfg.Exact = config.Exact{Mode: "batched", CapPerPayer: money.Units(1000), CapNewPayer: money.Units(1000), CapTotal: money.Units(10_000)}
	up, err := url.Parse(d.sample)
	if err != nil {
		return err
	}
	prices := map[string]string{
		"demo-call":   `{"model":"unit","unit":"0.001"}`,
		"demo-byte":   `{"model":"unit","unit":"0.00000001"}`,
		"demo-tokens": `{"model":"components","prices":{"input":"0.0000025","cache_read":"0.00000125","output":"0.00001"}}`,
	}
	for _, name := range []string{"demo-call", "demo-byte", "demo-tokens"} {
		def, err := rating.Canonical([]byte(prices[name]))
		if err != nil {
			return err
		}
		rater, err := rating.Parse(def)
		if err != nil {
			return err
		}
		cfg.Prices = append(cfg.Prices, config.Price{Name: name, Definition: def, Rater: rater})
	}
	both := []string{config.AcceptToken, config.AcceptExact}
	for _, r := range []config.Route{
		{Name: "demo-quote", Match: config.Match{Path: "/demo/quote"}, Meter: config.MeterCall, Price: "demo-call", Accept: both},
		{Name: "demo-fail", Match: config.Match{Path: "/demo/fail"}, Meter: config.MeterCall, Price: "demo-call", Accept: both},
		{Name: "demo-slow", Match: config.Match{Path: "/demo/slow"}, Meter: config.MeterCall, Price: "demo-call", Accept: both},
		{Name: "demo-stream", Match: config.Match{Path: "/demo/stream"}, Meter: config.MeterCall, Price: "demo-call", Accept: both},
		{Name: "demo-bytes", Match: config.Match{Path: "/demo/bytes"}, Meter: config.MeterBytes, Price: "demo-byte", MaxBytes: 1 << 30},
		{Name: "demo-chat", Match: config.Match{Path: "/demo/v1/chat/completions"}, Meter: config.MeterOpenAI, Price: "demo-tokens", MaxOutputTokens: 4096},
	} {
		r.Upstream = config.Upstream{URLs: []*url.URL{up}, Timeout: 10 * time.Minute}
		r.ChargeOn = []config.StatusRange{{First: 100, Last: 399}}
		if r.Accept == nil {
			r.Accept = []string{config.AcceptToken}
		}
		cfg.Routes = append(cfg.Routes, r)
	}
	return nil
}

// devFile is dev.json.
type devFile struct {
	GatewayURL      string       `json:"gateway_url"`
	AdminURL        string       `json:"admin_url"`
	UpstreamURL     string       `json:"upstream_url"`
	RPCURL          string       `json:"rpc_url"`
	ChainID         uint64       `json:"chain_id"`
	Asset           devAsset     `json:"asset"`
	Vault           string       `json:"vault"`
	BatchSettlement string       `json:"batch_settlement"`
	PayTo           string       `json:"pay_to"`
	AdminToken      string       `json:"admin_token"`
	Accounts        []devAccount `json:"accounts"`
	Agents          []devAgent   `json:"agents"`
}

type devAsset struct {
	Address  string `json:"address"`
	Name     string `json:"name"`
	Version  string `json:"version"`
	Decimals uint8  `json:"decimals"`
}

type devAccount struct {
	Address    string `json:"address"`
	PrivateKey string `json:"private_key"`
}

type devAgent struct {
	ID    string `json:"id"`
	Token string `json:"token"`
}

// devTokenLife is how long the tour's tokens last.
const devTokenLife = 365 * 24 * time.Hour

// announce makes the tour's agents, waits until every listener answers, and
// writes dev.json.
func (d *dev) announce(ctx context.Context, path, gatewayURL, adminURL string) error {
	a := d.chain.Token()
	f := devFile{
		GatewayURL: gatewayURL, AdminURL: adminURL, UpstreamURL: d.sample, RPCURL: d.chain.URL(), ChainID: d.chain.ChainID(),
		Asset: devAsset{Address: a.Address.Hex(), Name: a.Name, Version: a.Version, Decimals: a.Decimals},
		Vault: d.chain.Vault().Hex(), PayTo: d.chain.Vault().Hex(), BatchSettlement: devnet.BatchSettlement().Hex(),
	}
	secret, err := adminToken(d.cfg.Admin.TokenFile)
	if err != nil {
		return err
	}
	f.AdminToken = secret
	for _, acc := range d.chain.Accounts() {
		f.Accounts = append(f.Accounts, devAccount{acc.Address.Hex(), "0x" + hex.EncodeToString(crypto.FromECDSA(acc.Key))})
	}
	for i := range 3 {
		id := metering.AgentID(fmt.Sprintf("agent-%d", i+1))
		err := d.store.CreateAgent(ctx, id, "standard", money.Units(1000))
		if err != nil && !errors.Is(err, metering.ErrExists) {
			return err
		}
		token, err := d.tokens.Issue(string(id), devTokenLife)
		if err != nil {
			return err
		}
		f.Agents = append(f.Agents, devAgent{string(id), token})
	}
	for _, u := range []string{gatewayURL + "/healthz", adminURL + "/", d.sample + "/demo/quote"} {
		err := answers(ctx, u)
		if err != nil {
			return err
		}
	}
	err = writeAdminFile(d.options.dataDir, adminURL, d.cfg.Admin.TokenFile)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("encode dev.json: %w", err)
	}
	err = writeSecret(path, append(text, '\n'))
	if err != nil {
		return err
	}
	d.greet(f, path)
	return nil
}

// answers asks a listener of ours once: it is bound already, so the request
// waits in its backlog until it serves.
func answers(ctx context.Context, u string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", u, err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("ask %s: %w", u, err)
	}
	return res.Body.Close()
}

func (d *dev) greet(f devFile, path string) {
	_, _ = fmt.Fprintf(d.env.stdout, `Farebox is ready.

  gateway   %s
  console   %s/#token=%s
  chain     %s  (chain id %d)
  details   %s

Try it:

  curl -si %s/demo/quote
  curl -si %s/demo/quote -H "Authorization: Bearer %s"
  farebox call %s/demo/quote --data-dir %s

Stop it with Ctrl-C; the next start goes on where this one ends.
`, f.GatewayURL, f.AdminURL, f.AdminToken, f.RPCURL, f.ChainID, path, f.GatewayURL, f.GatewayURL, f.Agents[0].Token, f.GatewayURL, d.options.dataDir)
}
