package zerodb

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestReaderBesideSharedLock lets a process that reads through a mount for reading only, or a tool that looks through one, keep writers away, while the shared memory still says of a writer what it said
// long ago: that one was killed, and the file is as the file system has kept it through a power failure. Who comes to read must look at the database itself: there is no writer whose word counts.
func TestReaderBesideSharedLock(t *testing.T) {
	for name, hold := range map[string]func(path string) (io.Closer, error){
		"reader": func(path string) (io.Closer, error) {
			return vfs.OS().(vfs.SharedLocker).LockShared(filepath.Join(path, lockName))
		},
		"tool": func(path string) (io.Closer, error) {
			opts := DefaultOptions()
			opts.FS = lockingMount{mountedReadOnly(vfs.OS())}
			return lockForTool(opts, func(base string) string { return filepath.Join(path, base) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, opts := filepath.Join(t.TempDir(), "db"), DefaultOptions()
			db := openTest(t, path, opts)
			lockFile := filepath.Join(path, lockName)
			old, err := os.ReadFile(lockFile)
			must(t, err)
			put(t, db, "t", 0, 100)
			want, err := content(db)
			must(t, err)
			closeTest(t, db)
			must(t, os.WriteFile(lockFile, old, 0o600))
			lock, err := hold(path)
			must(t, err)
			defer func() { must(t, lock.Close()) }()
			wantContent(t, openReader(t, path, opts), want)
			_, err = Open(path, opts)
			wantError(t, err, ErrLocked)
		})
	}
}
