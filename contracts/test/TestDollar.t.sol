// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

import {TestDollar} from "../src/local/TestDollar.sol";
import {IPaymentToken} from "../src/interfaces/IPaymentToken.sol";
import {Wallet1271} from "./mocks/Wallets.sol";
import {Test} from "./utils/Test.sol";

contract TestDollarTest is Test {
    uint256 private constant KEY = 1;
    bytes32 private constant NONCE = "nonce";
    uint256 private constant FOREVER = type(uint256).max;

    address private immutable PAYER = vm.addr(KEY);
    address private immutable PAYEE = vm.addr(2);

    TestDollar private dollar;

    function setUp() public {
        dollar = new TestDollar(address(this));
        dollar.mint(PAYER, 1_000);
    }

    function sign(bytes32 structHash) private view returns (uint8, bytes32, bytes32) {
        return vm.sign(KEY, keccak256(abi.encodePacked("\x19\x01", dollar.DOMAIN_SEPARATOR(), structHash)));
    }

    function transferHash(bytes32 typehash, uint256 value) private view returns (bytes32) {
        return keccak256(abi.encode(typehash, PAYER, PAYEE, value, 0, FOREVER, NONCE));
    }

    function used() private view returns (bytes memory) {
        return abi.encodeWithSelector(TestDollar.AuthorizationUsedOrCanceled.selector, PAYER, NONCE);
    }

    function test_metadata() public view {
        vm.assertEq(bytes(dollar.name()), "Test Dollar", "name");
        vm.assertEq(bytes(dollar.symbol()), "TUSD", "symbol");
        vm.assertEq(bytes(dollar.version()), "1", "version");
        vm.assertEq(dollar.decimals(), 6, "decimals");
    }

    function test_domainFollowsTheChain(uint64 chainId) public {
        vm.assume(chainId != 0);
        vm.chainId(chainId);
        bytes32 want = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Test Dollar"),
                keccak256("1"),
                uint256(chainId),
                address(dollar)
            )
        );
        vm.assertEq(dollar.DOMAIN_SEPARATOR(), want, "domain separator");
        vm.chainId(31337);
    }

    function test_onlyOwnerMints() public {
        vm.prank(PAYER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, PAYER));
        dollar.mint(PAYER, 1);
    }

    function test_transferInBothForms(uint256 value) public {
        value = bound(value, 0, 1_000);
        (uint8 v, bytes32 r, bytes32 s) =
            sign(transferHash(dollar.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), value));
        vm.expectEmit(address(dollar));
        emit IPaymentToken.AuthorizationUsed(PAYER, NONCE);
        dollar.transferWithAuthorization(PAYER, PAYEE, value, 0, FOREVER, NONCE, v, r, s);
        vm.assertEq(dollar.balanceOf(PAYEE), value, "payee");
        vm.assertTrue(dollar.authorizationState(PAYER, NONCE), "used");
        vm.expectRevert(used());
        dollar.transferWithAuthorization(PAYER, PAYEE, value, 0, FOREVER, NONCE, abi.encodePacked(r, s, v));
    }

    function test_onlyThePayeeReceives() public {
        (uint8 v, bytes32 r, bytes32 s) = sign(transferHash(dollar.RECEIVE_WITH_AUTHORIZATION_TYPEHASH(), 10));
        bytes memory signature = abi.encodePacked(r, s, v);
        vm.expectRevert(abi.encodeWithSelector(TestDollar.CallerMustBePayee.selector, address(this)));
        dollar.receiveWithAuthorization(PAYER, PAYEE, 10, 0, FOREVER, NONCE, signature);
        vm.expectRevert(abi.encodeWithSelector(TestDollar.InvalidSignature.selector));
        dollar.transferWithAuthorization(PAYER, PAYEE, 10, 0, FOREVER, NONCE, signature);
        vm.prank(PAYEE);
        dollar.receiveWithAuthorization(PAYER, PAYEE, 10, 0, FOREVER, NONCE, signature);
        vm.assertEq(dollar.balanceOf(PAYEE), 10, "payee");
        vm.prank(PAYEE);
        vm.expectRevert(used());
        dollar.receiveWithAuthorization(PAYER, PAYEE, 10, 0, FOREVER, NONCE, v, r, s);
    }

    function test_cancelledIsDead() public {
        (uint8 v, bytes32 r, bytes32 s) =
            sign(keccak256(abi.encode(dollar.CANCEL_AUTHORIZATION_TYPEHASH(), PAYER, NONCE)));
        vm.expectRevert(abi.encodeWithSelector(TestDollar.InvalidSignature.selector));
        dollar.cancelAuthorization(PAYEE, NONCE, abi.encodePacked(r, s, v));
        dollar.cancelAuthorization(PAYER, NONCE, abi.encodePacked(r, s, v));
        vm.expectRevert(used());
        dollar.cancelAuthorization(PAYER, NONCE, v, r, s);
        (v, r, s) = sign(transferHash(dollar.TRANSFER_WITH_AUTHORIZATION_TYPEHASH(), 10));
        vm.expectRevert(used());
        dollar.transferWithAuthorization(PAYER, PAYEE, 10, 0, FOREVER, NONCE, v, r, s);
    }

    function test_permit() public {
        bytes32 hash = keccak256(abi.encode(dollar.PERMIT_TYPEHASH(), PAYER, PAYEE, 50, 0, FOREVER));
        (uint8 v, bytes32 r, bytes32 s) = sign(hash);
        dollar.permit(PAYER, PAYEE, 50, FOREVER, v, r, s);
        vm.assertEq(dollar.allowance(PAYER, PAYEE), 50, "allowance");
        vm.assertEq(dollar.nonces(PAYER), 1, "nonce");
        vm.expectRevert();
        dollar.permit(PAYER, PAYEE, 50, FOREVER, v, r, s);
    }

    /// @notice A contract's signature check burns its own bound of gas, not the caller's.
    function test_signatureCheckHasBoundedGas() public {
        address burner = address(new Wallet1271(Wallet1271.Mood.BurnGas));
        uint256 before = gasleft();
        vm.expectRevert(abi.encodeWithSelector(TestDollar.InvalidSignature.selector));
        dollar.transferWithAuthorization{gas: 5_000_000}(burner, PAYEE, 0, 0, FOREVER, NONCE, new bytes(65));
        vm.assertLe(before - gasleft(), 250_000, "gas");
    }
}
