package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// spillOptions are small options under which transactions spill beyond so many pages.
func spillOptions(files *memfs.FS, pages int) Options {
	opts := smallOptions(files)
	opts.MaxDirtyPages, opts.MaxTxBytes, opts.MaxValueSize = pages, 4*mebibyte, 256*kibibyte
	opts.MaxUnwrittenBytes = 512 * kibibyte
	return opts
}

// spiller changes one large transaction and a model of it, and looks at the memory after each change.
type spiller struct {
	t      *testing.T
	tx     *Tx
	random *rand.Rand
	want   map[string]string
	// peak is the most memory that was held between two operations, in bytes.
	peak int64
}

// newSpiller begins a large transaction on a content.
func newSpiller(t *testing.T, db *DB, seed uint64) *spiller {
	want, err := content(db)
	must(t, err)
	return &spiller{t: t, tx: begin(t, db, true), random: rand.New(rand.NewPCG(seed, 3)), want: want}
}

// table opens a table.
func (s *spiller) table(name string) *Table {
	table, err := s.tx.CreateTable(name, TableOptions{})
	must(s.t, err)
	return table
}

// change makes so many random changes, the values of which are up to so long.
func (s *spiller) change(changes, keys, sizeMax int) {
	for range changes {
		name := fmt.Sprintf("spilled %c", rune(97+s.random.IntN(3)))
		table, k := s.table(name), key(s.random.IntN(keys))
		v := fmt.Appendf(make([]byte, s.random.IntN(sizeMax)), "value %d", s.random.Uint64())
		switch n := s.random.IntN(20); {
		case n < 14:
			must(s.t, table.Put(k, v))
			s.want[name+"/"+string(k)] = string(v)
		case n < 19:
			must(s.t, table.Delete(k))
			delete(s.want, name+"/"+string(k))
		default:
			to := key(s.random.IntN(keys))
			removed, err := table.DeleteRange(k, to)
			must(s.t, err)
			for at := range s.want {
				if at >= name+"/"+string(k) && at < name+"/"+string(to) {
					delete(s.want, at)
					removed--
				}
			}
			if removed != 0 {
				s.t.Fatalf("removed %d too many", int64(removed))
			}
		}
		s.want[name+"/"] = fmt.Sprint(table.Len())
		w := &s.tx.db.w
		s.peak = max(s.peak, w.work.Bytes()+int64(w.journal.Len()))
	}
}

// savepoint makes changes in a savepoint and takes them back, or not.
func (s *spiller) savepoint(undo error, inside func()) {
	before := maps.Clone(s.want)
	err := s.tx.Savepoint(func() error {
		inside()
		return undo
	})
	if undo == nil {
		must(s.t, err)
		return
	}
	wantError(s.t, err, undo)
	s.want = before
}

// verify compares the transaction with the model.
func (s *spiller) verify() {
	s.t.Helper()
	seen := 0
	for name := range s.tx.Tables() {
		table := s.table(name)
		seen++
		for k, v := range table.All() {
			if seen++; s.want[name+"/"+string(k)] != string(v) {
				s.t.Fatalf("%s %s: %.40q, want %.40q", name, k, v, s.want[name+"/"+string(k)])
			}
		}
	}
	must(s.t, s.tx.Err())
	if seen != len(s.want) {
		s.t.Fatalf("%d tables and entries, want %d", seen, len(s.want))
	}
}

// TestTransactionLargerThanMemory makes transactions of many times the pages that they may hold, with nested savepoints that are taken
// back or kept, and reads them inside, after the commit, after a replay, from the history, and after a checkpoint.
func TestTransactionLargerThanMemory(t *testing.T) {
	errUndo := errors.New("undo")
	for _, pages := range []int{1, 16, 150} {
		t.Run(fmt.Sprintf("%d pages", pages), func(t *testing.T) {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := spillOptions(files, pages)
			opts.CheckpointLogBytes, opts.LogKeepBytes = 64*mebibyte, 1*gibibyte
			db := openTest(t, "db", opts)
			want := map[string]string{}
			for round := range 2 {
				s := newSpiller(t, db, uint64(round))
				s.change(1200/min(raceFactor, 3), 3000, 400)
				s.savepoint(errUndo, func() { s.change(800/min(raceFactor, 3), 3000, 400) })
				s.verify()
				s.savepoint(nil, func() {
					s.change(400/min(raceFactor, 3), 3000, 9000)
					s.savepoint(errUndo, func() { s.change(300/min(raceFactor, 3), 3000, 400) })
					s.savepoint(nil, func() { s.change(300/min(raceFactor, 3), 3000, 400) })
					s.verify()
				})
				s.change(300/min(raceFactor, 3), 3000, 400)
				s.verify()
				if most := int64(pages+60)*4096 + 2*max(pieceLeast, int64(pages)*4096); s.peak > most {
					t.Errorf("%d bytes in memory, want at most %d", s.peak, most)
				}
				parts := db.w.journal.Parts()
				must(t, s.tx.Commit())
				if want = s.want; parts < 1 && pages < 100 {
					t.Errorf("the journal was cut %d times", parts)
				}
				wantContent(t, db, want)
				wantSound(t, db)
			}
			image, err := files.CrashImage(memfs.OnlySynced, nil)
			must(t, err)
			r := newReplica()
			r.catchUp(t, db)
			wantPairs(t, db, r.content())
			must(t, db.Checkpoint(t.Context()))
			closeTest(t, db)
			wantContent(t, openTest(t, "db", opts), want)
			opts.FS = image
			replayed := openTest(t, "db", opts)
			wantContent(t, replayed, want)
			wantSound(t, replayed)
		})
	}
}

