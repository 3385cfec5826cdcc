package proof

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"hash/maphash"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestMetamorphic makes one seeded history of every kind of operation under many sets of options, and compares everything that was
// read on the way and the content at regular moments with what the first set gave. Nobody needs to know the right answers: they
// cannot depend on page size, durability, checkpoints, reopening, crashes, parked readers, spilling, archives or memory.
func TestMetamorphic(t *testing.T) {
	tellEverywhere(t, seedOf(t), pick(t, 90/slowdown, 1500, 20000), 1)
}

// surrounding is a set of options, and what happens around the history without changing it: every so many steps, 0 is never.
type surrounding struct {
	name                              string
	change                            func(*zerodb.Options)
	reopen, crash, checkpoint, parked int
	inMemory                          bool
	// beside compares with a database opened for reading beside it.
	beside int
}

// surroundings lists the sets. The first is the one that the others are held against.
func surroundings() []surrounding {
	nothing := func(*zerodb.Options) {}
	sets := []surrounding{
		{name: "plain", change: nothing},
		{name: "in memory", change: nothing, inMemory: true},
		{name: "reopened each step", change: nothing, reopen: 1},
		{name: "reopened often", change: nothing, reopen: 7},
		{name: "checkpoint each step", change: nothing, checkpoint: 1},
		{name: "power failures", change: nothing, crash: 5},
		{name: "power failures and checkpoints", change: nothing, crash: 11, checkpoint: 4},
		{name: "parked readers", change: nothing, parked: 3},
		{name: "parked readers and checkpoints", change: nothing, parked: 2, checkpoint: 3},
		{name: "read beside", change: nothing, beside: 9},
		{name: "everything written at once", change: func(o *zerodb.Options) { o.MaxUnwrittenBytes = -1 }, checkpoint: 5},
		{name: "long log", change: func(o *zerodb.Options) { o.LogSegmentSize, o.CheckpointLogBytes = 1<<20, 16<<20 }, crash: 30},
		{name: "tiny log", change: func(o *zerodb.Options) { o.CheckpointLogBytes = o.LogSegmentSize }, reopen: 20},
		{name: "kept log", change: func(o *zerodb.Options) { o.LogKeepBytes = 1 << 20 }, checkpoint: 4},
		{name: "archive", change: func(o *zerodb.Options) { o.ArchivePath = "/home/archive" }, checkpoint: 3, reopen: 13},
		{name: "archive and power failures", change: func(o *zerodb.Options) { o.ArchivePath = "/home/archive" }, checkpoint: 3, crash: 9},
		{name: "always verified", change: func(o *zerodb.Options) { o.Checksums = zerodb.ChecksumAlways }},
		{name: "never verified", change: func(o *zerodb.Options) { o.Checksums = zerodb.ChecksumOff }, reopen: 30},
		{name: "small steps of growth", change: func(o *zerodb.Options) { o.GrowthStep = int64(max(o.PageSize, 4096)) }},
		{name: "spilled at one page", change: spillAtOnce, crash: 12, checkpoint: 7, parked: 6},
		{name: "spilled at five pages", change: func(o *zerodb.Options) { o.MaxDirtyPages = 5 }, reopen: 9},
		{name: "few pending commits", change: func(o *zerodb.Options) { o.MaxPendingCommits = 1 }},
	}
	for _, size := range []int{8 << 10, 16 << 10, 64 << 10} {
		grow := func(o *zerodb.Options) { o.PageSize, o.GrowthStep = size, 1<<20 }
		sets = append(sets, surrounding{name: fmt.Sprintf("pages of %d", size), change: grow, reopen: 15, parked: 10})
	}
	replaced := func(o *zerodb.Options) { o.Durability, o.MaxUnwrittenBytes = zerodb.DurabilityNone, 64<<20 }
	sets = append(sets,
		surrounding{name: "replaced in place", change: replaced},
		surrounding{name: "replaced in place, checkpoints and parked readers", change: replaced, checkpoint: 7, parked: 5})
	for name, durability := range map[string]zerodb.Durability{"interval": zerodb.DurabilityInterval, "none": zerodb.DurabilityNone} {
		loose := func(o *zerodb.Options) { o.Durability = durability }
		sets = append(sets,
			surrounding{name: "durability " + name, change: loose, checkpoint: 10},
			surrounding{name: "durability " + name + ", reopened", change: loose, reopen: 8, parked: 5})
	}
	return sets
}

// telling is one run of the history.
type telling struct {
	t       *testing.T
	set     surrounding
	options zerodb.Options
	files   *memfs.FS
	db      *zerodb.DB
	random  *rand.Rand
	// around decides what happens around the history.
	around *rand.Rand
	heard  interface {
		io.Writer
		Sum64() uint64
	}
	held   []heldState
	serial int
	// long says that keys are long.
	long bool
	// operations counts transactions, what they do, and what is done to the database as a whole.
	operations int64
	// places counts the transactions that took no page.
	places placeCounter
}

// heldState is a reader that was parked, with what it saw first.
type heldState struct {
	tx   *zerodb.Tx
	want uint64
}

// newTelling begins a run on a new database.
func newTelling(t *testing.T, s surrounding, seed uint64) *telling {
	r := &telling{t: t, set: s, files: newFiles(t), random: randomOf(seed, 40), around: randomOf(seed, 41), heard: fnv.New64a()}
	r.options = smallOptions(r.files)
	r.options.Observer = &r.places
	s.change(&r.options)
	r.open()
	t.Cleanup(func() { r.close() })
	return r
}

