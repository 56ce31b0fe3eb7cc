// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// Allocation is an auto generated low-level Go binding around an user-defined struct.
type Allocation struct {
	SplitId uint32
	Amount  *big.Int
}

// Authorization is an auto generated low-level Go binding around an user-defined struct.
type Authorization struct {
	From        common.Address
	Value       *big.Int
	ValidAfter  *big.Int
	ValidBefore *big.Int
	Nonce       [32]byte
	Signature   []byte
}

// ChannelConfig is an auto generated low-level Go binding around an user-defined struct.
type ChannelConfig struct {
	Payer              common.Address
	PayerAuthorizer    common.Address
	Receiver           common.Address
	ReceiverAuthorizer common.Address
	Token              common.Address
	WithdrawDelay      *big.Int
	Salt               [32]byte
}

// Refund is an auto generated low-level Go binding around an user-defined struct.
type Refund struct {
	Channel ChannelConfig
	Amount  *big.Int
}

// Share is an auto generated low-level Go binding around an user-defined struct.
type Share struct {
	Payee common.Address
	Bps   uint16
}

// Usage is an auto generated low-level Go binding around an user-defined struct.
type Usage struct {
	From uint64
	To   uint64
	Root [32]byte
	Head [32]byte
}

// Voucher is an auto generated low-level Go binding around an user-defined struct.
type Voucher struct {
	Channel            ChannelConfig
	MaxClaimableAmount *big.Int
}

// VoucherClaim is an auto generated low-level Go binding around an user-defined struct.
type VoucherClaim struct {
	Voucher      Voucher
	Signature    []byte
	TotalClaimed *big.Int
}

