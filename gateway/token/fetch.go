package token

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// fetchTimeout bounds one fetch of a key set, body included. A caller whose
	// token waits for it should not wait longer.
	fetchTimeout = 5 * time.Second
	// maxKeySet bounds a key set in bytes; 64 RSA keys with certificates fit.
	maxKeySet = 1 << 20
	// maxFetchHeader bounds the header of its response in bytes.
	maxFetchHeader = 64 << 10
)

// fetcher gets one issuer's key set.
type fetcher struct {
	url    string
	client *http.Client
}

// newFetcher makes the client: no proxy (the dial guard would judge the
// proxy), no redirects (the configured address is the only one), no
// decompression (a small reply must not become a large one), no kept
// connection (fetches are minutes apart).
func newFetcher(url string, dial DialFunc) *fetcher {
	return &fetcher{url: url, client: &http.Client{
		Transport: &http.Transport{
			Proxy: nil, DialContext: dial, DisableCompression: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: fetchTimeout, MaxResponseHeaderBytes: maxFetchHeader,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       fetchTimeout,
	}}
}

// fetch gets and reads the key set. Nothing of the body is in its errors.
func (f *fetcher) fetch(ctx context.Context) (keys map[string]*verifyKey, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	req.Header.Set("Accept", "application/jwk-set+json, application/json")
	req.Header.Set("User-Agent", "farebox")
	res, err := f.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return nil, fmt.Errorf("fetch key set: status %d; redirects are not followed, configure the final jwks_url", res.StatusCode)
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("fetch key set: status %d, want 200", res.StatusCode)
	case res.Header.Get("Content-Encoding") != "":
		return nil, errors.New("fetch key set: the reply is encoded although none was asked for")
	case res.ContentLength > maxKeySet:
		return nil, fmt.Errorf("fetch key set: larger than %d bytes", maxKeySet)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxKeySet+1))
	if err != nil {
		return nil, fmt.Errorf("fetch key set: read body: %w", err)
	}
	if len(body) > maxKeySet {
		return nil, fmt.Errorf("fetch key set: larger than %d bytes", maxKeySet)
	}
	return parseKeySet(body)
}
