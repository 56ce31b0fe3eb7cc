package devnet

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/triedb"
	"github.com/holiman/uint256"
)

// blockGasLimit is what most public chains allow in a block.
const blockGasLimit = 60_000_000

// setupGasLimit bounds one contract call that writes the genesis state.
const setupGasLimit = 30_000_000

// chainConfig is Osaka from the first block. go-ethereum's own development
// configuration also turns on a fork that no public chain runs, which triples the
// price of new storage slots: gas measured under it would mean nothing.
func chainConfig(chainID uint64) *params.ChainConfig {
	config := *params.AllDevChainProtocolChanges
	config.ChainID = new(big.Int).SetUint64(chainID)
	config.AmsterdamTime = nil
	config.BogotaTime = nil
	return &config
}

// genesisBlock describes block 0. Everything that makes two chains different is in
// its hash: the chain id as extra data, the rest as state.
func genesisBlock(chainID uint64, alloc types.GenesisAlloc) *core.Genesis {
	extra := binary.BigEndian.AppendUint64([]byte("farebox devnet 1"), chainID)
	return &core.Genesis{
		Config:     chainConfig(chainID),
		ExtraData:  extra,
		GasLimit:   blockGasLimit,
		BaseFee:    big.NewInt(params.InitialBaseFee),
		Difficulty: new(big.Int),
		Alloc:      alloc,
	}
}

// scratch is a state in memory on which the genesis state is prepared: contracts
// are put there by running their constructors, so that their immutables and
// storage are what a deployment would have made.
type scratch struct {
	config *params.ChainConfig
	db     state.Database
	state  *state.StateDB
}

func newScratch(chainID uint64) (*scratch, error) {
	// Preimages let the finished state be listed by address and slot.
	tdb := triedb.NewDatabase(rawdb.NewMemoryDatabase(), &triedb.Config{Preimages: true})
	db := state.NewDatabase(tdb, nil)
	st, err := state.New(types.EmptyRootHash, db)
	if err != nil {
		return nil, fmt.Errorf("open scratch state: %w", err)
	}
	return &scratch{config: chainConfig(chainID), db: db, state: st}, nil
}

// put writes accounts as they are.
func (s *scratch) put(alloc types.GenesisAlloc) error {
	for addr, account := range alloc {
		if account.Balance != nil {
			balance, overflow := uint256.FromBig(account.Balance)
			if overflow || account.Balance.Sign() < 0 {
				return fmt.Errorf("put account %s: balance is not a 256-bit number", addr)
			}
			s.state.SetBalance(addr, balance, tracing.BalanceIncreaseGenesisBalance)
		}
		s.state.SetNonce(addr, account.Nonce, tracing.NonceChangeGenesis)
		s.state.SetCode(addr, account.Code, tracing.CodeChangeGenesis)
		for slot, value := range account.Storage {
			s.state.SetState(addr, slot, value)
		}
	}
	return nil
}

// deploy runs init code as from's next transaction would, and returns where the
// contract stands.
func (s *scratch) deploy(from common.Address, initCode []byte) (common.Address, error) {
	ret, addr, _, err := runtime.Create(initCode, s.runtime(from))
	if err != nil {
		return common.Address{}, fmt.Errorf("deploy contract: %w (returned %#x)", err, ret)
	}
	return addr, nil
}

// call runs a call that changes the state.
func (s *scratch) call(from, to common.Address, input []byte) error {
	if ret, _, err := runtime.Call(to, input, s.runtime(from)); err != nil {
		return fmt.Errorf("call contract %s: %w (returned %#x)", to, err, ret)
	}
	return nil
}

func (s *scratch) runtime(from common.Address) *runtime.Config {
	return &runtime.Config{ChainConfig: s.config, Origin: from, GasLimit: setupGasLimit, State: s.state}
}

// alloc returns the whole state.
func (s *scratch) alloc() (types.GenesisAlloc, error) {
	root, err := s.state.Commit(s.config.Rules(new(big.Int), true, 0), 0)
	if err != nil {
		return nil, fmt.Errorf("commit scratch state: %w", err)
	}
	st, err := state.New(root, s.db)
	if err != nil {
		return nil, fmt.Errorf("reopen scratch state: %w", err)
	}
	alloc := make(types.GenesisAlloc)
	for key, account := range st.RawDump(nil).Accounts {
		if !common.IsHexAddress(key) {
			return nil, fmt.Errorf("list scratch state: no address for %s", key)
		}
		balance, ok := new(big.Int).SetString(account.Balance, 10)
		if !ok {
			return nil, fmt.Errorf("list scratch state: balance %q", account.Balance)
		}
		entry := types.Account{Balance: balance, Nonce: account.Nonce, Code: account.Code}
		for slot, value := range account.Storage {
			if entry.Storage == nil {
				entry.Storage = make(map[common.Hash]common.Hash)
			}
			entry.Storage[slot] = common.HexToHash(value)
		}
		alloc[common.HexToAddress(key)] = entry
	}
	return alloc, nil
}

// systemContracts are those that Osaka blocks call. Contracts of later forks are
// left out, so that a newer go-ethereum does not change the genesis block.
func systemContracts() types.GenesisAlloc {
	return types.GenesisAlloc{
		params.BeaconRootsAddress:        {Nonce: 1, Code: params.BeaconRootsCode},
		params.HistoryStorageAddress:     {Nonce: 1, Code: params.HistoryStorageCode},
		params.WithdrawalQueueAddress:    {Nonce: 1, Code: params.WithdrawalQueueCode},
		params.ConsolidationQueueAddress: {Nonce: 1, Code: params.ConsolidationQueueCode},
	}
}
