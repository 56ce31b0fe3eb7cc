package x402

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common/lru"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/farebox/farebox/gateway/x402/channel"
	"github.com/farebox/farebox/metering"
)

// MaxVoucherCache is the largest VoucherCache, in vouchers of some 300 bytes.
const MaxVoucherCache = 1 << 20

// VoucherCache remembers vouchers whose signature was good, dropping the one that
// was not used for longest. One sent again to the last byte then costs no
// recovery: a client with many calls in flight sends one voucher with all of
// them. It is safe for concurrent use. Nil remembers nothing.
type VoucherCache struct {
	good *lru.Cache[voucherKey, struct{}]
}

// voucherKey is everything that the signature depends on: the id is a hash over
// the chain, the contract and the signer.
type voucherKey struct {
	id        channel.ID
	max       metering.BaseUnits
	signature [crypto.SignatureLength]byte
}

// NewVoucherCache returns a cache of so many vouchers, 1 to MaxVoucherCache, or
// ErrConfig.
func NewVoucherCache(vouchers int) (*VoucherCache, error) {
	if vouchers < 1 || vouchers > MaxVoucherCache {
		return nil, fmt.Errorf("make voucher cache: %d vouchers, want 1 to %d: %w", vouchers, MaxVoucherCache, ErrConfig)
	}
	return &VoucherCache{good: lru.NewCache[voucherKey, struct{}](vouchers)}, nil
}

func (c *VoucherCache) contains(key voucherKey) bool {
	if c == nil {
		return false
	}
	_, ok := c.good.Get(key)
	return ok
}

func (c *VoucherCache) add(key voucherKey) {
	if c != nil {
		c.good.Add(key, struct{}{})
	}
}
