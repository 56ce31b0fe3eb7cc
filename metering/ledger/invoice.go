package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/money"
)

// lineJSON is unbilled usage of one line in one hour, in state.db.
type lineJSON struct {
	Units  metering.Units `json:"units"`
	Charge money.Amount   `json:"charge"`
	Calls  uint64         `json:"calls"`
	First  uint64         `json:"first"`
	Last   uint64         `json:"last"`
}

// linePrefix is agent, 0: all unbilled usage of an agent.
func linePrefix(id metering.AgentID) []byte { return append([]byte(id), 0) }

func (k lineKey) bytes() []byte {
	b := append(linePrefix(k.agent), seqKey(uint64(k.hour))...)
	b = binary.BigEndian.AppendUint32(b, k.gen)
	b = append(append(b, k.route...), 0)
	b = append(append(b, k.price...), 0)
	return binary.BigEndian.AppendUint32(b, k.version)
}

func parseLineKey(b []byte) (k lineKey, err error) {
	agent, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 18 {
		return k, fmt.Errorf("read unbilled usage: %w", ErrCorrupt)
	}
	k.agent, k.hour, k.gen = metering.AgentID(agent), int64(binary.BigEndian.Uint64(rest)), binary.BigEndian.Uint32(rest[8:])
	route, rest, ok := bytes.Cut(rest[12:], []byte{0})
	price, rest, ok2 := bytes.Cut(rest, []byte{0})
	if !ok || !ok2 || len(rest) != 4 {
		return k, fmt.Errorf("read unbilled usage: %w", ErrCorrupt)
	}
	k.route, k.price, k.version = string(route), string(price), binary.BigEndian.Uint32(rest)
	return k, nil
}

// covers reports whether an invoice bills the usage of a line.
func covers(v *metering.Invoice, k lineKey) bool {
	return k.agent == v.Agent && time.Unix(k.hour, 0).Before(v.To) && k.gen <= v.Generation
}

func applyLines(tx *bolt.Tx, d *delta) error {
	b := tx.Bucket(bucketUnbilled)
	for k, l := range d.lines {
		key := k.bytes()
		var sum lineJSON
		found, err := getJSON(b, key, &sum)
		if err != nil {
			return err
		}
		if !found {
			sum.First = l.first
		}
		sum.Last = l.last
		sum.Calls += l.calls
		var errs [2]error
		sum.Units, errs[0] = sum.Units.Add(l.units)
		sum.Charge, errs[1] = sum.Charge.Add(l.charge)
		err = errors.Join(append(errs[:], putJSON(b, key, sum))...)
		if err != nil {
			return err
		}
	}
	return nil
}

// applyClosed takes what invoices bill out of the unbilled usage. Usage that
// follows the close in the same delta is not covered by it: its hour or its
// generation is later.
func applyClosed(tx *bolt.Tx, d *delta) error {
	b, invoices, index := tx.Bucket(bucketUnbilled), tx.Bucket(bucketInvoices), tx.Bucket(bucketInvoiced)
	for i := range d.closed {
		v := &d.closed[i]
		for k := range d.lines {
			if covers(v, k) {
				delete(d.lines, k)
			}
		}
		var gone [][]byte
		err := eachLine(b, v.Agent, func(key []byte, k lineKey, _ lineJSON) {
			if covers(v, k) {
				gone = append(gone, bytes.Clone(key))
			}
		})
		for _, key := range gone {
			err = errors.Join(err, b.Delete(key))
		}
		err = errors.Join(err, putJSON(invoices, []byte(v.ID), v), index.Put(invoicedKey(v), []byte{}))
		if err != nil {
			return fmt.Errorf("invoice %s: %w", v.ID, err)
		}
	}
	return nil
}

func invoicedKey(v *metering.Invoice) []byte {
	b := append(linePrefix(v.Agent), seqKey(uint64(v.To.UnixNano()))...)
	return append(b, v.ID...)
}

func eachLine(b *bolt.Bucket, id metering.AgentID, fn func(key []byte, k lineKey, l lineJSON)) error {
	prefix := linePrefix(id)
	c := b.Cursor()
	for key, v := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, v = c.Next() {
		k, err := parseLineKey(key)
		if err != nil {
			return err
		}
		var l lineJSON
		err = readJSON(key, v, &l)
		if err != nil {
			return err
		}
		fn(key, k, l)
	}
	return nil
}

