// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What fixes a payment channel of the x402 `batch-settlement` scheme. Its EIP-712 hash is the channel's id.
/// @param payer Whose money is in escrow, and who gets back what is not claimed.
/// @param payerAuthorizer The key that signs vouchers; zero means that the payer itself signs (ERC-1271).
/// @param receiver Where settled money goes.
/// @param receiverAuthorizer May claim and refund besides the receiver.
/// @param token The ERC-20 token in escrow.
/// @param withdrawDelay Seconds between the payer's request to withdraw and the withdrawal.
/// @param salt Tells several channels of the same parties apart.
struct ChannelConfig {
    address payer;
    address payerAuthorizer;
    address receiver;
    address receiverAuthorizer;
    address token;
    uint40 withdrawDelay;
    bytes32 salt;
}

/// @notice The payer's promise: up to `maxClaimableAmount` may be claimed from the channel over its whole life.
struct Voucher {
    ChannelConfig channel;
    uint128 maxClaimableAmount;
}

/// @notice A voucher with its signature and the cumulative amount to claim, in atomic units of the token.
struct VoucherClaim {
    Voucher voucher;
    bytes signature;
    uint128 totalClaimed;
}

/// @title The x402 batch settlement contract
/// @notice Escrow for one-way payment channels. The payer deposits and signs cumulative vouchers off chain; the
/// receiver claims many channels at once and settles all claims in one transfer. The canonical contract has the same
/// address on every chain, is immutable and has no owner. Amounts are atomic units, times Unix seconds.
/// @dev Vouchers reserve nothing: after a withdrawal, what was not claimed is lost to the receiver.
interface IBatchSettlement {
    // ---------------------------------------------------------------- errors

    /// @notice A party that the channel needs is zero, or the caller may not start its withdrawal.
    error InvalidChannel();
    /// @notice The delay is under 15 minutes or over 30 days.
    error WithdrawDelayOutOfRange();
    /// @notice A deposit must be more than nothing.
    error ZeroDeposit();
    /// @notice The channel's balance would not fit 128 bits.
    error DepositOverflow();
    /// @notice The collector's address is zero.
    error InvalidCollector();
    /// @notice The collector returned, and the money is not all there.
    error DepositCollectionFailed();
    /// @notice There is nothing to claim in an empty list.
    error EmptyBatch();
    /// @notice The caller is neither the receiver nor its authorizer.
    error NotAuthorizedToClaim();
    /// @notice The rows of a signed claim have different authorizers.
    error NotReceiverAuthorizer();
    /// @notice The voucher does not allow as much.
    error ClaimExceedsCeiling();
    /// @notice The escrow does not hold as much.
    error ClaimExceedsBalance();
    /// @notice The signature is not of the key that must sign.
    error InvalidSignature();
    /// @notice A withdrawal must be more than nothing.
    error NothingToWithdraw();
    /// @notice The channel's withdrawal has started already.
    error WithdrawalAlreadyPending();
    /// @notice No withdrawal has started.
    error WithdrawalNotPending();
    /// @notice More than is unclaimed.
    error WithdrawAmountExceedsAvailable();
    /// @notice The receiver still has time to claim.
    error WithdrawDelayNotElapsed();
    /// @notice The caller is neither the payer nor its authorizer.
    error NotAuthorizedToFinalizeWithdraw();
    /// @notice The caller is neither the receiver nor its authorizer.
    error NotAuthorizedToRefund();
    /// @notice A refund must be more than nothing.
    error ZeroRefund();
    /// @notice The refund was signed for another nonce: it was used, or another refund came before it.
    error InvalidRefundNonce();

    // ---------------------------------------------------------------- events

    /// @notice An empty channel got its first money. Happens again when a channel was closed and is funded anew.
    event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);
    /// @notice All money went back to the payer, and nothing was ever claimed.
    event ChannelClosed(bytes32 indexed channelId, ChannelConfig config);
    event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance);
    event Claimed(
        bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed
    );
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
    event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount);
    /// @notice From `finalizeAfter` on, the payer can take `amount` of what is not claimed by then.
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter);
    event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount);

    // ----------------------------------------------------------------- payer

    /// @notice Puts `amount` into the channel. Anyone may call: the collector takes the money from the payer by what
    /// the payer signed, which `collectorData` carries. A pending withdrawal stays pending.
    function deposit(
        ChannelConfig calldata config,
        uint128 amount,
        address collector,
        bytes calldata collectorData
    ) external;

    /// @notice Starts a withdrawal of unclaimed money. The caller is the payer or its authorizer.
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external;

    /// @notice Sends the payer what it asked for, at most what is still unclaimed. The caller is the payer or its
    /// authorizer.
    function finalizeWithdraw(ChannelConfig calldata config) external;

    // -------------------------------------------------------------- receiver

    /// @notice Books claims; moves no money. One bad row reverts all rows, and an empty list reverts; a row that
    /// claims no more than was claimed before is passed over.
    /// @dev The caller must be the receiver or the receiver's authorizer of every row.
    function claim(VoucherClaim[] calldata voucherClaims) external;

    /// @notice As `claim`, for any caller, by the signature of the one authorizer that all rows share.
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature)
        external;

    /// @notice Sends everything that is claimed and not yet settled to the receiver. Anyone may call; does nothing
    /// when there is nothing.
    function settle(address receiver, address token) external;

    /// @notice Gives unclaimed escrow back to the payer, at most what is unclaimed, and lowers a pending withdrawal
    /// by it. Uses up the channel's refund nonce, even when there is nothing to give.
    function refund(ChannelConfig calldata config, uint128 amount) external;

    /// @notice As `refund`, for any caller, by the signature of the receiver's authorizer.
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external;

    // ----------------------------------------------------------------- views

    /// @notice Everything deposited less what went back, and how much of it is claimed. Settling changes neither.
    function channels(bytes32 channelId) external view returns (uint128 balance, uint128 totalClaimed);
    /// @notice The withdrawal under way; `initiatedAt` is zero when there is none.
    function pendingWithdrawals(bytes32 channelId) external view returns (uint128 amount, uint40 initiatedAt);
    /// @notice The nonce that the next signed refund must carry.
    function refundNonce(bytes32 channelId) external view returns (uint256);
    function receivers(address receiver, address token)
        external
        view
        returns (uint128 totalClaimed, uint128 totalSettled);
    function getChannelId(ChannelConfig calldata config) external view returns (bytes32);
    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) external view returns (bytes32);
    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) external view returns (bytes32);
    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32);
}
