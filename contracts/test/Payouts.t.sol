// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {Allocation, Authorization, IFareboxVault, Rail, Share} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {OddToken} from "./mocks/Tokens.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice Splits, payouts and roles.
contract PayoutsTest is VaultFixture {
    address private immutable ALICE = vm.addr(201);
    address private immutable BOB = vm.addr(202);

    TestDollar private dollar;

    function setUp() public {
        dollar = new TestDollar(address(this));
        deployVault(address(dollar), address(0));
    }

    function twoShares(address a, uint16 bpsA, address b, uint16 bpsB)
        private
        pure
        returns (Share[] memory table)
    {
        table = new Share[](2);
        table[0] = Share(a, bpsA);
        table[1] = Share(b, bpsB);
    }

    function setSplit(uint32 id, Share[] memory table) private {
        vm.prank(OWNER);
        vault.setSplit(id, table);
    }

    // ----------------------------------------------------------- allocations

    function test_dividesBySplit(uint256 amount, uint256 bps) public {
        amount = bound(amount, 1, 1e15);
        uint16 first = uint16(bound(bps, 0, 10_000));
        setSplit(1, twoShares(ALICE, first, BOB, 10_000 - first));
        dollar.mint(address(vault), amount);

        Outcome memory o = allocate(1, amount);
        vm.assertEq(o.skipped + o.missing, 0, "applied in full");
        vm.assertEq(vault.owed(ALICE), amount * first / 10_000, "first share, rounded down");
        vm.assertEq(vault.owed(BOB), amount * (10_000 - first) / 10_000, "second share, rounded down");
        vm.assertLe(vault.owed(TREASURY), 1, "what rounding leaves goes to the treasury");
        vm.assertEq(vault.owed(ALICE) + vault.owed(BOB) + vault.owed(TREASURY), amount, "nothing is lost");
        vm.assertEq(vault.totalOwed(), amount, "total");
        vm.assertEq(vault.free(), 0, "free");
    }

    function test_splitZeroIsTheTreasurys() public {
        dollar.mint(address(vault), 70);
        allocate(0, 70);
        vm.assertEq(vault.owed(TREASURY), 70, "owed");
        vm.assertEq(vault.split(0).length, 1, "one line");
        vm.assertEq(vault.split(0)[0].payee, TREASURY, "payee");
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.ReservedSplit.selector));
        vault.setSplit(0, twoShares(ALICE, 5_000, BOB, 5_000));
    }

    function test_cutsToWhatIsFree(uint256 held, uint256 asked) public {
        held = bound(held, 0, 1_000);
        asked = bound(asked, 0, 2_000);
        dollar.mint(address(vault), held);
        Outcome memory o = allocate(0, asked);
        uint256 given = asked < held ? asked : held;
        vm.assertEq(o.missing, asked - given, "missing");
        vm.assertEq(vault.totalOwed(), given, "owed");
        vm.assertEq(vault.free(), held - given, "free");
    }

    function test_allocatesInOrder() public {
        dollar.mint(address(vault), 100);
        setSplit(1, twoShares(ALICE, 10_000, BOB, 0));
        Allocation[] memory list = new Allocation[](3);
        list[0] = Allocation(1, 80);
        list[1] = Allocation(9, 10);
        list[2] = Allocation(0, 30);
        Outcome memory o = settle(new Authorization[](0), list);
        vm.assertEq(vault.owed(ALICE), 80, "first in full");
        vm.assertEq(vault.owed(TREASURY), 20, "last gets the rest");
        vm.assertEq(o.missing, 10, "missing");
        vm.assertEq(o.skipped, 1, "unknown split");
        assertSkipped(
            o, 0, Rail.Allocation, 1, abi.encodeWithSelector(IFareboxVault.UnknownSplit.selector, uint32(9))
        );
        vm.assertEq(o.rowsSkipped[0].key, bytes32(uint256(9)), "the split's id is the key");
    }

    function test_splitMustSumToWhole(uint16 a, uint16 b) public {
        vm.assume(uint256(a) + b != 10_000);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.SplitSum.selector, uint256(a) + b));
        vault.setSplit(1, twoShares(ALICE, a, BOB, b));
    }

    function test_splitRefusesBadLines() public {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.InvalidAddress.selector));
        vault.setSplit(1, twoShares(address(0), 5_000, BOB, 5_000));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.InvalidAddress.selector));
        vault.setSplit(1, twoShares(address(vault), 5_000, BOB, 5_000));
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.TooManyShares.selector, 33, 32));
        vault.setSplit(1, new Share[](33));
    }

    function test_splitIsReplacedWhole() public {
        setSplit(1, twoShares(ALICE, 4_000, BOB, 6_000));
        Share[] memory one = new Share[](1);
        one[0] = Share(BOB, 10_000);
        setSplit(1, one);
        vm.assertEq(vault.split(1).length, 1, "lines");
        vm.assertEq(vault.split(1)[0].payee, BOB, "payee");
    }

    // --------------------------------------------------------------- payouts

    function oweBoth() private {
        setSplit(1, twoShares(ALICE, 4_000, BOB, 6_000));
        dollar.mint(address(vault), 1_000);
        allocate(1, 1_000);
    }

    function test_withdrawPaysOnce() public {
        oweBoth();
        vm.prank(ALICE);
        vm.assertEq(vault.withdraw(), 400, "amount");
        vm.assertEq(token.balanceOf(ALICE), 400, "balance");
        vm.assertEq(vault.totalOwed(), 600, "owed");
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NothingOwed.selector, ALICE));
        vault.withdraw();
    }

    function test_sweepPaysEachOnce() public {
        oweBoth();
        address[] memory payees = new address[](4);
        (payees[0], payees[1], payees[2], payees[3]) = (ALICE, STRANGER, BOB, ALICE);
        vm.prank(STRANGER);
        vault.sweep(payees);
        vm.assertEq(token.balanceOf(ALICE), 400, "alice");
        vm.assertEq(token.balanceOf(BOB), 600, "bob");
        vm.assertEq(token.balanceOf(STRANGER), 0, "the caller gets nothing");
        vm.assertEq(vault.totalOwed(), 0, "owed");
    }

    function test_pauseNeverBlocksPayees() public {
        oweBoth();
        vm.prank(GUARDIAN);
        vault.pause();
        vm.prank(ALICE);
        vault.withdraw();
        vm.assertEq(token.balanceOf(ALICE), 400, "alice");
    }

    function test_payOutOnlyFreeMoney() public {
        oweBoth();
        dollar.mint(address(vault), 50);
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.InsufficientFree.selector, 51, 50));
        vault.payOut(STRANGER, 51);
        vm.prank(OWNER);
        vault.payOut(STRANGER, 50);
        vm.assertEq(token.balanceOf(STRANGER), 50, "paid out");
        vm.assertEq(vault.totalOwed(), 1_000, "payees keep theirs");
    }

    function test_setTreasuryMovesItsAccrual() public {
        dollar.mint(address(vault), 90);
        allocate(0, 90);
        vm.prank(OWNER);
        vault.setTreasury(BOB);
        vm.assertEq(vault.owed(TREASURY), 0, "old");
        vm.assertEq(vault.owed(BOB), 90, "new");
        vm.assertEq(vault.totalOwed(), 90, "total");
        vm.prank(OWNER);
        vault.setTreasury(BOB);
        vm.assertEq(vault.owed(BOB), 90, "the same treasury again");
    }

    function test_rescueForeignTokensOnly() public {
        OddToken foreign = new OddToken(OddToken.Oddity.Silent);
        foreign.mint(address(vault), 5);
        vm.prank(OWNER);
        vault.rescue(address(foreign), BOB, 5);
        vm.assertEq(foreign.balanceOf(BOB), 5, "rescued");
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotForeign.selector, address(token)));
        vault.rescue(address(token), BOB, 0);
    }

    // ----------------------------------------------------------------- roles

    function test_onlyOwner(address caller) public {
        vm.assume(caller != OWNER);
        bytes[8] memory calls = [
            abi.encodeCall(IFareboxVault.setSplit, (1, new Share[](0))),
            abi.encodeCall(IFareboxVault.setTreasury, (caller)),
            abi.encodeCall(IFareboxVault.setOperator, (caller)),
            abi.encodeCall(IFareboxVault.setGuardian, (caller)),
            abi.encodeCall(IFareboxVault.setRefundCap, (1)),
            abi.encodeCall(IFareboxVault.unpause, ()),
            abi.encodeCall(IFareboxVault.payOut, (caller, 0)),
            abi.encodeCall(IFareboxVault.rescue, (STRANGER, caller, 0))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool ok, bytes memory reason) = address(vault).call(calls[i]);
            vm.assertTrue(!ok, "refused");
            vm.assertEq(
                reason, abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller), "reason"
            );
        }
    }

    function test_onlyGuardianOrOwner(address caller) public {
        vm.assume(caller != OWNER && caller != GUARDIAN);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotGuardian.selector, caller));
        vault.pause();
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotGuardian.selector, caller));
        vault.removeOperator();
        vm.prank(OWNER);
        vault.pause();
        vm.assertTrue(vault.paused(), "the owner may");
    }

    function test_ownershipInTwoSteps() public {
        vm.prank(OWNER);
        vault.transferOwnership(ALICE);
        vm.assertEq(vault.owner(), OWNER, "not before it is accepted");
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, BOB));
        vault.acceptOwnership();
        vm.prank(ALICE);
        vault.acceptOwnership();
        vm.assertEq(vault.owner(), ALICE, "accepted");
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.OwnerRequired.selector));
        vault.renounceOwnership();
    }

    function test_changingRolesKeepsTheSeq() public {
        allocate(0, 0);
        vm.prank(OWNER);
        vault.setOperator(ALICE);
        vm.prank(GUARDIAN);
        vault.pause();
        vm.prank(OWNER);
        vault.unpause();
        vm.assertEq(vault.seq(), 2, "seq shares a slot with the operator and the pause");
        vm.assertEq(vault.operator(), ALICE, "operator");
    }
}
