package e2e_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// usageItem is a usage record, as far as the tests read it.
type usageItem struct {
	RequestID string   `json:"request_id"`
	Agent     string   `json:"agent"`
	Payer     string   `json:"payer"`
	Route     string   `json:"route"`
	Charge    string   `json:"charge"`
	State     string   `json:"state"`
	Outcome   string   `json:"outcome"`
	Rail      string   `json:"rail"`
	Flags     []string `json:"flags"`
	Sequence  uint64   `json:"sequence"`
}

// batch is a settlement; Empty says that there was none to make.
type batch struct {
	Empty   bool   `json:"empty"`
	ID      string `json:"id"`
	Seq     uint64 `json:"seq"`
	State   string `json:"state"`
	TxHash  string `json:"tx_hash"`
	Rows    int    `json:"rows"`
	Total   string `json:"total"`
	Skipped []struct{ Ref, Reason string }
}

type agentView struct{ ID, Plan, State, Balance, Held, Available, Token string }

type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next_cursor"`
}

// tryAdmin asks the admin API. The error is of the connection, not of the answer.
func (p *process) tryAdmin(method, path string, body any) (status int, text []byte, err error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		in = bytes.NewReader(raw)
	}
	return p.adminDo(method, "/api/v1/"+path, in)
}

func (p *process) adminDo(method, path string, in io.Reader) (status int, text []byte, err error) {
	req, err := http.NewRequest(method, p.AdminURL+path, in)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+p.AdminToken)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err = io.ReadAll(res.Body)
	return res.StatusCode, text, err
}

// admin asks the admin API for something that must succeed.
func admin[T any](p *process, method, path string, body any) T {
	p.t.Helper()
	status, text, err := p.tryAdmin(method, path, body)
	var out T
	if err == nil && status/100 == 2 {
		err = json.Unmarshal(text, &out)
	}
	if err != nil || status/100 != 2 {
		p.t.Fatalf("%s %s: status %d, %v: %s", method, path, status, err, text)
	}
	return out
}

