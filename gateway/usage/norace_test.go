//go:build !race

package usage_test

const slowdown = 1
