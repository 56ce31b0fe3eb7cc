package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/gateway/console"
	"github.com/farebox/farebox/metering/ledger"
)

func newVerifyCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the whole journal",
		Long: `Check the whole journal: every checksum, the hash chain, every charge, rated
again, and every balance, made anew. The exit code is 4 where something is wrong;
the first bad entry is named.

The files are read directly. Where a gateway has them open, it checks them
itself.`,
		Args: cobra.NoArgs,
	}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		v, err := verify(cmd, e, f)
		if err != nil {
			return err
		}
		if f.json {
			err = json.NewEncoder(e.stdout).Encode(v)
		} else {
			err = showVerification(e, v)
		}
		if err == nil && !v.OK {
			err = checkError(fmt.Errorf("the ledger is not right: %s", printable(v.Reason)))
		}
		return err
	}
	return cmd
}

// verify takes the file's lock first: admin.json may be left from a gateway that
// was killed. Only where another process holds the lock does it ask that one.
func verify(cmd *cobra.Command, e *env, f *gatewayFlags) (console.Verification, error) {
	if !f.json {
		_, _ = fmt.Fprintln(e.stderr, "reading the journal ...") // progress only
	}
	r, err := ledger.VerifyDir(cmd.Context(), f.dataDir, compilePrice)
	switch {
	case err == nil:
		return console.ShowReport(r), nil
	case errors.Is(err, os.ErrNotExist):
		return console.Verification{}, usageError(fmt.Errorf("there is no journal in %s; name the gateway's --data-dir", f.dataDir))
	case !errors.Is(err, ledger.ErrLocked):
		return console.Verification{}, err
	}
	c, err := clientOf(f.dataDir)
	if err != nil {
		return console.Verification{}, fmt.Errorf("another process has the journal open, and cannot be asked: %w", err)
	}
	text, err := c.do(cmd.Context(), http.MethodGet, "verify", nil, nil, slowTimeout)
	if err != nil {
		return console.Verification{}, err
	}
	return read[console.Verification](text)
}

func showVerification(e *env, v console.Verification) error {
	pairs := []string{"ok", strconv.FormatBool(v.OK), "entries", strconv.FormatUint(v.Entries, 10), "head", v.Head}
	if v.FirstBad != nil {
		pairs = append(pairs, "first bad", strconv.FormatUint(*v.FirstBad, 10))
	}
	if v.Reason != "" {
		pairs = append(pairs, "reason", v.Reason)
	}
	return fields(e.stdout, pairs...)
}
