package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// setAside renames a damaged file, so that nothing is ever deleted.
func setAside(path string) error {
	for i := 1; ; i++ {
		to := fmt.Sprintf("%s.damaged-%d", path, i)
		_, err := os.Lstat(to)
		if err == nil {
			continue
		}
		err = os.Rename(path, to)
		if err != nil {
			return fmt.Errorf("set aside %s: %w", path, err)
		}
		return nil
	}
}

// scratchPattern names the directories that Verify works in. One that a crash
// left behind is removed at the next start.
const scratchPattern = "verify-*.tmp"

func clearScratch(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, scratchPattern))
	if err != nil {
		return fmt.Errorf("clear scratch files: %w", err)
	}
	var errs []error
	for _, name := range names {
		errs = append(errs, os.RemoveAll(name))
	}
	return errors.Join(errs...)
}
