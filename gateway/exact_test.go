package gateway_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway"
	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// fakeChain stands for the chain and the settlement engine. What it settles it
// claims and credits in the ledger, as the engine does.
type fakeChain struct {
	store *ledger.Store

	mu     sync.Mutex
	wallet gateway.Wallet
	err    error // of Wallet
	refuse error // of Settle, after the claim
	reads  int
	paid   int
	meet   func() // called by each reader
}

func (f *fakeChain) set(change func(*fakeChain)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *fakeChain) Wallet(context.Context, *metering.Authorization) (gateway.Wallet, error) {
	f.mu.Lock()
	f.reads++
	w, err, meet := f.wallet, f.err, f.meet
	f.mu.Unlock()
	if meet != nil {
		meet()
	}
	return w, err
}

func (f *fakeChain) Settle(ctx context.Context, p metering.PaymentBody) (settlement.Settled, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return settlement.Settled{}, err
	}
	seq, err := f.store.Append(ctx, metering.Event{Type: metering.EventPaymentClaimed, Ref: string(p.Agent), Body: body})
	if err != nil {
		return settlement.Settled{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse != nil {
		return settlement.Settled{}, f.refuse
	}
	to := p.Payer
	if p.Purpose == metering.PurposeTopUp {
		to = p.Agent
	}
	_, err = f.store.Append(ctx, metering.Event{
		Type: metering.EventPaymentCounted, Ref: "1",
		Transfers: []metering.Transfer{{From: metering.AccountSuspense, To: metering.PrepaidAccount(to), Amount: p.Amount}},
		Marks:     []metering.Mark{{Seq: seq, State: metering.PaymentCounted}},
	})
	f.paid++
	return settlement.Settled{Seq: seq, TxHash: [32]byte{7}}, err
}

// paidWorld is a world with payments on chain.
type paidWorld struct {
	*world
	chain *fakeChain
	key   *ecdsa.PrivateKey
	nonce atomic.Int64
}

func newPaidWorld(t testing.TB, up *upstream, s setup) *paidWorld {
	t.Helper()
	p := &paidWorld{chain: &fakeChain{wallet: gateway.Wallet{Balance: money.Units(10)}}}
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	p.key = key
	more := s.config
	s.config = func(c *gateway.Config) {
		p.chain.store, _ = c.Books.(*ledger.Store)
		c.Exact = &gateway.Exact{
			Network: "eip155:84532", ChainID: 84532, Asset: [20]byte{1}, PayTo: [20]byte{2}, Decimals: 6, TokenName: "USDC", TokenVersion: "2",
			MaxTimeout: time.Hour, Caps: metering.Caps{PerPayer: money.Units(5), NewPayer: money.Units(5), Total: money.Units(50)},
			MinTopUp: money.MustParse("0.01"), MaxTopUp: money.Units(100), Wallets: p.chain, Settler: p.chain,
		}
		for _, extra := range []struct {
			name, path string
			token      bool
			methods    []string
		}{{"pay", "/pay/*", false, nil}, {"both", "/both/*", true, nil}, {"post", "/post", true, []string{"POST"}}} {
			r := c.Routes[0]
			r.Name, r.Path, r.Token, r.Exact, r.Methods = extra.name, extra.path, extra.token, true, extra.methods
			c.Routes = append(c.Routes, r)
		}
		if more != nil {
			more(c)
		}
	}
	p.world = newWorld(t, up, s)
	return p
}

// payment signs a fresh authorization for the first offer of a request.
func (w *paidWorld) payment(r *http.Request) string {
	w.t.Helper()
	ask := r.Clone(r.Context())
	res := w.do(ask)
	_, _ = io.Copy(io.Discard, res.Body) // the offer is in the header
	if res.StatusCode != 402 {
		w.t.Fatalf("asked for a price, got %d", res.StatusCode)
	}
	var required x402.PaymentRequired
	text, err := base64.StdEncoding.DecodeString(res.Header.Get(x402.HeaderRequired))
	w.mustDo(err)
	w.mustDo(json.Unmarshal(text, &required))
	offer := required.Accepts[0]
	var extra struct{ Name, Version string }
	w.mustDo(json.Unmarshal(offer.Extra, &extra))
	amount, err := metering.ParseBaseUnits(offer.Amount)
	w.mustDo(err)
	o, err := x402.NewExact(x402.ExactConfig{
		ChainID: 84532, Asset: common.HexToAddress(offer.Asset), PayTo: common.HexToAddress(offer.PayTo), Amount: amount,
		MaxTimeoutSeconds: offer.MaxTimeoutSeconds, TokenName: extra.Name, TokenVersion: extra.Version,
	})
	w.mustDo(err)
	a := metering.Authorization{
		Token: o.Config().Asset, From: crypto.PubkeyToAddress(w.key.PublicKey), To: o.Config().PayTo, Value: amount,
		ValidBefore: uint64(time.Now().Unix() + offer.MaxTimeoutSeconds), Nonce: [32]byte{1, byte(w.nonce.Add(1))},
	}
	digest := x402.Digest(o.DomainSeparator(), &a)
	sig, err := crypto.Sign(digest[:], w.key)
	w.mustDo(err)
	sig[64] += 27
	payload, err := json.Marshal(x402.ExactPayload{Signature: fmt.Sprintf("0x%x", sig), Authorization: x402.ExactAuthorization{
		From: common.Address(a.From).Hex(), To: common.Address(a.To).Hex(), Value: a.Value.String(), ValidAfter: "0",
		ValidBefore: fmt.Sprint(a.ValidBefore), Nonce: fmt.Sprintf("0x%x", a.Nonce),
	}})
	w.mustDo(err)
	header, err := json.Marshal(x402.PaymentPayload{X402Version: 2, Payload: payload, Accepted: offer})
	w.mustDo(err)
	return base64.StdEncoding.EncodeToString(header)
}

func (w *paidWorld) payer() metering.AgentID {
	return metering.PayerID("eip155:84532", crypto.PubkeyToAddress(w.key.PublicKey))
}

// anonymous is a request without token, with a payment where one is given.
func (w *paidWorld) anonymous(method, path, payment string) *http.Request {
	r := w.request(method, path, nil)
	r.Header.Del("Authorization")
	if payment != "" {
		r.Header.Set(x402.HeaderSignature, payment)
	}
	return r
}

func settlementOf(t testing.TB, res *http.Response) (s x402.SettlementResponse) {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(res.Header.Get(x402.HeaderResponse))
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		t.Fatalf("%s %q: %v", x402.HeaderResponse, res.Header.Get(x402.HeaderResponse), err)
	}
	return s
}

