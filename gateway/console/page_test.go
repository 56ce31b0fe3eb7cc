package console_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/console"
)

// TestPageIsSelfContained: nothing of the page comes from another host, and
// nothing in it needs the policy to permit inline code.
func TestPageIsSelfContained(t *testing.T) {
	h := newHarness(t, func(cfg *console.Config) { cfg.ExampleURL = `http://127.0.0.1:8402/"><script>alert(1)</script>` })
	for _, path := range []string{"/", "/problems", "/static/console.css", "/static/console.js"} {
		w := h.do("GET", path, "", 200, nil)
		text := w.Body.String()
		for _, m := range regexp.MustCompile(`(?:src|href|url\(|import|fetch\()\W{0,3}((?:https?:)?//[^"' )]+)`).FindAllString(text, -1) {
			t.Errorf("%s refers to %s", path, m)
		}
		for _, bad := range []string{"<script>", "onclick=", " style=", adminToken, "innerHTML", "eval("} {
			if strings.Contains(text, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
	if page := h.do("GET", "/", "", 200, nil).Body.String(); !strings.Contains(page, "TUSD") {
		t.Error("the page does not name the asset")
	}
}

// TestProblemsPage: the type of every problem resolves.
func TestProblemsPage(t *testing.T) {
	h := newHarness(t, nil)
	text := h.do("GET", "/problems", "", 200, nil).Body.String()
	for _, code := range []string{"unauthorized", "misdirected", "agent_exists", "no_chain", "internal"} {
		if !strings.Contains(text, `id="`+code+`"`) {
			t.Errorf("/problems does not explain %s", code)
		}
	}
}
