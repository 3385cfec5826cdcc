package lua

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openTables replaces table.concat, whose memory would not be bounded, and adds what Lua 5.4 has.
func (s *state) openTables() {
	table, ok := s.l.GetGlobal("table").(*lua.LTable)
	if !ok {
		return
	}
	s.l.SetFuncs(table, map[string]lua.LGFunction{"concat": s.tableConcat, "pack": s.tablePack, "move": s.tableMove})
	table.RawSetString("unpack", s.l.GetGlobal("unpack"))
}

// tableConcat is table.concat(t, separator, i, j).
func (s *state) tableConcat(l *lua.LState) int {
	table, separator := l.CheckTable(1), l.OptString(2, "")
	first, last := l.OptInt(3, 1), l.OptInt(4, table.Len())
	var b strings.Builder
	for i := first; i <= last; i++ {
		v := table.RawGetInt(i)
		if !joinable(v) {
			l.RaiseError("invalid value (at index %d) in table for 'concat'", i)
		}
		part := v.String()
		s.meter.take(l, len(part)+len(separator))
		s.meter.work(l, 1)
		b.WriteString(part)
		if i < last {
			b.WriteString(separator)
		}
	}
	l.Push(lua.LString(b.String()))
	return 1
}

// tablePack is table.pack(...).
func (s *state) tablePack(l *lua.LState) int {
	table, count := l.NewTable(), l.GetTop()
	s.meter.take(l, count*slotSize)
	for i := 1; i <= count; i++ {
		table.RawSetInt(i, l.Get(i))
	}
	table.RawSetString("n", lua.LNumber(count))
	l.Push(table)
	return 1
}

// tableMove is table.move(a, from, to, at, b).
func (s *state) tableMove(l *lua.LState) int {
	from, first, last, at := l.CheckTable(1), l.CheckInt(2), l.CheckInt(3), l.CheckInt(4)
	to := from
	if other, ok := l.Get(5).(*lua.LTable); ok {
		to = other
	}
	if last >= first {
		s.meter.work(l, last-first+1)
		s.meter.take(l, (last-first+1)*slotSize)
	}
	if at > first {
		for i := last - first; i >= 0; i-- {
			to.RawSetInt(at+i, from.RawGetInt(first+i))
		}
	} else {
		for i := 0; i <= last-first; i++ {
			to.RawSetInt(at+i, from.RawGetInt(first+i))
		}
	}
	l.Push(to)
	return 1
}

// openMath adds what Lua 5.4 has.
func (s *state) openMath() {
	table, ok := s.l.GetGlobal("math").(*lua.LTable)
	if !ok {
		return
	}
	s.l.SetFuncs(table, map[string]lua.LGFunction{"tointeger": mathToInteger, "type": mathType})
	table.RawSetString("huge", lua.LNumber(math.Inf(1)))
	table.RawSetString("maxinteger", s.push(int64(math.MaxInt64)))
	table.RawSetString("mininteger", s.push(int64(math.MinInt64)))
	// Seeding would change the numbers of every other call too.
	table.RawSetString("randomseed", s.l.NewFunction(nothing))
}

// mathToInteger is math.tointeger(x).
func mathToInteger(l *lua.LState) int {
	v, err := pull(l.Get(1))
	if _, whole := v.(int64); err == nil && whole {
		l.Push(l.Get(1))
		return 1
	}
	l.Push(lua.LNil)
	return 1
}

// mathType is math.type(x): this dialect calls every number without a fraction an integer.
func mathType(l *lua.LState) int {
	v, err := pull(l.CheckAny(1))
	if err != nil {
		v = nil
	}
	switch v.(type) {
	case int64:
		l.Push(lua.LString("integer"))
	case float64:
		l.Push(lua.LString("float"))
	default:
		l.Push(lua.LNil)
	}
	return 1
}

// openClock adds those functions of os that only tell the time.
func (s *state) openClock() {
	s.l.Push(s.l.NewFunction(lua.OpenOs))
	s.l.Call(0, 0)
	all, ok := s.l.GetGlobal("os").(*lua.LTable)
	allowed := s.l.NewTable()
	for _, name := range []string{"clock", "date", "difftime", "time"} {
		if ok {
			allowed.RawSetString(name, all.RawGetString(name))
		}
	}
	s.l.SetGlobal("os", allowed)
	// Else the whole library could be found among those that were loaded.
	s.l.SetField(s.l.Get(lua.RegistryIndex), "_LOADED", s.l.NewTable())
}