func TestBatchedPayment(t *testing.T) {
	up := serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/pay/fail" {
			w.WriteHeader(500)
		}
	})
	w := newPaidWorld(t, up, setup{})
	pay := w.payment(w.anonymous("GET", "/pay/x", ""))

	// An upstream that fails leaves the authorization unspent.
	res, _ := w.fetch(w.anonymous("GET", "/pay/fail", pay), 500)
	if res.Header.Get(x402.HeaderResponse) != "" {
		t.Error("a failed call that moved no money answers with a settlement")
	}
	w.settled()
	res, _ = w.fetch(w.anonymous("GET", "/pay/x", pay), 200)
	if s := settlementOf(t, res); !s.Success || s.Transaction != "" || s.Amount != "1000" || res.Header.Get("Farebox-Charge") != "0.001" {
		t.Errorf("settlement %+v, headers %v", s, res.Header)
	}
	for name, r := range map[string]*http.Request{
		"again": w.anonymous("GET", "/pay/x", pay), "other route": w.anonymous("GET", "/both/x", pay), "other method": w.anonymous("PUT", "/pay/x", pay),
		"other query": w.anonymous("GET", "/pay/x?a=b", pay), "other agent": func() *http.Request {
			r := w.request("GET", "/pay/x", nil)
			r.Header.Set(x402.HeaderSignature, pay)
			return r
		}(),
	} {
		res, text := w.fetch(r, 402)
		checkProblem(t, res, text, 402, "payment_used")
		if res.Header.Get(x402.HeaderRequired) == "" || res.Header.Get(x402.HeaderResponse) != "" {
			t.Errorf("%s: the 402 carries %v", name, res.Header)
		}
	}
	list := w.records()
	if len(list) != 2 || list[1].Agent != w.payer() || list[1].Rail != metering.RailExact || list[1].Auth == nil || list[0].Charge.Sign() != 0 {
		t.Errorf("records %+v", list)
	}
	w.fetch(w.anonymous("GET", "/farebox/v1/usage/"+list[1].RequestID.String(), ""), 200)
	if owed := w.store.Owed(); owed.String() != "0.001" {
		t.Errorf("owed %s", owed)
	}

	// With both, the payment pays and the token's agent owns the record.
	pay = w.payment(w.anonymous("GET", "/both/x", ""))
	r := w.request("GET", "/both/x", nil)
	r.Header.Set(x402.HeaderSignature, pay)
	w.fetch(r, 200)
	if last := w.records()[2]; last.Agent != agent || last.Payer != w.payer() || last.Rail != metering.RailExact {
		t.Errorf("record %+v", last)
	}
	// A payment makes its payer known, never the agent of a token.
	r = w.anonymous("GET", "/both/x", w.payment(w.anonymous("GET", "/both/x", "")))
	r.Header.Set("Authorization", "Bearer "+w.issue("stranger"))
	w.problem(r, 401, "unknown_agent")
	// A route that takes none is paid by the token alone.
	r = w.request("GET", "/call/x", nil)
	r.Header.Set(x402.HeaderSignature, pay)
	w.fetch(r, 200)
}

