package config

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// index is the path of an entry that has no name.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// entryPath is the path of a list's entry: by name where it has a valid one, so
// that messages stay right when entries move.
func entryPath(path string, i int, n *yaml.Node) string {
	for k := 0; n.Kind == yaml.MappingNode && k+1 < len(n.Content); k += 2 {
		if v := n.Content[k+1]; n.Content[k].Value == "name" && v.Kind == yaml.ScalarNode && validName(v.Value) {
			return path + "[" + v.Value + "]"
		}
	}
	return index(path, i)
}

// plans reads the plans and returns the names that may be referred to, also of
// plans with faults, so that one mistake is reported once.
func (r *reader) plans(root *object) map[string]bool {
	n := root.get("plans")
	names := map[string]bool{}
	if n == nil {
		r.cfg.Plans = defaultPlans()
		names["standard"] = true
		return names
	}
	all := r.open(n, "plans")
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if all.keys[key.Value] != key {
			continue // a duplicate, reported
		}
		names[key.Value] = true
		if !validName(key.Value) {
			r.fault(key, "plans: %s; want %s", quote(key), wantName)
			continue
		}
		r.plan(n.Content[i+1], key)
	}
	return names
}

func (r *reader) plan(n, key *yaml.Node) {
	p := Plan{Name: key.Value}
	o := r.open(n, "plans."+key.Value)
	o.require("billing")
	known := o.oneOf("billing", &p.Billing, "prepaid", "postpaid")
	o.amount("credit_limit", &p.CreditLimit)
	o.oneOf("period", &p.Period, "day", "week", "month")
	due := uint64(0)
	o.whole("due_days", &due, 0, 365)
	p.DueDays = int(due)
	disconnect := "usage_seen"
	if o.oneOf("disconnect", &disconnect, "usage_seen", "delivered") && disconnect == "delivered" {
		r.warn(o.values["disconnect"], "plans.%s.disconnect: delivered is not offered by this version; usage_seen is what happens", p.Name)
	}
	o.close()
	switch {
	case !known || p.Billing == "":
		return
	case p.Billing == "postpaid":
		o.require("credit_limit", "period")
		r.warn(key, "plans.%s: postpaid is not offered by this version; its agents get 403", p.Name)
	default:
		for _, k := range []string{"credit_limit", "period", "due_days"} {
			if o.has(k) {
				r.fault(o.keys[k], "plans.%s.%s: belongs to postpaid plans; remove it", p.Name, k)
			}
		}
	}
	r.cfg.Plans = append(r.cfg.Plans, p)
}

func (r *reader) tokens(root *object, plans map[string]bool) {
	n := root.get("tokens")
	if n == nil {
		return
	}
	o := r.open(n, "tokens")
	seen := map[string]int{}
	if list := o.get("issuers"); list != nil {
		for i, item := range r.list(list, "tokens.issuers", maxList) {
			r.issuer(item, entryPath("tokens.issuers", i, item), plans, seen)
		}
	}
	o.close()
}

func (r *reader) issuer(n *yaml.Node, path string, plans map[string]bool, seen map[string]int) {
	var is Issuer
	o := r.open(n, path)
	o.require("name", "issuer", "jwks_url", "audience")
	if name := o.values["name"]; o.name("name", &is.Name) && name != nil {
		switch {
		case is.Name == "eip155":
			r.fault(name, "%s.name: reserved: its agents would read as payers of a chain; choose another", path)
		case seen[is.Name] > 0:
			r.fault(name, "%s.name: stands twice, first on line %d; choose another", path, seen[is.Name])
		default:
			seen[is.Name] = name.Line
		}
	}
	o.text("issuer", &is.Issuer)
	o.text("jwks_url", &is.JWKSURL)
	if u := o.values["jwks_url"]; u != nil && is.JWKSURL != "" {
		parsed, why := parseURL(is.JWKSURL)
		switch {
		case why != "":
			r.fault(u, "%s.jwks_url: %s: %s", path, quote(u), why)
		case parsed.Scheme != "https" && !loopback(parsed.Hostname()):
			r.fault(u, "%s.jwks_url: %s: keys fetched over http can be replaced on the way; use https", path, quote(u))
		default:
			r.neverDialled(u, path+".jwks_url", parsed)
		}
	}
	o.text("audience", &is.Audience)
	if plan := o.values["plan"]; o.text("plan", &is.Plan) && plan != nil && !plans[is.Plan] {
		r.fault(plan, "%s.plan: no plan is called %s; add it under plans", path, quote(plan))
	}
	o.close()
	r.cfg.Issuers = append(r.cfg.Issuers, is)
}
