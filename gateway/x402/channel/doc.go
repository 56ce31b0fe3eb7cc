// Package channel knows what is signed in the x402 scheme `batch-settlement` on
// EVM chains: a channel's configuration and id, vouchers, cooperative refunds,
// batches of claims, and the deposit that opens a channel or tops it up.
//
// It owns digests and the ABI encoding of a deposit, no more. Who signed a
// digest, whether a voucher pays for a call, and what a channel holds are
// decided elsewhere; the package has no I/O, no clock and no state.
//
//	payer ── deposit ──▶ channel ── voucher, voucher, … ──▶ claim ── settle ──▶ receiver
//	                        └──────────── refund, withdrawal ──────────▶ payer
//
// A voucher's amount is cumulative: it replaces every lower one, never expires,
// and stays good only as long as the channel's money has not been withdrawn.
//
// Sources: the x402 specification, scheme batch-settlement on EVM ("Channel",
// "Voucher", "EIP-712 types"); EIP-712; EIP-3009 (receiveWithAuthorization); the
// Solidity contract ABI specification. The vectors in testdata are the stock
// client's, and those of one channel the deployed contract's too.
package channel
