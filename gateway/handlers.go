package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// metered serves every path that is not our own.
func (g *Gateway) metered(c *gin.Context) {
	w, r := http.ResponseWriter(c.Writer), c.Request
	if strings.HasPrefix(r.URL.Path, "/farebox/") {
		g.writeError(w, errNoRoute)
		return
	}
	t := g.table.Load()
	rt, other := t.match(r.URL.Path, r.Method)
	if rt == nil {
		g.noRoute(w, r, t, other)
		return
	}
	call, err := g.open(c, rt)
	switch {
	case errors.Is(err, errUnpaid):
		g.writeUnpaid(w, r, rt)
		return
	case err != nil:
		g.writeRefused(w, r, rt, err)
		return
	}
	defer call.end() // once-only fallback; the gate is in the response body
	g.forward(w, r, call)
	// gin sends a text of its own where a 404 was not written by now.
	c.Writer.WriteHeaderNow()
}

// noRoute answers for a path or method that no route takes. A paid path tells
// its price to any method.
func (g *Gateway) noRoute(w http.ResponseWriter, r *http.Request, t *table, other bool) {
	if rt := t.offered(r.URL.Path); rt != nil && !hasCredentials(r.Header) {
		g.writeUnpaid(w, r, rt)
		return
	}
	if other {
		w.Header().Set("Allow", strings.Join(t.methods(r.URL.Path), ", "))
		g.writeError(w, errMethod)
		return
	}
	g.writeError(w, errNoRoute)
}

// hasCredentials reports whether a request says who calls or with what it pays.
func hasCredentials(h http.Header) bool {
	return len(h["Authorization"]) > 0 || hasPayment(h)
}

// errUnpaid: neither identity nor payment came.
var errUnpaid = errors.New("neither a token nor a payment came")

// open identifies, prices and admits a request.
func (g *Gateway) open(c *gin.Context, rt *route) (*call, error) {
	r := c.Request
	if g.drain.Load() {
		return nil, errDraining
	}
	id, err := g.identify(r)
	if err != nil {
		return nil, err
	}
	v, err := g.paid(r, rt)
	if err != nil {
		return nil, err
	}
	switch {
	case v == nil && id.agent == "" && rt.challenge != nil:
		return nil, errUnpaid
	case v == nil && id.agent == "":
		return nil, errIdentity
	case v == nil && !rt.Token:
		return nil, errNotAccepted
	}
	b, err := readBody(c.Writer, r, g.cfg.Limits.Body, rt.Meter == MeterOpenAI)
	if err != nil {
		return nil, err
	}
	mc, chat, err := g.price(requestID(c.Writer), id, rt, b)
	if err != nil {
		return nil, err
	}
	var call *call
	if v == nil {
		call, err = g.admit(r.Context(), mc, rt)
	} else {
		binding := x402.Binding{
			Method: r.Method, Path: plainPath(r.URL.Path), Query: r.URL.RawQuery, Agent: string(id.agent), Body: b.hash(),
		}
		call, err = g.admitPaid(r.Context(), mc, rt, v, binding.Digest())
	}
	if err != nil {
		return nil, err
	}
	call.chat, call.body, call.out, call.id = chat, b, c.Writer.Header(), c.Writer.Header()[headerRequestID]
	return call, nil
}

// price turns a request into a call with an upper bound.
func (g *Gateway) price(id metering.RequestID, who identity, rt *route, b *body) (*metering.Call, usage.ChatInfo, error) {
	c := &metering.Call{
		RequestID: id, Agent: who.agent, Plan: who.plan, Route: rt.Name, Meter: rt.Meter, Price: rt.Price,
		Bound: rt.bound, Least: rt.least, Rail: metering.RailToken, Funding: metering.FundAgentPrepaid, OnCrash: rt.OnCrash,
	}
	if rt.Meter != MeterOpenAI {
		return c, usage.ChatInfo{}, nil
	}
	forward, chat, err := usage.PrepareChat(b.buffered, rt.chatLimits(g.cfg.Limits.Body))
	if err != nil {
		return nil, chat, err
	}
	b.buffered, b.length = forward, int64(len(forward))
	c.Bound = chat.Bound
	return c, chat, nil
}

func (g *Gateway) health(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

func (g *Gateway) ready(c *gin.Context) {
	if g.drain.Load() {
		g.writeError(c.Writer, errDraining)
		return
	}
	c.String(http.StatusOK, "ok\n")
}

func (g *Gateway) jwks(c *gin.Context) {
	c.Header("Cache-Control", "public, max-age=300")
	c.JSON(http.StatusOK, g.cfg.Tokens.JWKS())
}

// problemPage is what a problem's type resolves to.
func (g *Gateway) problemPage(c *gin.Context) {
	for _, k := range g.problems.kinds {
		if k.code == c.Param("code") {
			c.String(http.StatusOK, "%s (%d)\n\n%s.\n%s\n", k.title, k.status, k.err.Error(), k.hint)
			return
		}
	}
	g.writeError(c.Writer, errNoRoute)
}

// owned serves the holder of a bearer token.
func (g *Gateway) owned(fn func(*gin.Context, identity) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		id, err := g.identify(c.Request)
		if err == nil && id.agent == "" {
			err = errIdentity
		}
		if err == nil {
			c.Header("Cache-Control", "private, no-store")
			err = fn(c, id)
		}
		if err != nil {
			g.writeError(c.Writer, err)
		}
	}
}

