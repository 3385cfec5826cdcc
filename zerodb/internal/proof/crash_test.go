package proof

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

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
	basic := len(basicWorkloads())
	for i, load := range workloads() {
		for name, durability := range durabilities() {
			t.Run(load.name+", "+name, func(t *testing.T) {
				if !load.takesPart(scaleOf(t), i, durability) {
					t.Skip("in the full form, in the sweep, or not at all")
				}
				crashWorkload(t, seed, load, durability, i < basic)
			})
		}
	}
}

// takesPart reports whether a workload, the i-th, takes part in TestCrashAfterEachOperation with a durability. In the short form only the
// first does with each.
func (load workload) takesPart(form scale, i int, durability zerodb.Durability) bool {
	always := durability == zerodb.DurabilityAlways
	switch {
	case load.loose:
		return !always && (form != short || durability == zerodb.DurabilityNone)
	case i == 0 || always:
		return true
	default:
		return form != short && i < len(basicWorkloads())
	}
}

// crashWorkload runs one workload with one durability; those that are not basic make fewer lives.
func crashWorkload(t *testing.T, seed uint64, load workload, durability zerodb.Durability, basic bool) {
	w := newWatcher(t, seed, load, durability)
	kinds := memfs.Kinds()
	w.kinds = func(n int) []memfs.Kind {
		return pick(t, kinds[n%len(kinds):n%len(kinds)+1], kinds, kinds)
	}
	every := pick(t, 211, 97, 13)
	w.nested = func(n int) nesting {
		if n%every == every/2 {
			return eachStep
		}
		return noStep
	}
	w.thorough = func(_, _ int) bool { return true }
	lives, commits := pick(t, 3, 5, 12), pick(t, load.commits/2, load.commits, 3*load.commits)
	if !basic {
		lives, commits = pick(t, 2, 3, 6), pick(t, load.commits/4, load.commits/2, load.commits)
		if scaleOf(t) == short {
			w.sparse = 5
			w.nested = func(int) nesting { return noStep }
		}
	}
	runWorkload(w, load, lives, max(1, commits))
}

// newWatcher returns a watcher for a workload, which judges nothing yet.
func newWatcher(t *testing.T, seed uint64, load workload, durability zerodb.Durability) *watcher {
	patchWhoeverReads(t, seed+uint64(len(load.name))+uint64(durability))
	options := smallOptions(nil)
	options.Durability = durability
	options.MaxReaders, options.MaxReaderProcesses = 64, 4 // what is made at each opening
	if load.change != nil {
		load.change(&options)
	}
	return &watcher{t: t, seed: seed, history: newHistory(), options: options, sparse: 1}
}

// runWorkload runs a workload under a watcher for some lives.
func runWorkload(w *watcher, load workload, lives, commits int) {
	if load.inLockstep {
		runEverything(w, lives*commits)
		return
	}
	r := &crashRun{watcher: w, random: randomOf(w.seed, 77), files: newFiles(w.t)}
	ends := load.end
	if ends == nil {
		ends = inTurn
	}
	w.start()
	defer w.stop()
	w.watch(r.files)
	if load.before != nil {
		load.before(r)
	}
	for life := range lives {
		if r.begin(); w.t.Failed() {
			return
		}
		load.life(r, commits)
		r.end(ends(life))
	}
	if load.reached != nil && !w.t.Failed() {
		load.reached(r)
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
	// shares says that the process shares memory with others.
	shares bool
}

// begin opens the database for another life. What it then shows may not be lost any more.
func (r *crashRun) begin() {
	r.process = &process{FS: r.files}
	options := r.options
	options.FS, options.Observer = r.process, &r.places
	if r.shares {
		options.FS = sharingProcess{r.process}
	}
	db, err := zerodb.Open(databasePath, options)
	must(r.t, err)
	r.db = db
	_, least := r.history.last()
	n, err := r.history.find(db, least)
	must(r.t, err)
	r.drain() // images of the former life may still show what this one has lost
	r.history.forget(n)
	r.known.forget()
	r.history.keep(n)
}

// end ends a life: in order, by a kill, or by a power failure.
func (r *crashRun) end(how ending) {
	switch how {
	case killed:
		must(r.t, r.process.kill())
		r.abandon()
	case closed:
		r.process.logSyncs.open()
		last, _ := r.history.last()
		must(r.t, r.db.Close())
		r.history.keep(last)
	case powerless:
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
	r.process.logSyncs.open()
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
