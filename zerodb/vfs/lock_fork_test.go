//go:build linux || darwin || dragonfly || freebsd || netbsd

package vfs_test

import (
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestLockBesideForks takes a lock and gives it back again and again while other goroutines start programs. Between fork and exec such a child has every file that is open here: a lock
// that was given back must be free all the same.
func TestLockBesideForks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	var over atomic.Bool
	var forks sync.WaitGroup
	for range 2 {
		forks.Go(func() {
			for !over.Load() {
				if err := exec.Command("true").Run(); err != nil {
					t.Log(err)
					return
				}
			}
		})
	}
	defer forks.Wait()
	defer over.Store(true)
	for i := range 3_000 {
		lock, err := vfs.OS().Lock(name, 0o600)
		if err != nil {
			t.Errorf("round %d: %v", i, err)
			return
		}
		if err := lock.Close(); err != nil {
			t.Error(err)
			return
		}
	}
}
