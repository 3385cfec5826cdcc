package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what holds with ordinary sizes and options holds where everything is as small, as long or as deep as it may be, all at once: limits that few transactions keep, names and keys that leave room
// for few in a page, values on each side of every border. Method: random transactions of one goroutine beside the model of the stress (stress_state_test.go), and between them what happens around a
// database, kills and power failures among it. Old readers compare with what they began with, also inside a transaction.

// odd is a database with odd options, what it must contain, and who reads old states of it.
type odd struct {
	t      *testing.T
	random *rand.Rand
	files  *memfs.FS
	db     *DB
	opts   Options
	// names are those that tables may have.
	names []string
	// latest is the last version that was committed. It does not change: the next one is another.
	latest  stressState
	readers []oddReader
	// first is what the last opening has found.
	first stressState
	// power is nil where the power fails at moments of rest only, faults where no call fails.
	power  *oddPower
	faults *oddFaults
	// history is nil where nobody follows the database.
	history *oddHistory
	// counts say how often something was done, trail what was done last.
	counts map[string]int
	trail  []string
}

// TestOddOptions runs some short seeds, and fails unless each thing that can be done was done, and limits were met.
func TestOddOptions(t *testing.T) {
	const seeds, steps = 6, 60
	counts := map[string]int{}
	for seed := range uint64(seeds) {
		runOdd(t, seed+1, max(1, steps/raceFactor), counts)
	}
	t.Log(counts)
	if !t.Failed() && raceFactor == 1 {
		demandOdd(t, counts)
	}
}

// TestOddOptionsSweep is the long form, over a range of seeds. It tells what was done.
func TestOddOptionsSweep(t *testing.T) {
	const steps, often = 120, 10
	from, to := seedRange(t)
	counts := map[string]int{}
	for seed := from; seed <= to && !t.Failed(); seed++ {
		runOdd(t, seed, steps, counts)
		if (seed-from)%often == often-1 || seed == to {
			fmt.Fprintf(os.Stderr, "seeds %d to %d: %v\n", from, seed, counts)
		}
	}
}

// demandOdd fails the test unless each thing was done, and the limits were met.
func demandOdd(t *testing.T, counts map[string]int) {
	t.Helper()
	wanted := []string{"committed", "rolled back", "aborted", "taken back", "limit MaxTxBytes", "limit MaxDatabaseSize", "limit MaxSavepoints"}
	for _, s := range oddOperations {
		wanted = append(wanted, s.name)
	}
	for _, s := range oddEvents {
		wanted = append(wanted, s.name)
	}
	for _, name := range wanted {
		if counts[name] == 0 {
			t.Errorf("there was no %q", name)
		}
	}
}

// runOdd makes so many steps with the database of a seed.
func runOdd(t *testing.T, seed uint64, steps int, counts map[string]int) {
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		pager.PatchBesideReaders.Store(seed%2 == 0)
		t.Cleanup(func() { pager.PatchBesideReaders.Store(false) })
		o := &odd{t: t, random: rand.New(rand.NewPCG(seed, 4711)), latest: stressState{}, counts: counts}
		over := false
		defer func() { // also after a panic
			if !over {
				o.tell()
			}
		}()
		o.choose()
		if step, err := o.run(steps); err != nil {
			t.Fatalf("seed %d, step %d, %s: %v", seed, step, o.describe(), oddFiller.ReplaceAllString(err.Error(), "n…"))
		}
		over = true
	})
}

// run makes steps: a transaction each, and what happens after it. In the end everything is looked at before and behind an opening. It returns the step that failed.
func (o *odd) run(steps int) (step int, err error) {
	if err := o.open(); err != nil {
		return 0, err
	}
	for step = range steps {
		o.note("step %d", step)
		if err := o.transaction(); err != nil {
			return step, err
		}
		if err := o.event(); err != nil {
			return step, err
		}
	}
	for _, last := range []func() error{o.look, o.closeAndOpen, o.check, o.close} {
		if err := last(); err != nil {
			return steps, err
		}
	}
	return steps, nil
}

// oddTrail is how many of the last operations a failure tells.
const oddTrail = 60

// note adds to the trail.
func (o *odd) note(format string, args ...any) {
	if len(o.trail) == 2*oddTrail {
		o.trail = append(o.trail[:0], o.trail[oddTrail:]...)
	}
	o.trail = append(o.trail, fmt.Sprintf(format, args...))
}

// noteError adds an error to the trail, without most of the long names in it.
func (o *odd) noteError(err error) {
	if err != nil {
		o.note("  %s", oddFiller.ReplaceAllString(err.Error(), "n…"))
	}
}

// tell prints the options and what was done last.
func (o *odd) tell() {
	o.t.Log(o.describe())
	o.t.Logf("what was done last:\n%s", strings.Join(o.trail[max(0, len(o.trail)-oddTrail):], "\n"))
}

// oddStep is something that can be done, by its name, and how often beside the others.
type oddStep[T any] struct {
	name  string
	often int
	do    func(T) error
}

// chooseStep chooses a step of some, counts it and adds it to the trail.
func chooseStep[T any](o *odd, all []oddStep[T]) func(T) error {
	sum := 0
	for _, s := range all {
		sum += s.often
	}
	n := o.random.IntN(sum)
	for _, s := range all {
		if n -= s.often; n < 0 {
			o.counts[s.name]++
			o.note("%s", s.name)
			return s.do
		}
	}
	return nil
}

// transaction makes one transaction, which is committed, rolled back, or refused for a limit.
func (o *odd) transaction() error {
	w := &oddWriter{o: o, stressWriter: stressWriter{random: o.random, state: maps.Clone(o.latest)}}
	changes := 1 + o.random.IntN(oneOf(o.random, 3, 3, 60, 250))
	err := o.db.Update(func(tx *Tx) error {
		w.tx = tx
		err := w.operations(changes)
		if err == nil && o.random.IntN(10) == 0 {
			err = errStressUndo
		}
		if err == nil {
			o.power.attempt(w.state)
			o.history.attempt(tx.ID(), o.latest, w.state)
		}
		return err
	})
	defer func() { o.history.conclude(o.latest) }()
	switch {
	case err == nil:
		o.latest = w.state
		if o.opts.Durability == DurabilityAlways {
			o.power.keep(o.latest)
		}
		o.counts["committed"]++
	case errors.Is(err, errStressUndo):
		o.counts["rolled back"]++
	case o.tolerates(err):
		o.counts["aborted"]++
		o.faults.after(err)
	default:
		return err
	}
	o.note("transaction ends")
	o.noteError(err)
	return nil
}

// tolerates reports whether an error says that a limit was met which nobody but the database can foresee.
func (o *odd) tolerates(err error) bool {
	var limit *LimitError
	return o.faults.caused(err) || errors.As(err, &limit) && !errors.Is(err, errStressAnswer) && (limit.Option == "MaxTxBytes" || limit.Option == "MaxDatabaseSize")
}
