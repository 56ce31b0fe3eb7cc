package console

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Console answers operators. It is safe for concurrent use.
type Console struct {
	cfg    Config
	secret [sha256.Size]byte // hash of the admin token: compared in constant time whatever the length
	hosts  []string
	origin *http.CrossOriginProtection
	totals totals
	newest newest
	audits chan struct{} // holds one element while a verification runs
	page   []byte
	help   []byte
	engine *gin.Engine
}

// New checks the configuration, all faults at once, and makes a Console.
func New(cfg Config) (*Console, error) {
	err := cfg.check()
	if err != nil {
		return nil, err
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	if cfg.TokenTTL == 0 {
		cfg.TokenTTL = defaultTTL
	}
	c := &Console{
		cfg: cfg, secret: sha256.Sum256([]byte(cfg.AdminToken)), origin: http.NewCrossOriginProtection(),
		audits: make(chan struct{}, 1),
	}
	c.cfg.AdminToken = "" // The hash is all that is needed from here on.
	for _, h := range cfg.Hosts {
		c.hosts = append(c.hosts, strings.ToLower(h))
	}
	c.cfg.Plans = slices.Clone(cfg.Plans)
	err = c.render()
	if err != nil {
		return nil, err
	}
	err = c.route()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Handler returns the handler for the admin listener. Verifying, settling and
// reconciling take longer than a server's write timeout: they lift it for
// themselves.
func (c *Console) Handler() http.Handler { return c.engine }

// render makes the pages, which never change.
func (c *Console) render() error {
	var page, help bytes.Buffer
	err := pages.ExecuteTemplate(&page, "page.html", c.cfg)
	if err != nil {
		return fmt.Errorf("render status page: %w", err)
	}
	err = pages.ExecuteTemplate(&help, "problems.html", problems)
	if err != nil {
		return fmt.Errorf("render problems: %w", err)
	}
	c.page, c.help = page.Bytes(), help.Bytes()
	return nil
}

func (c *Console) route() error {
	gin.SetMode(gin.ReleaseMode) // in its debug mode gin prints to standard output
	e := gin.New()
	// Ids hold colons and may come percent-encoded: routes match the path as it
	// was sent, and handlers decode what is theirs (gin would turn + to a space).
	e.UseEscapedPath, e.UnescapePathValues = true, false
	e.RedirectTrailingSlash, e.RedirectFixedPath = false, false
	e.HandleMethodNotAllowed = true
	err := e.SetTrustedProxies(nil)
	if err != nil {
		return fmt.Errorf("configure console: %w", err)
	}
	e.Use(c.recoverer, c.begin, c.checkHost, c.checkOrigin)
	e.NoRoute(c.noRoute)
	e.NoMethod(c.noMethod)

	e.GET("/", c.getPage)
	e.GET("/problems", c.getProblems)
	e.GET("/static/console.css", static("console.css", "text/css; charset=utf-8"))
	e.GET("/static/console.js", static("console.js", "text/javascript; charset=utf-8"))
	if c.cfg.Metrics != nil {
		e.GET("/metrics", c.authorize, gin.WrapH(promhttp.HandlerFor(c.cfg.Metrics, promhttp.HandlerOpts{})))
	}
	api := e.Group("/api/v1", c.authorize, c.checkBody)
	c.routeAPI(api)
	c.engine = e
	return nil
}

func (c *Console) routeAPI(api *gin.RouterGroup) {
	for _, r := range []struct {
		method, path string
		handle       func(*gin.Context) error
	}{
		{http.MethodGet, "/summary", c.getSummary},
		{http.MethodGet, "/agents", c.listAgents},
		{http.MethodPost, "/agents", c.createAgent},
		{http.MethodGet, "/agents/:id", c.getAgent},
		{http.MethodPost, "/agents/:id/token", c.issueToken},
		{http.MethodPost, "/agents/:id/suspend", c.suspendAgent},
		{http.MethodPost, "/agents/:id/resume", c.resumeAgent},
		{http.MethodPost, "/agents/:id/revoke", c.revokeTokens},
		{http.MethodPost, "/agents/:id/withdraw", c.withdraw},
		{http.MethodGet, "/usage", c.listUsage},
		{http.MethodGet, "/usage/:id", c.getUsage},
		{http.MethodGet, "/invoices", c.listInvoices},
		{http.MethodGet, "/invoices/:id", c.getInvoice},
		{http.MethodPost, "/invoices/close", c.closeInvoices},
		{http.MethodPost, "/invoices/:id/issue", c.issueInvoice},
		{http.MethodGet, "/settlements", c.listSettlements},
		{http.MethodPost, "/settlements", c.settleNow},
		{http.MethodGet, "/settlements/:id", c.getSettlement},
		{http.MethodGet, "/reconcile", c.reconcile},
		{http.MethodGet, "/verify", c.verify},
		{http.MethodPost, "/keys/rotate", c.rotateKeys},
	} {
		api.Handle(r.method, r.path, c.answer(r.handle))
	}
}
