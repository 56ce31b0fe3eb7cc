package x402

import "errors"

// Codes of the protocol, as they stand in the `error` of a 402 and in a
// settlement response's errorReason.
const (
	CodeInsufficientFunds   = "insufficient_funds"
	CodeInvalidNetwork      = "invalid_network"
	CodeInvalidPayload      = "invalid_payload"
	CodeInvalidRequirements = "invalid_payment_requirements"
	CodeUnsupportedScheme   = "unsupported_scheme"
	CodeInvalidVersion      = "invalid_x402_version"
	CodeInvalidState        = "invalid_transaction_state"
	CodeVerifyError         = "unexpected_verify_error"
	CodeSettleError         = "unexpected_settle_error"
	CodeSettlementPending   = "settlement_pending"
	CodeDuplicateSettlement = "duplicate_settlement"
	CodeValidAfter          = "invalid_exact_evm_payload_authorization_valid_after"
	CodeValidBefore         = "invalid_exact_evm_payload_authorization_valid_before"
	CodeValueMismatch       = "invalid_exact_evm_payload_authorization_value_mismatch"
	CodeSignature           = "invalid_exact_evm_payload_signature"
	CodeRecipientMismatch   = "invalid_exact_evm_payload_recipient_mismatch"
)

// Error is a refusal of a payment. Code tells a client's software, the text its
// owner. The sentinels below are the only values of it; errors that wrap them
// add the particulars.
type Error struct {
	Code string
	text string
}

// Error returns the refusal in words.
func (e *Error) Error() string { return e.text }

// Code returns the protocol's code for an error of this package, and
// CodeVerifyError for any other.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeVerifyError
}

// Errors of FromHeader and Parse.
var (
	// ErrNoPayment: the request carries no payment header.
	ErrNoPayment = errors.New("no payment header")
	// ErrMalformed: the header is not base64 of JSON of the protocol's shape. It is
	// a bad request.
	ErrMalformed = &Error{CodeInvalidPayload, "payment header is malformed"}
	// ErrVersion: x402Version is neither 1 nor 2, or does not go with the header.
	ErrVersion = &Error{CodeInvalidVersion, "x402 version is not supported: use 2, or 1 in X-PAYMENT"}
	// ErrScheme: the payment's scheme or transfer method is none that is offered.
	ErrScheme = &Error{CodeUnsupportedScheme, "payment scheme is not supported: use exact with an EIP-3009 authorization"}
)

// Errors of Verify; Parse returns ErrValue and those of the times for numbers
// that no valid authorization can have.
var (
	// ErrNetwork: no offer of the route is on the payment's network.
	ErrNetwork = &Error{CodeInvalidNetwork, "payment is for another network"}
	// ErrSignature: not a canonical signature by the payer over what was offered.
	ErrSignature = &Error{CodeSignature, "payment signature is not the payer's: sign the offer with from's key, 65 bytes, low s, v 27 or 28"}
	// ErrContractWallet: the signature is that of a contract wallet.
	ErrContractWallet = &Error{CodeSignature, "contract wallets are not supported: pay from an account with a key of its own"}
	// ErrOffer: what the payment says it accepts is no offer of this route.
	ErrOffer = &Error{CodeInvalidRequirements, "payment is for none of the offers: request again without payment and accept one"}
	// ErrRecipient: the authorization pays somebody else.
	ErrRecipient = &Error{CodeRecipientMismatch, "authorization is not to payTo"}
	// ErrValue: the authorization is not over the amount offered.
	ErrValue = &Error{CodeValueMismatch, "authorization is not over the amount offered"}
	// ErrValidAfter: the authorization is not valid yet.
	ErrValidAfter = &Error{CodeValidAfter, "authorization is not valid yet: check the clock"}
	// ErrValidBefore: the authorization ends too soon to be settled, or too late.
	ErrValidBefore = &Error{CodeValidBefore, "authorization ends too soon or too late: sign for now + maxTimeoutSeconds and check the clock"}
)

// Errors of configuration: NewExact, Compile and ResourceURL.
var (
	// ErrConfig: an offer or a resource cannot be made of this.
	ErrConfig = errors.New("not a valid offer")
	// ErrTooLarge: the offers do not fit MaxRequiredHeader.
	ErrTooLarge = errors.New("offers do not fit a header: shorten the description or offer fewer")
)
