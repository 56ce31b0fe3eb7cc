package chain_test

import (
	"errors"
	"log/slog"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

var vaultAt = common.Address{0xfa}

// offline is a client that is never asked to reach anything.
func offline(t testing.TB) *chain.Client {
	client, err := chain.New(chain.Config{
		URLs: []string{"http://127.0.0.1:1"}, ChainID: 1, Token: chain.Token{Address: common.Address{1}},
		Vault: vaultAt, Finality: chain.FinalityLatest, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func TestReason(t *testing.T) {
	client := offline(t)
	for _, test := range []struct{ name, data, want string }{
		{"nothing", "", "out of gas, or no reason given"},
		{"too short", "0x0102", "0x0102"},
		{"string", "0x08c379a0" + word(32) + word(3) + "616263" + strings.Repeat("00", 29), "abc"},
		{"string that breaks lines", "0x08c379a0" + word(32) + word(3) + "610a62" + strings.Repeat("00", 29), "a?b"},
		{"empty string", "0x08c379a0" + word(32) + word(0), "no reason given"},
		{"vault's error", "0x" + common.Bytes2Hex(errorID("WrongSeq")) + word(2) + word(1), "WrongSeq {Expected:2 Given:1}"},
		{"unknown error", "0xdeadbeef", "0xdeadbeef"},
	} {
		if got := client.Reason(common.FromHex(test.data)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func errorID(name string) []byte {
	id := bindings.NewVault().GetABI().Errors[name].ID
	return id[:4]
}

func word(n int64) string { return common.Bytes2Hex(common.BigToHash(big.NewInt(n)).Bytes()) }

func FuzzReason(f *testing.F) {
	f.Add(common.FromHex("0x08c379a0" + word(32) + word(3) + "616263"))
	f.Add(append(errorID("WrongSeq"), make([]byte, 64)...))
	f.Add([]byte{1})
	client := offline(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		text := client.Reason(data)
		if len([]rune(text)) > 201 || text == "" {
			t.Errorf("reason has %d characters", len([]rune(text)))
		}
		for _, r := range text {
			if !unicode.IsPrint(r) {
				t.Errorf("reason has character %U", r)
			}
		}
	})
}

func event(name string, indexed []int64, data string) *types.Log {
	l := &types.Log{Address: vaultAt, Data: common.FromHex(data), Topics: []common.Hash{bindings.NewVault().GetABI().Events[name].ID}}
	for _, n := range indexed {
		l.Topics = append(l.Topics, common.BigToHash(big.NewInt(n)))
	}
	return l
}

func TestOutcome(t *testing.T) {
	client := offline(t)
	batch := event("Batch", []int64{4}, "0x"+word(0)+word(1)+word(0)+word(0)+word(3)+word(2)+word(50))
	outOfGas := event("RowsOutOfGas", []int64{4, 1}, "0x"+word(1)+word(2))
	otherRail := event("RowsOutOfGas", []int64{4, 0}, "0x"+word(0)+word(1))
	endless := event("RowsOutOfGas", []int64{4, 1}, "0x"+word(1)+word(1<<40))
	allocated := event("Allocated", []int64{3}, "0x"+word(9))
	foreign := event("Batch", []int64{9}, "0x"+word(0)+word(1)+word(0)+word(0)+word(3)+word(2)+word(50))
	foreign.Address = common.Address{9}
	cut := event("Batch", []int64{4}, "0x"+word(0))

	out, ok, err := client.Outcome([]*types.Log{foreign, outOfGas, otherRail, allocated, batch})
	if err != nil || !ok || out.Seq != 4 || out.Total != units(50) || len(out.Allocated) != 1 || out.Allocated[0] != (settlement.Allocation{Split: 3, Amount: units(9)}) {
		t.Errorf("%+v, %v, %v", out, ok, err)
	}
	if len(out.Skipped) != 2 || out.Skipped[0].Index != 1 || out.Skipped[1].Index != 2 || !out.Skipped[0].OutOfGas {
		t.Errorf("skipped %+v, want rows 1 and 2 for want of gas", out.Skipped)
	}
	if _, ok, err := client.Outcome([]*types.Log{foreign}); ok || err != nil {
		t.Errorf("batch of another contract: %v, %v", ok, err)
	}
	for name, logs := range map[string][]*types.Log{
		"endless rows": {endless, batch}, "two batches": {batch, batch}, "cut event": {cut},
	} {
		if _, _, err := client.Outcome(logs); !errors.Is(err, chain.ErrAnswer) {
			t.Errorf("%s: %v, want ErrAnswer", name, err)
		}
	}
}

func FuzzOutcome(f *testing.F) {
	f.Add(uint8(0), int64(4), common.FromHex("0x"+word(0)+word(1)+word(0)+word(0)+word(3)+word(2)+word(50)))
	f.Add(uint8(1), int64(1), common.FromHex("0x"+word(1)+word(2)))
	f.Add(uint8(2), int64(1), common.FromHex("0x"+word(0)+word(0)+word(0)+word(128)+word(0)))
	names := []string{"Batch", "RowsOutOfGas", "RowSkipped", "Allocated"}
	client := offline(f)
	f.Fuzz(func(t *testing.T, which uint8, topic int64, data []byte) {
		l := event(names[int(which)%len(names)], []int64{topic, topic}, "")
		l.Data = data
		out, _, err := client.Outcome([]*types.Log{l})
		if err != nil {
			return
		}
		for _, s := range out.Skipped {
			if s.Index < 0 || s.Index > 2*settlement.MaxRows {
				t.Errorf("row %d", s.Index)
			}
		}
	})
}

func TestCodeKind(t *testing.T) {
	target := common.Address{7}
	for _, test := range []struct {
		name     string
		code     []byte
		kind     chain.Code
		delegate common.Address
	}{
		{"key", nil, chain.CodeNone, common.Address{}},
		{"delegated key", types.AddressToDelegation(target), chain.CodeDelegated, target},
		{"contract", []byte{0x60}, chain.CodeContract, common.Address{}},
		{"prefix of another length", append(types.AddressToDelegation(target), 0), chain.CodeContract, common.Address{}},
	} {
		if kind, delegate := chain.CodeKind(test.code); kind != test.kind || delegate != test.delegate {
			t.Errorf("%s: %d, %x", test.name, kind, delegate)
		}
	}
}

// TestPayerThatDelegates delegates a payer's key to code without ERC-1271: its valid
// ECDSA authorization must be seen as what it is worth to a token that asks code first.
func TestPayerThatDelegates(t *testing.T) {
	r := newRig(t)
	payer := r.chain.Accounts()[4]
	r.delegate(t, payer, r.chain.Token().Address)
	got, err := r.Payer(t.Context(), payer.Address, [32]byte{1})
	if err != nil || got.Code != chain.CodeDelegated || got.Delegate != r.chain.Token().Address {
		t.Errorf("payer %+v, %v", got, err)
	}
	if got, err := r.Payer(t.Context(), r.chain.Vault(), [32]byte{1}); err != nil || got.Code != chain.CodeContract || got.Balance != (metering.BaseUnits{}) {
		t.Errorf("vault as a payer %+v, %v", got, err)
	}
}
