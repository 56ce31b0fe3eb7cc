//go:build race

package powerloss_test

// Under the race detector each image takes several times as long.
const (
	loadImages = 120
	newFileGap = 4
	lives      = 1
)
