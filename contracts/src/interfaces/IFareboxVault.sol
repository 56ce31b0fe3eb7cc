// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelConfig, VoucherClaim} from "./IBatchSettlement.sol";

/// @notice The usage records that a batch stands for: those with a journal sequence in (from, to].
/// @param from The last sequence of the batch before.
/// @param to The last sequence of this batch.
/// @param root Merkle root (RFC 6962 hashing) over the records.
/// @param head Hash of the journal's entry `to`.
struct Usage {
    uint64 from;
    uint64 to;
    bytes32 root;
    bytes32 head;
}

/// @notice An EIP-3009 transfer authorization whose `to` is the vault.
struct Authorization {
    address from;
    uint256 value;
    uint256 validAfter;
    uint256 validBefore;
    bytes32 nonce;
    bytes signature;
}

/// @notice Unclaimed escrow to give back to the payer of a channel, in atomic units.
struct Refund {
    ChannelConfig channel;
    uint128 amount;
}

/// @notice Revenue to divide by a split table, in atomic units.
struct Allocation {
    uint32 splitId;
    uint256 amount;
}

/// @notice One line of a split table: a payee and its part in basis points (1/10,000).
struct Share {
    address payee;
    uint16 bps;
}

/// @notice The list of a batch that a row stands in.
enum Rail {
    Claim,
    Authorization,
    Refund,
    Allocation
}

/// @title The Farebox vault: where every payment ends
/// @notice One transaction per batch claims channels, pulls authorizations, passes refunds through and divides
/// revenue. Three roles share the power: the operator (a hot key) can only move money in, and divide it by tables
/// that it cannot change; the owner (a cold key behind a timelock) sets tables, roles and pays out; the guardian
/// stops the operator without delay. The vault is deliberately not an ERC-1271 signer: a token's
/// `transferWithAuthorization` with `from = vault` must never find a valid signature.
interface IFareboxVault {
    // ---------------------------------------------------------------- errors

    /// @notice The caller is not the operator.
    error NotOperator(address caller);
    /// @notice The batch does not carry the next number: it was applied already, or it comes too early.
    error WrongSeq(uint64 expected, uint64 given);
    /// @notice The vault is paused.
    error Paused();
    /// @notice The caller is neither the guardian nor the owner.
    error NotGuardian(address caller);
    /// @notice A required address is zero, or is the vault's own.
    error InvalidAddress();
    /// @notice The token address holds no code.
    error NotAToken(address token);
    /// @notice The owner may hand its role over, but not leave it empty.
    error OwnerRequired();
    /// @notice Split 0 is the treasury's, whole, and cannot be set.
    error ReservedSplit();
    /// @notice The table has more lines than `MAX_SHARES`.
    error TooManyShares(uint256 given, uint256 max);
    /// @notice The basis points of the table do not sum to 10,000.
    error SplitSum(uint256 sum);
    /// @notice More was asked for than is not owed to payees.
    error InsufficientFree(uint256 asked, uint256 available);
    /// @notice The vault owes the caller nothing.
    error NothingOwed(address payee);
    /// @notice `rescue` is for foreign tokens; the vault's own leaves by `payOut`.
    error NotForeign(address token);

    // Reasons that stand in RowSkipped; they are never thrown.

    /// @notice The token's call went through and did not bring `expected`, but `received`.
    error UnexpectedAmount(uint256 expected, uint256 received);
    /// @notice No batch settlement contract has code at the configured address.
    error NoBatchSettlement();
    /// @notice The batch's refunds would exceed the owner's cap.
    error RefundCapExceeded(uint256 asked, uint256 left);
    /// @notice The split was never set.
    error UnknownSplit(uint32 splitId);

    // ---------------------------------------------------------------- events

    /// @notice A batch was applied. Emitted last: every other event of the same transaction belongs to it.
    /// @param rows Rows given, over all four lists.
    /// @param skipped Rows of these that were not applied.
    /// @param total Money that came in with this batch, in atomic units: settled channels and authorizations.
    event Batch(
        uint64 indexed seq,
        uint64 from,
        uint64 to,
        bytes32 usageRoot,
        bytes32 journalHead,
        uint64 rows,
        uint64 skipped,
        uint256 total
    );

    /// @notice A row was not applied; every other row is. A row without this event, and not within a RowsOutOfGas,
    /// was applied.
    /// @param index Position in the list of its rail, from 0.
    /// @param payer The channel's payer, or who signed the authorization; zero for an allocation.
    /// @param key The authorization's nonce, the channel's salt, or the split's id.
    /// @param reason Revert data of the refused call, cut to 164 bytes, or one of the errors above. Empty when the
    /// call ran out of gas.
    event RowSkipped(
        uint64 indexed seq, Rail indexed rail, uint64 index, address payer, bytes32 key, bytes reason
    );

