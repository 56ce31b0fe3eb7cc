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

// BatchSettlementMetaData contains all meta data concerning the BatchSettlement contract.
var BatchSettlementMetaData = bind.MetaData{
	ABI: "[{\"type\":\"function\",\"name\":\"CHANNEL_CONFIG_TYPEHASH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"CLAIM_BATCH_TYPEHASH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"CLAIM_ENTRY_TYPEHASH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MAX_WITHDRAW_DELAY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint40\",\"internalType\":\"uint40\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"MIN_WITHDRAW_DELAY\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint40\",\"internalType\":\"uint40\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"REFUND_TYPEHASH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"VOUCHER_TYPEHASH\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"channels\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"balance\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"claim\",\"inputs\":[{\"name\":\"voucherClaims\",\"type\":\"tuple[]\",\"internalType\":\"structVoucherClaim[]\",\"components\":[{\"name\":\"voucher\",\"type\":\"tuple\",\"internalType\":\"structVoucher\",\"components\":[{\"name\":\"channel\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"maxClaimableAmount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"claimWithSignature\",\"inputs\":[{\"name\":\"voucherClaims\",\"type\":\"tuple[]\",\"internalType\":\"structVoucherClaim[]\",\"components\":[{\"name\":\"voucher\",\"type\":\"tuple\",\"internalType\":\"structVoucher\",\"components\":[{\"name\":\"channel\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"maxClaimableAmount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"authorizerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"deposit\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"collector\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"collectorData\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"finalizeWithdraw\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"getChannelId\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"getClaimBatchDigest\",\"inputs\":[{\"name\":\"voucherClaims\",\"type\":\"tuple[]\",\"internalType\":\"structVoucherClaim[]\",\"components\":[{\"name\":\"voucher\",\"type\":\"tuple\",\"internalType\":\"structVoucher\",\"components\":[{\"name\":\"channel\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"maxClaimableAmount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"}]}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"getRefundDigest\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"getVoucherDigest\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"maxClaimableAmount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"initiateWithdraw\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"multicall\",\"inputs\":[{\"name\":\"data\",\"type\":\"bytes[]\",\"internalType\":\"bytes[]\"}],\"outputs\":[{\"name\":\"results\",\"type\":\"bytes[]\",\"internalType\":\"bytes[]\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"pendingWithdrawals\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"initiatedAt\",\"type\":\"uint40\",\"internalType\":\"uint40\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"receivers\",\"inputs\":[{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"totalClaimed\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"totalSettled\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refund\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"refundNonce\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"refundWithSignature\",\"inputs\":[{\"name\":\"config\",\"type\":\"tuple\",\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"amount\",\"type\":\"uint128\",\"internalType\":\"uint128\"},{\"name\":\"nonce\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"receiverAuthorizerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"ChannelClosed\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"config\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"ChannelCreated\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"config\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structChannelConfig\",\"components\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"payerAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiver\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"receiverAuthorizer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"withdrawDelay\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Claimed\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"claimAmount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"},{\"name\":\"newTotalClaimed\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Deposited\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"},{\"name\":\"newBalance\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Refunded\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"receiver\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"WithdrawFinalized\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"sender\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"WithdrawInitiated\",\"inputs\":[{\"name\":\"channelId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"amount\",\"type\":\"uint128\",\"indexed\":false,\"internalType\":\"uint128\"},{\"name\":\"finalizeAfter\",\"type\":\"uint40\",\"indexed\":false,\"internalType\":\"uint40\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"AddressEmptyCode\",\"inputs\":[{\"name\":\"target\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"ClaimExceedsBalance\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ClaimExceedsCeiling\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"DepositCollectionFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"DepositOverflow\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignatureLength\",\"inputs\":[{\"name\":\"length\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"ECDSAInvalidSignatureS\",\"inputs\":[{\"name\":\"s\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"type\":\"error\",\"name\":\"EmptyBatch\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"FailedCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidChannel\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidCollector\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidRefundNonce\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"InvalidSignature\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAuthorizedToClaim\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAuthorizedToFinalizeWithdraw\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAuthorizedToRefund\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotReceiverAuthorizer\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingToWithdraw\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ReentrancyGuardReentrantCall\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"WithdrawAmountExceedsAvailable\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WithdrawDelayNotElapsed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WithdrawDelayOutOfRange\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WithdrawalAlreadyPending\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WithdrawalNotPending\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ZeroDeposit\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"ZeroRefund\",\"inputs\":[]}]",
	ID:  "BatchSettlement",
	Bin: "0x6080604052348015600e575f5ffd5b506128228061001c5f395ff3fe608060405234801561000f575f5ffd5b5060043610610153575f3560e01c80639db32a8f116100bf578063cf5cf3dc11610079578063cf5cf3dc146103eb578063dce4bfae146103fe578063e25cf18914610411578063e43ce1f214610424578063e88377b114610437578063f0dc792e1461044a575f5ffd5b80639db32a8f14610318578063ac9650d81461032b578063ae1594391461034b578063b77433e914610354578063b7f06ebe14610367578063ba94ec0d146103c4575f5ffd5b806353ab0fae1161011057806353ab0fae1461024a5780635e5e0b87146102715780637a7ebd7b14610284578063862bb199146102b75780638e4a68ac146102ca57806394739e87146102f1575f5ffd5b8063140f1e75146101575780631e69ef401461016c5780631fc3277d146101a657806321ff6389146101c657806329237b0c14610224578063488ccc3b14610237575b5f5ffd5b61016a61016536600461218f565b610469565b005b6101937fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb21681565b6040519081526020015b60405180910390f35b6101b062278d0081565b60405164ffffffffff909116815260200161019d565b6102046101d4366004612204565b600360209081525f92835260408084209091529082529020546001600160801b0380821691600160801b90041682565b604080516001600160801b0393841681529290911660208301520161019d565b61016a610232366004612276565b6107b5565b610193610245366004612276565b61088e565b6101937f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5781565b61019361027f3660046122b5565b6108ba565b6102046102923660046122cf565b5f602081905290815260409020546001600160801b0380821691600160801b90041682565b6101936102c53660046122e6565b6108cc565b6101937f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30881565b6101937f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6981565b61016a610326366004612204565b6108e6565b61033e610339366004612276565b6109da565b60405161019d9190612307565b6101b061038481565b61016a61036236600461238b565b610ac0565b61039f6103753660046122cf565b60016020525f90815260409020546001600160801b03811690600160801b900464ffffffffff1682565b604080516001600160801b03909316835264ffffffffff90911660208301520161019d565b6101937f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf581565b61016a6103f93660046123dc565b610b72565b61016a61040c3660046123dc565b610d2a565b61019361041f366004612406565b610d96565b61016a610432366004612438565b610db2565b61016a6104453660046122b5565b610efd565b6101936104583660046122cf565b60026020525f908152604090205481565b6104716110c2565b836001600160801b03165f0361049a576040516356316e8760e01b815260040160405180910390fd5b6001600160a01b0383166104c15760405163062c6bf560e21b815260040160405180910390fd5b6104ca856110f9565b5f6104dc6104d66111f1565b87611295565b5f818152602081905260409020805491925090610504906001600160801b03908116906124b8565b6001600160801b0316866001600160801b0316111561053657604051631132981b60e01b815260040160405180910390fd5b5f61054760a0890160808a016124d7565b6040516370a0823160e01b81523060048201526001600160a01b0391909116906370a0823190602401602060405180830381865afa15801561058b573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906105af91906124f0565b90506001600160a01b03861663e416d8d36105cd60208b018b6124d7565b6105dd60a08c0160808d016124d7565b8a878a8a6040518763ffffffff1660e01b81526004016106029695949392919061252f565b5f604051808303815f87803b158015610619575f5ffd5b505af115801561062b573d5f5f3e3d5ffd5b50505050866001600160801b031681610644919061257d565b61065460a08a0160808b016124d7565b6040516370a0823160e01b81523060048201526001600160a01b0391909116906370a0823190602401602060405180830381865afa158015610698573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906106bc91906124f0565b10156106db57604051633ad0d64b60e21b815260040160405180910390fd5b6106e482611319565b1561072257827f69d8248d5566bdb2ebc4d218970710d8378a2ff9b709a999e052b71970f808fa896040516107199190612643565b60405180910390a25b81545f9061073a9089906001600160801b0316612651565b83546fffffffffffffffffffffffffffffffff19166001600160801b03828116918217865560408051918c1682526020820192909252919250339186917f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d89910160405180910390a3505050506107ae611344565b5050505050565b6107bd6110c2565b5f8190036107de5760405163c2e5347d60e01b815260040160405180910390fd5b5f6107e76111f1565b90505f5b82811015610880573684848381811061080657610806612670565b90506020028101906108189190612684565b90506108238161136e565b6108405760405163defb706960e01b815260040160405180910390fd5b6108778361084e8584611295565b87878681811061086057610860612670565b90506020028101906108729190612684565b6113c3565b506001016107eb565b505061088a611344565b5050565b5f5f6108986111f1565b90506108b0816108a9838787611667565b8686611712565b9150505b92915050565b5f6108b46108c66111f1565b83611295565b5f6108df6108d86111f1565b84846118e2565b9392505050565b6108ee6110c2565b6001600160a01b038083165f9081526003602090815260408083209385168352929052908120805490916001600160801b038083169261093791600160801b90910416836124b8565b9050806001600160801b03165f03610951575050506109d2565b82546001600160801b03908116600160801b84831602178455604051908216815233906001600160a01b0386811691908816907f7337b4386b690fdb8ba66905b92b9d45d33bc6626ee2620c905fb150ec0cc47d9060200160405180910390a46109ce6001600160a01b038516866001600160801b038416611931565b5050505b61088a611344565b604080515f8152602081019091526060908267ffffffffffffffff811115610a0457610a046126a3565b604051908082528060200260200182016040528015610a3757816020015b6060815260200190600190039081610a225790505b5091505f5b83811015610ab857610a9330868684818110610a5a57610a5a612670565b9050602002810190610a6c91906126b7565b85604051602001610a7f939291906126fa565b604051602081830303815290604052611970565b838281518110610aa557610aa5612670565b6020908102919091010152600101610a3c565b505092915050565b610ac86110c2565b836001600160801b03165f03610af1576040516335d6149760e21b815260040160405180910390fd5b5f610afa6111f1565b90505f610b078288611295565b5f818152600260205260409020549091508514610b3757604051630b278d7f60e11b815260040160405180910390fd5b610b5d610b4a6080890160608a016124d7565b610b568484898b611a10565b8686611a6f565b610b68818888611bb0565b50506107ae611344565b610b7a6110c2565b610b8382611d23565b610ba05760405163ea3a9a3960e01b815260040160405180910390fd5b806001600160801b03165f03610bc957604051630686827b60e51b815260040160405180910390fd5b5f610bdb610bd56111f1565b84611295565b5f81815260016020526040902054909150600160801b900464ffffffffff1615610c1857604051630a2aed0f60e41b815260040160405180910390fd5b5f818152602081905260409020610c2e90611d5b565b6001600160801b0316826001600160801b03161115610c6057604051631b4f55d960e21b815260040160405180910390fd5b6040805180820182526001600160801b03808516825264ffffffffff4281811660208086019182525f888152600190915295909520935184549551909216600160801b026001600160a81b03199095169190921617929092179055817fe4280d0d903c7f258f62b07c62f262377cbaa23f7791d78126e6446e0f0e3c2384610cee60c0880160a0890161271d565b610cf89085612736565b604080516001600160801b03909316835264ffffffffff90911660208301520160405180910390a2505061088a611344565b610d326110c2565b610d3b8261136e565b610d5857604051630f0c9e0160e31b815260040160405180910390fd5b806001600160801b03165f03610d81576040516335d6149760e21b815260040160405180910390fd5b6109d2610d8f610bd56111f1565b8383611bb0565b5f610daa610da26111f1565b858585611a10565b949350505050565b610dba6110c2565b5f839003610ddb5760405163c2e5347d60e01b815260040160405180910390fd5b5f84845f818110610dee57610dee612670565b9050602002810190610e009190612684565b610e119060808101906060016124d7565b90505f610e1c6111f1565b90505f610e2a828888611667565b9050610e4383610e3c84848b8b611712565b8787611a6f565b5f5b86811015610eeb57836001600160a01b0316888883818110610e6957610e69612670565b9050602002810190610e7b9190612684565b610e8c9060808101906060016124d7565b6001600160a01b031614610eb35760405163f5e2237d60e01b815260040160405180910390fd5b610ee383838381518110610ec957610ec9612670565b60200260200101518a8a8581811061086057610860612670565b600101610e45565b50505050610ef7611344565b50505050565b610f056110c2565b610f0e81611d23565b610f2b576040516315f969d560e01b815260040160405180910390fd5b5f610f376108c66111f1565b5f8181526001602090815260408083208151808301909252546001600160801b0381168252600160801b900464ffffffffff169181018290529293509003610f9257604051631d050e5360e11b815260040160405180910390fd5b610fa260c0840160a0850161271d565b8160200151610fb19190612736565b64ffffffffff16421015610fd85760405163f396582760e01b815260040160405180910390fd5b5f82815260016020908152604080832080546001600160a81b031916905590829052812082519091906110139061100e84611d5b565b611d7b565b8254909150819083905f906110329084906001600160801b03166124b8565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550336001600160a01b0316847f546ce1e2242cd930c196bd08b894443562d709b4fffe4f028a75a6d233efc6e38360405161109f91906001600160801b0391909116815260200190565b60405180910390a36110b384838784611da2565b505050506110bf611344565b50565b6110ca611e32565b6110f760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90611e72565b565b5f61110760208301836124d7565b6001600160a01b0316148061113357505f61112860608301604084016124d7565b6001600160a01b0316145b8061115557505f61114a60808301606084016124d7565b6001600160a01b0316145b8061117757505f61116c60a08301608084016124d7565b6001600160a01b0316145b156111955760405163ea3a9a3960e01b815260040160405180910390fd5b6103846111a860c0830160a0840161271d565b64ffffffffff1610806111d3575062278d006111ca60c0830160a0840161271d565b64ffffffffff16115b156110bf576040516322ba7d5b60e11b815260040160405180910390fd5b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a918101919091527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b5f6108df837f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db308846040516020016112cd929190612753565b60408051601f19818403018152828252805160209182012061190160f01b8483015260228401949094526042808401949094528151808403909401845260629092019052815191012090565b80545f906001600160801b03161580156108b457505054600160801b90046001600160801b03161590565b6110f75f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006110f1565b5f61137f60608301604084016124d7565b6001600160a01b0316336001600160a01b031614806108b457506113a960808301606084016124d7565b6001600160a01b0316336001600160a01b03161492915050565b5f828152602081905260408120805490918391600160801b90046001600160801b0316906113f961014084016101208501612768565b9050816001600160801b0316816001600160801b03161161141d5750505050505050565b61142e610100860160e08701612768565b6001600160801b0316816001600160801b031611156114605760405163f178977560e01b815260040160405180910390fd5b83546001600160801b03908116908216111561148f57604051633ec1215b60e11b815260040160405180910390fd5b5f6114ab88886114a66101008a0160e08b01612768565b6118e2565b90505f6114be60408601602087016124d7565b6001600160a01b0316036114f5576114f06114dc60208601866124d7565b826114eb6101008a018a6126b7565b611a6f565b61154c565b61150560408501602086016124d7565b6001600160a01b0316611525826115206101008a018a6126b7565b611e79565b6001600160a01b03161461154c57604051638baa579f60e01b815260040160405180910390fd5b84546001600160801b03808416600160801b02911617855561156e83836124b8565b60035f61158160608801604089016124d7565b6001600160a01b0316815260208101919091526040015f908120906115ac60a08801608089016124d7565b6001600160a01b0316815260208101919091526040015f90812080549091906115df9084906001600160801b0316612651565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550336001600160a01b0316877f36bd546bb573e8921fdbfd934bbed62d872796b01792cd240cce27f79dd3eddd858561163b91906124b8565b604080516001600160801b03928316815291871660208301520160405180910390a35050505050505050565b60608167ffffffffffffffff811115611682576116826126a3565b6040519080825280602002602001820160405280156116ab578160200160208202803683370190505b5090505f5b8281101561170a576116e5858585848181106116ce576116ce612670565b90506020028101906116e09190612684565b611295565b8282815181106116f7576116f7612670565b60209081029190910101526001016116b0565b509392505050565b5f808267ffffffffffffffff81111561172d5761172d6126a3565b604051908082528060200260200182016040528015611756578160200160208202803683370190505b5090505f5b83811015611871577f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf586828151811061179657611796612670565b60200260200101518686848181106117b0576117b0612670565b90506020028101906117c29190612684565b6117d49061010081019060e001612768565b8787858181106117e6576117e6612670565b90506020028101906117f89190612684565b61180b9061014081019061012001612768565b6040805160208101959095528401929092526001600160801b03908116606084015216608082015260a0016040516020818303038152906040528051906020012082828151811061185e5761185e612670565b602090810291909101015260010161175b565b506118d8867f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d57836040516020016118a89190612781565b604051602081830303815290604052805190602001206040516020016112cd929190918252602082015260400190565b9695505050505050565b604080517f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6960208201529081018390526001600160801b03821660608201525f90610daa9085906080016112cd565b61193e8383836001611ea3565b61196b57604051635274afe760e01b81526001600160a01b03841660048201526024015b60405180910390fd5b505050565b60605f61197d8484611f05565b905080801561199e57505f3d118061199e57505f846001600160a01b03163b115b156119b3576119ab611f18565b9150506108b4565b80156119dd57604051639996b31560e01b81526001600160a01b0385166004820152602401611962565b3d156119f0576119eb611f31565b611a09565b60405163d6bda27560e01b815260040160405180910390fd5b5092915050565b604080517fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2166020820152908101849052606081018390526001600160801b03821660808201525f90611a6690869060a0016112cd565b95945050505050565b5f5f611a7c858585611f3c565b5090925090505f816003811115611a9557611a956127b6565b148015611ab35750856001600160a01b0316826001600160a01b0316145b15611abf575050610ef7565b856001600160a01b03163b5f03611ae957604051638baa579f60e01b815260040160405180910390fd5b604051630b135d3f60e11b81526001600160a01b03871690631626ba7e90620186a090611b1e908990899089906004016127ca565b6020604051808303818786fa93505050508015611b58575060408051601f3d908101601f19168201909252611b55918101906127e3565b60015b611b7557604051638baa579f60e01b815260040160405180910390fd5b6001600160e01b03198116630b135d3f60e11b14611ba657604051638baa579f60e01b815260040160405180910390fd5b505b505050505050565b5f8381526002602052604081208054909190611bcb9061280a565b909155505f83815260208190526040812090611bea8361100e84611d5b565b9050806001600160801b03165f03611c03575050505050565b5f85815260016020526040902080546001600160801b0380841691161115611c6a578054829082905f90611c419084906001600160801b03166124b8565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550611c86565b5f86815260016020526040902080546001600160a81b03191690555b8254829084905f90611ca29084906001600160801b03166124b8565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550336001600160a01b0316867fa84286cf8ebc7903a663c77c8d99aa92b600d4c2fcca872a5d4a663db4eb394b84604051611d0f91906001600160801b0391909116815260200190565b60405180910390a3611ba886848785611da2565b5f611d3160208301836124d7565b6001600160a01b0316336001600160a01b031614806108b457506113a960408301602084016124d7565b80545f906108b4906001600160801b03600160801b8204811691166124b8565b5f816001600160801b0316836001600160801b031610611d9b57816108df565b5090919050565b6001600160801b03811615610ef757611dba83611319565b15611df857837f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3783604051611def9190612643565b60405180910390a25b610ef7611e0860208401846124d7565b6001600160801b038316611e2260a08601608087016124d7565b6001600160a01b03169190611931565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156110f757604051633ee5aeb560e01b815260040160405180910390fd5b80825d5050565b5f5f5f5f611e88878787611f3c565b925092509250611e988282611f83565b509095945050505050565b60405163a9059cbb60e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316611ef9578383151615611eed573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f5f5f835160208501865af49392505050565b6040513d81523d5f602083013e3d602001810160405290565b6040513d5f823e3d81fd5b5f80806041849003611f70578435602086013560408701355f1a611f628982858561203b565b955095509550505050611f7a565b505f915060029050825b93509350939050565b5f826003811115611f9657611f966127b6565b03611f9f575050565b6001826003811115611fb357611fb36127b6565b03611fd15760405163f645eedf60e01b815260040160405180910390fd5b6002826003811115611fe557611fe56127b6565b036120065760405163fce698f760e01b815260048101829052602401611962565b600382600381111561201a5761201a6127b6565b0361088a576040516335e2f38360e21b815260048101829052602401611962565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084111561207457505f915060039050826120f9565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa1580156120c5573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b0381166120f057505f9250600191508290506120f9565b92505f91508190505b9450945094915050565b5f60e08284031215612113575f5ffd5b50919050565b80356001600160801b038116811461212f575f5ffd5b919050565b80356001600160a01b038116811461212f575f5ffd5b5f5f83601f84011261215a575f5ffd5b50813567ffffffffffffffff811115612171575f5ffd5b602083019150836020828501011115612188575f5ffd5b9250929050565b5f5f5f5f5f61014086880312156121a4575f5ffd5b6121ae8787612103565b94506121bc60e08701612119565b93506121cb6101008701612134565b925061012086013567ffffffffffffffff8111156121e7575f5ffd5b6121f38882890161214a565b969995985093965092949392505050565b5f5f60408385031215612215575f5ffd5b61221e83612134565b915061222c60208401612134565b90509250929050565b5f5f83601f840112612245575f5ffd5b50813567ffffffffffffffff81111561225c575f5ffd5b6020830191508360208260051b8501011115612188575f5ffd5b5f5f60208385031215612287575f5ffd5b823567ffffffffffffffff81111561229d575f5ffd5b6122a985828601612235565b90969095509350505050565b5f60e082840312156122c5575f5ffd5b6108df8383612103565b5f602082840312156122df575f5ffd5b5035919050565b5f5f604083850312156122f7575f5ffd5b8235915061222c60208401612119565b5f602082016020835280845180835260408501915060408160051b8601019250602086015f5b8281101561237f57603f19878603018452815180518087528060208301602089015e5f602082890101526020601f19601f8301168801019650505060208201915060208401935060018101905061232d565b50929695505050505050565b5f5f5f5f5f61014086880312156123a0575f5ffd5b6123aa8787612103565b94506123b860e08701612119565b9350610100860135925061012086013567ffffffffffffffff8111156121e7575f5ffd5b5f5f61010083850312156123ee575f5ffd5b6123f88484612103565b915061222c60e08401612119565b5f5f5f60608486031215612418575f5ffd5b833592506020840135915061242f60408501612119565b90509250925092565b5f5f5f5f6040858703121561244b575f5ffd5b843567ffffffffffffffff811115612461575f5ffd5b61246d87828801612235565b909550935050602085013567ffffffffffffffff81111561248c575f5ffd5b6124988782880161214a565b95989497509550505050565b634e487b7160e01b5f52601160045260245ffd5b6001600160801b0382811682821603908111156108b4576108b46124a4565b5f602082840312156124e7575f5ffd5b6108df82612134565b5f60208284031215612500575f5ffd5b5051919050565b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b6001600160a01b038781168252861660208201526001600160801b03851660408201526060810184905260a0608082018190525f906125719083018486612507565b98975050505050505050565b808201808211156108b4576108b46124a4565b803564ffffffffff8116811461212f575f5ffd5b6001600160a01b036125b582612134565b1682526001600160a01b036125cc60208301612134565b1660208301526001600160a01b036125e660408301612134565b1660408301526001600160a01b0361260060608301612134565b1660608301526001600160a01b0361261a60808301612134565b16608083015261262c60a08201612590565b64ffffffffff1660a083015260c090810135910152565b60e081016108b482846125a4565b6001600160801b0381811683821601908111156108b4576108b46124a4565b634e487b7160e01b5f52603260045260245ffd5b5f823561013e19833603018112612699575f5ffd5b9190910192915050565b634e487b7160e01b5f52604160045260245ffd5b5f5f8335601e198436030181126126cc575f5ffd5b83018035915067ffffffffffffffff8211156126e6575f5ffd5b602001915036819003821315612188575f5ffd5b828482375f8382015f815283518060208601835e5f910190815295945050505050565b5f6020828403121561272d575f5ffd5b6108df82612590565b64ffffffffff81811683821601908111156108b4576108b46124a4565b82815261010081016108df60208301846125a4565b5f60208284031215612778575f5ffd5b6108df82612119565b81515f90829060208501835b828110156127ab57815184526020938401939091019060010161278d565b509195945050505050565b634e487b7160e01b5f52602160045260245ffd5b838152604060208201525f611a66604083018486612507565b5f602082840312156127f3575f5ffd5b81516001600160e01b0319811681146108df575f5ffd5b5f6001820161281b5761281b6124a4565b506001019056",
}

