package console

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"
)

//go:embed static
var files embed.FS

// pages are the HTML templates; they are parsed from embedded text, so a fault
// in them is ours and shows in every test.
var pages = template.Must(template.ParseFS(files, "static/*.html"))

func (c *Console) getPage(g *gin.Context) {
	g.Data(http.StatusOK, "text/html; charset=utf-8", c.page)
}

func (c *Console) getProblems(g *gin.Context) {
	g.Data(http.StatusOK, "text/html; charset=utf-8", c.help)
}

// static serves one embedded file.
func static(name, media string) gin.HandlerFunc {
	text, err := fs.ReadFile(files, "static/"+name)
	if err != nil {
		panic(err) // embedded above: a mistake in this package
	}
	return func(g *gin.Context) { g.Data(http.StatusOK, media, text) }
}
