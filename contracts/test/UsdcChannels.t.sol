// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, IBatchSettlement, VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {
    Allocation,
    Authorization,
    IFareboxVault,
    Rail,
    Refund,
    Share,
    Usage
} from "../src/interfaces/IFareboxVault.sol";
import {Wallet1271} from "./mocks/Wallets.sol";
import {ChannelFixture} from "./utils/ChannelFixture.sol";
import {GenuineUsdc, IFiatToken} from "./utils/GenuineUsdc.sol";

/// @notice Channels with genuine USDC.
contract UsdcChannelsTest is ChannelFixture, GenuineUsdc {
    /// @dev The size of a transaction that nodes pass on: geth's 128 KiB, less its envelope and signature.
    uint256 private constant TX_BYTES = 131_072 - 256;
    /// @dev What an average channel of a batch of 100 may cost.
    uint256 private constant GAS_PER_CHANNEL = 24_000;

    address private immutable PAYEE = vm.addr(1_001);

    IFiatToken private usdc;

    function setUp() public {
        usdc = deployUsdc();
        deployVault(address(usdc), CANONICAL);
        placeChannels();
        Share[] memory table = new Share[](2);
        (table[0], table[1]) = (Share(PAYEE, 7_000), Share(TREASURY, 3_000));
        vm.prank(OWNER);
        vault.setSplit(1, table);
    }

    function openAll(uint256 n) private {
        for (uint256 key = 1; key <= n; ++key) {
            open(key, 0, 1_000_000);
        }
    }

    function claimAll(uint256 n, uint128 total) private view returns (VoucherClaim[] memory rows) {
        rows = new VoucherClaim[](n);
        for (uint256 i = 0; i < n; ++i) {
            rows[i] = claimOf(i + 1, channelOf(i + 1, 0), total);
        }
    }

    function allocation(uint256 amount) private pure returns (Allocation[] memory rows) {
        rows = new Allocation[](1);
        rows[0] = Allocation(1, amount);
    }

    function refundTo(ChannelConfig memory config, uint128 amount)
        private
        pure
        returns (Refund[] memory rows)
    {
        rows = new Refund[](1);
        rows[0] = Refund(config, amount);
    }

    // --------------------------------------------------- blacklists and pause

    /// @notice A claim moves no money of the payer, so a blacklisted one's vouchers are still good; only what would
    /// go back to it is stuck.
    function test_blacklistedPayer() public {
        openAll(2);
        usdc.blacklist(vm.addr(1));
        Outcome memory o = settle(
            claimAll(2, 100), new Authorization[](0), refundTo(channelOf(1, 0), 50), new Allocation[](0)
        );
        vm.assertEq(o.total, 200, "both are paid");
        vm.assertEq(o.skipped, 1, "the refund");
        assertSkipped(o, 0, Rail.Refund, 0, refusal("Blacklistable: account is blacklisted"));
        usdc.unBlacklist(vm.addr(1));
        settleRefunds(refundTo(channelOf(1, 0), 50));
        vm.assertEq(usdc.balanceOf(vm.addr(1)), 50, "nothing was lost");
    }

    function test_blacklistedPayeeAndTreasury() public {
        openAll(2);
        usdc.blacklist(PAYEE);
        usdc.blacklist(TREASURY);
        Outcome memory o = settle(claimAll(2, 100), new Authorization[](0), new Refund[](0), allocation(200));
        vm.assertEq(o.skipped + o.missing, 0, "the batch does not care");
        address[] memory payees = new address[](2);
        (payees[0], payees[1]) = (PAYEE, TREASURY);
        vault.sweep(payees);
        vm.assertEq(vault.totalOwed(), 200, "all stays owed");
        usdc.unBlacklist(PAYEE);
        vault.sweep(payees);
        vm.assertEq(usdc.balanceOf(PAYEE), 140, "one does not block the other");
        vm.assertEq(vault.owed(TREASURY), 60, "the treasury's stays owed");
    }

    /// @notice A vault that cannot receive keeps its claims booked; they come with the next batch that can.
    function test_blacklistedVaultKeepsItsClaims() public {
        openAll(1);
        usdc.blacklist(address(vault));
        Outcome memory o = settleClaims(claimAll(1, 100));
        vm.assertTrue(o.settleFailed, "said so");
        vm.assertEq(o.skipped + o.total, 0, "booked, not sent");
        usdc.unBlacklist(address(vault));
        vm.assertEq(settleClaims(claimAll(1, 150)).total, 150, "the next batch brings all");
    }

    function test_pausedTokenLosesNothing() public {
        openAll(2);
        usdc.pause();
        Outcome memory o =
            settle(claimAll(2, 100), new Authorization[](0), refundTo(channelOf(1, 0), 50), allocation(200));
        vm.assertTrue(o.settleFailed, "not sent");
        vm.assertEq(o.skipped, 1, "the refund");
        assertSkipped(o, 0, Rail.Refund, 0, refusal("Pausable: paused"));
        vm.assertEq(o.missing, 200, "nothing to allocate yet");
        usdc.unpause();
        o = settle(claimAll(2, 100), new Authorization[](0), new Refund[](0), allocation(200));
        vm.assertEq(o.total, 200, "the claims were booked");
        vm.assertEq(o.missing, 0, "allocated");
    }

    // ----------------------------------------------------------- odd payers

    /// @notice An account that delegates to code (EIP-7702): its key's vouchers stay good, but USDC takes no deposit
    /// by that key, unless the code answers for it.
    function test_delegatedPayer() public {
        ChannelConfig memory config = open(1, 0, 1_000);
        config.payerAuthorizer = address(0);
        fund(1, config, 1_000);
        vm.attachDelegation(vm.signDelegation(COLLECTOR, 1)); // Any code that is no wallet.
        usdc.mint(vm.addr(1), 1_000); // The next transaction carries the delegation.
        vm.assertTrue(vm.addr(1).code.length == 23, "a delegation designator");

        VoucherClaim[] memory rows = new VoucherClaim[](2);
        rows[0] = claimOf(1, channelOf(1, 0), 100);
        rows[1] = claimOf(1, config, 100);
        vm.assertEq(settleClaims(rows).total, 200, "with and without a voucher signer");

        bytes memory data = collectorData(1, config, 1_000, 99);
        vm.expectRevert(refusal("FiatTokenV2: invalid signature"));
        escrow.deposit(config, 1_000, COLLECTOR, data);
    }

    /// @notice Wallets that refuse, burn gas, or answer with megabytes cost their own rows and no other.
    function test_contractPayers() public {
        openAll(2);
        VoucherClaim[] memory rows = new VoucherClaim[](7);
        rows[0] = claimOf(1, channelOf(1, 0), 100);
        rows[6] = claimOf(2, channelOf(2, 0), 100);
        rows[1] = fromWallet(Wallet1271.Mood.Accept);
        rows[2] = fromWallet(Wallet1271.Mood.Refuse);
        rows[3] = fromWallet(Wallet1271.Mood.BurnGas);
        rows[4] = fromWallet(Wallet1271.Mood.ReturnBomb);
        rows[5] = fromWallet(Wallet1271.Mood.RevertBomb);
        Outcome memory o = settleClaims(rows);
        vm.assertEq(o.skipped, 4, "skipped");
        for (uint256 i = 0; i < 4; ++i) {
            assertSkipped(o, i, Rail.Claim, i + 2, reason(IBatchSettlement.InvalidSignature.selector));
        }
        vm.assertEq(o.total, 300, "two keys and the wallet that says yes");
    }

    /// @dev A claim on the channel of a wallet that agreed to the deposit, and changed its mood.
    function fromWallet(Wallet1271.Mood mood) private returns (VoucherClaim memory row) {
        Wallet1271 wallet = new Wallet1271(Wallet1271.Mood.Accept);
        ChannelConfig memory config = channelOf(1, 0);
        (config.payer, config.payerAuthorizer) = (address(wallet), address(0));
        fund(1, config, 1_000);
        wallet.set(mood);
        row = claimOf(1, config, 100);
        row.signature = "a wallet's own form";
    }

    // -------------------------------------------------------------- strangers

    /// @notice Who sees a deposit's signature can send it, and then it is deposited: nothing else can be done with it.
    function test_strangerRunsTheDepositFirst() public {
        ChannelConfig memory config = channelOf(1, 0);
        usdc.mint(vm.addr(1), 2_000);
        bytes memory data = collectorData(1, config, 1_000, 7);
        (,, uint256 salt, bytes memory signature) = abi.decode(data, (uint256, uint256, uint256, bytes));
        bytes32 nonce = keccak256(abi.encode(escrow.getChannelId(config), salt));

        vm.prank(STRANGER);
        vm.expectRevert(refusal("FiatTokenV2: caller must be the payee"));
        usdc.receiveWithAuthorization(vm.addr(1), COLLECTOR, 1_000, 0, type(uint256).max, nonce, signature);
        ChannelConfig memory own = channelOf(1, 0);
        own.receiver = STRANGER;
        vm.prank(STRANGER);
        vm.expectRevert(refusal("FiatTokenV2: invalid signature"));
        escrow.deposit(own, 1_000, COLLECTOR, data);

        vm.prank(STRANGER);
        escrow.deposit(config, 1_000, COLLECTOR, data);
        vm.assertEq(balanceOf(config), 1_000, "it is the payer's deposit");
        vm.expectRevert(refusal("FiatTokenV2: authorization is used or canceled"));
        escrow.deposit(config, 1_000, COLLECTOR, data);
    }

    // ----------------------------------------------------------------- limits

    /// @notice As many rows as a transaction can carry, and one of them is a wallet that burns gas: claimed one by
    /// one, all others are still paid within the gas of one transaction (EIP-7825).
    function test_fullBatchWithABadRow() public {
        uint256 n = 268;
        openAll(n);
        VoucherClaim[] memory rows = claimAll(n, 100);
        vm.assertLe(size(rows), TX_BYTES, "the batch fits a transaction");
        Outcome memory o = settle(rows, new Authorization[](0), new Refund[](0), allocation(n * 100));
        vm.assertEq(o.total, n * 100, "all good rows");

        rows = claimAll(n, 200);
        rows[n / 2] = fromWallet(Wallet1271.Mood.BurnGas);
        vm.assertLe(size(rows), TX_BYTES, "fits");
        o = settle(rows, new Authorization[](0), new Refund[](0), allocation((n - 1) * 100));
        vm.assertEq(o.outOfGas, 0, "gas reaches every row");
        vm.assertEq(o.skipped, 1, "the burner");
        vm.assertEq(o.total, (n - 1) * 100, "all others");
        vm.assertEq(o.missing, 0, "and the allocation");
    }

    function size(VoucherClaim[] memory rows) private view returns (uint256) {
        return abi.encodeCall(
            IFareboxVault.settleBatch,
            (vault.seq(), Usage(0, 0, 0, 0), rows, new Authorization[](0), new Refund[](0), allocation(0))
        )
        .length;
    }

    /// @notice Gas of a batch of channels in the steady state: claimed from before, vault and payees hold money.
    /// Kept in snapshots/, intrinsic and calldata gas included.
    function test_gas() public {
        openAll(250);
        settle(claimAll(250, 1_000), new Authorization[](0), new Refund[](0), allocation(200_000));
        measure(1, "N=1");
        measure(10, "N=10");
        vm.assertLe(measure(100, "N=100") / 100, GAS_PER_CHANNEL, "gas per channel");
        measure(250, "N=250");
    }

    function measure(uint256 n, string memory name) private returns (uint256) {
        return settleAndMeasure(
            claimAll(n, uint128(1_000 + n)), new Authorization[](0), allocation(n), "settleChannels", name
        );
    }
}
