package config

import (
	"time"

	"github.com/farebox/farebox/metering/money"
)

// defaultUpstreamTimeout bounds a whole upstream call. Streams of language
// models run for minutes; a hold must not stay for hours.
const defaultUpstreamTimeout = 10 * time.Minute

// Defaults returns the configuration of an empty file: what every key that is
// not written is worth.
func Defaults() *Config {
	return &Config{
		Listen:  ":8402",
		Admin:   Admin{Listen: "127.0.0.1:8403"},
		DataDir: "./data",
		Limits: Limits{
			Body: 10 << 20, Header: 16 << 10, InFlightPerAgent: 64,
			RatePerAgent:      Rate{Count: 200, Per: time.Second},
			UnchargedPerAgent: Rate{Count: 60, Per: time.Minute},
		},
		Exact: Exact{
			Mode: "before", MaxTimeout: time.Minute,
			CapPerPayer: money.Units(1), CapTotal: money.Units(100),
		},
		Settle: Settle{Every: 15 * time.Minute, Value: money.Units(50)},
		masks:  map[string]string{},
	}
}

// defaultPlans are the plans of a file without a plans section.
func defaultPlans() []Plan { return []Plan{{Name: "standard", Billing: "prepaid"}} }

// defaultChargeOn charges every final status below 400.
func defaultChargeOn() []StatusRange {
	return []StatusRange{{First: 200, Last: 299}, {First: 300, Last: 399}}
}

// defaultMaxOutput is the output cap per choice of a route that names none.
const defaultMaxOutput = 32768
