package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/common/math"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"
)

// Verify reaches every endpoint and compares the contracts with the configuration.
// The error joins every fault. Faults of endpoints are errors only when none is left;
// others are logged by Run.
func (c *Client) Verify(ctx context.Context, operator [20]byte) error {
	probed := c.pool.probe(ctx)
	if errors.Is(probed, ErrWrongChain) {
		return fmt.Errorf("verify chain: %w", probed)
	}
	var faults error
	err := c.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		var err error
		faults, err = c.compare(ctx, e, operator)
		return err
	})
	if err != nil {
		return fmt.Errorf("verify chain: %w", err)
	}
	if faults != nil {
		return fmt.Errorf("verify chain: %w", faults)
	}
	return nil
}

// compare returns what differs as faults, and what could not be read as err.
func (c *Client) compare(ctx context.Context, e *endpoint, operator [20]byte) (faults, err error) {
	var wrong []error
	fault := func(format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("%w: "+format, append([]any{ErrContracts}, args...)...))
	}
	err = c.haveCode(ctx, e, fault)
	if err != nil || len(wrong) > 0 {
		return errors.Join(wrong...), err
	}
	var token struct {
		name, version string
		decimals      uint8
		separator     [32]byte
	}
	var vaultToken, vaultOperator common.Address
	t, v := c.cfg.Token.Address, c.cfg.Vault
	for _, at := range []struct {
		what  string
		addr  common.Address
		views []view
	}{
		{"an ERC-20 token with EIP-712 signatures", t, []view{
			viewOf(t, c.token.PackName(), c.token.UnpackName, &token.name),
			viewOf(t, c.token.PackDecimals(), c.token.UnpackDecimals, &token.decimals),
			viewOf(t, c.token.PackDOMAINSEPARATOR(), c.token.UnpackDOMAINSEPARATOR, &token.separator),
		}},
		{"a vault", v, []view{
			viewOf(v, c.vault.PackToken(), c.vault.UnpackToken, &vaultToken),
			viewOf(v, c.vault.PackOperator(), c.vault.UnpackOperator, &vaultOperator),
		}},
	} {
		err := e.views(ctx, string(FinalityLatest), at.views)
		if isForeign(err) {
			fault("the contract at %s is not %s", at.addr, at.what)
		} else if err != nil {
			return nil, err
		}
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...), nil
	}
	if token.decimals != c.cfg.Token.Decimals {
		fault("the token has %d decimals, configured are %d", token.decimals, c.cfg.Token.Decimals)
	}
	separator, err := c.domainSeparator()
	if err != nil {
		return nil, err
	}
	if separator != token.separator {
		fault("the token's EIP-712 domain is not name %q, version %q (the token's name is %s): signatures would not verify",
			c.cfg.Token.Name, c.cfg.Token.Version, printable(token.name))
	}
	if vaultToken != t {
		fault("the vault takes token %s, configured is %s", vaultToken, t)
	}
	if operator != ([20]byte{}) && vaultOperator != operator {
		fault("the vault's operator is %s, the signer is %s: let the owner call setOperator", vaultOperator, common.Address(operator))
	}
	return errors.Join(wrong...), nil
}

// haveCode reports the contracts that are not there.
func (c *Client) haveCode(ctx context.Context, e *endpoint, fault func(string, ...any)) error {
	for _, at := range []struct {
		what string
		addr common.Address
	}{{"token", c.cfg.Token.Address}, {"vault", c.cfg.Vault}} {
		var code hexutil.Bytes
		err := e.call(ctx, readTimeout, &code, "eth_getCode", at.addr, string(FinalityLatest))
		if err != nil {
			return err
		}
		if len(code) == 0 {
			fault("no contract at the %s's address %s", at.what, at.addr)
		}
	}
	return nil
}

// codeReverted is JSON-RPC's code for a call that the contract itself refused.
const codeReverted = 3

// isForeign tells a contract that does not know a view, or answers it otherwise
// than it is defined, from a server that could not ask it.
func isForeign(err error) bool {
	var coded rpc.Error
	return errors.Is(err, ErrAnswer) || errors.As(err, &coded) && coded.ErrorCode() == codeReverted
}

// domainSeparator computes the separator of the configured EIP-712 domain.
func (c *Client) domainSeparator() ([32]byte, error) {
	data := apitypes.TypedData{
		Types: apitypes.Types{"EIP712Domain": {
			{Name: "name", Type: "string"},
			{Name: "version", Type: "string"},
			{Name: "chainId", Type: "uint256"},
			{Name: "verifyingContract", Type: "address"},
		}},
		Domain: apitypes.TypedDataDomain{
			Name: c.cfg.Token.Name, Version: c.cfg.Token.Version,
			ChainId:           (*math.HexOrDecimal256)(new(big.Int).SetUint64(c.cfg.ChainID)),
			VerifyingContract: c.cfg.Token.Address.Hex(),
		},
	}
	hash, err := data.HashStruct("EIP712Domain", data.Domain.Map())
	if err != nil {
		return [32]byte{}, fmt.Errorf("hash EIP-712 domain: %w", err)
	}
	return [32]byte(hash), nil
}
