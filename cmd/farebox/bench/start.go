package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// buildCallers fill the journal of start: commits are large then.
const buildCallers = 1024

// start measures how long a ledger with many entries takes until it admits
// calls: after kill -9 under load, after an orderly stop, and without its
// projections, which are then made anew from the whole journal. Files are in
// the system's cache.
func (b *bench) start(ctx context.Context) error {
	dir, err := b.data("start")
	if err != nil {
		return err
	}
	b.say("start: making %d entries", b.cfg.Entries)
	c, err := b.startPart(ctx, partLedger, order{Dir: dir, Agents: maxCallers})
	if err != nil {
		return err
	}
	want := c.opened.Entries + b.cfg.Entries
	_, err = c.ask(order{Do: doAppend, Callers: buildCallers, Calls: b.cfg.Entries})
	if err != nil {
		return errors.Join(err, c.stop())
	}
	err = c.kill()
	if err != nil {
		return err
	}
	entries := fmt.Sprintf("%s entries", thousands(float64(b.cfg.Entries)))
	seconds, err := b.reopen(ctx, dir, want)
	if err != nil {
		return err
	}
	b.report.add(Start, entries+", after kill -9", seconds, "s").atMost(1)
	seconds, err = b.reopen(ctx, dir, want)
	if err != nil {
		return err
	}
	b.report.add(Start, entries+", after a stop", seconds, "s").atMost(1)
	size, err := sizeOf(dir)
	if err != nil {
		return err
	}
	b.say("start: making the projections anew")
	err = os.Remove(filepath.Join(dir, "state.db"))
	if err != nil {
		return fmt.Errorf("remove projections: %w", err)
	}
	seconds, err = b.reopen(ctx, dir, want)
	if err != nil {
		return err
	}
	b.report.add(Start, entries+", without state.db", seconds, "s").note("%s entries/s replayed", thousands(float64(b.cfg.Entries)/seconds))
	b.report.add(Start, "on disk, an entry", size/float64(b.cfg.Entries), unitBytes).note("journal and projections")
	err = os.RemoveAll(dir)
	if err != nil {
		return fmt.Errorf("remove data directory: %w", err)
	}
	return nil
}

// reopen starts a ledger in a new process, checks that it has every entry, and
// stops it. It returns the seconds until calls were admitted.
func (b *bench) reopen(ctx context.Context, dir string, want uint64) (float64, error) {
	c, err := b.startPart(ctx, partLedger, order{Dir: dir, Agents: 1})
	if err != nil {
		return 0, err
	}
	if c.opened.Entries != want {
		err = fmt.Errorf("the ledger came back with %d entries of %d", c.opened.Entries, want)
	}
	return c.opened.Time.Seconds(), errors.Join(err, c.stop())
}

// sizeOf returns the bytes of all files under dir, as long as they say they
// are.
func sizeOf(dir string) (float64, error) {
	var sum float64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		sum += float64(info.Size())
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("measure data directory: %w", err)
	}
	return sum, nil
}
