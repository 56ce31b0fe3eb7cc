// Command gen writes the Go bindings of the contracts from the artefacts beside
// them: gen -dir settlement/chain/bindings. contracts/build.sh runs it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// binding names an artefact and its Go type.
type binding struct{ artefact, goType string }

// targets lists the bindings of each file. Contracts that share structs share a
// file, which declares the structs once.
var targets = []struct {
	file     string
	bindings []binding
}{
	{"vault.go", []binding{{"FareboxVault", "Vault"}, {"LocalBatchSettlement", "BatchSettlement"}}},
	{"collector.go", []binding{{"LocalDepositCollector", "DepositCollector"}}},
	{"testdollar.go", []binding{{"TestDollar", "TestDollar"}}},
	{"token.go", []binding{{"IPaymentToken", "PaymentToken"}}},
}

func main() {
	dir := flag.String("dir", ".", "folder that holds artifacts/ and receives the Go files")
	flag.Parse()
	for _, t := range targets {
		if err := generate(*dir, t.file, t.bindings); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func generate(dir, file string, bindings []binding) error {
	var types, abis, bins []string
	for _, b := range bindings {
		raw, err := os.ReadFile(filepath.Join(dir, "artifacts", b.artefact+".json"))
		if err != nil {
			return fmt.Errorf("read artefact: %w", err)
		}
		var compiled struct {
			ABI      json.RawMessage `json:"abi"`
			Bytecode string          `json:"bytecode"`
		}
		if err := json.Unmarshal(raw, &compiled); err != nil {
			return fmt.Errorf("decode artefact %s: %w", b.artefact, err)
		}
		types, abis, bins = append(types, b.goType), append(abis, string(compiled.ABI)), append(bins, compiled.Bytecode)
	}
	source, err := abigen.BindV2(types, abis, bins, "bindings", nil, nil)
	if err != nil {
		return fmt.Errorf("bind %s: %w", file, err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(source), 0o644); err != nil {
		return fmt.Errorf("write binding: %w", err)
	}
	return nil
}
