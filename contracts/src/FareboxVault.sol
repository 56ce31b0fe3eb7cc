// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBatchSettlement, ChannelConfig, VoucherClaim} from "./interfaces/IBatchSettlement.sol";
import {Allocation, Authorization, IFareboxVault, Rail, Refund, Usage} from "./interfaces/IFareboxVault.sol";
import {ReturnData} from "./libraries/ReturnData.sol";
import {Payouts} from "./vault/Payouts.sol";
import {Roles} from "./vault/Roles.sol";

/// @title The Farebox vault
/// @notice See {IFareboxVault}.
/// @dev Every call out of a batch has a gas stipend, and gas is checked before it is made: a row can burn its own
/// stipend, never another row's. Return data is copied up to a bound for the same reason.
contract FareboxVault is Payouts {
    /// @dev Stipends. An authorization costs 50,000 to 75,000 with USDC and a plain key. The rest is for wallets that
    /// verify signatures in code (ERC-1271), and for the announced fork that raises a new slot to some 98,000 gas.
    uint256 private constant AUTHORIZATION_GAS = 400_000;
    uint256 private constant CLAIM_GAS = 300_000;
    uint256 private constant SETTLE_GAS = 300_000;
    uint256 private constant REFUND_GAS = 300_000;
    uint256 private constant SHARE_GAS = 110_000;

    /// @dev Kept back for what follows a row: its event, the batch's event, and one RowsOutOfGas for each rail.
    uint256 private constant TAIL_GAS = 60_000;

    IBatchSettlement private immutable _batchSettlement;
    uint128 private _refundCap;

    /// @dev What a batch has come to so far.
    struct Tally {
        uint64 seq;
        uint64 rows;
        uint64 skipped;
        uint256 balance;
        uint256 total;
    }

    /// @param paymentToken The one token that the vault takes and owes.
    /// @param owner_ The cold key, or its timelock.
    /// @param treasury_ Takes split 0 and what rounding leaves.
    /// @param guardian_ May pause and remove the operator; zero for none.
    /// @param operator_ May settle batches; zero for none yet.
    /// @param batchSettlement_ The canonical x402 batch settlement contract; without code there, channel rows are
    /// skipped.
    /// @param refundCap_ Most that one batch may refund to channels' payers, in atomic units.
    constructor(
        address paymentToken,
        address owner_,
        address treasury_,
        address guardian_,
        address operator_,
        address batchSettlement_,
        uint128 refundCap_
    ) Roles(owner_, guardian_, operator_) Payouts(paymentToken, treasury_) {
        _batchSettlement = IBatchSettlement(batchSettlement_);
        _setRefundCap(refundCap_);
    }

    /// @inheritdoc IFareboxVault
    function settleBatch(
        uint64 seq,
        Usage calldata usage,
        VoucherClaim[] calldata claims,
        Authorization[] calldata authorizations,
        Refund[] calldata refunds,
        Allocation[] calldata allocations
    ) external nonReentrant {
        _enterBatch(seq);

        Tally memory tally;
        tally.seq = seq;
        tally.rows = _u64(claims.length + authorizations.length + refunds.length + allocations.length);
        tally.balance = _token.balanceOf(address(this));

        if (claims.length > 0) _claimAll(tally, claims);
        _pullAll(tally, authorizations);
        _refundAll(tally, refunds);
        _allocateAll(tally, allocations);

        emit Batch(seq, usage.from, usage.to, usage.root, usage.head, tally.rows, tally.skipped, tally.total);
    }

    /// @inheritdoc IFareboxVault
    function setRefundCap(uint128 cap) external onlyOwner {
        _setRefundCap(cap);
    }

    /// @inheritdoc IFareboxVault
    function refundCap() external view returns (uint128) {
        return _refundCap;
    }

    /// @inheritdoc IFareboxVault
    function batchSettlement() external view returns (address) {
        return address(_batchSettlement);
    }

    // ---------------------------------------------------------------- claims

    /// @dev Claims all rows in one call; if that reverts, row by row. Then settles, which moves the money.
    function _claimAll(Tally memory tally, VoucherClaim[] calldata claims) private {
        if (_hasNoBatchSettlement()) {
            bytes memory reason = abi.encodeWithSelector(NoBatchSettlement.selector);
            for (uint256 i = 0; i < claims.length; ++i) {
                if (_isShort(tally, Rail.Claim, i, claims.length, 0)) return;
                _skipChannel(tally, Rail.Claim, i, claims[i].voucher.channel, reason);
            }
            return;
        }
        // At most half of the gas: the other half is for the rows, one by one, if this fails.
        uint256 stipend = _min(claims.length * CLAIM_GAS, gasleft() / 2);
        try _batchSettlement.claim{gas: stipend}(claims) {}
        catch {
            _claimEach(tally, claims);
        }
        _settle(tally);
    }

    function _claimEach(Tally memory tally, VoucherClaim[] calldata claims) private {
        VoucherClaim[] memory one = new VoucherClaim[](1);
        for (uint256 i = 0; i < claims.length; ++i) {
            if (_isShort(tally, Rail.Claim, i, claims.length, CLAIM_GAS)) return;
            one[0] = claims[i];
            try _batchSettlement.claim{gas: CLAIM_GAS}(one) {}
            catch {
                _skipChannel(tally, Rail.Claim, i, claims[i].voucher.channel, ReturnData.bounded());
            }
        }
    }

    /// @dev The money that arrives is measured: anyone may have settled before, and then there is none.
    function _settle(Tally memory tally) private {
        if (!_canAfford(SETTLE_GAS)) {
            emit SettleFailed(tally.seq, "");
            return;
        }
        try _batchSettlement.settle{gas: SETTLE_GAS}(address(this), address(_token)) {
            uint256 balance = _token.balanceOf(address(this));
            if (balance > tally.balance) tally.total += balance - tally.balance;
            tally.balance = balance;
        } catch {
            emit SettleFailed(tally.seq, ReturnData.bounded());
        }
    }

    // -------------------------------------------------------- authorizations

    function _pullAll(Tally memory tally, Authorization[] calldata authorizations) private {
        for (uint256 i = 0; i < authorizations.length; ++i) {
            if (_isShort(tally, Rail.Authorization, i, authorizations.length, AUTHORIZATION_GAS)) return;
            _pull(tally, i, authorizations[i]);
        }
    }

    /// @dev A row is paid when the vault's balance rose by exactly its value. That a call did not revert proves
    /// nothing: some tokens return without moving money when the nonce is used.
    function _pull(Tally memory tally, uint256 index, Authorization calldata a) private {
        try _token.transferWithAuthorization{gas: AUTHORIZATION_GAS}(
            a.from, address(this), a.value, a.validAfter, a.validBefore, a.nonce, a.signature
        ) {
            uint256 balance = _token.balanceOf(address(this));
            uint256 received = balance > tally.balance ? balance - tally.balance : 0;
            tally.balance = balance;
            tally.total += received;
            if (received != a.value) {
                bytes memory reason = abi.encodeWithSelector(UnexpectedAmount.selector, a.value, received);
                _skip(tally, Rail.Authorization, index, a.from, a.nonce, reason);
            }
        } catch {
            _skip(tally, Rail.Authorization, index, a.from, a.nonce, ReturnData.bounded());
        }
    }

    // --------------------------------------------------------------- refunds

    /// @dev Refunds give unclaimed escrow back to its payer, so a stolen operator key could at most undo what is not
    /// claimed yet; the cap bounds that per batch.
    function _refundAll(Tally memory tally, Refund[] calldata refunds) private {
        uint256 left = refunds.length > 0 ? _refundCap : 0;
        for (uint256 i = 0; i < refunds.length; ++i) {
            if (_isShort(tally, Rail.Refund, i, refunds.length, REFUND_GAS)) return;
            Refund calldata r = refunds[i];
            if (_hasNoBatchSettlement()) {
                _skipChannel(
                    tally, Rail.Refund, i, r.channel, abi.encodeWithSelector(NoBatchSettlement.selector)
                );
            } else if (r.amount > left) {
                bytes memory reason = abi.encodeWithSelector(RefundCapExceeded.selector, r.amount, left);
                _skipChannel(tally, Rail.Refund, i, r.channel, reason);
            } else {
                try _batchSettlement.refund{gas: REFUND_GAS}(r.channel, r.amount) {
                    left -= r.amount;
                } catch {
                    _skipChannel(tally, Rail.Refund, i, r.channel, ReturnData.bounded());
                }
            }
        }
    }

    // ----------------------------------------------------------- allocations

    function _allocateAll(Tally memory tally, Allocation[] calldata allocations) private {
        for (uint256 i = 0; i < allocations.length; ++i) {
            Allocation calldata a = allocations[i];
            uint256 lines = _linesOf(a.splitId);
            if (_isShort(tally, Rail.Allocation, i, allocations.length, (lines + 2) * SHARE_GAS)) return;
            if (lines == 0) {
                bytes memory reason = abi.encodeWithSelector(UnknownSplit.selector, a.splitId);
                _skip(tally, Rail.Allocation, i, address(0), bytes32(uint256(a.splitId)), reason);
                continue;
            }
            uint256 amount = _min(a.amount, _freeOf(tally.balance));
            if (amount > 0) _divide(a.splitId, amount);
            if (amount < a.amount) emit AllocationShort(a.splitId, a.amount - amount);
        }
    }

    // -------------------------------------------------------------- internal

    function _skip(
        Tally memory tally,
        Rail rail,
        uint256 index,
        address payer,
        bytes32 key,
        bytes memory reason
    ) private {
        ++tally.skipped;
        emit RowSkipped(tally.seq, rail, _u64(index), payer, key, reason);
    }

    function _skipChannel(
        Tally memory tally,
        Rail rail,
        uint256 index,
        ChannelConfig calldata channel,
        bytes memory reason
    ) private {
        _skip(tally, rail, index, channel.payer, channel.salt, reason);
    }

    /// @dev True, with the event for this row and all after it, when the row's stipend is not there.
    function _isShort(Tally memory tally, Rail rail, uint256 index, uint256 length, uint256 stipend)
        private
        returns (bool)
    {
        if (_canAfford(stipend)) return false;
        uint64 count = _u64(length - index);
        tally.skipped += count;
        emit RowsOutOfGas(tally.seq, rail, _u64(index), count);
        return true;
    }

    /// @dev A call gets at most 63/64 of the gas that is left (EIP-150).
    function _canAfford(uint256 stipend) private view returns (bool) {
        return gasleft() > stipend + stipend / 63 + TAIL_GAS;
    }

    function _hasNoBatchSettlement() private view returns (bool) {
        return address(_batchSettlement).code.length == 0;
    }

    function _setRefundCap(uint128 cap) private {
        _refundCap = cap;
        emit RefundCapSet(cap);
    }

    /// @dev For counts and positions of rows: calldata never holds anywhere near 2^64 of them.
    function _u64(uint256 count) private pure returns (uint64) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(count);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
