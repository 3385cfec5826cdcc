package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// On a file system that is mounted for reading only a process cannot register. Nobody can write through that mount, but maybe through another one, as
// where a folder is bound into a container. So who reads there takes the lock of the writer, together with others who read so, and keeps it: where a
// writer is there the opening fails, and none can come later. The file need not be written for that. Where there is no such file no process has ever
// opened the database, as on a medium that was made from a backup. The registration is kept in memory of this process.

// readFromReadOnlyDisk does what is left of OpenReadOnly where registering has failed with cause.
func (o *opener) readFromReadOnlyDisk(ctx context.Context, cause error) (*DB, error) {
	locker, ok := o.opts.FS.(vfs.SharedLocker)
	if !ok {
		return nil, cause
	}
	lock, err := o.keepWritersAway(ctx, locker)
	if err != nil {
		return nil, err
	}
	n := &neighbours{opts: o.opts, path: o.name, own: noBlock, shared: ownMemory(peers.Unshared())}
	if err := n.claimOwn(lock); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	o.peers = n
	o.own(n.leave)
	choice, err := o.openDataReadOnly()
	if err != nil {
		return nil, err
	}
	return o.db, blame(choice, o.loadReader(choice))
}

// keepWritersAway takes the lock of the writer together with others who only read. It waits for those who have it for a moment.
func (o *opener) keepWritersAway(ctx context.Context, locker vfs.SharedLocker) (io.Closer, error) {
	for {
		lock, err := locker.LockShared(o.name(lockName))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nothingToClose{}, nil
		case !errors.Is(err, vfs.ErrLocked):
			return lock, err
		}
		if !pause(ctx, gatePoll) {
			return nil, fmt.Errorf("%w: this process cannot read beside it, since it cannot register: %w", ErrLocked, ErrReadOnlyDisk)
		}
	}
}

// claimOwn makes the memory new and registers in it. The lock is given back with the registration.
func (n *neighbours) claimOwn(lock io.Closer) error {
	token, err := n.drawToken()
	if err != nil {
		return err
	}
	n.memory = peers.New(n.shared.Bytes(), 1)
	n.token = token
	if err := n.take(0); err != nil {
		return err
	}
	n.own, n.lock, n.alone = 0, lock, true
	return nil
}

// ownMemory stands for shared memory that nobody else sees.
type ownMemory []byte

var _ vfs.Shared = ownMemory{}

// Bytes implements vfs.Shared.
func (m ownMemory) Bytes() []byte { return m }

// Close implements vfs.Shared.
func (ownMemory) Close() error { return nil }
