package x402

import "encoding/json"

// PaymentRequired is what a 402 of version 2 says, in HeaderRequired.
type PaymentRequired struct {
	X402Version int                        `json:"x402Version"`
	Error       string                     `json:"error,omitempty"`
	Resource    ResourceInfo               `json:"resource"`
	Accepts     []PaymentRequirements      `json:"accepts"` // in the server's order of preference
	Extensions  map[string]json.RawMessage `json:"extensions,omitempty"`
}

// ResourceInfo names what is paid for.
type ResourceInfo struct {
	URL         string   `json:"url"` // absolute, without query
	Description string   `json:"description,omitempty"`
	MimeType    string   `json:"mimeType,omitempty"`
	ServiceName string   `json:"serviceName,omitempty"` // at most 32 ASCII characters
	Tags        []string `json:"tags,omitempty"`        // at most 5 of at most 32 ASCII characters
}

// PaymentRequirements is one offer on the wire. A client echoes the one it
// accepts.
type PaymentRequirements struct {
	Scheme            string          `json:"scheme"`
	Network           string          `json:"network"` // CAIP-2
	Amount            string          `json:"amount"`  // base units, decimal
	Asset             string          `json:"asset"`
	PayTo             string          `json:"payTo"`
	MaxTimeoutSeconds int64           `json:"maxTimeoutSeconds"`
	Extra             json.RawMessage `json:"extra,omitempty"` // by scheme
}

// PaymentPayload is what a paid request carries in HeaderSignature.
type PaymentPayload struct {
	X402Version int                        `json:"x402Version"`
	Payload     json.RawMessage            `json:"payload"` // by scheme; ExactPayload
	Accepted    PaymentRequirements        `json:"accepted"`
	Resource    *ResourceInfo              `json:"resource,omitempty"`
	Extensions  map[string]json.RawMessage `json:"extensions,omitempty"`
}

// ExactPayload is the payload of the scheme exact with EIP-3009.
type ExactPayload struct {
	Authorization ExactAuthorization `json:"authorization"`
	Signature     string             `json:"signature"`
}

// ExactAuthorization is the signed message on the wire: 0x hex and decimal
// strings.
type ExactAuthorization struct {
	From        string `json:"from"`
	To          string `json:"to"`
	Value       string `json:"value"`
	ValidAfter  string `json:"validAfter"`
	ValidBefore string `json:"validBefore"`
	Nonce       string `json:"nonce"`
}

// SettlementResponse is what the reply says about the payment, in
// HeaderResponse.
type SettlementResponse struct {
	Success      bool                       `json:"success"`
	ErrorReason  string                     `json:"errorReason,omitempty"`
	ErrorMessage string                     `json:"errorMessage,omitempty"`
	Payer        string                     `json:"payer,omitempty"`
	Transaction  string                     `json:"transaction"` // "" where nothing was sent yet
	Network      string                     `json:"network"`
	Amount       string                     `json:"amount,omitempty"` // base units, decimal
	Extensions   map[string]json.RawMessage `json:"extensions,omitempty"`
	Extra        json.RawMessage            `json:"extra,omitempty"` // by scheme
}

// PaymentRequiredV1 is the body of a 402 of version 1. A 402 of ours holds its
// members beside those of the problem; see Required.
type PaymentRequiredV1 struct {
	X402Version int                     `json:"x402Version"`
	Error       string                  `json:"error,omitempty"`
	Accepts     []PaymentRequirementsV1 `json:"accepts"`
}

// PaymentRequirementsV1 is one offer of version 1. There is no outputSchema:
// clients refuse its null, and description and mimeType are required.
type PaymentRequirementsV1 struct {
	Scheme            string          `json:"scheme"`
	Network           string          `json:"network"` // a name, see NetworkV1
	MaxAmountRequired string          `json:"maxAmountRequired"`
	Resource          string          `json:"resource"` // absolute URL
	Description       string          `json:"description"`
	MimeType          string          `json:"mimeType"`
	PayTo             string          `json:"payTo"`
	MaxTimeoutSeconds int64           `json:"maxTimeoutSeconds"`
	Asset             string          `json:"asset"`
	Extra             json.RawMessage `json:"extra,omitempty"`
}

// PaymentPayloadV1 is what a paid request carries in HeaderPaymentV1.
type PaymentPayloadV1 struct {
	X402Version int             `json:"x402Version"`
	Scheme      string          `json:"scheme"`
	Network     string          `json:"network"` // a name, see NetworkV1
	Payload     json.RawMessage `json:"payload"` // ExactPayload
}

// SettlementResponseV1 is what the reply says in HeaderResponseV1.
type SettlementResponseV1 struct {
	Success     bool   `json:"success"`
	ErrorReason string `json:"errorReason,omitempty"`
	Transaction string `json:"transaction"`
	Network     string `json:"network"` // a name, see NetworkV1
	Payer       string `json:"payer,omitempty"`
}

// exactExtra is the extra of an exact offer.
type exactExtra struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	PaymentFlow string `json:"paymentFlow,omitempty"`
}
