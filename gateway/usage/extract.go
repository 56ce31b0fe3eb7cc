package usage

import "bytes"

// Limits of the JSON reader.
const (
	maxReplyDepth = 256      // containers within each other; deeper is malformed
	maxUsage      = 16 << 10 // bytes of a usage object that are kept for reading
	maxKey        = 16       // bytes of a key; no key that means something is longer
)

// key names a member that means something to the meter.
type key uint8

const (
	keyOther key = iota
	keyUsage
	keyChoices
	keyError
	keyDelta   // of a choice of a stream
	keyMessage // of a choice of a whole reply
	keyText    // of a choice of a legacy completion
	keyLabel   // role, type, id: strings that no model wrote
)

func keyOf(name []byte) key {
	switch string(name) {
	case "usage":
		return keyUsage
	case "choices":
		return keyChoices
	case "error":
		return keyError
	case "delta":
		return keyDelta
	case "message":
		return keyMessage
	case "text":
		return keyText
	case "role", "type", "id":
		return keyLabel
	}
	return keyOther
}

// extractor keeps of one JSON text what the meter wants: the top-level member
// usage, whether choices is empty, and how much text the choices carry. It is
// told what the scanner reads.
type extractor struct {
	scan scanner

	name [maxKey]byte // the key being read, decoded
	size int          // its length; above maxKey it is not one of ours
	keys [4]key       // by depth: the member being read at depths 1 to 3
	last key          // the member being read at any depth

	capturing bool
	counting  bool
	usage     []byte // the usage object; whole if found
	found     int    // usage members that are not null
	invalid   bool   // a usage member is no object, or is too large
	choices   bool   // there is a member choices that is an array
	filled    bool   // and it has an element
	failed    bool   // there is a member error that is not null
	content   uint64 // bytes of text in the choices
}

func newExtractor() *extractor {
	e := &extractor{}
	e.scan = scanner{maxDepth: maxReplyDepth, ex: e}
	return e
}

// reset makes the extractor ready for another text. The slice usage is reused.
func (e *extractor) reset() {
	e.scan.reset()
	*e = extractor{scan: e.scan, usage: e.usage[:0]}
	e.scan.ex = e
}

func (e *extractor) feed(p []byte) { e.scan.feed(p) }

// reported returns the usage object, nil if there is none; ok is false if there
// is one that cannot be billed. Two of them contradict each other.
func (e *extractor) reported() (raw []byte, ok bool) {
	if e.found == 0 {
		return nil, true
	}
	return e.usage, e.found == 1 && !e.invalid && !e.capturing
}

func (e *extractor) beginKey() { e.size = 0 }

func (e *extractor) keyByte(c byte) {
	if e.size < maxKey {
		e.name[e.size] = c
	}
	e.size++
}

func (e *extractor) endKey(depth int) {
	e.last = keyOther
	if e.size <= maxKey {
		e.last = keyOf(e.name[:e.size])
	}
	if depth < len(e.keys) {
		e.keys[depth] = e.last
	}
}

// beginValue is told of the first byte of a value and of the containers around it.
func (e *extractor) beginValue(stack []byte, c byte) {
	switch depth := len(stack); {
	case depth == 0 || stack[0] != '{':
	case depth == 1:
		e.topLevel(c)
	case depth == 2 && e.keys[1] == keyChoices:
		e.filled = true
	}
	e.counting = c == '"' && e.inChoice(stack)
}

func (e *extractor) topLevel(c byte) {
	switch e.keys[1] {
	case keyUsage:
		if c == 'n' {
			return
		}
		e.found++
		e.invalid = c != '{' // a second one cannot be billed anyway
		e.capturing = c == '{'
		e.usage = e.usage[:0]
	case keyChoices:
		e.choices = c == '['
	case keyError:
		e.failed = e.failed || c != 'n'
	default:
	}
}

// inChoice reports whether a string within stack is text that a model wrote.
func (e *extractor) inChoice(stack []byte) bool {
	depth := len(stack)
	if depth < 3 || string(stack[:3]) != "{[{" || e.keys[1] != keyChoices {
		return false
	}
	if depth == 3 {
		return e.keys[3] == keyText
	}
	return (e.keys[3] == keyDelta || e.keys[3] == keyMessage) && (e.last != keyLabel || stack[depth-1] == '[')
}

func (e *extractor) endValue(depth int) {
	e.counting = false
	if depth == 1 {
		e.capturing = false
	}
}

// capture keeps bytes of the usage object.
func (e *extractor) capture(p []byte) {
	if len(e.usage)+len(p) > maxUsage {
		e.invalid = true
		return
	}
	e.usage = append(e.usage, p...)
}

// text is told of plain bytes of a string.
func (e *extractor) text(p []byte, isKey bool) {
	switch {
	case isKey && e.size <= maxKey:
		// No key of ours has maxKey bytes, so a key that is cut there is not mistaken.
		e.size += copy(e.name[e.size:], p)
	case e.counting:
		e.content += uint64(len(p))
	}
}

// escaped is told of a two-byte escape by its second byte.
func (e *extractor) escaped(c byte, isKey bool) {
	if isKey {
		if i := bytes.IndexByte([]byte("bfnrt"), c); i >= 0 {
			c = "\b\f\n\r\t"[i]
		}
		e.keyByte(c)
	} else if e.counting {
		e.content++
	}
}

// codeUnit is told of a \u escape. Half of a surrogate pair counts as half of
// the four bytes of its rune.
func (e *extractor) codeUnit(u uint16, isKey bool) {
	switch {
	case isKey && u < 0x80:
		e.keyByte(byte(u))
	case isKey: // no key of ours has it
		e.size = maxKey + 1
	case !e.counting:
	case u < 0x80:
		e.content++
	case u < 0x800, 0xd800 <= u && u < 0xe000:
		e.content += 2
	default:
		e.content += 3
	}
}
