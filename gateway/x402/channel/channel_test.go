package channel_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

type vector struct {
	Name    string `json:"name"`
	ChainID uint64 `json:"chainId"`
	Config  struct {
		Payer              common.Address `json:"payer"`
		PayerAuthorizer    common.Address `json:"payerAuthorizer"`
		Receiver           common.Address `json:"receiver"`
		ReceiverAuthorizer common.Address `json:"receiverAuthorizer"`
		Token              common.Address `json:"token"`
		WithdrawDelay      uint64         `json:"withdrawDelay"`
		Salt               common.Hash    `json:"salt"`
	} `json:"config"`
	MaxClaimable     metering.BaseUnits `json:"maxClaimable"`
	TotalClaimed     metering.BaseUnits `json:"totalClaimed"`
	Separator        common.Hash        `json:"separator"`
	ChannelID        common.Hash        `json:"channelId"`
	VoucherDigest    common.Hash        `json:"voucherDigest"`
	VoucherSignature string             `json:"voucherSignature"`
	NoClaims         common.Hash        `json:"noClaims"`
	OneClaim         common.Hash        `json:"oneClaim"`
	ThreeClaims      common.Hash        `json:"threeClaims"`
	RefundNonce      *bigText           `json:"refundNonce"`
	RefundAmount     metering.BaseUnits `json:"refundAmount"`
	RefundDigest     common.Hash        `json:"refundDigest"`
	Deposit          struct {
		Amount        metering.BaseUnits `json:"amount"`
		ValidAfter    *bigText           `json:"validAfter"`
		ValidBefore   *bigText           `json:"validBefore"`
		Salt          common.Hash        `json:"salt"`
		Nonce         common.Hash        `json:"nonce"`
		Digest        common.Hash        `json:"digest"`
		Signature     string             `json:"signature"`
		CollectorData string             `json:"collectorData"`
	} `json:"deposit"`
}

type bigText struct{ big.Int }

func (b *bigText) UnmarshalJSON(text []byte) error {
	return b.UnmarshalText(bytes.Trim(text, `"`))
}

type vectors struct {
	Settlement   common.Address `json:"settlement"`
	Collector    common.Address `json:"collector"`
	TokenName    string         `json:"tokenName"`
	TokenVersion string         `json:"tokenVersion"`
	Cases        []vector       `json:"cases"`
}

func readVectors(t testing.TB) (v vectors) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	err = json.Unmarshal(text, &v)
	if err != nil || len(v.Cases) == 0 {
		t.Fatalf("read vectors: %d cases, %v", len(v.Cases), err)
	}
	return v
}

