// Package sample is the API behind `farebox dev`: something to meter on a
// machine that has nothing else. Its replies depend on the request alone, so that
// a tour, a test and an invoice can be checked by hand.
//
//	GET  /demo/quote                     one JSON quote
//	POST /demo/v1/chat/completions       OpenAI-shaped chat completion, whole or streamed
//	GET  /demo/bytes?n=N                 N bytes, at most 1 GiB
//	GET  /demo/fail                      500, always
//	GET  /demo/slow?ms=N                 an answer after N milliseconds, at most 60 s
//	GET  /demo/stream?n=N&ms=I           N events, I milliseconds apart
//
// It knows nothing of payment, agents or the gateway in front of it.
//
// # Usage of a chat completion
//
// A message counts 4 tokens and one for every 4 bytes of its text, rounded up.
// From 1024 tokens on, the prompt counts as read from a cache up to the last
// multiple of 128. A choice has 24 tokens, one word each, or as many as
// max_completion_tokens or max_tokens (the lower one) allows. The completion is
// the sum of the choices.
package sample
