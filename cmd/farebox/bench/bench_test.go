package bench_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

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
	os.Exit(m.Run())
}

func quick(t *testing.T) (bench.Config, *bytes.Buffer) {
	var progress bytes.Buffer
	cfg := bench.Quick()
	cfg.Self, cfg.Now, cfg.Progress, cfg.Dir = []string{os.Args[0], partFlag}, time.Now, &progress, t.TempDir()
	return cfg, &progress
}

func TestQuick(t *testing.T) {
	cfg, progress := quick(t)
	r, err := bench.Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("%v\n%s", err, progress)
	}
	_ = r.WriteTable(os.Stdout)
}
