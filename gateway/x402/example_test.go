package x402_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/farebox/farebox/gateway/x402"
	"github.com/farebox/farebox/metering"
)

// A route of one price, asked without payment, then with one that a stock
// client made.
func Example() {
	offer, err := x402.NewExact(x402.ExactConfig{
		ChainID: 8453, Asset: common.HexToAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3"),
		PayTo: common.HexToAddress("0x90F79bf6EB2c4f870365E785982E1f101E93b906"), Amount: metering.BaseUnits{Lo: 1000},
		MaxTimeoutSeconds: 60, TokenName: "USDC", TokenVersion: "2",
	})
	if err != nil {
		panic(err)
	}
	challenge, err := x402.Compile("https://api.example.com", "/demo/quote", x402.ResourceInfo{MimeType: "application/json"}, offer)
	if err != nil {
		panic(err)
	}

	_, err = x402.FromHeader(http.Header{})
	if errors.Is(err, x402.ErrNoPayment) {
		required := challenge.Required("/demo/quote", "")
		fmt.Println("402", len(required.Header) < x402.MaxRequiredHeader, len(required.V1) > 0)
	}

	payment, err := x402.FromHeader(paidRequest("named chain, batched", "v2"))
	if err != nil {
		panic(err)
	}
	verified, err := x402.Verify(payment, challenge.Offers(), time.Unix(1_800_000_000, 0))
	if err != nil {
		panic(err)
	}
	header, value, err := verified.Settled("").Encode(verified)
	if err != nil {
		panic(err)
	}
	text, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		panic(err)
	}
	fmt.Println(header, string(text))
	// Output:
	// 402 true true
	// PAYMENT-RESPONSE {"success":true,"payer":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","transaction":"","network":"eip155:8453","amount":"1000"}
}

// paidRequest returns the headers of a recorded request.
func paidRequest(name, client string) http.Header {
	text, err := os.ReadFile(filepath.Join("testdata", "vectors.json"))
	if err != nil {
		panic(err)
	}
	var file struct {
		Recorded []recording `json:"recorded"`
	}
	err = json.Unmarshal(text, &file)
	if err != nil {
		panic(err)
	}
	for _, r := range file.Recorded {
		if r.Case == name && r.Client == client {
			return r.httpHeader()
		}
	}
	return nil
}
