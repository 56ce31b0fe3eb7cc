package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/farebox/farebox/metering"
)

const (
	defaultPage = 100
	// maxCursor is longer than any id that a cursor holds.
	maxCursor = 512
	// maxReason bounds an operator's words, in bytes.
	maxReason = 200
)

// list is a page of a list.
type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// writeList answers with a page; no items are [], not null.
func writeList[T any](g *gin.Context, items []T, next string) {
	if items == nil {
		items = []T{}
	}
	g.PureJSON(http.StatusOK, list[T]{Items: items, NextCursor: next})
}

// query reads a list's parameters. Each may stand once, and no other may: a
// filter that is misspelt must not answer as if it were not there.
func query(g *gin.Context, filters ...string) (values map[string]string, cursor string, limit int, err error) {
	all, err := url.ParseQuery(g.Request.URL.RawQuery)
	if err != nil {
		return nil, "", 0, problemOf("invalid").with("the query is not well formed")
	}
	values = make(map[string]string)
	for name, v := range all {
		known := name == "limit" || name == "cursor"
		for _, f := range filters {
			known = known || f == name
		}
		switch {
		case !known:
			return nil, "", 0, problemOf("invalid").with(fmt.Sprintf("unknown parameter %.40q; this list takes %s", name, strings.Join(append(filters, "limit", "cursor"), ", ")))
		case len(v) > 1 || len(v[0]) > maxCursor:
			return nil, "", 0, problemOf("invalid").with(fmt.Sprintf("parameter %s must stand once, with at most %d bytes", name, maxCursor))
		}
		values[name] = v[0]
	}
	limit = defaultPage
	if text, ok := values["limit"]; ok {
		limit, err = strconv.Atoi(text)
		if err != nil || limit < 1 || limit > metering.MaxPage {
			return nil, "", 0, problemOf("invalid").with(fmt.Sprintf("limit must be 1 to %d", metering.MaxPage))
		}
	}
	return values, values["cursor"], limit, nil
}

// pathID returns the id in a path, decoded.
func pathID(g *gin.Context) (string, error) {
	id, err := url.PathUnescape(g.Param("id"))
	if err != nil || id == "" || len(id) > maxCursor {
		return "", problemOf("not_found")
	}
	return id, nil
}

// readBody reads a JSON object into v, which decides what members there are.
func readBody(g *gin.Context, v any) error {
	d := json.NewDecoder(g.Request.Body)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if errors.Is(err, io.EOF) {
		return nil // no body stands for {}
	}
	if err != nil {
		return problemOf("invalid").with(bodyFault(err))
	}
	_, err = d.Token()
	if !errors.Is(err, io.EOF) {
		return problemOf("invalid").with("the body must be one JSON object and nothing after it")
	}
	return nil
}

// bodyFault says what is wrong with a body in words that hold no Go types.
func bodyFault(err error) string {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("%s cannot be a %s; amounts and times are strings", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return "the body must be a JSON object"
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return "the body is not JSON"
	case strings.HasPrefix(err.Error(), "json: "):
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	return err.Error()
}

// checkReason bounds an operator's words: they are journalled and shown.
func checkReason(reason string) error {
	if len(reason) > maxReason || strings.ContainsFunc(reason, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return problemOf("invalid").with(fmt.Sprintf("reason must be at most %d bytes of printable text", maxReason))
	}
	return nil
}

// patient lifts the server's timeouts for an answer that takes long. The one for
// reading counts too: when it passes, net/http cancels the request's context.
func patient(g *gin.Context) {
	rc := http.NewResponseController(g.Writer)
	// A connection without deadlines has none to lift.
	_ = rc.SetReadDeadline(time.Time{})
	_ = rc.SetWriteDeadline(time.Time{})
}
