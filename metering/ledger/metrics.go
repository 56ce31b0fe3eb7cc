package ledger

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	entries prometheus.Counter
	groups  prometheus.Histogram
	marks   prometheus.Histogram
	full    prometheus.Gauge
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		entries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "farebox_ledger_entries_total", Help: "Entries committed to the journal.",
		}),
		groups: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "farebox_ledger_group_size", Help: "Entries in one commit.",
			Buckets: []float64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}, // the writer's bound is 1,000
		}),
		marks: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "farebox_ledger_checkpoint_seconds", Help: "Time to bring state.db after the journal.",
			Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5}, // one a second is planned
		}),
		full: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "farebox_ledger_full", Help: "1 while calls are refused for want of room.",
		}),
	}
	if reg != nil {
		reg.MustRegister(m.entries, m.groups, m.marks, m.full)
	}
	return m
}

func (m *metrics) group(n int) {
	m.entries.Add(float64(n))
	m.groups.Observe(float64(n))
}

func (m *metrics) setFull(full bool) {
	v := 0.0
	if full {
		v = 1
	}
	m.full.Set(v)
}

func (m *metrics) checkpoint(d time.Duration) { m.marks.Observe(d.Seconds()) }
