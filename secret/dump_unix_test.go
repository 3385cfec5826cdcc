//go:build unix

package secret

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestForbidDumps reads the limit back.
func TestForbidDumps(t *testing.T) {
	if err := ForbidDumps(); err != nil {
		t.Fatal(err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("the limit is %+v (%v)", limit, err)
	}
}
