// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {Share} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice The vault as it is meant to be owned: by OpenZeppelin's timelock, which the cold key proposes to.
contract TimelockTest is VaultFixture {
    uint256 private constant DELAY = 2 days;

    TimelockController private timelock;

    function setUp() public {
        deployVault(address(new TestDollar(address(this))), address(0));
        address[] memory cold = new address[](1);
        cold[0] = OWNER;
        timelock = new TimelockController(DELAY, cold, cold, address(0));
        vm.prank(OWNER);
        vault.transferOwnership(address(timelock));
        schedule(abi.encodeCall(vault.acceptOwnership, ()));
        vm.warp(block.timestamp + DELAY);
        execute(abi.encodeCall(vault.acceptOwnership, ()));
        vm.assertEq(vault.owner(), address(timelock), "the timelock owns the vault");
    }

    function schedule(bytes memory call) private {
        vm.prank(OWNER);
        timelock.schedule(address(vault), 0, call, 0, 0, DELAY);
    }

    function execute(bytes memory call) private {
        vm.prank(OWNER);
        timelock.execute(address(vault), 0, call, 0, 0);
    }

    function setSplitCall() private pure returns (bytes memory) {
        Share[] memory table = new Share[](1);
        table[0] = Share(address(0xbad), 10_000);
        return abi.encodeWithSignature("setSplit(uint32,(address,uint16)[])", uint32(1), table);
    }

    function test_changesWait() public {
        bytes[4] memory calls = [
            setSplitCall(),
            abi.encodeCall(vault.setOperator, (STRANGER)),
            abi.encodeCall(vault.setTreasury, (STRANGER)),
            abi.encodeCall(vault.setRefundCap, (7))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            schedule(calls[i]);
        }
        vm.warp(block.timestamp + DELAY - 1);
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(OWNER);
            vm.expectRevert();
            timelock.execute(address(vault), 0, calls[i], 0, 0);
        }
        vm.assertEq(vault.operator(), OPERATOR, "nothing has changed");
        vm.warp(block.timestamp + 1);
        for (uint256 i = 0; i < calls.length; ++i) {
            execute(calls[i]);
        }
        vm.assertEq(vault.split(1)[0].payee, address(0xbad), "split");
        vm.assertEq(vault.operator(), STRANGER, "operator");
        vm.assertEq(vault.treasury(), STRANGER, "treasury");
        vm.assertEq(vault.refundCap(), 7, "cap");
    }

    /// @notice Everyone can see a change coming, and the cold key can take it back.
    function test_changesCanBeCancelled() public {
        bytes memory call = setSplitCall();
        schedule(call);
        bytes32 operation = timelock.hashOperation(address(vault), 0, call, 0, 0);
        vm.prank(OWNER);
        timelock.cancel(operation);
        vm.warp(block.timestamp + DELAY);
        vm.prank(OWNER);
        vm.expectRevert();
        timelock.execute(address(vault), 0, call, 0, 0);
    }

    function test_coldKeyAloneIsNoOwner() public {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, OWNER));
        vault.setOperator(OWNER);
    }

    /// @notice Stopping does not wait; going on does.
    function test_guardianDoesNotWait() public {
        vm.prank(GUARDIAN);
        vault.pause();
        vm.prank(GUARDIAN);
        vault.removeOperator();
        vm.assertTrue(vault.paused(), "paused at once");
        vm.assertEq(vault.operator(), address(0), "operator removed at once");
        bytes memory call = abi.encodeCall(vault.unpause, ());
        schedule(call);
        vm.warp(block.timestamp + DELAY);
        execute(call);
        vm.assertTrue(!vault.paused(), "unpaused after the delay");
    }
}
