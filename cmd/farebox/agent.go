package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

func newAgentCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "agent", Short: "Agents: who pays, their money and their tokens"}
	cmd.AddCommand(
		newAgentCreateCmd(e), newAgentListCmd(e), newAgentShowCmd(e), newAgentTokenCmd(e), newAgentRevokeCmd(e),
		newAgentStateCmd(e, "suspend", "Refuse an agent's calls"),
		newAgentStateCmd(e, "resume", "Accept an agent's calls again"), newAgentWithdrawCmd(e),
		newAgentRotateCmd(e),
	)
	return cmd
}

// agentPath is the path of an agent's endpoint; ids of foreign agents hold what
// a path must escape.
func agentPath(id, action string) string { return "agents/" + url.PathEscape(id) + action }

// newToken is what the API says of a token that it made.
type newToken struct {
	Token   string `json:"token"`
	Expires string `json:"expires"`
}

func newAgentCreateCmd(e *env) *cobra.Command {
	var plan, credit string
	cmd := &cobra.Command{
		Use:   "create ID",
		Short: "Create an agent and print its token",
		Long: `Create an agent and print its token, which is shown once and kept nowhere.

If the answer is lost, the agent is there all the same: farebox agent token ID
makes another token.`,
		Args: cobra.ExactArgs(1),
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&plan, "plan", "", "the agent's `plan`; needed where there are several")
	cmd.Flags().StringVar(&credit, "credit", "0", "an `amount` that the operator gives it")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), "agents", map[string]string{"id": args[0], "plan": plan, "credit": credit})
		var refused *apiError
		if errors.As(err, &refused) && refused.problem.Code == "agent_exists" {
			return fmt.Errorf("the agent %s exists already; farebox agent token %s makes another token for it", args[0], args[0])
		}
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		a, err := read[struct {
			metering.Agent
			newToken
		}](text)
		if err != nil {
			return err
		}
		return fields(e.stdout, "agent", string(a.ID), "plan", a.Plan, "balance", a.Balance.String(), "expires", a.Expires, "token", a.Token)
	}
	return cmd
}

// printReply prints a reply as it came, unless there is an error.
func printReply(e *env, text json.RawMessage, err error) error {
	if err != nil {
		return err
	}
	return printJSON(e.stdout, text)
}

func newAgentListCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List agents", Args: cobra.NoArgs}
	f, p := addGatewayFlags(cmd), addPageFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), "agents", p.query())
		if err != nil {
			return err
		}
		return showList(e, f, text, "there are no agents; make one with farebox agent create ID",
			[]string{"AGENT", "PLAN", "STATE", "BALANCE", "HELD", "AVAILABLE"}, func(a *metering.Agent) []string {
				return []string{string(a.ID), a.Plan, string(a.State), a.Balance.String(), a.Held.String(), a.Available.String()}
			})
	}
	return cmd
}

func newAgentShowCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "Show one agent", Args: cobra.ExactArgs(1)}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.get(cmd.Context(), agentPath(args[0], ""), nil)
		return showAgent(e, f, text, err)
	}
	return cmd
}

func showAgent(e *env, f *gatewayFlags, text json.RawMessage, err error) error {
	if err != nil || f.json {
		return printReply(e, text, err)
	}
	a, err := read[metering.Agent](text)
	if err != nil {
		return err
	}
	return fields(e.stdout, "agent", string(a.ID), "plan", a.Plan, "state", string(a.State),
		"balance", a.Balance.String(), "held", a.Held.String(), "available", a.Available.String())
}

func newAgentTokenCmd(e *env) *cobra.Command {
	var ttl string
	cmd := &cobra.Command{
		Use:   "token ID",
		Short: "Make another token for an agent and print it",
		Long: `Make another token for an agent and print it alone on standard output.

The agent's earlier tokens stay valid.`,
		Args: cobra.ExactArgs(1),
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&ttl, "ttl", "", "how long it is valid, such as 720h; by default as the gateway says")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		body := map[string]string{}
		if ttl != "" {
			body["ttl"] = ttl
		}
		text, err := c.post(cmd.Context(), agentPath(args[0], "/token"), body)
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		t, err := read[newToken](text)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(e.stdout, printable(t.Token))
		return err
	}
	return cmd
}

func newAgentStateCmd(e *env, action, short string) *cobra.Command {
	var reason string
	cmd := &cobra.Command{Use: action + " ID", Short: short, Args: cobra.ExactArgs(1)}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&reason, "reason", "", "`why`, for the journal")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), agentPath(args[0], "/"+action), map[string]string{"reason": reason})
		return showAgent(e, f, text, err)
	}
	return cmd
}

func newAgentWithdrawCmd(e *env) *cobra.Command {
	var amount, to string
	cmd := &cobra.Command{
		Use:   "withdraw ID",
		Short: "Take prepaid money off an agent, to be paid back on chain",
		Long: `Take prepaid money off an agent, to be paid back on chain.

The gateway's own key cannot move it: the vault's owner sends it with the
printed call of payOut. Until that is final it stands in suspense.`,
		Args: cobra.ExactArgs(1),
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&amount, "amount", "", "how much, in the asset's unit")
	cmd.Flags().StringVar(&to, "to", "", "the `address` that is paid")
	requireFlag(cmd, "amount")
	requireFlag(cmd, "to")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		payee, err := config.ParseAddress(to)
		if err != nil {
			return usageError(fmt.Errorf("--to %s: %w", printable(to), err))
		}
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), agentPath(args[0], "/withdraw"), map[string]string{"amount": amount, "to": to})
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		w, err := read[struct {
			metering.Agent
			Withdrawn string             `json:"withdrawn"`
			BaseUnits metering.BaseUnits `json:"base_units"`
			To        string             `json:"to"`
		}](text)
		if err != nil {
			return err
		}
		call, err := bindings.NewVault().TryPackPayOut(payee, w.BaseUnits.Big())
		if err != nil {
			return fmt.Errorf("encode payOut: %w", err)
		}
		return fields(e.stdout, "agent", string(w.ID), "withdrawn", w.Withdrawn, "to", w.To, "balance", w.Balance.String(),
			"vault call", "payOut("+w.To+", "+w.BaseUnits.String()+")", "calldata", hexutil.Encode(call))
	}
	return cmd
}
