// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, IBatchSettlement, VoucherClaim} from "../../src/interfaces/IBatchSettlement.sol";
import {IDepositCollector} from "../../src/interfaces/IDepositCollector.sol";
import {LocalBatchSettlement} from "../../src/local/LocalBatchSettlement.sol";
import {LocalDepositCollector} from "../../src/local/LocalDepositCollector.sol";
import {TestDollar} from "../../src/local/TestDollar.sol";
import {OddCollector} from "../mocks/Collectors.sol";
import {Wallet1271} from "../mocks/Wallets.sol";
import {ChannelFixture} from "../utils/ChannelFixture.sol";
import {Log} from "../utils/Test.sol";

/// @notice The local batch settlement contract by itself: payer is key 1, receiver key 2, its authorizer key 3.
contract LocalBatchSettlementTest is ChannelFixture {
    uint256 private constant PAYER = 1;
    uint256 private constant RECEIVER = 2;
    uint256 private constant AUTHORIZER = 3;

    ChannelConfig private config;
    bytes32 private id;

    function setUp() public {
        deployVault(address(new TestDollar(address(this))), CANONICAL);
        placeChannels();
        config = channelOf(PAYER, 0);
        config.receiver = vm.addr(RECEIVER);
        config.receiverAuthorizer = vm.addr(AUTHORIZER);
        id = escrow.getChannelId(config);
    }

    function expectRevert(bytes4 selector) private {
        vm.expectRevert(reason(selector));
    }

    function claimBy(uint256 key, VoucherClaim memory row) private {
        vm.prank(vm.addr(key));
        escrow.claim(list(row));
    }

    function rows(VoucherClaim memory a, VoucherClaim memory b)
        private
        pure
        returns (VoucherClaim[] memory r)
    {
        r = new VoucherClaim[](2);
        (r[0], r[1]) = (a, b);
    }

    // --------------------------------------------------------------- deposit

    function test_depositOpensOnceAndAdds() public {
        TestDollar(address(token)).mint(config.payer, 300);
        bytes memory data = collectorData(PAYER, config, 100, 1);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.ChannelCreated(id, config);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.Deposited(id, STRANGER, 100, 100);
        vm.prank(STRANGER);
        escrow.deposit(config, 100, COLLECTOR, data);

        data = collectorData(PAYER, config, 200, 2);
        vm.recordLogs();
        escrow.deposit(config, 200, COLLECTOR, data);
        Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 4, "the token's three events, and no second creation");
        vm.assertEq(logs[3].topics[0], IBatchSettlement.Deposited.selector, "deposited");
        vm.assertEq(balanceOf(config), 300, "balance");
        vm.assertEq(token.balanceOf(COLLECTOR), 0, "the collector keeps nothing");
    }

    function test_depositRefusesBadChannels() public {
        ChannelConfig memory c = config;
        c.payer = address(0);
        assertNoDeposit(c, 1, IBatchSettlement.InvalidChannel.selector);
        c = config;
        c.receiver = address(0);
        assertNoDeposit(c, 1, IBatchSettlement.InvalidChannel.selector);
        c = config;
        c.receiverAuthorizer = address(0);
        assertNoDeposit(c, 1, IBatchSettlement.InvalidChannel.selector);
        c = config;
        c.token = address(0);
        assertNoDeposit(c, 1, IBatchSettlement.InvalidChannel.selector);
        c = config;
        c.withdrawDelay = 15 minutes - 1;
        assertNoDeposit(c, 1, IBatchSettlement.WithdrawDelayOutOfRange.selector);
        c.withdrawDelay = 30 days + 1;
        assertNoDeposit(c, 1, IBatchSettlement.WithdrawDelayOutOfRange.selector);
        assertNoDeposit(config, 0, IBatchSettlement.ZeroDeposit.selector);
        expectRevert(IBatchSettlement.InvalidCollector.selector);
        escrow.deposit(config, 1, address(0), "");
    }

    function assertNoDeposit(ChannelConfig memory c, uint128 amount, bytes4 selector) private {
        expectRevert(selector);
        escrow.deposit(c, amount, COLLECTOR, "");
    }

    function test_depositTakesTheEdgesOfTheDelay() public {
        for (uint40 i = 0; i < 2; ++i) {
            config.withdrawDelay = i == 0 ? 15 minutes : 30 days;
            fund(PAYER, config, 1);
            vm.assertEq(balanceOf(config), 1, "taken");
        }
    }

    function test_depositDoesNotOverflow() public {
        fund(PAYER, config, type(uint128).max);
        assertNoDeposit(config, 1, IBatchSettlement.DepositOverflow.selector);
    }

    /// @notice The collector is anyone's contract: what counts is the money that came.
    function test_oddCollectors() public {
        OddCollector short = new OddCollector(OddCollector.Oddity.Short);
        TestDollar(address(token)).mint(address(short), 1_000);
        expectRevert(IBatchSettlement.DepositCollectionFailed.selector);
        escrow.deposit(config, 100, address(short), "");

        OddCollector again = new OddCollector(OddCollector.Oddity.Reenter);
        TestDollar(address(token)).mint(address(again), 1_000);
        vm.expectRevert(abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        escrow.deposit(config, 100, address(again), abi.encode(config));
        vm.assertEq(token.balanceOf(CANONICAL), 0, "nothing came");
    }

    function test_collectorServesItsContractOnly() public {
        bytes memory data = collectorData(PAYER, config, 100, 1);
        vm.prank(STRANGER);
        expectRevert(IDepositCollector.OnlyX402BatchSettlement.selector);
        LocalDepositCollector(COLLECTOR).collect(config.payer, address(token), 100, id, data);
    }

    // ----------------------------------------------------------------- claim

    function test_receiverAndAuthorizerClaim() public {
        fund(PAYER, config, 1_000);
        (VoucherClaim memory first, VoucherClaim memory second) =
            (claimOf(PAYER, config, 100), claimOf(PAYER, config, 900, 150));
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.Claimed(id, config.receiver, 100, 100);
        claimBy(RECEIVER, first);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.Claimed(id, config.receiverAuthorizer, 50, 150);
        claimBy(AUTHORIZER, second);
        (uint128 earned, uint128 settled) = escrow.receivers(config.receiver, address(token));
        vm.assertEq(earned, 150, "earned");
        vm.assertEq(settled, 0, "nothing moved");
        vm.assertEq(balanceOf(config), 1_000, "a claim is bookkeeping");
    }

    function test_oneBadRowRevertsAll() public {
        fund(PAYER, config, 1_000);
        VoucherClaim[] memory batch = rows(claimOf(PAYER, config, 100), claimOf(PAYER, config, 1_001));
        vm.prank(config.receiver);
        expectRevert(IBatchSettlement.ClaimExceedsBalance.selector);
        escrow.claim(batch);
        vm.assertEq(claimedOf(config), 0, "nothing claimed");
    }

    function test_refusedClaims() public {
        fund(PAYER, config, 1_000);
        VoucherClaim memory row = claimOf(PAYER, config, 100);
        expectRevert(IBatchSettlement.NotAuthorizedToClaim.selector);
        claimBy(PAYER, row);
        VoucherClaim memory forged = claimOf(AUTHORIZER, config, 100);
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        claimBy(RECEIVER, forged);
        row.totalClaimed = 101;
        expectRevert(IBatchSettlement.ClaimExceedsCeiling.selector);
        claimBy(RECEIVER, row);
        expectRevert(IBatchSettlement.EmptyBatch.selector);
        escrow.claim(new VoucherClaim[](0));
        expectRevert(IBatchSettlement.EmptyBatch.selector);
        escrow.claimWithSignature(new VoucherClaim[](0), "");
    }

    /// @notice A key that signs vouchers is the only one: the payer's own signature, key or wallet, is not asked.
    function test_voucherSignerReplacesThePayer() public {
        config.payerAuthorizer = vm.addr(9);
        fund(PAYER, config, 1_000);
        VoucherClaim memory own = claimOf(PAYER, config, 100);
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        claimBy(RECEIVER, own);
        claimBy(RECEIVER, claimOf(9, config, 100));
        vm.assertEq(claimedOf(config), 100, "claimed");
    }

    function test_claimWithSignature() public {
        ChannelConfig memory second = config;
        second.salt = bytes32(uint256(1));
        fund(PAYER, config, 1_000);
        fund(PAYER, second, 1_000);
        VoucherClaim[] memory batch = rows(claimOf(PAYER, config, 100), claimOf(PAYER, second, 200));
        bytes memory signature = sign(AUTHORIZER, escrow.getClaimBatchDigest(batch));

        batch[0].totalClaimed = 99;
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        escrow.claimWithSignature(batch, signature);
        batch[0].totalClaimed = 100;
        (batch[0], batch[1]) = (batch[1], batch[0]);
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        escrow.claimWithSignature(batch, signature);
        (batch[0], batch[1]) = (batch[1], batch[0]);

        vm.prank(STRANGER);
        escrow.claimWithSignature(batch, signature);
        vm.assertEq(claimedOf(config) + claimedOf(second), 300, "claimed");
        escrow.claimWithSignature(batch, signature);
        vm.assertEq(claimedOf(config) + claimedOf(second), 300, "again is nothing");
    }

    function test_claimWithSignatureOfTwoAuthorizers() public {
        ChannelConfig memory second = config;
        second.receiverAuthorizer = STRANGER;
        fund(PAYER, config, 1_000);
        fund(PAYER, second, 1_000);
        VoucherClaim[] memory batch = rows(claimOf(PAYER, config, 100), claimOf(PAYER, second, 200));
        bytes memory signature = sign(AUTHORIZER, escrow.getClaimBatchDigest(batch));
        expectRevert(IBatchSettlement.NotReceiverAuthorizer.selector);
        escrow.claimWithSignature(batch, signature);
    }

    /// @notice The authorizer may be a wallet, asked with bounded gas.
    function test_walletAuthorizes() public {
        Wallet1271 wallet = new Wallet1271(Wallet1271.Mood.Accept);
        config.receiverAuthorizer = address(wallet);
        fund(PAYER, config, 1_000);
        VoucherClaim[] memory batch = list(claimOf(PAYER, config, 100));
        escrow.claimWithSignature(batch, "yes");
        vm.assertEq(claimedOf(config), 100, "claimed");
        Wallet1271.Mood[5] memory moods = [
            Wallet1271.Mood.Refuse,
            Wallet1271.Mood.BurnGas,
            Wallet1271.Mood.ReturnBomb,
            Wallet1271.Mood.RevertBomb,
            Wallet1271.Mood.Short
        ];
        for (uint256 i = 0; i < moods.length; ++i) {
            wallet.set(moods[i]);
            (bool ok,) = CANONICAL.call{gas: 2_000_000}(
                abi.encodeCall(IBatchSettlement.claimWithSignature, (batch, "yes"))
            );
            vm.assertTrue(!ok, "refused");
            vm.assertLe(vm.lastCallGas().gasTotalUsed, 200_000, "at a bounded price");
        }
    }

    // ---------------------------------------------------------------- settle

    function test_anyoneSettlesAllChannelsAtOnce() public {
        ChannelConfig memory second = config;
        second.salt = bytes32(uint256(1));
        fund(PAYER, config, 1_000);
        fund(PAYER, second, 1_000);
        claimBy(RECEIVER, claimOf(PAYER, config, 100));
        claimBy(RECEIVER, claimOf(PAYER, second, 200));
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.Settled(config.receiver, address(token), STRANGER, 300);
        vm.prank(STRANGER);
        escrow.settle(config.receiver, address(token));
        vm.recordLogs();
        escrow.settle(config.receiver, address(token));
        vm.assertEq(vm.getRecordedLogs().length, 0, "nothing to settle is no fault");
        vm.assertEq(token.balanceOf(config.receiver), 300, "once");
    }

    // -------------------------------------------------------------- withdraw

    function test_withdrawal() public {
        fund(PAYER, config, 1_000);
        uint40 end = uint40(block.timestamp) + DELAY;
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.WithdrawInitiated(id, 1_000, end);
        vm.prank(config.payer);
        escrow.initiateWithdraw(config, 1_000);
        fund(PAYER, config, 500);
        (uint128 amount, uint40 initiatedAt) = escrow.pendingWithdrawals(id);
        vm.assertEq(amount, 1_000, "a deposit does not touch it");
        vm.assertEq(initiatedAt, block.timestamp, "start");

        vm.prank(config.payer);
        expectRevert(IBatchSettlement.WithdrawalAlreadyPending.selector);
        escrow.initiateWithdraw(config, 1);
        vm.warp(end - 1);
        vm.prank(config.payer);
        expectRevert(IBatchSettlement.WithdrawDelayNotElapsed.selector);
        escrow.finalizeWithdraw(config);
        vm.warp(end);
        vm.prank(STRANGER);
        expectRevert(IBatchSettlement.NotAuthorizedToFinalizeWithdraw.selector);
        escrow.finalizeWithdraw(config);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.WithdrawFinalized(id, config.payer, 1_000);
        vm.prank(config.payer);
        escrow.finalizeWithdraw(config);
        vm.assertEq(token.balanceOf(config.payer), 1_000, "payer");
        vm.assertEq(balanceOf(config), 500, "left");
        vm.prank(config.payer);
        expectRevert(IBatchSettlement.WithdrawalNotPending.selector);
        escrow.finalizeWithdraw(config);
    }

    function test_voucherSignerStartsAndEndsItForThePayer() public {
        config.payerAuthorizer = vm.addr(9);
        fund(PAYER, config, 1_000);
        vm.prank(vm.addr(9));
        escrow.initiateWithdraw(config, 1_000);
        vm.warp(block.timestamp + DELAY);
        vm.prank(vm.addr(9));
        escrow.finalizeWithdraw(config);
        vm.assertEq(token.balanceOf(config.payer), 1_000, "the money is the payer's");
    }

    function test_refusedWithdrawals() public {
        fund(PAYER, config, 1_000);
        claimBy(RECEIVER, claimOf(PAYER, config, 100));
        vm.prank(config.receiver);
        expectRevert(IBatchSettlement.InvalidChannel.selector);
        escrow.initiateWithdraw(config, 1);
        vm.prank(config.payer);
        expectRevert(IBatchSettlement.NothingToWithdraw.selector);
        escrow.initiateWithdraw(config, 0);
        vm.prank(config.payer);
        expectRevert(IBatchSettlement.WithdrawAmountExceedsAvailable.selector);
        escrow.initiateWithdraw(config, 901);
    }

    // ---------------------------------------------------------------- refund

    function test_refundClosesAndReopens() public {
        fund(PAYER, config, 1_000);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.Refunded(id, config.receiver, 1_000);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.ChannelClosed(id, config);
        vm.prank(config.receiver);
        escrow.refund(config, 5_000);
        vm.assertEq(token.balanceOf(config.payer), 1_000, "at most what is there");
        bytes memory data = collectorData(PAYER, config, 1_000, 77);
        vm.expectEmit(CANONICAL);
        emit IBatchSettlement.ChannelCreated(id, config);
        escrow.deposit(config, 1_000, COLLECTOR, data);
    }

    /// @notice What was claimed before stays claimed when a drained channel is funded again: an old voucher is worth
    /// nothing.
    function test_reopenedChannelTakesNoOldVoucher() public {
        fund(PAYER, config, 1_000);
        VoucherClaim memory old = claimOf(PAYER, config, 400);
        claimBy(RECEIVER, old);
        vm.prank(config.receiver);
        escrow.refund(config, 600);
        fund(PAYER, config, 1_000);
        claimBy(RECEIVER, old);
        vm.assertEq(claimedOf(config), 400, "cumulative for ever");
    }

    function test_refundLowersAPendingWithdrawal() public {
        fund(PAYER, config, 1_000);
        vm.prank(config.payer);
        escrow.initiateWithdraw(config, 700);
        vm.prank(config.receiverAuthorizer);
        escrow.refund(config, 300);
        (uint128 amount, uint40 initiatedAt) = escrow.pendingWithdrawals(id);
        vm.assertEq(amount, 400, "lowered");
        vm.assertTrue(initiatedAt != 0, "still pending");
        vm.prank(config.receiver);
        escrow.refund(config, 400);
        (amount, initiatedAt) = escrow.pendingWithdrawals(id);
        vm.assertEq(amount + initiatedAt, 0, "covered, so over");
    }

    function test_refundWithSignature() public {
        fund(PAYER, config, 1_000);
        bytes memory signature = sign(AUTHORIZER, escrow.getRefundDigest(id, 0, 300));
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        escrow.refundWithSignature(config, 301, 0, signature);
        expectRevert(IBatchSettlement.InvalidRefundNonce.selector);
        escrow.refundWithSignature(config, 300, 1, signature);
        expectRevert(IBatchSettlement.ZeroRefund.selector);
        escrow.refundWithSignature(config, 0, 0, signature);
        expectRevert(IBatchSettlement.InvalidSignature.selector);
        escrow.refundWithSignature(config, 300, 0, highS(signature));
        escrow.refundWithSignature(config, 300, 0, signature);
        vm.assertEq(token.balanceOf(config.payer), 300, "refunded");
        expectRevert(IBatchSettlement.InvalidRefundNonce.selector);
        escrow.refundWithSignature(config, 300, 0, signature);
    }

    /// @notice The nonce is spent even when there is nothing to give: the signature does not wait for a deposit.
    function test_emptyRefundSpendsTheNonce() public {
        bytes memory signature = sign(AUTHORIZER, escrow.getRefundDigest(id, 0, 300));
        escrow.refundWithSignature(config, 300, 0, signature);
        vm.assertEq(escrow.refundNonce(id), 1, "spent");
        fund(PAYER, config, 1_000);
        expectRevert(IBatchSettlement.InvalidRefundNonce.selector);
        escrow.refundWithSignature(config, 300, 0, signature);
        vm.prank(STRANGER);
        expectRevert(IBatchSettlement.NotAuthorizedToRefund.selector);
        escrow.refund(config, 1);
        vm.prank(config.receiver);
        expectRevert(IBatchSettlement.ZeroRefund.selector);
        escrow.refund(config, 0);
    }

    // ------------------------------------------------------------- multicall

    /// @notice Claim and settle, or claim and refund, in one transaction; one fault undoes all.
    function test_multicall() public {
        fund(PAYER, config, 1_000);
        VoucherClaim[] memory batch = list(claimOf(PAYER, config, 100));
        bytes memory signature = sign(AUTHORIZER, escrow.getClaimBatchDigest(batch));
        bytes[] memory calls = new bytes[](3);
        calls[0] = abi.encodeCall(IBatchSettlement.claimWithSignature, (batch, signature));
        calls[1] = abi.encodeCall(IBatchSettlement.settle, (config.receiver, address(token)));
        calls[2] = abi.encodeCall(IBatchSettlement.refund, (config, 900));
        LocalBatchSettlement local = LocalBatchSettlement(CANONICAL);
        vm.prank(STRANGER);
        expectRevert(IBatchSettlement.NotAuthorizedToRefund.selector);
        local.multicall(calls);
        vm.assertEq(claimedOf(config), 0, "undone");
        vm.prank(config.receiver);
        local.multicall(calls);
        vm.assertEq(token.balanceOf(config.receiver), 100, "receiver");
        vm.assertEq(token.balanceOf(config.payer), 900, "payer");
    }

    // ------------------------------------------------------------ signatures

    /// @notice No bytes but the signer's own move anything.
    function test_randomSignatureNeverClaims(bytes calldata signature, uint128 max) public {
        fund(PAYER, config, 1_000);
        VoucherClaim memory row = claimOf(PAYER, config, max, uint128(bound(max, 1, 1_000)));
        vm.assume(keccak256(signature) != keccak256(row.signature));
        row.signature = signature;
        if (row.totalClaimed > max) row.voucher.maxClaimableAmount = row.totalClaimed;
        vm.prank(config.receiver);
        vm.expectRevert();
        escrow.claim(list(row));
    }
}
