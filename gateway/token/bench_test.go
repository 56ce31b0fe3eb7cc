package token_test

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// BenchmarkVerifyCached is the hot path: a token seen before.
func BenchmarkVerifyCached(b *testing.B) {
	f := newFixture(b)
	raw, err := f.Issue("agent-1", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Verify(context.Background(), raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyCachedParallel(b *testing.B) {
	f := newFixture(b)
	raws := make([]string, 1024)
	for i := range raws {
		raws[i], _ = f.Issue(fmt.Sprint("agent-", i), time.Hour)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := f.Verify(context.Background(), raws[i%len(raws)]); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkRefuse is a token with a wrong signature, which is never cached: the
// cost of parsing and one Ed25519 verification, as for a token seen first.
func BenchmarkRefuse(b *testing.B) {
	f := newFixture(b)
	_, kid := f.signingKey(b)
	raw := forge(fmt.Sprintf(`{"typ":"at+jwt","alg":"EdDSA","kid":%q}`, kid), claims(f.clock, "farebox", nil), signEd(keyPairs().other))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Verify(context.Background(), raw); err == nil {
			b.Fatal("accepted")
		}
	}
}
