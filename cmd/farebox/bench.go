package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/cmd/farebox/bench"
)

// benchOptions are the flags of `farebox bench`.
type benchOptions struct {
	bench.Config
	quick, json bool
}

func newBenchCmd(e *env) *cobra.Command {
	o := benchOptions{Config: bench.Default()}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure the gateway: the load generator behind the published figures",
		Long: `Measure the gateway against a bare reverse proxy on this machine, and its
ledger by itself. Upstream, proxies and ledger are processes of their own, on
loopback, with data in a temporary directory that is removed afterwards. The
whole takes under four minutes; a missed goal is a line of the report and no
error.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runBench(cmd, e, o) },
	}
	f := cmd.Flags()
	f.IntVar(&o.Rounds, "rounds", o.Rounds, "rounds of everything that is compared")
	f.DurationVar(&o.Duration, "duration", o.Duration, "time of one round of one proxy")
	f.IntVar(&o.Connections, "connections", o.Connections, "connections kept by the load")
	f.StringSliceVar(&o.Only, "only", nil, "measure only these: "+strings.Join(bench.Sections(), ", "))
	f.DurationVar(&o.Soak, "soak", 0, "instead of everything: memory under load for so long, as 10m")
	f.BoolVar(&o.quick, "quick", false, "everything once and briefly, to see that it works")
	f.StringVar(&o.Dir, "dir", "", "where temporary data is made (default the system's directory); its disk decides what fsync costs")
	f.BoolVar(&o.json, "json", false, "print the report as JSON")
	f.StringVar(&o.CPUProfile, "cpuprofile", "", "write the gateway's processor profile over throughput to this file")
	f.StringVar(&o.MemProfile, "memprofile", "", "write the gateway's allocation profile over throughput to this file")
	cmd.AddCommand(newBenchPartCmd(e))
	return cmd
}

func runBench(cmd *cobra.Command, e *env, o benchOptions) error {
	cfg := o.Config
	if o.quick {
		cfg = quickened(cmd, cfg)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find own program: %w", err)
	}
	cfg.Self, cfg.Now, cfg.Progress = []string{self, "bench", "part"}, e.now, e.stderr
	report, err := bench.Run(cmd.Context(), cfg)
	if errors.Is(err, bench.ErrConfig) {
		return usageError(err)
	}
	if err != nil {
		return err
	}
	if !o.json {
		return report.WriteTable(e.stdout)
	}
	out := json.NewEncoder(e.stdout)
	out.SetIndent("", "  ")
	return out.Encode(report)
}

// quickened takes the quick figures where no flag says otherwise.
func quickened(cmd *cobra.Command, cfg bench.Config) bench.Config {
	q, f := bench.Quick(), cmd.Flags()
	if !f.Changed("rounds") {
		cfg.Rounds = q.Rounds
	}
	if !f.Changed("duration") {
		cfg.Duration = q.Duration
	}
	if !f.Changed("connections") {
		cfg.Connections = q.Connections
	}
	cfg.Rate, cfg.Entries, cfg.MemoryTime = q.Rate, q.Entries, q.MemoryTime
	return cfg
}

// newBenchPartCmd is how a benchmark starts its own processes.
func newBenchPartCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:    "part NAME",
		Short:  "Serve as one process of a benchmark, by orders on standard input",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			// A signal to the whole group is the parent's to answer: it ends the input.
			return bench.Part(context.WithoutCancel(cmd.Context()), bench.PartConfig{Name: args[0], In: e.stdin, Out: e.stdout, Now: e.now})
		},
	}
}
