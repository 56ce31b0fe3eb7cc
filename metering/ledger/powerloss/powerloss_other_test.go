//go:build !linux

package powerloss_test

import "testing"

func TestPowerLoss(t *testing.T) {
	t.Skip("NOT TESTED: what the ledger keeps of lost and torn writes. The disk that records them is a FUSE file system of Linux")
}
