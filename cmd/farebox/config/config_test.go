package config_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/farebox/farebox/cmd/farebox/config"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	llmKey = "sk-live-4f1c"
	rpcKey = "rpc-9d2e"
)

// testEnv has two variables and no files.
func testEnv() config.Env {
	vars := map[string]string{"LLM_KEY": llmKey, "RPC_KEY": rpcKey, "LOOP": "${LOOP}", "BREAK": "a\r\nX-Evil: b", "EMPTY": ""}
	return config.Env{
		Lookup: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		Stat:   func(string) (fs.FileInfo, error) { return nil, fs.ErrNotExist },
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and read the difference\ngot:\n%s", name, got)
	}
}

func TestExample(t *testing.T) {
	c, warnings, err := config.Load("testdata/example.yaml", testEnv())
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.Effective()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "example.effective.yaml", text)
	var said bytes.Buffer
	for _, w := range warnings {
		fmt.Fprintf(&said, "%d:%d: %s\n", w.Line, w.Column, w.Text)
	}
	golden(t, "example.warnings.txt", said.Bytes())
	for _, secret := range []string{llmKey, rpcKey} {
		for name, output := range map[string]string{
			"effective": string(text), "warnings": said.String(), "%v": fmt.Sprintf("%v", c),
			"%+v": fmt.Sprintf("%+v", c.Routes), "%#v": fmt.Sprintf("%#v", c.Routes[1].Upstream.Headers),
		} {
			if strings.Contains(output, secret) {
				t.Errorf("%s shows a secret", name)
			}
		}
	}
	if got := c.Routes[1].Upstream.Headers["Authorization"].Reveal(); got != "Bearer "+llmKey {
		t.Errorf("injected header = %q", got)
	}
	if got := c.Chain.RPCURLs[1].Reveal(); got != "https://rpc-2.example/v1/"+rpcKey {
		t.Errorf("rpc url = %q", got)
	}

	// What is printed is a configuration, and it means the same but for secrets,
	// which are now written out and so masked whole.
	again, _, err := config.Parse("effective", text, testEnv())
	if err != nil {
		t.Fatalf("the effective configuration is not valid: %v", err)
	}
	second, err := again.Effective()
	whole := strings.NewReplacer("Bearer ***", "***", "/v1/***", "/***").Replace(string(text))
	if err != nil || string(second) != whole {
		t.Errorf("the effective configuration changed when read again (%v):\n%s", err, second)
	}
}

// TestFaults: every fault of a file is named, with its line.
func TestFaults(t *testing.T) {
	_, _, err := config.Load("testdata/faults.yaml", testEnv())
	var faults *config.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("Load = %v, want faults", err)
	}
	golden(t, "faults.txt", []byte(err.Error()+"\n"))
	if len(faults.Notes) < 50 {
		t.Errorf("%d faults, want at least 50", len(faults.Notes))
	}
}

func TestDefaults(t *testing.T) {
	c, _, err := config.Parse("f", []byte("data_dir: \"/var/lib/farebox\"\nlisten: \"127.0.0.1:9\"\n"), testEnv())
	if err != nil {
		t.Fatal(err)
	}
	d := config.Defaults()
	switch {
	case c.Admin.Listen != d.Admin.Listen, c.Limits != d.Limits, c.Exact != d.Exact, c.Settle != d.Settle:
		t.Errorf("an empty file does not have the defaults: %+v", c)
	case c.Admin.TokenFile != "/var/lib/farebox/admin.token":
		t.Errorf("token file = %q, want it in the data directory", c.Admin.TokenFile)
	case c.PublicURL != "http://127.0.0.1:9":
		t.Errorf("public url = %q, want the loopback address", c.PublicURL)
	case c.Chain != nil, len(c.Plans) != 1, c.Plans[0].Billing != "prepaid":
		t.Errorf("chain %v, plans %v", c.Chain, c.Plans)
	}
	if d.Limits.Body != 10<<20 || d.Limits.UnchargedPerAgent != (config.Rate{Count: 60, Per: time.Minute}) {
		t.Errorf("default limits = %+v", d.Limits)
	}
}

