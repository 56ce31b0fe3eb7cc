// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IDepositCollector} from "../interfaces/IDepositCollector.sol";
import {IPaymentToken} from "../interfaces/IPaymentToken.sol";

/// @title The EIP-3009 deposit collector for local chains
/// @notice Takes a deposit by the payer's `ReceiveWithAuthorization` to this contract. The authorization's nonce
/// binds it to one channel, so nobody can turn it to another.
contract LocalDepositCollector is IDepositCollector {
    using SafeERC20 for IERC20;

    /// @notice The batch settlement contract that this collector serves.
    address public immutable settlement;

    constructor(address settlement_) {
        settlement = settlement_;
    }

    /// @inheritdoc IDepositCollector
    /// @param collectorData ABI encoding of (uint256 validAfter, uint256 validBefore, uint256 salt, bytes signature).
    function collect(
        address payer,
        address token,
        uint256 amount,
        bytes32 channelId,
        bytes calldata collectorData
    ) external {
        if (msg.sender != settlement) revert OnlyX402BatchSettlement();
        (uint256 validAfter, uint256 validBefore, uint256 salt, bytes memory signature) =
            abi.decode(collectorData, (uint256, uint256, uint256, bytes));
        bytes32 nonce = keccak256(abi.encode(channelId, salt));
        IPaymentToken(token)
            .receiveWithAuthorization(payer, address(this), amount, validAfter, validBefore, nonce, signature);
        IERC20(token).safeTransfer(settlement, amount);
    }
}
