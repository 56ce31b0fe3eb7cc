package powerloss_test

import (
	"maps"
	"sync"
)

// sectorSize is the most that a disk writes whole or not at all, in bytes.
const sectorSize = 512

// inode names a file or a directory for as long as the disk lives.
type inode uint64

const rootInode inode = 1

type opKind uint8

const (
	opWrite  opKind = iota // sectors of a file, and its size after it
	opResize               // a file's size
	opSync                 // what a file or a directory was told before it is on disk
	opLink                 // a directory gets an entry
	opUnlink               // a directory loses an entry
	opRename               // a directory's entry gets another name
	opAck                  // not for the disk: what the program told its callers
)

var opNames = [...]string{"write", "resize", "sync", "link", "unlink", "rename", "ack"}

// op is one thing that the disk was told, at the instant at which it took effect
// for the running machine.
type op struct {
	kind    opKind
	on      inode
	sectors []sector
	size    int64
	name    string // of an entry; of an acknowledgement, its text
	to      string // the new name
	entry   inode
	dir     bool // on is a directory; of a link, entry is
}

// sector is one sector as a write leaves it. Its data never changes.
type sector struct {
	at   int64 // in sectors
	data []byte
}

// content is what a file holds. A sector that is absent is zero.
type content struct {
	size    int64
	sectors map[int64][]byte
}

func (c *content) clone() *content { return &content{c.size, maps.Clone(c.sectors)} }

func (c *content) resize(size int64) {
	for at, data := range c.sectors {
		switch start := at * sectorSize; {
		case start >= size:
			delete(c.sectors, at)
		case start+sectorSize > size:
			cut := make([]byte, sectorSize)
			copy(cut, data[:size-start])
			c.sectors[at] = cut
		}
	}
	c.size = size
}

func (c *content) read(dest []byte, off int64) int {
	n := int(max(0, min(int64(len(dest)), c.size-off)))
	for done := 0; done < n; {
		at, in := (off+int64(done))/sectorSize, int((off+int64(done))%sectorSize)
		part := min(n-done, sectorSize-in)
		if data, ok := c.sectors[at]; ok {
			copy(dest[done:done+part], data[in:])
		} else {
			clear(dest[done : done+part])
		}
		done += part
	}
	return n
}

// disk keeps what a running machine reads and records in which order it was
// told what. Whatever was not synced is in doubt.
type disk struct {
	mu    sync.Mutex
	log   []op
	files map[inode]*content
	next  inode
}

// newDisk returns a disk that stands as an image left it.
func newDisk(base *image) *disk {
	d := &disk{files: make(map[inode]*content), next: rootInode + 1}
	for ino, c := range base.files {
		d.files[ino] = c.clone()
		d.next = max(d.next, ino+1)
	}
	for ino := range base.dirs {
		d.next = max(d.next, ino+1)
	}
	return d
}

func (d *disk) record(o op) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.log = append(d.log, o)
}

// link makes a file or a directory.
func (d *disk) link(parent inode, name string, dir bool) inode {
	d.mu.Lock()
	defer d.mu.Unlock()
	ino := d.next
	d.next++
	if !dir {
		d.files[ino] = &content{sectors: make(map[int64][]byte)}
	}
	d.log = append(d.log, op{kind: opLink, on: parent, name: name, entry: ino, dir: dir})
	return ino
}

func (d *disk) write(ino inode, data []byte, off int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[ino]
	o := op{kind: opWrite, on: ino}
	for done := 0; done < len(data); {
		at, in := (off+int64(done))/sectorSize, int((off+int64(done))%sectorSize)
		part := min(len(data)-done, sectorSize-in)
		whole := make([]byte, sectorSize)
		copy(whole, f.sectors[at])
		copy(whole[in:], data[done:done+part])
		f.sectors[at] = whole
		o.sectors = append(o.sectors, sector{at, whole})
		done += part
	}
	f.size = max(f.size, off+int64(len(data)))
	o.size = f.size
	d.log = append(d.log, o)
}

func (d *disk) resize(ino inode, size int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files[ino].resize(size)
	d.log = append(d.log, op{kind: opResize, on: ino, size: size})
}

func (d *disk) read(ino inode, dest []byte, off int64) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files[ino].read(dest, off)
}

func (d *disk) size(ino inode) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files[ino].size
}

// recorded returns what was recorded so far.
func (d *disk) recorded() []op {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log[:len(d.log):len(d.log)]
}
