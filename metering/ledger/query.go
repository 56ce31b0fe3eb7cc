package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// Agent returns an agent as of now, held money included, or
// metering.ErrUnknownAgent.
func (s *Store) Agent(_ context.Context, id metering.AgentID) (metering.Agent, error) {
	sh := &s.shards[shardOf(id)]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	a, err := s.account(sh, id)
	if err != nil {
		return metering.Agent{}, err
	}
	if !a.known {
		return metering.Agent{}, fmt.Errorf("agent %q: %w", id, metering.ErrUnknownAgent)
	}
	v := metering.Agent{ID: id, Plan: a.Plan, State: a.State, Held: a.held}
	v.Balance, err = a.balance()
	if err != nil {
		return metering.Agent{}, err
	}
	v.Available, err = a.available()
	return v, err
}

// Agents returns up to limit agents with ids after the cursor, ascending, and
// the cursor of the next page, empty at the end.
func (s *Store) Agents(ctx context.Context, cursor string, limit int) ([]metering.Agent, string, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return nil, "", err
	}
	ids, next, err := s.state.keys(bucketAgents, cursor, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list agents: %w", err)
	}
	out := make([]metering.Agent, 0, len(ids))
	for _, id := range ids {
		a, err := s.Agent(ctx, metering.AgentID(id))
		if err != nil {
			return nil, "", fmt.Errorf("list agents: %w", err)
		}
		out = append(out, a)
	}
	return out, next, nil
}

// keys returns a page of a bucket's keys after a cursor.
func (st *state) keys(bucket []byte, cursor string, limit int) (keys []string, next string, err error) {
	limit = clampPage(limit)
	err = st.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		k, _ := c.Seek([]byte(cursor))
		if cursor != "" && string(k) == cursor {
			k, _ = c.Next()
		}
		for ; k != nil; k, _ = c.Next() {
			if len(keys) == limit {
				next = keys[limit-1]
				return nil
			}
			keys = append(keys, string(k))
		}
		return nil
	})
	return keys, next, err
}

func clampPage(limit int) int {
	if limit <= 0 || limit > metering.MaxPage {
		return metering.MaxPage
	}
	return limit
}

// maxScan bounds the entries that one page of Usage looks at, so that a filter
// that matches nothing costs no more than a full page.
const maxScan = 20_000

// Usage returns up to limit usage records before the sequence before (zero: from
// the newest on), newest first, and where the next page starts, zero at the end.
// A page may hold fewer than limit and still have a next one.
func (s *Store) Usage(ctx context.Context, f metering.UsageFilter, before uint64, limit int) (records []metering.UsageRecord, next uint64, err error) {
	limit = clampPage(limit)
	last, _, err := s.Sync(ctx)
	if err != nil {
		return nil, 0, err
	}
	if before == 0 || before > last {
		before = last + 1
	}
	looked := 0
	visit := func(e *metering.Entry) (bool, error) {
		looked++
		if e.Usage != nil && f.Match(e.Usage) {
			records = append(records, *e.Usage)
		}
		if len(records) == limit || looked == maxScan {
			next = e.Sequence
			return false, nil
		}
		return true, nil
	}
	if f.Agent != "" {
		err = s.eachPosting(f.Agent, before, visit)
	} else {
		err = s.journal.scanBack(before-1, visit)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("list usage: %w", err)
	}
	return records, next, nil
}

// eachPosting visits an agent's usage entries before a sequence, newest first.
func (s *Store) eachPosting(id metering.AgentID, before uint64, visit func(*metering.Entry) (bool, error)) error {
	for before > 1 {
		var block []uint64
		err := s.state.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bucketPostings).Cursor()
			k, v := c.Seek(postingKey(id, before))
			if k == nil {
				k, v = c.Last()
			} else {
				k, v = c.Prev()
			}
			prefix := append([]byte(id), 0)
			if !bytes.HasPrefix(k, prefix) || len(k) != len(prefix)+8 {
				return nil
			}
			var err error
			block, err = decodePostings(binary.BigEndian.Uint64(k[len(prefix):]), v)
			return err
		})
		if err != nil {
			return err
		}
		if len(block) == 0 {
			return nil
		}
		for i := len(block) - 1; i >= 0; i-- {
			if block[i] >= before {
				continue
			}
			e, err := s.journal.entry(block[i])
			if err != nil {
				return err
			}
			more, err := visit(e)
			if err != nil || !more {
				return err
			}
		}
		before = block[0]
	}
	return nil
}

