package console_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/farebox/farebox/gateway/console"
)

// TestDoors: what gets in, and what each refusal says.
func TestDoors(t *testing.T) {
	h := newHarness(t, func(cfg *console.Config) { cfg.Hosts = []string{"Admin.Example.com"} })
	h.agent("acme:user-1", "1")
	bearer := "Bearer " + adminToken
	tests := []struct {
		name, method, target string
		header               map[string]string
		status               int
	}{
		{"page", "GET", "/", nil, 200},
		{"script", "GET", "/static/console.js", nil, 200},
		{"style", "GET", "/static/console.css", nil, 200},
		{"problems", "GET", "/problems", nil, 200},
		{"unknown file", "GET", "/static/page.html", nil, 404},
		{"folder", "GET", "/static/", nil, 404},
		{"unknown path", "GET", "/admin", nil, 404},
		{"pprof", "GET", "/debug/pprof/heap", nil, 404},

		{"no token", "GET", "/api/v1/agents", nil, 401},
		{"wrong token", "GET", "/api/v1/agents", map[string]string{"Authorization": "Bearer " + strings.Repeat("x", 32)}, 401},
		{"longer token", "GET", "/api/v1/agents", map[string]string{"Authorization": bearer + "0"}, 401},
		{"shorter token", "GET", "/api/v1/agents", map[string]string{"Authorization": bearer[:len(bearer)-1]}, 401},
		{"empty token", "GET", "/api/v1/agents", map[string]string{"Authorization": "Bearer "}, 401},
		{"other scheme", "GET", "/api/v1/agents", map[string]string{"Authorization": "Basic " + adminToken}, 401},
		{"agent's token", "GET", "/api/v1/agents", map[string]string{"Authorization": "Bearer token-of-demo-jti-1"}, 401},
		{"token as cookie", "GET", "/api/v1/agents", map[string]string{"Cookie": "token=" + adminToken}, 401},
		{"token in the query", "GET", "/api/v1/agents?access_token=" + adminToken, nil, 401},
		{"right token", "GET", "/api/v1/agents", map[string]string{"Authorization": bearer}, 200},
		{"scheme in lower case", "GET", "/api/v1/agents", map[string]string{"Authorization": "bearer " + adminToken}, 200},
		{"metrics without token", "GET", "/metrics", nil, 401},
		{"metrics", "GET", "/metrics", map[string]string{"Authorization": bearer}, 200},
		{"unknown endpoint without token", "GET", "/api/v1/nope", nil, 401},
		{"unknown endpoint", "GET", "/api/v1/nope", map[string]string{"Authorization": bearer}, 404},
		{"method without token", "DELETE", "/api/v1/agents", nil, 401},
		{"method", "DELETE", "/api/v1/agents", map[string]string{"Authorization": bearer}, 405},
		{"TRACE", "TRACE", "/", nil, 405},

		{"double slash", "GET", "//api/v1/agents", map[string]string{"Authorization": bearer}, 404},
		{"double slash inside", "GET", "/api//v1/agents", map[string]string{"Authorization": bearer}, 404},
		{"trailing slash", "GET", "/api/v1/agents/", map[string]string{"Authorization": bearer}, 404},
		{"dot segment", "GET", "/static/../api/v1/agents", nil, 404},
		{"encoded dots", "GET", "/static/%2e%2e/api/v1/agents", nil, 404},
		{"encoded slash", "GET", "/api%2fv1/agents", nil, 404},
		{"encoded letter", "GET", "/api/v1/%61gents", nil, 401},
		{"upper case", "GET", "/API/v1/agents", nil, 404},
		{"path parameter", "GET", "/api;x/v1/agents", nil, 404},
		{"zero byte", "GET", "/api/v1/agents/%00", map[string]string{"Authorization": bearer}, 404},
		{"colon in the id", "GET", "/api/v1/agents/acme:user-1", map[string]string{"Authorization": bearer}, 200},
		{"escaped id", "GET", "/api/v1/agents/acme%3Auser%2D1", map[string]string{"Authorization": bearer}, 200},
		{"escaped slash in the id", "GET", "/api/v1/agents/acme%3Auser-1%2Ftoken", map[string]string{"Authorization": bearer}, 404},

		{"rebound name", "GET", "/", map[string]string{"Host": "evil.example:8403"}, 421},
		{"rebound name with token", "GET", "/api/v1/agents", map[string]string{"Host": "evil.example:8403", "Authorization": bearer}, 421},
		{"other address", "GET", "/", map[string]string{"Host": "192.0.2.7:8403"}, 421},
		{"localhost", "GET", "/", map[string]string{"Host": "LOCALHOST:8403"}, 200},
		{"localhost as a prefix", "GET", "/", map[string]string{"Host": "localhost.evil.example"}, 421},
		{"IPv6 loopback", "GET", "/", map[string]string{"Host": "[::1]:8403"}, 200},
		{"IPv6 loopback without port", "GET", "/", map[string]string{"Host": "[::1]"}, 200},
		{"configured name", "GET", "/", map[string]string{"Host": "admin.example.com:8403"}, 200},
		{"no host", "GET", "/", map[string]string{"Host": "-"}, 421},

		{"form of another site", "POST", "/api/v1/agents", map[string]string{"Origin": "https://evil.example", "Content-Type": "text/plain", "Authorization": bearer}, 403},
		{"script of another site", "POST", "/api/v1/agents", map[string]string{"Sec-Fetch-Site": "cross-site", "Content-Type": "application/json", "Authorization": bearer}, 403},
		{"script of another port", "POST", "/api/v1/agents", map[string]string{"Sec-Fetch-Site": "same-site", "Content-Type": "application/json", "Authorization": bearer}, 403},
		{"plain text", "POST", "/api/v1/agents", map[string]string{"Content-Type": "text/plain", "Authorization": bearer}, 415},
		{"form", "POST", "/api/v1/agents", map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Authorization": bearer}, 415},
		{"no media type", "POST", "/api/v1/agents", map[string]string{"Authorization": bearer}, 415},
		{"JSON without token", "POST", "/api/v1/agents", map[string]string{"Content-Type": "application/json"}, 401},
		{"JSON", "POST", "/api/v1/agents", map[string]string{"Content-Type": "application/json; charset=utf-8", "Authorization": bearer}, 422},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://127.0.0.1:8403"+tt.target, strings.NewReader("{}"))
			for name, value := range tt.header {
				if name == "Host" {
					r.Host = strings.TrimPrefix(value, "-")
					continue
				}
				r.Header.Set(name, value)
			}
			w := h.serve(r)
			if w.Code != tt.status {
				t.Fatalf("%s %s = %d %s, want %d", tt.method, tt.target, w.Code, w.Body, tt.status)
			}
			if got := w.Header().Get("WWW-Authenticate"); (got != "") != (tt.status == 401) {
				t.Errorf("WWW-Authenticate %q with %d", got, w.Code)
			}
			for name, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			csp := w.Header().Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("Content-Security-Policy: %q", csp)
			}
			if len(w.Header().Get("Request-Id")) != 32 || w.Header().Get("Set-Cookie") != "" || w.Header().Get("Location") != "" {
				t.Errorf("headers: %v", w.Header())
			}
			if tt.status >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d with Content-Type %q: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
			}
			if tt.status >= 400 && strings.Contains(w.Body.String(), adminToken) {
				t.Error("the refusal repeats the token")
			}
		})
	}
	if strings.Contains(h.log.String(), adminToken) {
		t.Error("the log holds the token")
	}
}

