//go:build race

package usage_test

// slowdown divides what is fed to the parsers under the race detector.
const slowdown = 16
