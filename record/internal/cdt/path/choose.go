package path

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt/coll"
	"github.com/aerolith/aerolith/record/internal/cdt/pack"
)

// choose returns the positions of the members that a level chooses, in stored order.
func (s *selection) choose(c *coll.Collection, depth int) ([]int, aero.ResultCode) {
	l := &s.levels[depth]
	if !l.fits(c) {
		return nil, aero.CodeParameter
	}
	if l.base() == byIndex || l.base() == byRank {
		return s.one(c, l)
	}
	holds, code := s.first(c, l)
	if code != aero.CodeOK {
		return nil, code
	}
	var chosen []int
	for position := range c.Len() {
		m := memberAt(c, position)
		if !s.env.Charge(len(m.Key) + len(m.Value)) {
			return nil, aero.CodeRecordTooBig
		}
		answer := holds(m)
		if answer == Yes && l.and != nil {
			answer = l.and.Match(m)
		}
		switch {
		case answer == Unknown && !s.lenient:
			return nil, aero.CodeParameter
		case answer == Yes:
			chosen = append(chosen, position)
		}
	}
	return chosen, aero.CodeOK
}

// fits reports whether a level may enter a list or map of this kind.
func (l *level) fits(c *coll.Collection) bool {
	if c.IsMap() {
		kind := l.kind & mapMask
		return kind == 0 || kind == onMap
	}
	kind := l.kind & listMask
	return kind == 0 || kind == onList
}

// memberAt returns a member.
func memberAt(c *coll.Collection, position int) *Member {
	if c.IsMap() {
		return &Member{Key: c.Key(position), Value: c.Value(position)}
	}
	return &Member{Value: c.Value(position), Index: position}
}

// one chooses the member with an index or rank, if there is one and the second condition holds.
func (s *selection) one(c *coll.Collection, l *level) ([]int, aero.ResultCode) {
	run, found := coll.One(l.number, c.Len())
	if !found {
		return nil, aero.CodeOK
	}
	position := run.Start
	switch {
	case l.base() == byRank:
		position = c.PositionOfRank(run.Start)
	case c.IsMap():
		position = c.PositionOfIndex(run.Start)
	}
	if l.and != nil && l.and.Match(memberAt(c, position)) != Yes {
		return nil, aero.CodeOK
	}
	return []int{position}, aero.CodeOK
}

// first returns the first condition of a level that looks at every member.
func (s *selection) first(c *coll.Collection, l *level) (func(m *Member) Answer, aero.ResultCode) {
	switch {
	case l.base() == byTruth && l.truth == nil:
		return func(*Member) Answer { return Yes }, aero.CodeOK
	case l.base() == byTruth:
		return l.truth.Match, aero.CodeOK
	case l.base() == byValue:
		return func(m *Member) Answer { return equal(m.Value, l.value) }, aero.CodeOK
	case !c.IsMap():
		return func(*Member) Answer { return Unknown }, aero.CodeOK
	case l.base() == byKey:
		return func(m *Member) Answer { return equal(m.Key, l.value) }, aero.CodeOK
	}
	return amongKeys(l.value)
}

// equal compares two values.
func equal(a, b []byte) Answer {
	if pack.Compare(a, b) == 0 {
		return Yes
	}
	return No
}

// amongKeys returns a condition that the key is in a list. A list that says to be ordered must be.
func amongKeys(list []byte) (func(m *Member) Answer, aero.ResultCode) {
	c, ok := coll.Parse(list)
	if !ok || c.IsMap() {
		return nil, aero.CodeParameter
	}
	var keys [][]byte
	for position := range c.Len() {
		keys = append(keys, c.Value(position))
	}
	switch {
	case !c.Ordered():
		slices.SortFunc(keys, pack.Compare)
	case !slices.IsSortedFunc(keys, pack.Compare):
		return nil, aero.CodeParameter
	}
	return func(m *Member) Answer {
		if _, found := slices.BinarySearchFunc(keys, m.Key, pack.Compare); found {
			return Yes
		}
		return No
	}, aero.CodeOK
}