// A valid file around one route, one price and a chain.
const chainText = `public_url: "https://api.example.com"
chain:
  network: "eip155:8453"
  rpc_urls: ["https://rpc.example"]
  signer: {keystore: "k", password_file: "p"}
  asset: {symbol: "USDC", address: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", decimals: 6, name: "USD Coin", version: "2"}
  vault: "0x00000000000000000000000000000000000000aa"
prices:
  call: {model: unit, unit: "0.001"}
  fine: {model: unit, unit: "0.0000001"}
  free: {model: unit, unit: "0"}
  dear: {model: unit, unit: "99999999999999999999999999"}
  tokens: {model: components, prices: {input: "0.001", cache_read: "0.001", output: "0.002"}}
  tools: {model: components, prices: {input: "0.001", cache_read: "0.001", output: "0.002", tool_call: "1"}}
  bare: {model: components, prices: {input: "0.001", output: "0.002"}}
  later: {model: package, size: "10", amount: "1"}
routes:
`

func route(rest string) string {
	return chainText + "  - {name: r, match: {path: \"/r\"}, upstream: {urls: [\"https://up.example\"]}, " + rest + "}\n"
}

func TestFault(t *testing.T) {
	alias := "a: &x [1, 1]\nb: &y [*x, *x]\nc: [*y, *y]\n"
	tests := []struct{ name, text, want string }{
		{"empty file", "", "f:1:1: the file is empty"},
		{"only comments", "# nothing\n", "f:1:1: the file is empty"},
		{"not YAML", "listen: [\n", "f:1:1: not YAML: did not find expected node content"},
		{"not a mapping", "- listen\n", "f:1:1: want keys and values"},
		{"too many faults", strings.Repeat("listen: \":1\"\n", 300), "f:202:1: and 99 more faults from here on"},
		{"two documents", "listen: \":1\"\n---\nlisten: \":2\"\n", "f:2:1: a second document"},
		{"too large", "# " + strings.Repeat("x", 1<<20), "f:1:1: the file is larger than"},
		{"anchor and alias", alias, "f:1:4: YAML anchors are not supported: remove &x\nf:2:4: YAML anchors are not supported: remove &y\nf:2:8: YAML aliases"},
		{"merge key", "limits: {<<: {body: 1MiB}}\n", "f:1:10: YAML merge keys"},
		{"tag", "listen: !!str 8402\n", "f:1:9: YAML tags are not supported"},
		{"deep nesting", "a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "nested deeper than 32"},
		{"duplicate key", "listen: \":1\"\nlisten: \":2\"\n", "f:2:1: listen: the key stands twice, first on line 1"},
		{"no value", "listen:\n", "f:1:1: listen: no value"},
		{"wrong type", "limits: [1]\n", "f:1:9: limits: want keys and values, got a list"},
		{"text for a boolean", route("meter: call, price: call}\n  - {name: s, match: {path: \"/s\"}, upstream: {urls: [\"https://up.example\"], allow_private: maybe}, meter: call, price: call"), "f:19:92: routes[s].upstream.allow_private: want true or false"},
		{"same listener", "listen: \"127.0.0.1:1\"\nadmin: {listen: \"127.0.0.1:1\"}\n", "f:2:17: admin.listen: the same address as listen"},
		{"unset variable", "data_dir: \"${NOPE}\"\n", "f:1:11: data_dir: the environment has no NOPE"},
		{"open variable", "data_dir: \"${LLM_KEY\"\n", "f:1:11: data_dir: \"${\" without \"}\""},
		{"no variable name", "data_dir: \"${a b}\"\n", "f:1:11: data_dir: ${a b} is no variable"},
		{"empty variable", "data_dir: \"${EMPTY}\"\n", "f:1:11: data_dir: want 1 to 2048 characters"},
		{"header injection", strings.Replace(route("meter: call, price: call"), "[\"https://up.example\"]", "[\"https://up.example\"], headers: {X-Key: \"${BREAK}\"}", 1), "routes[r].upstream.headers.X-Key: the value must be"},
		{"header twice", strings.Replace(route("meter: call, price: call"), "[\"https://up.example\"]", "[\"https://up.example\"], headers: {X-Key: a, x-key: b}", 1), "stands twice in different case"},

		{"exact without base units", route("meter: call, price: fine, accept: [exact]"), "f:18:113: routes[r].accept: exact needs a price in whole base units"},
		{"exact for nothing", route("meter: call, price: free, accept: [token, exact]"), "exact cannot pay a price of zero"},
		{"exact by bytes", route("meter: bytes, max_bytes: 1KiB, price: call, accept: [exact]"), "exact needs a price known before the call"},
		{"exact by tokens", route("meter: openai, price: tokens, accept: [exact]"), "exact needs a price known before the call"},
		{"exact without a chain", "prices: {call: {model: unit, unit: \"1\"}}\nroutes: [{name: r, match: {path: /r}, upstream: {urls: [\"http://10.0.0.1\"]}, meter: call, price: call, accept: [exact]}]\n", "exact needs a chain section"},
		{"exact without a public url", strings.Replace(route("meter: call, price: call, accept: [exact]"), "public_url: \"https://api.example.com\"", "", 1), "exact needs public_url"},
		{"components by call", route("meter: call, price: tokens"), "tokens has no figure for call, which meter call counts"},
		{"components by bytes", route("meter: bytes, max_bytes: 1KiB, price: tokens"), "no figure for bytes"},
		{"bytes without a bound", route("meter: bytes, price: call"), "bytes needs max_bytes"},
		{"seconds without a bound", route("meter: seconds, price: call"), "seconds needs max_seconds"},
		{"header without a bound", route("meter: header, meter_header: X-Jobs, price: call"), "header needs max_quantity"},
		{"tool calls that nobody counts", route("meter: openai, price: tools"), "does not count, so nothing bounds it"},
		{"ceiling overflows", route("meter: bytes, max_bytes: 1GiB, price: dear"), "the dearest call at dear does not fit an amount"},
		{"price missing", route("meter: call"), "routes[r].price: missing"},
		{"model of later with a fault", strings.Replace(route("meter: call, price: call"), "size: \"10\"", "size: \"0\"", 1), "f:16:33: prices.later: invalid price definition: \"size\": must be above zero"},
		{"price with a duplicate", strings.Replace(route("meter: call, price: call"), "size: \"10\"", "size: \"10\", size: \"11\"", 1), "f:16:39: prices.later.size: the key stands twice"},
		{"price name", strings.Replace(route("meter: call, price: call"), "later:", "Later:", 1), "prices: \"Later\"; want a name"},
		{"rpc with another scheme", strings.Replace(route("meter: call, price: call"), "https://rpc.example", "ws://rpc.example", 1), "chain.rpc_urls[0]: want an http or https URL"},
		{"upper-case address", strings.Replace(route("meter: call, price: call"), "0x833589fCD6", "0x833589FCD6", 1), "wrong checksum"},
		{"caps", "exact: {cap_per_payer: \"2\", cap_new_payer: \"3\", cap_total: \"1\"}\n", "cap_new_payer is above cap_per_payer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _, err := config.Parse("f", []byte(tt.text), testEnv())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("Parse = %v\nwant %s", err, tt.want)
			}
			if c != nil {
				t.Error("a file with a fault yielded a configuration")
			}
			if strings.Contains(err.Error(), llmKey) || strings.Contains(err.Error(), "X-Evil") {
				t.Errorf("the fault repeats what the environment gave: %v", err)
			}
		})
	}
}

