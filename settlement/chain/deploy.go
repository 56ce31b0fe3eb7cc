package chain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
	"github.com/farebox/farebox/settlement/chain/bindings"
)

// receiptPoll is how often a deployment is looked for.
const receiptPoll = 500 * time.Millisecond

// VaultParams are the vault's offices. The operator is the sender's key.
type VaultParams struct {
	Owner, Treasury [20]byte
	Guardian        [20]byte // zero for none
	BatchSettlement [20]byte // may have no code yet
	RefundCap       metering.BaseUnits
}

// Deployment is a vault on its way: it is complete once mined.
type Deployment struct {
	Vault  common.Address
	TxHash common.Hash
	Block  settlement.Block
}

// DeployVault deploys a vault for the configured token and waits for its receipt, as
// long as ctx allows. When it fails after sending, the deployment in the error's
// company says where the vault will stand.
func (s *Sender) DeployVault(ctx context.Context, p VaultParams) (Deployment, error) {
	if p.Owner == ([20]byte{}) || p.Treasury == ([20]byte{}) {
		return Deployment{}, fmt.Errorf("deploy vault: %w: owner and treasury are required", ErrConfig)
	}
	args := bindings.NewVault().PackConstructor(s.client.cfg.Token.Address, p.Owner, p.Treasury, p.Guardian,
		s.signer.Address(), p.BatchSettlement, p.RefundCap.Big())
	code := append(common.FromHex(bindings.VaultMetaData.Bin), args...)

	nonce, _, err := s.Nonces(ctx)
	if err != nil {
		return Deployment{}, fmt.Errorf("deploy vault: %w", err)
	}
	fees, err := s.Fees(ctx)
	if err != nil {
		return Deployment{}, fmt.Errorf("deploy vault: %w", err)
	}
	gas, err := s.estimate(ctx, code)
	if err != nil {
		return Deployment{}, fmt.Errorf("deploy vault: %w", err)
	}
	signed, err := s.sign(ctx, nil, code, nonce, gas, fees)
	if err != nil {
		return Deployment{}, fmt.Errorf("deploy vault: %w", err)
	}
	out := Deployment{Vault: crypto.CreateAddress(s.signer.Address(), nonce), TxHash: signed.Hash}
	if err := s.Send(ctx, signed.Raw); err != nil {
		return out, fmt.Errorf("deploy vault: %w", err)
	}
	mined, err := s.await(ctx, signed.Hash)
	if err != nil {
		return out, fmt.Errorf("deploy vault: transaction %s: %w", out.TxHash, err)
	}
	out.Block = mined.block
	if mined.receipt.Status != types.ReceiptStatusSuccessful || mined.receipt.ContractAddress != out.Vault {
		return out, fmt.Errorf("deploy vault: transaction %s: %w", out.TxHash, ErrReverted)
	}
	return out, nil
}

// estimate asks what a deployment costs and adds a fifth.
func (s *Sender) estimate(ctx context.Context, code []byte) (uint64, error) {
	var gas hexutil.Uint64
	err := s.client.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
		return e.call(ctx, readTimeout, &gas, "eth_estimateGas", struct {
			From common.Address `json:"from"`
			Data hexutil.Bytes  `json:"input"`
		}{s.signer.Address(), code})
	})
	return uint64(gas) + uint64(gas)/5, err
}

// await polls for a receipt.
func (s *Sender) await(ctx context.Context, tx common.Hash) (*minedTx, error) {
	tick := time.NewTicker(receiptPoll)
	defer tick.Stop()
	for {
		var mined *minedTx
		err := s.client.pool.read(ctx, func(ctx context.Context, e *endpoint) error {
			var err error
			mined, err = e.receipt(ctx, tx)
			return err
		})
		if !errors.Is(err, settlement.ErrUnknown) {
			return mined, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}
