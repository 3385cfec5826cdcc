package vfs

import (
	"io"
	"io/fs"
)

// FS is a file system as the engine sees it. Names are paths in the form of the host. Every error is an *Error: it
// wraps the cause and names the operation and the path, so that errors.Is(err, fs.ErrNotExist) and its like work.
// Methods may be called from several goroutines at once.
type FS interface {
	// Create makes a new file for reading and writing and fails with fs.ErrExist if the name is taken.
	Create(name string, perm fs.FileMode) (File, error)
	// Open opens an existing file for reading and writing.
	Open(name string) (File, error)
	// OpenReadOnly opens an existing file for reading; every change through it fails with ErrReadOnly.
	OpenReadOnly(name string) (File, error)
	// Mkdir makes one folder and fails with fs.ErrExist if the name is taken.
	Mkdir(name string, perm fs.FileMode) error
	// ReadDir returns the names inside a folder, sorted.
	ReadDir(name string) ([]string, error)
	// Stat reports size and permissions of a file or folder.
	Stat(name string) (Info, error)
	// Rename replaces newName by oldName atomically. It lasts through a power failure only after SyncDir.
	Rename(oldName, newName string) error
	// Remove deletes a file or an empty folder. It lasts only after SyncDir.
	Remove(name string) error
	// SyncDir makes creations, renames and removals inside the folder durable.
	SyncDir(name string) error
	// Lock takes the exclusive lock that the named file stands for, creating the file with perm when it is
	// missing, and holds it until Close, or until the process ends. It never waits: a lock that somebody else
	// holds, in this process or in another, is ErrLocked.
	Lock(name string, perm fs.FileMode) (io.Closer, error)
}

// Info is what Stat reports.
type Info struct {
	// Size is the length in bytes.
	Size int64
	// Mode holds the permission bits and whether it is a folder.
	Mode fs.FileMode
}

// File is an open file. Methods may be called from several goroutines at once, except Close. Once closed, every
// call fails with fs.ErrClosed.
type File interface {
	// ReadAt fills b from the offset; where the file ends before, it returns what there is and io.EOF.
	io.ReaderAt
	// WriteAt writes all of b at the offset, growing the file when needed. A short write is an error. No room is
	// ErrNoSpace, after which any part of the range may have been written.
	io.WriterAt
	// Close releases the handle. Mappings made from it stay valid until they are closed themselves.
	io.Closer
	// Size returns the present length in bytes.
	Size() (int64, error)
	// Truncate sets the length; new bytes read as zero.
	Truncate(size int64) error
	// Allocate grows the file to at least size bytes and reserves the blocks for them where the system can, so
	// that a later write below size does not fail for want of space. Holes that Truncate left below the former
	// length stay holes. It never shrinks the file. If it fails, with ErrNoSpace when there is no room, the file is
	// as before; so no other goroutine may lengthen the file meanwhile.
	Allocate(size int64) error
	// SyncData makes the content, and the length needed to read it, durable (fdatasync). After a failure nobody
	// knows what is durable: a second call may succeed without having written anything.
	SyncData() error
	// Map maps the file for reading, from its start. reserve is how many bytes of address space to set aside
	// so that the mapping can follow the file's growth in place; it may be more than the file's length, and the
	// system may grant less. The present length counts as announced.
	Map(reserve int64) (Mapping, error)
}

// Mapping is a read-only view of a file's bytes that follows WriteAt on the same file. Bytes that it returned
// never move and stay readable until Close.
type Mapping interface {
	// At returns n bytes from the offset. It fails with ErrOutOfRange when they do not lie within what Extend
	// has announced. Where the view consists of segments, bytes that cross two are returned as a copy, which
	// does not follow later writes.
	At(offset int64, n int) ([]byte, error)
	// Extend announces that the file now has size bytes; it must be called after growth and before At beyond
	// the former size. It may be called while other goroutines call At. A size below the announced one changes
	// nothing; one beyond the file's end fails with ErrOutOfRange, since touching such bytes would be a fault.
	Extend(size int64) error
	// Close ends the view. No slice from At may be used afterwards, and no call may be under way.
	Close() error
}

// Contiguous is a Mapping of which many bytes lie in one piece in memory.
type Contiguous interface {
	Mapping
	// FirstPiece returns what was announced of the file, from its start on, as far as it lies in one piece. It returns nothing after
	// Close. What holds for bytes from At holds for these.
	FirstPiece() []byte
}
