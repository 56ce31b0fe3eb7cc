// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Return data of the last call, cut to a bound
/// @notice `catch (bytes memory reason)` copies whatever the callee returned, at the caller's cost: a callee that
/// returns megabytes burns the gas of every row after its own. This copies at most `MAX` bytes.
library ReturnData {
    /// @dev A selector and five words: an error text of up to 96 characters, which is all of USDC's, stays decodable.
    uint256 internal constant MAX = 164;

    /// @dev Must run before any other call overwrites the return data, that is first in a `catch` block.
    function bounded() internal pure returns (bytes memory reason) {
        // Solidity has no other way to read a part of the return data.
        assembly ("memory-safe") {
            let size := returndatasize()
            if gt(size, MAX) { size := MAX }
            reason := mload(0x40)
            mstore(reason, size)
            returndatacopy(add(reason, 0x20), 0, size)
            mstore(0x40, add(reason, 0xe0)) // The length and MAX, in whole words.
        }
    }
}
