package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/farebox/farebox/"

// mayImport is the import table: imports point inward (money, metering, then
// rating, ledger and settlement, then gateway, then cmd), and no adapter imports
// an adapter. A package may import what stands beside it, and no other package
// of this module; tests are exempt.
var mayImport = map[string][]string{
	"metering/money":                {},
	"metering":                      {"metering/money"},
	"metering/rating":               {"metering", "metering/money"},
	"metering/ledger":               {"metering", "metering/money"},
	"settlement":                    {"metering", "metering/money"},
	"settlement/chain/bindings":     {},
	"settlement/chain/bindings/gen": {},
	"settlement/chain":              {"settlement", "metering", "metering/money", "settlement/chain/bindings"},
	"settlement/devnet":             {"settlement/chain/bindings"}, // generated data
	"gateway/dial":                  {},
	"gateway/token":                 {},
	"gateway/x402":                  {"gateway/x402/channel", "metering", "metering/money"},
	"gateway/x402/channel":          {"metering", "metering/money"},
	"gateway/usage":                 {"metering", "metering/money"},
	"gateway":                       {"gateway/dial", "gateway/token", "gateway/usage", "gateway/x402", "metering", "metering/money", "settlement"},
	"gateway/console":               {"gateway/token", "metering", "metering/money", "settlement"},
	"cmd/farebox/sample":            {},
	"cmd/farebox/config":            {"gateway/dial", "metering", "metering/money", "metering/rating"},
}

// onlyIn says which packages may import a library that shapes what imports it.
var onlyIn = map[string][]string{
	"github.com/gin-gonic/gin":                  {"gateway", "gateway/console"},
	"go.etcd.io/bbolt":                          {"metering/ledger"},
	"github.com/ethereum/go-ethereum/ethclient": {"settlement/chain"},
}

type listed struct {
	ImportPath string
	GoFiles    []string
	Imports    []string
}

// TestImportTable asserts the import table with `go list`.
func TestImportTable(t *testing.T) {
	packages := listPackages(t)
	seen := make(map[string]bool)
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module)
		seen[name] = true
		if strings.HasPrefix(name, "cmd/farebox") && mayImport[name] == nil {
			continue // the commands and their tests: the outermost ring
		}
		allowed, ok := mayImport[name]
		if !ok {
			t.Errorf("%s: not in the import table; add it there with what it may import", name)
			continue
		}
		for _, path := range p.Imports {
			inner, ours := strings.CutPrefix(path, module)
			if ours && !slices.Contains(allowed, inner) {
				t.Errorf("%s imports %s; it may import %q", name, inner, allowed)
			}
			for library, homes := range onlyIn {
				if (path == library || strings.HasPrefix(path, library+"/")) && !slices.Contains(homes, name) {
					t.Errorf("%s imports %s; only %q may", name, path, homes)
				}
			}
		}
	}
	for name := range mayImport {
		if !seen[name] {
			t.Errorf("%s is in the import table but is no package", name)
		}
	}
}

// TestGinStaysInItsFiles: the data plane knows gin in three files only, so that
// the life of a call can be read, and tested, without a framework.
func TestGinStaysInItsFiles(t *testing.T) {
	homes := []string{"routes.go", "handlers.go", "middleware.go"}
	dir := filepath.Join("..", "..", "gateway")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, f.Name()), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			if spec.Path.Value != `"github.com/gin-gonic/gin"` {
				continue
			}
			found++
			if !slices.Contains(homes, f.Name()) {
				t.Errorf("gateway/%s imports gin; only %q may", f.Name(), homes)
			}
		}
	}
	if found == 0 {
		t.Error("no file of the gateway imports gin: this test looks at the wrong place")
	}
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	args := []string{"list", "-json=ImportPath,GoFiles,Imports"}
	for _, top := range []string{"cmd", "gateway", "metering", "settlement"} {
		args = append(args, module+top+"/...")
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(p.GoFiles) > 0 {
			packages = append(packages, p)
		}
	}
}
