package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/farebox/farebox/metering"
	"github.com/farebox/farebox/metering/ledger"
)

// closed makes a ledger of some hundred entries over several journal files and
// closes it.
func closed(t *testing.T) ledger.Config {
	t.Helper()
	cfg := config(t)
	cfg.FileSize = 64 << 10
	h := open(t, cfg)
	h.agent("ann", "100")
	for i := range byte(40) {
		for range 5 {
			h.pay("ann")
		}
		h.post(h.exact(payerID, i))
		if h.store.JournalFiles() == 3 {
			break
		}
		h.fill(60)
	}
	_, err := h.store.CloseInvoices(context.Background(), time.Time{}, 6)
	if err != nil {
		t.Fatal(err)
	}
	h.wantWhole()
	err = h.stop()
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// fill appends entries without waiting for each.
func (h *harness) fill(n int) {
	h.t.Helper()
	for range n {
		hold, err := h.store.Hold(context.Background(), h.call("ann"))
		if err != nil {
			h.t.Fatal(err)
		}
		err = h.store.Release(hold, metering.End{Outcome: metering.OutcomeUpstreamError})
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

func verifyDir(t *testing.T, dir string) metering.Report {
	t.Helper()
	r, err := ledger.VerifyDir(context.Background(), dir, compile, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func journalFile(cfg ledger.Config, n int) string {
	return filepath.Join(cfg.Dir, "journal", fmt.Sprintf("%06d.db", n))
}

// wantRefused checks that the ledger does not open and says what is wrong.
func wantRefused(t *testing.T, cfg ledger.Config, want error, words ...string) {
	t.Helper()
	s, err := ledger.Open(cfg)
	if err == nil {
		_ = s.Close()
		t.Fatal("it opened")
	}
	if !errors.Is(err, want) {
		t.Errorf("error %q is not %q", err, want)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
	if strings.Contains(err.Error(), "goroutine") {
		t.Errorf("a stack in %q", err)
	}
}

func TestRolling(t *testing.T) {
	cfg := closed(t)
	if r := verifyDir(t, cfg.Dir); !r.OK || r.Entries < 100 {
		t.Fatalf("verify %+v", r)
	}
	h := open(t, cfg)
	if n := h.store.JournalFiles(); n < 3 {
		t.Fatalf("%d journal files", n)
	}
	head, _ := h.store.Head()
	seen := uint64(0)
	err := h.store.Leaves(context.Background(), 0, head, func([]byte) error { seen++; return nil })
	if err != nil || seen < head/2 {
		t.Errorf("%d leaves of %d entries, %v", seen, head, err)
	}
	if r := h.pay("ann"); r.Sequence != head+1 {
		t.Errorf("sequence %d, want %d", r.Sequence, head+1)
	}
	h.wantWhole()
}

// TestJournalFaults damages the journal of a closed ledger: it must not open,
// and verify must name the first bad entry.
func TestJournalFaults(t *testing.T) {
	edit := func(file int, seq uint64, change func([]byte) []byte) func(*testing.T, ledger.Config) {
		return func(t *testing.T, cfg ledger.Config) {
			err := ledger.EditRow(cfg.Dir, file, seq, change)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	flip := func(i int) func([]byte) []byte {
		return func(row []byte) []byte { row[i] ^= 0x10; return row }
	}
	for _, tc := range []struct {
		name   string
		damage func(*testing.T, ledger.Config)
		bad    uint64 // 0: the first entry of the second file
		opens  bool   // what verify sees and a start, which reads the tail alone, does not
		says   string
	}{
		{"flipped entry", edit(1, 7, flip(60)), 7, true, "checksum"},
		{"flipped previous hash", edit(1, 7, flip(10)), 7, true, "checksum"},
		{"missing row", edit(1, 9, func([]byte) []byte { return nil }), 9, true, "entry 10"},
		{"rewritten row", edit(1, 9, rewrite), 10, true, "previous hash"},
		{"missing file", func(t *testing.T, cfg ledger.Config) { remove(t, journalFile(cfg, 2)) }, 0, false, "000002.db is missing"},
		{"empty file", func(t *testing.T, cfg ledger.Config) { truncate(t, journalFile(cfg, 2), 0) }, 0, false, "empty"},
		{"truncated file", func(t *testing.T, cfg ledger.Config) { truncate(t, journalFile(cfg, 2), 20<<10) }, 0, false, "damaged"},
		{"file of something else", func(t *testing.T, cfg ledger.Config) { scribble(t, journalFile(cfg, 2)) }, 0, false, "damaged"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := closed(t)
			second := firstOf(t, cfg, 2)
			tc.damage(t, cfg)
			r, err := ledger.VerifyDir(context.Background(), cfg.Dir, compile, nil)
			bad := tc.bad
			if bad == 0 {
				bad = second
			}
			if err != nil || r.OK || r.FirstBad != bad || !strings.Contains(r.Reason, tc.says) {
				t.Fatalf("verify: %+v, %v; want entry %d and %q", r, err, bad, tc.says)
			}
			if !tc.opens {
				wantRefused(t, cfg, ledger.ErrCorrupt, tc.says)
			}
		})
	}
}

// firstOf returns the first sequence of a journal file.
func firstOf(t *testing.T, cfg ledger.Config, file int) uint64 {
	t.Helper()
	seq, err := ledger.FirstSequence(cfg.Dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// rewrite changes an entry and makes its checksum right again: the chain alone
// shows it.
func rewrite(row []byte) []byte {
	prev, _, e, err := ledger.ParseRow(row)
	if err != nil {
		panic(err)
	}
	e.Time = e.Time.Add(1)
	row, _, err = ledger.Row(prev, e)
	if err != nil {
		panic(err)
	}
	return row
}

func remove(t *testing.T, path string) {
	t.Helper()
	err := os.Remove(path)
	if err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, path string, size int64) {
	t.Helper()
	err := os.Truncate(path, size)
	if err != nil {
		t.Fatal(err)
	}
}

func scribble(t *testing.T, path string) {
	t.Helper()
	err := os.WriteFile(path, []byte(strings.Repeat("no database\n", 4000)), 0o600)
	if err != nil {
		t.Fatal(err)
	}
}

func TestTailCut(t *testing.T) {
	cfg := closed(t)
	last := 0
	for last = 1; ; last++ {
		_, err := os.Stat(journalFile(cfg, last+1))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	remove(t, journalFile(cfg, last))
	r := verifyDir(t, cfg.Dir)
	if r.OK || r.FirstBad != r.Entries+1 || !strings.Contains(r.Reason, "tail is missing") {
		t.Errorf("verify %+v", r)
	}
	wantRefused(t, cfg, ledger.ErrCorrupt, "tail is missing")
}

// TestStateFaults damages state.db: it is set aside and made again, and nothing
// is lost.
func TestStateFaults(t *testing.T) {
	for name, damage := range map[string]func(*testing.T, string){
		"empty":          func(t *testing.T, path string) { truncate(t, path, 0) },
		"truncated":      func(t *testing.T, path string) { truncate(t, path, 24<<10) },
		"something else": scribble,
		"gone":           remove,
		"half made": func(t *testing.T, path string) {
			remove(t, path)
			scribble(t, path+".new")
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := closed(t)
			damage(t, filepath.Join(cfg.Dir, "state.db"))
			h := open(t, cfg)
			h.wantWhole()
			if _, err := h.store.Invoice(context.Background(), ""); !errors.Is(err, metering.ErrNotFound) {
				t.Error(err)
			}
			h.pay("ann")
		})
	}
}

// TestFlippedBytes flips bytes of every page of both files: each start ends in a
// working ledger or a clear error, verify never calls a changed journal right, and
// no balance changes unseen.
func TestFlippedBytes(t *testing.T) {
	cfg := closed(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for _, file := range []string{journalFile(cfg, 1), filepath.Join(cfg.Dir, "state.db")} {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for page := 0; page*4096 < len(whole) && page < 8; page++ {
			bad := append([]byte(nil), whole...)
			for range 3 {
				at := page*4096 + random.IntN(min(4096, len(whole)-page*4096))
				bad[at] ^= 1 << random.IntN(8)
			}
			tryFlipped(t, cfg, file, bad)
		}
		err = os.WriteFile(file, whole, 0o600)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func tryFlipped(t *testing.T, cfg ledger.Config, file string, bad []byte) {
	t.Helper()
	dir := t.TempDir()
	err := os.CopyFS(dir, os.DirFS(cfg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	name, err := filepath.Rel(cfg.Dir, file)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), bad, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	report, verifyErr := ledger.VerifyDir(context.Background(), dir, compile, nil)
	copied := cfg
	copied.Dir = dir
	s, err := ledger.Open(copied)
	if err != nil {
		if !errors.Is(err, ledger.ErrCorrupt) {
			t.Errorf("open: %v", err)
		}
		return
	}
	defer func() { _ = s.Close() }()
	if verifyErr != nil || !report.OK {
		return // A start reads the tail alone; verify saw it.
	}
	a, err := s.Agent(context.Background(), "ann")
	if err != nil || a.Balance.String() != balanceOf(t, cfg) {
		t.Errorf("agent %+v, %v after a flip that verify calls right", a, err)
	}
}

// balanceOf rates ann's calls anew.
func balanceOf(t *testing.T, cfg ledger.Config) string {
	t.Helper()
	s, err := ledger.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	a, err := s.Agent(context.Background(), "ann")
	if err != nil {
		t.Fatal(err)
	}
	return a.Balance.String()
}

func TestLocked(t *testing.T) {
	cfg := config(t)
	h := open(t, cfg)
	begin := time.Now()
	wantRefused(t, cfg, ledger.ErrLocked, "another process", "admin API")
	_, err := ledger.VerifyDir(context.Background(), cfg.Dir, compile, nil)
	if !errors.Is(err, ledger.ErrLocked) {
		t.Errorf("verify of an open directory: %v", err)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("two refusals took %s, want less than a second each", d)
	}
	err = h.stop()
	if err != nil {
		t.Fatal(err)
	}
	h = open(t, cfg)
	h.wantWhole()
}

func TestEmptyNewFile(t *testing.T) {
	// A crash between the making of a journal file and its first entry.
	cfg := closed(t)
	last := 3
	err := ledger.AddEmptyFile(cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if r := verifyDir(t, cfg.Dir); !r.OK {
		t.Errorf("verify %+v", r)
	}
	h := open(t, cfg)
	if h.store.JournalFiles() <= last {
		t.Errorf("%d files", h.store.JournalFiles())
	}
	h.pay("ann")
	h = h.reopen()
	h.wantWhole()
}

func TestRefusesNetworkFilesystems(t *testing.T) {
	for magic, want := range map[int64]string{0x6969: "NFS", 0xfe534d42: "SMB", 0xff534d42: "SMB", 0x01021997: "9P", 0xef53: "", 0x65735546: ""} {
		if got := ledger.NetworkFilesystem(magic); got != want {
			t.Errorf("%#x is %q, want %q", magic, got, want)
		}
	}
	err := ledger.RefuseFilesystem("/mnt/x", 0x6969)
	if !errors.Is(err, ledger.ErrNetwork) || !strings.Contains(err.Error(), "local disk") {
		t.Error(err)
	}
}

func TestOpenRefusesBadConfig(t *testing.T) {
	for name, change := range map[string]func(*ledger.Config){
		"no directory": func(c *ledger.Config) { c.Dir = "" },
		"no clock":     func(c *ledger.Config) { c.Now = nil },
		"no compiler":  func(c *ledger.Config) { c.Compile = nil },
		"tiny files":   func(c *ledger.Config) { c.FileSize = 100 },
		"no log":       func(c *ledger.Config) { c.Log = nil },
	} {
		cfg := config(t)
		change(&cfg)
		if s, err := ledger.Open(cfg); err == nil {
			_ = s.Close()
			t.Errorf("%s: it opened", name)
		}
	}
}

func TestOpenWithoutPermission(t *testing.T) {
	if os.Getuid() == 0 {
		// Root may open everything: a directory in the file's place stands for it.
		cfg := closed(t)
		path := filepath.Join(cfg.Dir, "state.db")
		remove(t, path)
		err := os.Mkdir(path, 0o700)
		if err != nil {
			t.Fatal(err)
		}
		wantRefused(t, cfg, syscall.EISDIR)
		return
	}
	cfg := closed(t)
	path := filepath.Join(cfg.Dir, "state.db")
	err := os.Chmod(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	wantRefused(t, cfg, fs.ErrPermission)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a file that is not damaged was set aside: %v", err)
	}
}

// A journal file that is full is opened anew; readers of it wait and see what
// they saw before.
func TestReadersWhileFilesRoll(t *testing.T) {
	cfg := config(t)
	cfg.FileSize = 64 << 10
	h := open(t, cfg)
	h.agent("ann", "100")
	first := h.pay("ann")
	rolled := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for seen := 0; ; seen++ {
				select {
				case <-rolled:
					if seen == 0 {
						t.Error("nothing was read while files rolled")
					}
					return
				default:
				}
				rec, err := h.store.UsageByID(context.Background(), first.RequestID)
				if err != nil || rec.Sequence != first.Sequence || rec.Charge != first.Charge {
					t.Errorf("the first record reads %+v, %v", rec, err)
					return
				}
			}
		})
	}
	for h.store.JournalFiles() < 6 {
		h.fill(20)
		h.pay("ann")
	}
	close(rolled)
	readers.Wait()
	h.wantWhole()
	h.reopen().wantWhole()
}
