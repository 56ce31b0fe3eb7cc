package x402_test

import (
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

func BenchmarkRequired(b *testing.B) {
	c := mustCompile(b, "/demo/*", x402.ResourceInfo{Description: "A quote"}, mustOffer(b, exactConfig(84532)))
	for name, path := range map[string]string{"compiled": "", "path": "/demo/quote"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := c.Required(path, ""); r.Header == "" {
					b.Fatal("empty")
				}
			}
		})
	}
	b.Run("error", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if r := c.Required("", x402.CodeSignature); r.Header == "" {
				b.Fatal("empty")
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	name, value := goodDraft(b, mustOffer(b, exactConfig(84532)), x402.Version2).header(b)
	b.ReportAllocs()
	for b.Loop() {
		_, err := x402.Parse(name, value)
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	o := mustOffer(b, exactConfig(84532))
	p := goodDraft(b, o, x402.Version2).parse(b)
	offers := []*x402.Offer{o}
	b.ReportAllocs()
	for b.Loop() {
		_, err := x402.Verify(p, offers, now)
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigestOfBinding(b *testing.B) {
	r := x402.Binding{Method: "GET", Path: quotePath, Query: "a=b", Agent: "eip155:84532:0x70997970c51812dc3a010c7d01b50e0d17dc79c8", Body: new([32]byte)}
	b.ReportAllocs()
	for b.Loop() {
		if r.Digest() == [32]byte{} {
			b.Fatal("zero")
		}
	}
}
