package zerodb

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// Goal: the memory of a process does not grow with what its transactions have done. Method: each kind of change again and again in a database that stays small, and what is alive in the heap after
// a third of it, and at the end.

// heapGrowth is by how much what is alive may grow, in bytes: less than checkpoints let wait in memory with the options of these tests.
const heapGrowth = 24 << 20

// heapKeys is how many keys there are.
const heapKeys = 20_000

// errUndone is what functions return that are to be taken back.
var errUndone = errors.New("undone")

// heapLife is a database that lives long.
type heapLife struct {
	*DB
	random *rand.Rand
	value  []byte
	rounds int
}

// key returns a random key.
func (l *heapLife) key() []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(l.random.IntN(heapKeys))*0x9E3779B97F4A7C15)
}

// put stores a value that differs from the last one.
func (l *heapLife) put(_ *Tx, t *Table) error {
	binary.LittleEndian.PutUint64(l.value, l.random.Uint64())
	return t.Put(l.key(), l.value)
}

// delete removes a key, if it is there.
func (l *heapLife) delete(_ *Tx, t *Table) error {
	if err := t.Delete(l.key()); !errors.Is(err, ErrNotFound) {
		return err
	}
	return nil
}

// undone puts, and takes that back.
func (l *heapLife) undone(tx *Tx, t *Table) error {
	if err := tx.Savepoint(func() error { return errors.Join(l.put(tx, t), errUndone) }); !errors.Is(err, errUndone) {
		return err
	}
	return l.put(tx, t)
}

// large stores a value that takes pages of its own.
func (l *heapLife) large(_ *Tx, t *Table) error {
	return t.Put(l.key()[:1], make([]byte, 50_000))
}

// drop makes a table, fills it and drops the one before.
func (l *heapLife) drop(tx *Tx, _ *Table) error {
	name := []string{"one", "two"}[l.rounds%2]
	if err := tx.DropTable(name); err != nil && !errors.Is(err, ErrTableNotFound) {
		return err
	}
	t, err := tx.CreateTable(name, TableOptions{})
	for i := 0; i < 1000 && err == nil; i++ {
		err = l.put(tx, t)
	}
	return err
}

// heapWork is what a life does: so many transactions in which it does something to so many keys. Every readEach-th of them somebody reads.
type heapWork struct {
	name                   string
	rounds, keys, readEach int
	work                   func(l *heapLife, tx *Tx, t *Table) error
}

// heapWorks are kinds of work, each of some 100,000 changes.
func heapWorks() []heapWork {
	return []heapWork{
		{"puts alone", 90_000, 1, 1 << 30, (*heapLife).put},
		{"puts by hundreds", 1_500, 100, 1 << 30, (*heapLife).put},
		{"puts beside reads", 1_500, 100, 30, (*heapLife).put},
		{"deletions", 1_500, 100, 1 << 30, func(l *heapLife, tx *Tx, t *Table) error { return errors.Join(l.put(tx, t), l.delete(tx, t)) }},
		{"savepoints", 1_500, 50, 1 << 30, (*heapLife).undone},
		{"large values", 600, 2, 1 << 30, (*heapLife).large},
		{"dropped tables", 150, 1, 1 << 30, (*heapLife).drop},
	}
}

// TestHeapOfALongLife does each work on a file and in memory.
func TestHeapOfALongLife(t *testing.T) {
	for _, w := range heapWorks() {
		t.Run(w.name, func(t *testing.T) {
			opts := Options{Durability: DurabilityNone, MaxUnwrittenBytes: 16 << 20, CheckpointLogBytes: 4 << 20, LogSegmentSize: 1 << 20}
			live(t, w, openTest(t, filepath.Join(t.TempDir(), "db"), opts))
		})
		t.Run(w.name+" in memory", func(t *testing.T) {
			db, err := OpenMemory(Options{})
			must(t, err)
			live(t, w, db)
		})
	}
}

// live lets a database live, and compares what is alive after a third of it and at the end.
func live(t *testing.T, w heapWork, db *DB) {
	t.Helper()
	defer closeTest(t, db)
	l := &heapLife{DB: db, random: rand.New(rand.NewPCG(1, 2)), value: make([]byte, 100)}
	must(t, l.Update(func(tx *Tx) error {
		_, err := tx.CreateTable("t", TableOptions{})
		return err
	}))
	must(t, l.run(heapWork{rounds: 20, keys: 2 * heapKeys / 20, readEach: 1, work: (*heapLife).put}))
	w.rounds /= 3 * raceFactor
	must(t, l.run(w))
	before := heapInUse()
	w.rounds *= 2
	must(t, l.run(w))
	after := heapInUse()
	t.Logf("%d MiB, then %d", before>>20, after>>20)
	if after > before+heapGrowth {
		t.Errorf("a third takes %d MiB, all of it %d; want at most %d more", before>>20, after>>20, heapGrowth>>20)
	}
}

// run does the work.
func (l *heapLife) run(w heapWork) error {
	for i := range w.rounds {
		l.rounds++
		err := l.Update(func(tx *Tx) error {
			t, err := tx.Table("t")
			for range w.keys {
				err = errors.Join(err, w.work(l, tx, t))
			}
			return err
		})
		if err == nil && i%w.readEach == 0 {
			err = l.View(func(tx *Tx) error {
				t, err := tx.Table("t")
				if err == nil {
					_, err = t.Count(nil, nil)
				}
				return err
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
