package x402_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/farebox/farebox/gateway/x402"
)

// A voucher of 16,000 carries a call of at most 1,000 while others are in
// flight. When it fits no longer, the client is told where its channel stands.
func ExampleSignedVoucher_Admit() {
	offer, err := x402.NewBatch(batchConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	header := base64.StdEncoding.EncodeToString(goodTicket(&testing.T{}, offer, "voucher", 16_000).text(&testing.T{}))

	payment, err := x402.Parse(x402.HeaderSignature, header)
	if err != nil {
		fmt.Println(err)
		return
	}
	voucher, err := x402.VerifyVoucher(payment, []*x402.Offer{offer}, nil, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	state := x402.ChannelState{Charged: units(9000), Held: units(6000), Balance: units(50_000)}
	keep, err := voucher.Admit(&state, units(1000))
	fmt.Println(keep, err)

	state.Held = units(7000)
	_, err = voucher.Admit(&state, units(1000))
	fmt.Println(x402.Code(err), x402.Corrective(err))
	// Output:
	// true <nil>
	// invalid_batch_settlement_evm_cumulative_amount_mismatch true
}
