package lua

import (
	"maps"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/aerolith/aerolith/aero"
)

// openRecord adds the libraries record and aerospike, and the type of records.
func (s *state) openRecord() {
	s.tables.record = s.metatable(map[string]lua.LGFunction{
		"__index": s.recordGet, "__newindex": s.recordSet, "__tostring": recordText,
	})
	count := func(f func(*recordValue) float64) lua.LGFunction {
		return func(l *lua.LState) int {
			r, value := checkRecord(l, 1), 0.0
			if r.open {
				value = f(r)
			}
			l.Push(lua.LNumber(value))
			return 1
		}
	}
	size := count(func(r *recordValue) float64 { return float64(r.record.Size) })
	s.library("record", map[string]lua.LGFunction{
		"gen":              count(func(r *recordValue) float64 { return float64(r.record.Generation) }),
		"ttl":              count(func(r *recordValue) float64 { return float64(r.record.TTLSeconds) }),
		"last_update_time": count(func(r *recordValue) float64 { return float64(r.record.LastUpdateMillis) }),
		"numbins":          count(func(r *recordValue) float64 { return float64(len(r.names)) }),
		"size":             size, "memory_size": size, "device_size": size,
		"setname": s.recordSetName, "key": s.recordKey, "digest": s.recordDigest, "bin_names": recordBinNames,
		"set_ttl": recordSetTTL, "drop_key": recordDropKey,
	})
	s.library("aerospike", map[string]lua.LGFunction{
		"create": recordCreate, "update": recordUpdate, "remove": recordRemove, "exists": recordExists,
		"log": s.aerospikeLog, "get_current_time": s.currentTime,
	})
}

// checkRecord returns an argument that must be a record.
func checkRecord(l *lua.LState, n int) *recordValue {
	if data, ok := l.Get(n).(*lua.LUserData); ok {
		if r, ok := data.Value.(*recordValue); ok {
			return r
		}
	}
	l.ArgError(n, "record expected")
	return newRecordValue(&Record{})
}

// recordGet is rec[name].
func (s *state) recordGet(l *lua.LState) int {
	r := checkRecord(l, 1)
	name, ok := l.Get(2).(lua.LString)
	if !ok {
		l.Push(lua.LNil)
		return 1
	}
	_, known := r.values[string(name)]
	v, err := r.get(string(name))
	if err != nil {
		l.RaiseError("bin %s: %s", string(name), err.Error())
	}
	if !known && v != nil {
		s.meter.take(l, deepSize(v))
	}
	l.Push(s.push(v))
	return 1
}

// recordSet is rec[name] = v.
func (s *state) recordSet(l *lua.LState) int {
	r := checkRecord(l, 1)
	name, v := l.CheckString(2), need(l, 3)
	refuseChange(l, r)
	if other, ok := v.(opaque); ok && !other.storable() {
		v = nil
	}
	s.meter.take(l, sizeOf(v))
	r.set(name, v)
	return 0
}

// refuseChange ends the call if the record cannot be changed.
func refuseChange(l *lua.LState, r *recordValue) {
	if r.record.ReadOnly {
		l.RaiseError("records of a stream cannot be changed")
	}
}

// recordText is tostring(rec).
func recordText(l *lua.LState) int {
	l.Push(lua.LString("Record"))
	return 1
}

// recordSetName is record.setname(rec), nil for none.
func (s *state) recordSetName(l *lua.LState) int {
	r := checkRecord(l, 1)
	if !r.open || r.record.Set == "" {
		l.Push(lua.LNil)
		return 1
	}
	l.Push(lua.LString(r.record.Set))
	return 1
}

// recordKey is record.key(rec), nil if no key is stored.
func (s *state) recordKey(l *lua.LState) int {
	r := checkRecord(l, 1)
	if !r.open || r.dropKey {
		l.Push(lua.LNil)
		return 1
	}
	l.Push(s.push(inside(r.record.Key)))
	return 1
}

// recordDigest is record.digest(rec).
func (s *state) recordDigest(l *lua.LState) int {
	r := checkRecord(l, 1)
	l.Push(s.push(&bytesValue{data: slices.Clone(r.record.Digest[:]), kind: aero.ParticleBlob}))
	return 1
}

// recordBinNames is record.bin_names(rec): a Lua table of names.
func recordBinNames(l *lua.LState) int {
	r, table := checkRecord(l, 1), l.NewTable()
	if r.open {
		for i, name := range r.names {
			table.RawSetInt(i+1, lua.LString(name))
		}
	}
	l.Push(table)
	return 1
}

// recordSetTTL is record.set_ttl(rec, seconds); -1 is for ever, -2 keeps what is.
func recordSetTTL(l *lua.LState) int {
	r := checkRecord(l, 1)
	refuseChange(l, r)
	r.ttl, r.hasTTL = uint32(l.CheckInt64(2)), true
	l.Push(lua.LNumber(0))
	return 1
}

// recordDropKey is record.drop_key(rec).
func recordDropKey(l *lua.LState) int {
	r := checkRecord(l, 1)
	refuseChange(l, r)
	if !r.open {
		l.Push(lua.LNumber(-1))
		return 1
	}
	r.dropKey = true
	l.Push(lua.LNumber(0))
	return 1
}

// applyDirty applies the changes of a record and pushes what the function is told: 0, or -1.
func applyDirty(l *lua.LState, r *recordValue) int {
	names := slices.Sorted(maps.Keys(r.dirty))
	outcome := 0
	if r.apply(names) != nil {
		outcome = -1
	}
	l.Push(lua.LNumber(outcome))
	return 1
}

// recordCreate is aerospike:create(rec): 0, or 1 if it exists.
func recordCreate(l *lua.LState) int {
	r := checkRecord(l, 2)
	refuseChange(l, r)
	if r.open && len(r.names) > 0 {
		l.Push(lua.LNumber(1))
		return 1
	}
	if !r.open {
		r.open, r.created = true, true
	}
	return applyDirty(l, r)
}

// recordUpdate is aerospike:update(rec): 0, or -2 if it does not exist.
func recordUpdate(l *lua.LState) int {
	r := checkRecord(l, 2)
	refuseChange(l, r)
	if !r.open {
		l.Push(lua.LNumber(-2))
		return 1
	}
	return applyDirty(l, r)
}

// recordRemove is aerospike:remove(rec): 0, or 1 if it does not exist.
func recordRemove(l *lua.LState) int {
	r := checkRecord(l, 2)
	refuseChange(l, r)
	if !r.open {
		l.Push(lua.LNumber(1))
		return 1
	}
	clear(r.dirty)
	for _, name := range r.names {
		r.set(name, nil)
	}
	return applyDirty(l, r)
}

// recordExists is aerospike:exists(rec).
func recordExists(l *lua.LState) int {
	l.Push(lua.LBool(checkRecord(l, 2).open))
	return 1
}

// aerospikeLog is aerospike:log(level, message).
func (s *state) aerospikeLog(l *lua.LState) int {
	s.write(l.CheckInt(2), l.CheckString(3))
	l.Push(lua.LNumber(0))
	return 1
}

// currentTime is aerospike:get_current_time(): milliseconds of Unix time.
func (s *state) currentTime(l *lua.LState) int {
	l.Push(lua.LNumber(s.nowMillis))
	return 1
}
