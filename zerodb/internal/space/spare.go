package space

import (
	"errors"
	"math"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// spareRuns are a transaction's own runs of several pages that it may use again at once, joined where they are adjacent.
type spareRuns struct {
	// levels has those that were allocated in each open savepoint, the outermost behind those of none. It may be shorter than savepoints are deep, and have nil.
	levels []*Manager
	// taken are runs that a savepoint has taken of those around it, and to which it gives them back.
	taken []takenRun
}

// takenRun is a run of a level.
type takenRun struct {
	run   Run
	level int
}

// take hands out count adjacent pages in a savepoint of the depth.
func (s *spareRuns) take(count uint64, depth int) (first ids.PageID, ok bool) {
	for level, m := range slices.Backward(s.levels) {
		if m == nil || m.pages < count {
			continue
		}
		if first, ok := m.takeRun(count); ok {
			if level < depth {
				s.taken = append(s.taken, takenRun{Run{Start: first, Count: count}, level})
			}
			return first, true
		}
	}
	return 0, false
}

// add makes a run available that was allocated in a savepoint of the depth. The error says that it is so already.
func (s *spareRuns) add(r Run, depth int) error {
	for len(s.levels) <= depth {
		s.levels = append(s.levels, nil)
	}
	if s.levels[depth] == nil {
		s.levels[depth] = &Manager{highWater: math.MaxUint64}
	}
	return s.levels[depth].insert(r)
}

// end forgets the level of a savepoint of the depth, which had found so many taken runs, and returns what it has.
func (s *spareRuns) end(depth, taken int) (runs []Run) {
	kept := s.taken[:taken]
	for _, t := range s.taken[taken:] {
		if t.level < depth-1 {
			kept = append(kept, t)
		}
	}
	s.taken = kept
	if depth >= len(s.levels) {
		return nil
	}
	if m := s.levels[depth]; m != nil {
		runs = m.AppendFree(nil)
	}
	s.levels = s.levels[:depth]
	return runs
}

// takeBack undoes what was done in a savepoint of the depth, which had found so many taken runs.
func (s *spareRuns) takeBack(depth, taken int) (err error) {
	back := s.taken[taken:]
	if depth < len(s.levels) {
		s.levels = s.levels[:depth]
	}
	for _, t := range back {
		err = errors.Join(err, s.add(t.run, t.level))
	}
	s.taken = s.taken[:taken]
	return err
}

// len returns how many runs there are.
func (s *spareRuns) len() (n int) {
	for _, m := range s.levels {
		if m != nil {
			n += m.byPlace.Len()
		}
	}
	return n
}
