package console

import (
	"errors"
	"log/slog"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// problem is an answer that is not a success (RFC 9457). Its type is a link to
// its entry on /problems.
type problem struct {
	Code      string
	Status    int
	Title     string
	Hint      string // what to do
	Retryable bool   // the same request may succeed later, unchanged
	detail    string // what it is about this time
}

// Error makes a problem an error, so that handlers return it.
func (p problem) Error() string { return p.Title }

// with returns the problem with what it is about this time.
func (p problem) with(detail string) problem {
	p.detail = detail
	return p
}

// hinting returns the problem with another hint.
func (p problem) hinting(hint string) problem {
	p.Hint = hint
	return p
}

// problems is every problem of the admin API; the page /problems shows it.
var problems = []problem{
	{Code: "unauthorized", Status: 401, Title: "The admin token is missing or wrong", Hint: "Send Authorization: Bearer <admin token>; admin.json in the gateway's data directory names the file that holds it."},
	{Code: "misdirected", Status: 421, Title: "The Host is not this gateway's", Hint: "Use localhost or the address that the admin listener listens on."},
	{Code: "cross_origin", Status: 403, Title: "The request comes from another site", Hint: "Call the admin API from its own page or from a program."},
	{Code: "not_found", Status: 404, Title: "There is no such thing", Hint: "Check the id; lists show what there is."},
	{Code: "method", Status: 405, Title: "The path does not take this method", Hint: "The Allow header names those that it takes."},
	{Code: "media_type", Status: 415, Title: "The body is not JSON", Hint: "Send Content-Type: application/json."},
	{Code: "too_large", Status: 413, Title: "The body is too large", Hint: "Send at most 64 KiB."},
	{Code: "invalid", Status: 422, Title: "The request is not right", Hint: "Correct what the detail names."},
	{Code: "unknown_agent", Status: 404, Title: "There is no such agent", Hint: "GET /api/v1/agents lists the agents."},
	{Code: "agent_exists", Status: 409, Title: "The agent exists already", Hint: "If its token was lost, ask for a new one: POST /api/v1/agents/{id}/token."},
	{Code: "invalid_agent_id", Status: 422, Title: "The id is none that an operator can give", Hint: "Use 1 to 64 of a-z 0-9 . _ - and start with a letter or digit."},
	{Code: "unknown_plan", Status: 422, Title: "There is no such plan", Hint: "Name a plan of the configuration."},
	{Code: "foreign_agent", Status: 422, Title: "The agent does not take tokens of this gateway", Hint: "Tokens of a foreign agent come from its issuer, and a payer signs each payment."},
	{Code: "not_over", Status: 422, Title: "The period is not over", Hint: `Name one that is over, or {"to":"now"}.`},
	{Code: "no_chain", Status: 404, Title: "No chain is configured", Hint: "Settlement needs the section chain of the configuration."},
	{Code: "insufficient_funds", Status: 409, Title: "The agent has not as much to withdraw", Hint: "Only prepaid money that no call holds can be withdrawn; credit that was given cannot."},
	{Code: "vault_paused", Status: 409, Title: "The vault is paused", Hint: "Its owner must unpause it; what is pending is kept.", Retryable: true},
	{Code: "vault_not_final", Status: 503, Title: "The vault's deployment is not final yet", Hint: "Ask again when the chain counts its block as final; payments are taken meanwhile.", Retryable: true},
	{Code: "chain_unreachable", Status: 503, Title: "The chain cannot be read", Hint: "Check chain.rpc_urls and the endpoints; the gateway's log names each fault. What is pending is kept.", Retryable: true},
	{Code: "settlement_pending", Status: 504, Title: "Settlement is under way and not mined yet", Hint: "Ask again: GET /api/v1/settlements. Nothing is sent twice.", Retryable: true},
	{Code: "settlement_down", Status: 503, Title: "Settlement is not running", Hint: "Look at the gateway's log, and try again when it has started.", Retryable: true},
	{Code: "busy", Status: 503, Title: "This is running already", Hint: "Wait for it to end and try again.", Retryable: true},
	{Code: "store_full", Status: 503, Title: "The ledger's disk is full", Hint: "Make room; the gateway goes on by itself.", Retryable: true},
	{Code: "store_closed", Status: 503, Title: "The ledger is closed", Hint: "The gateway is stopping or must be restarted.", Retryable: true},
	{Code: "internal", Status: 500, Title: "The gateway failed at this", Hint: "Its log has the cause under this request_id.", Retryable: true},
}

// problemOf returns the problem of a code.
func problemOf(code string) problem {
	for _, p := range problems {
		if p.Code == code {
			return p
		}
	}
	panic("console: no problem of the code " + code) // a mistake in this package
}

// translate finds the problem of an error; ok is false for one that is our
// fault and whose text is for the log alone.
func translate(err error) (p problem, ok bool) {
	if errors.As(err, &p) {
		return p, true
	}
	for _, e := range []struct {
		err  error
		code string
	}{
		{metering.ErrUnknownAgent, "unknown_agent"},
		{metering.ErrNotFound, "not_found"},
		{metering.ErrFunds, "insufficient_funds"},
		{settlement.ErrNotFound, "not_found"},
		{settlement.ErrPaused, "vault_paused"},
		{settlement.ErrNotFinal, "vault_not_final"},
		{settlement.ErrUnreachable, "chain_unreachable"},
		{settlement.ErrBusy, "busy"},
		{settlement.ErrDown, "settlement_down"},
		{metering.ErrFull, "store_full"},
		{metering.ErrClosed, "store_closed"},
	} {
		if errors.Is(err, e.err) {
			return problemOf(e.code), true
		}
	}
	return problemOf("internal"), false
}

// fail answers with the problem of an error, and logs what is our fault.
func (c *Console) fail(g *gin.Context, err error) {
	p, known := translate(err)
	if !known {
		c.cfg.Log.ErrorContext(g.Request.Context(), "admin request failed", slog.Any("error", err),
			slog.String("route", g.FullPath()), slog.String("request_id", g.Writer.Header().Get(headerRequestID)))
	}
	writeProblem(g, p)
}

// writeProblem answers with a problem and ends the request.
func writeProblem(g *gin.Context, p problem) {
	g.Abort()
	h := g.Writer.Header()
	h.Set("Content-Type", "application/problem+json")
	g.PureJSON(p.Status, struct {
		Type      string `json:"type"`
		Title     string `json:"title"`
		Status    int    `json:"status"`
		Detail    string `json:"detail,omitempty"`
		Code      string `json:"code"`
		Hint      string `json:"hint"`
		Retryable bool   `json:"retryable"`
		RequestID string `json:"request_id"`
	}{
		Type: "/problems#" + p.Code, Title: p.Title, Status: p.Status, Detail: p.detail, Code: p.Code,
		Hint: p.Hint, Retryable: p.Retryable, RequestID: h.Get(headerRequestID),
	})
}

// answer makes a handler of a function that either writes its reply or returns
// why it cannot.
func (c *Console) answer(handle func(*gin.Context) error) gin.HandlerFunc {
	return func(g *gin.Context) {
		err := handle(g)
		if err != nil {
			c.fail(g, err)
		}
	}
}

// changed logs what an operator changed, and of whom or what. Handlers call it
// right after the change is made, whatever becomes of the reply, and not where a
// repeated request finds nothing left to do.
func (c *Console) changed(g *gin.Context, change, subject string, more ...slog.Attr) {
	attrs := append([]slog.Attr{
		slog.String("change", change), slog.String("subject", subject),
		slog.String("request_id", g.Writer.Header().Get(headerRequestID)),
	}, more...)
	c.cfg.Log.LogAttrs(g.Request.Context(), slog.LevelInfo, "operator changed something", attrs...)
}
