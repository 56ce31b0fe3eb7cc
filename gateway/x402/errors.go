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

// Codes of the scheme batch-settlement. A stock client recovers from the first
// two, reading the channel's state from the 402, and from no other.
const (
	CodeCumulativeMismatch     = batchPrefix + "cumulative_amount_mismatch"
	CodeCumulativeBelowClaimed = batchPrefix + "cumulative_below_claimed"

	CodeChannelBusy         = batchPrefix + "channel_busy"
	CodeChannelIDInvalid    = batchPrefix + "channel_id_invalid"
	CodeChannelIDMismatch   = batchPrefix + "channel_id_mismatch"
	CodeExceedsBalance      = batchPrefix + "cumulative_exceeds_balance"
	CodeVoucherSignature    = batchPrefix + "voucher_signature"
	CodeTokenMismatch       = batchPrefix + "token_mismatch"
	CodeReceiverMismatch    = batchPrefix + "receiver_mismatch"
	CodeAuthorizerMismatch  = batchPrefix + "receiver_authorizer_mismatch"
	CodeDelayMismatch       = batchPrefix + "withdraw_delay_mismatch"
	CodeDelayOutOfRange     = batchPrefix + "withdraw_delay_out_of_range"
	CodeNetworkMismatch     = batchPrefix + "network_mismatch"
	CodePayloadType         = batchPrefix + "payload_type"
	CodeERC3009Required     = batchPrefix + "erc3009_authorization_required"
	CodeDepositSignature    = batchPrefix + "receive_authorization_signature"
	CodeDepositValidBefore  = batchPrefix + "payload_authorization_valid_before"
	CodeDepositValidAfter   = batchPrefix + "payload_authorization_valid_after"
	CodeDepositBelowMin     = batchPrefix + "deposit_below_min_deposit"
	CodeDepositFailed       = batchPrefix + "deposit_transaction_failed"
	CodeInsufficientBalance = batchPrefix + "insufficient_balance"
	CodeRefundNoBalance     = batchPrefix + "refund_no_balance"
	CodeRefundAmount        = batchPrefix + "refund_amount_invalid"
	CodeRefundFailed        = batchPrefix + "refund_transaction_failed"

	batchPrefix = "invalid_batch_settlement_evm_"
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

// Corrective reports whether the 402 that answers err tells the signer of a
// voucher its channel's state, so that its software goes on by itself.
func Corrective(err error) bool {
	code := Code(err)
	return code == CodeCumulativeMismatch || code == CodeCumulativeBelowClaimed
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
	ErrScheme = &Error{CodeUnsupportedScheme, "payment scheme is not supported: use one that is offered, with EIP-3009"}
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

// Errors of Parse for the scheme batch-settlement.
var (
	// ErrPayloadType: payload.type is none that a buyer sends.
	ErrPayloadType = &Error{CodePayloadType, "payload type is not supported: use deposit, voucher or refund"}
	// ErrChannelID: a channel id is not 0x and 64 hex digits.
	ErrChannelID = &Error{CodeChannelIDInvalid, "channel id is malformed: use 0x and 64 hex digits"}
	// ErrDepositMethod: the deposit is not authorized by EIP-3009.
	ErrDepositMethod = &Error{CodeERC3009Required, "deposit method is not supported: authorize it by EIP-3009"}
	// ErrDelayRange: no contract takes this withdraw delay.
	ErrDelayRange = &Error{CodeDelayOutOfRange, "withdraw delay is out of range: use the one offered"}
	// ErrRefundAmount: a refund of nothing, or of no number.
	ErrRefundAmount = &Error{CodeRefundAmount, "refund amount is invalid: use a decimal above zero, or none for all that is left"}
	// ErrDepositAfter: the deposit's authorization is not valid yet.
	ErrDepositAfter = &Error{CodeDepositValidAfter, "deposit is not valid yet: check the clock"}
	// ErrDepositBefore: it ends too soon to be executed, or too late.
	ErrDepositBefore = &Error{CodeDepositValidBefore, "deposit ends too soon or too late: sign for now + maxTimeoutSeconds and check the clock"}
)

// Errors of VerifyVoucher, besides ErrOffer and the times of a deposit.
var (
	// ErrChannelNetwork: no channel is offered on the payment's network.
	ErrChannelNetwork = &Error{CodeNetworkMismatch, "no channel is offered on this network"}
	// ErrChannelMismatch: the voucher's channel id is not that of channelConfig.
	ErrChannelMismatch = &Error{CodeChannelIDMismatch, "channel id is not that of channelConfig on this network"}
	// ErrVoucherSignature: not a canonical signature by payerAuthorizer.
	ErrVoucherSignature = &Error{CodeVoucherSignature, "voucher is not signed by payerAuthorizer: 65 bytes, low s, v 27 or 28"}
	// ErrVoucherWallet: the signer is a contract wallet.
	ErrVoucherWallet = &Error{CodeVoucherSignature, "contract wallets are not supported: name a payerAuthorizer with a key of its own"}
	// ErrChannelToken: the channel holds another token.
	ErrChannelToken = &Error{CodeTokenMismatch, "channel is not in the token offered"}
	// ErrChannelReceiver: the channel pays somebody else, or its own payer.
	ErrChannelReceiver = &Error{CodeReceiverMismatch, "channel does not pay payTo"}
	// ErrChannelAuthorizer: the channel names another receiverAuthorizer.
	ErrChannelAuthorizer = &Error{CodeAuthorizerMismatch, "channel is not for the receiverAuthorizer offered"}
	// ErrChannelDelay: the channel has another withdraw delay.
	ErrChannelDelay = &Error{CodeDelayMismatch, "channel has not the withdraw delay offered"}
	// ErrDepositSignature: not a canonical signature by the payer.
	ErrDepositSignature = &Error{CodeDepositSignature, "deposit is not signed by the payer: ReceiveWithAuthorization to the collector, 65 bytes, low s, v 27 or 28"}
	// ErrDepositMin: the deposit is not worth its transaction.
	ErrDepositMin = &Error{CodeDepositBelowMin, "deposit is too small: deposit at least minDeposit"}
)

// Errors of admission: Admit, AdmitDeposit and AdmitRefund.
var (
	// ErrCumulative: the voucher's amount does not fit the channel: it is too low
	// for what was charged, is held and is asked, or above the balance. Corrective.
	ErrCumulative = &Error{CodeCumulativeMismatch, "voucher does not fit the channel: sign again from its state"}
	// ErrBelowClaimed: more was claimed than the voucher allows. Corrective.
	ErrBelowClaimed = &Error{CodeCumulativeBelowClaimed, "voucher is below what was claimed: sign again from the channel's state"}
	// ErrExceedsBalance: the payer's withdrawal leaves less than the voucher.
	ErrExceedsBalance = &Error{CodeExceedsBalance, "voucher is above what the channel holds after its withdrawal: open a channel with another salt"}
	// ErrChannelBusy: calls are in flight and this one has to be alone.
	ErrChannelBusy = &Error{CodeChannelBusy, "channel has calls in flight: try again when they have ended"}
	// ErrRefundBalance: nothing is left to refund.
	ErrRefundBalance = &Error{CodeRefundNoBalance, "channel holds nothing that is not charged"}
)

// Errors of configuration: NewExact, NewBatch, Compile and ResourceURL.
var (
	// ErrConfig: an offer or a resource cannot be made of this.
	ErrConfig = errors.New("not a valid offer")
	// ErrTooLarge: the offers do not fit MaxRequiredHeader.
	ErrTooLarge = errors.New("offers do not fit a header: shorten the description or offer fewer")
)
