package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
)

// verifyFlags are the flags of `farebox verify`.
type verifyFlags struct {
	*gatewayFlags
	rpcURLs []string
	vault   string
	invoice string
}

func newVerifyCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify [--rpc-url URL --vault ADDRESS | --invoice FILE]",
		Short: "Check the whole journal, against the chain too, or one invoice",
		Long: `Check the whole journal: every checksum, the hash chain, every charge, rated
again, and every balance, made anew. The exit code is 4 where something is wrong;
the first bad entry is named.

Then compare it with the vault: each batch on chain holds the journal's hash and
the root of its usage. A journal whose tail was cut, or that was changed and
hashed anew, differs from them.

The files are read directly; name --rpc-url and --vault to compare them with the
chain. Where a gateway has them open, it checks them itself, with its own
connection to the chain.

With --invoice, check one invoice as farebox invoice export wrote it: its hash,
that its lines make up its total, and that it has a number. With --data-dir or a
running gateway, also that this ledger issued it.`,
		Args: cobra.NoArgs,
	}
	f := &verifyFlags{gatewayFlags: addGatewayFlags(cmd)}
	cmd.Flags().StringArrayVar(&f.rpcURLs, "rpc-url", nil, "JSON-RPC `URL` of the chain; with several, two must say the same")
	cmd.Flags().StringVar(&f.vault, "vault", "", "the vault's `address` on it")
	cmd.Flags().StringVar(&f.invoice, "invoice", "", "check the invoice in this `file`; - is standard input")
	cmd.MarkFlagsRequiredTogether("rpc-url", "vault")
	cmd.MarkFlagsMutuallyExclusive("invoice", "rpc-url")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if f.invoice != "" {
			return verifyInvoice(cmd.Context(), e, f)
		}
		v, err := verify(cmd.Context(), e, f)
		if err != nil {
			return err
		}
		if f.json {
			err = json.NewEncoder(e.stdout).Encode(v)
		} else {
			err = showVerification(e, v)
		}
		if err != nil {
			return err
		}
		return verdict(v)
	}
	return cmd
}

// verdict is the exit of a verification that was shown. What could not be
// compared is a fault, unlike what is wrong.
func verdict(v console.Verification) error {
	if !v.OK {
		return checkError(fmt.Errorf("the ledger is not right: %s", printable(v.Reason)))
	}
	if v.Chain != nil && v.Chain.Fault != "" {
		return fmt.Errorf("the ledger is right by itself, and was not compared with the chain: %s; try again when the endpoint answers, or use another: --rpc-url, or chain.rpc_urls of the gateway",
			printable(v.Chain.Fault))
	}
	return nil
}

// verify takes the file's lock first: admin.json may be left from a gateway that
// was killed. Only where another process holds the lock does it ask that one.
func verify(ctx context.Context, e *env, f *verifyFlags) (console.Verification, error) {
	progress := func(text string) {
		if !f.json {
			_, _ = fmt.Fprintln(e.stderr, text) // progress only
		}
	}
	batches, vault, done, err := f.openVault(ctx, e)
	if err != nil {
		return console.Verification{}, err
	}
	defer done()
	if batches != nil {
		progress("reading the vault and the journal ...")
	} else {
		progress("reading the journal ...")
	}
	r, err := verifyWith(ctx, vault, batches, func(see ledger.Witness) (metering.Report, error) {
		return ledger.VerifyDir(ctx, f.dataDir, compilePrice, see)
	})
	switch {
	case err == nil:
		return console.ShowReport(r), nil
	case errors.Is(err, os.ErrNotExist):
		return console.Verification{}, noJournal(f.dataDir)
	case !errors.Is(err, ledger.ErrLocked):
		return console.Verification{}, err
	case batches != nil:
		return console.Verification{}, usageError(errors.New("a gateway has the journal open and reads the chain itself: leave out --rpc-url and --vault, or stop it"))
	}
	c, err := clientOf(f.dataDir)
	if err != nil {
		return console.Verification{}, fmt.Errorf("another process has the journal open, and cannot be asked: %w", err)
	}
	text, err := c.do(ctx, http.MethodGet, "verify", nil, nil, slowTimeout)
	if err != nil {
		return console.Verification{}, err
	}
	return read[console.Verification](text)
}

func noJournal(dataDir string) error {
	return usageError(fmt.Errorf("there is no journal in %s; name the gateway's --data-dir", dataDir))
}

// openVault connects to the chain that the flags name. batches is nil where they
// name none.
func (f *verifyFlags) openVault(ctx context.Context, e *env) (batches settlement.Batches, vault string, done func(), err error) {
	if len(f.rpcURLs) == 0 {
		return nil, "", func() {}, nil
	}
	address, err := config.ParseAddress(f.vault)
	if err != nil {
		return nil, "", nil, usageError(fmt.Errorf("--vault %s: %w", printable(f.vault), err))
	}
	r, err := chain.OpenReader(ctx, chain.ReaderConfig{
		URLs: f.rpcURLs, Vault: address, Log: slog.New(slog.NewTextHandler(e.stderr, nil)), Now: e.now,
	})
	if errors.Is(err, chain.ErrConfig) {
		return nil, "", nil, usageError(fmt.Errorf("--rpc-url: %w", err))
	}
	if err != nil {
		return nil, "", nil, fmt.Errorf("the chain does not answer: %w; check --rpc-url, or leave it out to check the journal by itself", err)
	}
	return r, address.Hex(), r.Close, nil
}

func showVerification(e *env, v console.Verification) error {
	pairs := []string{"ok", strconv.FormatBool(v.OK), "entries", strconv.FormatUint(v.Entries, 10), "head", v.Head}
	if v.FirstBad != nil {
		pairs = append(pairs, "first bad", strconv.FormatUint(*v.FirstBad, 10))
	}
	if v.Reason != "" {
		pairs = append(pairs, "reason", v.Reason)
	}
	return fields(e.stdout, append(pairs, "chain", describeChain(v.Chain))...)
}

// describeChain says what a journal was compared with.
func describeChain(c *metering.ChainCheck) string {
	switch {
	case c == nil:
		return "not compared; name --rpc-url and --vault, or ask a gateway that has a chain"
	case c.Fault != "":
		return "not compared: " + c.Fault
	}
	text := fmt.Sprintf("%d batches of vault %s agree, up to entry %d (final block %d)", c.Batches, c.Vault, c.Last, c.Block)
	if c.Batches == 1 {
		text = fmt.Sprintf("1 batch of vault %s agrees, up to entry %d (final block %d)", c.Vault, c.Last, c.Block)
	}
	if c.Earlier > 0 {
		text += fmt.Sprintf("; the vault has %d batches from before this journal", c.Earlier)
	}
	return text
}
