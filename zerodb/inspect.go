package zerodb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Inspection is a look at the files of a database from outside, for tools: it changes nothing, recovers nothing, and takes damage
// as something to tell, not as a reason to fail. It shows the last checkpoint, and what the log has behind it apart from that.
// Its methods may be called from any goroutine; Close ends it once none of them runs any more, and none may be called after it.
type Inspection struct {
	path  string
	opts  Options
	pager *pager.Pager
	// lock is nil while somebody else has the database open, and where this process may not write to the folder.
	lock io.Closer
	// choice are the meta pages; unreadable says why none of them can be used.
	choice     meta.Choice
	unreadable error
}

// Inspect looks at the database in the folder path. It takes the lock if nobody has it, so that the files stand still; else the
// database is in use and what is seen may be overtaken (InUse tells). Of the options FS matters, and OpenTimeout for how long an
// opening under way is waited for.
//
// Errors: an error that wraps fs.ErrNotExist where there is no data file, *VersionError when this release does not know its form,
// ErrLocked when that opening takes longer, and the file system's. Damage is none, not even of both meta pages.
func Inspect(path string, opts Options) (*Inspection, error) {
	i := &Inspection{path: path, opts: opts.withDefaults()}
	if err := i.open(); err != nil {
		return nil, fmt.Errorf("zerodb: inspect %s: %w", path, err)
	}
	return i, nil
}

// open takes the lock, maps the data file and reads the meta pages.
func (i *Inspection) open() error {
	if _, err := i.opts.FS.Stat(i.name(dataName)); err != nil {
		return err
	}
	lock, err := lockForTool(i.opts, i.name)
	if err != nil && !errors.Is(err, vfs.ErrLocked) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if err == nil {
		i.lock = lock
	}
	if err := i.openData(); err != nil {
		return errors.Join(err, i.unlock())
	}
	return nil
}

// openData maps the data file and reads the meta pages.
func (i *Inspection) openData() error {
	file, err := i.opts.FS.OpenReadOnly(i.name(dataName))
	if err != nil {
		return err
	}
	i.choice, i.unreadable = meta.Read(file)
	if errors.As(i.unreadable, new(*VersionError)) {
		return errors.Join(i.unreadable, file.Close()) // it is whole: who took it for damaged would restore or salvage it
	}
	if i.unreadable == nil {
		i.opts.PageSize = i.choice.Current().PageSize
	}
	size, err := file.Size()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	store, err := pager.OpenFileStore(file, size)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	i.pager = pager.New(store, pagerOptions(i.opts))
	return nil
}

// name returns the path of a file in the database's folder.
func (i *Inspection) name(base string) string { return filepath.Join(i.path, base) }

// InUse reports whether another process, or another DB of this one, has the database open, or may have: who may not write to its folder cannot know.
func (i *Inspection) InUse() bool { return i.lock == nil }

// PageSize returns the size of a page in bytes; a guess where no meta page can be read.
func (i *Inspection) PageSize() int { return i.opts.PageSize }

// Pages returns how many whole pages the data file has.
func (i *Inspection) Pages() uint64 { return uint64(i.pager.Size()) / uint64(i.opts.PageSize) }

// Damage says why no checkpoint can be used, or returns nil.
func (i *Inspection) Damage() error { return metaError(i.unreadable) }

// Close ends the inspection and gives the lock back.
func (i *Inspection) Close() error { return errors.Join(i.pager.Close(), i.unlock()) }

// unlock gives the lock back, if it was taken.
func (i *Inspection) unlock() error {
	if i.lock == nil {
		return nil
	}
	err := i.lock.Close()
	i.lock = nil
	return err
}

// current returns the checkpoint that counts, or the damage of both.
func (i *Inspection) current() (meta.Meta, error) {
	if i.unreadable != nil {
		return meta.Meta{}, i.Damage()
	}
	return i.choice.Current(), nil
}

// limit returns how many pages of a checkpoint can be read: a file that was cut has fewer than the checkpoint says.
func (i *Inspection) limit(m meta.Meta) ids.PageID { return min(m.HighWater, ids.PageID(i.Pages())) }

// audit reads the pages of a checkpoint as they are in the file.
func (i *Inspection) audit(m meta.Meta) *guardedAudit {
	return &guardedAudit{pager.Audit{View: pager.View{Pager: i.pager, Limit: i.limit(m)}}}
}

// auditAll reads any page of the file as it is.
func (i *Inspection) auditAll() *guardedAudit {
	return &guardedAudit{pager.Audit{View: pager.View{Pager: i.pager, Limit: ids.PageID(i.Pages())}}}
}

// freeSet reads the free set of a checkpoint.
func (i *Inspection) freeSet(m meta.Meta) (set space.Persisted, err error) {
	defer catchFaults(i.pager).done(&err)
	return space.Decode(m.FreeSpace, m.HighWater, m.PageSize, i.readPage)
}

// readPage returns the bytes of a page as they are in the file.
func (i *Inspection) readPage(id ids.PageID) ([]byte, error) {
	if id >= ids.PageID(i.Pages()) {
		return nil, fault.New(id, fault.Size, 0, uint64(id)+1, i.Pages())
	}
	return i.pager.ReadMeta(id)
}

// logOptions configures the reading of the database's log.
func (i *Inspection) logOptions(identity [16]byte) wal.Options {
	return wal.Options{FS: i.opts.FS, Dir: i.name(logName), Identity: identity, MaxRecordBytes: recordMaxBytes}
}

// sameCheckpoint reports whether the checkpoint is still one that the database must keep: the newest, or the one before it
// while the log may not yet say that the newest is done.
func (i *Inspection) sameCheckpoint(m meta.Meta) bool {
	file, err := i.opts.FS.OpenReadOnly(i.name(dataName))
	if err != nil {
		return false
	}
	choice, err := meta.Read(file)
	return errors.Join(err, file.Close()) == nil && choice.Current().Tx == m.Tx
}

// firstPages is the number of meta pages.
const firstPages = page.FirstID
