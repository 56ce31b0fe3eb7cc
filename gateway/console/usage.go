package console

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

// listUsage answers newest first. A page may hold fewer items than the limit
// and have a next one all the same.
func (c *Console) listUsage(g *gin.Context) error {
	values, cursor, limit, err := query(g, "agent", "route", "state")
	if err != nil {
		return err
	}
	f := metering.UsageFilter{Agent: metering.AgentID(values["agent"]), Route: values["route"]}
	if name := values["state"]; name != "" {
		var ok bool
		f.State, ok = metering.ParseRecordState(name)
		if !ok {
			return problemOf("invalid").with("state must be posted, indeterminate, released or held")
		}
	}
	var before uint64
	if cursor != "" {
		before, err = strconv.ParseUint(cursor, 10, 64)
		if err != nil || before == 0 {
			return problemOf("invalid").with("cursor must be the next_cursor of the page before")
		}
	}
	records, after, err := c.cfg.Usage.Usage(g.Request.Context(), f, before, limit)
	if err != nil {
		return err
	}
	items := make([]metering.UsageItem, len(records))
	for i := range records {
		items[i], err = records[i].Item()
		if err != nil {
			return err
		}
	}
	next := ""
	if after != 0 {
		next = strconv.FormatUint(after, 10)
	}
	writeList(g, items, next)
	return nil
}

func (c *Console) getUsage(g *gin.Context) error {
	text, err := pathID(g)
	if err != nil {
		return err
	}
	id, err := metering.ParseRequestID(text)
	if err != nil {
		return problemOf("not_found").with("a request_id has 44 hex digits")
	}
	r, err := c.cfg.Usage.UsageByID(g.Request.Context(), id)
	if err != nil {
		return err
	}
	if r == nil {
		return problemOf("not_found").with("the call is in flight or never reached an upstream")
	}
	item, err := r.Item()
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, item)
	return nil
}
