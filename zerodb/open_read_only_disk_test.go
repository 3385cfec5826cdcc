package zerodb

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: who may not write to the file system can read there, and is never beside a writer. Method: one folder, used through a file system
// that refuses changes, as a mount for reading only does, and directly, as through another mount. full_disk_processes_linux_test.go does it with a real mount.

// readOnlyMount refuses what a file system refuses that is mounted for reading only.
type readOnlyMount struct {
	vfs.FS
	// cause is why it does.
	cause error
}

// mountedReadOnly returns files as they are through a mount for reading only.
func mountedReadOnly(files vfs.FS) readOnlyMount { return readOnlyMount{files, vfs.ErrReadOnlyDisk} }

// refuse is the error of a change.
func (m readOnlyMount) refuse(op vfs.Op, name string) error {
	return &vfs.Error{Op: op, Path: name, Err: m.cause}
}

// Create implements vfs.FS.
func (m readOnlyMount) Create(name string, _ fs.FileMode) (vfs.File, error) {
	return nil, m.refuse(vfs.OpCreate, name)
}

// Open implements vfs.FS.
func (m readOnlyMount) Open(name string) (vfs.File, error) { return nil, m.refuse(vfs.OpOpen, name) }

// Mkdir implements vfs.FS.
func (m readOnlyMount) Mkdir(name string, _ fs.FileMode) error { return m.refuse(vfs.OpMkdir, name) }

// Rename implements vfs.FS.
func (m readOnlyMount) Rename(oldName, _ string) error { return m.refuse(vfs.OpRename, oldName) }

// Remove implements vfs.FS.
func (m readOnlyMount) Remove(name string) error { return m.refuse(vfs.OpRemove, name) }

// Lock implements vfs.FS: the file of the lock must be there.
func (m readOnlyMount) Lock(name string, perm fs.FileMode) (io.Closer, error) {
	if _, err := m.Stat(name); err != nil {
		return nil, m.refuse(vfs.OpLock, name)
	}
	return m.FS.Lock(name, perm)
}

// Share implements vfs.Sharer.
func (m readOnlyMount) Share(name string, _ fs.FileMode, _ int64) (vfs.Shared, error) {
	return nil, m.refuse(vfs.OpShare, name)
}

// lockingMount is a readOnlyMount with locks that can be shared, as far as the file system has them.
type lockingMount struct{ readOnlyMount }

// LockShared implements vfs.SharedLocker.
func (m lockingMount) LockShared(name string) (io.Closer, error) {
	if locker, ok := m.FS.(vfs.SharedLocker); ok {
		return locker.LockShared(name)
	}
	if _, err := m.Stat(name); err != nil {
		return nil, err
	}
	return m.FS.Lock(name, filePermission)
}

// mountedTwice returns a folder, and options that reach it for writing and for reading only.
func mountedTwice(t *testing.T) (path string, writable, readable Options) {
	t.Helper()
	writable = lazyOptions(vfs.OS(), DurabilityNone)
	writable.OpenTimeout = 20 * time.Millisecond
	readable = writable
	readable.FS = lockingMount{mountedReadOnly(vfs.OS())}
	return filepath.Join(t.TempDir(), "db"), writable, readable
}

// TestReadOnlyMountKeepsWritersAway reads a folder that is mounted for reading only by two processes: both see everything, tell of themselves only, and a writer that comes
// by another mount has to wait until both have gone. Beside a writer there is no reading, and without locks that can be shared there is none at all.
func TestReadOnlyMountKeepsWritersAway(t *testing.T) {
	path, writable, readable := mountedTwice(t)
	db := openTest(t, path, writable)
	put(t, db, "t", 0, 10)
	_, err := OpenReadOnly(path, readable)
	wantError(t, err, ErrLocked)
	wantError(t, err, ErrReadOnlyDisk)
	closeTest(t, db)

	first, second := openReader(t, path, readable), openReader(t, path, readable)
	for _, reader := range []*DB{first, second} {
		wantEntries(t, reader, 10)
		tx, err := reader.BeginRead()
		must(t, err)
		if stats := reader.Stats(); stats.Readers != 1 {
			t.Errorf("%d readers", stats.Readers)
		}
		must(t, tx.Rollback())
		_, err = Open(path, writable)
		wantError(t, err, ErrLocked)
		must(t, reader.Close())
	}
	put(t, openTest(t, path, writable), "t", 10, 20)

	readable.FS = mountedReadOnly(vfs.OS())
	_, err = OpenReadOnly(path, readable)
	wantError(t, err, ErrReadOnlyDisk)
}

// TestReadOnlyMountOfTheKilled reads what a killed writer has left, also without the files of locks, on a file system that is mounted for reading only: what
// only the log has is read, a backup says that it is in doubt, and no file changes.
func TestReadOnlyMountOfTheKilled(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := lazyOptions(files, DurabilityNone)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	must(t, db.Checkpoint(t.Context()))
	put(t, db, "t", 10, 20)
	seed := maphash.MakeSeed()
	for name, missing := range map[string][]string{"all": nil, "without locks": {lockName, gateName}} {
		left := leftBy(t, files, memfs.Everything)
		for _, base := range missing {
			must(t, left.Remove(filepath.Join("db", base)))
		}
		before := left.Fingerprint(seed)
		opts.FS = lockingMount{mountedReadOnly(left)}
		reader := openReader(t, "db", opts)
		wantEntries(t, reader, 20)
		if info, _ := backupBy(t, reader); !info.InDoubt || info.Entries != 20 {
			t.Errorf("%s: backup with %d entries, in doubt %v", name, info.Entries, info.InDoubt)
		}
		if mark, err := reader.Durable(); err != nil || mark.lsn == 0 || mark.tx != 0 {
			t.Errorf("%s: durable %+v, %v", name, mark, err)
		}
		must(t, reader.Close())
		if left.Fingerprint(seed) != before {
			t.Errorf("%s: a file has changed", name)
		}
	}
}

// TestLockShared takes a lock for reading twice, and once exclusively: the two kinds exclude each other, and taking it shared makes no file.
func TestLockShared(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	locker := vfs.OS().(vfs.SharedLocker)
	_, err := locker.LockShared(name)
	wantError(t, err, fs.ErrNotExist)
	alone, err := vfs.OS().Lock(name, filePermission)
	must(t, err)
	_, err = locker.LockShared(name)
	wantError(t, err, vfs.ErrLocked)
	must(t, alone.Close())
	var shared [2]io.Closer
	for i := range shared {
		shared[i], err = locker.LockShared(name)
		must(t, err)
	}
	for _, lock := range shared {
		_, err = vfs.OS().Lock(name, filePermission)
		wantError(t, err, vfs.ErrLocked)
		must(t, lock.Close())
		wantError(t, lock.Close(), fs.ErrClosed)
	}
	alone, err = vfs.OS().Lock(name, filePermission)
	must(t, errors.Join(err, alone.Close()))
}
