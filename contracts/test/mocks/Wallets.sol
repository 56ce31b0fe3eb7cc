// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A contract payer whose answer to a signature check is chosen by the test.
contract Wallet1271 {
    enum Mood {
        Accept,
        Refuse,
        BurnGas,
        ReturnBomb,
        RevertBomb,
        Short
    }

    Mood public mood;

    constructor(Mood mood_) {
        mood = mood_;
    }

    function set(Mood mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (mood == Mood.Accept) return this.isValidSignature.selector;
        if (mood == Mood.Refuse) return 0xffffffff;
        if (mood == Mood.BurnGas) {
            while (true) {}
        }
        if (mood == Mood.Short) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        bool reverts = mood == Mood.RevertBomb;
        assembly {
            if reverts { revert(mload(0x40), 100000) }
            return(mload(0x40), 100000)
        }
    }
}
