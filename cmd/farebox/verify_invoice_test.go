package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
)

// invoice is the text of an invoice that the ledger issued, as
// invoice export writes it.
func (a *anchored) invoice() (text string) {
	a.t.Helper()
	ctx := a.t.Context()
	a.calls(3)
	made, err := a.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil || len(made) != 1 {
		a.t.Fatalf("%d invoices, %v", len(made), err)
	}
	v, err := a.store.IssueInvoice(ctx, made[0].ID)
	if err != nil {
		a.t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(out)
}

func TestVerifyInvoice(t *testing.T) {
	a := newAnchored(t)
	text := a.invoice()
	file := filepath.Join(t.TempDir(), "invoice.json")
	write(t, file, text+"\n")
	none := filepath.Join(t.TempDir(), "none")

	// A running gateway is asked.
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v1/invoices/demo.") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(text))
			return
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"title":"none","code":"not_found"}`))
	}))
	defer s.Close()
	write(t, filepath.Join(a.dir, adminFileName), `{"url":"`+s.URL+`","token_file":"admin.token"}`)
	write(t, filepath.Join(a.dir, "admin.token"), testSecret)
	if got := runAdmin(t, nil, "verify", "--invoice", file, "--data-dir", a.dir); got.code != 0 || !strings.Contains(got.stdout, "issued with this hash") {
		t.Errorf("running gateway: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
	vars := map[string]string{envAdminURL: s.URL, envAdminToken: testSecret}
	if got := runAdmin(t, vars, "verify", "--invoice", file); got.code != 0 || !strings.Contains(got.stdout, "issued with this hash") {
		t.Errorf("gateway of the environment: exit %d, %s%s", got.code, got.stdout, got.stderr)
	}
	a.stop()

	check := func(name string, code int, reason string, inLedger any, args ...string) {
		t.Helper()
		got := runAdmin(t, nil, append([]string{"verify", "--json", "--invoice"}, args...)...)
		var v map[string]any
		err := json.Unmarshal([]byte(got.stdout), &v)
		if err != nil || got.code != code || v["ok"] != (code == 0) || v["in_ledger"] != inLedger || !strings.Contains(v["reason"].(string), reason) {
			t.Errorf("%s: exit %d, %s%s", name, got.code, got.stdout, got.stderr)
		}
	}
	t.Chdir(t.TempDir()) // where there is no ./data
	check("by itself", 0, "", nil, file)
	check("in its ledger", 0, "", true, file, "--data-dir", a.dir)
	if got := runAdmin(t, nil, "verify", "--invoice", file, "--data-dir", none); got.code != exitUsage {
		t.Errorf("no journal there: exit %d, %s", got.code, got.stderr)
	}
	if got := runAdmin(t, nil, "verify", "--invoice", none); got.code != exitUsage {
		t.Errorf("no file there: exit %d, %s", got.code, got.stderr)
	}

	// The same bytes in another ledger, which issued another invoice.
	other := newAnchored(t)
	other.invoice()
	other.stop()
	check("in another ledger", exitCheck, "this ledger", false, file, "--data-dir", other.dir)
	bad := filepath.Join(t.TempDir(), "bad.json")
	for _, tt := range []struct{ name, from, to, reason string }{
		{"amount", `"amount":"0.003"`, `"amount":"0.002"`, "lines come to 0.002"},
		{"total", `"total":"0.003"`, `"total":"0.002"`, "hashes to"},
		{"agent", `"agent":"demo"`, `"agent":"else"`, "hashes to"},
		{"added member", `{"id"`, `{"note":"x","id"`, "no invoice's"},
		{"member twice", `{"id"`, `{"total":"0.003","id"`, "not one JSON object"},
		{"other form", `"0.003"`, `"0.0030"`, "another form"},
		{"number", `"INV-000001"`, `"INV-1"`, "none that is given"},
		{"zero number", `"INV-000001"`, `"INV-000000"`, "none that is given"},
		{"draft", `"state":"paid"`, `"state":"draft"`, "it is a draft"},
		{"state", `"state":"paid"`, `"state":"free"`, "none that an invoice has"},
		{"cut", `"hash"`, ``, "not one JSON object"},
	} {
		changed := strings.Replace(text, tt.from, tt.to, 1)
		if changed == text {
			t.Fatalf("%s: the case changes nothing in %s", tt.name, text)
		}
		write(t, bad, changed)
		check(tt.name, exitCheck, tt.reason, nil, bad)
	}
	// A whole invoice, right by itself, that nobody issued.
	var v metering.Invoice
	err := json.Unmarshal([]byte(text), &v)
	if err != nil {
		t.Fatal(err)
	}
	v.Agent = "demo2"
	v.Hash, err = v.ContentHash()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := json.Marshal(v)
	write(t, bad, string(out))
	check("forged", 0, "", nil, bad)
	check("forged, in the ledger", exitCheck, "has the hash", false, bad, "--data-dir", a.dir)
	write(t, bad, strings.Replace(text, "INV-000001", "INV-000002", 1))
	check("another number", exitCheck, "as INV-000001", false, bad, "--data-dir", a.dir)
}
