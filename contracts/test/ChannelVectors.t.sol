// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {ChannelConfig, IBatchSettlement, Voucher, VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {LocalBatchSettlement} from "../src/local/LocalBatchSettlement.sol";
import {LocalDepositCollector} from "../src/local/LocalDepositCollector.sol";
import {ChannelFixture} from "./utils/ChannelFixture.sol";

/// @notice The channels' vector file: ids, digests and signatures that other implementations made, stock clients'
/// among them. The first case is the one that x402's own contract and SDK agree on.
contract ChannelVectorsTest is ChannelFixture {
    string private json;

    function setUp() public {
        json = vm.readFile("test/vectors/channels.json");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        vm.assertEq(vm.parseJsonAddress(json, ".domain.verifyingContract"), CANONICAL, "contract");
        vm.assertEq(vm.parseJsonAddress(json, ".collector"), COLLECTOR, "collector");
        placeChannels();
    }

    function test_collectorServesTheCanonicalContract() public view {
        vm.assertEq(LocalDepositCollector(COLLECTOR).settlement(), CANONICAL, "settlement");
    }

    /// @notice The functions and the event that stock clients and servers call and read.
    function test_selectors() public view {
        checkSelector("multicall", Multicall.multicall.selector);
        checkSelector("deposit", IBatchSettlement.deposit.selector);
        checkSelector("claim", IBatchSettlement.claim.selector);
        checkSelector("claimWithSignature", IBatchSettlement.claimWithSignature.selector);
        checkSelector("settle", IBatchSettlement.settle.selector);
        checkSelector("initiateWithdraw", IBatchSettlement.initiateWithdraw.selector);
        checkSelector("finalizeWithdraw", IBatchSettlement.finalizeWithdraw.selector);
        checkSelector("refund", IBatchSettlement.refund.selector);
        checkSelector("refundWithSignature", IBatchSettlement.refundWithSignature.selector);
        checkSelector("getChannelId", IBatchSettlement.getChannelId.selector);
        checkSelector(
            "CHANNEL_CONFIG_TYPEHASH", LocalBatchSettlement(CANONICAL).CHANNEL_CONFIG_TYPEHASH.selector
        );
        checkSelector("channels", IBatchSettlement.channels.selector);
        checkSelector("pendingWithdrawals", IBatchSettlement.pendingWithdrawals.selector);
        checkSelector("receivers", IBatchSettlement.receivers.selector);
        checkSelector("getVoucherDigest", IBatchSettlement.getVoucherDigest.selector);
        checkSelector("getRefundDigest", IBatchSettlement.getRefundDigest.selector);
        checkSelector("refundNonce", IBatchSettlement.refundNonce.selector);
        checkSelector("getClaimBatchDigest", IBatchSettlement.getClaimBatchDigest.selector);
        vm.assertEq(IBatchSettlement.Settled.selector, vm.parseJsonBytes32(json, ".settledTopic"), "Settled");
    }

    function checkSelector(string memory name, bytes4 got) private view {
        bytes memory want = vm.parseJsonBytes(json, string.concat(".selectors.", name));
        vm.assertEq(abi.encodePacked(got), want, name);
    }

    function test_cases() public {
        uint256 n = 0;
        for (; vm.keyExistsJson(json, path(n, "")); ++n) {
            check(n);
        }
        vm.assertTrue(n >= 19, "all cases were read");
    }

    function test_claimBatches() public view {
        VoucherClaim[] memory none;
        vm.assertEq(
            escrow.getClaimBatchDigest(none), vm.parseJsonBytes32(json, ".claimBatchDigests.none"), "no rows"
        );
        VoucherClaim[] memory rows = new VoucherClaim[](4);
        for (uint256 i = 0; i < rows.length; ++i) {
            vm.assertTrue(vm.parseJsonBool(json, path(i, ".valid")), "the first cases are valid");
            rows[i] = readClaim(i);
        }
        vm.assertEq(
            escrow.getClaimBatchDigest(rows),
            vm.parseJsonBytes32(json, ".claimBatchDigests.valid"),
            "all valid rows"
        );
    }

    function check(uint256 i) private {
        string memory name = vm.parseJsonString(json, path(i, ".name"));
        VoucherClaim memory row = readClaim(i);
        bytes32 id = escrow.getChannelId(row.voucher.channel);
        bytes32 voucherDigest = escrow.getVoucherDigest(id, row.voucher.maxClaimableAmount);
        vm.assertEq(id, vm.parseJsonBytes32(json, path(i, ".channelId")), string.concat(name, ": id"));
        vm.assertEq(
            voucherDigest,
            vm.parseJsonBytes32(json, path(i, ".voucherDigest")),
            string.concat(name, ": voucher")
        );
        vm.assertEq(
            escrow.getClaimBatchDigest(list(row)),
            vm.parseJsonBytes32(json, path(i, ".claimBatchDigest")),
            string.concat(name, ": claim batch")
        );
        vm.assertEq(
            escrow.getRefundDigest(
                id, vm.parseJsonUint(json, path(i, ".refundNonce")), readAmount(i, ".refundAmount")
            ),
            vm.parseJsonBytes32(json, path(i, ".refundDigest")),
            string.concat(name, ": refund")
        );
        bool valid = vm.parseJsonBool(json, path(i, ".valid"));
        if (valid) {
            uint256 key = uint256(vm.parseJsonBytes32(json, path(i, ".privateKey")));
            vm.assertEq(row.signature, sign(key, voucherDigest), string.concat(name, ": signature"));
        }
        checkDeposit(i, id, name);
        checkClaim(row, id, valid, name);
    }

    /// @dev The token is shown exactly the nonce of the file.
    function checkDeposit(uint256 i, bytes32 id, string memory name) private {
        NonceRecorder recorder = new NonceRecorder();
        uint256 salt = vm.parseJsonUint(json, path(i, ".depositSalt"));
        new LocalDepositCollector(address(this))
            .collect(STRANGER, address(recorder), 1, id, abi.encode(0, 0, salt, new bytes(65)));
        vm.assertEq(
            recorder.nonce(),
            vm.parseJsonBytes32(json, path(i, ".depositNonce")),
            string.concat(name, ": deposit nonce")
        );
    }

    function checkClaim(VoucherClaim memory row, bytes32 id, bool valid, string memory name) private {
        uint256 snapshot = vm.snapshotState();
        // The channel's balance, without a token's help: the low half of its slot.
        vm.store(
            CANONICAL, keccak256(abi.encode(id, uint256(0))), bytes32(uint256(row.voucher.maxClaimableAmount))
        );
        vm.prank(row.voucher.channel.receiver);
        try escrow.claim(list(row)) {
            vm.assertTrue(valid, string.concat(name, ": taken"));
            (, uint128 claimed) = escrow.channels(id);
            vm.assertEq(claimed, row.totalClaimed, name);
        } catch {
            vm.assertTrue(!valid, string.concat(name, ": refused"));
        }
        vm.revertToState(snapshot);
    }

    function readClaim(uint256 i) private view returns (VoucherClaim memory) {
        return VoucherClaim(
            Voucher(readConfig(i), readAmount(i, ".maxClaimableAmount")),
            vm.parseJsonBytes(json, path(i, ".signature")),
            readAmount(i, ".totalClaimed")
        );
    }

    function readConfig(uint256 i) private view returns (ChannelConfig memory) {
        return ChannelConfig({
            payer: vm.parseJsonAddress(json, path(i, ".payer")),
            payerAuthorizer: vm.parseJsonAddress(json, path(i, ".payerAuthorizer")),
            receiver: vm.parseJsonAddress(json, path(i, ".receiver")),
            receiverAuthorizer: vm.parseJsonAddress(json, path(i, ".receiverAuthorizer")),
            token: vm.parseJsonAddress(json, path(i, ".token")),
            withdrawDelay: uint40(vm.parseJsonUint(json, path(i, ".withdrawDelay"))),
            salt: vm.parseJsonBytes32(json, path(i, ".salt"))
        });
    }

    function readAmount(uint256 i, string memory field) private view returns (uint128) {
        return uint128(vm.parseJsonUint(json, path(i, field)));
    }

    function path(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", field);
    }
}

/// @notice A token that keeps the nonce of the authorization it is shown.
contract NonceRecorder {
    bytes32 public nonce;

    function receiveWithAuthorization(
        address,
        address,
        uint256,
        uint256,
        uint256,
        bytes32 nonce_,
        bytes calldata
    ) external {
        nonce = nonce_;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}
