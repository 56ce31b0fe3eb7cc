package ledger_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
)

// TestDiskFull fills a small file system for real: calls are refused, what was
// acknowledged can be read, and calls are admitted again without a restart.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m")
	if err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	cfg := config(t)
	cfg.Dir, cfg.MinFree = dir, 1<<20
	h := open(t, cfg)
	h.agent("ann", "1000000")
	h.pay("ann")
	posted := h.fillDisk(t, filepath.Join(dir, "ballast"))
	ctx := context.Background()
	_, err = h.store.Hold(ctx, h.call("ann"))
	if !errors.Is(err, metering.ErrFull) {
		t.Errorf("hold on a full disk: %v", err)
	}
	_, _, err = h.store.Usage(ctx, metering.UsageFilter{}, 0, 10)
	if err != nil {
		t.Errorf("read on a full disk: %v", err)
	}
	err = os.Remove(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "calls to be admitted again", func() bool {
		hold, err := h.store.Hold(ctx, h.call("ann"))
		if err != nil {
			return false
		}
		_, err = h.store.Post(ctx, hold, ok())
		if err == nil {
			posted++
		}
		return err == nil
	})
	h.wantWhole()
	h = h.reopen()
	h.wantWhole()
	want := 1_000_000_000 - 1 - posted
	if a, err := h.store.Agent(ctx, "ann"); err != nil || milliOf(a.Balance) != want {
		t.Errorf("balance %s, %v; want %d thousandths: what was acknowledged and no more", a.Balance, err, want)
	}
}

// fillDisk calls while another file eats the room, until calls are refused for
// want of it, and returns how many were acknowledged.
func (h *harness) fillDisk(t *testing.T, ballast string) int64 {
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	var posted atomic.Int64
	var full atomic.Bool
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for !full.Load() {
				hold, err := h.store.Hold(context.Background(), h.call("ann"))
				if err == nil {
					_, err = h.store.Post(context.Background(), hold, ok())
				}
				switch {
				case err == nil:
					posted.Add(1)
				case errors.Is(err, metering.ErrFull):
					full.Store(true)
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Go(func() {
		block := make([]byte, 1<<20)
		for !full.Load() {
			_, err := f.Write(block)
			if err != nil && !errors.Is(err, syscall.ENOSPC) {
				t.Error(err)
				return
			}
		}
	})
	wg.Wait()
	err = f.Close()
	if err != nil {
		t.Fatal(err)
	}
	return posted.Load()
}

// TestWatermark refuses calls, and nothing else, when the disk is nearly full.
func TestWatermark(t *testing.T) {
	var free atomic.Uint64
	free.Store(1 << 40)
	cfg := config(t)
	cfg.MinFree = 1 << 30
	cfg.Free = func(string) (uint64, error) { return free.Load(), nil }
	h := open(t, cfg)
	h.agent("ann", "1")
	ctx := context.Background()
	inFlight, err := h.store.Hold(ctx, h.call("ann"))
	if err != nil {
		t.Fatal(err)
	}
	free.Store(1<<30 - 1)
	refused := func() bool {
		hold, err := h.store.Hold(ctx, h.call("ann"))
		if err == nil {
			_ = h.store.Release(hold, metering.End{})
		}
		return errors.Is(err, metering.ErrFull)
	}
	until(t, "calls to be refused", refused)
	_, err = h.store.Post(ctx, inFlight, ok())
	if err != nil {
		t.Errorf("post of a call in flight: %v", err)
	}
	made, err := h.store.CloseInvoices(ctx, time.Time{}, 6)
	if err != nil || len(made) != 1 {
		t.Errorf("%d invoices, %v", len(made), err)
	}
	_, err = h.store.Verify(ctx)
	if !errors.Is(err, metering.ErrFull) {
		t.Errorf("a verification that would take the last room: %v", err)
	}
	free.Store(1 << 40)
	until(t, "calls to be admitted", func() bool { return !refused() })
	h.wantWhole()
}
