package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Names inside a database's folder.
const (
	dataName    = "data"
	newDataName = "data.new"
	lockName    = "lock"
	logName     = "wal"
)

// Open opens the database in a folder for reading and writing, and recovers it where it was not closed cleanly. Where there is
// none it creates one, folder included (its parent must exist), unless opts.Create says otherwise. One DB at a time can
// have a database open, in this process and all others.
//
// Errors: those of Options.Validate; ErrLocked; *PermissionError; fs.ErrNotExist and fs.ErrExist as opts.Create says;
// ErrDataMissing; *CorruptionError when the files are damaged, in particular when the newest state is lost: an older one is
// never opened in its place; *LimitError when the database is larger than opts allow; ErrNoSpace; and the file system's.
func Open(path string, opts Options) (*DB, error) {
	return openWith(path, opts, nil)
}

// openWith is Open, with another free set than the checkpoint's where one is given.
func openWith(path string, opts Options, rebuilt *space.Persisted) (*DB, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	given := opts.PageSize
	opts = opts.withDefaults()
	o := opener{path: path, opts: opts, pageSizeGiven: given, rebuilt: rebuilt}
	db, err := o.open()
	if err != nil {
		return nil, fmt.Errorf("zerodb: open %s: %w", path, errors.Join(err, o.close()))
	}
	db.start()
	return db, nil
}

// OpenMemory returns a new database that has no files and vanishes with Close. Options of files and log mean nothing to
// it. Errors are those of Options.Validate.
func OpenMemory(opts Options) (*DB, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	opts = opts.withDefaults()
	p := pager.New(pager.NewHeapStore(), pagerOptions(opts))
	db := newDB("", opts, p)
	free, err := space.NewManager(page.FirstID, pageLimit(opts), nil)
	if err != nil {
		return nil, fmt.Errorf("zerodb: open in memory: %w", err)
	}
	db.w.nextTx = 1
	db.beginAt(&version{Tx: db.drawTx()}, free)
	db.useWorkspace(opts.MaxTxBytes)
	return db, nil
}

// pagerOptions are the options that concern pages.
func pagerOptions(opts Options) pager.Options {
	return pager.Options{
		PageSize:   opts.PageSize,
		Checksums:  pager.ChecksumMode(opts.Checksums),
		GrowthStep: opts.GrowthStep,
		SizeMax:    opts.MaxDatabaseSize,
	}
}

// pageLimit is the greatest number of pages of the data file.
func pageLimit(opts Options) ids.PageID {
	return ids.PageID(opts.MaxDatabaseSize / int64(opts.PageSize))
}

// beginAt makes a version the one that readers see and writers start from.
func (db *DB) beginAt(v *version, free *space.Manager) {
	v.State.highWater = free.HighWater()
	db.w.latest, db.w.free = v, free
	db.countPages()
	db.readers.Publish(v)
}

// useWorkspace gives the writer a workspace whose transactions are limited to so many bytes.
func (db *DB) useWorkspace(bytesMax int64) {
	db.w.bytesMax = bytesMax
	db.w.work = pager.NewWorkspace(db.pager, db.w.free, bytesMax)
}

// opener holds what an opening has acquired so far.
type opener struct {
	path          string
	opts          Options
	pageSizeGiven int
	db            *DB
	closers       []func() error
	// rebuilt takes the place of the checkpoint's free set, if it is not nil.
	rebuilt *space.Persisted
	// archive is the folder of released log segments, "" for none.
	archive string
}

// own notes how to give something back if the opening fails.
func (o *opener) own(give func() error) { o.closers = append(o.closers, give) }

// close gives everything back, the last first.
func (o *opener) close() error {
	var err error
	for i := len(o.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, o.closers[i]())
	}
	return err
}

// open does the steps of Open.
func (o *opener) open() (*DB, error) {
	if err := o.prepareFolder(); err != nil {
		return nil, err
	}
	lock, err := o.opts.FS.Lock(o.name(lockName), filePermission)
	if errors.Is(err, vfs.ErrLocked) {
		return nil, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	if err != nil {
		return nil, err
	}
	o.own(lock.Close)
	if err := o.checkAccess(lockName); err != nil {
		return nil, err
	}
	exists, err := o.exists(dataName)
	if err != nil {
		return nil, err
	}
	if exists && o.opts.Create == CreateNew {
		return nil, fs.ErrExist
	}
	if !exists {
		if err := o.create(); err != nil {
			return nil, err
		}
	}
	if err := o.recover(); err != nil {
		return nil, err
	}
	o.db.lock = lock
	return o.db, nil
}

// name returns the path of a file in the database's folder.
func (o *opener) name(base string) string { return filepath.Join(o.path, base) }

// exists reports whether a file is there.
func (o *opener) exists(base string) (bool, error) {
	_, err := o.opts.FS.Stat(o.name(base))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Close ends the database: it waits until all transactions have ended, brings the data file up to date, marks it as closed
// cleanly, and gives the files back. New transactions fail with ErrClosed from the beginning of Close on. After a
// stop nothing more is written: the next opening recovers. A second call returns ErrClosed.
func (db *DB) Close() error {
	if !db.closed.CompareAndSwap(false, true) {
		return ErrClosed
	}
	err := db.lockWriter(context.Background()) // the last writer has ended
	if err == nil {
		db.unlockWriter()
	}
	db.tasks.end()
	db.watchers.close()
	if db.stopped.Load() == nil {
		err = errors.Join(err, db.finish())
	}
	db.waitForReaders()
	if db.log != nil {
		err = errors.Join(err, db.log.Close())
	}
	err = errors.Join(err, db.pager.Close())
	if db.lock != nil {
		err = errors.Join(err, db.lock.Close())
	}
	if err != nil {
		return fmt.Errorf("zerodb: close %s: %w", db.path, err)
	}
	return nil
}

// finish takes the last checkpoint. Where that finds no room, the log is made durable, so that nothing that was committed
// depends on it, whatever the durability.
func (db *DB) finish() error {
	err := db.checkpoint(context.Background(), isLast)
	if errors.Is(err, ErrNoSpace) {
		return errors.Join(err, db.log.Sync(context.Background()))
	}
	return err
}

// unclean is the gap that is left in the transaction numbers after an unclean end: pages of transactions that never became
// durable may lie in the file, and their numbers must not come again. One life of a process cannot use up so many
// numbers beyond the last that it logged durably, since at most one log segment is ever unsynced.
const unclean = math.MaxUint32 + 1

// txMax bounds transaction numbers that are found in files, so that counting on from them cannot overflow.
const txMax ids.TxID = 1 << 62
