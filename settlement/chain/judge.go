package chain

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/settlement"
)

// fact is what the token says of an authorization's payer.
type fact struct {
	spent   bool
	balance *big.Int
}

// facts reads, for each authorization, whether its nonce is spent and what its payer
// has.
func (c *Client) facts(ctx context.Context, e *endpoint, number uint64, auths []metering.Authorization) ([]fact, error) {
	facts := make([]fact, len(auths))
	views := make([]view, 0, 2*len(auths))
	for i := range auths {
		a, token := &auths[i], c.cfg.Token.Address
		views = append(views,
			viewOf(token, c.token.PackAuthorizationState(a.From, a.Nonce), c.token.UnpackAuthorizationState, &facts[i].spent),
			viewOf(token, c.token.PackBalanceOf(a.From), c.token.UnpackBalanceOf, &facts[i].balance))
	}
	return facts, e.views(ctx, hexutil.EncodeUint64(number), views)
}

// judge says of each row whether the vault would be paid, and why not. The reason is
// found from the token's state, not from its words, which every token chooses. Rows
// before a row count: they spend its payer's balance and nonces.
func (c *Client) judge(auths []metering.Authorization, trials []trial, facts []fact, now uint64) []settlement.Check {
	type nonce struct {
		from  [20]byte
		nonce [32]byte
	}
	taken := make(map[nonce]bool)
	left := make(map[[20]byte]*big.Int)
	out := make([]settlement.Check, len(auths))
	for i := range auths {
		a, id := &auths[i], nonce{auths[i].From, auths[i].Nonce}
		if left[a.From] == nil {
			left[a.From] = new(big.Int).Set(facts[i].balance)
		}
		value := a.Value.Big()
		switch {
		case a.To != c.cfg.Vault || a.Token != c.cfg.Token.Address:
			out[i] = settlement.Check{Fault: settlement.FaultRefused, Reason: "it is not for this vault or not of this token"}
		case facts[i].spent || taken[id]:
			out[i] = settlement.Check{Fault: settlement.FaultUsed, Reason: "the nonce is used or cancelled"}
		case now >= a.ValidBefore:
			out[i] = settlement.Check{Fault: settlement.FaultExpired, Reason: "it is not valid any more"}
		case left[a.From].Cmp(value) < 0:
			out[i] = settlement.Check{Fault: settlement.FaultUnfunded, Reason: "the payer's balance does not cover it"}
		case !trials[i].ok:
			out[i] = settlement.Check{Fault: settlement.FaultRefused, Reason: trials[i].reason}
		default:
			taken[id] = true
			left[a.From].Sub(left[a.From], value)
		}
	}
	return out
}
