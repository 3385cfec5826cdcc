package cdt

import "github.com/aerolith/aerolith/aero/op"

// The numbers of the operations that look for elements.
const (
	listGetByIndex           = 19
	listRemoveByIndex        = 32
	listGetByIndexRange      = 24
	listRemoveByIndexRange   = 37
	listGetByRank            = 21
	listRemoveByRank         = 34
	listGetByRankRange       = 26
	listRemoveByRankRange    = 39
	listGetByValue           = 22
	listRemoveByValue        = 35
	listGetByValues          = 23
	listRemoveByValues       = 36
	listGetByInterval        = 25
	listRemoveByInterval     = 38
	listGetByRelativeRank    = 27
	listRemoveByRelativeRank = 40
)

// GetByIndex returns what is asked for about the element at an index.
func (l ListOf) GetByIndex(index int, returns Return) op.Step {
	return l.read(listGetByIndex, int(returns), index)
}

// RemoveByIndex removes, and returns what is asked for about, the element at an index.
func (l ListOf) RemoveByIndex(index int, returns Return) op.Step {
	return l.modify(listRemoveByIndex, int(returns), index)
}

// GetByIndexRange returns what is asked for about elements from an index on.
func (l ListOf) GetByIndexRange(index, count int, returns Return) op.Step {
	return l.read(listGetByIndexRange, counted(count, int(returns), index)...)
}

// RemoveByIndexRange removes, and returns what is asked for about, elements from an index on.
func (l ListOf) RemoveByIndexRange(index, count int, returns Return) op.Step {
	return l.modify(listRemoveByIndexRange, counted(count, int(returns), index)...)
}

// GetByRank returns what is asked for about the element with a rank.
func (l ListOf) GetByRank(rank int, returns Return) op.Step {
	return l.read(listGetByRank, int(returns), rank)
}

// RemoveByRank removes, and returns what is asked for about, the element with a rank.
func (l ListOf) RemoveByRank(rank int, returns Return) op.Step {
	return l.modify(listRemoveByRank, int(returns), rank)
}

// GetByRankRange returns what is asked for about elements from a rank on.
func (l ListOf) GetByRankRange(rank, count int, returns Return) op.Step {
	return l.read(listGetByRankRange, counted(count, int(returns), rank)...)
}

// RemoveByRankRange removes, and returns what is asked for about, elements from a rank on.
func (l ListOf) RemoveByRankRange(rank, count int, returns Return) op.Step {
	return l.modify(listRemoveByRankRange, counted(count, int(returns), rank)...)
}

// GetByValue returns what is asked for about the elements that equal a value.
func (l ListOf) GetByValue(value any, returns Return) op.Step {
	return l.read(listGetByValue, int(returns), value)
}

// RemoveByValue removes, and returns what is asked for about, the elements that equal a value.
func (l ListOf) RemoveByValue(value any, returns Return) op.Step {
	return l.modify(listRemoveByValue, int(returns), value)
}

// GetByValues returns what is asked for about the elements that equal one of several values.
func (l ListOf) GetByValues(values []any, returns Return) op.Step {
	return l.read(listGetByValues, int(returns), values)
}

// RemoveByValues removes, and returns what is asked for about, the elements that equal one of several values.
func (l ListOf) RemoveByValues(values []any, returns Return) op.Step {
	return l.modify(listRemoveByValues, int(returns), values)
}

// GetByInterval returns what is asked for about the elements from first up to, but not including, end; nil leaves the end open.
func (l ListOf) GetByInterval(first, end any, returns Return) op.Step {
	return l.read(listGetByInterval, between(first, end, int(returns))...)
}

// RemoveByInterval removes, and returns what is asked for about, the elements from first up to, but not including, end; nil leaves the end open.
func (l ListOf) RemoveByInterval(first, end any, returns Return) op.Step {
	return l.modify(listRemoveByInterval, between(first, end, int(returns))...)
}

// GetByRelativeRank returns what is asked for about the elements from a rank on, counted from where a value is or would be.
func (l ListOf) GetByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return l.read(listGetByRelativeRank, counted(count, int(returns), value, rank)...)
}

// RemoveByRelativeRank removes, and returns what is asked for about, the elements from a rank on, counted from where a value is or would be.
func (l ListOf) RemoveByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return l.modify(listRemoveByRelativeRank, counted(count, int(returns), value, rank)...)
}
