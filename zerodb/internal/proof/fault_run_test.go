package proof

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// faultRun is a small workload on a file system that fails, which goes on after failures as a stubborn program would.
type faultRun struct {
	files   *memfs.FS
	faulty  *faultfs.FS
	history *history
	// change sets the options; nil leaves those of the proofs.
	change func(*zerodb.Options)
	// stopped says that the database has refused to go on.
	stopped bool
	// archives says that the log is archived and that each life compacts the database.
	archives bool
}

// options are those of the run's database.
func (r *faultRun) options() zerodb.Options {
	options := smallOptions(r.faulty)
	if r.archives {
		options.ArchivePath = archivePath
	}
	if r.change != nil {
		r.change(&options)
	}
	return options
}

// newFaultRun returns a run whose file system does not fail yet.
func newFaultRun(t testing.TB) *faultRun {
	files := newFiles(t)
	return &faultRun{files: files, faulty: faultfs.New(files), history: newHistory()}
}

// run makes two lives and returns what was not as promised.
func (r *faultRun) run() error {
	for life := range 2 {
		if err := r.life(life); err != nil {
			return fmt.Errorf("life %d: %w", life, err)
		}
	}
	return r.aftermath()
}

// life opens the database, makes commits and a checkpoint, and closes it. An opening may fail, a second must not if the
// failure was one call.
func (r *faultRun) life(life int) error {
	options := r.options()
	db, err := zerodb.Open(databasePath, options)
	if err != nil {
		if err := r.owns(err); err != nil {
			return err
		}
		if db, err = zerodb.Open(databasePath, options); err != nil {
			return r.owns(err)
		}
	}
	r.stopped = false
	_, least := r.history.last()
	n, err := serialOf(db)
	if err != nil || n < least {
		return fmt.Errorf("opened at state %d after %d was acknowledged: %w", n, least, err)
	}
	r.history.forget(n)
	r.history.keep(n)
	for i := range 6 {
		if err := r.commit(db, life*6+i); err != nil {
			return errors.Join(err, db.Close())
		}
		if i == 2 {
			if err := r.checkpoint(db); err != nil {
				return errors.Join(err, db.Close())
			}
		}
	}
	if r.archives {
		err := r.maintains(db, func() error {
			_, err := db.Compact(tContext(), zerodb.CompactOptions{PagesPerStep: 16})
			return err
		})
		if err != nil {
			return errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil {
		return r.owns(err)
	}
	return nil
}

// owns returns an error unless the failure was injected.
func (r *faultRun) owns(err error) error {
	if errors.Is(err, faultfs.ErrInjected) {
		return nil
	}
	return fmt.Errorf("not what was injected: %w", err)
}

// commit makes one commit and checks that the answer keeps to its meaning.
func (r *faultRun) commit(db *zerodb.DB, i int) error {
	tried, err := r.history.commit(db, func(tx *zerodb.Tx, next *draft) error {
		random := randomOf(uint64(i), 9)
		return errors.Join(mix(tx, next, random, 10, 2000), bulk(tx, next, i), reshapeRange(tx, next, i))
	})
	switch {
	case err == nil && r.stopped:
		return fmt.Errorf("commit %d succeeded on a stopped database", tried)
	case err == nil:
		r.history.keep(tried)
		return nil
	case errors.Is(err, zerodb.ErrCommitUnknown) || errors.Is(err, zerodb.ErrStopped):
		r.stopped = true
	case r.stopped:
		return fmt.Errorf("a stopped database says: %w", err)
	default:
		_, least := r.history.last()
		r.history.forget(least)
	}
	if err := r.owns(err); err != nil {
		return err
	}
	return r.shows(db)
}

// bulk stores a value of several pages, so that file and log grow.
func bulk(tx *zerodb.Tx, next *draft, i int) error {
	const name = "bulk"
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	key, value := fmt.Sprintf("key %d", i%4), randomBytes(randomOf(uint64(i), 10), 20_000)
	next.put(name, key, value)
	return table.Put([]byte(key), []byte(value))
}

// reshapeRange loads a table, takes a range out of it, or clears it, in turn, from the second life on.
func reshapeRange(tx *zerodb.Tx, next *draft, i int) error {
	const name = "ranges"
	if i < 6 {
		return nil // what few commits write is counted by tests
	}
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	next.create(name)
	switch i % 3 {
	case 0:
		next.clear(name)
		return table.Clear()
	case 1:
		_, err := table.Load(func(yield func(key, value []byte) bool) {
			for n := range 100 {
				key, value := fmt.Sprintf("~%06d %03d", i, n), randomBytes(randomOf(uint64(n), 11), 100)
				next.put(name, key, value)
				if !yield([]byte(key), []byte(value)) {
					return
				}
			}
		})
		return err
	}
	next.removeRange(name, "~", "~000010 050")
	_, err = table.DeleteRange([]byte("~"), []byte("~000010 050"))
	return err
}

// shows checks that a database goes on showing the last acknowledged state after a failure.
func (r *faultRun) shows(db *zerodb.DB) error {
	_, least := r.history.last()
	n, err := serialOf(db)
	if err == nil && n != least {
		err = fmt.Errorf("state %d is shown after a failure, want %d", n, least)
	}
	if err != nil {
		return err
	}
	return db.View(func(tx *zerodb.Tx) error { return matches(tx, r.history.state(n)) })
}

// checkpoint takes a checkpoint, which may fail.
func (r *faultRun) checkpoint(db *zerodb.DB) error {
	return r.maintains(db, func() error { return db.Checkpoint(tContext()) })
}

// maintains does what leaves the content as it is, and may fail.
func (r *faultRun) maintains(db *zerodb.DB, do func() error) error {
	err := do()
	if errors.Is(err, zerodb.ErrStopped) {
		r.stopped = true
	}
	if err == nil {
		return nil
	}
	if err := r.owns(err); err != nil {
		return err
	}
	return r.shows(db)
}

// aftermath opens what is left when nothing fails any more: as it is, and as every kind of power failure leaves it.
func (r *faultRun) aftermath() error {
	r.faulty.Heal()
	_, least := r.history.last()
	w := watcher{history: r.history, options: smallOptions(nil), nested: func(int) nesting { return noStep }}
	for i, kind := range append(memfs.Kinds(), memfs.Everything) {
		files, err := r.files.CrashImage(kind, randomOf(uint64(i), 11))
		if err != nil {
			return err
		}
		if err := w.judgeImage(image{files: files, least: least, thorough: true}); err != nil {
			return fmt.Errorf("afterwards, image %v: %w", kind, err)
		}
	}
	return nil
}
