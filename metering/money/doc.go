// Package money holds Amount, the one number type for money and quantities.
//
// An Amount is a signed 128-bit integer that counts units of 10^-12 of an
// asset's unit (a "pico"). 99.94 % of published per-token prices are whole
// picos, and a 128-bit integer of them reaches 1.7·10^26 units, so sums cannot
// overflow in practice; they are checked all the same.
//
// What the package does not own: which asset an amount is in (one asset per
// gateway), rounding policy (callers choose Floor, Ceil or Round and say why),
// and rating, where exact rationals live.
package money
