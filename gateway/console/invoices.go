package console

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

func (c *Console) listInvoices(g *gin.Context) error {
	values, cursor, limit, err := query(g, "agent", "order")
	if err != nil {
		return err
	}
	if order, ok := values["order"]; ok {
		if order != "newest" || cursor != "" || values["agent"] != "" {
			return problemOf("invalid").with("order must be newest, with no parameter beside it but limit")
		}
		return c.listNewest(g, limit)
	}
	items, next, err := c.cfg.Invoices.Invoices(g.Request.Context(), metering.AgentID(values["agent"]), cursor, limit)
	if err != nil {
		return err
	}
	writeList(g, items, next)
	return nil
}

func (c *Console) getInvoice(g *gin.Context) error {
	id, err := pathID(g)
	if err != nil {
		return err
	}
	v, err := c.cfg.Invoices.Invoice(g.Request.Context(), id)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, v)
	return nil
}

func (c *Console) issueInvoice(g *gin.Context) error {
	err := readBody(g, &struct{}{})
	if err != nil {
		return err
	}
	id, err := pathID(g)
	if err != nil {
		return err
	}
	v, err := c.cfg.Invoices.Invoice(g.Request.Context(), id)
	if err != nil {
		return err
	}
	if v.State == metering.InvoiceDraft { // An issued one stays as it is.
		v, err = c.issueDraft(g, id)
		if err != nil {
			return err
		}
	}
	g.PureJSON(http.StatusOK, v)
	return nil
}

// issueDraft gives a draft its number.
func (c *Console) issueDraft(g *gin.Context, id string) (metering.Invoice, error) {
	v, err := c.cfg.Invoices.IssueInvoice(g.Request.Context(), id)
	if err != nil {
		return v, err
	}
	c.changed(g, "invoice issued", v.ID, slog.String("number", v.Number))
	c.newest.drop()
	return v, nil
}

// closed is what closing did.
type closed struct {
	Items []metering.Invoice `json:"items"` // the first thousand
	Count int                `json:"count"` // of all invoices made or issued
}

// closeInvoices makes an invoice for every agent with usage up to an edge, and
// issues, if asked, every draft up to it. Both parts do only what is not done,
// so a request whose reply was lost may be repeated.
func (c *Console) closeInvoices(g *gin.Context) error {
	var in struct {
		Period string `json:"period"`
		To     string `json:"to"`
		Issue  bool   `json:"issue"`
	}
	err := readBody(g, &in)
	if err != nil {
		return err
	}
	to, err := c.edge(in.Period, in.To)
	if err != nil {
		return err
	}
	patient(g)
	made, err := c.cfg.Invoices.CloseInvoices(g.Request.Context(), to, c.cfg.Decimals)
	for i := range made {
		c.changed(g, "invoice made", made[i].ID, slog.String("total", made[i].Total.String()))
	}
	c.newest.drop()
	if err != nil {
		return err
	}
	if in.Issue {
		if to.IsZero() {
			to = c.cfg.Now()
			for i := range made {
				to = later(to, made[i].To)
			}
		}
		made, err = c.issueDrafts(g, to, made)
		if err != nil {
			return err
		}
	}
	out := closed{Items: made, Count: len(made)}
	if out.Items == nil {
		out.Items = []metering.Invoice{}
	}
	out.Items = out.Items[:min(len(out.Items), metering.MaxPage)]
	g.PureJSON(http.StatusOK, out)
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// edge returns the end of what is closed; the zero time is now.
func (c *Console) edge(period, to string) (time.Time, error) {
	var end time.Time
	var err error
	switch {
	case (period == "") == (to == ""):
		return end, problemOf("invalid").with(`name either period, such as "2026-01", or to: an hour's edge or "now"`)
	case to == "now":
		return end, nil
	case period != "":
		end, err = time.Parse("2006-01", period)
		if err != nil {
			return end, problemOf("invalid").with(`period must be a month such as "2026-01"`)
		}
		end = end.AddDate(0, 1, 0)
	default:
		end, err = time.Parse(time.RFC3339, to)
		if err != nil || !end.Equal(end.Truncate(time.Hour)) || end.Unix() <= 0 {
			return end, problemOf("invalid").with(`to must be an hour's edge such as "2026-01-31T13:00:00Z", or "now"`)
		}
	}
	if end.After(c.cfg.Now()) {
		return end, problemOf("not_over").with("it ends at " + end.UTC().Format(time.RFC3339))
	}
	return end.UTC(), nil
}

// issueDrafts issues the drafts that end at to or before, those that an earlier
// and interrupted run left as well, and returns what it issued.
func (c *Console) issueDrafts(g *gin.Context, to time.Time, made []metering.Invoice) ([]metering.Invoice, error) {
	var out []metering.Invoice
	for cursor := ""; ; {
		page, next, err := c.cfg.Invoices.Invoices(g.Request.Context(), "", cursor, metering.MaxPage)
		if err != nil {
			return made, err
		}
		for i := range page {
			if page[i].State != metering.InvoiceDraft || page[i].To.After(to) {
				continue
			}
			v, err := c.issueDraft(g, page[i].ID)
			if err != nil {
				return made, err
			}
			out = append(out, v)
		}
		if next == "" {
			return out, nil
		}
		cursor = next
	}
}
