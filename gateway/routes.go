package gateway

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
)

// routes makes the router: a few paths of our own, and the metered routes for
// everything else.
func (g *Gateway) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.HandleMethodNotAllowed = false
	e.ForwardedByClientIP = len(g.cfg.TrustedProxies) > 0
	proxies := make([]string, 0, len(g.cfg.TrustedProxies))
	for _, p := range g.cfg.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	// gin trusts every proxy unless told otherwise. Prefixes always parse.
	_ = e.SetTrustedProxies(proxies)
	e.Use(g.recoverer, g.begin)
	e.GET("/healthz", g.health)
	e.GET("/readyz", g.ready)
	e.GET("/.well-known/jwks.json", g.jwks)
	v1 := e.Group("/farebox/v1")
	v1.GET("/problems/:code", g.problemPage)
	v1.GET("/me", g.owned(g.me))
	v1.GET("/usage", g.owned(g.usageList))
	v1.GET("/usage/:id", g.usageByID)
	v1.GET("/invoices", g.owned(g.invoices))
	v1.POST("/topup", g.owned(g.topUp))
	v1.GET("/topup", func(c *gin.Context) {
		c.Header("Allow", http.MethodPost)
		g.writeError(c.Writer, fmt.Errorf("%w: POST {\"amount\":\"10\"} with the agent's token", errMethod))
	})
	e.NoRoute(g.metered)
	return e
}
