package x402_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// clientStep is one call or refund of a stock client in a channel's life, which
// testdata/channel.mjs plays. The server answers the first request with the 402,
// then as each exchange says.
type clientStep struct {
	name             string
	lost             bool // the client forgot all it knew
	balance, claimed uint64
	refund           string // "", an amount, or "all"
	exchanges        []exchange
	// knows is what the client must hold afterwards, nil where it must have
	// forgotten the channel.
	knows map[string]any
}

// exchange is a payment that the client must send, the state it must meet, and
// the answer; without a reply that is the corrective 402.
type exchange struct {
	kind                              string
	max, deposit                      uint64
	refund                            string
	charged, highest, balance, claims uint64 // the channel's when it arrives
	reply                             *x402.ChannelReply
}

func stateOf(t testing.TB, o *x402.Offer, e exchange) x402.ChannelState {
	s := x402.ChannelState{Charged: units(e.charged), Balance: units(e.balance), TotalClaimed: units(e.claims), Highest: units(e.highest)}
	if e.highest > 0 {
		s.HighestSignature = goodTicket(t, o, "voucher", e.highest).signature
	}
	return s
}

func clientSteps() []clientStep {
	reply := func(charged, total, balance uint64) *x402.ChannelReply {
		return &x402.ChannelReply{Charged: units(charged), Transaction: transaction, State: &x402.ChannelState{Charged: units(total), Balance: units(balance)}}
	}
	knows := func(charged, balance string) map[string]any {
		return map[string]any{"chargedCumulativeAmount": charged, "balance": balance}
	}
	refunded := func(amount uint64) *x402.ChannelReply {
		return &x402.ChannelReply{Transaction: transaction, Refunded: units(amount)}
	}
	return []clientStep{
		{name: "opens a channel", exchanges: []exchange{
			{kind: "deposit", max: 16_000, deposit: 50_000, reply: reply(250, 250, 50_000)},
		}, knows: knows("250", "50000")},
		{name: "calls", exchanges: []exchange{
			{kind: "voucher", max: 16_250, charged: 250, highest: 16_000, balance: 50_000, reply: reply(1000, 1250, 50_000)},
		}, knows: knows("1250", "50000")},
		{name: "streams", exchanges: []exchange{
			{kind: "voucher", max: 17_250, charged: 1250, highest: 16_250, balance: 50_000, reply: reply(0, 1250, 50_000)},
		}, knows: knows("1250", "50000")},
		{name: "is corrected", balance: 50_000, exchanges: []exchange{
			{kind: "voucher", max: 17_250, charged: 17_000, highest: 17_250, balance: 50_000},
			{kind: "voucher", max: 33_000, charged: 17_000, highest: 17_250, balance: 50_000, reply: reply(500, 17_500, 50_000)},
		}, knows: knows("17500", "50000")},
		{name: "ignores another's count", exchanges: []exchange{
			{kind: "voucher", max: 33_500, charged: 17_500, highest: 33_000, balance: 50_000, reply: reply(1000, 19_500, 50_000)},
		}, knows: knows("17500", "50000")},
		{name: "counts without a state", exchanges: []exchange{
			{kind: "voucher", max: 33_500, charged: 17_500, highest: 33_500, balance: 50_000, reply: &x402.ChannelReply{Charged: units(1000)}},
		}, knows: knows("18500", "50000")},
		{name: "lost all and tops up", lost: true, balance: 50_000, claimed: 2000, exchanges: []exchange{
			{kind: "voucher", max: 18_000, charged: 38_000, highest: 48_000, balance: 50_000, claims: 2000},
			{kind: "deposit", max: 54_000, deposit: 50_000, charged: 38_000, highest: 48_000, balance: 50_000, claims: 2000, reply: reply(1000, 39_000, 100_000)},
		}, knows: knows("39000", "100000")},
		{name: "takes some back", refund: "1000", exchanges: []exchange{
			{kind: "refund", max: 39_000, refund: "1000", charged: 39_000, highest: 54_000, balance: 100_000, claims: 2000, reply: refunded(1000)},
		}, knows: knows("39000", "99000")},
		{name: "lost all and takes all back", lost: true, refund: "all", balance: 99_000, claimed: 2000, exchanges: []exchange{
			{kind: "refund", max: 2000, charged: 39_000, highest: 54_000, balance: 99_000, claims: 2000},
			{kind: "refund", max: 39_000, charged: 39_000, highest: 54_000, balance: 99_000, claims: 2000, reply: refunded(60_000)},
		}},
	}
}

type clientAnswer struct {
	Status int    `json:"status"`
	Header string `json:"header"`
	Value  string `json:"value"`
}

