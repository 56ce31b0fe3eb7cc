package settlement

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/bits"
)

// Prefixes of RFC 6962 section 2.1: a leaf's hash can never be a node's.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

// MaxProof is the longest inclusion proof of a tree of 2^64−1 leaves.
const MaxProof = 64

// ErrProof reports leaves that do not match the index and size of a Prover.
var ErrProof = errors.New("leaves do not match the proof asked for")

// LeafHash returns the Merkle hash of a leaf's bytes: SHA-256(0x00 ‖ leaf).
func LeafHash(leaf []byte) [32]byte {
	h := sha256.New()
	h.Write([]byte{leafPrefix})
	h.Write(leaf)
	var out [32]byte
	h.Sum(out[:0])
	return out
}

func nodeHash(left, right [32]byte) [32]byte {
	var b [65]byte
	b[0] = nodePrefix
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b[:])
}

// Tree computes the Merkle tree hash of RFC 6962 over leaves that are added in
// order. It keeps one hash for each set bit of the number of leaves. The zero
// value is the empty tree.
type Tree struct {
	size  uint64
	peaks [][32]byte // of the perfect subtrees, widest first
}

// Add appends a leaf.
func (t *Tree) Add(leaf []byte) { t.addHash(LeafHash(leaf)) }

func (t *Tree) addHash(h [32]byte) {
	// Each trailing one bit of the old size is a perfect subtree that is
	// complete now.
	for range bits.TrailingZeros64(^t.size) {
		last := len(t.peaks) - 1
		h = nodeHash(t.peaks[last], h)
		t.peaks = t.peaks[:last]
	}
	t.peaks = append(t.peaks, h)
	t.size++
}

// Size returns the number of leaves.
func (t *Tree) Size() uint64 { return t.size }

// Root returns the tree's hash; that of the empty tree is SHA-256 of nothing.
func (t *Tree) Root() [32]byte {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	h := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		h = nodeHash(t.peaks[i], h)
	}
	return h
}

// Prover makes the inclusion proof of one leaf while all leaves of the tree are
// added in order, in memory of one Tree for each level.
type Prover struct {
	index, size uint64
	next        uint64
	spans       []span // siblings in order of their leaves
}

// span is a subtree whose root is in the proof.
type span struct {
	from, to uint64 // leaves [from, to)
	level    int    // position in the proof: 0 is next to the leaf
	tree     Tree
}

// NewProver prepares the proof of the leaf at an index of a tree with size
// leaves. It returns ErrProof where there is no such leaf.
func NewProver(index, size uint64) (*Prover, error) {
	if index >= size {
		return nil, fmt.Errorf("prove leaf %d of %d: %w", index, size, ErrProof)
	}
	p := &Prover{index: index, size: size}
	var left, right []span // left ascends by itself, right is found outside in
	from, to := uint64(0), size
	for to-from > 1 {
		// The largest power of two below the number of leaves (RFC 6962, 2.1).
		middle := from + 1<<(bits.Len64(to-from-1)-1)
		if index < middle {
			right = append(right, span{from: middle, to: to, level: len(left) + len(right)})
			to = middle
		} else {
			left = append(left, span{from: from, to: middle, level: len(left) + len(right)})
			from = middle
		}
	}
	p.spans = left
	for i := len(right) - 1; i >= 0; i-- {
		p.spans = append(p.spans, right[i])
	}
	for i := range p.spans {
		p.spans[i].level = len(p.spans) - 1 - p.spans[i].level
	}
	return p, nil
}

// Add takes the next leaf of the tree.
func (p *Prover) Add(leaf []byte) {
	at := p.next
	p.next++
	for i := range p.spans {
		if at >= p.spans[i].from && at < p.spans[i].to {
			p.spans[i].tree.Add(leaf)
			return
		}
	}
}

// Proof returns the proof, the leaf's sibling first. It returns ErrProof unless
// exactly size leaves were added.
func (p *Prover) Proof() ([][32]byte, error) {
	if p.next != p.size {
		return nil, fmt.Errorf("prove leaf %d of %d: %d leaves given: %w", p.index, p.size, p.next, ErrProof)
	}
	proof := make([][32]byte, len(p.spans))
	for i := range p.spans {
		proof[p.spans[i].level] = p.spans[i].tree.Root()
	}
	return proof, nil
}

// VerifyInclusion reports whether a leaf stands at an index of the tree with
// this size and root (RFC 9162, 2.1.3.2).
func VerifyInclusion(leaf []byte, index, size uint64, proof [][32]byte, root [32]byte) bool {
	if index >= size || len(proof) > MaxProof {
		return false
	}
	node, last := index, size-1
	h := LeafHash(leaf)
	for _, sibling := range proof {
		if last == 0 {
			return false
		}
		if node&1 == 1 || node == last {
			h = nodeHash(sibling, h)
			for node&1 == 0 && node != 0 {
				node >>= 1
				last >>= 1
			}
		} else {
			h = nodeHash(h, sibling)
		}
		node >>= 1
		last >>= 1
	}
	return last == 0 && h == root
}
