package cdt

import (
	"github.com/aerolith/aerolith/aero/op"
)

// ListFlags say how elements are added to a list.
type ListFlags int

// The flags.
const (
	// ListAddUnique refuses elements that are there already.
	ListAddUnique ListFlags = 1 << 0
	// ListInsertBounded refuses to insert behind the end.
	ListInsertBounded ListFlags = 1 << 1
	// ListNoFail does nothing where elements are refused.
	ListNoFail ListFlags = 1 << 2
	// ListPartial adds those of several elements that are not refused.
	ListPartial ListFlags = 1 << 3
)

// ListOrder says how a list keeps its elements.
type ListOrder int

// The orders.
const (
	ListUnordered ListOrder = 0
	ListOrdered   ListOrder = 1
)

// SortFlags say how a list is sorted.
type SortFlags int

// The flags.
const (
	SortDescending     SortFlags = 1 << 0
	SortDropDuplicates SortFlags = 1 << 1
)

// The numbers of the operations on lists.
const (
	listSetType     = 0
	listAppend      = 1
	listAppendItems = 2
	listInsert      = 3
	listInsertItems = 4
	listPop         = 5
	listPopRange    = 6
	listRemove      = 7
	listRemoveRange = 8
	listSet         = 9
	listTrim        = 10
	listClear       = 11
	listIncrement   = 12
	listSort        = 13
	listSize        = 16
	listGet         = 17
	listGetRange    = 18
)

// ListOf is a list in a bin.
type ListOf struct {
	Finder
	order ListOrder
	flags ListFlags
}

// List begins an operation on the list of a bin, or on one to which a path leads.
func List(bin string, path ...Step) ListOf {
	return ListOf{Finder: Finder{target{bin, path}, &listFinding}}
}

// Under returns the list with an order for lists that are made, and flags for elements that are added.
func (l ListOf) Under(order ListOrder, flags ListFlags) ListOf {
	l.order, l.flags = order, flags
	return l
}

// SetOrder changes how the list keeps its elements.
func (l ListOf) SetOrder(order ListOrder) op.Step { return l.modify(listSetType, int(order)) }

// Append appends a value. It returns the list's length.
func (l ListOf) Append(value any) op.Step {
	return l.modify(listAppend, value, int(l.order), int(l.flags))
}

// AppendAll appends values. It returns the list's length.
func (l ListOf) AppendAll(values ...any) op.Step {
	return l.modify(listAppendItems, values, int(l.order), int(l.flags))
}

// Insert inserts a value before an index. It returns the list's length.
func (l ListOf) Insert(index int, value any) op.Step {
	return l.modify(listInsert, index, value, int(l.flags))
}

// InsertAll inserts values before an index. It returns the list's length.
func (l ListOf) InsertAll(index int, values ...any) op.Step {
	return l.modify(listInsertItems, index, values, int(l.flags))
}

// Set replaces the element at an index.
func (l ListOf) Set(index int, value any) op.Step {
	return l.modify(listSet, index, value, int(l.flags))
}

// Increment adds to the number at an index and returns the sum.
func (l ListOf) Increment(index int, by any) op.Step {
	return l.modify(listIncrement, index, by, int(l.order), int(l.flags))
}

// Pop removes the element at an index and returns it.
func (l ListOf) Pop(index int) op.Step { return l.modify(listPop, index) }

// PopRange removes elements from an index on and returns them.
func (l ListOf) PopRange(index, count int) op.Step {
	return l.modify(listPopRange, counted(count, index)...)
}

// Remove removes the element at an index and returns how many were removed.
func (l ListOf) Remove(index int) op.Step { return l.modify(listRemove, index) }

// RemoveRange removes elements from an index on and returns how many were removed.
func (l ListOf) RemoveRange(index, count int) op.Step {
	return l.modify(listRemoveRange, counted(count, index)...)
}

// Trim removes all elements but those from an index on and returns how many were removed.
func (l ListOf) Trim(index, count int) op.Step { return l.modify(listTrim, index, count) }

// Clear removes all elements.
func (l ListOf) Clear() op.Step { return l.modify(listClear) }

// Sort sorts the elements.
func (l ListOf) Sort(flags SortFlags) op.Step { return l.modify(listSort, int(flags)) }

// Size returns the number of elements.
func (l ListOf) Size() op.Step { return l.read(listSize) }

// Get returns the element at an index.
func (l ListOf) Get(index int) op.Step { return l.read(listGet, index) }

// GetRange returns elements from an index on.
func (l ListOf) GetRange(index, count int) op.Step {
	return l.read(listGetRange, counted(count, index)...)
}
