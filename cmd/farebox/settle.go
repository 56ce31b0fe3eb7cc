package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/settlement"
)

func newSettleCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "settle", Short: "Settlement batches: stablecoin that moves on chain"}
	cmd.AddCommand(newSettleRunCmd(e), newSettleListCmd(e), newSettleShowCmd(e))
	return cmd
}

func newSettleRunCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Settle all that is pending now",
		Long: `Settle all that is pending now, and wait until the batch is mined, at most a
minute. A batch that takes longer goes on by itself: farebox settle list.`,
		Args: cobra.NoArgs,
	}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		if !f.json {
			_, _ = fmt.Fprintln(e.stderr, "waiting until the batch is mined ...") // progress only
		}
		text, err := c.do(cmd.Context(), http.MethodPost, "settlements", nil, struct{}{}, slowTimeout)
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		v, err := read[struct {
			Empty bool `json:"empty"`
			settlement.View
		}](text)
		if err != nil {
			return err
		}
		if v.Empty {
			_, err = fmt.Fprintln(e.stdout, "nothing to settle")
			return err
		}
		err = showBatch(e, &v.View)
		if err == nil && v.State != settlement.StateMined && v.State != settlement.StateBooked {
			_, err = fmt.Fprintf(e.stderr, "it is not mined yet and goes on by itself: farebox settle show %s\n", printable(v.ID))
		}
		return err
	}
	return cmd
}

func newSettleListCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List batches, the newest first", Args: cobra.NoArgs}
	f, p := addGatewayFlags(cmd), addPageFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "settlements", p.query())
		if err != nil {
			return err
		}
		return showList(e, f, text, "there are no batches; make one with farebox settle run",
			[]string{"BATCH", "TIME", "STATE", "PAYMENTS", "SKIPPED", "TOTAL", "TRANSACTION"}, func(v *settlement.View) []string {
				return []string{
					v.ID, v.Time.UTC().Format(time.RFC3339), string(v.State), strconv.Itoa(v.Rows), strconv.Itoa(len(v.Skipped)), v.Total.String(), v.TxHash,
				}
			})
	}
	return cmd
}

func newSettleShowCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "Show one batch", Args: cobra.ExactArgs(1)}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "settlements/"+url.PathEscape(args[0]), nil)
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		v, err := read[settlement.View](text)
		if err != nil {
			return err
		}
		return showBatch(e, &v)
	}
	return cmd
}

func showBatch(e *env, v *settlement.View) error {
	pairs := []string{
		"batch", v.ID, "sealed", v.Time.UTC().Format(time.RFC3339), "state", string(v.State), "transaction", v.TxHash,
		"vault number", strconv.FormatUint(v.Seq, 10), "usage", fmt.Sprintf("journal entries %d to %d", v.From, v.To), "usage root", v.UsageRoot,
		"payments", strconv.Itoa(v.Rows), "total", v.Total.String(),
	}
	if v.Reason != "" {
		pairs = append(pairs, "reason", v.Reason)
	}
	for _, s := range v.Skipped {
		pairs = append(pairs, "skipped", s.Ref+": "+s.Reason)
	}
	return fields(e.stdout, pairs...)
}