func TestOnePaymentRacedIsOneCall(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	for _, before := range []bool{false, true} {
		t.Run(map[bool]string{false: "batched", true: "before"}[before], func(t *testing.T) {
			w := newPaidWorld(t, up, setup{config: func(c *gateway.Config) { c.Exact.Before = before }})
			start := up.count()
			pay := w.payment(w.anonymous("GET", "/pay/x", ""))
			var ok200, refused atomic.Int64
			var wg sync.WaitGroup
			for range 248 {
				wg.Go(func() {
					res, err := w.client.Do(w.anonymous("GET", "/pay/x", pay))
					if err != nil {
						t.Error(err)
						return
					}
					_ = res.Body.Close()
					switch res.StatusCode {
					case 200:
						ok200.Add(1)
					case 402, 409:
						refused.Add(1)
					}
				})
			}
			wg.Wait()
			if ok200.Load() != 1 || refused.Load() != 247 || up.count() != start+1 || len(w.records()) != 1 {
				t.Errorf("%d served, %d refused, %d upstream requests", ok200.Load(), refused.Load(), up.count()-start)
			}
		})
	}
}

func TestWalletsThatCannotPay(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	for _, tc := range []struct {
		name   string
		wallet gateway.Wallet
		err    error
		status int
		code   string
	}{
		{"used", gateway.Wallet{Balance: money.Units(1), Used: true}, nil, 402, "payment_used"},
		{"broke", gateway.Wallet{}, nil, 402, "insufficient_funds"},
		{"delegated", gateway.Wallet{Balance: money.Units(1), Code: true}, nil, 402, "payment_invalid"},
		{"paused", gateway.Wallet{Balance: money.Units(1), Paused: true}, nil, 503, "payments_paused"},
		{"no chain", gateway.Wallet{}, errors.New("down"), 503, "chain_unavailable"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newPaidWorld(t, up, setup{})
			w.chain.set(func(f *fakeChain) { f.wallet, f.err = tc.wallet, tc.err })
			pay := w.payment(w.anonymous("GET", "/pay/x", ""))
			res, text := w.fetch(w.anonymous("GET", "/pay/x", pay), tc.status)
			checkProblem(t, res, text, tc.status, tc.code)
			if strings.Contains(text, "down") || (res.Header.Get(x402.HeaderRequired) != "") != (tc.status == 402) {
				t.Errorf("%s with %v", text, res.Header)
			}
			if tc.name == "broke" { // not read again at once
				w.fetch(w.anonymous("GET", "/pay/x", pay), 402)
				if w.chain.reads != 1 {
					t.Errorf("the chain was read %d times", w.chain.reads)
				}
			}
			if len(w.records()) != 0 {
				t.Error("a record")
			}
		})
	}
	t.Run("malformed", func(t *testing.T) {
		w := newPaidWorld(t, up, setup{})
		w.problem(w.anonymous("GET", "/pay/x", "%%%"), 400, "payment_malformed")
		if w.chain.reads != 0 {
			t.Error("the chain was read for it")
		}
	})
	if up.count() != 0 {
		t.Errorf("%d requests reached the upstream", up.count())
	}
}

