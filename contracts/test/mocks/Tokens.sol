// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that misbehaves in its `transferWithAuthorization`. Signatures are not checked.
contract OddToken is ERC20("Odd", "ODD") {
    enum Oddity {
        Silent,
        Fee,
        Bomb
    }

    Oddity public oddity;

    constructor(Oddity oddity_) {
        oddity = oddity_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256,
        uint256,
        bytes32,
        bytes calldata
    ) external {
        if (oddity == Oddity.Fee) _transfer(from, to, value - value / 100);
        if (oddity == Oddity.Bomb) {
            assembly {
                revert(mload(0x40), 300000)
            }
        }
        // Silent: returns as if it had moved the money, as some tokens do for a used nonce.
    }
}
