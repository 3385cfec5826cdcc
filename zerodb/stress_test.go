package zerodb

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: whatever a writer does, and whoever reads, lays out, writes or checks beside it, each reader sees exactly the version that it has, and the next opening the last one; patches above all, which
// several goroutines come to at once. Method: random transactions of one goroutine, of which a model keeps every version, beside readers of all ages and everything else that happens around a database.

// seedsVariable is the variable that makes TestPatchesStressSweep and TestOddOptionsSweep run, over a range of seeds such as 1-20.
const seedsVariable = "AEROLITH_SEEDS"

// stress is a database, what it must contain, and what is done with it.
type stress struct {
	t      *testing.T
	random *rand.Rand
	pace   *stressPace
	counts *stressCounts
	db     *DB
	opts   Options
	// place, pageSize, files, path, keys and prefix stay for all lives; beside says that there are patches whoever reads,
	// eager that readers do much, crowded that other processes come, slow that transactions pass while patches are laid out.
	place    stressPlace
	pageSize int
	files    *memfs.FS
	path     string
	keys     int
	prefix   string
	beside   bool
	eager    bool
	crowded  bool
	slow     bool
	// versions are those of this life, latest is the last one that was committed.
	versions *stressVersions
	latest   stressState
	// pending is the last commit, unshown how many nobody has waited for; freed how many patches were over freed pages at the last look.
	pending        Pending
	unshown, freed int
	// streak is what the writer does for some transactions; hot tells the readers where.
	streak stressStreak
	hot    atomic.Uint64
	// visitors are processes that have come during a transaction.
	visitors sync.WaitGroup
	// mu guards failed, the first error.
	mu     sync.Mutex
	failed error
}

// TestPatchesStress runs some seeds, and fails if they do not come to what they are for.
func TestPatchesStress(t *testing.T) {
	const seeds, transactions = 12, 120
	var sum stressCounts
	for seed := range uint64(seeds) {
		runStress(t, seed+1, 1, transactions/stressRaceFactor, &sum)
	}
	t.Log(sum.String())

	if !t.Failed() {
		sum.demand(t, stressPutBeside, stressPutQuiet, stressLaid, stressSettled, stressFreed, stressStayed, stressRenewed, stressPoints)
	}
}

// stressRaceFactor divides the length of the short form under the race detector.
const stressRaceFactor = min(raceFactor, 3)

// TestPatchesStressSweep is the long form, over a range of seeds. It tells what was done.
func TestPatchesStressSweep(t *testing.T) {
	const lives, transactions, often = 3, 300, 10
	from, to := seedRange(t)
	var sum stressCounts
	for seed := from; seed <= to && !t.Failed(); seed++ {
		runStress(t, seed, lives, transactions, &sum)
		if (seed-from)%often == often-1 || seed == to {
			fmt.Fprintf(os.Stderr, "seeds %d to %d: %v\n", from, seed, &sum)
		}
	}
	if !t.Failed() {
		sum.demand(t, stressPutBeside, stressLaid, stressSettled)
	}
}

// seedRange returns the range of seeds that the long forms are told. Without one the test is skipped.
func seedRange(t *testing.T) (from, to uint64) {
	t.Helper()
	first, last, _ := strings.Cut(os.Getenv(seedsVariable), "-")
	from, err := strconv.ParseUint(first, 10, 64)
	to, toErr := strconv.ParseUint(last, 10, 64)
	if err != nil || toErr != nil {
		t.Skip(seedsVariable + " names no range")
	}
	return from, to
}

// runStress makes so many lives of a database of a seed, with so many transactions each.
func runStress(t *testing.T, seed uint64, lives, transactions int, sum *stressCounts) {
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		t.Cleanup(func() { pager.PatchBesideReaders.Store(false) })
		s := &stress{t: t, random: rand.New(rand.NewPCG(seed, 77)), counts: sum, latest: stressState{}, beside: seed%2 == 1}
		s.choose()
		for range lives {
			s.open()
			s.live(seed, transactions)
			if s.failed != nil {
				t.Errorf("patches beside readers %v, %v: %v", s.beside, s.describe(), s.failed)
				_ = s.db.Close()
				return
			}
			s.leave()
			sum.count(stressLives, 1)
		}
		s.open()
		closeTest(t, s.db)
	})
}

// describe names the options of this life.
func (s *stress) describe() string {
	o := s.opts
	return fmt.Sprintf("place %d, pages of %d, durability %d, checksums %d, access %d, dirty %d, unwritten %d, transactions of %d", s.place, o.PageSize, o.Durability, o.Checksums, o.Access, o.MaxDirtyPages,
		o.MaxUnwrittenBytes, o.MaxTxBytes)
}

// fail notes an error and ends the life.
func (s *stress) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = err
	}
	s.pace.end()
}

// live makes transactions beside everything else.
func (s *stress) live(seed uint64, transactions int) {
	tasks := s.tasks()
	s.pace = newStressPace(len(tasks) - 1)
	s.write(transactions/3, true)
	var all sync.WaitGroup
	for i, task := range tasks {
		r := &stressReader{s: s, random: rand.New(rand.NewPCG(seed, uint64(i)))}
		all.Go(func() { s.run(r, task, i > 0) })
	}
	s.write(transactions, false)
	s.pace.end()
	all.Wait()
	s.visitors.Wait()
	if s.failed == nil {
		s.failed = s.db.Check(s.t.Context(), func(f Finding) error { return fmt.Errorf("the checker found %v", f) })
	}
}

// run does a task again and again; one that waits does nothing where it is calm.
func (s *stress) run(r *stressReader, task func(r *stressReader) error, waits bool) {
	for !s.pace.isOver() {
		if waits && s.pace.isCalm() {
			if err := r.leave(); err != nil {
				s.fail(err)
			}
			s.pace.pass()
			continue
		}
		if err := task(r); err != nil {
			s.fail(err)
		}
	}
	if err := r.leave(); err != nil {
		s.fail(err)
	}
}

// write makes transactions of a life: some alone, the others beside all else. Where readers stop patches there are times without any.
func (s *stress) write(transactions int, alone bool) {
	r := s.random
	const calm, yields = 20, 10
	looks := 25 // after how many transactions the witness looks, about
	if alone {
		looks = 5
	}
	for i := 0; i < transactions && !s.pace.isOver(); i++ {
		if !s.beside && !alone && i%calm == 0 {
			if i/calm%3 == 0 {
				s.pace.stirUp()
			} else {
				s.pace.calmDown()
			}
		}
		if err := s.transaction(); err != nil {
			s.fail(fmt.Errorf("transaction %d: %w", i, err))
			return
		}
		s.pace.wrote()
		if r.IntN(looks) == 0 {
			if err := s.witness(); err != nil {
				s.fail(err)
			}
		}
		if s.slow && alone && r.IntN(looks) == 0 {
			if err := s.layAcross(); err != nil {
				s.fail(err)
			}
		}
		for range r.IntN(yields) {
			runtime.Gosched()
		}
	}
	if err := s.pending.wait(); err != nil {
		s.fail(err)
	}
}