// UsageByID returns the usage record of a request, or metering.ErrNotFound.
func (s *Store) UsageByID(ctx context.Context, id metering.RequestID) (*metering.UsageRecord, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return nil, err
	}
	var seq uint64
	err = s.state.view(func(tx *bolt.Tx) error {
		seq = binary.BigEndian.Uint64(pad8(tx.Bucket(bucketRequests).Get(id[:])))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read usage %s: %w", id, err)
	}
	e, err := s.journal.entry(seq)
	if err != nil {
		return nil, fmt.Errorf("read usage %s: %w", id, err)
	}
	return e.Usage, nil
}

// Invoices returns up to limit invoices with ids after the cursor.
func (s *Store) Invoices(ctx context.Context, agent metering.AgentID, cursor string, limit int) (list []metering.Invoice, next string, err error) {
	limit = clampPage(limit)
	_, _, err = s.Sync(ctx)
	if err != nil {
		return nil, "", err
	}
	prefix := []byte{}
	if agent != "" {
		prefix = []byte(string(agent) + ".")
	}
	err = s.state.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketInvoices).Cursor()
		k, v := c.Seek(prefix)
		if cursor != "" {
			k, v = c.Seek([]byte(cursor))
			if string(k) == cursor {
				k, v = c.Next()
			}
		}
		for ; bytes.HasPrefix(k, prefix) && k != nil; k, v = c.Next() {
			var inv metering.Invoice
			err := json.Unmarshal(v, &inv)
			if err != nil {
				return err
			}
			if agent != "" && inv.Agent != agent {
				continue
			}
			if len(list) == limit {
				next = list[limit-1].ID
				return nil
			}
			list = append(list, inv)
		}
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("list invoices: %w", err)
	}
	return list, next, nil
}

// Events calls fn for each event of the types that start with prefix, from a
// sequence on, ascending, until fn returns an error, which it returns as it is.
func (s *Store) Events(ctx context.Context, prefix string, from uint64, fn func(seq uint64, at time.Time, e metering.Event) error) error {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return err
	}
	class, _, _ := strings.Cut(prefix, ".")
	head := append([]byte(class), 0)
	for next := from; ; {
		var seqs []uint64
		err := s.state.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bucketEvents).Cursor()
			for k, _ := c.Seek(append(bytes.Clone(head), seqKey(next)...)); bytes.HasPrefix(k, head) && len(seqs) < readPage; k, _ = c.Next() {
				seqs = append(seqs, binary.BigEndian.Uint64(pad8(k[len(head):])))
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, seq := range seqs {
			e, err := s.journal.entry(seq)
			if err != nil {
				return fmt.Errorf("read events: %w", err)
			}
			if e.Event == nil || !strings.HasPrefix(e.Event.Type, prefix) {
				continue
			}
			err = fn(seq, e.Time, *e.Event)
			if err != nil {
				return err
			}
		}
		if len(seqs) < readPage {
			return nil
		}
		next = seqs[len(seqs)-1] + 1
	}
}

// Payments returns up to limit payments that are not booked or skipped, with
// sequences after the given one, ascending.
func (s *Store) Payments(ctx context.Context, after uint64, limit int) (list []metering.Payment, err error) {
	limit = clampPage(limit)
	_, _, err = s.Sync(ctx)
	if err != nil {
		return nil, err
	}
	err = s.state.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketPayments).Cursor()
		for k, v := c.Seek(seqKey(after + 1)); k != nil && len(list) < limit; k, v = c.Next() {
			var p metering.Payment
			err := json.Unmarshal(v, &p)
			if err != nil {
				return err
			}
			list = append(list, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read payments: %w", err)
	}
	return list, nil
}

// Balances returns the balances that are not zero of the accounts whose names
// start with prefix.
func (s *Store) Balances(ctx context.Context, prefix string) (map[metering.Account]money.Amount, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[metering.Account]money.Amount)
	err = s.state.balances(prefix, out)
	if err != nil {
		return nil, fmt.Errorf("read balances: %w", err)
	}
	return out, nil
}

func (st *state) balances(prefix string, out map[metering.Account]money.Amount) error {
	put := func(acc metering.Account, a money.Amount) {
		if !a.IsZero() && strings.HasPrefix(string(acc), prefix) {
			out[acc] = a
		}
	}
	return st.view(func(tx *bolt.Tx) error {
		err := tx.Bucket(bucketAccounts).ForEach(func(k, v []byte) error {
			put(metering.Account(k), amountOf(v))
			return nil
		})
		if err != nil || !strings.HasPrefix("agent:", prefix) && !strings.HasPrefix(prefix, "agent:") {
			return err
		}
		return tx.Bucket(bucketAgents).ForEach(func(k, v []byte) error {
			var a agentState
			err := json.Unmarshal(v, &a)
			if err != nil {
				return err
			}
			id := metering.AgentID(k)
			put(metering.PrepaidAccount(id), a.Prepaid)
			put(metering.GrantAccount(id), a.Granted)
			put(metering.ReceivableAccount(id), mustSub(money.Amount{}, a.Owed))
			return nil
		})
	})
}

