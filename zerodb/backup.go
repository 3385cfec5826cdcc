package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aerolith/aerolith/zerodb/internal/backup"
	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// ErrBackupDamaged is what every error wraps that says that a stream is not a whole, intact backup.
var ErrBackupDamaged = backup.ErrDamaged

// ErrBackupVersion says that a backup is of a form that this release does not know. Nothing is damaged: use the release that wrote it.
var ErrBackupVersion = backup.ErrVersion

// BackupInfo describes a backup.
type BackupInfo struct {
	// UUID is the identity of the database that it was taken of, in hexadecimal; Tx the transaction whose state it holds.
	UUID string
	Tx   uint64
	// Position is the place in the history behind that state, from where the log goes on; zero for a database without a log.
	Position Position
	// Tables, Entries and Bytes (of keys and values) tell how much it holds.
	Tables, Entries, Bytes uint64
	// PageSize is the database's page size in bytes.
	PageSize int
	// InDoubt says that the last transactions of the state are not known to be durable: a process that only reads has taken the backup, the last one that
	// wrote was killed, and none has opened the database for writing since. A power failure may take them from the database, but never from the backup, which its log
	// would not continue then. Only Backup sets it.
	InDoubt bool
	// Sum is the SHA-256 of the stream, in hexadecimal, by which two copies can be compared.
	Sum string
}

// BackupOptions configures DB.Backup and VerifyBackup.
type BackupOptions struct {
	// Progress is told now and then how many of how many entries are done; nil means nobody watches.
	Progress func(done, total uint64)
}

// Backup writes everything in the database, as it is committed now, to w, beside readers and writers, as a stream that Restore reads.
// The state is durable before anything is written, so that the archived log continues it; a process that only reads waits until the one that writes has made it
// so. Where that one was killed the backup holds what it has left, and BackupInfo.InDoubt says so. The stream is not compressed. It is
// complete only when Backup has returned nil: one that was cut short is refused by Restore.
//
// Errors: w's, or io.ErrShortWrite; those of BeginRead, ErrReaderEnded where Options.OldReaders ends it for its age, ErrCommitUnknown when the last commits cannot be made durable, ErrLocked when another opening takes as long
// as Options.OpenTimeout, one that wraps ctx.Err(), *CorruptionError, and of a database that was opened by OpenReadOnly ErrPositionGone when
// the log was given up meanwhile: try again. It needs no room on the database's disk.
func (db *DB) Backup(ctx context.Context, w io.Writer, o BackupOptions) (BackupInfo, error) {
	tx, at, inDoubt, err := db.beginBackup(ctx)
	if err != nil {
		return BackupInfo{}, fmt.Errorf("zerodb: backup: %w", err)
	}
	defer func() { _ = tx.end() }() // also where w or Progress panics; the end of a read transaction does not fail
	b := backupRun{ctx: ctx, tx: tx, to: w, o: o}
	b.out = backup.NewWriter(&b)
	info, err := b.write(at)
	if err != nil {
		return BackupInfo{}, fmt.Errorf("zerodb: backup: %w", err)
	}
	info.InDoubt = inDoubt
	return info, nil
}

// beginBackup opens a read transaction on the latest state, once that is durable, and returns its position, and whether it may not be durable after all.
func (db *DB) beginBackup(ctx context.Context) (tx *Tx, at Position, inDoubt bool, err error) {
	if db.follow != nil {
		return db.beginForeignBackup(ctx)
	}
	tx, at, err = db.beginOwnBackup(ctx)
	return tx, at, false, err
}

// beginOwnBackup is beginBackup in the process that writes.
func (db *DB) beginOwnBackup(ctx context.Context) (*Tx, Position, error) {
	if err := db.lockWriter(ctx); err != nil {
		return nil, Position{}, err
	}
	defer db.unlockWriter()
	if db.closed.Load() {
		return nil, Position{}, ErrClosed
	}
	if db.log == nil {
		tx, err := db.BeginRead()
		return tx, Position{}, err
	}
	at := Position{Tx: uint64(commitOf(db.w.latest)), identity: db.identity}
	at.log, at.epoch = db.log.Standing() // also of a log whose life has not begun: the state is that of a checkpoint then
	if err := db.log.WaitDurable(ctx, at.log.LSN); err != nil {
		return nil, at, fmt.Errorf("%w: %w", ErrCommitUnknown, err)
	}
	tx, err := db.BeginRead()
	if err == nil && uint64(tx.id) != at.Tx {
		err = errors.Join(ErrCommitUnknown, db.stoppedError(), tx.end())
	}
	return tx, at, err
}

// beginForeignBackup is beginBackup in a process that only reads: the position is looked up in the log that the writer has written.
func (db *DB) beginForeignBackup(ctx context.Context) (tx *Tx, at Position, inDoubt bool, err error) {
	if tx, err = db.BeginRead(); err != nil {
		return nil, Position{}, false, err
	}
	end := tx.base.State.end
	durable, err := db.awaitDurable(ctx, tx.id, end)
	if err != nil {
		return nil, Position{}, false, errors.Join(err, tx.end())
	}
	source := logSource{fs: db.opts.FS, path: db.path, archive: db.opts.ArchivePath, identity: db.identity}
	place, epoch, err := wal.Locate(source.options(), end)
	if err != nil {
		return nil, Position{}, false, errors.Join(historyError(err), tx.end())
	}
	return tx, Position{Tx: uint64(tx.id), identity: db.identity, epoch: epoch, log: place}, !durable, nil
}

