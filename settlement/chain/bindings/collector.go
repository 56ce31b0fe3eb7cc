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

// DepositCollectorMetaData contains all meta data concerning the DepositCollector contract.
var DepositCollectorMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"settlement_\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"collect\",\"inputs\":[{\"name\":\"payer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"channelId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"collectorData\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settlement\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"address\"}],\"stateMutability\":\"view\"},{\"type\":\"error\",\"name\":\"OnlyX402BatchSettlement\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"SafeERC20FailedOperation\",\"inputs\":[{\"name\":\"token\",\"type\":\"address\",\"internalType\":\"address\"}]}]",
	ID:  "DepositCollector",
	Bin: "0x60a0604052348015600e575f5ffd5b50604051610508380380610508833981016040819052602b91603b565b6001600160a01b03166080526066565b5f60208284031215604a575f5ffd5b81516001600160a01b0381168114605f575f5ffd5b9392505050565b60805161047e61008a5f395f8181603d01528181609b015261019b015261047e5ff3fe608060405234801561000f575f5ffd5b5060043610610034575f3560e01c80635116063014610038578063e416d8d31461007b575b5f5ffd5b61005f7f000000000000000000000000000000000000000000000000000000000000000081565b6040516001600160a01b03909116815260200160405180910390f35b61008e610089366004610288565b610090565b005b336001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016146100d957604051639794beb960e01b815260040160405180910390fd5b5f8080806100e98587018761033d565b93509350935093505f878360405160200161010e929190918252602082015260400190565b60408051601f198184030181529082905280516020909101206388b7ab6360e01b825291506001600160a01b038b16906388b7ab639061015e908e9030908e908b908b9089908b9060040161040c565b5f604051808303815f87803b158015610175575f5ffd5b505af1158015610187573d5f5f3e3d5ffd5b506101c0925050506001600160a01b038b167f00000000000000000000000000000000000000000000000000000000000000008b6101cd565b5050505050505050505050565b6101da838383600161020b565b61020657604051635274afe760e01b81526001600160a01b038416600482015260240160405180910390fd5b505050565b60405163a9059cbb60e01b5f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316610261578383151615610255573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b80356001600160a01b0381168114610283575f5ffd5b919050565b5f5f5f5f5f5f60a0878903121561029d575f5ffd5b6102a68761026d565b95506102b46020880161026d565b94506040870135935060608701359250608087013567ffffffffffffffff8111156102dd575f5ffd5b8701601f810189136102ed575f5ffd5b803567ffffffffffffffff811115610303575f5ffd5b896020828401011115610314575f5ffd5b60208201935080925050509295509295509295565b634e487b7160e01b5f52604160045260245ffd5b5f5f5f5f60808587031215610350575f5ffd5b843593506020850135925060408501359150606085013567ffffffffffffffff81111561037b575f5ffd5b8501601f8101871361038b575f5ffd5b803567ffffffffffffffff8111156103a5576103a5610329565b604051601f8201601f19908116603f0116810167ffffffffffffffff811182821017156103d4576103d4610329565b6040528181528282016020018910156103eb575f5ffd5b816020840160208301375f6020838301015280935050505092959194509250565b60018060a01b038816815260018060a01b03871660208201528560408201528460608201528360808201528260a082015260e060c08201525f82518060e0840152806020850161010085015e5f6101008285010152610100601f19601f8301168401019150509897505050505050505056",
}

// DepositCollector is an auto generated Go binding around an Ethereum contract.
type DepositCollector struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *DepositCollector) GetABI() abi.ABI {
	return c.abi
}

// NewDepositCollector creates a new instance of DepositCollector.
func NewDepositCollector() *DepositCollector {
	parsed, err := DepositCollectorMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &DepositCollector{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *DepositCollector) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address settlement_) returns()
func (depositCollector *DepositCollector) PackConstructor(settlement_ common.Address) []byte {
	enc, err := depositCollector.abi.Pack("", settlement_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes collectorData) returns()
func (depositCollector *DepositCollector) PackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, collectorData []byte) []byte {
	enc, err := depositCollector.abi.Pack("collect", payer, token, amount, channelId, collectorData)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCollect is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe416d8d3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes collectorData) returns()
func (depositCollector *DepositCollector) TryPackCollect(payer common.Address, token common.Address, amount *big.Int, channelId [32]byte, collectorData []byte) ([]byte, error) {
	return depositCollector.abi.Pack("collect", payer, token, amount, channelId, collectorData)
}

// PackSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51160630.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settlement() view returns(address)
func (depositCollector *DepositCollector) PackSettlement() []byte {
	enc, err := depositCollector.abi.Pack("settlement")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettlement is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51160630.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settlement() view returns(address)
func (depositCollector *DepositCollector) TryPackSettlement() ([]byte, error) {
	return depositCollector.abi.Pack("settlement")
}

// UnpackSettlement is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x51160630.
//
// Solidity: function settlement() view returns(address)
func (depositCollector *DepositCollector) UnpackSettlement(data []byte) (common.Address, error) {
	out, err := depositCollector.abi.Unpack("settlement", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (depositCollector *DepositCollector) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], depositCollector.abi.Errors["OnlyX402BatchSettlement"].ID.Bytes()[:4]) {
		return depositCollector.UnpackOnlyX402BatchSettlementError(raw[4:])
	}
	if bytes.Equal(raw[:4], depositCollector.abi.Errors["SafeERC20FailedOperation"].ID.Bytes()[:4]) {
		return depositCollector.UnpackSafeERC20FailedOperationError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DepositCollectorOnlyX402BatchSettlement represents a OnlyX402BatchSettlement error raised by the DepositCollector contract.
type DepositCollectorOnlyX402BatchSettlement struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OnlyX402BatchSettlement()
func DepositCollectorOnlyX402BatchSettlementErrorID() common.Hash {
	return common.HexToHash("0x9794beb9a4ed84875f4613850b52e4fda54022cdb5ef864ebc1d150c7987b10b")
}

// UnpackOnlyX402BatchSettlementError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OnlyX402BatchSettlement()
func (depositCollector *DepositCollector) UnpackOnlyX402BatchSettlementError(raw []byte) (*DepositCollectorOnlyX402BatchSettlement, error) {
	out := new(DepositCollectorOnlyX402BatchSettlement)
	if err := depositCollector.abi.UnpackIntoInterface(out, "OnlyX402BatchSettlement", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DepositCollectorSafeERC20FailedOperation represents a SafeERC20FailedOperation error raised by the DepositCollector contract.
type DepositCollectorSafeERC20FailedOperation struct {
	Token common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeERC20FailedOperation(address token)
func DepositCollectorSafeERC20FailedOperationErrorID() common.Hash {
	return common.HexToHash("0x5274afe73c98b4749fc91ffae6b7b574e7842cb2144a159e9377a5f20b32edf9")
}

// UnpackSafeERC20FailedOperationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeERC20FailedOperation(address token)
func (depositCollector *DepositCollector) UnpackSafeERC20FailedOperationError(raw []byte) (*DepositCollectorSafeERC20FailedOperation, error) {
	out := new(DepositCollectorSafeERC20FailedOperation)
	if err := depositCollector.abi.UnpackIntoInterface(out, "SafeERC20FailedOperation", raw); err != nil {
		return nil, err
	}
	return out, nil
}
