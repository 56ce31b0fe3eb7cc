package x402_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

func decodeRequired(t *testing.T, value string) (r x402.PaymentRequired) {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	err = json.Unmarshal(text, &r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func decodeMembers(t *testing.T, members []byte) (r x402.PaymentRequiredV1) {
	t.Helper()
	err := json.Unmarshal([]byte("{"+string(members)+"}"), &r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRequired(t *testing.T) {
	c := mustCompile(t, "/demo/*", x402.ResourceInfo{URL: "https://ignored.example/?q", Description: "d"}, mustOffer(t, exactConfig(8453)))
	long := "/" + strings.Repeat("a", 3000)
	cases := []struct {
		name, path, code string
		url, err2, err1  string
	}{
		{"plain", "", "", "/demo/*", "", "X-PAYMENT header is required"},
		{"its own path", "/demo/*", "", "/demo/*", "", "X-PAYMENT header is required"},
		{"a path", "/demo/a%20b", "", "/demo/a%20b", "", "X-PAYMENT header is required"},
		{"a code", "", x402.CodeSignature, "/demo/*", x402.CodeSignature, x402.CodeSignature},
		{"a path and a code", "/demo/1", x402.CodeValidBefore, "/demo/1", x402.CodeValidBefore, x402.CodeValidBefore},
		{"a query", "/demo/1?key=secret", "", "/demo/1%3Fkey=secret", "", "X-PAYMENT header is required"},
		{"JSON in the path", `/demo/","accepts":[{"`, "", "/demo/%22,%22accepts%22:%5B%7B%22", "", "X-PAYMENT header is required"},
		{"control characters", "/demo/\x00\n", "", "/demo/%00%0A", "", "X-PAYMENT header is required"},
		{"no slash", "demo", "", "/demo", "", "X-PAYMENT header is required"},
		{"too long a path", long, "", "/demo/*", "", "X-PAYMENT header is required"},
		{"a path that just does not fit", long[:1300], "", "/demo/*", "", "X-PAYMENT header is required"},
		{"JSON in the code", "", `x","y":"`, "/demo/*", "x,y:", "x,y:"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := c.Required(tc.path, tc.code)
			v2, v1 := decodeRequired(t, r.Header), decodeMembers(t, r.V1)
			if v2.X402Version != 2 || v2.Error != tc.err2 || v2.Resource.URL != publicURL+tc.url || len(v2.Accepts) != 1 {
				t.Errorf("version 2: %+v", v2)
			}
			if v1.X402Version != 1 || v1.Error != tc.err1 || len(v1.Accepts) != 1 || v1.Accepts[0].Resource != publicURL+tc.url {
				t.Errorf("version 1: %+v", v1)
			}
			if len(r.Header) > x402.MaxRequiredHeader {
				t.Errorf("header of %d bytes", len(r.Header))
			}
			if strings.Contains(string(r.V1), "null") {
				t.Errorf("null in version 1: %s", r.V1)
			}
		})
	}
}

// TestRequiredSize keeps two offers, a path and the longest code below what
// intermediaries let through.
func TestRequiredSize(t *testing.T) {
	upfront := exactConfig(84532)
	upfront.Upfront, upfront.Amount = true, metering.BaseUnits{Hi: 1<<64 - 1, Lo: 1<<64 - 1}
	info := x402.ResourceInfo{Description: strings.Repeat("d", 200), MimeType: "application/json"}
	c := mustCompile(t, "/demo/*", info, mustOffer(t, upfront), mustOffer(t, exactConfig(84532)))
	for n := range 1200 {
		r := c.Required("/"+strings.Repeat("p", n), strings.Repeat("c", 200))
		if len(r.Header) > x402.MaxRequiredHeader {
			t.Fatalf("%d bytes for a path of %d", len(r.Header), n)
		}
	}
}

func TestRequiredWithoutV1(t *testing.T) {
	c := mustCompile(t, quotePath, x402.ResourceInfo{}, mustOffer(t, exactConfig(31337)))
	for _, code := range []string{"", x402.CodeSignature} {
		if r := c.Required("", code); r.V1 != nil || decodeRequired(t, r.Header).Accepts[0].Network != "eip155:31337" {
			t.Errorf("code %q: %+v", code, r)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	o := mustOffer(t, exactConfig(8453))
	cases := []struct {
		name, public string
		resource     x402.ResourceInfo
		offers       []*x402.Offer
		want         error
	}{
		{"no offers", publicURL, x402.ResourceInfo{}, nil, x402.ErrConfig},
		{"relative", "api.example.com", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"other scheme", "ftp://api.example.com", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"no host", "https:///x", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"query", publicURL + "/?a=b", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"fragment", publicURL + "#a", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"user", "https://u:p@api.example.com", x402.ResourceInfo{}, []*x402.Offer{o}, x402.ErrConfig},
		{"too large", publicURL, x402.ResourceInfo{Description: strings.Repeat("d", 1200)}, []*x402.Offer{o}, x402.ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := x402.Compile(c.public, quotePath, c.resource, c.offers...)
			if !errors.Is(err, c.want) {
				t.Fatalf("compiled: %v, want %v", err, c.want)
			}
		})
	}
}

func TestNewExactRefuses(t *testing.T) {
	cases := map[string]func(*x402.ExactConfig){
		"no chain":           func(c *x402.ExactConfig) { c.ChainID = 0 },
		"no asset":           func(c *x402.ExactConfig) { c.Asset = common.Address{} },
		"no payTo":           func(c *x402.ExactConfig) { c.PayTo = common.Address{} },
		"payTo is the token": func(c *x402.ExactConfig) { c.PayTo = c.Asset },
		"free":               func(c *x402.ExactConfig) { c.Amount = metering.BaseUnits{} },
		"9 s":                func(c *x402.ExactConfig) { c.MaxTimeoutSeconds = 9 },
		"more than a day":    func(c *x402.ExactConfig) { c.MaxTimeoutSeconds = 86_401 },
		"no name":            func(c *x402.ExactConfig) { c.TokenName = "" },
		"no version":         func(c *x402.ExactConfig) { c.TokenVersion = "" },
		"long name":          func(c *x402.ExactConfig) { c.TokenName = strings.Repeat("n", 65) },
		"name not UTF-8":     func(c *x402.ExactConfig) { c.TokenName = "\xff" },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			c := exactConfig(8453)
			change(&c)
			_, err := x402.NewExact(c)
			if !errors.Is(err, x402.ErrConfig) {
				t.Fatalf("made: %v", err)
			}
		})
	}
	_, err := mustOffer(t, exactConfig(8453)).WithAmount(metering.BaseUnits{})
	if !errors.Is(err, x402.ErrConfig) {
		t.Errorf("offer of zero: %v", err)
	}
}

// TestDomainSeparator compares with USDC's own DOMAIN_SEPARATOR on Base.
func TestDomainSeparator(t *testing.T) {
	c := exactConfig(8453)
	c.Asset, c.TokenName = common.HexToAddress("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), "USD Coin"
	got := fmt.Sprintf("%x", mustOffer(t, c).DomainSeparator())
	if want := "02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f"; got != want {
		t.Errorf("separator %s, want %s", got, want)
	}
}

func TestResourceURL(t *testing.T) {
	cases := []struct{ public, path, want string }{
		{publicURL, "/a", publicURL + "/a"},
		{publicURL + "/", "/a", publicURL + "/a"},
		{"http://127.0.0.1:8402", "", "http://127.0.0.1:8402"},
		{"https://[::1]:1/base/", "/a/../b", "https://[::1]:1/base/a/../b"},
		{publicURL, "/a?x=1#y", publicURL + "/a%3Fx=1%23y"},
	}
	for _, c := range cases {
		got, err := x402.ResourceURL(c.public, c.path)
		if err != nil || got != c.want {
			t.Errorf("ResourceURL(%q, %q) = %q, %v, want %q", c.public, c.path, got, err, c.want)
		}
	}
}

func TestNetworks(t *testing.T) {
	for _, id := range []uint64{137, 1328, 1329, 1514, 2741, 3338, 4689, 8453, 11124, 41923, 43113, 43114, 80002, 84532, 324705682} {
		if name, ok := x402.NetworkV1(id); !ok || name == "" {
			t.Errorf("no name for chain %d", id)
		}
	}
	if name, ok := x402.NetworkV1(31337); ok {
		t.Errorf("chain 31337 is %q", name)
	}
	for text, want := range map[string]uint64{
		"eip155:1": 1, "eip155:84532": 84532, "eip155:": 0, "eip155:01": 0, "eip155:+1": 0, "eip155:-1": 0, "solana:1": 0,
		"eip155:18446744073709551616": 0, "EIP155:1": 0, "eip155:1 ": 0, "base": 0,
	} {
		got, ok := x402.ParseNetwork(text)
		if ok != (want != 0) || ok && (got != want || x402.Network(got) != text) {
			t.Errorf("ParseNetwork(%q) = %d, %v", text, got, ok)
		}
	}
}
