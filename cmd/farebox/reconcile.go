package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/settlement"
)

func newReconcileCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reconcile",
		Short: "Compare the ledger with the chain",
		Long: `Compare what the ledger says with what the vault and the token say, at one final
block. The exit code is 4 where they differ.`,
		Args: cobra.NoArgs,
	}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.do(cmd.Context(), http.MethodGet, "reconcile", nil, nil, slowTimeout)
		if err != nil {
			return err
		}
		r, err := read[settlement.Report](text)
		if err != nil {
			return err
		}
		if f.json {
			err = printJSON(e.stdout, text)
		} else {
			err = showDrift(e, &r)
		}
		if err == nil && !r.OK {
			err = checkError(errors.New("the ledger and the chain differ; nothing was corrected"))
		}
		return err
	}
	return cmd
}

func showDrift(e *env, r *settlement.Report) error {
	rows := [][]string{{"ACCOUNT", "LEDGER", "CHAIN", "DRIFT"}}
	for _, d := range r.Checks {
		rows = append(rows, []string{d.Account, d.Ledger.String(), d.Chain.String(), d.Drift.String()})
	}
	rows = append(rows, []string{"vault number", fmt.Sprint(r.NextSeq), fmt.Sprint(r.VaultSeq), ""})
	err := table(e.stdout, rows)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "\nat block %d: %s pending in %d payments, %s in suspense\n", r.Block, r.Pending, r.Payments, r.Suspense)
	return err
}
