package bench

import (
	"math/bits"
	"time"
)

// histogram counts durations in buckets whose width is below 1 % of their
// value, in constant memory.
type histogram struct {
	counts [(64 - steps + 1) << steps]uint32
	n      uint64
}

// steps is the bits of a value that choose its bucket, below the highest.
const steps = 7

func (h *histogram) add(d time.Duration) {
	h.counts[bucketOf(uint64(max(d, 0)))]++
	h.n++
}

// bucketOf: values below 2^(steps+1) have a bucket each, later ones share.
func bucketOf(v uint64) int {
	shift := max(bits.Len64(v)-steps-1, 0)
	return shift<<steps + int(v>>shift)
}

// valueOf returns the middle of a bucket.
func valueOf(i int) time.Duration {
	shift := max(i>>steps-1, 0)
	low := uint64(i-shift<<steps) << shift
	return time.Duration(low + (1<<shift)/2)
}

func (h *histogram) merge(o *histogram) {
	for i, c := range o.counts {
		h.counts[i] += c
	}
	h.n += o.n
}

// quantile returns the duration that the share q of all is at or below; zero
// where nothing was counted.
func (h *histogram) quantile(q float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	rank := uint64(q * float64(h.n-1))
	var seen uint64
	for i, c := range h.counts {
		seen += uint64(c)
		if seen > rank {
			return valueOf(i)
		}
	}
	return 0 // not reached: the counts add up to n
}
