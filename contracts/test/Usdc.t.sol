// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {VoucherClaim} from "../src/interfaces/IBatchSettlement.sol";
import {Allocation, Authorization, IFareboxVault, Rail, Share} from "../src/interfaces/IFareboxVault.sol";
import {Wallet1271} from "./mocks/Wallets.sol";
import {GenuineUsdc, IFiatToken} from "./utils/GenuineUsdc.sol";
import {Log} from "./utils/Test.sol";
import {VaultFixture} from "./utils/VaultFixture.sol";

/// @notice The vault with genuine USDC.
contract UsdcTest is VaultFixture, GenuineUsdc {
    address private immutable GOOD = vm.addr(201);
    address private immutable BAD = vm.addr(202);

    IFiatToken private usdc;

    function setUp() public {
        usdc = deployUsdc();
        deployVault(address(usdc), address(0));
        for (uint256 key = 1; key <= 100; ++key) {
            usdc.mint(vm.addr(key), 1_000_000);
        }
        Share[] memory table = new Share[](2);
        (table[0], table[1]) = (Share(GOOD, 7_000), Share(BAD, 3_000));
        vm.prank(OWNER);
        vault.setSplit(1, table);
    }

    /// @notice The main path: three authorizations, one payer blacklisted, an allocation, and a sweep to two payees
    /// of which one is blacklisted.
    function test_batchAllocationAndSweep() public {
        Authorization[] memory rows = new Authorization[](3);
        rows[0] = authorize(1, 500, 1);
        rows[1] = authorize(2, 600, 1);
        rows[2] = authorize(3, 700, 1);
        usdc.blacklist(vm.addr(2));
        usdc.blacklist(BAD);
        Allocation[] memory list = new Allocation[](1);
        list[0] = Allocation(1, 1_500);

        Outcome memory o = settle(rows, list);
        vm.assertEq(o.skipped, 1, "skipped");
        vm.assertEq(o.rowsSkipped[0].payer, vm.addr(2), "the blacklisted payer");
        assertSkipped(o, 0, Rail.Authorization, 1, refusal("Blacklistable: account is blacklisted"));
        vm.assertEq(o.total, 1_200, "total");
        vm.assertEq(o.missing, 300, "allocation short by what is missing");
        vm.assertEq(usdc.balanceOf(address(vault)), 1_200, "vault");

        address[] memory payees = new address[](2);
        (payees[0], payees[1]) = (BAD, GOOD);
        vm.recordLogs();
        vault.sweep(payees);
        Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs[0].topics[0], IFareboxVault.PayoutFailed.selector, "the failed payout is told");
        (uint256 amount, bytes memory reason) = abi.decode(logs[0].data, (uint256, bytes));
        vm.assertEq(amount, 360, "amount");
        vm.assertEq(reason, refusal("Blacklistable: account is blacklisted"), "reason");
        vm.assertEq(usdc.balanceOf(GOOD), 840, "the good payee has its money");
        vm.assertEq(vault.owed(BAD), 360, "the other's stays owed");
        vm.assertEq(vault.totalOwed(), 360, "total owed");

        usdc.unBlacklist(BAD);
        vault.sweep(payees);
        vm.assertEq(usdc.balanceOf(BAD), 360, "paid once it can be");
    }

    function test_usedNonceIsSkipped() public {
        settle(authorize(1, 500, 1));
        Outcome memory o = settle(authorize(1, 500, 1));
        assertSkipped(o, 0, Rail.Authorization, 0, refusal("FiatTokenV2: authorization is used or canceled"));
    }

    function test_pausedTokenSkipsAllAndLosesNothing() public {
        settle(authorize(1, 500, 1));
        usdc.pause();
        Outcome memory o = settle(authorize(1, 500, 2));
        assertSkipped(o, 0, Rail.Authorization, 0, refusal("Pausable: paused"));
        allocate(1, 500);
        address[] memory payees = new address[](1);
        payees[0] = GOOD;
        vault.sweep(payees);
        vm.assertEq(vault.owed(GOOD), 350, "still owed");
        usdc.unpause();
        vault.sweep(payees);
        vm.assertEq(usdc.balanceOf(GOOD), 350, "paid");
    }

    function test_blacklistedTreasuryIsReplaced() public {
        settle(authorize(1, 500, 1));
        allocate(0, 500);
        usdc.blacklist(TREASURY);
        vm.prank(OWNER);
        vault.setTreasury(GOOD);
        vm.prank(GOOD);
        vault.withdraw();
        vm.assertEq(usdc.balanceOf(GOOD), 500, "not held for ever");
    }

    /// @notice USDC asks the payer's code first: wallets that burn gas cost their own stipends and no other row.
    function test_gasBurningWalletsAreSkipped() public {
        Authorization[] memory rows = new Authorization[](6);
        for (uint256 i = 0; i < 5; ++i) {
            address burner = address(new Wallet1271(Wallet1271.Mood.BurnGas));
            usdc.mint(burner, 100);
            rows[i] = Authorization(burner, 100, 0, type(uint256).max, 0, new bytes(65));
        }
        rows[5] = authorize(1, 500, 1);
        Outcome memory o = settle(rows, new Allocation[](0));
        vm.assertEq(o.outOfGas, 0, "gas reaches every row");
        vm.assertEq(o.skipped, 5, "the burners");
        vm.assertEq(o.total, 500, "the last row is paid");
    }

    /// @notice USDC asks only the code of a payer that delegates (EIP-7702): without ERC-1271 there, its key's
    /// signature is refused. The gateway therefore looks at a payer's code before it serves.
    function test_delegatedPayerIsSkipped() public {
        vm.etch(vm.addr(1), hex"00");
        assertSkipped(
            settle(authorize(1, 500, 1)), 0, Rail.Authorization, 0, refusal("FiatTokenV2: invalid signature")
        );
    }

    /// @notice Gas of a batch in the steady state: the vault and its payees hold money, nonces are new. Kept in
    /// snapshots/, intrinsic and calldata gas included.
    function test_gas() public {
        settle(authorize(1, 100, 1_000));
        allocate(1, 100);
        measure(1, "N=1");
        measure(10, "N=10");
        measure(100, "N=100");
    }

    function measure(uint256 n, string memory name) private {
        Authorization[] memory rows = new Authorization[](n);
        for (uint256 i = 0; i < n; ++i) {
            rows[i] = authorize(i + 1, 100, n);
        }
        Allocation[] memory list = new Allocation[](1);
        list[0] = Allocation(1, 100 * n);
        settleAndMeasure(new VoucherClaim[](0), rows, list, "settleBatch", name);
    }
}
