package x402_test

import (
	"errors"
	"math"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

func TestBatchOffer(t *testing.T) {
	sameJSON(t, "offer", mustJSON(t, mustBatch(t, batchConfig()).Requirements()), map[string]any{
		"scheme": "batch-settlement", "network": "eip155:31337", "amount": "16000", "asset": token.Hex(), "payTo": vault.Hex(),
		"maxTimeoutSeconds": 60, "extra": map[string]any{
			"name": "Test Dollar", "version": "7", "receiverAuthorizer": vault.Hex(), "withdrawDelay": 86400,
			"minDeposit": "50000", "assetTransferMethod": "eip3009",
		},
	})
	o := mustBatch(t, batchConfig())
	c, ok := o.Batch()
	if !ok || c.Contracts != channel.Canonical() || o.Scheme() != x402.SchemeBatch {
		t.Errorf("made from %+v", c)
	}
	_, ok = o.RequirementsV1(x402.ResourceInfo{})
	if ok {
		t.Error("offered in version 1")
	}
	_, err := o.WithAmount(units(1))
	if !errors.Is(err, x402.ErrConfig) {
		t.Errorf("another amount: %v", err)
	}
	_, ok = mustOffer(t, exactConfig(84532)).Batch()
	if ok {
		t.Error("exact has a channel")
	}
}

func TestBatchAmount(t *testing.T) {
	huge := metering.BaseUnits{Hi: math.MaxUint64, Lo: math.MaxUint64}
	for _, c := range []struct {
		name                string
		price               metering.BaseUnits
		headroom            uint64
		most, deposit       metering.BaseUnits
		strict              bool
		amount, wantDeposit metering.BaseUnits
	}{
		{"headroom", units(10), 16, units(1000), units(5000), false, units(160), units(5000)},
		{"capped", units(100), 16, units(1000), units(5000), false, units(1000), units(5000)},
		{"price above the cap", units(2000), 16, units(1000), units(5000), false, units(2000), units(5000)},
		{"no headroom", units(10), 1, units(1000), units(5000), false, units(10), units(5000)},
		{"strict", units(10), 16, units(1000), units(5000), true, units(10), units(5000)},
		{"deposit raised to the amount", units(10), 16, units(1000), units(5), false, units(160), units(160)},
		{"overflow is capped", huge, 16, huge, units(5), false, huge, huge},
		{"overflow without cap", huge, 2, units(0), units(5), false, huge, huge},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := batchConfig()
			config.Price, config.Headroom, config.HeadroomMax, config.MinDeposit, config.Strict = c.price, c.headroom, c.most, c.deposit, c.strict
			o := mustBatch(t, config)
			got, _ := o.Batch()
			if o.Amount() != c.amount || got.MinDeposit != c.wantDeposit || o.Requirements().Amount != c.amount.String() {
				t.Errorf("amount %s, deposit %s; want %s, %s", o.Amount(), got.MinDeposit, c.amount, c.wantDeposit)
			}
		})
	}
}

func TestNewBatchRefuses(t *testing.T) {
	for name, change := range map[string]func(*x402.BatchConfig){
		"no chain":                func(c *x402.BatchConfig) { c.ChainID = 0 },
		"no asset":                func(c *x402.BatchConfig) { c.Asset = common.Address{} },
		"no receiver":             func(c *x402.BatchConfig) { c.PayTo = common.Address{} },
		"no authorizer":           func(c *x402.BatchConfig) { c.ReceiverAuthorizer = common.Address{} },
		"pays the token":          func(c *x402.BatchConfig) { c.PayTo = c.Asset },
		"free":                    func(c *x402.BatchConfig) { c.Price = units(0) },
		"no headroom":             func(c *x402.BatchConfig) { c.Headroom = 0 },
		"delay too short":         func(c *x402.BatchConfig) { c.WithdrawDelay = channel.MinWithdrawDelay - 1 },
		"delay too long":          func(c *x402.BatchConfig) { c.WithdrawDelay = channel.MaxWithdrawDelay + 1 },
		"timeout too short":       func(c *x402.BatchConfig) { c.MaxTimeoutSeconds = 1 },
		"timeout too long":        func(c *x402.BatchConfig) { c.MaxTimeoutSeconds = x402.MaxTimeoutSeconds + 1 },
		"no token name":           func(c *x402.BatchConfig) { c.TokenName = "" },
		"floor above the minimum": func(c *x402.BatchConfig) { c.DepositFloor = units(50_001) },
		"no collector":            func(c *x402.BatchConfig) { c.Contracts.Settlement[0] = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			c := batchConfig()
			change(&c)
			_, err := x402.NewBatch(c)
			if !errors.Is(err, x402.ErrConfig) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestBatchBeforeExact: both offers stand in one header, in the order given, and
// fit it; version 1 sees exact alone.
func TestBatchBeforeExact(t *testing.T) {
	c := mustCompile(t, quotePath, x402.ResourceInfo{Description: "A quote", MimeType: "application/json"}, mustBatch(t, batchConfig()), mustOffer(t, exactConfig(84532)))
	r := c.Required("/demo/other", "")
	accepts, _ := decoded(t, r.Header)["accepts"].([]any)
	if len(accepts) != 2 {
		t.Fatalf("%d offers", len(accepts))
	}
	for i, want := range []string{x402.SchemeBatch, x402.SchemeExact} {
		if got := accepts[i].(map[string]any)["scheme"]; got != want {
			t.Errorf("offer %d is %v", i, got)
		}
	}
	if len(r.Header) > x402.MaxRequiredHeader {
		t.Errorf("%d bytes", len(r.Header))
	}
	var v1 x402.PaymentRequiredV1
	mustUnmarshal(t, "{"+string(r.V1)+"}", &v1)
	if len(v1.Accepts) != 1 || v1.Accepts[0].Scheme != x402.SchemeExact {
		t.Errorf("version 1 is offered %+v", v1.Accepts)
	}
}
