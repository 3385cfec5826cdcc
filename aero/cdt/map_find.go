package cdt

import "github.com/aerolith/aerolith/aero/op"

// The numbers of the operations that look for entries by key.
const (
	mapGetByKey                 = 97
	mapRemoveByKey              = 76
	mapGetByKeys                = 107
	mapRemoveByKeys             = 81
	mapGetByKeyInterval         = 103
	mapRemoveByKeyInterval      = 84
	mapGetByKeyRelativeIndex    = 109
	mapRemoveByKeyRelativeIndex = 88
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
