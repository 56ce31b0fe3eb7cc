package config

import (
	"fmt"
	"slices"
	"strings"
)

// Note is something to say about one place of a file.
type Note struct {
	Line, Column int // from 1
	Text         string
}

// Warning is a note that does not stop the gateway: something that is not
// offered, or is offered and may surprise.
type Warning Note

// Faults is every fault of one file.
type Faults struct {
	File  string
	Notes []Note // in the order of the file
}

// Error returns one line for each fault: file:line:column: text.
func (f *Faults) Error() string {
	lines := make([]string, len(f.Notes))
	for i, n := range f.Notes {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", f.File, n.Line, n.Column, n.Text)
	}
	return strings.Join(lines, "\n")
}

func byPlace(a, b Note) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Column - b.Column
}

func sortNotes(notes []Note) { slices.SortStableFunc(notes, byPlace) }
