package x402

// Headers of the protocol. A value is base64 (standard alphabet, padded) of
// JSON.
const (
	// HeaderRequired carries PaymentRequired on a 402 (version 2; version 1 uses
	// the body).
	HeaderRequired = "PAYMENT-REQUIRED"
	// HeaderSignature carries PaymentPayload on a paid request.
	HeaderSignature = "PAYMENT-SIGNATURE"
	// HeaderResponse carries SettlementResponse on the reply to HeaderSignature.
	HeaderResponse = "PAYMENT-RESPONSE"
	// HeaderPaymentV1 carries PaymentPayloadV1 on a paid request.
	HeaderPaymentV1 = "X-PAYMENT"
	// HeaderResponseV1 carries SettlementResponseV1 on the reply to
	// HeaderPaymentV1.
	HeaderResponseV1 = "X-PAYMENT-RESPONSE"
	// HeaderExtensionResponses is a facilitator's side channel: never forwarded.
	HeaderExtensionResponses = "EXTENSION-RESPONSES"
	// HeaderSignIn carries a proof of an account's key (sign-in-with-x).
	HeaderSignIn = "SIGN-IN-WITH-X"
	// HeaderOverrides lets a handler lower a charge inside other gateways. Strip
	// it from upstream replies.
	HeaderOverrides = "Settlement-Overrides"
)

// Versions of the protocol.
const (
	Version1 = 1
	Version2 = 2
)

// SchemeExact is the scheme of one transfer of exactly the price.
const SchemeExact = "exact"

// SchemeBatch is the scheme of a channel: cumulative vouchers off chain, claimed
// in batches.
const SchemeBatch = "batch-settlement"

// FlowUpfront is the value of extra.paymentFlow of an offer whose payment is
// settled before the work. The default, work before settlement, is not written.
const FlowUpfront = "upfront"

// Limits of this package.
const (
	// MaxPaymentHeader is the longest payment header that is parsed, in bytes of
	// its base64 text. A stock client's has about 1,000.
	MaxPaymentHeader = 16 << 10
	// MaxRequiredHeader is the longest PAYMENT-REQUIRED value that is made: some
	// intermediaries refuse longer headers.
	MaxRequiredHeader = 2 << 10
	// MaxTimeoutSeconds is the longest maxTimeoutSeconds that is offered; stock
	// clients accept it.
	MaxTimeoutSeconds = 86_400

	maxDepth = 32 // nesting of JSON in a payment header; extensions echo schemas
)