func applyIssued(tx *bolt.Tx, d *delta) error {
	b, m := tx.Bucket(bucketInvoices), tx.Bucket(bucketMeta)
	for _, is := range d.issued {
		var v metering.Invoice
		found, err := getJSON(b, []byte(is.ID), &v)
		if err != nil || !found {
			return fmt.Errorf("issue invoice %s: it is not there: %w", is.ID, errors.Join(err, ErrCorrupt))
		}
		v.Number, v.State = metering.InvoiceNumber(is.Number), is.State
		err = errors.Join(putJSON(b, []byte(is.ID), &v), putValue(m, keyNumber, seqKey(is.Number)))
		if err != nil {
			return fmt.Errorf("issue invoice %s: %w", is.ID, err)
		}
	}
	return nil
}

// CloseInvoices makes a draft for every agent with unbilled usage before to.
// Where to is in the past it must be an hour's edge; the zero time means now, cut
// at a journal sequence. decimals are those of the asset. Its work grows with
// lines, not with calls. A close that was cut short by a crash is finished by
// the next one: what an invoice bills is taken out of the unbilled usage by the
// same entry that makes the invoice.
func (s *Store) CloseInvoices(ctx context.Context, to time.Time, decimals uint8) ([]metering.Invoice, error) {
	if decimals > money.Decimals {
		return nil, fmt.Errorf("close invoices: %w", money.ErrPrecision)
	}
	s.closeMu.Lock()
	defer s.closeMu.Unlock()
	cut, gen, to, err := s.cut(ctx, to)
	if err != nil {
		return nil, fmt.Errorf("close invoices: %w", err)
	}
	var made []metering.Invoice
	for after := metering.AgentID(""); ; {
		v, more, err := s.state.nextDraft(after, to, gen)
		if err != nil {
			return made, fmt.Errorf("close invoices: %w", err)
		}
		if !more {
			return made, nil
		}
		after = v.Agent
		if len(v.Lines) == 0 {
			continue
		}
		v.Cut = cut
		err = s.closeInvoice(&v, decimals)
		if err != nil {
			return made, fmt.Errorf("close invoices: %w", err)
		}
		made = append(made, v)
	}
}

func (s *Store) closeInvoice(v *metering.Invoice, decimals uint8) error {
	err := v.Seal(decimals)
	if err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode invoice %s: %w", v.ID, err)
	}
	_, err = s.appendEvent(metering.Event{Type: metering.EventInvoiceClosed, Ref: v.ID, Body: text})
	return err
}

// cut fixes what an invoice run covers: everything before to, as state.db has
// it once the run's first sequence is synced.
func (s *Store) cut(ctx context.Context, to time.Time) (seq uint64, gen uint32, edge time.Time, err error) {
	now := s.cfg.Now()
	if !to.IsZero() {
		if !to.Equal(to.Truncate(time.Hour)) || to.After(now) {
			return 0, 0, to, fmt.Errorf("%s is not an hour's edge in the past; use one, or now", to.UTC().Format(time.RFC3339))
		}
	}
	// Entries get their time in the order of their sequence, so every entry before
	// `to` stands before this one.
	e := metering.Event{Type: metering.EventInvoiceCut, Ref: now.UTC().Format(time.RFC3339Nano)}
	seq, err = s.appendEvent(e)
	if err != nil {
		return 0, 0, to, err
	}
	_, _, err = s.Sync(ctx)
	if err != nil {
		return 0, 0, to, err
	}
	gen, err = s.state.generation()
	if err != nil {
		return 0, 0, to, err
	}
	if to.IsZero() {
		entry, err := s.journal.entry(seq)
		if err != nil {
			return 0, 0, to, err
		}
		to = entry.Time
	}
	return seq, gen - 1, to, nil // Closes wait for each other, so this cut's generation is the newest.
}

// nextDraft builds the draft of the first agent after the given one that has
// unbilled usage. The draft has no lines where none of it is before to.
func (st *state) nextDraft(after metering.AgentID, to time.Time, gen uint32) (v metering.Invoice, more bool, err error) {
	err = st.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucketUnbilled).Cursor()
		start := []byte{}
		if after != "" {
			start = append([]byte(after), 1)
		}
		key, _ := c.Seek(start)
		if key == nil {
			return nil
		}
		first, err := parseLineKey(key)
		if err != nil {
			return err
		}
		more = true
		v, err = draft(tx, first.agent, to, gen)
		return err
	})
	return v, more, err
}

