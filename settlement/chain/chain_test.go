package chain_test

import (
	"errors"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

func units(n uint64) metering.BaseUnits { return metering.BaseUnits{Lo: n} }

// TestBatch settles a batch in which one payer pays, one cannot, and revenue is
// divided, and reads everything about it back.
func TestBatch(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	if err := r.Verify(ctx, r.Address()); err != nil {
		t.Fatal(err)
	}
	good := r.authorize(t, 1, 5_000_000, 1)
	poor := r.authorize(t, 2, 2_000_000_000_000, 2)
	receipt := r.settle(t, settlement.Call{
		To: 7, Root: [32]byte{1}, Head: [32]byte{2},
		Authorizations: []metering.Authorization{poor, good},
		Allocations:    []settlement.Allocation{{Split: 0, Amount: units(4_000_000)}, {Split: 0, Amount: units(3_000_000)}},
	})
	if !receipt.OK {
		t.Fatal("batch reverted")
	}
	o := receipt.Outcome
	if o.Seq != 1 || o.Total != units(5_000_000) {
		t.Errorf("batch %d brought %s, want 1 and 5000000", o.Seq, o.Total)
	}
	if len(o.Skipped) != 1 || o.Skipped[0].Index != 0 || !strings.Contains(o.Skipped[0].Reason, "ERC20InsufficientBalance") {
		t.Errorf("skipped %+v, want row 0 with its reason", o.Skipped)
	}
	want := []settlement.Allocation{{Split: 0, Amount: units(4_000_000)}, {Split: 0, Amount: units(1_000_000)}}
	if !reflect.DeepEqual(o.Allocated, want) {
		t.Errorf("allocated %+v, want %+v", o.Allocated, want)
	}

	state, err := r.State(ctx, receipt.Block.Number)
	if err != nil || state != (settlement.VaultState{Seq: 2, Balance: units(5_000_000), TotalOwed: units(5_000_000)}) {
		t.Errorf("vault %+v, %v", state, err)
	}
	before, err := r.State(ctx, receipt.Block.Number-1)
	if err == nil && receipt.Block.Number > 1 && before.Seq != 1 {
		t.Errorf("vault before the batch %+v", before)
	}
	if tx, err := r.Applied(ctx, 1); err != nil || tx != receipt.TxHash {
		t.Errorf("batch 1 applied by %x, %v", tx, err)
	}
	if _, err := r.Applied(ctx, 2); !errors.Is(err, settlement.ErrUnknown) {
		t.Errorf("batch 2 applied: %v, want ErrUnknown", err)
	}
	use, err := r.Use(ctx, good)
	if err != nil || use != (settlement.Use{State: settlement.NonceUsed, TxHash: receipt.TxHash, Block: receipt.Block, Paid: true}) {
		t.Errorf("use %+v, %v", use, err)
	}
	if use, err = r.Use(ctx, poor); err != nil || use.State != settlement.NonceUnused {
		t.Errorf("use of the skipped row %+v, %v", use, err)
	}
	payer, err := r.Payer(ctx, good.From, good.Nonce)
	if err != nil || payer != (chain.Payer{Balance: units(999_995_000_000), NonceUsed: true}) {
		t.Errorf("payer %+v, %v", payer, err)
	}
	head, final, err := r.Head(ctx)
	if err != nil || head != final || head != receipt.Block {
		t.Errorf("head %+v, final %+v, %v; want %+v", head, final, err, receipt.Block)
	}
	if _, err := r.Block(ctx, head.Number+1); !errors.Is(err, settlement.ErrUnknown) {
		t.Errorf("block to come: %v, want ErrUnknown", err)
	}
}

// TestSameSeqTwice sends a second transaction for a batch number that was applied.
func TestSameSeqTwice(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	r.settle(t, settlement.Call{})
	signed, err := r.Sign(ctx, settlement.Tx{
		Call: settlement.Call{Seq: 1}, Nonce: 1, Gas: 500_000, Fees: settlement.Fees{Tip: 1, Cap: 3_000_000_000},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(ctx, signed.Raw); err != nil {
		t.Fatal(err)
	}
	r.seal(t)
	receipt, err := r.Receipt(ctx, signed.Hash)
	if err != nil || receipt.OK {
		t.Errorf("receipt %+v, %v; want one that is not OK", receipt, err)
	}
	if latest, final, err := r.Nonces(ctx); err != nil || latest != 2 || final != 2 {
		t.Errorf("nonces %d, %d, %v; want 2, 2", latest, final, err)
	}
}

// TestMovements reads what moved at the vault outside and inside batches.
func TestMovements(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	token, vault := bindings.NewPaymentToken(), bindings.NewVault()
	stranger, settler := r.chain.Accounts()[3], r.chain.Settler()
	r.transact(t, stranger, r.chain.Token().Address, token.PackTransfer(r.chain.Vault(), big.NewInt(700)))
	r.transact(t, stranger, r.chain.Token().Address, token.PackTransfer(r.chain.Vault(), new(big.Int)))
	r.transact(t, settler, r.chain.Vault(), vault.PackPayOut(stranger.Address, big.NewInt(200)))
	receipt := r.settle(t, settlement.Call{
		Authorizations: []metering.Authorization{r.authorize(t, 1, 1_000, 1)},
		Allocations:    []settlement.Allocation{{Split: 0, Amount: units(900)}},
	})
	r.transact(t, r.chain.Treasury(), r.chain.Vault(), vault.PackWithdraw())

	got, err := r.Movements(ctx, 0, receipt.Block.Number+1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if got[i].TxHash == ([32]byte{}) {
			t.Errorf("movement %d has no transaction", i)
		}
		got[i].TxHash = [32]byte{}
	}
	want := []settlement.Movement{
		{Kind: settlement.MovedIn, Block: 2, Position: 0, Party: stranger.Address, Amount: units(700)},
		{Kind: settlement.MovedPaidOut, Block: 4, Position: 1, Party: stranger.Address, Amount: units(200)},
		{Kind: settlement.MovedIn, Block: 5, Position: 1, Party: r.chain.Accounts()[1].Address, Amount: units(1_000)},
		{Kind: settlement.MovedPayee, Block: 6, Position: 1, Party: r.chain.Treasury().Address, Amount: units(900)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("movements\n%+v\nwant\n%+v", got, want)
	}
	if _, err := r.Movements(ctx, 0, settlement.MaxMovementBlocks); !errors.Is(err, chain.ErrConfig) {
		t.Errorf("too many blocks: %v, want ErrConfig", err)
	}
}

// TestUseByStrangers: anyone may run an authorization, and its payer may cancel it.
func TestUseByStrangers(t *testing.T) {
	r, ctx := newRig(t), t.Context()
	token := bindings.NewPaymentToken()
	run := func(a metering.Authorization, to common.Address) {
		r.transact(t, r.chain.Accounts()[5], r.chain.Token().Address, token.PackTransferWithAuthorization(a.From, to,
			a.Value.Big(), new(big.Int).SetUint64(a.ValidAfter), new(big.Int).SetUint64(a.ValidBefore), a.Nonce, a.Signature))
	}
	ours := r.authorize(t, 1, 10, 1)
	run(ours, r.chain.Vault())
	if use, err := r.Use(ctx, ours); err != nil || use.State != settlement.NonceUsed || !use.Paid || use.TxHash == ([32]byte{}) {
		t.Errorf("run by a stranger: %+v, %v", use, err)
	}
	// The same nonce, spent on a payment to somebody else.
	other := ours
	other.To, other.Nonce = r.chain.Accounts()[6].Address, [32]byte{9}
	run(r.sign(t, 1, other), other.To)
	claimed := r.authorize(t, 1, 10, 0)
	claimed.Nonce = other.Nonce
	if use, err := r.Use(ctx, claimed); err != nil || use.State != settlement.NonceUsed || use.Paid {
		t.Errorf("paid to somebody else: %+v, %v", use, err)
	}
	// The right payment of a smaller amount.
	small := r.authorize(t, 1, 9, 7)
	run(small, r.chain.Vault())
	small.Value = units(10)
	if use, err := r.Use(ctx, small); err != nil || use.Paid {
		t.Errorf("paid less: %+v, %v", use, err)
	}
}

// TestCheck finds every fault, with eth_simulateV1 and without.
func TestCheck(t *testing.T) {
	r := newRig(t)
	now := uint64(time.Now().Unix())
	used := r.authorize(t, 1, 5, 1)
	r.settle(t, settlement.Call{Authorizations: []metering.Authorization{used}})

	fine := r.authorize(t, 1, 5, 2)
	expired := fine
	expired.ValidBefore, expired.Nonce = now-1, [32]byte{3}
	early := fine
	early.ValidAfter, early.Nonce = now+1_000, [32]byte{4}
	forged := fine
	forged.Nonce = [32]byte{5}
	foreign := fine
	foreign.To = common.Address{1}
	rows := []struct {
		name  string
		auth  metering.Authorization
		fault settlement.Fault
	}{
		{"fine", fine, settlement.FaultNone},
		{"used", used, settlement.FaultUsed},
		{"twice in the list", fine, settlement.FaultUsed},
		{"expired", r.sign(t, 1, expired), settlement.FaultExpired},
		{"not yet valid", r.sign(t, 1, early), settlement.FaultRefused},
		{"forged", forged, settlement.FaultRefused},
		{"not ours", r.sign(t, 1, foreign), settlement.FaultRefused},
		{"unfunded", r.authorize(t, 2, 1_000_000_000_001, 6), settlement.FaultUnfunded},
		{"most of a balance", r.authorize(t, 3, 900_000_000_000, 7), settlement.FaultNone},
		{"rest does not cover it", r.authorize(t, 3, 200_000_000_000, 8), settlement.FaultUnfunded},
		{"rest covers it", r.authorize(t, 3, 100_000_000_000, 9), settlement.FaultNone},
	}
	auths := make([]metering.Authorization, len(rows))
	for i := range rows {
		auths[i] = rows[i].auth
	}
	old := newClient(t, config(r.chain, withoutMethod(t, r.chain.URL(), "eth_simulateV1")))
	for name, client := range map[string]*chain.Client{"simulated": r.Client, "one by one": old} {
		t.Run(name, func(t *testing.T) {
			got, err := client.Check(t.Context(), auths)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				if got[i].Fault != row.fault || (got[i].Reason == "") != (row.fault == settlement.FaultNone) {
					t.Errorf("%s: %+v, want fault %d", row.name, got[i], row.fault)
				}
			}
		})
	}
}

// TestCheckManyRows checks more rows than fit into one simulated block, all of one
// payer.
func TestCheckManyRows(t *testing.T) {
	r := newRig(t)
	var auths []metering.Authorization
	for i := range 120 {
		auths = append(auths, r.authorize(t, 1, 10_000_000_000, byte(i)))
	}
	got, err := r.Check(t.Context(), auths)
	if err != nil {
		t.Fatal(err)
	}
	for i, check := range got {
		want := settlement.FaultNone
		if i >= 100 { // a million dollars are a hundred times ten thousand
			want = settlement.FaultUnfunded
		}
		if check.Fault != want {
			t.Fatalf("row %d: %+v, want fault %d", i, check, want)
		}
	}
}

// TestVerifyNamesEveryFault describes the contracts wrongly.
func TestVerifyNamesEveryFault(t *testing.T) {
	r := newRig(t)
	cfg := config(r.chain, r.chain.URL())
	cfg.Token.Decimals, cfg.Token.Version = 18, "2"
	err := newClient(t, cfg).Verify(t.Context(), r.chain.Accounts()[0].Address)
	if !errors.Is(err, chain.ErrContracts) {
		t.Fatalf("error %v, want ErrContracts", err)
	}
	for _, want := range []string{"decimals", "EIP-712 domain", "operator"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not name %s: %v", want, err)
		}
	}
	cfg = config(r.chain, r.chain.URL())
	cfg.Vault = common.Address{1}
	if err := newClient(t, cfg).Verify(t.Context(), r.Address()); err == nil || !strings.Contains(err.Error(), "no contract at the vault") {
		t.Errorf("vault without code: %v", err)
	}
	cfg.Vault = cfg.Token.Address
	if err := newClient(t, cfg).Verify(t.Context(), r.Address()); !errors.Is(err, chain.ErrContracts) || !strings.Contains(err.Error(), "is not a vault") {
		t.Errorf("a token in the vault's place: %v", err)
	}
}
