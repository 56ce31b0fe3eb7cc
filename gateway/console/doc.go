// Package console is the operator's side of the gateway: the admin API under
// /api/v1, the metrics under /metrics and the status page at /. It has a
// listener of its own, on loopback by default.
//
// Who may call: /api/v1 and /metrics want the admin token as a bearer token.
// The page, its two static files and the list of problems hold no data and want
// none; the page asks for the token and sends it with each request. There are no
// cookies, so a page of somebody else cannot borrow an operator's session.
//
// A request passes, in this order: the recoverer; the response headers; the
// Host, which must be loopback, the address that the connection came in at, or
// a configured name (an attacker's name that resolves to loopback is refused);
// the origin of what is not a GET; the route; the admin token; the media type
// and size of the body; the handler.
//
//	GET  /                                the status page
//	GET  /problems                        what each problem means
//	GET  /metrics                         Prometheus
//	GET  /api/v1/summary                  live totals
//	GET  /api/v1/agents                   POST {id,plan,credit}: also token
//	GET  /api/v1/agents/{id}
//	POST /api/v1/agents/{id}/token        {ttl?}
//	POST /api/v1/agents/{id}/suspend      {reason?}, and /resume
//	POST /api/v1/agents/{id}/revoke       {token} or {jti}
//	POST /api/v1/agents/{id}/withdraw     {amount,to}: prepaid money, to be paid back by the vault's owner
//	GET  /api/v1/usage                    ?agent&route&state
//	GET  /api/v1/usage/{request_id}
//	GET  /api/v1/invoices                 ?agent, or ?order=newest, which has one page
//	GET  /api/v1/invoices/{id}
//	POST /api/v1/invoices/close           {period | to, issue?}
//	POST /api/v1/invoices/{id}/issue
//	GET  /api/v1/settlements              POST {}: settle now
//	GET  /api/v1/settlements/{id}
//	GET  /api/v1/reconcile
//	GET  /api/v1/verify
//	POST /api/v1/keys/rotate              a new key signs tokens from now on
//
// Lists answer {"items":[…],"next_cursor":"…"} to limit (1 to 1000, 100 by
// default) and cursor; next_cursor is empty on the last page. Money and
// quantities are decimal strings. Errors are problems (RFC 9457).
//
// The package owns no state but a cache of the totals. It does not own the
// ledger, the tokens or settlement: it declares what it needs of them.
package console
