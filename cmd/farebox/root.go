package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, e *env) int {
	root := newRootCmd(e)
	root.SetArgs(args)
	return execute(ctx, root, e.stderr)
}

// execute runs a command tree and reports its error.
func execute(ctx context.Context, root *cobra.Command, stderr io.Writer) int {
	prepare(root)
	err := root.ExecuteContext(ctx)
	var failed *runError
	switch {
	case errors.As(err, &failed):
		err = failed.err
	case err != nil: // the command line did not get as far as a command
		err = usageError(fmt.Errorf("%w; see farebox --help", err))
	}
	return exit(stderr, err)
}

// newRootCmd builds the command tree: one constructor per file.
func newRootCmd(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:           "farebox",
		Short:         "The payment gateway of the machine economy",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.AddCommand(
		newDevCmd(e),
		newServeCmd(e),
		newCheckCmd(e),
		newVaultCmd(e),
		newAgentCmd(e),
		newCallCmd(e),
		newUsageCmd(e),
		newInvoiceCmd(e),
		newSettleCmd(e),
		newReconcileCmd(e),
		newVerifyCmd(e),
		newPriceCmd(e),
		newBenchCmd(e),
		newVersionCmd(e),
	)
	return root
}

// runError is an error that a command returned, as against one of its command
// line.
type runError struct{ err error }

func (e *runError) Error() string { return e.err.Error() }
func (e *runError) Unwrap() error { return e.err }

// prepare makes each command mark its errors as its own, and each group refuse
// to run without one of its commands.
func prepare(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		prepare(sub)
	}
	if cmd.RunE == nil && cmd.HasSubCommands() {
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = chooseOne
	}
	inner := cmd.RunE
	if inner == nil {
		return
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		err := inner(cmd, args)
		if err != nil {
			return &runError{err: err}
		}
		return nil
	}
}

// chooseOne is what a group of commands does by itself.
func chooseOne(cmd *cobra.Command, args []string) error {
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	choices := strings.Join(names, ", ")
	if len(args) > 0 {
		return usageError(fmt.Errorf("unknown command %q of %s; want one of %s", args[0], cmd.CommandPath(), choices))
	}
	return usageError(fmt.Errorf("%s wants a command: one of %s", cmd.CommandPath(), choices))
}