// VaultMetaData contains all meta data concerning the Vault contract.
var VaultMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"paymentToken\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"owner_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"treasury_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"guardian_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"operator_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"batchSettlement_\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"refundCap_\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"MAX_SHARES\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"acceptOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"batchSettlement\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"free\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"guardian\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"operator\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"payee\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"owner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pause\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"paused\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bool\",\"internalType\":\"bool\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"payOut\",\"inputs\":[{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"pendingOwner\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refundCap\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"removeOperator\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"renounceOwnership\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"rescue\",\"inputs\":[{\"name\":\"foreignToken\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"seq\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint64\",\"internalType\":\"uint64\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"setGuardian\",\"inputs\":[{\"name\":\"newGuardian\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setOperator\",\"inputs\":[{\"name\":\"newOperator\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setRefundCap\",\"inputs\":[{\"name\":\"cap\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setSplit\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"shares\",\"type\":\"tuple[]\",\"internalType\":\"structShare[]\",\"components\":[{\"name\":\"payee\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"bps\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"setTreasury\",\"inputs\":[{\"name\":\"newTreasury\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settleBatch\",\"inputs\":[{\"name\":\"seq\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"usage\",\"type\":\"tuple\",\"internalType\":\"structUsage\",\"components\":[{\"name\":\"from\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"to\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"root\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"head\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"claims\",\"type\":\"tuple[]\",\"internalType\":\"structVoucherClaim[]\",\"components\":[{\"name\":\"voucher\",\"type\":\"tuple\",\"internalType\":\"structVoucher\",\"components\":[{\"name\":\"channel\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"maxClaimableAmount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"authorizations\",\"type\":\"tuple[]\",\"internalType\":\"structAuthorization[]\",\"components\":[{\"name\":\"from\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"value\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"validAfter\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"validBefore\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"nonce\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}]},{\"name\":\"refunds\",\"type\":\"tuple[]\",\"internalType\":\"structRefund[]\",\"components\":[{\"name\":\"channel\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"allocations\",\"type\":\"tuple[]\",\"internalType\":\"structAllocation[]\",\"components\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"split\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"internalType\":\"uint32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"tuple[]\",\"internalType\":\"structShare[]\",\"components\":[{\"name\":\"payee\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"bps\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"sweep\",\"inputs\":[{\"name\":\"payees\",\"type\":\"address[]\",\"internalType\":\"address[]\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"token\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"totalOwed\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"transferOwnership\",\"inputs\":[{\"name\":\"newOwner\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"treasury\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"unpause\",\"inputs\":[],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Allocated\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"AllocationShort\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"missing\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Batch\",\"inputs\":[{\"name\":\"seq\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"from\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"to\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"usageRoot\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"journalHead\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"rows\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"skipped\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"total\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"GuardianSet\",\"inputs\":[{\"name\":\"guardian\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OperatorSet\",\"inputs\":[{\"name\":\"operator\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OwnershipTransferStarted\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"OwnershipTransferred\",\"inputs\":[{\"name\":\"previousOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"newOwner\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Paid\",\"inputs\":[{\"name\":\"payee\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PaidOut\",\"inputs\":[{\"name\":\"to\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PausedBy\",\"inputs\":[{\"name\":\"by\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"PayoutFailed\",\"inputs\":[{\"name\":\"payee\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"reason\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"RefundCapSet\",\"inputs\":[{\"name\":\"cap\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Rescued\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"to\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"RowSkipped\",\"inputs\":[{\"name\":\"seq\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"rail\",\"type\":\"uint8\",\"indexed\":true,\"internalType\":\"enumRail\"},{\"name\":\"index\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"payer\",\"type\":\"address\",\"indexed\":false,\"internalType\":\"address\"},{\"name\":\"key\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"},{\"name\":\"reason\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"RowsOutOfGas\",\"inputs\":[{\"name\":\"seq\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"rail\",\"type\":\"uint8\",\"indexed\":true,\"internalType\":\"enumRail\"},{\"name\":\"first\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"},{\"name\":\"count\",\"type\":\"uint64\",\"indexed\":false,\"internalType\":\"uint64\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"SettleFailed\",\"inputs\":[{\"name\":\"seq\",\"type\":\"uint64\",\"indexed\":true,\"internalType\":\"uint64\"},{\"name\":\"reason\",\"type\":\"bytes\",\"indexed\":false,\"internalType\":\"bytes\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"SplitSet\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"indexed\":true,\"internalType\":\"uint32\"},{\"name\":\"shares\",\"type\":\"tuple[]\",\"indexed\":false,\"internalType\":\"structShare[]\",\"components\":[{\"name\":\"payee\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"bps\",\"type\":\"uint16\",\"internalType\":\"uint16\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"TreasurySet\",\"inputs\":[{\"name\":\"treasury\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Unpaused\",\"inputs\":[],\"anonymous\":false},{\"type\":\"error\",\"name\":\"InsufficientFree\",\"inputs\":[{\"name\":\"asked\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"available\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"InvalidAddress\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoBatchSettlement\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAToken\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotForeign\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotGuardian\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotOperator\",\"inputs\":[{\"name\":\"caller\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[{\"name\":\"payee\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OwnableInvalidOwner\",\"inputs\":[{\"name\":\"owner\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OwnableUnauthorizedAccount\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"OwnerRequired\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"Paused\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ReentrancyGuardReentrantCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"RefundCapExceeded\",\"inputs\":[{\"name\":\"asked\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"left\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ReservedSplit\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"SplitSum\",\"inputs\":[{\"name\":\"sum\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooManyShares\",\"inputs\":[{\"name\":\"given\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"max\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"UnexpectedAmount\",\"inputs\":[{\"name\":\"expected\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"received\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"UnknownSplit\",\"inputs\":[{\"name\":\"splitId\",\"type\":\"uint32\",\"internalType\":\"uint32\"}]},{\"type\":\"error\",\"name\":\"WrongSeq\",\"inputs\":[{\"name\":\"expected\",\"type\":\"uint64\",\"internalType\":\"uint64\"},{\"name\":\"given\",\"type\":\"uint64\",\"internalType\":\"uint64\"}]}]",
	ID:  "Vault",
	Bin: "0x60c060405260028054600160a01b600160e01b031916600160a01b179055348015610028575f5ffd5b50604051613481380380613481833981016040819052610047916102fa565b8685878686826001600160a01b03811661007b57604051631e4fbdf760e01b81525f60048201526024015b60405180910390fd5b61008481610109565b5061008e82610125565b6100978161016e565b505050816001600160a01b03163b5f036100cf5760405163f0ae59ab60e01b81526001600160a01b0383166004820152602401610072565b6001600160a01b0382166080526100e5816101b7565b50506001600160a01b03821660a0526100fd8161023c565b5050505050505061038b565b600180546001600160a01b031916905561012281610290565b50565b600380546001600160a01b0319166001600160a01b0383169081179091556040517fe6c09ffe4572dc9ceaa5ddde4ae41befa655d6fdfe8052077af0970f700e942e905f90a250565b600280546001600160a01b0319166001600160a01b0383169081179091556040517f99d737e0adf2c449d71890b86772885ec7959b152ddb265f76325b6e68e105d3905f90a250565b6001600160a01b03811615806101d557506001600160a01b03811630145b156101f35760405163e6c4247b60e01b815260040160405180910390fd5b600480546001600160a01b0319166001600160a01b0383169081179091556040517f3c864541ef71378c6229510ed90f376565ee42d9c5e0904a984a9e863e6db44f905f90a250565b600880546001600160801b0319166001600160801b0383169081179091556040519081527f6f417f3056630b5ee1db40c7efb0f2976431a3eea3eab106422d59e9aaff507d9060200160405180910390a150565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b80516001600160a01b03811681146102f5575f5ffd5b919050565b5f5f5f5f5f5f5f60e0888a031215610310575f5ffd5b610319886102df565b9650610327602089016102df565b9550610335604089016102df565b9450610343606089016102df565b9350610351608089016102df565b925061035f60a089016102df565b60c08901519092506001600160801b038116811461037b575f5ffd5b8091505092959891949750929550565b60805160a05161306561041c5f395f81816103760152818161125e0152818161133d015281816114a1015281816115b501528181611cc90152611e2301525f8181610436015281816104b20152818161077c01528181610851015281816109a701528181610b6001528181610c9501528181611dfb01528181611ed701528181611f8c015261207101526130655ff3fe608060405234801561000f575f5ffd5b50600436106101dc575f3560e01c8063715018a611610109578063c9ec7d9e1161009e578063e7fa9f7d1161006e578063e7fa9f7d14610406578063f0f442601461040e578063f2fde38b14610421578063fc0c546a14610434575f5ffd5b8063c9ec7d9e1461039a578063df18e047146103ba578063e24cb643146103e2578063e30c3978146103f5575f5ffd5b80638a0dac4a116100d95780638a0dac4a1461033e5780638da5cb5b14610351578063b3ab15fb14610361578063c005e49514610374575f5ffd5b8063715018a614610313578063780469bb1461031b57806379ba50971461032e5780638456cb5914610336575f5ffd5b80633ccfd60b1161017f578063570ca7351161014f578063570ca735146102a95780635c975abb146102ba57806361d027b3146102d75780636857ab40146102e8575f5ffd5b80633ccfd60b1461026c5780633e8ff57b146102745780633f4ba83a1461027c578063452a932014610284575f5ffd5b806320e54548116101ba57806320e545481461022357806320ff430b1461022b57806321ce2dc11461023e578063299e379314610251575f5ffd5b80630221038a146101e05780630f2612eb146101f55780631370128e14610208575b5f5ffd5b6101f36101ee3660046123f8565b61045a565b005b6101f361020336600461247c565b610529565b610210610759565b6040519081526020015b60405180910390f35b6101f36107ef565b6101f36102393660046124ca565b61083f565b6101f361024c3660046125b4565b61091a565b6008546040516001600160801b03909116815260200161021a565b610210610b1d565b610210602081565b6101f3610bc4565b6003546001600160a01b03165b6040516001600160a01b03909116815260200161021a565b6002546001600160a01b0316610291565b600254600160e01b900460ff16604051901515815260200161021a565b6004546001600160a01b0316610291565b600254600160a01b90046001600160401b03166040516001600160401b03909116815260200161021a565b6101f3610c03565b6101f36103293660046126a4565b610c24565b6101f3610d97565b6101f3610ddb565b6101f361034c3660046126e2565b610e5f565b5f546001600160a01b0316610291565b6101f361036f3660046126e2565b610e70565b7f0000000000000000000000000000000000000000000000000000000000000000610291565b6103ad6103a83660046126fd565b610e81565b60405161021a9190612716565b6102106103c83660046126e2565b6001600160a01b03165f9081526006602052604090205490565b6101f36103f0366004612787565b610f95565b6001546001600160a01b0316610291565b600554610210565b6101f361041c3660046126e2565b610fa6565b6101f361042f3660046126e2565b610fe9565b7f0000000000000000000000000000000000000000000000000000000000000000610291565b610462611059565b61046a611085565b5f610473610759565b9050808211156104a55760405163018ac91360e61b815260048101839052602481018290526044015b60405180910390fd5b6104d96001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001684846110ba565b826001600160a01b03167f85614384dd52aa71c3b02d6986abe55274cb38b9b13fc323db17de1b950c27278360405161051491815260200190565b60405180910390a2506105256110ef565b5050565b610531611059565b8263ffffffff165f036105575760405163e908af7b60e01b815260040160405180910390fd5b602081111561058357604051637d6dbd1d60e11b8152600481018290526020602482015260440161049c565b63ffffffff83165f9081526007602052604090205b8054156105d457808054806105af576105af6127a0565b5f8281526020902081015f1990810180546001600160b01b0319169055019055610598565b5f805b838110156106ec575f8585838181106105f2576105f26127b4565b61060892602060409092020190810191506126e2565b6001600160a01b0316148061064c57503085858381811061062b5761062b6127b4565b61064192602060409092020190810191506126e2565b6001600160a01b0316145b1561066a5760405163e6c4247b60e01b815260040160405180910390fd5b84848281811061067c5761067c6127b4565b905060400201602001602081019061069491906127d7565b6106a29061ffff1683612806565b9150828585838181106106b7576106b76127b4565b83546001810185555f9485526020909420604090910292909201929190910190506106e28282612819565b50506001016105d7565b506127108114610712576040516398890cd760e01b81526004810182905260240161049c565b8463ffffffff167fe3b22bf04fe874cbf1354159562c19d57aafa2580c1e175561e84fd3bff1b13e858560405161074a929190612873565b60405180910390a25050505050565b6040516370a0823160e01b81523060048201525f906107ea906001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016906370a0823190602401602060405180830381865afa1580156107c1573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906107e591906128d6565b611119565b905090565b6003546001600160a01b0316331480159061081457505f546001600160a01b03163314155b156108345760405163a252c15160e01b815233600482015260240161049c565b61083d5f61113c565b565b610847611059565b61084f611085565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316836001600160a01b0316036108ac5760405163f8bab94160e01b81526001600160a01b038416600482015260240161049c565b6108c06001600160a01b03841683836110ba565b816001600160a01b0316836001600160a01b03167f3af790fafda720819b2fc6e15090606e81154e0ac9a92d38ecad006d99d20ecc8360405161090591815260200190565b60405180910390a36109156110ef565b505050565b610922611085565b61092b8a611185565b6040805160a0810182525f602082018190529181018290526060810182905260808101919091526001600160401b038b168152610984828561096d898c612806565b6109779190612806565b6109819190612806565b90565b6001600160401b031660208201526040516370a0823160e01b81523060048201527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa1580156109f4573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610a1891906128d6565b60608201528715610a2e57610a2e818a8a61125c565b610a398188886113d1565b610a4481868661142d565b610a4f81848461167f565b6001600160401b038b167f6a9fbc22770f8c9d89ae094a0c79386b849ba76d0df41fd5de0d0986901080d5610a8760208d018d6128ed565b610a9760408e0160208f016128ed565b8d604001358e60600135866020015187604001518860800151604051610b0097969594939291906001600160401b0397881681529587166020870152604086019490945260608501929092528416608084015290921660a082015260c081019190915260e00190565b60405180910390a250610b116110ef565b50505050505050505050565b5f610b26611085565b610b2f33611824565b9050805f03610b5357604051633a8d87ed60e11b815233600482015260240161049c565b610b876001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001633836110ba565b60405181815233907f737c69225d647e5994eab1a6c301bf6d9232beb2759ae1e27a8966b4732bc4899060200160405180910390a26109816110ef565b610bcc611059565b6002805460ff60e01b191690556040517fa45f47fdea8a1efdd9029a5691c7f759c32b7c698632b563573e155625d16933905f90a1565b610c0b611059565b604051633c776be160e01b815260040160405180910390fd5b610c2c611085565b5f5b8181108015610c3f5750620493e05a115b15610d8e575f838383818110610c5757610c576127b4565b9050602002016020810190610c6c91906126e2565b90505f610c7882611824565b9050805f03610c88575050610d7e565b610cbc6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168383611882565b15610d0957816001600160a01b03167f737c69225d647e5994eab1a6c301bf6d9232beb2759ae1e27a8966b4732bc48982604051610cfc91815260200190565b60405180910390a2610d7b565b5f610d12611897565b9050610d1e83836118c1565b8160055f828254610d2f9190612806565b92505081905550826001600160a01b03167fd086db432eb995612b9c7ee16aa104feaca6511870d85137f01c723aee799f908383604051610d71929190612934565b60405180910390a2505b50505b610d878161294c565b9050610c2e565b506105256110ef565b60015433906001600160a01b03168114610dcf5760405163118cdaa760e01b81526001600160a01b038216600482015260240161049c565b610dd8816118f7565b50565b6003546001600160a01b03163314801590610e0057505f546001600160a01b03163314155b15610e205760405163a252c15160e01b815233600482015260240161049c565b6002805460ff60e01b1916600160e01b17905560405133907f314364159151b7b18f5ebe5ff7560d5d2bda61579a0b674a2967e01cd7686955905f90a2565b610e67611059565b610dd881611910565b610e78611059565b610dd88161113c565b60608163ffffffff165f03610f12576040805160018082528183019092525f91816020015b604080518082019091525f8082526020820152815260200190600190039081610ea6575050604080518082019091526004546001600160a01b03168152612710602082015281519192509082905f90610f0157610f016127b4565b602090810291909101015292915050565b63ffffffff82165f90815260076020908152604080832080548251818502810185019093528083529193909284015b82821015610f8a575f84815260209081902060408051808201909152908401546001600160a01b0381168252600160a01b900461ffff1681830152825260019092019101610f41565b505050509050919050565b610f9d611059565b610dd881611959565b610fae611059565b6004546001600160a01b0316610fc3826119b6565b6001600160a01b0381165f908152600660205260408120805491905561091583826118c1565b610ff1611059565b600180546001600160a01b0383166001600160a01b031990911681179091556110215f546001600160a01b031690565b6001600160a01b03167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b5f546001600160a01b0316331461083d5760405163118cdaa760e01b815233600482015260240161049c565b61108d611a3b565b61083d60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90611a7b565b6110c78383836001611a82565b61091557604051635274afe760e01b81526001600160a01b038416600482015260240161049c565b61083d5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006110b4565b5f6005548211611129575f611136565b6005546111369083612978565b92915050565b600280546001600160a01b0319166001600160a01b0383169081179091556040517f99d737e0adf2c449d71890b86772885ec7959b152ddb265f76325b6e68e105d3905f90a250565b6002546001600160a01b031633146111b257604051633b63649d60e11b815233600482015260240161049c565b600254600160e01b900460ff16156111dd576040516313d0ff5960e31b815260040160405180910390fd5b6002546001600160401b03600160a01b9091048116908216811461122757604051631b79cf4360e11b81526001600160401b0380831660048301528316602482015260440161049c565b61123281600161298b565b600260146101000a8154816001600160401b0302191690836001600160401b031602179055505050565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03163b611316576040805160048152602481019091526020810180516001600160e01b03166387d927a560e01b1790525f5b8281101561130f576112cb855f838682611ae4565b156112d7575050505050565b611307855f838787868181106112ef576112ef6127b4565b905060200281019061130191906129aa565b86611b98565b6001016112b6565b5050505050565b5f611339611327620493e0846129c9565b60025a61133491906129e0565b611bb6565b90507f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166329237b0c8285856040518463ffffffff1660e01b815260040161138a929190612ae0565b5f604051808303815f88803b1580156113a1575f5ffd5b5087f1935050505080156113b3575060015b6113c2576113c2848484611bcd565b6113cb84611d7e565b50505050565b5f5b818110156113cb576113ec846001838562061a80611ae4565b156113f75750505050565b611425848285858581811061140e5761140e6127b4565b90506020028101906114209190612bea565b611f82565b6001016113d3565b5f81611439575f611446565b6008546001600160801b03165b6001600160801b031690505f5b8281101561130f5761146c8560028386620493e0611ae4565b15611478575050505050565b3684848381811061148b5761148b6127b4565b9050610100020190506114c66001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000163b1590565b1561150b576040805160048152602481019091526020810180516001600160e01b03166387d927a560e01b17905261150690879060029085908590611b98565b611676565b8261151d610100830160e08401612787565b6001600160801b031611156115ab575f637735450760e11b611546610100840160e08501612787565b6040516001600160801b0390911660248201526044810186905260640160408051601f198184030181529190526020810180516001600160e01b03166001600160e01b03199093169290921790915290506115a5876002858585611b98565b50611676565b6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663dce4bfae620493e0836115f0610100820160e08301612787565b6040518463ffffffff1660e01b815260040161160d929190612bfe565b5f604051808303815f88803b158015611624575f5ffd5b5087f193505050508015611636575060015b61164f57611506866002848461164a611897565b611b98565b611660610100820160e08301612787565b611673906001600160801b031684612978565b92505b50600101611453565b5f5b818110156113cb573683838381811061169c5761169c6127b4565b6040029190910191505f90506116bd6116b860208401846126fd565b61219b565b90506116e586600385876201adb06116d6876002612806565b6116e091906129c9565b611ae4565b156116f257505050505050565b805f03611784575f6328aa201d60e11b61170f60208501856126fd565b60405163ffffffff909116602482015260440160408051601f19818403018152919052602080820180516001600160e01b03166001600160e01b031990941693909317909252915061177c90889060039087905f90611770908901896126fd565b63ffffffff16866121ca565b50505061181c565b5f61179a83602001356113348960600151611119565b905080156117b8576117b86117b260208501856126fd565b82612246565b8260200135811015611818576117d160208401846126fd565b63ffffffff167ffac425813448f480083c40d5696cfdc402346b97004df6bfb70a98894027c2d3611806836020870135612978565b60405190815260200160405180910390a25b5050505b600101611681565b6001600160a01b0381165f908152600660205260408120549081900361184b57505f919050565b6001600160a01b0382165f90815260066020526040812081905560058054839290611877908490612978565b909155509092915050565b5f61188f8484845f611a82565b949350505050565b60603d60a48111156118a7575060a45b6040519150808252805f602084013e5060e0810160405290565b8015610525576001600160a01b0382165f90815260066020526040812080548392906118ee908490612806565b90915550505050565b600180546001600160a01b0319169055610dd88161235a565b600380546001600160a01b0319166001600160a01b0383169081179091556040517fe6c09ffe4572dc9ceaa5ddde4ae41befa655d6fdfe8052077af0970f700e942e905f90a250565b600880546fffffffffffffffffffffffffffffffff19166001600160801b0383169081179091556040519081527f6f417f3056630b5ee1db40c7efb0f2976431a3eea3eab106422d59e9aaff507d9060200160405180910390a150565b6001600160a01b03811615806119d457506001600160a01b03811630145b156119f25760405163e6c4247b60e01b815260040160405180910390fd5b600480546001600160a01b0319166001600160a01b0383169081179091556040517f3c864541ef71378c6229510ed90f376565ee42d9c5e0904a984a9e863e6db44f905f90a250565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c1561083d57604051633ee5aeb560e01b815260040160405180910390fd5b80825d5050565b60405163a9059cbb60e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316611ad8578383151615611acc573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f611aee826123a9565b15611afa57505f611b8f565b5f611b086109818686612978565b90508087604001818151611b1c919061298b565b6001600160401b0316905250856003811115611b3a57611b3a612c23565b87516001600160401b03167f6e621893b929eb602a9e96f0b38e0427f920baf2f1c63da825890a09000e3d6f87604080516001600160401b03928316815291861660208301520160405180910390a360019150505b95945050505050565b61130f858585611bab60208701876126e2565b8660c00135866121ca565b5f818310611bc45781611bc6565b825b9392505050565b6040805160018082528183019092525f91816020015b60408051610180810182525f60a0820181815260c0830182905260e083018290526101008301829052610120830182905261014083018290526101608301829052606080840191825260808401839052908352602083015291810191909152815260200190600190039081611be35790505090505f5b8281101561130f57611c71855f8386620493e0611ae4565b15611c7d575050505050565b838382818110611c8f57611c8f6127b4565b9050602002810190611ca191906129aa565b611caa90612d2c565b825f81518110611cbc57611cbc6127b4565b60200260200101819052507f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166329237b0c620493e0846040518363ffffffff1660e01b8152600401611d179190612e40565b5f604051808303815f88803b158015611d2e575f5ffd5b5087f193505050508015611d40575060015b611d7657611d76855f83878786818110611d5c57611d5c6127b4565b9050602002810190611d6e91906129aa565b61164a611897565b600101611c59565b611d8a620493e06123a9565b611dde57805f01516001600160401b03167f8e3c7632fce59da90d9f474d98a636481cb5e0c65d64f41adb42aae6d8946333604051611dd39060208082525f9082015260400190565b60405180910390a250565b604051639db32a8f60e01b81523060048201526001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000811660248301527f00000000000000000000000000000000000000000000000000000000000000001690639db32a8f90620493e0906044015f604051808303815f88803b158015611e69575f5ffd5b5087f193505050508015611e7b575060015b611ec05780516001600160401b03167f8e3c7632fce59da90d9f474d98a636481cb5e0c65d64f41adb42aae6d8946333611eb3611897565b604051611dd39190612f52565b6040516370a0823160e01b81523060048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa158015611f24573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190611f4891906128d6565b90508160600151811115611f7a576060820151611f659082612978565b82608001818151611f769190612806565b9052505b606082015250565b6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663cf09299562061a80611fc260208501856126e2565b306020860135604087013560608801356080890135611fe460a08b018b612f64565b6040518a63ffffffff1660e01b8152600401612007989796959493929190612fa6565b5f604051808303815f88803b15801561201e575f5ffd5b5087f193505050508015612030575060015b61205a576109158360018461204860208601866126e2565b8560800135612055611897565b6121ca565b6040516370a0823160e01b81523060048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa1580156120be573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906120e291906128d6565b90505f846060015182116120f6575f612105565b60608501516121059083612978565b606086018390526080860180519192508291612122908390612806565b9052506020830135811461130f57604080516020858101803560248401526044808401869052845180850390910181526064909301909352810180516001600160e01b0316639690657760e01b17905290612193908790600190889061218890896126e2565b8860800135866121ca565b505050505050565b5f63ffffffff8216156121c25763ffffffff82165f90815260076020526040902054611136565b600192915050565b8560400180516121d990612ffc565b6001600160401b031690528460038111156121f6576121f6612c23565b86516001600160401b03167f8726a23a73df38f570462bf8892419f7ded8747a2a4a66007ebc6059905274b4868686866040516122369493929190613026565b60405180910390a3505050505050565b63ffffffff82165f90815260076020526040812082915b81548110156122ec575f828281548110612279576122796127b4565b5f9182526020808320604080518082019091529201546001600160a01b0381168352600160a01b900461ffff16908201819052909250612710906122bd90886129c9565b6122c791906129e0565b90506122d38186612978565b94506122e2825f0151826118c1565b505060010161225d565b50600454612303906001600160a01b0316836118c1565b8260055f8282546123149190612806565b909155505060405183815263ffffffff8516907f0179881ebb6c45655f6978a1c69fbeab2cc057698610193881bfde91c48f6e1b9060200160405180910390a250505050565b5f80546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b5f61ea606123b8603f846129e0565b6123c29084612806565b6123cc9190612806565b5a1192915050565b6001600160a01b0381168114610dd8575f5ffd5b80356123f3816123d4565b919050565b5f5f60408385031215612409575f5ffd5b8235612414816123d4565b946020939093013593505050565b803563ffffffff811681146123f3575f5ffd5b5f5f83601f840112612445575f5ffd5b5081356001600160401b0381111561245b575f5ffd5b6020830191508360208260061b8501011115612475575f5ffd5b9250929050565b5f5f5f6040848603121561248e575f5ffd5b61249784612422565b925060208401356001600160401b038111156124b1575f5ffd5b6124bd86828701612435565b9497909650939450505050565b5f5f5f606084860312156124dc575f5ffd5b83356124e7816123d4565b925060208401356124f7816123d4565b929592945050506040919091013590565b80356001600160401b03811681146123f3575f5ffd5b5f6080828403121561252e575f5ffd5b50919050565b5f5f83601f840112612544575f5ffd5b5081356001600160401b0381111561255a575f5ffd5b6020830191508360208260051b8501011115612475575f5ffd5b5f5f83601f840112612584575f5ffd5b5081356001600160401b0381111561259a575f5ffd5b6020830191508360208260081b8501011115612475575f5ffd5b5f5f5f5f5f5f5f5f5f5f6101208b8d0312156125ce575f5ffd5b6125d78b612508565b99506125e68c60208d0161251e565b985060a08b01356001600160401b03811115612600575f5ffd5b61260c8d828e01612534565b90995097505060c08b01356001600160401b0381111561262a575f5ffd5b6126368d828e01612534565b90975095505060e08b01356001600160401b03811115612654575f5ffd5b6126608d828e01612574565b9095509350506101008b01356001600160401b0381111561267f575f5ffd5b61268b8d828e01612435565b915080935050809150509295989b9194979a5092959850565b5f5f602083850312156126b5575f5ffd5b82356001600160401b038111156126ca575f5ffd5b6126d685828601612534565b90969095509350505050565b5f602082840312156126f2575f5ffd5b8135611bc6816123d4565b5f6020828403121561270d575f5ffd5b611bc682612422565b602080825282518282018190525f918401906040840190835b8181101561276657835180516001600160a01b0316845260209081015161ffff16818501529093019260409092019160010161272f565b509095945050505050565b80356001600160801b03811681146123f3575f5ffd5b5f60208284031215612797575f5ffd5b611bc682612771565b634e487b7160e01b5f52603160045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b61ffff81168114610dd8575f5ffd5b5f602082840312156127e7575f5ffd5b8135611bc6816127c8565b634e487b7160e01b5f52601160045260245ffd5b80820180821115611136576111366127f2565b8135612824816123d4565b81546001600160a01b031981166001600160a01b039290921691821783556020840135612850816127c8565b6001600160b01b03199190911690911760a09190911b61ffff60a01b1617905550565b602080825281018290525f8360408301825b858110156128cc578235612898816123d4565b6001600160a01b0316825260208301356128b1816127c8565b61ffff16602083015260409283019290910190600101612885565b5095945050505050565b5f602082840312156128e6575f5ffd5b5051919050565b5f602082840312156128fd575f5ffd5b611bc682612508565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b828152604060208201525f61188f6040830184612906565b5f6001820161295d5761295d6127f2565b5060010190565b634e487b7160e01b5f52604160045260245ffd5b81810381811115611136576111366127f2565b6001600160401b038181168382160190811115611136576111366127f2565b5f823561013e198336030181126129bf575f5ffd5b9190910192915050565b8082028115828204841417611136576111366127f2565b5f826129fa57634e487b7160e01b5f52601260045260245ffd5b500490565b803564ffffffffff811681146123f3575f5ffd5b8035612a1e816123d4565b6001600160a01b031682526020810135612a37816123d4565b6001600160a01b031660208301526040810135612a53816123d4565b6001600160a01b03166040830152612a6d606082016123e8565b6001600160a01b03166060830152612a87608082016123e8565b6001600160a01b03166080830152612aa160a082016129ff565b64ffffffffff1660a083015260c090810135910152565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b602080825281018290525f6040600584901b83018101908301858361013e1936839003015b87821015612bdd57868503603f190184528235818112612b23575f5ffd5b8901612b2f8682612a13565b6001600160801b03612b4360e08301612771565b1660e0870152610100810135601e19823603018112612b60575f5ffd5b81016020810190356001600160401b03811115612b7b575f5ffd5b803603821315612b89575f5ffd5b610140610100890152612ba161014089018284612ab8565b915050612bb16101208301612771565b6001600160801b0381166101208901529150955050602093840193929092019160019190910190612b05565b5092979650505050505050565b5f823560be198336030181126129bf575f5ffd5b6101008101612c0d8285612a13565b6001600160801b03831660e08301529392505050565b634e487b7160e01b5f52602160045260245ffd5b604051606081016001600160401b0381118282101715612c5957612c59612964565b60405290565b604080519081016001600160401b0381118282101715612c5957612c59612964565b60405160e081016001600160401b0381118282101715612c5957612c59612964565b5f82601f830112612cb2575f5ffd5b81356001600160401b03811115612ccb57612ccb612964565b604051601f8201601f19908116603f011681016001600160401b0381118282101715612cf957612cf9612964565b604052818152838201602001851015612d10575f5ffd5b816020850160208301375f918101602001919091529392505050565b5f813603610140811215612d3e575f5ffd5b612d46612c37565b610100821215612d54575f5ffd5b612d5c612c5f565b60e0831215612d69575f5ffd5b612d71612c81565b92508435612d7e816123d4565b83526020850135612d8e816123d4565b60208401526040850135612da1816123d4565b60408401526060850135612db4816123d4565b6060840152612dc5608086016123e8565b6080840152612dd660a086016129ff565b60a084015260c08581013590840152828152612df460e08601612771565b6020820152815261010084013591506001600160401b03821115612e16575f5ffd5b612e2236838601612ca3565b6020820152612e346101208501612771565b60408201529392505050565b5f602082016020835280845180835260408501915060408160051b8601019250602086015f5b82811015612f4657868503603f1901845281518051805180516001600160a01b0390811689526020808301518216908a01526040808301518216908a01526060808301518216908a01526080808301519091169089015260a08082015190612ed6908a018264ffffffffff169052565b5060c09081015190880152602001516001600160801b03811660e0880152506020810151610140610100880152612f11610140880182612906565b905060408201519150612f306101208801836001600160801b03169052565b9550506020938401939190910190600101612e66565b50929695505050505050565b602081525f611bc66020830184612906565b5f5f8335601e19843603018112612f79575f5ffd5b8301803591506001600160401b03821115612f92575f5ffd5b602001915036819003821315612475575f5ffd5b6001600160a01b0389811682528816602082015260408101879052606081018690526080810185905260a0810184905260e060c082018190525f90612fee9083018486612ab8565b9a9950505050505050505050565b5f6001600160401b0382166001600160401b03810361301d5761301d6127f2565b60010192915050565b6001600160401b038516815260018060a01b0384166020820152826040820152608060608201525f61305b6080830184612906565b969550505050505056",
}