// Leaves calls fn for the leaf of each usage record with a sequence in
// (from, to], ascending.
func (s *Store) Leaves(_ context.Context, from, to uint64, fn func(leaf []byte) error) error {
	err := s.journal.scan(from+1, func(_, _ Hash, e *metering.Entry) (bool, error) {
		if e.Sequence > to {
			return false, nil
		}
		if e.Usage == nil {
			return true, nil
		}
		item, err := e.Usage.Item()
		if err != nil {
			return false, err
		}
		leaf, err := item.Leaf()
		if err != nil {
			return false, err
		}
		return true, fn(leaf)
	})
	if err != nil {
		return fmt.Errorf("read usage leaves: %w", err)
	}
	return nil
}

// Owed returns what all payers owe by authorizations that are not settled,
// those of calls in flight included.
func (s *Store) Owed() money.Amount { return s.owed.total() }

// Revoked calls fn for each revoked token that has not expired.
func (s *Store) Revoked(fn func(jti string, until time.Time)) error {
	now := s.cfg.Now()
	return s.state.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketRevoked).ForEach(func(k, v []byte) error {
			until := time.Unix(int64(binary.BigEndian.Uint64(pad8(v))), 0)
			if now.Before(until) {
				fn(string(k), until)
			}
			return nil
		})
	})
}

// Traffic returns the traffic since a time, ascending by hour.
func (s *Store) Traffic(_ context.Context, since time.Time) (list []metering.Traffic, err error) {
	err = s.state.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketTraffic).Cursor()
		for k, v := c.Seek(seqKey(uint64(since.Truncate(time.Hour).Unix()))); k != nil; k, v = c.Next() {
			var d trafficDelta
			err := json.Unmarshal(v, &d)
			if err != nil {
				return err
			}
			hour := time.Unix(int64(binary.BigEndian.Uint64(k)), 0).UTC()
			list = append(list, metering.Traffic{Hour: hour, Route: string(k[8:]), Calls: d.Calls, Charged: d.Charged, Charge: d.Charge})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read traffic: %w", err)
	}
	return list, nil
}

// latestPrice returns the newest version of a price, zero where there is none.
func (st *state) latestPrice(name string) (version uint32, definition []byte, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		prefix := append([]byte(name), 0)
		c := tx.Bucket(bucketPrices).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			version, definition = binary.BigEndian.Uint32(k[len(prefix):]), bytes.Clone(v)
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("read price %s: %w", name, err)
	}
	return version, definition, nil
}

// Interrupted returns the journalled holds whose calls have not ended: after
// Open, those that a crash cut off. Resolve ends them.
func (s *Store) Interrupted() (list []metering.Entry, err error) {
	err = s.state.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketHolds).ForEach(func(_, v []byte) error {
			e, err := metering.DecodeEntry(v)
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

// Resolve ends the holds that a crash left open, each by its policy and once,
// in a record `indeterminate`. It must run before the first call is admitted,
// with Run running.
func (s *Store) Resolve(ctx context.Context) (int, error) {
	open, err := s.Interrupted()
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, e := range open {
		errs = append(errs, s.resolve(ctx, e.Sequence, e.Hold))
	}
	return len(open), errors.Join(errs...)
}

func (s *Store) resolve(ctx context.Context, seq uint64, h *metering.HoldRecord) error {
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
	r := record(hold, metering.End{
		UsageState: metering.UsageAbsent, Outcome: metering.OutcomeInterrupted, Flags: []string{metering.FlagRecovered},
	}, metering.RecordIndeterminate)
	wait, err := s.post(hold, r)
	if err == nil {
		err = s.await(wait)
	}
	if err != nil {
		return fmt.Errorf("resolve %s: %w", h.RequestID, err)
	}
	return nil
}

// adopt reserves a hold that was admitted before a crash: it was covered then.
func (s *Store) adopt(h *metering.Hold) error {
	unlock := s.lock(h.Agent, h.Payer)
	defer unlock()
	for _, id := range []metering.AgentID{h.Agent, h.Payer} {
		if id == "" {
			continue
		}
		_, err := s.account(&s.shards[shardOf(id)], id)
		if err != nil {
			return err
		}
	}
	owner, payer, funder := s.holders(h)
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

func (p fixedPrice) Rate(_, _ metering.Units) (money.Amount, error)    { return money.Amount(p), nil }
func (p fixedPrice) Ceiling(_, _ metering.Units) (money.Amount, error) { return money.Amount(p), nil }
func (p fixedPrice) Flat() (money.Amount, bool)                        { return money.Amount(p), true }
func (p fixedPrice) Unit(metering.Kind) (string, bool)                 { return "", false }
