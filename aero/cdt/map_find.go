package cdt

import "github.com/aerolith/aerolith/aero/op"

// The numbers of the operations that look for entries.
const (
	mapGetByKey                 = 97
	mapRemoveByKey              = 76
	mapGetByKeys                = 107
	mapRemoveByKeys             = 81
	mapGetByKeyInterval         = 103
	mapRemoveByKeyInterval      = 84
	mapGetByKeyRelativeIndex    = 109
	mapRemoveByKeyRelativeIndex = 88
	mapGetByIndex               = 98
	mapRemoveByIndex            = 77
	mapGetByIndexRange          = 104
	mapRemoveByIndexRange       = 85
	mapGetByRank                = 100
	mapRemoveByRank             = 79
	mapGetByRankRange           = 106
	mapRemoveByRankRange        = 87
	mapGetByValue               = 102
	mapRemoveByValue            = 82
	mapGetByValues              = 108
	mapRemoveByValues           = 83
	mapGetByValueInterval       = 105
	mapRemoveByValueInterval    = 86
	mapGetByRelativeRank        = 110
	mapRemoveByRelativeRank     = 89
)

// GetByKey returns what is asked for about the entry under a key.
func (m MapOf) GetByKey(key any, returns Return) op.Step {
	return m.read(mapGetByKey, int(returns), key)
}

// RemoveByKey removes, and returns what is asked for about, the entry under a key.
func (m MapOf) RemoveByKey(key any, returns Return) op.Step {
	return m.modify(mapRemoveByKey, int(returns), key)
}

// GetByKeys returns what is asked for about the entries under several keys.
func (m MapOf) GetByKeys(keys []any, returns Return) op.Step {
	return m.read(mapGetByKeys, int(returns), keys)
}

// RemoveByKeys removes, and returns what is asked for about, the entries under several keys.
func (m MapOf) RemoveByKeys(keys []any, returns Return) op.Step {
	return m.modify(mapRemoveByKeys, int(returns), keys)
}

// GetByKeyInterval returns what is asked for about the entries with keys from first up to, but not including, end; nil leaves the end open.
func (m MapOf) GetByKeyInterval(first, end any, returns Return) op.Step {
	return m.read(mapGetByKeyInterval, between(first, end, int(returns))...)
}

// RemoveByKeyInterval removes, and returns what is asked for about, the entries with keys from first up to, but not including, end; nil leaves the end open.
func (m MapOf) RemoveByKeyInterval(first, end any, returns Return) op.Step {
	return m.modify(mapRemoveByKeyInterval, between(first, end, int(returns))...)
}

// GetByKeyRelativeIndex returns what is asked for about the entries from an index on, counted from where a key is or would be.
func (m MapOf) GetByKeyRelativeIndex(key any, index, count int, returns Return) op.Step {
	return m.read(mapGetByKeyRelativeIndex, counted(count, int(returns), key, index)...)
}

// RemoveByKeyRelativeIndex removes, and returns what is asked for about, the entries from an index on, counted from where a key is or would be.
func (m MapOf) RemoveByKeyRelativeIndex(key any, index, count int, returns Return) op.Step {
	return m.modify(mapRemoveByKeyRelativeIndex, counted(count, int(returns), key, index)...)
}

// GetByIndex returns what is asked for about the entry at an index.
func (m MapOf) GetByIndex(index int, returns Return) op.Step {
	return m.read(mapGetByIndex, int(returns), index)
}

// RemoveByIndex removes, and returns what is asked for about, the entry at an index.
func (m MapOf) RemoveByIndex(index int, returns Return) op.Step {
	return m.modify(mapRemoveByIndex, int(returns), index)
}

// GetByIndexRange returns what is asked for about entries from an index on.
func (m MapOf) GetByIndexRange(index, count int, returns Return) op.Step {
	return m.read(mapGetByIndexRange, counted(count, int(returns), index)...)
}

// RemoveByIndexRange removes, and returns what is asked for about, entries from an index on.
func (m MapOf) RemoveByIndexRange(index, count int, returns Return) op.Step {
	return m.modify(mapRemoveByIndexRange, counted(count, int(returns), index)...)
}

// GetByRank returns what is asked for about the entry whose value has a rank.
func (m MapOf) GetByRank(rank int, returns Return) op.Step {
	return m.read(mapGetByRank, int(returns), rank)
}

// RemoveByRank removes, and returns what is asked for about, the entry whose value has a rank.
func (m MapOf) RemoveByRank(rank int, returns Return) op.Step {
	return m.modify(mapRemoveByRank, int(returns), rank)
}

// GetByRankRange returns what is asked for about entries from a rank on.
func (m MapOf) GetByRankRange(rank, count int, returns Return) op.Step {
	return m.read(mapGetByRankRange, counted(count, int(returns), rank)...)
}

// RemoveByRankRange removes, and returns what is asked for about, entries from a rank on.
func (m MapOf) RemoveByRankRange(rank, count int, returns Return) op.Step {
	return m.modify(mapRemoveByRankRange, counted(count, int(returns), rank)...)
}

// GetByValue returns what is asked for about the entries whose value equals a value.
func (m MapOf) GetByValue(value any, returns Return) op.Step {
	return m.read(mapGetByValue, int(returns), value)
}

// RemoveByValue removes, and returns what is asked for about, the entries whose value equals a value.
func (m MapOf) RemoveByValue(value any, returns Return) op.Step {
	return m.modify(mapRemoveByValue, int(returns), value)
}

// GetByValues returns what is asked for about the entries whose value equals one of several.
func (m MapOf) GetByValues(values []any, returns Return) op.Step {
	return m.read(mapGetByValues, int(returns), values)
}

// RemoveByValues removes, and returns what is asked for about, the entries whose value equals one of several.
func (m MapOf) RemoveByValues(values []any, returns Return) op.Step {
	return m.modify(mapRemoveByValues, int(returns), values)
}

// GetByValueInterval returns what is asked for about the entries with values from first up to, but not including, end; nil leaves the end open.
func (m MapOf) GetByValueInterval(first, end any, returns Return) op.Step {
	return m.read(mapGetByValueInterval, between(first, end, int(returns))...)
}

// RemoveByValueInterval removes, and returns what is asked for about, the entries with values from first up to, but not including, end; nil leaves the end open.
func (m MapOf) RemoveByValueInterval(first, end any, returns Return) op.Step {
	return m.modify(mapRemoveByValueInterval, between(first, end, int(returns))...)
}

// GetByRelativeRank returns what is asked for about the entries from a rank on, counted from where a value is or would be.
func (m MapOf) GetByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return m.read(mapGetByRelativeRank, counted(count, int(returns), value, rank)...)
}

// RemoveByRelativeRank removes, and returns what is asked for about, the entries from a rank on, counted from where a value is or would be.
func (m MapOf) RemoveByRelativeRank(value any, rank, count int, returns Return) op.Step {
	return m.modify(mapRemoveByRelativeRank, counted(count, int(returns), value, rank)...)
}
