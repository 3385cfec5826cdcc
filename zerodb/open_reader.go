package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/mvcc"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/peers"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// OpenReadOnly opens the database in a folder for reading, beside one process that writes and any number that read. Each read
// transaction sees the newest state that the writer shows its own readers. Where nobody writes, it sees what the last
// writer has left: after a kill the log is repeated in this process's memory, at most Options.MaxOverlayBytes of it,
// and nothing on disk changes. Writers may come and go meanwhile. Where somebody moves the folder away, and puts another database in its place, this process goes on
// seeing what it had: open the database again.
//
// Nothing of the database is changed, but this process registers in the files lock and gate and in the folder readers, and so
// needs to write there. Only on a file system that is mounted for reading only it need not: there it keeps writers away as long as it
// has the database open, also those that reach the folder through another mount, and cannot read beside one. Of the options, those of files, checksums and limits of reading count. Update and BeginWrite
// fail with ErrReadOnly.
//
// Errors: those of Options.Validate; fs.ErrNotExist where no database is; ErrNeedsRecovery when what the log has is more than
// MaxOverlayBytes or a writer is recovering for longer than Options.OpenTimeout; ErrLocked when another opening takes as
// long, a writer is kept as long by a write transaction from showing its state, or there is one and the file system is mounted for reading only here; ErrStopped when the writer has stopped after a failure, without having
// shown its state to another process before; *LimitError when too many processes read already; *PermissionError; *VersionError; *LogVersionError;
// *CorruptionError; ErrNotShared where the file system cannot share memory; ErrReadOnlyDisk where Options.FS is no vfs.SharedLocker; fs.ErrPermission where this process may not write what it registers in; and the
// file system's.
func OpenReadOnly(path string, opts Options) (*DB, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	given := opts.PageSize
	opts = opts.withDefaults()
	opts.MaxReaders = min(opts.MaxReaders, peers.SlotsPerBlock)
	o := newOpener(path, opts, given)
	db, err := o.openReader()
	if err != nil {
		return nil, fmt.Errorf("zerodb: open %s for reading: %w", path, readOnlyDisk(errors.Join(err, o.close())))
	}
	return db, nil
}

// readOnlyDisk says what to do where the file system is mounted for reading only.
func readOnlyDisk(err error) error {
	if errors.Is(err, vfs.ErrReadOnlyDisk) {
		return fmt.Errorf("%w: %w", ErrReadOnlyDisk, err)
	}
	return err
}

// openReader does the steps of OpenReadOnly.
func (o *opener) openReader() (*DB, error) {
	if err := o.checkPresent(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), o.opts.OpenTimeout)
	defer cancel()
	for {
		o.neglected = false
		done, err := o.tryReader()
		if errors.Is(err, vfs.ErrReadOnlyDisk) && o.peers == nil {
			return o.readFromReadOnlyDisk(ctx, err)
		}
		if done || err != nil {
			return o.db, err
		}
		if !pause(ctx, gatePoll) {
			return nil, o.waitedInVain()
		}
	}
}

// waitedInVain says for what OpenTimeout was not enough.
func (o *opener) waitedInVain() error {
	if o.neglected {
		return fmt.Errorf("%w: the writer has not shown its state for %v (option OpenTimeout): a write transaction may be open", ErrLocked, o.opts.OpenTimeout)
	}
	return fmt.Errorf("%w: a writer has been recovering for %v (option OpenTimeout)", ErrNeedsRecovery, o.opts.OpenTimeout)
}

// checkPresent checks that there is a database that this process may read, and that memory can be shared.
func (o *opener) checkPresent() error {
	if _, ok := o.opts.FS.(vfs.Sharer); !ok {
		return ErrNotShared
	}
	for _, base := range [...]string{"", dataName} {
		if err := o.checkAccess(base); err != nil {
			return err
		}
	}
	return nil
}

// tryReader looks, behind the gate, who is there, registers, and takes the newest state. It reports false when a writer is there
// that shows nothing yet.
func (o *opener) tryReader() (done bool, err error) {
	gate, err := enterGate(o.opts, o.name(gateName))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, gate.Close()) }()
	alone, err := o.lockAlone()
	if errors.Is(err, vfs.ErrLocked) {
		return o.joinHolder()
	}
	if err != nil {
		return false, err
	}
	err = o.readAlone()
	return err == nil, errors.Join(err, alone.Close())
}

// lockAlone takes the lock of the writer, alone or together with others who only look: then nobody writes either, and what the shared memory says of a writer is from another time.
func (o *opener) lockAlone() (io.Closer, error) {
	lock, err := o.opts.FS.Lock(o.name(lockName), filePermission)
	locker, shares := o.opts.FS.(vfs.SharedLocker)
	if !shares || !errors.Is(err, vfs.ErrLocked) {
		return lock, err
	}
	if shared, failed := locker.LockShared(o.name(lockName)); failed == nil {
		return shared, nil
	}
	return nil, err
}

