package gateway_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

func TestIdentity(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newPaidWorld(t, up, setup{})
	w.mustDo(w.store.CreateAgent(t.Context(), "out", "standard", money.Units(1)))
	w.mustDo(w.store.SetAgentState(t.Context(), "out", metering.AgentSuspended, "test"))
	w.mustDo(w.store.CreateAgent(t.Context(), "poor", "standard", money.MustParse("0.0005")))
	for _, tc := range []struct {
		name, method, path, auth string
		status                   int
		code                     string
		offers                   bool
	}{
		{"nobody, with offers", "GET", "/pay/x", "", 402, "payment_required", true},
		{"nobody, by another method", "DELETE", "/pay/x", "", 402, "payment_required", true},
		{"nobody, POST route by GET", "GET", "/post", "", 402, "payment_required", true},
		{"nobody, without offers", "GET", "/call/x", "", 401, "token_required", false},
		{"token, POST route by GET", "GET", "/post", "a", 405, "method_not_allowed", false},
		{"nobody, no route", "GET", "/nothing", "", 404, "no_route", false},
		{"no bearer", "GET", "/call/x", "Basic YTpi", 401, "token_required", false},
		{"bad token", "GET", "/call/x", "Bearer x.y.z", 401, "token_invalid", false},
		{"bad token, with offers", "GET", "/pay/x", "Bearer x.y.z", 401, "token_invalid", false},
		{"token of nobody", "GET", "/call/x", "stranger", 401, "unknown_agent", false},
		{"token where only payments pay", "GET", "/pay/x", "a", 402, "payment_required", true},
		{"suspended", "GET", "/call/x", "out", 403, "agent_suspended", false},
		{"poor", "GET", "/call/x", "poor", 402, "insufficient_funds", false},
		{"poor, with offers", "GET", "/both/x", "poor", 402, "insufficient_funds", true},
		{"poor, chat", "POST", "/chat", "poor", 402, "insufficient_funds", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := w.request(tc.method, tc.path, nil)
			if tc.method == "POST" {
				r = w.request(tc.method, tc.path, strings.NewReader(strings.ReplaceAll(chatBody, "10}", "1000}")))
			}
			switch {
			case tc.auth == "":
				r.Header.Del("Authorization")
			case strings.Contains(tc.auth, " "):
				r.Header.Set("Authorization", tc.auth)
			default:
				r.Header.Set("Authorization", "Bearer "+w.issue(tc.auth))
			}
			res, text := w.fetch(r, tc.status)
			p := checkProblem(t, res, text, tc.status, tc.code)
			if got := res.Header.Get("Payment-Required") != ""; got != tc.offers {
				t.Errorf("offers: %v, want %v", got, tc.offers)
			}
			if v1 := strings.Contains(text, `"x402Version":1`); v1 != tc.offers {
				t.Errorf("offers of version 1: %v, want %v: %s", v1, tc.offers, text)
			}
			if got := res.Header.Get("WWW-Authenticate") != ""; got != (tc.status == 401) {
				t.Errorf("WWW-Authenticate: %v", got)
			}
			if tc.status == 405 && res.Header.Get("Allow") != "POST" {
				t.Errorf("Allow: %q", res.Header.Get("Allow"))
			}
			if tc.code == "insufficient_funds" && (p.Needed == "" || p.Available != "0.0005" || !strings.HasSuffix(p.TopUp, "/farebox/v1/topup")) {
				t.Errorf("figures %+v", p)
			}
			if strings.Contains(text, "request_id") && strings.Count(text, "request_id") != 1 {
				t.Errorf("%s", text)
			}
		})
	}
	two := w.request("GET", "/call/x", nil)
	two.Header.Add("Authorization", "Bearer "+w.bearer)
	w.problem(two, 401, "token_required")
	who, err := w.tokens.Verify(t.Context(), w.bearer)
	w.mustDo(err)
	w.tokens.Revoke(who.JTI, who.Expires)
	w.problem(w.request("GET", "/call/x", nil), 401, "token_invalid")
	if up.count() != 0 || len(w.records()) != 0 {
		t.Errorf("%d requests reached the upstream", up.count())
	}
}

