package zerodb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// ascender puts ascending keys into two tables in one transaction, beside a model of them, with cursors and values that live across its changes.
type ascender struct {
	t      *testing.T
	tx     *Tx
	random *rand.Rand
	tables [2]*Table
	want   [2]map[string]string
	last   [2]int
	at     [2]*Cursor
}

// newAscender begins a transaction on two tables whose content is known.
func newAscender(t *testing.T, db *DB, seed uint64, want [2]map[string]string, last [2]int) *ascender {
	a := &ascender{t: t, tx: begin(t, db, true), random: rand.New(rand.NewPCG(seed, 9)), want: want, last: last}
	t.Cleanup(func() { must(t, a.tx.Rollback()) }) // a failure would else leave it open
	for i := range a.tables {
		table, err := a.tx.CreateTable(fmt.Sprint("ascending ", i), TableOptions{})
		must(t, err)
		a.tables[i], a.at[i] = table, table.Cursor()
	}
	return a
}

// put stores a value.
func (a *ascender) put(i, number int) {
	k, v := key(number), fmt.Appendf(make([]byte, 60+a.random.IntN(100)), "%d", a.random.Uint64())
	must(a.t, a.tables[i].Put(k, v))
	a.want[i][string(k)], a.last[i] = string(v), max(a.last[i], number)
}

// remove deletes the last keys, so that a leaf that was left behind is the last one again.
func (a *ascender) remove(i int) {
	for range min(1+a.random.IntN(90), len(a.want[i])) {
		c := a.tables[i].Cursor()
		if !c.Last() {
			a.t.Fatal("a table with entries has no last one")
		}
		k := string(c.Key())
		must(a.t, a.tables[i].Delete([]byte(k)))
		delete(a.want[i], k)
	}
}

// refuse holds a value while a put that fails asks for room: it must stay as it is.
func (a *ascender) refuse(i int) {
	k := key(a.last[i])
	if a.want[1-i][string(key(a.last[1-i]))] == "" || a.want[i][string(k)] == "" {
		return
	}
	v, err := a.tables[i].Get(k)
	must(a.t, err)
	wantError(a.t, a.tables[1-i].PutNew(key(a.last[1-i]), v), ErrKeyExists)
	if string(v) != a.want[i][string(k)] {
		a.t.Fatal("a value changed under a put that failed")
	}
}

// walk moves a cursor on that has been open all the time.
func (a *ascender) walk(i int) {
	c, from := a.at[i], ""
	if c.Key() != nil {
		from = string(c.Key())
	}
	keys := slices.Sorted(maps.Keys(a.want[i]))
	at, found := slices.BinarySearch(keys, from)
	if found {
		at++
	}
	if !c.Next() {
		must(a.t, c.Err())
		if from != "" && at < len(keys) {
			a.t.Fatalf("the cursor ends behind %q, want %q", from, keys[at])
		}
		c.First()
		return
	}
	if at == len(keys) || string(c.Key()) != keys[at] || string(c.Value()) != a.want[i][keys[at]] {
		a.t.Fatalf("the cursor stands on %q behind %q", c.Key(), from)
	}
}

// verify compares both tables with the model.
func (a *ascender) verify() {
	a.t.Helper()
	for i, table := range a.tables {
		seen := 0
		for k, v := range table.All() {
			if seen++; a.want[i][string(k)] != string(v) {
				a.t.Fatalf("table %d, %q: %.40q, want %.40q", i, k, v, a.want[i][string(k)])
			}
		}
		must(a.t, a.tx.Err())
		if seen != len(a.want[i]) || table.Len() != uint64(seen) {
			a.t.Fatalf("table %d: %d entries, want %d", i, seen, len(a.want[i]))
		}
	}
}

// step makes one change or look.
func (a *ascender) step(i int) {
	switch n := a.random.IntN(400); {
	case n == 0:
		a.remove(i)
	case n == 1:
		a.verify()
	case n < 8:
		a.put(i, a.random.IntN(a.last[i]+1))
	case n < 20:
		a.refuse(i)
	case n < 40:
		a.walk(a.random.IntN(2))
	default:
		a.put(i, a.last[i]+1)
	}
}

// steps makes many of them, now and then in a savepoint that is taken back or kept.
func (a *ascender) steps(count int) {
	errUndo := errors.New("undo")
	for present := 0; count > 0; count -= 200 {
		if a.random.IntN(3) == 0 {
			present = 1 - present
		}
		some := func() error {
			for range 200 {
				a.step(present)
			}
			return nil
		}
		switch a.random.IntN(8) {
		case 0:
			before, last := [2]map[string]string{maps.Clone(a.want[0]), maps.Clone(a.want[1])}, a.last
			wantError(a.t, a.tx.Savepoint(func() error { return errors.Join(some(), errUndo) }), errUndo)
			a.want, a.last = before, last
		case 1:
			must(a.t, a.tx.Savepoint(some))
		default:
			must(a.t, some())
		}
	}
}

// TestLeavesLeftBehind fills two tables in ascending order, so that full leaves are written and their memory is used again within the transaction, while cursors stay open, values are
// held across puts that fail, the last entries go, earlier ones change, and savepoints are taken back. It compares everything with a model,
// also after a rollback, commits and checkpoints.
func TestLeavesLeftBehind(t *testing.T) {
	for seed := range uint64(4) {
		files := memfs.New(memfs.Options{CrashImages: true})
		opts := spillOptions(files, []int{10_000, 120}[seed%2])
		opts.MaxUnwrittenBytes = []int64{0, 0, -1, 512 * kibibyte}[seed]
		db := openTest(t, "db", opts)
		want, last := [2]map[string]string{{}, {}}, [2]int{}
		for round := range 3 {
			a := newAscender(t, db, 10*seed+uint64(round), want, last)
			a.steps(8000 / min(raceFactor, 4))
			a.verify()
			if round == 1 {
				must(t, a.tx.Rollback())
				want, last = committed(t, db)
				continue
			}
			must(t, a.tx.Commit())
			want, last = a.want, a.last
			if got, _ := committed(t, db); !maps.Equal(got[0], want[0]) || !maps.Equal(got[1], want[1]) {
				t.Fatalf("seed %d: the committed content differs", seed)
			}
			must(t, db.Checkpoint(context.Background()))
		}
		if db.Stats().SpilledPages == 0 {
			t.Error("no leaf was written before its commit")
		}
		must(t, db.Check(context.Background(), func(f Finding) error { return fmt.Errorf("%v", f) }))
		closeTest(t, db)
	}
}

// committed returns the content of both tables and their last numbers.
func committed(t *testing.T, db *DB) (content [2]map[string]string, last [2]int) {
	t.Helper()
	tx := begin(t, db, false)
	defer func() { must(t, tx.Rollback()) }()
	for i := range content {
		content[i] = map[string]string{}
		table, err := tx.Table(fmt.Sprint("ascending ", i))
		must(t, err)
		for k, v := range table.All() {
			content[i][string(k)] = string(v)
			_, err := fmt.Sscanf(string(k), "key %d", &last[i])
			must(t, err)
		}
		must(t, tx.Err())
	}
	return content, last
}
