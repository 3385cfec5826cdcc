package proof

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
)

// failing lets a call of the first database's process fail, whichever it is: while transactions spill or commit, or while pages with overlays get other numbers and
// a checkpoint is written.
func (l *lockstep) failing() error {
	if l.first.set.inMemory || l.crash != nil {
		return nil
	}
	l.heal()
	all := kindsOfTransactions()[1:]
	steps := []func() error{
		func() error { return l.both(func(r *telling) error { return r.db.Update(r.changeFew) }) },
		func() error { return l.both(all[l.random.IntN(len(all))]) },
		func() error { return l.both((*telling).reshapeSoon) },
		l.ascend,
		l.failingCheckpoint,
		l.failingCheckpoint,
		l.failingCheckpoint,
		l.failingJoin,
	}
	step := steps[l.random.IntN(len(steps))]
	if l.random.IntN(2) == 0 {
		if err := l.small(); err != nil { // so that there are overlays
			return err
		}
	}
	if err := l.arm(); err != nil {
		return err
	}
	err := step()
	l.heal()
	if err != nil || !l.first.hasStopped() {
		return err
	}
	return l.afterStop() // something in the background
}

// arm draws a call that fails, and how.
func (l *lockstep) arm() error {
	r := l.random
	times := 1
	if r.IntN(3) == 0 {
		times = faultfs.Forever
	}
	l.armed = true
	return l.faults.Inject(faultfs.Rule{
		Op:    [...]vfs.Op{"", vfs.OpWrite, vfs.OpSyncData, vfs.OpAllocate}[r.IntN(4)],
		Name:  [...]string{"", "", dataName}[r.IntN(3)],
		Skip:  r.IntN([...]int{2, 6, 24}[r.IntN(3)]),
		Times: times,
		Fault: faultfs.IOError + faultfs.Fault(r.IntN(4)),
	})
}

// dataName is the name of the data file in the database's folder.
const dataName = "data"

// failingCheckpoint takes a checkpoint that may fail. All that was committed stays.
func (l *lockstep) failingCheckpoint() error {
	l.Checkpoints++
	err := l.first.db.Checkpoint(tContext())
	if err == nil || !isFailure(err) {
		return err
	}
	l.Failed++
	if got, want := l.first.digest(), l.second.digest(); got != want {
		return fmt.Errorf("readers see something else after: %w", err)
	}
	return nil
}

// failingJoin lets a process come while the writer, which has to write what waits in memory and to give pages with overlays other numbers, may fail. Whatever it is told
// then, readers here see what they saw.
func (l *lockstep) failingJoin() error {
	processes := len(l.beside)
	err := l.join()
	if err == nil {
		return nil
	}
	l.Failed++
	if len(l.beside) > processes {
		err = errors.Join(err, l.beside[processes].db.Close())
		l.beside = l.beside[:processes]
	}
	if got, want := l.first.digest(), l.second.digest(); got != want {
		return fmt.Errorf("readers see something else after: %w", err)
	}
	return nil
}

// breakArchive lets calls in the folder of the archive fail for some steps: its copies fail, and must succeed later.
func (l *lockstep) breakArchive() error {
	if l.first.set.inMemory || l.first.options.ArchivePath == "" {
		return nil
	}
	const steps = 8
	r := l.random
	l.broken = 1 + r.IntN(steps)
	return l.faults.Inject(faultfs.Rule{
		Op:    [...]vfs.Op{"", "", vfs.OpWrite, vfs.OpSyncData, vfs.OpRename, vfs.OpSyncDir}[r.IntN(6)],
		Name:  archivePath + "/*/*",
		Skip:  r.IntN(6),
		Times: [...]int{1, 3, faultfs.Forever}[r.IntN(3)],
		Fault: faultfs.IOError + faultfs.Fault(r.IntN(4)),
	})
}

// hideArchive lets nobody list the archive for some steps.
func (l *lockstep) hideArchive() error {
	l.broken = 2
	return l.faults.Inject(faultfs.Rule{Op: vfs.OpReadDir, Name: archivePath + "/*", Times: faultfs.Forever, Fault: faultfs.IOError})
}

// restoreArchived restores the database from the backup of its beginning and all that was archived since, with what the log has still, and without.
func (l *lockstep) restoreArchived() error {
	if l.backup == nil || l.crash != nil {
		return nil
	}
	l.heal()
	l.Restored++
	if err := l.checkpoint(); err != nil {
		return fmt.Errorf("after the archive can be written again: %w", err)
	}
	return errors.Join(l.first.archivedAlone(l.backup), l.first.restoreFrom(l.backup))
}

// mayRefuse lets pass what is no failure while the disk is full, or the archive cannot be written.
func (l *lockstep) mayRefuse(err error) error {
	if l.filled > 0 && errors.Is(err, vfs.ErrNoSpace) || l.broken > 0 && errors.Is(err, faultfs.ErrInjected) {
		l.Refused++
		return nil
	}
	return err
}

// mayBeTooLarge lets pass what is no failure where transactions are limited.
func (l *lockstep) mayBeTooLarge(err error) error {
	if isTooLarge(err) && l.first.options.MaxTxBytes != 0 {
		l.Limited++
		return nil
	}
	return err
}

// restoreFrom restores a backup and the archived log behind it, in a copy of the files, and compares.
func (r *telling) restoreFrom(backup []byte) error {
	files, err := r.files.CrashImage(everything, nil)
	if err != nil {
		return err
	}
	files.SetQuota(0)
	const name = "/home/restored from the archive"
	options := smallOptions(files)
	report, err := zerodb.Restore(tContext(), name, options, zerodb.RestoreOptions{Backup: bytes.NewReader(backup), ArchivePath: archivePath, LogPath: databasePath})
	if err != nil || report.LogDamage != nil {
		return fmt.Errorf("restore from the archive: %w", errors.Join(err, report.LogDamage))
	}
	db, err := zerodb.Open(name, options)
	if err != nil {
		return err
	}
	defer func() { must(r.t, db.Close()) }()
	return db.View(func(tx *zerodb.Tx) error {
		got, err := digestOf(tx)
		if err == nil && got != r.digest() {
			err = fmt.Errorf("restored from the archive: %s", difference(db, r.db))
		}
		return err
	})
}
