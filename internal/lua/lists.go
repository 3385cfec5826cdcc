package lua

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// listValue is a list inside the sandbox.
type listValue struct{ items []any }

// openList adds the type list and its functions.
func (s *state) openList() {
	library := s.library("list", map[string]lua.LGFunction{
		"create": s.listCreate, "size": s.listSize, "insert": s.listInsert, "append": s.listAppend,
		"prepend": s.listPrepend, "take": s.listTake, "drop": s.listDrop, "remove": s.listRemove,
		"trim": s.listTrim, "clone": s.listClone, "concat": s.listConcat, "merge": s.listMerge,
		"iterator": s.listIterator, "tostring": s.valueText,
	})
	s.constructor(library, s.listNew)
	s.tables.list = s.metatable(map[string]lua.LGFunction{
		"__index": s.listGet, "__newindex": s.listSet, "__len": s.listSize, "__tostring": s.valueText, "__eq": sameValue,
	})
}

// checkList returns an argument that must be a list.
func checkList(l *lua.LState, n int) *listValue {
	if data, ok := l.Get(n).(*lua.LUserData); ok {
		if list, ok := data.Value.(*listValue); ok {
			return list
		}
	}
	l.ArgError(n, "list expected")
	return &listValue{}
}

// listNew is list(), list(capacity) and list{...}; its first argument is the library.
func (s *state) listNew(l *lua.LState) int {
	list := &listValue{}
	if table, ok := l.Get(2).(*lua.LTable); ok {
		s.meter.take(l, table.Len()*slotSize)
		for i := range table.Len() {
			list.items = append(list.items, pullOr(l, table.RawGetInt(i+1)))
		}
	}
	l.Push(s.push(list))
	return 1
}

// slotSize is what an element's place takes, in bytes.
const slotSize = 32

// listCreate is list.create(capacity).
func (s *state) listCreate(l *lua.LState) int {
	l.Push(s.push(&listValue{}))
	return 1
}

// listSize is list.size(l) and #l.
func (s *state) listSize(l *lua.LState) int {
	l.Push(lua.LNumber(len(checkList(l, 1).items)))
	return 1
}

// listGet is l[i], nil outside of the list.
func (s *state) listGet(l *lua.LState) int {
	list := checkList(l, 1)
	if i, ok := l.Get(2).(lua.LNumber); ok && i >= 1 && int64(i) <= int64(len(list.items)) {
		l.Push(s.push(list.items[int(i)-1]))
		return 1
	}
	l.Push(lua.LNil)
	return 1
}

// listSet is l[i] = v. The list grows up to i; indexes far beyond its end are refused.
func (s *state) listSet(l *lua.LState) int {
	list, i, v := checkList(l, 1), l.CheckInt64(2), need(l, 3)
	if i < 1 {
		l.ArgError(2, "index must be at least 1")
	}
	if grow := i - int64(len(list.items)); grow > 0 {
		s.meter.take(l, int(min(grow, maxListItems+1))*slotSize)
		if i > maxListItems {
			l.ArgError(2, "index out of range")
		}
		list.items = append(list.items, make([]any, grow)...)
	}
	s.meter.take(l, sizeOf(v)-slotSize)
	list.items[i-1] = v
	return 0
}

// maxListItems is how many elements a list may have: what the largest record can hold.
const maxListItems = 8 << 20

// listAppend is list.append(l, v).
func (s *state) listAppend(l *lua.LState) int {
	list, v := checkList(l, 1), need(l, 2)
	s.meter.take(l, sizeOf(v))
	list.items = append(list.items, v)
	return 0
}

// listPrepend is list.prepend(l, v).
func (s *state) listPrepend(l *lua.LState) int {
	list, v := checkList(l, 1), need(l, 2)
	s.insert(l, list, 0, v)
	return 0
}

// listInsert is list.insert(l, i, v).
func (s *state) listInsert(l *lua.LState) int {
	list, i, v := checkList(l, 1), l.CheckInt64(2), need(l, 3)
	if i < 1 || i > maxListItems {
		l.ArgError(2, "index out of range")
	}
	if grow := int(i) - 1 - len(list.items); grow > 0 {
		s.meter.take(l, grow*slotSize)
		list.items = append(list.items, make([]any, grow)...)
	}
	s.insert(l, list, int(i)-1, v)
	return 0
}

// insert puts a value before the element at an index and charges for it.
func (s *state) insert(l *lua.LState, list *listValue, at int, v any) {
	s.meter.take(l, sizeOf(v))
	s.meter.work(l, (len(list.items)-at)/slotSize)
	list.items = slices.Insert(list.items, at, v)
}

// listRemove is list.remove(l, i).
func (s *state) listRemove(l *lua.LState) int {
	list, i := checkList(l, 1), l.CheckInt64(2)
	if i >= 1 && i <= int64(len(list.items)) {
		s.meter.work(l, (len(list.items)-int(i))/slotSize)
		list.items = slices.Delete(list.items, int(i)-1, int(i))
	}
	return 0
}

// listTrim is list.trim(l, i): removes the elements from i on.
func (s *state) listTrim(l *lua.LState) int {
	list, i := checkList(l, 1), l.CheckInt64(2)
	if i >= 1 && i <= int64(len(list.items)) {
		clear(list.items[i-1:])
		list.items = list.items[:i-1]
	}
	return 0
}

// part pushes a new list of the elements from one index to before another.
func (s *state) part(l *lua.LState, list *listValue, from, to int64) int {
	size := int64(len(list.items))
	from, to = min(max(from, 0), size), min(max(to, 0), size)
	items := list.items[from:max(from, to)]
	s.meter.take(l, len(items)*slotSize)
	l.Push(s.push(&listValue{items: slices.Clone(items)}))
	return 1
}

// listTake is list.take(l, n): the first n elements.
func (s *state) listTake(l *lua.LState) int { return s.part(l, checkList(l, 1), 0, l.CheckInt64(2)) }

// listDrop is list.drop(l, n): all but the first n elements.
func (s *state) listDrop(l *lua.LState) int {
	list := checkList(l, 1)
	return s.part(l, list, l.CheckInt64(2), int64(len(list.items)))
}

// listClone is list.clone(l).
func (s *state) listClone(l *lua.LState) int {
	list := checkList(l, 1)
	return s.part(l, list, 0, int64(len(list.items)))
}

// listConcat is list.concat(l1, l2): adds the elements of l2 to l1.
func (s *state) listConcat(l *lua.LState) int {
	first, second := checkList(l, 1), checkList(l, 2)
	s.meter.take(l, len(second.items)*slotSize)
	first.items = append(first.items, second.items...)
	return 0
}

// listMerge is list.merge(l1, l2): a new list of both lists' elements.
func (s *state) listMerge(l *lua.LState) int {
	first, second := checkList(l, 1), checkList(l, 2)
	s.meter.take(l, (len(first.items)+len(second.items))*slotSize)
	l.Push(s.push(&listValue{items: slices.Concat(first.items, second.items)}))
	return 1
}

// listIterator is list.iterator(l).
func (s *state) listIterator(l *lua.LState) int {
	list, at := checkList(l, 1), 0
	l.Push(l.NewFunction(func(l *lua.LState) int {
		if at >= len(list.items) {
			l.Push(lua.LNil)
			return 1
		}
		l.Push(s.push(list.items[at]))
		at++
		return 1
	}))
	return 1
}
