package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
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
	set := s.shardsOf(id, "")
	s.lock(set)
	defer s.unlock(set)
	a, err := s.account(id)
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
	_, err := s.refresh(ctx)
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
		if errors.Is(err, metering.ErrUnknownAgent) {
			continue // money came before the agent did
		}
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
	last, err := s.refresh(ctx)
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
			k, _ := c.Seek(postingKey(id, before))
			var v []byte
			if k == nil {
				k, v = c.Last()
			} else {
				k, v = c.Prev()
			}
			prefix := append([]byte(id), 0)
			if !bytes.HasPrefix(k, prefix) || len(k) != len(prefix)+8 {
				return nil
			}
			list, err := unseal(k, v)
			if err != nil {
				return err
			}
			block, err = decodePostings(binary.BigEndian.Uint64(k[len(prefix):]), list)
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
	_, err := s.refresh(ctx)
	if err != nil {
		return nil, err
	}
	var seq uint64
	err = s.state.view(func(tx *bolt.Tx) error {
		var err error
		seq, err = getUint(tx.Bucket(bucketRequests), id[:])
		return err
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
	_, err = s.refresh(ctx)
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
			err := readJSON(k, v, &inv)
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
			err := readJSON(k, v, &p)
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
// start with prefix, all as of one entry of the journal.
func (s *Store) Balances(ctx context.Context, prefix string) (map[metering.Account]money.Amount, error) {
	_, _, err := s.Sync(ctx)
	if err != nil {
		return nil, err
	}
	// No checkpoint is written meanwhile, so the pages show one state.
	s.project.mu.Lock()
	defer s.project.mu.Unlock()
	out := make(map[metering.Account]money.Amount)
	err = s.state.ownBalances(prefix, out)
	if err == nil && (strings.HasPrefix("agent:", prefix) || strings.HasPrefix(prefix, "agent:")) {
		err = s.state.agentBalances(prefix, out)
	}
	if err != nil {
		return nil, fmt.Errorf("read balances: %w", err)
	}
	return out, nil
}

func (st *state) ownBalances(prefix string, out map[metering.Account]money.Amount) error {
	return st.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketAccounts).Cursor()
		head := []byte(prefix)
		for k, v := c.Seek(head); k != nil && bytes.HasPrefix(k, head); k, v = c.Next() {
			amount, err := unseal(k, v)
			if err != nil {
				return err
			}
			out[metering.Account(k)] = amountOf(amount)
		}
		return nil
	})
}

func (st *state) agentBalances(prefix string, out map[metering.Account]money.Amount) error {
	put := func(acc metering.Account, a money.Amount) {
		if !a.IsZero() && strings.HasPrefix(string(acc), prefix) {
			out[acc] = a
		}
	}
	// What precedes the last colon of the prefix is a part of the agent's id.
	from, _, _ := strings.Cut(strings.TrimPrefix(prefix, "agent:"), ":")
	if !strings.HasPrefix(prefix, "agent:") {
		from = ""
	}
	for next := []byte(from); next != nil; {
		err := st.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bucketAgents).Cursor()
			k, v := c.Seek(next)
			next = nil
			for n := 0; k != nil && bytes.HasPrefix(k, []byte(from)); k, v = c.Next() {
				if n++; n > readPage {
					next = bytes.Clone(k)
					return nil
				}
				var a agentState
				err := readJSON(k, v, &a)
				if err != nil {
					return err
				}
				id := metering.AgentID(k)
				put(metering.PrepaidAccount(id), a.Prepaid)
				put(metering.GrantAccount(id), a.Granted)
				put(metering.ReceivableAccount(id), mustSub(money.Amount{}, a.Owed))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
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

// revokedGrace is how long after a token's expiry its revocation is still shown:
// a token is accepted for some seconds more, and the clock may be set back.
const revokedGrace = 24 * time.Hour

// RevokedAgents calls fn for each agent whose tokens were all revoked at some
// time, with the epoch from which on they count.
func (s *Store) RevokedAgents(fn func(agent string, epoch uint64)) error {
	return s.state.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketEpochs).ForEach(func(k, v []byte) error {
			v, err := unseal(k, v)
			if err == nil {
				fn(string(k), binary.BigEndian.Uint64(pad8(v)))
			}
			return err
		})
	})
}

// Revoked calls fn for each revoked token that has not expired for long.
func (s *Store) Revoked(fn func(jti string, until time.Time)) error {
	now := s.cfg.Now()
	return s.state.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketRevoked).ForEach(func(k, v []byte) error {
			v, err := unseal(k, v)
			if err != nil {
				return err
			}
			until := time.Unix(int64(binary.BigEndian.Uint64(pad8(v))), 0)
			if now.Before(until.Add(revokedGrace)) {
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
			err := readJSON(k, v, &d)
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
			text, err := unseal(k, v)
			if err != nil {
				return err
			}
			version, definition = binary.BigEndian.Uint32(k[len(prefix):]), bytes.Clone(text)
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("read price %s: %w", name, err)
	}
	return version, definition, nil
}
