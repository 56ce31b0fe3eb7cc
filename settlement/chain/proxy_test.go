package chain_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// rpcRequest is one call, as the client sends it.
type rpcRequest struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// proxy stands before a chain and lets a test answer instead: answer returns nil to
// let a request through. Requests in batches pass.
func proxy(t *testing.T, url string, answer func(w http.ResponseWriter, r rpcRequest) any) string {
	t.Helper()
	client := &http.Client{Transport: new(http.Transport)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		var call rpcRequest
		if json.Unmarshal(body, &call) == nil {
			if a := answer(w, call); a != nil {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(a) // the client's error shows
				return
			}
		}
		out, err := http.NewRequestWithContext(req.Context(), http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		out.Header.Set("Content-Type", "application/json")
		res, err := client.Do(out)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer res.Body.Close()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, res.Body) // the client's error shows
	}))
	t.Cleanup(func() {
		server.Close()
		client.CloseIdleConnections()
	})
	return server.URL
}

func result(r rpcRequest, v any) any {
	return map[string]any{"jsonrpc": "2.0", "id": r.ID, "result": v}
}

// withoutMethod is a server that does not know a method.
func withoutMethod(t *testing.T, url, method string) string {
	t.Helper()
	return proxy(t, url, func(_ http.ResponseWriter, r rpcRequest) any {
		if r.Method != method {
			return nil
		}
		return map[string]any{"jsonrpc": "2.0", "id": r.ID, "error": map[string]any{
			"code": -32601, "message": "the method " + method + " does not exist/is not available",
		}}
	})
}
