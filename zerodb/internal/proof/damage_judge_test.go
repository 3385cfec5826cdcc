package proof

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// damage is one way to damage a specimen.
type damage struct {
	name string
	// pages are those of the data file that are damaged, one of which an error has to name; none for the log.
	pages []ids.PageID
	// least is the oldest state that may be found.
	least int
	do    func(files *memfs.FS) error
}

// verdicts counts what became of damages.
type verdicts struct {
	refused, found, harmless atomic.Int64
	failures                 atomic.Int64
}

// judgeAll makes each of the damages to a fresh copy of the specimen, several at a time, and judges what opening and
// reading it all gives.
func (s *specimen) judgeAll(t *testing.T, damages func(yield func(damage) bool)) {
	var v verdicts
	jobs := make(chan damage)
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for d := range jobs {
				if err := s.judge(d, &v); err != nil && v.failures.Add(1) <= failuresMax {
					t.Errorf("%s: %v", d.name, err)
				}
			}
		})
	}
	for d := range damages {
		if v.failures.Load() >= failuresMax {
			break
		}
		jobs <- d
	}
	close(jobs)
	working.Wait()
	t.Logf("%d refused at opening, %d found by reading or checking, %d harmless", v.refused.Load(), v.found.Load(), v.harmless.Load())
}

// judge makes one damage and returns an error unless the engine names it or gives the right answer.
func (s *specimen) judge(d damage, v *verdicts) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	files, err := s.files.CrashImage(memfs.Everything, nil)
	if err != nil {
		return err
	}
	if err := d.do(files); err != nil {
		return err
	}
	db, err := zerodb.Open(databasePath, smallOptions(files))
	if err != nil {
		v.refused.Add(1)
		return s.names(err, d)
	}
	sound, err := s.look(db, d)
	if closed := db.Close(); err == nil && closed != nil {
		err = s.names(closed, d)
		sound = false
	}
	if err != nil {
		return err
	}
	if !sound {
		v.found.Add(1)
		return nil
	}
	if v.harmless.Add(1)%8 != 0 {
		return nil
	}
	return s.again(files, d)
}

// look compares the content and lets the checker run. It reports whether nothing was found wrong; the error says that
// the answer was wrong, or an error not what it should be.
func (s *specimen) look(db *zerodb.DB, d damage) (sound bool, err error) {
	n, err := serialOf(db)
	if err == nil {
		want := s.history.state(n)
		if want == nil || n < d.least {
			return false, fmt.Errorf("state %d was found, want at least %d", n, d.least)
		}
		err = db.View(func(tx *zerodb.Tx) error { return matches(tx, want) })
	}
	if err != nil {
		return false, s.names(err, d)
	}
	sound = true
	err = db.Check(context.Background(), func(f zerodb.Finding) error {
		sound = false
		return s.names(f.Err, d)
	})
	return sound, err
}

// again uses a database whose damage did no harm: what it then contains must survive another opening.
func (s *specimen) again(files *memfs.FS, d damage) error {
	db, err := zerodb.Open(databasePath, smallOptions(files))
	if err != nil {
		return fmt.Errorf("opened well, but not again: %w", err)
	}
	n, err := s.history.find(db, d.least)
	if err != nil {
		return errors.Join(fmt.Errorf("right at first, wrong again: %w", err), db.Close())
	}
	w := watcher{history: s.history, options: smallOptions(files)}
	want, err := w.use(db, n)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("using it: %w", err)
	}
	return w.content(files, want)
}

// names returns an error unless err is a *zerodb.CorruptionError that names a damaged page.
func (s *specimen) names(err error, d damage) error {
	var c *zerodb.CorruptionError
	if !errors.As(err, &c) {
		return fmt.Errorf("no CorruptionError: %w", err)
	}
	if len(d.pages) == 0 {
		return nil
	}
	for _, p := range d.pages {
		if c.Page == p || s.runs[p] == c.Page && c.Page != 0 {
			return nil
		}
	}
	return fmt.Errorf("damage of page %d is reported as: %w", d.pages, err)
}