// BatchSettlement is an auto generated Go binding around an Ethereum contract.
type BatchSettlement struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *BatchSettlement) GetABI() abi.ABI {
	return c.abi
}

// NewBatchSettlement creates a new instance of BatchSettlement.
func NewBatchSettlement() *BatchSettlement {
	parsed, err := BatchSettlementMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &BatchSettlement{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *BatchSettlement) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackCHANNELCONFIGTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e4a68ac.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) PackCHANNELCONFIGTYPEHASH() []byte {
	enc, err := batchSettlement.abi.Pack("CHANNEL_CONFIG_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCHANNELCONFIGTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8e4a68ac.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackCHANNELCONFIGTYPEHASH() ([]byte, error) {
	return batchSettlement.abi.Pack("CHANNEL_CONFIG_TYPEHASH")
}

// UnpackCHANNELCONFIGTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8e4a68ac.
//
// Solidity: function CHANNEL_CONFIG_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackCHANNELCONFIGTYPEHASH(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("CHANNEL_CONFIG_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLAIMBATCHTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53ab0fae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) PackCLAIMBATCHTYPEHASH() []byte {
	enc, err := batchSettlement.abi.Pack("CLAIM_BATCH_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLAIMBATCHTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53ab0fae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackCLAIMBATCHTYPEHASH() ([]byte, error) {
	return batchSettlement.abi.Pack("CLAIM_BATCH_TYPEHASH")
}

// UnpackCLAIMBATCHTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x53ab0fae.
//
// Solidity: function CLAIM_BATCH_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackCLAIMBATCHTYPEHASH(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("CLAIM_BATCH_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackCLAIMENTRYTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba94ec0d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) PackCLAIMENTRYTYPEHASH() []byte {
	enc, err := batchSettlement.abi.Pack("CLAIM_ENTRY_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCLAIMENTRYTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba94ec0d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackCLAIMENTRYTYPEHASH() ([]byte, error) {
	return batchSettlement.abi.Pack("CLAIM_ENTRY_TYPEHASH")
}

// UnpackCLAIMENTRYTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xba94ec0d.
//
// Solidity: function CLAIM_ENTRY_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackCLAIMENTRYTYPEHASH(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("CLAIM_ENTRY_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackMAXWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1fc3277d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) PackMAXWITHDRAWDELAY() []byte {
	enc, err := batchSettlement.abi.Pack("MAX_WITHDRAW_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMAXWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1fc3277d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) TryPackMAXWITHDRAWDELAY() ([]byte, error) {
	return batchSettlement.abi.Pack("MAX_WITHDRAW_DELAY")
}

// UnpackMAXWITHDRAWDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1fc3277d.
//
// Solidity: function MAX_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) UnpackMAXWITHDRAWDELAY(data []byte) (*big.Int, error) {
	out, err := batchSettlement.abi.Unpack("MAX_WITHDRAW_DELAY", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackMINWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae159439.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) PackMINWITHDRAWDELAY() []byte {
	enc, err := batchSettlement.abi.Pack("MIN_WITHDRAW_DELAY")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMINWITHDRAWDELAY is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xae159439.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) TryPackMINWITHDRAWDELAY() ([]byte, error) {
	return batchSettlement.abi.Pack("MIN_WITHDRAW_DELAY")
}

// UnpackMINWITHDRAWDELAY is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xae159439.
//
// Solidity: function MIN_WITHDRAW_DELAY() view returns(uint40)
func (batchSettlement *BatchSettlement) UnpackMINWITHDRAWDELAY(data []byte) (*big.Int, error) {
	out, err := batchSettlement.abi.Unpack("MIN_WITHDRAW_DELAY", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackREFUNDTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1e69ef40.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) PackREFUNDTYPEHASH() []byte {
	enc, err := batchSettlement.abi.Pack("REFUND_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackREFUNDTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1e69ef40.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackREFUNDTYPEHASH() ([]byte, error) {
	return batchSettlement.abi.Pack("REFUND_TYPEHASH")
}

// UnpackREFUNDTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1e69ef40.
//
// Solidity: function REFUND_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackREFUNDTYPEHASH(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("REFUND_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) PackVOUCHERTYPEHASH() []byte {
	enc, err := batchSettlement.abi.Pack("VOUCHER_TYPEHASH")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackVOUCHERTYPEHASH is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x94739e87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackVOUCHERTYPEHASH() ([]byte, error) {
	return batchSettlement.abi.Pack("VOUCHER_TYPEHASH")
}

// UnpackVOUCHERTYPEHASH is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x94739e87.
//
// Solidity: function VOUCHER_TYPEHASH() view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackVOUCHERTYPEHASH(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("VOUCHER_TYPEHASH", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackChannels is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a7ebd7b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (batchSettlement *BatchSettlement) PackChannels(channelId [32]byte) []byte {
	enc, err := batchSettlement.abi.Pack("channels", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackChannels is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7a7ebd7b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (batchSettlement *BatchSettlement) TryPackChannels(channelId [32]byte) ([]byte, error) {
	return batchSettlement.abi.Pack("channels", channelId)
}

// ChannelsOutput serves as a container for the return parameters of contract
// method Channels.
type ChannelsOutput struct {
	Balance      *big.Int
	TotalClaimed *big.Int
}

// UnpackChannels is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7a7ebd7b.
//
// Solidity: function channels(bytes32 channelId) view returns(uint128 balance, uint128 totalClaimed)
func (batchSettlement *BatchSettlement) UnpackChannels(data []byte) (ChannelsOutput, error) {
	out, err := batchSettlement.abi.Unpack("channels", data)
	outstruct := new(ChannelsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Balance = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.TotalClaimed = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29237b0c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claim((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) returns()
func (batchSettlement *BatchSettlement) PackClaim(voucherClaims []VoucherClaim) []byte {
	enc, err := batchSettlement.abi.Pack("claim", voucherClaims)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaim is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x29237b0c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claim((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) returns()
func (batchSettlement *BatchSettlement) TryPackClaim(voucherClaims []VoucherClaim) ([]byte, error) {
	return batchSettlement.abi.Pack("claim", voucherClaims)
}

// PackClaimWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe43ce1f2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function claimWithSignature((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims, bytes authorizerSignature) returns()
func (batchSettlement *BatchSettlement) PackClaimWithSignature(voucherClaims []VoucherClaim, authorizerSignature []byte) []byte {
	enc, err := batchSettlement.abi.Pack("claimWithSignature", voucherClaims, authorizerSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackClaimWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe43ce1f2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function claimWithSignature((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims, bytes authorizerSignature) returns()
func (batchSettlement *BatchSettlement) TryPackClaimWithSignature(voucherClaims []VoucherClaim, authorizerSignature []byte) ([]byte, error) {
	return batchSettlement.abi.Pack("claimWithSignature", voucherClaims, authorizerSignature)
}

// PackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x140f1e75.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deposit((address,address,address,address,address,uint40,bytes32) config, uint128 amount, address collector, bytes collectorData) returns()
func (batchSettlement *BatchSettlement) PackDeposit(config ChannelConfig, amount *big.Int, collector common.Address, collectorData []byte) []byte {
	enc, err := batchSettlement.abi.Pack("deposit", config, amount, collector, collectorData)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeposit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x140f1e75.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deposit((address,address,address,address,address,uint40,bytes32) config, uint128 amount, address collector, bytes collectorData) returns()
func (batchSettlement *BatchSettlement) TryPackDeposit(config ChannelConfig, amount *big.Int, collector common.Address, collectorData []byte) ([]byte, error) {
	return batchSettlement.abi.Pack("deposit", config, amount, collector, collectorData)
}

// PackFinalizeWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe88377b1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalizeWithdraw((address,address,address,address,address,uint40,bytes32) config) returns()
func (batchSettlement *BatchSettlement) PackFinalizeWithdraw(config ChannelConfig) []byte {
	enc, err := batchSettlement.abi.Pack("finalizeWithdraw", config)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalizeWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe88377b1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalizeWithdraw((address,address,address,address,address,uint40,bytes32) config) returns()
func (batchSettlement *BatchSettlement) TryPackFinalizeWithdraw(config ChannelConfig) ([]byte, error) {
	return batchSettlement.abi.Pack("finalizeWithdraw", config)
}

// PackGetChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e5e0b87.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (batchSettlement *BatchSettlement) PackGetChannelId(config ChannelConfig) []byte {
	enc, err := batchSettlement.abi.Pack("getChannelId", config)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetChannelId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x5e5e0b87.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackGetChannelId(config ChannelConfig) ([]byte, error) {
	return batchSettlement.abi.Pack("getChannelId", config)
}

// UnpackGetChannelId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x5e5e0b87.
//
// Solidity: function getChannelId((address,address,address,address,address,uint40,bytes32) config) view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackGetChannelId(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("getChannelId", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetClaimBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488ccc3b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (batchSettlement *BatchSettlement) PackGetClaimBatchDigest(voucherClaims []VoucherClaim) []byte {
	enc, err := batchSettlement.abi.Pack("getClaimBatchDigest", voucherClaims)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetClaimBatchDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x488ccc3b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackGetClaimBatchDigest(voucherClaims []VoucherClaim) ([]byte, error) {
	return batchSettlement.abi.Pack("getClaimBatchDigest", voucherClaims)
}

// UnpackGetClaimBatchDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x488ccc3b.
//
// Solidity: function getClaimBatchDigest((((address,address,address,address,address,uint40,bytes32),uint128),bytes,uint128)[] voucherClaims) view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackGetClaimBatchDigest(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("getClaimBatchDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetRefundDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25cf189.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (batchSettlement *BatchSettlement) PackGetRefundDigest(channelId [32]byte, nonce *big.Int, amount *big.Int) []byte {
	enc, err := batchSettlement.abi.Pack("getRefundDigest", channelId, nonce, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetRefundDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25cf189.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackGetRefundDigest(channelId [32]byte, nonce *big.Int, amount *big.Int) ([]byte, error) {
	return batchSettlement.abi.Pack("getRefundDigest", channelId, nonce, amount)
}

// UnpackGetRefundDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe25cf189.
//
// Solidity: function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackGetRefundDigest(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("getRefundDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (batchSettlement *BatchSettlement) PackGetVoucherDigest(channelId [32]byte, maxClaimableAmount *big.Int) []byte {
	enc, err := batchSettlement.abi.Pack("getVoucherDigest", channelId, maxClaimableAmount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetVoucherDigest is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x862bb199.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (batchSettlement *BatchSettlement) TryPackGetVoucherDigest(channelId [32]byte, maxClaimableAmount *big.Int) ([]byte, error) {
	return batchSettlement.abi.Pack("getVoucherDigest", channelId, maxClaimableAmount)
}

// UnpackGetVoucherDigest is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x862bb199.
//
// Solidity: function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) view returns(bytes32)
func (batchSettlement *BatchSettlement) UnpackGetVoucherDigest(data []byte) ([32]byte, error) {
	out, err := batchSettlement.abi.Unpack("getVoucherDigest", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackInitiateWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf5cf3dc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initiateWithdraw((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (batchSettlement *BatchSettlement) PackInitiateWithdraw(config ChannelConfig, amount *big.Int) []byte {
	enc, err := batchSettlement.abi.Pack("initiateWithdraw", config, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitiateWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf5cf3dc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initiateWithdraw((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (batchSettlement *BatchSettlement) TryPackInitiateWithdraw(config ChannelConfig, amount *big.Int) ([]byte, error) {
	return batchSettlement.abi.Pack("initiateWithdraw", config, amount)
}

// PackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (batchSettlement *BatchSettlement) PackMulticall(data [][]byte) []byte {
	enc, err := batchSettlement.abi.Pack("multicall", data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMulticall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xac9650d8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (batchSettlement *BatchSettlement) TryPackMulticall(data [][]byte) ([]byte, error) {
	return batchSettlement.abi.Pack("multicall", data)
}

// UnpackMulticall is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xac9650d8.
//
// Solidity: function multicall(bytes[] data) returns(bytes[] results)
func (batchSettlement *BatchSettlement) UnpackMulticall(data []byte) ([][]byte, error) {
	out, err := batchSettlement.abi.Unpack("multicall", data)
	if err != nil {
		return *new([][]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([][]byte)).(*[][]byte)
	return out0, nil
}

// PackPendingWithdrawals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7f06ebe.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (batchSettlement *BatchSettlement) PackPendingWithdrawals(channelId [32]byte) []byte {
	enc, err := batchSettlement.abi.Pack("pendingWithdrawals", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPendingWithdrawals is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb7f06ebe.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (batchSettlement *BatchSettlement) TryPackPendingWithdrawals(channelId [32]byte) ([]byte, error) {
	return batchSettlement.abi.Pack("pendingWithdrawals", channelId)
}

// PendingWithdrawalsOutput serves as a container for the return parameters of contract
// method PendingWithdrawals.
type PendingWithdrawalsOutput struct {
	Amount      *big.Int
	InitiatedAt *big.Int
}

// UnpackPendingWithdrawals is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xb7f06ebe.
//
// Solidity: function pendingWithdrawals(bytes32 channelId) view returns(uint128 amount, uint40 initiatedAt)
func (batchSettlement *BatchSettlement) UnpackPendingWithdrawals(data []byte) (PendingWithdrawalsOutput, error) {
	out, err := batchSettlement.abi.Unpack("pendingWithdrawals", data)
	outstruct := new(PendingWithdrawalsOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Amount = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.InitiatedAt = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackReceivers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ff6389.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (batchSettlement *BatchSettlement) PackReceivers(receiver common.Address, token common.Address) []byte {
	enc, err := batchSettlement.abi.Pack("receivers", receiver, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReceivers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21ff6389.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (batchSettlement *BatchSettlement) TryPackReceivers(receiver common.Address, token common.Address) ([]byte, error) {
	return batchSettlement.abi.Pack("receivers", receiver, token)
}

// ReceiversOutput serves as a container for the return parameters of contract
// method Receivers.
type ReceiversOutput struct {
	TotalClaimed *big.Int
	TotalSettled *big.Int
}

// UnpackReceivers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x21ff6389.
//
// Solidity: function receivers(address receiver, address token) view returns(uint128 totalClaimed, uint128 totalSettled)
func (batchSettlement *BatchSettlement) UnpackReceivers(data []byte) (ReceiversOutput, error) {
	out, err := batchSettlement.abi.Unpack("receivers", data)
	outstruct := new(ReceiversOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.TotalClaimed = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.TotalSettled = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce4bfae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refund((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (batchSettlement *BatchSettlement) PackRefund(config ChannelConfig, amount *big.Int) []byte {
	enc, err := batchSettlement.abi.Pack("refund", config, amount)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdce4bfae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refund((address,address,address,address,address,uint40,bytes32) config, uint128 amount) returns()
func (batchSettlement *BatchSettlement) TryPackRefund(config ChannelConfig, amount *big.Int) ([]byte, error) {
	return batchSettlement.abi.Pack("refund", config, amount)
}

// PackRefundNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0dc792e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (batchSettlement *BatchSettlement) PackRefundNonce(channelId [32]byte) []byte {
	enc, err := batchSettlement.abi.Pack("refundNonce", channelId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefundNonce is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf0dc792e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (batchSettlement *BatchSettlement) TryPackRefundNonce(channelId [32]byte) ([]byte, error) {
	return batchSettlement.abi.Pack("refundNonce", channelId)
}

// UnpackRefundNonce is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf0dc792e.
//
// Solidity: function refundNonce(bytes32 channelId) view returns(uint256)
func (batchSettlement *BatchSettlement) UnpackRefundNonce(data []byte) (*big.Int, error) {
	out, err := batchSettlement.abi.Unpack("refundNonce", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRefundWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb77433e9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function refundWithSignature((address,address,address,address,address,uint40,bytes32) config, uint128 amount, uint256 nonce, bytes receiverAuthorizerSignature) returns()
func (batchSettlement *BatchSettlement) PackRefundWithSignature(config ChannelConfig, amount *big.Int, nonce *big.Int, receiverAuthorizerSignature []byte) []byte {
	enc, err := batchSettlement.abi.Pack("refundWithSignature", config, amount, nonce, receiverAuthorizerSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRefundWithSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb77433e9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function refundWithSignature((address,address,address,address,address,uint40,bytes32) config, uint128 amount, uint256 nonce, bytes receiverAuthorizerSignature) returns()
func (batchSettlement *BatchSettlement) TryPackRefundWithSignature(config ChannelConfig, amount *big.Int, nonce *big.Int, receiverAuthorizerSignature []byte) ([]byte, error) {
	return batchSettlement.abi.Pack("refundWithSignature", config, amount, nonce, receiverAuthorizerSignature)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9db32a8f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(address receiver, address token) returns()
func (batchSettlement *BatchSettlement) PackSettle(receiver common.Address, token common.Address) []byte {
	enc, err := batchSettlement.abi.Pack("settle", receiver, token)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9db32a8f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(address receiver, address token) returns()
func (batchSettlement *BatchSettlement) TryPackSettle(receiver common.Address, token common.Address) ([]byte, error) {
	return batchSettlement.abi.Pack("settle", receiver, token)
}

// BatchSettlementChannelClosed represents a ChannelClosed event raised by the BatchSettlement contract.
type BatchSettlementChannelClosed struct {
	ChannelId [32]byte
	Config    ChannelConfig
	Raw       *types.Log // Blockchain specific contextual infos
}

const BatchSettlementChannelClosedEventName = "ChannelClosed"

// ContractEventName returns the user-defined event name.
func (BatchSettlementChannelClosed) ContractEventName() string {
	return BatchSettlementChannelClosedEventName
}

// UnpackChannelClosedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelClosed(bytes32 indexed channelId, (address,address,address,address,address,uint40,bytes32) config)
func (batchSettlement *BatchSettlement) UnpackChannelClosedEvent(log *types.Log) (*BatchSettlementChannelClosed, error) {
	event := "ChannelClosed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementChannelClosed)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementChannelCreated represents a ChannelCreated event raised by the BatchSettlement contract.
type BatchSettlementChannelCreated struct {
	ChannelId [32]byte
	Config    ChannelConfig
	Raw       *types.Log // Blockchain specific contextual infos
}

const BatchSettlementChannelCreatedEventName = "ChannelCreated"

// ContractEventName returns the user-defined event name.
func (BatchSettlementChannelCreated) ContractEventName() string {
	return BatchSettlementChannelCreatedEventName
}

// UnpackChannelCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ChannelCreated(bytes32 indexed channelId, (address,address,address,address,address,uint40,bytes32) config)
func (batchSettlement *BatchSettlement) UnpackChannelCreatedEvent(log *types.Log) (*BatchSettlementChannelCreated, error) {
	event := "ChannelCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementChannelCreated)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementClaimed represents a Claimed event raised by the BatchSettlement contract.
type BatchSettlementClaimed struct {
	ChannelId       [32]byte
	Sender          common.Address
	ClaimAmount     *big.Int
	NewTotalClaimed *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const BatchSettlementClaimedEventName = "Claimed"

// ContractEventName returns the user-defined event name.
func (BatchSettlementClaimed) ContractEventName() string {
	return BatchSettlementClaimedEventName
}

// UnpackClaimedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed)
func (batchSettlement *BatchSettlement) UnpackClaimedEvent(log *types.Log) (*BatchSettlementClaimed, error) {
	event := "Claimed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementClaimed)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementDeposited represents a Deposited event raised by the BatchSettlement contract.
type BatchSettlementDeposited struct {
	ChannelId  [32]byte
	Sender     common.Address
	Amount     *big.Int
	NewBalance *big.Int
	Raw        *types.Log // Blockchain specific contextual infos
}

const BatchSettlementDepositedEventName = "Deposited"

// ContractEventName returns the user-defined event name.
func (BatchSettlementDeposited) ContractEventName() string {
	return BatchSettlementDepositedEventName
}

// UnpackDepositedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance)
func (batchSettlement *BatchSettlement) UnpackDepositedEvent(log *types.Log) (*BatchSettlementDeposited, error) {
	event := "Deposited"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementDeposited)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementRefunded represents a Refunded event raised by the BatchSettlement contract.
type BatchSettlementRefunded struct {
	ChannelId [32]byte
	Sender    common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const BatchSettlementRefundedEventName = "Refunded"

// ContractEventName returns the user-defined event name.
func (BatchSettlementRefunded) ContractEventName() string {
	return BatchSettlementRefundedEventName
}

// UnpackRefundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount)
func (batchSettlement *BatchSettlement) UnpackRefundedEvent(log *types.Log) (*BatchSettlementRefunded, error) {
	event := "Refunded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementRefunded)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementSettled represents a Settled event raised by the BatchSettlement contract.
type BatchSettlementSettled struct {
	Receiver common.Address
	Token    common.Address
	Sender   common.Address
	Amount   *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const BatchSettlementSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (BatchSettlementSettled) ContractEventName() string {
	return BatchSettlementSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount)
func (batchSettlement *BatchSettlement) UnpackSettledEvent(log *types.Log) (*BatchSettlementSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementSettled)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementWithdrawFinalized represents a WithdrawFinalized event raised by the BatchSettlement contract.
type BatchSettlementWithdrawFinalized struct {
	ChannelId [32]byte
	Sender    common.Address
	Amount    *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const BatchSettlementWithdrawFinalizedEventName = "WithdrawFinalized"

// ContractEventName returns the user-defined event name.
func (BatchSettlementWithdrawFinalized) ContractEventName() string {
	return BatchSettlementWithdrawFinalizedEventName
}

// UnpackWithdrawFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount)
func (batchSettlement *BatchSettlement) UnpackWithdrawFinalizedEvent(log *types.Log) (*BatchSettlementWithdrawFinalized, error) {
	event := "WithdrawFinalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementWithdrawFinalized)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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

// BatchSettlementWithdrawInitiated represents a WithdrawInitiated event raised by the BatchSettlement contract.
type BatchSettlementWithdrawInitiated struct {
	ChannelId     [32]byte
	Amount        *big.Int
	FinalizeAfter *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const BatchSettlementWithdrawInitiatedEventName = "WithdrawInitiated"

// ContractEventName returns the user-defined event name.
func (BatchSettlementWithdrawInitiated) ContractEventName() string {
	return BatchSettlementWithdrawInitiatedEventName
}

// UnpackWithdrawInitiatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter)
func (batchSettlement *BatchSettlement) UnpackWithdrawInitiatedEvent(log *types.Log) (*BatchSettlementWithdrawInitiated, error) {
	event := "WithdrawInitiated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != batchSettlement.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(BatchSettlementWithdrawInitiated)
	if len(log.Data) > 0 {
		if err := batchSettlement.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range batchSettlement.abi.Events[event].Inputs {
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
func (batchSettlement *BatchSettlement) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ClaimExceedsBalance"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackClaimExceedsBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ClaimExceedsCeiling"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackClaimExceedsCeilingError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["DepositCollectionFailed"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackDepositCollectionFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["DepositOverflow"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackDepositOverflowError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ECDSAInvalidSignature"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackECDSAInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ECDSAInvalidSignatureLength"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackECDSAInvalidSignatureLengthError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ECDSAInvalidSignatureS"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackECDSAInvalidSignatureSError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["EmptyBatch"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackEmptyBatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["InvalidChannel"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackInvalidChannelError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["InvalidCollector"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackInvalidCollectorError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["InvalidRefundNonce"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackInvalidRefundNonceError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["InvalidSignature"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackInvalidSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["NotAuthorizedToClaim"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackNotAuthorizedToClaimError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["NotAuthorizedToFinalizeWithdraw"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackNotAuthorizedToFinalizeWithdrawError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["NotAuthorizedToRefund"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackNotAuthorizedToRefundError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["NotReceiverAuthorizer"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackNotReceiverAuthorizerError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["NothingToWithdraw"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackNothingToWithdrawError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["WithdrawAmountExceedsAvailable"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackWithdrawAmountExceedsAvailableError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["WithdrawDelayNotElapsed"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackWithdrawDelayNotElapsedError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["WithdrawDelayOutOfRange"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackWithdrawDelayOutOfRangeError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["WithdrawalAlreadyPending"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackWithdrawalAlreadyPendingError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["WithdrawalNotPending"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackWithdrawalNotPendingError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ZeroDeposit"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackZeroDepositError(raw[4:])
	}
	if bytes.Equal(raw[:4], batchSettlement.abi.Errors["ZeroRefund"].ID.Bytes()[:4]) {
		return batchSettlement.UnpackZeroRefundError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// BatchSettlementAddressEmptyCode represents a AddressEmptyCode error raised by the BatchSettlement contract.
type BatchSettlementAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func BatchSettlementAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (batchSettlement *BatchSettlement) UnpackAddressEmptyCodeError(raw []byte) (*BatchSettlementAddressEmptyCode, error) {
	out := new(BatchSettlementAddressEmptyCode)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementClaimExceedsBalance represents a ClaimExceedsBalance error raised by the BatchSettlement contract.
type BatchSettlementClaimExceedsBalance struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimExceedsBalance()
func BatchSettlementClaimExceedsBalanceErrorID() common.Hash {
	return common.HexToHash("0x7d8242b644ed15fd2ba487e6c0b4cd8132eeaec22a2a10eac4c365a7f6132dce")
}

// UnpackClaimExceedsBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimExceedsBalance()
func (batchSettlement *BatchSettlement) UnpackClaimExceedsBalanceError(raw []byte) (*BatchSettlementClaimExceedsBalance, error) {
	out := new(BatchSettlementClaimExceedsBalance)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ClaimExceedsBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementClaimExceedsCeiling represents a ClaimExceedsCeiling error raised by the BatchSettlement contract.
type BatchSettlementClaimExceedsCeiling struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ClaimExceedsCeiling()
func BatchSettlementClaimExceedsCeilingErrorID() common.Hash {
	return common.HexToHash("0xf1789775d20e6d801e1dcc76eab01f1cb47cdae0c7ca47c1339d503e1850128f")
}

// UnpackClaimExceedsCeilingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ClaimExceedsCeiling()
func (batchSettlement *BatchSettlement) UnpackClaimExceedsCeilingError(raw []byte) (*BatchSettlementClaimExceedsCeiling, error) {
	out := new(BatchSettlementClaimExceedsCeiling)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ClaimExceedsCeiling", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementDepositCollectionFailed represents a DepositCollectionFailed error raised by the BatchSettlement contract.
type BatchSettlementDepositCollectionFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositCollectionFailed()
func BatchSettlementDepositCollectionFailedErrorID() common.Hash {
	return common.HexToHash("0xeb43592c973aefddc2c72f3fcc1cd6babb3269a7dda5fedb2a98f5e1934613f1")
}

// UnpackDepositCollectionFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositCollectionFailed()
func (batchSettlement *BatchSettlement) UnpackDepositCollectionFailedError(raw []byte) (*BatchSettlementDepositCollectionFailed, error) {
	out := new(BatchSettlementDepositCollectionFailed)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "DepositCollectionFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementDepositOverflow represents a DepositOverflow error raised by the BatchSettlement contract.
type BatchSettlementDepositOverflow struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DepositOverflow()
func BatchSettlementDepositOverflowErrorID() common.Hash {
	return common.HexToHash("0x1132981b50988e5bf5914c2cdbec86f17b96e379b9fe376f3978c42411aafcd6")
}

// UnpackDepositOverflowError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DepositOverflow()
func (batchSettlement *BatchSettlement) UnpackDepositOverflowError(raw []byte) (*BatchSettlementDepositOverflow, error) {
	out := new(BatchSettlementDepositOverflow)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "DepositOverflow", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementECDSAInvalidSignature represents a ECDSAInvalidSignature error raised by the BatchSettlement contract.
type BatchSettlementECDSAInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignature()
func BatchSettlementECDSAInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0xf645eedf0193584640b6b90cb9477e4c95b98636c148a891d4c0a146dc46e75a")
}

// UnpackECDSAInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignature()
func (batchSettlement *BatchSettlement) UnpackECDSAInvalidSignatureError(raw []byte) (*BatchSettlementECDSAInvalidSignature, error) {
	out := new(BatchSettlementECDSAInvalidSignature)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ECDSAInvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementECDSAInvalidSignatureLength represents a ECDSAInvalidSignatureLength error raised by the BatchSettlement contract.
type BatchSettlementECDSAInvalidSignatureLength struct {
	Length *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func BatchSettlementECDSAInvalidSignatureLengthErrorID() common.Hash {
	return common.HexToHash("0xfce698f7e8e5342cd615f641317bc45fe7e1e4a8b0a14dd1383ff8dc9c41917f")
}

// UnpackECDSAInvalidSignatureLengthError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureLength(uint256 length)
func (batchSettlement *BatchSettlement) UnpackECDSAInvalidSignatureLengthError(raw []byte) (*BatchSettlementECDSAInvalidSignatureLength, error) {
	out := new(BatchSettlementECDSAInvalidSignatureLength)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureLength", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementECDSAInvalidSignatureS represents a ECDSAInvalidSignatureS error raised by the BatchSettlement contract.
type BatchSettlementECDSAInvalidSignatureS struct {
	S [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func BatchSettlementECDSAInvalidSignatureSErrorID() common.Hash {
	return common.HexToHash("0xd78bce0cccb935155ed6428d1c13e50b7f3550fd2b66b9fe266006fea4a5e1eb")
}

// UnpackECDSAInvalidSignatureSError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ECDSAInvalidSignatureS(bytes32 s)
func (batchSettlement *BatchSettlement) UnpackECDSAInvalidSignatureSError(raw []byte) (*BatchSettlementECDSAInvalidSignatureS, error) {
	out := new(BatchSettlementECDSAInvalidSignatureS)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ECDSAInvalidSignatureS", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementEmptyBatch represents a EmptyBatch error raised by the BatchSettlement contract.
type BatchSettlementEmptyBatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EmptyBatch()
func BatchSettlementEmptyBatchErrorID() common.Hash {
	return common.HexToHash("0xc2e5347df6cf8d1bf68f8a9651642312bd381b900d857d97cd665976180d6ae0")
}

// UnpackEmptyBatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EmptyBatch()
func (batchSettlement *BatchSettlement) UnpackEmptyBatchError(raw []byte) (*BatchSettlementEmptyBatch, error) {
	out := new(BatchSettlementEmptyBatch)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "EmptyBatch", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementFailedCall represents a FailedCall error raised by the BatchSettlement contract.
type BatchSettlementFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func BatchSettlementFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (batchSettlement *BatchSettlement) UnpackFailedCallError(raw []byte) (*BatchSettlementFailedCall, error) {
	out := new(BatchSettlementFailedCall)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementInvalidChannel represents a InvalidChannel error raised by the BatchSettlement contract.
type BatchSettlementInvalidChannel struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidChannel()
func BatchSettlementInvalidChannelErrorID() common.Hash {
	return common.HexToHash("0xea3a9a39ade8da556b2a0eb84fb492a877b9b1359a1d967769c796bffb21eff6")
}

// UnpackInvalidChannelError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidChannel()
func (batchSettlement *BatchSettlement) UnpackInvalidChannelError(raw []byte) (*BatchSettlementInvalidChannel, error) {
	out := new(BatchSettlementInvalidChannel)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "InvalidChannel", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementInvalidCollector represents a InvalidCollector error raised by the BatchSettlement contract.
type BatchSettlementInvalidCollector struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidCollector()
func BatchSettlementInvalidCollectorErrorID() common.Hash {
	return common.HexToHash("0x18b1afd44def9c8e2335a0b175a19408f7f5ef09683ee05e2f45e8042eb0d72d")
}

// UnpackInvalidCollectorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidCollector()
func (batchSettlement *BatchSettlement) UnpackInvalidCollectorError(raw []byte) (*BatchSettlementInvalidCollector, error) {
	out := new(BatchSettlementInvalidCollector)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "InvalidCollector", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementInvalidRefundNonce represents a InvalidRefundNonce error raised by the BatchSettlement contract.
type BatchSettlementInvalidRefundNonce struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidRefundNonce()
func BatchSettlementInvalidRefundNonceErrorID() common.Hash {
	return common.HexToHash("0x164f1afe58c9ccb5990cf2f541ddec23cbaf091017a27897e515431a0b4fe8bf")
}

// UnpackInvalidRefundNonceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidRefundNonce()
func (batchSettlement *BatchSettlement) UnpackInvalidRefundNonceError(raw []byte) (*BatchSettlementInvalidRefundNonce, error) {
	out := new(BatchSettlementInvalidRefundNonce)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "InvalidRefundNonce", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementInvalidSignature represents a InvalidSignature error raised by the BatchSettlement contract.
type BatchSettlementInvalidSignature struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidSignature()
func BatchSettlementInvalidSignatureErrorID() common.Hash {
	return common.HexToHash("0x8baa579fce362245063d36f11747a89dd489c54795634fc673cc0e0db51fedc5")
}

// UnpackInvalidSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidSignature()
func (batchSettlement *BatchSettlement) UnpackInvalidSignatureError(raw []byte) (*BatchSettlementInvalidSignature, error) {
	out := new(BatchSettlementInvalidSignature)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "InvalidSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementNotAuthorizedToClaim represents a NotAuthorizedToClaim error raised by the BatchSettlement contract.
type BatchSettlementNotAuthorizedToClaim struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToClaim()
func BatchSettlementNotAuthorizedToClaimErrorID() common.Hash {
	return common.HexToHash("0xdefb7069aa3adba68f883d732ad2b24c087173487331fccb11d60d1fe7e970a0")
}

// UnpackNotAuthorizedToClaimError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToClaim()
func (batchSettlement *BatchSettlement) UnpackNotAuthorizedToClaimError(raw []byte) (*BatchSettlementNotAuthorizedToClaim, error) {
	out := new(BatchSettlementNotAuthorizedToClaim)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToClaim", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementNotAuthorizedToFinalizeWithdraw represents a NotAuthorizedToFinalizeWithdraw error raised by the BatchSettlement contract.
type BatchSettlementNotAuthorizedToFinalizeWithdraw struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToFinalizeWithdraw()
func BatchSettlementNotAuthorizedToFinalizeWithdrawErrorID() common.Hash {
	return common.HexToHash("0x15f969d5c9e170be2291c083d6b150e6fcebf00ef2d8be6550ae6c3dc50dabdb")
}

// UnpackNotAuthorizedToFinalizeWithdrawError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToFinalizeWithdraw()
func (batchSettlement *BatchSettlement) UnpackNotAuthorizedToFinalizeWithdrawError(raw []byte) (*BatchSettlementNotAuthorizedToFinalizeWithdraw, error) {
	out := new(BatchSettlementNotAuthorizedToFinalizeWithdraw)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToFinalizeWithdraw", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementNotAuthorizedToRefund represents a NotAuthorizedToRefund error raised by the BatchSettlement contract.
type BatchSettlementNotAuthorizedToRefund struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorizedToRefund()
func BatchSettlementNotAuthorizedToRefundErrorID() common.Hash {
	return common.HexToHash("0x7864f008ee834500b7f2733a6014e3f8eea31d50246cafde51f13a9311acfd40")
}

// UnpackNotAuthorizedToRefundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorizedToRefund()
func (batchSettlement *BatchSettlement) UnpackNotAuthorizedToRefundError(raw []byte) (*BatchSettlementNotAuthorizedToRefund, error) {
	out := new(BatchSettlementNotAuthorizedToRefund)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "NotAuthorizedToRefund", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementNotReceiverAuthorizer represents a NotReceiverAuthorizer error raised by the BatchSettlement contract.
type BatchSettlementNotReceiverAuthorizer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotReceiverAuthorizer()
func BatchSettlementNotReceiverAuthorizerErrorID() common.Hash {
	return common.HexToHash("0xf5e2237d61f9c9a130c1b6459a9c805b19d61228df4da0c80ec97c91b5bc3fb8")
}

// UnpackNotReceiverAuthorizerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotReceiverAuthorizer()
func (batchSettlement *BatchSettlement) UnpackNotReceiverAuthorizerError(raw []byte) (*BatchSettlementNotReceiverAuthorizer, error) {
	out := new(BatchSettlementNotReceiverAuthorizer)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "NotReceiverAuthorizer", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementNothingToWithdraw represents a NothingToWithdraw error raised by the BatchSettlement contract.
type BatchSettlementNothingToWithdraw struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToWithdraw()
func BatchSettlementNothingToWithdrawErrorID() common.Hash {
	return common.HexToHash("0xd0d04f60bf4f7629141a1f00f5d2908fa0f3e15bf4cbf8bb8edc6fcbdf2509fa")
}

// UnpackNothingToWithdrawError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToWithdraw()
func (batchSettlement *BatchSettlement) UnpackNothingToWithdrawError(raw []byte) (*BatchSettlementNothingToWithdraw, error) {
	out := new(BatchSettlementNothingToWithdraw)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "NothingToWithdraw", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the BatchSettlement contract.
type BatchSettlementReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func BatchSettlementReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (batchSettlement *BatchSettlement) UnpackReentrancyGuardReentrantCallError(raw []byte) (*BatchSettlementReentrancyGuardReentrantCall, error) {
	out := new(BatchSettlementReentrancyGuardReentrantCall)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the BatchSettlement contract.
type BatchSettlementSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func BatchSettlementSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (batchSettlement *BatchSettlement) UnpackSafeERC20FailedOperationError(raw []byte) (*BatchSettlementSafeERC20FailedOperation, error) {
	out := new(BatchSettlementSafeERC20FailedOperation)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementWithdrawAmountExceedsAvailable represents a WithdrawAmountExceedsAvailable error raised by the BatchSettlement contract.
type BatchSettlementWithdrawAmountExceedsAvailable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawAmountExceedsAvailable()
func BatchSettlementWithdrawAmountExceedsAvailableErrorID() common.Hash {
	return common.HexToHash("0x6d3d5764eb95e3a6e5f7fa0be3c1d9073f1cf249735f075c057bad7a3474c94a")
}

// UnpackWithdrawAmountExceedsAvailableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawAmountExceedsAvailable()
func (batchSettlement *BatchSettlement) UnpackWithdrawAmountExceedsAvailableError(raw []byte) (*BatchSettlementWithdrawAmountExceedsAvailable, error) {
	out := new(BatchSettlementWithdrawAmountExceedsAvailable)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "WithdrawAmountExceedsAvailable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementWithdrawDelayNotElapsed represents a WithdrawDelayNotElapsed error raised by the BatchSettlement contract.
type BatchSettlementWithdrawDelayNotElapsed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawDelayNotElapsed()
func BatchSettlementWithdrawDelayNotElapsedErrorID() common.Hash {
	return common.HexToHash("0xf3965827abb4b3501eba40fbc36bf95518923256f8e4150f82d6abaf898dfecb")
}

// UnpackWithdrawDelayNotElapsedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawDelayNotElapsed()
func (batchSettlement *BatchSettlement) UnpackWithdrawDelayNotElapsedError(raw []byte) (*BatchSettlementWithdrawDelayNotElapsed, error) {
	out := new(BatchSettlementWithdrawDelayNotElapsed)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "WithdrawDelayNotElapsed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementWithdrawDelayOutOfRange represents a WithdrawDelayOutOfRange error raised by the BatchSettlement contract.
type BatchSettlementWithdrawDelayOutOfRange struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawDelayOutOfRange()
func BatchSettlementWithdrawDelayOutOfRangeErrorID() common.Hash {
	return common.HexToHash("0x4574fab68d66a7482499780fe2cf118b6bf35c8ed02b94811df48a01231e8390")
}

// UnpackWithdrawDelayOutOfRangeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawDelayOutOfRange()
func (batchSettlement *BatchSettlement) UnpackWithdrawDelayOutOfRangeError(raw []byte) (*BatchSettlementWithdrawDelayOutOfRange, error) {
	out := new(BatchSettlementWithdrawDelayOutOfRange)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "WithdrawDelayOutOfRange", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementWithdrawalAlreadyPending represents a WithdrawalAlreadyPending error raised by the BatchSettlement contract.
type BatchSettlementWithdrawalAlreadyPending struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawalAlreadyPending()
func BatchSettlementWithdrawalAlreadyPendingErrorID() common.Hash {
	return common.HexToHash("0xa2aed0f0fb41b1f15d5794b35460e07faf6ebe60d83540c80e89b1f06eca9396")
}

// UnpackWithdrawalAlreadyPendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawalAlreadyPending()
func (batchSettlement *BatchSettlement) UnpackWithdrawalAlreadyPendingError(raw []byte) (*BatchSettlementWithdrawalAlreadyPending, error) {
	out := new(BatchSettlementWithdrawalAlreadyPending)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "WithdrawalAlreadyPending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementWithdrawalNotPending represents a WithdrawalNotPending error raised by the BatchSettlement contract.
type BatchSettlementWithdrawalNotPending struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WithdrawalNotPending()
func BatchSettlementWithdrawalNotPendingErrorID() common.Hash {
	return common.HexToHash("0x3a0a1ca689ec71617ac2a09f285d91cf55fffc1e4a31ad8aeebcc94abb3a85b3")
}

// UnpackWithdrawalNotPendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WithdrawalNotPending()
func (batchSettlement *BatchSettlement) UnpackWithdrawalNotPendingError(raw []byte) (*BatchSettlementWithdrawalNotPending, error) {
	out := new(BatchSettlementWithdrawalNotPending)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "WithdrawalNotPending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementZeroDeposit represents a ZeroDeposit error raised by the BatchSettlement contract.
type BatchSettlementZeroDeposit struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroDeposit()
func BatchSettlementZeroDepositErrorID() common.Hash {
	return common.HexToHash("0x56316e877e9063fd05b03c347d61a4639470c3199f0bdddd28efee0a5f8b6b02")
}

// UnpackZeroDepositError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroDeposit()
func (batchSettlement *BatchSettlement) UnpackZeroDepositError(raw []byte) (*BatchSettlementZeroDeposit, error) {
	out := new(BatchSettlementZeroDeposit)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ZeroDeposit", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// BatchSettlementZeroRefund represents a ZeroRefund error raised by the BatchSettlement contract.
type BatchSettlementZeroRefund struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ZeroRefund()
func BatchSettlementZeroRefundErrorID() common.Hash {
	return common.HexToHash("0xd758525c34181c802038c9e1709640cd49191c6bc9afb13a57391cfe9abab6e8")
}

// UnpackZeroRefundError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ZeroRefund()
func (batchSettlement *BatchSettlement) UnpackZeroRefundError(raw []byte) (*BatchSettlementZeroRefund, error) {
	out := new(BatchSettlementZeroRefund)
	if err := batchSettlement.abi.UnpackIntoInterface(out, "ZeroRefund", raw); err != nil {
		return nil, err
	}
	return out, nil
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
