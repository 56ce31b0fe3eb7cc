package gateway

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/metering"
)

type metrics struct {
	calls    *prometheus.CounterVec
	refusals *prometheus.CounterVec
	inFlight prometheus.Gauge
	seconds  prometheus.Histogram
	states   *prometheus.CounterVec
	flagged  *prometheus.CounterVec
	dropped  prometheus.Counter
}

// newMetrics makes the metrics of the data plane. Labels are fixed words: no
// path, agent or address ever becomes one.
func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "farebox_calls_total", Help: "Calls that reached an upstream, by route and how they ended.",
		}, []string{"route", "outcome"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "farebox_refusals_total", Help: "Requests answered with a problem, by its code.",
		}, []string{"code"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "farebox_calls_in_flight", Help: "Calls that hold money.",
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "farebox_post_seconds", Help: "Time from the end of an upstream's reply until its usage entry is on disk.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .05, .1, 1}, // one fsync, shared by a group
		}),
		states: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "farebox_usage_state_total", Help: "Posted usage by how well it is known.",
		}, []string{"state"}),
		flagged: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "farebox_usage_flags_total", Help: "Flags on posted usage.",
		}, []string{"flag"}),
		dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "farebox_holds_dropped_total", Help: "Holds that ended before the upstream was called.",
		}),
	}
	if reg != nil {
		reg.MustRegister(m.calls, m.refusals, m.inFlight, m.seconds, m.states, m.flagged, m.dropped)
	}
	return m
}

func (m *metrics) refused(code string) { m.refusals.WithLabelValues(code).Inc() }

func (m *metrics) posted(d time.Duration, rec *metering.UsageRecord) {
	m.seconds.Observe(d.Seconds())
	m.states.WithLabelValues(rec.UsageState.String()).Inc()
	for _, f := range rec.Flags {
		m.flagged.WithLabelValues(f).Inc()
	}
}

// ended counts a hold's end. Without an outcome the upstream was not called.
func (m *metrics) ended(route, outcome string) {
	if outcome == "" {
		m.dropped.Inc()
		return
	}
	m.calls.WithLabelValues(route, outcome).Inc()
}