func draft(tx *bolt.Tx, id metering.AgentID, to time.Time, gen uint32) (metering.Invoice, error) {
	v := metering.Invoice{Agent: id, To: to, Generation: gen, State: metering.InvoiceDraft}
	type line struct {
		route, price string
		version      uint32
	}
	lines := make(map[line]int)
	var failed error
	var firstHour int64
	err := eachLine(tx.Bucket(bucketUnbilled), id, func(_ []byte, k lineKey, l lineJSON) {
		if failed != nil || !covers(&v, k) {
			return
		}
		if len(v.Lines) == 0 {
			firstHour = k.hour
		}
		i, ok := lines[line{k.route, k.price, k.version}]
		if !ok {
			i = len(v.Lines)
			lines[line{k.route, k.price, k.version}] = i
			v.Lines = append(v.Lines, metering.InvoiceLine{Route: k.route, Price: k.price, PriceVersion: k.version})
		}
		if v.FirstSequence == 0 || l.First < v.FirstSequence {
			v.FirstSequence = l.First
		}
		v.LastSequence = max(v.LastSequence, l.Last)
		failed = addToLine(&v.Lines[i], l)
	})
	if err = errors.Join(err, failed); err != nil || len(v.Lines) == 0 {
		return v, err
	}
	v.From = lastInvoiced(tx, id)
	if v.From.IsZero() {
		v.From = metering.Period(time.Unix(firstHour, 0))
	}
	v.ID = fmt.Sprintf("%s.%s", id, to.UTC().Format("20060102T150405.000000000Z"))
	return v, nil
}

func addToLine(l *metering.InvoiceLine, u lineJSON) error {
	var errs [3]error
	l.Units, errs[0] = l.Units.Add(u.Units)
	l.Exact, errs[1] = l.Exact.Add(u.Charge)
	l.Quantity, errs[2] = l.Units.Total()
	l.Calls += u.Calls
	return errors.Join(errs[:]...)
}

// lastInvoiced returns the end of the agent's newest invoice.
func lastInvoiced(tx *bolt.Tx, id metering.AgentID) time.Time {
	prefix := linePrefix(id)
	c := tx.Bucket(bucketInvoiced).Cursor()
	key, _ := c.Seek(append([]byte(id), 1))
	if key == nil {
		key, _ = c.Last()
	} else {
		key, _ = c.Prev()
	}
	if !bytes.HasPrefix(key, prefix) || len(key) < len(prefix)+8 {
		return time.Time{}
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(key[len(prefix):]))).UTC()
}

// IssueInvoice gives a draft its number, without gaps, and its state: paid
// where nothing is due. Issuing an issued invoice changes nothing.
func (s *Store) IssueInvoice(ctx context.Context, id string) (metering.Invoice, error) {
	s.issueMu.Lock()
	defer s.issueMu.Unlock()
	_, _, err := s.Sync(ctx) // The last number and the draft must be the newest.
	if err != nil {
		return metering.Invoice{}, fmt.Errorf("issue invoice %s: %w", id, err)
	}
	v, err := s.Invoice(ctx, id)
	if err != nil || v.State != metering.InvoiceDraft {
		return v, err
	}
	last, err := s.state.number(keyNumber)
	if err != nil {
		return v, fmt.Errorf("issue invoice %s: %w", id, err)
	}
	is := metering.InvoiceIssuedBody{ID: id, Number: last + 1, State: metering.InvoiceIssued}
	if v.Due.IsZero() {
		is.State = metering.InvoicePaid
	}
	text, err := json.Marshal(is)
	if err != nil {
		return v, fmt.Errorf("issue invoice %s: %w", id, err)
	}
	_, err = s.appendEvent(metering.Event{Type: metering.EventInvoiceIssued, Ref: id, Body: text})
	if err != nil {
		return v, err
	}
	return s.Invoice(ctx, id)
}

// Invoice returns one invoice, or metering.ErrNotFound.
func (s *Store) Invoice(ctx context.Context, id string) (v metering.Invoice, err error) {
	_, err = s.refresh(ctx)
	if err != nil {
		return v, err
	}
	var found bool
	err = s.state.view(func(tx *bolt.Tx) error {
		var err error
		found, err = getJSON(tx.Bucket(bucketInvoices), []byte(id), &v)
		return err
	})
	if err == nil && !found {
		err = metering.ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("read invoice %q: %w", id, err)
	}
	return v, nil
}
