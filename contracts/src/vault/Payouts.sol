// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IPaymentToken} from "../interfaces/IPaymentToken.sol";
import {IFareboxVault, Share} from "../interfaces/IFareboxVault.sol";
import {ReturnData} from "../libraries/ReturnData.sol";
import {Roles} from "./Roles.sol";

/// @title Who is owed what, and how it leaves
/// @dev Money is owed (divided by a split, waiting for its payee) or free. Free is derived from the balance and never
/// stored: whoever runs a settle or an authorization before the operator only makes the balance arrive earlier.
abstract contract Payouts is Roles, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Most lines of a split table; bounds the gas of an allocation.
    uint256 public constant MAX_SHARES = 32;

    uint16 private constant BPS = 10_000;

    /// @dev Gas that a payment in a sweep must find: a token transfer (USDC: 60,000, and a new slot may come to cost
    /// 98,000) and its bookkeeping.
    uint256 private constant PAYOUT_GAS = 300_000;

    IPaymentToken internal immutable _token;

    address private _treasury;
    uint256 private _totalOwed;
    mapping(address payee => uint256) private _owed;
    mapping(uint32 splitId => Share[]) private _splits;

    constructor(address paymentToken, address initialTreasury) {
        if (paymentToken.code.length == 0) revert NotAToken(paymentToken);
        _token = IPaymentToken(paymentToken);
        _setTreasury(initialTreasury);
    }

    // ---------------------------------------------------------------- payees

    /// @inheritdoc IFareboxVault
    function withdraw() external nonReentrant returns (uint256 amount) {
        amount = _release(msg.sender);
        if (amount == 0) revert NothingOwed(msg.sender);
        IERC20(_token).safeTransfer(msg.sender, amount);
        emit Paid(msg.sender, amount);
    }

    /// @inheritdoc IFareboxVault
    function sweep(address[] calldata payees) external nonReentrant {
        for (uint256 i = 0; i < payees.length && gasleft() > PAYOUT_GAS; ++i) {
            address payee = payees[i];
            uint256 amount = _release(payee);
            if (amount == 0) continue;
            if (IERC20(_token).trySafeTransfer(payee, amount)) {
                emit Paid(payee, amount);
            } else {
                bytes memory reason = ReturnData.bounded();
                _owe(payee, amount);
                _totalOwed += amount;
                emit PayoutFailed(payee, amount, reason);
            }
        }
    }

    // ----------------------------------------------------------------- owner

    /// @inheritdoc IFareboxVault
    function setSplit(uint32 splitId, Share[] calldata shares) external onlyOwner {
        if (splitId == 0) revert ReservedSplit();
        if (shares.length > MAX_SHARES) revert TooManyShares(shares.length, MAX_SHARES);
        Share[] storage table = _splits[splitId];
        while (table.length > 0) table.pop();
        uint256 sum = 0;
        for (uint256 i = 0; i < shares.length; ++i) {
            if (shares[i].payee == address(0) || shares[i].payee == address(this)) revert InvalidAddress();
            sum += shares[i].bps;
            table.push(shares[i]);
        }
        if (sum != BPS) revert SplitSum(sum);
        emit SplitSet(splitId, shares);
    }

    /// @inheritdoc IFareboxVault
    function setTreasury(address newTreasury) external onlyOwner {
        address old = _treasury;
        _setTreasury(newTreasury);
        uint256 moved = _owed[old];
        _owed[old] = 0;
        _owe(newTreasury, moved);
    }

    /// @inheritdoc IFareboxVault
    function payOut(address to, uint256 amount) external onlyOwner nonReentrant {
        uint256 available = free();
        if (amount > available) revert InsufficientFree(amount, available);
        IERC20(_token).safeTransfer(to, amount);
        emit PaidOut(to, amount);
    }

    /// @inheritdoc IFareboxVault
    function rescue(address foreignToken, address to, uint256 amount) external onlyOwner nonReentrant {
        if (foreignToken == address(_token)) revert NotForeign(foreignToken);
        IERC20(foreignToken).safeTransfer(to, amount);
        emit Rescued(foreignToken, to, amount);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IFareboxVault
    function treasury() external view returns (address) {
        return _treasury;
    }

    /// @inheritdoc IFareboxVault
    function owed(address payee) external view returns (uint256) {
        return _owed[payee];
    }

    /// @inheritdoc IFareboxVault
    function totalOwed() external view returns (uint256) {
        return _totalOwed;
    }

    /// @inheritdoc IFareboxVault
    function split(uint32 splitId) external view returns (Share[] memory) {
        if (splitId == 0) {
            Share[] memory whole = new Share[](1);
            whole[0] = Share({payee: _treasury, bps: BPS});
            return whole;
        }
        return _splits[splitId];
    }

    /// @inheritdoc IFareboxVault
    function token() external view returns (address) {
        return address(_token);
    }

    /// @inheritdoc IFareboxVault
    function free() public view returns (uint256) {
        return _freeOf(_token.balanceOf(address(this)));
    }

    // -------------------------------------------------------------- internal

    /// @dev What of a balance is not owed. Saturates, because a token could take money away from the vault.
    function _freeOf(uint256 balance) internal view returns (uint256) {
        return balance > _totalOwed ? balance - _totalOwed : 0;
    }

    /// @dev Lines of the table; 0 for a split that was never set.
    function _linesOf(uint32 splitId) internal view returns (uint256) {
        return splitId == 0 ? 1 : _splits[splitId].length;
    }

    /// @dev Divides `amount`, which must be free. Each line is rounded down; the treasury takes what is left.
    function _divide(uint32 splitId, uint256 amount) internal {
        uint256 left = amount;
        Share[] storage table = _splits[splitId]; // Empty for split 0: all is left to the treasury.
        for (uint256 i = 0; i < table.length; ++i) {
            Share memory share = table[i];
            uint256 part = amount * share.bps / BPS;
            left -= part;
            _owe(share.payee, part);
        }
        _owe(_treasury, left);
        _totalOwed += amount;
        emit Allocated(splitId, amount);
    }

    function _owe(address payee, uint256 amount) private {
        if (amount > 0) _owed[payee] += amount;
    }

    /// @dev Takes what the payee is owed off the books, before the money is sent.
    function _release(address payee) private returns (uint256 amount) {
        amount = _owed[payee];
        if (amount == 0) return 0;
        _owed[payee] = 0;
        _totalOwed -= amount;
    }

    function _setTreasury(address newTreasury) private {
        if (newTreasury == address(0) || newTreasury == address(this)) revert InvalidAddress();
        _treasury = newTreasury;
        emit TreasurySet(newTreasury);
    }
}
