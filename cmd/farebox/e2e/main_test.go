// Package e2e_test runs the built binary: `farebox dev`, and `farebox serve` on
// anvil with genuine USDC, as child processes on directories of their own, paid by
// unmodified x402 clients from npm and by a client of its own that does what no
// stock client would. It uses nothing of this module but the binary: what it knows
// of the wire it says itself.
package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the farebox that the tests run: built once, or FAREBOX_BINARY.
var binary = os.Getenv("FAREBOX_BINARY")

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	if binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "farebox-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }() // in the system's temporary folder anyway
	binary = filepath.Join(dir, "farebox")
	build := exec.Command("go", "build", "-trimpath", "-o", binary, "github.com/farebox/farebox/cmd/farebox")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	err = build.Run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "build farebox:", err)
		return 1
	}
	return m.Run()
}
