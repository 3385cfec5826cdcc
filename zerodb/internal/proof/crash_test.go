package proof

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// workload is what a database does while it is crashed.
type workload struct {
	name string
	// commits is how many commits each life makes in the full form.
	commits int
	life    func(r *crashRun, commits int)
}

// workloads returns the workloads.
func workloads() []workload {
	return []workload{
		{"puts and deletes, rotating log", 12, (*crashRun).mixed},
		{"tables, large values, growth", 10, (*crashRun).tables},
		{"concurrent committers", 24, (*crashRun).committers},
		{"compaction", 8, (*crashRun).compacting},
		{"ranges, clears, renames, duplicates", 8, (*crashRun).shapes},
	}
}

// durabilities returns the promises that are held against the crashes.
func durabilities() map[string]zerodb.Durability {
	return map[string]zerodb.Durability{
		"always": zerodb.DurabilityAlways, "interval": zerodb.DurabilityInterval, "none": zerodb.DurabilityNone,
	}
}

// TestCrashAfterEachOperation runs the workloads on a file system in memory, from the creation of the database on, through
// closings, kills and openings, and loses the power after every single operation of the file system, in each of the ways
// that memfs knows. Every image must open to exactly the state that some commit left, not before the last that was
// acknowledged (with Interval and None: not before the last checkpoint, closing or opening), be sound, keep what it shows
// through a second power failure, and take further commits. For a sample, the power also fails after each
// operation of the recovery. The short form takes one kind of image after each operation.
func TestCrashAfterEachOperation(t *testing.T) {
	seed := seedOf(t)
	for _, load := range workloads() {
		for name, durability := range durabilities() {
			t.Run(load.name+", "+name, func(t *testing.T) {
				if durability != zerodb.DurabilityAlways && scaleOf(t) == short && load.name != workloads()[0].name {
					t.Skip("in the full form")
				}
				crashWorkload(t, seed, load, durability)
			})
		}
	}
}

// crashWorkload runs one workload with one durability.
func crashWorkload(t *testing.T, seed uint64, load workload, durability zerodb.Durability) {
	options := smallOptions(nil)
	options.Durability = durability
	w := &watcher{t: t, seed: seed, history: newHistory(), options: options}
	kinds := memfs.Kinds()
	w.kinds = func(n int) []memfs.Kind {
		return pick(t, kinds[n%len(kinds):n%len(kinds)+1], kinds, kinds)
	}
	every := pick(t, 211, 97, 13)
	w.nested = func(n int) bool { return n%every == every/2 }
	r := &crashRun{watcher: w, random: randomOf(seed, 77), files: newFiles(t)}
	w.start()
	defer w.stop()
	w.watch(r.files)
	for life := range pick(t, 3, 5, 12) {
		r.begin()
		if t.Failed() {
			return
		}
		load.life(r, pick(t, load.commits/2, load.commits, 3*load.commits))
		r.end(life)
	}
}

// crashRun is a database at work under a watcher.
type crashRun struct {
	*watcher
	random *rand.Rand
	files  *memfs.FS
	// process is the present life, in which db is open.
	process *process
	db      *zerodb.DB
}

// begin opens the database for another life. What it then shows may not be lost any more.
func (r *crashRun) begin() {
	r.process = &process{FS: r.files}
	options := r.options
	options.FS = r.process
	db, err := zerodb.Open(databasePath, options)
	must(r.t, err)
	r.db = db
	_, least := r.history.last()
	n, err := r.history.find(db, least)
	must(r.t, err)
	r.drain() // images of the former life may still show what this one has lost
	r.history.forget(n)
	r.history.keep(n)
}

// end ends a life: in order, by a kill, or by a power failure.
func (r *crashRun) end(life int) {
	switch life % 3 {
	case 0:
		must(r.t, r.process.kill())
		r.abandon()
	case 1:
		last, _ := r.history.last()
		must(r.t, r.db.Close())
		r.history.keep(last)
	case 2:
		image, err := r.files.CrashImage(memfs.RandomSubset, r.random)
		must(r.t, err)
		r.files.OnOp(nil)
		r.abandon()
		r.files = image
		r.watch(image)
	}
}

// abandon ends the goroutines of a database whose process is dead.
func (r *crashRun) abandon() {
	if err := r.db.Close(); err != nil {
		return // a dead process cannot write; its files are looked at by the next one
	}
}

// commit makes one commit; with DurabilityAlways it may not be lost from then on.
func (r *crashRun) commit(do change) {
	n, err := r.history.commit(r.db, do)
	if err != nil {
		r.fail(fmt.Errorf("commit %d: %w", n, err))
		return
	}
	if r.options.Durability == zerodb.DurabilityAlways {
		r.history.keep(n)
	}
}

// checkpoint takes a checkpoint: what was committed before may not be lost from then on, whatever the durability.
func (r *crashRun) checkpoint() {
	n, err := serialOf(r.db)
	if err == nil {
		err = r.db.Checkpoint(r.t.Context())
	}
	if err != nil {
		r.fail(err)
		return
	}
	r.history.keep(n)
}
