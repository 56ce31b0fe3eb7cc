package powerloss_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// dataDir is where the ledger lives on the disk. Neither directory is there at
// first.
const dataDir = "data/ledger"

// recording is what a disk was told from a state on.
type recording struct {
	base *image
	acks []string // acknowledged before it
	log  []op
}

// record lets a child work on a disk that stands as base.
func record(t *testing.T, base *image, acks []string, calls int) *recording {
	t.Helper()
	dir, d := t.TempDir(), newDisk(base)
	server, err := mountDisk(dir, d, base)
	if err != nil {
		t.Fatal(err)
	}
	unmount := sync.OnceValue(server.Unmount)
	t.Cleanup(func() { _ = unmount() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), workDir+"="+filepath.Join(dir, dataDir), acksFile+"="+filepath.Join(dir, acksName), workCalls+"="+strconv.Itoa(calls))
	out, err := cmd.CombinedOutput()
	err = errors.Join(err, unmount())
	if err != nil {
		t.Fatalf("record: %v: %s", err, out)
	}
	return &recording{base, acks, d.recorded()}
}

// count returns how many ops there are of a kind.
func (rec *recording) count(kind opKind) (n int) {
	for i := range rec.log {
		if rec.log[i].kind == kind {
			n++
		}
	}
	return n
}

// firstAck returns how many ops happened before anything was acknowledged.
func (rec *recording) firstAck() int {
	return slices.IndexFunc(rec.log, func(o op) bool { return o.kind == opAck })
}

// points picks crash points: anywhere, right before a sync, when most is in
// doubt, and right after something was acknowledged.
func (rec *recording) points(n int, r *rand.Rand) []int {
	var syncs, acks []int
	for i, o := range rec.log {
		switch o.kind {
		case opSync:
			syncs = append(syncs, i)
		case opAck:
			acks = append(acks, i+1)
		default:
		}
	}
	points := make([]int, n)
	for i := range points {
		switch i % 3 {
		case 0:
			points[i] = r.IntN(len(rec.log) + 1)
		case 1:
			points[i] = syncs[r.IntN(len(syncs))]
		default:
			points[i] = acks[r.IntN(len(acks))]
		}
	}
	return points
}

// late picks points right before a sync in the second half.
func (rec *recording) late(n int, r *rand.Rand) (points []int) {
	for len(points) < n {
		at := len(rec.log)/2 + r.IntN(len(rec.log)/2)
		if rec.log[at].kind == opSync {
			points = append(points, at)
		}
	}
	return points
}

// span returns every point from one to another, each n times.
func span(from, to, n int) (points []int) {
	for at := from; at <= to; at++ {
		points = append(points, slices.Repeat([]int{at}, n)...)
	}
	return points
}

// failure is an image that is not as it must be.
type failure struct {
	image string
	err   error
}

// maxFailures is how many images may fail before no more are made.
const maxFailures = 20

// try makes an image of each crash point and checks it. It returns how many it
// made and those that failed, which are left in dir.
func (rec *recording) try(dir string, how drive, points []int, seed uint64) (made int, failures []failure, err error) {
	slices.Sort(points)
	p := newPlayer(rec.base, rec.log, how)
	p.acks = slices.Clone(rec.acks)
	var mu sync.Mutex
	enough := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(failures) >= maxFailures
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, at := range points {
		if enough() {
			break
		}
		made++
		p.advance(at)
		im, acks := p.crash(rand.New(rand.NewPCG(seed, uint64(i)))), slices.Clip(p.acks)
		g.Go(func() error {
			root := filepath.Join(dir, fmt.Sprint("image-", i))
			err := im.save(root)
			if err != nil {
				return err
			}
			data := filepath.Join(root, dataDir)
			err = os.MkdirAll(filepath.Dir(data), 0o700) // It may not be there yet, or no more.
			if err != nil {
				return err
			}
			err = checkInChild(data, acks)
			if err == nil {
				return os.RemoveAll(root)
			}
			mu.Lock()
			defer mu.Unlock()
			failures = append(failures, failure{root, fmt.Errorf("crash before op %d of %d (%s): %w", at, len(rec.log), rec.around(at), err)})
			return nil
		})
	}
	err = g.Wait()
	return made, failures, err
}

