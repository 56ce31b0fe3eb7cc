package main

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/metering"
)

func newUsageCmd(e *env) *cobra.Command {
	var agent, route, state string
	cmd := &cobra.Command{
		Use:   "usage [REQUEST_ID]",
		Short: "Show usage records, the newest first",
		Long: `Show usage records, the newest first, or one by its request id.

The list shows what was charged; --state released shows calls that ended without
a charge.`,
		Args: cobra.MaximumNArgs(1),
	}
	f, p := addGatewayFlags(cmd), addPageFlags(cmd)
	cmd.Flags().StringVar(&agent, "agent", "", "of one `agent`")
	cmd.Flags().StringVar(&route, "route", "", "of one `route`")
	cmd.Flags().StringVar(&state, "state", "", "in one `state`: posted, released, indeterminate or held")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		if len(args) == 1 {
			text, err := c.get(cmd.Context(), "usage/"+url.PathEscape(args[0]), nil)
			if err != nil || f.json {
				return printReply(e, text, err)
			}
			u, err := read[metering.UsageItem](text)
			if err != nil {
				return err
			}
			return showUsage(e, &u)
		}
		text, err := c.get(cmd.Context(), "usage", p.query("agent", agent, "route", route, "state", state))
		if err != nil {
			return err
		}
		return showList(e, f, text, "there is no such usage",
			[]string{"TIME", "AGENT", "ROUTE", "QUANTITY", "CHARGE", "STATE", "STATUS", "RAIL", "REQUEST"}, func(u *metering.UsageItem) []string {
				return []string{
					u.Time, string(u.Agent), u.Route, u.Quantity.String(), u.Charge.String(), u.State,
					strconv.Itoa(int(u.Status)), u.Rail, u.RequestID,
				}
			})
	}
	return cmd
}

func showUsage(e *env, u *metering.UsageItem) error {
	units, err := u.Units.MarshalJSON()
	if err != nil {
		return fmt.Errorf("show usage: %w", err)
	}
	return fields(e.stdout,
		"request", u.RequestID, "sequence", strconv.FormatUint(u.Sequence, 10), "time", u.Time,
		"agent", string(u.Agent), "payer", string(u.Payer), "rail", u.Rail, "route", u.Route, "meter", u.Meter,
		"price", fmt.Sprintf("%s version %d", u.Price, u.PriceVersion), "quantity", u.Quantity.String(), "units", string(units),
		"usage", u.UsageState, "held", u.Hold.String(), "charge", u.Charge.String(), "state", u.State, "outcome", u.Outcome,
		"flags", strings.Join(u.Flags, ", "), "status", strconv.Itoa(int(u.Status)))
}
