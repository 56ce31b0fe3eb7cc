package console

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// maxBody bounds a request's body: the longest there is holds a token.
const maxBody = 64 << 10

// policy permits the page what it uses and nothing else: its own two files and
// requests to its own origin. Nobody may frame it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// headerRequestID is on every response.
const headerRequestID = "Request-Id"

// recoverer turns a panic into a 500. It lets http.ErrAbortHandler pass, which
// is how a handler asks net/http to cut the connection.
func (c *Console) recoverer(g *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		c.cfg.Log.ErrorContext(g.Request.Context(), "admin request panicked",
			slog.Any("panic", v), slog.String("route", g.FullPath()), slog.String("stack", string(debug.Stack())))
		if g.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		writeProblem(g, problemOf("internal"))
	}()
	g.Next()
}

// begin sets the headers of every response.
func (c *Console) begin(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	var id [16]byte
	_, err := io.ReadFull(c.cfg.Rand, id[:])
	if err != nil {
		c.fail(g, err)
		return
	}
	h.Set(headerRequestID, hex.EncodeToString(id[:]))
}

// checkHost refuses a Host that is not ours. A page of an attacker can make a
// browser resolve the attacker's own name to loopback; the Host then still is
// that name.
func (c *Console) checkHost(g *gin.Context) {
	if !c.ours(g.Request) {
		writeProblem(g, problemOf("misdirected"))
	}
}

func (c *Console) ours(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(r.Host, "["), "]")
	}
	host = strings.ToLower(host)
	if host == "localhost" || slices.Contains(c.hosts, host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if ip.Unmap().IsLoopback() {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	at, err := netip.ParseAddrPort(local.String())
	return err == nil && at.Addr().Unmap().WithZone("") == ip.Unmap().WithZone("")
}

// checkOrigin refuses what a page of another origin asks for.
func (c *Console) checkOrigin(g *gin.Context) {
	if c.origin.Check(g.Request) != nil {
		writeProblem(g, problemOf("cross_origin"))
	}
}

// authorize wants the admin token. Both sides are hashed, so the comparison
// takes the same time for every token.
func (c *Console) authorize(g *gin.Context) {
	values := g.Request.Header.Values("Authorization")
	if len(values) == 1 {
		scheme, raw, _ := strings.Cut(values[0], " ")
		sum := sha256.Sum256([]byte(strings.TrimLeft(raw, " ")))
		if subtle.ConstantTimeCompare(sum[:], c.secret[:]) == 1 && strings.EqualFold(scheme, "Bearer") {
			return
		}
	}
	g.Header("WWW-Authenticate", `Bearer realm="farebox admin"`)
	writeProblem(g, problemOf("unauthorized"))
}

// checkBody reads the body of a POST, which must be JSON: a form of another
// site cannot send that without asking first. An empty one stands for {}.
func (c *Console) checkBody(g *gin.Context) {
	if g.Request.Method != http.MethodPost {
		return
	}
	media, _, err := mime.ParseMediaType(g.GetHeader("Content-Type"))
	if err != nil || media != "application/json" {
		writeProblem(g, problemOf("media_type"))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(g.Writer, g.Request.Body, maxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		writeProblem(g, problemOf("too_large"))
	case err != nil:
		writeProblem(g, problemOf("invalid").with("the body could not be read"))
	default:
		g.Request.Body = io.NopCloser(bytes.NewReader(body))
	}
}

// noRoute tells strangers nothing about the API.
func (c *Console) noRoute(g *gin.Context) {
	if strings.HasPrefix(g.Request.URL.EscapedPath(), "/api/") {
		c.authorize(g)
	}
	if !g.IsAborted() {
		writeProblem(g, problemOf("not_found").with("there is no such path here"))
	}
}

func (c *Console) noMethod(g *gin.Context) {
	if strings.HasPrefix(g.Request.URL.EscapedPath(), "/api/") {
		c.authorize(g)
	}
	if !g.IsAborted() {
		writeProblem(g, problemOf("method"))
	}
}
