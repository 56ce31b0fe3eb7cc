// Package usage measures what a metered call used: it reads the reply while it
// passes and says which of its bytes may go on before the usage is recorded.
//
// It owns the meters (call, bytes, OpenAI chat completions), the request side of
// the chat meter (PrepareChat: the upper bound and what makes it true) and the
// parsers under them. Every parser is incremental: memory is bounded whatever
// an upstream sends. It owns no I/O, no HTTP, no prices and no ledger.
//
//	chunk from upstream ─► Meter.Feed ─► bytes that may go to the client now
//	                          │ Gated, or the body's end
//	                          ▼
//	                    Meter.Finish ─► Result ─► recorded on disk ─► withheld bytes
//
// # What is billed
//
// The provider's usage object is read as JSON, never searched for as text. In a
// stream every event is read and the last usage that is not null wins, also on an
// event that carries choices. OpenAI's figures overlap; ours are disjoint:
//
//	input       = prompt − cached − cache_write − audio − image
//	output      = completion − audio_out      (reasoning included)
//	reasoning   = for information, part of output
//
// Figures that contradict each other get no discount that they do not bear out;
// the state is partial then, with FlagInconsistent:
//
//   - the parts of the prompt exceed it: all of the prompt is input;
//   - audio exceeds the completion: all of the completion is output;
//   - total > prompt + completion: the excess is output (providers that leave
//     reasoning out of the completion report this);
//   - total < prompt + completion: both are billed as they stand.
//
// Usage that is no usage (negative, fractional, above 2^53−1, a string, a
// duplicate member, not an object) never counts. The call is estimated then, and
// FlagInvalid tells it from usage that never came.
//
// # Estimates
//
// One token per four bytes, rounded up: input from the bytes of the request's
// body, output from the bytes of text that the model's messages carried (each
// string under choices[].delta and choices[].message but role, type and id). An
// event that is too large or not JSON counts with all of its bytes. No estimate
// exceeds the bound that was held for the call.
package usage
