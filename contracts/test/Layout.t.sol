// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig} from "../src/interfaces/IBatchSettlement.sol";
import {Share} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {ChannelFixture} from "./utils/ChannelFixture.sol";

/// @notice The storage layouts that contracts/README.md documents, slot by slot, read past the contracts.
contract LayoutTest is ChannelFixture {
    function setUp() public {
        deployVault(address(new TestDollar(address(this))), CANONICAL);
        placeChannels();
    }

    function slot(address where, uint256 number) private view returns (uint256) {
        return uint256(vm.load(where, bytes32(number)));
    }

    function entry(address where, uint256 number, bytes32 key) private view returns (uint256) {
        return uint256(vm.load(where, keccak256(abi.encode(key, number))));
    }

    function word(address a) private pure returns (uint256) {
        return uint256(uint160(a));
    }

    function test_vault() public {
        Share[] memory table = new Share[](2);
        (table[0], table[1]) = (Share(STRANGER, 7_000), Share(OWNER, 3_000));
        vm.prank(OWNER);
        vault.setSplit(5, table);
        TestDollar(address(token)).mint(address(vault), 1_000);
        allocate(5, 1_000);
        vm.prank(OWNER);
        vault.transferOwnership(STRANGER);
        vm.prank(OWNER);
        vault.pause();

        address place = address(vault);
        vm.assertEq(slot(place, 0), word(OWNER), "0: owner");
        vm.assertEq(slot(place, 1), word(STRANGER), "1: pending owner");
        vm.assertEq(
            slot(place, 2),
            word(OPERATOR) | (uint256(2) << 160) | (uint256(1) << 224),
            "2: operator, seq, paused"
        );
        vm.assertEq(slot(place, 3), word(GUARDIAN), "3: guardian");
        vm.assertEq(slot(place, 4), word(TREASURY), "4: treasury");
        vm.assertEq(slot(place, 5), 1_000, "5: total owed");
        vm.assertEq(entry(place, 6, bytes32(word(STRANGER))), 700, "6: owed by payee");
        bytes32 lines = keccak256(abi.encode(uint256(5), uint256(7)));
        vm.assertEq(uint256(vm.load(place, lines)), 2, "7: lines by split");
        vm.assertEq(
            uint256(vm.load(place, keccak256(abi.encode(lines)))),
            word(STRANGER) | (uint256(7_000) << 160),
            "a line: payee, basis points"
        );
        vm.assertEq(slot(place, 8), 1_000_000, "8: refund cap");
        for (uint256 i = 9; i < 32; ++i) {
            vm.assertEq(slot(place, i), 0, "nothing after");
        }
    }

    function test_localBatchSettlement() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        settleClaims(list(claimOf(1, config, 300)));
        vm.prank(config.payer);
        escrow.initiateWithdraw(config, 500);
        vm.prank(address(vault));
        escrow.refund(config, 100);

        bytes32 id = escrow.getChannelId(config);
        vm.assertEq(entry(CANONICAL, 0, id), 900 | (uint256(300) << 128), "0: balance, total claimed");
        vm.assertEq(entry(CANONICAL, 1, id), 400 | (block.timestamp << 128), "1: pending withdrawal");
        vm.assertEq(entry(CANONICAL, 2, id), 1, "2: refund nonce");
        bytes32 receiver = keccak256(abi.encode(address(vault), uint256(3)));
        vm.assertEq(
            uint256(vm.load(CANONICAL, keccak256(abi.encode(address(token), receiver)))),
            300 | (uint256(300) << 128),
            "3: total claimed, total settled"
        );
    }
}
