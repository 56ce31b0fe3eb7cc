package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func newAgentRevokeCmd(e *env) *cobra.Command {
	var token, jti string
	var all bool
	cmd := &cobra.Command{
		Use:   "revoke ID {--token TOKEN | --jti JTI | --all}",
		Short: "Refuse one token of an agent, or all of them, from now on",
		Long: `Refuse one token of an agent, or all of them, from now on. It takes effect at
once and holds over a restart; it cannot be undone. Tokens that are made later
are accepted: farebox agent token ID makes one.

To refuse the agent itself, whatever it pays with, use farebox agent suspend.`,
		Args: cobra.ExactArgs(1),
	}
	f := addGatewayFlags(cmd)
	cmd.Flags().StringVar(&token, "token", "", "the `token` itself; - reads it from standard input, where no list of processes shows it")
	cmd.Flags().StringVar(&jti, "jti", "", "the `id` that stands in the token, and in what agent token --json printed")
	cmd.Flags().BoolVar(&all, "all", false, "every token that the gateway has issued to the agent")
	cmd.MarkFlagsOneRequired("token", "jti", "all")
	cmd.MarkFlagsMutuallyExclusive("token", "jti", "all")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		body := map[string]any{}
		switch {
		case cmd.Flags().Changed("token"):
			raw, err := tokenOf(e, token)
			if err != nil {
				return usageError(err)
			}
			body["token"] = raw
		case cmd.Flags().Changed("jti"):
			body["jti"] = jti
		case !all:
			return usageError(errors.New("--all=false revokes nothing; name --token or --jti"))
		default:
			body["all"] = true
		}
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), agentPath(args[0], "/revoke"), body)
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		return showRevoked(e, text)
	}
	return cmd
}

func showRevoked(e *env, text json.RawMessage) error {
	r, err := read[struct {
		Agent string `json:"agent"`
		JTI   string `json:"jti"`
		All   bool   `json:"all"`
	}](text)
	if err != nil {
		return err
	}
	what := r.JTI
	switch {
	case r.All:
		what = "all tokens until now"
	case what == "":
		what = "before this"
	}
	return fields(e.stdout, "agent", r.Agent, "revoked", what)
}

// maxToken bounds a token that is read from standard input, in bytes.
const maxToken = 16 << 10

func tokenOf(e *env, raw string) (string, error) {
	if raw == "-" {
		text, err := io.ReadAll(io.LimitReader(e.stdin, maxToken+1))
		if err != nil {
			return "", fmt.Errorf("read token: %w", err)
		}
		raw = strings.TrimSpace(string(text))
	}
	if raw == "" || len(raw) > maxToken {
		return "", fmt.Errorf("--token wants one token, of at most %d bytes", maxToken)
	}
	return raw, nil
}

func newAgentRotateCmd(e *env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rotate-keys",
		Short: "Sign new tokens with a new key, at once",
		Long: `Sign new tokens with a new key, at once. The gateway does so by itself every 30
days; this is for a key that may have been seen by others. Tokens of the older
keys stay valid: revoke those that should not.`,
		Args: cobra.NoArgs,
	}
	f := addGatewayFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := f.client(e)
		if err != nil {
			return err
		}
		text, err := c.post(cmd.Context(), "keys/rotate", struct{}{})
		if err != nil || f.json {
			return printReply(e, text, err)
		}
		_, err = fmt.Fprintln(e.stdout, "new tokens are signed with a new key")
		return err
	}
	return cmd
}
