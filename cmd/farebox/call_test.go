package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// testKey is a private key that everybody knows; testPayer is its address.
const (
	testKey   = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
	testPayer = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
	testAsset = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
)

// paywall is an API at 0.001 a call. It verifies payments with the gateway's own rules.
type paywall struct {
	*httptest.Server
	challenge *x402.Challenge
	accepts   []x402.PaymentRequirements // instead of the challenge's
	calls     []string
	paid      []*x402.Verified
}

// instant is when runAdmin's commands think it is.
var instant = time.Date(2026, 3, 14, 12, 30, 0, 0, time.UTC)

func newPaywall(t *testing.T) *paywall {
	t.Helper()
	p := &paywall{}
	offer, err := x402.NewExact(x402.ExactConfig{
		ChainID: 31337, Asset: common.HexToAddress(testAsset), PayTo: common.HexToAddress("0x1111111111111111111111111111111111111111"),
		Amount: metering.BaseUnits{Lo: 1000}, MaxTimeoutSeconds: 60, TokenName: "Test Dollar", TokenVersion: "1",
	})
	if err != nil {
		t.Fatal(err)
	}
	p.challenge, err = x402.Compile("http://127.0.0.1:1", "/", x402.ResourceInfo{Description: "a quote"}, offer)
	if err != nil {
		t.Fatal(err)
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *paywall) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	p.calls = append(p.calls, fmt.Sprintf("%s %s %s %s", r.Method, r.URL.Path, r.Header.Get("Content-Type"), body))
	pay, err := x402.FromHeader(r.Header)
	if err == nil {
		var v *x402.Verified
		v, err = x402.Verify(pay, p.challenge.Offers(), instant)
		if err == nil {
			p.paid = append(p.paid, v)
			name, value, _ := v.Settled("").Encode(v)
			w.Header().Set(name, value)
			p.answer(w, r, body)
			return
		}
	}
	if r.Header.Get("Authorization") == "Bearer good" {
		p.answer(w, r, body)
		return
	}
	code := ""
	if pay != nil {
		code = x402.Code(err)
	}
	header := p.challenge.Required(r.URL.Path, code).Header
	if p.accepts != nil {
		text, _ := json.Marshal(x402.PaymentRequired{X402Version: 2, Accepts: p.accepts})
		header = base64.StdEncoding.EncodeToString(text)
	}
	w.Header().Set(x402.HeaderRequired, header)
	problem(w, http.StatusPaymentRequired, `{"title":"Payment required","code":"payment_required","hint":"Pay."}`)
}

func problem(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func (p *paywall) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	switch r.URL.Path {
	case "/fail":
		problem(w, http.StatusBadGateway, `{"title":"Upstream failed","code":"upstream","hint":"Try again.","detail":"\u001b[31mred"}`)
	case "/plain":
		http.Error(w, "no tea", http.StatusTeapot)
	case "/away":
		http.Redirect(w, r, "http://elsewhere.example/", http.StatusFound)
	case "/trailer":
		w.Header().Set("Trailer", headerCharge+", "+headerReceipt)
		_, _ = io.WriteString(w, "streamed")
		w.Header().Set(headerCharge, "0.0000123")
		w.Header().Set(headerReceipt, "r-2")
	case "/cut":
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	default:
		w.Header().Set(headerCharge, "0.001")
		w.Header().Set(headerReceipt, "r-1")
		_, _ = fmt.Fprintf(w, "quote for %s", body)
	}
}

// tour is a data directory with dev.json.
func (p *paywall) tour(t *testing.T, decimals uint8) string {
	t.Helper()
	text, err := json.Marshal(devFile{
		GatewayURL: p.URL, Asset: devAsset{Address: strings.ToLower(testAsset), Decimals: decimals}, Agents: []devAgent{{"agent-1", "good"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, devFileName), string(text))
	return dir
}

func keyFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "payer.key")
	write(t, file, text)
	return file
}

