// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FareboxVault} from "../src/FareboxVault.sol";
import {ChannelConfig, VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {Allocation, Authorization, Refund, Share} from "../src/interfaces/IFareboxVault.sol";
import {TestDollar} from "../src/local/TestDollar.sol";
import {ChannelFixture} from "./utils/ChannelFixture.sol";

/// @notice Payers, a stranger, and the holder of the operator's key, who tries everything that key can do.
contract ChannelActor is ChannelFixture {
    uint256 public constant KEYS = 3;

    TestDollar public immutable dollar = new TestDollar(address(this));

    /// @notice The highest voucher each payer ever signed: what it can lose at most.
    mapping(uint256 key => uint128) public signedMax;
    mapping(uint256 key => uint128) public deposited;
    /// @notice What was claimed before the last step.
    mapping(uint256 key => uint128) public lastClaimed;
    uint256 public refundedInBatch;
    uint64 public batches;

    address private constant PAYEE = address(0xbee);

    /// @dev Remembers the claims before the step.
    modifier watched() {
        for (uint256 key = 1; key <= KEYS; ++key) {
            lastClaimed[key] = claimedOf(config(key));
        }
        _;
    }

    constructor() {
        deployVault(address(dollar), CANONICAL);
        placeChannels();
        Share[] memory table = new Share[](2);
        (table[0], table[1]) = (Share(PAYEE, 9_000), Share(TREASURY, 1_000));
        vm.prank(OWNER);
        vault.setSplit(1, table);
    }

    function theVault() external view returns (address) {
        return address(vault);
    }

    function config(uint256 key) public view returns (ChannelConfig memory) {
        return channelOf(key, 0);
    }

    function deposit(uint256 key, uint256 amount) external {
        key = bound(key, 1, KEYS);
        uint128 value = uint128(bound(amount, 1, 1e9));
        fund(key, config(key), value);
        deposited[key] += value;
    }

    function signVoucher(uint256 key, uint256 more) external {
        key = bound(key, 1, KEYS);
        signedMax[key] += uint128(bound(more, 1, 1e9));
    }

    /// @dev A batch of a row for each payer: an honest claim, or a stolen key's attempt to take more.
    function batch(uint256 seed, uint256 asked, uint256 refunds) external watched {
        VoucherClaim[] memory rows = new VoucherClaim[](KEYS);
        for (uint256 i = 0; i < KEYS; ++i) {
            rows[i] = attempt(i + 1, uint256(keccak256(abi.encode(seed, i))));
        }
        Refund[] memory back = new Refund[](2);
        back[0] = Refund(config(bound(seed, 1, KEYS)), uint128(bound(refunds, 0, 1.5e6)));
        back[1] = Refund(config(bound(asked, 1, KEYS)), uint128(bound(seed, 0, 1.5e6)));
        Allocation[] memory allocations = new Allocation[](1);
        allocations[0] = Allocation(uint32(seed % 3), bound(asked, 0, 1e10));

        uint256 before = payersMoney();
        settle(rows, new Authorization[](0), back, allocations);
        refundedInBatch = payersMoney() - before;
        ++batches;
    }

    function attempt(uint256 key, uint256 seed) private view returns (VoucherClaim memory row) {
        uint128 max = signedMax[key];
        uint128 total = uint128(bound(seed >> 8, 0, max));
        row = claimOf(key, config(key), max, total);
        uint256 kind = seed % 8;
        if (kind == 1) row.voucher.maxClaimableAmount = row.totalClaimed = max + 1;
        if (kind == 2) row.totalClaimed = max + 1;
        if (kind == 3) row.signature = highS(row.signature);
        if (kind == 4) row = claimOf(104, config(key), max + 1, max + 1);
        if (kind == 5) row.voucher.channel.salt = bytes32(seed);
    }

    function settleByStranger() external watched {
        vm.prank(STRANGER);
        escrow.settle(address(vault), address(token));
    }

    function initiateWithdraw(uint256 key, uint256 amount) external watched {
        ChannelConfig memory c = config(bound(key, 1, KEYS));
        uint128 left = balanceOf(c) - claimedOf(c);
        (, uint40 initiatedAt) = escrow.pendingWithdrawals(escrow.getChannelId(c));
        if (left == 0 || initiatedAt != 0) return;
        vm.prank(c.payer);
        escrow.initiateWithdraw(c, uint128(bound(amount, 1, left)));
    }

    function finalizeWithdraw(uint256 key) external watched {
        ChannelConfig memory c = config(bound(key, 1, KEYS));
        (, uint40 initiatedAt) = escrow.pendingWithdrawals(escrow.getChannelId(c));
        if (initiatedAt == 0) return;
        vm.warp(block.timestamp + DELAY);
        vm.prank(c.payer);
        escrow.finalizeWithdraw(c);
    }

    function sweep() external {
        address[] memory payees = new address[](2);
        (payees[0], payees[1]) = (PAYEE, TREASURY);
        vault.sweep(payees);
    }

    function payersMoney() public view returns (uint256 sum) {
        for (uint256 key = 1; key <= KEYS; ++key) {
            sum += token.balanceOf(vm.addr(key));
        }
    }

    /// @dev All that may exist outside escrow, vault and payers.
    function payeesMoney() external view returns (uint256) {
        return token.balanceOf(PAYEE) + token.balanceOf(TREASURY);
    }
}

contract ChannelInvariantsTest is ChannelFixture {
    ChannelActor private actor;

    function setUp() public {
        actor = new ChannelActor();
        token = actor.dollar();
        vault = FareboxVault(actor.theVault());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor);
    }

    /// @notice All of them after each step of one campaign: what is in escrow is covered, claims are bounded by what
    /// was signed and deposited and never shrink, and the operator's key moves money nowhere else.
    /// forge-config: default.invariant.runs = 48
    /// forge-config: default.invariant.depth = 64
    function invariant_channels() public view {
        uint256 balances = 0;
        uint256 claimed = 0;
        uint256 deposited = 0;
        for (uint256 key = 1; key <= actor.KEYS(); ++key) {
            ChannelConfig memory c = actor.config(key);
            (uint128 balance, uint128 total) = escrow.channels(escrow.getChannelId(c));
            vm.assertLe(total, balance, "claimed is covered");
            vm.assertLe(total, actor.signedMax(key), "no more than was signed");
            vm.assertLe(actor.lastClaimed(key), total, "claims never shrink");
            vm.assertEq(
                actor.deposited(key),
                balance + token.balanceOf(vm.addr(key)),
                "a payer's money is in escrow or its own"
            );
            balances += balance;
            claimed += total;
            deposited += actor.deposited(key);
        }

        (uint128 earned, uint128 settled) = escrow.receivers(address(vault), address(token));
        vm.assertEq(earned, claimed, "the receiver earned what was claimed");
        vm.assertEq(token.balanceOf(CANONICAL), balances - settled, "solvent to the unit");
        vm.assertEq(
            token.balanceOf(address(vault)) + actor.payeesMoney(), settled, "settled money stays in the house"
        );
        vm.assertLe(vault.totalOwed(), token.balanceOf(address(vault)), "owed is covered");
        vm.assertEq(token.totalSupply(), deposited, "no money from nowhere");
        vm.assertLe(actor.refundedInBatch(), vault.refundCap(), "refunds within the cap");
        vm.assertEq(token.balanceOf(OPERATOR) + vault.owed(OPERATOR), 0, "the operator gets nothing");
        vm.assertEq(token.balanceOf(STRANGER) + token.balanceOf(COLLECTOR), 0, "nor does anyone else");
        vm.assertEq(vault.seq(), actor.batches() + 1, "seq counts batches");
    }
}
