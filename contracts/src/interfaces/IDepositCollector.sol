// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title How the batch settlement contract takes a deposit from a payer
interface IDepositCollector {
    /// @notice The caller is not the batch settlement contract that this collector serves.
    error OnlyX402BatchSettlement();

    /// @notice Moves `amount` of the token from the payer to the caller, by what `collectorData` proves.
    /// @param channelId The channel that the payer's signature must name.
    function collect(
        address payer,
        address token,
        uint256 amount,
        bytes32 channelId,
        bytes calldata collectorData
    ) external;
}
