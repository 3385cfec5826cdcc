//go:build unix

package secret

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// ForbidDumps makes the system write no core dump of this process, for the rest of its life, not even if it crashes. It is for
// programs that do little but handle secrets: what the runtime copied would be in a dump too, not only what a Value keeps out. It
// returns the system's error.
func ForbidDumps() error {
	var none unix.Rlimit
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &none); err != nil {
		return fmt.Errorf("secret: forbid core dumps: %w", err)
	}
	return nil
}
