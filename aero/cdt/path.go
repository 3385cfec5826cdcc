package cdt

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/aero/op"
)

// The kinds of steps into a value.
const (
	pathListIndex = 0x10
	pathListRank  = 0x11
	pathListValue = 0x13
	pathMapIndex  = 0x20
	pathMapRank   = 0x21
	pathMapKey    = 0x22
	pathMapValue  = 0x23
)

// What a step makes that leads nowhere.
const (
	createListUnordered = 0x40
	createListOrdered   = 0xc0
	createMapUnordered  = 0x40
	createMapOrdered    = 0x80
)

// contextMark marks an operation inside of a value.
const contextMark = 0xff

// Step leads from a list or map to one of its members.
type Step struct {
	kind  int
	value any
}

// Index leads to the element of a list at an index.
func Index(index int) Step { return Step{pathListIndex, index} }

// Rank leads to the element of a list with a rank.
func Rank(rank int) Step { return Step{pathListRank, rank} }

// Value leads to the first element of a list with a value.
func Value(value any) Step { return Step{pathListValue, value} }

// MapIndex leads to the value of a map at an index.
func MapIndex(index int) Step { return Step{pathMapIndex, index} }

// MapRank leads to the value of a map with a rank.
func MapRank(rank int) Step { return Step{pathMapRank, rank} }

// Key leads to the value of a map under a key.
func Key(key any) Step { return Step{pathMapKey, key} }

// MapValue leads to the first value of a map that equals a value.
func MapValue(value any) Step { return Step{pathMapValue, value} }

// KeyCreateMap leads to the value under a key, and makes a map there if there is nothing.
func KeyCreateMap(key any, order aero.MapOrder) Step {
	create := createMapUnordered
	if order != aero.MapUnordered {
		create = createMapOrdered
	}
	return Step{pathMapKey | create, key}
}

// KeyCreateList leads to the value under a key, and makes an unordered list there if there is nothing.
func KeyCreateList(key any) Step { return Step{pathMapKey | createListUnordered, key} }

// KeyCreateOrderedList leads to the value under a key, and makes an ordered list there if there is nothing.
func KeyCreateOrderedList(key any) Step { return Step{pathMapKey | createListOrdered, key} }

// Context returns a path in its encoded form, for indexes on what lies inside of a bin. It returns
// aero.ErrUnsupportedValue for a key or value that cannot be encoded.
func Context(path ...Step) ([]byte, error) {
	p, err := aero.NewParticle(flat(path))
	return p.Data, err
}

// flat returns a path as a list of kinds and values.
func flat(path []Step) []any {
	all := make([]any, 0, 2*len(path))
	for _, s := range path {
		all = append(all, s.kind, s.value)
	}
	return all
}

// target is where an operation applies.
type target struct {
	bin  string
	path []Step
}

// Inside lets an operation of package op, such as one on bits, apply to the value to which a path leads in its bin. Lists and
// maps take their path at their beginning: see List and Map.
func Inside(step op.Step, path ...Step) op.Step {
	if step.Err != nil || len(path) == 0 {
		return step
	}
	way, err := Context(path...)
	if err != nil {
		return op.Step{Err: err}
	}
	const mark = "\x93\xcc\xff" // a list of three, with the mark of a path at first
	data := append([]byte(mark), way...)
	step.Operation.Value.Data = append(data, step.Operation.Value.Data...)
	return step
}

// build builds an operation of a number and arguments.
func (t target) build(kind aero.OpType, number int, arguments ...any) op.Step {
	call := append([]any{number}, arguments...)
	if len(t.path) == 0 {
		return op.Packed(kind, t.bin, call...)
	}
	return op.Packed(kind, t.bin, contextMark, flat(t.path), call)
}

// read builds an operation that changes nothing.
func (t target) read(number int, arguments ...any) op.Step {
	return t.build(aero.OpCDTRead, number, arguments...)
}

// modify builds an operation that may change something.
func (t target) modify(number int, arguments ...any) op.Step {
	return t.build(aero.OpCDTModify, number, arguments...)
}

// counted returns arguments with a count at the end, unless it means "all".
func counted(count int, arguments ...any) []any {
	if count < 0 {
		return arguments
	}
	return append(arguments, count)
}

// between returns arguments with the ends of an interval; an end of nil is open.
func between(first, end any, arguments ...any) []any {
	arguments = append(arguments, first)
	if end == nil {
		return arguments
	}
	return append(arguments, end)
}

// Return says what an operation answers with about the members that it finds.
type Return int

// The answers. Inverted may be added to those of ranges and lists: it finds all other members.
const (
	ReturnNone         Return = 0
	ReturnIndex        Return = 1
	ReturnReverseIndex Return = 2
	ReturnRank         Return = 3
	ReturnReverseRank  Return = 4
	ReturnCount        Return = 5
	ReturnKey          Return = 6
	ReturnValue        Return = 7
	ReturnKeyValue     Return = 8
	ReturnExists       Return = 13
	ReturnUnorderedMap Return = 16
	ReturnOrderedMap   Return = 17
	Inverted           Return = 0x10000
)

// Infinity ends an interval behind every value.
func Infinity() any { return aero.Extension{Type: 0xff, Data: []byte{0x01}} }

// Wildcard equals every value, in lists that are looked for.
func Wildcard() any { return aero.Extension{Type: 0xff, Data: []byte{0x00}} }
