package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// RestoreOptions says what Restore makes a database of.
type RestoreOptions struct {
	// Backup is the stream of a full backup.
	Backup io.Reader
	// ArchivePath is the ArchivePath that the database had, LogPath the folder of the database itself, if that is still there: its log may
	// have what the archive does not have yet. With either, the transactions behind the backup are repeated.
	ArchivePath, LogPath string
	// ToTx is the last transaction to repeat, ToTime the time after which none is repeated; giving both is an error. Without,
	// everything that the log has is repeated. Either must not lie before the backup: its transaction, or the time when it was taken.
	ToTx   uint64
	ToTime time.Time
	// Progress is told now and then how many of how many entries of the backup are restored, then how many transactions
	// were repeated, of an unknown number.
	Progress func(phase RestorePhase, done, total uint64)
}

// RestorePhase says what Restore is at.
type RestorePhase uint8

const (
	// RestoringBackup copies the entries of the backup.
	RestoringBackup RestorePhase = iota
	// RestoringLog repeats transactions.
	RestoringLog
)

// RestoreReport tells what Restore has made.
type RestoreReport struct {
	// Backup describes the full backup.
	Backup BackupInfo
	// Transactions is how many were repeated, Tx the last one whose effect is there, Time when it was committed (zero if none was repeated).
	Transactions, Tx uint64
	Time             time.Time
	// LogDamage says why the log could not be read to its end; nil if it could. What stands before the damage was repeated.
	LogDamage error
}

// RestoreTargetError says that the state that was asked for lies outside of what backup and log have.
type RestoreTargetError struct {
	// Want is the transaction that was asked for, From and To are the first and the last that can be restored.
	Want, From, To uint64
	// WantTime is the time that was asked for where it lies before FromTime, when the backup was taken; both are zero where a transaction was asked for, as Want and To are here. From is the
	// transaction of the backup.
	WantTime, FromTime time.Time
}

// Error tells what was asked for and what there is.
func (e *RestoreTargetError) Error() string {
	if !e.WantTime.IsZero() {
		return fmt.Sprintf("zerodb: the state of %s cannot be restored: the backup, of transaction %d, was taken at %s",
			e.WantTime.Format(time.RFC3339Nano), e.From, e.FromTime.Format(time.RFC3339Nano))
	}
	return fmt.Sprintf("zerodb: transaction %d cannot be restored: backup and log reach from %d to %d", e.Want, e.From, e.To)
}

// Restore makes a new database in the folder path, which must not exist, from a full backup and, if asked, from the log
// behind it. It is a database of its own, with a new identity, but transactions keep their numbers. It is built beside path, under a
// name that ends in ".restoring", and renamed when it is complete and durable; so an interruption leaves nothing that looks
// like it, and the next call removes what it has left; where it comes, or the file system fails, between renaming and making the new name durable, the database is there, whole, and the next opening makes its name
// durable. Of opts, PageSize is by default the backup's.
//
// Errors: fs.ErrExist, ErrLocked while another call builds the same, one that wraps ErrBackupDamaged, ErrBackupVersion, *RestoreTargetError, ErrPositionGone
// when there is a gap between backup and log, ErrPositionForeign when the log is not the backup's, ErrNoLog when the backup is of a
// database without a log and one was given, *CorruptionError when the log is damaged before the target (without a target
// RestoreReport.LogDamage tells; nothing is repeated of a transaction that is damaged in a part), *LogVersionError, one that wraps ctx.Err(), and those of Open.
func Restore(ctx context.Context, path string, opts Options, o RestoreOptions) (RestoreReport, error) {
	r := &restoring{ctx: ctx, o: o, fs: opts.withDefaults().FS, opts: opts, target: path}
	if err := r.run(); err != nil {
		return r.report, fmt.Errorf("zerodb: restore %s: %w", path, err)
	}
	return r.report, nil
}

// restoring is a restore under way.
type restoring struct {
	ctx          context.Context
	o            RestoreOptions
	fs           vfs.FS
	opts         Options
	target, work string
	report       RestoreReport
	load         *loader
}

