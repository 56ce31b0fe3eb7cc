package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/devnet"
)

func newVaultCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "vault", Short: "Deploy the vault"}
	cmd.AddCommand(newVaultDeployCmd(e))
	return cmd
}

// vaultOptions are the flags of `farebox vault deploy`.
type vaultOptions struct {
	file                                 string
	owner, treasury, guardian, refundCap string
}

func newVaultDeployCmd(e *env) *cobra.Command {
	var o vaultOptions
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "Deploy the vault on the configured chain, from the bytecode in this binary",
		Long: `Deploy the vault on the configured chain. The configured signer pays for it and
becomes its operator: the hot key that settles batches. The owner should be a
cold key behind a timelock: it alone sets splits, treasury and operator, and
pays prepaid money back. Write the printed address as chain.vault into the
configuration.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return deployVault(cmd.Context(), e, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.file, "config", "", "the configuration file")
	f.StringVar(&o.owner, "owner", "", "address that owns the vault (cold)")
	f.StringVar(&o.treasury, "treasury", "", "address that receives what no split gives to others")
	f.StringVar(&o.guardian, "guardian", "", "address that may pause the vault")
	f.StringVar(&o.refundCap, "refund-cap", "1000", "most that one batch may refund to payers, in the asset's unit")
	for _, name := range []string{"config", "owner", "treasury", "guardian"} {
		requireFlag(cmd, name)
	}
	return cmd
}

func deployVault(ctx context.Context, e *env, o vaultOptions) error {
	cfg, err := loadConfig(e, o.file)
	if err != nil {
		return err
	}
	if cfg.Chain == nil {
		return usageError(fmt.Errorf("%s has no chain section: write one first", o.file))
	}
	params, err := vaultParams(cfg, o)
	if err != nil {
		return usageError(err)
	}
	signer, err := openSigner(cfg.Chain.Signer)
	if err != nil {
		return chainError(err)
	}
	if params.Owner == [20]byte(signer.Address()) && cfg.Chain.Finality != string(chain.FinalityLatest) {
		return usageError(fmt.Errorf("the owner must not be the signer %s: the hot key would own the money; use a cold key", signer.Address().Hex()))
	}
	client, err := newChainClient(cfg, slog.New(slog.NewTextHandler(e.stderr, nil)), e.now)
	if err != nil {
		return err
	}
	defer client.Close()
	sender, err := chain.NewSender(client, signer)
	if err != nil {
		return err
	}
	d, err := sender.DeployVault(ctx, params)
	if err != nil {
		return chainError(err)
	}
	_, err = fmt.Fprintf(e.stdout, "vault        %s\ntransaction  %s\nblock        %d\n\nWrite it into %s:\n\n  chain:\n    vault: %q\n",
		d.Vault.Hex(), d.TxHash.Hex(), d.Block, o.file, d.Vault.Hex())
	return err
}

func vaultParams(cfg *config.Config, o vaultOptions) (chain.VaultParams, error) {
	p := chain.VaultParams{BatchSettlement: devnet.BatchSettlement()}
	for _, f := range []struct {
		flag, text string
		into       *[20]byte
	}{{"--owner", o.owner, &p.Owner}, {"--treasury", o.treasury, &p.Treasury}, {"--guardian", o.guardian, &p.Guardian}} {
		a, err := config.ParseAddress(f.text)
		if err != nil {
			return p, fmt.Errorf("%s %s: %w", f.flag, printable(f.text), err)
		}
		*f.into = a
	}
	limit, err := money.Parse(o.refundCap)
	if err != nil {
		return p, fmt.Errorf("--refund-cap: %w", err)
	}
	units, whole := metering.BaseUnitsOf(limit, cfg.Chain.Asset.Decimals)
	if !whole {
		return p, fmt.Errorf("--refund-cap wants at most %d decimals", cfg.Chain.Asset.Decimals)
	}
	p.RefundCap = units
	return p, nil
}
