package powerloss_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// image is what a disk holds when the power is back.
type image struct {
	dirs  map[inode]map[string]inode
	files map[inode]*content
}

func emptyImage() *image {
	return &image{dirs: map[inode]map[string]inode{rootInode: {}}, files: make(map[inode]*content)}
}

// drive says how a disk keeps its word. The zero drive is honest: what was
// synced stays.
type drive struct {
	noFileSync bool // syncs of files do nothing
	noDirSync  bool // syncs of directories do nothing
	lateSync   bool // a sync makes safe what the one before it should have
}

// player walks along what a disk was told, and knows at each point what is safe
// and what is in doubt.
type player struct {
	log   []op
	at    int // ops before it have happened
	nodes map[inode]*diskNode
	acks  []string
	drive drive
}

// diskNode is a file or a directory: what is safe of it, and what is in doubt.
type diskNode struct {
	file    *content         // nil for a directory
	entries map[string]inode // nil for a file
	synced  []op             // by a sync that a late drive has not honoured yet
	pending []op
}

func newPlayer(base *image, log []op, d drive) *player {
	p := &player{log: log, nodes: make(map[inode]*diskNode), drive: d}
	for ino, entries := range base.dirs {
		p.nodes[ino] = &diskNode{entries: maps.Clone(entries)}
	}
	for ino, c := range base.files {
		p.nodes[ino] = &diskNode{file: c.clone()}
	}
	return p
}

// advance moves on until n ops have happened.
func (p *player) advance(n int) {
	for ; p.at < n; p.at++ {
		o := p.log[p.at]
		switch o.kind {
		case opAck:
			p.acks = append(p.acks, o.name)
			continue
		case opSync:
			p.nodes[o.on].sync(p.drive)
			continue
		case opLink:
			made := &diskNode{}
			if o.dir {
				made.entries = make(map[string]inode)
			} else {
				made.file = &content{sectors: make(map[int64][]byte)}
			}
			p.nodes[o.entry] = made
		default:
		}
		n := p.nodes[o.on]
		n.pending = append(n.pending, o)
	}
}

func (n *diskNode) sync(d drive) {
	if n.file != nil && d.noFileSync || n.entries != nil && d.noDirSync {
		return
	}
	safe := n.pending
	n.pending = nil
	if d.lateSync {
		safe, n.synced = n.synced, safe
	}
	for _, o := range safe {
		n.apply(o)
	}
}

func (n *diskNode) apply(o op) {
	switch o.kind {
	case opWrite:
		for _, s := range o.sectors {
			n.file.sectors[s.at] = s.data
		}
		n.file.size = o.size
	case opResize:
		n.file.resize(o.size)
	case opLink:
		n.entries[o.name] = o.entry
	case opUnlink:
		delete(n.entries, o.name)
	case opRename:
		delete(n.entries, o.name)
		n.entries[o.to] = o.entry
	default:
	}
}

// crash returns what the disk may hold when the power fails here.
func (p *player) crash(r *rand.Rand) *image {
	im := emptyImage()
	p.crashDir(im, rootInode, r)
	return im
}

func (p *player) crashDir(im *image, ino inode, r *rand.Rand) {
	n := p.nodes[ino]
	entries := n.survivingEntries(r)
	im.dirs[ino] = entries
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		child := entries[name]
		if p.nodes[child].entries != nil {
			p.crashDir(im, child, r)
		} else {
			im.files[child] = p.nodes[child].survivingContent(r)
		}
	}
}

// survivingEntries keeps, of what is in doubt of a directory, what a file system
// with a journal would, which is all up to some point, or any part of it.
func (n *diskNode) survivingEntries(r *rand.Rand) map[string]inode {
	kept := &diskNode{entries: maps.Clone(n.entries)}
	doubt := n.doubt()
	cut := r.IntN(len(doubt) + 1)
	inOrder := r.IntN(2) == 0
	for i, o := range doubt {
		if inOrder && i < cut || !inOrder && r.IntN(2) == 0 {
			kept.apply(o)
		}
	}
	return kept.entries
}

func (n *diskNode) doubt() []op { return slices.Concat(n.synced, n.pending) }

// survivingContent keeps, of what is in doubt of a file, some sectors, in some
// order, and one of the sizes that it had.
func (n *diskNode) survivingContent(r *rand.Rand) *content {
	kept := n.file.clone()
	doubt := n.doubt()
	if len(doubt) == 0 {
		return kept
	}
	sizes := []int64{kept.size}
	var writes [][]sector
	for _, o := range doubt {
		sizes = append(sizes, o.size)
		if o.kind == opWrite {
			writes = append(writes, o.sectors)
		}
	}
	size := sizes[len(sizes)-1]
	if r.IntN(2) == 0 {
		size = sizes[r.IntN(len(sizes))]
	}
	for _, s := range surviving(writes, r) {
		kept.sectors[s.at] = s.data
	}
	// What was cut off and written again must not come back as it was before.
	kept.resize(size)
	return kept
}

// surviving picks sectors of writes that were not synced: whole writes, torn
// ones, all, none, all but one, or just one, in any order.
func surviving(writes [][]sector, r *rand.Rand) []sector {
	if len(writes) == 0 {
		return nil
	}
	var kept []sector
	one, odds, way := r.IntN(len(writes)), 1+r.IntN(9), r.IntN(8)
	for i, w := range writes {
		for _, s := range w {
			var keep bool
			switch way {
			case 0: // none
			case 1: // all
				keep = true
			case 2: // all but one
				keep = i != one
			case 3: // one
				keep = i == one
			case 4: // torn from front to back
				keep = i != one || s.at-w[0].at < int64(odds)
			default: // torn anywhere
				keep = r.IntN(10) < odds
			}
			if keep {
				kept = append(kept, s)
			}
		}
	}
	r.Shuffle(len(kept), func(i, k int) { kept[i], kept[k] = kept[k], kept[i] })
	return kept
}

// save writes an image to a directory that does not exist.
func (im *image) save(dir string) error { return im.saveDir(dir, rootInode) }

func (im *image) saveDir(dir string, ino inode) error {
	err := os.Mkdir(dir, 0o700)
	if err != nil {
		return err
	}
	for name, child := range im.dirs[ino] {
		path := filepath.Join(dir, name)
		if _, isDir := im.dirs[child]; isDir {
			err = im.saveDir(path, child)
		} else {
			err = im.files[child].save(path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// save writes a file with holes where it was never written.
func (c *content) save(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = f.Truncate(c.size)
	at := slices.Sorted(maps.Keys(c.sectors))
	for i := 0; i < len(at) && err == nil; {
		first := at[i]
		var run []byte
		for ; i < len(at) && at[i] == first+int64(len(run)/sectorSize); i++ {
			run = append(run, c.sectors[at[i]]...)
		}
		start := first * sectorSize
		_, err = f.WriteAt(run[:min(int64(len(run)), c.size-start)], start)
	}
	err = errors.Join(err, f.Close())
	if err != nil {
		return fmt.Errorf("save image: %w", err)
	}
	return nil
}
