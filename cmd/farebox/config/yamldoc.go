package config

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// doc is a YAML mapping or sequence being written. It knows its path, and
// replaces what the environment gave by its masked form.
type doc struct {
	node  *yaml.Node
	masks map[string]string
	path  string
}

func newDoc(masks map[string]string, path string) *doc {
	return &doc{node: &yaml.Node{Kind: yaml.MappingNode}, masks: masks, path: path}
}

func (d *doc) at(key string) string {
	if d.path == "" {
		return key
	}
	return d.path + "." + key
}

func (d *doc) put(key string, value *yaml.Node) {
	d.node.Content = append(d.node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

// scalar returns a value: quoted text, or as it is where quotes would mislead.
func (d *doc) scalar(path, value string, style yaml.Style) *yaml.Node {
	if shown, masked := d.masks[path]; masked {
		value, style = shown, yaml.DoubleQuotedStyle
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: value, Style: style}
}

func (d *doc) text(key, value string) {
	d.put(key, d.scalar(d.at(key), value, yaml.DoubleQuotedStyle))
}

func (d *doc) optional(key, value string) {
	if value != "" {
		d.text(key, value)
	}
}

// raw writes a number, a size, a duration, true or false.
func (d *doc) raw(key, value string) { d.put(key, d.scalar(d.at(key), value, 0)) }

func (d *doc) list(key string, values []string) {
	seq := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for i, v := range values {
		seq.Content = append(seq.Content, d.scalar(index(d.at(key), i), v, yaml.DoubleQuotedStyle))
	}
	d.put(key, seq)
}

func (d *doc) object(key string) *doc {
	o := newDoc(d.masks, d.at(key))
	d.put(key, o.node)
	return o
}

func (d *doc) entries(key string) *doc {
	seq := &doc{node: &yaml.Node{Kind: yaml.SequenceNode}, masks: d.masks, path: d.at(key)}
	d.put(key, seq.node)
	return seq
}

// entry appends an object to a sequence; its path goes by its name.
func (d *doc) entry(name string) *doc {
	o := newDoc(d.masks, d.path+"["+name+"]")
	d.node.Content = append(d.node.Content, o.node)
	return o
}

// tree writes a price definition, whose values are text and objects.
func (d *doc) tree(key string, v any) {
	switch v := v.(type) {
	case string:
		d.text(key, v)
	case map[string]any:
		o := d.object(key)
		for _, k := range slices.Sorted(maps.Keys(v)) {
			o.tree(k, v[k])
		}
	}
}
