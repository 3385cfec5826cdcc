package zerodb

import (
	"errors"
	"fmt"
	"io"
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
// have a database open for writing, in this process and all others; OpenReadOnly reads beside it. A relative path is of the working directory at
// this moment; the process may go to another one afterwards.
//
// Errors: those of Options.Validate; ErrLocked; *PermissionError; fs.ErrNotExist and fs.ErrExist as opts.Create says;
// ErrDataMissing; *VersionError and *LogVersionError when another release wrote it; *CorruptionError when the files are damaged, in particular when the newest state is lost: an older one is
// never opened in its place; *LimitError when the database is larger than opts allow, and cannot be made shorter (see MaxDatabaseSize); ErrNoSpace; ErrReadOnlyDisk; and the file system's.
func Open(path string, opts Options) (*DB, error) {
	if opts.Recovery == RecoverWhatIsWhole {
		return openRecovering(path, opts)
	}
	return openWith(path, opts, nil)
}

// openWith is Open, with another free set than the checkpoint's where one is given.
func openWith(path string, opts Options, rebuilt *rebuiltSet) (*DB, error) {
	db, lack, err := openOnce(path, opts, rebuilt, ordinarily)
	if lack == ofDisk {
		db, lack, err = openOnce(path, opts, rebuilt, sparingly)
	}
	if lack == ofLimit {
		return openOutgrown(path, opts, rebuilt, err)
	}
	return db, err
}

// openOnce is openWith. It reports besides what repeating the log has lacked, if it failed for that.
func openOnce(path string, opts Options, rebuilt *rebuiltSet, how replayManner) (db *DB, lack replayLack, err error) {
	if err := opts.Validate(); err != nil {
		return nil, ofNothing, err
	}
	given := opts.PageSize
	opts = opts.withDefaults()
	o := newOpener(path, opts, given)
	o.rebuilt, o.how = rebuilt, how
	opened := false
	defer func() {
		if !opened { // an event listener has panicked
			_ = o.close()
		}
	}()
	db, err = o.open()
	opened = true
	if err != nil {
		lack = o.lack(err)
		return nil, lack, fmt.Errorf("zerodb: open %s: %w", path, readOnlyDisk(errors.Join(err, o.close())))
	}
	db.start()
	return db, ofNothing, nil
}

// OpenMemory returns a new database that has no files and vanishes with Close. Options of files and log mean nothing to
// it. Errors are those of Options.Validate.
func OpenMemory(opts Options) (*DB, error) {
	if err := opts.Validate(); err != nil {
		return nil, err
	}
	opts = opts.withDefaults()
	opts = opts.forPages(opts.PageSize)
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
	db.w.bytesMax, db.w.pieceMax = bytesMax, 0
	db.w.work = pager.NewWorkspace(db.pager, db.w.free, bytesMax)
	db.w.work.LimitOverlays(db.opts.MaxUnwrittenBytes / overlaidShare)
	db.w.work.LimitLaidOut(db.opts.MaxUnwrittenBytes)
}

// opener holds what an opening has acquired so far.
type opener struct {
	path          string
	opts          Options
	pageSizeGiven int
	db            *DB
	closers       []func() error
	// rebuilt takes the place of the checkpoint's free set, if it is not nil.
	rebuilt *rebuiltSet
	// created says that this opening has made the database, durably.
	created bool
	// archive is the folder of released log segments, "" for none.
	archive string
	// lock makes this process the writer. peers is what it shares with others, foreign says that readers of an earlier
	// life are alive there.
	lock    io.Closer
	peers   *neighbours
	foreign bool
	// neglected says that a writer was there that did not attend to this process.
	neglected bool
	// floor is where a recovery beside them begins to take pages.
	floor ids.PageID
	// replaying says that the log is being repeated, or has been; loose that the file is longer than it may be, but not what is in use of it.
	replaying, loose bool
	how              replayManner
}

// newOpener begins an opening. Relative paths are of the present working directory, also when the process goes to another one later: there may be a database of the same name.
func newOpener(path string, opts Options, pageSizeGiven int) opener {
	opts.ArchivePath = lastingPath(opts.FS, opts.ArchivePath)
	return opener{path: lastingPath(opts.FS, path), opts: opts, pageSizeGiven: pageSizeGiven}
}

// lastingPath returns a name that leads to the same place from any working directory. Only the file system of the operating system knows of those.
func lastingPath(files vfs.FS, name string) string {
	if files != vfs.OS() || name == "" {
		return name
	}
	absolute, err := filepath.Abs(name)
	if err != nil {
		return name // there is no working directory any more, and so nothing of that name
	}
	return absolute
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
	if err := o.becomeWriter(); err != nil {
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
		o.created = true
	}
	if err := o.recover(); err != nil {
		return nil, err
	}
	o.db.lock, o.db.peers = o.lock, o.peers
	o.db.showPeers()
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

// unclean is the gap that is left in the transaction numbers after an unclean end: pages of transactions that never became
// durable may lie in the file, and their numbers must not come again. One life of a process does not use up so many
// numbers beyond the last that it logged durably: no more than segmentsAhead and the last segment of the log are ever unsynced, and transactions that leave nothing in the
// log are counted (numbersPerNote).
const unclean = math.MaxUint32 + 1

// txMax bounds transaction numbers that are found in files, so that counting on from them cannot overflow.
const txMax ids.TxID = 1 << 62
