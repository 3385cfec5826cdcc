package lua

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/aerolith/aerolith/aero"
)

// openScalars adds the types that are neither Lua's own nor collections: integers beyond the exact range of Lua's
// numbers, GeoJSON, and values that are only passed on.
func (s *state) openScalars() {
	arithmetic := map[string]lua.LGFunction{"__tostring": s.valueText, "__eq": sameValue, "__lt": less, "__le": lessOrSame}
	for name, operate := range map[string]func(a, b int64) int64{
		"__add": func(a, b int64) int64 { return a + b },
		"__sub": func(a, b int64) int64 { return a - b },
		"__mul": func(a, b int64) int64 { return a * b },
	} {
		arithmetic[name] = s.integerOperation(operate)
	}
	arithmetic["__mod"] = s.integerModulo
	arithmetic["__div"] = s.floatQuotient
	arithmetic["__unm"] = s.integerOperation(func(a, _ int64) int64 { return -a })
	s.tables.integer = s.metatable(arithmetic)
	s.tables.geo = s.metatable(map[string]lua.LGFunction{"__tostring": s.valueText, "__eq": sameValue})
	s.tables.opaque = s.metatable(map[string]lua.LGFunction{"__tostring": s.valueText})
	library := s.library("geojson", map[string]lua.LGFunction{"tostring": s.valueText})
	s.constructor(library, s.geoNew)
}

// geoNew is geojson(text); its first argument is the library.
func (s *state) geoNew(l *lua.LState) int {
	l.Push(s.push(aero.GeoJSON(l.CheckString(2))))
	return 1
}

// operands returns both sides of an operation with a large integer: exact if both are integers.
func operands(l *lua.LState) (a, b int64, exact bool, x, y float64) {
	left, right := need(l, 1), need(l, 2)
	a, exactLeft := left.(int64)
	b, exactRight := right.(int64)
	if exactLeft && exactRight {
		return a, b, true, float64(a), float64(b)
	}
	return 0, 0, false, toFloat(l, 1, left), toFloat(l, 2, right)
}

// toFloat returns a number as a float, or ends the call.
func toFloat(l *lua.LState, n int, v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	l.ArgError(n, "number expected")
	return 0
}

// integerOperation is an operation that wraps around at 64 bits, as integers of Lua 5.4 do. With a float on one side
// the result is that of floats.
func (s *state) integerOperation(operate func(a, b int64) int64) lua.LGFunction {
	return func(l *lua.LState) int {
		a, b, exact, x, y := operands(l)
		if exact {
			l.Push(s.push(operate(a, b)))
			return 1
		}
		// Only sums, differences and products come here; floats lose what lies beyond 53 bits anyway.
		l.Push(s.push(float64(operate(int64(x), int64(y)))))
		return 1
	}
}

// integerModulo is a % b with the sign of b.
func (s *state) integerModulo(l *lua.LState) int {
	a, b, exact, _, _ := operands(l)
	if !exact || b == 0 {
		l.RaiseError("attempt to perform 'n%%%%0'")
	}
	r := a % b
	if r != 0 && (r < 0) != (b < 0) {
		r += b
	}
	l.Push(s.push(r))
	return 1
}

// floatQuotient is a / b, a float always.
func (s *state) floatQuotient(l *lua.LState) int {
	_, _, _, x, y := operands(l)
	l.Push(lua.LNumber(x / y))
	return 1
}

// less is a < b.
func less(l *lua.LState) int {
	a, b, exact, x, y := operands(l)
	l.Push(lua.LBool(exact && a < b || !exact && x < y))
	return 1
}

// lessOrSame is a <= b.
func lessOrSame(l *lua.LState) int {
	a, b, exact, x, y := operands(l)
	l.Push(lua.LBool(exact && a <= b || !exact && x <= y))
	return 1
}

// sameValue is a == b for values of the same type: integers and GeoJSON by value, bytes by content, lists and maps by
// reference.
func sameValue(l *lua.LState) int {
	a, errA := pull(l.Get(1))
	b, errB := pull(l.Get(2))
	same := errA == nil && errB == nil
	if left, ok := a.(*bytesValue); ok && same {
		right, isBytes := b.(*bytesValue)
		l.Push(lua.LBool(isBytes && string(left.data) == string(right.data)))
		return 1
	}
	if _, uncomparable := a.(opaque); uncomparable {
		same = false
	}
	l.Push(lua.LBool(same && a == b))
	return 1
}

// valueText is tostring for all types of ours.
func (s *state) valueText(l *lua.LState) int {
	shown := text(need(l, 1))
	s.meter.take(l, len(shown))
	l.Push(lua.LString(shown))
	return 1
}
