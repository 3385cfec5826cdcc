package cdt

import "github.com/aerolith/aerolith/aero/op"

// The ways of finding members that lists and maps have in common.
const (
	byIndex = iota
	byIndexRange
	byRank
	byRankRange
	byValue
	byValues
	byInterval
	byRelativeRank
	findings
)

// finding are the numbers of the operations that find members, and of those that remove what they find.
type finding struct{ get, remove [findings]int }

// The numbers for lists and for maps. They are never changed.
var (
	listFinding = finding{
		get:    [findings]int{19, 24, 21, 26, 22, 23, 25, 27},
		remove: [findings]int{32, 37, 34, 39, 35, 36, 38, 40},
	}
	mapFinding = finding{
		get:    [findings]int{98, 104, 100, 106, 102, 108, 105, 110},
		remove: [findings]int{77, 85, 79, 87, 82, 83, 86, 89},
	}
)

// Finder finds, and removes, members of a list or map; it is part of ListOf and MapOf. A member is an element of a list, or an
// entry of a map: its index is its place, or that of its key among the keys; its rank is the place of its value among the
// values. What operations answer with about members is a Return.
type Finder struct {
	target
	numbers *finding
}

// get builds an operation that finds.
func (f Finder) get(way int, arguments ...any) op.Step {
	return f.read(f.numbers.get[way], arguments...)
}

// remove builds an operation that removes what it finds.
func (f Finder) remove(way int, arguments ...any) op.Step {
	return f.modify(f.numbers.remove[way], arguments...)
}

// GetByIndex finds the member at an index.
func (f Finder) GetByIndex(index int, returns Return) op.Step {
	return f.get(byIndex, int(returns), index)
}

// RemoveByIndex removes the member at an index.
func (f Finder) RemoveByIndex(index int, returns Return) op.Step {
	return f.remove(byIndex, int(returns), index)
}

// GetByIndexRange finds members from an index on.
func (f Finder) GetByIndexRange(index, count int, returns Return) op.Step {
	return f.get(byIndexRange, counted(count, int(returns), index)...)
}

// RemoveByIndexRange removes members from an index on.
func (f Finder) RemoveByIndexRange(index, count int, returns Return) op.Step {
	return f.remove(byIndexRange, counted(count, int(returns), index)...)
}

// GetByRank finds the member with a rank.
func (f Finder) GetByRank(rank int, returns Return) op.Step {
	return f.get(byRank, int(returns), rank)
}

// RemoveByRank removes the member with a rank.
func (f Finder) RemoveByRank(rank int, returns Return) op.Step {
	return f.remove(byRank, int(returns), rank)
}

// GetByRankRange finds members from a rank on.
func (f Finder) GetByRankRange(rank, count int, returns Return) op.Step {
	return f.get(byRankRange, counted(count, int(returns), rank)...)
}

// RemoveByRankRange removes members from a rank on.
func (f Finder) RemoveByRankRange(rank, count int, returns Return) op.Step {
	return f.remove(byRankRange, counted(count, int(returns), rank)...)
}

// GetByValue finds the members whose value equals a value.
func (f Finder) GetByValue(value any, returns Return) op.Step {
	return f.get(byValue, int(returns), value)
}

// RemoveByValue removes the members whose value equals a value.
func (f Finder) RemoveByValue(value any, returns Return) op.Step {
	return f.remove(byValue, int(returns), value)
}

// GetByValues finds the members whose value equals one of several.
func (f Finder) GetByValues(values []any, returns Return) op.Step {
	return f.get(byValues, int(returns), values)
}

// RemoveByValues removes the members whose value equals one of several.
func (f Finder) RemoveByValues(values []any, returns Return) op.Step {
	return f.remove(byValues, int(returns), values)
}

// GetByInterval finds the members with values from first up to, but not including, end; nil leaves the end open.
func (f Finder) GetByInterval(first, end any, returns Return) op.Step {
	return f.get(byInterval, between(first, end, int(returns))...)
}

// RemoveByInterval removes the members with values from first up to, but not including, end; nil leaves the end open.
func (f Finder) RemoveByInterval(first, end any, returns Return) op.Step {
	return f.remove(byInterval, between(first, end, int(returns))...)
}

// GetByRelativeRank finds the members from a rank on, counted from where a value is or would be.
func (f Finder) GetByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return f.get(byRelativeRank, counted(count, int(returns), value, rank)...)
}

// RemoveByRelativeRank removes the members from a rank on, counted from where a value is or would be.
func (f Finder) RemoveByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return f.remove(byRelativeRank, counted(count, int(returns), value, rank)...)
}