func TestPayerAtItsBalance(t *testing.T) {
	for name, set := range map[string]struct {
		change func(*gateway.Exact)
		wallet string
		code   string
	}{
		"balance": {func(*gateway.Exact) {}, "0.003", "insufficient_funds"},
		"cap":     {func(e *gateway.Exact) { e.Caps.NewPayer = money.MustParse("0.003") }, "10", "unsettled_cap"},
		"total":   {func(e *gateway.Exact) { e.Caps.Total = money.MustParse("0.003") }, "10", "unsettled_cap"},
	} {
		t.Run(name, func(t *testing.T) {
			up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
			w := newPaidWorld(t, up, setup{config: func(c *gateway.Config) { set.change(c.Exact) }})
			w.chain.set(func(f *fakeChain) { f.wallet.Balance = money.MustParse(set.wallet) })
			served := 0
			var mu sync.Mutex
			var wg sync.WaitGroup
			for range 10 {
				pay := w.payment(w.anonymous("GET", "/pay/x", ""))
				wg.Go(func() {
					res, err := w.client.Do(w.anonymous("GET", "/pay/x", pay))
					if err != nil {
						t.Error(err)
						return
					}
					text, _ := io.ReadAll(res.Body) // its code is looked for below
					_ = res.Body.Close()
					mu.Lock()
					defer mu.Unlock()
					if res.StatusCode == 200 {
						served++
					} else if !strings.Contains(string(text), set.code) {
						t.Errorf("%s", text)
					}
				})
			}
			wg.Wait()
			if served != 3 || up.count() != 3 {
				t.Errorf("%d served, %d upstream requests, want 3", served, up.count())
			}
		})
	}
}

func TestSettledBefore(t *testing.T) {
	var fail atomic.Bool
	up := serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) {
		if fail.Load() {
			w.WriteHeader(500)
		}
	})
	before := func(c *gateway.Config) { c.Exact.Before = true }
	w := newPaidWorld(t, up, setup{config: before})
	fresh := func() string { return w.payment(w.anonymous("GET", "/pay/x", "")) }

	res, _ := w.fetch(w.anonymous("GET", "/pay/x", fresh()), 200)
	if s := settlementOf(t, res); !s.Success || !strings.HasPrefix(s.Transaction, "0x07") {
		t.Errorf("settlement %+v", s)
	}
	// The upstream fails: the money is the payer's credit, and its header is used.
	fail.Store(true)
	spent := fresh()
	res, _ = w.fetch(w.anonymous("GET", "/pay/x", spent), 500)
	if s := settlementOf(t, res); !s.Success || string(s.Extra) != `{"chargedAmount":"0"}` {
		t.Errorf("settlement %+v", s)
	}
	w.settled()
	fail.Store(false)
	w.problem(w.anonymous("GET", "/pay/x", spent), 402, "payment_used")
	// The next authorization draws the credit and stays unspent, used up here.
	second := fresh()
	res, _ = w.fetch(w.anonymous("GET", "/pay/x", second), 200)
	if s := settlementOf(t, res); s.Transaction != "" || w.chain.paid != 2 {
		t.Errorf("settlement %+v, %d payments", s, w.chain.paid)
	}
	w.problem(w.anonymous("GET", "/pay/x", second), 402, "payment_used")
	a, err := w.store.Agent(t.Context(), w.payer())
	if err != nil || !a.Balance.IsZero() {
		t.Errorf("credit %s, %v", a.Balance, err)
	}
	// Credit for one, and two that draw it: the other pays for itself.
	fail.Store(true)
	w.fetch(w.anonymous("GET", "/pay/x", fresh()), 500)
	w.settled()
	fail.Store(false)
	var wg, both sync.WaitGroup
	both.Add(2) // have seen the credit before either draws it
	w.chain.set(func(f *fakeChain) { f.meet = func() { both.Done(); both.Wait() } })
	for range 2 {
		pay := fresh()
		wg.Go(func() {
			res, err := w.client.Do(w.anonymous("GET", "/pay/x", pay))
			if err != nil || res.StatusCode != 200 {
				t.Errorf("%v, %v", res, err)
				return
			}
			_ = res.Body.Close()
		})
	}
	wg.Wait()
	w.chain.set(func(f *fakeChain) { f.meet = nil })
	if w.chain.paid != 4 {
		t.Errorf("%d payments, want 4", w.chain.paid)
	}
	// An authorization that was spent elsewhere draws no credit: who knows it from
	// the chain is not its payer.
	fail.Store(true)
	w.fetch(w.anonymous("GET", "/pay/x", fresh()), 500)
	w.chain.set(func(f *fakeChain) { f.wallet.Used = true })
	w.problem(w.anonymous("GET", "/pay/x", fresh()), 402, "payment_used")
	w.chain.set(func(f *fakeChain) { f.wallet.Used = false })
	if n := len(w.records()); n != up.count() {
		t.Errorf("%d records of %d upstream requests", n, up.count())
	}
}

