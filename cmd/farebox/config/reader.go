package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader walks the tree, fills the configuration and collects what is wrong.
type reader struct {
	env      Env
	cfg      *Config
	faults   []Note
	warnings []Note
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) {
	r.faults = append(r.faults, Note{Line: n.Line, Column: n.Column, Text: fmt.Sprintf(format, args...)})
}

func (r *reader) warn(n *yaml.Node, format string, args ...any) {
	r.warnings = append(r.warnings, Note{Line: n.Line, Column: n.Column, Text: fmt.Sprintf(format, args...)})
}

// object is a mapping being read: get takes its keys, close reports the rest.
type object struct {
	r      *reader
	node   *yaml.Node
	path   string // "chain.asset"; empty for the root
	values map[string]*yaml.Node
	keys   map[string]*yaml.Node
	order  []string // the keys as the file has them, without duplicates
	asked  []string
}

// open starts reading a mapping. It reports another kind of node and duplicate
// keys; the result is usable in any case.
func (r *reader) open(n *yaml.Node, path string) *object {
	o := &object{r: r, node: n, path: path, values: map[string]*yaml.Node{}, keys: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "%s: want keys and values, got %s", path, kindOf(n))
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			r.fault(key, "%s: a key must be a name", o.at("?"))
			continue
		}
		if first, twice := o.keys[key.Value]; twice {
			r.fault(key, "%s: the key stands twice, first on line %d; remove one", o.at(key.Value), first.Line)
			continue
		}
		o.keys[key.Value], o.values[key.Value] = key, n.Content[i+1]
		o.order = append(o.order, key.Value)
	}
	return o
}

// at returns the path of a key, as faults and masks name it.
func (o *object) at(key string) string {
	key = clip(key)
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

// get returns the value of a key, nil where the key is absent. A key without a
// value is a fault and counts as absent.
func (o *object) get(key string) *yaml.Node {
	o.asked = append(o.asked, key)
	v := o.values[key]
	if v != nil && v.Tag == "!!null" && v.Kind == yaml.ScalarNode {
		o.r.fault(o.keys[key], "%s: no value; give one or remove the key", o.at(key))
		return nil
	}
	return v
}

// has reports whether the key is written, even without a value.
func (o *object) has(key string) bool { return o.values[key] != nil }

// require reports the keys that are missing.
func (o *object) require(keys ...string) {
	for _, key := range keys {
		if !o.has(key) && o.node.Kind == yaml.MappingNode {
			o.r.fault(o.node, "%s: missing", o.at(key))
		}
	}
}

// close reports the keys that nobody asked for.
func (o *object) close() {
	for _, name := range o.order {
		if !slices.Contains(o.asked, name) {
			o.r.fault(o.keys[name], "%s: unknown key; the keys here are %s", o.at(name), strings.Join(o.asked, ", "))
		}
	}
}

// list returns the items of a sequence, nil after a fault.
func (r *reader) list(n *yaml.Node, path string, most int) []*yaml.Node {
	switch {
	case n.Kind != yaml.SequenceNode:
		r.fault(n, "%s: want a list, got %s", path, kindOf(n))
		return nil
	case len(n.Content) > most:
		r.fault(n, "%s: %d entries; at most %d are supported", path, len(n.Content), most)
		return nil
	}
	return n.Content
}

// text returns a scalar's text with ${NAME} read from the environment; ok is
// false after a fault. The masked form is remembered for Effective.
func (r *reader) text(n *yaml.Node, path string) (value string, ok bool) {
	s, ok := r.secret(n, path)
	delete(r.cfg.masks, path) // of a default that is made of another value
	if ok && s.value != s.shown {
		r.cfg.masks[path] = s.shown
	}
	return s.value, ok
}

// secret is text that also returns what may be shown of it.
func (r *reader) secret(n *yaml.Node, path string) (Secret, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" {
		r.fault(n, "%s: want text, got %s", path, kindOf(n))
		return Secret{}, false
	}
	ok := true
	value := variable.ReplaceAllStringFunc(n.Value, func(ref string) string {
		name := ref[2 : len(ref)-1]
		if !variableName.MatchString(name) {
			r.fault(n, "%s: %s is no variable; write ${NAME}", path, clip(ref))
			ok = false
			return ""
		}
		v, set := "", false
		if r.env.Lookup != nil {
			v, set = r.env.Lookup(name)
		}
		if !set {
			r.fault(n, "%s: the environment has no %s; set it", path, clip(name))
			ok = false
		}
		return v
	})
	if ok && strings.Contains(variable.ReplaceAllString(n.Value, ""), "${") {
		r.fault(n, "%s: \"${\" without \"}\"; write ${NAME}", path)
		ok = false
	}
	return Secret{value: value, shown: variable.ReplaceAllString(n.Value, mask)}, ok
}

var (
	variable     = regexp.MustCompile(`\$\{[^{}]*\}`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
)

// quote shows a value as the file has it: what came from the environment stays
// out of every message.
func quote(n *yaml.Node) string { return strconv.Quote(clip(n.Value)) }

// clip bounds what a message repeats of the file.
func clip(s string) string {
	const most = 80
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Tag == "!!null":
		return "nothing"
	case n.Tag == "!!bool":
		return "true or false"
	default:
		return quote(n)
	}
}
