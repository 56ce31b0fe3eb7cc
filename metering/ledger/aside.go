package ledger

import (
	"fmt"
	"os"
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
