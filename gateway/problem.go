package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/farebox/farebox/gateway/token"
	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// Errors of this package. Their texts are what agents read.
var (
	errUnclear      = errors.New("the request can be read in more than one way")
	errUpgrade      = errors.New("protocol upgrades are not metered and not forwarded")
	errNoRoute      = errors.New("no route serves this path")
	errMethod       = errors.New("no route serves this path with this method")
	errBodyTooLong  = errors.New("request body is too large")
	errHeaderCount  = errors.New("too many header fields")
	errIdentity     = errors.New("a bearer token is needed")
	errNotAccepted  = errors.New("this route takes no bearer tokens as payment")
	errPayment      = errors.New("payment is required")
	errDraining     = errors.New("the gateway is shutting down")
	errUpstream     = errors.New("the upstream did not answer")
	errTimeout      = errors.New("the upstream took too long")
	errUpstream101  = errors.New("the upstream switched protocols, which was not asked of it")
	errReplyTooLong = errors.New("the upstream's reply is longer than the route's maximum")
	errNotRecorded  = errors.New("the charge could not be recorded, so the reply is withheld")
	errGone         = errors.New("the client closed the request")
	errUpstream402  = errors.New("the upstream asked the gateway for a payment")
	errRefused      = errors.New("the chain does not take this payment")
	errPending      = errors.New("the payment was sent and is not mined yet; it becomes your credit when it is")
	errPaused       = errors.New("payments on chain are paused")
	errChain        = errors.New("the chain cannot be read at the moment")
	errBodyRead     = errors.New("the request body could not be read")
	errInput        = errors.New("the request is not valid")
	errForbidden    = errors.New("this record belongs to another agent")
)

// codeUnpaid is the code of a 402 that asks for a payment.
const codeUnpaid = "payment_required"

// Problem is an RFC 9457 problem as this gateway sends it.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Code      string `json:"code"`
	Hint      string `json:"hint,omitempty"`
	Retryable bool   `json:"retryable"`
	RequestID string `json:"request_id,omitempty"`
	// Figures of a 402 for want of prepaid money.
	Needed    string `json:"needed,omitempty"`
	Available string `json:"available,omitempty"`
	Held      string `json:"held,omitempty"`
	TopUp     string `json:"top_up,omitempty"`
}

// kind is one row of the table from errors to statuses: the only place where
// the data plane decides a status.
type kind struct {
	err       error
	status    int
	code      string
	title     string
	hint      string
	retryable bool
}

func kinds() []kind {
	return []kind{
		{errUpgrade, 426, "upgrade_refused", "Upgrade refused", "send a plain HTTP request without Upgrade", false},
		{errUnclear, 400, "unclear_request", "Unclear request", "send a plain path without dot segments, doubled or encoded slashes", false},
		{errMisdirected, 421, "misdirected_request", "Misdirected request", "open a connection whose TLS server name is the host of the request", true},
		{errNoRoute, 404, "no_route", "No such route", "check the path; it is case-sensitive", false},
		{errMethod, 405, "method_not_allowed", "Method not allowed", "use a method that the route takes", false},
		{errHeaderCount, 431, "too_many_headers", "Too many header fields", "send at most 100 header fields", false},
		{errBodyTooLong, 413, "body_too_large", "Body too large", "send a smaller body", false},
		{usage.ErrTooLarge, 413, "body_too_large", "Body too large", "send a smaller body", false},
		{errGone, 400, "client_closed_request", "Client closed request", "keep the connection open until the reply has come", true},
		{context.Canceled, 400, "client_closed_request", "Client closed request", "keep the connection open until the reply has come", true},
		{errBodyRead, 400, "body_unreadable", "Body unreadable", "send the whole body in valid framing", true},
		{usage.ErrRequest, 400, "invalid_request", "Invalid request", "send a chat completion request as one JSON object", false},
		{errInput, 400, "invalid_request", "Invalid request", "", false},
		{metering.ErrNoBound, 400, "no_bound", "No upper bound", "ask only for what has a price and a bound: text, max_tokens, n", false},
		{x402.ErrMalformed, 400, "payment_malformed", "Malformed payment", "send one payment header in base64 of JSON", false},

		{errIdentity, 401, "token_required", "Token required", "send Authorization: Bearer <token>", false},
		{token.ErrInvalid, 401, "token_invalid", "Token not valid", "get a new token from the operator", false},
		{token.ErrUnavailable, 401, "token_unverifiable", "Token cannot be checked", "try again when the issuer's keys can be read", true},
		{metering.ErrUnknownAgent, 401, "unknown_agent", "Unknown agent", "ask the operator to create the agent", false},

		{metering.ErrFunds, 402, "insufficient_funds", "Insufficient funds", "top up, or pay with one of the offers", true},
		{metering.ErrCap, 402, "unsettled_cap", "Unsettled payments at their cap", "try again after the next settlement", true},
		{metering.ErrPaymentUsed, 402, "payment_used", "Payment used", "sign a new authorization: each pays for one call", true},
		{errRefused, 402, "payment_refused", "Payment refused", "look at the payer's balance, then sign a new authorization", true},
		{errPayment, 402, codeUnpaid, "Payment required", "pay with one of the offers, or send a bearer token", true},
		{errNotAccepted, 402, codeUnpaid, "Payment required", "this route takes no prepaid money: pay with one of the offers", true},

		{metering.ErrSuspended, 403, "agent_suspended", "Agent suspended", "ask the operator", false},
		{metering.ErrNotOffered, 403, "plan_not_offered", "Plan not offered", "ask the operator for a prepaid plan", false},
		{errForbidden, 403, "forbidden", "Forbidden", "use the owner's token", false},

		{metering.ErrPaymentBusy, 409, "payment_in_flight", "Payment in flight", "a call with this authorization is being served: wait for it", false},

		{metering.ErrInFlight, 429, "too_many_in_flight", "Too many calls in flight", "wait until one has ended", true},
		{metering.ErrRate, 429, "rate_limited", "Rate limited", "call more slowly", true},
		{metering.ErrUncharged, 429, "too_many_uncharged", "Too many uncharged calls", "calls that fail cost the upstream: wait a minute", true},

		{errUpstream402, 502, "upstream_payment", "Upstream asked for payment", "nothing was charged; tell the operator", false},
		{errUpstream101, 502, "upstream_upgrade", "Upstream switched protocols", "nothing was charged; tell the operator", false},
		{errReplyTooLong, 502, "upstream_too_long", "Reply too long", "nothing was charged; ask for less", false},
		{errUpstream, 502, "upstream_unreachable", "Upstream unreachable", "nothing was charged; try again", true},
		{errTimeout, 504, "upstream_timeout", "Upstream timed out", "nothing was charged; try again", true},
		{errPending, 504, "payment_pending", "Payment pending", "do not pay again: repeat the call later, it will be paid from your credit", true},

		{metering.ErrFull, 503, "store_full", "Store full", "nothing was charged; try again later", true},
		{metering.ErrClosed, 503, "draining", "Shutting down", "nothing was charged; try again", true},
		{errNotRecorded, 503, "not_recorded", "Charge not recorded", "nothing was charged; try again later", true},
		{errDraining, 503, "draining", "Shutting down", "nothing was charged; try again", true},
		{errPaused, 503, "payments_paused", "Payments paused", "use a bearer token, or try again later", true},
		{errChain, 503, "chain_unavailable", "Chain unavailable", "use a bearer token, or try again later", true},
	}
}