// TestLargeTransactionGivenUp makes sure that a large transaction that is rolled back leaves nothing but room in the log that the next
// checkpoint gives back, and that neither a crash in it nor what it has logged shows anywhere.
func TestLargeTransactionGivenUp(t *testing.T) {
	files := memfs.New(memfs.Options{CrashImages: true})
	opts := spillOptions(files, 4)
	opts.CheckpointLogBytes, opts.LogKeepBytes = 64*mebibyte, 1*gibibyte
	db := openTest(t, "db", opts)
	put(t, db, "spilled a", 0, 100)
	want, err := content(db)
	must(t, err)
	must(t, db.Checkpoint(t.Context()))
	before := db.Stats()
	for round := range 3 {
		s := newSpiller(t, db, uint64(round))
		s.change(1000/min(raceFactor, 3), 1000, 400)
		if db.w.pieces.logged == 0 {
			t.Fatal("nothing was logged")
		}
		if round == 1 { // the process dies
			must(t, db.log.WaitDurable(t.Context(), db.log.Written()))
			image, err := files.CrashImage(memfs.Everything, nil)
			must(t, err)
			must(t, s.tx.Rollback())
			closeTest(t, db)
			files, opts.FS = image, image
			db = openTest(t, "db", opts)
			wantContent(t, db, want)
			continue
		}
		must(t, s.tx.Rollback())
		wantContent(t, db, want)
	}
	wantSound(t, db)
	put(t, db, "spilled a", 100, 101)
	r := newReplica()
	r.catchUp(t, db)
	wantPairs(t, db, r.content())
	if r.commits != 2 {
		t.Errorf("history has %d commits", r.commits)
	}
	must(t, db.Checkpoint(t.Context()))
	if after := db.Stats(); after.Pages-after.AvailablePages-after.RetiredPages > before.Pages+8 {
		t.Errorf("%+v, before %+v", after, before)
	}
	s := newSpiller(t, db, 9)
	s.change(500, 1000, 400)
	must(t, s.tx.Rollback())
	position := db.check.position
	must(t, db.Checkpoint(t.Context()))
	if db.check.position <= position {
		t.Error("the log of a transaction that was given up stays")
	}
}

// TestLoadSpills loads more than memory holds in bulk, with changes of another table meanwhile, in a savepoint and outside.
func TestLoadSpills(t *testing.T) {
	db := openTest(t, "db", spillOptions(memfs.New(memfs.Options{}), 8))
	n := 12_000 / raceFactor
	entries := func(tx *Tx, other string) func(func(k, v []byte) bool) {
		return func(yield func(k, v []byte) bool) {
			beside, err := tx.CreateTable(other, TableOptions{})
			must(t, err)
			for i := range n {
				if i%7 == 0 {
					must(t, beside.Put(key(i*37%n), value(i)))
				}
				if !yield(key(i), value(i)) {
					return
				}
			}
		}
	}
	must(t, db.Update(func(tx *Tx) error {
		for i, where := range []func(func() error) error{tx.Savepoint, func(fn func() error) error { return fn() }} {
			must(t, where(func() error {
				table, err := tx.CreateTable(fmt.Sprint("loaded ", i), TableOptions{})
				must(t, err)
				_, err = table.Load(entries(tx, fmt.Sprint("beside ", i)))
				return err
			}))
		}
		return nil
	}))
	if db.w.work.Spilled() < 100 {
		t.Errorf("%d pages spilled", db.w.work.Spilled())
	}
	must(t, db.View(func(tx *Tx) error {
		for i := range 2 {
			table, err := tx.Table(fmt.Sprint("loaded ", i))
			must(t, err)
			at := 0
			for k, v := range table.All() {
				if string(k) != string(key(at)) || string(v) != string(value(at)) {
					t.Fatalf("entry %d: %s", at, k)
				}
				at++
			}
			if at != n {
				t.Errorf("%d entries, want %d", at, n)
			}
		}
		return nil
	}))
	wantSound(t, db)
}
