// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

import {IFareboxVault} from "../interfaces/IFareboxVault.sol";

/// @title Who may do what, and the batch number
/// @dev The gate of a batch reads and writes one slot: operator, seq and paused are packed, and since seq starts at 1
/// the slot is never zero.
abstract contract Roles is IFareboxVault, Ownable2Step {
    address private _operator;
    uint64 private _seq = 1;
    bool private _paused;

    address private _guardian;

    constructor(address initialOwner, address initialGuardian, address initialOperator)
        Ownable(initialOwner)
    {
        _setGuardian(initialGuardian);
        _setOperator(initialOperator);
    }

    /// @dev The guardian's powers only ever stop the operator, so the owner has them too.
    modifier onlyGuardian() {
        if (msg.sender != _guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        _;
    }

    /// @inheritdoc IFareboxVault
    function setOperator(address newOperator) external onlyOwner {
        _setOperator(newOperator);
    }

    /// @inheritdoc IFareboxVault
    function setGuardian(address newGuardian) external onlyOwner {
        _setGuardian(newGuardian);
    }

    /// @inheritdoc IFareboxVault
    function unpause() external onlyOwner {
        _paused = false;
        emit Unpaused();
    }

    /// @inheritdoc IFareboxVault
    function pause() external onlyGuardian {
        _paused = true;
        emit PausedBy(msg.sender);
    }

    /// @inheritdoc IFareboxVault
    function removeOperator() external onlyGuardian {
        _setOperator(address(0));
    }

    /// @notice Always reverts: without an owner, free money could never leave.
    function renounceOwnership() public view override onlyOwner {
        revert OwnerRequired();
    }

    /// @inheritdoc IFareboxVault
    function seq() external view returns (uint64) {
        return _seq;
    }

    /// @inheritdoc IFareboxVault
    function paused() external view returns (bool) {
        return _paused;
    }

    /// @inheritdoc IFareboxVault
    function operator() external view returns (address) {
        return _operator;
    }

    /// @inheritdoc IFareboxVault
    function guardian() external view returns (address) {
        return _guardian;
    }

    /// @dev Lets exactly one batch with the number `given` through. The number is spent before any call leaves the
    /// vault, so a batch cannot be entered twice.
    function _enterBatch(uint64 given) internal {
        if (msg.sender != _operator) revert NotOperator(msg.sender);
        if (_paused) revert Paused();
        uint64 expected = _seq;
        if (given != expected) revert WrongSeq(expected, given);
        _seq = expected + 1;
    }

    function _setOperator(address newOperator) private {
        _operator = newOperator;
        emit OperatorSet(newOperator);
    }

    function _setGuardian(address newGuardian) private {
        _guardian = newGuardian;
        emit GuardianSet(newGuardian);
    }
}
