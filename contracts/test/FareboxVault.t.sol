// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

import {FareboxVault} from "../src/FareboxVault.sol";
import {VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {
    Allocation,
    Authorization,
    IFareboxVault,
    Rail,
    Refund,
    Usage
} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {OddToken} from "./mocks/Tokens.sol";
import {Wallet1271} from "./mocks/Wallets.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice The gate, and authorizations.
contract FareboxVaultTest is VaultFixture {
    uint256 private constant PAYER = 1;

    TestDollar private dollar;

    function setUp() public {
        dollar = new TestDollar(address(this));
        deployVault(address(dollar), address(0));
        dollar.mint(vm.addr(PAYER), 1_000);
    }

    function send(address sender, uint64 seq) private {
        vm.prank(sender);
        vault.settleBatch(
            seq,
            Usage(0, 0, 0, 0),
            new VoucherClaim[](0),
            new Authorization[](0),
            new Refund[](0),
            new Allocation[](0)
        );
    }

    // ------------------------------------------------------------------ gate

    function test_startsAtOne() public view {
        vm.assertEq(vault.seq(), 1, "seq");
        vm.assertEq(vault.totalOwed(), 0, "owed");
        vm.assertEq(vault.operator(), OPERATOR, "operator");
        vm.assertEq(vault.guardian(), GUARDIAN, "guardian");
        vm.assertEq(vault.owner(), OWNER, "owner");
        vm.assertEq(vault.treasury(), TREASURY, "treasury");
        vm.assertEq(vault.token(), address(token), "token");
    }

    function test_onlyOperator(address caller) public {
        vm.assume(caller != OPERATOR);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotOperator.selector, caller));
        send(caller, 1);
    }

    function test_onlyNextSeq(uint64 seq) public {
        vm.assume(seq != 1);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.WrongSeq.selector, 1, seq));
        send(OPERATOR, seq);
    }

    function test_batchAppliesOnce() public {
        send(OPERATOR, 1);
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.WrongSeq.selector, 2, 1));
        send(OPERATOR, 1);
        send(OPERATOR, 2);
        vm.assertEq(vault.seq(), 3, "seq");
    }

    function test_pausedStopsBatches() public {
        vm.prank(GUARDIAN);
        vault.pause();
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.Paused.selector));
        send(OPERATOR, 1);
        vm.prank(OWNER);
        vault.unpause();
        send(OPERATOR, 1);
    }

    function test_removedOperatorIsOut() public {
        vm.prank(GUARDIAN);
        vault.removeOperator();
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotOperator.selector, OPERATOR));
        send(OPERATOR, 1);
    }

    function test_tokenMustHaveCode() public {
        vm.expectRevert(abi.encodeWithSelector(IFareboxVault.NotAToken.selector, STRANGER));
        new FareboxVault(STRANGER, OWNER, TREASURY, GUARDIAN, OPERATOR, address(0), 0);
    }

    // -------------------------------------------------------- authorizations

    function test_pullsAuthorizations(uint256 value) public {
        value = bound(value, 0, 1_000);
        Outcome memory o = settle(authorize(PAYER, value, 7));
        vm.assertEq(o.rows, 1, "rows");
        vm.assertEq(o.skipped, 0, "skipped");
        vm.assertEq(o.total, value, "total");
        vm.assertEq(token.balanceOf(address(vault)), value, "vault");
        vm.assertEq(vault.free(), value, "free");
    }

    function test_skipsUsedNonce() public {
        settle(authorize(PAYER, 100, 7));
        assertOneSkip(
            settle(authorize(PAYER, 100, 7)),
            abi.encodeWithSelector(
                TestDollar.AuthorizationUsedOrCanceled.selector, vm.addr(PAYER), bytes32(uint256(7))
            )
        );
        vm.assertEq(token.balanceOf(address(vault)), 100, "paid once");
    }

    function test_skipsWhatAStrangerRanFirst() public {
        Authorization memory a = authorize(PAYER, 100, 7);
        vm.prank(STRANGER);
        token.transferWithAuthorization(
            a.from, address(vault), a.value, a.validAfter, a.validBefore, a.nonce, a.signature
        );
        Outcome memory o = settle(a);
        vm.assertEq(o.skipped, 1, "skipped");
        vm.assertEq(o.total, 0, "the money came in before");
        vm.assertEq(vault.free(), 100, "and is there");
    }

    function test_skipsUnfundedPayer() public {
        Outcome memory o = settle(authorize(2, 1, 7));
        vm.assertEq(o.skipped, 1, "skipped");
        vm.assertEq(o.rowsSkipped[0].payer, vm.addr(2), "payer");
        vm.assertEq(o.rowsSkipped[0].key, bytes32(uint256(7)), "nonce");
        vm.assertTrue(!token.authorizationState(vm.addr(2), bytes32(uint256(7))), "the nonce stays unused");
    }

    function test_skipsOutsideItsTime() public {
        Authorization memory a = authorize(PAYER, 100, 7);
        a.validBefore = block.timestamp;
        assertOneSkip(
            settle(signed(PAYER, a)),
            abi.encodeWithSelector(TestDollar.AuthorizationExpired.selector, block.timestamp)
        );
        a.validBefore = block.timestamp + 1;
        a.validAfter = block.timestamp;
        assertOneSkip(
            settle(signed(PAYER, a)),
            abi.encodeWithSelector(TestDollar.AuthorizationNotYetValid.selector, block.timestamp)
        );
        a.validAfter = block.timestamp - 1;
        vm.assertEq(settle(signed(PAYER, a)).total, 100, "valid strictly between");
    }

    function test_skipsBadSignatures() public {
        bytes memory reason = abi.encodeWithSelector(TestDollar.InvalidSignature.selector);
        Authorization memory a = authorize(PAYER, 100, 7);
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(PAYER, digestOf(a, address(vault), token.DOMAIN_SEPARATOR()));

        // Each of these is another writing of the same signature, or no signature.
        bytes[6] memory forms = [
            abi.encodePacked(r, bytes32(N - uint256(s)), v == 27 ? uint8(28) : uint8(27)),
            abi.encodePacked(r, s, v - 27),
            abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))),
            abi.encodePacked(r, s, v, uint8(0)),
            new bytes(65),
            new bytes(0)
        ];
        for (uint256 i = 0; i < forms.length; ++i) {
            a.signature = forms[i];
            assertOneSkip(settle(a), reason);
        }
        vm.assertEq(token.balanceOf(address(vault)), 0, "no money moved");
    }

    function test_skipsForeignDomain() public {
        bytes memory reason = abi.encodeWithSelector(TestDollar.InvalidSignature.selector);
        Authorization memory here = authorize(PAYER, 100, 7);
        vm.chainId(1);
        assertOneSkip(settle(here), reason);
        vm.chainId(31337);

        TestDollar second = new TestDollar(address(this));
        Authorization memory a = authorize(PAYER, 100, 8);
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(PAYER, digestOf(a, address(vault), second.DOMAIN_SEPARATOR()));
        a.signature = abi.encodePacked(r, s, v);
        assertOneSkip(settle(a), reason);

        (v, r, s) = vm.sign(PAYER, digestOf(a, STRANGER, token.DOMAIN_SEPARATOR()));
        a.signature = abi.encodePacked(r, s, v);
        assertOneSkip(settle(a), reason);
    }

    function test_changedFieldNeverMovesMoney(
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) public {
        Authorization memory a = authorize(PAYER, 100, 7);
        vm.assume(value != a.value || validAfter != 0 || validBefore != a.validBefore || nonce != a.nonce);
        (a.value, a.validAfter, a.validBefore, a.nonce) = (value, validAfter, validBefore, nonce);
        vm.assertEq(settle(a).skipped, 1, "skipped");
        vm.assertEq(token.balanceOf(address(vault)), 0, "no money moved");
    }

    function test_badRowsDoNotStopGoodOnes() public {
        Authorization[] memory rows = new Authorization[](5);
        rows[0] = authorize(2, 100, 1);
        rows[1] = authorize(PAYER, 100, 1);
        rows[2] = authorize(PAYER, 100, 1);
        rows[3] = authorize(PAYER, 10_000, 2);
        rows[4] = authorize(PAYER, 200, 3);
        Outcome memory o = settle(rows, new Allocation[](0));
        vm.assertEq(o.skipped, 3, "skipped");
        vm.assertEq(o.total, 300, "total");
        vm.assertEq(o.rowsSkipped[0].index, 0, "unfunded");
        vm.assertEq(o.rowsSkipped[1].index, 2, "twice in one batch");
        vm.assertEq(o.rowsSkipped[2].index, 3, "too much");
    }

    /// @notice The vault signs nothing: nobody finds a signature that moves its own money.
    function test_vaultIsNoSigner(bytes calldata signature) public {
        dollar.mint(address(vault), 500);
        vm.expectRevert(abi.encodeWithSelector(TestDollar.InvalidSignature.selector));
        token.transferWithAuthorization(
            address(vault), STRANGER, 500, 0, type(uint256).max, bytes32(0), signature
        );
    }

    // ---------------------------------------------------------- odd payers

    function test_contractPayers() public {
        Outcome memory o = settle(fromWallet(Wallet1271.Mood.Accept));
        vm.assertEq(o.total, 100, "a wallet that says yes pays");
        bytes memory reason = abi.encodeWithSelector(TestDollar.InvalidSignature.selector);
        assertOneSkip(settle(fromWallet(Wallet1271.Mood.Refuse)), reason);
        assertOneSkip(settle(fromWallet(Wallet1271.Mood.BurnGas)), reason);
        assertOneSkip(settle(fromWallet(Wallet1271.Mood.ReturnBomb)), reason);
        assertOneSkip(settle(fromWallet(Wallet1271.Mood.RevertBomb)), reason);
    }

    /// @notice An account that delegates to code (EIP-7702) still pays with its key.
    function test_delegatedPayerKeepsItsKey() public {
        vm.etch(vm.addr(PAYER), hex"00");
        vm.assertEq(settle(authorize(PAYER, 100, 7)).total, 100, "total");
    }

    function fromWallet(Wallet1271.Mood mood) private returns (Authorization memory) {
        address wallet = address(new Wallet1271(mood));
        dollar.mint(wallet, 100);
        return Authorization(wallet, 100, 0, type(uint256).max, bytes32(0), "");
    }

    // ---------------------------------------------------------- odd tokens

    function test_successWithoutMoneyIsSkipped() public {
        deployVault(address(new OddToken(OddToken.Oddity.Silent)), address(0));
        assertOneSkip(
            settle(Authorization(STRANGER, 100, 0, 0, 0, "")),
            abi.encodeWithSelector(IFareboxVault.UnexpectedAmount.selector, 100, 0)
        );
    }

    function test_feeOnTransferIsSkipped() public {
        OddToken fee = new OddToken(OddToken.Oddity.Fee);
        fee.mint(STRANGER, 100);
        deployVault(address(fee), address(0));
        Outcome memory o = settle(Authorization(STRANGER, 100, 0, 0, 0, ""));
        assertOneSkip(o, abi.encodeWithSelector(IFareboxVault.UnexpectedAmount.selector, 100, 99));
        vm.assertEq(o.total, 99, "what came in counts as come in");
    }

    function test_revertDataIsCut() public {
        deployVault(address(new OddToken(OddToken.Oddity.Bomb)), address(0));
        assertOneSkip(settle(Authorization(STRANGER, 100, 0, 0, 0, "")), new bytes(164));
    }

    // ------------------------------------------------------------------- gas

    /// @notice With any amount of gas a batch applies a prefix of its rows and says so, or changes nothing.
    function test_shortGasSkipsTheRest(uint256 gas) public {
        Authorization[] memory rows = new Authorization[](10);
        for (uint256 i = 0; i < rows.length; ++i) {
            rows[i] = authorize(PAYER, 10, i);
        }
        gas = bound(gas, 100_000, 1_500_000);
        bytes memory call = abi.encodeCall(
            IFareboxVault.settleBatch,
            (
                1,
                Usage(0, 1, "root", "head"),
                new VoucherClaim[](0),
                rows,
                new Refund[](0),
                new Allocation[](0)
            )
        );
        vm.recordLogs();
        vm.prank(OPERATOR);
        (bool ok,) = address(vault).call{gas: gas}(call);
        if (!ok) {
            vm.assertEq(vault.seq(), 1, "a reverted batch frees its number");
            vm.assertEq(token.balanceOf(address(vault)), 0, "and moves nothing");
            vm.assertLe(gas, 250_000, "enough gas for the batch's own work");
            return;
        }
        Outcome memory o = outcome(vm.getRecordedLogs(), 1);
        vm.assertEq(o.skipped, o.outOfGas, "only gas was missing");
        vm.assertEq(o.total, 10 * (10 - o.outOfGas), "all others were paid");
    }

    function assertOneSkip(Outcome memory o, bytes memory reason) private pure {
        vm.assertEq(o.skipped, 1, "one row skipped");
        assertSkipped(o, 0, Rail.Authorization, 0, reason);
    }
}
