package bench_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/farebox/farebox/cmd/farebox/bench"
)

func TestHistogram(t *testing.T) {
	var ds []time.Duration
	for i := range 10_000 {
		ds = append(ds, time.Duration(i+1)*time.Microsecond)
	}
	got := bench.Quantiles(ds, 0, .5, .99, 1)
	for i, want := range []time.Duration{time.Microsecond, 5000 * time.Microsecond, 9900 * time.Microsecond, 10 * time.Millisecond} {
		if off := math.Abs(float64(got[i]-want)) / float64(want); off > .01 {
			t.Errorf("quantile %d is %s, want %s", i, got[i], want)
		}
	}
	if got := bench.Quantiles(nil, .5); got[0] != 0 {
		t.Errorf("the median of nothing is %s", got[0])
	}
}

// TestBuckets: every duration has a bucket in the array, buckets ascend, and
// stand for their values within 1 %.
func TestBuckets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64Range(0, math.MaxInt64-1).Draw(t, "v")
		i, next := bench.BucketOf(v), bench.BucketOf(v+1)
		if i < 0 || next < i || next > i+1 {
			t.Fatalf("bucket %d for %d, then %d", i, v, next)
		}
		if off := math.Abs(float64(bench.ValueOf(i)) - float64(v)); off > float64(v)/100 {
			t.Fatalf("bucket %d of %d stands for %d", i, v, bench.ValueOf(i))
		}
	})
	_ = bench.Quantiles([]time.Duration{math.MaxInt64, -1}, .5) // no panic
}

func TestLine(t *testing.T) {
	tests := []struct {
		name        string
		mibs        []float64
		mean, slope float64
	}{
		{"flat", []float64{7, 7, 7, 7}, 7, 0},
		{"growing", []float64{1, 3, 5, 7}, 4, 2},
		{"a saw", []float64{5, 1, 5, 1, 5}, 3.4, 0},
		{"one", []float64{3}, 3, 0},
	}
	for _, tt := range tests {
		mean, slope := bench.Line(tt.mibs...)
		if math.Abs(mean-tt.mean) > 1e-9 || math.Abs(slope-tt.slope) > 1e-9 {
			t.Errorf("%s: mean %v, slope %v, want %v, %v", tt.name, mean, slope, tt.mean, tt.slope)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{999, "/s", "999/s"},
		{1000, "/s", "1,000/s"},
		{163_456.4, "/s", "163,456/s"},
		{1_234_567, "/s", "1,234,567/s"},
		{.6449, "×", "0.64 ×"},
		{1.5, "ms", "1.50 ms"},
		{8, "ms", "8 ms"},
		{12.345, "MiB", "12.3 MiB"},
		{-3.21, "MiB/min", "-3.21 MiB/min"},
		{1300, "B", "1.3 KiB"},
		{0, "B", "0 B"},
		{3 << 30, "B", "3.0 GiB"},
		{42, "", "42"},
	} {
		if got := bench.Figure(tt.v, tt.unit); got != tt.want {
			t.Errorf("figure(%v, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
	if a, b, c := bench.Median([]float64{3, 1, 2}), bench.Median([]float64{4, 1, 2, 3}), bench.Median(nil); a != 2 || b != 2.5 || c != 0 {
		t.Errorf("medians %v, %v, %v", a, b, c)
	}
}
