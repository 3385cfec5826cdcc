package proof

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// specimens returns the databases that are damaged.
func specimens(t *testing.T) []*specimen { return []*specimen{closedSpecimen(t), killedSpecimen(t)} }

// TestFlippedBit flips one bit of the data file or of the log of a small database and opens and reads everything: the
// answer is right, or an error names the page; damage of the log shows, or hides at most the last commit. The short form
// flips a bit in some bytes; the full form one in every byte of the closed database's pages, in each fifth byte of those of the
// killed one and in some of the log; the long form every bit.
func TestFlippedBit(t *testing.T) {
	seed := seedOf(t)
	steps, logStep := pick(t, [...]int{211 * slowdown, 401 * slowdown}, [...]int{1, 5}, [...]int{1, 1}), pick(t, 509*slowdown, 13, 1)
	bits := pick(t, 1, 1, 8)
	for i, s := range specimens(t) {
		step := steps[i]
		t.Run(s.name, func(t *testing.T) {
			random := randomOf(seed, 3)
			t.Run("data", func(t *testing.T) {
				s.judgeAll(t, s.flips(t, dataFile, int(s.pages)*damagePage, step, bits, random))
			})
			for _, name := range s.segments(t, s.files) {
				t.Run(filepath.Base(name), func(t *testing.T) {
					used := usedBytes(s.read(t, s.files, name))
					s.judgeAll(t, s.flips(t, name, used, logStep, bits, random))
				})
			}
		})
	}
}

// usedBytes returns how far a file is not zero, and a little more.
func usedBytes(b []byte) int {
	used := len(b)
	for used > 0 && b[used-1] == 0 {
		used--
	}
	return min(used+256, len(b))
}

// flips yields flips of bits in the first size bytes of a file, in one byte of each step, bits of them in each.
func (s *specimen) flips(t *testing.T, name string, size, step, bits int, random *rand.Rand) func(func(damage) bool) {
	b := s.read(t, s.files, name)
	last, _ := s.history.last()
	return func(yield func(damage) bool) {
		for from := 0; from < size; from += step {
			at := min(from+random.IntN(step), size-1)
			first := random.IntN(8)
			for i := range bits {
				bit := (first + i) % 8
				flipped := []byte{b[at] ^ 1<<bit}
				d := damage{
					name:  fmt.Sprintf("bit %d of byte %d of %s", bit, at, filepath.Base(name)),
					least: s.least,
					do:    func(files *memfs.FS) error { return overwrite(files, name, flipped, int64(at)) },
				}
				if name == dataFile {
					d.pages, d.least = []ids.PageID{ids.PageID(at / damagePage)}, last
				}
				if !yield(d) {
					return
				}
			}
		}
	}
}
