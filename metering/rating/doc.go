// Package rating turns price definitions into raters: pure functions from usage
// to money, exact and safe for concurrent use.
//
// A definition is a JSON object with a model and the model's members; prices
// are decimal strings with up to 18 decimals:
//
//	{"model":"unit","unit":"0.001"}                                   q·p over a meter's total
//	{"model":"components","prices":{"input":"0.0000025","output":"0.00001"}}   by kind of usage
//
// Rounding. R(q) is the exact price of q rounded down to 10^-12, and a charge is
// R(cum+q) − R(cum). What a finer price leaves below 10^-12 stays in the
// cumulative quantity and is charged once it adds up, so that splitting usage
// never changes its price.
//
// Components. Kinds are disjoint, so no token is priced twice; reasoning tokens
// are part of the output and are never priced. cache_write prices a 1-hour cache
// write too where cache_write_1h is not given. Any other kind without a figure
// is rated at the input price (cache_read, cache_write, audio_in, image_in) or
// the output price (audio_out, tool_call), and Borrowed names it so that the
// record can be flagged. A price without the figure that is borrowed from
// refuses the kind with metering.ErrUnpriced.
//
// Other models and modifiers (tiers, packages, minimum, maximum, free units …)
// are known by name and shape: a wrong one is ErrDefinition, a right one is
// ErrUnsupported, because this version does not offer it.
//
// The package does not own price names, versions or the journal (package
// metering and its ledger), nor what a meter counts.
package rating
