package ledger

import (
	"fmt"
	"syscall"
)

// networkFilesystem names a file system on which locks and mapped files are not
// safe, by the magic number of statfs(2); empty for any other. FUSE is not among
// them: most of what it serves is local.
func networkFilesystem(magic int64) string {
	switch uint32(magic) {
	case 0x6969:
		return "NFS"
	case 0x517b, 0xfe534d42, 0xff534d42:
		return "SMB"
	case 0x564c:
		return "NCP"
	case 0x5346414f, 0x6b414653:
		return "AFS"
	case 0x73757245:
		return "Coda"
	case 0x01021997:
		return "9P"
	default:
		return ""
	}
}

// checkFilesystem refuses a directory on a network file system.
func checkFilesystem(dir string) error {
	var st syscall.Statfs_t
	err := syscall.Statfs(dir, &st)
	if err != nil {
		return fmt.Errorf("statfs %s: %w", dir, err)
	}
	return refuseFilesystem(dir, st.Type)
}

func refuseFilesystem(dir string, magic int64) error {
	name := networkFilesystem(magic)
	if name == "" {
		return nil
	}
	return fmt.Errorf("%s is on %s: %w; use a directory on a local disk", dir, name, ErrNetwork)
}
