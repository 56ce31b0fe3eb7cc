package usage

import (
	"bytes"
	"errors"
	"mime"
	"slices"
	"strings"
)

// ChatReply says what reply a chat meter is to read.
type ChatReply struct {
	Request         ChatInfo
	ContentType     string // header of the reply
	ContentEncoding string // header of the reply
}

// format is how a reply is read.
type format uint8

const (
	formatUnknown  format = iota // by its first byte
	formatJSON                   // one JSON text
	formatStream                 // events, each one JSON text
	formatUnread                 // passed on unread
	formatFinished               // passed on: the result is out
)

// chat meters OpenAI chat completions, whole or streamed.
type chat struct {
	reply  ChatReply
	format format
	gzip   *gunzip // decodes a copy; nil where the body is plain
	json   *extractor
	sse    *sse
	out    []byte

	usage   []byte // the last usage object that was not null
	badLast bool   // which cannot be billed
	final   bool   // which is the last word: of a whole reply, or of an event without choices
	broken  bool   // the gzip around the reply did not end well
	flags   []string
	bytes   uint64
	events  uint64
	content uint64
	unread  uint64 // bytes of events that were not read
	result  *Result
}

var _ Meter = (*chat)(nil)

// NewChat returns a meter that counts the tokens of a chat completion. A stream's
// [DONE] is withheld. The event that carries nothing but usage is dropped from a
// stream whose client did not ask for it: we asked, and such a client may not
// expect an event with no choices. The rest goes on byte for byte.
func NewChat(reply ChatReply) Meter {
	m := &chat{reply: reply, json: newExtractor()}
	m.sse = &sse{event: m.event, oversize: m.skipped}
	media, _, _ := mime.ParseMediaType(reply.ContentType) // a label that cannot be read is none
	switch {
	case media == "text/event-stream":
		m.format = formatStream
	case !reply.Request.Stream:
		m.format = formatJSON
	}
	switch strings.ToLower(strings.TrimSpace(reply.ContentEncoding)) {
	case "", "identity":
	case "gzip", "x-gzip":
		m.flag(FlagEncoded)
		m.gzip = newGunzip(m.decoded)
	default:
		m.flag(FlagEncoding)
		m.format = formatUnread
	}
	return m
}

func (m *chat) flag(f string) {
	if !slices.Contains(m.flags, f) {
		m.flags = append(m.flags, f)
	}
}

func (m *chat) Feed(chunk []byte) []byte {
	if m.format == formatFinished {
		return chunk
	}
	m.bytes += uint64(len(chunk))
	switch {
	case m.format == formatUnread:
		return chunk
	case m.gzip != nil:
		m.gzip.feed(chunk)
		return chunk
	}
	m.out = m.out[:0]
	m.read(chunk)
	if m.format != formatStream {
		return chunk
	}
	return m.out
}

// decoded reads a piece of the decoded copy: what it would release is dropped,
// and so is what follows [DONE].
func (m *chat) decoded(p []byte) {
	m.out = m.out[:0]
	if !m.sse.done {
		m.read(p)
	}
}

// read reads plain bytes.
func (m *chat) read(p []byte) {
	if m.format == formatUnknown {
		body := bytes.TrimLeft(p, " \t\r\n")
		switch {
		case len(body) == 0:
			return // spaces in front mean nothing in either format
		case body[0] == '{' || body[0] == '[':
			m.format = formatJSON
		default:
			m.format = formatStream
		}
	}
	if m.format == formatJSON {
		m.json.feed(p)
		return
	}
	m.out = m.sse.feed(m.out, p)
}

// event reads one event of a stream and says whether it is passed on.
func (m *chat) event(data []byte) (pass bool) {
	m.events++
	e := m.json
	e.reset()
	e.feed(data)
	if !e.scan.complete() {
		m.flag(FlagMalformed)
		if e.scan.state == bad {
			m.unread += uint64(len(data))
		} else { // cut: what came of it can be counted
			m.content += e.content
		}
		return true
	}
	m.content += e.content
	if e.failed {
		m.flag(FlagStreamError)
	}
	m.keep(e)
	only := e.found > 0 && e.choices && !e.filled && !e.failed
	return !only || m.reply.Request.IncludeUsage
}

// keep takes over the usage of a JSON text that was read.
func (m *chat) keep(e *extractor) {
	raw, ok := e.reported()
	if e.found == 0 {
		return
	}
	m.usage = append(make([]byte, 0, len(raw)), raw...)
	m.badLast, m.final = !ok, !e.filled
}

func (m *chat) skipped(n int) {
	m.flag(FlagOversize)
	m.unread += uint64(n)
}

func (m *chat) Gated() bool {
	return m.gzip == nil && m.format == formatStream && m.sse.done
}

func (m *chat) Finish(complete bool) (Result, []byte) {
	if m.result != nil {
		return *m.result, nil
	}
	complete = complete || m.Gated()
	if m.gzip != nil {
		m.closeGzip()
	}
	var rest []byte
	if m.format == formatStream {
		rest = m.sse.finish()
		if m.gzip != nil {
			rest = nil // a copy: the body itself went by
		}
	}
	if m.format == formatJSON && m.bytes > 0 {
		m.finishJSON()
	}
	if !complete {
		m.flag(FlagTruncated)
	}
	r := m.settle(complete)
	m.result, m.format = &r, formatFinished
	m.json, m.out = nil, nil
	return r, rest
}

func (m *chat) finishJSON() {
	m.content += m.json.content
	m.keep(m.json)
	m.final = m.json.scan.complete()
	if !m.final {
		m.flag(FlagMalformed)
	}
}

func (m *chat) closeGzip() {
	err := m.gzip.close()
	switch {
	case err == nil || m.bytes == 0:
	case errors.Is(err, errRatio):
		m.flag(FlagBomb)
	default:
		m.flag(FlagMalformed)
	}
	m.broken = err != nil
}
