package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what the log tells is what has happened, also with odd options, over lives that power failures end: History, ReadHistory and Watch tell each commit that is durable once, in order, with changes that
// lead from the state before to that after it; a backup with the archive and the log behind it leads to each state since; pruning takes nothing of what it promises to keep. Method: the lives of TestOddPower
// with an archive, beside a model that keeps the state of each commit.

// oddHistory is what is known of the commits of a database. A nil one takes note of nothing.
type oddHistory struct {
	commits  []oddCommit
	follower oddFollower
	backups  []oddBackup
	// before is what there was at the beginning of the step, which a power failure brings back.
	before struct {
		follower oddFollower
		backups  []oddBackup
	}
	// pruned is from where on the archive reaches.
	pruned oddFollower
}

// oddBackup is a backup, and the state that it has.
type oddBackup struct {
	stream []byte
	info   BackupInfo
	state  stressState
}

// attempt takes note of the commit that is about to be made.
func (h *oddHistory) attempt(tx uint64, latest, state stressState) {
	if h != nil && latest.same(state) != nil {
		h.commits = append(h.commits, oddCommit{tx, state})
	}
}

// conclude says how it has ended.
func (h *oddHistory) conclude(latest stressState) {
	if h == nil {
		return
	}
	for len(h.commits) > 0 && h.commits[len(h.commits)-1].state.same(latest) != nil {
		h.commits = h.commits[:len(h.commits)-1]
	}
}

// begins keeps what a power failure during the next step brings back.
func (h *oddHistory) begins() {
	if h != nil {
		h.before.follower, h.before.backups = h.follower, slices.Clone(h.backups)
	}
}

// failed goes on after a power failure, with the state that was found.
func (h *oddHistory) failed(found stressState) {
	if h != nil {
		h.follower, h.backups = h.before.follower, h.before.backups
		h.conclude(found)
	}
}

// oddHistoryEvents are what happens between transactions beside oddEvents.
var oddHistoryEvents = []oddStep[*odd]{
	{"follow", 3, (*odd).follow},
	{"follow from outside", 3, (*odd).followOutside},
	{"follow from the beginning", 1, (*odd).followAll},
	{"backup", 2, (*odd).backup},
	{"restore", 3, (*odd).restore},
	{"prune", 1, (*odd).prune},
}

// follow lets the follower take what is new.
func (o *odd) follow() error {
	return o.followBy(&o.history.follower, o.db.History(o.t.Context(), o.history.follower.at))
}

// followOutside does so as another process would.
func (o *odd) followOutside() error {
	source := HistorySource{FS: o.files, Path: "/d/db", ArchivePath: "/archive"}
	f := o.history.follower // what is told may not be durable yet
	return o.followBy(&f, ReadHistory(o.t.Context(), source, f.at))
}

// followAll does so from where the archive begins.
func (o *odd) followAll() error {
	f := o.history.pruned
	return o.followBy(&f, o.db.History(o.t.Context(), f.at))
}

// followBy lets a follower take what is new. It knows the state of now then, if that is durable.
func (o *odd) followBy(f *oddFollower, history func(yield func(Commit, error) bool)) error {
	h := o.history
	if f.at.Tx <= h.pruned.at.Tx && f.at != h.pruned.at { // notes may lie between positions of the same transaction
		*f = h.pruned
		return nil
	}
	from := f.at
	if err := f.follow(history, h.commits); err != nil {
		return fmt.Errorf("followed from %+v, pruned %+v, %v: %w", from, h.pruned.at, o.logs(), err)
	}
	if o.opts.Durability == DurabilityAlways && len(h.commits) > 0 {
		return answer("followed to the end", f.at.Tx >= h.commits[len(h.commits)-1].tx, true)
	}
	return nil
}

// backup takes a backup.
func (o *odd) backup() error {
	const most = 3
	var stream bytes.Buffer
	info, err := o.db.Backup(o.t.Context(), &stream, BackupOptions{})
	if err != nil {
		return err
	}
	h := o.history
	h.backups = append(h.backups, oddBackup{stream.Bytes(), info, o.latest})
	if len(h.backups) > most {
		h.backups = slices.Delete(slices.Clone(h.backups), 1, 2)
	}
	return nil
}

// restore restores a backup to some state behind it, from a copy of the files.
func (o *odd) restore() error {
	h := o.history
	if len(h.backups) == 0 {
		return nil
	}
	b := oneOf(o.random, h.backups...)
	files, err := o.files.CrashImage(memfs.Everything, nil)
	if err != nil {
		return err
	}
	want, ro := o.latest, RestoreOptions{Backup: bytes.NewReader(b.stream), ArchivePath: "/archive", LogPath: "/d/db"}
	if later := slices.DeleteFunc(slices.Clone(h.commits), func(c oddCommit) bool { return c.tx <= b.info.Tx }); len(later) > 0 && o.random.IntN(4) > 0 {
		c := oneOf(o.random, later...)
		want, ro.ToTx = c.state, c.tx
	}
	opts := smallOptions(files)
	opts.PageSize, opts.MaxKeySize, opts.MaxValueSize = o.opts.PageSize, o.opts.MaxKeySize, o.opts.MaxValueSize
	report, err := Restore(o.t.Context(), "/d/restored", opts, ro)
	if err == nil {
		err = report.LogDamage
	}
	if err != nil {
		return fmt.Errorf("restore of %+v to %d, pruned %+v, %v: %w", b.info, ro.ToTx, h.pruned.at, o.logs(), err)
	}
	db, err := Open("/d/restored", opts)
	if err != nil {
		return err
	}
	err = errors.Join(db.View(want.agrees), db.Check(o.t.Context(), func(f Finding) error { return fmt.Errorf("the checker found %v", f) }), db.Close())
	if err != nil {
		return fmt.Errorf("restored %d to %d: %w", b.info.Tx, ro.ToTx, err)
	}
	return nil
}

// logs lists the files of the log and of the archive.
func (o *odd) logs() string {
	log, err := o.files.ReadDir("/d/db/wal")
	ids, archiveErr := o.files.ReadDir("/archive")
	text := fmt.Sprint("log ", log, ", archive ", ids, errors.Join(err, archiveErr))
	for _, id := range ids {
		names, _ := o.files.ReadDir("/archive/" + id)
		text += fmt.Sprint(names)
	}
	return text
}

// prune removes what is not needed behind some backup.
func (o *odd) prune() error {
	h := o.history
	if len(h.before.backups) == 0 { // none of before this step, which a power failure leaves
		return nil
	}
	n := o.random.IntN(len(h.before.backups))
	b := h.before.backups[n]
	if b.info.Position.IsZero() {
		return nil
	}
	_, err := PruneArchive(o.t.Context(), "/archive", Options{FS: o.files}, b.info.Position)
	if errors.Is(err, os.ErrNotExist) { // nothing was archived yet
		return nil
	}
	h.pruned = oddFollower{b.info.Position, b.state}
	h.before.backups = slices.Clone(h.before.backups[n:])
	h.backups = slices.Clone(h.before.backups)
	return err
}

// oddHistoryLives are the lives of a database that is followed.
var oddHistoryLives = oddLives{salt: 77, live: (*odd).powerLife, follow: true}

// TestOddHistory runs some short seeds.
func TestOddHistory(t *testing.T) { oddHistoryLives.short(t, 3, 8) }

// TestOddHistorySweep is the long form, over a range of seeds. It tells what was done.
func TestOddHistorySweep(t *testing.T) { oddHistoryLives.sweep(t, 20) }
