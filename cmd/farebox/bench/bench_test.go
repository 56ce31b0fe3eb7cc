package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/farebox/farebox/cmd/farebox/bench"
)

// partFlag makes the test binary serve as a part of a benchmark.
const partFlag = "farebox-bench-part"

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == partFlag {
		err := bench.Part(context.Background(), bench.PartConfig{Name: os.Args[2], In: os.Stdin, Out: os.Stdout, Now: time.Now})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func quick(t *testing.T) (bench.Config, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	cfg := bench.Quick()
	cfg.Self, cfg.Now, cfg.Progress, cfg.Dir = []string{self, partFlag}, time.Now, &progress, t.TempDir()
	cfg.Duration, cfg.MemoryTime, cfg.Entries = 100*time.Millisecond, time.Second, 2000
	return cfg, &progress
}

// TestEverything runs each section. That calls, usage entries, requests at the
// upstream and sums charged agree is checked by the run itself: it fails
// otherwise.
func TestEverything(t *testing.T) {
	cfg, progress := quick(t)
	cfg.CPUProfile, cfg.MemProfile = t.TempDir()+"/cpu", t.TempDir()+"/mem"
	r, err := bench.Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("%v\n%s", err, progress)
	}
	for _, want := range []struct {
		section, name string
		goal          bool
	}{
		{bench.Throughput, "bare ReverseProxy", false},
		{bench.Throughput, "gin + ReverseProxy, unmetered", false},
		{bench.Throughput, "Farebox, metered token call", false},
		{bench.Throughput, "Farebox, unpaid: 402", false},
		{bench.Throughput, "metered / bare", true},
		{bench.Throughput, "unpaid / metered", true},
		{bench.Throughput, "metered calls", false},
		{bench.Latency, "added, p50", true},
		{bench.Latency, "Farebox, metered token call, p99", true},
		{bench.Ledger, "appends, 1 callers", false},
		{bench.Ledger, "appends, 64 callers", false},
		{bench.Ledger, "appends, 256 callers", true},
		{bench.Start, "2,000 entries, after kill -9", true},
		{bench.Start, "2,000 entries, after a stop", true},
		{bench.Start, "2,000 entries, without state.db", false},
		{bench.Memory, "metered calls", false},
	} {
		row := r.Row(want.section, want.name)
		if row == nil {
			t.Errorf("no row %q in %s", want.name, want.section)
			continue
		}
		if want.goal != (row.Goal != "") {
			t.Errorf("row %q has goal %q", want.name, row.Goal)
		}
		if !strings.HasPrefix(want.name, "added") && row.Value <= 0 {
			t.Errorf("row %q is %v", want.name, row.Value)
		}
	}
	left, err := os.ReadDir(cfg.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the directory: %v, %v", left, err)
	}
	for _, file := range []string{cfg.CPUProfile, cfg.MemProfile} {
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("profile %s: %v", file, err)
		}
	}
	checkOutput(t, r)
}

func checkOutput(t *testing.T, r *bench.Report) {
	t.Helper()
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Rows {
		if !strings.Contains(table.String(), row.Name) {
			t.Errorf("the table has no %q:\n%s", row.Name, table.String())
		}
	}
	for _, want := range []string{r.Machine.Go, r.Machine.Kernel, r.Machine.FileSystem, "fsync", "goal ≥ 0.65 ×: "} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table has no %q:\n%s", want, table.String())
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back bench.Report
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(*r, back) {
		t.Errorf("JSON does not come back as it was: %v", err)
	}
}

func TestOnly(t *testing.T) {
	cfg, progress := quick(t)
	cfg.Only = []string{bench.Ledger}
	r, err := bench.Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("%v\n%s", err, progress)
	}
	for _, row := range r.Rows {
		if row.Section != bench.Ledger {
			t.Errorf("row of %s", row.Section)
		}
	}
	if len(r.Rows) != 3 {
		t.Errorf("%d rows, want 3", len(r.Rows))
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		change func(*bench.Config)
		config bool
		want   string
	}{
		{"no rounds", func(c *bench.Config) { c.Rounds = 0 }, true, "rounds are 1 to 1000, not 0"},
		{"too short", func(c *bench.Config) { c.Duration = time.Millisecond }, true, "not 1ms"},
		{"too many connections", func(c *bench.Config) { c.Connections = 1001 }, true, "connections are 1 to 1000"},
		{"short soak", func(c *bench.Config) { c.Soak = time.Second }, true, "soak is 10s to"},
		{"unknown section", func(c *bench.Config) { c.Only = []string{"latncy"} }, true, `unknown section "latncy"; want one of throughput, latency, ledger, start, memory`},
		{"no clock", func(c *bench.Config) { c.Now = nil }, true, "Now"},
		{"no directory", func(c *bench.Config) { c.Dir += "/none" }, false, "make data directory"},
		{"no program", func(c *bench.Config) { c.Self = []string{c.Dir + "/none"} }, false, "start part upstream"},
		{"a program that is none", func(c *bench.Config) { c.Self = []string{"/bin/false"} }, false, "part upstream: open"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg, _ := quick(t)
			tt.change(&cfg)
			r, err := bench.Run(t.Context(), cfg)
			if r != nil || err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, bench.ErrConfig) != tt.config {
				t.Errorf("Run = %v, %v; want %q, of the configuration: %v", r, err, tt.want, tt.config)
			}
		})
	}
}

// TestCancelled: a run that is told to stop leaves nothing behind; goleak and
// the directory tell.
func TestCancelled(t *testing.T) {
	cfg, _ := quick(t)
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Progress = writerFunc(func(p []byte) (int, error) { // the first line: parts are running
		cancel()
		return len(p), nil
	})
	_, err := bench.Run(ctx, cfg)
	if err == nil {
		t.Fatal("a cancelled run ended well")
	}
	left, err := os.ReadDir(cfg.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the directory: %v, %v", left, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
