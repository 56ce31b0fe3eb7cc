package chain

import (
	"fmt"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// Rails of a batch, numbered as in the vault's enum Rail.
const railAuthorization = 1

// outcome reads what a batch's transaction did from its logs. It is not ok if the
// transaction applied no batch.
func (c *Client) outcome(logs []*types.Log) (out settlement.Outcome, ok bool, err error) {
	for _, l := range logs {
		if l.Address != c.cfg.Vault || len(l.Topics) == 0 {
			continue
		}
		switch l.Topics[0] {
		case c.topic(bindings.VaultBatchEventName):
			batch, err := c.vault.UnpackBatchEvent(l)
			if err != nil {
				return out, false, badEvent(bindings.VaultBatchEventName, err)
			}
			if ok {
				return out, false, fmt.Errorf("two batches in one transaction: %w", ErrAnswer)
			}
			ok, out.Seq = true, batch.Seq
			if out.Total, err = baseUnits(batch.Total); err != nil {
				return out, false, err
			}
		case c.topic(bindings.VaultRowSkippedEventName):
			row, err := c.vault.UnpackRowSkippedEvent(l)
			if err != nil || row.Index > settlement.MaxRows {
				return out, false, badEvent(bindings.VaultRowSkippedEventName, err)
			}
			if row.Rail == railAuthorization {
				out.Skipped = append(out.Skipped, settlement.SkippedRow{Index: int(row.Index), Reason: c.reason(row.Reason)})
			}
		case c.topic(bindings.VaultRowsOutOfGasEventName):
			rows, err := c.vault.UnpackRowsOutOfGasEvent(l)
			if err != nil || rows.First > settlement.MaxRows || rows.Count > settlement.MaxRows {
				return out, false, badEvent(bindings.VaultRowsOutOfGasEventName, err)
			}
			if rows.Rail == railAuthorization {
				for i := range rows.Count {
					out.Skipped = append(out.Skipped, settlement.SkippedRow{
						Index: int(rows.First + i), Reason: "gas ran short", OutOfGas: true,
					})
				}
			}
		case c.topic(bindings.VaultAllocatedEventName):
			a, err := c.vault.UnpackAllocatedEvent(l)
			if err != nil {
				return out, false, badEvent(bindings.VaultAllocatedEventName, err)
			}
			amount, err := baseUnits(a.Amount)
			if err != nil {
				return out, false, err
			}
			out.Allocated = append(out.Allocated, settlement.Allocation{Split: a.SplitId, Amount: amount})
		}
	}
	return out, ok, nil
}

func badEvent(name string, err error) error {
	if err == nil {
		return fmt.Errorf("event %s is out of range: %w", name, ErrAnswer)
	}
	return fmt.Errorf("event %s: %w: %w", name, ErrAnswer, err)
}
