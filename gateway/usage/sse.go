package usage

import "bytes"

// MaxEvent is how many bytes of one event of a stream are kept to be read. A
// larger event is passed on unread and flagged.
const MaxEvent = 1 << 20

// sse splits a stream into events (WHATWG HTML, section 9.2: lines end in LF,
// CR LF or CR; an empty line ends an event) and withholds each event until it is
// whole, and [DONE] with all that follows until the stream is finished.
type sse struct {
	// event is told of the data of each whole event that has some, and says
	// whether the event is to be passed on. data is valid during the call.
	event func(data []byte) (pass bool)
	// oversize is told of the bytes of an event above MaxEvent.
	oversize func(n int)

	held  []byte // bytes of the event so far; after done, all that is withheld
	line  int    // where the current line begins in held
	data  []byte // data of the event so far, lines joined by LF
	has   bool   // the event has a data field
	bare  bool   // the line began before a CR that ended held: an LF belongs to it
	drop  bool   // and that LF is dropped, since its event was
	began bool   // the first line was read
	large bool   // the event exceeded MaxEvent
	mid   bool   // the beginning of the current line was let go
	done  bool   // [DONE] was seen
}

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	doneMark      = []byte("[DONE]")
)

// feed reads p and appends to out what may go on.
func (s *sse) feed(out, p []byte) []byte {
	for len(p) > 0 && !s.done {
		if s.bare && p[0] == '\n' {
			out = s.lineFeed(out)
			p = p[1:]
			continue
		}
		s.bare = false
		i := lineEnd(p)
		if i < 0 {
			s.held = append(s.held, p...)
			return s.relieve(out)
		}
		s.held = append(s.held, p[:i]...)
		if s.mid {
			out = s.relieve(out)
		}
		end := p[i]
		p = p[i+1:]
		out = s.endLine(out, end)
	}
	s.held = append(s.held, p...)
	return out
}

// lineFeed reads the LF of a CR LF whose CR ended the line.
func (s *sse) lineFeed(out []byte) []byte {
	s.bare = false
	switch {
	case len(s.held) > 0:
		s.held = append(s.held, '\n')
		s.line = len(s.held)
	case !s.drop:
		out = append(out, '\n')
	}
	return out
}

// endLine reads the line that stands in held; end is the byte that ended it.
func (s *sse) endLine(out []byte, end byte) []byte {
	if s.mid {
		s.mid, s.bare, s.drop = false, end == '\r', false
		return append(out, end)
	}
	line := s.held[s.line:]
	if !s.began {
		line = bytes.TrimPrefix(line, byteOrderMark)
		s.began = true
	}
	blank := len(line) == 0
	s.field(line)
	s.held = append(s.held, end)
	s.bare, s.drop = end == '\r', false
	if s.done {
		return out
	}
	switch {
	case blank:
		return s.endEvent(out)
	case line[0] == ':' && s.line == 0 && !s.has: // a comment before the event: keep-alive
		return s.release(out)
	}
	s.line = len(s.held)
	return s.relieve(out)
}

// finish ends the stream: what is held is the last event, though no empty line
// ended it. It returns what of it may go on.
func (s *sse) finish() (rest []byte) {
	if !s.done && !s.mid && len(s.held) > 0 {
		s.field(s.held[s.line:])
		if s.has && !s.large && !s.done && !s.event(s.data) {
			return nil
		}
	}
	return s.held
}

func lineEnd(p []byte) int {
	lf := bytes.IndexByte(p, '\n')
	if lf >= 0 {
		p = p[:lf]
	}
	if cr := bytes.IndexByte(p, '\r'); cr >= 0 {
		return cr
	}
	return lf
}

// field reads one line of an event.
func (s *sse) field(line []byte) {
	name, value, _ := bytes.Cut(line, []byte{':'})
	if string(name) != "data" {
		return
	}
	value = bytes.TrimPrefix(value, []byte{' '})
	if bytes.HasPrefix(bytes.TrimLeft(value, " \t"), doneMark) {
		s.done = true
		return
	}
	if s.large {
		return
	}
	if s.has {
		s.data = append(s.data, '\n')
	}
	s.has = true
	s.data = append(s.data, value...)
}

func (s *sse) endEvent(out []byte) []byte {
	pass := true
	if s.has && !s.large {
		pass = s.event(s.data)
	}
	if s.large {
		s.oversize(len(s.held))
	}
	s.large = false
	s.drop = !pass
	if !pass {
		s.held = s.held[:0]
	}
	return s.release(out)
}

// release lets go of what is held and begins a new event.
func (s *sse) release(out []byte) []byte {
	out = append(out, s.held...)
	s.held, s.line, s.data, s.has = s.held[:0], 0, s.data[:0], false
	return out
}

// relieve lets go of an event that became too large, but for the beginning of a
// line that may yet turn out to be [DONE].
func (s *sse) relieve(out []byte) []byte {
	if len(s.held) <= MaxEvent && !s.large {
		return out
	}
	s.large, s.has, s.data = true, false, s.data[:0]
	keep := len(s.held)
	if len(s.held)-s.line < maxDoneLine && !s.mid {
		keep = s.line
	} else {
		s.mid = true
	}
	s.oversize(keep)
	out = append(out, s.held[:keep]...)
	s.held = append(s.held[:0], s.held[keep:]...)
	s.line = 0
	return out
}

// maxDoneLine is how long the beginning of a line is kept before it is known
// not to be [DONE].
const maxDoneLine = 64
