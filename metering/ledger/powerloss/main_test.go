// Package powerloss tries the ledger against a disk that loses power: what was
// not synced is lost in part, comes in another order or is torn in the middle.
//
// A child process works on a ledger through a FUSE file system which records, in
// order, what the disk is told and what the callers are told. For any point in
// that order the disk may then hold many things; each image of it must open,
// verify and hold what was acknowledged before. The ledger is in a process of
// its own because a page fault on a file system that one serves oneself waits for
// itself.
//
// The package has tests alone. What a killed process leaves behind, and a disk
// that is full or says that it failed, are tried in package ledger.
package powerloss_test

import (
	"fmt"
	"os"
	"testing"
)

// What makes the test binary a child: a directory to work on a ledger in, the
// file to say there what was acknowledged, and how many calls each caller makes;
// or a directory to check, and the file of what must be in it.
const (
	workDir   = "FAREBOX_TEST_POWERLOSS_DIR"
	workCalls = "FAREBOX_TEST_POWERLOSS_CALLS"
	checkDir  = "FAREBOX_TEST_POWERLOSS_CHECK"
	acksFile  = "FAREBOX_TEST_POWERLOSS_ACKS"
)

func TestMain(m *testing.M) {
	work, look := os.Getenv(workDir), os.Getenv(checkDir)
	var err error
	switch {
	case work != "":
		err = workOn(work, os.Getenv(acksFile), os.Getenv(workCalls))
	case look != "":
		err = checkAlone(look, os.Getenv(acksFile))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
