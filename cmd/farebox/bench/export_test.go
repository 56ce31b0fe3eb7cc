package bench

import (
	"context"
	"io"
	"time"
)

// For tests of the package's own parts.
var (
	ParseHead = func(b []byte) (status, length int, err error) {
		h, err := parseHead(b)
		return h.status, h.length, err
	}
	Figure    = figure
	Median    = median
	BucketOf  = bucketOf
	ValueOf   = valueOf
	QuoteSize = len(quoteBody)
)

// Quantiles counts durations and reads quantiles of them.
func Quantiles(ds []time.Duration, qs ...float64) []time.Duration {
	h, half := new(histogram), new(histogram)
	for i, d := range ds {
		if i%2 == 0 {
			h.add(d)
		} else {
			half.add(d)
		}
	}
	h.merge(half)
	var out []time.Duration
	for _, q := range qs {
		out = append(out, h.quantile(q))
	}
	return out
}

// Line fits samples of MiB, one a minute.
func Line(mibs ...float64) (mean, slope float64) {
	var samples []sample
	for i, v := range mibs {
		samples = append(samples, sample{at: time.Duration(i) * time.Minute, private: v})
	}
	return line(samples)
}

func loader() *bench { return &bench{cfg: Config{Now: time.Now, Progress: io.Discard}} }

func targetAt(addr string, status, body int) *target {
	return &target{name: "test", addr: addr, raw: [][]byte{request(addr, "/", "")}, status: status, body: body}
}

// OneCall makes one call to a server and checks its answer.
func OneCall(ctx context.Context, addr string, status, body int) error {
	c, err := targetAt(addr, status, body).connect(ctx, 0, time.Now().Add(10*time.Second))
	if err != nil {
		return err
	}
	defer func() { _ = c.conn.Close() }()
	return c.do()
}

// OpenLoop drives a server that answers 200 at a fixed rate.
func OpenLoop(ctx context.Context, addr string, connections, rate int, d time.Duration) (n uint64, median time.Duration, err error) {
	h, err := loader().openLoop(ctx, targetAt(addr, 200, -1), connections, rate, d)
	if err != nil {
		return 0, 0, err
	}
	return h.n, h.quantile(.5), nil
}

// ClosedLoop drives a server that answers 200 as fast as it can.
func ClosedLoop(ctx context.Context, addr string, connections int, d time.Duration) (calls, counted uint64, err error) {
	got, err := loader().closedLoop(ctx, targetAt(addr, 200, -1), connections, d)
	return got.calls, got.counted, err
}
