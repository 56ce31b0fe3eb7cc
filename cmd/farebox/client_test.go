package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

const testSecret = "0123456789abcdef0123456789abcdef"

// runAdmin runs one command line of the commands that talk to a gateway, with
// the given environment.
func runAdmin(t *testing.T, vars map[string]string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := &env{
		stdin: strings.NewReader("standard input"), stdout: &stdout, stderr: &stderr,
		getenv: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		now:    func() time.Time { return time.Date(2026, 3, 14, 12, 30, 0, 0, time.UTC) },
	}
	root := &cobra.Command{Use: "farebox", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(newAgentCmd(e), newUsageCmd(e), newInvoiceCmd(e), newSettleCmd(e), newReconcileCmd(e), newVerifyCmd(e), newCallCmd(e))
	root.SetArgs(args)
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	code := execute(t.Context(), root, &stderr)
	return result{code: code, stdout: stdout.String(), stderr: stderr.String()}
}

// adminDir is a data directory with the admin.json of a gateway.
func adminDir(t *testing.T, url string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "admin.token"), testSecret+"\n")
	text, err := json.Marshal(adminFile{URL: url, TokenFile: "admin.token"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, adminFileName), string(text))
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	err := os.WriteFile(file, []byte(text), 0o600)
	if err != nil {
		t.Fatal(err)
	}
}

// recorded is a gateway that answers as the console's golden files do, and notes
// what it is asked.
type recorded struct {
	*httptest.Server
	asked []string // method, path and query, body
}

