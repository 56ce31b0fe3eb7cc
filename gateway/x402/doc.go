// Package x402 speaks the x402 payment protocol, version 2 and version 1: what
// a 402 offers, what a paid request carries, whether the payment in it is good,
// and what the reply says about it.
//
// # A 402
//
// An Offer is one way to pay for a route; NewBatch makes one of the scheme
// `batch-settlement` (a channel, and vouchers), NewExact one of `exact`
// (EIP-3009). Compile encodes a route's offers once, into a Challenge;
// Challenge.Required then costs a copy: the value of the PAYMENT-REQUIRED header
// for clients of version 2 and the members of the JSON body for clients of
// version 1, which are offered only on chains that version 1 has a name for.
// Both stand in the same reply.
//
// # A paid request
//
// FromHeader finds and parses the payment; nothing in it is trusted yet. Verify
// then checks it against the offers of the route: the signature first, so that
// nobody but the payer learns anything, then that the payment is for exactly one
// of the offers, then its times. An earlier offer stays good for as long as its
// authorizations run: after a change of price pass the old offers too.
// SettlementResponse is the reply's part.
//
// # A channel's request
//
// A payment of the scheme batch-settlement goes another way, for what it is
// worth depends on what its channel has paid already:
//
//	FromHeader ─ VerifyVoucher ─ SignedVoucher ┬ Admit ─ … call … ─ Reply
//	     │             │                       ├ AdmitDeposit ─ … deposit … ─ Admit
//	 ErrMalformed  a code, and                 ├ AdmitRefund ─ … refund … ─ Reply
//	               never a state               └ refused: Corrective
//
// VerifyVoucher checks all that needs no state, the signature before anything
// else that could tell a stranger something. What comes of it is the only thing
// that a channel's state is written for: Admit and its siblings compare the two,
// and Corrective makes the 402 that lets a client go on which lost count. The
// state is the ledger's. Package channel has the digests.
//
// # What the package does not own
//
// It is pure: no I/O, no clock, no state but a cache of good signatures, which
// its user may leave out. Whether an authorization was used
// before, whether the payer has the money, whether its account is delegated
// code (EIP-7702), and which request a payment was claimed for are for the
// ledger and the chain; Binding is the digest such a claim is bound to. HTTP
// statuses belong to the gateway: errors.Is(err, ErrMalformed) is a bad request,
// every other Error asks for a new payment.
//
// Payers are accounts with a key of their own. Contract wallets (ERC-1271,
// ERC-6492) cannot be checked without a chain and are refused with
// ErrContractWallet where their signature shows it; one of 65 bytes is refused
// as any other that does not recover to the payer.
//
// Sources: the x402 specification (its HTTP transport, and the schemes exact and
// batch-settlement on EVM), EIP-712, EIP-3009, EIP-2 (low s), CAIP-2.
package x402
