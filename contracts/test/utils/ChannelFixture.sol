// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    ChannelConfig,
    IBatchSettlement,
    Voucher,
    VoucherClaim
} from "../../src/interfaces/IBatchSettlement.sol";
import {Allocation, Authorization, Refund} from "../../src/interfaces/IFareboxVault.sol";
import {LocalBatchSettlement} from "../../src/local/LocalBatchSettlement.sol";
import {LocalDepositCollector} from "../../src/local/LocalDepositCollector.sol";
import {VaultFixture} from "./VaultFixture.sol";

interface Mintable {
    function mint(address to, uint256 amount) external;
}

/// @notice Channels to the vault, their deposits and vouchers, for any payment token that the test can mint.
abstract contract ChannelFixture is VaultFixture {
    address internal constant CANONICAL = 0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003;
    address internal constant COLLECTOR = 0x4020806089470a89826cB9fB1f4059150b550004;

    bytes32 internal constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    uint40 internal constant DELAY = 86_400;

    IBatchSettlement internal constant escrow = IBatchSettlement(CANONICAL);

    uint256 private _deposits;

    /// @dev Places the local contracts as a genesis block does: code without a constructor's run.
    function placeChannels() internal {
        vm.etch(CANONICAL, type(LocalBatchSettlement).runtimeCode);
        vm.etch(COLLECTOR, address(new LocalDepositCollector(CANONICAL)).code);
    }

    // -------------------------------------------------------------- channels

    /// @dev The channel of the key's owner to the vault.
    function channelOf(uint256 key, uint256 salt) internal view returns (ChannelConfig memory) {
        address payer = vm.addr(key);
        return
            ChannelConfig(payer, payer, address(vault), address(vault), address(token), DELAY, bytes32(salt));
    }

    function open(uint256 key, uint256 salt, uint128 amount) internal returns (ChannelConfig memory config) {
        config = channelOf(key, salt);
        fund(key, config, amount);
    }

    /// @dev Mints the money and deposits it; a stranger sends the transaction.
    function fund(uint256 key, ChannelConfig memory config, uint128 amount) internal {
        Mintable(address(token)).mint(config.payer, amount);
        bytes memory data = collectorData(key, config, amount, ++_deposits);
        vm.prank(STRANGER);
        escrow.deposit(config, amount, COLLECTOR, data);
    }

    function collectorData(uint256 key, ChannelConfig memory config, uint128 amount, uint256 salt)
        internal
        view
        returns (bytes memory)
    {
        bytes32 nonce = keccak256(abi.encode(escrow.getChannelId(config), salt));
        bytes32 hash = keccak256(
            abi.encode(RECEIVE_TYPEHASH, config.payer, COLLECTOR, amount, 0, type(uint256).max, nonce)
        );
        return
            abi.encode(uint256(0), type(uint256).max, salt, sign(key, digest(token.DOMAIN_SEPARATOR(), hash)));
    }

    function balanceOf(ChannelConfig memory config) internal view returns (uint128 balance) {
        (balance,) = escrow.channels(escrow.getChannelId(config));
    }

    function claimedOf(ChannelConfig memory config) internal view returns (uint128 claimed) {
        (, claimed) = escrow.channels(escrow.getChannelId(config));
    }

    // -------------------------------------------------------------- vouchers

    /// @dev A claim of `total` by a voucher over `max` that the key signed.
    function claimOf(uint256 key, ChannelConfig memory config, uint128 max, uint128 total)
        internal
        view
        returns (VoucherClaim memory)
    {
        bytes32 hash = escrow.getVoucherDigest(escrow.getChannelId(config), max);
        return VoucherClaim(Voucher(config, max), sign(key, hash), total);
    }

    function claimOf(uint256 key, ChannelConfig memory config, uint128 total)
        internal
        view
        returns (VoucherClaim memory)
    {
        return claimOf(key, config, total, total);
    }

    function list(VoucherClaim memory one) internal pure returns (VoucherClaim[] memory rows) {
        rows = new VoucherClaim[](1);
        rows[0] = one;
    }

    // --------------------------------------------------------------- batches

    function settleClaims(VoucherClaim[] memory claims) internal returns (Outcome memory) {
        return settle(claims, new Authorization[](0), new Refund[](0), new Allocation[](0));
    }

    function settleRefunds(Refund[] memory refunds) internal returns (Outcome memory) {
        return settle(new VoucherClaim[](0), new Authorization[](0), refunds, new Allocation[](0));
    }

    // ------------------------------------------------------------ signatures

    function sign(uint256 key, bytes32 hash) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        return abi.encodePacked(r, s, v);
    }

    function digest(bytes32 domain, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    /// @dev The other s of the same signature: valid for ecrecover, and refused everywhere.
    function highS(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s, uint8 v) = (bytes32(0), bytes32(0), uint8(signature[64]));
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        return abi.encodePacked(r, bytes32(N - uint256(s)), v == 27 ? uint8(28) : uint8(27));
    }

    function reason(bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector);
    }
}
