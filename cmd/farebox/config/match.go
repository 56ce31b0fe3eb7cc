package config

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Prefix returns the prefix of a path that ends in "/*", with its last slash;
// ok is false for an exact path.
func (m Match) Prefix() (prefix string, ok bool) {
	return strings.CutSuffix(m.Path, "*")
}

// overlaps reports whether some request matches both.
func (m Match) overlaps(n Match) bool {
	if len(m.Methods) > 0 && len(n.Methods) > 0 &&
		!slices.ContainsFunc(m.Methods, func(s string) bool { return slices.Contains(n.Methods, s) }) {
		return false
	}
	a, aOpen := m.Prefix()
	b, bOpen := n.Prefix()
	return a == b || aOpen && strings.HasPrefix(b, a) || bOpen && strings.HasPrefix(a, b)
}

// methods are the methods a route may take. CONNECT and TRACE are refused by
// the gateway whatever the configuration says.
func methods() []string {
	return []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
}

// ownPaths are the paths that the gateway serves itself.
func ownPaths() []string {
	return []string{"/farebox/", "/.well-known/", "/healthz", "/readyz", "/openapi.json", "/llms.txt"}
}

func (r *reader) match(n *yaml.Node, path string) (Match, bool) {
	var m Match
	o := r.open(n, path)
	o.require("path")
	p := o.values["path"]
	ok := o.text("path", &m.Path) && p != nil
	if ok {
		why := pathFault(m.Path)
		if why != "" {
			r.fault(p, "%s.path: %s: %s", path, quote(p), why)
			ok = false
		}
	}
	if list := o.get("methods"); list != nil {
		items := r.list(list, path+".methods", len(methods()))
		if list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
			r.fault(list, "%s.methods: empty: the route would take nothing; remove the key to take every method", path)
		}
		for i, item := range items {
			method, fine := r.text(item, index(path+".methods", i))
			switch {
			case !fine:
			case !slices.Contains(methods(), method):
				r.fault(item, "%s.methods: %s; want some of %s", path, quote(item), strings.Join(methods(), ", "))
			case slices.Contains(m.Methods, method):
				r.fault(item, "%s.methods: %s stands twice; remove one", path, quote(item))
			default:
				m.Methods = append(m.Methods, method)
			}
		}
	}
	o.close()
	return m, ok
}

var pathPattern = regexp.MustCompile(`^[A-Za-z0-9/._~!$&'()+,;=:@-]+$`)

// pathFault says what is wrong with a path pattern. Only paths in the form in
// which they are forwarded can match, so that what is priced is what is called.
func pathFault(s string) string {
	path, open := strings.CutSuffix(s, "/*")
	if open {
		path += "/"
	}
	switch {
	case !strings.HasPrefix(path, "/"):
		return "a path begins with \"/\""
	case len(s) > 512:
		return "longer than 512 characters"
	case strings.Contains(path, "*"):
		return "\"*\" stands only at the end, as in \"/weather/*\""
	case !pathPattern.MatchString(path):
		return "a path has letters, digits and ._~!$&'()+,;=:@- only; no query, no escapes"
	case strings.Contains(path, "//"), slices.ContainsFunc(strings.Split(path, "/"), func(s string) bool { return s == "." || s == ".." }):
		return "no empty, \".\" or \"..\" segments: such requests are refused"
	}
	for _, own := range ownPaths() {
		if path == own || strings.HasSuffix(own, "/") && strings.HasPrefix(path, own) {
			return "the gateway serves " + own + " itself"
		}
	}
	return ""
}
