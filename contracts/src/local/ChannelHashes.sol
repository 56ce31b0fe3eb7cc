// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, VoucherClaim} from "../interfaces/IBatchSettlement.sol";

/// @title The EIP-712 hashes of channels
/// @dev The domain is computed anew each time. The contract may be placed on a local chain without running its
/// constructor, at any address: nothing here may be kept from a constructor.
abstract contract ChannelHashes {
    // solhint-disable var-name-mixedcase
    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = keccak256(
        "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 public constant VOUCHER_TYPEHASH =
        keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    bytes32 public constant REFUND_TYPEHASH =
        keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    bytes32 public constant CLAIM_ENTRY_TYPEHASH =
        keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    bytes32 public constant CLAIM_BATCH_TYPEHASH = keccak256(
        "ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
    );
    // solhint-enable var-name-mixedcase

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("x402 Batch Settlement");
    bytes32 private constant VERSION_HASH = keccak256("1");

    /// @dev Hash once for many digests of the same call.
    function _domain() internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
    }

    function _channelId(bytes32 domain, ChannelConfig calldata config) internal pure returns (bytes32) {
        return _digest(domain, keccak256(abi.encode(CHANNEL_CONFIG_TYPEHASH, config)));
    }

    function _voucherDigest(bytes32 domain, bytes32 id, uint128 maxClaimableAmount)
        internal
        pure
        returns (bytes32)
    {
        return _digest(domain, keccak256(abi.encode(VOUCHER_TYPEHASH, id, maxClaimableAmount)));
    }

    function _refundDigest(bytes32 domain, bytes32 id, uint256 nonce, uint128 amount)
        internal
        pure
        returns (bytes32)
    {
        return _digest(domain, keccak256(abi.encode(REFUND_TYPEHASH, id, nonce, amount)));
    }

    /// @param ids The channels' ids, in the order of the rows.
    function _claimBatchDigest(bytes32 domain, bytes32[] memory ids, VoucherClaim[] calldata rows)
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory entries = new bytes32[](rows.length);
        for (uint256 i = 0; i < rows.length; ++i) {
            entries[i] = keccak256(
                abi.encode(
                    CLAIM_ENTRY_TYPEHASH, ids[i], rows[i].voucher.maxClaimableAmount, rows[i].totalClaimed
                )
            );
        }
        return
            _digest(domain, keccak256(abi.encode(CLAIM_BATCH_TYPEHASH, keccak256(abi.encodePacked(entries)))));
    }

    function _digest(bytes32 domain, bytes32 structHash) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }
}