// Money comes before limits, and limits are by agent.
func TestLimits(t *testing.T) {
	step := make(chan struct{})
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/call/wait":
			<-step
		case "/call/fail":
			w.WriteHeader(500)
		}
	})
	for _, onCrash := range []metering.OnCrash{metering.OnCrashRelease, metering.OnCrashCeiling} {
		t.Run(map[bool]string{true: "in memory", false: "journalled"}[onCrash == metering.OnCrashRelease], func(t *testing.T) {
			now := &clock{t: time.Now()}
			w := newWorld(t, up, setup{config: func(c *gateway.Config) {
				c.Now = now.Now
				c.Limits = gateway.Limits{InFlight: 2, Rate: gateway.Rate{Count: 5, Per: time.Minute}, Uncharged: gateway.Rate{Count: 2, Per: time.Minute}}
				for i := range c.Routes {
					c.Routes[i].OnCrash = onCrash
				}
			}})
			w.mustDo(w.store.CreateAgent(t.Context(), "poor", "standard", money.Amount{}))
			poor := w.request("GET", "/call/x", nil)
			poor.Header.Set("Authorization", "Bearer "+w.issue("poor"))
			get := func(path string) *http.Request { return w.request("GET", path, nil) }

			before := up.count()
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() {
					res, err := w.client.Do(get("/call/wait"))
					if err == nil {
						_ = res.Body.Close()
					}
				})
			}
			waitFor(t, "both calls", func() bool { return up.count() == before+2 })
			w.problem(get("/call/x"), 429, "too_many_in_flight")
			step <- struct{}{}
			step <- struct{}{}
			wg.Wait()
			w.settled()
			w.fetch(get("/call/x"), 200)
			w.fetch(get("/call/fail"), 500)
			w.settled()
			w.fetch(get("/call/fail"), 500)
			w.settled()
			w.problem(get("/call/x"), 429, "too_many_uncharged")
			now.add(40 * time.Second)
			w.fetch(get("/call/x"), 200)
			for range 3 { // paid back by time
				w.call(get("/call/x"))
			}
			p := w.problem(get("/call/x"), 429, "rate_limited")
			if !p.Retryable {
				t.Error("not retryable")
			}
			for range 8 { // no money: never told of a rate
				w.problem(poor.Clone(t.Context()), 402, "insufficient_funds")
			}
			w.records()
		})
	}
}

// clock is a clock that moves when told.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func TestThousandCallsOnABalanceForTen(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	w.mustDo(w.store.CreateAgent(t.Context(), "ten", "standard", money.MustParse("0.01")))
	bearer := "Bearer " + w.issue("ten")
	served, refused := 0, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				r := w.request("GET", "/call/x", nil)
				r.Header.Set("Authorization", bearer)
				res, err := w.client.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				_ = res.Body.Close()
				mu.Lock()
				switch res.StatusCode {
				case 200:
					served++
				case 402:
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	a, err := w.store.Agent(t.Context(), "ten")
	w.mustDo(err)
	if served != 10 || refused != 990 || up.count() != 10 || !a.Balance.IsZero() || !a.Held.IsZero() {
		t.Errorf("%d served, %d refused, %d upstream requests, balance %s, held %s", served, refused, up.count(), a.Balance, a.Held)
	}
}

func TestOwnPaths(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newWorld(t, up, setup{})
	w.mustDo(w.store.CreateAgent(t.Context(), "other", "standard", money.Units(1)))
	for range 3 {
		w.fetch(w.request("GET", "/call/x", nil), 200)
	}
	id := w.records()[0].RequestID.String()
	var list struct {
		Items []metering.UsageItem `json:"items"`
		Next  string               `json:"next_cursor"`
	}
	_, text := w.fetch(w.request("GET", "/farebox/v1/usage?limit=2", nil), 200)
	w.mustDo(json.Unmarshal([]byte(text), &list))
	if len(list.Items) != 2 || list.Next == "" {
		t.Errorf("%s", text)
	}
	_, text = w.fetch(w.request("GET", "/farebox/v1/usage?limit=2&cursor="+list.Next, nil), 200)
	w.mustDo(json.Unmarshal([]byte(text), &list))
	if len(list.Items) != 1 || list.Items[0].RequestID != id {
		t.Errorf("%s", text)
	}
	w.fetch(w.request("GET", "/farebox/v1/usage/"+id, nil), 200)
	other := func(path string) *http.Request {
		r := w.request("GET", path, nil)
		r.Header.Set("Authorization", "Bearer "+w.issue("other"))
		return r
	}
	w.problem(other("/farebox/v1/usage/"+id), 403, "forbidden")
	anybody := w.request("GET", "/farebox/v1/usage/"+id, nil)
	anybody.Header.Del("Authorization")
	w.problem(anybody, 401, "token_required")
	w.problem(w.request("GET", "/farebox/v1/usage/nonsense", nil), 404, "no_route")
	w.problem(w.request("GET", "/farebox/v1/usage?limit=0", nil), 400, "invalid_request")
	w.problem(w.request("GET", "/farebox/v1/usage?state=lost", nil), 400, "invalid_request")
	w.problem(w.request("GET", "/farebox/v1/usage?cursor=x", nil), 400, "invalid_request")
	if _, text = w.fetch(other("/farebox/v1/usage"), 200); !strings.Contains(text, `"items":[]`) {
		t.Errorf("another agent sees %s", text)
	}
	res, text := w.fetch(w.request("GET", "/farebox/v1/me", nil), 200)
	if !strings.Contains(text, `"balance":"999.997"`) || res.Header.Get("Cache-Control") != "private, no-store" || res.Header.Get("Request-Id") == "" {
		t.Errorf("%s with %v", text, res.Header)
	}
	w.fetch(w.request("GET", "/farebox/v1/invoices", nil), 200)
	w.fetch(w.request("GET", "/farebox/v1/problems/rate_limited", nil), 200)
	w.problem(w.request("GET", "/farebox/v1/problems/nothing", nil), 404, "no_route")
	w.fetch(w.request("GET", "/.well-known/jwks.json", nil), 200)
	w.problem(w.request("POST", "/farebox/v1/topup", strings.NewReader(`{"amount":"1"}`)), 400, "invalid_request")
	if res, _ := w.fetch(w.request("GET", "/farebox/v1/topup", nil), 405); res.Header.Get("Allow") != "POST" {
		t.Errorf("GET of the top-up: %v, want Allow: POST", res.Header)
	}
}