// problems is the table, and what is ready to be sent.
type problems struct {
	kinds []kind
	base  string
}

func newProblems(publicURL string) *problems {
	return &problems{kinds: kinds(), base: publicURL + "/farebox/v1/problems/"}
}

// of returns the problem of an error. An error that is not in the table is our
// fault, and its text stays with us.
func (p *problems) of(err error) Problem {
	for i := range p.kinds {
		k := &p.kinds[i]
		if errors.Is(err, k.err) {
			pr := Problem{
				Type: p.base + k.code, Title: k.title, Status: k.status, Detail: detail(err, k), Code: k.code, Hint: k.hint,
				Retryable: k.retryable,
			}
			var funds *metering.FundsError
			if errors.As(err, &funds) {
				pr.Needed, pr.Available, pr.Held = funds.Needed.String(), funds.Available.String(), funds.Held.String()
				pr.TopUp = strings.TrimSuffix(p.base, "problems/") + "topup"
			}
			return pr
		}
	}
	var pay *x402.Error
	if errors.As(err, &pay) {
		return Problem{
			Type: p.base + "payment_invalid", Title: "Payment not valid", Status: http.StatusPaymentRequired, Detail: err.Error(),
			Code: "payment_invalid", Hint: "pay with one of the offers as it stands", Retryable: true,
		}
	}
	return Problem{
		Type: p.base + "internal", Title: "Internal error", Status: http.StatusInternalServerError, Code: "internal",
		Detail: "the gateway failed; nothing was charged", Hint: "try again; tell the operator the request id", Retryable: true,
	}
}

// detail is the error's own text where it was written for agents.
func detail(err error, k *kind) string {
	switch {
	case k.status == http.StatusBadRequest, k.status == http.StatusUnprocessableEntity:
		return printable(err.Error())
	case k.status == http.StatusPaymentRequired && errors.Is(err, metering.ErrFunds):
		var funds *metering.FundsError
		if errors.As(err, &funds) {
			return funds.Error()
		}
	}
	return k.err.Error()
}

// printable keeps what may hold bytes of a request on one line.
func printable(s string) string {
	q := strconv.QuoteToGraphic(s)
	q = strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`)
	if len(q) > 500 {
		q = q[:500] + "…"
	}
	return q
}

// write sends an error as a problem.
func (g *Gateway) writeError(w http.ResponseWriter, err error) {
	p := g.problems.of(err)
	p.RequestID = w.Header().Get(headerRequestID)
	h := w.Header()
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="farebox"`)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "1")
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "5")
	case http.StatusInternalServerError:
		g.cfg.Log.Error("request failed", slog.String("request_id", p.RequestID), slog.Any("error", err))
	}
	g.metrics.refused(p.Code)
	writeProblem(w, p)
}

func writeProblem(w http.ResponseWriter, p Problem) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	body, err := json.Marshal(p)
	if err != nil { // strings and a bool always encode
		panic(err)
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(body, '\n')) // the client may be gone
}
