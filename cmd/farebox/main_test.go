package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// result is what a command line left behind.
type result struct {
	code           int
	stdout, stderr string
}

// runLine runs one command line with the given standard input.
func runLine(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, testEnv(stdin, &stdout, &stderr))
	return result{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

func testEnv(stdin string, stdout, stderr *bytes.Buffer) *env {
	return &env{
		stdin: strings.NewReader(stdin), stdout: stdout, stderr: stderr,
		getenv: func(name string) (string, bool) { return "secret-of-" + name, name != "NOPE" },
		now:    func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
	}
}

func TestExitCodes(t *testing.T) {
	unit := `{"model":"unit","unit":"0.001"}`
	tests := []struct {
		name, stdin string
		args        []string
		code        int
		stdout      string
		stderr      string
	}{
		{"help", "", []string{"--help"}, 0, "Usage:", ""},
		{"nothing", "", nil, 0, "Usage:", ""},
		{"version", "", []string{"version"}, 0, "farebox ", ""},
		{"unknown command", "", []string{"prise"}, 2, "", "unknown command"},
		{"unknown flag", "", []string{"version", "--x"}, 2, "", "unknown flag: --x"},
		{"stray argument", "", []string{"version", "x"}, 2, "", "unknown command"},
		{"missing flag", "", []string{"check"}, 2, "", `required flag(s) "config" not set`},
		{"missing file", "", []string{"check", "--config", "testdata/none.yaml"}, 2, "", "no such file"},
		{"faulty file", "", []string{"check", "--config", "config/testdata/faults.yaml"}, 2, "", "config/testdata/faults.yaml:2:1: listne: unknown key"},
		{"fine file", "", []string{"check", "--config", "config/testdata/example.yaml"}, 0, `Authorization: "Bearer ***"`, "example.yaml:18:1: warning: channels: not offered"},
		{"price", unit, []string{"price", "--definition", "-", "--quantity", "1500"}, 0, "1.5\n", ""},
		{"price as json", unit, []string{"price", "--definition", "-", "--quantity", "1500", "--json"}, 0, `{"amount":"1.5"}` + "\n", ""},
		{
			"price by kind", `{"model":"components","prices":{"input":"0.000003","cache_write":"0.00000375","output":"0.000015"}}`,
			[]string{"price", "--definition", "-", "--quantity", `{"input":"3","cache_write":"12304","output":"550"}`},
			0, "0.054399\n", "",
		},
		{"price not offered", `{"model":"package","size":"10","amount":"15"}`, []string{"price", "--definition", "-", "--quantity", "1"}, 2, "", "not offered by this version"},
		{"price of a computation", `{"model":"grants","grants":[]}`, []string{"price", "--definition", "-", "--quantity", `{"usage":[]}`}, 2, "", "not offered by this version"},
		{"price faulty", `{"model":"unit","unit":-1}`, []string{"price", "--definition", "-", "--quantity", "1"}, 2, "", "in quotes"},
		{"quantity faulty", unit, []string{"price", "--definition", "-", "--quantity", "1e9"}, 2, "", "not a plain decimal"},
		{"definition too long", strings.Repeat(" ", 2<<20), []string{"price", "--definition", "-", "--quantity", "1"}, 2, "", "longer than 1 MiB"},
		{"definition missing", "", []string{"price", "--definition", "testdata/none.json", "--quantity", "1"}, 2, "", "no such file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runLine(t, tt.stdin, tt.args...)
			if got.code != tt.code || !strings.Contains(got.stdout, tt.stdout) || !strings.Contains(got.stderr, tt.stderr) {
				t.Fatalf("farebox %q = %d\nstdout: %s\nstderr: %s\nwant %d, stdout %q, stderr %q",
					tt.args, got.code, got.stdout, got.stderr, tt.code, tt.stdout, tt.stderr)
			}
			if tt.code == 0 != (got.stdout != "") {
				t.Errorf("exit %d with stdout %q", got.code, got.stdout)
			}
			if strings.Contains(got.stdout+got.stderr, "secret-of-") {
				t.Error("a value of the environment is shown")
			}
		})
	}
}

func TestPriceReadsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "price.json")
	if err := os.WriteFile(file, []byte(`{"model":"unit","unit":"0.0000001"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := runLine(t, "", "price", "--definition", file, "--quantity", "10000000"); got.code != 0 || got.stdout != "1\n" {
		t.Errorf("farebox price = %+v, want 1", got)
	}
}

// TestErrorsOfCommands: the mark of an error chooses the exit code, and each
// error is reported once.
func TestErrorsOfCommands(t *testing.T) {
	cause := errors.New("the cause")
	tests := []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"none", nil, 0, ""},
		{"fault", cause, 1, "farebox: the cause\n"},
		{"usage", usageError(cause), 2, "farebox: the cause\n"},
		{"unreachable", unreachableError(cause), 3, "farebox: the cause\n"},
		{"check", checkError(cause), 4, "farebox: the cause\n"},
		{"reported", checkError(errReported), 4, ""},
		{"cancelled", context.Canceled, 1, "farebox: context canceled\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			cmd := &cobra.Command{Use: "x", SilenceErrors: true, SilenceUsage: true, RunE: func(*cobra.Command, []string) error { return tt.err }}
			cmd.SetArgs(nil)
			code := execute(t.Context(), cmd, &stderr)
			if code != tt.code || stderr.String() != tt.stderr {
				t.Errorf("exit %d with %q, want %d with %q", code, stderr.String(), tt.code, tt.stderr)
			}
		})
	}
}

// TestGroups: a group of commands does nothing by itself.
func TestGroups(t *testing.T) {
	build := func() *cobra.Command {
		root := &cobra.Command{Use: "farebox", SilenceErrors: true, SilenceUsage: true}
		group := &cobra.Command{Use: "agent"}
		group.AddCommand(&cobra.Command{Use: "list", RunE: func(*cobra.Command, []string) error { return nil }})
		root.AddCommand(group)
		return root
	}
	for _, tt := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"agent", "list"}, 0, ""},
		{[]string{"agent"}, 2, "farebox: farebox agent wants a command: one of list\n"},
		{[]string{"agent", "lst"}, 2, "farebox: unknown command \"lst\" of farebox agent; want one of list\n"},
	} {
		var stderr bytes.Buffer
		root := build()
		root.SetArgs(tt.args)
		if code := execute(t.Context(), root, &stderr); code != tt.code || stderr.String() != tt.stderr {
			t.Errorf("%q: exit %d with %q, want %d with %q", tt.args, code, stderr.String(), tt.code, tt.stderr)
		}
	}
}

func TestVersionText(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26", Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"},
	}}
	if got := versionText(info); got != "farebox (devel) 0123456789ab (modified) go1.26" {
		t.Errorf("versionText = %q", got)
	}
}
