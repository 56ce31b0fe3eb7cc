package settlement_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/farebox/farebox/settlement"
)

// The tree that Certificate Transparency logs test against: eight leaves and
// the roots of the first n of them (RFC 6962, 2.1; the same in RFC 9162).
var (
	ctLeaves = []string{
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
	}
	ctRoots = []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
)

func leaf(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTreeVectors(t *testing.T) {
	var tree settlement.Tree
	for n, want := range ctRoots {
		if root := tree.Root(); hex.EncodeToString(root[:]) != want {
			t.Errorf("root of %d leaves = %x, want %s", n, root, want)
		}
		if n < len(ctLeaves) {
			tree.Add(leaf(t, ctLeaves[n]))
		}
	}
}

// TestProofVectors compares paths of the same log's test data.
func TestProofVectors(t *testing.T) {
	tests := []struct {
		name        string
		index, size uint64
		proof       []string
	}{
		{"one leaf", 0, 1, nil},
		{"first of eight", 0, 8, []string{
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
		}},
		{"sixth of eight", 5, 8, []string{
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
			"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		}},
		{"third of three", 2, 3, []string{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
		{"second of five", 1, 5, []string{
			"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
			"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := settlement.NewProver(tt.index, tt.size)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tt.size {
				p.Add(leaf(t, ctLeaves[i]))
			}
			proof, err := p.Proof()
			if err != nil {
				t.Fatal(err)
			}
			if len(proof) != len(tt.proof) {
				t.Fatalf("%d hashes, want %d", len(proof), len(tt.proof))
			}
			for i := range proof {
				if hex.EncodeToString(proof[i][:]) != tt.proof[i] {
					t.Errorf("hash %d = %x, want %s", i, proof[i], tt.proof[i])
				}
			}
		})
	}
}

// recursive is the definition of RFC 6962, 2.1, word for word.
func recursive(leaves [][]byte) [32]byte {
	if len(leaves) == 1 {
		return settlement.LeafHash(leaves[0])
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	var two settlement.Tree // only for its empty root
	if len(leaves) == 0 {
		return two.Root()
	}
	left, right := recursive(leaves[:k]), recursive(leaves[k:])
	return settlement.NodeHash(left, right)
}

func TestTreeAgainstDefinition(t *testing.T) {
	var tree settlement.Tree
	var leaves [][]byte
	for n := range 130 {
		if tree.Root() != recursive(leaves) || tree.Size() != uint64(n) {
			t.Fatalf("root of %d leaves differs from the definition", n)
		}
		b := binary.BigEndian.AppendUint64(nil, uint64(n))
		leaves = append(leaves, b)
		tree.Add(b)
	}
}

// TestEveryProof proves each leaf of each size, and that nothing else proves it.
func TestEveryProof(t *testing.T) {
	for size := uint64(1); size <= 34; size++ {
		var tree settlement.Tree
		for i := range size {
			tree.Add([]byte{byte(i)})
		}
		for index := range size {
			p, err := settlement.NewProver(index, size)
			if err != nil {
				t.Fatal(err)
			}
			for i := range size {
				p.Add([]byte{byte(i)})
			}
			proof, err := p.Proof()
			if err != nil {
				t.Fatal(err)
			}
			ok := func(leaf byte, index, size uint64, proof [][32]byte) bool {
				return settlement.VerifyInclusion([]byte{leaf}, index, size, proof, tree.Root())
			}
			if !ok(byte(index), index, size, proof) {
				t.Fatalf("leaf %d of %d: proof does not verify", index, size)
			}
			bad := map[string]bool{
				"other leaf":     ok(byte(index)+1, index, size, proof),
				"past the end":   ok(byte(index), size, size, proof),
				"longer proof":   ok(byte(index), index, size, append(proof[:len(proof):len(proof)], [32]byte{})),
				"another index":  size > 1 && ok(byte(index), (index+1)%size, size, proof),
				"shorter proof":  len(proof) > 0 && ok(byte(index), index, size, proof[1:]),
				"too many nodes": ok(byte(index), index, size, make([][32]byte, 65)),
			}
			for name, verified := range bad {
				if verified {
					t.Errorf("leaf %d of %d verifies with %s", index, size, name)
				}
			}
		}
	}
}

func TestProverRefuses(t *testing.T) {
	_, err := settlement.NewProver(3, 3)
	if !errors.Is(err, settlement.ErrProof) {
		t.Errorf("leaf past the end: %v", err)
	}
	p, err := settlement.NewProver(0, 2)
	if err != nil {
		t.Fatal(err)
	}
	p.Add(nil)
	_, err = p.Proof()
	if !errors.Is(err, settlement.ErrProof) {
		t.Errorf("too few leaves: %v", err)
	}
}

// FuzzVerifyInclusion: no proof that the prover did not make verifies another
// leaf, and none makes the verifier fail.
func FuzzVerifyInclusion(f *testing.F) {
	f.Add(uint64(5), uint64(8), []byte("leaf"), make([]byte, 96))
	f.Add(uint64(0), uint64(1), []byte{}, []byte{})
	f.Add(uint64(1)<<63, ^uint64(0), []byte{1}, make([]byte, 64*32))
	f.Fuzz(func(t *testing.T, index, size uint64, leaf, hashes []byte) {
		var proof [][32]byte
		for len(hashes) >= 32 {
			proof = append(proof, [32]byte(hashes[:32]))
			hashes = hashes[32:]
		}
		if settlement.VerifyInclusion(leaf, index, size, proof, [32]byte{}) {
			t.Fatal("a proof of the zero root")
		}
		if size == 0 || size > 300 || index >= size {
			return
		}
		p, err := settlement.NewProver(index, size)
		if err != nil {
			t.Fatal(err)
		}
		var tree settlement.Tree
		for i := range size {
			b := []byte{byte(i), byte(i >> 8)}
			if i == index {
				b = leaf
			}
			p.Add(b)
			tree.Add(b)
		}
		made, err := p.Proof()
		if err != nil || !settlement.VerifyInclusion(leaf, index, size, made, tree.Root()) {
			t.Fatalf("proof of leaf %d of %d: %v", index, size, err)
		}
		if len(proof) == len(made) && len(made) > 0 && proof[0] != made[0] &&
			settlement.VerifyInclusion(leaf, index, size, proof, tree.Root()) {
			t.Fatal("another proof verifies")
		}
	})
}
