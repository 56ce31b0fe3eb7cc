package main

import (
	"context"
	"encoding/json"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/settlement"
)

// auditor verifies the ledger of a running gateway, against its vault where it
// has one.
type auditor struct {
	*ledger.Store
	vault   string
	batches settlement.Batches // nil without a chain
}

// Verify implements console.Auditor.
func (a auditor) Verify(ctx context.Context) (metering.Report, error) {
	return verifyWith(ctx, a.vault, a.batches, func(see ledger.Witness) (metering.Report, error) {
		return a.VerifyWith(ctx, see)
	})
}

// verifyWith verifies a journal, and compares it with a vault unless batches is
// nil. The chain is read first: the journal grows meanwhile, never the reverse. A
// chain that cannot be read is noted in the report and says nothing of the
// journal.
func verifyWith(ctx context.Context, vault string, batches settlement.Batches, verify func(ledger.Witness) (metering.Report, error)) (metering.Report, error) {
	if batches == nil {
		return verify(nil)
	}
	audit, unread := settlement.NewAudit(ctx, vault, batches)
	if ctx.Err() != nil {
		return metering.Report{}, ctx.Err()
	}
	if unread != nil {
		r, err := verify(nil)
		r.Chain = &metering.ChainCheck{Vault: vault, Fault: unread.Error()}
		return r, err
	}
	r, err := verify(func(e *metering.Entry, hash ledger.Hash) {
		if block, ok := attachedAt(e, vault); ok {
			audit.Attached(block)
		}
		audit.Entry(e, hash)
	})
	if err != nil {
		return r, err
	}
	return audit.Complete(r), nil
}

// attachedAt reads from an entry at which block the journal met the vault.
func attachedAt(e *metering.Entry, vault string) (block uint64, ok bool) {
	if e.Event == nil || e.Event.Type != eventAttached {
		return 0, false
	}
	var b attachedBody
	err := json.Unmarshal(e.Event.Body, &b)
	return b.Block, err == nil && b.Vault == vault
}
