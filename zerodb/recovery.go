package zerodb

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// lostCheckpoint is the kind of damage of a meta page that must be there because the log says that its checkpoint was done.
const lostCheckpoint fault.Kind = "meta page of a finished checkpoint"

// lostLog is the kind of damage of a database whose log folder is gone.
const lostLog fault.Kind = "log: folder is missing"

// recover opens the data file at its newest checkpoint, replays the log behind it and begins a new life of the database.
func (o *opener) recover() error {
	for _, base := range [...]string{dataName, logName} {
		err := o.checkAccess(base)
		if base == logName && errors.Is(err, fs.ErrNotExist) {
			return fault.New(0, lostLog, 0, 0, 0) // and not fs.ErrNotExist, which says that there is no database
		}
		if err != nil {
			return err
		}
	}
	// Who made the data file may have been killed before its name was durable; if it is this process, it has not synced it yet.
	if err := o.opts.FS.SyncDir(o.path); err != nil {
		return err
	}
	if err := o.settleAssembled(); err != nil {
		return err
	}
	choice, err := o.openData()
	if err != nil {
		return err
	}
	if err := o.db.fillHoles(); err != nil {
		return err
	}
	return blame(choice, o.recoverFrom(choice))
}

// blame puts a damaged meta page in front of the damage that was met at the older checkpoint: in general that is a
// consequence, since log and pages of an older checkpoint are given up once a newer one is done.
func blame(choice meta.Choice, err error) error {
	var damage *CorruptionError
	if other := choice.Other().Err; other != nil && errors.As(err, &damage) {
		return fmt.Errorf("%w: the older checkpoint cannot be used: %w", other, err)
	}
	return err
}

// recoverFrom recovers the state of the newest valid checkpoint and what the log has behind it.
func (o *opener) recoverFrom(choice meta.Choice) error {
	current := choice.Current()
	free, err := o.loadFreeSpace(current)
	if err != nil {
		return err
	}
	db := o.db
	first := &version{Tx: current.Tx}
	first.State.catalog, first.State.end = btree.State(current.Catalog), current.Log.LSN
	first.State.remains = db.hasRemains(first.State.catalog, current.HighWater)
	db.identity = current.UUID
	db.check.slot, db.check.position = choice.Newest, current.Log.LSN
	db.check.last.Store(uint64(current.Tx))
	db.check.chain, db.check.chainBorn = free.Chain, current.FreeSpace.Birth
	account, err := o.account(current, free.Free)
	if err != nil {
		return err
	}
	db.beginAt(first, account)
	r := newReplay(db, choice)
	r.boundByFile(o.how)
	if err := o.openArchive(current.UUID); err != nil {
		return err
	}
	options := o.logOptions(current.UUID, db)
	options.Ended = current.Clean
	o.replaying = true
	log, _, err := wal.Open(options, wal.Position(current.Log), r.visit)
	if err != nil {
		return o.logError(err)
	}
	o.own(log.Close)
	db.log = log
	if o.beginAsleep(r) {
		return nil
	}
	if err := log.Wake(); err != nil {
		return o.logError(err)
	}
	if err := r.finish(); err != nil {
		return err
	}
	if err := o.beginLife(r); err != nil {
		return err
	}
	return o.quarantine(current, free.Free)
}

// beginLife notes durably in the log, before anything else is written, that a process begins to use transaction numbers, and
// from which on. So the next opening knows that the database was in use, even if nothing else reached the disk. A checkpoint
// that the log did not confirm is confirmed now, since its meta page has been written again and synced: else each opening
// would have to sync the data file with all that a killed process had written to it.
func (o *opener) beginLife(r *replay) error {
	db := o.db
	db.useWorkspace(o.opts.MaxTxBytes)
	db.spillAbove()
	db.w.nextTx = max(r.nextTx(), o.publishedBefore())
	nothing := func() error { return nil }
	if !r.confirmed {
		if _, err := db.appendNote(recordCheckpoint, r.choice.Current().Tx, nothing); err != nil {
			return spaceError(err)
		}
	}
	db.w.noted = db.w.nextTx
	end, err := db.appendNote(recordOpened, db.drawTx(), nothing)
	if err == nil {
		err = db.log.WaitDurable(context.Background(), end)
	}
	if err != nil {
		return spaceError(err)
	}
	db.published.durable = db.log.Durable()
	db.countReplayed()
	db.emit(RecoveryDone{Clean: r.clean(), Transactions: r.transactions, LastTx: uint64(db.w.latest.Tx)})
	db.tellGap()
	return nil
}

// countReplayed counts the log since the checkpoint, which the next opening would have to replay again: else a database
// whose processes all end before they have logged enough for a checkpoint would open ever more slowly.
func (db *DB) countReplayed() {
	if db.check.logged.Add(int64(db.log.Written()-db.check.position)) >= db.opts.CheckpointLogBytes/replayedFraction {
		wake(db.check.due)
	}
}

// replayedFraction is which part of CheckpointLogBytes, found in the log by an opening, already starts a checkpoint: after
// a crash the next one is more likely, and the state has just been brought together.
const replayedFraction = 4

// openData opens the data file and finds its newest valid meta page.
func (o *opener) openData() (meta.Choice, error) {
	file, err := o.opts.FS.Open(o.name(dataName))
	if err != nil {
		return meta.Choice{}, err
	}
	return o.openStore(file)
}

