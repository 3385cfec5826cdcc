package record

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// noSet is the number of records that are in no set.
const noSet uint16 = 0

// setTable numbers the sets of a namespace. The committer alone adds sets; everybody may look them up. A number that
// was given out but whose transaction failed stays in memory: it is used when the set appears again.
type setTable struct {
	view  atomic.Pointer[setView]
	limit int
}

// setView is a state of the table; it never changes.
type setView struct {
	numbers map[string]uint16
	names   []string // by number; the name of noSet is empty
}

// newSetTable returns a table with the given names by number, of which there may be at most limit beside noSet.
func newSetTable(names []string, limit int) *setTable {
	t := &setTable{limit: limit}
	view := &setView{numbers: make(map[string]uint16, len(names)), names: names}
	for number, name := range names {
		if name != "" {
			view.numbers[name] = uint16(number)
		}
	}
	t.view.Store(view)
	return t
}

// number returns the number of a set, and false if there is none of that name.
func (t *setTable) number(name string) (uint16, bool) {
	if name == "" {
		return noSet, true
	}
	number, ok := t.view.Load().numbers[name]
	return number, ok
}

// name returns the name of a set, and false if there is none of that number.
func (t *setTable) name(number uint16) (string, bool) {
	names := t.view.Load().names
	if int(number) >= len(names) {
		return "", false
	}
	return names[number], true
}

// Resolve implements eval.SetTable. The name is copied.
func (t *setTable) Resolve(name string) (uint16, bool) {
	if number, ok := t.number(name); ok {
		return number, true
	}
	old := t.view.Load()
	if len(old.names) > t.limit {
		return 0, false
	}
	name = strings.Clone(name)
	next := &setView{numbers: maps.Clone(old.numbers), names: append(slices.Clone(old.names), name)}
	number := uint16(len(old.names))
	next.numbers[name] = number
	t.view.Store(next)
	return number, true
}