// open opens the database.
func (r *telling) open() { must(r.t, r.tryOpen()) }

// tryOpen opens the database, or says why it cannot.
func (r *telling) tryOpen() (err error) {
	if r.set.inMemory {
		r.db, err = zerodb.OpenMemory(r.options)
	} else {
		r.db, err = zerodb.Open(databasePath, r.options)
	}
	return err
}

// close ends the parked readers and closes the database.
func (r *telling) close() {
	r.release(0)
	if err := r.db.Close(); err != nil && !errors.Is(err, zerodb.ErrClosed) {
		r.t.Error(err)
	}
}

// run tells the history and returns what was heard and contained after each so many steps, and in the end.
func (r *telling) run(steps, every int) []string {
	var all []string
	transactions, moments := kindsOfTransactions(), kindsOfMoments()
	for step := range steps {
		r.operations++
		if n := r.random.IntN(6 * len(moments)); n < len(moments) {
			must(r.t, moments[n](r))
		} else {
			must(r.t, transactions[r.random.IntN(len(transactions))](r))
		}
		r.surround(step)
		if step%every == every-1 || step == steps-1 {
			all = append(all, fmt.Sprintf("%016x %016x", r.heard.Sum64(), r.digest()))
		}
	}
	r.release(0)
	return all
}

// digest sums up the content.
func (r *telling) digest() (sum uint64) {
	must(r.t, r.db.View(func(tx *zerodb.Tx) (err error) {
		sum, err = digestOf(tx)
		return err
	}))
	return sum
}

// digestOf sums up what a transaction sees.
func digestOf(tx *zerodb.Tx) (uint64, error) {
	h := newDigest()
	for name, info := range tx.Tables() {
		digestString(h, name)
		maphash.WriteComparable(h, info.Len)
		table, err := tx.Table(name)
		if err != nil {
			return 0, err
		}
		for k, v := range table.All() {
			digestBytes(h, k)
			digestBytes(h, v)
		}
	}
	return h.Sum64(), tx.Err()
}

// surround does what the set has around the history.
func (r *telling) surround(step int) {
	due := func(every int) bool { return every > 0 && step%every == every-1 }
	if due(r.set.checkpoint) {
		must(r.t, r.db.Checkpoint(tContext()))
	}
	if due(r.set.parked) {
		r.park()
		r.release(4)
	}
	if due(r.set.reopen) && !r.set.inMemory {
		r.close()
		r.open()
	}
	if due(r.set.crash) {
		kinds := memfs.Kinds()
		image, err := r.files.CrashImage(kinds[r.around.IntN(len(kinds))], r.around)
		must(r.t, err)
		r.close()
		r.files, r.options.FS = image, image
		r.open()
	}
	if due(r.set.beside) {
		r.readBeside()
	}
}

// readBeside opens the database a second time, for reading, and compares.
func (r *telling) readBeside() {
	other, err := zerodb.OpenReadOnly(databasePath, r.options)
	must(r.t, err)
	must(r.t, other.View(func(tx *zerodb.Tx) error {
		got, err := digestOf(tx)
		if want := r.digest(); err == nil && got != want {
			err = fmt.Errorf("beside: %x, want %x", got, want)
		}
		return err
	}))
	must(r.t, other.Close())
}

// park begins a reader that stays.
func (r *telling) park() {
	tx, err := r.db.BeginRead()
	must(r.t, err)
	sum, err := digestOf(tx)
	must(r.t, err)
	r.held = append(r.held, heldState{tx, sum})
}

// release looks again at what the oldest parked readers see and ends them until so many are left.
func (r *telling) release(left int) {
	for len(r.held) > left {
		h := r.held[0]
		r.held = r.held[1:]
		got, err := digestOf(h.tx)
		must(r.t, errors.Join(err, h.tx.Rollback()))
		if got != h.want {
			r.t.Fatalf("a parked reader sees %x, first %x", got, h.want)
		}
	}
}

// hear notes an answer.
func (r *telling) hear(values ...any) { fmt.Fprintln(r.heard, values...) }

// restoreAndCompare backs the database up, restores it and compares.
func (r *telling) restoreAndCompare() error {
	var out bytes.Buffer
	if _, err := r.db.Backup(tContext(), &out, zerodb.BackupOptions{}); err != nil {
		return err
	}
	r.serial++
	name := fmt.Sprintf("/home/restored %d", r.serial)
	options := smallOptions(memfs.New(memfs.Options{}))
	must(r.t, options.FS.Mkdir("/home", 0o700))
	if _, err := zerodb.Restore(tContext(), name, options, zerodb.RestoreOptions{Backup: &out}); err != nil {
		return err
	}
	db, err := zerodb.Open(name, options)
	if err != nil {
		return err
	}
	err = db.View(func(tx *zerodb.Tx) error {
		got, err := digestOf(tx)
		if want := r.digest(); err == nil && got != want {
			err = fmt.Errorf("restored: %x, want %x", got, want)
		}
		return err
	})
	return errors.Join(err, db.Check(tContext(), func(f zerodb.Finding) error { return f.Err }), db.Close())
}
