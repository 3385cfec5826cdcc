package lua

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// openSandbox fills the machine with what functions may use, and nothing else.
func (s *state) openSandbox() {
	for _, open := range []lua.LGFunction{lua.OpenBase, lua.OpenTable, lua.OpenMath, lua.OpenString} {
		s.l.Push(s.l.NewFunction(open))
		s.l.Call(0, 0)
	}
	for _, name := range []string{
		"dofile", "loadfile", "loadstring", "module", "newproxy", "getfenv", "setfenv", "_printregs", "_GOPHER_LUA_VERSION",
	} {
		s.l.SetGlobal(name, lua.LNil)
	}
	for name, fn := range map[string]lua.LGFunction{
		"collectgarbage": nothing, "print": s.printLine, "load": s.load, "require": s.require, concatName: s.concat,
		"tostring": s.toString,
	} {
		s.l.SetGlobal(name, s.l.NewFunction(fn))
	}
	s.openStrings()
	s.openTables()
	s.openClock()
	s.openList()
	s.openMap()
	s.openBytes()
	s.openScalars()
	s.openMath()
	s.openRecord()
	s.openLog()
	s.openStream()
}

// library makes a global table of functions.
func (s *state) library(name string, functions map[string]lua.LGFunction) *lua.LTable {
	table := s.l.SetFuncs(s.l.NewTable(), functions)
	s.l.SetGlobal(name, table)
	return table
}

// constructor lets a library be called as a function.
func (s *state) constructor(library *lua.LTable, fn lua.LGFunction) {
	library.Metatable = s.metatable(map[string]lua.LGFunction{"__call": fn})
}

// metatable makes a metatable that functions cannot get at.
func (s *state) metatable(functions map[string]lua.LGFunction) *lua.LTable {
	table := s.l.SetFuncs(s.l.NewTable(), functions)
	table.RawSetString("__metatable", lua.LFalse)
	return table
}

// nothing is a function that does nothing.
func nothing(*lua.LState) int { return 0 }

// toString is tostring(v), charged for.
func (s *state) toString(l *lua.LState) int {
	shown := l.ToStringMeta(l.CheckAny(1))
	s.meter.take(l, len(shown.String()))
	l.Push(shown)
	return 1
}

// load is load(text, name): it compiles a text.
func (s *state) load(l *lua.LState) int {
	source := l.CheckString(1)
	s.meter.take(l, loadFactor*len(source))
	s.meter.work(l, len(source))
	code, err := compile(l.OptString(2, "load"), []byte(source))
	if err != nil {
		l.Push(lua.LNil)
		l.Push(lua.LString(err.Error()))
		return 2
	}
	l.Push(l.NewFunctionFromProto(code))
	return 1
}

// loadFactor is how many bytes of code a byte of source becomes at most, roughly.
const loadFactor = 64

// require is require(name): it executes another module once and returns its result.
func (s *state) require(l *lua.LState) int {
	name := strings.TrimSuffix(l.CheckString(1), ".lua")
	if v, ok := s.loaded[name]; ok {
		l.Push(v)
		return 1
	}
	var other *Module
	if s.module.library != nil {
		other = s.module.library(name)
	}
	if other == nil {
		l.RaiseError("module '%s' not found", name)
		return 0
	}
	s.loaded[name] = lua.LTrue // a module that requires itself gets this
	l.Push(l.NewFunctionFromProto(other.code))
	l.Call(0, 1)
	result := l.Get(-1)
	if result == lua.LNil {
		result = lua.LTrue
	}
	s.loaded[name] = result
	l.Push(result)
	return 1
}

// concat is the operator "..": its operands, from the right.
func (s *state) concat(l *lua.LState) int {
	result := l.Get(l.GetTop())
	for i := l.GetTop() - 1; i >= 1; {
		first := i
		for first >= 1 && joinable(l.Get(first)) {
			first--
		}
		if joinable(result) && first < i {
			result = s.join(l, first+1, i, result)
			i = first
			continue
		}
		result = concatMeta(l, l.Get(i), result)
		i--
	}
	l.Push(result)
	return 1
}

// joinable reports whether a value is a string or number.
func joinable(v lua.LValue) bool {
	kind := v.Type()
	return kind == lua.LTString || kind == lua.LTNumber
}

// join returns the strings of the operands from first to last, followed by the rest.
func (s *state) join(l *lua.LState, first, last int, rest lua.LValue) lua.LValue {
	parts := make([]string, 0, last-first+2)
	total := 0
	for i := first; i <= last; i++ {
		parts = append(parts, l.Get(i).String())
		total += len(parts[len(parts)-1])
	}
	parts = append(parts, rest.String())
	s.meter.take(l, total+len(parts[len(parts)-1]))
	return lua.LString(strings.Join(parts, ""))
}

// concatMeta concatenates values of which one is no string, as their metatables say.
func concatMeta(l *lua.LState, a, b lua.LValue) lua.LValue {
	method := l.GetMetaField(a, "__concat")
	if method == lua.LNil {
		method = l.GetMetaField(b, "__concat")
	}
	if method == lua.LNil {
		culprit := a
		if joinable(a) {
			culprit = b
		}
		l.RaiseError("attempt to concatenate a %s value", culprit.Type().String())
		return lua.LNil
	}
	l.Push(method)
	l.Push(a)
	l.Push(b)
	l.Call(2, 1)
	result := l.Get(-1)
	l.Pop(1)
	return result
}
