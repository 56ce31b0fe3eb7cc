// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Authorization} from "../src/interfaces/IFareboxVault.sol";
import {IPaymentToken} from "../src/interfaces/IPaymentToken.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice The vector file that the Go tests read too: both sides accept and refuse the same.
contract VectorsTest is VaultFixture {
    string private json;

    function setUp() public {
        json = vm.readFile("test/vectors/eip712.json");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        vm.warp(1_800_000_000);
        address place = vm.parseJsonAddress(json, ".domain.verifyingContract");
        vm.etch(place, address(new TestDollar(address(this))).code);
        token = IPaymentToken(place);
    }

    function test_domain() public view {
        vm.assertEq(
            token.DOMAIN_SEPARATOR(), vm.parseJsonBytes32(json, ".domainSeparator"), "domain separator"
        );
    }

    function test_cases() public {
        uint256 n = 0;
        for (; vm.keyExistsJson(json, path(n, "")); ++n) {
            check(n);
        }
        vm.assertTrue(n >= 17, "all cases were read");
    }

    function check(uint256 i) private {
        string memory name = vm.parseJsonString(json, path(i, ".name"));
        bytes memory signature = vm.parseJsonBytes(json, path(i, ".signature"));
        address to = vm.parseJsonAddress(json, path(i, ".to"));
        Authorization memory a = Authorization({
            from: vm.parseJsonAddress(json, path(i, ".from")),
            value: vm.parseJsonUint(json, path(i, ".value")),
            validAfter: vm.parseJsonUint(json, path(i, ".validAfter")),
            validBefore: vm.parseJsonUint(json, path(i, ".validBefore")),
            nonce: vm.parseJsonBytes32(json, path(i, ".nonce")),
            signature: signature
        });
        bool valid = vm.parseJsonBool(json, path(i, ".valid"));

        bytes32 digest = digestOf(a, to, token.DOMAIN_SEPARATOR());
        vm.assertEq(digest, vm.parseJsonBytes32(json, path(i, ".digest")), string.concat(name, ": digest"));
        if (valid) {
            (uint8 v, bytes32 r, bytes32 s) =
                vm.sign(uint256(vm.parseJsonBytes32(json, path(i, ".privateKey"))), digest);
            vm.assertEq(signature, abi.encodePacked(r, s, v), string.concat(name, ": signature"));
        }

        uint256 snapshot = vm.snapshotState();
        fund(a.from, a.value);
        try token.transferWithAuthorization(
            a.from, to, a.value, a.validAfter, a.validBefore, a.nonce, signature
        ) {
            vm.assertTrue(valid, string.concat(name, ": taken"));
        } catch (bytes memory reason) {
            vm.assertTrue(!valid, string.concat(name, ": refused"));
            vm.assertEq(reason, abi.encodeWithSelector(TestDollar.InvalidSignature.selector), name);
        }
        vm.revertToState(snapshot);
    }

    /// @dev The etched token has no owner; its balances are the mapping in slot 0.
    function fund(address who, uint256 amount) private {
        vm.store(address(token), keccak256(abi.encode(who, uint256(0))), bytes32(amount));
        vm.assertEq(token.balanceOf(who), amount, "funded");
    }

    function path(uint256 i, string memory field) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", field);
    }
}
