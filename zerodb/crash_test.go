package zerodb

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// crashRun drives a database on a file system whose crashes are looked at, and knows every state that it passed through.
type crashRun struct {
	t    *testing.T
	seed uint64
	// states are the contents after each commit, acknowledged is how many commits have been acknowledged.
	states       []map[string]string
	acknowledged int
	// images counts what was checked.
	images int
}

// TestCrashAtEachStep runs a small workload with checkpoints, savepoints and large values, from the creation on, and
// crashes after each change of the file system, with each kind of image: every image must open to a state that some
// commit left, none older than the last one that was acknowledged, and take another commit.
func TestCrashAtEachStep(t *testing.T) {
	r := &crashRun{t: t, seed: 1, states: []map[string]string{{}}}
	fs := memfs.New(memfs.Options{CrashImages: true})
	must(t, fs.Mkdir("/d", 0o700))
	must(t, fs.SyncDir("/"))
	fs.OnOp(func(n int, op memfs.Op) { r.crash(fs, n, op) })
	for life := range 3 {
		db, err := Open("/d/db", smallOptions(fs))
		must(t, err)
		r.work(db, life)
		must(t, db.Close())
	}
	t.Logf("%d images of %d states", r.images, len(r.states))
}

// work makes some commits.
func (r *crashRun) work(db *DB, life int) {
	for i := range 6 {
		next := maps.Clone(r.states[len(r.states)-1])
		err := db.Update(func(tx *Tx) error { return r.change(tx, life*100+i, next) })
		must(r.t, err)
		r.acknowledged = len(r.states) - 1
		if i == 3 {
			must(r.t, db.Checkpoint(r.t.Context()))
		}
	}
}

// change makes one transaction and notes the state that it leaves, before it commits.
func (r *crashRun) change(tx *Tx, n int, next map[string]string) error {
	name := fmt.Sprintf("table %d", n%2)
	table, err := tx.CreateTable(name, TableOptions{})
	if err != nil {
		return err
	}
	for i := range 20 {
		k, v := key((n*7+i)%60), value(n)
		if i == 3 {
			v = make([]byte, 9000+n)
		}
		if err := table.Put(k, v); err != nil {
			return err
		}
		next[name+"/"+string(k)] = string(v)
	}
	if n%3 == 2 {
		k := key((n * 7) % 60)
		if err := table.Delete(k); err != nil {
			return err
		}
		delete(next, name+"/"+string(k))
	}
	next[name+"/"] = fmt.Sprint(table.Len())
	r.states = append(r.states, next)
	return nil
}

// crash looks at every kind of image of this moment.
func (r *crashRun) crash(fs *memfs.FS, n int, op memfs.Op) {
	for _, kind := range memfs.Kinds() {
		image, err := fs.CrashImage(kind, rand.New(rand.NewPCG(r.seed, uint64(n))))
		must(r.t, err)
		if err := r.look(image); err != nil {
			r.t.Fatalf("crash after step %d (%s %s at %d), image %v, seed %d: %v", n, op.Kind, op.Name, op.Offset, kind, r.seed, err)
		}
		r.images++
	}
}

// look opens an image, compares it with the states that are possible, and uses it.
func (r *crashRun) look(image *memfs.FS) error {
	db, err := Open("/d/db", smallOptions(image))
	if err != nil {
		return err
	}
	got, err := content(db)
	if err != nil {
		return err
	}
	if err := r.known(got); err != nil {
		return err
	}
	err = db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("after", TableOptions{})
		if err != nil {
			return err
		}
		return table.Put([]byte("k"), make([]byte, 10000))
	})
	if err != nil {
		return err
	}
	return db.Close()
}

// known checks that a content is one of the possible states.
func (r *crashRun) known(got map[string]string) error {
	for i := len(r.states) - 1; i >= r.acknowledged; i-- {
		if maps.Equal(got, r.states[i]) {
			return nil
		}
	}
	return fmt.Errorf("content is of no possible state; against the last acknowledged: %s", difference(got, r.states[r.acknowledged]))
}
