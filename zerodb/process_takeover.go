package zerodb

import (
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Readers in other processes may have outlived the writer before (R14). They see roots that it had published after its last
// checkpoint, on pages that the checkpoint has as free, and pages that the log is about to replace. So a recovery beside
// them takes no page that was ever published or is present, and everything that it would have to give up, or that the
// checkpoint has as free, counts as freed in this life: a reader of an earlier one, whose transaction is older, keeps
// it from reuse, and nobody else.

// becomeWriter takes the writer lock and meets the other processes. While the gate is held none of them can mistake this one for
// somebody who looks whether a writer is there, or come in unnoticed.
func (o *opener) becomeWriter() error {
	_, shares := o.opts.FS.(vfs.Sharer)
	if !shares {
		return o.lockForWriting()
	}
	gate, err := enterGate(o.opts, o.name(gateName))
	if err != nil {
		return err
	}
	err = o.lockForWriting()
	if err == nil {
		err = o.meetPeers()
	}
	return errors.Join(err, gate.Close())
}

// lockForTool takes the writer lock for somebody who only looks at the files while they stand still, and says so to processes that
// come to read. On a file system that is mounted for reading only there are none.
func lockForTool(opts Options, path func(string) string) (io.Closer, error) {
	if _, shares := opts.FS.(vfs.Sharer); !shares {
		return opts.FS.Lock(path(lockName), filePermission)
	}
	gate, err := enterGate(opts, path(gateName))
	if errors.Is(err, vfs.ErrReadOnlyDisk) {
		gate, err = nothingToClose{}, nil
	}
	if err != nil {
		return nil, err
	}
	lock, err := opts.FS.Lock(path(lockName), filePermission)
	if errors.Is(err, vfs.ErrReadOnlyDisk) {
		lock, err = nothingToClose{}, nil
	}
	if err != nil {
		return nil, errors.Join(err, gate.Close())
	}
	n, _, err := meet(opts, path)
	if err == nil {
		n.memory.Inspect()
		err = n.close()
	} else if errors.Is(err, vfs.ErrReadOnlyDisk) {
		lock, err = shareLock(opts, path(lockName), lock)
	} else if errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	if err = errors.Join(err, gate.Close()); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

// shareLock takes a lock together with others in place of one that is held alone, which says that a writer is there to who cannot be told otherwise. Where the lock cannot be shared, or is
// none, it stays as it is. The caller holds the gate.
func shareLock(opts Options, name string, lock io.Closer) (io.Closer, error) {
	locker, ok := opts.FS.(vfs.SharedLocker)
	if _, none := lock.(nothingToClose); none || !ok {
		return lock, nil
	}
	if err := lock.Close(); err != nil {
		return nothingToClose{}, err
	}
	shared, err := locker.LockShared(name)
	if err != nil {
		return nothingToClose{}, err
	}
	return shared, nil
}

// nothingToClose stands for a lock whose file is missing on a file system that is mounted for reading only: whoever opens the database there needs that file, and
// cannot make it.
type nothingToClose struct{}

// Close implements io.Closer.
func (nothingToClose) Close() error { return nil }

// lockForWriting takes the lock that its holder alone may write under.
func (o *opener) lockForWriting() error {
	lock, err := o.opts.FS.Lock(o.name(lockName), filePermission)
	if errors.Is(err, vfs.ErrLocked) {
		return fmt.Errorf("%w: %w", ErrLocked, err)
	}
	if err != nil {
		return err
	}
	o.own(lock.Close)
	o.lock = lock
	return o.checkAccess(lockName)
}

// meetPeers finds out who else is alive and says that a new life begins.
func (o *opener) meetPeers() error {
	n, foreign, err := meet(o.opts, o.name)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil // nobody else can share either
	}
	if err != nil {
		return err
	}
	o.own(n.close)
	o.peers, o.foreign = n, foreign
	if foreign && !plausible(n.memory) {
		return peers.ErrDamaged
	}
	life, err := o.drawEpoch()
	if err == nil {
		n.memory.BeginLife(life, vfs.ProcessID())
	}
	return err
}

// plausible reports whether what a recovery beside readers takes from the shared memory can have been published: numbers of pages and transactions are counted on from
// it, and end up in the files.
func plausible(memory *peers.Memory) bool {
	return memory.Highest() <= maxFloor && memory.Greatest() < txMax-2*unclean
}

// account returns the account of free pages that the replay starts with.
func (o *opener) account(current meta.Meta, free []space.Run) (*space.Manager, error) {
	highWater, what := current.HighWater, "database size"
	if o.foreign {
		o.floor = o.beyondAll(current)
		highWater, free, what = o.floor, nil, "database size beside readers of an earlier life"
	}
	if err := o.checkSize(what, highWater); err != nil {
		o.loose = !o.foreign && o.isLoose(highWater, free)
		return nil, err
	}
	account, err := space.NewManager(highWater, pageLimit(o.opts), free)
	if err != nil {
		return nil, fmt.Errorf("free space: %w", err)
	}
	return account, nil
}

// beyondAll is the page from which on nothing was ever published or belongs to the checkpoint. What the file has behind it was made in
// advance, or by a life that ended before it published anything: nobody can refer to it. The end of the file does not count, since it
// lies ahead of what is used by a part of the file's size, and would grow by that part with each takeover.
func (o *opener) beyondAll(current meta.Meta) ids.PageID {
	return max(current.HighWater, o.peers.memory.Highest())
}

// maxFloor keeps a damaged number in the shared memory from overflowing.
const maxFloor ids.PageID = maxDatabase / minPageSize

// quarantine retires, as freed in this life, what the checkpoint has as free, what lies behind its end, and what the
// replay has freed.
func (o *opener) quarantine(current meta.Meta, free []space.Run) error {
	if !o.foreign {
		return nil
	}
	w := &o.db.w
	freed := o.db.drawTx()
	if err := w.free.Restamp(freed); err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	if floor := o.floor; floor > current.HighWater {
		free = append(free, space.Run{Start: current.HighWater, Count: uint64(floor - current.HighWater)})
	}
	for _, run := range free {
		if err := w.free.Free(run, firstTx, freed); err != nil {
			return fmt.Errorf("quarantine: %w", err)
		}
	}
	o.db.countPages()
	return nil
}

// publishedBefore returns the least transaction number that this life may use because of what others have seen.
func (o *opener) publishedBefore() ids.TxID {
	if !o.foreign {
		return 0
	}
	return o.peers.memory.Greatest() + unclean
}

// showPeers publishes the first root of this life to other processes.
func (db *DB) showPeers() {
	if db.peers == nil {
		return
	}
	db.peers.current = true
	db.peers.memory.GoLive(db.identity, peerRoot(db.readers.Visible()))
	db.published.peers = db.peers.memory // all pages are in the file yet
	db.published.reached(db.log.Durable())
	db.peers.memory.Attend()
}

// peerRoot is a version as other processes need it.
func peerRoot(v *version) peers.Root {
	s := &v.State
	return peers.Root{
		Tx: v.Tx, Catalog: s.catalog.Root, Count: s.catalog.Count, Depth: s.catalog.Depth,
		HighWater: s.highWater, End: s.end,
	}
}
