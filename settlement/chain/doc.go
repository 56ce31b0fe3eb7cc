// Package chain talks JSON-RPC to an EVM chain: the only code of Farebox that
// does. It reads blocks, receipts, the token and the vault, encodes and decodes
// what the vault understands, and signs and sends the operator's transactions.
//
// It owns the endpoints and their health, fees, the limits of a transaction and
// the meaning of the contracts' events. It does not own when to settle, what to
// settle or whether something is settled: that is package settlement, whose ports
// Client and Sender implement.
//
// # Several endpoints
//
// Reads of the newest state come from one endpoint, and stay with it until it
// fails or lags: what two endpoints say at different heights must not be mixed.
// What is said about final blocks has to come, with two or more endpoints, from two
// of them, so that one that lies or is broken cannot make a payment count. A
// transaction is sent to all.
//
// An endpoint's URL often carries a key. Errors and logs name endpoints by scheme
// and host only.
package chain
