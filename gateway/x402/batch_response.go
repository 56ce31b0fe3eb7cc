package x402

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/farebox/farebox/metering"
)

// errCharge is a fault of the caller: clients refuse such a response, and lose
// count of their channel.
var errCharge = errors.New("charge is above the amount that the client accepted")

// ChannelReply is what a reply says about a payment of the scheme
// batch-settlement that was good.
type ChannelReply struct {
	// Charged is what the call took from the channel, zero where it failed or is
	// charged later. It is not written for a refund.
	Charged metering.BaseUnits
	// Transaction is the hash of the deposit or refund, 0x and 64 hex digits.
	Transaction string
	// Refunded is what a refund gave back.
	Refunded metering.BaseUnits
	// State is the channel after the charge, nil to leave it out. A stock client
	// adds Charged, and a deposit, to its own count only if State.Charged is then
	// equal to that count: where other calls of the channel ended in between, nil
	// keeps the client counting.
	State *ChannelState
}

// Reply returns the header and the value for the reply to a good payment. The
// value is empty where the reply must say nothing: a deposit that was not
// executed, which a client would count.
func (v *SignedVoucher) Reply(r ChannelReply) (header, value string, err error) {
	header = v.responseHeader()
	if v.Kind == KindDeposit && r.Transaction == "" {
		return header, "", nil
	}
	if less(v.Amount, r.Charged) {
		return "", "", fmt.Errorf("encode reply: charge %s, accepted %s: %w", r.Charged, v.Amount, errCharge)
	}
	b := append(make([]byte, 0, 512), `{"success":true,"payer":"0x`...)
	b = hex.AppendEncode(b, v.Config.Payer[:])
	b = appendText(append(b, `","transaction":`...), r.Transaction)
	b = append(append(append(b, `,"network":"`...), v.offer.network...), `","amount":`...)
	switch v.Kind {
	case KindDeposit:
		b = appendUnits(b, v.Deposit.Amount)
	case KindRefund:
		b = appendUnits(b, r.Refunded)
	default:
		b = append(b, `""`...)
	}
	b = append(b, `,"extra":{`...)
	if v.Kind != KindRefund {
		b = appendUnits(append(b, `"chargedAmount":`...), r.Charged)
	}
	if r.State != nil {
		if v.Kind != KindRefund {
			b = append(b, ',')
		}
		b = v.appendState(b, r.State)
	}
	return header, base64.StdEncoding.EncodeToString(append(b, "}}"...)), nil
}

// Failed returns the header and the value for a deposit or refund whose
// transaction failed, with one of the codes. A corrective 402 has none: a client
// that reads it does not recover.
func (v *SignedVoucher) Failed(code, transaction string) (header, value string, err error) {
	text, err := encode(SettlementResponse{
		ErrorReason: code, Payer: "0x" + hex.EncodeToString(v.Config.Payer[:]), Transaction: transaction, Network: v.offer.network,
	})
	if err != nil {
		return "", "", fmt.Errorf("encode reply: %w", err)
	}
	return v.responseHeader(), base64.StdEncoding.EncodeToString(text), nil
}

func (v *SignedVoucher) responseHeader() string {
	if v.Header == HeaderPaymentV1 {
		return HeaderResponseV1
	}
	return HeaderResponse
}

// appendState appends the member channelState.
func (v *SignedVoucher) appendState(b []byte, s *ChannelState) []byte {
	b = append(v.ID.Append(append(b, `"channelState":{"channelId":"`...)), `","balance":`...)
	b = append(appendUnits(b, s.Balance), `,"totalClaimed":`...)
	b = append(appendUnits(b, s.TotalClaimed), `,"withdrawRequestedAt":`...)
	b = append(strconv.AppendUint(b, s.WithdrawRequestedAt, 10), `,"refundNonce":"`...)
	b = append(strconv.AppendUint(b, s.RefundNonce, 10), `","chargedCumulativeAmount":`...)
	return append(appendUnits(b, s.Charged), '}')
}

// Corrective returns the 402 that answers err, the refusal of v, for a request's
// escaped path. Where err is corrective it offers v's channel alone, with its
// state and the voucher that is kept: a stock client reads the first offer of
// the scheme and goes on from there, under the offer it had. It takes a
// SignedVoucher, for the state is for the eyes of a channel's signer only: a
// voucher in the hands of another is worth its headroom.
func (c *Challenge) Corrective(path string, err error, v *SignedVoucher, s *ChannelState) Required {
	code := Code(err)
	if !Corrective(err) {
		return c.Required(path, code)
	}
	target := c.url
	if path != "" && len(path) <= MaxRequiredHeader {
		target = string(appendPath([]byte(c.base), path))
	}
	text := v.corrective(target, code, s)
	if target != c.url && base64.StdEncoding.EncodedLen(len(text)) > MaxRequiredHeader {
		target = c.url
		text = v.corrective(target, code, s)
	}
	return Required{Header: base64.StdEncoding.EncodeToString(text), V1: c.members(target, code)}
}

// corrective returns the JSON of a corrective 402.
func (v *SignedVoucher) corrective(target, code string, s *ChannelState) []byte {
	b := append(make([]byte, 0, 1280), openV2...)
	b = appendText(append(b, `,"error":`...), code)
	b = append(append(append(b, `,"resource":{"url":"`...), target...), `"},"accepts":[`...)
	b = append(append(b, v.offer.batch.open...), ',')
	b = v.appendState(b, s)
	if len(s.HighestSignature) > 0 {
		b = appendUnits(append(b, `,"voucherState":{"signedMaxClaimable":`...), s.Highest)
		b = hex.AppendEncode(append(b, `,"signature":"0x`...), s.HighestSignature)
		b = append(b, `"}`...)
	}
	return append(b, "}}]}"...)
}