// answersOf returns what the server says in a step.
func answersOf(t testing.TB, s clientStep) []clientAnswer {
	t.Helper()
	o := mustBatch(t, batchConfig())
	c := mustCompile(t, quotePath, x402.ResourceInfo{Description: "A quote"}, o, mustOffer(t, exactConfig(31337)))
	answers := []clientAnswer{{402, x402.HeaderRequired, c.Required("", "").Header}}
	for _, e := range s.exchanges {
		k := goodTicket(t, o, e.kind, e.max)
		if k.deposit != nil {
			k.deposit.Amount = units(e.deposit)
			k.sign(t)
		}
		v := k.verified(t)
		if e.reply == nil {
			state := stateOf(t, o, e)
			answers = append(answers, clientAnswer{402, x402.HeaderRequired, c.Corrective("", x402.ErrCumulative, v, &state).Header})
			continue
		}
		header, value, err := v.Reply(*e.reply)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, clientAnswer{200, header, value})
	}
	return answers
}

// TestChannelGolden pins the server that the stock client was recorded with.
func TestChannelGolden(t *testing.T) {
	var steps []map[string]any
	for _, s := range clientSteps() {
		steps = append(steps, map[string]any{
			"name": s.name, "lost": s.lost, "refund": s.refund, "answers": answersOf(t, s),
			"chain": map[string]string{"balance": units(s.balance).String(), "claimed": units(s.claimed).String()},
		})
	}
	got, err := json.MarshalIndent(map[string]any{"steps": steps}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "channel.json")
	if *update {
		err = os.WriteFile(file, append(got, '\n'), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(got, '\n'), want) {
		t.Errorf("answers differ from %s, which the client was recorded with; record again after -update", file)
	}
}

// TestStockChannelClient verifies and admits what the unmodified client sent,
// and that it holds afterwards what was meant.
func TestStockChannelClient(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "channel_vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Recorded []struct {
			Step       string         `json:"step"`
			Sent       []string       `json:"sent"`
			Settled    map[string]any `json:"settled"`
			Unanswered int            `json:"unanswered"`
			Known      map[string]any `json:"known"`
		} `json:"recorded"`
	}
	mustUnmarshal(t, string(text), &file)
	steps := clientSteps()
	if len(file.Recorded) != len(steps) {
		t.Fatalf("%d steps recorded, want %d", len(file.Recorded), len(steps))
	}
	for i, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			r := file.Recorded[i]
			if r.Step != s.name || len(r.Sent) != len(s.exchanges) || r.Unanswered != 0 || r.Settled["success"] != true {
				t.Fatalf("recorded %s: sent %d, %d answers left, settled %v", r.Step, len(r.Sent), r.Unanswered, r.Settled)
			}
			for j, e := range s.exchanges {
				checkSent(t, r.Sent[j], e)
			}
			for _, name := range []string{"chargedCumulativeAmount", "balance"} {
				if r.Known[name] != s.knows[name] {
					t.Errorf("client knows %s %v, want %v", name, r.Known[name], s.knows[name])
				}
			}
		})
	}
}

func checkSent(t *testing.T, value string, e exchange) {
	t.Helper()
	o := mustBatch(t, batchConfig())
	p, err := x402.Parse(x402.HeaderSignature, value)
	if err != nil {
		t.Fatal(err)
	}
	v, err := x402.VerifyVoucher(p, []*x402.Offer{o}, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	if v.Kind.String() != e.kind || v.MaxClaimable != units(e.max) || v.Config.Payer != payer || (v.Deposit != nil) != (e.deposit > 0) {
		t.Fatalf("sent %+v, want %+v", v, e)
	}
	if v.Deposit != nil && v.Deposit.Amount != units(e.deposit) {
		t.Errorf("deposit of %s, want %d", v.Deposit.Amount, e.deposit)
	}
	if (v.RefundAmount != nil) != (e.refund != "") || v.RefundAmount != nil && v.RefundAmount.String() != e.refund {
		t.Errorf("asks %v back, want %q", v.RefundAmount, e.refund)
	}
	s := stateOf(t, o, e)
	switch v.Kind {
	case x402.KindRefund:
		var give metering.BaseUnits
		give, err = v.AdmitRefund(&s)
		if e.reply != nil && give != e.reply.Refunded {
			t.Errorf("gives %s back", give)
		}
	case x402.KindDeposit:
		err = v.AdmitDeposit(&s, units(1000))
	default:
		_, err = v.Admit(&s, units(1000))
	}
	if (err == nil) != (e.reply != nil) || err != nil && !errors.Is(err, x402.ErrCumulative) {
		t.Errorf("admission: %v", err)
	}
}
