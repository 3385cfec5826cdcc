package proof

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestLockstep does the same, step by step, with two databases: one as it is used, with random options and all that happens around a database, and one in memory that
// writes the pages of each commit at once and changes none in their place. After each step both must have the same content, and the first must be sound.
//
// TestMetamorphic is broader and looks less often. This is about small transactions beside readers that stay, between the steps of checkpoints, while a disk is full, while
// other processes come and go, and about what changes the shape of tables soon after them.
func TestLockstep(t *testing.T) {
	seed, steps := seedOf(t), pick(t, 60/slowdown, 1000, 5000)
	for i := range uint64(pick(t, 3, 24, 24)) {
		runLockstep(t, seed+i, steps)
	}
}

// TestLockstepSweep is the long form of TestLockstep: another set of options and another course for each seed of a range.
func TestLockstepSweep(t *testing.T) {
	const steps, told = 600, 20
	from, to := seedsOf(t)
	var sum lockstepFigures
	for seed := from; seed <= to && !t.Failed(); seed++ {
		sum.add(runLockstep(t, seed, steps))
		if (seed-from)%told == told-1 || seed == to {
			fmt.Fprintf(os.Stderr, "seeds %d to %d: %+v\n", from, seed, sum)
		}
	}
}

// lockstepFigures count what was done.
type lockstepFigures struct {
	Steps, Transactions, InPlace, Checkpoints, Refused, Processes, Killed, Lives int64
	// Limited are the transactions refused for their size, Failed those that a failing call ended, Stopped the lives that one ended, Beside the transactions beside a
	// checkpoint, Counted how often pages were counted, Sparse the copies with holes, Restored the restores from the archive, Aimed the calls that failed before the log was written.
	Limited, Failed, Stopped, Beside, Counted, Sparse, Restored, Aimed int64
}

// add adds the figures of another run.
func (f *lockstepFigures) add(g lockstepFigures) {
	f.Steps, f.Transactions, f.InPlace = f.Steps+g.Steps, f.Transactions+g.Transactions, f.InPlace+g.InPlace
	f.Checkpoints, f.Refused = f.Checkpoints+g.Checkpoints, f.Refused+g.Refused
	f.Processes, f.Killed, f.Lives = f.Processes+g.Processes, f.Killed+g.Killed, f.Lives+g.Lives
	f.Limited, f.Failed, f.Stopped, f.Beside = f.Limited+g.Limited, f.Failed+g.Failed, f.Stopped+g.Stopped, f.Beside+g.Beside
	f.Counted, f.Sparse, f.Restored, f.Aimed = f.Counted+g.Counted, f.Sparse+g.Sparse, f.Restored+g.Restored, f.Aimed+g.Aimed
}

// lockstep is two databases that do the same.
type lockstep struct {
	t      *testing.T
	seed   uint64
	random *rand.Rand
	// first is the database as it is used; second is in memory and has the content that is right.
	first, second *telling
	// process is the one in which first is open, beside are others that read it.
	process *process
	beside  []*besideProcess
	// checked says that the checker looks at the first after each step: that writes pages, so that fewer wait in memory.
	checked bool
	// dead are processes that were killed while they read.
	dead []*besideProcess
	// crash takes images of the first database's files; nil where nobody loses the power behind its back.
	crash *watcher
	// filled is for how many steps the disk stays full, broken for how many the archive takes nothing.
	filled, broken int
	// faults makes calls of the first database's process fail. armed says that any call may be one of them.
	faults *faultfs.FS
	armed  bool
	// inside says that a checkpoint or a compaction of the first database is under way, owed is a transaction that it refused then: it is made afterwards.
	inside bool
	owed   func() error
	// pending are commits of the first database that nobody waits for yet.
	pending []zerodb.Pending
	// limited says that lives differ in how large transactions may be, archived that all of them archive the log; backup is one of the empty database then.
	limited, archived bool
	backup            []byte
	// wanted, unless it is nil, changes options for the next life.
	wanted func(o *zerodb.Options)
	// recent are the steps so far, states sums of what the second database contained lately, after each transaction that nobody waited for.
	recent []string
	states []uint64
	lockstepFigures
}

// runLockstep makes some steps of the course of a seed.
func runLockstep(t *testing.T, seed uint64, steps int) (figures lockstepFigures) {
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		patchWhoeverReads(t, seed)
		l := newLockstep(t, seed)
		l.begin()
		defer l.close()
		l.run(steps)
		figures = l.lockstepFigures
		figures.InPlace = l.first.places.commits.Load()
	})
	return figures
}

