package powerloss_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
	"github.com/farebox/farebox/metering/money"
)

// books are made from the journal alone, by other code than the ledger's.
type books struct {
	posted   map[string]uint64 // request id → sequence of its one usage entry
	events   map[uint64]string // sequence → type
	balances map[metering.Account]money.Amount
	wrong    error
}

func newBooks() *books {
	return &books{make(map[string]uint64), make(map[uint64]string), make(map[metering.Account]money.Amount), nil}
}

// see takes an entry of the journal.
func (b *books) see(e *metering.Entry, _ ledger.Hash) {
	var moves []metering.Transfer
	switch {
	case e.Usage != nil:
		id := e.Usage.RequestID.String()
		if b.posted[id] != 0 {
			b.wrong = errors.Join(b.wrong, fmt.Errorf("call %s is in the journal twice", id))
		}
		b.posted[id] = e.Sequence
		var err error
		moves, err = e.Usage.Transfers()
		b.wrong = errors.Join(b.wrong, err)
	case e.Event != nil:
		b.events[e.Sequence] = e.Event.Type
		moves = e.Event.Transfers
	}
	for _, m := range moves {
		var errs [2]error
		b.balances[m.From], errs[0] = b.balances[m.From].Sub(m.Amount)
		b.balances[m.To], errs[1] = b.balances[m.To].Add(m.Amount)
		b.wrong = errors.Join(b.wrong, errs[0], errs[1])
	}
}

// check opens what a power loss left and compares it with what was acknowledged
// before.
func check(dir string, acks []string) error {
	l, err := start(config(dir))
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	err = l.check(dir, acks)
	err = errors.Join(err, l.stop())
	if err != nil {
		return err
	}
	return checkPages(dir)
}

// checkAlone is check in a process of its own, by whose end it is known what a
// damaged file does to one: pages that refer to each other in a circle send bbolt
// round for good, with ever more memory.
func checkAlone(dir, file string) error {
	acks, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	go func() {
		for range time.Tick(10 * time.Millisecond) {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > 256<<20 {
				fmt.Fprintln(os.Stderr, "the check takes all memory: a file is damaged")
				os.Exit(1)
			}
		}
	}()
	return check(dir, slices.Collect(strings.Lines(string(acks))))
}

// checkInChild runs checkAlone.
func checkInChild(dir string, acks []string) error {
	file := filepath.Join(filepath.Dir(dir), "acks")
	err := os.WriteFile(file, []byte(strings.Join(acks, "")), 0o600)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	// The race detector lets a process sleep for a second before it ends.
	cmd.Env = append(os.Environ(), checkDir+"="+dir, acksFile+"="+file, "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func (l *running) check(dir string, acks []string) error {
	aside, err := filepath.Glob(filepath.Join(dir, "*.damaged-*"))
	if err != nil {
		return err
	}
	if len(aside) > 0 {
		return fmt.Errorf("state.db was damaged: %v", aside)
	}
	// Calls go on.
	ctx := context.Background()
	err = l.store.CreateAgent(ctx, "probe", "standard", money.Units(1))
	if err == nil {
		err = l.call("probe", 0, 0, func(string, ...any) error { return nil })
	}
	if err != nil {
		return fmt.Errorf("call after the loss: %w", err)
	}
	b := newBooks()
	report, err := l.store.VerifyWith(ctx, b.see)
	if err == nil && !report.OK {
		err = errors.New(report.Reason)
	}
	err = errors.Join(err, b.wrong)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	err = b.compare(l.store)
	if err != nil {
		return err
	}
	return l.hasAll(b, acks)
}

// compare compares the books with the balances that the ledger answers from.
func (b *books) compare(s *ledger.Store) error {
	have, err := s.Balances(context.Background(), "")
	if err != nil {
		return err
	}
	for _, side := range []map[metering.Account]money.Amount{have, b.balances} {
		for acc := range side {
			if have[acc] != b.balances[acc] {
				return fmt.Errorf("balance of %s is %s, by the journal it is %s", acc, have[acc], b.balances[acc])
			}
		}
	}
	owed := s.Owed()
	if due, err := owed.Add(b.balances[metering.ReceivableAccount(payerID)]); err != nil || !due.IsZero() {
		return fmt.Errorf("owed is %s, by the journal it is the opposite of %s", owed, b.balances[metering.ReceivableAccount(payerID)])
	}
	return nil
}

// hasAll looks for everything that was acknowledged.
func (l *running) hasAll(b *books, acks []string) error {
	ctx := context.Background()
	issued := make(map[string]string)
	numbers := make(map[string]bool)
	list, next, err := l.store.Invoices(ctx, "", "", 1000)
	if err != nil {
		return err
	}
	if next != "" {
		return fmt.Errorf("list of %d invoices goes on at %q", len(list), next)
	}
	for _, v := range list {
		issued[v.ID] = v.Number + " " + v.Hash
		if v.Number != "" && numbers[v.Number] {
			return fmt.Errorf("invoice number %s was given twice", v.Number)
		}
		numbers[v.Number] = v.Number != ""
	}
	for i, ack := range acks {
		word := strings.Fields(ack)
		var have, want string
		switch word[0] {
		case "posted":
			have, want = fmt.Sprint(b.posted[word[1]]), word[2]
		case "event":
			var seq uint64
			_, err = fmt.Sscan(word[1], &seq)
			have, want = b.events[seq], word[2]
		case "issued":
			have, want = issued[word[1]], word[2]+" "+word[3]
		case "agent":
			var a metering.Agent
			a, err = l.store.Agent(ctx, metering.AgentID(word[1]))
			have, want = string(a.ID), word[1]
		case "price":
			have, want = fmt.Sprint(l.price.Version), word[2]
		default:
			return fmt.Errorf("acknowledgement %q is of no known kind", ack)
		}
		if err != nil && !errors.Is(err, metering.ErrUnknownAgent) {
			return err
		}
		if have != want {
			return fmt.Errorf("%s: %q, number %d of %d, is there as %q", lost, strings.TrimSpace(ack), i+1, len(acks), have)
		}
	}
	return nil
}

// lost is how check says that something which was acknowledged is not there.
const lost = "an acknowledged record is lost"

// checkPages lets bbolt check each of its pages.
func checkPages(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "journal", "*.db"))
	if err != nil {
		return err
	}
	for _, name := range append(names, filepath.Join(dir, "state.db")) {
		db, err := bolt.Open(name, 0o600, &bolt.Options{ReadOnly: true, PreLoadFreelist: true})
		if err != nil {
			return err
		}
		err = db.View(func(tx *bolt.Tx) error {
			var errs []error
			for err := range tx.Check() {
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		})
		err = errors.Join(err, db.Close())
		if err != nil {
			return fmt.Errorf("pages of %s: %w", name, err)
		}
	}
	return nil
}
