// Command farebox is a payment gateway in front of any HTTP API: agents call
// through it, every call is metered and paid for, and stablecoin settles on an
// EVM chain in batches.
//
// Exit codes: 0 done; 1 a fault; 2 wrong usage or configuration; 3 the gateway
// is not reachable; 4 a check failed.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// env is what a command may ask of the process; commands use nothing else of
// it, so that tests run them as functions.
type env struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	getenv func(name string) (string, bool) // as os.LookupEnv
	now    func() time.Time
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks for an orderly end; once it is under way the second
	// one ends the process, as the system does by default.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], &env{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.LookupEnv, now: time.Now,
	}))
}
