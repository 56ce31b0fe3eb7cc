// Package gateway is the data plane: it identifies, prices, admits, proxies,
// meters and charges each call.
//
// # Life of a call
//
//  1. What could be read in two ways is refused or made plain (clean.go), so
//     that what is priced is what is forwarded.
//  2. The route is matched by the plain path; no match is 404.
//  3. A bearer token says who calls, a payment header says with what it pays.
//     Neither: 402 with every offer of the route, or 401 where it has none.
//  4. The ceiling of the call is held, in memory, against the agent's money
//     (402), then the rate limits are asked (429).
//  5. Credentials and payment headers are stripped, the upstream is called.
//  6. The reply streams through the meter. The read that reaches its end does
//     not return before the usage entry is on disk: the gate (gate.go).
//  7. Every other way out ends the hold too, once.
//
// # Framing
//
// net/http reads each request once, and what is forwarded is written anew with
// one framing: a length or chunks, never both. So these are read in one way
// instead of being refused, since the handler cannot see them: Transfer-Encoding
// beside Content-Length (chunks count), a line that is folded, a line that ends
// in LF alone. No second parser stands before net/http: where the two differed,
// it would be the hole. HTTP/2 is offered over TLS only; what its frames can say
// and HTTP/1 cannot is refused (clean.go).
//
// # Headers of ours
//
//	Request-Id        on every response; a client's own is dropped
//	Farebox-Charge    on a charged response, in asset units: a header where it is
//	                  known before the body, else a trailer
//	Farebox-Receipt   likewise: the id of the usage record
//	X-Agent-Id        to the upstream: the agent that pays
//
// # Statuses
//
//	400 unclear or malformed   401 identity   402 money, with offers
//	403 policy   404 no route   405 method   409 in flight   413, 431 size
//	421 another host than in the TLS handshake   426 upgrade   429 rate
//	502, 504 upstream   503 store full or draining
//
// All errors are problems of RFC 9457 with code, hint, retryable and
// request_id.
//
// # Times
//
// A request has Config.Upload to arrive, an upstream Config.Idle between any two
// signs of life, a call its route's Timeout in all. A client that does not read
// is cut Idle after that. Deadlines lie on the connection: serve with Server.
//
// # Once
//
// A request of which the upstream may have seen a byte is not sent again; one
// that met a closed idle connection is (body.go). A hold ends once (call.go).
//
// # Caveats
//
// gin is confined to routes.go, handlers.go and middleware.go. The package
// knows the ledger, the settlement engine and the chain only as the interfaces
// in gateway.go.
package gateway
