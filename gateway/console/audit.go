package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

// Verification is a metering.Report with all its members: FirstBad is null
// where no entry is wrong.
type Verification struct {
	OK       bool    `json:"ok"`
	Entries  uint64  `json:"entries"`
	Head     string  `json:"head"`
	FirstBad *uint64 `json:"first_bad_sequence"`
	Reason   string  `json:"reason"`
	// Chain is null where nothing was compared with a chain.
	Chain *metering.ChainCheck `json:"chain"`
}

// ShowReport returns a report as the API and the command farebox verify show it.
func ShowReport(r metering.Report) Verification {
	v := Verification{OK: r.OK, Entries: r.Entries, Head: r.Head, Reason: r.Reason, Chain: r.Chain}
	if r.FirstBad != 0 {
		v.FirstBad = &r.FirstBad
	}
	return v
}

// verify reads the whole journal; one at a time, for it costs a core. It
// answers 200 also where the journal is wrong: ok says so.
func (c *Console) verify(g *gin.Context) error {
	select {
	case c.audits <- struct{}{}:
		defer func() { <-c.audits }()
	default:
		return problemOf("busy").with("another verification is running")
	}
	patient(g)
	r, err := c.cfg.Audit.Verify(g.Request.Context())
	if err != nil {
		return err
	}
	g.PureJSON(http.StatusOK, ShowReport(r))
	return nil
}