// run does the steps of Restore.
func (r *restoring) run() error {
	if r.o.ToTx != 0 && !r.o.ToTime.IsZero() {
		return errors.New("zerodb: both ToTx and ToTime are given")
	}
	if _, err := r.fs.Stat(r.target); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	return assemble(r.fs, r.target, r.build)
}

// errBroken is why a database is given up that a panic, of the reader of the backup or of who watches, keeps from being completed.
var errBroken = errors.New("zerodb: a panic has come between")

// build makes the database under its working name.
func (r *restoring) build(work string) (err error) {
	r.work, err = work, errBroken
	defer func() {
		if r.load != nil {
			err = errors.Join(err, r.load.close(err))
		}
	}()
	err = r.fill()
	return err
}

// fill loads the backup and repeats the log.
func (r *restoring) fill() error {
	if err := r.backup(); err != nil {
		return err
	}
	r.report.Tx = r.report.Backup.Tx
	if (r.o.ArchivePath != "" || r.o.LogPath != "") && r.report.Tx != r.o.ToTx {
		if err := r.log(); err != nil {
			return err
		}
	}
	if r.o.ToTx != 0 && r.report.Tx != r.o.ToTx && r.o.ToTx > r.lastKnown() {
		return &RestoreTargetError{Want: r.o.ToTx, From: r.report.Backup.Tx, To: r.lastKnown()}
	}
	if r.o.ToTx != 0 && r.o.ToTx < r.report.Backup.Tx {
		return &RestoreTargetError{Want: r.o.ToTx, From: r.report.Backup.Tx, To: r.lastKnown()}
	}
	return r.load.finish(ids.TxID(r.report.Tx))
}

// lastKnown is the last transaction that was met, repeated or beyond the target.
func (r *restoring) lastKnown() uint64 { return max(r.report.Tx, r.load.beyond) }

// log repeats the transactions behind the backup.
func (r *restoring) log() error {
	from := r.report.Backup.Position
	if from.IsZero() {
		return ErrNoLog
	}
	source := logSource{fs: r.fs, path: r.o.LogPath, archive: r.o.ArchivePath, identity: from.identity}
	commits, err := newCommitReader(source.options(), from)
	if err != nil {
		return err
	}
	defer commits.close()
	for {
		commit, err := commits.next(endOfLog)
		if r.report.Transactions == 0 {
			err = lostPosition(source.options(), from, err)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.damaged(err)
		case r.beyond(commit):
			r.load.beyond = commit.Tx
			return nil
		}
		if err := r.repeat(commit); err != nil {
			return r.damaged(err)
		}
		if r.report.Tx == r.o.ToTx {
			return nil // what stands behind it does not matter
		}
	}
}

// damaged reports damage of the log where no target is given, and returns all else.
func (r *restoring) damaged(err error) error {
	damage, ok := errors.AsType[*CorruptionError](err)
	if !ok || !damage.OfLog() || r.o.ToTx != 0 || !r.o.ToTime.IsZero() {
		return err
	}
	r.report.LogDamage = err
	return nil
}

// lostPosition explains damage that was found where reading begins: a log that has lost its end, with what a backup in doubt has of it, may go on with
// another history, in which the position is none. Other errors it returns as they are.
func lostPosition(options wal.Options, from Position, found error) error {
	if !errors.As(found, new(*CorruptionError)) {
		return found
	}
	at, _, err := wal.Locate(options, from.log.LSN)
	if errors.Is(err, wal.ErrForeign) || err == nil && at.Chain != from.log.Chain {
		return fmt.Errorf("%w: the log has lost what stood there", ErrPositionForeign)
	}
	return found
}

// endOfLog is a position beyond every log.
const endOfLog ids.LSN = 1<<63 - 1

// beyond reports whether a commit lies behind the target.
func (r *restoring) beyond(c Commit) bool {
	return r.o.ToTx != 0 && c.Tx > r.o.ToTx || !r.o.ToTime.IsZero() && c.Time.After(r.o.ToTime)
}

// repeat applies one commit.
func (r *restoring) repeat(c Commit) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if err := r.load.commit(c); err != nil {
		return err
	}
	r.report.Tx, r.report.Time = c.Tx, c.Time
	r.report.Transactions++
	if r.o.Progress != nil {
		r.o.Progress(RestoringLog, r.report.Transactions, 0)
	}
	return nil
}
