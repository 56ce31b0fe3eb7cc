package devnet

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/farebox/farebox/settlement/chain/bindings"
)

// Token describes the test dollar. Name and Version are its EIP-712 domain.
type Token struct {
	Address  common.Address
	Symbol   string
	Name     string
	Version  string
	Decimals uint8
}

// accountDollars is what each plain account holds of the test dollar, in whole
// dollars.
const accountDollars = 1_000_000

// accountEther is what each account holds for gas, in ether.
const accountEther = 10_000

// tokenUnit is one dollar in the token's base units.
const tokenUnit = 1_000_000

// refundCap bounds what one batch refunds to channels' payers: enough for any test.
const refundCap = 10_000 * tokenUnit

// setup is a prepared genesis state and what stands where in it.
type setup struct {
	alloc types.GenesisAlloc
	token common.Address
	vault common.Address
}

// prepare runs the constructors of the test dollar and the vault on a scratch
// state, gives every account its money and adds the caller's own accounts. They
// may not replace what stands there already.
func prepare(chainID uint64, roles roles, plain []Account, extra types.GenesisAlloc) (setup, error) {
	s, err := newScratch(chainID)
	if err != nil {
		return setup{}, err
	}
	funded := systemContracts()
	for _, a := range slices.Concat(plain, roles.all()) {
		funded[a.Address] = types.Account{Balance: ether(accountEther)}
	}
	if err := s.put(funded); err != nil {
		return setup{}, err
	}
	out, err := deployContracts(s, roles, plain)
	if err != nil {
		return setup{}, err
	}
	if out.alloc, err = s.alloc(); err != nil {
		return setup{}, err
	}
	for addr := range extra {
		if _, taken := out.alloc[addr]; taken {
			return setup{}, fmt.Errorf("%w: alloc: %s has a place in the genesis block already", ErrConfig, addr)
		}
	}
	maps.Copy(out.alloc, extra)
	return out, nil
}

func deployContracts(s *scratch, roles roles, plain []Account) (setup, error) {
	dollar, vault := bindings.NewTestDollar(), bindings.NewVault()
	deployer, settler := roles.deployer.Address, roles.settler.Address

	token, err := s.deploy(deployer, initCode(&bindings.TestDollarMetaData, dollar.PackConstructor(settler)))
	if err != nil {
		return setup{}, fmt.Errorf("deploy test dollar: %w", err)
	}
	// On a development chain one key is owner and operator; elsewhere never.
	args := vault.PackConstructor(token, settler, roles.treasury.Address, roles.guardian.Address,
		settler, BatchSettlement(), big.NewInt(refundCap))
	at, err := s.deploy(deployer, initCode(&bindings.VaultMetaData, args))
	if err != nil {
		return setup{}, fmt.Errorf("deploy vault: %w", err)
	}
	amount := big.NewInt(accountDollars * tokenUnit)
	for _, a := range plain {
		if err := s.call(settler, token, dollar.PackMint(a.Address, amount)); err != nil {
			return setup{}, fmt.Errorf("mint test dollars: %w", err)
		}
	}
	return setup{token: token, vault: at}, nil
}

func initCode(meta *bind.MetaData, args []byte) []byte {
	return append(common.FromHex(meta.Bin), args...)
}

// BatchSettlement is where x402's batch settlement contract stands on every chain.
func BatchSettlement() common.Address {
	return common.HexToAddress("0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003")
}

func ether(n int64) *big.Int {
	return new(big.Int).Mul(big.NewInt(n), big.NewInt(params.Ether))
}
