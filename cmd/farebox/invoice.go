package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/metering"
)

func newInvoiceCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "invoice", Short: "Invoices: what agents used and what it cost"}
	cmd.AddCommand(newInvoiceListCmd(e), newInvoiceShowCmd(e), newInvoiceCloseCmd(e), newInvoiceIssueCmd(e), newInvoiceExportCmd(e))
	return cmd
}

var invoiceHeads = []string{"INVOICE", "NUMBER", "AGENT", "FROM", "TO", "STATE", "TOTAL", "DUE"}

func invoiceRow(v *metering.Invoice) []string {
	return []string{v.ID, v.Number, string(v.Agent), day(v.From), day(v.To), string(v.State), v.Total.String(), v.Due.String()}
}

// day shows an edge of an invoice: to the minute, without zeros that say nothing.
func day(t time.Time) string { return t.UTC().Format("2006-01-02T15:04Z") }

func newInvoiceListCmd(e *env) *cobra.Command {
	var agent string
	cmd := &cobra.Command{Use: "list", Short: "List invoices", Args: cobra.NoArgs}
	f, p := addGatewayFlags(cmd), addPageFlags(cmd)
	cmd.Flags().StringVar(&agent, "agent", "", "of one `agent`")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "invoices", p.query("agent", agent))
		if err != nil {
			return err
		}
		return showList(e, f, text, "there are no invoices; make them with farebox invoice close --to now", invoiceHeads, invoiceRow)
	}
	return cmd
}

func newInvoiceShowCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "Show one invoice with its lines", Args: cobra.ExactArgs(1)}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "invoices/"+url.PathEscape(args[0]), nil)
		return showInvoice(e, f, text, err)
	}
	return cmd
}

func showInvoice(e *env, f *gatewayFlags, text json.RawMessage, err error) error {
	if err != nil || f.json {
		return printReply(e, text, err)
	}
	v, err := read[metering.Invoice](text)
	if err != nil {
		return err
	}
	err = fields(e.stdout, "invoice", v.ID, "number", v.Number, "agent", string(v.Agent), "from", v.From.Format(time.RFC3339Nano),
		"to", v.To.Format(time.RFC3339Nano), "state", string(v.State), "total", v.Total.String(), "due", v.Due.String(), "hash", v.Hash)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(e.stdout)
	if err != nil {
		return err
	}
	rows := [][]string{{"ROUTE", "PRICE", "CALLS", "QUANTITY", "EXACT", "AMOUNT"}}
	for _, l := range v.Lines {
		rows = append(rows, []string{
			l.Route, fmt.Sprintf("%s v%d", l.Price, l.PriceVersion), strconv.FormatUint(l.Calls, 10), l.Quantity.String(), l.Exact.String(), l.Amount.String(),
		})
	}
	return table(e.stdout, rows)
}

func newInvoiceCloseCmd(e *env) *cobra.Command {
	var period, to string
	var issue bool
	cmd := &cobra.Command{
		Use:   "close [--period YYYY-MM | --to TIME] [--issue]",
		Short: "Make an invoice for every agent with usage",
		Long: `Make an invoice for every agent with usage up to the end of a month, an hour's
edge or now. The next one begins where the last ended. With --issue, every draft
up to there is issued: it gets its number and cannot change any more.

Without --period and --to the month before this one is closed. The command may
be repeated: it does only what is not done.`,
		Args: cobra.NoArgs,
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&period, "period", "", "a `month` that is over, as 2026-01")
	cmd.Flags().StringVar(&to, "to", "", "an hour's edge as 2026-01-31T13:00:00Z, or `now`")
	cmd.Flags().BoolVar(&issue, "issue", false, "issue the drafts")
	cmd.MarkFlagsMutuallyExclusive("period", "to")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		body := map[string]any{"issue": issue}
		switch {
		case period != "":
			body["period"] = period
		case to != "":
			body["to"] = to
		default:
			body["period"] = metering.Period(e.now()).AddDate(0, -1, 0).Format("2006-01")
		}
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.do(cmd.Context(), http.MethodPost, "invoices/close", nil, body, slowTimeout)
		if err != nil {
			return err
		}
		return showList(e, f, text, "nothing to invoice", invoiceHeads, invoiceRow)
	}
	return cmd
}

func newInvoiceIssueCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "issue ID", Short: "Give a draft its number", Args: cobra.ExactArgs(1)}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), "invoices/"+url.PathEscape(args[0])+"/issue", struct{}{})
		return showInvoice(e, f, text, err)
	}
	return cmd
}

func newInvoiceExportCmd(e *env) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "export ID",
		Short: "Print one invoice as JSON or its lines as CSV",
		Args:  cobra.ExactArgs(1),
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "json", "json or `csv`")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if format != "json" && format != "csv" {
			return usageError(errors.New("--format must be json or csv"))
		}
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "invoices/"+url.PathEscape(args[0]), nil)
		if err != nil || format == "json" {
			return printReply(e, text, err)
		}
		v, err := read[metering.Invoice](text)
		if err != nil {
			return err
		}
		return writeCSV(e, &v)
	}
	return cmd
}

// writeCSV writes an invoice's lines (RFC 4180).
func writeCSV(e *env, v *metering.Invoice) error {
	w := csv.NewWriter(e.stdout)
	w.UseCRLF = true
	rows := [][]string{{"invoice", "number", "agent", "from", "to", "route", "price", "price_version", "calls", "quantity", "exact", "amount"}}
	for _, l := range v.Lines {
		rows = append(rows, []string{
			v.ID, v.Number, string(v.Agent), v.From.Format(time.RFC3339Nano), v.To.Format(time.RFC3339Nano), l.Route, l.Price,
			strconv.FormatUint(uint64(l.PriceVersion), 10), strconv.FormatUint(l.Calls, 10), l.Quantity.String(), l.Exact.String(), l.Amount.String(),
		})
	}
	err := w.WriteAll(rows)
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
