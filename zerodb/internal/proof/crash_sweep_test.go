package proof

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// seedsVariable makes the sweeps run over a range of seeds such as 1-20: a piece of the whole, whose figures add up.
const seedsVariable = "AEROLITH_SEEDS"

// seedsOf returns the range of seeds, and skips the test where none is asked for.
func seedsOf(t *testing.T) (from, to uint64) {
	t.Helper()
	text := os.Getenv(seedsVariable)
	if text == "" {
		t.Skip(seedsVariable + " is not set")
	}
	first, last, _ := strings.Cut(text, "-")
	from, err := strconv.ParseUint(first, 10, 64)
	must(t, err)
	to, err = strconv.ParseUint(last, 10, 64)
	must(t, err)
	return from, to
}

// TestCrashSweep is the long form of TestCrashAfterEachOperation, in pieces: for each seed of a range it runs every workload for three
// lives, with one durability after the other (every second run keeps all that was acknowledged), and takes all kinds of image after every
// operation. Each image is opened, compared in whole, and checked; one kind after each operation is used, too, and loses the
// power again. In one of a hundred images the power fails a second time, in the recovery: at a random operation of that, with all
// kinds of image, for the first workload at every operation.
func TestCrashSweep(t *testing.T) {
	from, to := seedsOf(t)
	var sum figures
	for seed := from; seed <= to; seed++ {
		for i, load := range workloads() {
			durability := load.durabilityOf(seed + uint64(i))
			t.Run(fmt.Sprintf("seed %d, %s, durability %d", seed, load.name, durability), func(t *testing.T) {
				w := newWatcher(t, seed, load, durability)
				w.sweep(i)
				runWorkload(w, load, 3, max(1, load.commits/2))
				sum.add(w)
			})
			if t.Failed() {
				return
			}
		}
		fmt.Fprintf(os.Stderr, "seeds %d to %d, %d workloads: %v\n", from, seed, len(workloads()), sum)
	}
}

// durabilityOf returns the n-th durability of a workload.
func (load workload) durabilityOf(n uint64) zerodb.Durability {
	loose := []zerodb.Durability{zerodb.DurabilityInterval, zerodb.DurabilityNone}
	switch {
	case load.loose:
		return loose[n%2]
	case n%2 == 1:
		return loose[n/2%2]
	default:
		return zerodb.DurabilityAlways
	}
}

// sweep makes a watcher take everything, of the workload with that number.
func (w *watcher) sweep(workload int) {
	const oneIn = 100
	kinds := len(memfs.Kinds())
	w.kinds = allKinds
	w.thorough = func(n, i int) bool { return i == n/kinds%kinds }
	w.nested = func(n int) nesting {
		switch {
		case randomOf(w.seed^uint64(workload)<<32, uint64(n)).IntN(oneIn) != 0:
			return noStep
		case workload == 0:
			return eachStep
		default:
			return oneStep
		}
	}
}

// figures add up what runs have looked at.
type figures struct {
	operations, images, inner, repeated, states, places int64
	farthest                                            int
}

// add adds a run.
func (f *figures) add(w *watcher) {
	last, _ := w.history.last()
	f.operations += w.operations.Load()
	f.images += w.images.Load()
	f.inner += w.inner.Load()
	f.repeated += w.known.times()
	f.states += int64(last)
	f.places += w.places.commits.Load()
	f.farthest = max(f.farthest, w.farthest)
}

// String names the figures.
func (f figures) String() string {
	return fmt.Sprintf("%d crash points, %d images, %d images of crashed recoveries, %d of all images the same again, %d states, %d of them by changes in "+
		"place, log up to %d segments ahead", f.operations, f.images, f.inner, f.repeated, f.states, f.places, f.farthest)
}