func TestOverlappingRoutes(t *testing.T) {
	tests := []struct {
		name, first, second string
		overlap             bool
	}{
		{"same path", `{path: /a}`, `{path: /a}`, true},
		{"same path, other method", `{path: /a, methods: [GET]}`, `{path: /a, methods: [POST]}`, false},
		{"same path, any method", `{path: /a, methods: [GET]}`, `{path: /a}`, true},
		{"shared method", `{path: /a, methods: [GET, POST]}`, `{path: /a, methods: [POST, PUT]}`, true},
		{"path under a prefix", `{path: "/a/*"}`, `{path: /a/b}`, true},
		{"prefix itself without the slash", `{path: "/a/*"}`, `{path: /a}`, false},
		{"prefix over a prefix", `{path: "/a/b/*"}`, `{path: "/a/*"}`, true},
		{"siblings", `{path: "/a/*"}`, `{path: "/ab/*"}`, false},
		{"everything", `{path: "/*"}`, `{path: /a}`, true},
		{"other case", `{path: /a}`, `{path: /A}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "prices: {p: {model: unit, unit: \"1\"}}\nroutes:\n"
			for i, m := range []string{tt.first, tt.second} {
				text += fmt.Sprintf("  - {name: r%d, match: %s, upstream: {urls: [\"https://up.example\"]}, meter: call, price: p}\n", i, m)
			}
			_, _, err := config.Parse("f", []byte(text), testEnv())
			if got := err != nil && strings.Contains(err.Error(), "f:4:23: routes[r1].match: overlaps routes[r0] on line 3"); got != tt.overlap {
				t.Errorf("overlap = %v (%v), want %v", got, err, tt.overlap)
			}
		})
	}
}

func TestUpstreamAddresses(t *testing.T) {
	tests := []struct {
		url  string
		fine bool
	}{
		{"https://llm.example/base", true},
		{"http://127.0.0.1:9000", true}, // written literally
		{"http://localhost:9000", true},
		{"http://10.1.2.3", true},
		{"http://[::1]:80", true},
		{"http://169.254.169.254", false},
		{"http://[fe80::1]", false},
		{"http://[::ffff:169.254.169.254]", false},
		{"http://[fd00:ec2::254]", false},
		{"http://0.0.0.0", false},
		{"http://2852039166", false},
		{"http://0xa9fea9fe", false},
		{"http://127.1", false},
		{"http://metadata.google.internal", false},
		{"gopher://up.example", false},
		{"file:///etc/passwd", false},
		{"https://user:pass@up.example", false},
		{"https://up.example/a/../b", false},
		{"https://up.example/a%2fb", false},
		{"https://up.example#x", false},
		{"https://up.example:0", false},
		{"https://", false},
		{"up.example", false},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			text := "prices: {p: {model: unit, unit: \"1\"}}\nroutes:\n  - {name: r, match: {path: /r}, meter: call, price: p, upstream: {urls: [\"" + tt.url + "\"]}}\n"
			_, _, err := config.Parse("f", []byte(text), testEnv())
			if (err == nil) != tt.fine {
				t.Errorf("Parse = %v, want fine %v", err, tt.fine)
			}
		})
	}
}

func TestLaterFeatures(t *testing.T) {
	text := route(`meter: seconds, max_seconds: 30s, price: call, accept: [token]}
  - {name: jobs, match: {path: "/jobs"}, upstream: {urls: ["https://up.example"]}, meter: header, meter_header: X-Jobs, max_quantity: 5, price: call}
  - {name: package, match: {path: "/package"}, upstream: {urls: ["https://up.example"]}, meter: call, price: later}
  - {name: mpp, match: {path: "/mpp"}, upstream: {urls: ["https://up.example"]}, meter: openai, price: bare, accept: [mpp]`)
	c, warnings, err := config.Parse("f", []byte(text), testEnv())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Routes) != 1 || c.Routes[0].Name != "mpp" || len(c.Routes[0].Accept) != 0 {
		t.Errorf("served routes = %+v, want mpp alone, accepting nothing", c.Routes)
	}
	if slices.ContainsFunc(c.Prices, func(p config.Price) bool { return p.Name == "later" }) {
		t.Error("a price of a later model is offered")
	}
	var said []string
	for _, w := range warnings {
		said = append(said, fmt.Sprintf("%d: %s", w.Line, w.Text))
	}
	for _, want := range []string{
		`16: prices.later: "model": "package" is known, but not offered`,
		"18: routes[r]: meter seconds is not offered", "19: routes[jobs]: meter header is not offered",
		`20: routes[package]: price "later" is of a model that is not offered`,
		"21: routes[mpp].accept: mpp is not offered", "21: routes[mpp].accept: nothing that this version offers",
		"21: routes[mpp].price: bare has no figure for cache_read",
	} {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("no warning %q in:\n%s", want, strings.Join(said, "\n"))
		}
	}
}

// TestNoVault: without a vault nobody can be paid, so exact is not offered.
func TestNoVault(t *testing.T) {
	vault := "  vault: \"0x00000000000000000000000000000000000000aa\"\n"
	text := route("meter: call, price: call, accept: [token, exact]")
	c, warnings, err := config.Parse("f", []byte(strings.Replace(text, vault, "", 1)), testEnv())
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Routes[0].Accept; !slices.Equal(got, []string{config.AcceptToken}) {
		t.Errorf("accept = %v, want token alone", got)
	}
	named := func(w config.Warning) bool { return w.Line == 3 && strings.HasPrefix(w.Text, "chain.vault: not set") }
	if !slices.ContainsFunc(warnings, named) {
		t.Errorf("warnings = %v, want one of the missing vault", warnings)
	}
	c, _, err = config.Parse("f", []byte(text), testEnv())
	if err != nil || !slices.Equal(c.Routes[0].Accept, []string{config.AcceptToken, config.AcceptExact}) {
		t.Errorf("with a vault: %v, %v", c, err)
	}
}

func TestSecretFiles(t *testing.T) {
	files := fstest.MapFS{
		"k":   {Mode: 0o644, Data: []byte("{}")},
		"p":   {Mode: 0o600, Data: []byte("x")},
		"dir": {Mode: fs.ModeDir | 0o700},
		"t":   {Mode: 0o640, Data: []byte("x")},
	}
	env := testEnv()
	env.Stat = files.Stat
	text := route("meter: call, price: call") + "admin: {token_file: t}\ntls: {cert_file: c, key_file: dir}\n"
	_, _, err := config.Parse("f", []byte(text), env)
	for _, want := range []string{
		`f:5:22: chain.signer.keystore: "k" has mode 0644: others can read this secret; chmod 600 it`,
		`f:19:21: admin.token_file: "t" has mode 0640`, `f:20:31: tls.key_file: "dir" is a directory`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse = %v\nwant %s", err, want)
		}
	}
	files["k"].Mode, files["t"].Mode = 0o600, 0o400
	delete(files, "dir")
	_, warnings, err := config.Parse("f", []byte(text), env)
	missing := func(w config.Warning) bool { return strings.Contains(w.Text, `tls.key_file: no such file "dir"`) }
	if err != nil || !slices.ContainsFunc(warnings, missing) {
		t.Errorf("Parse = %v, %v, want a warning of a missing file", warnings, err)
	}
}

// TestEnvironmentIsReadOnce: a variable that refers to itself stays as it is.
func TestEnvironmentIsReadOnce(t *testing.T) {
	c, _, err := config.Parse("f", []byte("data_dir: \"d-${LOOP}\"\n"), testEnv())
	if err != nil {
		t.Fatal(err)
	}
	if c.DataDir != "d-${LOOP}" {
		t.Errorf("data_dir = %q, want the variable's value unexpanded", c.DataDir)
	}
	text, err := c.Effective()
	if err != nil || !bytes.Contains(text, []byte(`data_dir: "d-***"`)) {
		t.Errorf("the value from the environment is not masked (%v):\n%s", err, text)
	}
	// token_file is made of data_dir.
	if bytes.Contains(text, []byte("${LOOP}")) {
		t.Errorf("a value made of the environment's is not masked:\n%s", text)
	}
}

func TestSecret(t *testing.T) {
	s := config.NewSecret(llmKey)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", slog.Any("secret", s))
	shown := fmt.Sprintf("%s %v %+v %#v %q", s, s, struct{ S config.Secret }{s}, s, s) + log.String()
	if strings.Contains(shown, llmKey) || !strings.Contains(shown, "***") {
		t.Errorf("a secret is shown: %s", shown)
	}
}

func TestRouteRules(t *testing.T) {
	c, _, err := config.Parse("f", []byte(route(`meter: call, price: call, charge_on: [200, 4xx]`)), testEnv())
	if err != nil {
		t.Fatal(err)
	}
	r := c.Routes[0]
	for status, want := range map[int]bool{200: true, 201: false, 301: false, 404: true, 499: true, 500: false} {
		if r.Charges(status) != want {
			t.Errorf("Charges(%d) = %v, want %v", status, !want, want)
		}
	}
	for path, want := range map[string]string{"/weather/*": "/weather/", "/*": "/", "/weather": ""} {
		prefix, open := config.Match{Path: path}.Prefix()
		if open != (want != "") || open && prefix != want {
			t.Errorf("Prefix of %q = %q, %v, want %q", path, prefix, open, want)
		}
	}
}

func TestLoadMissingFile(t *testing.T) {
	_, _, err := config.Load(filepath.Join(t.TempDir(), "none.yaml"), testEnv())
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load = %v, want not exist", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"example.yaml", "faults.yaml"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, s := range []string{"a: &a [*a]\n", "? [x]\n: y\n", "\x00", "%YAML 1.1\n---\na: 1\n", "prices: {p: {model: unit, unit: 1}}\n", "routes: [{}]\n", "chain: {}\n", "tls: ~\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _, err := config.Parse("f", text, testEnv())
		var faults *config.Faults
		switch {
		case err == nil:
			text, err := c.Effective()
			if err != nil || bytes.Contains(text, []byte(llmKey)) {
				t.Fatalf("Effective = %s, %v", text, err)
			}
		case !errors.As(err, &faults) || len(faults.Notes) == 0 || c != nil:
			t.Fatalf("Parse = %v, %v, want faults alone", c, err)
		default:
			for _, n := range faults.Notes {
				if n.Line < 1 || n.Column < 1 || n.Text == "" {
					t.Fatalf("fault without a place: %+v", n)
				}
			}
		}
	})
}
