// Package ledger keeps the books in bbolt: a hash-chained journal, which is the
// truth, and projections of it, which can be rebuilt at any time.
//
// # Basics
//
// A call is admitted by Hold, in memory, and ended by Post or Release, which
// append one usage entry. Post returns when the entry is on disk. Everything
// else that moves money or decides about it is an event, appended by Append. What
// an event gives to an agent can be spent when it is on disk, what it takes is
// gone at once: a commit that fails leaves nobody with money that never was.
//
// One goroutine, the writer, commits what is queued in groups of at most 1,000
// entries. Another, the projector, follows it and brings state.db up to date
// about once a second. After a crash state.db is brought up to date from the
// journal, by the same code. The writer waits where the projector is far behind,
// and calls are refused where it has no room: memory stays bounded.
//
// # Files
//
//	ledger.lock              keeps a second process out
//	journal/000001.db …        the journal, a new file each time the last is large
//	  meta                     format, first sequence, hash before the first entry
//	  entries                  sequence (8 bytes, big-endian) → row
//	state.db                   projections as of one journal sequence
//	  meta                     format, sequence and hash it stands at, counters
//	  agents                   agent id → plan, state, money, accumulators (JSON)
//	  accounts                 gateway account → balance (16 bytes)
//	  requests                 request id → sequence of the usage entry
//	  postings                 agent, 0, first sequence → sequences of its usage (deltas)
//	  nonces                   payer address, nonce → sequence that claimed it
//	  payments                 sequence → payment not yet booked (JSON)
//	  unbilled                 agent, 0, hour, generation, line → what an invoice will say (JSON)
//	  traffic                  hour, route → calls and charges (JSON)
//	  holds                    request id → hold whose call has not ended
//	  events                   class, 0, sequence → nothing
//	  prices                   name, 0, version → definition
//	  revoked                  token id → expiry
//	  epochs                   agent id → epoch before which its tokens are refused
//	  invoices                 invoice id → invoice (JSON)
//	  invoiced                 agent, 0, end of period, invoice id → nothing
//
// A row is a version byte, the CRC-32C of the rest, the previous row's hash
// (32 bytes) and the entry in the encoding of package metering. The hash of a
// row is SHA-256(previous hash ‖ entry); the first row's previous hash is zero.
// bbolt has no checksums of its own: a flipped bit is found by the CRC where a
// row is read, and by the chain in Verify. Every value in state.db ends in the
// CRC-32C of its key and itself (values of "nothing" excepted). Times of entries
// ascend strictly.
//
// # Failures
//
// A full disk refuses appends with metering.ErrFull, undoes what they changed in
// memory, and admits again by itself when there is room. Any other failed
// commit is final: after a failed fsync nobody knows what is on disk, so the
// store acknowledges nothing more and Run returns the cause; a restart verifies.
// A state.db whose write failed is set aside, and one that is damaged at start as
// well: it is made again from the journal.
//
// # Not here
//
// The package knows no HTTP, no chain and no price model (rating comes in as a
// metering.Rater), and leaves the bodies of events to their owners.
package ledger