func TestCallWithToken(t *testing.T) {
	p := newPaywall(t)
	dir := p.tour(t, 6)
	localhost := strings.Replace(p.URL, "127.0.0.1", "localhost", 1)
	for _, tt := range []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"first agent", []string{p.URL + "/quote"}, 0, "quote for ", "charged      0.001\nreceipt      r-1\n"},
		{"path alone", []string{"/quote"}, 0, "quote for ", "r-1"},
		{"localhost", []string{localhost + "/quote"}, 0, "quote for ", "r-1"},
		{"body", []string{"/quote", "-d", `{"a":1}`}, 0, `quote for {"a":1}`, ""},
		{"body from standard input", []string{"/quote", "-d", "@-"}, 0, "quote for standard input", ""},
		{"body from nowhere", []string{"/quote", "-d", "@/nowhere"}, 2, "", "open body"},
		{"trailers", []string{"/trailer"}, 0, "streamed", "charged      0.0000123\nreceipt      r-2\n"},
		{"own token", []string{p.URL + "/quote", "--token", "good"}, 0, "quote for ", ""},
		{"wrong token", []string{p.URL + "/quote", "--token", "bad"}, 1, "", "402 Payment required (payment_required). Pay.; pay with --key-file"},
		{"problem", []string{"/fail"}, 1, "", `502 Upstream failed: \x1b[31mred (upstream). Try again.`},
		{"other failure", []string{"/plain"}, 1, "no tea\n", "answered 418"},
		{"redirect", []string{"/away"}, 1, "<a href=\"http://elsewhere.example/\">Found</a>.\n\n", "points at http://elsewhere.example/, which is not followed"},
		{"cut reply", []string{"/cut"}, 1, "half", "it is not whole"},
		{"another host", []string{"http://other.example/quote"}, 2, "", "is not sent to other.example"},
		{"no URL", []string{"ftp://x/"}, 2, "", "is no http(s) URL"},
		{"bad header", []string{"/quote", "-H", "nonsense"}, 2, "", "must be 'Name: value'"},
		{"header with a line break", []string{"/quote", "-H", "A: b\r\nC: d"}, 2, "", "must be 'Name: value'"},
		{"two ways to pay", []string{"/quote", "--token", "a", "--key-file", "b"}, 2, "", "none of the others can be"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := runAdmin(t, nil, append([]string{"call", "--data-dir", dir}, tt.args...)...)
			if got.code != tt.code || got.stdout != tt.stdout || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, stdout %q, stderr %q\nwant %d, %q, %q", got.code, got.stdout, got.stderr, tt.code, tt.stdout, tt.stderr)
			}
		})
	}
	got := runAdmin(t, nil, "call", "/quote", "--data-dir", t.TempDir())
	if got.code != exitUsage || !strings.Contains(got.stderr, "only a path") {
		t.Errorf("without dev.json: exit %d, %s", got.code, got.stderr)
	}
	got = runAdmin(t, nil, "call", p.URL, "--data-dir", t.TempDir())
	if got.code != exitUsage || !strings.Contains(got.stderr, "nothing to pay with") {
		t.Errorf("without dev.json: exit %d, %s", got.code, got.stderr)
	}
	p.Close()
	got = runAdmin(t, nil, "call", p.URL, "--token", "good")
	if got.code != exitUnreachable || !strings.Contains(got.stderr, "does not answer") {
		t.Errorf("with nobody there: exit %d, %s", got.code, got.stderr)
	}
}

func TestCallRequest(t *testing.T) {
	p := newPaywall(t)
	dir := p.tour(t, 6)
	for want, args := range map[string][]string{
		"GET /quote  ":                     {"/quote"},
		"POST /quote application/json x":   {"/quote", "-d", "x"},
		"PUT /quote text/plain x":          {"/quote", "-X", "put", "-d", "x", "-H", "content-type: text/plain"},
		"DELETE /quote  ":                  {"/quote#fragment", "-X", "DELETE"},
		"POST /quote application/json x=y": {"/quote", "-d", "x=y"},
	} {
		p.calls = nil
		runAdmin(t, nil, append([]string{"call", "--data-dir", dir}, args...)...)
		if len(p.calls) != 1 || p.calls[0] != want {
			t.Errorf("call %q sent %q, want %q", args, p.calls, want)
		}
	}
}

// TestCallMaxNeedsAKey: what a token's call costs is not the caller's to bound, so
// a bound is refused before anything is sent.
func TestCallMaxNeedsAKey(t *testing.T) {
	p := newPaywall(t)
	for _, limit := range []string{"0.0001", "0", "abc"} {
		got := runAdmin(t, nil, "call", p.URL+"/quote", "--token", "t", "--max", limit, "--data-dir", t.TempDir())
		if got.code != exitUsage || !strings.Contains(got.stderr, "--max bounds what --key-file signs") || len(p.calls) != 0 {
			t.Errorf("--max %s: exit %d, %q, %d calls", limit, got.code, got.stderr, len(p.calls))
		}
	}
}

