package proof

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// logBlock and logSector are the units in which the log is damaged: a page of the page cache, and what a disk writes at once.
const (
	logBlock  = 4096
	logSector = 512
)

// TestMisplacedLogBlocks does to the blocks of the log what TestMisplacedPages does to pages: it empties, shreds, ages, copies and exchanges
// them, and empties single sectors. A CorruptionError names the damage, or the answer is right; damage at the very end, where nothing behind
// it tells that it was durable, may hide the last two commits, since one block can lie across both, and never anything before them.
func TestMisplacedLogBlocks(t *testing.T) {
	random := randomOf(seedOf(t), 14)
	step := pick(t, 31*slowdown, 1, 1)
	for _, s := range specimens(t) {
		t.Run(s.name, func(t *testing.T) {
			s.judgeAll(t, func(yield func(damage) bool) {
				for _, name := range s.segments(t, s.files) {
					for d := range s.blockDamages(t, name, random) {
						if random.IntN(step) == 0 && !yield(d) {
							return
						}
					}
				}
			})
		})
	}
}

// blockDamages yields each damage of the blocks of a segment.
func (s *specimen) blockDamages(t *testing.T, name string, random *rand.Rand) func(func(damage) bool) {
	now := s.read(t, s.files, name)
	blocks := min((usedBytes(now)+logBlock-1)/logBlock, len(now)/logBlock)
	of := func(b []byte, i int) []byte { return b[i*logBlock : (i+1)*logBlock] }
	return func(yield func(damage) bool) {
		for i := range blocks {
			sector := i*logBlock + random.IntN(logBlock/logSector)*logSector
			if !yield(s.blockDamage(name, "emptied", make([]byte, logBlock), i*logBlock)) ||
				!yield(s.blockDamage(name, "shredded", []byte(randomBytes(random, logBlock)), i*logBlock)) ||
				!yield(s.blockDamage(name, "emptied", make([]byte, logSector), sector)) {
				return
			}
			for _, old := range s.olderBlocks(t, i) {
				if !yield(s.blockDamage(name, "older", old, i*logBlock)) {
					return
				}
			}
			for j := range blocks {
				if i != j && !yield(s.blockDamage(name, fmt.Sprintf("copy of block %d", j), of(now, j), i*logBlock)) {
					return
				}
				if i < j && !yield(s.exchangeBlocks(name, of(now, i), of(now, j), i, j)) {
					return
				}
			}
		}
	}
}

// blockDamage puts other bytes into a segment.
func (s *specimen) blockDamage(name, what string, b []byte, offset int) damage {
	last, _ := s.history.last()
	return damage{
		name: fmt.Sprintf("%s: %d bytes at %d %s", filepath.Base(name), len(b), offset, what), least: max(0, min(s.least, last-2)),
		do: func(files *memfs.FS) error { return overwrite(files, name, b, int64(offset)) },
	}
}

// exchangeBlocks exchanges two blocks of a segment.
func (s *specimen) exchangeBlocks(name string, a, b []byte, i, j int) damage {
	first, second := s.blockDamage(name, fmt.Sprintf("exchanged with block %d", j), b, i*logBlock), s.blockDamage(name, "", a, j*logBlock)
	do := first.do
	first.do = func(files *memfs.FS) error { return errors.Join(do(files), second.do(files)) }
	return first
}

// olderBlocks returns what the segments of an earlier moment have at a block: segments are used again, so a lost write leaves that.
func (s *specimen) olderBlocks(t *testing.T, block int) (all [][]byte) {
	for _, name := range s.segments(t, s.before) {
		if b := s.read(t, s.before, name); len(b) >= (block+1)*logBlock {
			all = append(all, b[block*logBlock:(block+1)*logBlock])
		}
	}
	return all
}
