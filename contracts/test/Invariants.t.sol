// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FareboxVault} from "../src/FareboxVault.sol";
import {Allocation, Authorization, Share} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice Does what operator, payees, owner, guardian and strangers can do, in any order.
contract Actor is VaultFixture {
    TestDollar public immutable dollar = new TestDollar(address(this));

    /// @notice Money that came in, went out to payees, and was paid out by the owner, as the vault's callers saw it.
    uint256 public received;
    uint256 public paidOut;
    uint64 public batches;
    uint256 private _nonce;

    constructor() {
        deployVault(address(dollar), address(0));
    }

    function payee(uint256 i) public view returns (address) {
        return i % 4 == 3 ? TREASURY : vm.addr(301 + i % 4);
    }

    function theVault() external view returns (address) {
        return address(vault);
    }

    function batch(uint256 value, uint256 asked, uint32 splitId, bool forged) external {
        value = bound(value, 0, 1e12);
        dollar.mint(vm.addr(1), value);
        Authorization[] memory rows = new Authorization[](1);
        rows[0] = authorize(1, value, ++_nonce);
        if (forged) rows[0].value += 1;
        Allocation[] memory list = new Allocation[](1);
        list[0] = Allocation(splitId % 3, bound(asked, 0, 1e13));
        if (vault.paused() || vault.operator() == address(0)) return;
        Outcome memory o = settle(rows, list);
        vm.assertEq(o.total, forged ? 0 : value, "a bad signature never moves money");
        received += o.total;
        ++batches;
    }

    function setSplit(uint256 id, uint256 first, uint256 second, uint256 bps) external {
        Share[] memory table = new Share[](2);
        uint16 part = uint16(bound(bps, 0, 10_000));
        (table[0], table[1]) = (Share(payee(first), part), Share(payee(second), 10_000 - part));
        vm.prank(OWNER);
        vault.setSplit(uint32(bound(id, 1, 2)), table);
    }

    function gift(uint256 value) external {
        value = bound(value, 0, 1e9);
        dollar.mint(address(vault), value);
        received += value;
    }

    function withdraw(uint256 who) external {
        if (vault.owed(payee(who)) == 0) return;
        vm.prank(payee(who));
        vault.withdraw();
    }

    function sweep(uint256 first, uint256 second) external {
        address[] memory payees = new address[](2);
        (payees[0], payees[1]) = (payee(first), payee(second));
        vm.prank(STRANGER);
        vault.sweep(payees);
    }

    function payOut(uint256 amount) external {
        amount = bound(amount, 0, vault.free());
        vm.prank(OWNER);
        vault.payOut(STRANGER, amount);
        paidOut += amount;
    }

    function pauseOrNot(bool on) external {
        vm.prank(OWNER);
        if (on) vault.pause();
        else vault.unpause();
    }
}

contract InvariantsTest is VaultFixture {
    Actor private actor;

    function setUp() public {
        actor = new Actor();
        token = actor.dollar();
        vault = FareboxVault(actor.theVault());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    function invariant_solvent() public view {
        vm.assertLe(vault.totalOwed(), token.balanceOf(address(vault)), "owed is covered");
        vm.assertEq(vault.free() + vault.totalOwed(), token.balanceOf(address(vault)), "free is the rest");
    }

    function invariant_booksAddUp() public view {
        uint256 owedSum = 0;
        uint256 paidSum = 0;
        for (uint256 i = 0; i < 4; ++i) {
            owedSum += vault.owed(actor.payee(i));
            paidSum += token.balanceOf(actor.payee(i));
        }
        vm.assertEq(owedSum, vault.totalOwed(), "total owed is the sum");
        vm.assertEq(
            actor.received(),
            token.balanceOf(address(vault)) + paidSum + actor.paidOut(),
            "in = held + paid + paid out"
        );
    }

    function invariant_seqCountsBatches() public view {
        vm.assertEq(vault.seq(), actor.batches() + 1, "seq");
    }

    function invariant_operatorGetsNothing() public view {
        vm.assertEq(token.balanceOf(OPERATOR) + vault.owed(OPERATOR), 0, "operator");
    }
}