// TestCallWithKey: the payment passes the gateway's own verification.
func TestCallWithKey(t *testing.T) {
	p := newPaywall(t)
	key := keyFile(t, testKey+"\n")
	got := runAdmin(t, nil, "call", p.URL+"/quote", "--key-file", key, "-d", "x", "--max", "0.001", "--data-dir", t.TempDir())
	if got.code != 0 || got.stdout != "quote for x" || !strings.Contains(got.stderr, "receipt      r-1\ntransaction  none yet") {
		t.Fatalf("exit %d, %q, %q", got.code, got.stdout, got.stderr)
	}
	if len(p.calls) != 2 || p.calls[0] != p.calls[1] {
		t.Errorf("sent %q, want the same request twice", p.calls)
	}
	v := p.paid[0]
	if common.Address(v.Authorization.From).Hex() != testPayer || v.Authorization.Value.Lo != 1000 ||
		v.Authorization.ValidBefore != uint64(instant.Unix()+60) {
		t.Errorf("authorization: %+v", v.Authorization)
	}
	runAdmin(t, nil, "call", p.URL+"/quote", "--key-file", key, "--data-dir", t.TempDir())
	if p.paid[1].Authorization.Nonce == v.Authorization.Nonce {
		t.Error("two payments have one nonce")
	}
}

// TestCallRefusesToPay: what is not signed.
func TestCallRefusesToPay(t *testing.T) {
	good := func(change func(*x402.PaymentRequirements)) []x402.PaymentRequirements {
		r := x402.PaymentRequirements{
			Scheme: "exact", Network: "eip155:31337", Amount: "1000", Asset: testAsset, PayTo: "0x1111111111111111111111111111111111111111",
			MaxTimeoutSeconds: 60, Extra: json.RawMessage(`{"name":"Test Dollar","version":"1"}`),
		}
		if change != nil {
			change(&r)
		}
		return []x402.PaymentRequirements{r}
	}
	for _, tt := range []struct {
		name    string
		accepts []x402.PaymentRequirements
		args    []string
		dec     uint8
		stderr  string
	}{
		{"too dear", good(func(r *x402.PaymentRequirements) { r.Amount = "100001" }), nil, 6, "costs 0.100001, more than --max 0.1"},
		{"too dear by decimals", good(nil), nil, 2, "costs 10, more than --max 0.1"},
		{"too dear by far", good(func(r *x402.PaymentRequirements) { r.Amount = strings.Repeat("9", 39) }), nil, 6, "no number of base units"},
		{"other scheme", good(func(r *x402.PaymentRequirements) { r.Scheme = "upto" }), nil, 6, "only the scheme exact"},
		{"other chain kind", good(func(r *x402.PaymentRequirements) { r.Network = "solana:x" }), nil, 6, "not an EVM chain"},
		{"permit2", good(func(r *x402.PaymentRequirements) {
			r.Extra = json.RawMessage(`{"name":"a","version":"1","assetTransferMethod":"permit2"}`)
		}), nil, 6, "only transfers by EIP-3009"},
		{"escrow", good(func(r *x402.PaymentRequirements) {
			r.Extra = json.RawMessage(`{"name":"a","version":"1","paymentFlow":"escrow"}`)
		}), nil, 6, "unknown payment flow"},
		{"no domain", good(func(r *x402.PaymentRequirements) { r.Extra = nil }), nil, 6, "does not name the token's EIP-712 domain"},
		{"negative", good(func(r *x402.PaymentRequirements) { r.Amount = "-1" }), nil, 6, "no number of base units"},
		{"nothing", good(func(r *x402.PaymentRequirements) { r.Amount = "0" }), nil, 6, "amount is zero"},
		{"for years", good(func(r *x402.PaymentRequirements) { r.MaxTimeoutSeconds = 1 << 40 }), nil, 6, "timeout"},
		{"no address", good(func(r *x402.PaymentRequirements) { r.PayTo = "bob" }), nil, 6, "is no address"},
		{"escape codes", good(func(r *x402.PaymentRequirements) { r.Scheme = "\x1b[2J" }), nil, 6, `\x1b[2J on`},
		{"other asset", good(nil), []string{"--asset", testPayer}, 6, "not the one of --asset"},
		{"no offers", []x402.PaymentRequirements{}, nil, 6, "makes no offer"},
		{"bad asset flag", good(nil), []string{"--asset", "USDC"}, 6, "--asset must be an address"},
		{"bad maximum", good(nil), []string{"--max", "0"}, 6, "must be an amount above zero"},
		{"no maximum", good(nil), []string{"--max", "lots"}, 6, "must be an amount above zero"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPaywall(t)
			p.accepts = tt.accepts
			args := append([]string{"call", p.URL, "--data-dir", p.tour(t, tt.dec), "--key-file", keyFile(t, testKey)}, tt.args...)
			got := runAdmin(t, nil, args...)
			if got.code == 0 || got.stdout != "" || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, %q, %q, want %q", got.code, got.stdout, got.stderr, tt.stderr)
			}
			if len(p.paid) != 0 || len(p.calls) > 1 {
				t.Errorf("it paid: %q", p.calls)
			}
		})
	}
	p := newPaywall(t)
	p.accepts = append(good(func(r *x402.PaymentRequirements) { r.Scheme = "batch-settlement" }), good(nil)...)
	if got := runAdmin(t, nil, "call", p.URL, "--key-file", keyFile(t, testKey)); got.code != 0 {
		t.Errorf("the second offer is not paid: exit %d, %s", got.code, got.stderr)
	}
	p.accepts = good(func(r *x402.PaymentRequirements) { r.Amount = "999" })
	got := runAdmin(t, nil, "call", p.URL, "--key-file", keyFile(t, testKey))
	if got.code != exitFault || len(p.calls) != 4 {
		t.Errorf("a payment that is not taken: exit %d, %d calls, %s; want 1 and no third try", got.code, len(p.calls), got.stderr)
	}
}

