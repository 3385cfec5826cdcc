package proof

import (
	"fmt"
	"os"
	"testing"
)

// What the histories have to consist of, at least.
const (
	kindsLeast        = 40
	surroundingsLeast = 25
)

// TestMetamorphicIsBroad counts the kinds of operations and the sets of options, each of which bears a name of its own.
func TestMetamorphicIsBroad(t *testing.T) {
	if kinds := kindsOfOperations(); kinds < kindsLeast {
		t.Errorf("only %d kinds of operations", kinds)
	}
	names := map[string]bool{}
	for _, s := range surroundings() {
		names[s.name] = true
	}
	if len(names) < surroundingsLeast {
		t.Errorf("only %d sets of options", len(names))
	}
	t.Logf("%d kinds of operations, %d sets of options", kindsOfOperations(), len(names))
}

// kindsOfOperations counts the kinds.
func kindsOfOperations() int {
	return len(kindsOfChanges()) + len(kindsOfReads()) + len(kindsOfTransactions()) + len(kindsOfMoments())
}

// TestMetamorphicSweep is the long form of TestMetamorphic, in pieces: another history for each seed of a range. Its figures add up
// over pieces.
func TestMetamorphicSweep(t *testing.T) {
	const steps, every = 1500, 25
	from, to := seedsOf(t)
	var operations int64
	for seed := from; seed <= to && !t.Failed(); seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { operations += tellEverywhere(t, seed, steps, every) })
		fmt.Fprintf(os.Stderr, "seeds %d to %d, %d kinds of operations, %d sets of options: %d operations\n",
			from, seed, kindsOfOperations(), len(surroundings()), operations)
	}
}

// tellEverywhere tells the history of a seed in all surroundings, compares after each so many steps, and returns how many operations it were.
func tellEverywhere(t *testing.T, seed uint64, steps, every int) (operations int64) {
	const enough = 90 // steps, in which there are certainly some
	var want []string
	var inPlace int64
	for i, s := range surroundings() {
		t.Run(s.name, func(t *testing.T) {
			patchWhoeverReads(t, seed+uint64(i))
			told := newTelling(t, s, seed)
			got := told.run(steps, every)
			operations += told.operations
			inPlace += told.places.commits.Load()
			if i == 0 {
				want = got
				return
			}
			for at := range want {
				if got[at] != want[at] {
					t.Fatalf("seed %d differs from %s at comparison %d of %d, each after %d steps: %s, want %s",
						seed, surroundings()[0].name, at+1, len(want), every, got[at], want[at])
				}
			}
		})
	}
	if inPlace == 0 && steps >= enough {
		t.Errorf("no transaction changed anything in its place")
	}
	t.Logf("%d transactions changed something in its place", inPlace)
	return operations
}
