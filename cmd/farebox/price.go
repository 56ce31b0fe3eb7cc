package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/farebox/farebox/metering/rating"
)

// maxDefinition bounds what farebox price reads.
const maxDefinition = 1 << 20

func newPriceCmd(e *env) *cobra.Command {
	var file, quantity string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "price --definition FILE --quantity Q",
		Short: "Rate one quantity by a price definition",
		Long: `Rate one quantity by a price definition, exactly.

The definition is one JSON object, such as {"model":"unit","unit":"0.001"}; the
file - is standard input. The quantity is a decimal, or a JSON object such as
{"pre":"1000","quantity":"10"} or {"input":"3","output":"550"}.
What this version does not support exits 2.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			def, err := readDefinition(e, file)
			if err != nil {
				return usageError(err)
			}
			amount, err := rating.Simulate(def, []byte(quantity))
			if err != nil {
				return usageError(err)
			}
			if !asJSON {
				_, err = fmt.Fprintln(e.stdout, amount)
				return err
			}
			return json.NewEncoder(e.stdout).Encode(struct {
				Amount string `json:"amount"`
			}{amount})
		},
	}
	cmd.Flags().StringVar(&file, "definition", "", "the `file` with the price definition, - for standard input")
	cmd.Flags().StringVar(&quantity, "quantity", "", "the `quantity` to rate")
	cmd.Flags().BoolVar(&asJSON, "json", false, `print {"amount":"…"}`)
	requireFlag(cmd, "definition")
	requireFlag(cmd, "quantity")
	return cmd
}

func readDefinition(e *env, file string) ([]byte, error) {
	in := e.stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("open definition: %w", err)
		}
		defer func() { _ = f.Close() }() // opened for reading: nothing to lose
		in = f
	}
	def, err := io.ReadAll(io.LimitReader(in, maxDefinition+1))
	if err != nil {
		return nil, fmt.Errorf("read definition: %w", err)
	}
	if len(def) > maxDefinition {
		return nil, errors.New("read definition: longer than 1 MiB")
	}
	return def, nil
}
