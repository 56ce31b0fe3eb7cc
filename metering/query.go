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
	// Chain is nil where nothing was compared with a chain.
	Chain *ChainCheck `json:"chain,omitempty"`
}

// ChainCheck says what of a journal was compared with the batches in a vault.
type ChainCheck struct {
	Vault   string `json:"vault"`
	Block   uint64 `json:"block"`   // the final block up to which batches were read
	Batches int    `json:"batches"` // whose hash and usage root the journal has
	Last    uint64 `json:"last"`    // the newest journal sequence that these cover
	Earlier uint64 `json:"earlier"` // batches in the vault from before this journal
	// Fault says why the chain could not be read; then nothing was compared.
	Fault string `json:"fault,omitempty"`
}
