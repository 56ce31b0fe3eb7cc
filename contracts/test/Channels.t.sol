// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, IBatchSettlement, VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {
    Allocation,
    Authorization,
    IFareboxVault,
    Rail,
    Refund,
    Share
} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {ChannelFixture} from "./utils/ChannelFixture.sol";

/// @notice The vault's claim and refund rows.
contract ChannelsTest is ChannelFixture {
    TestDollar private dollar;

    function setUp() public {
        dollar = new TestDollar(address(this));
        deployVault(address(dollar), CANONICAL);
        placeChannels();
    }

    /// @dev Channels of keys 1 to n with 1,000 each, and a claim of `each` from every one.
    function claims(uint256 n, uint128 each) private returns (VoucherClaim[] memory rows) {
        rows = new VoucherClaim[](n);
        for (uint256 i = 0; i < n; ++i) {
            rows[i] = claimOf(i + 1, open(i + 1, 0, 1_000), each);
        }
    }

    function refunds(ChannelConfig memory a, uint128 x, ChannelConfig memory b, uint128 y)
        private
        pure
        returns (Refund[] memory rows)
    {
        rows = new Refund[](2);
        (rows[0], rows[1]) = (Refund(a, x), Refund(b, y));
    }

    // ---------------------------------------------------------------- claims

    function test_claimsAndSettles() public {
        Outcome memory o = settleClaims(claims(5, 100));
        vm.assertEq(o.skipped, 0, "skipped");
        vm.assertEq(o.total, 500, "total");
        vm.assertEq(vault.free(), 500, "free");
    }

    function test_claimsAreCumulative() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        settleClaims(list(claimOf(1, config, 300)));
        vm.assertEq(settleClaims(list(claimOf(1, config, 300))).total, 0, "the same voucher again");
        Outcome memory o = settleClaims(list(claimOf(1, config, 250)));
        vm.assertEq(o.skipped + o.total, 0, "an older one is passed over, and no fault");
        vm.assertEq(settleClaims(list(claimOf(1, config, 450))).total, 150, "the difference");
        vm.assertEq(vault.free(), 450, "free");
    }

    /// @notice Each kind of bad row is skipped alone, with the contract's own reason.
    function test_badClaimIsSkippedAlone() public {
        VoucherClaim[] memory rows = claims(5, 100);
        rows[0].signature = highS(rows[0].signature);
        rows[1].totalClaimed = 101;
        rows[2] = claimOf(3, channelOf(3, 0), 1_001);
        rows[3].voucher.channel.receiver = STRANGER;
        rows[3].voucher.channel.receiverAuthorizer = STRANGER;
        Outcome memory o = settleClaims(rows);
        vm.assertEq(o.skipped, 4, "skipped");
        assertSkipped(
            o,
            0,
            Rail.Claim,
            0,
            abi.encodeWithSignature("ECDSAInvalidSignatureS(bytes32)", sOf(rows[0].signature))
        );
        assertSkipped(o, 1, Rail.Claim, 1, reason(IBatchSettlement.ClaimExceedsCeiling.selector));
        assertSkipped(o, 2, Rail.Claim, 2, reason(IBatchSettlement.ClaimExceedsBalance.selector));
        assertSkipped(o, 3, Rail.Claim, 3, reason(IBatchSettlement.NotAuthorizedToClaim.selector));
        vm.assertEq(o.rowsSkipped[1].payer, vm.addr(2), "payer");
        vm.assertEq(o.rowsSkipped[1].key, bytes32(0), "the salt is the key");
        vm.assertEq(o.total, 100, "the last is claimed and settled");
    }

    function sOf(bytes memory signature) private pure returns (bytes32 s) {
        assembly ("memory-safe") {
            s := mload(add(signature, 0x40))
        }
    }

    function test_signedElsewhereNeverMovesMoney() public {
        VoucherClaim memory row = claimOf(1, open(1, 0, 1_000), 100);
        bytes32 here = escrow.getVoucherDigest(escrow.getChannelId(row.voucher.channel), 100);

        vm.chainId(1);
        assertRefused(row);
        vm.chainId(31337);
        vm.assertEq(
            escrow.getVoucherDigest(escrow.getChannelId(row.voucher.channel), 100), here, "back on this chain"
        );

        // The same channel at a second deployment: other ids, and other digests.
        address second = address(0x5ec0);
        vm.etch(second, CANONICAL.code);
        IBatchSettlement other = IBatchSettlement(second);
        bytes32 id = other.getChannelId(row.voucher.channel);
        vm.assertTrue(id != escrow.getChannelId(row.voucher.channel), "id");
        VoucherClaim memory foreign = row;
        foreign.signature = sign(1, other.getVoucherDigest(id, 100));
        assertRefused(foreign);
    }

    function assertRefused(VoucherClaim memory row) private {
        Outcome memory o = settleClaims(list(row));
        vm.assertEq(o.skipped, 1, "skipped");
        vm.assertEq(o.total, 0, "no money");
    }

    /// @notice Whatever the order, the same rows pay the same, bad ones among them.
    function test_orderIsIrrelevant(uint256 seed) public {
        VoucherClaim[] memory rows = claims(6, 100);
        rows[1].totalClaimed = 200;
        rows[2] = claimOf(3, rows[2].voucher.channel, 700);
        rows[3] = claimOf(3, rows[2].voucher.channel, 400);
        rows[4].signature = new bytes(65);
        for (uint256 i = rows.length - 1; i > 0; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % (i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
        Outcome memory o = settleClaims(rows);
        vm.assertEq(o.skipped, 2, "skipped");
        vm.assertEq(o.total, 100 + 700 + 100, "total");
        vm.assertEq(claimedOf(channelOf(3, 0)), 700, "the highest voucher counts");
    }

    function test_changedFieldNeverMovesMoney(
        uint128 max,
        uint128 total,
        uint40 delay,
        bytes32 salt,
        address party
    ) public {
        VoucherClaim memory good = claimOf(1, open(1, 0, 1_000), 100);
        vm.assume(max != 100 && salt != 0 && delay != DELAY && party != vm.addr(1));
        VoucherClaim memory row;
        for (uint256 i = 0; i < 5; ++i) {
            row = abi.decode(abi.encode(good), (VoucherClaim));
            if (i == 0) (row.voucher.maxClaimableAmount, row.totalClaimed) = (max, total == 0 ? 1 : total);
            if (i == 1) row.voucher.channel.withdrawDelay = delay;
            if (i == 2) row.voucher.channel.salt = salt;
            if (i == 3) row.voucher.channel.payer = party;
            if (i == 4) row.voucher.channel.payerAuthorizer = party;
            assertRefused(row);
        }
        vm.assertEq(settleClaims(list(good)).total, 100, "unchanged it pays");
    }

    // ---------------------------------------------------------------- settle

    function test_settledByAStrangerFirst() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        config.receiverAuthorizer = STRANGER;
        fund(1, config, 1_000);
        VoucherClaim memory row = claimOf(1, config, 200);
        vm.prank(STRANGER);
        escrow.claim(list(row));
        vm.prank(STRANGER);
        escrow.settle(address(vault), address(token));
        vm.assertEq(vault.free(), 200, "free is derived from the balance");
        Outcome memory o = settleClaims(list(row));
        vm.assertEq(o.skipped + o.total, 0, "nothing twice, and no fault");
        vm.assertEq(vault.free(), 200, "free");
    }

    // --------------------------------------------------------------- refunds

    function test_refundsAfterClaims() public {
        VoucherClaim[] memory rows = claims(2, 100);
        Refund[] memory back = refunds(rows[0].voucher.channel, 300, rows[1].voucher.channel, 5_000);
        Outcome memory o = settle(rows, new Authorization[](0), back, new Allocation[](0));
        vm.assertEq(o.skipped, 0, "skipped");
        vm.assertEq(token.balanceOf(vm.addr(1)), 300, "as asked");
        vm.assertEq(token.balanceOf(vm.addr(2)), 900, "at most what is unclaimed");
        vm.assertEq(o.total, 200, "refunds do not touch the vault's money");
    }

    function test_refundCapHoldsPerBatch() public {
        (ChannelConfig memory a, ChannelConfig memory b) = (open(1, 0, 900_000), open(2, 0, 900_000));
        Outcome memory o = settleRefunds(refunds(a, 900_000, b, 100_001));
        assertSkipped(
            o,
            0,
            Rail.Refund,
            1,
            abi.encodeWithSelector(IFareboxVault.RefundCapExceeded.selector, 100_001, 100_000)
        );
        vm.assertEq(token.balanceOf(vm.addr(2)), 0, "the first only");
        o = settleRefunds(refunds(b, 100_001, b, 1));
        vm.assertEq(o.skipped, 0, "the next batch has its own cap");
    }

    function test_refusedRefundLeavesTheCap() public {
        (ChannelConfig memory a, ChannelConfig memory b) = (open(1, 0, 1_000_000), open(2, 0, 1_000_000));
        a.receiver = STRANGER;
        a.receiverAuthorizer = STRANGER;
        Outcome memory o = settleRefunds(refunds(a, 1_000_000, b, 1_000_000));
        vm.assertEq(o.skipped, 1, "one refused");
        assertSkipped(o, 0, Rail.Refund, 0, reason(IBatchSettlement.NotAuthorizedToRefund.selector));
        vm.assertEq(token.balanceOf(vm.addr(2)), 1_000_000, "the other has the whole cap");
    }

    // ------------------------------------------------------- a stolen key

    /// @notice All that the holder of a stolen operator key can do in one batch: claim what payers signed, allocate
    /// by the owner's tables, and refund up to the cap. Its own address gets nothing.
    function test_stolenOperatorKey() public {
        Share[] memory table = new Share[](1);
        table[0] = Share(GUARDIAN, 10_000);
        vm.prank(OWNER);
        vault.setSplit(1, table);
        (ChannelConfig memory a, ChannelConfig memory b) = (open(1, 0, 5_000_000), open(2, 0, 5_000_000));
        ChannelConfig memory own = open(104, 0, 10);
        own.receiver = OPERATOR;

        VoucherClaim[] memory rows = new VoucherClaim[](4);
        rows[0] = claimOf(1, a, 1_000);
        rows[1] = claimOf(104, b, 5_000_000); // Signed by the thief, not the payer.
        rows[2] = claimOf(2, b, 1_000, 5_000_000); // More than the payer signed.
        rows[3] = claimOf(104, own, 10); // A channel that pays the thief.
        Allocation[] memory allocations = new Allocation[](2);
        (allocations[0], allocations[1]) = (Allocation(1, 400), Allocation(9, 600));
        Outcome memory o =
            settle(rows, new Authorization[](0), refunds(a, 1_000_000, b, 1_000_000), allocations);

        vm.assertEq(o.skipped, 5, "three claims, the refund over the cap, and the unknown table");
        vm.assertEq(o.total, 1_000, "what payers signed");
        vm.assertEq(vault.owed(GUARDIAN), 400, "allocated by a table of the owner");
        vm.assertEq(vault.free(), 600, "and nothing else left");
        vm.assertEq(token.balanceOf(vm.addr(1)) + token.balanceOf(vm.addr(2)), 1_000_000, "the cap");
        vm.assertEq(token.balanceOf(OPERATOR) + vault.owed(OPERATOR), 0, "the thief");

        vm.prank(OPERATOR);
        vm.expectRevert();
        vault.payOut(OPERATOR, 600);
        vm.prank(GUARDIAN);
        vault.removeOperator();
        vm.assertEq(vault.operator(), address(0), "and the key is out");
    }

    // -------------------------------------------------------------- withdraw

    /// @notice The payer asks for all its money back. If the claim comes first, the payer gets the rest.
    function test_claimBeforeWithdrawal() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        startWithdrawal(config, 1_000);
        Outcome memory o = settleClaims(list(claimOf(1, config, 400)));
        vm.assertEq(o.total, 400, "claimed while the withdrawal is pending");
        finishWithdrawal(config);
        vm.assertEq(token.balanceOf(vm.addr(1)), 600, "the payer has the rest");
        vm.assertEq(balanceOf(config) - claimedOf(config), 0, "nothing is left");
    }

    /// @notice If the withdrawal comes first, the voucher is worth nothing, and the row says why.
    function test_withdrawalBeforeClaim() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        VoucherClaim memory good = claimOf(2, open(2, 0, 1_000), 100);
        startWithdrawal(config, 1_000);
        finishWithdrawal(config);
        VoucherClaim[] memory rows = new VoucherClaim[](2);
        (rows[0], rows[1]) = (claimOf(1, config, 400), good);
        Outcome memory o = settleClaims(rows);
        assertSkipped(o, 0, Rail.Claim, 0, reason(IBatchSettlement.ClaimExceedsBalance.selector));
        vm.assertEq(o.total, 100, "the other row is paid");
        vm.assertEq(token.balanceOf(vm.addr(1)), 1_000, "the payer has all");
    }

    function startWithdrawal(ChannelConfig memory config, uint128 amount) private {
        vm.prank(config.payer);
        escrow.initiateWithdraw(config, amount);
    }

    function finishWithdrawal(ChannelConfig memory config) private {
        vm.warp(block.timestamp + config.withdrawDelay);
        vm.prank(config.payer);
        escrow.finalizeWithdraw(config);
    }

    // -------------------------------------------------------- without escrow

    function test_withoutBatchSettlementRowsAreSkipped() public {
        VoucherClaim[] memory rows = claims(2, 100);
        deployVault(address(dollar), address(0x4020));
        dollar.mint(vm.addr(1), 10);
        Authorization[] memory paid = new Authorization[](1);
        paid[0] = authorize(1, 10, 1);
        Refund[] memory back = refunds(rows[0].voucher.channel, 1, rows[1].voucher.channel, 1);
        Outcome memory o = settle(rows, paid, back, new Allocation[](0));
        vm.assertEq(o.skipped, 4, "channel rows");
        for (uint256 i = 0; i < 4; ++i) {
            assertSkipped(
                o,
                i,
                i < 2 ? Rail.Claim : Rail.Refund,
                i % 2,
                abi.encodeWithSelector(IFareboxVault.NoBatchSettlement.selector)
            );
        }
        vm.assertEq(o.total, 10, "the authorization is paid");
    }
}
