package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/farebox/farebox/gateway/dial"
	"github.com/farebox/farebox/gateway/usage"
	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// The meters of this version.
const (
	MeterCall   = "call"
	MeterBytes  = "bytes"
	MeterOpenAI = "openai"
)

// Route is one priced piece of an upstream's API.
type Route struct {
	Name string
	// Path is exact, or a prefix that ends in "/*".
	Path    string
	Methods []string // empty: any
	URLs    []*url.URL
	// Headers are set on each request to the upstream: its secrets.
	Headers http.Header
	Timeout time.Duration // of a whole call
	Guard   *dial.Guard

	Meter     string
	Price     *metering.Price
	Token     bool // accepts bearer tokens that pay from prepaid money
	Exact     bool // accepts x402 exact
	OnCrash   metering.OnCrash
	Charges   func(status int) bool
	MaxBytes  int64
	MaxOutput uint64
}

// table is the routes as they are at one time.
type table struct {
	exact    map[string][]*route
	prefixes []*route // longest first
	all      []*route
}

// route is a Route made ready.
type route struct {
	Route
	prefix    bool // Path is one
	next      atomic.Uint32
	transport *http.Transport
	challenge *x402.Challenge // nil without offers
	unpaid    *unpaid
	bound     metering.Units // nil: it depends on the request
	least     metering.Units
	charge    string // where it is known before the body
}

func (g *Gateway) compile(routes []Route) (*table, error) {
	t := &table{exact: make(map[string][]*route)}
	for i := range routes {
		r, err := g.compileRoute(routes[i])
		if err != nil {
			return nil, fmt.Errorf("route %s: %w", routes[i].Name, err)
		}
		t.all = append(t.all, r)
		if prefix, ok := strings.CutSuffix(r.Path, "*"); ok {
			r.Path, r.prefix = prefix, true
			t.prefixes = append(t.prefixes, r)
		} else {
			t.exact[r.Path] = append(t.exact[r.Path], r)
		}
	}
	slices.SortStableFunc(t.prefixes, func(a, b *route) int { return len(b.Path) - len(a.Path) })
	return t, nil
}

func (g *Gateway) compileRoute(cfg Route) (*route, error) {
	r := &route{Route: cfg}
	if len(r.URLs) == 0 || r.Price == nil || r.Guard == nil || r.Charges == nil {
		return nil, errors.New("URLs, Price, Guard and Charges are needed")
	}
	r.least = metering.Count(metering.KindCall, 1)
	switch r.Meter {
	case MeterCall:
		r.bound = r.least
		if price, ok := r.Price.Rater.Flat(); ok {
			r.charge = price.String()
		}
	case MeterBytes:
		if r.MaxBytes <= 0 {
			return nil, fmt.Errorf("meter bytes needs a maximum: %w", metering.ErrNoBound)
		}
		r.bound, r.least = metering.Count(metering.KindBytes, uint64(r.MaxBytes)), nil
	case MeterOpenAI:
		if r.MaxOutput == 0 {
			return nil, fmt.Errorf("meter openai needs an output cap: %w", metering.ErrNoBound)
		}
		r.least = nil
	default:
		return nil, fmt.Errorf("unknown meter %q", r.Meter)
	}
	if r.Timeout == 0 {
		r.Timeout = 10 * time.Minute
	}
	r.transport = newTransport(r.Guard)
	return r, g.compileOffers(r)
}

// compileOffers prepares the 402 of a route.
func (g *Gateway) compileOffers(r *route) error {
	e := g.cfg.Exact
	if e == nil || !r.Exact {
		r.Exact = false
		return nil
	}
	price, ok := r.Price.Rater.Flat()
	units, whole := metering.BaseUnitsOf(price, e.Decimals)
	if !ok || !whole || units.IsZero() || r.Meter != MeterCall {
		return errors.New("exact needs meter call and a price in whole base units of the asset, above zero")
	}
	offer, err := x402.NewExact(x402.ExactConfig{
		ChainID: e.ChainID, Asset: e.Asset, PayTo: e.PayTo, Amount: units, MaxTimeoutSeconds: int64(e.MaxTimeout / time.Second),
		TokenName: e.TokenName, TokenVersion: e.TokenVersion, Upfront: e.Before,
	})
	if err != nil {
		return err
	}
	path := strings.TrimSuffix(r.Path, "*")
	r.challenge, err = x402.Compile(g.cfg.PublicURL, path, x402.ResourceInfo{Description: r.Name, MimeType: "application/json"}, offer)
	if err != nil {
		return err
	}
	r.unpaid = newUnpaid(g.cfg.PublicURL, r.challenge)
	return nil
}

// match returns the route of a plain path and a method; nil where there is
// none. allow says that another method would have matched.
func (t *table) match(path, method string) (r *route, allow bool) {
	for _, r := range t.exact[path] {
		if r.takes(method) {
			return r, false
		}
		allow = true
	}
	for _, r := range t.prefixes {
		if strings.HasPrefix(path, r.Path) {
			if r.takes(method) {
				return r, false
			}
			allow = true
		}
	}
	return nil, allow
}

// offered returns a route of the path with offers, whatever the method: a
// client may ask what a path costs with any.
func (t *table) offered(path string) *route {
	for _, r := range t.exact[path] {
		if r.challenge != nil {
			return r
		}
	}
	for _, r := range t.prefixes {
		if r.challenge != nil && strings.HasPrefix(path, r.Path) {
			return r
		}
	}
	return nil
}

// methods returns what the routes of a path take.
func (t *table) methods(path string) []string {
	var all []string
	for _, r := range t.all {
		if r.matches(path) {
			all = append(all, r.Methods...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// matches reports whether the route is one for the path; r.Path ends in a slash
// where it is a prefix.
func (r *route) matches(path string) bool {
	return r.Path == path || r.prefix && strings.HasPrefix(path, r.Path)
}

func (r *route) takes(method string) bool {
	return len(r.Methods) == 0 || slices.Contains(r.Methods, method)
}

// turn returns the next upstream URL in turn.
func (r *route) turn() *url.URL {
	return r.URLs[int(r.next.Add(1)-1)%len(r.URLs)]
}

func (t *table) closeIdle() {
	for _, r := range t.all {
		r.transport.CloseIdleConnections()
	}
}

// chatLimits bounds a chat completion request of the route.
func (r *route) chatLimits(body int64) usage.ChatLimits {
	return usage.ChatLimits{Body: int(body), Max: r.MaxOutput, Output: min(usage.DefaultOutput, r.MaxOutput)}
}