// run makes some steps.
func (l *lockstep) run(steps int) {
	kinds := kindsOfLockstep()
	for range steps {
		kind := pickLockstep(l.random, kinds)
		l.recent = append(l.recent, kind.name)
		l.Steps++
		if err := kind.do(l); err != nil {
			l.t.Fatal(l.told(err))
		}
		if err := l.agree(); err != nil {
			l.t.Fatal(l.told(err))
		}
	}
}

// newLockstep chooses options for both databases.
func newLockstep(t *testing.T, seed uint64) *lockstep {
	l := &lockstep{t: t, seed: seed, random: randomOf(seed, 50), checked: seed%2 == 0}
	l.first = &telling{t: t, set: surrounding{name: "as used"}, files: newFiles(t), around: randomOf(seed, 51)}
	l.first.options = smallOptions(l.first.files)
	l.first.options.Observer = &l.first.places
	l.second = &telling{t: t, set: surrounding{name: "everything written at once", inMemory: true}}
	l.second.options = smallOptions(nil)
	l.second.options.FS, l.second.options.MaxUnwrittenBytes = nil, -1
	l.chooseForGood()
	l.choose(&l.first.options, l.random)
	return l
}

// close closes both databases.
func (l *lockstep) close() {
	l.heal()
	l.leaveAll()
	l.first.close()
	l.second.close()
	l.bury()
}

// told says of a failure where it was.
func (l *lockstep) told(err error) string {
	const shown = 12
	recent := l.recent[max(0, len(l.recent)-shown):]
	o := l.first.options
	return fmt.Sprintf("seed %d, step %d, the last of: %s; durability %d, pages of %d, in memory %v, unwritten %d, dirty %d, checksums %d, access %d, transactions of %d, long %v: %v",
		l.seed, len(l.recent), strings.Join(recent, ", "), o.Durability, o.PageSize, l.first.set.inMemory, o.MaxUnwrittenBytes, o.MaxDirtyPages, o.Checksums, o.Access, o.MaxTxBytes, l.first.long, err)
}

// agree compares both databases, and what other processes see.
func (l *lockstep) agree() error {
	l.healInTime()
	want := l.note()
	if got := l.first.digest(); got != want {
		return fmt.Errorf("other content: %s", difference(l.first.db, l.second.db))
	}
	for _, b := range l.beside {
		if err := b.agrees(want); err != nil {
			return err
		}
	}
	if !l.checked {
		return nil
	}
	return l.check()
}

// note notes the state of the second database.
func (l *lockstep) note() uint64 {
	const kept = 16
	sum := l.second.digest()
	if l.states = append(l.states, sum); len(l.states) > kept {
		l.states = l.states[1:]
	}
	return sum
}

// isLate checks that what somebody sees is the state with a sum, which readers here saw before, or one of those after it.
func (l *lockstep) isLate(sees, before uint64) error {
	for i, sum := range l.states {
		if sum == before && !slices.Contains(l.states[i:], sees) {
			return fmt.Errorf("who came sees %x, neither %x nor a later state", sees, before)
		}
	}
	return nil
}

// check lets the checker look at the first database. It may find no room for what it writes.
func (l *lockstep) check() error {
	return l.first.db.Check(tContext(), func(f zerodb.Finding) error { return fmt.Errorf("the checker found: %v", f) })
}

// difference tells where two databases differ.
func difference(a, b *zerodb.DB) string {
	read := func(db *zerodb.DB) (c content) {
		err := db.View(func(tx *zerodb.Tx) (err error) {
			c, err = contentOf(tx)
			return err
		})
		if err != nil {
			return content{"error": {{err.Error(), ""}}}
		}
		return c
	}
	const shown = 6
	all := differences(read(a), read(b))
	return fmt.Sprintf("%d differences: %s", len(all), strings.Join(all[:min(shown, len(all))], "; "))
}

// lose loses the power: what was synced stays, and a random part of the rest.
func (l *lockstep) lose() error {
	kinds := memfs.Kinds()
	image, err := l.first.files.CrashImage(kinds[l.random.IntN(len(kinds))], l.first.around)
	if err != nil {
		return err
	}
	l.first.files.OnOp(nil)
	l.leaveAll()
	l.first.close()
	l.bury()
	l.first.files = image
	if l.crash != nil {
		l.crash.watch(image)
	}
	return nil
}