func newRecorded(t *testing.T, replies map[string]string) *recorded {
	t.Helper()
	s := &recorded{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+testSecret {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var body bytes.Buffer
		_, _ = body.ReadFrom(r.Body)
		s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+strings.TrimPrefix(r.URL.RequestURI(), "/api/v1/")+" "+body.String()))
		name := replies[r.Method+" "+strings.TrimPrefix(r.URL.EscapedPath(), "/api/v1/")]
		text, err := os.ReadFile(filepath.Join("../../gateway/console/testdata", name+".json"))
		switch {
		case name == "" || err != nil:
			w.WriteHeader(http.StatusNotFound)
		case name == "problem":
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write(text)
		default:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = w.Write(text)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// TestAdminCommands: what each command asks of the API, and what it shows of the
// answer.
func TestAdminCommands(t *testing.T) {
	s := newRecorded(t, map[string]string{
		"POST agents": "agent_created", "GET agents": "agents", "GET agents/crawler-7": "agent", "GET agents/acme:a%2Fb": "agent",
		"POST agents/crawler-7/token": "agent_token", "POST agents/crawler-7/suspend": "agent", "POST agents/crawler-7/resume": "agent",
		"GET agents/nobody": "problem",
		"GET usage":         "usage", "GET usage/0a": "usage_item",
		"GET invoices": "invoices", "GET invoices/i1": "invoice", "POST invoices/i1/issue": "invoice", "POST invoices/close": "invoices_closed",
		"GET settlements": "settlements", "GET settlements/b00000001": "settlement", "POST settlements": "settled",
		"GET reconcile": "reconcile",
	})
	dir := adminDir(t, s.URL)
	for _, tt := range []struct {
		line, asked, stdout string
		code                int
	}{
		{"agent create crawler-8 --plan trial --credit 5", `POST agents {"credit":"5","id":"crawler-8","plan":"trial"}`, "token    token-of-crawler-8-jti-2", 0},
		{"agent create crawler-8 --json", `POST agents {"credit":"0","id":"crawler-8","plan":""}`, `"token":"token-of-crawler-8-jti-2"`, 0},
		{"agent list --limit 1", "GET agents?limit=1", "AGENT      PLAN      STATE   BALANCE  HELD  AVAILABLE\ncrawler-7  standard  active  4.998    0     4.998\n", 0},
		{"agent list --json", "GET agents?limit=100", `{"items":[{"id":"crawler-7"`, 0},
		{"agent list --cursor crawler-7", "GET agents?cursor=crawler-7&limit=100", "crawler-7", 0},
		{"agent show crawler-7", "GET agents/crawler-7", "balance    4.998", 0},
		{"agent show acme:a/b", "GET agents/acme:a%2Fb", "balance    4.998", 0},
		{"agent show nobody", "GET agents/nobody", "", 1},
		{"agent token crawler-7 --ttl 24h", `POST agents/crawler-7/token {"ttl":"24h"}`, "token-of-crawler-7-jti-3\n", 0},
		{"agent token crawler-7 --json", `POST agents/crawler-7/token {}`, `"jti":"jti-3"`, 0},
		{"agent suspend crawler-7 --reason unpaid", `POST agents/crawler-7/suspend {"reason":"unpaid"}`, "crawler-7", 0},
		{"agent resume crawler-7", `POST agents/crawler-7/resume {"reason":""}`, "crawler-7", 0},
		{"usage --agent a --route r --state released", "GET usage?agent=a&limit=100&route=r&state=released", "2026-03-14T12:30:02Z  crawler-7  quote  1         0.001   posted  200     token", 0},
		{"usage --json", "GET usage?limit=100", `"request_id":"019c`, 0},
		{"usage 0a", "GET usage/0a", `{"call":"1"}`, 0},
		{"usage 0a --json", "GET usage/0a", `"usage_state":"reported"`, 0},
		{"invoice list --agent a", "GET invoices?agent=a&limit=100", "INV-000001  crawler-7  2026-03-01T00:00Z  2026-03-14T12:30Z  paid   0.002  0", 0},
		{"invoice show i1", "GET invoices/i1", "quote  per-call v1  2      2         0.002  0.002", 0},
		{"invoice show i1 --json", "GET invoices/i1", `"number":"INV-000001"`, 0},
		{"invoice issue i1", "POST invoices/i1/issue {}", "INV-000001", 0},
		{"invoice export i1", "GET invoices/i1", `"number":"INV-000001"`, 0},
		{"invoice export i1 --format csv", "GET invoices/i1", "quote,per-call,1,2,2,0.002,0.002\r\n", 0},
		{"invoice close --to now --issue", `POST invoices/close {"issue":true,"to":"now"}`, "INV-000001", 0},
		{"invoice close --period 2026-01", `POST invoices/close {"issue":false,"period":"2026-01"}`, "INV-000001", 0},
		{"invoice close --json", `POST invoices/close {"issue":false,"period":"2026-02"}`, `"count":1`, 0},
		{"settle run", "POST settlements {}", "skipped       7: authorization is used", 0},
		{"settle run --json", "POST settlements {}", `"state":"booked"`, 0},
		{"settle list", "GET settlements?limit=100", "b00000001  2026-03-14T12:30:00Z  booked  2         1        0.002", 0},
		{"settle show b00000001", "GET settlements/b00000001", "journal entries 0 to 12", 0},
		{"reconcile", "GET reconcile", "chain         0       0      0", 0},
		{"reconcile --json", "GET reconcile", `"ok":true`, 0},
	} {
		t.Run(tt.line, func(t *testing.T) {
			s.asked = nil
			got := runAdmin(t, nil, append(strings.Fields(tt.line), "--data-dir", dir)...)
			if got.code != tt.code || !strings.Contains(got.stdout, tt.stdout) {
				t.Errorf("exit %d, stdout:\n%s\nstderr:\n%s\nwant %d and %q", got.code, got.stdout, got.stderr, tt.code, tt.stdout)
			}
			if fmt.Sprint(s.asked) != "["+tt.asked+"]" {
				t.Errorf("asked %q, want %q", s.asked, tt.asked)
			}
			if strings.Contains(tt.line, "--json") && (strings.Count(got.stdout, "\n") != 1 || !json.Valid([]byte(got.stdout))) {
				t.Errorf("--json printed %q, want one line of JSON", got.stdout)
			}
			if strings.Contains(got.stdout+got.stderr, testSecret) {
				t.Error("the admin token is shown")
			}
		})
	}
	got := runAdmin(t, nil, "agent", "show", "nobody", "--data-dir", dir)
	if !strings.Contains(got.stderr, "There is no such agent (unknown_agent). GET /api/v1/agents lists the agents.") {
		t.Errorf("a problem is shown as %q", got.stderr)
	}
	got = runAdmin(t, nil, "agent", "list", "--data-dir", dir)
	if !strings.Contains(got.stderr, "there is more: --cursor crawler-7") {
		t.Errorf("a page with a next one says %q", got.stderr)
	}
	if got := runAdmin(t, nil, "invoice", "export", "i1", "--format", "xml", "--data-dir", dir); got.code != exitUsage {
		t.Errorf("an unknown format exits %d", got.code)
	}
}

// TestFindGateway: where commands look for a gateway, and what they say where
// there is none.
func TestFindGateway(t *testing.T) {
	s := newRecorded(t, map[string]string{"GET agents": "agents"})
	dead := httptest.NewServer(nil)
	gone := dead.URL
	dead.Close()
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	defer stranger.Close()
	var leaked string
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked = r.Header.Get("Authorization") }))
	defer thief.Close()
	redirect := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer redirect.Close()

	empty, broken, other, noToken := t.TempDir(), t.TempDir(), adminDir(t, s.URL), t.TempDir()
	write(t, filepath.Join(broken, adminFileName), "{")
	write(t, filepath.Join(other, "admin.token"), strings.Repeat("f", 32))
	write(t, filepath.Join(noToken, adminFileName), fmt.Sprintf(`{"url":%q,"token_file":"/nowhere/token"}`, s.URL))
	for _, tt := range []struct {
		name   string
		vars   map[string]string
		dir    string
		code   int
		stderr string
	}{
		{"admin.json", nil, adminDir(t, s.URL), 0, ""},
		{"environment", map[string]string{envAdminURL: s.URL + "/", envAdminToken: testSecret}, "", 0, ""},
		{"flag before environment", map[string]string{envAdminURL: gone, envAdminToken: testSecret}, adminDir(t, s.URL), 0, ""},
		{"environment without token", map[string]string{envAdminURL: s.URL}, "", 2, envAdminToken + " is not"},
		{"environment with a path to nothing", map[string]string{envAdminURL: "localhost:8403", envAdminToken: testSecret}, "", 2, "must be http(s)://host:port"},
		{"no admin.json", nil, empty, 3, "start one with farebox dev"},
		{"stale admin.json", nil, adminDir(t, gone), 3, "left from a gateway that was killed"},
		{"environment names nobody", map[string]string{envAdminURL: gone, envAdminToken: testSecret}, "", 3, "check " + envAdminURL},
		{"somebody else answers", nil, adminDir(t, stranger.URL), 3, "is no Farebox admin API"},
		{"redirect", nil, adminDir(t, redirect.URL), 3, "is no Farebox admin API"},
		{"broken admin.json", nil, broken, 1, "restart the gateway"},
		{"token file is gone", nil, noToken, 1, "read admin token"},
		{"another gateway's token", nil, other, 3, "is no Farebox admin API (status 401)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"agent", "list"}
			if tt.dir != "" {
				args = append(args, "--data-dir", tt.dir)
			}
			got := runAdmin(t, tt.vars, args...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d with %q, want %d with %q", got.code, got.stderr, tt.code, tt.stderr)
			}
			if strings.Contains(got.stdout+got.stderr, testSecret) {
				t.Error("the admin token is shown")
			}
		})
	}
	if leaked != "" {
		t.Errorf("the admin token followed a redirect: %q", leaked)
	}
}

