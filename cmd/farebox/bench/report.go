package bench

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what a run found.
type Report struct {
	Machine Machine `json:"machine"`
	Rows    []Row   `json:"rows"`
}

// Row is one figure.
type Row struct {
	Section string  `json:"section"`
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	// Rounds are the values of the rounds, where Value is their median.
	Rounds []float64 `json:"rounds,omitempty"`
	Note   string    `json:"note,omitempty"`
	Goal   string    `json:"goal,omitempty"` // empty: none
	Met    bool      `json:"met,omitempty"`  // the goal, where there is one
}

// Units of rows.
const (
	unitRate   = "/s"
	unitMicros = "µs"
	unitMillis = "ms"
	unitCount  = ""
	unitBytes  = "B"
	unitMiB    = "MiB"
	unitRatio  = "×"
)

// Row returns the row of a section and name; nil where the run has none.
func (r *Report) Row(section, name string) *Row {
	for i := range r.Rows {
		if r.Rows[i].Section == section && r.Rows[i].Name == name {
			return &r.Rows[i]
		}
	}
	return nil
}

// add appends a row and returns it, to say more about it.
func (r *Report) add(section, name string, value float64, unit string) *Row {
	r.Rows = append(r.Rows, Row{Section: section, Name: name, Value: value, Unit: unit})
	return &r.Rows[len(r.Rows)-1]
}

// addRounds appends a row for the median of rounds.
func (r *Report) addRounds(section, name string, rounds []float64, unit string) *Row {
	row := r.add(section, name, median(rounds), unit)
	row.Rounds = rounds
	return row
}

func (row *Row) atLeast(goal float64) {
	row.Goal, row.Met = "≥ "+figure(goal, row.Unit), row.Value >= goal
}

func (row *Row) atMost(goal float64) *Row {
	row.Goal, row.Met = "≤ "+figure(goal, row.Unit), row.Value <= goal
	return row
}

func (row *Row) note(format string, args ...any) *Row {
	row.Note = fmt.Sprintf(format, args...)
	return row
}

// WriteTable writes the report for people.
func (r *Report) WriteTable(out io.Writer) error {
	m := &r.Machine
	_, err := fmt.Fprintf(out, "%s, %d cores, %s of memory; %s, kernel %s; %s\ndata on %s, fsync of 4 KiB: p50 %s, p99 %s; load average before the run: %s\n",
		m.CPU, m.Cores, bytesText(float64(m.Memory)), m.OS, m.Kernel, m.Go, m.FileSystem,
		m.FsyncP50.Round(time.Microsecond), m.FsyncP99.Round(time.Microsecond), m.Load)
	if err != nil {
		return err
	}
	for i, row := range r.Rows {
		if i > 0 && r.Rows[i-1].Section == row.Section {
			continue
		}
		err = r.writeSection(out, row.Section)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) writeSection(out io.Writer, section string) error {
	var text bytes.Buffer // writes to it do not fail
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Section == section {
			_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", row.Name, figure(row.Value, row.Unit), row.spread(), row.verdict(), row.Note)
		}
	}
	_ = w.Flush()
	_, err := fmt.Fprintf(out, "\n%s\n", strings.ToUpper(section))
	for line := range strings.Lines(text.String()) {
		if err == nil {
			_, err = fmt.Fprintln(out, strings.TrimRight(line, " \n"))
		}
	}
	return err
}

func (row *Row) spread() string {
	if len(row.Rounds) < 2 {
		return ""
	}
	return figure(slices.Min(row.Rounds), row.Unit) + " – " + figure(slices.Max(row.Rounds), row.Unit)
}

func (row *Row) verdict() string {
	switch {
	case row.Goal == "":
		return ""
	case row.Met:
		return "goal " + row.Goal + ": ok"
	}
	return "goal " + row.Goal + ": missed"
}

// figure writes a value with as many digits as mean something.
func figure(v float64, unit string) string {
	switch unit {
	case unitBytes:
		return bytesText(v)
	case unitRate:
		return thousands(v) + unit
	case unitRatio:
		return strconv.FormatFloat(v, 'f', 2, 64) + " " + unit
	}
	digits := 1
	if v < 10 && v > -10 && v != float64(int64(v)) {
		digits = 2
	}
	if v == float64(int64(v)) {
		digits = 0
	}
	return strings.TrimSpace(strconv.FormatFloat(v, 'f', digits, 64) + " " + unit)
}

// thousands writes a whole number in groups of three.
func thousands(v float64) string {
	s := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func bytesText(v float64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if v >= u.size {
			return strconv.FormatFloat(v/u.size, 'f', 1, 64) + " " + u.name
		}
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " B"
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
