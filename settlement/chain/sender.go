package chain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"golang.org/x/sync/errgroup"

	"github.com/farebox/farebox/settlement"
)

// maxTxBytes is what go-ethereum's pool takes of one transaction.
const maxTxBytes = 128 << 10

// Sender signs and sends with one key. Its methods keep no state: nonces and signed
// bytes are the caller's to save.
type Sender struct {
	client *Client
	signer Signer
}

var _ settlement.Sender = (*Sender)(nil)

// NewSender makes a sender. It asks nobody anything.
func NewSender(client *Client, signer Signer) (*Sender, error) {
	if client == nil || signer == nil || signer.Address() == (common.Address{}) {
		return nil, fmt.Errorf("%w: a sender needs a client and a signer with an address", ErrConfig)
	}
	return &Sender{client: client, signer: signer}, nil
}

// Address is the operator's.
func (s *Sender) Address() [20]byte { return s.signer.Address() }

// Nonces implements settlement.Sender. The nonce in the final state comes, with
// several endpoints, from two of them.
func (s *Sender) Nonces(ctx context.Context) (latest, final uint64, err error) {
	err = s.client.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		var err error
		latest, err = s.nonce(ctx, e, string(FinalityLatest))
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("read nonce: %w", err)
	}
	if len(s.client.pool.endpoints) == 1 && s.client.cfg.Finality == FinalityLatest {
		return latest, latest, nil
	}
	number, err := s.client.finalNumber(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read final nonce: %w", err)
	}
	final, err = agreed(ctx, s.client.pool, func(ctx context.Context, e *endpoint) (uint64, error) {
		return s.nonce(ctx, e, hexutil.EncodeUint64(number))
	}, hexutil.EncodeUint64)
	if err != nil {
		return 0, 0, fmt.Errorf("read final nonce: %w", err)
	}
	return latest, final, nil
}

func (s *Sender) nonce(ctx context.Context, e *endpoint, block string) (uint64, error) {
	var n hexutil.Uint64
	err := e.call(ctx, readTimeout, &n, "eth_getTransactionCount", s.signer.Address(), block)
	return uint64(n), err
}

// Sign implements settlement.Sender. It returns ErrTooBig for what no chain would
// take.
func (s *Sender) Sign(ctx context.Context, tx settlement.Tx) (settlement.Signed, error) {
	data, err := s.client.encode(&tx.Call)
	if err != nil {
		return settlement.Signed{}, err
	}
	return s.sign(ctx, &s.client.cfg.Vault, data, tx.Nonce, tx.Gas, tx.Fees)
}

func (s *Sender) sign(ctx context.Context, to *common.Address, data []byte, nonce, gas uint64, fees settlement.Fees) (settlement.Signed, error) {
	if gas > params.MaxTxGas {
		return settlement.Signed{}, fmt.Errorf("sign transaction: %w: %d gas, at most %d", ErrTooBig, gas, params.MaxTxGas)
	}
	if fees.Tip > fees.Cap {
		return settlement.Signed{}, fmt.Errorf("sign transaction: %w: tip %d is above cap %d", ErrConfig, fees.Tip, fees.Cap)
	}
	chainID := new(big.Int).SetUint64(s.client.cfg.ChainID)
	signed, err := signTx(ctx, s.signer, types.NewTx(&types.DynamicFeeTx{
		ChainID: chainID, Nonce: nonce, Gas: gas, To: to, Data: data, Value: new(big.Int),
		GasTipCap: new(big.Int).SetUint64(fees.Tip), GasFeeCap: new(big.Int).SetUint64(fees.Cap),
	}), chainID)
	if err != nil {
		return settlement.Signed{}, err
	}
	raw, err := signed.MarshalBinary()
	if err != nil {
		return settlement.Signed{}, fmt.Errorf("encode transaction: %w", err)
	}
	if len(raw) > maxTxBytes {
		return settlement.Signed{}, fmt.Errorf("sign transaction: %w: %d bytes, at most %d", ErrTooBig, len(raw), maxTxBytes)
	}
	return settlement.Signed{Raw: raw, Hash: signed.Hash()}, nil
}

// Send implements settlement.Sender. It returns nil as soon as every endpoint was
// asked and one took the transaction.
func (s *Sender) Send(ctx context.Context, raw []byte) error {
	if _, err := s.client.pool.ready(ctx); err != nil {
		return fmt.Errorf("send transaction: %w", err)
	}
	endpoints := s.client.pool.endpoints
	faults := make([]error, len(endpoints))
	var group errgroup.Group
	for i, e := range endpoints {
		group.Go(func() error {
			if !e.health().verified {
				faults[i] = e.probe(ctx, s.client.cfg.ChainID)
			}
			if faults[i] == nil {
				faults[i] = e.call(ctx, sendTimeout, nil, "eth_sendRawTransaction", hexutil.Bytes(raw))
			}
			return nil
		})
	}
	_ = group.Wait() // the functions return nil; faults has what happened
	for _, err := range faults {
		if err == nil {
			return nil
		}
	}
	return fmt.Errorf("send transaction: %w", errors.Join(faults...))
}
