// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IPaymentToken} from "../interfaces/IPaymentToken.sol";

/// @title A dollar for local chains
/// @notice ERC-20 with EIP-3009 and EIP-2612, worth nothing: it refuses what USDC refuses, so that what works here
/// works there. Signatures are 65 bytes with v = 27 or 28 and a low s; the domain separator follows the chain id.
/// @dev OpenZeppelin's draft ERC3009 is not used: it has no `bytes` forms, and it reads the highest bit of the times
/// as a flag for block numbers, which USDC does not.
contract TestDollar is IPaymentToken, ERC20Permit, Ownable {
    // solhint-disable var-name-mixedcase
    bytes32 public constant TRANSFER_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 public constant RECEIVE_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 public constant CANCEL_AUTHORIZATION_TYPEHASH =
        keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 public constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    // solhint-enable var-name-mixedcase

    /// @dev What a contract's signature check may burn.
    uint256 private constant ERC1271_GAS = 100_000;

    mapping(address authorizer => mapping(bytes32 nonce => bool)) private _used;

    /// @notice The authorization is valid only strictly after `validAfter`.
    error AuthorizationNotYetValid(uint256 validAfter);
    /// @notice The authorization was valid only strictly before `validBefore`.
    error AuthorizationExpired(uint256 validBefore);
    /// @notice The nonce was used or cancelled.
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);
    /// @notice The signature is not the authorizer's, or not in its one accepted form.
    error InvalidSignature();
    /// @notice Only the payee may call `receiveWithAuthorization`.
    error CallerMustBePayee(address caller);

    /// @param owner_ Who may mint.
    constructor(address owner_) ERC20("Test Dollar", "TUSD") ERC20Permit("Test Dollar") Ownable(owner_) {}

    /// @notice Makes `amount` atomic units out of nothing.
    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    /// @inheritdoc IPaymentToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _transferBySignature(from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc IPaymentToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _transferBySignature(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IPaymentToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _receiveBySignature(from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc IPaymentToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _receiveBySignature(from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IPaymentToken
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        _cancelBySignature(authorizer, nonce, signature);
    }

    /// @inheritdoc IPaymentToken
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external {
        _cancelBySignature(authorizer, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IPaymentToken
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool) {
        return _used[authorizer][nonce];
    }

    /// @inheritdoc IPaymentToken
    function version() external pure returns (string memory) {
        return "1";
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner_) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner_);
    }

    /// @notice Six, as USDC has.
    function decimals() public pure override(ERC20, IERC20Metadata) returns (uint8) {
        return 6;
    }

    function _transferBySignature(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) private {
        bytes32 structHash = keccak256(
            abi.encode(TRANSFER_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _useAuthorization(from, validAfter, validBefore, nonce, structHash, signature);
        _transfer(from, to, value);
    }

    function _receiveBySignature(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) private {
        if (msg.sender != to) revert CallerMustBePayee(msg.sender);
        bytes32 structHash = keccak256(
            abi.encode(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, from, to, value, validAfter, validBefore, nonce)
        );
        _useAuthorization(from, validAfter, validBefore, nonce, structHash, signature);
        _transfer(from, to, value);
    }

    function _cancelBySignature(address authorizer, bytes32 nonce, bytes memory signature) private {
        if (_used[authorizer][nonce]) revert AuthorizationUsedOrCanceled(authorizer, nonce);
        _used[authorizer][nonce] = true;
        _requireSigned(
            authorizer, keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce)), signature
        );
        emit AuthorizationCanceled(authorizer, nonce);
    }

    /// @dev Deadline, then nonce, then signature; the nonce is spent before the signer's code can run.
    function _useAuthorization(
        address from,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes32 structHash,
        bytes memory signature
    ) private {
        if (block.timestamp <= validAfter) revert AuthorizationNotYetValid(validAfter);
        if (block.timestamp >= validBefore) revert AuthorizationExpired(validBefore);
        if (_used[from][nonce]) revert AuthorizationUsedOrCanceled(from, nonce);
        _used[from][nonce] = true;
        _requireSigned(from, structHash, signature);
        emit AuthorizationUsed(from, nonce);
    }

    /// @dev ECDSA first, so that an account that delegates to code (EIP-7702) keeps its key's signature; then the
    /// account's own code, with bounded gas and 32 bytes of its answer.
    function _requireSigned(address signer, bytes32 structHash, bytes memory signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        (address recovered, ECDSA.RecoverError fault,) = ECDSA.tryRecover(digest, signature);
        if (fault == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (signer.code.length == 0) revert InvalidSignature();
        try IERC1271(signer).isValidSignature{gas: ERC1271_GAS}(digest, signature) returns (bytes4 magic) {
            if (magic != IERC1271.isValidSignature.selector) revert InvalidSignature();
        } catch {
            revert InvalidSignature();
        }
    }
}
