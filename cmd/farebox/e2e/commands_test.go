package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// farebox runs a command on the process's data directory and asserts its exit
// code.
func (p *process) farebox(code int, args ...string) result {
	p.t.Helper()
	got := command(p.t, append(args, "--data-dir", p.dir)...)
	if got.code != code {
		p.t.Fatalf("farebox %q: exit %d, want %d\nstdout: %s\nstderr: %s", args, got.code, code, got.stdout, got.stderr)
	}
	if code != 0 && !strings.HasPrefix(got.stderr, "farebox: ") && !strings.Contains(got.stderr, "\nfarebox: ") {
		p.t.Errorf("farebox %q says nothing of why it exits %d: %q", args, code, got.stderr)
	}
	return got
}

// fromJSON runs a command with --json and decodes what it prints.
func fromJSON[T any](p *process, args ...string) (v T) {
	p.t.Helper()
	got := p.farebox(0, append(args, "--json")...)
	err := json.Unmarshal([]byte(got.stdout), &v)
	if err != nil {
		p.t.Fatalf("farebox %q prints %q: %v", args, got.stdout, err)
	}
	return v
}

type invoice struct {
	ID, Number, Agent, State, Total, Due, Hash string
	Lines                                      []struct{ Route, Price, Quantity, Exact, Amount string }
}

// TestCommands walks through what an operator does on the command line.
func TestCommands(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	made := fromJSON[agentView](p, "agent", "create", "shop-7", "--plan", "standard", "--credit", "5")
	p.farebox(1, "agent", "create", "shop-7", "--plan", "standard")
	token := strings.TrimSpace(p.farebox(0, "agent", "token", "shop-7").stdout)
	if made.Token == "" || token == made.Token {
		t.Errorf("tokens %q and %q, want two", made.Token, token)
	}

	calls := []struct {
		args   []string
		stdout string
	}{
		{[]string{"call", quotePath, "--token", made.Token}, `"symbol":"FARE"`},
		{[]string{"call", p.GatewayURL + quotePath, "--token", token}, `"symbol":"FARE"`},
		{[]string{"call", quotePath}, `"symbol":"FARE"`}, // as the first agent of dev.json
		{[]string{"call", quotePath, "--key-file", p.keyFile(0)}, `"symbol":"FARE"`},
		{[]string{"call", "/demo/v1/chat/completions", "-d", `{"model":"demo","messages":[{"role":"user","content":"hi"}]}`}, `"usage"`},
	}
	for _, c := range calls {
		got := p.farebox(0, c.args...)
		if !strings.Contains(got.stdout, c.stdout) || !strings.Contains(got.stderr, "charged") || !strings.Contains(got.stderr, "receipt") {
			t.Errorf("farebox %q printed %q and %q", c.args, got.stdout, got.stderr)
		}
	}

	if a := fromJSON[agentView](p, "agent", "show", "shop-7"); a.Balance != "4.998" || a.State != "active" || a.Plan != "standard" {
		t.Errorf("agent show: %+v", a)
	}
	if list := fromJSON[page[agentView]](p, "agent", "list"); len(list.Items) != 5 { // three, ours, and a payer
		t.Errorf("agent list: %+v", list.Items)
	}
	if list := p.farebox(0, "agent", "list").stdout; !strings.Contains(list, "AGENT") || !strings.Contains(list, "shop-7") {
		t.Errorf("agent list as a table: %q", list)
	}
	if u := fromJSON[page[usageItem]](p, "usage", "--agent", "shop-7"); len(u.Items) != 2 || u.Items[0].Charge != "0.001" {
		t.Errorf("usage: %+v", u.Items)
	}
	if u := fromJSON[page[usageItem]](p, "usage", "--route", "demo-chat"); len(u.Items) != 1 || u.Items[0].Agent != p.Agents[0].ID {
		t.Errorf("usage of a route: %+v", u.Items)
	}
	p.checkInvoices()

	if b := fromJSON[batch](p, "settle", "run"); b.State != "mined" && b.State != "booked" || b.Rows != 1 || b.Total != "0.001" {
		t.Errorf("settle run: %+v", b)
	}
	if list := fromJSON[page[batch]](p, "settle", "list"); len(list.Items) != 1 || list.Items[0].Seq != 1 {
		t.Errorf("settle list: %+v", list.Items)
	}
	p.farebox(0, "settle", "show", "b1")
	p.farebox(1, "settle", "show", "b99")
	if r := fromJSON[struct{ OK bool }](p, "reconcile"); !r.OK {
		t.Errorf("reconcile: %+v", r)
	}
	type verification struct {
		OK      bool
		Entries uint64
		Head    string
	}
	if v := fromJSON[verification](p, "verify"); !v.OK || v.Entries == 0 || len(v.Head) != 64 {
		t.Errorf("verify of a running gateway: %+v", v)
	}

	p.farebox(0, "agent", "suspend", "shop-7", "--reason", "test")
	if got := p.farebox(1, "call", quotePath, "--token", token); !strings.Contains(got.stderr, "403") {
		t.Errorf("call of a suspended agent: %q", got.stderr)
	}
	p.farebox(1, "agent", "show", "nobody")
	p.farebox(2, "agent", "create")
	p.farebox(2, "invoice", "close", "--period", "2026-01", "--to", "now")

	p.kill()
	p.farebox(3, "agent", "list")
	p.farebox(3, "call", p.GatewayURL+quotePath, "--token", token)
	if v := fromJSON[verification](p, "verify"); !v.OK {
		t.Errorf("verify of a directory that no process has open: %+v", v)
	}
}

