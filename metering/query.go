package metering

import (
	"time"

	"github.com/farebox/farebox/metering/money"
)

// MaxPage bounds every list.
const MaxPage = 1000

// UsageFilter selects usage records. Zero members select all, but for State:
// zero selects posted and indeterminate ones.
type UsageFilter struct {
	Agent AgentID
	Route string
	State RecordState
}

// Match reports whether the filter selects a record.
func (f UsageFilter) Match(u *UsageRecord) bool {
	if f.Agent != "" && f.Agent != u.Agent || f.Route != "" && f.Route != u.Route {
		return false
	}
	if f.State != 0 {
		return u.State == f.State
	}
	return u.State == RecordPosted || u.State == RecordIndeterminate
}

// Traffic is the calls and charges of one route in one hour.
type Traffic struct {
	Hour    time.Time    `json:"hour"`
	Route   string       `json:"route"`
	Calls   uint64       `json:"calls"`
	Charged uint64       `json:"charged"`
	Charge  money.Amount `json:"charge"`
}

// Report is what a verification of the ledger found.
type Report struct {
	OK      bool   `json:"ok"`
	Entries uint64 `json:"entries"`
	Head    string `json:"head"` // hash of the last good entry, hex
	// FirstBad is the first journal sequence that is not right, zero where the
	// journal is whole and only a projection differs.
	FirstBad uint64 `json:"first_bad_sequence,omitempty"`
	Reason   string `json:"reason,omitempty"`
}
