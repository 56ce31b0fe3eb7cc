package usage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/farebox/farebox/metering"
)

// maxModel is how long a model's name may be, in bytes.
const maxModel = 256

// PrepareChat reads a chat completion request and returns it as it is to be
// forwarded, with what bounds its price. Of the body only these members change,
// in place; what is absent is appended, and all else stays byte for byte:
//
//   - max_tokens and max_completion_tokens are lowered to limits.Max; where
//     neither stands, limits.Member is added, so that the bound is true;
//   - stream_options.include_usage becomes true if stream is.
//
// What is priced must be what the upstream reads. So the body must be one JSON
// object in UTF-8, without a member that stands twice and without one that
// differs from a known name only by case. ErrRequest, ErrTooLarge; a request
// that asks for what no token of its body or cap bounds (images, audio, files,
// tools that the provider runs, other models) is metering.ErrNoBound.
func PrepareChat(body []byte, limits ChatLimits) ([]byte, ChatInfo, error) {
	limits = limits.orDefaults()
	if len(body) > limits.Body {
		return nil, ChatInfo{}, fmt.Errorf("read chat request of %d bytes: %w: send at most %d", len(body), ErrTooLarge, limits.Body)
	}
	if !utf8.Valid(body) {
		return nil, ChatInfo{}, fmt.Errorf("read chat request: %w: the body is not UTF-8", ErrRequest)
	}
	e := newExtractor()
	e.scan.maxDepth = limits.Depth
	e.feed(body)
	if !e.scan.complete() {
		return nil, ChatInfo{}, fmt.Errorf("read chat request: %w: the body is not JSON of at most %d levels", ErrRequest, limits.Depth)
	}
	r := chatRequest{limits: limits, n: 1}
	err := eachMember(body, r.member)
	switch {
	case err != nil:
	case r.model == "":
		err = errors.New("model is missing")
	case !r.messages:
		err = errors.New("messages is missing")
	}
	if err != nil {
		return nil, ChatInfo{}, within("read chat request", err)
	}
	out := r.rewrite(body)
	info := ChatInfo{
		Model: r.model, Stream: r.stream, IncludeUsage: r.stream && r.asked,
		N: r.n, OutputCap: r.cap, Bytes: len(out),
	}
	info.Bound = join(
		metering.Count(metering.KindInput, uint64(len(out))),
		metering.Count(metering.KindOutput, r.n*(r.cap+r.predicted)),
	)
	return out, info, nil
}

// chatRequest collects what the members of a request say.
type chatRequest struct {
	limits    ChatLimits
	model     string
	messages  bool
	stream    bool
	asked     bool // stream_options.include_usage is true
	n         uint64
	cap       uint64 // the highest of the output caps, 0 if there is none
	predicted uint64 // bytes of a prediction: tokens of it that are rejected are output
	edits     []edit

	optionsEdit *edit // makes include_usage true where stream_options stands
	capEdit     *edit // puts a cap where limits.Member stands as null
}

// edit replaces bytes of the body.
type edit struct {
	start, end int
	text       string
}

// member reads one top-level member.
func (r *chatRequest) member(name string, v member) error {
	err := r.refuse(name, v)
	if err != nil {
		return err
	}
	switch name {
	case "model":
		err = json.Unmarshal(v.raw, &r.model)
		if err != nil || r.model == "" || len(r.model) > maxModel {
			return fmt.Errorf("model must be a string of 1 to %d bytes", maxModel)
		}
	case "messages":
		r.messages = true
		return checkMessages(v.raw)
	case "stream":
		if string(v.raw) != "true" && string(v.raw) != "false" && !v.isNull() {
			return errors.New("stream must be true or false")
		}
		r.stream = string(v.raw) == "true"
	case "stream_options":
		return r.streamOptions(v)
	case "n":
		n, ok := r.integer(v)
		if !ok || n > r.limits.N {
			return fmt.Errorf("n must be a whole number from 1 to %d", r.limits.N)
		}
		r.n = max(n, 1)
	case memberTokens, memberCompletion:
		return r.outputCap(name, v)
	case "prediction":
		if !v.isNull() {
			r.predicted = uint64(len(v.raw))
		}
	}
	return nil
}

// integer reads a whole number from 1 on; null is 0.
func (r *chatRequest) integer(v member) (n uint64, ok bool) {
	if v.isNull() {
		return 0, true
	}
	n, err := strconv.ParseUint(string(v.raw), 10, 64)
	return n, err == nil && n > 0
}

func (r *chatRequest) outputCap(name string, v member) error {
	n, ok := r.integer(v)
	switch {
	case !ok:
		return fmt.Errorf("%s must be a whole number from 1", name)
	case n > r.limits.Max:
		n = r.limits.Max
		r.edits = append(r.edits, edit{v.start, v.end(), strconv.FormatUint(n, 10)})
	case n == 0 && name == r.limits.Member: // null, so here is where a cap of ours goes
		r.capEdit = &edit{v.start, v.end(), strconv.FormatUint(r.limits.Output, 10)}
	}
	r.cap = max(r.cap, n)
	return nil
}

// includeUsage is what is added to stream_options.
const includeUsage = `"include_usage":true`

func (r *chatRequest) streamOptions(v member) error {
	if v.isNull() {
		r.optionsEdit = &edit{v.start, v.end(), "{" + includeUsage + "}"}
		return nil
	}
	r.optionsEdit = &edit{v.start + 1, v.start + 1, includeUsage}
	err := eachMember(v.raw, func(name string, m member) error {
		if name != "include_usage" {
			if r.optionsEdit.start == r.optionsEdit.end {
				r.optionsEdit.text = includeUsage + ","
			}
			return checkCase(name, "include_usage")
		}
		if string(m.raw) != "true" && string(m.raw) != "false" && !m.isNull() {
			return errors.New("include_usage must be true or false")
		}
		r.asked = string(m.raw) == "true"
		r.optionsEdit = &edit{v.start + m.start, v.start + m.end(), "true"}
		return nil
	})
	if err != nil {
		return fmt.Errorf("stream_options: %w", err)
	}
	return nil
}

// rewrite returns the body with its edits and with what is missing.
func (r *chatRequest) rewrite(body []byte) []byte {
	var added string
	if r.cap == 0 {
		r.cap = r.limits.Output
		if r.capEdit != nil {
			r.edits = append(r.edits, *r.capEdit)
		} else {
			added = `,"` + r.limits.Member + `":` + strconv.FormatUint(r.cap, 10)
		}
	}
	switch {
	case !r.stream || r.asked:
	case r.optionsEdit != nil:
		r.edits = append(r.edits, *r.optionsEdit)
	default:
		added += `,"stream_options":{` + includeUsage + `}`
	}
	if added != "" {
		last := bytes.LastIndexByte(body, '}')
		r.edits = append(r.edits, edit{last, last, added})
	}
	slices.SortFunc(r.edits, func(a, b edit) int { return a.start - b.start })
	out := make([]byte, 0, len(body)+len(added)+64)
	at := 0
	for _, e := range r.edits {
		out = append(append(out, body[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, body[at:]...)
}
