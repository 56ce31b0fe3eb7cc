// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {ChannelConfig, IBatchSettlement, VoucherClaim} from "../interfaces/IBatchSettlement.sol";
import {IDepositCollector} from "../interfaces/IDepositCollector.sol";
import {ChannelHashes} from "./ChannelHashes.sol";

/// @title The batch settlement contract for local chains
/// @notice Stands at the canonical address where the canonical contract does not: same calls, events, errors and
/// digests. On public chains the canonical contract is used.
/// @dev Money in is Σ balance of the channels; money out by `settle` is Σ totalSettled of the receivers; the contract
/// holds at least the difference. There is no constructor and no immutable, so the runtime code can be placed as it
/// is.
contract LocalBatchSettlement is IBatchSettlement, ChannelHashes, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint40 public constant MIN_WITHDRAW_DELAY = 15 minutes;
    uint40 public constant MAX_WITHDRAW_DELAY = 30 days;

    /// @dev What a wallet's signature check may burn.
    uint256 private constant ERC1271_GAS = 100_000;

    struct Channel {
        uint128 balance;
        uint128 totalClaimed;
    }

    struct Withdrawal {
        uint128 amount;
        uint40 initiatedAt;
    }

    struct Receiver {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => Channel) public channels;
    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => Withdrawal) public pendingWithdrawals;
    /// @inheritdoc IBatchSettlement
    mapping(bytes32 channelId => uint256) public refundNonce;
    /// @inheritdoc IBatchSettlement
    mapping(address receiver => mapping(address token => Receiver)) public receivers;

    // ----------------------------------------------------------------- payer

    /// @inheritdoc IBatchSettlement
    function deposit(
        ChannelConfig calldata config,
        uint128 amount,
        address collector,
        bytes calldata collectorData
    ) external nonReentrant {
        if (amount == 0) revert ZeroDeposit();
        if (collector == address(0)) revert InvalidCollector();
        _requireValid(config);
        bytes32 id = _channelId(_domain(), config);
        Channel storage channel = channels[id];
        if (amount > type(uint128).max - channel.balance) revert DepositOverflow();

        uint256 before = IERC20(config.token).balanceOf(address(this));
        IDepositCollector(collector).collect(config.payer, config.token, amount, id, collectorData);
        if (IERC20(config.token).balanceOf(address(this)) < before + amount) {
            revert DepositCollectionFailed();
        }

        if (_isEmpty(channel)) emit ChannelCreated(id, config);
        uint128 balance = channel.balance + amount;
        channel.balance = balance;
        emit Deposited(id, msg.sender, amount, balance);
    }

    /// @inheritdoc IBatchSettlement
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!_isPayer(config)) revert InvalidChannel();
        if (amount == 0) revert NothingToWithdraw();
        bytes32 id = _channelId(_domain(), config);
        if (pendingWithdrawals[id].initiatedAt != 0) revert WithdrawalAlreadyPending();
        if (amount > _available(channels[id])) revert WithdrawAmountExceedsAvailable();

        uint40 now_ = uint40(block.timestamp);
        pendingWithdrawals[id] = Withdrawal(amount, now_);
        emit WithdrawInitiated(id, amount, now_ + config.withdrawDelay);
    }

    /// @inheritdoc IBatchSettlement
    function finalizeWithdraw(ChannelConfig calldata config) external nonReentrant {
        if (!_isPayer(config)) revert NotAuthorizedToFinalizeWithdraw();
        bytes32 id = _channelId(_domain(), config);
        Withdrawal memory pending = pendingWithdrawals[id];
        if (pending.initiatedAt == 0) revert WithdrawalNotPending();
        if (block.timestamp < pending.initiatedAt + config.withdrawDelay) revert WithdrawDelayNotElapsed();

        delete pendingWithdrawals[id];
        Channel storage channel = channels[id];
        uint128 amount = _min(pending.amount, _available(channel));
        channel.balance -= amount;
        emit WithdrawFinalized(id, msg.sender, amount);
        _giveBack(id, channel, config, amount);
    }

    // -------------------------------------------------------------- receiver

    /// @inheritdoc IBatchSettlement
    function claim(VoucherClaim[] calldata voucherClaims) external nonReentrant {
        if (voucherClaims.length == 0) revert EmptyBatch();
        bytes32 domain = _domain();
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            ChannelConfig calldata config = voucherClaims[i].voucher.channel;
            if (!_isReceiver(config)) revert NotAuthorizedToClaim();
            _claim(domain, _channelId(domain, config), voucherClaims[i]);
        }
    }

    /// @inheritdoc IBatchSettlement
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature)
        external
        nonReentrant
    {
        if (voucherClaims.length == 0) revert EmptyBatch();
        address authorizer = voucherClaims[0].voucher.channel.receiverAuthorizer;
        bytes32 domain = _domain();
        bytes32[] memory ids = _idsOf(domain, voucherClaims);
        _requireSigned(authorizer, _claimBatchDigest(domain, ids, voucherClaims), authorizerSignature);
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            if (voucherClaims[i].voucher.channel.receiverAuthorizer != authorizer) {
                revert NotReceiverAuthorizer();
            }
            _claim(domain, ids[i], voucherClaims[i]);
        }
    }

    /// @inheritdoc IBatchSettlement
    function settle(address receiver, address token) external nonReentrant {
        Receiver storage account = receivers[receiver][token];
        uint128 claimed = account.totalClaimed;
        uint128 amount = claimed - account.totalSettled;
        if (amount == 0) return;
        account.totalSettled = claimed;
        emit Settled(receiver, token, msg.sender, amount);
        IERC20(token).safeTransfer(receiver, amount);
    }

    /// @inheritdoc IBatchSettlement
    function refund(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!_isReceiver(config)) revert NotAuthorizedToRefund();
        if (amount == 0) revert ZeroRefund();
        _refund(_channelId(_domain(), config), config, amount);
    }

    /// @inheritdoc IBatchSettlement
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external nonReentrant {
        if (amount == 0) revert ZeroRefund();
        bytes32 domain = _domain();
        bytes32 id = _channelId(domain, config);
        if (nonce != refundNonce[id]) revert InvalidRefundNonce();
        _requireSigned(
            config.receiverAuthorizer, _refundDigest(domain, id, nonce, amount), receiverAuthorizerSignature
        );
        _refund(id, config, amount);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IBatchSettlement
    function getChannelId(ChannelConfig calldata config) external view returns (bytes32) {
        return _channelId(_domain(), config);
    }

    /// @inheritdoc IBatchSettlement
    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) external view returns (bytes32) {
        return _voucherDigest(_domain(), channelId, maxClaimableAmount);
    }

    /// @inheritdoc IBatchSettlement
    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount)
        external
        view
        returns (bytes32)
    {
        return _refundDigest(_domain(), channelId, nonce, amount);
    }

    /// @inheritdoc IBatchSettlement
    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32) {
        bytes32 domain = _domain();
        return _claimBatchDigest(domain, _idsOf(domain, voucherClaims), voucherClaims);
    }

    // -------------------------------------------------------------- internal

    function _claim(bytes32 domain, bytes32 id, VoucherClaim calldata row) private {
        Channel storage channel = channels[id];
        ChannelConfig calldata config = row.voucher.channel;
        uint128 claimed = channel.totalClaimed;
        uint128 total = row.totalClaimed;
        if (total <= claimed) return;
        if (total > row.voucher.maxClaimableAmount) revert ClaimExceedsCeiling();
        if (total > channel.balance) revert ClaimExceedsBalance();
        bytes32 digest = _voucherDigest(domain, id, row.voucher.maxClaimableAmount);
        if (config.payerAuthorizer == address(0)) {
            _requireSigned(config.payer, digest, row.signature);
        } else if (ECDSA.recoverCalldata(digest, row.signature) != config.payerAuthorizer) {
            revert InvalidSignature();
        }

        channel.totalClaimed = total;
        receivers[config.receiver][config.token].totalClaimed += total - claimed;
        emit Claimed(id, msg.sender, total - claimed, total);
    }

    /// @dev The nonce is spent first, and also when there is nothing to give: a signed refund must not wait for a
    /// later deposit.
    function _refund(bytes32 id, ChannelConfig calldata config, uint128 asked) private {
        ++refundNonce[id];
        Channel storage channel = channels[id];
        uint128 amount = _min(asked, _available(channel));
        if (amount == 0) return;

        Withdrawal storage pending = pendingWithdrawals[id];
        if (pending.amount > amount) pending.amount -= amount;
        else delete pendingWithdrawals[id];
        channel.balance -= amount;
        emit Refunded(id, msg.sender, amount);
        _giveBack(id, channel, config, amount);
    }

    /// @dev Sends what was taken off the channel's balance to the payer.
    function _giveBack(bytes32 id, Channel storage channel, ChannelConfig calldata config, uint128 amount)
        private
    {
        if (amount == 0) return;
        if (_isEmpty(channel)) emit ChannelClosed(id, config);
        IERC20(config.token).safeTransfer(config.payer, amount);
    }

    function _idsOf(bytes32 domain, VoucherClaim[] calldata rows)
        private
        pure
        returns (bytes32[] memory ids)
    {
        ids = new bytes32[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            ids[i] = _channelId(domain, rows[i].voucher.channel);
        }
    }

    function _requireValid(ChannelConfig calldata config) private pure {
        if (
            config.payer == address(0) || config.receiver == address(0)
                || config.receiverAuthorizer == address(0) || config.token == address(0)
        ) revert InvalidChannel();
        if (config.withdrawDelay < MIN_WITHDRAW_DELAY || config.withdrawDelay > MAX_WITHDRAW_DELAY) {
            revert WithdrawDelayOutOfRange();
        }
    }

    /// @dev ECDSA first, so that an account that delegates to code (EIP-7702) keeps its key's signature; then the
    /// account's own code, with bounded gas and 32 bytes of its answer.
    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        (address recovered, ECDSA.RecoverError fault,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (fault == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (signer.code.length == 0) revert InvalidSignature();
        try IERC1271(signer).isValidSignature{gas: ERC1271_GAS}(digest, signature) returns (bytes4 magic) {
            if (magic != IERC1271.isValidSignature.selector) revert InvalidSignature();
        } catch {
            revert InvalidSignature();
        }
    }

    function _isPayer(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.payer || msg.sender == config.payerAuthorizer;
    }

    function _isReceiver(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.receiver || msg.sender == config.receiverAuthorizer;
    }

    function _isEmpty(Channel storage channel) private view returns (bool) {
        return channel.balance == 0 && channel.totalClaimed == 0;
    }

    /// @dev Never negative: a claim is at most the balance, and only what is unclaimed leaves.
    function _available(Channel storage channel) private view returns (uint128) {
        return channel.balance - channel.totalClaimed;
    }

    function _min(uint128 a, uint128 b) private pure returns (uint128) {
        return a < b ? a : b;
    }
}
