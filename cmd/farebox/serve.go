package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"reflect"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/settlement/chain"
)

func newServeCmd(e *env) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the gateway of a configuration file",
		Long: `Run the gateway of a configuration file. SIGTERM lets the calls in flight end,
for at most 30 seconds. SIGHUP takes over routes, prices and plans of the
changed file, or keeps what runs where the file has a fault. A renewed TLS
certificate is taken over at SIGHUP, and by itself within a minute.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), e, file) },
	}
	cmd.Flags().StringVar(&file, "config", "", "the configuration file")
	requireFlag(cmd, "config")
	return cmd
}

func runServe(ctx context.Context, e *env, file string) (err error) {
	cfg, err := loadConfig(e, file)
	if err != nil {
		return err
	}
	p := &parts{cfg: cfg, now: e.now, reg: newRegistry(), log: slog.New(slog.NewTextHandler(e.stderr, nil))}
	err = p.openStore()
	if err != nil {
		return err
	}
	fault, start, stop := p.background(ctx)
	defer func() { err = errors.Join(err, stop()) }()
	n, err := p.store.Resolve(fault)
	if err != nil {
		return err
	}
	if n > 0 {
		p.log.WarnContext(ctx, "calls that the last stop interrupted were resolved by policy", slog.Int("calls", n))
	}
	err = p.openTokens(cfg.PublicURL)
	if err != nil {
		return err
	}
	start("token keys", p.tokens.Run)
	err = p.startSettlement(fault, start)
	if err != nil {
		return err
	}
	err = p.openCertificate()
	if err != nil {
		return err
	}
	agents, err := listen(fault, cfg.Listen, "listen in the configuration")
	if err != nil {
		return err
	}
	publicURL := cfg.PublicURL
	if publicURL == "" {
		publicURL = urlOf(agents, cfg.TLS.CertFile != "")
	}
	err = p.openGateway(fault, publicURL, p.exactDoor())
	if err != nil {
		return errors.Join(err, agents.Close())
	}
	return p.serveConfigured(fault, e, file, agents)
}

// startSettlement connects to the chain and runs the engine, where the
// configuration has one.
func (p *parts) startSettlement(ctx context.Context, start func(string, func(context.Context) error)) error {
	c := p.cfg.Chain
	if c == nil || c.Vault == [20]byte{} {
		return nil
	}
	signer, err := openSigner(c.Signer)
	if err != nil {
		return chainError(err)
	}
	err = p.openChain(ctx, signer)
	if err != nil {
		return err
	}
	start("chain client", p.client.Run)
	start("settlement", p.settler.Run)
	return nil
}

// openSigner opens the key file, or names the program that keeps the key.
func openSigner(c config.Signer) (chain.Signer, error) {
	if u := c.URL.Reveal(); u != "" {
		return chain.NewExternalSigner(u, c.Address, nil)
	}
	return chain.OpenKeystore(c.Keystore, c.PasswordFile)
}

// serveConfigured opens the operator's side and serves both.
func (p *parts) serveConfigured(ctx context.Context, e *env, file string, agents net.Listener) error {
	secret, err := adminToken(p.cfg.Admin.TokenFile)
	if err != nil {
		return errors.Join(err, agents.Close())
	}
	err = p.openConsole(secret, urlOf(agents, p.cfg.TLS.CertFile != ""))
	if err != nil {
		return errors.Join(err, agents.Close())
	}
	admin, err := listen(ctx, p.cfg.Admin.Listen, "admin.listen in the configuration")
	if err != nil {
		return errors.Join(err, agents.Close())
	}
	err = writeAdminFile(p.cfg.DataDir, urlOf(admin, false), p.cfg.Admin.TokenFile)
	if err != nil {
		return errors.Join(err, agents.Close(), admin.Close())
	}
	go p.reloadOnHangup(ctx, e, file)
	p.log.InfoContext(ctx, "serving", slog.String("agents", urlOf(agents, p.cfg.TLS.CertFile != "")),
		slog.String("admin", urlOf(admin, false)), slog.Int("routes", len(p.cfg.Routes)))
	return p.serveAll(ctx, agents, admin)
}

// reloadOnHangup takes over a changed configuration on each SIGHUP.
func (p *parts) reloadOnHangup(ctx context.Context, e *env, file string) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		}
		// A renewed certificate does not wait for a file without faults.
		p.reloadCertificate(ctx)
		next, err := loadConfig(e, file)
		if err == nil {
			err = p.reload(ctx, next)
		}
		if err != nil {
			p.log.ErrorContext(ctx, "configuration is not taken over: what runs stays", slog.Any("error", err))
			continue
		}
		p.log.InfoContext(ctx, "configuration taken over", slog.Int("routes", len(next.Routes)))
		if rest := needRestart(p.cfg, next); len(rest) > 0 {
			p.log.WarnContext(ctx, "these sections changed and need a restart", slog.Any("sections", rest))
		}
	}
}

// needRestart lists the sections that differ and are read at start alone.
func needRestart(old, next *config.Config) []string {
	var changed []string
	for _, s := range []struct {
		name      string
		old, next any
	}{
		{"listen", old.Listen, next.Listen},
		{"tls", old.TLS, next.TLS},
		{"public_url", old.PublicURL, next.PublicURL},
		{"trusted_proxies", old.TrustedProxies, next.TrustedProxies},
		{"admin", old.Admin, next.Admin},
		{"limits", old.Limits, next.Limits},
		{"chain", old.Chain, next.Chain},
		{"exact", old.Exact, next.Exact},
		{"settle", old.Settle, next.Settle},
		{"tokens", old.Issuers, next.Issuers},
	} {
		if !reflect.DeepEqual(s.old, s.next) {
			changed = append(changed, s.name)
		}
	}
	return changed
}
