package zerodb

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// crashRun drives a database on a file system whose crashes are looked at, and knows every state that it passed through.
type crashRun struct {
	t          *testing.T
	seed       uint64
	durability Durability
	// mu guards the fields below: the file system also reports what background tasks do.
	mu sync.Mutex
	// states are the contents after each commit, acknowledged is how many commits have been acknowledged.
	states       []map[string]string
	acknowledged int
	// images counts what was checked.
	images int
}

// TestCrashAtEachStep runs a small workload with checkpoints, tables and large values, from the creation on, and
// crashes after each change of the file system, with each kind of image: every image must open to a state that some
// commit left, none older than the last one that was promised, and take another commit.
func TestCrashAtEachStep(t *testing.T) {
	for name, durability := range map[string]Durability{"always": DurabilityAlways, "none": DurabilityNone} {
		t.Run(name, func(t *testing.T) {
			r := &crashRun{t: t, seed: 1, durability: durability, states: []map[string]string{{}}}
			fs := memfs.New(memfs.Options{CrashImages: true})
			must(t, fs.Mkdir("/d", 0o700))
			must(t, fs.SyncDir("/"))
			fs.OnOp(func(n int, op memfs.Op) { r.crash(fs, n, op) })
			for life := range 3 {
				db, err := Open("/d/db", r.options(fs))
				must(t, err)
				r.work(db, life)
				must(t, db.Close())
				r.promise()
			}
			t.Logf("%d images of %d states", r.images, len(r.states))
		})
	}
}

// options are those of the run.
func (r *crashRun) options(fs *memfs.FS) Options {
	opts := smallOptions(fs)
	opts.Durability = r.durability
	return opts
}

// work makes some commits.
func (r *crashRun) work(db *DB, life int) {
	for i := range 6 {
		next := r.last()
		err := db.Update(func(tx *Tx) error { return r.change(tx, life*100+i, next) })
		must(r.t, err)
		if r.durability == DurabilityAlways {
			r.promise()
		}
		if i == 3 {
			must(r.t, db.Checkpoint(r.t.Context()))
			r.promise()
		}
	}
}

// promise notes that everything so far must survive.
func (r *crashRun) promise() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acknowledged = len(r.states) - 1
}

// last returns a copy of the last state.
func (r *crashRun) last() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.states[len(r.states)-1])
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
	r.mu.Lock()
	defer r.mu.Unlock()
	r.states = append(r.states, next)
	return nil
}

// crash looks at every kind of image of this moment.
func (r *crashRun) crash(fs *memfs.FS, n int, op memfs.Op) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n%(raceFactor*(1+2*int(r.durability/DurabilityNone))) != 0 {
		return // the second run looks at a third of the steps
	}
	for _, kind := range memfs.Kinds() {
		image, err := fs.CrashImage(kind, rand.New(rand.NewPCG(r.seed, uint64(n))))
		if err == nil {
			again := r.crashAgain(image, n, kind)
			err = r.look(image)
			again()
		}
		if err != nil {
			r.t.Errorf("crash after step %d (%s %s at %d), image %v, seed %d: %v", n, op.Kind, op.Name, op.Offset, kind, r.seed, err)
		}
		r.images++
	}
}

// crashAgain makes the use of some images crash in its turn, at a step that moves on from image to image, and returns the check of
// what that leaves, to be called once the image has been looked at. The caller holds mu.
func (r *crashRun) crashAgain(image *memfs.FS, n int, first memfs.Kind) (check func()) {
	if (n*5+int(first))%11 != 0 {
		return func() {}
	}
	var left sync.Map // images by kind: background tasks take steps too
	var steps atomic.Int64
	last := int64(1 + n%23)
	image.OnOp(func(_ int, _ memfs.Op) {
		if steps.Add(1) != last {
			return
		}
		for _, kind := range memfs.Kinds() {
			second, err := image.CrashImage(kind, rand.New(rand.NewPCG(r.seed, uint64(n))))
			if err != nil {
				r.t.Error(err)
			}
			left.Store(kind, second)
		}
	})
	return func() {
		for kind, second := range left.Range {
			if err := r.look(second.(*memfs.FS)); err != nil {
				r.t.Errorf("second crash, %d steps after the crash at step %d, image %v, seed %d: %v", last, n, kind, r.seed, err)
			}
			r.images++
		}
	}
}

// look opens an image, compares it with the states that are possible, and uses it.
func (r *crashRun) look(image *memfs.FS) error {
	db, err := Open("/d/db", r.options(image))
	if err != nil {
		return err
	}
	got, err := content(db)
	if err != nil {
		return err
	}
	if err := r.known(withoutAfter(got)); err != nil {
		return err
	}
	if got["after/"] != "" {
		return db.Close()
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

// withoutAfter leaves out what looking at an image has added.
func withoutAfter(got map[string]string) map[string]string {
	rest := maps.Clone(got)
	maps.DeleteFunc(rest, func(k, _ string) bool { return strings.HasPrefix(k, "after/") })
	return rest
}

// known checks that a content is one of the possible states. The caller holds mu.
func (r *crashRun) known(got map[string]string) error {
	for i := len(r.states) - 1; i >= r.acknowledged; i-- {
		if maps.Equal(got, r.states[i]) {
			return nil
		}
	}
	return fmt.Errorf("content is of no possible state; against the last acknowledged: %s", difference(got, r.states[r.acknowledged]))
}