// openStore finds the newest valid meta page of an open data file and makes the database around the file.
func (o *opener) openStore(file vfs.File) (meta.Choice, error) {
	choice, err := meta.Read(file)
	if err != nil {
		return choice, errors.Join(metaError(err), file.Close())
	}
	current := choice.Current()
	if err := o.adopt(current); err != nil {
		return choice, errors.Join(err, file.Close())
	}
	store, err := pager.OpenFileStore(file, o.opts.MaxDatabaseSize)
	if err != nil {
		return choice, errors.Join(err, file.Close())
	}
	choice, err = o.wholeCheckpoint(choice, file, store)
	p := pager.New(store, pagerOptions(o.opts))
	o.own(p.Close)
	o.db = newDB(o.path, o.opts, p)
	return choice, err
}

// adopt holds the checkpoint against the options and takes the page size over.
func (o *opener) adopt(m meta.Meta) error {
	if o.pageSizeGiven != 0 && o.pageSizeGiven != m.PageSize {
		return fmt.Errorf("zerodb: option PageSize: %d, but the database has pages of %d bytes", o.pageSizeGiven, m.PageSize)
	}
	o.opts = o.opts.forPages(m.PageSize)
	if m.Tx >= txMax {
		return fault.New(0, fault.Birth, 0, uint64(txMax), uint64(m.Tx))
	}
	return btree.State(m.Catalog).Validate()
}

// metaError makes sure that two damaged meta pages count as corruption.
func metaError(err error) error {
	var damage *CorruptionError
	if errors.Is(err, meta.ErrNotDatabase) && !errors.As(err, &damage) {
		return fmt.Errorf("%w: %w", err, fault.New(0, fault.Size, 0, 0, 0))
	}
	return err
}

// loadFreeSpace reads the free set of a checkpoint.
func (o *opener) loadFreeSpace(m meta.Meta) (set space.Persisted, err error) {
	if o.rebuilt != nil {
		if !o.rebuilt.isOf(m) {
			return set, errOvertaken
		}
		return o.rebuilt.Persisted, nil
	}
	defer catchFaults(o.db.pager).done(&err)
	return space.Decode(m.FreeSpace, m.HighWater, m.PageSize, o.db.pager.ReadMeta)
}

// logOptions configures the log. db is nil while the database is being created.
func (o *opener) logOptions(identity [16]byte, db *DB) wal.Options {
	options := wal.Options{
		FS: ownFolder{o.opts.FS, o.lock}, Dir: o.name(logName), Identity: identity, FileMode: filePermission,
		SegmentSize: o.opts.LogSegmentSize, MaxRecordBytes: recordMax(o.opts),
		NewEpoch: o.drawEpoch,
	}
	if o.opts.Durability == DurabilityAlways {
		options.FirstSize = min(firstSegmentBytes, o.opts.LogSegmentSize)
	} else {
		options.MapWrites, options.Filling, options.Ahead = wal.MappedWherePossible, wal.ByReserving, segmentsAhead
	}
	if db != nil {
		options.OnDurable = db.durableReached
		options.OnSync, options.Now = db.logSynced, o.opts.Now
		options.Archive, options.KeepBytes, options.HoldBytes = o.archive, o.opts.LogKeepBytes, o.opts.LogHoldBytes
	}
	return options
}

// firstSegmentBytes is the size of the segment that a life begins with where its blocks have to be written: a fraction of a millisecond's work, and
// room for some thousand small transactions before and while the next one, four times as long, is made.
const firstSegmentBytes = 256 * kibibyte

// segmentsAhead is how many full segments of log may wait for their sync where commits do not. It bounds what recovery after a kill has to
// copy, and what waits in the page cache.
const segmentsAhead = 8

// recordMaxBytes is the longest journal that the log can take.
const recordMaxBytes = 1 << 30

// recordMax is the longest journal of a transaction.
func recordMax(opts Options) int64 { return min(opts.MaxTxBytes, recordMaxBytes) }

// drawEpoch draws the number of a life of the log.
func (o *opener) drawEpoch() (uint64, error) {
	var b [8]byte
	if _, err := io.ReadFull(o.opts.Random, b[:]); err != nil {
		return 0, fmt.Errorf("draw an epoch: %w", err)
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}

// logError says why the log could not be recovered, in this package's errors.
func (o *opener) logError(err error) error {
	if errors.Is(err, wal.ErrRecordTooLarge) {
		limit := recordMax(o.opts)
		return fmt.Errorf("%w: %w", &LimitError{Limit: "journal of a logged transaction", Value: limit + 1, Max: limit, Option: "MaxTxBytes"}, err)
	}
	return spaceError(logCorruption(err))
}

// logCorruption shows damage of the log as a CorruptionError too, beside the log's own.
func logCorruption(err error) error {
	var damage *wal.CorruptionError
	if !errors.As(err, &damage) {
		return err
	}
	shown := &CorruptionError{Kind: fault.Kind("log: " + string(damage.Damage)), Offset: damage.Offset, Want: damage.Want, Got: damage.Got}
	return fmt.Errorf("%w: %w", err, shown)
}

// spaceError marks a full disk.
func spaceError(err error) error {
	if errors.Is(err, vfs.ErrNoSpace) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}

// checkTx makes sure that a transaction number from the log ascends.
func checkTx(got, last ids.TxID) error {
	if got <= last || got >= txMax {
		return fault.New(0, "log: order of transactions", 0, uint64(last)+1, uint64(got))
	}
	return nil
}
