package settlement

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/farebox/farebox/metering/money"
)

// metrics are the engine's numbers. Labels are bounded: states of batches.
type metrics struct {
	unsettled, unsettledCount, unminedAge prometheus.Gauge
	batches                               *prometheus.GaugeVec
	booked, reverted, reorgs, reversed    prometheus.Counter
	losses, refused, held, faults         prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) (*metrics, error) {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "farebox", Subsystem: "settlement", Name: name, Help: help})
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "farebox", Subsystem: "settlement", Name: name, Help: help})
	}
	m := &metrics{
		unsettled:      gauge("unsettled", "What payers owe for served calls, in the asset's unit."),
		unsettledCount: gauge("unsettled_payments", "Payments for served calls that are not settled."),
		unminedAge:     gauge("oldest_batch_seconds", "Age of the oldest batch that is not booked."),
		batches: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "farebox", Subsystem: "settlement", Name: "batches", Help: "Batches that are not booked or reverted, by state.",
		}, []string{"state"}),
		booked:   counter("booked_total", "Batches booked."),
		reverted: counter("reverted_total", "Batches that will never apply."),
		reorgs:   counter("reorgs_total", "Blocks with our batches or movements that the chain lost."),
		reversed: counter("reversed_total", "Reversals of credit that the chain lost."),
		losses:   counter("lost_payments_total", "Served calls whose payment can never be settled."),
		refused:  counter("refused_checks_total", "Payments that the token would not take when a batch was planned."),
		held:     counter("held_total", "Times that a batch waited because gas cost more than the ceiling."),
		faults:   counter("faults_total", "Looks at chain or books that ended in an error."),
	}
	if reg == nil {
		return m, nil
	}
	var errs []error
	for _, c := range []prometheus.Collector{
		m.unsettled, m.unsettledCount, m.unminedAge, m.batches, m.booked, m.reverted, m.reorgs, m.reversed,
		m.losses, m.refused, m.held, m.faults,
	} {
		errs = append(errs, reg.Register(c))
	}
	err := errors.Join(errs...)
	if err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	return m, nil
}

// set shows a decimal number on a gauge: the one place where money becomes a
// float, for a chart.
func set(g prometheus.Gauge, decimal string) {
	v, err := strconv.ParseFloat(decimal, 64)
	if err == nil {
		g.Set(v)
	}
}

func (m *metrics) setUnsettled(sum money.Amount, count int) {
	set(m.unsettled, sum.String())
	set(m.unsettledCount, strconv.Itoa(count))
}