// checkInvoices closes the period and looks at the invoices of TestCommands.
func (p *process) checkInvoices() {
	p.t.Helper()
	list := fromJSON[page[invoice]](p, "invoice", "close", "--to", "now", "--issue").Items
	if len(list) != 3 {
		p.t.Fatalf("invoice close made %d invoices, want one for each agent with usage: %+v", len(list), list)
	}
	numbers := map[string]bool{}
	for _, v := range list {
		numbers[v.Number] = true
		shown := fromJSON[invoice](p, "invoice", "show", v.ID)
		if v.State != "paid" || v.Due != "0" || len(v.Hash) != 64 || shown.Hash != v.Hash || len(shown.Lines) == 0 {
			p.t.Errorf("invoice %+v, shown as %+v", v, shown)
		}
		if v.Agent == "shop-7" && (v.Total != "0.002" || v.Lines[0].Quantity != "2" || v.Lines[0].Route != "demo-quote") {
			p.t.Errorf("invoice %+v, want two calls for 0.002", v)
		}
	}
	if !numbers["INV-000001"] || !numbers["INV-000002"] || !numbers["INV-000003"] {
		p.t.Errorf("numbers %v have a gap", numbers)
	}
	if again := fromJSON[page[invoice]](p, "invoice", "close", "--to", "now", "--issue").Items; len(again) != 0 {
		p.t.Errorf("closing again made %+v", again)
	}
	if listed := fromJSON[page[invoice]](p, "invoice", "list").Items; len(listed) != 3 {
		p.t.Errorf("invoice list: %+v", listed)
	}
}

// keyFile writes a payer's key where `farebox call` reads it.
func (p *process) keyFile(i int) string {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "payer.key")
	err := os.WriteFile(file, []byte(p.Accounts[i].PrivateKey+"\n"), 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	return file
}

// TestVerifyFindsAFlippedByte: a changed journal is named, and exits 4.
func TestVerifyFindsAFlippedByte(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	for range 5 {
		p.ask(request{path: quotePath, token: p.Agents[0].Token})
	}
	if code := p.terminate(); code != 0 {
		t.Fatalf("exit code %d after SIGTERM", code)
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "journal", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the journal's files: %v, %v", files, err)
	}
	text, err := os.ReadFile(files[len(files)-1])
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(string(text), "demo-quote")
	if at < 0 {
		t.Fatal("no usage entry in the journal's last file")
	}
	for i := range text {
		// All copies: bbolt keeps old pages, and the last one need not be alive.
		if strings.HasPrefix(string(text[i:min(i+10, len(text))]), "demo-quote") {
			text[i] ^= 1
		}
	}
	err = os.WriteFile(files[len(files)-1], text, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	got := p.farebox(4, "verify", "--json")
	var v struct {
		OK       bool
		FirstBad *uint64 `json:"first_bad_sequence"`
		Reason   string
	}
	if err := json.Unmarshal([]byte(got.stdout), &v); err != nil || v.OK || v.FirstBad == nil || v.Reason == "" {
		t.Errorf("verify --json prints %s (%v)", got.stdout, err)
	}
}
