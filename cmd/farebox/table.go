package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"
)

// printable escapes what is not printable, so that text of others moves no
// cursor and starts no line.
func printable(s string) string {
	if !strings.ContainsFunc(s, hostile) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hostile(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hostile(r rune) bool { return !unicode.IsPrint(r) }

// table writes rows in columns, the first of them the heads.
func table(w io.Writer, rows [][]string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = printable(cell)
			if cell == "" {
				cells[i] = "-"
			}
		}
		_, err := fmt.Fprintln(tw, strings.Join(cells, "\t"))
		if err != nil {
			return err
		}
	}
	return tw.Flush()
}

// fields writes names and values, one a line.
func fields(w io.Writer, pairs ...string) error {
	rows := make([][]string, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		rows = append(rows, []string{pairs[i], pairs[i+1]})
	}
	return table(w, rows)
}

// printJSON prints a reply as it came, on one line.
func printJSON(w io.Writer, text json.RawMessage) error {
	_, err := fmt.Fprintf(w, "%s\n", text)
	return err
}

// read decodes a reply.
func read[T any](text json.RawMessage) (T, error) {
	var v T
	err := json.Unmarshal(text, &v)
	if err != nil {
		return v, fmt.Errorf("read reply: %w", err)
	}
	return v, nil
}

// pageFlags are those of every list.
type pageFlags struct {
	limit  int
	cursor string
}

func addPageFlags(cmd *cobra.Command) *pageFlags {
	p := &pageFlags{}
	cmd.Flags().IntVar(&p.limit, "limit", 100, "the `number` of items, at most 1000")
	cmd.Flags().StringVar(&p.cursor, "cursor", "", "go on where the page before ended")
	return p
}

// query returns the parameters of a list, with those filters that are set.
func (p *pageFlags) query(filters ...string) url.Values {
	q := url.Values{"limit": {strconv.Itoa(p.limit)}}
	if p.cursor != "" {
		q.Set("cursor", p.cursor)
	}
	for i := 0; i+1 < len(filters); i += 2 {
		if filters[i+1] != "" {
			q.Set(filters[i], filters[i+1])
		}
	}
	return q
}

// page is a list's reply.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next_cursor"`
}

// showList prints a list: the reply with --json, else a table, and on stderr how
// to go on.
func showList[T any](e *env, f *gatewayFlags, text json.RawMessage, none string, heads []string, row func(*T) []string) error {
	if f.json {
		return printJSON(e.stdout, text)
	}
	list, err := read[page[T]](text)
	if err != nil {
		return err
	}
	if len(list.Items) == 0 && list.Next == "" {
		_, err = fmt.Fprintln(e.stderr, none)
		return err
	}
	rows := [][]string{heads}
	for i := range list.Items {
		rows = append(rows, row(&list.Items[i]))
	}
	err = table(e.stdout, rows)
	if err == nil && list.Next != "" {
		_, err = fmt.Fprintf(e.stderr, "there is more: --cursor %s\n", printable(list.Next))
	}
	return err
}
