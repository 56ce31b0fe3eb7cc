//go:build !race

package powerloss_test

const (
	loadImages = 500 // of the load
	newFileGap = 1   // ops between crash points where the journal gets a new file
	lives      = 3   // crashes that are recovered from under another recorder
)