    /// @notice Gas ran short: `count` rows of the rail, from position `first` to the end, were not tried.
    event RowsOutOfGas(uint64 indexed seq, Rail indexed rail, uint64 first, uint64 count);

    /// @notice Claims are booked, but the money was not sent; the next batch, or anyone, can settle.
    event SettleFailed(uint64 indexed seq, bytes reason);

    /// @notice `amount` was divided by the split.
    event Allocated(uint32 indexed splitId, uint256 amount);

    /// @notice An allocation was cut by `missing`: that much was not free.
    event AllocationShort(uint32 indexed splitId, uint256 missing);

    /// @notice A payee received what it was owed.
    event Paid(address indexed payee, uint256 amount);

    /// @notice A payee could not be paid in a sweep; the amount stays owed.
    event PayoutFailed(address indexed payee, uint256 amount, bytes reason);

    /// @notice The owner paid out free money.
    event PaidOut(address indexed to, uint256 amount);

    event SplitSet(uint32 indexed splitId, Share[] shares);
    event TreasurySet(address indexed treasury);
    event OperatorSet(address indexed operator);
    event GuardianSet(address indexed guardian);
    event RefundCapSet(uint128 cap);
    event PausedBy(address indexed by);
    event Unpaused();
    event Rescued(address indexed token, address indexed to, uint256 amount);

    // -------------------------------------------------------------- operator

    /// @notice Applies a batch. Reverts only when the caller is not the operator, `seq` is not the next number, or
    /// the vault is paused; every other fault skips a row, with an event.
    /// @dev Order: claims and one settle, authorizations, refunds, allocations.
    function settleBatch(
        uint64 seq,
        Usage calldata usage,
        VoucherClaim[] calldata claims,
        Authorization[] calldata authorizations,
        Refund[] calldata refunds,
        Allocation[] calldata allocations
    ) external;

    // ---------------------------------------------------------------- payees

    /// @notice Sends the caller what it is owed. Never paused.
    function withdraw() external returns (uint256 amount);

    /// @notice Sends each payee what it is owed; one that cannot be paid is passed over. Anyone may call.
    /// When gas runs short the rest is left for another sweep.
    function sweep(address[] calldata payees) external;

    // ----------------------------------------------------------------- owner

    /// @notice Sets a split table. Basis points sum to 10,000; what rounding leaves goes to the treasury.
    function setSplit(uint32 splitId, Share[] calldata shares) external;

    /// @notice Sets the treasury and moves to it what the old one is still owed, so that a treasury that cannot
    /// receive does not hold its money for ever.
    function setTreasury(address newTreasury) external;

    /// @notice Sets the operator; zero leaves the vault without one.
    function setOperator(address newOperator) external;

    /// @notice Sets the guardian; zero leaves the owner alone with the guardian's powers.
    function setGuardian(address newGuardian) external;

    /// @notice Sets how much one batch may refund to channels' payers, in atomic units.
    function setRefundCap(uint128 cap) external;

    /// @notice Lets batches through again.
    function unpause() external;

    /// @notice Pays out money that is not owed to payees: how prepaid balances go back.
    function payOut(address to, uint256 amount) external;

    /// @notice Sends away a token that is not the vault's, and came by mistake.
    function rescue(address foreignToken, address to, uint256 amount) external;

    // -------------------------------------------------------------- guardian

    /// @notice Stops batches. Payees' withdrawals and sweeps go on.
    function pause() external;

    /// @notice Takes the operator's role away.
    function removeOperator() external;

    // ----------------------------------------------------------------- views

    /// @notice The number that the next batch must carry. The first is 1.
    function seq() external view returns (uint64);
    function paused() external view returns (bool);
    function operator() external view returns (address);
    function guardian() external view returns (address);
    function treasury() external view returns (address);
    function refundCap() external view returns (uint128);
    /// @notice What the payee can withdraw, in atomic units.
    function owed(address payee) external view returns (uint256);
    /// @notice The sum of `owed` over all payees.
    function totalOwed() external view returns (uint256);
    /// @notice The vault's balance less `totalOwed`; zero if that were negative.
    function free() external view returns (uint256);
    /// @notice The split's table; empty if it was never set. Split 0 is the treasury's, whole.
    function split(uint32 splitId) external view returns (Share[] memory);
    function token() external view returns (address);
    function batchSettlement() external view returns (address);
}
