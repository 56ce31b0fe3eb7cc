package settlement

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/farebox/farebox/metering"
)

// Posted is a Batch event: what the vault says for ever of one batch.
type Posted struct {
	Seq      uint64
	From, To uint64   // the batch covers journal entries (From, To]
	Root     [32]byte // of the usage tree over them
	Head     [32]byte // chained hash of the journal at To
	Block    uint64
	TxHash   [32]byte
}

// Batches reads the batches in a vault.
type Batches interface {
	// Batches calls fn for each batch up to a final block, which it returns: the
	// newest first, their numbers descending without a gap to 1. It returns fn's
	// error; ErrStop ends the walk and is not returned.
	Batches(ctx context.Context, fn func(Posted) error) (final Block, err error)
}

// maxPosted bounds the batches that an Audit keeps: 120 MB, and one every
// fifteen minutes for thirty years.
const maxPosted = 1 << 20

// Audit compares a journal, entry by entry, with what the vault says of it: the
// chained hash at the end of each batch, the usage root of each range, and that
// the ranges follow each other. Whoever cuts the journal's tail, or changes an
// entry and computes every hash anew, cannot change the vault.
//
// The vault may have served another journal before. The newest batch that
// begins at entry 0 begins this one; those before it are counted, not compared.
type Audit struct {
	vault   string
	block   uint64
	run     []Posted // of this journal, ascending
	earlier uint64

	next     int // in run
	tree     Tree
	head     [32]byte
	attached *uint64 // the block at which the journal says that it met the vault
	found    *finding
	gap      *finding // where run ends before the vault's batches do
	newest   uint64   // number of the newest batch
	minedAt  uint64   // its block
}

// finding is the first thing that is not as the vault says.
type finding struct {
	first  uint64 // the first journal sequence that it may concern; zero: none
	reason string
}

// NewAudit reads the batches of the vault, which it names in the report. Its
// error says that the chain could not be read and nothing of the journal.
func NewAudit(ctx context.Context, vault string, b Batches) (*Audit, error) {
	a := &Audit{vault: vault}
	final, err := b.Batches(ctx, func(p Posted) error {
		if len(a.run) == maxPosted {
			return fmt.Errorf("the vault has more than %d batches: %w", maxPosted, ErrOutcome)
		}
		a.run = append(a.run, p)
		if p.From == 0 {
			a.earlier = p.Seq - 1
			return ErrStop
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read batches of vault %s: %w", vault, err)
	}
	for i, j := 0, len(a.run)-1; i < j; i, j = i+1, j-1 {
		a.run[i], a.run[j] = a.run[j], a.run[i]
	}
	a.block = final.Number
	if n := len(a.run); n > 0 {
		a.newest, a.minedAt = a.run[n-1].Seq, a.run[n-1].Block
	}
	a.checkRanges()
	a.compare(0) // batches that cover nothing
	return a, nil
}

// checkRanges looks for a batch that does not begin where the one before ended:
// another ledger settled at this vault. It and what follows it is not compared.
func (a *Audit) checkRanges() {
	for i := range a.run {
		p := &a.run[i]
		switch {
		case p.To < p.From:
			a.gap = &finding{reason: fmt.Sprintf("%s runs backwards", p)}
		case i > 0 && p.From != a.run[i-1].To:
			a.gap = &finding{reason: fmt.Sprintf("%s does not begin where batch %d ended, at entry %d: somebody else settles with this vault", p, p.Seq-1, a.run[i-1].To)}
		default:
			continue
		}
		a.run = a.run[:i]
		return
	}
}

// String names a batch and what it covers.
func (p *Posted) String() string {
	return fmt.Sprintf("batch %d (entries %d to %d, transaction 0x%s)", p.Seq, p.From+1, p.To, hex.EncodeToString(p.TxHash[:]))
}

// Attached notes that the journal says to have met this vault at a block: a
// vault whose batches are all from before has none of this journal.
func (a *Audit) Attached(block uint64) { a.attached = &block }

// Entry takes the journal's next entry, from sequence 1 on, and the chained hash
// up to it.
func (a *Audit) Entry(e *metering.Entry, hash [32]byte) {
	if a.found != nil || a.next == len(a.run) {
		return
	}
	a.head = hash
	if e.Usage != nil && e.Sequence > a.run[a.next].From {
		leaf, err := leafOf(e.Usage)
		if err != nil {
			a.found = &finding{first: e.Sequence, reason: err.Error()}
			return
		}
		a.tree.Add(leaf)
	}
	a.compare(e.Sequence)
}

func leafOf(u *metering.UsageRecord) ([]byte, error) {
	item, err := u.Item()
	if err != nil {
		return nil, err
	}
	return item.Leaf()
}

// compare looks at the batches that end at a sequence.
func (a *Audit) compare(seq uint64) {
	for a.found == nil && a.next < len(a.run) && a.run[a.next].To == seq {
		p := &a.run[a.next]
		switch {
		case a.tree.Root() != p.Root:
			a.found = &finding{first: p.From + 1, reason: fmt.Sprintf(
				"the usage records do not have the root that the vault holds: %s; an entry among these was changed", p)}
		case a.head != p.Head:
			a.found = &finding{first: p.From + 1, reason: fmt.Sprintf(
				"the journal's hash at entry %d is not the one that the vault holds: %s; an entry among these was changed", p.To, p)}
		default:
			a.next++
			a.tree = Tree{}
		}
	}
}

// Complete adds what the vault says to the report of the journal's own
// verification, in which every entry was shown to Entry.
func (a *Audit) Complete(r metering.Report) metering.Report {
	c := &metering.ChainCheck{Vault: a.vault, Block: a.block, Batches: a.next, Earlier: a.earlier}
	r.Chain = c
	if a.newest == 0 {
		return r
	}
	if a.attached != nil && *a.attached >= a.minedAt {
		c.Batches, c.Earlier = 0, a.newest
		return r
	}
	if a.next > 0 {
		c.Last = a.run[a.next-1].To
	}
	whole := r.OK || r.FirstBad == 0
	if a.found == nil && whole && a.next < len(a.run) {
		a.found = &finding{first: r.Entries + 1, reason: fmt.Sprintf(
			"the journal ends at entry %d and the vault holds %s: the journal's tail is missing", r.Entries, &a.run[len(a.run)-1])}
	}
	if a.found == nil {
		a.found = a.gap
	}
	if a.found == nil || !whole && (a.found.first == 0 || a.found.first >= r.FirstBad) {
		return r
	}
	r.OK, r.FirstBad, r.Reason = false, a.found.first, a.found.reason
	if a.attached == nil {
		r.Reason += "; the journal does not name this vault"
	}
	return r
}
