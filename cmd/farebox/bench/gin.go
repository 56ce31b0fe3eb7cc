package bench

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"
)

// openGin is the bare proxy behind gin: what the choice of gin costs by itself.
func openGin(ctx context.Context, o order, _ func() time.Time) (*service, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	err := e.SetTrustedProxies(nil)
	if err != nil {
		return nil, err
	}
	proxy := bareProxy(o.Upstream)
	e.NoRoute(func(c *gin.Context) { proxy.ServeHTTP(c.Writer, c.Request) })
	return serveHTTP(ctx, e)
}
