package powerloss_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// acksName is the file, in the root, to which the program writes what it told
// its callers, one write a line: so it has a place among what the disk was told.
const acksName = "acks"

// mountDisk mounts a disk at an empty directory. Writes reach it at once, as the
// kernel does not hold them back; it is the disk that has a cache.
func mountDisk(dir string, d *disk, base *image) (*fuse.Server, error) {
	root := &dirNode{disk: d, ino: rootInode, base: base}
	day := 24 * time.Hour // No one else changes anything.
	return fs.Mount(dir, root, &fs.Options{
		EntryTimeout: &day, AttrTimeout: &day,
		MountOptions: fuse.MountOptions{FsName: "powerloss", DirectMount: true, DisableXAttrs: true},
	})
}

// requireDisk skips the test where no disk can be mounted.
func requireDisk(t *testing.T) {
	t.Helper()
	dir, base := t.TempDir(), emptyImage()
	server, err := mountDisk(dir, newDisk(base), base)
	if err != nil {
		t.Skipf("NOT TESTED: what the ledger keeps of lost and torn writes. A FUSE file system cannot be mounted here (%v); it takes /dev/fuse and the right to mount", err)
	}
	err = server.Unmount()
	if err != nil {
		t.Fatal(err)
	}
}

type dirNode struct {
	fs.Inode
	disk *disk
	ino  inode
	base *image // what stands in it at first; nil where it was made later
}

var (
	_ fs.NodeOnAdder  = (*dirNode)(nil)
	_ fs.NodeCreater  = (*dirNode)(nil)
	_ fs.NodeMkdirer  = (*dirNode)(nil)
	_ fs.NodeRenamer  = (*dirNode)(nil)
	_ fs.NodeUnlinker = (*dirNode)(nil)
	_ fs.NodeRmdirer  = (*dirNode)(nil)
	_ fs.NodeFsyncer  = (*dirNode)(nil)
	_ fs.NodeStatfser = (*dirNode)(nil)
)

func (n *dirNode) OnAdd(ctx context.Context) {
	if n.base == nil {
		return
	}
	for name, ino := range n.base.dirs[n.ino] {
		_, dir := n.base.dirs[ino]
		n.AddChild(name, n.child(ctx, ino, dir, n.base), true)
	}
}

func (n *dirNode) child(ctx context.Context, ino inode, dir bool, base *image) *fs.Inode {
	if dir {
		return n.NewPersistentInode(ctx, &dirNode{disk: n.disk, ino: ino, base: base}, fs.StableAttr{Mode: syscall.S_IFDIR, Ino: uint64(ino)})
	}
	return n.NewPersistentInode(ctx, &fileNode{disk: n.disk, ino: ino}, fs.StableAttr{Mode: syscall.S_IFREG, Ino: uint64(ino)})
}

func (n *dirNode) Create(ctx context.Context, name string, _, _ uint32, _ *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if name == acksName && n.ino == rootInode {
		return n.NewPersistentInode(ctx, &acksNode{disk: n.disk}, fs.StableAttr{Mode: syscall.S_IFREG}), nil, fuse.FOPEN_DIRECT_IO, 0
	}
	return n.child(ctx, n.disk.link(n.ino, name, false), false, nil), nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (n *dirNode) Mkdir(ctx context.Context, name string, _ uint32, _ *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return n.child(ctx, n.disk.link(n.ino, name, true), true, nil), 0
}

func (n *dirNode) Unlink(_ context.Context, name string) syscall.Errno {
	n.disk.record(op{kind: opUnlink, on: n.ino, name: name})
	return 0
}

func (n *dirNode) Rmdir(_ context.Context, name string) syscall.Errno {
	n.disk.record(op{kind: opUnlink, on: n.ino, name: name})
	return 0
}

// Rename within one directory is all that the ledger needs and the disk models.
func (n *dirNode) Rename(_ context.Context, name string, parent fs.InodeEmbedder, to string, flags uint32) syscall.Errno {
	if parent.EmbeddedInode() != n.EmbeddedInode() || flags != 0 {
		return syscall.EXDEV
	}
	n.disk.record(op{kind: opRename, on: n.ino, name: name, to: to, entry: inode(n.GetChild(name).StableAttr().Ino)})
	return 0
}

func (n *dirNode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	n.disk.record(op{kind: opSync, on: n.ino, dir: true})
	return 0
}

// Statfs leaves more room than the ledger ever asks for.
func (n *dirNode) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.NameLen = 4096, 4096, 255
	out.Blocks, out.Bfree, out.Bavail = 1<<28, 1<<28, 1<<28
	return 0
}

type fileNode struct {
	fs.Inode
	disk *disk
	ino  inode
}

var (
	_ fs.NodeOpener    = (*fileNode)(nil)
	_ fs.NodeReader    = (*fileNode)(nil)
	_ fs.NodeWriter    = (*fileNode)(nil)
	_ fs.NodeGetattrer = (*fileNode)(nil)
	_ fs.NodeSetattrer = (*fileNode)(nil)
	_ fs.NodeFsyncer   = (*fileNode)(nil)
	_ fs.NodeStatfser  = (*fileNode)(nil)
)

func (n *fileNode) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if flags&syscall.O_TRUNC != 0 {
		n.disk.resize(n.ino, 0)
	}
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

func (n *fileNode) Read(_ context.Context, _ fs.FileHandle, dest []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	return fuse.ReadResultData(dest[:n.disk.read(n.ino, dest, off)]), 0
}

func (n *fileNode) Write(_ context.Context, _ fs.FileHandle, data []byte, off int64) (uint32, syscall.Errno) {
	n.disk.write(n.ino, data, off)
	return uint32(len(data)), 0
}

func (n *fileNode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode, out.Size = 0o600, uint64(n.disk.size(n.ino))
	return 0
}

func (n *fileNode) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		n.disk.resize(n.ino, int64(size))
	}
	return n.Getattr(ctx, h, out)
}

// Fsync is also what fdatasync(2) asks for: a file's size is part of what it
// keeps.
func (n *fileNode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	n.disk.record(op{kind: opSync, on: n.ino})
	return 0
}

func (n *fileNode) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	return (*dirNode)(nil).Statfs(context.Background(), out)
}

// acksNode is the file of acknowledgements.
type acksNode struct {
	fs.Inode
	disk *disk
}

var _ fs.NodeWriter = (*acksNode)(nil)

func (n *acksNode) Write(_ context.Context, _ fs.FileHandle, data []byte, _ int64) (uint32, syscall.Errno) {
	n.disk.record(op{kind: opAck, name: string(data)})
	return uint32(len(data)), 0
}