// around says what happened around a crash point.
func (rec *recording) around(at int) string {
	var s strings.Builder
	for i := max(0, at-4); i < min(at+2, len(rec.log)); i++ {
		if i == at {
			s.WriteString("| ")
		}
		fmt.Fprintf(&s, "%s %d %s; ", opNames[rec.log[i].kind], rec.log[i].on, strings.TrimSpace(rec.log[i].name))
	}
	return s.String()
}

// scratch returns a directory for images: in memory where that may be mounted,
// since each image is synced many times while it is checked.
func scratch(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=512m") == nil {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	}
	return dir
}

// wantNone tries images of an honest drive: none may fail.
func (rec *recording) wantNone(t *testing.T, points []int) {
	t.Helper()
	seed := rand.Uint64()
	begun := time.Now()
	made, failures, err := rec.try(scratch(t), drive{}, points, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d images in %s, seed %d, %d bad", made, len(points), time.Since(begun).Round(time.Millisecond), seed, len(failures))
	for i, f := range failures {
		if i == 5 {
			t.Errorf("and %d more", len(failures)-i)
			break
		}
		kept := filepath.Join(t.ArtifactDir(), filepath.Base(f.image))
		t.Errorf("seed %d: %v (image, as the check left it: %s; -artifacts keeps it)", seed, f.err, kept)
		err := os.CopyFS(kept, os.DirFS(f.image))
		if err != nil {
			t.Error(err)
		}
	}
}

// TestPowerLoss fails the power at any point of a load. Whatever survives of what
// was not synced, the ledger opens, verifies, and has everything that it
// acknowledged, once.
func TestPowerLoss(t *testing.T) {
	requireDisk(t)
	rec := record(t, emptyImage(), nil, 60)
	first := rec.firstAck()
	t.Logf("recorded %d ops: %d writes, %d syncs, %d renames, %d acknowledgements, %d of them before the first",
		len(rec.log), rec.count(opWrite), rec.count(opSync), rec.count(opRename), rec.count(opAck), first)
	if rec.count(opAck) < 500 || rec.count(opRename) < 4 {
		t.Fatalf("%d acknowledgements and %d new files: the load is too small to try anything", rec.count(opAck), rec.count(opRename))
	}
	seed := rand.Uint64()
	t.Logf("seed of crash points %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))

	t.Run("under load", func(t *testing.T) { rec.wantNone(t, rec.points(loadImages, r)) })
	t.Run("first creation", func(t *testing.T) { rec.wantNone(t, span(0, first, 4)) })
	t.Run("new journal file", func(t *testing.T) {
		var points []int
		for i := first; i < len(rec.log); i++ {
			if rec.log[i].kind == opRename {
				for at := i - 20 + r.IntN(newFileGap); at <= min(i+8, len(rec.log)); at += newFileGap {
					points = append(points, at)
				}
			}
		}
		rec.wantNone(t, points)
	})
	t.Run("again while it recovers", func(t *testing.T) {
		// Before a sync late in the load: there is something to recover.
		for _, at := range rec.late(lives, r) {
			p := newPlayer(rec.base, rec.log, drive{})
			p.advance(at)
			again := record(t, p.crash(r), p.acks, 2)
			again.wantNone(t, append(span(0, again.firstAck()+4, 1), again.points(loadImages/10, r)...))
		}
	})
	for name, how := range map[string]drive{
		"no sync of files": {noFileSync: true}, "no sync of directories": {noDirSync: true}, "syncs come late": {lateSync: true},
	} {
		t.Run("control/"+name, func(t *testing.T) { rec.wantSome(t, how, rec.points(maxFailures, r)) })
	}
}

// wantSome tries images of a drive that does not keep its word: the harness must
// see it.
func (rec *recording) wantSome(t *testing.T, how drive, points []int) {
	t.Helper()
	seed := rand.Uint64()
	made, failures, err := rec.try(scratch(t), how, points, seed)
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	for _, f := range failures {
		if strings.Contains(f.err.Error(), lost) {
			opened++
		}
	}
	t.Logf("%d of %d images bad, %d of them opened and had lost records, seed %d", len(failures), made, opened, seed)
	for _, f := range failures[:min(2, len(failures))] {
		t.Logf("for example: %v", f.err)
	}
	if len(failures) == 0 {
		t.Errorf("seed %d: nothing is wrong with any of %d images of a disk that loses what was synced: the harness sees nothing", seed, made)
	}
	if opened == 0 && !how.noFileSync {
		t.Errorf("seed %d: of %d images of a disk that loses what was synced none was seen to lack a record", seed, made)
	}
}
