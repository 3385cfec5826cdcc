package zerodb

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: who may not write to the folder of a database, on a file system that others write to, is told so, and leaves no trace. Method: a file system that refuses changes for want of the right to
// make them. read_only_folder_linux_test.go does it with real permissions.

// foreignFolder refuses what the system refuses to who may read all files of a folder, and write to none of them.
type foreignFolder struct{ readOnlyMount }

// Lock implements vfs.FS: files of locks are opened for writing.
func (f foreignFolder) Lock(name string, _ fs.FileMode) (io.Closer, error) {
	return nil, f.refuse(vfs.OpLock, name)
}

// LockShared implements vfs.SharedLocker, which is not for folders that others write to as they are used to.
func (f foreignFolder) LockShared(name string) (io.Closer, error) {
	return f.FS.Lock(name, filePermission)
}

// TestReadOnlyFolder opens databases that were closed, that were killed, and beside a writer, without the right to write to their folder: the error is fs.ErrPermission each time, no file changes, nobody is kept
// away, and a look from outside works.
func TestReadOnlyFolder(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := lazyOptions(files, DurabilityNone)
	foreign := opts
	foreign.FS = foreignFolder{readOnlyMount{FS: files, cause: fs.ErrPermission}}
	seed := maphash.MakeSeed()
	refused := func(when string) {
		before := files.Fingerprint(seed)
		for _, open := range []func(string, Options) (*DB, error){OpenReadOnly, Open} {
			db, err := open("db", foreign)
			if err == nil {
				must(t, db.Close())
			}
			wantError(t, err, fs.ErrPermission)
		}
		must(t, inspectAll("db", foreign))
		if files.Fingerprint(seed) != before {
			t.Errorf("%s: a file has changed", when)
		}
	}
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	refused("beside a writer")
	put(t, db, "t", 10, 20)
	files = leftBy(t, files, memfs.Everything)
	opts.FS, foreign.FS = files, foreignFolder{readOnlyMount{FS: files, cause: fs.ErrPermission}}
	refused("killed")
	db = openTest(t, "db", opts)
	wantEntries(t, db, 20)
	closeTest(t, db)
	refused("closed")
	reader := openReader(t, "db", opts)
	refused("beside a reader")
	wantEntries(t, reader, 20)
	closeTest(t, reader)
	put(t, openTest(t, "db", opts), "t", 20, 30)
}

// inspectAll checks a database from outside.
func inspectAll(path string, opts Options) error {
	i, err := Inspect(path, opts)
	if err != nil {
		return err
	}
	_, err = i.Check(context.Background(), CheckOptions{}, func(f Finding) error { return f.Err })
	return errors.Join(err, i.Close())
}
