package zerodb

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// oddLives are lives of a database with odd options, each of which leaves its files to the next.
type oddLives struct {
	salt uint64
	live func(*odd) error
	// follow says that somebody follows its history.
	follow bool
}

// short runs the first seeds.
func (l oddLives) short(t *testing.T, seeds uint64, lives int) {
	counts := map[string]int{}
	for seed := range seeds {
		l.run(t, seed+1, max(2, lives/raceFactor), counts)
	}
	t.Log(counts)
}

// sweep runs the seeds that the environment names.
func (l oddLives) sweep(t *testing.T, lives int) {
	const often = 10
	from, to := seedRange(t)
	counts := map[string]int{}
	for seed := from; seed <= to && !t.Failed(); seed++ {
		l.run(t, seed, lives, counts)
		if (seed-from)%often == often-1 || seed == to {
			fmt.Fprintf(os.Stderr, "seeds %d to %d: %v\n", from, seed, counts)
		}
	}
}

// run makes so many lives of the database of a seed.
func (l oddLives) run(t *testing.T, seed uint64, lives int, counts map[string]int) {
	const mostNames = 60 // everything is looked at often
	t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
		pager.PatchBesideReaders.Store(seed%2 == 0)
		t.Cleanup(func() { pager.PatchBesideReaders.Store(false) })
		o := &odd{t: t, random: rand.New(rand.NewPCG(seed, l.salt)), latest: stressState{}, counts: counts}
		o.power = &oddPower{o: o, random: rand.New(rand.NewPCG(seed, l.salt+1)), states: []stressState{{}}}
		if l.follow {
			o.history = &oddHistory{}
		}
		over := false
		defer func() { // also after a panic
			if !over {
				o.tell()
			}
		}()
		o.choose()
		o.names = o.names[:min(len(o.names), mostNames)]
		for life := range lives {
			if err := l.live(o); err != nil {
				t.Fatalf("seed %d, life %d, %s: %v", seed, life, o.describe(), oddFiller.ReplaceAllString(err.Error(), "n…"))
			}
		}
		over = true
	})
}