// TestAgentExists: the refusal says which command helps.
func TestAgentExists(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem(w, http.StatusConflict, `{"title":"The agent exists already","status":409,"code":"agent_exists"}`)
	}))
	defer s.Close()
	got := runAdmin(t, nil, "agent", "create", "demo", "--data-dir", adminDir(t, s.URL))
	if got.code != exitFault || !strings.Contains(got.stderr, "farebox agent token demo makes another token") {
		t.Errorf("exit %d with %q", got.code, got.stderr)
	}
}

// TestWrongToken: the gateway's own refusal names the cause.
func TestWrongToken(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"title":"The admin token is missing or wrong","status":401,"code":"unauthorized"}`))
	}))
	defer s.Close()
	got := runAdmin(t, nil, "usage", "--data-dir", adminDir(t, s.URL))
	if got.code != exitFault || !strings.Contains(got.stderr, "does not accept the admin token") {
		t.Errorf("exit %d with %q", got.code, got.stderr)
	}
}

func TestReconcileDrift(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":false,"block":7,"checks":[{"account":"chain","ledger":"5","chain":"4","drift":"-1"}]}`))
	}))
	defer s.Close()
	for _, args := range [][]string{{"reconcile"}, {"reconcile", "--json"}} {
		got := runAdmin(t, nil, append(args, "--data-dir", adminDir(t, s.URL))...)
		if got.code != exitCheck || !strings.Contains(got.stdout, "-1") || !strings.Contains(got.stderr, "differ") {
			t.Errorf("%q: exit %d, %q, %q", args, got.code, got.stdout, got.stderr)
		}
	}
}

// TestSettleRunAnswers: nothing to do, and a batch that takes longer than a
// minute, are no faults.
func TestSettleRunAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, reply    string
		status, code   int
		stdout, stderr string
	}{
		{"empty", `{"empty":true}`, 200, 0, "nothing to settle\n", ""},
		{"slow", `{"id":"b7","state":"sent","skipped":[]}`, 202, 0, "b7", "it is not mined yet and goes on by itself: farebox settle show b7"},
		{"no chain", `{"title":"No chain is configured","code":"no_chain","hint":"Add one."}`, 404, 1, "", "No chain is configured (no_chain). Add one."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if tt.status >= 400 {
					problem(w, tt.status, tt.reply)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.reply))
			}))
			defer s.Close()
			got := runAdmin(t, nil, "settle", "run", "--data-dir", adminDir(t, s.URL))
			if got.code != tt.code || !strings.Contains(got.stdout, tt.stdout) || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, %q, %q", got.code, got.stdout, got.stderr)
			}
		})
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"crawler-7":          "crawler-7",
		"a\x1b[31mred":       `a\x1b[31mred`,
		"one\ntwo":           `one\ntwo`,
		"a\u202eb":           `a\u202eb`,
		"zürich · 3 rows":    "zürich · 3 rows",
		"quote' and \"two\"": "quote' and \"two\"",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}
