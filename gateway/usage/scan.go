package usage

// The states of the scanner. Those from numZero to numExp end a number when the
// next byte does not belong to it.
const (
	expectValue    = iota // a value
	expectFirst           // a value or the end of an array
	expectFirstKey        // a key or the end of an object
	expectKey             // a key
	expectColon           // the colon after a key
	expectComma           // a comma or the end of the container
	inString              // within a string, after its quote
	inEscape              // after a backslash
	inHex                 // within the four digits of \u
	inLiteral             // within true, false or null
	numMinus              // after the sign of a number
	numPoint              // after the point
	numE                  // after e
	numESign              // after the sign of the exponent
	numZero               // after a leading zero
	numInt                // within the integer part
	numFrac               // within the fraction
	numExp                // within the exponent
	ended                 // after the top-level value
	bad                   // after a byte that no JSON text has there
)

// scanner checks a JSON text (RFC 8259) as it arrives, in memory bounded by
// maxDepth, and tells its extractor about keys and values. It accepts what
// encoding/json accepts, up to maxDepth.
type scanner struct {
	state    uint8
	maxDepth int
	stack    []byte // the open containers: '{' or '['
	key      bool   // the string being read is a key
	literal  string // what is left of a literal
	hex      uint16 // the \u escape being read
	hexLeft  uint8
	ex       *extractor
}

func (s *scanner) reset() {
	s.state, s.stack = expectValue, s.stack[:0]
}

// feed reads p. After a fault it reads nothing more.
func (s *scanner) feed(p []byte) {
	for len(p) > 0 && s.state != bad {
		if s.state != inString {
			capturing := s.ex.capturing
			s.step(p[0])
			if capturing || s.ex.capturing {
				s.ex.capture(p[:1])
			}
			p = p[1:]
			continue
		}
		i := 0
		for i < len(p) && p[i] != '"' && p[i] != '\\' && p[i] >= ' ' {
			i++
		}
		s.ex.text(p[:i], s.key)
		if s.ex.capturing {
			s.ex.capture(p[:i])
		}
		p = p[i:]
		if len(p) == 0 {
			return
		}
		if s.ex.capturing {
			s.ex.capture(p[:1])
		}
		s.stringByte(p[0])
		p = p[1:]
	}
}

// stringByte reads the byte that ended a run of plain text in a string.
func (s *scanner) stringByte(c byte) {
	switch {
	case c == '\\':
		s.state = inEscape
	case c != '"':
		s.state = bad
	case s.key:
		s.ex.endKey(len(s.stack))
		s.state = expectColon
	default:
		s.endValue()
	}
}

// complete reports whether what was fed is one whole JSON text.
func (s *scanner) complete() bool {
	return s.state == ended || len(s.stack) == 0 && s.state >= numZero && s.state <= numExp
}

func (s *scanner) step(c byte) {
	switch s.state {
	case expectValue, expectFirst, expectFirstKey, expectKey, expectColon, expectComma, ended:
		s.structure(c)
	case inEscape:
		s.escape(c)
	case inHex:
		s.hexDigit(c)
	case inLiteral:
		if c != s.literal[0] {
			s.state = bad
			return
		}
		if s.literal = s.literal[1:]; s.literal == "" {
			s.endValue()
		}
	default:
		s.number(c)
	}
}

// structure reads a byte between values.
func (s *scanner) structure(c byte) {
	if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
		return
	}
	switch s.state {
	case expectFirst, expectValue:
		if c == ']' && s.state == expectFirst {
			s.pop()
			return
		}
		s.beginValue(c)
	case expectFirstKey, expectKey:
		switch {
		case c == '"':
			s.key, s.state = true, inString
			s.ex.beginKey()
		case c == '}' && s.state == expectFirstKey:
			s.pop()
		default:
			s.state = bad
		}
	case expectColon:
		s.state = bad
		if c == ':' {
			s.state = expectValue
		}
	case expectComma:
		s.comma(c)
	default:
		s.state = bad
	}
}

func (s *scanner) comma(c byte) {
	top := s.stack[len(s.stack)-1]
	switch {
	case c == ',' && top == '{':
		s.state = expectKey
	case c == ',':
		s.state = expectValue
	case c == top+2: // '{' and '}', '[' and ']' are two apart
		s.pop()
	default:
		s.state = bad
	}
}

func (s *scanner) beginValue(c byte) {
	s.ex.beginValue(s.stack, c)
	switch c {
	case '{', '[':
		if len(s.stack) >= s.maxDepth {
			s.state = bad
			return
		}
		s.stack = append(s.stack, c)
		s.state = expectFirst
		if c == '{' {
			s.state = expectFirstKey
		}
	case '"':
		s.key, s.state = false, inString
	case 't':
		s.state, s.literal = inLiteral, "rue"
	case 'f':
		s.state, s.literal = inLiteral, "alse"
	case 'n':
		s.state, s.literal = inLiteral, "ull"
	case '-':
		s.state = numMinus
	case '0':
		s.state = numZero
	default:
		s.state = bad
		if '1' <= c && c <= '9' {
			s.state = numInt
		}
	}
}

// pop closes the innermost container.
func (s *scanner) pop() {
	s.stack = s.stack[:len(s.stack)-1]
	s.endValue()
}

func (s *scanner) endValue() {
	s.ex.endValue(len(s.stack))
	s.state = expectComma
	if len(s.stack) == 0 {
		s.state = ended
	}
}

func (s *scanner) escape(c byte) {
	s.state = inString
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.ex.escaped(c, s.key)
	case 'u':
		s.state, s.hex, s.hexLeft = inHex, 0, 4
	default:
		s.state = bad
	}
}

func (s *scanner) hexDigit(c byte) {
	switch {
	case '0' <= c && c <= '9':
		c -= '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		c = c | 0x20 - 'a' + 10
	default:
		s.state = bad
		return
	}
	s.hex = s.hex<<4 | uint16(c)
	if s.hexLeft--; s.hexLeft == 0 {
		s.ex.codeUnit(s.hex, s.key)
		s.state = inString
	}
}