// backupRun is a backup under way.
type backupRun struct {
	ctx         context.Context
	tx          *Tx
	to          io.Writer
	out         *backup.Writer
	o           BackupOptions
	done, total uint64
	// place is inBody while code of the caller runs, whose faults are its own.
	place whose
}

// Write implements io.Writer for the stream: before each of its blocks it looks whether the backup is to end, by its context or because of its age, and hands it to the caller's writer.
func (b *backupRun) Write(block []byte) (int, error) {
	if err := errors.Join(b.ctx.Err(), b.tx.readable()); err != nil {
		return 0, err
	}
	b.place = inBody
	n, err := b.to.Write(block)
	b.place = inEngine
	if err == nil && n != len(block) {
		err = io.ErrShortWrite
	}
	return n, err
}

// write writes the whole stream.
func (b *backupRun) write(at Position) (BackupInfo, error) {
	head := backup.Head{
		Identity: b.tx.db.identity, Tx: uint64(b.tx.id), WallTime: b.tx.db.opts.Now().UnixNano(),
		PageSize: uint32(b.tx.db.opts.PageSize), Position: at.String(),
	}
	var names []string
	for name, info := range b.tx.Tables() {
		names = append(names, name)
		head.Tables++
		head.Entries += info.Len
	}
	if err := b.tx.Err(); err != nil {
		return BackupInfo{}, err
	}
	b.total = head.Entries
	if err := b.out.Begin(head); err != nil {
		return BackupInfo{}, err
	}
	for _, name := range names {
		if err := b.table(name); err != nil {
			return BackupInfo{}, err
		}
	}
	totals, err := b.out.End()
	return describeBackup(head, totals, at), err
}

// table writes one table.
func (b *backupRun) table(name string) (err error) {
	t, err := b.tx.Table(name)
	if err != nil {
		return err
	}
	if err := b.out.Table(backup.Table{Name: name, Options: t.encodedOptions(), Entries: t.tree.Count}); err != nil {
		return err
	}
	defer catchFaults(b.tx.view.Pager).doneInLoop(&b.place, &err)
	before := b.done
	var cursor btree.Cursor
	cursor.AttachSnapshot(b.tx.pages, &t.tree)
	for cursor.Next() {
		value := cursor.Value()
		if cursor.Err() != nil {
			break
		}
		if err := b.out.Entry(cursor.Key(), value); err != nil {
			return err
		}
		if b.done++; b.done%progressEntries == 0 {
			b.progress()
		}
	}
	if err := cursor.Err(); err != nil {
		return tableError("backup", name, err)
	}
	if b.done-before != t.tree.Count {
		return tableError("backup", name, fault.New(t.tree.Root.ID, fault.Count, 0, t.tree.Count, b.done-before))
	}
	return nil
}

// progressEntries is how many entries are copied before who watches is told again.
const progressEntries = 1024

// progress tells who watches.
func (b *backupRun) progress() {
	if b.o.Progress != nil {
		b.place = inBody
		b.o.Progress(b.done, b.total)
		b.place = inEngine
	}
}

// describeBackup describes a backup by its header, trailer and position.
func describeBackup(h backup.Head, t backup.Totals, at Position) BackupInfo {
	return BackupInfo{
		UUID: fmt.Sprintf("%x", h.Identity), Tx: h.Tx, Position: at, Tables: t.Tables, Entries: t.Entries, Bytes: t.Bytes, PageSize: int(h.PageSize), Sum: fmt.Sprintf("%x", t.Sum),
	}
}

// VerifyBackup reads a whole backup and makes sure that it is complete and intact, and holds nothing that a database cannot have, without restoring it. Errors: one that wraps
// ErrBackupDamaged, ErrBackupVersion, r's, and one that wraps ctx.Err().
func VerifyBackup(ctx context.Context, r io.Reader, o BackupOptions) (BackupInfo, error) {
	v := &backupCount{o: o}
	totals, err := backup.Read(ctx, r, maxValueSize, v)
	var info BackupInfo
	if err == nil {
		info, err = v.rules.end(totals)
	}
	if err != nil {
		return BackupInfo{}, fmt.Errorf("zerodb: verify a backup: %w", err)
	}
	return info, nil
}

// backupCount counts what a backup holds, which is held against what a database can have.
type backupCount struct {
	o     BackupOptions
	rules backupRules
	done  uint64
}

// Head implements backup.Visitor.
func (c *backupCount) Head(h backup.Head) error { return c.rules.begin(h) }

// Table implements backup.Visitor.
func (c *backupCount) Table(t backup.Table) error { return c.rules.table(t) }

// Entry implements backup.Visitor.
func (c *backupCount) Entry(key, _ []byte) error {
	if c.done++; c.o.Progress != nil && c.done%progressEntries == 0 {
		c.o.Progress(c.done, c.rules.head.Entries)
	}
	return c.rules.entry(key)
}
