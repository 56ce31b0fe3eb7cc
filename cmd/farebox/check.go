package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/config"
)

func newCheckCmd(e *env) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "check --config FILE",
		Short: "Validate a configuration and print it as it takes effect",
		Long: `Validate a configuration and print it as it takes effect, secrets masked.

Faults and warnings go to stderr as file:line:column: text, every one of them.
The exit code is 0 without a fault and 2 with one.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := loadConfig(e, file)
			if err != nil {
				return err
			}
			text, err := cfg.Effective()
			if err != nil {
				return err
			}
			_, err = e.stdout.Write(text)
			return err
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "the configuration `file`")
	requireFlag(cmd, "config")
	return cmd
}

// loadConfig reads a configuration, with its warnings and faults on stderr. Its
// errors exit 2.
func loadConfig(e *env, file string) (*config.Config, error) {
	cfg, warnings, err := config.Load(file, config.Env{Lookup: e.getenv, Stat: os.Stat, KeyPair: e.keyPair})
	var faults *config.Faults
	switch {
	case errors.As(err, &faults):
		_, _ = fmt.Fprintln(e.stderr, faults) // nowhere left to report to
		return nil, usageError(errReported)
	case err != nil:
		return nil, usageError(err)
	}
	for _, w := range warnings {
		_, _ = fmt.Fprintf(e.stderr, "%s:%d:%d: warning: %s\n", file, w.Line, w.Column, w.Text)
	}
	return cfg, nil
}

// requireFlag marks a flag that the command was made with as required.
func requireFlag(cmd *cobra.Command, name string) {
	if err := cmd.MarkFlagRequired(name); err != nil {
		panic(err) // no such flag: a mistake in the constructor
	}
}