// metric returns the value of a metric without labels, empty where there is
// none.
func (p *process) metric(name string) string {
	p.t.Helper()
	status, text, err := p.adminDo(http.MethodGet, "/metrics", nil)
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("read metrics: status %d, %v", status, err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// usage returns all usage records, of the given filters, newest first.
func (p *process) usage(filters ...string) (all []usageItem) {
	p.t.Helper()
	q := url.Values{"limit": {"1000"}}
	for i := 0; i+1 < len(filters); i += 2 {
		q.Set(filters[i], filters[i+1])
	}
	for {
		next := admin[page[usageItem]](p, http.MethodGet, "usage?"+q.Encode(), nil)
		all = append(all, next.Items...)
		if next.Next == "" {
			return all
		}
		q.Set("cursor", next.Next)
	}
}

func (p *process) agent(id string) agentView {
	p.t.Helper()
	return admin[agentView](p, http.MethodGet, "agents/"+url.PathEscape(id), nil)
}

// newAgent makes an agent with a credit and returns its token.
func (p *process) newAgent(id, credit string) string {
	p.t.Helper()
	a := admin[agentView](p, http.MethodPost, "agents", map[string]string{"id": id, "plan": "standard", "credit": credit})
	if a.Token == "" {
		p.t.Fatalf("agent %s was made without a token", id)
	}
	return a.Token
}

// settle runs the settlement engine now.
func (p *process) settle() batch {
	p.t.Helper()
	return admin[batch](p, http.MethodPost, "settlements", struct{}{})
}

// settleAll settles until there is nothing left to settle, and returns the
// batches that it took.
func (p *process) settleAll() (made []batch) {
	p.t.Helper()
	for range 50 {
		b := p.settle()
		if b.Empty {
			return made
		}
		if b.State != "mined" && b.State != "booked" {
			p.t.Errorf("batch %s is %s after it was waited for", b.ID, b.State)
		}
		if len(b.Skipped) > 0 {
			p.t.Errorf("batch %s skipped %v", b.ID, b.Skipped)
		}
		made = append(made, b)
	}
	p.t.Fatalf("there is something to settle after %d batches: %+v", len(made), made[len(made)-1])
	return nil
}

// checkBooks asserts that the ledger agrees with the chain and with itself, and
// that nothing is on its way between them.
func (p *process) checkBooks() {
	p.t.Helper()
	p.awaitBooks("0")
	verify := admin[struct {
		OK      bool
		Entries uint64
		Reason  string
	}](p, http.MethodGet, "verify", nil)
	if !verify.OK || verify.Entries == 0 {
		p.t.Errorf("verify: %+v", verify)
	}
}

// books is what reconcile says, as far as the tests read it.
type books struct {
	OK       bool
	Block    uint64
	Suspense string
	Pending  string
	VaultSeq uint64 `json:"vault_seq"`
	Checks   []struct{ Account, Ledger, Chain, Drift string }
}

// awaitBooks waits until ledger and chain agree with so much on its way: booking
// follows mining by a poll of the chain, or by finality.
func (p *process) awaitBooks(suspense string) (b books) {
	p.t.Helper()
	status, text := 0, []byte(nil)
	defer func() {
		if !b.OK || b.Suspense != suspense {
			p.t.Logf("reconcile: status %d: %s; want %s in suspense", status, text, suspense)
		}
	}()
	p.await("the ledger and the chain to agree", func() bool {
		var err error
		status, text, err = p.tryAdmin(http.MethodGet, "reconcile", nil)
		b = books{}
		return err == nil && status == http.StatusOK && json.Unmarshal(text, &b) == nil && b.OK && b.Suspense == suspense
	})
	return b
}

// chainBalance returns the test dollars of an address, in base units.
func (p *process) chainBalance(address string) *big.Int {
	p.t.Helper()
	call := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"%s","data":"0x70a08231%064s"},"latest"]}`,
		p.Asset.Address, strings.ToLower(strings.TrimPrefix(address, "0x")))
	res, err := http.Post(p.RPCURL, "application/json", strings.NewReader(call))
	if err != nil {
		p.t.Fatalf("ask the chain: %v", err)
	}
	defer res.Body.Close()
	var out struct {
		Result string
		Error  json.RawMessage
	}
	err = json.NewDecoder(res.Body).Decode(&out)
	if err != nil {
		p.t.Fatalf("ask the chain: %v", err)
	}
	word, err := hex.DecodeString(strings.TrimPrefix(out.Result, "0x"))
	if err != nil || len(word) != 32 {
		p.t.Fatalf("balance of %s: %q %s", address, out.Result, out.Error)
	}
	return new(big.Int).SetBytes(word)
}

// decimal reads an amount of the API.
func decimal(t *testing.T, text string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no decimal", text)
	}
	return v
}

// charges sums what usage records charged.
func charges(t *testing.T, items []usageItem) *big.Rat {
	t.Helper()
	sum := new(big.Rat)
	for _, u := range items {
		sum.Add(sum, decimal(t, u.Charge))
	}
	return sum
}

// inBaseUnits converts an amount to the test dollar's 6 decimals.
func inBaseUnits(t *testing.T, amount *big.Rat) *big.Int {
	t.Helper()
	v := new(big.Rat).Mul(amount, big.NewRat(1_000_000, 1))
	if !v.IsInt() {
		t.Fatalf("%s is no whole number of base units", amount.FloatString(12))
	}
	return v.Num()
}

// checkEach asserts that each request id of want has exactly one record, and that
// no record is there twice.
func checkEach(t *testing.T, items []usageItem, want []string) {
	t.Helper()
	count := make(map[string]int, len(items))
	for _, u := range items {
		count[u.RequestID]++
		if count[u.RequestID] > 1 {
			t.Errorf("request %s has %d records", u.RequestID, count[u.RequestID])
		}
	}
	missing := 0
	for _, id := range want {
		if count[id] == 0 {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d calls that the client saw complete have no usage record", missing, len(want))
	}
}

func decoded[T any](t *testing.T, text []byte) (v T) {
	t.Helper()
	err := json.Unmarshal(text, &v)
	if err != nil {
		t.Fatalf("decode %s: %v", text, err)
	}
	return v
}