// TestTwoTokens: a request with two credentials is nobody's.
func TestTwoTokens(t *testing.T) {
	h := newHarness(t, nil)
	r := h.request("GET", "/api/v1/agents", "")
	r.Header.Add("Authorization", "Bearer other")
	if w := h.serve(r); w.Code != 401 {
		t.Errorf("two Authorization headers = %d", w.Code)
	}
}

// TestOwnAddress: a listener on another interface answers to its own address.
func TestOwnAddress(t *testing.T) {
	h := newHarness(t, nil)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addr := &net.TCPAddr{IP: net.ParseIP("192.0.2.7"), Port: 8403}
		h.ServeHTTP(w, r.WithContext(contextWithLocal(r, addr)))
	}))
	s.Start()
	defer s.Close()
	for host, want := range map[string]int{"192.0.2.7:8403": 200, "192.0.2.8:8403": 421} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		res, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("Host %s = %d, want %d", host, res.StatusCode, want)
		}
	}
}

func TestLimits(t *testing.T) {
	h := newHarness(t, nil)
	h.refused("POST", "/api/v1/agents", `{"id":"`+strings.Repeat("a", 70_000)+`"}`, 413, "too_large")
	h.refused("GET", "/api/v1/agents?limit=0", "", 422, "invalid")
	h.refused("GET", "/api/v1/agents?limit=1001", "", 422, "invalid")
	h.refused("GET", "/api/v1/agents?limit=1e2", "", 422, "invalid")
	h.refused("GET", "/api/v1/agents?limit=1&limit=2", "", 422, "invalid")
	h.refused("GET", "/api/v1/agents?cursor="+strings.Repeat("a", 600), "", 422, "invalid")
	h.refused("GET", "/api/v1/usage?agnet=demo", "", 422, "invalid")
	h.refused("GET", "/api/v1/usage?a=%zz", "", 422, "invalid")
	h.refused("GET", "/api/v1/usage?cursor=-1", "", 422, "invalid")
	h.refused("GET", "/api/v1/usage?state=lost", "", 422, "invalid")
	h.refused("GET", "/api/v1/agents/"+strings.Repeat("a", 600), "", 404, "unknown_agent")
}

func TestConfig(t *testing.T) {
	_, err := console.New(console.Config{AdminToken: "short", Decimals: 13, TokenTTL: -1})
	if err == nil {
		t.Fatal("an empty configuration is accepted")
	}
	for _, want := range []string{"Agents", "Usage", "Invoices", "Books", "Audit", "Tokens", "Log", "Now", "Plans", "Symbol", "admin token", "13 decimals", "token lifetime"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
}

func contextWithLocal(r *http.Request, addr net.Addr) context.Context {
	return context.WithValue(r.Context(), http.LocalAddrContextKey, addr)
}
