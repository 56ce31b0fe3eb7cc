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

// targets lists the artefact, the Go type and the file of each binding.
var targets = []struct{ artefact, goType, file string }{
	{"FareboxVault", "Vault", "vault.go"},
	{"TestDollar", "TestDollar", "testdollar.go"},
	{"IPaymentToken", "PaymentToken", "token.go"},
}

func main() {
	dir := flag.String("dir", ".", "folder that holds artifacts/ and receives the Go files")
	flag.Parse()
	for _, t := range targets {
		if err := generate(*dir, t.artefact, t.goType, t.file); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func generate(dir, artefact, goType, file string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "artifacts", artefact+".json"))
	if err != nil {
		return fmt.Errorf("read artefact: %w", err)
	}
	var compiled struct {
		ABI      json.RawMessage `json:"abi"`
		Bytecode string          `json:"bytecode"`
	}
	if err := json.Unmarshal(raw, &compiled); err != nil {
		return fmt.Errorf("decode artefact %s: %w", artefact, err)
	}
	source, err := abigen.BindV2([]string{goType}, []string{string(compiled.ABI)}, []string{compiled.Bytecode}, "bindings", nil, nil)
	if err != nil {
		return fmt.Errorf("bind %s: %w", artefact, err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(source), 0o644); err != nil {
		return fmt.Errorf("write binding: %w", err)
	}
	return nil
}
