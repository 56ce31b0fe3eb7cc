// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ChannelConfig, IBatchSettlement} from "../../src/interfaces/IBatchSettlement.sol";
import {IDepositCollector} from "../../src/interfaces/IDepositCollector.sol";

/// @notice A collector that pays from its own pocket, and not as it should.
contract OddCollector is IDepositCollector {
    enum Oddity {
        Short,
        Reenter
    }

    Oddity public oddity;

    constructor(Oddity oddity_) {
        oddity = oddity_;
    }

    function collect(address, address token, uint256 amount, bytes32, bytes calldata data) external {
        if (oddity == Oddity.Short) {
            IERC20(token).transfer(msg.sender, amount - 1);
            return;
        }
        // One transfer that two deposits would count.
        ChannelConfig memory config = abi.decode(data, (ChannelConfig));
        config.salt = "another";
        IBatchSettlement(msg.sender).deposit(config, uint128(amount), address(this), data);
    }
}
