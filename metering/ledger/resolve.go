package ledger

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Interrupted returns the journalled holds whose calls have not ended: after
// Open, those that a crash cut off. Resolve ends them.
func (s *Store) Interrupted() (list []metering.Entry, err error) {
	err = s.state.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketHolds).ForEach(func(k, v []byte) error {
			text, err := unseal(k, v)
			if err != nil {
				return err
			}
			e, err := metering.DecodeEntry(text)
			if err == nil && e.Hold == nil {
				err = ErrCorrupt
			}
			if err == nil {
				list = append(list, *e)
			}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read open holds: %w", err)
	}
	return list, nil
}

// Resolve ends the holds that stood open when the ledger was opened, each by its
// policy and once, in a record `indeterminate`, and returns how many it ended. It
// must run before the first call is admitted, with Run running.
func (s *Store) Resolve(ctx context.Context) (int, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return 0, err
	}
	open, err := s.Interrupted()
	if err != nil {
		return 0, err
	}
	n := 0
	var errs []error
	for _, e := range open {
		if e.Sequence > s.start {
			continue // Its call is in flight.
		}
		err := s.resolve(e.Sequence, e.Hold)
		if err == nil {
			n++
		}
		errs = append(errs, err)
	}
	return n, errors.Join(errs...)
}

func (s *Store) resolve(seq uint64, h *metering.HoldRecord) error {
	charge := h.Amount
	if h.OnCrash == metering.OnCrashMinimum {
		charge = h.Minimum
	}
	hold := &metering.Hold{HoldSeq: seq, Amount: charge, Call: metering.Call{
		RequestID: h.RequestID, Agent: h.Agent, Payer: h.Payer, Route: h.Route, Meter: h.Meter,
		Price: &metering.Price{Name: h.Price, Version: h.PriceVersion, Rater: fixedPrice(charge)},
		Rail:  h.Rail, Funding: h.Funding, Auth: h.Auth,
	}}
	err := s.adopt(hold)
	if err != nil {
		return fmt.Errorf("resolve %s: %w", h.RequestID, err)
	}
	o := newUsage(hold, metering.End{
		UsageState: metering.UsageAbsent, Outcome: metering.OutcomeInterrupted, Flags: []string{metering.FlagRecovered},
	}, metering.RecordIndeterminate)
	o.done = s.queue.wait()
	err = s.end(hold, o)
	if err == nil {
		err = s.await(o.done)
	}
	if err != nil {
		return fmt.Errorf("resolve %s: %w", h.RequestID, err)
	}
	return nil
}

// adopt reserves a hold that was admitted before a crash: it was covered then.
func (s *Store) adopt(h *metering.Hold) error {
	set := s.shardsOf(h.Agent, h.Payer)
	s.lock(set)
	defer s.unlock(set)
	for _, id := range []metering.AgentID{h.Agent, h.Payer} {
		if id == "" {
			continue
		}
		_, err := s.account(id)
		if err != nil {
			return err
		}
	}
	owner, payer := s.holders(h)
	funder := funderOf(h, owner, payer)
	if h.Funding == metering.FundPayerReceivable {
		funder.heldOwed = mustAdd(funder.heldOwed, h.Amount)
		s.owed.move(money.Amount{}, h.Amount)
	} else {
		funder.held = mustAdd(funder.held, h.Amount)
	}
	if h.Auth != nil {
		if payer.claims == nil {
			payer.claims = make(map[[32]byte]claim)
		}
		payer.claims[h.Auth.Nonce] = claim{}
	}
	owner.holds++
	if payer != owner {
		payer.holds++
	}
	return nil
}

// fixedPrice charges one amount whatever was used.
type fixedPrice money.Amount

func (p fixedPrice) Rate(_, _ metering.Units) (money.Amount, error) { return money.Amount(p), nil }

func (p fixedPrice) Ceiling(_, _ metering.Units) (money.Amount, error) { return money.Amount(p), nil }

func (p fixedPrice) Flat() (money.Amount, bool)        { return money.Amount(p), true }
func (p fixedPrice) Unit(metering.Kind) (string, bool) { return "", false }
