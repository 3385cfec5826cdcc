package memfs

import (
	"sync"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// FS is a file system in memory. It has one root folder and is empty at first. Permissions are kept and reported,
// not enforced. Relative paths begin at the root.
type FS struct {
	options Options

	// mu guards all that follows and every inode. It is held during each change, and never while content is read.
	mu   sync.Mutex
	root *inode
	// quota and used are the space in bytes; a quota of 0 is no limit.
	quota, used int64
	// sequence numbers the changes that are not yet durable.
	sequence uint64
	// moves are the changes of names that are not yet durable, in order.
	moves []move
	// steps counts the operations for hook, which is called after each.
	steps int
	hook  func(n int, op Op)
}

var _ vfs.FS = (*FS)(nil)

// New returns an empty file system.
func New(options Options) *FS {
	options = options.withDefaults()
	return &FS{options: options, root: newFolder(rootPerm), quota: options.QuotaBytes}
}

// SetQuota changes the limit of Options.QuotaBytes; 0 means none. Files that occupy more already keep their space.
func (f *FS) SetQuota(bytes int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.quota = bytes
}

// Used returns the space that all files occupy, in bytes.
func (f *FS) Used() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.used
}

// charge reserves the space of a byte range of a file, or fails with vfs.ErrNoSpace and changes nothing. It is
// called with mu held.
func (f *FS) charge(node *inode, from, to int64) error {
	if to > fileBytesMax {
		return errTooLarge
	}
	more := node.blocks.missing(from, to) * blockBytes
	if f.quota > 0 && more > 0 && f.used+more > f.quota {
		return vfs.ErrNoSpace
	}
	node.blocks.add(from, to)
	f.used += more
	return nil
}

// release gives the space back of a file that has neither a name nor a handle. It is called with mu held.
func (f *FS) release(node *inode) {
	if node.names > 0 || node.handles > 0 || node.blocks.count == 0 {
		return
	}
	f.used -= node.blocks.count * blockBytes
	node.blocks, node.freed = blockSet{}, node.blocks
}

// Op is an operation that changed something or made it durable.
type Op struct {
	// Kind is one of vfs.OpCreate, OpMkdir, OpRename, OpRemove, OpSyncDir, OpWrite, OpTruncate, OpAllocate and
	// OpSyncData.
	Kind vfs.Op
	// Name is the path of the file or folder as the caller gave it; NewName that of the target of a rename.
	Name, NewName string
	// Offset and Length are the range of a write; Length is the size of Truncate and Allocate.
	Offset, Length int64
}

// OnOp sets the function that is called after each successful operation that changes something or makes it durable,
// before the operation returns to its caller, so that a crash image taken there is the state between two
// operations. n counts the operations from 1 over the file system's life, whether or not a function is set. It
// runs in the caller's goroutine without any lock: it may use the file system, but must not change it, which would
// call it again. nil removes it.
func (f *FS) OnOp(hook func(n int, op Op)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hook = hook
}

// Ops returns how many operations OnOp has counted.
func (f *FS) Ops() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.steps
}

// step counts an operation and returns the call of the hook, to be made after mu was given back. It is called with
// mu held.
func (f *FS) step(op Op) func() {
	f.steps++
	n, hook := f.steps, f.hook
	if hook == nil {
		return func() {}
	}
	return func() { hook(n, op) }
}

// change runs an operation with mu held and tells the hook if it succeeded and did something. The error is wrapped.
func (f *FS) change(op Op, do func() (did, error)) error {
	f.mu.Lock()
	result, err := do()
	if err != nil || result == nothing {
		f.mu.Unlock()
		return wrap(op.Kind, op.Name, err)
	}
	tell := f.step(op)
	f.mu.Unlock()
	tell()
	return nil
}

// did says whether an operation had anything to do.
type did int

// The values of did.
const (
	nothing did = iota
	something
)
