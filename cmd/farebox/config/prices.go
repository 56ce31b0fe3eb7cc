package config

import (
	"encoding/json"
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/rating"
)

// priceState is what routes need to know of a price.
type priceState struct {
	rater metering.Rater // nil where the price has a fault or is not offered
	later bool           // well formed, not offered by this version
}

// prices reads the price definitions.
func (r *reader) prices(root *object) map[string]priceState {
	n := root.get("prices")
	states := map[string]priceState{}
	if n == nil {
		return states
	}
	all := r.open(n, "prices")
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if all.keys[key.Value] != key {
			continue // a duplicate, reported
		}
		if !validName(key.Value) {
			r.fault(key, "prices: %s; want %s", quote(key), wantName)
		}
		states[key.Value] = r.price(key, value)
	}
	return states
}

func (r *reader) price(key, value *yaml.Node) priceState {
	path := "prices." + clip(key.Value)
	tree, ok := r.json(value, path, "")
	if !ok {
		return priceState{}
	}
	def, err := json.Marshal(tree)
	if err != nil {
		r.fault(key, "%s: not a definition: %v", path, err)
		return priceState{}
	}
	rater, err := rating.Parse(def)
	at := place(value, key, err)
	switch {
	case errors.Is(err, rating.ErrUnsupported):
		r.warn(at, "%s: %v; routes with this price are not served", path, err)
		return priceState{later: true}
	case err != nil && r.masked(path):
		r.fault(at, "%s: not a price definition with what the environment gives; correct the variable", path)
		return priceState{}
	case err != nil:
		r.fault(at, "%s: %v", path, err)
		return priceState{}
	}
	canonical, err := rating.Canonical(def)
	if err != nil {
		r.fault(key, "%s: %v", path, err)
		return priceState{}
	}
	r.cfg.Prices = append(r.cfg.Prices, Price{Name: key.Value, Definition: canonical, Rater: rater})
	return priceState{rater: rater}
}

// masked reports whether some value below a path came from the environment.
func (r *reader) masked(path string) bool {
	for at := range r.cfg.masks {
		if strings.HasPrefix(at, path+".") {
			return true
		}
	}
	return false
}

// json turns a definition into JSON's types. Decimals become strings of the
// very text of the file: no number is ever made of them.
func (r *reader) json(n *yaml.Node, path, key string) (any, bool) {
	switch n.Kind {
	case yaml.MappingNode:
		return r.jsonObject(n, path)
	case yaml.SequenceNode:
		list, ok := make([]any, 0, len(n.Content)), true
		for i, c := range n.Content {
			v, fine := r.json(c, index(path, i), "")
			list, ok = append(list, v), ok && fine
		}
		return list, ok
	default:
		switch {
		case n.Tag == "!!null":
			return nil, true
		case n.Tag == "!!bool":
			return n.Value == "true" || n.Value == "True" || n.Value == "TRUE", true
		case n.Tag == "!!int" && key == "currency_decimals":
			return json.Number(n.Value), json.Valid([]byte(n.Value))
		}
		return r.text(n, path)
	}
}

func (r *reader) jsonObject(n *yaml.Node, path string) (any, bool) {
	before := len(r.faults)
	o := r.open(n, path)
	object, ok := map[string]any{}, len(r.faults) == before
	for _, name := range o.order {
		v, fine := r.json(o.values[name], o.at(name), name)
		object[name], ok = v, ok && fine
	}
	return object, ok
}

// place returns the node of the member that an error is about, else the key.
func place(n, key *yaml.Node, err error) *yaml.Node {
	at := key
	for {
		var m *rating.MemberError
		if !errors.As(err, &m) {
			return at
		}
		err = m.Err
		next := child(n, m)
		if next == nil {
			return at
		}
		at, n = next, next
	}
}

// child returns a member's or an item's value node, nil where it is missing.
func child(n *yaml.Node, m *rating.MemberError) *yaml.Node {
	if m.Name == "" {
		if n.Kind == yaml.SequenceNode && m.Index < len(n.Content) {
			return n.Content[m.Index]
		}
		return nil
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == m.Name {
			return n.Content[i+1]
		}
	}
	return nil
}
