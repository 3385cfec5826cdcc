package path

import "github.com/aerolith/aerolith/record/internal/cdt/pack"

// level is one step of a path.
type level struct {
	kind   uint64
	number int64      // of an index or rank
	value  []byte     // a key, value or list of keys
	truth  Expression // the condition; nil always holds
	and    Expression // the second condition; nil always holds
	hasAnd bool
}

// base returns the way to enter.
func (l *level) base() uint64 { return l.kind & baseMask }

// reader takes an operand apart.
type reader struct{ rest []byte }

// integer reads an integer.
func (r *reader) integer() (int64, bool) {
	n, size, ok := pack.Integer(r.rest)
	r.rest = r.rest[size:]
	return n, ok
}

// value reads a value of any kind.
func (r *reader) value() ([]byte, bool) {
	size, ok := pack.Size(r.rest)
	b := r.rest[:size:size]
	r.rest = r.rest[size:]
	return b, ok
}

// list reads the head of a list.
func (r *reader) list() (count int, ok bool) {
	kind, count, size, ok := pack.Container(r.rest)
	r.rest = r.rest[size:]
	return count, ok && kind == pack.KindList
}

// parse reads an operand: the number of the operation, a path, mode and flags, and for a change an expression.
func (s *selection) parse(operand []byte) bool {
	const plain, changing = 3, 4 // elements
	r := reader{rest: operand}
	count, ok := r.list()
	if _, isNumber := r.integer(); !ok || !isNumber {
		return false
	}
	steps, ok := r.list()
	if !ok || steps == 0 || steps%2 != 0 || steps/2 > MaxLevels {
		return false
	}
	for range steps / 2 {
		if !s.step(&r) {
			return false
		}
	}
	flags, ok := r.integer()
	s.mode, s.lenient = mode(flags&modeMask), flags&noFail != 0
	switch {
	case !ok || s.mode > modeApply:
		return false
	case s.mode != modeApply:
		return count == plain
	case count != changing:
		return false
	}
	encoded, ok := r.value()
	if !ok {
		return false
	}
	s.modify, ok = s.env.Compile(encoded)
	return ok
}

// step reads one step, or a second condition for the step before.
func (s *selection) step(r *reader) bool {
	kind, ok := r.integer()
	if !ok {
		return false
	}
	if uint64(kind)&andMask != 0 {
		return kind == andTruth && s.second(r)
	}
	l := level{kind: uint64(kind)}
	switch l.base() {
	case byIndex, byRank:
		l.number, ok = r.integer()
	case byKey, byValue, byKeyList:
		l.value, ok = r.value()
	case byTruth:
		l.truth, ok = s.condition(r)
	default:
		return false
	}
	s.levels = append(s.levels, l)
	return ok
}

// second reads a second condition. A step that is a condition itself has none.
func (s *selection) second(r *reader) (ok bool) {
	if len(s.levels) == 0 {
		return false
	}
	l := &s.levels[len(s.levels)-1]
	if l.hasAnd || l.base() == byTruth {
		return false
	}
	l.hasAnd = true
	l.and, ok = s.condition(r)
	return ok
}

// condition reads a condition: an expression, or true.
func (s *selection) condition(r *reader) (Expression, bool) {
	encoded, ok := r.value()
	if !ok {
		return nil, false
	}
	switch pack.KindOf(encoded) {
	case pack.KindTrue:
		return nil, true
	case pack.KindList:
		return s.env.Compile(encoded)
	}
	return nil, false
}