func (g *Gateway) me(c *gin.Context, id identity) error {
	a, err := g.cfg.Books.Agent(c.Request.Context(), id.agent)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, a)
	return nil
}

// list is the form of every list.
type list struct {
	Items      any    `json:"items"`
	NextCursor string `json:"next_cursor"`
}

const defaultPage = 100

// page reads limit and cursor.
func page(c *gin.Context) (limit int, cursor string, err error) {
	limit = defaultPage
	if v := c.Query("limit"); v != "" {
		limit, err = strconv.Atoi(v)
		if err != nil || limit < 1 || limit > metering.MaxPage {
			return 0, "", fmt.Errorf("%w: limit is 1 to %d", errInput, metering.MaxPage)
		}
	}
	return limit, c.Query("cursor"), nil
}

func (g *Gateway) usageList(c *gin.Context, id identity) error {
	limit, cursor, err := page(c)
	if err != nil {
		return err
	}
	var before uint64
	if cursor != "" {
		before, err = strconv.ParseUint(cursor, 10, 64)
		if err != nil {
			return fmt.Errorf("%w: cursor is not one of ours", errInput)
		}
	}
	f := metering.UsageFilter{Agent: id.agent, Route: c.Query("route")}
	if v := c.Query("state"); v != "" {
		state, ok := metering.ParseRecordState(v)
		if !ok {
			return fmt.Errorf("%w: state is posted, indeterminate or released", errInput)
		}
		f.State = state
	}
	records, next, err := g.cfg.Books.Usage(c.Request.Context(), f, before, limit)
	if err != nil {
		return err
	}
	out := list{Items: []metering.UsageItem{}}
	items := make([]metering.UsageItem, 0, len(records))
	for i := range records {
		item, err := records[i].Item()
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	out.Items = items
	if next > 0 {
		out.NextCursor = strconv.FormatUint(next, 10)
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// usageByID shows a usage record to its owner: the agent, by its token, or for
// a payer without one whoever knows the id, which only its caller was told.
func (g *Gateway) usageByID(c *gin.Context) {
	err := g.oneUsage(c)
	if err != nil {
		g.writeError(c.Writer, err)
	}
}

func (g *Gateway) oneUsage(c *gin.Context) error {
	rid, err := metering.ParseRequestID(c.Param("id"))
	if err != nil {
		return errNoRoute
	}
	id, err := g.identify(c.Request)
	if err != nil {
		return err
	}
	rec, err := g.cfg.Books.UsageByID(c.Request.Context(), rid)
	if errors.Is(err, metering.ErrNotFound) {
		return errNoRoute
	}
	if err != nil {
		return err
	}
	switch {
	case rec.Agent.IsPayer():
	case id.agent == "":
		return errIdentity
	case id.agent != rec.Agent:
		return errForbidden
	}
	item, err := rec.Item()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	c.JSON(http.StatusOK, item)
	return nil
}

func (g *Gateway) invoices(c *gin.Context, id identity) error {
	limit, cursor, err := page(c)
	if err != nil {
		return err
	}
	vs, next, err := g.cfg.Books.Invoices(c.Request.Context(), id.agent, cursor, limit)
	if err != nil {
		return err
	}
	if vs == nil {
		vs = []metering.Invoice{}
	}
	c.JSON(http.StatusOK, list{Items: vs, NextCursor: next})
	return nil
}

// maxTopUpBody bounds {"amount":"…"}.
const maxTopUpBody = 4 << 10

// topUp turns a payment into prepaid money of the token's agent.
func (g *Gateway) topUp(c *gin.Context, id identity) error {
	if g.drain.Load() {
		return errDraining
	}
	b, err := readBody(c.Writer, c.Request, maxTopUpBody, true)
	if err != nil {
		return err
	}
	t, err := g.topUpOf(b.buffered, id)
	if err != nil {
		return err
	}
	p, err := x402.FromHeader(c.Request.Header)
	if errors.Is(err, x402.ErrNoPayment) {
		g.askTopUp(c.Writer, t, errPayment)
		return nil
	}
	var reply *toppedUp
	if err == nil {
		// The money moves whether the client waits or not.
		reply, err = g.payTopUp(context.WithoutCancel(c.Request.Context()), c.Writer, t, p)
	}
	switch {
	case err != nil && g.problems.of(err).Status == http.StatusPaymentRequired:
		g.askTopUp(c.Writer, t, err)
		return nil
	case err != nil:
		return err
	}
	c.JSON(reply.status, reply)
	return nil
}
