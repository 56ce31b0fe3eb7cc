package console

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/settlement"
)

func (c *Console) listSettlements(g *gin.Context) error {
	_, cursor, limit, err := query(g)
	if err != nil {
		return err
	}
	if c.cfg.Settlement == nil {
		return problemOf("no_chain")
	}
	items, next, err := c.cfg.Settlement.List(g.Request.Context(), cursor, min(limit, settlement.MaxPage))
	if err != nil {
		return err
	}
	writeList(g, items, next)
	return nil
}

func (c *Console) getSettlement(g *gin.Context) error {
	id, err := pathID(g)
	if err != nil {
		return err
	}
	if c.cfg.Settlement == nil {
		return problemOf("no_chain")
	}
	v, err := c.cfg.Settlement.Get(g.Request.Context(), id)
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, v)
	return nil
}

// settleNow answers when the batch is mined. One that takes longer than 60 s
// is answered 202, as it stands.
func (c *Console) settleNow(g *gin.Context) error {
	err := readBody(g, &struct{}{})
	if err != nil {
		return err
	}
	if c.cfg.Settlement == nil {
		return problemOf("no_chain")
	}
	patient(g)
	ctx := g.Request.Context()
	v, ok, err := c.cfg.Settlement.RunNow(ctx)
	var pending *settlement.PendingError
	switch {
	case errors.As(err, &pending):
		if pending.Batch == "" {
			return problemOf("settlement_pending")
		}
		c.changed(g, "settlement asked for", pending.Batch)
		v, err = c.cfg.Settlement.Get(ctx, pending.Batch)
		if err != nil {
			return problemOf("settlement_pending").with("batch " + pending.Batch)
		}
		g.PureJSON(http.StatusAccepted, v)
	case err != nil:
		return err
	case !ok:
		g.PureJSON(http.StatusOK, gin.H{"empty": true})
	default:
		c.changed(g, "settlement asked for", v.ID)
		g.PureJSON(http.StatusOK, v)
	}
	return nil
}

// reconcile answers 200 also where books and chain differ: ok says so.
func (c *Console) reconcile(g *gin.Context) error {
	if c.cfg.Settlement == nil {
		return problemOf("no_chain")
	}
	patient(g)
	r, err := c.cfg.Settlement.Reconcile(g.Request.Context())
	if err != nil {
		return err
	}
	if r.Checks == nil {
		r.Checks = []settlement.Drift{}
	}
	g.PureJSON(http.StatusOK, r)
	return nil
}
