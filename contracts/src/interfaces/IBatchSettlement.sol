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

/// @title The part of the x402 batch settlement contract that a receiver calls
/// @notice The canonical contract has the same address on every chain. It is immutable and has no owner.
interface IBatchSettlement {
    /// @notice Books claims; moves no money. One bad row reverts all rows, and an empty list reverts.
    /// @dev The caller must be the receiver or the receiver's authorizer of every row.
    function claim(VoucherClaim[] calldata voucherClaims) external;

    /// @notice Sends everything that is claimed and not yet settled to the receiver. Anyone may call.
    function settle(address receiver, address token) external;

    /// @notice Gives unclaimed escrow back to the payer, at most what is unclaimed.
    function refund(ChannelConfig calldata config, uint128 amount) external;
}
