// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, Voucher, VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {Allocation, Authorization, IFareboxVault, Rail, Refund} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {BatchSettlementMock} from "./mocks/BatchSettlementMock.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice Claim and refund rows.
contract ChannelsTest is VaultFixture {
    BatchSettlementMock private escrow;
    TestDollar private dollar;

    function setUp() public {
        dollar = new TestDollar(address(this));
        escrow = new BatchSettlementMock();
        deployVault(address(dollar), address(escrow));
        dollar.mint(address(escrow), 10_000_000);
    }

    function channel(uint256 salt) private view returns (ChannelConfig memory) {
        return ChannelConfig(
            STRANGER, STRANGER, address(vault), address(vault), address(token), 86_400, bytes32(salt)
        );
    }

    function claims(uint256 n, uint128 each) private view returns (VoucherClaim[] memory list) {
        list = new VoucherClaim[](n);
        for (uint256 i = 0; i < n; ++i) {
            list[i] = VoucherClaim(Voucher(channel(i), each), new bytes(65), each);
        }
    }

    function refunds(uint128 a, uint128 b) private view returns (Refund[] memory list) {
        list = new Refund[](2);
        list[0] = Refund(channel(0), a);
        list[1] = Refund(channel(1), b);
    }

    function settleChannels(VoucherClaim[] memory c, Refund[] memory r) private returns (Outcome memory) {
        return settle(c, new Authorization[](0), r, new Allocation[](0));
    }

    function test_claimsAndSettles() public {
        Outcome memory o = settleChannels(claims(5, 100), new Refund[](0));
        vm.assertEq(o.skipped, 0, "skipped");
        vm.assertEq(o.total, 500, "total");
        vm.assertEq(vault.free(), 500, "free");
    }

    function test_badClaimIsSkippedAlone() public {
        escrow.setBad(bytes32(uint256(2)));
        Outcome memory o = settleChannels(claims(5, 100), new Refund[](0));
        vm.assertEq(o.skipped, 1, "skipped");
        assertSkipped(
            o,
            0,
            Rail.Claim,
            2,
            abi.encodeWithSelector(BatchSettlementMock.BadRow.selector, bytes32(uint256(2)))
        );
        vm.assertEq(o.rowsSkipped[0].key, bytes32(uint256(2)), "the salt is the key");
        vm.assertEq(o.rowsSkipped[0].payer, STRANGER, "payer");
        vm.assertEq(o.total, 400, "the others are claimed and settled");
    }

    function test_failedSettleKeepsTheClaims() public {
        escrow.setLocked(true);
        Outcome memory o = settleChannels(claims(2, 100), new Refund[](0));
        vm.assertTrue(o.settleFailed, "said so");
        vm.assertEq(o.skipped + o.total, 0, "booked, not sent");
        escrow.setLocked(false);
        o = settleChannels(claims(1, 100), new Refund[](0));
        vm.assertEq(o.total, 200, "the next batch brings it");
    }

    function test_settledByAStrangerFirst() public {
        escrow.setLocked(true);
        settleChannels(claims(2, 100), new Refund[](0));
        escrow.setLocked(false);
        vm.prank(STRANGER);
        escrow.settle(address(vault), address(token));
        vm.assertEq(vault.free(), 200, "free is derived from the balance");
        Outcome memory o = settleChannels(claims(2, 100), new Refund[](0));
        vm.assertEq(o.total, 0, "nothing twice");
    }

    function test_refundsAfterClaims() public {
        Outcome memory o = settleChannels(claims(1, 100), refunds(30, 40));
        vm.assertEq(o.skipped, 0, "skipped");
        vm.assertEq(token.balanceOf(STRANGER), 70, "payer");
        vm.assertEq(o.total, 100, "refunds do not touch the vault's money");
    }

    function test_refundCapHoldsPerBatch() public {
        Outcome memory o = settleChannels(new VoucherClaim[](0), refunds(900_000, 100_001));
        assertSkipped(
            o,
            0,
            Rail.Refund,
            1,
            abi.encodeWithSelector(IFareboxVault.RefundCapExceeded.selector, 100_001, 100_000)
        );
        vm.assertEq(token.balanceOf(STRANGER), 900_000, "the first only");
        o = settleChannels(new VoucherClaim[](0), refunds(900_000, 100_000));
        vm.assertEq(o.skipped, 0, "the next batch has its own cap");
    }

    function test_refusedRefundLeavesTheCap() public {
        escrow.setBad(0);
        Outcome memory o = settleChannels(new VoucherClaim[](0), refunds(1_000_000, 1_000_000));
        vm.assertEq(o.skipped, 1, "one refused");
        assertSkipped(
            o, 0, Rail.Refund, 0, abi.encodeWithSelector(BatchSettlementMock.BadRow.selector, bytes32(0))
        );
        vm.assertEq(token.balanceOf(STRANGER), 1_000_000, "the other has the whole cap");
    }

    function test_withoutBatchSettlementRowsAreSkipped() public {
        deployVault(address(dollar), address(0x4020));
        dollar.mint(vm.addr(1), 10);
        Authorization[] memory paid = new Authorization[](1);
        paid[0] = authorize(1, 10, 1);
        Outcome memory o = settle(claims(2, 100), paid, refunds(1, 1), new Allocation[](0));
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
