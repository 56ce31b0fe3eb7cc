package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of the file itself.
const (
	maxFile  = 1 << 20 // bytes
	maxNest  = 32      // levels of nesting
	maxNotes = 200     // faults reported of one file
)

// Env is what a file may ask of the machine.
type Env struct {
	// Lookup returns an environment variable, as os.LookupEnv does.
	Lookup func(name string) (string, bool)
	// Stat describes a file, as os.Stat does, to refuse secrets that others can
	// read. Nil leaves files unchecked.
	Stat func(path string) (fs.FileInfo, error)
	// KeyPair reads a certificate and its key and says what is wrong with them, and
	// what to do: err where they cannot be served, warning where agents refuse
	// them. Nil leaves them unchecked.
	KeyPair func(certFile, keyFile string) (warning string, err error)
}

// Load reads and validates the file. An error is *Faults where the file could
// be read.
func Load(path string, env Env) (*Config, []Warning, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open configuration: %w", err)
	}
	defer func() { _ = f.Close() }() // opened for reading: nothing to lose
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(path, text, env)
}

// Parse validates the text of a file; name stands in the faults. It returns
// either a configuration and its warnings, in the order of the file, or *Faults
// with every fault.
func Parse(name string, text []byte, env Env) (*Config, []Warning, error) {
	r := &reader{env: env, cfg: Defaults()}
	if root := r.document(text); root != nil {
		r.config(root)
	}
	if len(r.faults) > 0 {
		sortNotes(r.faults)
		if more := len(r.faults) - maxNotes; more > 0 {
			last := r.faults[maxNotes]
			last.Text = fmt.Sprintf("and %d more faults from here on", more)
			r.faults = append(r.faults[:maxNotes:maxNotes], last)
		}
		return nil, nil, &Faults{File: name, Notes: r.faults}
	}
	sortNotes(r.warnings)
	warnings := make([]Warning, len(r.warnings))
	for i, w := range r.warnings {
		warnings[i] = Warning(w)
	}
	return r.cfg, warnings, nil
}

// document parses the YAML and refuses what no configuration needs. It returns
// nil after a fault that leaves nothing to read.
func (r *reader) document(text []byte) *yaml.Node {
	start := &yaml.Node{Line: 1, Column: 1}
	if len(text) > maxFile {
		r.fault(start, "the file is larger than %d bytes; a configuration is not", maxFile)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		r.fault(start, "the file is empty")
		return nil
	case err != nil:
		r.syntax(err)
		return nil
	}
	var second yaml.Node
	err = dec.Decode(&second)
	switch {
	case err == nil:
		r.fault(&second, "a second document; a configuration is one document, remove what follows \"---\"")
		return nil
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return nil
	}
	root := doc.Content[0]
	if !r.plain(root, 0) {
		return nil
	}
	if root.Kind != yaml.MappingNode {
		r.fault(root, "want keys and values, such as listen: \":8402\"")
		return nil
	}
	return root
}

var linePattern = regexp.MustCompile(`^line (\d+): `)

// syntax reports the parser's error, which carries its line in its text.
func (r *reader) syntax(err error) {
	at := &yaml.Node{Line: 1, Column: 1}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := linePattern.FindStringSubmatch(text); m != nil {
		line, convErr := strconv.Atoi(m[1])
		if convErr == nil {
			at.Line = max(line, 1)
		}
		text = text[len(m[0]):]
	}
	r.fault(at, "not YAML: %s", text)
}

// plain refuses anchors, aliases, merge keys, tags and deep nesting in the
// whole tree: they can make a small file stand for a large one, or for another
// one than the reader sees. It reports whether the tree may be read.
func (r *reader) plain(n *yaml.Node, depth int) bool {
	if depth > maxNest {
		r.fault(n, "nested deeper than %d levels", maxNest)
		return false
	}
	ok := true
	switch {
	case n.Kind == yaml.AliasNode:
		r.fault(n, "YAML aliases are not supported: write the value out")
		return false
	case n.Anchor != "":
		r.fault(n, "YAML anchors are not supported: remove &%s", clip(n.Anchor))
		ok = false
	case n.Style&yaml.TaggedStyle != 0:
		r.fault(n, "YAML tags are not supported: remove %s", clip(n.Tag))
		ok = false
	case n.Tag == "!!merge":
		r.fault(n, "YAML merge keys are not supported: write the keys out")
		ok = false
	}
	for _, c := range n.Content {
		ok = r.plain(c, depth+1) && ok
	}
	return ok
}
