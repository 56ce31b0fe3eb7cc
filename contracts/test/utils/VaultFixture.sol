// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FareboxVault} from "../../src/FareboxVault.sol";
import {VoucherClaim} from "../../src/interfaces/IBatchSettlement.sol";
import {
    Allocation,
    Authorization,
    IFareboxVault,
    Rail,
    Refund,
    Usage
} from "../../src/interfaces/IFareboxVault.sol";
import {IPaymentToken} from "../../src/interfaces/IPaymentToken.sol";
import {Log, Test} from "./Test.sol";

/// @notice Rows, signatures and events of a batch, for any payment token.
abstract contract VaultFixture is Test {
    bytes32 internal constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    uint256 internal constant N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    address internal immutable OWNER = vm.addr(101);
    address internal immutable TREASURY = vm.addr(102);
    address internal immutable GUARDIAN = vm.addr(103);
    address internal immutable OPERATOR = vm.addr(104);
    address internal immutable STRANGER = vm.addr(105);

    /// @dev What one transaction may carry (EIP-7825): every batch here runs under it.
    uint256 internal constant TX_GAS = 16_777_216;

    IPaymentToken internal token;
    FareboxVault internal vault;

    /// @dev A row that a batch's events name, decoded.
    struct Skipped {
        Rail rail;
        uint64 index;
        address payer;
        bytes32 key;
        bytes reason;
    }

    /// @dev What a batch's events say.
    struct Outcome {
        uint64 rows;
        uint64 skipped;
        uint256 total;
        Skipped[] rowsSkipped;
        uint64 outOfGas;
        uint256 missing;
        bool settleFailed;
    }

    function deployVault(address paymentToken, address batchSettlement) internal {
        vm.warp(1_800_000_000);
        token = IPaymentToken(paymentToken);
        vault =
            new FareboxVault(paymentToken, OWNER, TREASURY, GUARDIAN, OPERATOR, batchSettlement, 1_000_000);
    }

    // ------------------------------------------------------------ signatures

    function digestOf(Authorization memory a, address to, bytes32 domain) internal pure returns (bytes32) {
        bytes32 hash = keccak256(
            abi.encode(TRANSFER_TYPEHASH, a.from, to, a.value, a.validAfter, a.validBefore, a.nonce)
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, hash));
    }

    function signed(uint256 key, Authorization memory a) internal view returns (Authorization memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digestOf(a, address(vault), token.DOMAIN_SEPARATOR()));
        a.signature = abi.encodePacked(r, s, v);
        return a;
    }

    /// @dev A good authorization of the key's owner to the vault.
    function authorize(uint256 key, uint256 value, uint256 nonce)
        internal
        view
        returns (Authorization memory)
    {
        return signed(key, Authorization(vm.addr(key), value, 0, type(uint256).max, bytes32(nonce), ""));
    }

    // --------------------------------------------------------------- batches

    function settle(Authorization[] memory authorizations, Allocation[] memory allocations)
        internal
        returns (Outcome memory)
    {
        return settle(new VoucherClaim[](0), authorizations, new Refund[](0), allocations);
    }

    function settle(Authorization memory one) internal returns (Outcome memory) {
        Authorization[] memory list = new Authorization[](1);
        list[0] = one;
        return settle(list, new Allocation[](0));
    }

    function allocate(uint32 splitId, uint256 amount) internal returns (Outcome memory) {
        Allocation[] memory list = new Allocation[](1);
        list[0] = Allocation(splitId, amount);
        return settle(new Authorization[](0), list);
    }

    function settle(
        VoucherClaim[] memory claims,
        Authorization[] memory authorizations,
        Refund[] memory refunds,
        Allocation[] memory allocations
    ) internal returns (Outcome memory) {
        uint64 seq = vault.seq();
        vm.recordLogs();
        vm.prank(OPERATOR);
        vault.settleBatch{gas: TX_GAS}(
            seq, Usage(seq - 1, seq, "root", "head"), claims, authorizations, refunds, allocations
        );
        return outcome(vm.getRecordedLogs(), seq);
    }

    /// @dev As `settle`; keeps the transaction's gas under `name` in snapshots/`group`.json.
    function settleAndMeasure(
        VoucherClaim[] memory claims,
        Authorization[] memory authorizations,
        Allocation[] memory allocations,
        string memory group,
        string memory name
    ) internal returns (uint256 gas) {
        uint64 seq = vault.seq();
        vm.recordLogs();
        vm.prank(OPERATOR);
        vault.settleBatch{gas: TX_GAS}(
            seq, Usage(seq - 1, seq, "root", "head"), claims, authorizations, new Refund[](0), allocations
        );
        gas = vm.snapshotGasLastCall(group, name);
        vm.assertEq(outcome(vm.getRecordedLogs(), seq).skipped, 0, "every row is paid");
    }

    function outcome(Log[] memory logs, uint64 seq) internal view returns (Outcome memory o) {
        o.rowsSkipped = new Skipped[](logs.length);
        uint256 skips = 0;
        bytes32 last;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(vault)) continue;
            last = logs[i].topics[0];
            if (last == IFareboxVault.RowSkipped.selector) {
                Skipped memory s = o.rowsSkipped[skips++];
                s.rail = Rail(uint256(logs[i].topics[2]));
                (s.index, s.payer, s.key, s.reason) =
                    abi.decode(logs[i].data, (uint64, address, bytes32, bytes));
            } else if (last == IFareboxVault.RowsOutOfGas.selector) {
                (, uint64 count) = abi.decode(logs[i].data, (uint64, uint64));
                o.outOfGas += count;
            } else if (last == IFareboxVault.AllocationShort.selector) {
                o.missing += abi.decode(logs[i].data, (uint256));
            } else if (last == IFareboxVault.SettleFailed.selector) {
                o.settleFailed = true;
            } else if (last == IFareboxVault.Batch.selector) {
                vm.assertEq(uint256(logs[i].topics[1]), seq, "seq of the event");
                readBatch(o, seq, logs[i].data);
            }
        }
        vm.assertEq(last, IFareboxVault.Batch.selector, "Batch is the vault's last event");
        vm.assertEq(o.skipped, skips + o.outOfGas, "every skipped row has an event");
    }

    function readBatch(Outcome memory o, uint64 seq, bytes memory data) private pure {
        uint64 from;
        uint64 to;
        bytes32 root;
        bytes32 head;
        (from, to, root, head, o.rows, o.skipped, o.total) =
            abi.decode(data, (uint64, uint64, bytes32, bytes32, uint64, uint64, uint256));
        vm.assertEq(from, seq - 1, "range from");
        vm.assertEq(to, seq, "range to");
        vm.assertEq(root, bytes32("root"), "usage root");
        vm.assertEq(head, bytes32("head"), "journal head");
    }

    function assertSkipped(Outcome memory o, uint256 position, Rail rail, uint256 index, bytes memory reason)
        internal
        pure
    {
        vm.assertTrue(position < o.skipped, "too few skipped rows");
        vm.assertEq(uint256(o.rowsSkipped[position].rail), uint256(rail), "rail");
        vm.assertEq(o.rowsSkipped[position].index, index, "index");
        vm.assertEq(o.rowsSkipped[position].reason, reason, "reason");
    }
}
