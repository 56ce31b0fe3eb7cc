package config

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Names that later versions will offer: known, checked, not served.
const (
	meterSeconds = "seconds"
	meterHeader  = "header"
)

// routeState is a route being read.
type routeState struct {
	Route
	node  *yaml.Node
	key   *object
	path  string
	later string // why this version does not serve it; empty if it does
}

func (r *reader) routes(root *object, prices map[string]priceState) {
	n := root.get("routes")
	if n == nil {
		if !root.has("routes") {
			r.warn(root.node, "routes: none; the gateway serves nothing")
		}
		return
	}
	var all []*routeState
	names := map[string]int{}
	for i, item := range r.list(n, "routes", maxList) {
		s := r.route(item, entryPath("routes", i, item), prices)
		if name := s.key.values["name"]; s.Name != "" && name != nil {
			if first := names[s.Name]; first > 0 {
				r.fault(name, "%s.name: stands twice, first on line %d; choose another", s.path, first)
			} else {
				names[s.Name] = name.Line
			}
		}
		all = append(all, s)
	}
	r.ambiguous(all)
	for _, s := range all {
		if s.later != "" {
			r.warn(s.node, "%s: %s: the route is not served by this version", s.path, s.later)
			continue
		}
		r.cfg.Routes = append(r.cfg.Routes, s.Route)
	}
}

// ambiguous refuses two routes that take the same request: its price would
// depend on their order.
func (r *reader) ambiguous(all []*routeState) {
	for i, s := range all {
		for _, earlier := range all[:i] {
			if s.Match.Path == "" || earlier.Match.Path == "" || !s.Match.overlaps(earlier.Match) {
				continue
			}
			r.fault(s.key.values["match"], "%s.match: overlaps %s on line %d: one request would have two prices; narrow a path or its methods",
				s.path, earlier.path, earlier.key.values["match"].Line)
			break
		}
	}
}

func (r *reader) route(n *yaml.Node, path string, prices map[string]priceState) *routeState {
	o := r.open(n, path)
	s := &routeState{node: n, key: o, path: path}
	s.OnCrash, s.ChargeOn = OnCrashRelease, defaultChargeOn()
	o.require("name", "match", "upstream", "meter", "price")
	o.name("name", &s.Name)
	if m := o.get("match"); m != nil {
		match, ok := r.match(m, path+".match")
		if ok {
			s.Match = match
		}
	}
	if u := o.get("upstream"); u != nil {
		s.Upstream = r.upstream(u, path+".upstream")
	}
	o.oneOf("on_crash", &s.OnCrash, OnCrashRelease, OnCrashMinimum, OnCrashCeiling)
	r.chargeOn(o, s)
	meter := o.oneOf("meter", &s.Meter, MeterCall, MeterBytes, MeterOpenAI, meterSeconds, meterHeader) && s.Meter != ""
	priced := o.text("price", &s.Price) && s.Price != ""
	r.bounds(o, s, meter)
	r.accept(o, s)
	o.close()
	if !priced {
		return s
	}
	state, known := prices[s.Price]
	switch {
	case !known:
		r.fault(o.values["price"], "%s.price: no price is called %s; add it under prices", path, quote(o.values["price"]))
	case s.later != "":
	case state.later:
		s.later = "price " + strconv.Quote(s.Price) + " is of a model that is not offered"
	case state.rater != nil && meter:
		r.rates(o, s, state.rater)
	}
	return s
}

// chargeOn reads statuses such as 200 and classes such as 2xx.
func (r *reader) chargeOn(o *object, s *routeState) {
	n := o.get("charge_on")
	if n == nil {
		return
	}
	items := r.list(n, s.path+".charge_on", 100)
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.fault(n, "%s.charge_on: empty: nothing would be charged; remove the key to charge statuses below 400", s.path)
	}
	s.ChargeOn = nil
	for i, item := range items {
		text, ok := r.text(item, index(s.path+".charge_on", i))
		if !ok {
			continue
		}
		digits, class := strings.CutSuffix(text, "xx")
		v, err := strconv.ParseUint(digits, 10, 16)
		status := StatusRange{First: int(v), Last: int(v)}
		if class {
			status = StatusRange{First: int(v) * 100, Last: int(v)*100 + 99}
		}
		if err != nil || status.First < 200 || status.Last > 599 || len(text) != 3 {
			r.fault(item, "%s.charge_on: %s; want a status from 200 to 599 or a class such as 2xx", s.path, quote(item))
			continue
		}
		s.ChargeOn = append(s.ChargeOn, status)
	}
}

// bounds reads what makes the usage of one call finite, which its hold needs.
func (r *reader) bounds(o *object, s *routeState, meter bool) {
	output := uint64(defaultMaxOutput)
	o.size("max_bytes", &s.MaxBytes, 1, 1<<40)
	o.whole("max_output_tokens", &output, 1, 10_000_000)
	var seconds time.Duration
	o.duration("max_seconds", &seconds, time.Second, 24*time.Hour)
	quantity := uint64(0)
	o.whole("max_quantity", &quantity, 1, 1<<53)
	header := ""
	o.text("meter_header", &header)
	if !meter {
		return
	}
	owner := map[string]string{
		"max_bytes": MeterBytes, "max_output_tokens": MeterOpenAI, "max_seconds": meterSeconds,
		"max_quantity": meterHeader, "meter_header": meterHeader,
	}
	for _, key := range []string{"max_bytes", "max_output_tokens", "max_seconds", "max_quantity", "meter_header"} {
		if o.has(key) && owner[key] != s.Meter {
			r.fault(o.keys[key], "%s.%s: belongs to meter %s, this one is %s; remove it", s.path, key, owner[key], s.Meter)
		}
		if !o.has(key) && owner[key] == s.Meter && s.Meter != MeterOpenAI {
			r.fault(o.values["meter"], "%s.meter: %s needs %s: without it nothing bounds a call, so nothing can be held for it", s.path, s.Meter, key)
		}
	}
	switch s.Meter {
	case MeterOpenAI:
		s.MaxOutputTokens = output
	case meterSeconds, meterHeader:
		s.later = "meter " + s.Meter + " is not offered"
	}
}
