package x402_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

var update = flag.Bool("update", false, "write testdata/required.json")

const (
	publicURL = "https://api.example.com"
	quotePath = "/demo/quote"
	// nowUnix is the clock that vectors were recorded at.
	nowUnix = 1_800_000_000
)

var (
	now   = time.Unix(nowUnix, 0)
	token = common.HexToAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3")
	vault = common.HexToAddress("0x90F79bf6EB2c4f870365E785982E1f101E93b906")
)

func exactConfig(chainID uint64) x402.ExactConfig {
	return x402.ExactConfig{
		ChainID: chainID, Asset: token, PayTo: vault, Amount: metering.BaseUnits{Lo: 1000},
		MaxTimeoutSeconds: 60, TokenName: "USDC", TokenVersion: "2",
	}
}

func mustOffer(t testing.TB, c x402.ExactConfig) *x402.Offer {
	t.Helper()
	o, err := x402.NewExact(c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func mustCompile(t testing.TB, path string, r x402.ResourceInfo, offers ...*x402.Offer) *x402.Challenge {
	t.Helper()
	c, err := x402.Compile(publicURL, path, r, offers...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// scenario is a 402 that clients were recorded with.
type scenario struct {
	name, path, code, transaction string
	challenge                     *x402.Challenge
	resource                      x402.ResourceInfo
	clients                       []string
	offerV1                       int // which offer x402-fetch takes: it prefers USDC to the server's order
}

func scenarios(t testing.TB) []scenario {
	all := []string{"v2", "v1", "v2-on-v1-body"}
	quote := x402.ResourceInfo{Description: "A quote", MimeType: "application/json"}
	upfront := exactConfig(84532)
	upfront.Upfront = true
	day := exactConfig(31337)
	day.MaxTimeoutSeconds, day.TokenName, day.TokenVersion = 86_400, `Tëst "Dollar" & <Söhne>\`+"\u2028", "7"
	dear := exactConfig(84532)
	dear.Asset, dear.Amount = common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e"), metering.BaseUnits{Lo: 2_000_000}
	hash := "0x" + strings.Repeat("ab", 32)
	return []scenario{
		{"named chain, upfront", "", "", hash, mustCompile(t, quotePath, quote, mustOffer(t, upfront)), quote, all, 0},
		{"named chain, batched", "", "", "", mustCompile(t, quotePath, quote, mustOffer(t, exactConfig(8453))), quote, all, 0},
		{"local chain, odd token name", "", "", "", mustCompile(t, quotePath, x402.ResourceInfo{}, mustOffer(t, day)), x402.ResourceInfo{}, []string{"v2"}, 0},
		{"two offers, path, error", "/demo/a%2Fb/ü\"?", x402.CodeInsufficientFunds, hash, mustCompile(t, "/demo/*", quote, mustOffer(t, exactConfig(84532)), mustOffer(t, dear)), quote, all, 1},
	}
}

type goldenCase struct {
	Name     string            `json:"name"`
	Clients  []string          `json:"clients"`
	Header   string            `json:"header"`
	Body     string            `json:"body"`
	Response map[string]string `json:"response"`
}

// TestRequiredGolden pins the 402s and the settlement responses that the
// vectors were recorded with.
func TestRequiredGolden(t *testing.T) {
	var golden struct {
		Cases []goldenCase `json:"cases"`
	}
	for _, s := range scenarios(t) {
		r := s.challenge.Required(s.path, s.code)
		body := `{"type":"about:blank","status":402}`
		if len(r.V1) > 0 {
			body = strings.TrimSuffix(body, "}") + "," + string(r.V1) + "}"
		}
		c := goldenCase{Name: s.name, Clients: s.clients, Header: r.Header, Body: body, Response: map[string]string{}}
		for _, client := range s.clients {
			v := &x402.Verified{Offer: s.challenge.Offers()[0], Header: x402.HeaderSignature, Version: x402.Version2}
			if client != "v2" {
				v.Header, v.Version = x402.HeaderPaymentV1, x402.Version1
			}
			v.Authorization.From = payer
			v.Authorization.Value = v.Offer.Config().Amount
			name, value, err := v.Settled(s.transaction).Encode(v)
			if err != nil {
				t.Fatal(err)
			}
			c.Response[name] = value
		}
		golden.Cases = append(golden.Cases, c)
	}
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(golden)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "required.json")
	if *update {
		err = os.WriteFile(file, got.Bytes(), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("402s differ from %s, which clients accepted; record again after -update:\n%s", file, got.Bytes())
	}
}

type recording struct {
	Case    string            `json:"case"`
	Client  string            `json:"client"`
	Now     int64             `json:"now"`
	Status  int               `json:"status"`
	Parsed  json.RawMessage   `json:"parsed"`
	Headers map[string]string `json:"headers"`
	Decoded json.RawMessage   `json:"decoded"`
}

func recordings(t testing.TB) (all []recording) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Recorded []recording `json:"recorded"`
	}
	err = json.Unmarshal(text, &file)
	if err != nil || len(file.Recorded) == 0 {
		t.Fatalf("read vectors: %d recordings, %v", len(file.Recorded), err)
	}
	return file.Recorded
}

func (r recording) httpHeader() http.Header {
	h := http.Header{}
	for k, v := range r.Headers {
		h.Set(k, v)
	}
	return h
}

// TestStockClients verifies what unmodified clients sent, and that they read
// from our 402 and our response what we meant.
func TestStockClients(t *testing.T) {
	byName := map[string]scenario{}
	missing := map[string]bool{}
	for _, s := range scenarios(t) {
		byName[s.name] = s
		for _, client := range s.clients {
			missing[s.name+"/"+client] = true
		}
	}
	for _, r := range recordings(t) {
		name := r.Case + "/" + r.Client
		delete(missing, name)
		t.Run(name, func(t *testing.T) { checkRecording(t, byName[r.Case], r) })
	}
	if len(missing) > 0 {
		t.Errorf("not recorded: %v", missing)
	}
}

func checkRecording(t *testing.T, s scenario, r recording) {
	p, err := x402.FromHeader(r.httpHeader())
	if err != nil {
		t.Fatal(err)
	}
	v, err := x402.Verify(p, s.challenge.Offers(), time.Unix(r.Now, 0))
	if err != nil {
		t.Fatal(err)
	}
	offer := s.challenge.Offers()[0]
	if r.Client == "v1" {
		offer = s.challenge.Offers()[s.offerV1]
	}
	a := v.Authorization
	if v.Offer != offer || a.From != payer || a.To != vault || a.Token != offer.Config().Asset || a.Value != offer.Config().Amount {
		t.Errorf("verified %+v", v)
	}
	wantHeader, wantVersion := x402.HeaderSignature, x402.Version2
	if r.Client != "v2" {
		wantHeader, wantVersion = x402.HeaderPaymentV1, x402.Version1
	}
	if p.Header != wantHeader || p.Version != wantVersion {
		t.Errorf("came as version %d in %s", p.Version, p.Header)
	}
	wantURL := publicURL + quotePath
	if s.path != "" {
		wantURL = publicURL + "/demo/a%2Fb/%C3%BC%22%3F"
	}
	if r.Client == "v2" {
		want := x402.PaymentRequired{X402Version: 2, Error: s.code, Resource: s.resource}
		want.Resource.URL = wantURL
		for _, o := range s.challenge.Offers() {
			want.Accepts = append(want.Accepts, o.Requirements())
		}
		sameJSON(t, "402 as the client parsed it", r.Parsed, want)
		sent, err := base64.StdEncoding.DecodeString(r.httpHeader().Get(x402.HeaderSignature))
		if err != nil {
			t.Fatal(err)
		}
		var payload x402.PaymentPayload
		err = json.Unmarshal(sent, &payload)
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, "echoed offer", mustJSON(t, payload.Accepted), offer.Requirements())
	}
	response := v.Settled(s.transaction)
	if r.Status != http.StatusOK || !response.Success {
		t.Errorf("status %d, response %+v", r.Status, response)
	}
	_, value, err := response.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, "settlement response as the client decoded it", r.Decoded, json.RawMessage(text))
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sameJSON(t *testing.T, what string, got []byte, want any) {
	t.Helper()
	var g, w any
	if json.Unmarshal(got, &g) != nil || json.Unmarshal(mustJSON(t, want), &w) != nil || !reflect.DeepEqual(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", what, got, mustJSON(t, want))
	}
}
