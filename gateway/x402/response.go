package x402

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// Settled returns the response to a payment that was accepted. transaction is
// the hash, 0x and 64 hex digits, of a payment that settled first, and "" for
// one that is settled later, in a batch.
func (v *Verified) Settled(transaction string) SettlementResponse {
	return SettlementResponse{
		Success: true, Payer: payer(v), Transaction: transaction,
		Network: v.Offer.network, Amount: v.Authorization.Value.String(),
	}
}

// Failed returns the response to a verified payment that could not be settled,
// with one of the codes. transaction is "" where none was sent.
func (v *Verified) Failed(code, transaction string) SettlementResponse {
	return SettlementResponse{ErrorReason: code, Payer: payer(v), Transaction: transaction, Network: v.Offer.network}
}

// WithExtra returns the response with members added to its extra, such as
// chargedAmount. raw must be a JSON object.
func (r SettlementResponse) WithExtra(raw json.RawMessage) SettlementResponse {
	r.Extra = raw
	return r
}

// Encode returns the reply's header and its value. The header follows the one
// the payment came in, the shape its version: version 1 says less, and names the
// network its own way.
func (r SettlementResponse) Encode(v *Verified) (header, value string, err error) {
	header = HeaderResponse
	var wire any = r
	if v.Header == HeaderPaymentV1 {
		header = HeaderResponseV1
	}
	if v.Version == Version1 {
		wire = SettlementResponseV1{
			Success: r.Success, ErrorReason: r.ErrorReason, Transaction: r.Transaction,
			Network: v.Offer.networkV1, Payer: r.Payer,
		}
	}
	text, err := encode(wire)
	if err != nil {
		return "", "", fmt.Errorf("encode settlement response: %w", err)
	}
	return header, base64.StdEncoding.EncodeToString(text), nil
}

// payer is written in lower case, as in agents' ids.
func payer(v *Verified) string {
	return strings.ToLower(common.Address(v.Authorization.From).Hex())
}
