package console_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzAPI: no request of an operator is our fault, and every answer is whole.
func FuzzAPI(f *testing.F) {
	for _, seed := range [][3]string{
		{"POST", "/api/v1/agents", `{"id":"a","plan":"standard","credit":"1"}`},
		{"POST", "/api/v1/agents/a/token", `{"ttl":"1h"}`},
		{"POST", "/api/v1/agents/a/revoke", `{"jti":"x"}`},
		{"POST", "/api/v1/agents/a/suspend", `{"reason":"x"}`},
		{"POST", "/api/v1/invoices/close", `{"period":"2026-02","issue":true}`},
		{"POST", "/api/v1/invoices/close", `{"to":"2026-02-01T00:00:00Z"}`},
		{"GET", "/api/v1/usage?agent=a&state=posted&limit=3&cursor=7", ""},
		{"GET", "/api/v1/agents/acme%3Aa%2Bb", ""},
		{"GET", "/api/v1/invoices?agent=a&cursor=b", ""},
		{"GET", "/api/v1/settlements?cursor=b1", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	h := newHarness(f, nil)
	f.Fuzz(func(t *testing.T, method, target, body string) {
		u, err := url.ParseRequestURI("/" + strings.TrimPrefix(target, "/"))
		if err != nil || (method != "GET" && method != "POST") {
			return
		}
		r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1/", strings.NewReader(body))
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = u.Path, u.RawPath, u.RawQuery
		r.Header.Set("Authorization", "Bearer "+adminToken)
		r.Header.Set("Content-Type", "application/json")
		if strings.HasPrefix(r.URL.Path, "/api/v1/settlements") && method == "POST" {
			return // the fake has no answer to it
		}
		w := h.serve(r)
		if w.Code >= 500 {
			t.Errorf("%s %s %q = %d %s\n%s", method, target, body, w.Code, w.Body, h.log)
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s = %d of %s", method, target, w.Code, w.Header().Get("Content-Type"))
		}
	})
}