func TestKeyFile(t *testing.T) {
	p := newPaywall(t)
	open := keyFile(t, testKey)
	err := os.Chmod(open, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file, stderr string }{
		{"readable by others", open, "chmod 600"},
		{"missing", "/nowhere/key", "no such file"},
		{"without 0x", keyFile(t, testKey[2:]), "must hold 0x and 64 hex digits"},
		{"short", keyFile(t, testKey[:60]), "must hold 0x and 64 hex digits"},
		{"not hex", keyFile(t, "0x"+strings.Repeat("zz", 32)), "must hold 0x and 64 hex digits"},
		{"zero", keyFile(t, "0x"+strings.Repeat("00", 32)), "holds no key"},
		{"two lines", keyFile(t, testKey+"\n"+testKey), "must hold 0x and 64 hex digits"},
		{"large", keyFile(t, testKey+strings.Repeat(" ", 70_000)), "longer than 64 KiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := runAdmin(t, nil, "call", p.URL, "--key-file", tt.file)
			if got.code != exitUsage || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, %q, want %q", got.code, got.stderr, tt.stderr)
			}
			if strings.Contains(got.stderr+got.stdout, testKey[2:40]) {
				t.Error("the key is shown")
			}
		})
	}
	if len(p.calls) > 0 {
		t.Errorf("called %q without a key", p.calls)
	}
}

// FuzzRequired: no 402 makes the caller fail in another way than with an error,
// and nothing above the limit is signed.
func FuzzRequired(f *testing.F) {
	f.Add(`{"x402Version":2,"accepts":[{"scheme":"exact","network":"eip155:1","amount":"1","asset":"` + testAsset + `","payTo":"` + testPayer + `","maxTimeoutSeconds":60,"extra":{"name":"a","version":"1"}}]}`)
	f.Add(`{"x402Version":2,"accepts":[null]}`)
	f.Add(`{"x402Version":2,"accepts":{}}`)
	key := filepath.Join(f.TempDir(), "key")
	err := os.WriteFile(key, []byte(testKey), 0o600)
	if err != nil {
		f.Fatal(err)
	}
	secret, err := readKey(key)
	if err != nil {
		f.Fatal(err)
	}
	limit, err := parseLimit("0.10")
	if err != nil {
		f.Fatal(err)
	}
	p := &payer{key: secret, limit: limit}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := p.pay(base64.StdEncoding.EncodeToString([]byte(text)), instant)
		if err != nil {
			return
		}
		pay, err := x402.Parse(x402.HeaderSignature, got.header)
		if err != nil {
			return // echoes what a gateway of ours would not have offered
		}
		if pay.Authorization.Value.Hi != 0 || pay.Authorization.Value.Lo > 100_000 {
			t.Errorf("signed %s for %s", pay.Authorization.Value, text)
		}
	})
}
