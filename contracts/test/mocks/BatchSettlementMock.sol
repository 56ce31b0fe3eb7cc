// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ChannelConfig, IBatchSettlement, VoucherClaim} from "../../src/interfaces/IBatchSettlement.sol";

/// @notice Behaves as the canonical contract does towards a receiver, without signatures and balances: one bad row
/// reverts the batch, claims are cumulative, `settle` sends what is claimed, an empty list reverts.
contract BatchSettlementMock is IBatchSettlement {
    error EmptyBatch();
    error NotReceiver();
    error BadRow(bytes32 salt);
    error Locked();

    mapping(bytes32 salt => uint128) public claimed;
    mapping(bytes32 salt => bool) public bad;
    mapping(bytes32 salt => uint128) public refunded;
    uint256 public unsettled;
    bool public locked;

    function setBad(bytes32 salt) external {
        bad[salt] = true;
    }

    function setLocked(bool locked_) external {
        locked = locked_;
    }

    function claim(VoucherClaim[] calldata rows) external {
        if (rows.length == 0) revert EmptyBatch();
        for (uint256 i = 0; i < rows.length; ++i) {
            ChannelConfig calldata c = rows[i].voucher.channel;
            if (msg.sender != c.receiver) revert NotReceiver();
            if (bad[c.salt]) revert BadRow(c.salt);
            if (rows[i].totalClaimed <= claimed[c.salt]) continue;
            unsettled += rows[i].totalClaimed - claimed[c.salt];
            claimed[c.salt] = rows[i].totalClaimed;
        }
    }

    function settle(address receiver, address token) external {
        if (locked) revert Locked();
        uint256 amount = unsettled;
        unsettled = 0;
        IERC20(token).transfer(receiver, amount);
    }

    function refund(ChannelConfig calldata c, uint128 amount) external {
        if (bad[c.salt]) revert BadRow(c.salt);
        refunded[c.salt] += amount;
        IERC20(c.token).transfer(c.payer, amount);
    }
}
