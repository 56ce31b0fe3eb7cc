package x402_test

import (
	"encoding/base64"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

func BenchmarkVoucher(b *testing.B) {
	o := mustBatch(b, batchConfig())
	offers := []*x402.Offer{o}
	k := goodTicket(b, o, "voucher", 16_000)
	value := base64.StdEncoding.EncodeToString(k.text(b))
	cache, err := x402.NewVoucherCache(1024)
	if err != nil {
		b.Fatal(err)
	}
	s := x402.ChannelState{Charged: units(5000), Highest: units(16_000), Balance: units(100_000)}
	run := func(name, value string, cache *x402.VoucherCache) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p, err := x402.Parse(x402.HeaderSignature, value)
				if err != nil {
					b.Fatal(err)
				}
				v, err := x402.VerifyVoucher(p, offers, cache, now)
				if err != nil {
					b.Fatal(err)
				}
				_, err = v.Admit(&s, units(1000))
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("parse+verify+admit", value, nil)
	run("repeat", value, cache)
	run("deposit", base64.StdEncoding.EncodeToString(goodTicket(b, o, "deposit", 16_000).text(b)), nil)
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := x402.Parse(x402.HeaderSignature, value)
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	v := k.verified(b)
	b.Run("reply", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _, err := v.Reply(x402.ChannelReply{Charged: units(250), State: &s})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	c := mustCompile(b, quotePath, x402.ResourceInfo{}, o, mustOffer(b, exactConfig(84532)))
	b.Run("corrective", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if c.Corrective("", x402.ErrCumulative, v, &s).Header == "" {
				b.Fatal("empty")
			}
		}
	})
	b.Run("required", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if c.Required("/demo/other", "").Header == "" {
				b.Fatal("empty")
			}
		}
	})
}