func TestSettleErrors(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	for _, tc := range []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"pending", &settlement.PendingError{}, 504, "payment_pending"},
		{"refused", &settlement.RefusedError{Reason: "balance"}, 402, "payment_refused"},
		{"not payable", settlement.ErrPayment, 402, "payment_refused"},
		{"paused", settlement.ErrPaused, 503, "payments_paused"},
		{"busy", settlement.ErrBusy, 503, "chain_unavailable"},
		{"down", settlement.ErrDown, 503, "chain_unavailable"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newPaidWorld(t, up, setup{config: func(c *gateway.Config) { c.Exact.Before = true }})
			w.chain.set(func(f *fakeChain) { f.refuse = tc.err })
			pay := w.payment(w.anonymous("GET", "/pay/x", ""))
			res, text := w.fetch(w.anonymous("GET", "/pay/x", pay), tc.status)
			checkProblem(t, res, text, tc.status, tc.code)
			if res.Header.Get(x402.HeaderResponse) != "" {
				t.Error("a settlement is told of that did not happen")
			}
			if len(w.records()) != 0 {
				t.Error("a record")
			}
		})
	}
	t.Run("no money for nothing", func(t *testing.T) {
		w := newPaidWorld(t, up, setup{config: func(c *gateway.Config) {
			c.Exact.Before = true
			c.Limits.Rate = gateway.Rate{Count: 1, Per: time.Hour}
		}})
		w.fetch(w.anonymous("GET", "/pay/x", w.payment(w.anonymous("GET", "/pay/x", ""))), 200)
		w.problem(w.anonymous("GET", "/pay/x", w.payment(w.anonymous("GET", "/pay/x", ""))), 429, "rate_limited")
		w.mustDo(w.store.SetAgentState(t.Context(), w.payer(), metering.AgentBlocked, "test"))
		w.problem(w.anonymous("GET", "/pay/x", w.payment(w.anonymous("GET", "/pay/x", ""))), 403, "agent_suspended")
		if w.chain.paid != 1 {
			t.Errorf("%d payments were settled, want 1", w.chain.paid)
		}
	})
}

func TestTopUp(t *testing.T) {
	up := serveHTTP(t, func(http.ResponseWriter, *http.Request) {})
	w := newPaidWorld(t, up, setup{})
	topUp := func(body, payment string) *http.Request {
		r := w.request("POST", "/farebox/v1/topup", strings.NewReader(body))
		if payment != "" {
			r.Header.Set(x402.HeaderSignature, payment)
		}
		return r
	}
	sign := func(body string) string {
		r := topUp(body, "")
		r.GetBody = nil
		return w.payment(r)
	}
	for _, bad := range []string{``, `{}`, `{"amount":10}`, `{"amount":"0.001"}`, `{"amount":"101"}`, `{"amount":"1.0000001"}`, `{"amount":"-1"}`, `{"amount":"1"`} {
		w.problem(topUp(bad, ""), 400, "invalid_request")
	}
	w.problem(topUp(`{"amount":"`+strings.Repeat("1", 5000)+`"}`, ""), 413, "body_too_large")
	const ten = `{"amount":"10"}`
	pay := sign(ten)
	res, text := w.fetch(topUp(ten, pay), 200)
	if s := settlementOf(t, res); !s.Success || !strings.Contains(text, `"credited":"10"`) || !strings.Contains(text, `"balance":"1010"`) {
		t.Errorf("%s, %+v", text, s)
	}
	w.problem(topUp(ten, pay), 402, "payment_used")
	w.problem(topUp(`{"amount":"5"}`, sign(ten)), 402, "payment_invalid")
	w.chain.set(func(f *fakeChain) { f.refuse = &settlement.PendingError{TxHash: [32]byte{9}} })
	res, text = w.fetch(topUp(ten, sign(ten)), 202)
	if s := settlementOf(t, res); s.Success || !strings.Contains(text, `"credited":"0"`) || !strings.HasPrefix(s.Transaction, "0x09") {
		t.Errorf("%s, %+v", text, s)
	}
	w.chain.set(func(f *fakeChain) { f.refuse = &settlement.RefusedError{} })
	w.problem(topUp(ten, sign(ten)), 402, "payment_refused")
	nobody := topUp(ten, "")
	nobody.Header.Del("Authorization")
	w.problem(nobody, 401, "token_required")
	w.gateway.Drain()
	w.problem(topUp(ten, ""), 503, "draining")
}
