package settlement_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
	"github.com/farebox/farebox/settlement"
)

// posted is a vault with these batches, ascending.
type posted []settlement.Posted

func (p posted) Batches(_ context.Context, fn func(settlement.Posted) error) (settlement.Block, error) {
	for i := len(p) - 1; i >= 0; i-- {
		err := fn(p[i])
		if errors.Is(err, settlement.ErrStop) {
			break
		}
		if err != nil {
			return settlement.Block{}, err
		}
	}
	return settlement.Block{Number: 99}, nil
}

// auditEntry is an entry of a journal of ten: every second is usage.
func auditEntry(seq uint64) *metering.Entry {
	if seq%2 == 0 {
		return &metering.Entry{Sequence: seq, Event: &metering.Event{Type: "agent.created"}}
	}
	return &metering.Entry{Sequence: seq, Usage: &metering.UsageRecord{
		Agent: "demo", Payer: "demo", Route: "quote", Meter: "call", Price: "p", PriceVersion: 1,
		Units: metering.Count(metering.KindCall, 1), Charge: money.MustParse("0.001"), Hold: money.MustParse("0.001"),
		State: metering.RecordPosted, UsageState: metering.UsageReported, Sequence: seq, Rail: metering.RailToken,
	}}
}

func auditHash(seq uint64) [32]byte {
	if seq == 0 {
		return [32]byte{}
	}
	return [32]byte{31: byte(seq)}
}

// batchOver is what an honest gateway posts for a range.
func batchOver(t *testing.T, number, from, to uint64) settlement.Posted {
	t.Helper()
	var tree settlement.Tree
	for seq := from + 1; seq <= to; seq++ {
		e := auditEntry(seq)
		if e.Usage == nil {
			continue
		}
		item, err := e.Usage.Item()
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := item.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		tree.Add(leaf)
	}
	return settlement.Posted{Seq: number, From: from, To: to, Root: tree.Root(), Head: auditHash(to), Block: 10 * number}
}

func TestAudit(t *testing.T) {
	change := func(p settlement.Posted, fn func(*settlement.Posted)) settlement.Posted {
		fn(&p)
		return p
	}
	one, two, three := batchOver(t, 1, 0, 4), batchOver(t, 2, 4, 4), batchOver(t, 3, 4, 9)
	bad := metering.Report{Entries: 6, FirstBad: 7, Reason: "checksum"}
	for _, tt := range []struct {
		name     string
		vault    posted
		report   metering.Report
		attached uint64
		ok       bool
		first    uint64
		reason   string
		batches  int
		last     uint64
		earlier  uint64
	}{
		{"no batch", nil, metering.Report{OK: true, Entries: 10}, 1, true, 0, "", 0, 0, 0},
		{"all agree", posted{one, two, three}, metering.Report{OK: true, Entries: 10}, 1, true, 0, "", 3, 9, 0},
		{"nothing covered", posted{{Seq: 1, Root: sha256.Sum256(nil), Block: 10}, batchOver(t, 2, 0, 4)}, metering.Report{OK: true, Entries: 10}, 1, true, 0, "", 1, 4, 1},
		{"cut tail", posted{one, batchOver(t, 2, 4, 12)}, metering.Report{OK: true, Entries: 10}, 1, false, 11, "the journal ends at entry 10", 1, 4, 0},
		{"cut tail, projections wrong", posted{one, batchOver(t, 2, 4, 12)}, metering.Report{Entries: 10, Reason: "move state.db away"}, 1, false, 11, "tail is missing", 1, 4, 0},
		{"head", posted{one, change(three, func(p *settlement.Posted) { p.Seq, p.Head[0] = 2, 1 })}, metering.Report{OK: true, Entries: 10}, 1, false, 5, "hash at entry 9", 1, 4, 0},
		{"root", posted{change(one, func(p *settlement.Posted) { p.Root[0]++ })}, metering.Report{OK: true, Entries: 10}, 1, false, 1, "root", 0, 0, 0},
		{"root of nothing", posted{one, change(two, func(p *settlement.Posted) { p.Root[0]++ })}, metering.Report{OK: true, Entries: 10}, 1, false, 5, "root", 1, 4, 0},
		{"gap", posted{one, batchOver(t, 2, 5, 9)}, metering.Report{OK: true, Entries: 10}, 1, false, 0, "does not begin where batch 1 ended", 1, 4, 0},
		{"overlap", posted{one, batchOver(t, 2, 3, 9)}, metering.Report{OK: true, Entries: 10}, 1, false, 0, "somebody else", 1, 4, 0},
		{"backwards", posted{one, {Seq: 2, From: 4, To: 2, Block: 20}}, metering.Report{OK: true, Entries: 10}, 1, false, 0, "backwards", 1, 4, 0},
		{"a bad entry before", posted{one, three}, bad, 1, false, 7, "checksum", 1, 4, 0},
		{"a change before a bad entry", posted{change(one, func(p *settlement.Posted) { p.Head[0]++ })}, bad, 1, false, 1, "hash at entry 4", 0, 0, 0},
		{"an earlier journal", posted{batchOver(t, 1, 0, 50), batchOver(t, 2, 50, 60)}, metering.Report{OK: true, Entries: 10}, 20, true, 0, "", 0, 0, 2},
		{"an earlier journal and this", posted{batchOver(t, 1, 0, 50), batchOver(t, 2, 0, 4)}, metering.Report{OK: true, Entries: 10}, 15, true, 0, "", 1, 4, 1},
		{"not attached", posted{batchOver(t, 1, 0, 50)}, metering.Report{OK: true, Entries: 10}, 0, false, 11, "does not name this vault", 0, 0, 0},
		{"second vault of a journal", posted{batchOver(t, 1, 4, 9)}, metering.Report{OK: true, Entries: 10}, 1, true, 0, "", 1, 9, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := settlement.NewAudit(t.Context(), "0xv", tt.vault)
			if err != nil {
				t.Fatal(err)
			}
			if tt.attached != 0 {
				a.Attached(tt.attached)
			}
			for seq := range tt.report.Entries {
				a.Entry(auditEntry(seq+1), auditHash(seq+1))
			}
			r := a.Complete(tt.report)
			if r.OK != tt.ok || r.FirstBad != tt.first || !strings.Contains(r.Reason, tt.reason) || tt.reason == "" && r.Reason != "" {
				t.Errorf("%+v, want ok %v, first bad %d, reason %q", r, tt.ok, tt.first, tt.reason)
			}
			want := metering.ChainCheck{Vault: "0xv", Block: 99, Batches: tt.batches, Last: tt.last, Earlier: tt.earlier}
			if *r.Chain != want {
				t.Errorf("%+v, want %+v", *r.Chain, want)
			}
		})
	}
}

// TestAuditUnread: a chain that cannot be read says nothing of the journal.
func TestAuditUnread(t *testing.T) {
	_, err := settlement.NewAudit(t.Context(), "0xv", unread{})
	if !errors.Is(err, errUnread) || !strings.Contains(err.Error(), "0xv") {
		t.Errorf("error %v", err)
	}
}

var errUnread = errors.New("no answer")

type unread struct{}

func (unread) Batches(context.Context, func(settlement.Posted) error) (settlement.Block, error) {
	return settlement.Block{}, errUnread
}
