package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

const topUpPath = "/farebox/v1/topup"

// clientTask is what pay.mjs reads.
type clientTask struct {
	Client  string `json:"client"` // v1 (x402-fetch) or v2 (@x402/fetch)
	Key     string `json:"key"`
	URL     string `json:"url"`
	Method  string `json:"method,omitempty"`
	Body    string `json:"body,omitempty"`
	Token   string `json:"token,omitempty"`
	Network string `json:"network"`
	Asset   string `json:"asset"`
	Times   int    `json:"times"`
}

// clientCall is a line that pay.mjs prints.
type clientCall struct {
	Status    int    `json:"status"`
	Body      string `json:"body"`
	RequestID string `json:"requestId"`
	Sent      string `json:"sent"` // the header that carried the payment
	Response  *struct {
		Success                             bool
		Transaction, Network, Payer, Amount string
	} `json:"response"`
}

// stockClient runs an unmodified client from npm.
func (p *process) stockClient(task clientTask) (calls []clientCall) {
	p.t.Helper()
	task.Network, task.Asset = (&big.Int{}).SetUint64(p.ChainID).String(), p.Asset.Address
	task.Network = "eip155:" + task.Network
	in, err := json.Marshal(task)
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "pay.mjs")
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		p.t.Fatalf("run pay.mjs: %v (its packages: make e2e, or npm ci here)\n%s", err, stderr.String())
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var c clientCall
		err := dec.Decode(&c)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			p.t.Fatalf("read pay.mjs: %v\n%s", err, out)
		}
		calls = append(calls, c)
	}
	if len(calls) != task.Times {
		p.t.Fatalf("pay.mjs made %d calls, want %d\n%s", len(calls), task.Times, stderr.String())
	}
	return calls
}

// TestStockClients: unmodified clients of both versions pay for /demo/quote. The
// payer's balance on chain falls by exactly price × calls, and each call has
// exactly one usage record.
func TestStockClients(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, client string
		flags        []string
		network      string // as the client's version names it
		amount       string // only version 2 says it
	}{
		{"@x402/fetch on the default chain", "v2", nil, "eip155:31337", "1000"},
		{"@x402/fetch on a chain with a name", "v2", []string{"--chain-id", "84532"}, "eip155:84532", "1000"},
		{"x402-fetch", "v1", []string{"--chain-id", "84532"}, "base-sepolia", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const calls = 3
			p := startDev(t, t.TempDir(), tt.flags...)
			payer := p.Accounts[1]
			before := p.chainBalance(payer.Address)
			got := p.stockClient(clientTask{Client: tt.client, Key: payer.PrivateKey, URL: p.GatewayURL + quotePath, Times: calls})
			var ids []string
			for _, c := range got {
				ids = append(ids, c.RequestID)
				if c.Status != http.StatusOK || !strings.Contains(c.Body, `"symbol":"FARE"`) {
					t.Errorf("status %d: %s", c.Status, c.Body)
				}
				if c.Response == nil || !c.Response.Success || c.Response.Network != tt.network || c.Response.Amount != tt.amount ||
					!strings.EqualFold(c.Response.Payer, payer.Address) || c.Response.Transaction != "" {
					t.Errorf("payment response %+v", c.Response)
				}
			}
			items := p.usage("agent", p.wallet(1).agentID())
			if len(items) != calls {
				t.Errorf("%d usage records, want one for each of %d calls", len(items), calls)
			}
			checkEach(t, items, ids)
			for _, u := range items {
				if u.Charge != "0.001" || u.Rail != "exact" || u.State != "posted" || u.Route != "demo-quote" {
					t.Errorf("usage record %+v", u)
				}
			}
			if made := p.settleAll(); len(made) != 1 || made[0].Rows != calls || made[0].Total != "0.003" {
				t.Errorf("settled %+v, want one batch of %d payments", made, calls)
			}
			fell := new(big.Int).Sub(before, p.chainBalance(payer.Address))
			if fell.Int64() != 1000*calls {
				t.Errorf("the payer's balance fell by %s base units, want %d", fell, 1000*calls)
			}
			p.checkBooks()
		})
	}
}

// TestTopUp: a stock client with a bearer token pays for exactly what it asks,
// and one payment tops up once.
func TestTopUp(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	payer, agent := p.Accounts[2], p.Agents[0]
	before, held := p.agent(agent.ID), p.chainBalance(payer.Address)
	topUp := request{method: http.MethodPost, path: topUpPath, body: `{"amount":"10"}`, token: agent.Token}

	got := p.stockClient(clientTask{
		Client: "v2", Key: payer.PrivateKey, URL: p.GatewayURL + topUp.path, Method: topUp.method, Body: topUp.body, Token: topUp.token, Times: 1,
	})[0]
	if got.Status != http.StatusOK || got.Response == nil || !got.Response.Success || len(got.Response.Transaction) != 66 {
		t.Fatalf("top-up: %+v", got)
	}
	rose := new(big.Rat).Sub(decimal(t, p.agent(agent.ID).Balance), decimal(t, before.Balance))
	if rose.Cmp(big.NewRat(10, 1)) != 0 {
		t.Errorf("the balance rose by %s, want 10", rose.FloatString(6))
	}
	fell := new(big.Int).Sub(held, p.chainBalance(payer.Address))
	if fell.Int64() != 10_000_000 {
		t.Errorf("the payer's balance fell by %s base units, want 10000000", fell)
	}

	replays := []struct {
		name  string
		again request
	}{
		{"replayed", topUp},
		{"for another agent", request{method: topUp.method, path: topUp.path, body: topUp.body, token: p.Agents[1].Token}},
		{"on a route", request{path: quotePath}},
	}
	check := func(t *testing.T) {
		for _, tt := range replays {
			tt.again.payment = got.Sent
			if res := p.ask(tt.again); res.status != http.StatusPaymentRequired && res.status != http.StatusConflict {
				t.Errorf("%s: status %d, want 402 or 409: %s", tt.name, res.status, res.body)
			}
		}
		if rose := new(big.Rat).Sub(decimal(t, p.agent(agent.ID).Balance), decimal(t, before.Balance)); rose.Cmp(big.NewRat(10, 1)) != 0 {
			t.Errorf("replays made the balance rise by %s, want 10", rose.FloatString(6))
		}
		if other := p.agent(p.Agents[1].ID); other.Balance != "1000" {
			t.Errorf("a replay credited %s with another's payment: %s", other.ID, other.Balance)
		}
	}
	check(t)
	p.checkBooks()
	p.kill()
	p = startDev(t, p.dir)
	check(t)
	p.checkBooks()
}
