package chain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// signTimeout is how long an external signer may take: its rules decide, not a
// person.
const signTimeout = 30 * time.Second

// The methods by which external signers sign a transaction.
const (
	methodClef  = "account_signTransaction" // clef
	methodPlain = "eth_signTransaction"     // web3signer and nodes
)

// ExternalSigner has transactions signed by a program that keeps the key: clef, or
// one that speaks as web3signer does. Nothing that it returns is trusted: see signTx.
type ExternalSigner struct {
	endpoint *endpoint
	address  common.Address
	plain    atomic.Bool // it knows methodPlain alone
}

var _ Signer = (*ExternalSigner)(nil)

// NewExternalSigner names a signer by its JSON-RPC URL, http or https, and the
// address that it signs for. It sends nothing. A nil transport is one of its own.
func NewExternalSigner(rawURL string, address common.Address, transport http.RoundTripper) (*ExternalSigner, error) {
	if address == (common.Address{}) {
		return nil, fmt.Errorf("external signer: %w: no address", ErrSigner)
	}
	if transport == nil {
		transport = &http.Transport{TLSHandshakeTimeout: probeTimeout, IdleConnTimeout: time.Minute}
	}
	e, err := newEndpoint(rawURL, transport)
	if err != nil {
		return nil, fmt.Errorf("external signer: %w: %w", ErrSigner, err)
	}
	return &ExternalSigner{endpoint: e, address: address}, nil
}

// Address implements Signer.
func (s *ExternalSigner) Address() common.Address { return s.address }

// signRequest is a transaction as both methods take it.
type signRequest struct {
	From    common.Address  `json:"from"`
	To      *common.Address `json:"to,omitempty"`
	Gas     hexutil.Uint64  `json:"gas"`
	FeeCap  *hexutil.Big    `json:"maxFeePerGas"`
	TipCap  *hexutil.Big    `json:"maxPriorityFeePerGas"`
	Value   *hexutil.Big    `json:"value"`
	Nonce   hexutil.Uint64  `json:"nonce"`
	Data    hexutil.Bytes   `json:"data"`
	ChainID *hexutil.Big    `json:"chainId"`
}

// SignTx implements Signer.
func (s *ExternalSigner) SignTx(ctx context.Context, tx *types.Transaction, chainID *big.Int) (*types.Transaction, error) {
	req := signRequest{
		From: s.address, To: tx.To(), Gas: hexutil.Uint64(tx.Gas()), FeeCap: (*hexutil.Big)(tx.GasFeeCap()), TipCap: (*hexutil.Big)(tx.GasTipCap()),
		Value: (*hexutil.Big)(tx.Value()), Nonce: hexutil.Uint64(tx.Nonce()), Data: tx.Data(), ChainID: (*hexutil.Big)(chainID),
	}
	var answer json.RawMessage
	err := s.ask(ctx, &answer, req)
	if err != nil {
		return nil, err
	}
	raw, err := rawTransaction(answer)
	if err != nil {
		return nil, err
	}
	signed := new(types.Transaction)
	err = signed.UnmarshalBinary(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: no transaction: %w", ErrAnswer, err)
	}
	return signed, nil
}

// ask calls the method that the signer knows.
func (s *ExternalSigner) ask(ctx context.Context, answer any, req signRequest) error {
	if !s.plain.Load() {
		err := s.endpoint.call(ctx, signTimeout, answer, methodClef, req)
		if !isNoMethod(err) {
			return err
		}
		s.plain.Store(true)
	}
	return s.endpoint.call(ctx, signTimeout, answer, methodPlain, req)
}

// isNoMethod reports JSON-RPC's answer to a method that the server does not have.
func isNoMethod(err error) bool {
	const noMethod = -32601
	var e rpc.Error
	return errors.As(err, &e) && e.ErrorCode() == noMethod
}

// rawTransaction finds the signed bytes: the answer itself, or its member raw.
func rawTransaction(answer json.RawMessage) (hexutil.Bytes, error) {
	var raw hexutil.Bytes
	if json.Unmarshal(answer, &raw) == nil {
		return raw, nil
	}
	var object struct {
		Raw hexutil.Bytes `json:"raw"`
	}
	err := json.Unmarshal(answer, &object)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	return object.Raw, nil
}
