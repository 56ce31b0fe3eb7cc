package usage

// Extracted is what the reader of one JSON text keeps.
type Extracted struct {
	Complete bool
	Found    int    // usage members that are not null
	Usage    string // the last of them, if it is an object
	OK       bool   // it can be billed
	Content  uint64 // bytes of text in the choices
}

// Extract reads one JSON text in chunks of the given size.
func Extract(text []byte, chunk int) Extracted {
	e := newExtractor()
	for len(text) > 0 {
		n := min(chunk, len(text))
		e.feed(text[:n])
		text = text[n:]
	}
	raw, ok := e.reported()
	return Extracted{e.scan.complete(), e.found, string(raw), ok, e.content}
}

// MaxReplyDepth and MaxUsage are the limits of the reader.
const (
	MaxReplyDepth = maxReplyDepth
	MaxUsage      = maxUsage
)