// Vault is an auto generated Go binding around an Ethereum contract.
type Vault struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Vault) GetABI() abi.ABI {
	return c.abi
}

// NewVault creates a new instance of Vault.
func NewVault() *Vault {
	parsed, err := VaultMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Vault{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Vault) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address paymentToken, address owner_, address treasury_, address guardian_, address operator_, address batchSettlement_, uint128 refundCap_) returns()
func (vault *Vault) PackConstructor(paymentToken common.Address, owner_ common.Address, treasury_ common.Address, guardian_ common.Address, operator_ common.Address, batchSettlement_ common.Address, refundCap_ *big.Int) []byte {
	enc, err := vault.abi.Pack("", paymentToken, owner_, treasury_, guardian_, operator_, batchSettlement_, refundCap_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackMAXSHARES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3e8ff57b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_SHARES() view returns(uint256)
func (vault *Vault) PackMAXSHARES() []byte {
	enc, err := vault.abi.Pack("MAX_SHARES")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXSHARES is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3e8ff57b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_SHARES() view returns(uint256)
func (vault *Vault) TryPackMAXSHARES() ([]byte, error) {
	return vault.abi.Pack("MAX_SHARES")
}

// UnpackMAXSHARES is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3e8ff57b.
//
// Solidity: function MAX_SHARES() view returns(uint256)
func (vault *Vault) UnpackMAXSHARES(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("MAX_SHARES", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function acceptOwnership() returns()
func (vault *Vault) PackAcceptOwnership() []byte {
	enc, err := vault.abi.Pack("acceptOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackAcceptOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79ba5097.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function acceptOwnership() returns()
func (vault *Vault) TryPackAcceptOwnership() ([]byte, error) {
	return vault.abi.Pack("acceptOwnership")
}

// PackBatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc005e495.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function batchSettlement() view returns(address)
func (vault *Vault) PackBatchSettlement() []byte {
	enc, err := vault.abi.Pack("batchSettlement")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBatchSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc005e495.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function batchSettlement() view returns(address)
func (vault *Vault) TryPackBatchSettlement() ([]byte, error) {
	return vault.abi.Pack("batchSettlement")
}

// UnpackBatchSettlement is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc005e495.
//
// Solidity: function batchSettlement() view returns(address)
func (vault *Vault) UnpackBatchSettlement(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("batchSettlement", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFree is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1370128e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function free() view returns(uint256)
func (vault *Vault) PackFree() []byte {
	enc, err := vault.abi.Pack("free")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFree is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1370128e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function free() view returns(uint256)
func (vault *Vault) TryPackFree() ([]byte, error) {
	return vault.abi.Pack("free")
}

// UnpackFree is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1370128e.
//
// Solidity: function free() view returns(uint256)
func (vault *Vault) UnpackFree(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("free", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function guardian() view returns(address)
func (vault *Vault) PackGuardian() []byte {
	enc, err := vault.abi.Pack("guardian")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x452a9320.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function guardian() view returns(address)
func (vault *Vault) TryPackGuardian() ([]byte, error) {
	return vault.abi.Pack("guardian")
}

// UnpackGuardian is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x452a9320.
//
// Solidity: function guardian() view returns(address)
func (vault *Vault) UnpackGuardian(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("guardian", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x570ca735.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function operator() view returns(address)
func (vault *Vault) PackOperator() []byte {
	enc, err := vault.abi.Pack("operator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x570ca735.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function operator() view returns(address)
func (vault *Vault) TryPackOperator() ([]byte, error) {
	return vault.abi.Pack("operator")
}

// UnpackOperator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x570ca735.
//
// Solidity: function operator() view returns(address)
func (vault *Vault) UnpackOperator(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("operator", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address payee) view returns(uint256)
func (vault *Vault) PackOwed(payee common.Address) []byte {
	enc, err := vault.abi.Pack("owed", payee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address payee) view returns(uint256)
func (vault *Vault) TryPackOwed(payee common.Address) ([]byte, error) {
	return vault.abi.Pack("owed", payee)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf18e047.
//
// Solidity: function owed(address payee) view returns(uint256)
func (vault *Vault) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (vault *Vault) PackOwner() []byte {
	enc, err := vault.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (vault *Vault) TryPackOwner() ([]byte, error) {
	return vault.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (vault *Vault) UnpackOwner(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pause() returns()
func (vault *Vault) PackPause() []byte {
	enc, err := vault.abi.Pack("pause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8456cb59.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pause() returns()
func (vault *Vault) TryPackPause() ([]byte, error) {
	return vault.abi.Pack("pause")
}

// PackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function paused() view returns(bool)
func (vault *Vault) PackPaused() []byte {
	enc, err := vault.abi.Pack("paused")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPaused is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5c975abb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function paused() view returns(bool)
func (vault *Vault) TryPackPaused() ([]byte, error) {
	return vault.abi.Pack("paused")
}

// UnpackPaused is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5c975abb.
//
// Solidity: function paused() view returns(bool)
func (vault *Vault) UnpackPaused(data []byte) (bool, error) {
	out, err := vault.abi.Unpack("paused", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackPayOut is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0221038a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function payOut(address to, uint256 amount) returns()
func (vault *Vault) PackPayOut(to common.Address, amount *big.Int) []byte {
	enc, err := vault.abi.Pack("payOut", to, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPayOut is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0221038a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function payOut(address to, uint256 amount) returns()
func (vault *Vault) TryPackPayOut(to common.Address, amount *big.Int) ([]byte, error) {
	return vault.abi.Pack("payOut", to, amount)
}

// PackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingOwner() view returns(address)
func (vault *Vault) PackPendingOwner() []byte {
	enc, err := vault.abi.Pack("pendingOwner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe30c3978.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingOwner() view returns(address)
func (vault *Vault) TryPackPendingOwner() ([]byte, error) {
	return vault.abi.Pack("pendingOwner")
}

// UnpackPendingOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe30c3978.
//
// Solidity: function pendingOwner() view returns(address)
func (vault *Vault) UnpackPendingOwner(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("pendingOwner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRefundCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x299e3793.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refundCap() view returns(uint128)
func (vault *Vault) PackRefundCap() []byte {
	enc, err := vault.abi.Pack("refundCap")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefundCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x299e3793.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refundCap() view returns(uint128)
func (vault *Vault) TryPackRefundCap() ([]byte, error) {
	return vault.abi.Pack("refundCap")
}

// UnpackRefundCap is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x299e3793.
//
// Solidity: function refundCap() view returns(uint128)
func (vault *Vault) UnpackRefundCap(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("refundCap", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRemoveOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20e54548.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function removeOperator() returns()
func (vault *Vault) PackRemoveOperator() []byte {
	enc, err := vault.abi.Pack("removeOperator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRemoveOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20e54548.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function removeOperator() returns()
func (vault *Vault) TryPackRemoveOperator() ([]byte, error) {
	return vault.abi.Pack("removeOperator")
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() view returns()
func (vault *Vault) PackRenounceOwnership() []byte {
	enc, err := vault.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() view returns()
func (vault *Vault) TryPackRenounceOwnership() ([]byte, error) {
	return vault.abi.Pack("renounceOwnership")
}

// PackRescue is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20ff430b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rescue(address foreignToken, address to, uint256 amount) returns()
func (vault *Vault) PackRescue(foreignToken common.Address, to common.Address, amount *big.Int) []byte {
	enc, err := vault.abi.Pack("rescue", foreignToken, to, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRescue is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x20ff430b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rescue(address foreignToken, address to, uint256 amount) returns()
func (vault *Vault) TryPackRescue(foreignToken common.Address, to common.Address, amount *big.Int) ([]byte, error) {
	return vault.abi.Pack("rescue", foreignToken, to, amount)
}

// PackSeq is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6857ab40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function seq() view returns(uint64)
func (vault *Vault) PackSeq() []byte {
	enc, err := vault.abi.Pack("seq")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSeq is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6857ab40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function seq() view returns(uint64)
func (vault *Vault) TryPackSeq() ([]byte, error) {
	return vault.abi.Pack("seq")
}

// UnpackSeq is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6857ab40.
//
// Solidity: function seq() view returns(uint64)
func (vault *Vault) UnpackSeq(data []byte) (uint64, error) {
	out, err := vault.abi.Unpack("seq", data)
	if err != nil {
		return *new(uint64), err
	}
	out0 := *abi.ConvertType(out[0], new(uint64)).(*uint64)
	return out0, nil
}

// PackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGuardian(address newGuardian) returns()
func (vault *Vault) PackSetGuardian(newGuardian common.Address) []byte {
	enc, err := vault.abi.Pack("setGuardian", newGuardian)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGuardian is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8a0dac4a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGuardian(address newGuardian) returns()
func (vault *Vault) TryPackSetGuardian(newGuardian common.Address) ([]byte, error) {
	return vault.abi.Pack("setGuardian", newGuardian)
}

// PackSetOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3ab15fb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setOperator(address newOperator) returns()
func (vault *Vault) PackSetOperator(newOperator common.Address) []byte {
	enc, err := vault.abi.Pack("setOperator", newOperator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetOperator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb3ab15fb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setOperator(address newOperator) returns()
func (vault *Vault) TryPackSetOperator(newOperator common.Address) ([]byte, error) {
	return vault.abi.Pack("setOperator", newOperator)
}

// PackSetRefundCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe24cb643.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setRefundCap(uint128 cap) returns()
func (vault *Vault) PackSetRefundCap(cap *big.Int) []byte {
	enc, err := vault.abi.Pack("setRefundCap", cap)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetRefundCap is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe24cb643.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setRefundCap(uint128 cap) returns()
func (vault *Vault) TryPackSetRefundCap(cap *big.Int) ([]byte, error) {
	return vault.abi.Pack("setRefundCap", cap)
}

// PackSetSplit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0f2612eb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSplit(uint32 splitId, (address,uint16)[] shares) returns()
func (vault *Vault) PackSetSplit(splitId uint32, shares []Share) []byte {
	enc, err := vault.abi.Pack("setSplit", splitId, shares)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetSplit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0f2612eb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setSplit(uint32 splitId, (address,uint16)[] shares) returns()
func (vault *Vault) TryPackSetSplit(splitId uint32, shares []Share) ([]byte, error) {
	return vault.abi.Pack("setSplit", splitId, shares)
}

// PackSetTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0f44260.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setTreasury(address newTreasury) returns()
func (vault *Vault) PackSetTreasury(newTreasury common.Address) []byte {
	enc, err := vault.abi.Pack("setTreasury", newTreasury)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0f44260.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setTreasury(address newTreasury) returns()
func (vault *Vault) TryPackSetTreasury(newTreasury common.Address) ([]byte, error) {
	return vault.abi.Pack("setTreasury", newTreasury)
}

// PackSettleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ce2dc1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settleBatch(uint64 seq, (uint64,uint64,bytes32,bytes32) usage, (((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] claims, (address,uint256,uint256,uint256,bytes32,bytes)[] authorizations, ((address,address,address,address,address,uint40,bytes32),uint128)[] refunds, (uint32,uint256)[] allocations) returns()
func (vault *Vault) PackSettleBatch(seq uint64, usage Usage, claims []VoucherClaim, authorizations []Authorization, refunds []Refund, allocations []Allocation) []byte {
	enc, err := vault.abi.Pack("settleBatch", seq, usage, claims, authorizations, refunds, allocations)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettleBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ce2dc1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settleBatch(uint64 seq, (uint64,uint64,bytes32,bytes32) usage, (((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] claims, (address,uint256,uint256,uint256,bytes32,bytes)[] authorizations, ((address,address,address,address,address,uint40,bytes32),uint128)[] refunds, (uint32,uint256)[] allocations) returns()
func (vault *Vault) TryPackSettleBatch(seq uint64, usage Usage, claims []VoucherClaim, authorizations []Authorization, refunds []Refund, allocations []Allocation) ([]byte, error) {
	return vault.abi.Pack("settleBatch", seq, usage, claims, authorizations, refunds, allocations)
}

// PackSplit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc9ec7d9e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function split(uint32 splitId) view returns((address,uint16)[])
func (vault *Vault) PackSplit(splitId uint32) []byte {
	enc, err := vault.abi.Pack("split", splitId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSplit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc9ec7d9e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function split(uint32 splitId) view returns((address,uint16)[])
func (vault *Vault) TryPackSplit(splitId uint32) ([]byte, error) {
	return vault.abi.Pack("split", splitId)
}

// UnpackSplit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc9ec7d9e.
//
// Solidity: function split(uint32 splitId) view returns((address,uint16)[])
func (vault *Vault) UnpackSplit(data []byte) ([]Share, error) {
	out, err := vault.abi.Unpack("split", data)
	if err != nil {
		return *new([]Share), err
	}
	out0 := *abi.ConvertType(out[0], new([]Share)).(*[]Share)
	return out0, nil
}

// PackSweep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x780469bb.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function sweep(address[] payees) returns()
func (vault *Vault) PackSweep(payees []common.Address) []byte {
	enc, err := vault.abi.Pack("sweep", payees)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSweep is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x780469bb.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function sweep(address[] payees) returns()
func (vault *Vault) TryPackSweep(payees []common.Address) ([]byte, error) {
	return vault.abi.Pack("sweep", payees)
}

// PackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function token() view returns(address)
func (vault *Vault) PackToken() []byte {
	enc, err := vault.abi.Pack("token")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackToken is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfc0c546a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function token() view returns(address)
func (vault *Vault) TryPackToken() ([]byte, error) {
	return vault.abi.Pack("token")
}

// UnpackToken is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfc0c546a.
//
// Solidity: function token() view returns(address)
func (vault *Vault) UnpackToken(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("token", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackTotalOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe7fa9f7d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalOwed() view returns(uint256)
func (vault *Vault) PackTotalOwed() []byte {
	enc, err := vault.abi.Pack("totalOwed")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe7fa9f7d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalOwed() view returns(uint256)
func (vault *Vault) TryPackTotalOwed() ([]byte, error) {
	return vault.abi.Pack("totalOwed")
}

// UnpackTotalOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe7fa9f7d.
//
// Solidity: function totalOwed() view returns(uint256)
func (vault *Vault) UnpackTotalOwed(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("totalOwed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (vault *Vault) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := vault.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (vault *Vault) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return vault.abi.Pack("transferOwnership", newOwner)
}

// PackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasury() view returns(address)
func (vault *Vault) PackTreasury() []byte {
	enc, err := vault.abi.Pack("treasury")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasury() view returns(address)
func (vault *Vault) TryPackTreasury() ([]byte, error) {
	return vault.abi.Pack("treasury")
}

// UnpackTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61d027b3.
//
// Solidity: function treasury() view returns(address)
func (vault *Vault) UnpackTreasury(data []byte) (common.Address, error) {
	out, err := vault.abi.Unpack("treasury", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function unpause() returns()
func (vault *Vault) PackUnpause() []byte {
	enc, err := vault.abi.Pack("unpause")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUnpause is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3f4ba83a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function unpause() returns()
func (vault *Vault) TryPackUnpause() ([]byte, error) {
	return vault.abi.Pack("unpause")
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns(uint256 amount)
func (vault *Vault) PackWithdraw() []byte {
	enc, err := vault.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns(uint256 amount)
func (vault *Vault) TryPackWithdraw() ([]byte, error) {
	return vault.abi.Pack("withdraw")
}

// UnpackWithdraw is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3ccfd60b.
//
// Solidity: function withdraw() returns(uint256 amount)
func (vault *Vault) UnpackWithdraw(data []byte) (*big.Int, error) {
	out, err := vault.abi.Unpack("withdraw", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// VaultAllocated represents a Allocated event raised by the Vault contract.
type VaultAllocated struct {
	SplitId uint32
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const VaultAllocatedEventName = "Allocated"

// ContractEventName returns the user-defined event name.
func (VaultAllocated) ContractEventName() string {
	return VaultAllocatedEventName
}

// UnpackAllocatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Allocated(uint32 indexed splitId, uint256 amount)
func (vault *Vault) UnpackAllocatedEvent(log *types.Log) (*VaultAllocated, error) {
	event := "Allocated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultAllocated)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultAllocationShort represents a AllocationShort event raised by the Vault contract.
type VaultAllocationShort struct {
	SplitId uint32
	Missing *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const VaultAllocationShortEventName = "AllocationShort"

// ContractEventName returns the user-defined event name.
func (VaultAllocationShort) ContractEventName() string {
	return VaultAllocationShortEventName
}

// UnpackAllocationShortEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event AllocationShort(uint32 indexed splitId, uint256 missing)
func (vault *Vault) UnpackAllocationShortEvent(log *types.Log) (*VaultAllocationShort, error) {
	event := "AllocationShort"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultAllocationShort)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultBatch represents a Batch event raised by the Vault contract.
type VaultBatch struct {
	Seq         uint64
	From        uint64
	To          uint64
	UsageRoot   [32]byte
	JournalHead [32]byte
	Rows        uint64
	Skipped     uint64
	Total       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const VaultBatchEventName = "Batch"

// ContractEventName returns the user-defined event name.
func (VaultBatch) ContractEventName() string {
	return VaultBatchEventName
}

// UnpackBatchEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Batch(uint64 indexed seq, uint64 from, uint64 to, bytes32 usageRoot, bytes32 journalHead, uint64 rows, uint64 skipped, uint256 total)
func (vault *Vault) UnpackBatchEvent(log *types.Log) (*VaultBatch, error) {
	event := "Batch"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultBatch)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultGuardianSet represents a GuardianSet event raised by the Vault contract.
type VaultGuardianSet struct {
	Guardian common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const VaultGuardianSetEventName = "GuardianSet"

// ContractEventName returns the user-defined event name.
func (VaultGuardianSet) ContractEventName() string {
	return VaultGuardianSetEventName
}

// UnpackGuardianSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event GuardianSet(address indexed guardian)
func (vault *Vault) UnpackGuardianSetEvent(log *types.Log) (*VaultGuardianSet, error) {
	event := "GuardianSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultGuardianSet)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultOperatorSet represents a OperatorSet event raised by the Vault contract.
type VaultOperatorSet struct {
	Operator common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const VaultOperatorSetEventName = "OperatorSet"

// ContractEventName returns the user-defined event name.
func (VaultOperatorSet) ContractEventName() string {
	return VaultOperatorSetEventName
}

// UnpackOperatorSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OperatorSet(address indexed operator)
func (vault *Vault) UnpackOperatorSetEvent(log *types.Log) (*VaultOperatorSet, error) {
	event := "OperatorSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultOperatorSet)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultOwnershipTransferStarted represents a OwnershipTransferStarted event raised by the Vault contract.
type VaultOwnershipTransferStarted struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const VaultOwnershipTransferStartedEventName = "OwnershipTransferStarted"

// ContractEventName returns the user-defined event name.
func (VaultOwnershipTransferStarted) ContractEventName() string {
	return VaultOwnershipTransferStartedEventName
}

// UnpackOwnershipTransferStartedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
func (vault *Vault) UnpackOwnershipTransferStartedEvent(log *types.Log) (*VaultOwnershipTransferStarted, error) {
	event := "OwnershipTransferStarted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultOwnershipTransferStarted)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultOwnershipTransferred represents a OwnershipTransferred event raised by the Vault contract.
type VaultOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const VaultOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (VaultOwnershipTransferred) ContractEventName() string {
	return VaultOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (vault *Vault) UnpackOwnershipTransferredEvent(log *types.Log) (*VaultOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultPaid represents a Paid event raised by the Vault contract.
type VaultPaid struct {
	Payee  common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultPaidEventName = "Paid"

// ContractEventName returns the user-defined event name.
func (VaultPaid) ContractEventName() string {
	return VaultPaidEventName
}

// UnpackPaidEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Paid(address indexed payee, uint256 amount)
func (vault *Vault) UnpackPaidEvent(log *types.Log) (*VaultPaid, error) {
	event := "Paid"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultPaid)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultPaidOut represents a PaidOut event raised by the Vault contract.
type VaultPaidOut struct {
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultPaidOutEventName = "PaidOut"

// ContractEventName returns the user-defined event name.
func (VaultPaidOut) ContractEventName() string {
	return VaultPaidOutEventName
}

// UnpackPaidOutEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PaidOut(address indexed to, uint256 amount)
func (vault *Vault) UnpackPaidOutEvent(log *types.Log) (*VaultPaidOut, error) {
	event := "PaidOut"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultPaidOut)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultPausedBy represents a PausedBy event raised by the Vault contract.
type VaultPausedBy struct {
	By  common.Address
	Raw *types.Log // Blockchain specific contextual infos
}

const VaultPausedByEventName = "PausedBy"

// ContractEventName returns the user-defined event name.
func (VaultPausedBy) ContractEventName() string {
	return VaultPausedByEventName
}

// UnpackPausedByEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PausedBy(address indexed by)
func (vault *Vault) UnpackPausedByEvent(log *types.Log) (*VaultPausedBy, error) {
	event := "PausedBy"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultPausedBy)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultPayoutFailed represents a PayoutFailed event raised by the Vault contract.
type VaultPayoutFailed struct {
	Payee  common.Address
	Amount *big.Int
	Reason []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultPayoutFailedEventName = "PayoutFailed"

// ContractEventName returns the user-defined event name.
func (VaultPayoutFailed) ContractEventName() string {
	return VaultPayoutFailedEventName
}

// UnpackPayoutFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event PayoutFailed(address indexed payee, uint256 amount, bytes reason)
func (vault *Vault) UnpackPayoutFailedEvent(log *types.Log) (*VaultPayoutFailed, error) {
	event := "PayoutFailed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultPayoutFailed)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultRefundCapSet represents a RefundCapSet event raised by the Vault contract.
type VaultRefundCapSet struct {
	Cap *big.Int
	Raw *types.Log // Blockchain specific contextual infos
}

const VaultRefundCapSetEventName = "RefundCapSet"

// ContractEventName returns the user-defined event name.
func (VaultRefundCapSet) ContractEventName() string {
	return VaultRefundCapSetEventName
}

// UnpackRefundCapSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RefundCapSet(uint128 cap)
func (vault *Vault) UnpackRefundCapSetEvent(log *types.Log) (*VaultRefundCapSet, error) {
	event := "RefundCapSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultRefundCapSet)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultRescued represents a Rescued event raised by the Vault contract.
type VaultRescued struct {
	Token  common.Address
	To     common.Address
	Amount *big.Int
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultRescuedEventName = "Rescued"

// ContractEventName returns the user-defined event name.
func (VaultRescued) ContractEventName() string {
	return VaultRescuedEventName
}

// UnpackRescuedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Rescued(address indexed token, address indexed to, uint256 amount)
func (vault *Vault) UnpackRescuedEvent(log *types.Log) (*VaultRescued, error) {
	event := "Rescued"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultRescued)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultRowSkipped represents a RowSkipped event raised by the Vault contract.
type VaultRowSkipped struct {
	Seq    uint64
	Rail   uint8
	Index  uint64
	Payer  common.Address
	Key    [32]byte
	Reason []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultRowSkippedEventName = "RowSkipped"

// ContractEventName returns the user-defined event name.
func (VaultRowSkipped) ContractEventName() string {
	return VaultRowSkippedEventName
}

// UnpackRowSkippedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RowSkipped(uint64 indexed seq, uint8 indexed rail, uint64 index, address payer, bytes32 key, bytes reason)
func (vault *Vault) UnpackRowSkippedEvent(log *types.Log) (*VaultRowSkipped, error) {
	event := "RowSkipped"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultRowSkipped)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultRowsOutOfGas represents a RowsOutOfGas event raised by the Vault contract.
type VaultRowsOutOfGas struct {
	Seq   uint64
	Rail  uint8
	First uint64
	Count uint64
	Raw   *types.Log // Blockchain specific contextual infos
}

const VaultRowsOutOfGasEventName = "RowsOutOfGas"

// ContractEventName returns the user-defined event name.
func (VaultRowsOutOfGas) ContractEventName() string {
	return VaultRowsOutOfGasEventName
}

// UnpackRowsOutOfGasEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RowsOutOfGas(uint64 indexed seq, uint8 indexed rail, uint64 first, uint64 count)
func (vault *Vault) UnpackRowsOutOfGasEvent(log *types.Log) (*VaultRowsOutOfGas, error) {
	event := "RowsOutOfGas"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultRowsOutOfGas)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultSettleFailed represents a SettleFailed event raised by the Vault contract.
type VaultSettleFailed struct {
	Seq    uint64
	Reason []byte
	Raw    *types.Log // Blockchain specific contextual infos
}

const VaultSettleFailedEventName = "SettleFailed"

// ContractEventName returns the user-defined event name.
func (VaultSettleFailed) ContractEventName() string {
	return VaultSettleFailedEventName
}

// UnpackSettleFailedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SettleFailed(uint64 indexed seq, bytes reason)
func (vault *Vault) UnpackSettleFailedEvent(log *types.Log) (*VaultSettleFailed, error) {
	event := "SettleFailed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultSettleFailed)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultSplitSet represents a SplitSet event raised by the Vault contract.
type VaultSplitSet struct {
	SplitId uint32
	Shares  []Share
	Raw     *types.Log // Blockchain specific contextual infos
}

const VaultSplitSetEventName = "SplitSet"

// ContractEventName returns the user-defined event name.
func (VaultSplitSet) ContractEventName() string {
	return VaultSplitSetEventName
}

// UnpackSplitSetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event SplitSet(uint32 indexed splitId, (address,uint16)[] shares)
func (vault *Vault) UnpackSplitSetEvent(log *types.Log) (*VaultSplitSet, error) {
	event := "SplitSet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultSplitSet)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultTreasurySet represents a TreasurySet event raised by the Vault contract.
type VaultTreasurySet struct {
	Treasury common.Address
	Raw      *types.Log // Blockchain specific contextual infos
}

const VaultTreasurySetEventName = "TreasurySet"

// ContractEventName returns the user-defined event name.
func (VaultTreasurySet) ContractEventName() string {
	return VaultTreasurySetEventName
}

// UnpackTreasurySetEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TreasurySet(address indexed treasury)
func (vault *Vault) UnpackTreasurySetEvent(log *types.Log) (*VaultTreasurySet, error) {
	event := "TreasurySet"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultTreasurySet)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// VaultUnpaused represents a Unpaused event raised by the Vault contract.
type VaultUnpaused struct {
	Raw *types.Log // Blockchain specific contextual infos
}

const VaultUnpausedEventName = "Unpaused"

// ContractEventName returns the user-defined event name.
func (VaultUnpaused) ContractEventName() string {
	return VaultUnpausedEventName
}

// UnpackUnpausedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Unpaused()
func (vault *Vault) UnpackUnpausedEvent(log *types.Log) (*VaultUnpaused, error) {
	event := "Unpaused"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != vault.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(VaultUnpaused)
	if len(log.Data) > 0 {
		if err := vault.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range vault.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (vault *Vault) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], vault.abi.Errors["InsufficientFree"].ID.Bytes()[:4]) {
		return vault.UnpackInsufficientFreeError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["InvalidAddress"].ID.Bytes()[:4]) {
		return vault.UnpackInvalidAddressError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NoBatchSettlement"].ID.Bytes()[:4]) {
		return vault.UnpackNoBatchSettlementError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NotAToken"].ID.Bytes()[:4]) {
		return vault.UnpackNotATokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NotForeign"].ID.Bytes()[:4]) {
		return vault.UnpackNotForeignError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NotGuardian"].ID.Bytes()[:4]) {
		return vault.UnpackNotGuardianError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NotOperator"].ID.Bytes()[:4]) {
		return vault.UnpackNotOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return vault.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return vault.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return vault.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["OwnerRequired"].ID.Bytes()[:4]) {
		return vault.UnpackOwnerRequiredError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["Paused"].ID.Bytes()[:4]) {
		return vault.UnpackPausedError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return vault.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["RefundCapExceeded"].ID.Bytes()[:4]) {
		return vault.UnpackRefundCapExceededError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["ReservedSplit"].ID.Bytes()[:4]) {
		return vault.UnpackReservedSplitError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return vault.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["SplitSum"].ID.Bytes()[:4]) {
		return vault.UnpackSplitSumError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["TooManyShares"].ID.Bytes()[:4]) {
		return vault.UnpackTooManySharesError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["UnexpectedAmount"].ID.Bytes()[:4]) {
		return vault.UnpackUnexpectedAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["UnknownSplit"].ID.Bytes()[:4]) {
		return vault.UnpackUnknownSplitError(raw[4:])
	}
	if bytes.Equal(raw[:4], vault.abi.Errors["WrongSeq"].ID.Bytes()[:4]) {
		return vault.UnpackWrongSeqError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// VaultInsufficientFree represents a InsufficientFree error raised by the Vault contract.
type VaultInsufficientFree struct {
	Asked     *big.Int
	Available *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientFree(uint256 asked, uint256 available)
func VaultInsufficientFreeErrorID() common.Hash {
	return common.HexToHash("0x62b244c07094747609d4e57615429a9c2e20827b39a98bb745072bcff24ab63f")
}

// UnpackInsufficientFreeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientFree(uint256 asked, uint256 available)
func (vault *Vault) UnpackInsufficientFreeError(raw []byte) (*VaultInsufficientFree, error) {
	out := new(VaultInsufficientFree)
	if err := vault.abi.UnpackIntoInterface(out, "InsufficientFree", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultInvalidAddress represents a InvalidAddress error raised by the Vault contract.
type VaultInvalidAddress struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidAddress()
func VaultInvalidAddressErrorID() common.Hash {
	return common.HexToHash("0xe6c4247b90bd06996a32d386bb770af9c0018dd1b0ebbb2df2c4499f1eda7b16")
}

// UnpackInvalidAddressError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidAddress()
func (vault *Vault) UnpackInvalidAddressError(raw []byte) (*VaultInvalidAddress, error) {
	out := new(VaultInvalidAddress)
	if err := vault.abi.UnpackIntoInterface(out, "InvalidAddress", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNoBatchSettlement represents a NoBatchSettlement error raised by the Vault contract.
type VaultNoBatchSettlement struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoBatchSettlement()
func VaultNoBatchSettlementErrorID() common.Hash {
	return common.HexToHash("0x87d927a5f9e8e6ccaa3f268462aabdfdee6ed0809302c82136c916f97dc3291b")
}

// UnpackNoBatchSettlementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoBatchSettlement()
func (vault *Vault) UnpackNoBatchSettlementError(raw []byte) (*VaultNoBatchSettlement, error) {
	out := new(VaultNoBatchSettlement)
	if err := vault.abi.UnpackIntoInterface(out, "NoBatchSettlement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNotAToken represents a NotAToken error raised by the Vault contract.
type VaultNotAToken struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAToken(address token)
func VaultNotATokenErrorID() common.Hash {
	return common.HexToHash("0xf0ae59ab2305e450b7994c131d4d487b62eef4fac72f3b690bc790b01afd51f5")
}

// UnpackNotATokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAToken(address token)
func (vault *Vault) UnpackNotATokenError(raw []byte) (*VaultNotAToken, error) {
	out := new(VaultNotAToken)
	if err := vault.abi.UnpackIntoInterface(out, "NotAToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNotForeign represents a NotForeign error raised by the Vault contract.
type VaultNotForeign struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotForeign(address token)
func VaultNotForeignErrorID() common.Hash {
	return common.HexToHash("0xf8bab941673d1d2892473bed3bbdc1fb13ad2a02190af82e6e084910d7d542a0")
}

// UnpackNotForeignError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotForeign(address token)
func (vault *Vault) UnpackNotForeignError(raw []byte) (*VaultNotForeign, error) {
	out := new(VaultNotForeign)
	if err := vault.abi.UnpackIntoInterface(out, "NotForeign", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNotGuardian represents a NotGuardian error raised by the Vault contract.
type VaultNotGuardian struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotGuardian(address caller)
func VaultNotGuardianErrorID() common.Hash {
	return common.HexToHash("0xa252c151cd1ee155ad6a596fd962f839a8b963fd05f5e863eca095de2e0b08a4")
}

// UnpackNotGuardianError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotGuardian(address caller)
func (vault *Vault) UnpackNotGuardianError(raw []byte) (*VaultNotGuardian, error) {
	out := new(VaultNotGuardian)
	if err := vault.abi.UnpackIntoInterface(out, "NotGuardian", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNotOperator represents a NotOperator error raised by the Vault contract.
type VaultNotOperator struct {
	Caller common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOperator(address caller)
func VaultNotOperatorErrorID() common.Hash {
	return common.HexToHash("0x76c6c93a6423c7e2cef5f93921b1d4d1a5ffb795cd7cfed2df95566b7c7f7c40")
}

// UnpackNotOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOperator(address caller)
func (vault *Vault) UnpackNotOperatorError(raw []byte) (*VaultNotOperator, error) {
	out := new(VaultNotOperator)
	if err := vault.abi.UnpackIntoInterface(out, "NotOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultNothingOwed represents a NothingOwed error raised by the Vault contract.
type VaultNothingOwed struct {
	Payee common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed(address payee)
func VaultNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x751b0fdaa408a0c7537afaf0af96a92598192bff093a0ad0f684a7c83bc223c9")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed(address payee)
func (vault *Vault) UnpackNothingOwedError(raw []byte) (*VaultNothingOwed, error) {
	out := new(VaultNothingOwed)
	if err := vault.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the Vault contract.
type VaultOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func VaultOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (vault *Vault) UnpackOwnableInvalidOwnerError(raw []byte) (*VaultOwnableInvalidOwner, error) {
	out := new(VaultOwnableInvalidOwner)
	if err := vault.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the Vault contract.
type VaultOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func VaultOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (vault *Vault) UnpackOwnableUnauthorizedAccountError(raw []byte) (*VaultOwnableUnauthorizedAccount, error) {
	out := new(VaultOwnableUnauthorizedAccount)
	if err := vault.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultOwnerRequired represents a OwnerRequired error raised by the Vault contract.
type VaultOwnerRequired struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnerRequired()
func VaultOwnerRequiredErrorID() common.Hash {
	return common.HexToHash("0x3c776be1520fa3f8e5a76e9b79a85d3ab5216bfba56a29566e6a0a5c410b22da")
}

// UnpackOwnerRequiredError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnerRequired()
func (vault *Vault) UnpackOwnerRequiredError(raw []byte) (*VaultOwnerRequired, error) {
	out := new(VaultOwnerRequired)
	if err := vault.abi.UnpackIntoInterface(out, "OwnerRequired", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultPaused represents a Paused error raised by the Vault contract.
type VaultPaused struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error Paused()
func VaultPausedErrorID() common.Hash {
	return common.HexToHash("0x9e87fac88ff661f02d44f95383c817fece4bce600a3dab7a54406878b965e752")
}

// UnpackPausedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error Paused()
func (vault *Vault) UnpackPausedError(raw []byte) (*VaultPaused, error) {
	out := new(VaultPaused)
	if err := vault.abi.UnpackIntoInterface(out, "Paused", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the Vault contract.
type VaultReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func VaultReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (vault *Vault) UnpackReentrancyGuardReentrantCallError(raw []byte) (*VaultReentrancyGuardReentrantCall, error) {
	out := new(VaultReentrancyGuardReentrantCall)
	if err := vault.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultRefundCapExceeded represents a RefundCapExceeded error raised by the Vault contract.
type VaultRefundCapExceeded struct {
	Asked *big.Int
	Left  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error RefundCapExceeded(uint256 asked, uint256 left)
func VaultRefundCapExceededErrorID() common.Hash {
	return common.HexToHash("0xee6a8a0e98178ad2332724e576b9b93ede095b254ad834a0941686f553204930")
}

// UnpackRefundCapExceededError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error RefundCapExceeded(uint256 asked, uint256 left)
func (vault *Vault) UnpackRefundCapExceededError(raw []byte) (*VaultRefundCapExceeded, error) {
	out := new(VaultRefundCapExceeded)
	if err := vault.abi.UnpackIntoInterface(out, "RefundCapExceeded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultReservedSplit represents a ReservedSplit error raised by the Vault contract.
type VaultReservedSplit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReservedSplit()
func VaultReservedSplitErrorID() common.Hash {
	return common.HexToHash("0xe908af7b9cfeb9a439b40c7d434afd7384e993c4c995b999bdc17087bd28db15")
}

// UnpackReservedSplitError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReservedSplit()
func (vault *Vault) UnpackReservedSplitError(raw []byte) (*VaultReservedSplit, error) {
	out := new(VaultReservedSplit)
	if err := vault.abi.UnpackIntoInterface(out, "ReservedSplit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the Vault contract.
type VaultSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func VaultSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (vault *Vault) UnpackSafeERC20FailedOperationError(raw []byte) (*VaultSafeERC20FailedOperation, error) {
	out := new(VaultSafeERC20FailedOperation)
	if err := vault.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultSplitSum represents a SplitSum error raised by the Vault contract.
type VaultSplitSum struct {
	Sum *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SplitSum(uint256 sum)
func VaultSplitSumErrorID() common.Hash {
	return common.HexToHash("0x98890cd71e2f9b35b9beabd3bb8bdfadcd8974f054e6177c08a86f8985ebb287")
}

// UnpackSplitSumError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SplitSum(uint256 sum)
func (vault *Vault) UnpackSplitSumError(raw []byte) (*VaultSplitSum, error) {
	out := new(VaultSplitSum)
	if err := vault.abi.UnpackIntoInterface(out, "SplitSum", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultTooManyShares represents a TooManyShares error raised by the Vault contract.
type VaultTooManyShares struct {
	Given *big.Int
	Max   *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooManyShares(uint256 given, uint256 max)
func VaultTooManySharesErrorID() common.Hash {
	return common.HexToHash("0xfadb7a3ad0f99e3abc28e0e53ae9fc058b66f3a7225b19fac577b0a4e8f4066e")
}

// UnpackTooManySharesError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooManyShares(uint256 given, uint256 max)
func (vault *Vault) UnpackTooManySharesError(raw []byte) (*VaultTooManyShares, error) {
	out := new(VaultTooManyShares)
	if err := vault.abi.UnpackIntoInterface(out, "TooManyShares", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultUnexpectedAmount represents a UnexpectedAmount error raised by the Vault contract.
type VaultUnexpectedAmount struct {
	Expected *big.Int
	Received *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnexpectedAmount(uint256 expected, uint256 received)
func VaultUnexpectedAmountErrorID() common.Hash {
	return common.HexToHash("0x96906577cc8564914c759c1191618c662a4271f76678943e0248e888b08ce122")
}

// UnpackUnexpectedAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnexpectedAmount(uint256 expected, uint256 received)
func (vault *Vault) UnpackUnexpectedAmountError(raw []byte) (*VaultUnexpectedAmount, error) {
	out := new(VaultUnexpectedAmount)
	if err := vault.abi.UnpackIntoInterface(out, "UnexpectedAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultUnknownSplit represents a UnknownSplit error raised by the Vault contract.
type VaultUnknownSplit struct {
	SplitId uint32
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownSplit(uint32 splitId)
func VaultUnknownSplitErrorID() common.Hash {
	return common.HexToHash("0x5154403aef018c9aadc89d51c7acb6818bd08dd63db5cf3d336d6ddd710292f6")
}

// UnpackUnknownSplitError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownSplit(uint32 splitId)
func (vault *Vault) UnpackUnknownSplitError(raw []byte) (*VaultUnknownSplit, error) {
	out := new(VaultUnknownSplit)
	if err := vault.abi.UnpackIntoInterface(out, "UnknownSplit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// VaultWrongSeq represents a WrongSeq error raised by the Vault contract.
type VaultWrongSeq struct {
	Expected uint64
	Given    uint64
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongSeq(uint64 expected, uint64 given)
func VaultWrongSeqErrorID() common.Hash {
	return common.HexToHash("0x36f39e86e860d78e8f2a9871e12d0a51264e8e0ec7b08fc07bbfa72de75f515c")
}

// UnpackWrongSeqError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongSeq(uint64 expected, uint64 given)
func (vault *Vault) UnpackWrongSeqError(raw []byte) (*VaultWrongSeq, error) {
	out := new(VaultWrongSeq)
	if err := vault.abi.UnpackIntoInterface(out, "WrongSeq", raw); err != nil {
		return nil, err
	}
	return out, nil
}
