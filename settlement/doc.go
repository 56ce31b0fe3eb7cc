// Package settlement brings the gateway's payments to the chain: it plans
// batches, seals them, has them signed and sent, follows them until they are
// final, and books what they moved.
//
// # Life of a batch
//
//	planned ─ sealed ─ signed ─ sent ─ mined ─ final ─ booked
//	             │        │       │  ↖ reorg ↙
//	             └────────┴───────┴──────────────────── reverted
//
// A step that matters after a crash is one journal event, on disk before its
// effect leaves the process: batch.sealed freezes rows, allocations, usage range
// and the vault's number; batch.signed saves the raw transaction before it is
// sent; batch.mined notes what the chain did with each row; batch.booked carries
// the transfers; batch.reverted gives rows and range back to the planner. One
// function advances a batch, whether it is new, retried or found after a crash.
//
// What happened on chain is decided by the vault's number, the receipts of every
// attempt and the Batch event, in this order: never by a time-out, and never by
// an error text. At most one batch is unmined.
//
// # Life of a payment
//
// A payment is named by the journal sequence that claimed it. A served call
// (PurposeCall) is a debt of its payer until its batch is booked. What settles
// first (PurposeFirst, PurposeTopUp) is credited when it is mined or confirmed,
// out of suspense, and chain money fills suspense when the batch is final.
//
// # Not here
//
// The package knows no JSON-RPC, no ABI and no store: ports.go declares what it
// needs of them. It knows no HTTP and no price.
package settlement
