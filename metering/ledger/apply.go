package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// apply writes a delta in one transaction, together with the sequence and hash
// that the projections then stand at.
func (st *state) apply(d *delta) error {
	return st.update(func(tx *bolt.Tx) error {
		for _, step := range []func(*bolt.Tx, *delta) error{
			applyAgents, applyAccounts, applyIndexes, applyPayments, applyClosed, applyLines,
			applyTraffic, applyHolds, applyRegisters, applyIssued, applyMark,
		} {
			err := step(tx, d)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func applyAgents(tx *bolt.Tx, d *delta) error {
	b, postings := tx.Bucket(bucketAgents), tx.Bucket(bucketPostings)
	for _, id := range slices.Sorted(maps.Keys(d.agents)) {
		ad := d.agents[id]
		var a agentState
		_, err := getJSON(b, []byte(id), &a)
		if err == nil {
			err = a.merge(ad)
		}
		if err == nil {
			err = putJSON(b, []byte(id), a)
		}
		if err == nil && len(ad.postings) > 0 {
			err = putValue(postings, postingKey(id, ad.postings[0]), encodePostings(ad.postings))
		}
		if err != nil {
			return fmt.Errorf("agent %s: %w", id, err)
		}
	}
	return nil
}

// merge adds what a delta changes.
func (a *agentState) merge(d *agentDelta) error {
	if d.created != nil {
		a.Plan = d.created.Plan
	}
	if d.state != "" {
		a.State = d.state
	}
	a.Settled = a.Settled || d.money.Settled
	var errs [3]error
	a.Prepaid, errs[0] = a.Prepaid.Add(d.money.Prepaid)
	a.Granted, errs[1] = a.Granted.Add(d.money.Granted)
	a.Owed, errs[2] = a.Owed.Add(d.money.Owed)
	for _, acc := range slices.SortedFunc(maps.Keys(d.money.Used), compareAccumulators) {
		sum, err := a.Used[acc].Add(d.money.Used[acc])
		if err != nil {
			return err
		}
		a.use(acc, sum)
	}
	return errors.Join(errs[:]...)
}

func applyAccounts(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketAccounts)
	for acc, by := range d.accounts {
		err := addAmount(b, []byte(acc), by)
		if err != nil {
			return fmt.Errorf("account %s: %w", acc, err)
		}
	}
	return addAmount(tx.Bucket(bucketMeta), keyOwed, d.owed)
}

// addAmount adds to a balance. One that is zero has no record, so that state.db
// does not depend on where checkpoints fell.
func addAmount(b *bolt.Bucket, key []byte, by money.Amount) error {
	if by.IsZero() {
		return nil
	}
	v, _, err := getValue(b, key)
	if err != nil {
		return err
	}
	sum, err := amountOf(v).Add(by)
	if err != nil {
		return err
	}
	if sum.IsZero() {
		return b.Delete(key)
	}
	now := sum.Bytes()
	return putValue(b, key, now[:])
}

func applyIndexes(tx *bolt.Tx, d *delta) error {
	err := applyRequests(tx, d)
	if err != nil {
		return err
	}
	b := tx.Bucket(bucketNonces)
	for _, n := range d.nonces {
		err := putValue(b, nonceKey(n.payer, n.nonce), seqKey(n.seq))
		if err != nil {
			return err
		}
	}
	b = tx.Bucket(bucketEvents)
	for _, e := range d.events {
		err := b.Put(append(append([]byte(e.class), 0), seqKey(e.seq)...), []byte{})
		if err != nil {
			return err
		}
	}
	return nil
}

// applyRequests writes the index of request ids, which nearly ascend: ids that
// are sorted fill its pages well.
func applyRequests(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketRequests)
	b.FillPercent = 0.9
	slices.SortFunc(d.requests, func(x, y requestRef) int { return bytes.Compare(x.id[:], y.id[:]) })
	values := make([]byte, 0, 12*len(d.requests)) // bbolt keeps them until the commit
	var seq [8]byte
	for i := range d.requests {
		r := &d.requests[i]
		binary.BigEndian.PutUint64(seq[:], r.seq)
		at := len(values)
		values = appendSealed(values, r.id[:], seq[:])
		err := b.Put(r.id[:], values[at:len(values):len(values)])
		if err != nil {
			return err
		}
	}
	return nil
}

func applyPayments(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketPayments)
	for i := range d.payments {
		err := putJSON(b, seqKey(d.payments[i].Seq), &d.payments[i])
		if err != nil {
			return err
		}
	}
	for _, m := range d.marks {
		key := seqKey(m.Seq)
		if m.State == metering.PaymentBooked || m.State == metering.PaymentSkipped {
			err := b.Delete(key)
			if err != nil {
				return err
			}
			continue
		}
		var p metering.Payment
		found, err := getJSON(b, key, &p)
		if err == nil && found {
			p.State = m.State
			err = putJSON(b, key, &p)
		}
		if err != nil {
			return fmt.Errorf("payment %d: %w", m.Seq, err)
		}
	}
	return nil
}

func applyHolds(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketHolds)
	for _, e := range d.opened {
		row, err := metering.AppendEntry(nil, e)
		if err == nil {
			err = putValue(b, e.Hold.RequestID[:], row)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range d.ended {
		err := b.Delete(id[:])
		if err != nil {
			return err
		}
	}
	return nil
}

func applyTraffic(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketTraffic)
	for k, t := range d.traffic {
		key := append(seqKey(uint64(k.hour)), k.route...)
		var sum trafficDelta
		_, err := getJSON(b, key, &sum)
		if err != nil {
			return err
		}
		sum.Calls += t.Calls
		sum.Charged += t.Charged
		sum.Charge, err = sum.Charge.Add(t.Charge)
		if err == nil {
			err = putJSON(b, key, sum)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func applyRegisters(tx *bolt.Tx, d *delta) error {
	prices := tx.Bucket(bucketPrices)
	for _, p := range d.prices {
		err := putValue(prices, priceKey(p.Name, p.Version), p.Definition)
		if err != nil {
			return err
		}
	}
	revoked := tx.Bucket(bucketRevoked)
	for _, t := range d.revoked {
		err := putValue(revoked, []byte(t.JTI), seqKey(uint64(t.Until)))
		if err != nil {
			return err
		}
	}
	epochs := tx.Bucket(bucketEpochs)
	for _, t := range d.epochs {
		kept, err := getUint(epochs, []byte(t.Agent))
		if errors.Is(err, metering.ErrNotFound) {
			kept, err = 0, nil
		}
		if err == nil && kept < t.Epoch {
			err = putValue(epochs, []byte(t.Agent), seqKey(t.Epoch))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func applyMark(tx *bolt.Tx, d *delta) error {
	m := tx.Bucket(bucketMeta)
	return errors.Join(putValue(m, keySeq, seqKey(d.seq)), putValue(m, keyHash, d.hash[:]), putValue(m, keyGen, seqKey(uint64(d.gen))))
}

func priceKey(name string, version uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(name), 0), version)
}

func postingKey(id metering.AgentID, first uint64) []byte {
	return append(append([]byte(id), 0), seqKey(first)...)
}

// encodePostings writes ascending sequences: the first stands in the key, the
// rest are the differences.
func encodePostings(seqs []uint64) []byte {
	var v []byte
	for i := 1; i < len(seqs); i++ {
		v = binary.AppendUvarint(v, seqs[i]-seqs[i-1])
	}
	return v
}

func decodePostings(first uint64, v []byte) ([]uint64, error) {
	seqs := []uint64{first}
	for len(v) > 0 {
		n, k := binary.Uvarint(v)
		if k <= 0 {
			return nil, fmt.Errorf("read postings: %w", ErrCorrupt)
		}
		first += n
		seqs = append(seqs, first)
		v = v[k:]
	}
	return seqs, nil
}