func (v *vector) config() *channel.Config {
	c := v.Config
	return &channel.Config{
		Payer: c.Payer, PayerAuthorizer: c.PayerAuthorizer, Receiver: c.Receiver, ReceiverAuthorizer: c.ReceiverAuthorizer,
		Token: c.Token, WithdrawDelay: c.WithdrawDelay, Salt: c.Salt,
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func signer(t testing.TB, digest [32]byte, signature string) common.Address {
	t.Helper()
	sig := unhex(t, signature)
	sig[64] -= 27
	key, err := crypto.SigToPub(digest[:], sig)
	if err != nil {
		t.Fatal(err)
	}
	return crypto.PubkeyToAddress(*key)
}

func TestVectors(t *testing.T) {
	all := readVectors(t)
	contracts := channel.Canonical()
	if contracts.Settlement != all.Settlement || contracts.Collector != all.Collector {
		t.Errorf("contracts %+v, clients use %s and %s", contracts, all.Settlement, all.Collector)
	}
	for _, v := range all.Cases {
		t.Run(v.Name, func(t *testing.T) {
			d := channel.NewDomain(v.ChainID, contracts.Settlement)
			id := d.ID(v.config())
			row := channel.ClaimEntry{Channel: id, MaxClaimable: v.MaxClaimable, TotalClaimed: v.TotalClaimed}
			deposit := channel.Deposit{
				Amount: v.Deposit.Amount, ValidAfter: v.Deposit.ValidAfter.Uint64(), ValidBefore: v.Deposit.ValidBefore.Uint64(),
				Salt: v.Deposit.Salt, Signature: unhex(t, v.Deposit.Signature),
			}
			token := channel.Separator(all.TokenName, all.TokenVersion, v.ChainID, v.Config.Token)
			for _, c := range []struct {
				what      string
				got, want [32]byte
			}{
				{"separator", d.Separator(), v.Separator},
				{"channel id", id, v.ChannelID},
				{"voucher", d.VoucherDigest(id, v.MaxClaimable), v.VoucherDigest},
				{"no claims", d.ClaimBatchDigest(nil), v.NoClaims},
				{"one claim", d.ClaimBatchDigest([]channel.ClaimEntry{row}), v.OneClaim},
				{"three claims", d.ClaimBatchDigest([]channel.ClaimEntry{row, row, row}), v.ThreeClaims},
				{"refund", d.RefundDigest(id, &v.RefundNonce.Int, v.RefundAmount), v.RefundDigest},
				{"deposit nonce", deposit.Nonce(id), v.Deposit.Nonce},
				{"deposit", deposit.Digest(token, v.Config.Payer, contracts.Collector, id), v.Deposit.Digest},
			} {
				if c.got != c.want {
					t.Errorf("%s is %x, want %x", c.what, c.got, c.want)
				}
			}
			if id.String() != v.ChannelID.Hex() {
				t.Errorf("id is written %s, want %s", id, v.ChannelID.Hex())
			}
			if got := signer(t, d.VoucherDigest(id, v.MaxClaimable), v.VoucherSignature); got != v.Config.Payer {
				t.Errorf("voucher is signed by %s", got)
			}
			if got, want := deposit.CollectorData(), unhex(t, v.Deposit.CollectorData); !bytes.Equal(got, want) {
				t.Errorf("collector data\n got %x\nwant %x", got, want)
			}
		})
	}
}

// TestContractVector pins the values that the deployed contract returned for the
// channel of "one cent".
func TestContractVector(t *testing.T) {
	v := readVectors(t).Cases[0]
	d := channel.NewDomain(31337, channel.Canonical().Settlement)
	id := d.ID(v.config())
	deposit := channel.Deposit{Salt: [32]byte{31: 1}}
	row := channel.ClaimEntry{Channel: id, MaxClaimable: metering.BaseUnits{Lo: 1000}, TotalClaimed: metering.BaseUnits{Lo: 700}}
	for _, c := range []struct {
		what string
		got  [32]byte
		want string
	}{
		{"separator", d.Separator(), "bf720f8d28a5c76a2f7743512598984fa4b90dd1efdb19af73f64cc6587d68af"},
		{"channel id", id, "f9c9a1920218f296301cb2578dabbb7a711f4f0b0e2057e91acde7f3e7ed4b8d"},
		{"voucher", d.VoucherDigest(id, metering.BaseUnits{Lo: 1000}), "53a702f57904489423058e57a738947c1f3b3e80087dd15cb5c79e8c80c7f075"},
		{"claims", d.ClaimBatchDigest([]channel.ClaimEntry{row}), "95da9d605157d715a932a21450287aabbeec0c6580f10d4bebd2a3d5bb9ad653"},
		{"refund", d.RefundDigest(id, new(big.Int), metering.BaseUnits{Lo: 300}), "cfaf006f89d14cd793e3fb1fefad694ca4f794591bd38d5de6a5762ad1b145c5"},
		{"deposit nonce", deposit.Nonce(id), "ce696d6756e9ce57c358acaacde240979b35d5190c094d5cc8905a397b450104"},
	} {
		if got := hex.EncodeToString(c.got[:]); got != c.want {
			t.Errorf("%s is %s, the contract says %s", c.what, got, c.want)
		}
	}
	const signature = "0xac79afa68880ca5676d3822213f399ef4c02c1d301f7449ecc9577c95fda55bf36a948029be93e096ae7d9df6022e2455348d698628b402534c0e5d513d3c21a1b"
	if v.VoucherSignature != signature {
		t.Errorf("client signed %s, want %s", v.VoucherSignature, signature)
	}
}

func TestIDDependsOnEveryField(t *testing.T) {
	base := readVectors(t).Cases[0].config()
	d := channel.NewDomain(31337, channel.Canonical().Settlement)
	seen := map[channel.ID]string{d.ID(base): "base"}
	for name, change := range map[string]func(*channel.Config){
		"payer": func(c *channel.Config) { c.Payer[0]++ }, "payer authorizer": func(c *channel.Config) { c.PayerAuthorizer[0]++ },
		"receiver": func(c *channel.Config) { c.Receiver[0]++ }, "receiver authorizer": func(c *channel.Config) { c.ReceiverAuthorizer[0]++ },
		"token": func(c *channel.Config) { c.Token[0]++ }, "delay": func(c *channel.Config) { c.WithdrawDelay++ }, "salt": func(c *channel.Config) { c.Salt[0]++ },
	} {
		c := *base
		change(&c)
		id := d.ID(&c)
		if other, ok := seen[id]; ok {
			t.Errorf("%s: id of %s", name, other)
		}
		seen[id] = name
	}
	other := channel.NewDomain(31338, channel.Canonical().Settlement)
	if other.ID(base) == d.ID(base) {
		t.Error("id does not depend on the chain")
	}
}