// joinHolder reads beside whoever has the writer lock: a writer, or a tool that only looks and keeps writers away.
func (o *opener) joinHolder() (done bool, err error) {
	n := &neighbours{opts: o.opts, path: o.name, own: noBlock}
	if err := n.open(o.opts.FS.(vfs.Sharer)); err != nil {
		return false, shareError(err)
	}
	phase := n.memory.Phase()
	switch {
	case n.memory.Blocks() == 0, phase == peers.Opening:
		return false, n.close()
	case phase == peers.Live:
		return o.joinWriter(n)
	}
	if err := n.close(); err != nil {
		return false, err
	}
	err = o.readAlone()
	return err == nil, err
}

// joinWriter registers beside a writer and takes over what it has published. It reports false when the writer does not
// attend to this process, maybe because it has ended.
func (o *opener) joinWriter(n *neighbours) (done bool, err error) {
	n.current = true
	if _, err := n.reap(); err != nil {
		return false, errors.Join(err, n.close())
	}
	if err := n.claim(); err != nil {
		return false, errors.Join(err, n.close())
	}
	for try := 0; !n.memory.Attended(); try++ {
		if n.memory.Stopped() && n.memory.Phase() == peers.Live {
			return false, errors.Join(fmt.Errorf("%w: the process that writes has stopped: close the database there, and the next opening recovers it", ErrStopped), n.leave())
		}
		if try == attentionTries || n.memory.Phase() != peers.Live || !pause(context.Background(), gatePoll) {
			o.neglected = true
			return false, n.leave()
		}
	}
	o.peers = n
	o.own(n.leave)
	return true, o.followWriter()
}

// followWriter takes over what the writer has published.
func (o *opener) followWriter() error {
	choice, err := o.openDataReadOnly()
	if err != nil {
		return err
	}
	if o.peers.memory.Identity() != choice.Current().UUID {
		return ErrReplaced
	}
	r, err := o.peers.memory.Root()
	if err != nil {
		return err
	}
	v, err := o.db.versionOf(r)
	if err != nil {
		return err
	}
	o.db.readers.Publish(v)
	return nil
}

// register claims a block for this process and keeps it while the opener does.
func (o *opener) register(n *neighbours) error {
	if err := n.claim(); err != nil {
		return errors.Join(err, n.close())
	}
	o.peers = n
	o.own(n.leave)
	return nil
}

// shareError says that the file system cannot do what reading beside others needs.
func shareError(err error) error {
	if errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("%w: %w", ErrNotShared, err)
	}
	return err
}

// readAlone registers where no writer is and reads the state from data file and log.
func (o *opener) readAlone() error {
	n, _, err := meet(o.opts, o.name)
	if err != nil {
		return shareError(err)
	}
	if err := o.register(n); err != nil {
		return err
	}
	choice, err := o.openDataReadOnly()
	if err != nil {
		return err
	}
	return blame(choice, o.loadReader(choice))
}

// openDataReadOnly opens the data file for reading and makes the database around it.
func (o *opener) openDataReadOnly() (meta.Choice, error) {
	file, err := o.opts.FS.OpenReadOnly(o.name(dataName))
	if err != nil {
		return meta.Choice{}, err
	}
	choice, err := o.openStore(file)
	if err == nil {
		err = o.checkSize("database size", choice.Current().HighWater)
	}
	if err != nil {
		return choice, err
	}
	db := o.db
	db.identity, db.peers, db.follow = choice.Current().UUID, o.peers, &follower{settled: choice.Current().Log.LSN}
	db.readers = mvcc.NewReadersIn[root](o.peers.memory.Table(o.peers.own), o.opts.MaxReaders)
	db.published.readers = db.readers
	return choice, nil
}

// wholeCheckpoint returns the checkpoint whose pages the file has. Another process that compacts it may have cut it since the meta pages were read: then there is a younger one, which needs less.
func (o *opener) wholeCheckpoint(choice meta.Choice, file vfs.File, store *pager.FileStore) (meta.Choice, error) {
	for {
		current := choice.Current()
		need := int64(current.HighWater) * int64(current.PageSize)
		if err := store.Follow(need); err != nil || store.Size() >= need {
			return choice, err
		}
		again, err := meta.Read(file)
		if err != nil || again.Current().Tx == current.Tx {
			return choice, fault.New(current.HighWater-1, fault.Size, 0, uint64(need), uint64(store.Size()))
		}
		choice = again
		if err := o.adopt(choice.Current()); err != nil {
			return choice, err
		}
	}
}
