package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// created is when every completion was made, in seconds since 1970.
const created = 1767225600

// reply is what the model says, one word a token.
const reply = "The fare is known before boarding, the coin drops before the ride, and the vault is emptied once a day by whoever runs it."

// cachedFrom and cachedStep say which part of a long prompt is read from a cache.
const (
	cachedFrom = 1024
	cachedStep = 128
)

type chatRequest struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	N                   *int `json:"n"`
	MaxTokens           *int `json:"max_tokens"`
	MaxCompletionTokens *int `json:"max_completion_tokens"`
}

type chatUsage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	TotalTokens      int `json:"total_tokens"`
	PromptDetails    struct {
		CachedTokens int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	CompletionDetails struct {
		ReasoningTokens int `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
}

type chatMessage struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content,omitempty"`
}

type chatChoice struct {
	Index        int          `json:"index"`
	Message      *chatMessage `json:"message,omitempty"`
	Delta        *chatMessage `json:"delta,omitempty"`
	FinishReason *string      `json:"finish_reason"`
}

type chatCompletion struct {
	ID      string       `json:"id"`
	Object  string       `json:"object"`
	Created int64        `json:"created"`
	Model   string       `json:"model"`
	Choices []chatChoice `json:"choices"`
	Usage   *chatUsage   `json:"usage"`
}

// answer is a completion as it was worked out.
type answer struct {
	id, model string
	words     []string
	reason    string
	n         int
	usage     chatUsage
	asked     bool // for usage in the stream
}

func (a *API) chat(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		writeError(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("send at most %d bytes", maxBody))
		return
	case err != nil:
		writeError(w, http.StatusBadRequest, "the body could not be read")
		return
	}
	var req chatRequest
	err = json.Unmarshal(body, &req)
	if err != nil {
		writeError(w, http.StatusBadRequest, "the body is not a chat completion request: "+err.Error())
		return
	}
	ans, err := req.answer()
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	sum := sha256.Sum256(body)
	ans.id = "chatcmpl-" + hex.EncodeToString(sum[:12])
	if req.Stream {
		a.streamChat(w, r, ans)
		return
	}
	writeJSON(w, http.StatusOK, ans.whole())
}

// answer works out a completion by the rule of the package comment.
func (req *chatRequest) answer() (answer, error) {
	ans := answer{model: req.Model, words: strings.Fields(reply), reason: "stop", n: 1}
	switch {
	case req.Model == "":
		return ans, errors.New("model must be a string that is not empty")
	case len(req.Messages) == 0:
		return ans, errors.New("messages must hold at least one message")
	case req.StreamOptions != nil && !req.Stream:
		return ans, errors.New("stream_options is allowed with stream only")
	}
	ans.asked = req.StreamOptions != nil && req.StreamOptions.IncludeUsage
	if req.N != nil {
		ans.n = *req.N
	}
	if ans.n < 1 || ans.n > maxChoices {
		return ans, fmt.Errorf("n must be from 1 to %d", maxChoices)
	}
	for _, limit := range []*int{req.MaxTokens, req.MaxCompletionTokens} {
		switch {
		case limit == nil:
		case *limit < 1:
			return ans, errors.New("max_tokens and max_completion_tokens must be at least 1")
		case *limit < len(ans.words):
			ans.words, ans.reason = ans.words[:*limit], "length"
		}
	}
	for i, m := range req.Messages {
		n, err := textBytes(m.Content)
		if err != nil {
			return ans, fmt.Errorf("messages[%d].content %w", i, err)
		}
		ans.usage.PromptTokens += 4 + (n+3)/4
	}
	if ans.usage.PromptTokens >= cachedFrom {
		ans.usage.PromptDetails.CachedTokens = ans.usage.PromptTokens / cachedStep * cachedStep
	}
	ans.usage.CompletionTokens = ans.n * len(ans.words)
	ans.usage.TotalTokens = ans.usage.PromptTokens + ans.usage.CompletionTokens
	return ans, nil
}

// textBytes returns the bytes of text in a message's content: a string, parts of
// type text, or null.
func textBytes(content json.RawMessage) (int, error) {
	if len(content) == 0 || string(content) == "null" {
		return 0, nil
	}
	var s string
	if json.Unmarshal(content, &s) == nil {
		return len(s), nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	err := json.Unmarshal(content, &parts)
	if err != nil {
		return 0, errors.New("must be a string or an array of parts")
	}
	n := 0
	for _, p := range parts {
		if p.Type != "text" {
			return 0, fmt.Errorf("has a part of type %q: only text is understood", p.Type)
		}
		n += len(p.Text)
	}
	return n, nil
}

func (ans *answer) whole() chatCompletion {
	c := chatCompletion{ID: ans.id, Object: "chat.completion", Created: created, Model: ans.model, Usage: &ans.usage}
	for i := range ans.n {
		message := &chatMessage{Role: "assistant", Content: strings.Join(ans.words, " ")}
		c.Choices = append(c.Choices, chatChoice{Index: i, Message: message, FinishReason: &ans.reason})
	}
	return c
}

// streamChat sends one word an event, choice after choice.
func (a *API) streamChat(w http.ResponseWriter, r *http.Request, ans answer) {
	e, err := a.newEvents(w, r)
	if err != nil {
		writeError(w, http.StatusBadRequest, err.Error())
		return
	}
	chunk := chatCompletion{ID: ans.id, Object: "chat.completion.chunk", Created: created, Model: ans.model}
	send := func(c chatChoice) bool {
		chunk.Choices = []chatChoice{c}
		return e.send(r.Context(), chunk)
	}
	for i := range ans.n {
		for j, word := range ans.words {
			delta := &chatMessage{Content: word}
			if j == 0 {
				delta.Role = "assistant"
			} else {
				delta.Content = " " + word
			}
			if !send(chatChoice{Index: i, Delta: delta}) {
				return
			}
		}
		if !send(chatChoice{Index: i, Delta: &chatMessage{}, FinishReason: &ans.reason}) {
			return
		}
	}
	if ans.asked {
		chunk.Choices, chunk.Usage = []chatChoice{}, &ans.usage
		if !e.send(r.Context(), chunk) {
			return
		}
	}
	e.sendText(r.Context(), []byte("[DONE]"))
}
