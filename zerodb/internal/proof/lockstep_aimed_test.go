package proof

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
)

// failBeforeLog lets calls fail that a transaction makes before it writes to the log: those that make room in the data file and in the log. It must fail then, have no effect, and leave a database that
// goes on (R4).
func (l *lockstep) failBeforeLog() error {
	if l.first.set.inMemory || l.crash != nil {
		return nil
	}
	const most = 40
	l.heal()
	if err := l.small(); err != nil { // so that the log is alive
		return err
	}
	stopped, injected := l.Stopped, l.faults.Injected()
	l.armed = true
	if err := l.faults.Inject(l.ruleBeforeLog()); err != nil {
		return err
	}
	for n := 0; n < most && l.armed; n++ {
		if err := l.both(func(r *telling) error { return r.db.Update(r.grow) }); err != nil {
			return err
		}
	}
	l.Aimed += int64(l.faults.Injected() - injected)
	l.heal()
	if l.Stopped != stopped || l.first.hasStopped() {
		return errors.New("a call that failed before the log was written has stopped the database")
	}
	return nil
}

// ruleBeforeLog draws a call.
func (l *lockstep) ruleBeforeLog() faultfs.Rule {
	rule := [...]faultfs.Rule{
		{Op: vfs.OpAllocate, Name: dataName, Fault: faultfs.IOError, Times: faultfs.Forever},
		{Op: vfs.OpAllocate, Name: dataName, Fault: faultfs.NoSpace, Times: faultfs.Forever},
		{Op: vfs.OpCreate, Name: "*.new", Fault: faultfs.NoSpace, Times: faultfs.Forever},
		{Op: vfs.OpAllocate, Name: "*.new", Fault: faultfs.NoSpace, Times: faultfs.Forever},
	}[l.random.IntN(4)]
	rule.Skip = l.random.IntN(2)
	return rule
}

// grow stores values that take pages of their own, so that files become longer.
func (r *telling) grow(tx *zerodb.Tx) error {
	const few = 4
	return r.behind(tx, fmt.Sprintf("grown %d", r.random.IntN(8)), 1+r.random.IntN(16_000), 1+r.random.IntN(few))
}

// restartWith ends the life of the first database and begins another one with some options.
func (l *lockstep) restartWith(change func(o *zerodb.Options)) error {
	l.wanted = change
	return l.restart()
}

// overlaysBeyondLimit changes so many leaves in their place that the pages above them are more than a transaction may change: keys are long and neighbours differ late, so that a branch refers to
// few leaves. The checkpoint behind that must be possible all the same.
func (l *lockstep) overlaysBeyondLimit() error {
	if !l.limited || l.crash != nil || l.first.options.PageSize != 0 {
		return nil
	}
	l.leaveAll() // beside other processes nothing is changed in its place
	l.first.release(0)
	if err := l.restartWith(func(o *zerodb.Options) { o.MaxTxBytes, o.MaxUnwrittenBytes, o.MaxDirtyPages = 64<<10, 64<<20, 0 }); err != nil {
		return err
	}
	if err := l.fillWide(); err != nil {
		return err
	}
	if err := l.checkpoint(); err != nil {
		return err
	}
	for n := range wideKeys / wideShare {
		if err := l.both(func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error { return r.putWide(tx, n*wideShare, 1, "after!") })
		}); err != nil {
			return err
		}
	}
	if err := l.checkpoint(); err != nil {
		return fmt.Errorf("with many overlays: %w", err)
	}
	return l.both(func(r *telling) error {
		return r.db.Update(func(tx *zerodb.Tx) error { return tx.DropTable(wideTable) })
	})
}

// A table of keys that are long, and of which a transaction changes so many at once.
const (
	wideTable = "moved wide"
	wideKeys  = 4000
	wideShare = 10
)

// fillWide makes the table.
func (l *lockstep) fillWide() error {
	for n := range wideKeys / wideShare {
		if err := l.both(func(r *telling) error {
			return r.db.Update(func(tx *zerodb.Tx) error { return r.putWide(tx, n*wideShare, wideShare, "before") })
		}); err != nil {
			return err
		}
	}
	return nil
}

// putWide stores a value under some of its keys.
func (r *telling) putWide(tx *zerodb.Tx, from, count int, value string) error {
	const repeated = 300
	t, err := tx.CreateTable(wideTable, zerodb.TableOptions{})
	for n := from; n < from+count && err == nil; n++ {
		text := fmt.Sprintf("%04d", n)
		key := strings.Repeat(text[:1], repeated) + strings.Repeat(text[1:2], repeated) + strings.Repeat(text[2:3], repeated) + text[3:]
		err = t.Put([]byte(key), []byte(value))
	}
	return err
}

// archiveInVain lets the copies into the archive fail while the log is given up, and then restores the database from what the archive has got in the end.
func (l *lockstep) archiveInVain() error {
	if l.backup == nil || l.crash != nil {
		return nil
	}
	const rounds = 3
	l.heal()
	for range 1 + l.random.IntN(rounds) {
		l.broken = 1
		if err := l.faults.Inject(faultfs.Rule{
			Op:    [...]vfs.Op{"", vfs.OpCreate, vfs.OpWrite, vfs.OpSyncData, vfs.OpRename, vfs.OpSyncDir}[l.random.IntN(6)],
			Name:  archivePath + "/*/*",
			Skip:  l.random.IntN(8),
			Times: [...]int{1, faultfs.Forever}[l.random.IntN(2)],
			Fault: faultfs.IOError + faultfs.Fault(l.random.IntN(4)),
		}); err != nil {
			return err
		}
		if err := l.fillLog(); err != nil {
			return err
		}
		l.heal()
		if err := [...]func() error{l.reopen, l.killed, l.look}[l.random.IntN(3)](); err != nil { // what was not given up has to be found again
			return err
		}
		l.heal()
	}
	if err := l.fillLog(); err != nil {
		return err
	}
	if err := l.first.archivedUpToCheckpoint(); err != nil {
		return err
	}
	return l.restoreArchived()
}

// fillLog fills some segments of the log and takes a checkpoint, behind which they can be given up.
func (l *lockstep) fillLog() error {
	const transactions = 20
	for range transactions {
		if err := l.both(func(r *telling) error { return r.db.Update(r.grow) }); err != nil {
			return err
		}
	}
	return l.checkpoint()
}
