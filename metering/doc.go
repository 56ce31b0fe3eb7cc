// Package metering is the domain of Farebox: agents, prices, holds, usage
// records, events and invoices, their rules, and the frozen encoding in which
// they stand in the journal.
//
// The package owns types and pure rules. It does no I/O and knows neither HTTP,
// nor bbolt, nor a chain: those adapters import it, never the reverse.
//
// # Life of money in a call
//
// A Call is asked for; admission reserves an upper bound and makes it a Hold;
// when the upstream has answered, the Hold ends exactly once in a UsageRecord:
// posted with the actual charge, or released with charge zero. A hold lives in
// memory; only a UsageRecord (and, on routes that charge interrupted calls, the
// hold) is journalled.
//
// # Journal entries
//
// An Entry is a usage record, a hold, or an Event: anything else that moves
// money or decides about it. Every movement of money is a Transfer between two
// accounts, so the sum over all accounts is always zero.
package metering
