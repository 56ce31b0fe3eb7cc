// Package bench is the load generator behind the published figures: one run
// measures a bare reverse proxy, gin before a reverse proxy, and the gateway,
// interleaved and before the same upstream, and the ledger by itself.
//
// # Processes
//
//	farebox bench            load, and the report
//	├── part upstream        answers every request with the same 200
//	├── part bare            httputil.ReverseProxy alone
//	├── part gin             the same behind gin
//	├── part farebox         the gateway: tokens, prices, ledger with fsync
//	└── part ledger          the ledger by itself
//
// Every part is this binary again, in a process of its own, so that processor
// time and memory are those of the part alone; only one part has load at a time.
// All of them share the machine's cores. Load and upstream speak HTTP/1.1 on
// bare connections and do next to nothing else: what they spend is common to all
// three proxies, and would bring their figures closer together than they are.
//
// # Figures
//
// Throughput is a closed loop over kept connections. Latency is an open loop:
// each call has its time by the schedule, and its latency counts from then, so
// that a slow answer is not hidden by the calls that waited for it. Ratios are
// medians over rounds of what was measured within one round. Nothing counts
// that was not checked: every answer's status and length, and at the end that
// the ledger has one entry for each call and charged exactly their sum.
//
// The package is a measurement, not a test: a missed goal is a line of the
// report. What does not add up is an error.
package bench
