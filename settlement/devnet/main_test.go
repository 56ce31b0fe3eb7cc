package devnet_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/farebox/farebox/settlement/devnet"
)

// childDir names the data directory in the environment of a child process: the
// test binary then is a chain, until it is killed.
const childDir = "DEVNET_CHILD_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := runChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// go-ethereum starts the first once for the life of the process; its table of
	// peers, which is a database in memory, lets the second end a second late.
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

// runChild runs a chain and says where it answers.
func runChild(dir string) error {
	c, err := devnet.New(devnet.Config{DataDir: dir, Log: slog.Default(), Now: time.Now})
	if err != nil {
		return err
	}
	fmt.Println(c.URL())
	return c.Run(context.Background())
}

// start opens a chain that seals blocks until the test ends.
func start(t *testing.T, cfg devnet.Config) *devnet.Chain {
	t.Helper()
	c := open(t, cfg)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return c
}

// open opens a chain that does not seal by itself.
func open(t *testing.T, cfg devnet.Config) *devnet.Chain {
	t.Helper()
	cfg.Log = slog.New(slog.DiscardHandler)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c, err := devnet.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return c
}
