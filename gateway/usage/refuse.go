package usage

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/farebox/farebox/metering"
)

// priced are the members that a price depends on. A name that differs from one
// of them by case is refused: some servers read it as that one, some do not.
func priced() []string {
	return []string{"model", "messages", "stream", "stream_options", "n", memberTokens, memberCompletion}
}

// unbounded returns why a member makes a provider do what no token of the body
// and no output cap bounds; "" if it does not.
func unbounded(name string) string {
	switch name {
	case "web_search_options", "search_parameters", "enable_search", "plugins":
		return providerTools
	case "data_sources", "previous_response_id", "conversation", "prompt":
		return "input that is not in the body has no bound"
	case "models", "fallbacks", "route":
		return "another model has another price"
	case "best_of", "use_beam_search":
		return "output that is not returned has no bound"
	case "audio":
		return "audio has no bound"
	}
	return ""
}

const providerTools = "tools that the provider runs have no price"

// within says where in the body an error is, and that it is the request's fault
// unless it is for want of a bound.
func within(where string, err error) error {
	if errors.Is(err, metering.ErrNoBound) {
		return fmt.Errorf("%s: %w", where, err)
	}
	return fmt.Errorf("%w: %s: %w", ErrRequest, where, err)
}

// checkCase refuses a name that differs from one of names by case alone.
func checkCase(name string, names ...string) error {
	i := slices.IndexFunc(names, func(n string) bool { return n != name && strings.EqualFold(n, name) })
	if i < 0 {
		return nil
	}
	return fmt.Errorf("member %.40q: write it %q", name, names[i])
}

func noBound(what, why string) error {
	return fmt.Errorf("%s: %s: remove it: %w", what, why, metering.ErrNoBound)
}

// refuse returns why a top-level member cannot be forwarded, nil if it can. A
// member that is null is as good as absent.
func (r *chatRequest) refuse(name string, v member) error {
	err := checkCase(name, priced()...)
	if err != nil {
		return err
	}
	if v.isNull() {
		return nil
	}
	lower := strings.ToLower(strings.ToUpper(name)) // folds as strings.EqualFold does
	why := unbounded(lower)
	switch {
	case why != "":
		return noBound(fmt.Sprintf("member %q", lower), why)
	case slices.ContainsFunc(r.limits.Refuse, func(n string) bool { return strings.EqualFold(n, name) }):
		return noBound(fmt.Sprintf("member %.40q", name), "this route refuses it")
	}
	switch lower {
	case "tools":
		return checkTools(v.raw)
	case "modalities":
		var kinds []string
		if json.Unmarshal(v.raw, &kinds) != nil || slices.ContainsFunc(kinds, func(k string) bool { return k != "text" }) {
			return noBound("modalities other than text", "they have no bound")
		}
	case "service_tier":
		if s := string(v.raw); s != `"auto"` && s != `"default"` {
			return noBound("service_tier other than auto and default", "it has another price")
		}
	}
	return nil
}

// checkTools lets tools pass that the client runs: their description is text of
// the body, and their calls are output.
func checkTools(raw json.RawMessage) error {
	var tools []json.RawMessage
	err := json.Unmarshal(raw, &tools)
	if err != nil {
		return errors.New("tools must be an array")
	}
	for i, tool := range tools {
		var kind string
		err = eachMember(tool, func(name string, v member) error {
			if name == "type" && json.Unmarshal(v.raw, &kind) != nil {
				return errors.New("type must be a string")
			}
			return checkCase(name, "type")
		})
		if err != nil {
			return within(fmt.Sprintf("tools[%d]", i), err)
		}
		if kind != "function" && kind != "custom" {
			return noBound(fmt.Sprintf("tools[%d] of type %.40q", i, kind), providerTools)
		}
	}
	return nil
}

// checkMessages lets messages pass that are text.
func checkMessages(raw json.RawMessage) error {
	var messages []json.RawMessage
	err := json.Unmarshal(raw, &messages)
	if err != nil || messages == nil {
		return errors.New("messages must be an array")
	}
	for i, m := range messages {
		err = eachMember(m, func(name string, v member) error {
			switch {
			case v.isNull():
				return nil
			case name == "audio":
				return noBound("audio", "it has no bound")
			case name == "content":
				return checkContent(v.raw)
			}
			return checkCase(name, "content", "audio")
		})
		if err != nil {
			return within(fmt.Sprintf("messages[%d]", i), err)
		}
	}
	return nil
}

// checkContent lets a string and parts of text pass. A part may hold no other
// member than these: some servers read an image_url whatever the type says.
func checkContent(raw json.RawMessage) error {
	if raw[0] == '"' {
		return nil
	}
	var parts []json.RawMessage
	err := json.Unmarshal(raw, &parts)
	if err != nil {
		return errors.New("content must be a string or an array of parts")
	}
	for i, part := range parts {
		var kind string
		err = eachMember(part, func(name string, v member) error {
			switch name {
			case "type":
				if json.Unmarshal(v.raw, &kind) != nil || kind != "text" && kind != "refusal" {
					return noBound(fmt.Sprintf("a part of type %.40s", v.raw), "only text has a bound")
				}
			case "text", "refusal", "cache_control":
			default:
				return noBound(fmt.Sprintf("member %.40q", name), "only text has a bound")
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("content[%d]: %w", i, err)
		}
		if kind == "" {
			return fmt.Errorf("content[%d]: type is missing", i)
		}
	}
	return nil
}
