package metering

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"

	"github.com/farebox/farebox/metering/money"
)

// LeafVersion is the first byte of a usage leaf. What follows is frozen with
// it: the usage item in canonical JSON (RFC 8785).
const LeafVersion = 1

// UsageItem is a usage record as everybody sees it: in the API, in exports, and
// as the leaf of the usage tree whose root is on chain. Frozen.
type UsageItem struct {
	RequestID    string       `json:"request_id"`
	Agent        AgentID      `json:"agent"`
	Payer        AgentID      `json:"payer"`
	Route        string       `json:"route"`
	Time         string       `json:"time"` // of posting, RFC 3339 UTC with nanoseconds as needed
	Meter        string       `json:"meter"`
	Price        string       `json:"price"`
	PriceVersion uint32       `json:"price_version"`
	Quantity     Quantity     `json:"quantity"`
	Units        Units        `json:"units"`
	UsageState   string       `json:"usage_state"`
	Hold         money.Amount `json:"hold"`
	Charge       money.Amount `json:"charge"`
	State        string       `json:"state"`
	Outcome      string       `json:"outcome"`
	Flags        []string     `json:"flags"`
	Status       uint16       `json:"status"`
	Rail         string       `json:"rail"`
	Sequence     uint64       `json:"sequence"`
}

// Item returns the record as a usage item.
func (r *UsageRecord) Item() (UsageItem, error) {
	q, err := r.Units.Total()
	if err != nil {
		return UsageItem{}, fmt.Errorf("show usage %s: %w", r.RequestID, err)
	}
	flags := r.Flags
	if flags == nil {
		flags = []string{}
	}
	return UsageItem{
		RequestID: r.RequestID.String(), Agent: r.Agent, Payer: r.Payer, Route: r.Route,
		Time: r.Time.UTC().Format(time.RFC3339Nano), Meter: r.Meter, Price: r.Price, PriceVersion: r.PriceVersion,
		Quantity: q, Units: r.Units, UsageState: r.UsageState.String(), Hold: r.Hold, Charge: r.Charge,
		State: r.State.String(), Outcome: r.Outcome, Flags: flags, Status: r.Status, Rail: r.Rail.String(),
		Sequence: r.Sequence,
	}, nil
}

// Leaf returns the bytes that stand for the item in the usage tree: the version
// byte and the item in canonical JSON. The tree hashes them as RFC 6962 does.
func (i UsageItem) Leaf() ([]byte, error) {
	text, err := json.Marshal(i)
	if err != nil {
		return nil, fmt.Errorf("encode usage leaf: %w", err)
	}
	canonical, err := jcs.Transform(text)
	if err != nil {
		return nil, fmt.Errorf("encode usage leaf: %w", err)
	}
	return append([]byte{LeafVersion}, canonical...), nil
}
