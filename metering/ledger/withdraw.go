package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Withdraw takes prepaid money off an agent, to be paid back on chain by the
// vault's owner (payOut). What is held, and credit that was only given, stays. It
// returns metering.ErrFunds where there is not as much.
func (s *Store) Withdraw(ctx context.Context, id metering.AgentID, amount money.Amount, to string) (uint64, error) {
	text, err := json.Marshal(metering.WithdrawnBody{Agent: id, Amount: amount, To: to})
	if err != nil {
		return 0, fmt.Errorf("withdraw from %s: %w", id, err)
	}
	return s.Append(ctx, metering.Event{
		Type: metering.EventWithdrawn, Ref: string(id), Body: text,
		Transfers: []metering.Transfer{{From: metering.PrepaidAccount(id), To: metering.AccountSuspense, Amount: amount}},
	})
}

// withdrawable checks a withdrawal against an account, which is locked.
func withdrawable(a *account, amount money.Amount) error {
	if a == nil || !a.known {
		return metering.ErrUnknownAgent
	}
	left, err := a.available()
	if err != nil {
		return err
	}
	left = money.Min(left, a.Prepaid)
	if left.Less(amount) {
		return &metering.FundsError{Needed: amount, Available: left, Held: a.held}
	}
	return nil
}
